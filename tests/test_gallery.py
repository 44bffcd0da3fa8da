"""README shows what the code draws: every chart there is, its question, and pictures of today's figures."""

import importlib.util
import re

import pytest

from sanlib import words
from sanlib.charts import CHARTS
from sanlib.project import folders

ROOT = folders.root()
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "docs" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_chart_is_in_the_gallery(gallery):
    assert list(gallery.CHARTS) == list(CHARTS)


@pytest.mark.parametrize("lang, name", [("en", "README.md"), ("id", "README.id.md")])
def test_a_readme_shows_one_picture_first_and_the_gallery_as_it_should_stand(gallery, lang, name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == gallery.shown(text, lang), "make gallery"
    above, below = text.split("<!-- gallery", 1)
    assert re.findall(r"\((docs/[^)]+\.png)\)", above) == [f"docs/gap-{lang}.png"] and above.count("make ") >= 2
    shown = re.findall(r'src="([^"]+)"', below)
    assert len(shown) == len(gallery.CHARTS) - 1 + len(gallery.PACK)
    assert all((ROOT / file).is_file() for file in shown)
    assert all(words.label(f"chart.asks.{kind}", lang) in below for kind in CHARTS if kind != "gap")


def test_the_pictures_are_few_and_light(gallery):
    pictures = list((ROOT / "docs").glob("*.png"))
    wanted = {f"{name}-{lang}.png" for name in [*gallery.CHARTS, *gallery.PACK] for lang in words.LANGUAGES}
    assert {path.name for path in pictures} == wanted
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES


@pytest.mark.parametrize("name", ["gap", "pilots"])
def test_a_picture_is_what_the_code_draws_now(gallery, name):
    """Of the figures that ship as published; run `make gallery` after changing a chart."""
    assert gallery.chart(name, "id") == (ROOT / "docs" / f"{name}-id.png").read_bytes(), "make gallery"
