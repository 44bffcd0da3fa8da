"""What an analyst sees of a thing left at the end of a cell, and what is said of a call that was not meant so."""

import base64
import io
import re

import lxml.html
import pandas as pd
import pytest
from PIL import Image

import sanlib as san
from sanlib import words
from sanlib.charts import chart_page, findings
from sanlib.printing import shown_in_notebook
from sanlib.reference import indicators
from sanlib.words.refusal import Refusal


@pytest.fixture(scope="module")
def period():
    return san.open_period("contoh-2023", say=lambda _line: None)


@pytest.fixture(scope="module")
def tables(period):
    later = san.open_period("contoh-2024", say=lambda _line: None).households
    gaps = san.gaps(period)
    return {
        "gaps": gaps,
        "achievements": period.achievements,
        "flags": period.flags,
        "problems": period.problems,
        "pace": san.pace(san.open_period("2023", say=lambda _line: None), san.gaps(san.open_period("2023", say=lambda _line: None))),
        "estimates": san.survey.estimates(period, indicators="layak"),
        "totals": san.survey.totals(period, indicators="babs"),
        "differences": san.survey.differences(period, "layak"),
        "changes": san.survey.changes(period, later, indicators="2020:layak"),
        "ranks": san.survey.ranks(period, "layak"),
        "risk": san.survey.risk(san.survey.in_region(period, "Kota Blitar")),
    }


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_kind_of_table_says_what_it_is_and_every_next_call_works(tables, lang):
    assert set(tables) == set(shown_in_notebook.NEXT)
    with words.speaking(lang):
        for name, table in tables.items():
            said = text(shown_in_notebook.shown(table))
            assert words.label(f"shown.{name}") in said and words.label("shown.next") in said, name
            assert len(said.split()) < 700 and words.number(len(table), 0) in said
            for call in shown_in_notebook.calls(table):
                assert call.removeprefix("gaps = ") in said.replace("&quot;", '"'), call
                scope = {"san": san, name: table}
                assert eval(call.removeprefix("gaps = "), scope) is not None, call


def test_the_counts_are_of_the_table_itself(tables):
    """contoh-2023 against its targets: 24 rows of 4 regions, 12 flagged; layak of Kab. Kediri is withheld for both its targets."""
    with words.speaking("en"):
        assert shown_in_notebook.counts(tables["gaps"]).startswith("24 rows, 4 areas; 14 flagged, 2 withheld [SYNTHETIC")
        assert "data: no finding" not in shown_in_notebook.counts(tables["pace"])


def test_a_withheld_share_is_not_shown_and_its_interval_stands_beside_a_share(tables):
    shown = text(shown_in_notebook.shown(tables["gaps"].query("region == 'Kab. Kediri' and indicator == 'layak'")))
    value = tables["gaps"].query("region == 'Kab. Kediri' and indicator == 'layak'")["value_pct"].iloc[0]
    assert words.label("withheld") in shown and (pd.isna(value) or words.number(value) not in shown)
    headings = re.findall(r"<th>(.*?)</th>", san.show(tables["gaps"]).data)
    at = headings.index(words.label("column.value_pct"))
    assert headings[at : at + 5] == [words.label(f"column.{name}") for name in ("value_pct", "ladder", "low_pct", "high_pct", "n")]


def test_a_column_an_analyst_added_is_shown_and_a_chosen_column_alone_too(tables):
    noted = tables["gaps"].assign(catatan="tanya Dinkes")
    assert "tanya Dinkes" in san.show(noted).data
    assert re.findall(r"<th>(.*?)</th>", san.show(noted[["region", "source"]]).data) == [
        words.label(f"column.{name}") for name in ("region", "source")
    ]


def test_any_other_table_is_shown_as_pandas_shows_it():
    from IPython.core.formatters import HTMLFormatter

    assert shown_in_notebook.shown(pd.DataFrame({"a": [1]})) is None
    formatter = HTMLFormatter()
    shown_in_notebook.register(formatter)
    other = pd.DataFrame({"a": [1]})
    assert formatter(other) == other._repr_html_()


def test_in_a_notebook_the_table_at_the_end_of_a_cell_says_what_it_is(tables):
    from IPython.core.formatters import HTMLFormatter

    formatter = HTMLFormatter()
    shown_in_notebook.register(formatter)
    assert words.label("shown.gaps") in formatter(tables["gaps"])


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_period_says_what_it_holds_and_what_comes_next(period, lang):
    with words.speaking(lang):
        said, html = repr(period), period._repr_html_()
        assert period.provenance in said and "2.120" in said if lang == "id" else "2,120" in said
        assert words.label("shown.next") in html and len(said.splitlines()) < 10
    for call in ("san.gaps(period)", "san.browse(period.problems)", "san.show(period.flags)", "san.survey.estimates(period)"):
        assert call in said and call in html and eval(call, {"san": san, "period": period}) is not None


