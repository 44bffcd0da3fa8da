"""A workbook opened: every sheet as a grid of raw values from A1, and what is wrong with the file as a whole."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine

from sanlib.project import identifiers
from sanlib.project.problems import InputError, Problem
from sanlib.reading import cells, container, reader_process
from sanlib.reading.formats import delimited, ods, package, spss, xls, xlsx
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
    widths: tuple[int, ...] = ()
    """Of a .csv: how many values each line itself has."""


@dataclass(frozen=True, eq=False)
class Book:
    """One file: what it is, its sheets, and the problems of the file as a whole."""

    file: str
    path: Path
    kind: str
    sheets: tuple[Sheet, ...]
    problems: list[Problem]
    labels: Mapping[str, tuple[str, dict]] = field(default_factory=dict)
    """What an SPSS file calls its variables, and their values: by variable."""


MOST_SHEETS = 500
"""Each is held against every layout [own limit]."""


def open_book(path) -> Book:
    """A spreadsheet or SPSS file read whole, values untouched but for characters nobody sees; InputError says in words why a
    file cannot be read."""
    path = Path(path)
    if identifiers.has_number(path.stem) or identifiers.has_name(path.stem):
        raise InputError("read_personal_name", path.name, value=identifiers.file_shown(path.name))
    data, kind = container.take(path)
    try:
        book = _read_apart(path, kind) if _is_apart(kind, data, path.name) else _read_kind(path, kind, data)
    except MemoryError:
        bounds = {"megabytes": reader_process.MEMORY // 2**20, "seconds": reader_process.SECONDS}
        raise InputError("read_too_heavy", path.name, **bounds) from None
    if len(book.sheets) > MOST_SHEETS:
        raise InputError("read_too_many_sheets", path.name, count=len(book.sheets), most=MOST_SHEETS)
    if not any(sheet.cells for sheet in book.sheets):
        unfinished = any(sheet.marks.uncalculated for sheet in book.sheets)
        raise InputError("read_only_formulas" if unfinished else "read_no_cells", path.name)
    book = _without_people(book)
    book.problems.extend(Problem("read_hidden_sheet", path.name, s.name) for s in book.sheets if s.hidden and s.cells)
    return book


def _without_people(book: Book) -> Book:
    """Sheets named after somebody under their place in the file instead; one named after a number is refused."""
    sheets = []
    for place, sheet in enumerate(book.sheets, start=1):
        if identifiers.has_number(sheet.name):
            raise InputError("read_personal_name", book.file, value=re.sub(r"\d", "•", sheet.name))
        named = sheet_shown(sheet.name, place)
        if named != sheet.name:
            book.problems.append(Problem("read_sheet_of_somebody", book.file, named))
        sheets.append(dataclasses.replace(sheet, name=named))
    return dataclasses.replace(book, sheets=tuple(sheets))


def sheet_shown(name: str, place: int) -> str:
    """A sheet's name, or its place in the file ("lembar 2") where the name is somebody's."""
    return f"lembar {place}" if identifiers.has_name(name) else name


LARGEST_HERE = {"xls": 2 * 2**20, "ods": 16 * 2**20, "sav": 0}
"""Bytes (of an .ods unpacked) up to which these kinds are read in this process [own limit]. All three declare what their readers
make room for. An .ods is looked through for that before it is loaded, xlrd is Python, which cannot abort, and makes no more of
this little than memory holds; the C library for SPSS is never trusted: one byte of a .sav asked for 23.8 GB."""


def _is_apart(kind: str, data: bytes, file: str) -> bool:
    if kind not in LARGEST_HERE:
        return False
    parts = package.open_package(data, file).parts.values() if kind == "ods" else ()
    return (sum(part.file_size for part in parts) or len(data)) > LARGEST_HERE[kind]


def _read_apart(path: Path, kind: str) -> Book:
    """A file read in the reader process; of .sav only the grid, for to load what makes a Book of it costs that process half a second."""
    if kind == "sav":
        return _of_spss(path, *reader_process.call(spss.grid, path, alone=True))
    return reader_process.call(read_here, path, kind)


def read_here(path: Path, kind: str) -> Book:
    """A file of this kind, taken and read in this very process."""
    return _read_kind(path, kind, container.take(path)[0])


def _read_kind(path: Path, kind: str, data: bytes) -> Book:
    return _KINDS[kind](path, data)


def _delimited(path: Path, data: bytes) -> Book:
    lines = delimited.read(data, path.name)
    sheet = Sheet(path.name, cells.shown(path.stem), False, _seen(lines.rows), typed=False, widths=lines.widths)
    return Book(path.name, path, "csv", (sheet,), [])


def _binary(path: Path, data: bytes) -> Book:
    sheets = tuple(Sheet(path.name, name, hidden, _seen(rows), marks) for name, hidden, rows, marks in xls.sheets(data, path.name))
    return Book(path.name, path, "xls", sheets, _renamed(path, "xls"))


def _of_spss(path: Path, rows: list[list], problems: list[Problem], labels: Mapping[str, tuple[str, dict]]) -> Book:
    return Book(path.name, path, "sav", (Sheet(path.name, "", False, _seen(rows)),), problems, labels)


def _open_document(path: Path, data: bytes) -> Book:
    found = ods.scan(package.open_package(data, path.name))
    return Book(path.name, path, "ods", _sheets(data, path.name, "ods", found), _renamed(path, "ods"))


def _excel(path: Path, data: bytes) -> Book:
    whole = package.open_package(data, path.name)
    found = xlsx.scan(whole)
    readable = xlsx.without_dimensions(whole) if found.wrong_dimension else data
    return Book(path.name, path, "xlsx", _sheets(readable, path.name, "xlsx", found.marks), _renamed(path, "xlsx") + found.problems)


def _renamed(path: Path, kind: str) -> list[Problem]:
    if container.SPREADSHEETS.get(path.suffix.lower()) == kind:
        return []
    return [Problem("read_other_suffix", path.name, details={"found": kind, "suffix": path.suffix})]


def _sheets(data: bytes, file: str, kind: str, marks: dict[str, Marks]) -> tuple[Sheet, ...]:
    """Every worksheet with its values."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            _sheet(book, about, file, kind, marks) for about in book.sheets_metadata if about.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except calamine.PasswordError:
        raise InputError("read_password", file) from None
    except calamine.CalamineError:
        raise InputError("read_broken", file) from None
    except BaseException as error:  # a panic inside the Rust reader derives from BaseException and has no public name
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("read_broken", file) from None


def _sheet(book, about, file: str, kind: str, marks: dict[str, Marks]) -> Sheet:
    if about.name not in marks:  # the scan has not bounded it, so it must not be loaded
        raise InputError("read_broken", file)
    rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
    hidden = about.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(file, about.name, hidden, _seen(rows if kind == "xlsx" else map(_floats, rows)), marks[about.name])


def _floats(row: list) -> list:
    """Whole numbers, which only .ods hands over as int, as float like every other number."""
    return [float(value) if value.__class__ is int else value for value in row]


def _seen(rows) -> list[list]:
    """Values as a reader sees them: blanks as None, texts without characters that nobody sees."""
    return [[cells.seen(value) if value.__class__ is str else value for value in row] for row in rows]


_KINDS = {"csv": _delimited, "xls": _binary, "ods": _open_document, "xlsx": _excel}
