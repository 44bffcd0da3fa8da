"""Two questionnaires in one report: what one says is never joined to, subtracted from or ranked with what the other says.

In 2024 Kota Blitar is surveyed with the EHRA form and Kota Probolinggo with the invented one; in 2023 both with EHRA.
"""

import html
import re
import shutil

import pandas as pd
import pytest
from audit import produce, reading
from invented_form import add_form, written

import sanlib as san
from sanlib.periods import period as periods
from sanlib.project import folders

SAME, OTHER = "Kota Blitar", "Kota Probolinggo"
CODES = {72: SAME, 74: OTHER}
NOTEBOOKS = ("03", "04", "05", "06")


def ehra(city, per_desa):
    """Twelve desa of 20 households; so many of each with a toilet and tank of their own, the rest in the open."""
    for place in range(12):
        for number in range(20):
            own = {"D.1": 1, "D.3": 3} if number < per_desa + place % 3 - 1 else {"D.1": 4, "D.3": None}
            yield identity(city, place, number) | own


def invented(city, per_desa):
    for place in range(12):
        for number in range(20):
            own = {"T.1": 1, "T.2": 1, "T.3": 1} if number < per_desa + place % 3 - 1 else {"T.1": 5, "T.2": None, "T.3": None}
            yield identity(city, place, number) | own | {"T.4": 2, "S.1": 1}


def identity(city, place, number):
    return {"ID.1": 35, "ID.2": city, "ID.3": 1, "ID.4": 1001 + place, "ID.5": place % 2, "ID.6": 2, "ID.8": number + 1}


SURVEYS = {
    ("2023", 72): ehra(72, 12),
    ("2023", 74): ehra(74, 13),
    ("2024", 72): ehra(72, 17),
    ("2024", 74): invented(74, 6),
}
"""Layak: Kota Blitar 60 to 85 %, Kota Probolinggo 65 % by EHRA and 30 % by the other form."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("dua-formulir")
    shutil.copytree(folders.reference("regions.csv").parent, root / "data/raw/reference")
    (root / "data/processed").mkdir()
    add_form(root / "data/raw/reference/survey")
    for (year, city), rows in SURVEYS.items():
        (root / "data/raw" / year).mkdir(exist_ok=True)
        written(root / f"data/raw/{year}/survei_{city}.xlsx", rows)
        lines = [f"35.{city}.01.{1001 + n},{n % 2},500" for n in range(12)]
        (root / f"data/raw/{year}/desa_{city}.csv").write_text("\n".join(["kode_desa,strata,rumah_tangga", *lines]), encoding="utf-8")
    for year in ("2023", "2024"):
        periods.write(year, root=root, say=lambda line: None)
    return root


@pytest.fixture(scope="module")
def period(root):
    with folders.within(root):
        return san.open_period("2024", say=lambda line: None)


@pytest.fixture(scope="module")
def pages(root):
    wanted = [path for path in sorted((folders.root() / "notebooks").glob("*.ipynb")) if path.name[:2] in NOTEBOOKS]
    return produce.in_process("2024", "id", root / "keluaran", wanted, root=root, forms=())


def layak(table, region):
    return table[table["region"].eq(region) & table["indicator"].eq("layak") & table["ladder"].eq("2020")]


def test_each_form_has_its_own_series(period):
    rows = layak(period.history, OTHER).set_index("period")
    assert rows["instrument"].to_dict() == {"2023": "EHRA", "2024": "uji"} and rows["value_pct"].round(6).to_dict() == {
        "2023": 65,
        "2024": 30,
    }
    assert layak(period.history, SAME)["instrument"].tolist() == ["EHRA", "EHRA"]


def test_no_pace_and_no_projection_runs_from_one_form_to_the_other(period):
    gaps = san.gaps(period.achievements, san.targets())
    paces = san.pace(period.history, gaps)
    assert set(paces.loc[paces["region"].eq(SAME) & paces["pp_per_year"].notna(), "pp_per_year"].round(6)) >= {25.0}
    assert paces.loc[paces["region"].eq(OTHER), "pp_per_year"].isna().all()
    ahead = san.projections(period.history, "layak")
    assert OTHER not in set(ahead["region"]) if len(ahead) else True


def test_the_change_is_of_the_one_form_only(root, period):
    with folders.within(root):
        found = san.diff("2023", "2024")
    figures = found[found["indicator"].eq("layak") & found["ladder"].eq("2020") & found["measure"].eq("capaian")]
    same, other = (figures[figures["region"].eq(region)] for region in (SAME, OTHER))
    assert same["change_pp"].tolist() == [25.0] and other["change_pp"].isna().all() and not other["comparable"].any()
    assert set(other["instrument"]) == {"EHRA", "uji"} and other["old"].notna().sum() == other["new"].notna().sum() == 1


def test_survey_tables_neither_rank_nor_subtract_the_two(root, period):
    with folders.within(root):
        ranks, pairs = san.survey.ranks(period.households), san.survey.differences(period.households)
        changes = san.survey.changes(san.survey.earlier("2024"), period.households, indicators="2020:layak").set_index("domain")
        estimates = san.survey.estimates(period.households, indicators="2020:layak").set_index("domain")
        totals = san.survey.totals(period.households, indicators="2020:layak").set_index("domain")
    assert ranks["of"].eq(1).all() and ranks.set_index("domain").loc[f"{OTHER} (uji)", ["rank", "rank_low", "rank_high"]].isna().all()
    assert pairs[["diff_pp", "low_pp", "high_pp"]].isna().all(axis=None) and pairs["presentation"].eq("tanpa data").all()
    assert changes.loc[f"{SAME} (EHRA)", "diff_pp"] == pytest.approx(25) and pd.isna(changes.loc[f"{OTHER} (uji)", "diff_pp"])
    each = {f"{SAME} (EHRA)": "EHRA", f"{OTHER} (uji)": "uji"}
    assert estimates["instrument"].to_dict() == totals["instrument"].to_dict() == each


def text(source):
    tables, lines = reading.page(source)
    return "\n".join([*lines, *(" | ".join(row) for table in tables for row in (table.headings, *table.rows))])


def test_no_page_prints_a_step_from_one_form_to_the_other(pages):
    """30 - 65 = -35 points a year or in all, 55 points between the cities, a rank of Kota Probolinggo: nowhere."""
    told = {name: html.unescape(text(source)) for name, source in pages.pages.items()}
    assert any("+25" in said for said in told.values()), "what may be subtracted is printed"
    for name, said in told.items():
        assert not re.search(r"[-−–]35(?![\d])(,0+)?", said), name
        assert not re.search(r"(?<![\d,.])55(,0+)? (poin|points)", said), name
        assert not re.search(rf"{OTHER}[^\n|]*peringkat \d", said), name


def test_no_chart_draws_one_line_through_both(pages):
    for path in sorted(pages.charts.glob("tren-*.csv")):
        drawn = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert not {"segment"} <= set(drawn) or drawn.groupby(["region", "segment"])["instrument"].nunique().le(1).all()
    drawn = pd.read_csv(pages.charts / "tren-layak.csv", dtype=str)
    assert set(drawn.loc[drawn["region"].eq(OTHER), "instrument"]) == {"EHRA", "uji"}
    for name in ("survei-peringkat", "survei-selisih", "survei-perubahan"):
        said = (pages.charts / f"{name}.csv").read_text(encoding="utf-8") + (pages.charts / f"{name}.txt").read_text(encoding="utf-8")
        assert "-35" not in said and "55.0" not in said
