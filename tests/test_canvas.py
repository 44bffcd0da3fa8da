"""The canvas of a chart draws what matplotlib draws, in less time: the same SVG, the same pixels to the eye, a PDF to search."""

import io
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pypdf
import pytest
from drawn import looked_at
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image, ImageFilter

from sanlib.charts import chart_files
from sanlib.charts.canvas import Canvas

UNHINTED = {"text.hinting": "none"}
SAID = {"Date": None, "Creator": None}
KINDS = ["gap", "map", "trend", "composition"]


def saved(chart, form, canvas, **asked):
    out = io.BytesIO()
    with mpl.rc_context(chart_files.OPTIONS | UNHINTED):
        getattr(canvas(chart), f"print_{form}")(out, **asked)
        Canvas(chart)
    return out.getvalue()


@pytest.fixture(params=KINDS)
def chart(request):
    one = looked_at(request.param, 5, "id", True)
    before = one.dpi
    yield one
    one.dpi = before


def test_the_svg_is_matplotlibs_to_the_byte(chart):
    assert saved(chart, "svg", Canvas, metadata=SAID) == saved(chart, "svg", FigureCanvasSVG, metadata=SAID)


def test_the_picture_is_matplotlibs_to_the_eye(chart):
    """Half a pixel along a line of letters: not more than an eye sees, whose own blur is taken as one and a half pixels."""
    size = tuple(map(int, chart.get_size_inches() * chart.dpi))
    pictures = [Image.frombytes("RGBA", size, saved(chart, "rgba", one)).convert("RGB") for one in (Canvas, FigureCanvasAgg)]
    ours, theirs = (np.asarray(one.filter(ImageFilter.GaussianBlur(1.5))).astype(int) for one in pictures)
    assert np.abs(ours - theirs).max() < 32 and np.abs(ours - theirs).mean() < 0.5


def test_a_pdf_holds_its_texts_as_text_its_title_and_its_alt_text_and_is_the_same_twice(chart):
    one, other = (chart_files.DRAWN["pdf"](chart, chart.title, chart.alt) for _ in range(2))
    read = pypdf.PdfReader(io.BytesIO(one))
    there = "".join(read.pages[0].extract_text().split())
    lines = [line for text in chart.findobj(lambda artist: hasattr(artist, "get_text")) for line in text.get_text().split("\n")]
    assert one == other and read.metadata.title == chart.title and "/CreationDate" not in read.metadata
    assert chart.alt in alts(read)
    assert not [line for line in lines if "".join(line.split()) not in there]
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [round(side * 72) for side in chart.get_size_inches()]


def alts(read):
    objects = [read.get_object(number) for number in range(1, int(read.trailer["/Size"]))]
    return [one["/Alt"] for one in objects if isinstance(one, dict) and "/Alt" in one]


def test_a_text_the_shipped_font_cannot_write_is_left_to_matplotlib_in_every_form():
    """An analyst's own text in another font, a character that is not in ours, blanks: drawn as before, never lost."""
    chart = looked_at("gap", 1, "id", False)
    before = chart_files.DRAWN["pdf"](chart, chart.title, "")
    own = [chart.text(0.2, 0.01, "tulisan sendiri"), chart.write(1, 1, "\u4e2d"), chart.write(1, 1, " \n ")]
    try:
        with pytest.warns(UserWarning, match="missing"):
            drawn = saved(chart, "svg", Canvas, metadata=SAID)
        with pytest.warns(UserWarning, match="missing"):
            assert drawn == saved(chart, "svg", FigureCanvasSVG, metadata=SAID) and b"DejaVuSans" in drawn
        with pytest.warns(UserWarning, match="missing"):
            assert len(chart_files.DRAWN["pdf"](chart, chart.title, "")) > len(before) + 500
        with pytest.warns(UserWarning, match="missing"):
            assert chart_files.DRAWN["png"](chart, chart.title, "")
    finally:
        for one in own:
            one.remove()


def test_a_file_does_not_hang_on_settings_that_another_thread_sets_back(monkeypatch):
    """Of two charts saved at once, the one done first set back what the other was being drawn with: other ids, letters as texts."""
    chart = looked_at("gap", 1, "id", False)
    drawn = [chart_files.DRAWN[form] for form in ("svg", "pdf")]
    with mpl.rc_context(chart_files.OPTIONS):
        alone = [draw(chart, chart.title, chart.alt) for draw in drawn]
    monkeypatch.setattr(mpl, "rc_context", None)
    assert [draw(chart, chart.title, chart.alt) for draw in drawn] == alone


def test_a_control_character_in_a_name_costs_no_chart():
    """As a cell pasted from elsewhere may hold one: no XML may, so that the SVG could not be opened and the PDF not be made."""
    chart = looked_at("gap", 1, "id", False)
    own = chart.write(1, 1, "Kota\x0bUji")
    try:
        made = {form: chart_files.DRAWN[form](chart, "Kota\x0bUji", "Kota\x0bUji") for form in ("svg", "pdf")}
    finally:
        own.remove()
    assert ElementTree.fromstring(made["svg"]).tag.endswith("svg") and pypdf.PdfReader(io.BytesIO(made["pdf"])).pages
