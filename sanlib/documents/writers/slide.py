"""One 16:9 slide and what stands on it: title, text and table set as large as they fit, notes, number, alt text."""

from __future__ import annotations

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Cm, Pt

from sanlib.documents.document import Cell, Grid
from sanlib.documents.writers.arial_widths import CM_PER_POINT, FONT, LEADING, breaks, height, largest

WIDE, HIGH, MARGIN, TOP, FOOT = 33.87, 19.05, 1.3, 3.5, 17.9
BODY, ROOM = WIDE - 2 * MARGIN, FOOT - TOP - 0.2
BLUE, GREY, INK, PALE, WHITE = (RGBColor.from_string(code) for code in ("1B4F8A", "595959", "1A1A1A", "EEF0F2", "FFFFFF"))
TONES = {
    "tercapai": BLUE,
    "belum": RGBColor(0xA8, 0x4F, 0x00),
    "belum dapat dipastikan": RGBColor(0x6B, 0x55, 0x00),
    "tidak dapat dinilai": GREY,
}
LEAST = 18
"""Points: what is smaller cannot be read from the back of a room, so what does not fit goes on another slide. Foot and number are less."""
TABLE = (22, 20, LEAST)
TEXT = (26, 24, 22, 20, LEAST)
BETWEEN = 0.3
"""Centimetres between two lines of text."""
PADDING = (0.25, 0.1)


def new(deck, title: str, foot: str, notes: tuple[str, ...] = (), shown: str = "") -> Slide:
    """A slide with its title in the title's own place, what is shown below it, a foot line, its number, and notes for the speaker."""
    made = deck.slides.add_slide(deck.slide_layouts[5])
    head = made.shapes.title
    head.left, head.top, head.width, head.height = Cm(MARGIN), Cm(0.5), Cm(BODY), Cm(2.1)
    head.text_frame.text, head.text_frame.word_wrap, head.text_frame.vertical_anchor = title, True, MSO_ANCHOR.MIDDLE
    head.text_frame.margin_left = head.text_frame.margin_right = 0
    letters(head.text_frame.paragraphs[0], largest(title, (32, 30, 28, 26, 24, 22, 20), BODY - 0.6, 2.1, True), BLUE, bold=True)
    put(made, foot, (MARGIN, FOOT, BODY - 2.5, 0.8), 11, GREY)
    _number(made)
    put(made, shown, (MARGIN, 2.6, BODY, 0.8), LEAST, GREY)
    if notes:
        made.notes_slide.notes_text_frame.text = "\n".join(notes)
    return made


def _number(made) -> None:
    """The slide's own number as a field, so that it stays right when slides are moved."""
    box = made.shapes.add_textbox(Cm(WIDE - MARGIN - 2.4), Cm(FOOT), Cm(2.4), Cm(0.8))
    box.name = "Slide number"
    paragraph = box.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        '<a:rPr lang="en-US" sz="1100"/><a:t>‹#›</a:t></a:fld>'
    )
    paragraph._p.append(field)


def put(made, text: str, place: tuple[float, ...], size: float, colour, bold: bool = False, right: bool = False) -> Shape:
    """A text box without inner margins at (left, top, width, height) in cm."""
    box = made.shapes.add_textbox(*map(Cm, place))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    for paragraph in frame.paragraphs:
        letters(paragraph, size, colour, bold, right)
    return box


def letters(paragraph, size: float, colour, bold: bool = False, right: bool = False) -> None:
    """A paragraph's type: size in points, colour, weight and side."""
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb, run.font.bold, run.font.name = Pt(size), colour, bold, FONT


def text(made, lines: tuple[str, ...], place: tuple[float, ...], bullets: bool = True) -> None:
    """Lines one below the other, in the largest type that fits the place."""
    shown = [f"•  {line}" if bullets else line for line in lines]
    size = next((size for size in TEXT if text_height(shown, place[2], size) <= place[3]), LEAST)
    frame = put(made, shown[0], place, size, INK).text_frame
    for line in shown[1:]:
        frame.add_paragraph().text = line
    for paragraph in frame.paragraphs:
        paragraph.space_after = Pt(BETWEEN / CM_PER_POINT)
        letters(paragraph, size, INK)


def text_height(lines, wide: float, size: float) -> float:
    """The height in cm that `text` needs for these lines at a size."""
    return sum(height(line, size, wide - 0.2) + BETWEEN for line in lines)


def shares(lines: tuple[str, ...], high: float, wide: float = BODY) -> list[tuple[str, ...]]:
    """The lines in as few groups as fit a place of this height in the smallest type; a line longer than a place has one to itself."""
    groups, used = [[]], 0.0
    for line in lines:
        tall = text_height((f"•  {line}",), wide, LEAST)
        if groups[-1] and used + tall > high:
            groups, used = [*groups, []], 0.0
        groups[-1].append(line)
        used += tall
    return [tuple(group) for group in groups if group]