def test_a_chart_says_what_it_draws_and_from_where(tables):
    chart = san.charts.gap(tables["gaps"], "Kota Blitar")
    assert chart.title in repr(chart) and chart.source in repr(chart) and "san.save_chart(chart" in repr(chart)
    page = lxml.html.fromstring(f"<div>{chart._repr_html_()}</div>")
    assert [head.text_content() for head in page.xpath("//*[@role='heading']")] == [chart.finding]
    (picture,) = page.xpath("//img")
    assert picture.get("alt") == chart.alt.replace(f" {chart.finding}", "") and chart.finding not in picture.get("alt")
    shown = Image.open(io.BytesIO(base64.b64decode(picture.get("src").split(",", 1)[1])))
    whole = Image.open(io.BytesIO(chart_page.png(chart, 100)))
    above = whole.height - shown.height  # the finding and nothing else: the picture begins on an empty line
    lines = whole.crop((0, above, whole.width, above + 3)).convert("L").getextrema()
    assert shown.width == whole.width and 30 < above < 250 and lines[0] > 250


@pytest.mark.parametrize(
    "typed, meant",
    [("open defecation", "babs"), ("Waste handled", "penanganan"), ("Penanganan sampah", "penanganan"), ("safely managed", "aman")],
)
def test_an_indicator_is_known_by_its_names_in_both_languages(typed, meant, tables, period):
    assert indicators.check(typed) == meant
    if meant in set(tables["gaps"]["indicator"]):
        assert set(san.choose(tables["gaps"], indicator=typed)["indicator"]) == {meant}
        assert set(san.survey.estimates(period, indicators=typed)["indicator"]) == {meant}


@pytest.mark.parametrize(
    "wrong, said",
    [
        (lambda gaps: indicators.check("handlin"), r"penanganan"),
        (lambda gaps: san.matrix(gaps, "layk"), r"layak ="),
        (lambda gaps: san.charts.pilots(gaps, "handlin"), r"penanganan"),
        (san.charts.gap, r"Kota Blitar.*region="),
        (san.gap_table, r"Kota Blitar.*region="),
        (lambda gaps: san.charts.gap(gaps, "Kota Bliter"), r"Kota Blitar"),
        (lambda gaps: san.choose(gaps, period="2031"), r"2023"),
        (lambda gaps: san.open_period("2031"), r"sanlib new 2031"),
    ],
)
def test_a_call_not_meant_so_is_refused_in_one_line_with_what_to_do(wrong, said, tables):
    with pytest.raises(san.InputError, match=said) as refused:
        wrong(tables["gaps"])
    assert "\n" not in str(refused.value)


WRONG = [
    (lambda _opened, gaps: san.charts.gap(gaps, "Kota Blitar", sector="sampah"), "persampahan"),
    (lambda _opened, gaps: san.gap_table(gaps, "Kota Blitar", "sampah"), "persampahan"),
    (lambda opened, _gaps: san.charts.composition(opened, sector="sampah"), "persampahan"),
    (lambda _opened, gaps: san.charts.gap(gaps, "Kota Blitar", period="2019"), r'san\.open_period\("2019"\)'),
    (lambda _opened, gaps: san.charts.gap(gaps, "Kota Blitar", period="1999"), "2023"),
    (lambda _opened, gaps: san.charts.pilots(gaps, "layak", period=2019), r'san\.open_period\("2019"\)'),
    (lambda opened, _gaps: san.charts.composition(opened, period=2019), r'san\.open_period\("2019"\)'),
    (lambda _opened, gaps: san.charts.pilots(gaps, "layak", "RPJMN"), "RPJMN 2020-2024"),
    (lambda _opened, gaps: san.charts.gap(gaps, ["Kota Blitar", "Kab. Kediri"]), r"san\.charts\.pilots"),
    (lambda _opened, gaps: san.charts.gap(gaps, wilayah="Kota Blitar"), "region, period, sector"),
    (lambda _opened, gaps: san.choose(gaps, wilayah="Kota Blitar"), "region, sector, indicator"),
    (lambda _opened, gaps: san.explore(gaps, region="Kota Blitar"), r"period\.history"),
    (lambda opened, _gaps: san.explore(opened, wilayah="Kota Blitar"), "region, sector, indicator"),
    (lambda opened, _gaps: san.pace(opened.history), r"san\.gaps\(period\)"),
    (lambda _opened, gaps: san.save_chart(gaps, "2023", "x"), r"san\.charts\.gap\("),
    (lambda _opened, gaps: san.choose(gaps, region="Ngawii"), r"Kab\. Ngawi"),
]


@pytest.fixture(scope="module")
def opened():
    return san.open_period("2023", say=lambda _line: None)


@pytest.mark.parametrize("lang, spoken", [("id", ("tidak", "hanya", "belum", "bukan")), ("en", ("no ", "not ", "only"))])
@pytest.mark.parametrize("wrong, named", WRONG)
def test_a_wrong_use_is_told_in_one_line_of_the_language_with_what_to_do(wrong, named, lang, spoken, opened):
    with words.speaking(lang), pytest.raises(san.InputError, match=named) as refused:
        wrong(opened, opened.gaps)
    said = refused.value.message(lang)
    assert "\n" not in said and any(word in said for word in spoken)


