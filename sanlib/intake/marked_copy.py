"""The copy to be marked: the whole workbook where openpyxl can load it, else its values at the same addresses."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.utils import column_index_from_string

from sanlib import reading, words
from sanlib.households import answers
from sanlib.project import identifiers
from sanlib.project.problems import Problem

_KEPT = set("worksheets theme styles.xml workbook.xml sharedStrings.xml calcChain.xml _rels comments persons metadata.xml".split())
_NO_SHEET_NAME = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


def copy(book: reading.Book, shown: str, macros: bool) -> tuple[openpyxl.Workbook, list[Problem]]:
    """A workbook to mark, and a notice of each thing that is known not to be in it."""
    if book.kind != "xlsx":
        return _values(book), [Problem("annotate_values_only", shown)]
    with warnings.catch_warnings(record=True) as warned:  # what openpyxl warns of becomes a notice, not a line on stderr
        warnings.simplefilter("always")
        try:
            whole = openpyxl.load_workbook(book.path, keep_vba=macros)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile):
            # openpyxl refuses files the reader can read, each in its own way; their values can still be marked
            return _values(book), [Problem("annotate_values_only", shown)]
    for place, page in enumerate(whole.worksheets, start=1):
        page.title = reading.sheet_shown(page.title, place)
    lost = sorted({str(one.message).split(" and will be removed")[0] for one in warned})
    if not macros and any(one.rule == "read_macros" for one in book.problems):
        lost.append(words.label("checking.macros"))
    return whole, [Problem("annotate_loses", shown, details={"what": "; ".join(lost)})] if lost else []


def _values(book: reading.Book) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for sheet in book.sheets:
        page = made.create_sheet(_NO_SHEET_NAME.sub(" ", sheet.name)[:31] or None)
        for r, row in enumerate(sheet.cells, start=1):
            for c, value in enumerate(row, start=1):
                if value is not None:
                    put(page.cell(r, c), value)
    return made


def put(cell, value) -> None:
    """A value into a cell; text is always text, whatever it begins with, and without what Excel cannot hold."""
    cell.value = reading.safe_text(ILLEGAL_CHARACTERS_RE.sub(" ", value)[:32_767]) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def hide(book: openpyxl.Workbook, columns: dict[str, tuple[int, list[str]]]) -> int:
    """Leaves of a survey's copy its answers only: other sheets go, these columns are blanked below their header, and so is every
    remark and every text that could name somebody. Returns how many columns there were."""
    pages = [book[sheet] if sheet in book.sheetnames else book.worksheets[0] for sheet in columns]
    for page, (header, letters) in zip(pages, columns.values(), strict=True):
        for letter in letters:
            _blank(page, column_index_from_string(letter) if header else _named(page, letter), max(header, 1))
        _without_people(page, max(header, 1))
    for other in [page for page in book.worksheets if columns and page not in pages]:
        book.remove(other)
    return sum(len(letters) for _, letters in columns.values())


def _without_people(page, header: int) -> None:
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            cell.comment = None
            if cell.row == header and isinstance(cell.value, str):
                put(cell, identifiers.dotted(cell.value))
            elif cell.row != header and _names_somebody(cell.value, cell.row > header):
                put(cell, identifiers.HIDDEN)


def _names_somebody(value, answer: bool) -> bool:
    """Whether a cell could tell who somebody is: an answer unless it is a code, a date or a word of the questionnaire."""
    text = f"{value:.0f}" if isinstance(value, float) else str(value)
    if isinstance(value, bool) or value is None or isinstance(value, datetime.date):
        return False
    if identifiers.has_number(text):
        return True
    return any(map(str.isalpha, text)) and (not answers.says_nobody(reading.normalise(text)) if answer else identifiers.has_name(text))


def _named(page, name: str) -> int:
    """The column of an SPSS variable, whose names stand in the first row."""
    return next(cell.column for cell in page[1] if cell.value == name)


def _blank(page, column: int, header: int) -> None:
    for (cell,) in page.iter_rows(min_row=header + 1, min_col=column, max_col=column):
        if not isinstance(cell, MergedCell):
            cell.value, cell.comment, cell.hyperlink = None, None, None


def lost(checked, out: Path) -> list[Problem]:
    """What the original file has parts of and the written copy fewer, measured: charts, pictures, buttons, pivots."""
    before, after = _parts(checked.path), _parts(out)
    fewer = [f"{kind} ({before[kind]} → {after[kind]})" for kind in sorted(before) if after[kind] < before[kind]]
    return [Problem("annotate_loses", checked.file, details={"what": ", ".join(fewer)})] if fewer else []


def _parts(path: Path) -> Counter:
    """How many parts of each kind a workbook's package has, beyond its sheets, styles and texts."""
    with zipfile.ZipFile(path) as package:
        kinds = [name.split("/")[1] for name in package.namelist() if name.startswith("xl/") and "/_rels/" not in name]
    return Counter(kind for kind in kinds if kind not in _KEPT and not kind.startswith("comments") and kind != "vbaProject.bin")
