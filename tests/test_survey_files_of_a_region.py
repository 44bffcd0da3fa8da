"""Two survey files of one region: each household once, pooled where they are evidently one survey, else withheld by name."""

import shutil

import pytest
from invented_form import add_form, written
from invented_form import households as of_the_invented_form

import sanlib as san
from sanlib.project import folders
from sanlib.survey.survey_tables import VERDICTS_SHOWN

FIRST, SECOND = "ehra_a.xlsx", "ehra_b.xlsx"
DESA = {1001: 300, 1002: 200, 1003: 100, 1004: 400}


def household(desa, number, city=72, **answers):
    """Of desa 1001 and 1002 eight of ten have a toilet and tank of their own, of 1003 and 1004 six; the others go in the open."""
    layak = number <= (8 if desa in (1001, 1002) else 6)
    own = {"D.1": 1, "D.3": 3} if layak else {"D.1": 4}
    place = {"ID.1": 35, "ID.2": city, "ID.3": 1, "ID.4": desa, "ID.5": int(desa > 1002), "ID.6": 2, "ID.8": number}
    return place | {"D.1": None, "D.3": None} | own | answers


EVERY = [household(desa, number) for desa in DESA for number in range(1, 11)]
SHARE = 100 * (0.8 * 500 + 0.6 * 500) / 1000
"""The desa of each stratum were all asked, so a household stands for those of its desa: 70 %."""


@pytest.fixture
def place(tmp_path):
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/2024").mkdir()
    lines = [f"35.{city}.01.{desa},{int(desa > 1002)},{size}" for city in (72, 74) for desa, size in DESA.items()]
    (tmp_path / "data/raw/2024/desa.csv").write_text("\n".join(["kode_desa,strata,rumah_tangga", *lines]), encoding="utf-8")
    return tmp_path


def opened(place, *files):
    """The period with these rows as its survey files, in the order of the alphabet."""
    for name, rows in zip((FIRST, SECOND), files, strict=False):
        written(place / "data/raw/2024" / name, rows)
    return san.open_period("2024", root=place, say=lambda line: None, strict=False)


def layak(period, region="Kota Blitar"):
    rows = period.achievements
    return rows[rows["region"].eq(region) & rows["indicator"].eq("layak") & rows["ladder"].eq("2020")].iloc[0]


def told(period, rule):
    return period.problems[period.problems["rule"].eq(rule)]


def test_one_file_as_it_should_be(place):
    row = layak(opened(place, EVERY))
    assert (row["n"], row["base"]) == (40, 1000) and row["value_pct"] == pytest.approx(SHARE)


@pytest.mark.parametrize("cut", [20, 35], ids=["desa apart", "one desa in both"])
def test_a_survey_sent_in_two_files_is_one_survey_and_said_so(place, cut):
    period = opened(place, EVERY[:cut], EVERY[cut:])
    whole = layak(period)
    assert whole["n"] == 40 and whole["value_pct"] == pytest.approx(SHARE) and whole["low_pct"] < SHARE < whole["high_pct"]
    notice = told(period, "survey_region_in_two_files").iloc[0]
    assert notice["severity"] == "notice" and FIRST in notice["problem"] and SECOND in notice["problem"]
    assert f"n = {cut}" in notice["problem"] and "40 rumah tangga" in notice["problem"]


@pytest.mark.parametrize(("first", "second"), [(EVERY, EVERY[5:15]), (EVERY[:25], EVERY[15:])])
def test_a_household_in_both_counts_once_and_its_cell_is_an_error(place, first, second):
    period = opened(place, first, second)
    alone = layak(period)
    assert alone["n"] == 40 and len(period.households) == 40 and alone["value_pct"] == pytest.approx(SHARE)
    both = {household["ID.4"] * 100 + household["ID.8"] for household in first} & {row["ID.4"] * 100 + row["ID.8"] for row in second}
    twice = told(period, "survey_household_in_two_files")
    assert len(twice) == len(both) and set(twice["severity"]) == {"error"} and twice["file"].str.endswith(SECOND).all()
    places = [f"G{number}" for number, row in enumerate(second, start=2) if row["ID.4"] * 100 + row["ID.8"] in both]
    assert twice["cell"].tolist() == places and twice["problem"].str.contains(FIRST).all()


def test_copies_leave_interval_and_estimates_as_one_file_gives_them(place):
    alone = san.survey.estimates(opened(place, EVERY).households)
    twice = san.survey.estimates(opened(place, EVERY, EVERY).households)
    assert alone.drop(columns="source").equals(twice.drop(columns="source"))


def withheld(period, region="Kota Blitar"):
    """Every survey figure of a region has its row and no number, printed too; whoever else was asked keeps theirs."""
    mine = period.achievements[period.achievements["region"].eq(region)]
    assert len(mine) >= 9 and mine[["value_pct", "low_pct", "high_pct", "n", "amount", "base"]].isna().all(axis=None)
    assert (
        mine["flag"].eq("angka_bertentangan").all() and mine["file"].str.contains(FIRST).all() and mine["file"].str.contains(SECOND).all()
    )
    gaps = san.gaps(period.achievements, san.targets())
    sentences = san.say.gaps(gaps[gaps["region"].eq(region) & gaps["indicator"].eq("layak")])
    assert sentences and all("ditahan" in said and "70" not in said.split("(")[0] for said in sentences)
    shown = san.show(gaps.loc[gaps["region"].eq(region), list(VERDICTS_SHOWN)]).data
    assert "ditahan" in shown and "70,00" not in shown
    assert "3572" not in set(period.households["region_code"])
    assert san.explain(mine.iloc[0])["what"].str.contains(SECOND).any()
    return mine


def test_one_number_with_two_answers_withholds_the_region_and_names_files_and_cells(place):
    other = [household(desa, number, city=74) for desa in DESA for number in range(1, 11)]
    period = opened(place, EVERY + other, [household(1001, 10, **{"D.1": 1, "D.3": 3}), household(1001, 11)])
    withheld(period)
    one = told(period, "survey_number_in_two_files").iloc[0]
    assert one["severity"] == "error" and one["cell"] == "G2" and FIRST in one["problem"] and "G11" in one["problem"]
    region = told(period, "survey_files_answers").iloc[0]
    assert region["severity"] == "error" and FIRST in region["problem"] and SECOND in region["problem"]
    assert layak(period, "Kota Probolinggo")["n"] == 40 and layak(period, "Kota Probolinggo")["value_pct"] == pytest.approx(SHARE)


def test_households_without_a_number_in_a_desa_of_both_files_withhold_the_region(place):
    unnumbered = [household(1004, number) | {"ID.8": None} for number in (1, 2)]
    period = opened(place, EVERY, unnumbered)
    withheld(period)
    assert len(told(period, "survey_files_numbers")) == 1
    elsewhere = [row | {"ID.8": None} for row in EVERY[20:]]
    assert layak(opened(place, EVERY[:20], elsewhere))["n"] == 40  # no desa is in both: they cannot be the same households


def test_two_forms_of_one_region_are_never_pooled(place):
    add_form(place / "data/raw/reference/survey")
    period = opened(place, EVERY, list(of_the_invented_form(30)))
    mine = withheld(period)
    assert set(mine["instrument"]) == {"EHRA", "uji"}
    problem = told(period, "survey_files_forms").iloc[0]["problem"]
    assert "2025, uji" in problem and f"{FIRST} (n = 40)" in problem and f"{SECOND} (n = 30)" in problem
