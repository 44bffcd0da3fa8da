"""What METHODS prints of the shipped figures and of the rules' constants is what tables and code give, in both languages.

An example is a heading of METHODS.md and a function that computes numbers. Each of them must stand below that heading as English
writes it, and below the heading at the same place of METHODS.id.md as Indonesian writes it.
"""

import json
import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.charts import findings, series_marks
from sanlib.documents import brief, closing, need, section_titles
from sanlib.documents.writers import deck_chart, slide, word_pages
from sanlib.estimation import estimate, intervals, presentation
from sanlib.estimation.design import ASSUMED_ICC, Design
from sanlib.households import coarsening, spellings, unreadable_items, which_form
from sanlib.intake import adopt_survey, adopted_figures
from sanlib.judging import flags, gap, pace, raising_flags
from sanlib.official import parts_of_regions
from sanlib.printing import pilots
from sanlib.project import folders
from sanlib.reading import book, columns, reader_process
from sanlib.reference import advocacy, whole_and_parts

ROOT = folders.root()
PAGES = {"en": "METHODS.md", "id": "METHODS.id.md"}
EXAMPLES = {}
"""By heading, what gives the numbers: each with the decimals it is printed with."""


def example(heading):
    """Registers a function that gives (number, decimals) of what stands below a heading."""
    return lambda computed: EXAMPLES.setdefault(f"{heading}: {computed.__name__}", (heading, computed))


