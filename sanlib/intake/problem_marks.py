"""Problems put into a workbook: cells coloured and commented, and a sheet that lists them with links."""

from __future__ import annotations

import pandas as pd
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from sanlib import reading, words
from sanlib.intake.marked_copy import put
from sanlib.project.problems import SEVERITIES

FILLS = {"error": "E88A7D", "warning": "F7D774", "notice": "E8F0F8"}
"""Three fills that a grey print still tells apart (lightness 68, 86, 94), and borders of three weights."""
BORDERS = {"error": "thick", "warning": "medium", "notice": "thin"}
COLUMNS = (
    ("checking.number", 5),
    ("column.severity", 14),
    ("column.sheet", 20),
    ("column.cell", 9),
    ("column.problem", 70),
    ("column.fix", 60),
)
_LONGEST_COMMENT = 2_000


def mark(book, rows: pd.DataFrame) -> None:
    """Marks every problem (rows of schema.PROBLEMS, worst first) in its cell and lists all on a first sheet."""
    pages = {reading.shown(page.title): page for page in book.worksheets}
    targets = [_target(pages.get(row.sheet), row.cell) for row in rows.itertuples()]
    for target in {t.coordinate + "!" + t.parent.title: t for t in targets if t is not None}.values():
        here = [row for row, other in zip(rows.itertuples(), targets, strict=True) if other is target]
        _mark_cell(target, here)
    _list(book, rows, targets)


def _target(page, cell: str):
    """The cell a problem's address names: the first of a range or of a merged area; None where it names none."""
    try:
        row, column = reading.place(cell.split(":", maxsplit=1)[0])
    except ValueError:
        return None
    if page is None or not hasattr(page, "cell"):
        return None
    found = page.cell(row + 1, column + 1)
    if isinstance(found, MergedCell):
        area = next(area for area in page.merged_cells.ranges if found.coordinate in area)
        return page.cell(area.min_row, area.min_col)
    return found


def _mark_cell(cell, rows: list) -> None:
    worst = min((row.severity for row in rows), key=SEVERITIES.index)
    side = Side(style=BORDERS[worst], color="000000")
    cell.fill = PatternFill("solid", start_color=FILLS[worst], end_color=FILLS[worst])
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    said = [f"{_severity(row)}: {row.problem} {row.fix}" for row in rows]
    before = [cell.comment.text] if cell.comment else []
    text = "\n\n".join(before + said)[:_LONGEST_COMMENT]
    cell.comment = Comment(_printable(text), "sanlib", height=60 + len(text) // 2, width=320)


def _severity(row) -> str:
    return words.label("severity." + row.severity)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _list(book, rows: pd.DataFrame, targets: list) -> None:
    page = book.create_sheet(_free_name(book, words.label("checking.sheet")), 0)
    for column, (key, width) in enumerate(COLUMNS, start=1):
        put(page.cell(1, column), words.label(key))
        page.cell(1, column).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for number, (row, target) in enumerate(zip(rows.itertuples(), targets, strict=True), start=1):
        _list_row(page, number, row, target)
    if not len(rows):
        put(page.cell(2, 2), words.label("checking.no_problems"))
    page.freeze_panes = "A2"
    _print_on_one_width(page)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    book.active = 0


def _list_row(page, number: int, row, target) -> None:
    for column, value in enumerate((number, _severity(row), row.sheet, row.cell, row.problem, row.fix), start=1):
        cell = page.cell(number + 1, column)
        put(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[number + 1].height = 15 * max(1 + len(row.problem) // 60, 1 + len(row.fix) // 50)
    page.cell(number + 1, 2).fill = PatternFill("solid", start_color=FILLS[row.severity], end_color=FILLS[row.severity])
    page.cell(number + 1, 2).font = Font(bold=row.severity == "error")
    if target is not None:
        cell = page.cell(number + 1, 4)
        sheet = target.parent.title.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{target.coordinate}")
        cell.font = Font(underline="single", color="1F4E99")


def _print_on_one_width(page) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _free_name(book, name: str) -> str:
    taken = {title.casefold() for title in book.sheetnames}
    return next(free for free in (name, *(f"{name} {n}" for n in range(2, 1000))) if free.casefold() not in taken)
