"""A document as a 16:9 deck: native tables and a native chart, so that the Pokja can edit every number's picture."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Cm, Pt

from sanlib import words
from sanlib.pack import stable
from sanlib.pack.content import Document, Grid, Section

WIDE, HIGH, MARGIN, TOP = 33.87, 19.05, 1.3, 3.2
BODY = WIDE - 2 * MARGIN
BLUE, GREY, INK, PALE = (RGBColor.from_string(code) for code in ("1B4F8A", "595959", "1A1A1A", "EEF0F2"))
TONES = {"tercapai": BLUE, "belum": RGBColor(0xA8, 0x4F, 0x00), "belum dapat dipastikan": RGBColor(0x6B, 0x55, 0x00),
         "tidak dapat dinilai": GREY}
LINES = 9
"""Table rows or bullets a slide carries and a room can read."""


def render(document: Document) -> bytes:
    """The PPTX; the same document gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(WIDE), Cm(HIGH)
    stable.describe(deck.core_properties, document)
    _opening(deck, document)
    for section in document.sections:
        _section(deck, section, document)
    out = io.BytesIO()
    deck.save(out)
    return stable.zipped(out.getvalue())


def _opening(deck, document: Document) -> None:
    slide = _slide(deck, "", document)
    _put(slide, document.title, (MARGIN, 5.5, BODY, 3.2), 38, BLUE, bold=True)
    _put(slide, document.headline, (MARGIN, 9.6, BODY, 3.5), 22, INK)
    _put(slide, document.subtitle, (MARGIN, 15.5, BODY, 1.2), 16, GREY)


def _slide(deck, title: str, document: Document):
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = Cm(MARGIN), Cm(0.8), Cm(BODY), Cm(1.8)
    head.text_frame.text = title or document.title
    _letters(head.text_frame.paragraphs[0], 30 if title else 2, BLUE if title else RGBColor(255, 255, 255), bold=True)
    foot = " · ".join(filter(None, [document.title, document.watermark]))
    _put(slide, foot, (MARGIN, 17.9, BODY, 0.8), 11, GREY)
    return slide


def _put(slide, text: str, place: tuple[float, ...], size: float, colour, bold: bool = False):
    box = slide.shapes.add_textbox(*map(Cm, place))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    _letters(box.text_frame.paragraphs[0], size, colour, bold)
    return box


def _letters(paragraph, size: float, colour, bold: bool = False, right: bool = False) -> None:
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb, run.font.bold, run.font.name = Pt(size), colour, bold, "Calibri"


def _section(deck, section: Section, document: Document) -> None:
    if section.numbers:
        _numbers(_slide(deck, section.title, document), section)
    elif section.picture:
        _chart(_slide(deck, section.title, document), section, document.lang)
    elif section.grid:
        for part in _parts(section.grid.rows, 5 if section.key == "need" else LINES):
            slide = _slide(deck, section.title, document)
            _grid(slide, section.grid._replace(rows=part), section.title)
            slide.notes_slide.notes_text_frame.text = "\n".join(section.text)
    else:
        for part in _parts((*section.bullets, *section.text), 12 if section.key in ("sources", "limits") else 7):
            _bullets(_slide(deck, section.title, document), part, 14 if section.key in ("sources", "limits") else 19)


def _parts(rows: tuple, most: int) -> list[tuple]:
    """The rows in as few slides as they need, evenly filled."""
    slides = -(-len(rows) // most)
    size = -(-len(rows) // max(slides, 1))
    return [rows[start:start + size] for start in range(0, len(rows), size)] if rows else []


def _bullets(slide, lines: tuple[str, ...], size: float) -> None:
    frame = _put(slide, lines[0], (MARGIN, TOP, BODY, 14), size, INK).text_frame
    for line in lines[1:]:
        frame.add_paragraph().text = line
    for paragraph in frame.paragraphs:
        paragraph.text = f"•  {paragraph.text}"
        paragraph.space_after = Pt(10)
        _letters(paragraph, size, INK)


def _numbers(slide, section: Section) -> None:
    wide = BODY / len(section.numbers)
    for column, number in enumerate(section.numbers):
        x, inner = MARGIN + column * wide, wide - 0.6
        ground = slide.shapes.add_shape(1, Cm(x), Cm(5), Cm(inner), Cm(9))
        ground.fill.solid()
        ground.fill.fore_color.rgb = PALE
        ground.line.fill.background()
        _put(slide, number.value, (x + 0.3, 5.6, inner - 0.6, 2.4), 36, TONES.get(number.tone, INK), bold=True)
        _put(slide, number.label, (x + 0.3, 8.2, inner - 0.6, 1.8), 18, INK, bold=True)
        _put(slide, number.note, (x + 0.3, 10.4, inner - 0.6, 3), 15, GREY)


def _grid(slide, grid: Grid, title: str) -> None:
    shape = slide.shapes.add_table(len(grid.rows) + 1, len(grid.columns), Cm(MARGIN), Cm(TOP), Cm(BODY), Cm(1.2))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", title)
    for column, width in zip(shape.table.columns, grid.widths, strict=True):
        column.width = Cm(BODY * width / sum(grid.widths))
    for box, head, right in zip(shape.table.rows[0].cells, grid.columns, grid.right, strict=True):
        _fill(box, head, "", 14, RGBColor(255, 255, 255), True, right, BLUE)
    for line, row in zip(list(shape.table.rows)[1:], grid.rows, strict=True):
        for box, cell, right in zip(line.cells, row, grid.right, strict=True):
            _fill(box, cell.text, cell.small, 14, TONES.get(cell.tone, INK), bool(cell.tone), right, RGBColor(255, 255, 255))


def _fill(box, text: str, small: str, size: float, colour, bold: bool, right: bool, ground) -> None:
    box.fill.solid()
    box.fill.fore_color.rgb = ground
    box.vertical_anchor = MSO_ANCHOR.TOP
    box.margin_top = box.margin_bottom = Cm(0.1)
    box.text_frame.text = text
    _letters(box.text_frame.paragraphs[0], size, colour, bold, right)
    if small:
        below = box.text_frame.add_paragraph()
        below.text = small
        _letters(below, 10.5, GREY, False, right)


def _chart(slide, section: Section, lang: str) -> None:
    """Capaian beside the nearest target, as a chart whose numbers open in Excel."""
    picture = section.picture
    data = CategoryChartData(number_format="0.##")
    data.categories = picture.names[::-1]
    data.add_series(words.label("pack.chart.target", lang), picture.target[::-1])
    data.add_series(words.label("capaian", lang), picture.achieved[::-1])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(MARGIN), Cm(TOP), Cm(BODY), Cm(14.3), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", picture.alt)
    chart = frame.chart
    chart.has_legend, chart.font.size, chart.font.name = True, Pt(14), "Calibri"
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 100
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xC9, 0xC9, 0xC9)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.has_data_labels = 60, -5, True
    for series, colour in zip(plot.series, (RGBColor(0xC4, 0xC8, 0xCC), BLUE), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
