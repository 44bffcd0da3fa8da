"""The mayor's chart as a native one: bars that open in Excel, and beside each the signed gap, large."""

from __future__ import annotations

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Cm, Pt

from sanlib import words
from sanlib.charts import style
from sanlib.documents.document import Bar, Picture
from sanlib.documents.writers import slide
from sanlib.documents.writers.arial_widths import FONT, height, largest
from sanlib.project.binding import bound
from sanlib.project.formula_text import safe_text

MOST = 5
"""Bars a slide carries so that their gaps can be read from the back of the room."""
LEFT, RIGHT, FOOT = 8.2, 10.4, 2.4
"""Centimetres for the names, for the gaps, and for axis and legend below the bars."""
TARGET = RGBColor(0xD9, 0xD9, 0xD9)


def parts(picture: Picture) -> list[tuple[Bar, ...]]:
    """The bars in as few slides as they need, evenly filled."""
    slides = -(-len(picture.bars) // MOST)
    size = -(-len(picture.bars) // slides)
    return [picture.bars[start : start + size] for start in range(0, len(picture.bars), size)]


@bound
def draw(made, bars: tuple[Bar, ...], alt: str, lang: str | None = None) -> None:
    """Capaian beside the target due first, and to the right of each pair its signed gap and verdict."""
    wide, high = slide.BODY - RIGHT, slide.ROOM
    frame = made.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(slide.MARGIN), Cm(slide.TOP), Cm(wide), Cm(high), _data(bars))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    frame.chart.font.name = FONT
    _look(frame.chart)
    _place(frame.chart, LEFT / wide, (high - FOOT) / high, wide)
    _series(frame.chart, bars[::-1])
    step = (high - FOOT) / len(bars)
    for number, bar in enumerate(bars):
        _beside(made, bar, slide.TOP + step * number, step)


def _data(bars: tuple[Bar, ...]) -> CategoryChartData:
    """The numbers behind the chart, the first bar last because a bar chart begins at the bottom."""
    data = CategoryChartData(number_format="0.##")
    data.categories = [safe_text(bar.name) for bar in bars][::-1]  # python-pptx writes them into a workbook of the chart's own
    data.add_series(words.label("pack.chart.target"), [bar.target for bar in bars][::-1])
    data.add_series(words.label("capaian"), [bar.achieved for bar in bars][::-1])
    return data


def _look(chart) -> None:
    chart.has_title, chart.has_legend = False, True
    chart.font.size = Pt(slide.LEAST)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
    axis.major_gridlines.format.line.color.rgb = RGBColor(0xC9, 0xC9, 0xC9)
    axis.tick_labels.font.size = Pt(slide.LEAST)


def _place(chart, left: float, high: float, wide: float) -> None:
    """The plot at a fixed place, so that what stands beside each bar stays beside it."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall("{http://schemas.openxmlformats.org/drawingml/2006/chart}layout"):
        area.remove(old)
    room = 1 - left - 0.9 / wide
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            f'<c:x val="{left:.4f}"/><c:y val="0"/><c:w val="{room:.4f}"/><c:h val="{high:.4f}"/></c:manualLayout></c:layout>'
        ),
    )


def _series(chart, bars: tuple[Bar, ...]) -> None:
    """Targets pale and framed, capaian in the colour of its verdict, every number as this language writes it."""
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    target, achieved = plot.series
    for series, name in ((target, "target"), (achieved, "achieved")):
        for place, bar in enumerate(bars):
            value = getattr(bar, name)
            if value is None:  # too thinly sampled to publish: no bar, and no number on it
                continue
            _label(series.points[place], words.number(value, None), value > 85)
    target.format.fill.solid()
    target.format.fill.fore_color.rgb = TARGET
    target.format.line.color.rgb = slide.INK
    achieved.format.fill.solid()
    achieved.format.fill.fore_color.rgb = slide.BLUE
    for place, bar in enumerate(bars):
        _colour(achieved.points[place], bar)


def _label(point, text: str, inside: bool) -> None:
    """A number at the end of its bar, inside where the bar reaches far."""
    label = point.data_label
    label.has_text_frame = True
    label.text_frame.text = text
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.name = Pt(slide.LEAST), True, FONT
    label.position = XL_LABEL_POSITION.INSIDE_END if inside else XL_LABEL_POSITION.OUTSIDE_END
    run.font.color.rgb = slide.INK


def _colour(point, bar: Bar) -> None:
    """The verdict's colour; a bar that may not be judged is white, hatched and framed, as on every chart."""
    look = style.look(bar.tone)
    colour = RGBColor.from_string(look.colour.lstrip("#"))
    if look.hatch:
        point.format.fill.patterned()
        point.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL if bar.withheld else MSO_PATTERN.DOTTED_GRID
        point.format.fill.fore_color.rgb, point.format.fill.back_color.rgb = slide.GREY, colour
    else:
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour
    point.format.line.color.rgb = slide.INK
    if point.data_label._dLbl is not None and style.on(look.colour) == "white" and (bar.achieved or 0) > 85:
        point.data_label.text_frame.paragraphs[0].runs[0].font.color.rgb = slide.WHITE


def _beside(made, bar: Bar, top: float, step: float) -> None:
    """The signed gap as large as its row allows, and below it the verdict and the target's name."""
    left, wide = slide.WIDE - slide.MARGIN - RIGHT + 0.2, RIGHT - 0.2
    large = largest(bar.gap, (20, slide.LEAST) if bar.unsure else (36, 32, 28, 26, 24, 22, 20), wide, step * 0.36, True)
    small = largest(bar.said, (20, slide.LEAST), wide, max(step - height(bar.gap, large, wide, True), 0.5), bar.unsure)
    used = height(bar.gap, large, wide, True) + height(bar.said, small, wide, bar.unsure)
    start = top + max((step - used) / 2, 0)
    slide.put(
        made,
        bar.gap,
        (left, start, wide, height(bar.gap, large, wide, True)),
        large,
        slide.TONES.get(bar.tone, slide.INK),
        bold=not (bar.withheld or bar.unsure),
    )
    below = (left, start + height(bar.gap, large, wide, True), wide, height(bar.said, small, wide, bar.unsure))
    slide.put(made, bar.said, below, small, slide.INK, bold=bar.unsure)
