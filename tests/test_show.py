"""Tables on the screen: whole, in words, searchable where an analyst sits before them, plain where a report is read."""

import json
import re

import lxml.html
import pandas as pd
import pytest
from build import achievements, series

import sanlib as san
from sanlib import words
from sanlib.compare.diff import COLUMNS
from sanlib.judging import flags as judging_flags
from sanlib.judging import gap, pace
from sanlib.printing.show import show
from sanlib.project import folders

MANY = pd.DataFrame(
    {
        "region": [f"Kota {number}" for number in range(40)],
        "value_pct": [number + 0.5 for number in range(40)],
        "target_year": [2030.0] * 40,
        "gap_pp": [None, *(number - 7.25 for number in range(39))],
    }
)


def test_a_long_table_can_be_searched_and_holds_every_row(monkeypatch):
    monkeypatch.delenv("SANLIB_REPORT_DIR", raising=False)
    html = san.browse(MANY, "id").data
    assert all(f"Kota {number}" in html for number in range(40))
    assert "Cari:" in html
    assert "39,50" in html and "2.030" not in html and 'NaN\\"' not in html and "&lt;NA" not in html


def test_a_searchable_table_needs_no_network(monkeypatch):
    monkeypatch.delenv("SANLIB_REPORT_DIR", raising=False)
    html = san.browse(MANY, "en").data
    assert not re.search(r"(src|import\s*\(?|from)\s*=?\s*[\"']https?://", html)


def test_a_report_gets_the_plain_table(monkeypatch, tmp_path):
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    assert san.browse(MANY, "id").data == san.show(MANY, "id").data
    assert len(san.browse(MANY, "id").data) < 20_000


@pytest.mark.parametrize("rows", [0, 3])
def test_a_short_table_has_no_boxes(rows, monkeypatch):
    monkeypatch.delenv("SANLIB_REPORT_DIR", raising=False)
    assert san.browse(MANY.head(rows)).data == san.show(MANY.head(rows)).data


def test_a_table_is_read_from_the_left_in_jupyterlab_too():
    assert "text-align: left !important" in san.show(MANY).data


