"""When a gap closes is computed from the pace that the analyst assumes, and printed with it."""

import csv

import pandas as pd
import pytest

from sanlib.documents import advice, brief, closings, need, pack_folder
from sanlib.documents.closing import closing_year
from sanlib.project.problems import InputError
from sanlib.reference import advocacy
from sanlib.reference.reference_schemas import SCHEMAS

PACES = [column.name for column in SCHEMAS["paces.csv"].columns]


def row_of(gaps, indicator, target_set, region="Kota Blitar"):
    return gaps[gaps["region"].eq(region) & gaps["indicator"].eq(indicator) & gaps["target_set"].eq(target_set)].iloc[0]


def test_closing_year_prints_its_assumption(gaps):
    closing = closing_year(row_of(gaps, "layak", "SDG 6.2"), 300)
    assert closing[:3] == (2026, 3, -4) and closing.on_time == pytest.approx(880 / 7, abs=0.1)
    assert "Asumsi analis: 300 KK per tahun" in closing.assumption and "2026" in closing.assumption
    assert closing_year(row_of(gaps, "layak", "SDG 6.2"), 880).years == 1


def test_several_policies_add_up_and_each_is_named(gaps):
    closing = closing_year(row_of(gaps, "aman", "Visi 2045"), {"LLTT": 800, "Wajib IPAL": 200})
    assert closing.years == 22 and closing.late == 0
    assert "LLTT 800 + Wajib IPAL 200 KK per tahun" in closing.assumption


def test_a_target_missed_says_by_how_many_years_and_which_pace_would_meet_it(gaps):
    closing = closing_year(row_of(gaps, "aman", "Visi 2045"), 500, "en")
    assert (closing.year, closing.late) == (2067, 22)
    assert "22 years after 2045" in closing.assumption and "985 KK a year until 2045" in closing.assumption


@pytest.mark.parametrize("pace, growth", [(0, 0), (300, 300), (300, 400)])
def test_a_pace_that_does_not_outrun_the_growth_never_closes(gaps, pace, growth):
    closing = closing_year(row_of(gaps, "layak", "SDG 6.2"), pace, growth_per_year=growth)
    assert (closing.year, closing.years, closing.late) == (None, None, None)
    assert "tidak pernah tertutup" in closing.assumption and f"{pace} KK" in closing.assumption


def test_what_cannot_be_judged_or_is_no_pace_is_refused(gaps):
    for pace in (-5, float("nan"), float("inf"), {"a": 3, "b": -1}):
        with pytest.raises(InputError):
            closing_year(row_of(gaps, "layak", "SDG 6.2"), pace)
    with pytest.raises(InputError, match="tidak dapat dinilai"):
        closing_year(row_of(gaps, "aman", "RPJMN 2020-2024", "Kab. Kediri"), 100)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_analysts_table_lists_every_unmet_target_with_the_pace_it_needs(gaps, lang):
    bare = closings(gaps, "Kota Blitar", {}, lang)
    assert len(bare) == 4 and bare.iloc[:, 5:].eq("").all(axis=None)
    told = closings(gaps, "3572", {"aman": {"LLTT": 800}}, lang)
    assert told.iloc[:, 5].tolist().count("") == 3 and "LLTT 800" in " ".join(told.iloc[:, 6])
    assert closings(gaps, "Kota Jambi", {}, lang).shape == (1, 1)


def test_without_a_choice_the_table_names_every_pilot_short_of_a_target_and_takes_no_pace(gaps):
    told = closings(gaps, "", {})
    short = gaps[gaps["shortfall_pp"].gt(0) & gaps[["shortfall_households", "shortfall_tonnes"]].notna().any(axis=1)]
    assert dict(told["Wilayah"].value_counts()) == dict(short["region"].value_counts()) and told["Wilayah"].nunique() > 1
    with pytest.raises(InputError, match="aman"):
        closings(gaps, "", {"aman": 800})


