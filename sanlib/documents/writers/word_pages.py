"""How many pages a DOCX has, computed from the widths of its type: so that a brief can be held to two pages without a word processor."""

from __future__ import annotations

import math
from typing import NamedTuple

from sanlib.charts import chart_page
from sanlib.documents import fit_pages
from sanlib.documents.document import Document, Grid, Section
from sanlib.documents.writers.arial_widths import CM_PER_POINT, LEADING, breaks, height

SIDE, TOP, BOTTOM = 1.6, 1.1, 1.2
WIDTH, HIGH = 21 - 2 * SIDE, 29.7 - TOP - BOTTOM
CM_PER_INCH = WIDTH / chart_page.INNER
MARGIN = 0.19
"""Word's own space at either side of a table cell."""
INDENT = 0.65
"""How far a bullet's text stands in."""
SLACK = 1.03
"""What a word processor may take beyond the computed height: borders, rounding of lines to its own grid."""
RULE = 0.03
SMALL = ("sources", "limits")


class Size(NamedTuple):
    """Type size in points at scale 1, and the space before and after in points."""

    points: float
    before: float = 0
    after: float = 0


SIZES = {
    "Normal": Size(9.5, 0, 2),
    "Title": Size(16, 0, 0),
    "Subtitle": Size(9.5, 0, 3),
    "Heading 1": Size(11, 5, 2),
    "List Bullet": Size(9.5),
    "Caption": Size(8, 1, 1),
    "headline": Size(12, 0, 2),
    "grid": Size(9.5),
    "head": Size(9.5),
    "small": Size(8),
    "big": Size(16),
}
"""At scale 1, the smallest that is used: body text and tables of 9.5 points."""


def pages(document: Document, scale: float = 1.0) -> int:
    """The pages the DOCX needs at this scale, every chart at its least height; a scale that tears words counts a page more."""
    torn = any(_torn(section.grid, scale) for section in document.sections if section.grid) and scale > fit_pages.SCALES[-1]
    return torn + sum(max(1, math.ceil(high * SLACK / HIGH - 1e-9)) for high in _halves(document, scale, _least(document)) if high)


def chart_height(document: Document, scale: float) -> float:
    """The height in cm a chart may take: its least, and what is left on the first page where that is one page."""
    least, pictures = _least(document), [section.picture for section in document.sections if section.picture]
    first = _halves(document, scale, least)[0] * SLACK
    if len(pictures) != 1 or first > HIGH:
        return least
    return min(least + HIGH - first, pictures[0].most * CM_PER_INCH)


def _least(document: Document) -> float:
    return max((section.picture.least for section in document.sections if section.picture), default=0.0) * CM_PER_INCH


def _halves(document: Document, scale: float, chart: float) -> tuple[float, float]:
    """The height of everything before the page turns and of everything after it."""
    turn = fit_pages.turns(document)
    heights = [_section(section, scale, chart) for section in document.sections]
    place = len(heights) if turn is None else turn
    head = [
        _text(document.title, "Title", scale),
        _text(f"{document.subtitle} · {document.watermark}", "Subtitle", scale),
        _text(document.headline, "headline", scale, bold=True),
        *(_text(line, "Normal", scale) for line in document.lead),
    ]
    return sum(head) + sum(heights[:place]), sum(heights[place:])


def _text(text: str, size: str, scale: float, wide: float = WIDTH, bold: bool | None = None) -> float:
    """A paragraph's height with the space around it."""
    type_size, heavy = SIZES[size], size in ("Title", "Heading 1") if bold is None else bold
    return height(text, type_size.points * scale, wide, heavy) + (type_size.before + type_size.after) * CM_PER_POINT


def _section(section: Section, scale: float, chart: float) -> float:
    """A section's height: heading, boxes, table, chart, bullets and the lines below."""
    high = _text(headed(section), "Heading 1", scale)
    high += _boxes([(n.value, n.other, n.label, n.note) for n in section.numbers], ("big", "big", "grid", "small"), scale)
    high += _boxes([(f"{s.code}  {s.planned}", s.meaning, s.said) for s in section.steps], ("grid", "grid", "small"), scale)
    high += _grid(section.grid, scale) if section.grid else 0
    high += chart + SIZES["Normal"].after * CM_PER_POINT + 0.1 if section.picture else 0
    if section.key in SMALL:
        high += _text(" · ".join(section.bullets), "Caption", scale)
    else:
        high += sum(_text(text, "List Bullet", scale, WIDTH - INDENT) for text in section.bullets)
    return high + sum(_text(line, "Caption" if quiet(section) else "Normal", scale) for line in section.text)


def headed(section: Section) -> str:
    """A section's heading with, behind it, what is shown."""
    return f"{section.title}   {section.shown}".rstrip()


def quiet(section: Section) -> bool:
    """Whether the lines below a section are small print."""
    return bool(section.grid or section.numbers) or section.key in SMALL


def _boxes(boxes: list[tuple[str, ...]], sizes: tuple[str, ...], scale: float) -> float:
    """Boxes side by side are as high as the highest."""
    if not boxes:
        return 0.0
    wide = WIDTH / len(boxes) - 2 * MARGIN - 0.1
    return (
        max(sum(height(text, SIZES[size].points * scale, wide, True) for text, size in zip(box, sizes, strict=True)) for box in boxes)
        + 0.15
    )


def columns(grid: Grid) -> list[float]:
    """The width in cm of each column."""
    return [WIDTH * width / sum(grid.widths) for width in grid.widths]


def _grid(grid: Grid, scale: float) -> float:
    inner = [width - 2 * MARGIN for width in columns(grid)]
    head = max(height(text, SIZES["head"].points * scale, wide, True) for text, wide in zip(grid.columns, inner, strict=True))
    return head + RULE + sum(_row(row, inner, scale) for row in grid.rows)


def _torn(grid: Grid, scale: float) -> bool:
    inner = [width - 2 * MARGIN for width in columns(grid)]
    return any(breaks(name, SIZES["head"].points * scale, wide, True) for name, wide in zip(grid.columns, inner, strict=True))


def _row(row, inner: list[float], scale: float) -> float:
    """A row is as high as its highest cell; an empty cell still has one line."""
    line = SIZES["grid"].points * scale * LEADING * CM_PER_POINT
    return max(line, *(_cell(cell, wide, scale) for cell, wide in zip(row, inner, strict=True))) + RULE


def _cell(cell, wide: float, scale: float) -> float:
    text = height(cell.text or " ", SIZES["grid"].points * scale, wide, bool(cell.tone))
    return text + height(cell.small, SIZES["small"].points * scale, wide)
