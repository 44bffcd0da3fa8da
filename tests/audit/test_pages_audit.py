"""The reader's audit: what stands on the pages and charts of a report is what the tables hold, and a planted fault is found.

One report of 2023 in each language through the project's own runner (all ten notebooks), and the synthetic 2023 in this process.
`SANLIB_AUDIT=all` reads every shipped period in both languages.
"""

import os
import re
from pathlib import Path

import pytest

from audit import compare, computed, headlines, produce, reading
from audit import truth as truth_module
from audit.truth import LANGUAGES, PROCESSED, RUNS, Truth, distances, is_as_far, number, numbers, records

LEAST = {"table": 900, "sentence": 90, "csv": 1100, "alt": 450, "mark": 3000}
"""Numbers of each kind that a report of 2023 has at least: fewer, and the audit no longer reads what it did."""


def audited(outputs, record_property):
    tally = compare.audit_outputs(compare.Tally(), outputs)
    said = f"{outputs.run} {outputs.lang}: " + ", ".join(f"{kind} {count}" for kind, count in sorted(tally.compared.items()))
    record_property("audit", f"{said}; not placed {sum(tally.unplaced.values())}; wrong {len(tally.wrong)}")
    print(said)
    assert not tally.wrong, "\n".join(tally.wrong[:40])
    assert not compare.unexplained(tally), compare.unexplained(tally)
    return tally


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project; what the report in one language read of its files, the other's does not read again."""
    return produce.copied(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def outputs(project):
    """The report of 2023 in Indonesian; a report in the other language takes its place in the project."""
    made = produce.by_the_runner("2023", "id", project)
    return made._replace(charts=made.charts.rename(project / "charts-id"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_of_2023_prints_what_the_tables_hold(lang, project, outputs, record_property):
    """All ten notebooks, executed as `sanlib report` executes them."""
    if lang != outputs.lang:
        outputs = produce.by_the_runner("2023", lang, project)
    assert {path.stem for path in produce.NOTEBOOKS} | {"index"} == set(outputs.pages)
    tally = audited(outputs, record_property)
    assert all(tally.compared[kind] >= least for kind, least in LEAST.items()), tally.compared


def test_a_survey_prints_what_the_tables_hold(tmp_path, record_property):
    tally = audited(produce.in_process("contoh-2023", "id", tmp_path), record_property)
    assert tally.compared["table"] >= 550 and tally.compared["sentence"] >= 150 and tally.compared["csv"] >= 900, tally.compared


@pytest.mark.skipif(os.environ.get("SANLIB_AUDIT") != "all", reason="every period in both languages: SANLIB_AUDIT=all")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS)
def test_every_period_prints_what_the_tables_hold(run, lang, tmp_path, record_property):
    tally = audited(produce.in_process(run, lang, tmp_path), record_property)
    assert sum(tally.compared.values()) >= 400, tally.compared


# ---------------------------------------------------------------- proof by breaking


@pytest.fixture(scope="module")
def sound(outputs):
    return compare.audit_outputs(compare.Tally(), outputs)


def swapped(text, one, other):
    assert one in text and other in text, (one, other)
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


PAGES = {
    "two regions of a table": ("03", lambda page: swapped(page, "<td>Kota Blitar</td>", "<td>Kab. Ngawi</td>")),
    "two indicators": ("02", lambda page: swapped(page, "<td>Penanganan sampah</td>", "<td>Pengurangan sampah</td>")),
    "two indicators of sentences": ("02", lambda page: swapped(page, "2023, Akses layak (", "2023, Akses aman (")),
    "the sign of a gap": ("02", lambda page: page.replace("<td>+11,31", "<td>−11,31")),
    "the sign of a gap in a sentence": ("02", lambda page: page.replace("gap −8,39 poin", "gap +8,39 poin")),
    "short said to be above": ("02", lambda page: page.replace("kurang 11,31 poin", "lebih 11,31 poin")),
    "above said to be short": ("03", lambda page: page.replace("lebih 8,39 poin", "kurang 8,39 poin")),
    "how far": ("03", lambda page: page.replace("kurang 1,61 poin", "kurang 1,16 poin")),
    "the target's year": ("03", lambda page: page.replace("<th>Jakstranas 2023</th>", "<th>Jakstranas 2024</th>")),
    "the target's year in a sentence": ("02", lambda page: page.replace("target Jakstranas 2023", "target Jakstranas 2022")),
    "the unit": ("02", lambda page: page.replace("(3.167 ton)", "(3.167 KK)")),
    "two target sets": ("02", lambda page: swapped(page, "Gap Jakstranas 2023", "Gap Jakstrada Kota Blitar 2023")),
    "a stale sentence": ("index", lambda page: page.replace("51,29 poin", "52,88 poin")),
    "two regions of the first page": ("index", lambda page: swapped(page, '<th scope="row">Kota Blitar<', '<th scope="row">Kab. Ngawi<')),
    "a stale year": ("02", lambda page: page.replace("Kota Blitar 2023, Akses layak", "Kota Blitar 2022, Akses layak")),
    "a count of verdicts": ("03", lambda page: page.replace("13 tercapai", "14 tercapai")),
    "one pace where the base jumped": ("04", lambda page: page.replace("<td>+1,03-3,61</td>", "<td>+1,03</td>")),
    "a pace of a base that jumped, without a word": ("04", lambda page: page.replace("2022–2023 (pembagi berubah tajam)", "2022–2023")),
    "a pace on this base only": ("04", lambda page: page.replace("+1,59; pada pembagi periode sebelumnya −2,85", "+1,59")),
    "points in another way": ("02", lambda page: page.replace("lebih 8,39 poin ·", "lebih 8,39 poin (kurang 15,00 poin) ·", 1)),
    "two years of a series": ("04", lambda page: swapped(page, "<th>2022</th>", "<th>2023</th>")),
}


@pytest.mark.parametrize("planted", PAGES)
def test_a_swap_planted_on_a_page_is_found(planted, outputs, sound):
    start, plant = PAGES[planted]
    name = next(name for name in outputs.pages if name.startswith(start))
    broken = plant(outputs.pages[name])
    assert broken != outputs.pages[name], "the plant took no root"
    tally = compare.Tally()
    compare.audit_page(tally, Truth.load("2023", "id"), name, broken, compare.chart_findings(outputs.charts))
    assert set(tally.wrong) - set(sound.wrong)


def chart_tally(outputs, name, csv=None, alt=None, svg=None, folder=None):
    """The audit of one chart, one of its forms replaced."""
    tally, truth = compare.Tally(), Truth.load("2023", "id")
    path = outputs.charts / f"{name}.csv"
    if csv:
        path = folder / path.name
        path.write_text(csv, encoding="utf-8")
    told = (outputs.charts / f"{name}.txt").read_text(encoding="utf-8")
    drawn = (outputs.charts / f"{name}.svg").read_text(encoding="utf-8")
    compare.audit_csv(tally, truth, name, path)
    compare.audit_alt(tally, truth, name, alt or told, finding=headlines.finding(drawn))
    compare.audit_marks(tally, truth, name, svg or drawn, records(path))
    return tally


CHARTS = {
    "two regions of an alt text": ("pilot-layak", "txt", lambda text: swapped(text, "Kota Blitar 2023", "Kab. Ngawi 2023")),
    "two regions of a csv": ("pilot-penanganan", "csv", lambda text: swapped(text, ",Kota Blitar,", ",Kab. Ngawi,")),
    "two regions of a drawing": ("pilot-layak", "svg", lambda text: swapped(text, "<!-- Kota Blitar -->", "<!-- Kab. Ngawi -->")),
    "two regions of a square of differences": ("selisih-layak", "svg", lambda text: swapped(text, "<!-- +7,6 -->", "<!-- +5,0 -->")),
    "the sign of a difference": ("selisih-layak", "txt", lambda text: text.replace("Kota Blitar: −7,6", "Kota Blitar: +7,6")),
    "the sign of a gap drawn": ("gap-persampahan", "svg", lambda text: text.replace("<!-- +11,31 -->", "<!-- −11,31 -->")),
    "two target sets drawn": (
        "gap-persampahan",
        "svg",
        lambda text: swapped(text, "<!-- Jakstranas 2023 -->", "<!-- Jakstrada Kota Blitar 2023 -->"),
    ),
    "two regions of a composition": ("susunan-persampahan", "svg", lambda text: swapped(text, "<!-- 82,1 -->", "<!-- 55,1 -->")),
    "two labels of a line chart": ("tren-penanganan", "svg", lambda text: swapped(text, "<!-- 15,3 -->", "<!-- 20,7 -->")),
    "two small charts": ("tren-penanganan", "svg", lambda text: swapped(text, "<!-- Kab. Kediri -->", "<!-- Kab. Maros -->")),
    "two years of an alt text": ("tren-penanganan", "txt", lambda text: swapped(text, "Kab. Maros 2022 SIPSN", "Kab. Maros 2023 SIPSN")),
    "another instrument": ("tren-penanganan", "csv", lambda text: text.replace(",SIPSN,timbulan", ",Pusdal LH Jawa,timbulan", 1)),
}


@pytest.mark.parametrize("planted", CHARTS)
def test_a_swap_planted_in_a_chart_is_found(planted, outputs, sound, tmp_path):
    name, form, plant = CHARTS[planted]
    whole = (outputs.charts / f"{name}.{form}").read_text(encoding="utf-8")
    broken = plant(whole)
    assert broken != whole, "the plant took no root"
    told = {"txt": "alt"}.get(form, form)
    tally = chart_tally(outputs, name, folder=tmp_path, **{told: broken})
    assert set(tally.wrong) - set(sound.wrong) or compare.unexplained(tally), "nothing said"


def test_a_survey_interval_turned_round_is_found():
    truth, tally = Truth.load("contoh-2023", "id"), compare.Tally()
    sentence = (
        "Kota Blitar 2023, Akses layak (EHRA): capaian 91,68 % (selang {}–{}; n = 838), target RPJMN 2020-2024 (2024) paling sedikit 90,00%"
    )
    compare.audit_sentence(tally, truth, "05", sentence.format("88,06", "94,49"))
    assert not tally.wrong and tally.compared["sentence"] == 5
    compare.audit_sentence(tally, truth, "05", sentence.format("94,49", "88,06"))
    assert len(tally.wrong) == 2


def test_a_withheld_share_is_found_wherever_it_stands():
    truth, tally = Truth.load("contoh-2023", "id"), compare.Tally()
    compare.audit_sentence(tally, truth, "05", "Kab. Kediri 2023, Akses layak (EHRA): capaian 81,15%")
    assert len(tally.wrong) == 1 and "81,15" in tally.wrong[0]


def test_a_column_pasted_by_position_is_found(monkeypatch, tmp_path):
    """The fault that printed another city's share: a list in one order put onto a table of another."""
    import pandas as pd

    import sanlib as san
    from sanlib import words
    from sanlib.judging import gap
    from sanlib.printing import pilots
    from sanlib.reference import regions

    real = pilots.matrix

    def by_position(gaps, indicator, lang="id", root=None):
        wide = real(gaps, indicator, lang, root)
        rows = gap.published(regions.of_pilots(gaps, root))
        rows = rows[rows["indicator"].eq(indicator) & rows["target_pct"].notna()].drop_duplicates(["region", "instrument"])
        pasted = [words.number(value, 2, lang) for value in rows["value_pct"]]
        measured = wide[words.label("instrument", lang)].ne("–")
        ordered = wide[measured].sort_values([words.label("region", lang), words.label("instrument", lang)]).index
        return wide.assign(**{words.label("capaian", lang): pd.Series(pasted, ordered).reindex(wide.index).fillna("–")})

    monkeypatch.setattr(san, "matrix", by_position)
    chosen = [path for path in produce.NOTEBOOKS if path.stem.startswith("03")]
    outputs = produce.in_process("2023", "id", tmp_path, chosen)
    tally = compare.Tally()
    compare.audit_page(tally, Truth.load("2023", "id"), "03-pilots-against-targets", outputs.pages["03-pilots-against-targets"])
    assert any("Kota Blitar" in wrong and "94,67" in wrong for wrong in tally.wrong), tally.wrong


# ---------------------------------------------------------------- the audit's own parts


def a_row(heading, cells, headings):
    """A table of one row under a heading, audited as notebook 03 or 04 of 2023 prints it."""
    tally = compare.Tally()
    compare.audit_table(tally, Truth.load("2023", "id"), heading, reading.Table("", headings, [cells]))
    return tally


RANKED = [
    "Periode",
    "Indikator",
    "Instrumen",
    "Tangga",
    "Kode BPS",
    "Wilayah",
    "Capaian (%)",
    "Peringkat paling baik",
    "Peringkat paling buruk",
    "dari",
]
LEFT_OUT = [
    ("Kab. Situbondo", "3512", "0,00", "pembagi berubah tajam", True),
    ("Kab. Situbondo", "3512", "0,00", "definisi bergeser", False),
    ("Kab. Situbondo", "3512", "0,00", "–", False),
    ("Kota Blitar", "3572", "30,38", "pembagi berubah tajam", False),
]


@pytest.mark.parametrize("place, said", [("1", True), ("2", False)])
def test_a_rank_is_computed_again(place, said):
    row = ["2023", "Akses aman", "Dinkes", "tangga 2020", "3572", "Kota Blitar", "30,38", place, place, "4"]
    tally = a_row("03-pilots-against-targets", row, RANKED)
    assert (not tally.wrong) == said and tally.compared["table"] >= 3


@pytest.mark.parametrize("region, code, share, why, said", LEFT_OUT)
def test_who_has_no_rank_is_one_that_cannot_be_compared_and_says_why(region, code, share, why, said):
    row = ["2023", "Akses aman", "Dinkes", "tangga 2020", code, region, share, "–", "–", "–", why]
    tally = a_row("03-pilots-against-targets", row, [*RANKED, "Tidak dibandingkan karena"])
    assert (not tally.wrong) == said, tally.wrong


@pytest.mark.parametrize(
    "cell, sound",
    [
        ("+1,61 · kurang 1,61 poin · belum", True),
        ("+1,61 · lebih 1,61 poin · belum", False),
        ("+1,61 · lebih baik 1,61 poin · belum", False),
        ("+1,61 · kurang 1,16 poin · belum", False),
        ("-1,61 · kurang 1,61 poin · belum", False),
    ],
)
def test_how_far_in_words_is_the_gap_on_its_side(cell, sound):
    names = ["Wilayah", "Indikator", "Instrumen", "SDG 6.2 (2030)"]
    found = a_row("03-pilots-against-targets", ["Kota Blitar", "Akses layak", "Dinkes", cell], [*names[:3], f"Gap {names[3]}"])
    assert (not found.wrong) == sound and found.compared["table"] == 2


def test_no_word_on_a_figure_that_cannot_be_judged_and_none_of_the_other_direction():
    rows = [row for row in Truth.load("2018", "id").rows if row["run"] == "2018" and row["indicator"] == "babs" and row.get("gap_pp")]
    over = distances("masih 1 poin di atas", "id")[0]
    assert is_as_far(over, rows[0]) and is_as_far(distances("still 1 point above", "en")[0], rows[0])
    for said, lang in (("kurang 1 poin", "id"), ("lebih 1 poin", "id"), ("1 point short", "en"), ("1 point above", "en")):
        assert not is_as_far(distances(said, lang)[0], rows[0])
    for verdict in ("tidak dapat dinilai", "belum dapat dipastikan"):
        assert not is_as_far(over, rows[0] | {"verdict": verdict})


@pytest.mark.parametrize(
    "cell, other",
    [
        (3, "3 titik, 2021–2023"),
        (5, "+1,62"),
        (5, "-3,34 (-6,12 .. +0,57)"),
        (7, "tahun target sudah tiba"),
        (8, "2031"),
    ],
)
def test_a_pace_is_computed_again(cell, other):
    names = [
        "Wilayah",
        "Indikator",
        "Instrumen",
        "Titik",
        "Capaian (%)",
        "Laju sekarang (poin per tahun; selang 95%)",
        "Target (%)",
        "Laju yang diperlukan (poin per tahun)",
        "Tahun tercapai pada laju sekarang",
    ]
    row = [
        "Kab. Ngawi",
        "Akses aman",
        "Dinkes",
        "2 titik, 2022–2023",
        "1,60",
        "+1,10",
        "Visi 2045: 70,00",
        "+3,11",
        "2086; dua titik: tanpa selang",
    ]
    assert not a_row("04-over-the-periods", row, names).wrong
    assert a_row("04-over-the-periods", [*row[:cell], other, *row[cell + 1 :]], names).wrong


def test_numbers_are_read_as_each_language_prints_them():
    assert [printed.value for printed in numbers("gap -8,39 poin; 21.649 KK; +1,61; 88,06–94,49", "id")] == [
        -8.39,
        21649,
        1.61,
        88.06,
        94.49,
    ]
    assert [printed.value for printed in numbers("gap -8.39 points; 21,649 KK", "en")] == [-8.39, 21649]
    assert number("(+10,47)", "id").value == 10.47


def test_a_target_set_named_like_a_region_is_told_apart():
    said = Truth.load("2018", "id").context("Kota Blitar 2018, Akses layak: target Kota Blitar 2019 paling sedikit 100%")
    assert (said.region, said.target_set, said.target_year, said.period) == ("Kota Blitar", "Kota Blitar", 2019, "2018")


def test_every_shipped_period_is_among_the_audited():
    assert set(RUNS) == {path.name for path in PROCESSED.iterdir() if path.is_dir()}


def test_the_audit_reads_without_sanlib():
    """Only what makes the outputs may import it."""
    for module in (compare, computed, reading, truth_module):
        assert not re.search(r"^\s*(from|import) sanlib", Path(module.__file__).read_text(encoding="utf-8"), re.MULTILINE)