def test_the_notebooks_let_the_analyst_search_what_is_long():
    for name in ("01-check-the-data",):
        cells = json.loads((folders.root() / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        assert any("san.browse(" in "".join(cell["source"]) for cell in cells)


def test_numbers_are_set_as_each_language_sets_them():
    assert words.number(-1234.5, 1, "id") == "−1.234,5" and words.number(-0.001, 2, "id") == "0,00"
    assert (words.percent(98.394, 2, "id"), words.percent(98.394, 2, "en"), words.percent(None, 2, "id")) == ("98,39%", "98.39%", "–")


@pytest.mark.parametrize("name", ["labels.csv", "messages.csv"])
def test_no_space_stands_before_a_percent_sign(name):
    assert not [row for row in words._rows(name).values() for text in row.values() if re.search(r"[\d}] %(?! ?\()", text)]


@pytest.mark.parametrize(
    "gap_pp, direction, said",
    [
        (39.62, "minimal", ("kurang 39,62 poin", "39.62 points short")),
        (-8.39, "minimal", ("lebih 8,39 poin", "8.39 points above")),
        (-1.0, "maksimal", ("masih 1 poin di atas", "still 1 point above")),
        (8.0, "maksimal", ("lebih baik 8 poin", "8 points better")),
        (0.0, "minimal", ("tepat target", "on target")),
        (0.0004, "minimal", ("kurang 0,0004 poin", "0.0004 points short")),
    ],
)
def test_a_gap_in_words_is_on_the_side_of_its_target(gap_pp, direction, said):
    assert tuple(words.distance(gap_pp, direction, lang) for lang in ("id", "en")) == said


@pytest.mark.parametrize("verdict, said", [("belum", "kurang 2 poin"), ("belum dapat dipastikan", ""), ("tidak dapat dinilai", "")])
def test_an_undecided_gap_has_no_word(verdict, said):
    assert gap.distance(2.0, "minimal", verdict) == said


def test_a_gap_keeps_its_plus():
    html = san.show(pd.DataFrame({"gap_pp": [8.0, -7.5], "value_pct": [92.0, 7.0]})).data
    assert ">+8<" in html and "−7,50" in html and "+92" not in html


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_ids_are_shown_in_the_words_of_the_language(lang):
    table = pd.DataFrame(
        {
            "indicator": ["layak", "milik_sendiri_x", "babs"],
            "presentation": ["ditahan", "", ""],
            "ladder": ["2020", "", ""],
            "presentation_reason": ["interval_lebar;derajat_bebas_kecil", "", ""],
            "distinguishable": pd.array([False, pd.NA, True], dtype="boolean"),
        },
        index=[4, 9, 11],
    )
    page = show(table, lang).data
    for key in ("layak", "presentation.ditahan", "reason.interval_lebar", "reason.derajat_bebas_kecil", "chart.ladder.2020", "yes"):
        assert words.label(key, lang) in page
    assert "milik_sendiri_x" in page and "<td>–</td>" in page and f"<td>{words.label('no', lang)}</td>" not in page
    assert "<td>4</td>" not in page and "<td>9</td>" not in page and "overflow-x: auto" in page


MARK = "<caption>DATA SINTETIS: bukan temuan</caption>"


def test_a_table_of_synthetic_rows_says_so_in_its_own_caption():
    rows = pd.DataFrame({"region": ["Kota Blitar", "Kab. Maros"], "value_pct": [91.7, 80.0]})
    assert "<caption>" not in show(rows).data and "<caption>" not in show(rows.assign(synthetic=False)).data
    whole = show(rows.assign(synthetic=True)).data
    assert MARK in whole and "Sintetis<" not in whole
    some = show(rows.assign(synthetic=[True, False])).data
    assert "<caption>MEMUAT DATA SINTETIS.</caption>" in some and "<th>Sintetis</th>" in some and "<td>tidak</td>" in some
    absent = show(rows.assign(synthetic=pd.array([True, None], "boolean"))).data  # a region without figures is neither
    assert MARK in absent and "Sintetis<" not in absent
    assert MARK in show(rows.assign(sintetis="ya").drop(columns="region")).data


def test_the_gap_table_of_a_region_says_whose_it_is():
    real = san.gaps(achievements(*series("3572", "layak", {"2023": 84.0}, region="Kota <Blitar>", n=400.0)))
    assert "<caption>Kota &lt;Blitar&gt;</caption>" in show(san.gap_table(real, "3572")).data
    fake = real.assign(synthetic=True)
    assert "<caption>Kota &lt;Blitar&gt; · DATA SINTETIS: bukan temuan</caption>" in show(san.gap_table(fake, "3572")).data


def test_a_comparison_of_synthetic_figures_is_captioned_though_it_is_printed_in_columns_of_its_own():
    rows = pd.DataFrame([dict.fromkeys(COLUMNS, "") | {"cause": "data", "indicator": "layak", "measure": "capaian", "synthetic": True}] * 2)
    rows[["old", "new", "change_pp", "low_pp", "high_pp"]] = 1.0
    assert MARK in show(rows).data and "Sintetis<" not in show(rows).data
    assert "<caption>MEMUAT DATA SINTETIS.</caption>" in show(rows.assign(synthetic=[True, False])).data
    assert "<caption>" not in show(rows.assign(synthetic=False)).data


def test_what_is_made_of_synthetic_figures_stays_marked():
    """Every table that leaves its figures' rows behind keeps what says that they are synthetic; of real ones nothing is added."""
    counted = {"n": 400.0, "base": 9000.0, "amount": 7200.0}
    rows = [
        row
        for code, name in (("3572", "Kota Blitar"), ("3506", "Kab. Kediri"))
        for row in series(code, "layak", {"2022": 80.0, "2023": 84.0}, region=name, **counted)
    ]
    real = achievements(*rows)
    fake = real.assign(synthetic=True)
    for history, marked in ((real, False), (fake, True)):
        now = history[history["period"].eq("2023")]
        gaps = san.gaps(now)
        found = judging_flags.find(history)
        made = {
            "gap_table": san.gap_table(gaps, "3572"),
            "matrix": san.matrix(gaps, "layak"),
            "ranks": san.ranks(now),
            "coverage": san.coverage(history),
            "series_table": san.series_table(history),
            "pace": san.pace(history, gaps),
            "pace_table": pace.pace_table(pace.pace(history, gaps)),
            "closings": san.documents.closings(gaps, "Kota Blitar", {}),
            "sample_sizes": san.plan.sample_sizes(now),
            "flags": judging_flags.summary(found.assign(synthetic=marked)) if len(found) else now,
        }
        for name, table in made.items():
            assert (MARK.removeprefix("<caption>") in show(table).data) == marked, name


def test_a_named_or_worded_index_is_shown():
    assert "Kota Blitar" in show(pd.DataFrame({"a": [1]}, index=["Kota Blitar"])).data
    assert "<td>7</td>" in show(pd.DataFrame({"a": [1]}, index=pd.Index([7], name="year"))).data


def test_a_searchable_gap_keeps_its_plus_and_still_sorts_as_a_number():
    table = pd.DataFrame({"region": ["a"] * 12, "gap_pp": [3.5, -2.25, None] * 4, "value_pct": 7.5})
    html = san.browse(table, "id").data
    assert '[\\"+3,50\\", 3.5]' in html and '[\\"−2,25\\", -2.25]' in html
    assert '\\"+7,50\\"' not in html and '\\"–\\"' in html


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_year_is_no_amount(lang, monkeypatch):
    monkeypatch.delenv("SANLIB_REPORT_DIR", raising=False)
    table = pd.DataFrame({"year": [2021, 2024] * 6, "target_year": [2024.0, None] * 6, "required_pp_per_year": [1.5] * 12})
    for page in (show(table, lang).data, san.browse(table, lang).data):
        assert "2024" in page and not re.search(r"2[.,]024|2[.,]021", page)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_table_of_the_notebooks_shows_an_id(lang):
    period = san.open_period("2023", lang=lang, say=lambda _line: None)
    gaps = san.gaps(period.achievements, san.targets())
    tables = [
        period.sources[["kind", "synthetic", "confidence"]],
        period.problems[["severity"]],
        period.flags,
        san.ranks(period.achievements),
        gaps[["indicator", "basis", "flag", "verdict"]],
        san.reconcile(gaps, san.targets()),
        san.documents.policies(),
    ]
    ids = re.compile(
        r">\s*(transcribed|published|unverified|yes|no|error|warning|notice|True|False|definisi_bergeser|belum_layak"
        r"|air_limbah|pengurangan \+\d+.*|[a-z_]+[|][a-z_|]+)\s*<"
    )
    pages = [show(table, lang).data for table in tables]
    english = {"yes", "no", "error", "warning", "note", "published", "unverified"} if lang == "en" else set()
    assert not {found for page in pages for found in ids.findall(page)} - english


def test_a_comparison_fits_its_page_causes_on_a_second_line_and_constant_columns_said_once():
    with words.speaking("id"):
        rows = san.diff("2022", "2023").query("instrument == 'SIPSN'").head(5)
        drawn = lxml.html.fromstring(san.show(rows).data)
    heads = [head.text_content() for head in drawn.iter("th")]
    assert "Rincian" not in heads and "Sel" not in heads and "Instrumen" not in heads
    assert "Instrumen: SIPSN" in drawn.xpath("string(.//p)")
    lines = drawn.xpath(".//tbody/tr")
    assert [line.get("class") for line in lines] == [None, "below"] * 5
    for line, row in zip(lines[1::2], rows.itertuples(), strict=True):
        assert row.why in line.text_content() and row.cell in line.text_content()
        assert int(line.find("td").get("colspan")) == len(heads)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 warnings"), (1, "1 warning"), (2, "2 warnings"), ("1", "1 warning"), ("1,001", "1,001 warnings")]
)
def test_a_count_has_the_noun_that_goes_with_it(count, said):
    assert said in words.label("checking.summary", "en", files=1, error=1, warning=count, notice=1)
    assert words.label("checking.summary", "id", files=1, error=1, warning=1, notice=1) == "1 berkas: 1 kesalahan, 1 peringatan, 1 catatan"


COUNTS = re.compile(
    r"\{(\w+)\} (?:(?:more|official|quality|total) )?(files|errors|warnings|notices|rows|comparisons|figures|areas|problems)\b"
)
OF_SEVERAL = {
    "chart.map.many",
    "find.estimates.alike",
    "find.risk.shared",
    "layout_too_long",
    "read_too_many_cells",
    "read_too_many_tables",
}
"""Sentences said only of several."""


def test_no_english_sentence_counts_one_of_several():
    tables = [(name, reader.values()) for name in ("labels.csv", "messages.csv") if (reader := words._rows(name))]
    found = [
        (row["key"], column, plural[0])
        for _, rows in tables
        for row in rows
        for column in ("en", "problem_en", "fix_en")
        if row["key"] not in OF_SEVERAL
        for plural in [COUNTS.search(row.get(column, ""))]
        if plural
    ]
    assert not found


def test_both_languages_fill_the_same_blanks():
    pairs = [("id", "en"), ("problem_id", "problem_en"), ("fix_id", "fix_en")]
    parse = words._SENTENCE.parse
    for name in ("labels.csv", "messages.csv"):
        for row in words._rows(name).values():
            for one, other in pairs:
                said = ((column, [field for _, field, _, _ in parse(row.get(column, "")) if field]) for column in (one, other))
                blanks = [{field.removesuffix(f"_{column[-2:]}") for field in fields} for column, fields in said]
                assert row["key"].startswith("adopt.") or blanks[0] == blanks[1] or not (blanks[0] and blanks[1]), row["key"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (258212.0, "258.212"),
        (92.8835, "92,88"),
        (9.5, "9,5"),
        (-19.5, "−19,5"),
        (0.0, "0"),
        (float("nan"), "–"),
        (1e12, "1.000.000.000.000"),
    ],
)
def test_a_number_in_a_kept_sentence_has_the_decimals_it_has(value, said):
    assert words.trimmed(value, lang="id") == said


@pytest.mark.parametrize(("value", "said"), [(98.3246, "98,3246"), (1e300, "1e+300"), (1e-9, "1e−09"), (40.0, "40"), (1250.0, "1.250")])
def test_a_number_quoted_from_a_cell_is_set_by_the_language_and_never_lost(value, said):
    assert words.exact(value, "id") == said
