"""What changed between two runs or periods, each kind of cause in a project of one figure."""

import shutil

import openpyxl
import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.compare import causes, change_page, diff
from sanlib.compare import change_sentences as told
from sanlib.periods import manifest, period
from sanlib.project import folders, schema
from sanlib.survey import survey_achievements
from tests import build

FILE = "data/raw/2023/a.xlsx"


def effects(row):
    """{"data": 1.2, ...} of a row."""
    return {name: float(value) for name, value in (part.split("=") for part in row["effects"].split(";") if part)}


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
    def compared(old, new, old_told=None, new_told=None, suffix=""):
        sides = [
            tables(tmp_path / f"{name}{suffix}", *rows, **(told or {}))
            for name, rows, told in (("lama", old, old_told), ("baru", new, new_told))
        ]
        return diff.diff(*sides).query("measure == 'capaian'").reset_index(drop=True)

    return compared


def test_nothing_changed_is_no_row(compare):
    assert compare([figure()], [figure()]).empty


def test_a_changed_workbook_is_data(compare):
    row = compare([figure()], [figure(81.5)], new_told={"inputs": [{"file": FILE, "sha256": "2"}]}).loc[0]
    assert (row["causes"], row["change_pp"], row["distinguishable"]) == ("data", 1.5, "hitungan") and "F7" in row["why"]


def test_a_newer_export_is_a_revision(compare):
    row = compare([figure(11.76, export_date="2022-03")], [figure(12.15, export_date="2025-11")]).loc[0]
    assert row["causes"] == "revisi" and row["why"] == "Revisi oleh sumbernya +0,39: ekspor 2022-03 -> 2025-11"


def test_a_correction_is_told_with_its_cell(compare):
    correction = {"file": "a.xlsx", "sheet": "Lembar1", "cell": "F7", "old": "80", "new": "82"}
    row = compare([figure()], [figure(82)], new_told={"corrections": [correction]}).loc[0]
    assert row["causes"] == "koreksi" and "F7 80 -> 82" in row["why"]


def test_the_same_workbook_with_another_definition(compare):
    row = compare(
        [figure()],
        [figure(82)],
        {"reference": {"indicators.csv": {"sha256": "1", "rows": 3}}},
        {"reference": {"indicators.csv": {"sha256": "2", "rows": 3}}},
    ).loc[0]
    assert (row["causes"], row["effects"]) == ("definisi", "definisi=+2.000000") and "indicators.csv" in row["why"]


def test_a_moved_figure_nothing_accounts_for_says_so(compare):
    assert compare([figure()], [figure(82)]).loc[0, "causes"] == "tidak diketahui"


def test_a_changed_base_is_told_with_its_effect(compare):
    row = compare([figure(80, amount=80, base=100)], [figure(64, amount=80, base=125)]).loc[0]
    assert (row["causes"], row["effects"]) == ("pembagi", "pembagi=-16.000000") and "100 -> 125" in row["why"]


def test_a_new_flag_is_told_though_the_figure_stands(compare):
    row = compare([figure()], [figure(flag="kolom_kembar")]).loc[0]
    assert row["causes"] == "bendera" and row["change_pp"] == 0


def test_reporters_that_appear_and_disappear(compare):
    rows = compare([figure()], [figure(region_code="3574")]).set_index("region_code")
    assert rows.loc["3572", "why"].startswith("hilang") and rows.loc["3574", "why"].startswith("baru muncul")
    assert set(rows["causes"]) == {"pelapor"}
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


@pytest.mark.parametrize("name", ["survei tanpa interval", "terbitan tanpa cara ukur"])
@pytest.mark.parametrize("new, told", [(82.9, "tidak"), (83.1, "ya")])
def test_a_sample_without_interval_is_told_apart_beyond_3_points(compare, new, told, name):
    basis = {"basis": name}
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


CHANGED = {"new_told": {"inputs": [{"file": FILE, "sha256": "2"}]}}


def correction(cell, old, new):
    return {"file": "2023/a.xlsx", "sheet": "Lembar1", "cell": cell, "old": old, "new": new, "who": "Ani"}


