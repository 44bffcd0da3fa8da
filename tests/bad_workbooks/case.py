"""What a case of the corpus is, the sound table most of them spoil, and how a case is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl

from sanlib import reading
from sanlib.project.problems import InputError

HEADER = ["Tahun", "Wilayah", "Jumlah KK", "Timbulan (ton/tahun)", "% Layak"]
ROWS = [
    [2023, "Kota Blitar", 54646, 27988.2, 97.76],
    [2023, "Kab. Kediri", 505615, 241778.92, 29.68],
    [2023, "Kab. Ngawi", 303338, 120000.5, 90.04],
    [2023, "Kab. Situbondo", 207989, 99000.25, 65.37],
]
SPELLINGS = {
    "tahun": "tahun",
    "wilayah": "wilayah",
    "kecamatan": "wilayah",
    "jumlah kk": "kk",
    "kk": "kk",
    "timbulan (ton/tahun)": "ton",
    "timbulan (ton/hari)": "ton",
    "timbulan": "ton",
    "% layak": "pct",
    "layak / %": "pct",
}
REQUIRED = {"wilayah", "kk"}

Expected = tuple[tuple[str, str, str], ...]


class Case(NamedTuple):
    """A file to make and the (rule, sheet, cell) of every problem it must give, in no order."""

    name: str
    make: Callable[[Path], None]
    expected: Expected = ()


def sheet(name: str, cells: dict | None = None, *expected: tuple[str, str], edit=None) -> Case:
    """The sound table with some cells written over and, with `edit`, the sheet changed; expected as (rule, cell)."""

    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        page = book.active
        page.title = "Data"
        for row in [["Capaian sanitasi"], HEADER, *ROWS]:
            page.append(row)
        for cell, value in (cells or {}).items():
            page[cell] = value
        if edit:
            edit(page)
        book.save(path)

    return Case(name, make, tuple((rule, "Data", cell) for rule, cell in expected))


def grid(name: str, rows: list[list], *expected: tuple[str, str], edit=None) -> Case:
    """A sheet of its own instead of the sound table."""

    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Data"
        for row in rows:
            book.active.append(row)
        if edit:
            edit(book.active)
        book.save(path)

    return Case(name, make, tuple((rule, "Data", cell) for rule, cell in expected))


def raw(name: str, content: bytes | str, *expected: tuple[str, str, str]) -> Case:
    """A file with exactly this content."""
    data = content.encode() if isinstance(content, str) else content
    return Case(name, lambda path: path.write_bytes(data), expected)


def found(path: Path) -> list[tuple[str, str, str]]:
    """Every problem a file gives when all its tables are read as counts, amounts and percentages."""
    try:
        return sorted((problem.rule, problem.sheet, problem.cell) for problem in _problems(path))
    except InputError as refusal:
        return [(refusal.problem.rule, refusal.problem.sheet, refusal.problem.cell)]


def _problems(path: Path):
    book = reading.open_book(path)
    yield from book.problems
    for page in book.sheets:
        tables = reading.find_tables(page, SPELLINGS, REQUIRED)
        if not tables and page.cells and not page.hidden:
            raise reading.no_table(page, SPELLINGS, REQUIRED)
        for table in tables:
            yield from table.problems
            yield from reading.numbers(table, "kk", "count").problems
            yield from reading.numbers(table, "ton", "amount", unit="ton/tahun").problems
            yield from reading.numbers(table, "pct", "percent").problems
            yield from reading.duplicates(table, ["tahun", "wilayah"])
