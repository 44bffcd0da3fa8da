"""Corrections an analyst writes down instead of editing a raw file: applied at each rerun while the old value stands."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import reading
from sanlib.project import folders, identifiers
from sanlib.project.binding import bound
from sanlib.project.problems import Problem
from sanlib.reading.numerals import numeral
from sanlib.reference import reference_tables

NAME = "corrections.csv"
COLUMNS = ("file", "sheet", "cell", "old", "new", "who", "when", "why")
OUTCOME = (*COLUMNS, "row", "applied", "rule")
"""A correction with its row in corrections.csv, whether it was applied, and the rule that says why not."""


class Corrected(NamedTuple):
    """A workbook with its corrections in it, what became of each (OUTCOME), and a problem for each."""

    book: reading.Book
    outcomes: list[dict]
    problems: list[Problem]


@bound
def listed(root=None) -> pd.DataFrame:
    """The rows of corrections.csv as text, each with its row number; a project without the file has none."""
    if not os.path.lexists(_path()):
        return pd.DataFrame(columns=[*COLUMNS, "row"])
    read = reference_tables.table(NAME)
    return identifiers.hidden_in(read[list(COLUMNS)], ("who", "why")).assign(row=reference_tables.lines(read))


def _path() -> Path:
    return folders.root() / "data" / "raw" / "reference" / NAME


def file_named(name: str) -> str:
    """A file as the project shows it; a correction may leave out data/raw."""
    name = name.replace("\\", "/").removeprefix("./")
    return name if name.startswith("data/raw/") else f"data/raw/{name}"


def by_file() -> dict[str, list[dict]]:
    """The rows of corrections.csv by the file they are for, as the project shows it."""
    found: dict[str, list[dict]] = {}
    for row in listed().to_dict("records"):
        found.setdefault(file_named(row["file"]), []).append(row)
    return found


def apply(book: reading.Book, shown: str, rows: list[dict]) -> Corrected:
    """A workbook with every one of its corrections that still fits written into a copy of its cells; the file is not touched.

    One that does not fit (no such sheet or cell, the old value gone, nobody signed it) is refused with an error.
    """
    outcomes, problems = [], []
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for row in rows:
        rule, found = _refused(sheets, row)
        if not rule:
            sheets[row["sheet"]] = _replaced(sheets[row["sheet"]], row)
        outcomes.append(row | {"file": shown, "applied": not rule, "rule": rule or "correction_applied"})
        problems.append(_problem(outcomes[-1], shown, found))
    changed = dataclasses.replace(book, sheets=tuple(sheets[sheet.name] for sheet in book.sheets))
    return Corrected(changed if outcomes else book, outcomes, problems)


def orphans(period: str) -> tuple[list[dict], list[Problem]]:
    """Corrections of a period, or of no period there is, whose file is not there: refused, with the row to mend."""
    known, outcomes, problems = folders.periods(), [], []
    for row in listed().to_dict("records"):
        name = file_named(row["file"])
        folder = name.removeprefix("data/raw/").split("/")[0]
        if (folders.root() / name).is_file() or (folder != period and folder in known):
            continue
        outcomes.append(row | {"applied": False, "rule": "correction_no_file"})
        problems.append(Problem("correction_no_file", folders.shown(_path()), "", f"A{row['row']}", "file", row["file"]))
    return outcomes, problems


def table(outcomes: list[dict]) -> pd.DataFrame:
    """What became of each correction, one row each (OUTCOME)."""
    return pd.DataFrame(outcomes, columns=list(OUTCOME)).astype({"applied": bool})


def _refused(sheets: dict, row: dict) -> tuple[str, str]:
    """The rule a correction breaks and what stands in its cell; "" where it can be applied."""
    if not all(row[name] for name in ("who", "when", "why")):
        return "correction_unsigned", ""
    if row["sheet"] not in sheets:
        return "correction_no_sheet", ", ".join(sheets)
    sheet = sheets[row["sheet"]]
    at = _place(row["cell"], sheet)
    if at is None or at[0] >= len(sheet.cells) or at[1] >= len(sheet.cells[at[0]]):
        return "correction_no_cell", ""
    stands = sheet.marks.errors.get(at, sheet.cells[at[0]][at[1]])
    return ("", "") if same(stands, row["old"]) else ("correction_old_differs", reading.shown(stands) or "–")


def _place(cell: str, sheet: reading.Sheet) -> tuple[int, int] | None:
    """Where an address points in the grid: "D7", and in a table of variables (SPSS) "7:d_1", case 7 of d_1."""
    case, colon, variable = cell.partition(":")
    try:
        if not colon:
            return reading.place(cell.replace("$", "").upper())
        return (int(case), sheet.cells[0].index(variable)) if case.isascii() and int(case) > 0 else None
    except ValueError:
        return None


def same(value, written: str) -> bool:
    """Whether a cell holds what was written, by meaning: 12,5 is 12.5, 92% is a stored 0.92, blank is only blank."""
    if reading.is_blank(value) or not written:
        return reading.is_blank(value) and not written
    known = {value} if isinstance(value, float) else _meanings(value)
    if known and (meant := _meanings(written)):
        return any(abs(one - other) <= 1e-9 * max(1, abs(one)) for one in known for other in meant)
    return reading.normalise(value) == reading.normalise(written)


def _meanings(text) -> set[float]:
    found = numeral(text) if isinstance(text, str) else None
    if found is None:
        return set()
    scale = 100 if found.percent else 1
    return {number / scale for number in (found.comma, found.point) if number is not None}


def _replaced(sheet: reading.Sheet, row: dict) -> reading.Sheet:
    """The sheet with the new value in its cell, which is then no error and no formula that never ran."""
    at = _place(row["cell"], sheet)
    cells = list(sheet.cells)
    cells[at[0]] = [*cells[at[0]][: at[1]], _typed(row["new"], sheet.typed), *cells[at[0]][at[1] + 1 :]]
    errors = {cell: error for cell, error in sheet.marks.errors.items() if cell != at}
    marks = dataclasses.replace(sheet.marks, errors=errors, uncalculated=sheet.marks.uncalculated - {at})
    return dataclasses.replace(sheet, cells=cells, marks=marks)


def _typed(new: str, typed: bool):
    """A number where the text can mean only one; "1.250" stays text, so that its column decides or reports it."""
    found = numeral(new) if typed else None
    code = len(new) > 1 and new[0] == "0" and new.isdigit()
    if found is None or found.percent or found.ambiguous or code:
        return new or None
    return found.value("")


def _problem(row: dict, shown: str, found: str) -> Problem:
    details = {name: row[name] for name in ("row", "old", "new", "who", "when", "why")}
    return Problem(row["rule"], shown, row["sheet"], row["cell"], "", found or row["new"], details | {"found": found})


def of_rows(file: str, sheet: str, rows: set[str]) -> list[dict]:
    """The applied corrections in these rows of a sheet, read back from the file as it stands now."""
    path, wanted = folders.root() / file, by_file().get(file, [])
    if not path.is_file() or not wanted:
        return []
    outcomes = apply(reading.open_book(path), file, wanted).outcomes
    return [row for row in outcomes if row["applied"] and row["sheet"] == sheet and "".join(filter(str.isdigit, row["cell"])) in rows]


def as_text(applied: list[dict]) -> str:
    """Corrections as one line of text: cell, old and new value, by whom, when and why."""
    return "; ".join(f"{one['cell']}: {one['old']} → {one['new']} ({one['who']}, {one['when']}: {one['why']})" for one in applied)
