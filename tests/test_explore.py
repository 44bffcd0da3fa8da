"""What is asked for is what is shown: a misspelt choice is refused with its nearest names, never replaced."""

import functools

import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.judging.pace import projection
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.report.explorer import PICKED, Explorer, draw


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
        shell.run_cell("from sanlib.reference import indicators\nindicators.check('handlin')")
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


# ---------------------------------------------------------------- the pickers


@pytest.fixture(scope="module")
def explorer():
    with words.speaking("id"):
        return Explorer(*everything(), dict.fromkeys(PICKED, "") | {"region": "Kota Blitar", "period": "2023"})


def pick(explorer, **picked):
    with words.speaking("id"):
        for name, value in picked.items():
            explorer.boxes[name].value = value


def test_the_pickers_stand_above_everything_and_a_change_is_answered(explorer):
    shown = explorer.widget().children
    assert [type(one).__name__ for one in shown][:2] == ["HTML", "HBox"] and set(explorer.boxes.values()) < set(shown[1].children)
    assert "@font-face" in shown[0].value and "Kota Blitar 2023" in explorer.picture.value
    pick(explorer, region="Kab. Kediri")
    assert "Kab. Kediri 2023" in explorer.picture.value and "Kota Blitar" not in explorer.picture.value
    assert "Kab. Kediri" in explorer.table.value and "20,71" in explorer.table.value
    pick(explorer, indicator="layak", period="")
    assert explorer.chart.title.startswith("Kab. Kediri, akses layak")
    pick(explorer, region="", indicator="")
    assert words.label("explore.pick", "id") in explorer.picture.value
    pick(explorer, region="Kota Blitar", period="2023")


def test_a_row_clicked_shows_its_trail_down_to_the_cell(explorer):
    pick(explorer, region="Kota Blitar", indicator="pengurangan", period="2023")
    with words.speaking("id"):
        place = next(place for said, place in explorer.rows_box.options if "Jakstranas 2023" in said and "+11,31" in said)
        explorer.rows_box.value = place
    assert "15,69" in explorer.trail.value and ".xlsx" in explorer.trail.value and "27" in explorer.trail.value
    pick(explorer, indicator="penanganan")
    assert not explorer.trail.value and explorer.rows_box.value is None
    pick(explorer, indicator="")


def test_what_is_shown_is_saved_in_every_form_and_where_is_said(explorer, monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "root", lambda _start=None: tmp_path)
    with words.speaking("id"):
        explorer.save()
    kept = sorted(path.name for path in (tmp_path / "reports" / "jelajah").iterdir())
    assert (
        len(kept) == 5 and kept[0].startswith("kota-blitar-2023") and kept[1].removesuffix("pdf") in explorer.said.value.replace("png", "")
    )


def test_a_chart_without_its_choice_says_what_there_is():
    gaps, history = everything()
    for call, named in (
        (lambda: san.charts.trend(history), "indicator"),
        (lambda: san.charts.trend(history, "layak"), "regions"),
        (lambda: san.charts.pilots(gaps), "indicator"),
        (lambda: san.charts.trends(history), "indicator"),
    ):
        with pytest.raises(InputError, match=f"{named} (?:belum disebut|is not named)"):
            call()


@pytest.mark.parametrize(
    "asked, near", [("Ngawii", "Kab. Ngawi"), ("kab. ngawii", "Kab. Ngawi"), ("Ponorgo", "Kab. Ponorogo"), ("Situbndo", "Kab. Situbondo")]
)
def test_a_misspelt_region_without_its_kind_is_suggested(asked, near):
    with pytest.raises(InputError, match=near):
        san.choose(everything()[0], region=asked)


def test_a_misspelt_target_set_names_the_nearest_first():
    with pytest.raises(InputError, match=r"(?:Yang ada|There are): Jakstranas,"):
        san.choose(everything()[0], target_set="Jakstranass")


@pytest.mark.parametrize(
    "asked, meant",
    [("open defecation", "babs"), ("handling", "penanganan"), ("waste reduction", "pengurangan"), ("Safely managed", "aman")],
)
def test_english_names_are_accepted_as_indonesian_ones(asked, meant):
    assert set(san.choose(everything()[0], indicator=asked)["indicator"]) == {meant}


def test_an_opened_period_stands_for_its_gaps_and_shows_itself():
    period = san.open_period("2023", say=lambda _line: None)
    assert san.charts.gap(period, "Kota Blitar").alt == san.charts.gap(san.gaps(period), "Kota Blitar").alt
    assert period.provenance in san.show(period).data == san.browse(period).data
