"""What changed between two runs or periods, each kind of cause in a project of one figure."""

import pytest

import sanlib as san
from sanlib import manifest
from sanlib.rerun import diff
from tests import build

FILE = "data/raw/2023/a.xlsx"


def tables(folder, *rows, targets=None, **told):
    folder.mkdir()
    achievements = build.achievements(*rows)
    achievements.to_csv(folder / "achievements.csv", index=False)
    wanted = san.targets() if targets is None else targets
    san.gaps(achievements, wanted).to_csv(folder / "gaps.csv", index=False)
    manifest.write({"inputs": [{"file": FILE, "sha256": "1"}], "corrections": [], "reference": {}} | told, folder)
    return folder


def figure(value=80.0, **other):
    return build.achievement(value_pct=value, file=FILE, cell="F7", **other)


@pytest.fixture
def compare(tmp_path):
    def compared(old, new, old_told=None, new_told=None):
        sides = [tables(tmp_path / name, *rows, **(told or {}))
                 for name, rows, told in (("lama", old, old_told), ("baru", new, new_told))]
        return diff.diff(*sides).query("measure == 'capaian'").reset_index(drop=True)
    return compared


def test_nothing_changed_is_no_row(compare):
    assert compare([figure()], [figure()]).empty


def test_a_changed_workbook_is_data(compare):
    row = compare([figure()], [figure(81.5)], new_told={"inputs": [{"file": FILE, "sha256": "2"}]}).loc[0]
    assert (row["causes"], row["change_pp"], row["distinguishable"]) == ("data", 1.5, "ya") and "F7" in row["why"]


def test_a_newer_export_is_a_revision(compare):
    row = compare([figure(11.76, export_date="2022-03")], [figure(12.15, export_date="2025-11")]).loc[0]
    assert row["causes"] == "revisi" and row["why"] == "revisi: 2022-03 -> 2025-11"


def test_a_correction_is_told_with_its_cell(compare):
    correction = {"file": "a.xlsx", "sheet": "Lembar1", "cell": "F7", "old": "80", "new": "82"}
    row = compare([figure()], [figure(82)], new_told={"corrections": [correction]}).loc[0]
    assert row["causes"] == "koreksi" and "F7 80 -> 82" in row["why"]


@pytest.mark.parametrize("table, cause", [("weights.csv", "bobot"), ("indicators.csv", "definisi")])
def test_the_same_workbook_with_another_reference_table(compare, table, cause):
    row = compare([figure()], [figure(82)], {"reference": {table: "1"}}, {"reference": {table: "2"}}).loc[0]
    assert row["causes"] == cause and table in row["why"]


def test_a_moved_figure_nothing_accounts_for_says_so(compare):
    assert compare([figure()], [figure(82)]).loc[0, "causes"] == "tidak diketahui"


def test_a_changed_base_is_told_with_its_effect(compare):
    row = compare([figure(80, amount=80, base=100)], [figure(64, amount=80, base=125)]).loc[0]
    assert row["causes"] == "pembagi" and "(-16.00)" in row["why"]


def test_a_new_flag_is_told_though_the_figure_stands(compare):
    row = compare([figure()], [figure(flag="kolom_kembar")]).loc[0]
    assert row["causes"] == "bendera" and row["change_pp"] == 0


def test_reporters_that_appear_and_disappear(compare):
    rows = compare([figure()], [figure(region_code="3574")]).set_index("region_code")
    assert rows["why"].to_dict() == {"3572": "hilang", "3574": "muncul"} and set(rows["causes"]) == {"pelapor"}
    assert rows["change_pp"].isna().all()


def test_a_changed_target_is_its_own_row(tmp_path):
    changed = san.targets()
    changed.loc[changed["target_set"].eq("Jakstranas") & changed["year"].eq(2023), "target_pct"] = 75
    table = diff.diff(tables(tmp_path / "a", figure()), tables(tmp_path / "b", figure(), targets=changed))
    assert table[["measure", "causes", "old", "new"]].values.tolist() == [["target", "target", 72, 75]]


@pytest.mark.parametrize("change", [{"flag": "patahan_metode"}, {"ladder": "2015"}, {"basis": "survei"}])
def test_nothing_is_subtracted_across_a_break_a_ladder_or_a_kind_of_measurement(compare, change):
    row = compare([figure(period="2022")], [figure(20, period="2023", **change)]).loc[0]
    assert not row["comparable"] and row["why"].startswith("tidak dapat dibandingkan") and row["change_pp"] != row["change_pp"]


def test_two_instruments_are_two_rows_and_never_a_difference(compare):
    rows = compare([figure(instrument="BPS Susenas")], [figure(instrument="Dinkes")])
    assert len(rows) == 2 and rows["change_pp"].isna().all()


@pytest.mark.parametrize("new, told", [(82.9, "tidak"), (83.1, "ya")])
def test_a_sample_without_interval_is_told_apart_beyond_3_points(compare, new, told):
    basis = {"basis": "survei tanpa interval"}
    row = compare([figure(period="2022", **basis)], [figure(new, period="2023", **basis)]).loc[0]
    assert row["distinguishable"] == told


@pytest.mark.parametrize("new, told", [(85.0, "tidak"), (86.0, "ya")])
def test_two_samples_are_told_apart_by_the_interval_of_their_difference(compare, new, told):
    def sample(value, period):
        return figure(value, period=period, basis="survei", low_pct=value - 4, high_pct=value + 4)
    assert compare([sample(80, "2022")], [sample(new, "2023")]).loc[0, "distinguishable"] == told


def test_shipped_2024_is_not_subtracted_from_2023_where_the_method_broke():
    rows = diff.diff("2023", "2024").query("indicator == 'pengurangan' and instrument == 'SIPSN'")
    assert len(rows) == 8 and not rows["comparable"].any() and rows["change_pp"].isna().all()


@pytest.mark.parametrize("name", ["1999", "../2023", "tidak/ada"])
def test_what_is_not_there_is_refused(name):
    with pytest.raises(san.InputError):
        diff.diff("2023", name)
