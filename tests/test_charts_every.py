"""What holds for every chart there is: title, source, n, watermark, words, the shipped font, its place, the same bytes twice."""

import os
import subprocess
import sys

import pytest
from drawn import DRAWN, LONG, boxes, faults, looked_at
from matplotlib import font_manager

import sanlib as san
from sanlib import words
from sanlib.charts import CHARTS
from sanlib.charts.chart_files import save
from sanlib.project import folders

NAMES = list(CHARTS)
SAMPLED = ["pilots by survey", "estimates", "contrasts", "ranks", "definitions"]
EVERY = pytest.mark.parametrize("kind", list(DRAWN))
BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)


def texts(chart):
    found = chart.findobj(match=lambda artist: hasattr(artist, "get_text") and artist.get_visible())
    return [one for one in found if one.get_text().strip()]


def said(chart):
    return [one.get_text().replace("\n", " ") for one in texts(chart)]


def test_every_chart_function_is_listed_drawn_here_and_given_to_the_analyst():
    assert {name for name in dir(san.charts) if not name.startswith("save")} == set(NAMES)
    assert set(NAMES) <= set(DRAWN) and all(words.has_label(f"chart.asks.{name}") for name in NAMES)


@EVERY
@BOTH
def test_a_chart_says_its_title_its_source_and_the_same_in_words(kind, lang):
    chart = looked_at(kind, 8, lang)
    assert chart.title and chart.title in said(chart)
    assert any(line.startswith(words.label("chart.source", lang, sources="").rstrip(" .")) for line in said(chart))
    assert chart.source and chart.alt.startswith(chart.title) and len(chart.alt) > len(chart.title) + 20
    assert len(chart.drawn) and "nan" not in chart.alt.lower().split()


@EVERY
@BOTH
def test_a_chart_without_data_says_so_and_is_no_empty_axis(kind, lang):
    chart = looked_at(kind, 0, lang)
    assert not len(chart.drawn) and chart.title
    assert words.label("no_data", lang).capitalize() in said(chart)
    assert chart.alt.startswith(chart.title) and not chart.alt.endswith(f"{chart.title}. ")


@pytest.mark.parametrize("kind", SAMPLED)
def test_a_sample_says_its_n(kind):
    assert any("n = " in line for line in said(looked_at(kind, 8, "id")))


@EVERY
@BOTH
def test_a_synthetic_chart_is_watermarked_and_a_real_one_is_not(kind, lang):
    for fake in (True, False):
        chart = looked_at(kind, 1 if kind != "differences" else 8, lang, fake)
        assert (words.label("chart.watermark", lang) in said(chart)) is fake
        assert (words.label("synthetic", lang) in said(chart)) is fake
        assert (words.label("synthetic", lang) in chart.alt) is fake


@EVERY
def test_every_text_is_set_in_the_shipped_font(kind):
    for count in (0, 8):
        used = {font_manager.findfont(one.get_fontproperties(), fallback_to_default=False) for one in texts(looked_at(kind, count, "en"))}
        assert used and all("sanlib" in path and "Lato" in path for path in used)


@BOTH
@pytest.mark.parametrize("count", [0, 1, 8, 38])
@EVERY
def test_texts_stay_on_the_page_and_off_each_other(kind, count, lang):
    """One region or 38, long names, both languages."""
    assert not faults(looked_at(kind, count, lang))


@pytest.mark.parametrize("kind", ["pilots", "composition", "estimates", "ranks", "risk", "milestones", "trends"])
def test_the_longest_name_is_never_cut_so_that_two_like_it_stay_apart(kind):
    said = [one.get_text().replace("\n", " ") for one, _ in boxes(looked_at(kind, 38, "id"))]
    assert any(f"{LONG} 3512" == one for one in said) and any(f"{LONG} 3522" == one for one in said)


@EVERY
def test_two_renders_are_the_same_bytes(kind, tmp_path):
    for folder in ("a", "b"):
        save(DRAWN[kind](8, "id"), tmp_path / folder, "grafik")
    for form in ("png", "svg", "pdf", "csv", "txt"):
        assert (tmp_path / "a" / f"grafik.{form}").read_bytes() == (tmp_path / "b" / f"grafik.{form}").read_bytes()


def test_a_machine_without_any_font_draws_the_same_bytes(tmp_path):
    """An empty font list and no fontconfig: what a bare container has."""
    bare = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from matplotlib import font_manager\n"
        "font_manager.fontManager.ttflist = [f for f in font_manager.fontManager.ttflist if 'mpl-data' in f.fname]\n"
        "from drawn import DRAWN\nfrom sanlib.charts.chart_files import save\n"
        f"save(DRAWN['gap'](1, 'id'), {str(tmp_path)!r}, 'bare')"
    )
    env = dict(os.environ) | {"FONTCONFIG_FILE": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", bare], cwd=folders.root(), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "findfont" not in done.stderr
    save(DRAWN["gap"](1, "id"), tmp_path, "full")
    assert (tmp_path / "bare.png").read_bytes() == (tmp_path / "full.png").read_bytes()