def test_several_causes_at_once_are_told_apart_where_they_can_be(compare):
    """A changed workbook and a base corrected from 100 to 125: 80 of 100 becomes 75 of 125."""
    corrected = {"inputs": [{"file": FILE, "sha256": "2"}], "corrections": [correction("D7", "100", "125")]}
    row = compare([figure(80, amount=80, base=100)], [figure(60, amount=75, base=125)], new_told=corrected).loc[0]
    assert effects(row) == {"data": -5.0, "koreksi": -15.0} and sum(effects(row).values()) == row["change_pp"]
    assert row["cause"] == "koreksi" and "D7 100 -> 125, oleh Ani" in row["why"]


def test_the_base_moves_a_complement_the_other_way(compare):
    """Kota Blitar 2025: 54,900 KK layak of 55,500, the base corrected to 56,000: belum layak 1.08 to 1.96."""
    old, new = (figure(100 - 5490000 / base, indicator="belum_layak", amount=base - 54900, base=base) for base in (55500, 56000))
    row = compare([old], [new], new_told={"corrections": [correction("D7", "55500", "56000")]}).loc[0]
    assert set(effects(row)) == {"koreksi"} and effects(row)["koreksi"] == pytest.approx(row["change_pp"], abs=1e-6)
    later = [old | {"period": "2022"}], [new | {"period": "2023"}]
    assert effects(compare(*later, suffix="later").loc[0]) == {"pembagi": pytest.approx(row["change_pp"], abs=1e-6)}


def test_a_correction_that_accounts_for_the_whole_change_leaves_nothing_to_the_changed_workbook(compare):
    told_new = CHANGED["new_told"] | {"corrections": [correction("F7", "80", "82")]}
    row = compare([figure(80)], [figure(82)], new_told=told_new).loc[0]
    assert effects(row) == {"koreksi": 2.0}


def test_a_correction_taken_back_counts_the_other_way(compare):
    row = compare([figure(82)], [figure(80)], {"corrections": [correction("F7", "80", "82")]}).loc[0]
    assert effects(row) == {"koreksi": -2.0} and "tidak lagi berlaku" in row["why"]


def test_a_correction_of_another_row_is_no_cause(compare):
    told_new = CHANGED["new_told"] | {"corrections": [correction("F8", "80", "82")]}
    assert compare([figure(80)], [figure(82)], new_told=told_new).loc[0, "causes"] == "data"


def test_causes_that_cannot_be_told_apart_say_so(compare):
    new = {"inputs": [{"file": FILE, "sha256": "2"}], "reference": {"headers.csv": "2"}}
    row = compare([figure(80)], [figure(82)], {"reference": {"headers.csv": "1"}}, new).loc[0]
    assert row["causes"] == "data;definisi" and row["effects"] == "" and "tidak dapat dipisahkan" in row["why"]


def test_data_and_base_between_two_periods_sum_to_the_change(compare):
    row = compare([figure(80, period="2022", amount=80, base=100)], [figure(90, period="2023", amount=99, base=110)]).loc[0]
    assert effects(row) == {"data": 19.0, "pembagi": -9.0} and row["change_pp"] == 10.0


def test_a_revised_old_year_is_its_own_row_and_part_of_the_change(tmp_path):
    """2023 was 80 in the old run; the newer export gives 78 for it, and 85 for 2024."""
    old = figure(80.0, period="2023", export_date="2024-03")
    new = figure(85.0, period="2024", export_date="2025-11")
    history = build.achievements(figure(78.0, period="2023", export_date="2025-11"), new)
    sides = [diff.tables(tables(tmp_path / name, row)) for name, row in (("a", old), ("b", new))]
    table = diff.compare(*sides, history).set_index("measure")
    assert effects(table.loc["capaian"]) == {"data": 7.0, "revisi": -2.0} and table.loc["capaian", "change_pp"] == 5.0
    revised = table.loc["revisi"]
    assert (revised["period"], revised["old"], revised["new"], revised["change_pp"]) == ("2023", 80.0, 78.0, -2.0)
    assert "2024-03 -> 2025-11" in revised["why"]