@cache
def sections(lang: str) -> list[tuple[str, str]]:
    """Every heading of a page with the text below it, up to the next."""
    parts = re.split(r"^#{1,3} (.+)$", (ROOT / PAGES[lang]).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def below(heading: str, lang: str) -> str:
    """What stands below an English heading, or below its counterpart."""
    place = [name for name, _ in sections("en")].index(heading)
    return " ".join(sections(lang)[place][1].split())


@cache
def shipped(period: str, table: str = "achievements") -> pd.DataFrame:
    """A table as it ships: codes as text, and text that may be blank never missing."""
    blank = dict.fromkeys(("flag", "reported_gaps", "published_as", "export_date"), "")
    rows = pd.read_csv(folders.processed(period) / f"{table}.csv", dtype=dict.fromkeys(("region_code", "period", *blank), str))
    return rows.fillna({name: text for name, text in blank.items() if name in rows})


def one(period: str, region: str, indicator: str, table: str = "achievements", **more) -> pd.Series:
    """The one row of a shipped table that these names describe."""
    rows = shipped(period, table)
    for column, value in {"region": region, "indicator": indicator, **more}.items():
        rows = rows[rows[column].eq(value)]
    (row,) = (rows.iloc[i] for i in range(len(rows)))
    return row


def wholes(*numbers):
    return [(number, 0) for number in numbers]


@example("The gap and its sign")
def of_the_deck():
    rows = shipped("2018", "gaps").dropna(subset="target_pct")
    return wholes(*rows["value_pct"], *rows["target_pct"], *rows["gap_pp"].abs(), *rows["shortfall_pp"])


@example("How large a deficit is")
def deficits():
    kediri, aman = (
        one("2022", "Kab. Kediri", "layak", "gaps", target_pct=100.0),
        one("2023", "Kota Blitar", "aman", "gaps", target_pct=70.0),
    )
    reduced = one("2023", "Kota Blitar", "pengurangan", "gaps", target_pct=27.0)
    yield from wholes(kediri.base, kediri.amount, kediri.shortfall_households, kediri.base - kediri.amount)
    yield kediri.shortfall_pp, 2
    yield from wholes(round(kediri.base * kediri.shortfall_pp / 100, -3), aman.amount, aman.shortfall_households, reduced.shortfall_tonnes)
    yield from [(aman.base * 0.7, 1), (reduced.base * 0.27, 2), (reduced.amount, 2)]


@example("How large a deficit is")
def on_both_bases():
    row = one("2023", "Kab. Situbondo", "layak", "gaps", target_pct=100.0)
    yield from [(row.shortfall_pp, 2), (100 - row.alt_pct, 2)]
    yield from wholes(row.base, row.alt_base, row.amount, row.base - row.amount, row.alt_base - row.amount)


@example("The pace needed")
def a_figure_that_cannot_be_judged():
    row = one("2023", "Kab. Kediri", "aman", "gaps", target_set="Visi 2045")
    assert row.verdict == "tidak dapat dinilai" and math.isnan(row.required_pp_per_year)
    return [(row.value_pct, 2)]


@example("Verdict")
def near_its_target():
    row = one("2021", "Kota Probolinggo", "layak", "gaps", target_pct=90.0)
    assert row.verdict == "belum dapat dipastikan"
    return [(row.value_pct, 2), (gap.UNPUBLISHED_INTERVAL_PP, 0)]


@example("Ladders, units, instruments")
def three_instruments():
    deck = shipped("2018").dropna(subset="value_pct").set_index("indicator").loc["layak"]
    return [(deck.value_pct, 0), (one("2021", "Kota Blitar", "layak").value_pct, 2), (one("2022", "Kota Blitar", "layak").value_pct, 1)]


@example("Shares")
def amounts_before_the_print():
    row = one("2022", "Kota Blitar", "layak")
    assert row.value_pct == pytest.approx(100 * row.amount / row.base, abs=1e-6)
    parts = [one("2022", "Kota Blitar", name).amount for name in ("aman", "layak_sendiri", "layak_bersama")]
    return [(row.value_pct, 4), *wholes(row.base, *parts)]


@example("Quality flags")
def thresholds():
    by_flag = {row.flag: float(row.threshold) for row in flags.rules().itertuples() if row.threshold}
    yield by_flag["bagian_mustahil"], 2
    yield from wholes(*(by_flag[name] for name in ("kolom_kembar", "anjlok_saat_patahan", "basis_melompat")))
    yield from wholes(flags.ABRUPT_POINTS, flags.SHORTEST_SHARED, flags.STILL_POINTS, raising_flags.LONGEST_STEP)


@example("Quality flags")
def flagged_figures():
    of = {
        "bagian_mustahil": ("2022", "Kab. Gresik", "terkelola"),
        "patahan_bagian": ("2024", "Kota Blitar", "terkelola"),
        "anjlok_saat_patahan": ("2024", "Kab. Ponorogo", "terkelola"),
        "kolom_kembar": ("2024", "Kab. Situbondo", "penanganan"),
        "definisi_bergeser": ("2023", "Kab. Kediri", "aman"),
        "definisi_bergeser_imbas": ("2023", "Kab. Kediri", "layak_sendiri"),
        "jiwa_sebagai_kk": ("2024", "Kab. Situbondo", "layak"),
        "basis_melompat": ("2023", "Kab. Situbondo", "layak"),
        "basis_basi": ("2024", "Kota Probolinggo", "layak"),
        "revisi": ("2021", "Kota Blitar", "pengurangan"),
    }
    assert all(one(*named, "flags", flag=flag)["flag"] for flag, named in of.items())
    rows = {flag: one(*named) for flag, named in of.items()}
    before = {flag: one(str(int(year) - 1), region, name) for flag, (year, region, name) in of.items() if "_" in flag and year > "2022"}
    yield rows["bagian_mustahil"].value_pct, 0
    for flag in ("patahan_bagian", "anjlok_saat_patahan", "definisi_bergeser_imbas", "revisi"):
        yield rows[flag].value_pct, 2
    yield from [(before[flag].value_pct, 2) for flag in ("anjlok_saat_patahan", "definisi_bergeser_imbas")]
    yield from [(rows["kolom_kembar"].amount, 2), (rows["revisi"].base, 2)]
    yield from wholes(rows["definisi_bergeser"].amount, before["definisi_bergeser"].amount, rows["jiwa_sebagai_kk"].base)
    yield from wholes(*(side["basis_melompat"].base for side in (rows, before)), *(side["basis_basi"].base for side in (rows, before)))


@example("Raw material that is all of handling")
def copied_and_apart():
    handled = one("2023", "Kab. Tana Toraja", "penanganan").amount
    return [(handled, 2), *((one("2024", "Kab. Tana Toraja", name).amount, 2) for name in ("penanganan", "bahan_baku"))]


@example("What a printed figure may be off by")
def of_the_rounding():
    allowed = whole_and_parts.slack([33.33, 33.33, 66.67])
    return [
        (whole_and_parts.half_unit(57.84), 3),
        (whole_and_parts.half_unit(58), 1),
        (allowed, 3),
        (66.67 - 2 * 33.33, 2),
        (57.84 + 40.89, 2),
    ]


@example("The base that jumps, worked through")
def a_base_that_jumped():
    row, waste = one("2023", "Kab. Situbondo", "layak"), one("2022", "Kab. Kediri", "penanganan", instrument="SIPSN")
    assert "basis_melompat" in waste.flag.split(";")
    yield from [(row.value_pct, 2), (row.alt_pct, 2), (100 * (1 - row.base / row.alt_base), 1)]
    yield abs(100 * (waste.base / waste.alt_base - 1)), 0
    yield from wholes(row.amount, row.base, row.alt_base)


@example("Gaps published without a target")
def what_the_article_can_mean():
    found = san.reconcile(shipped("2018", "gaps"), san.targets()).query("feasible")
    assert found["target_set"].tolist() == ["Jakstrada Kota Blitar", *["Jakstranas"] * 3]
    for row in found.itertuples():
        rows = san.targets().query("target_set == @row.target_set and year == @row.year").set_index("indicator")["target_pct"]
        off = {name: float(gap) for name, gap in re.findall(r"(\w+) ([+-]\d+)", row.signs)}
        achieved = [rows[name] - gap for name, gap in off.items()]
        yield from [(str(row.year), 0), *wholes(*achieved, sum(achieved))]


@example("Ranks and differences between pilots")
def ranks_of_pilots():
    row = one("2023", "Kab. Situbondo", "layak")
    ranked = san.ranks(shipped("2023")).query("indicator == 'layak'").set_index("region")
    assert math.isnan(ranked.loc["Kab. Situbondo", "rank_best"])
    last = ranked.loc["Kab. Kediri", ["rank_best", "of"]]
    return [(pilots._stretch(8), 2), *wholes(8, math.comb(8, 2), *last), (row.value_pct, 2), (row.alt_pct, 2)]


@example("Which city")
def codes():
    rows = pd.read_csv(folders.reference("kemendagri_codes.csv"), dtype=str)
    return wholes(len(rows), rows["region_code"].nunique(), len(rows) - rows["region_code"].nunique())


@example("Which form a file is")
def other_answers():
    assert (which_form.MOST_UNLISTED, which_form.NEAR) == (1 / 4, 1 / 2)  # "a quarter", "half"
    return wholes(which_form.FEWEST)


@example("What was not read is unknown")
def answers_in_no_list():
    assert unreadable_items.MOST_UNREAD == 1 / 2  # "half"
    return [*wholes(unreadable_items.FEWEST), (100 * 143 / 283, 1), (100 * 283 / 400, 2)]


@example("Numbers of households")
def by_the_list():
    return wholes(one("contoh-2023", "Kab. Kediri", "layak_sendiri", ladder="2020").base)


@example("The interval")
def printed_intervals():
    aman, babs = (one("contoh-2023", "Kota Blitar", name, ladder="2020") for name in ("aman", "babs"))
    return [(ASSUMED_ICC, 2), *((number, 2) for row in (aman, babs) for number in (row.low_pct, row.high_pct)), (babs.value_pct, 2)]


@example("The interval")
def of_840_households_in_21_desa():
    as_strangers = intervals.binomial(np.array([8 / 840]), np.array([840.0]) * intervals.df_correction(840, 17.0))
    yield from [(100 * as_strangers.low[0], 2), (100 * as_strangers.high[0], 2)]
    yield from [(estimated(0).high_pct, 2), (estimated(1).kg_high_pct, 2), (estimated(8).high_pct, 2)]


def estimated(yes: int) -> pd.Series:
    """The share of so many yes, each in a desa of its own, among 840 households of equal weight in 21 desa of 4 strata."""
    rows = pd.DataFrame({"desa": np.repeat(np.arange(21), 40), "weight": 1.0, "babs": 0.0})
    rows.loc[[desa * 40 for desa in range(yes)], "babs"] = 1.0
    design = Design.from_table(rows.assign(stratum=rows["desa"] % 4), weight="weight", strata="stratum", psu="desa")
    return estimate.shares(design, ["babs"]).iloc[0]


@example("The interval")
def where_the_limit_of_a_rare_share_is_widened():
    return [(100 * intervals.RARE, 0), (100 * (1 - intervals.RARE), 0), (100 * intervals.LEAST_TAKEN_AT, 1)]


@example("Too thin to publish")
def of_presentation():
    yield from wholes(presentation.NCHS_MIN_N, presentation.NCHS_SUPPRESSED_WIDTH_PP, presentation.NCHS_ALWAYS_NARROW_PP)
    yield from wholes(100 * presentation.NCHS_MAX_RELATIVE_WIDTH, presentation.NCHS_MIN_DF, presentation.DHS_MIN_N)
    yield from wholes(presentation.DHS_PLAIN_N - 1, presentation.NCHS_MIN_EVENTS, 100 * presentation.NCHS_MAX_RELATIVE_WIDTH_OF_COUNT)


@example("What would follow is withheld too")
def what_goes_with_what():
    row = one("contoh-2024", "Kab. Kediri", "layak", ladder="2020")
    for name, flag in {"belum_layak": "sampel_tidak_cukup", "babs": "pelengkap_ditahan", "layak_bersama": "pelengkap_ditahan"}.items():
        assert one("contoh-2024", "Kab. Kediri", name, ladder="2020").flag == flag
    return [(row.value_pct, 2), (100 - row.value_pct, 2)]


@example("Planning")
def before_a_survey():
    (plan,), needed = (
        rows.to_dict("records") for rows in (san.plan.options(92, (21,), (40,)), san.plan.sample_for_interval(92, width_pp=6))
    )
    return [(plan["deff"], 2), (plan["low_pct"], 1), (plan["high_pct"], 1), (ASSUMED_ICC, 2), *wholes(needed[0]["desa_sampled"])]


@example("Risk index (IRS)")
def bounds_of_classes():
    return [(57 + (116 - 57) / 4 * step, 2 if step != 2 else 1) for step in range(5) if 0 < step < 4]


@example("What is kept of a household")
def kept():
    return wholes(coarsening.OLDEST, presentation.FEWEST_HOUSEHOLDS)


@example("Kobo exports")
def separators():
    return wholes(spellings.LEAST_GROUPED)


@example("A survey of an unknown form")
def questions_of_a_survey():
    return wholes(adopt_survey.FEWEST)


@example("An unknown table")
def cells_of_a_column():
    return [(adopted_figures.MOST, 1)]


@example("0.92 or 92")
def typed_before_it_was_formatted():
    return wholes(columns.LARGEST_PERCENT)


@example("Parts of a region, and tables beside tables")
def columns_that_divide():
    assert parts_of_regions.MOST == 1 / 2  # "half"
    return wholes(parts_of_regions.MONTHS)


@example("Any table with weights")
def of_amounts():
    return wholes(presentation.NCHS_MIN_N, 100 * presentation.NCHS_MAX_RELATIVE_ERROR)


@example("What reads which file")
def limits():
    return wholes(book.LARGEST_HERE["xls"] / 2**20, book.LARGEST_HERE["ods"] / 2**20, reader_process.MEMORY / 2**30, reader_process.SECONDS)


@example("The unit of a figure")
def days():
    year = assumed("hari_per_tahun").low
    return [(80 * year, 0), (60 * year, 0), (year, 0), (100 * 60 / 80, 0), (100 / 366, 2)]


def assumed(name: str) -> pd.Series:
    rows = advocacy.table("assumptions")
    return rows[rows["assumption"].eq(name)].iloc[0]


@example("Walking a number back")
def walked():
    row, layak = one("2023", "Kota Blitar", "pengurangan"), one("2023", "Kota Blitar", "layak")
    survey = one("contoh-2023", "Kota Blitar", "layak", ladder="2020")
    yield from [(row.value_pct, 2), (row.amount, 2), (row.base, 2), (27 - row.value_pct, 2), (layak.value_pct, 2)]
    yield from [(survey[name], 2) for name in ("value_pct", "low_pct", "high_pct")]
    yield from wholes(layak.base, one("2023", "Kota Blitar", "layak", "gaps", target_pct=100.0).shortfall_households)


@example("Needs")
def a_need():
    row, year = one("2023", "Kota Blitar", "pengurangan", "gaps", target_pct=27.0), assumed("hari_per_tahun").low
    for tonnes in (row.amount, row.base * 0.27, row.shortfall_tonnes):
        yield from [(tonnes, 0), (tonnes / year, 1)]
    people, sludge = 154900 * 52832 / 54646, assumed("lumpur_per_jiwa")
    yield from [(people, 0), (sludge.low, 3), (sludge.high, 2), (people * sludge.low / year, 1), (people * sludge.high / year, 1)]
    yield from wholes(*(assumed("m3_per_tps3r")[name] for name in ("low", "high")))
    yield from ((assumed("ton_per_m3")[name], 1) for name in ("low", "high"))


@example("When a gap closes")
def closes():
    row = one("2023", "Kota Blitar", "aman", "gaps", target_pct=70.0)
    fast, slow = (closing.closing_year(row, a_year, lang="en") for a_year in (1000, 500))
    assert (fast.late, slow.late) == (0, 22)
    due = row.shortfall_households / (row.target_year - 2023)
    yield from [(str(fast.year), 0), (str(slow.year), 0), (round(row.shortfall_households) / 22, 2)]
    yield from wholes(fast.years, slow.late, row.shortfall_households, math.ceil(due))


@example("What fits two pages")
def sizes_of_type():
    smallest, notes = word_pages.SIZES["Normal"].points, word_pages.SIZES["small"].points
    assert deck_chart.MOST == brief.BARS == 5  # "five"
    return [(smallest, 1), *wholes(notes, slide.LEAST, 100 * (word_pages.SLACK - 1))]


@example("Pace and projection")
def projected():
    history = pd.concat([shipped(year) for year in folders.periods() if year.isdigit() and year < "2024"], ignore_index=True)
    ahead = san.projections(history, "penanganan").set_index(["region", "period"])
    yield from [(number, 0) for number in (pace.ON_THE_LINE, pace.FLAT, series_marks.TELLING)]
    ponorogo, situbondo = (ahead.loc[region] for region in ("Kab. Ponorogo", "Kab. Situbondo"))
    yield from [(ponorogo.loc["2024", "low_pct"], 1), (ponorogo.loc["2024", "high_pct"], 1), (ponorogo.loc["2025", "low_pct"], 1)]
    width = situbondo["high_pct"] - situbondo["low_pct"]
    assert width["2028"] <= series_marks.TELLING < width["2029"]
    yield from wholes(width["2024"], width["2029"])


@example("What changed")
def taken_apart():
    base = [one(year, "Kota Blitar", "layak") for year in ("2023", "2024")]
    effect = 100 * base[1].amount * (1 / base[1].base - 1 / base[0].base)
    yield from [(abs(effect), 2), (base[1].value_pct - base[0].value_pct - effect, 2)]
    yield from [*((side.value_pct, 2) for side in base), *wholes(*(side.base for side in base))]


@example("What a rerun does")
def sums_of_a_run():
    step = json.loads((folders.processed("2021") / "manifest.json").read_text(encoding="utf-8"))["steps"]["figures"]
    assert sum(step["in"].values()) == sum(step["out"].values())
    return wholes(*step["in"].values(), *step["out"].values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_prints_what_is_computed(name):
    heading, computed = EXAMPLES[name]
    numbers = list(computed())
    assert numbers
    for lang in PAGES:
        assert [number for number in numbers if not stands(*number, below(heading, lang), lang)] == []


def stands(number: float | str, decimals: int, text: str, lang: str) -> bool:
    """Whether a text holds a number as its language writes it; a year, given as text, is written without a mark."""
    written = number if isinstance(number, str) else words.number(abs(number), decimals, lang)
    return bool(re.search(rf"(?<![\d.,]){re.escape(written)}(?!\d|[.,]\d)", text))


def test_a_number_written_otherwise_is_not_taken_for_it():
    assert stands(21649, 0, "are 21,649 KK", "en") and stands(21649, 0, "adalah 21.649 KK.", "id") and stands("2045", 0, "in 2045,", "en")
    assert not any(stands(*number, "21,649.5 KK, 121,649 or 21.649", "en") for number in ((21649, 0), (649, 0), (21.64, 2)))


@pytest.mark.parametrize(
    ("lang", "heading", "veto", "none"),
    [
        ("en", "Quality flags", {"yes": "yes", "no": "note", "if": "if"}, "none"),
        ("id", "Catatan mutu", {"yes": "ya", "no": "tidak", "if": "bila"}, "tidak ada"),
    ],
)
def test_the_table_of_flags_has_a_row_for_each_flag_and_says_which_the_shipped_figures_have(lang, heading, veto, none):
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|.*\| ([^|]+) \|$", dict(sections(lang))[heading], re.MULTILINE)
    assert sorted(row[:2] for row in rows) == sorted((row.flag, veto[row.veto]) for row in flags.rules().itertuples())
    real = {flag for period in folders.periods() if period.isdigit() for flag in shipped(period, "flags")["flag"]}
    assert {flag for flag, _, shown in rows if not shown.startswith(none)} == real


@pytest.mark.parametrize("lang", PAGES)
def test_the_sentences_quoted_of_charts_and_documents_are_those_printed(lang):
    gaps, figures = (shipped("2023", name).query("region == 'Kota Blitar'") for name in ("gaps", "achievements"))
    judged = gaps[gaps["target_pct"].notna()]
    with words.speaking(lang):
        said = [findings.region(gaps).partition(": ")[2].rstrip("."), section_titles.chart(judged), section_titles.table(judged)]
        said.append(section_titles.needs(need.needs(gaps, figures)))
    assert f"*{said[0]}*" in below("What a chart says", lang)
    assert all(f"*{title}*" in below("What a section says", lang) for title in said[1:])
