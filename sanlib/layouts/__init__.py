"""Official spreadsheets (SIPSN, Dinkes, BPS, published recaps) to achievements, told apart by their headers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sanlib import corrections, project, reading
from sanlib.layouts import recap, wide
from sanlib.layouts.recognise import recognise, refusal
from sanlib.layouts.rows import Sheet, reference
from sanlib.layouts.sources import origin
from sanlib.problems import Problem

__all__ = ["Read", "read", "recognise", "refusal"]


class Read(NamedTuple):
    """What a workbook gave: layouts recognised where, achievements, problems, tables as read, what became of corrections."""

    file: str
    layouts: list[tuple[str, str]]
    rows: list[dict]
    problems: list[Problem]
    tables: list[reading.Table]
    corrections: list[dict]


def read(path: str | Path, root=None, book: reading.Book | None = None) -> Read:
    """Achievements and problems of one official workbook; one that fits no layout is an InputError. `book` is the same
    file where it has been opened already.

    Each row has the columns of schema.ACHIEVEMENTS it can know; percent is 0-100, amounts are in the layout's unit.
    """
    shown = project.shown(path, root)
    book, outcomes, corrected = corrections.apply(book or reading.open_book(path), shown, root)
    found = recognise(book, root)
    if not found:
        raise refusal(book, root)
    source, problems = origin(Path(path), shown)
    known = reference(root)
    rows: list[dict] = []
    for layout, table in found:
        sheet = Sheet(shown, table, layout, source, known)
        some, more = _achievements(sheet)
        rows += some
        problems = problems + list(table.problems) + more
    if not any(table.rows for _, table in found):
        problems = [*problems, Problem("workbook_blank", shown)]
    told = [problem._replace(file=shown) for problem in [*book.problems, *corrected, *problems]]
    recognised = [(table.sheet, layout.id) for layout, table in found]
    return Read(shown, recognised, rows, told, [table for _, table in found], outcomes)


def _achievements(sheet: Sheet) -> tuple[list[dict], list[Problem]]:
    if sheet.layout.id == "rekap":
        return recap.achievements(sheet)
    return wide.achievements(sheet)
