"""A workbook opened: every sheet as a grid of raw values from A1, and what is wrong with the file as a whole."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from sanlib.problems import InputError, Problem
from sanlib.reading import biff, cells, container, delimited, ods, package, xlsx
from sanlib.reading.marks import NOTHING_KNOWN, Marks


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: `cells[0][0]` is A1; None is blank, numbers are float, text is str exactly as typed."""

    file: str
    name: str
    hidden: bool
    cells: list[list] = field(repr=False)
    marks: Marks = field(default=NOTHING_KNOWN, repr=False)
    typed: bool = True


@dataclass(frozen=True, eq=False)
class Book:
    """One file: what it is, its sheets, and the problems of the file as a whole."""

    file: str
    path: Path
    kind: str
    sheets: tuple[Sheet, ...]
    problems: list[Problem]


def open_book(path) -> Book:
    """A spreadsheet file read whole, values untouched; InputError says in words why a file cannot be read."""
    path = Path(path)
    data, content = container.take(path)
    if content == "text":
        book = _delimited(path, data)
    elif content == "ole":
        book = _binary(path, data)
    else:
        book = _zipped(path, data)
    if not any(sheet.cells for sheet in book.sheets):
        unfinished = any(sheet.marks.uncalculated for sheet in book.sheets)
        raise InputError("read_only_formulas" if unfinished else "read_no_cells", path.name)
    book.problems.extend(Problem("read_hidden_sheet", path.name, s.name) for s in book.sheets if s.hidden and s.cells)
    return book


def _delimited(path: Path, data: bytes) -> Book:
    sheet = Sheet(path.name, cells.shown(path.stem), False, delimited.grid(data, path.name), typed=False)
    return Book(path.name, path, "csv", (sheet,), [])


def _binary(path: Path, data: bytes) -> Book:
    return Book(path.name, path, "xls", _sheets(data, path.name, "xls", biff.scan(data, path.name)), _renamed(path, "xls"))


def _zipped(path: Path, data: bytes) -> Book:
    whole = package.open_package(data, path.name)
    if "content.xml" in whole.parts:
        return Book(path.name, path, "ods", _sheets(data, path.name, "ods", ods.scan(whole)), _renamed(path, "ods"))
    found = xlsx.scan(whole)
    problems = _renamed(path, "xlsx") + found.problems
    return Book(path.name, path, "xlsx", _sheets(data, path.name, "xlsx", found.marks, found.cells), problems)


def _renamed(path: Path, kind: str) -> list[Problem]:
    if container.SPREADSHEETS.get(path.suffix.lower()) == kind:
        return []
    return [Problem("read_other_suffix", path.name, details={"found": kind, "suffix": path.suffix})]


def _sheets(data: bytes, file: str, kind: str, marks: dict[str, Marks], known: Mapping = {}) -> tuple[Sheet, ...]:
    """Every worksheet with its values; `known` are the grids that need no loading, by sheet."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(_sheet(book, about, file, kind, marks, known) for about in book.sheets_metadata
                     if about.typ == calamine.SheetTypeEnum.WorkSheet)
    except calamine.PasswordError:
        raise InputError("read_password", file) from None
    except calamine.CalamineError:
        raise InputError("read_broken", file) from None
    except BaseException as error:  # a panic inside the Rust reader derives from BaseException and has no public name
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("read_broken", file) from None


def _sheet(book, about, file: str, kind: str, marks: dict[str, Marks], known: Mapping[str, list[list]]) -> Sheet:
    if about.name not in marks:  # the scan has not bounded it, so it must not be loaded
        raise InputError("read_broken", file)
    rows = known[about.name] if about.name in known else _loaded(book, about.name, kind)
    hidden = about.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(file, about.name, hidden, rows, marks[about.name])


def _loaded(book, name: str, kind: str) -> list[list]:
    rows = [_raw(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
    return rows if kind == "xlsx" else [_floats(row) for row in rows]


def _raw(row: list) -> list:
    """Blanks as None; every other value as it stands."""
    return [value if value or value.__class__ is not str else None for value in row]


def _floats(row: list) -> list:
    """Whole numbers, which only .xls hands over as int, as float like every other number."""
    return [float(value) if value.__class__ is int else value for value in row]
