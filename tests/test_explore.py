"""What is asked for is what is shown: a misspelt choice is refused with its nearest names, never replaced."""

import functools

import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.judging.pace import projection
from sanlib.project.problems import InputError
from sanlib.report.explorer import draw


@functools.cache
def everything():
    return san.every_period("id", say=lambda _line: None)


@pytest.mark.parametrize(
    "picked, told",
    [
        ({"region": "Kota Bliter"}, "Kota Blitar"),
        ({"region": "Blitar"}, "Kab. Blitar"),
        ({"period": "2026"}, "contoh-2023"),
        ({"sector": "sampah"}, "persampahan"),
        ({"indicator": "layk"}, "layak"),
        ({"target_set": "Jakstrada"}, "Jakstranas"),
    ],
)
def test_a_misspelt_choice_is_refused_with_what_there_is(picked, told):
    for ask in (lambda: san.choose(everything()[0], **picked), lambda: draw(*everything(), **picked)):
        with pytest.raises(InputError, match=told):
            ask()


@pytest.mark.parametrize(
    "asked, region",
    [
        ("Tator", "Kab. Tana Toraja"),
        ("kab kediri", "Kab. Kediri"),
        ("KOTA BLITAR", "Kota Blitar"),
        ("3572", "Kota Blitar"),
        ("35.72", "Kota Blitar"),
    ],
)
def test_any_name_of_a_region_chooses_that_region(asked, region):
    rows = san.choose(everything()[0], region=asked)
    assert set(rows["region"]) == {region} and draw(*everything(), region=asked).title.startswith(region)


def test_an_indicator_is_chosen_by_any_name_it_has():
    gaps = everything()[0]
    for asked in ("layak", "Layak", words.label("layak", "id"), words.label("layak", "en")):
        assert set(san.choose(gaps, indicator=asked)["indicator"]) == {"layak"}


def test_a_region_without_a_figure_says_so_and_shows_no_other():
    chart = draw(*everything(), region="Kota Malang", period="2021")
    assert "Kota Malang" in chart.title and not len(chart.drawn)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_without_region_and_indicator_it_asks_to_pick(lang):
    chart = draw(*everything(), lang=lang)
    assert chart.title == words.label("explore.pick.title", lang) and not len(chart.drawn)


def test_examples_stand_apart_under_their_own_name():
    gaps, history = everything()
    assert {"contoh-2023", "contoh-2024"} <= set(gaps["period"]) and not history["synthetic"].any()
    assert gaps.loc[gaps["synthetic"], "period"].str.startswith("contoh-").all()
    assert "2024" in draw(gaps, history, region="Kota Blitar").title.split(":")[0]


@pytest.mark.parametrize(
    "draw_it",
    [
        lambda gaps: san.charts.gap(gaps, "Blitar"),
        lambda gaps: san.charts.trend(gaps, "layak", "Blitar"),
        lambda gaps: san.charts.trends(gaps, "layak", regions=["Blitar"]),
        lambda gaps: san.charts.composition(gaps, "Blitar"),
        lambda gaps: san.charts.pilots(gaps, "layak", "", regions=["Blitar"]),
        lambda gaps: san.gap_table(gaps, "Blitar"),
        lambda gaps: san.explain(region="Blitar", indicator="layak", period="2023"),
        lambda gaps: san.documents.closings(gaps, "Blitar", {}),
        lambda _gaps: projection(everything()[1], "Blitar", "layak", "SIPSN"),
        lambda gaps: san.survey.in_region(pd.DataFrame({"region_code": ["3572"]}), "Blitar"),
    ],
)
def test_every_function_that_takes_a_region_refuses_an_ambiguous_name(draw_it):
    with pytest.raises(InputError, match="Kab. Blitar.*Kota Blitar"):
        draw_it(everything()[0])


@pytest.mark.parametrize("lang, said", [("id", "dapat berarti"), ("en", "can mean")])
def test_a_refusal_in_a_notebook_is_the_line_and_the_sentence(lang, said):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell(f"from sanlib.reference import regions\nLANG = {lang!r}\nregions.resolve('Blitar')")
    lines = shown.stdout.strip().splitlines()
    assert len(lines) == 2 and "3 regions.resolve('Blitar')" in lines[0] and said in lines[1]


def test_a_refusal_in_a_notebook_without_lang_is_in_the_language_bound():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell(user_ns={})
    with words.speaking("en"), capture_output() as shown:
        shell.run_cell("from sanlib.reference import indicators\nindicators.check('handling')")
    assert "Like it: penanganan = Waste handled" in shown.stdout and "tidak dikenal" not in shown.stdout


def test_a_year_may_be_a_number():
    assert san.open_period(2018, say=lambda _line: None).period == "2018"


def test_an_unknown_language_is_named_with_those_there_are():
    with pytest.raises(words.UnknownLanguage, match="'EN'.*id, en"):
        words.label("layak", "EN")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_chart_has_a_title_that_reads(lang):
    gaps = everything()[0]
    none = gaps.iloc[:0]
    charts = [
        san.charts.pilots(none, "aman", "", lang),
        san.charts.pilots(gaps, "aman", "", lang, period="2021"),
        san.charts.composition(gaps, sector="persampahan", period="2018", lang=lang),
        san.charts.trends(none, "layak", lang),
        san.charts.trend(none, "layak", "Tator", lang),
        san.charts.gap(none, "Tator", lang=lang),
    ]
    for chart in charts:
        assert "–" not in chart.title and not chart.title.startswith((":", " ")) and " :" not in chart.title, chart.title