@pytest.mark.parametrize("needed, printed", [(984.08, "985"), (985.0, "985"), (12.31, "12,4"), (0.0412, "0,042"), (float("nan"), "")])
def test_a_pace_needed_is_rounded_up_wherever_it_is_printed(needed, printed):
    assert need.pace(needed, needed) == printed


def test_the_brief_and_the_analysts_table_print_one_pace(opened, gaps):
    """21,649 households short of 2045 in 22 years are 984.05 a year."""
    one = pack_folder.gather(opened, gaps, ["3572"], "id")[0]
    page = " ".join(pack_folder.preview(opened, "Kota Blitar").iloc[:, 1])
    told = closings(gaps, "Kota Blitar", {})["Perlu per tahun"].tolist()
    for row in one.needs[one.needs["unit"].eq("KK") & one.needs["per_year_low"].notna()].itertuples():
        assert f"{need.pace(row.per_year_low, row.per_year_high)} KK" in page
    assert "985 KK" in told and "985" in page and "984 KK" not in page


def test_assumed_paces_stand_in_the_brief_with_who_assumed_them(opened, gaps, monkeypatch):
    rows = pd.DataFrame(
        [
            ["3572", "lltt", "aman", "", 800.0, "KK", "Ani (Bappeda)", "uji coba 2022"],
            ["3572", "ipal", "aman", "", 200.0, "KK", "Ani (Bappeda)", "uji coba 2022"],
            ["3572", "", "dasar", "", 10.0, "KK", "Ani", "tanpa gap"],
        ],
        columns=PACES,
    )
    real = advocacy.table
    monkeypatch.setattr(advocacy, "table", lambda name, root=None: rows if name == "paces" else real(name, root))
    one = pack_folder.gather(opened, gaps, pack_folder.codes("Kota Blitar"), "id")[0]
    said = advice.paces(one, "id").bullets
    assert advice.paces(one, "id").title == "1 dari 1 gap tertutup tepat waktu bila laju ini dicapai"
    assert (
        len(said) == 1
        and "LLTT (Layanan Lumpur Tinja Terjadwal) 800 + Wajib IPAL 200" in said[0]
        and "Ani (Bappeda): uji coba 2022" in said[0]
    )
    assert "pace" in [section.key for section in brief.brief(one).sections]


def test_no_pace_ships_and_none_is_invented(opened, gaps):
    assert not len(advocacy.table("paces"))
    assert advice.paces(pack_folder.gather(opened, gaps, pack_folder.codes("Kota Blitar"), "id")[0], "id") is None


@pytest.mark.parametrize("blank", ["per_year", "assumed_by", "reason"])
def test_a_pace_without_its_number_or_its_author_is_refused(tmp_path, blank):
    folder = tmp_path / "data" / "raw" / "reference"
    folder.mkdir(parents=True)
    row = dict(zip(PACES, ["3572", "lltt", "aman", "", "800", "KK", "Ani", "uji"], strict=True)) | {blank: ""}
    with (folder / "paces.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([list(row), list(row.values())])
    with pytest.raises(InputError, match=blank):
        advocacy.table("paces", tmp_path)


def test_what_is_missing_and_what_one_year_needs_are_one_number(gaps):
    """1,082.4 households short with one year left: not 1,082 missing beside 1,083 a year."""
    row = row_of(gaps, "layak", "SDG 6.2").to_dict() | {"shortfall_households": 1082.4, "target_year": 2024.0}
    closing = closing_year(pd.Series(row), 1082)
    assert (closing.years, closing.on_time) == (1, 1082) and "1.082 KK" in closing.assumption
    told = closings(gaps.assign(shortfall_households=gaps["shortfall_households"] + 0.4, target_year=2024.0), "Kota Blitar", {})
    for missing, needed in zip(told.iloc[:, 3], told.iloc[:, 4], strict=True):
        assert missing == needed, told
    assert need.pace(need.as_printed(1082.4), need.as_printed(1082.4)) == "1.082"