def test_what_is_evident_is_done(opened):
    gaps = opened.gaps
    assert san.pace(opened).equals(san.pace(opened, gaps)) and san.pace(opened).equals(san.pace(opened.history, gaps))
    assert san.reconcile(gaps).equals(san.reconcile(gaps, san.targets()))
    assert san.main_indicators(gaps) == list(dict.fromkeys(gaps["indicator"]))
    by_name = san.charts.gap(gaps, "Kota Blitar", sector="Solid waste", period=2023)
    assert by_name.alt == san.charts.gap(gaps, "Kota Blitar", sector="persampahan").alt and "82,07" in by_name.alt
    assert san.gap_table(gaps, "Kota Blitar", "wastewater").equals(san.gap_table(gaps, "Kota Blitar", "air_limbah"))
    assert san.charts.composition(opened, sector="wastewater").title == san.charts.composition(opened, sector="air_limbah").title


def test_a_table_of_one_region_needs_no_region(tables):
    one = san.choose(tables["gaps"], region="Kota Blitar")
    assert san.charts.gap(one).title == san.charts.gap(tables["gaps"], "Kota Blitar").title
    assert len(san.gap_table(one)) == len(san.gap_table(tables["gaps"], "Kota Blitar"))


def test_a_finding_is_computed_from_the_table_it_heads(opened):
    gaps, flags, problems = opened.gaps, opened.flags, opened.problems
    waste = san.choose(gaps, region="Kota Blitar", sector="persampahan")
    with words.speaking("id"):
        assert san.say.finding(waste) == findings.region(waste) and "Kota Blitar 2023" in san.say.finding(waste)
        assert san.say.verdicts(gaps) in san.say.finding(gaps)
        assert san.say.finding(waste.iloc[:0]) == words.label("report.nothing")
        always, conditional = (int(flags["veto"].eq(veto).sum()) for veto in ("yes", "if"))
        assert (
            always
            and conditional
            and san.say.finding(flags).startswith(
                f"Catatan mutu: {len(flags)}, di antaranya selalu menahan penilaian: {always}; "
                f"menahan penilaian hanya bila pembagi periode sebelumnya memberi penilaian lain: {conditional}; "
            )
        )
        assert san.say.finding(flags.iloc[:0]) == words.label("find.flags.none")
        assert san.say.finding(problems) == "Kesalahan: 0, peringatan: 0, catatan: 1 (berkas yang bersangkutan: 1)."
        assert san.say.finding(problems.iloc[:0]) == words.label("find.problems.none")


def test_what_is_most_often_flagged_is_named_only_where_one_is(opened):
    flags = opened.flags
    one, other = flags["flag"].unique()[:2]
    tied = pd.concat([flags[flags["flag"].eq(one)].head(1), flags[flags["flag"].eq(other)].head(1)])
    with words.speaking("en"):
        assert "most often" not in san.say.finding(tied)
        led = pd.concat([tied, tied.tail(1)])
        assert san.say.finding(led).endswith(f"; most often: {words.label('flag.' + other)} (2).")


def test_a_finding_is_a_heading_in_a_notebook_and_text_elsewhere(opened):
    said = san.say.finding(opened.gaps.assign(region="Kota <Blitar>", region_code="3572", verdict="tercapai"), "en")
    assert 'role="heading"' in said._repr_html_() and "Kota &lt;Blitar&gt;" in said._repr_html_() and "Kota <Blitar>" in f"{said}"
    with pytest.raises(san.InputError, match=r"period\.problems"):
        san.say.finding("2023")


NOT_CALLED = {"adopt", "pack", "check", "every_chart", "explore", "every_period"}
"""They write, read every period, or need a folder of files first."""
OWN_NUMBERS = {"options"}
"""What is asked of it is a number, refused by Python where it is none."""


def wrong_kinds():
    """Every public function with a thing of the wrong kind in its first place."""
    for subject in ("", *san.SUBJECTS):
        named = getattr(san, subject) if subject else san
        for name in sorted(set(named.__all__) - set(san.SUBJECTS) - NOT_CALLED - OWN_NUMBERS):
            function = getattr(named, name)
            if callable(function) and not isinstance(function, type):
                yield pytest.param(function, id=f"{subject}.{name}".strip("."))


@pytest.mark.parametrize("function", list(wrong_kinds()))
def test_a_thing_of_the_wrong_kind_is_refused_in_one_line_or_does_the_evident(function):
    for given in ("abc", None, 3, [1, 2], {"a": 1}, pd.DataFrame({"x": [1]})):
        try:
            function(given)
        except Refusal as refused:
            assert str(refused)
        except TypeError as python:  # an argument that only the caller can choose is left out
            assert "missing" in str(python), given


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_shown_that_is_no_table_says_what_to_do(lang):
    with words.speaking(lang), pytest.raises(san.InputError, match=r"str.*san\.show\(san\.gaps\(period\)\).*print"):
        san.show("text")
