"""The sheets of an .xls workbook: values, and what stands beside them (hidden, merged, percent, error cells)."""

from __future__ import annotations

import datetime
import struct

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from sanlib.project.problems import InputError
from sanlib.reading.cells import shown
from sanlib.reading.marks import MOST_CELLS, Marks, is_percent_format

UNKNOWN = ("uncalculated",)
"""An .xls file always stores a result with a formula; whether it was ever calculated cannot be told."""
_STUMBLES = (
    *(CompDocError, FormulaError, struct.error),
    *(AssertionError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError, NameError),
)
"""What xlrd raises over a damaged file: it checks little of what the file declares. Found by mutating files (tools/fuzz)."""
_KINDS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint"}
_LOCKED = ("EncryptedPackage", "EncryptionInfo")


def sheets(data: bytes, file: str) -> list[tuple[str, bool, list[list], Marks]]:
    """Name, hidden or not, cells from A1 and marks of each worksheet; what is no workbook, locked or too large is refused."""
    book = _open(data, file)
    found, cells = [], 0
    for sheet in book.sheets():
        cells += sheet.nrows * sheet.ncols
        if cells > MOST_CELLS:
            raise InputError("read_too_many_cells", file, shown(sheet.name), rows=sheet.nrows, columns=sheet.ncols)
        found.append((sheet.name, bool(sheet.visibility), _cells(sheet, book.datemode), _marks(sheet, book)))
    return found


def _open(data: bytes, file: str) -> xlrd.Book:
    if any(_named(name) in data for name in _LOCKED):
        raise InputError("read_password", file)
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise InputError("read_password", file) from None
        if "Can't find workbook" in str(error):
            raise InputError("read_not_spreadsheet", file, found=_kind(data)) from None
        raise InputError("read_broken", file) from None
    except _STUMBLES:
        raise InputError("read_broken", file) from None


class _Silent:
    """Where xlrd's remarks on a file go."""

    def write(self, _text: str) -> None:
        """Nothing is kept."""

    def flush(self) -> None:
        """Nothing to do."""


def _named(stream: str) -> bytes:
    """The name of a stream as the container's directory holds it."""
    return stream.encode("utf-16-le")


def _kind(data: bytes) -> str:
    return next((kind for stream, kind in _KINDS.items() if _named(stream) in data), "OLE")


def _cells(sheet, datemode: int) -> list[list]:
    rows = [[_value(cell, datemode) for cell in sheet.row(number)] for number in range(sheet.nrows)]
    return [row + [None] * (sheet.ncols - len(row)) for row in rows]


def _value(cell, datemode: int):
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value or None
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, datemode)
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else None


def _date(value: float, datemode: int):
    """A date of Excel's calendar; a number no calendar has stays a number."""
    try:
        found = xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return float(value)
    return found.date() if found.time() == datetime.time() else found


def _marks(sheet, book) -> Marks:
    percent = {number for number, style in enumerate(book.xf_list) if is_percent_format(_format(book, style))}
    filled = [
        (row, column, cell)
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    ]
    return Marks(
        hidden_rows=frozenset(row for row, about in sheet.rowinfo_map.items() if about.hidden),
        hidden_columns=frozenset(column for column, about in sheet.colinfo_map.items() if about.hidden),
        merged=tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        percent=frozenset((row, column) for row, column, cell in filled if cell.xf_index in percent),
        errors={
            (row, column): xlrd.error_text_from_code.get(cell.value, "#ERROR")
            for row, column, cell in filled
            if cell.ctype == xlrd.XL_CELL_ERROR
        },
        unknown=UNKNOWN,
    )


def _format(book, style) -> str:
    known = book.format_map.get(style.format_key)
    return known.format_str if known else ""