def widths(grid: Grid) -> list[float]:
    """The width in cm of each column of a table, which fills the slide's body."""
    return [BODY * width / sum(grid.widths) for width in grid.widths]


def heights(grid: Grid, size: float) -> tuple[float, list[float]]:
    """The height in cm of a table's head and of each row, at a type size."""
    inner = [width - 2 * PADDING[0] for width in widths(grid)]
    head = max(height(one, LEAST, wide, True) for one, wide in zip(grid.columns, inner, strict=True))
    return head + 2 * PADDING[1], [_row(row, inner, size) for row in grid.rows]


def _row(row, inner: list[float], size: float) -> float:
    cells = [
        height(cell.text or " ", size, wide, bool(cell.tone)) + height(cell.small, LEAST, wide)
        for cell, wide in zip(row, inner, strict=True)
    ]
    return max(*cells, size * LEADING * CM_PER_POINT) + 2 * PADDING[1]


def parts(grid: Grid, room: float = ROOM) -> list[tuple[Grid, float]]:
    """The table on as few slides as a type the room can read allows, in the largest type for so many, no word torn."""
    if not grid.rows:
        return [(grid, TABLE[-1])]
    for count in range(1, len(grid.rows) + 1):
        for size in TABLE:
            head, rows = heights(grid, size)
            groups = _split(grid.rows, rows, sum(rows) / count, room - head)
            if len(groups) <= count and (not _torn(grid, size) or size == TABLE[-1]):
                return [(grid._replace(rows=group), size) for group in groups]
    return [(grid._replace(rows=(row,)), TABLE[-1]) for row in grid.rows]


def _torn(grid: Grid, size: float) -> bool:
    inner = [width - 2 * PADDING[0] for width in widths(grid)]
    return any(breaks(name, LEAST, wide, True) for name, wide in zip(grid.columns, inner, strict=True)) or any(
        breaks(cell.text, size, wide, bool(cell.tone)) for row in grid.rows for cell, wide in zip(row, inner, strict=True)
    )


def _split(rows: tuple, high: list[float], even: float, most: float) -> list[tuple]:
    """Rows in groups of about an even height, none higher than a slide."""
    groups, used = [[]], 0.0
    for row, tall in zip(rows, high, strict=True):
        if groups[-1] and (used + tall > most or used >= even):
            groups, used = [*groups, []], 0.0
        groups[-1].append(row)
        used += tall
    return [tuple(group) for group in groups]


def table(made, grid: Grid, size: float, alt: str, top: float = TOP) -> None:
    """A native table, to be edited, with an alt text that says what it holds."""
    shape = made.shapes.add_table(len(grid.rows) + 1, len(grid.columns), Cm(MARGIN), Cm(top), Cm(BODY), Cm(1))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    head, rows = heights(grid, size)
    for line, high in zip(shape.table.rows, [head, *rows], strict=True):
        line.height = Cm(high)
    for column, width in zip(shape.table.columns, widths(grid), strict=True):
        column.width = Cm(width)
    for box, name, right in zip(shape.table.rows[0].cells, grid.columns, grid.right, strict=True):
        _fill(box, Cell(name), LEAST, WHITE, True, right, BLUE)
    for number, (line, row) in enumerate(zip(list(shape.table.rows)[1:], grid.rows, strict=True)):
        for box, cell, right in zip(line.cells, row, grid.right, strict=True):
            _fill(box, cell, size, TONES.get(cell.tone, INK), bool(cell.tone), right, PALE if number % 2 else WHITE)


def _fill(box, cell: Cell, size: float, colour, bold: bool, right: bool, ground) -> None:
    box.fill.solid()
    box.fill.fore_color.rgb = ground
    box.vertical_anchor = MSO_ANCHOR.TOP
    box.margin_left = box.margin_right = Cm(PADDING[0])
    box.margin_top = box.margin_bottom = Cm(PADDING[1])
    box.text_frame.text = cell.text
    for paragraph in box.text_frame.paragraphs:
        letters(paragraph, size, colour, bold, right)
    for line in cell.small.split("\n") if cell.small else ():
        below = box.text_frame.add_paragraph()
        below.text = line
        letters(below, LEAST, GREY, False, right)


def box(made, place: tuple[float, ...], fill, line=None) -> Shape:
    """A plain rectangle to stand text on."""
    ground = made.shapes.add_shape(1, *map(Cm, place))
    ground.shadow.inherit = False
    ground.fill.solid()
    ground.fill.fore_color.rgb = fill
    if line is None:
        ground.line.fill.background()
    else:
        ground.line.color.rgb = line
    return ground