def test_a_newer_export_in_the_next_period_revises_the_last_one(tmp_path):
    """From the workbooks: 2019's export says 20 %, the one received for 2020 says 21 % of 2019."""
    shutil.copytree(folders.root() / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    for year, rows, date in (("2019", [("2019", 20)], "2020-01"), ("2020", [("2019", 21), ("2020", 22)], "2021-01")):
        folder = tmp_path / "data" / "raw" / year
        folder.mkdir()
        sipsn(folder / "sipsn.xlsx", rows)
        (folder / "SOURCES.csv").write_text(f"file,source,export_date\nsipsn.xlsx,SIPSN,{date}\n", encoding="utf-8")
        period.write(year, root=tmp_path, say=lambda line: None)
    table = diff.diff("2019", "2020", tmp_path).query("indicator == 'pengurangan'").set_index("measure")
    assert (table.loc["revisi", "old"], table.loc["revisi", "new"]) == (20, 21)
    assert effects(table.loc["capaian"]) == {"data": 1.0, "revisi": 1.0}


def sipsn(path, rows):
    book = openpyxl.Workbook()
    book.active.append(["SIPSN"])
    book.active.append(
        [
            "Tahun",
            "Provinsi",
            "Kabupaten/Kota",
            "Timbulan Sampah Tahunan (ton/tahun)(A)",
            "Pengurangan Sampah Tahunan (ton/tahun)(B)",
            "%Pengurangan Sampah(B/A)",
        ]
    )
    for year, share in rows:
        book.active.append([year, "Jawa Timur", "Kota Blitar", 1000, 10 * share, share])
    book.save(path)


def test_a_verdict_that_changed_is_told_and_comes_first(compare):
    rows = compare([figure(71.0), figure(40.0, region_code="3574")], [figure(73.0), figure(60.0, region_code="3574")], **CHANGED)
    assert rows.loc[0, "verdicts"] == "Jakstranas: belum -> tercapai"
    assert rows.loc[0, "region_code"] == "3572" and rows.loc[1, "change_pp"] == 20


def test_a_verdict_that_changed_with_its_target_alone_is_told(tmp_path):
    changed = san.targets()
    changed.loc[changed["target_set"].eq("Jakstranas") & changed["year"].eq(2023), "target_pct"] = 85
    rows = diff.diff(tables(tmp_path / "a", figure()), tables(tmp_path / "b", figure(), targets=changed))
    row = rows.query("measure == 'capaian'").iloc[0]
    assert (row["cause"], row["change_pp"], row["verdicts"]) == ("target", 0, "Jakstranas: tercapai -> belum")


def test_a_target_that_begins_or_ends_to_apply_is_told_and_not_subtracted(tmp_path):
    """Jakstrada Kota Blitar ends with 2023."""
    rows = diff.diff(tables(tmp_path / "a", figure(period="2023")), tables(tmp_path / "b", figure(81.0, period="2024")))
    row = rows[rows["measure"].eq("target") & rows["target_set"].str.startswith("Jakstrada")].iloc[0]
    assert not row["comparable"] and pd.isna(row["change_pp"]) and "tidak lagi berlaku" in row["why"]


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    """The sample of 2023 and what makes another run of it: households and manifest to change."""
    source = period.write("contoh-2023", tmp_path_factory.mktemp("asal"), say=lambda line: None)

    def run(name, households=None, **told):
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(source, folder, dirs_exist_ok=True)
        if households is not None:
            households.to_parquet(folder / "households.parquet")
            survey_achievements.achievements(households).round(6).to_csv(folder / "achievements.csv", index=False)
        manifest.write(manifest.read(source) | told, folder)
        return folder

    return run, pd.read_parquet(source / "households.parquet"), manifest.read(source)


def layak(table):
    return table.query("indicator == 'layak' and ladder == '2020' and region_code == '3572'").iloc[0]


def with_file(told, ending, sha="0"):
    return {"inputs": [one | {"sha256": sha} if ending in one["file"] else one for one in told["inputs"]]}


def test_another_list_of_desa_is_the_weights(surveyed):
    run, households, told_of = surveyed
    heavier = households.assign(weight=households["weight"].where(~households["stratum"].eq("1"), households["weight"] * 3))
    row = layak(diff.diff(run("a"), run("b", heavier, **with_file(told_of, "daftar_desa_Kota_Blitar"))))
    assert set(effects(row)) == {"bobot"} and "SINTETIS_daftar_desa_Kota_Blitar_2023.csv" in row["why"]
    assert effects(row)["bobot"] == pytest.approx(row["change_pp"], abs=1e-5)


def test_other_answers_and_other_weights_at_once_are_told_apart(surveyed):
    run, households, told_of = surveyed
    there = households["region_code"].eq("3572") & households["D.1"].eq("1")
    moved = households.assign(**{"D.1": households["D.1"].where(~(there & (households.index % 5 == 0)), "4")})
    moved = moved.assign(weight=moved["weight"].where(~moved["stratum"].eq("1"), moved["weight"] * 3))
    row = layak(diff.diff(run("a"), run("b", moved, **with_file(told_of, "Kota_Blitar"))))
    parts = effects(row)
    assert set(parts) == {"data", "bobot"} and parts["data"] < -5
    assert sum(parts.values()) == pytest.approx(row["change_pp"], abs=1e-5)


def test_another_ladder_rule_is_the_definition(surveyed, monkeypatch):
    """The old run was made with rules that called every household layak."""
    run, _households, told_of = surveyed
    old = run("a", reference=told_of["reference"] | {"survey/ladder_rules.csv": {"sha256": "older", "rows": 1}})
    achievements = schema.read_table(old / "achievements.csv", schema.ACHIEVEMENTS)
    achievements.loc[achievements["indicator"].eq("layak"), "value_pct"] = 100.0
    achievements.to_csv(old / "achievements.csv", index=False)
    row = layak(diff.diff(old, run("b")))
    assert row["causes"].startswith("definisi") and effects(row) == {"definisi": pytest.approx(row["change_pp"], abs=1e-5)}
    assert "survey/ladder_rules.csv" in row["why"]


def test_another_rule_of_presentation_is_the_definition_where_the_share_stands(surveyed):
    """The old run withheld the share; this one, by another design.csv, does not."""
    run, _households, told_of = surveyed
    old = run("a", reference=told_of["reference"] | {"survey/design.csv": {"sha256": "older", "rows": 1}})
    achievements = schema.read_table(old / "achievements.csv", schema.ACHIEVEMENTS)
    achievements.loc[achievements["indicator"].eq("layak") & achievements["region_code"].eq("3572"), "flag"] = "sampel_tidak_cukup"
    achievements.to_csv(old / "achievements.csv", index=False)
    row = layak(diff.diff(old, run("b")))
    assert "definisi" in row["causes"] and "survey/design.csv" in row["why"]
    assert pd.isna(row["change_pp"]) and pd.isna(row["old"]) and row["new"] > 0 and not row["comparable"]


def test_two_surveys_are_compared_by_their_designs(tmp_path):
    places = [period.write(name, tmp_path / name, say=lambda line: None) for name in ("contoh-2023", "contoh-2024")]
    row = layak(diff.diff(*places))
    before, after = (survey_achievements.designed(survey_achievements.measured(diff.tables(place).households)) for place in places)
    from sanlib.estimation import compare

    own = compare.between_periods(before, after, ["2020:layak"], "region_code", among={"2020:layak": "di antara 2020:layak"})
    expected = own.set_index("region_code").loc["3572"]
    assert (row["low_pp"], row["high_pp"]) == pytest.approx((expected["low_pp"], expected["high_pp"]), abs=1e-6)
    assert (row["distinguishable"] == "ya") == expected["distinguishable"] and row["synthetic"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_terminal_shows_every_row_whole_and_in_its_language(lang):
    table = diff.diff("2023", "2024", lang=lang)
    said = told.text(table, change_page.title("2023", "2024", lang), lang)
    assert all(why in said and words.number(new, 2, lang) in said for why, new in zip(table["why"], table["new"], strict=True))
    assert ("cannot be compared" in said) == (lang == "en") and ("tidak dapat dibandingkan" in said) == (lang == "id")


def test_every_cause_has_its_words():
    assert [name for name in causes.ORDER if not words.has_label(f"cause.{name}")] == []


@pytest.mark.parametrize("pair", [("2022", "2023"), ("2023", "2024"), ("contoh-2023", "contoh-2024")])
def test_the_effects_of_a_change_sum_to_it(pair):
    table = diff.diff(*pair)
    told_apart = table[table["effects"].ne("") & table["change_pp"].notna()]
    assert len(told_apart)
    assert [row["why"] for _, row in told_apart.iterrows() if abs(sum(effects(row).values()) - row["change_pp"]) > 0.02] == []


def test_the_page_tells_what_the_runs_were_made_from(tmp_path):
    (tmp_path / "data" / "raw" / "reference").mkdir(parents=True)
    for name in ("indicators.csv", "targets.csv", *causes.SURVEY_DEFINITIONS):
        (tmp_path / "data/raw/reference" / name).parent.mkdir(exist_ok=True)
        shutil.copy(folders.reference(name), tmp_path / "data/raw/reference" / name)
    sides = [
        str(tables(tmp_path / "a", figure(), reference={"targets.csv": "1"})),
        str(tables(tmp_path / "b", figure(82), **CHANGED["new_told"])),
    ]
    text = change_page.write(diff.diff(*sides, root=tmp_path), *sides, root=tmp_path).read_text(encoding="utf-8")
    assert "Apa yang berubah: a ke b" in text and FILE in text and "targets.csv" in text and "+2<" in text
    assert "http" not in text


def test_in_a_report_run_a_new_periods_tables_are_those_of_the_run(tmp_path, monkeypatch):
    """Before they stand in data/processed, as on the first report of a period."""
    staged = tables(tmp_path / "staged", figure(81.0, period="2025"))
    monkeypatch.setenv("SANLIB_PERIOD", "2025")
    monkeypatch.setenv("SANLIB_PROCESSED_DIR", str(staged))
    assert diff.tables("2025").achievements["value_pct"].tolist() == [81.0]
    assert change_page.change_sentences("2025")[0] == "Apa yang berubah: 2024 ke 2025."


def test_the_period_before_is_of_the_same_series(tmp_path):
    for name in ("contoh-2023", "contoh-2024", "2023", "2024", "uji-2022"):
        folder = tmp_path / "data/processed" / name
        folder.mkdir(parents=True)
        (folder / "achievements.csv").write_text("", encoding="utf-8")
    before = {name: diff.previous(name, tmp_path) for name in ("contoh-2024", "contoh-2023", "2024", "2023", "uji-2022")}
    assert before == {"contoh-2024": "contoh-2023", "contoh-2023": "", "2024": "2023", "2023": "", "uji-2022": ""}


def test_synthetic_tables_are_never_compared_with_real_ones(compare):
    with pytest.raises(san.InputError, match="sintetis"):
        compare([figure(synthetic=True)], [figure(81.0)])


def test_a_count_is_not_told_as_statistically_proven_and_a_target_neither(compare):
    counted = compare([figure(80)], [figure(80.01)])
    assert told.printed(counted)["Dapat dibedakan"].tolist() == ["hitungan, tanpa galat sampel"]
    assert set(diff.diff("2023", "2024").query("measure == 'target'")["distinguishable"]) <= {""}


def test_each_ladder_is_paired_with_itself_where_one_side_has_fewer(compare):
    """The 2020 ladder alone before, both ladders after: its change is told, the 2015 ladder has no partner."""
    survey = {"indicator": "layak", "instrument": "Dinkes", "region_code": "3572"}
    found = compare(
        [figure(92.99, ladder="2020", **survey)], [figure(84.10, ladder="2020", **survey), figure(95.0, ladder="2015", **survey)]
    )
    one, other = (found[found["ladder"].eq(ladder)].iloc[0] for ladder in ("2020", "2015"))
    assert (one["old"], one["new"]) == (92.99, 84.10) and one["change_pp"] == pytest.approx(-8.89) and one["comparable"]
    assert pd.isna(other["old"]) and other["new"] == 95 and "2015" in other["why"] and "2020" in other["why"] and not other["comparable"]
    assert len(found) == 2


def test_one_ladder_against_another_is_shown_and_not_subtracted(compare):
    survey = {"indicator": "layak", "instrument": "Dinkes", "region_code": "3572"}
    found = compare([figure(92.99, ladder="2015", **survey)], [figure(84.10, ladder="2020", **survey)])
    assert len(found) == 1 and not found["comparable"].iloc[0] and pd.isna(found["change_pp"].iloc[0])


def test_a_withheld_figure_is_in_neither_column_and_in_no_change(compare):
    hidden = {"indicator": "layak", "flag": "sampel_tidak_cukup", "basis": "survei", "low_pct": 59.57, "high_pct": 94.23}
    found = compare([figure(81.148, **hidden)], [figure(90.0, indicator="layak", basis="survei", low_pct=88.0, high_pct=92.0)], suffix="1")
    assert pd.isna(found["old"].iloc[0]) and found["new"].iloc[0] == 90 and pd.isna(found["change_pp"].iloc[0])
    assert not [text for text in ("81.1", "81,1", "8.85", "8,85") if text in found.to_csv()]
