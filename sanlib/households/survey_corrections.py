"""Corrections in a survey file: applied to its cells before they are read, and reported without personal data."""

from __future__ import annotations

import re
from pathlib import Path

from sanlib import reading
from sanlib.households import personal_data
from sanlib.households.exports import Export, Exports
from sanlib.project import folders
from sanlib.reference import corrections
from sanlib.reference.codebook import Codebook
from sanlib.reference.corrections import Corrected
from sanlib.reference.sources import Source

NOT_READ = "correction_not_read"
_READ_ANYWAY = ("@index", "@parent", "@anak_jk", "@anak_umur", "@wilayah", "@klaster", "@strata", "@bobot")
_IDENTIFYING = re.compile(r"@|(\d[ .-]?){7}")


def corrected(source: Source) -> Corrected:
    """A survey file, or the list of desa beside it, with the corrections that fit written into a copy of its cells."""
    return corrections.apply(source.book, source.shown, source.corrections)


def without_personal_data(found: Corrected, exports: Exports | None, book: Codebook) -> Corrected:
    """What became of each correction, fit to be shown: values only where they are answers of the form.

    One in a column that is not read (personal data, or ignored) changes nothing: it is refused and its values hidden.
    """
    read = _read_columns(exports, book) if exports else None
    pairs = [_safe(outcome, problem, read) for outcome, problem in zip(found.outcomes, found.problems, strict=True)]
    return Corrected(found.book, [outcome for outcome, _ in pairs], [problem for _, problem in pairs])


def _safe(outcome: dict, problem, read: dict | None) -> tuple[dict, object]:
    unread = bool(read) and outcome["applied"] and not _is_read(outcome, read)
    rule = NOT_READ if unread else outcome["rule"]
    safe = {name: personal_data.HIDDEN if unread else personal_data.shown(outcome[name]) for name in ("old", "new")}
    safe |= {"why": personal_data.HIDDEN if _IDENTIFYING.search(outcome["why"]) else outcome["why"]}
    outcome = outcome | safe | {"rule": rule, "applied": outcome["applied"] and not unread}
    stands = "" if rule == "correction_no_sheet" else problem.details["found"]
    hidden = problem.details | safe | ({"found": personal_data.shown(stands)} if stands else {})
    value = problem.value if rule == "correction_no_sheet" else personal_data.shown(problem.value)
    return outcome, problem._replace(rule=rule, value=personal_data.HIDDEN if unread else value, details=hidden)


def _read_columns(exports: Exports, book: Codebook) -> dict[str, tuple[int, frozenset[str]]]:
    """By sheet, the row of its headers and the letters (in SPSS the names) of the columns that are answers."""
    return {export.sheet: (export.header_row, frozenset(_answers(export, book))) for export in (exports.main, *exports.repeats)}


def _answers(export: Export, book: Codebook):
    for field, letter in export.letters.items():
        if field in _READ_ANYWAY or (field in book.fields and not book.fields[field].personal):
            yield letter
    yield from (letter for (field, _), letter in export.elsewhere.items() if field in book.fields and not book.fields[field].personal)


def unread(export: Export, opened: reading.Book, book: Codebook) -> list[str]:
    """The columns of a survey that are no answers and no plain numbering: names, telephones, places, remarks."""
    every = [column.letter for column in export.table.columns] if export.table else list(opened.sheets[0].cells[0])
    fields = {letter: field for field, letter in export.letters.items()}
    answers = set(_answers(export, book))
    return [letter for letter in every if letter not in answers and not fields.get(letter, "").startswith("@abaikan")]


def _is_read(outcome: dict, read: dict[str, tuple[int, frozenset[str]]]) -> bool:
    header, letters = read.get(outcome["sheet"], (0, frozenset()))
    _case, colon, variable = outcome["cell"].partition(":")
    if colon:
        return variable in letters
    row, column = reading.place(outcome["cell"].replace("$", "").upper())
    return row < header or reading.address(0, column).rstrip("1") in letters


def row_of(outcome: dict) -> int:
    """The row, or in SPSS the case, a correction stands in."""
    case, colon, _ = outcome["cell"].partition(":")
    return int(case) if colon else reading.place(outcome["cell"].replace("$", "").upper())[0] + 1


def listed_for(files: list[str]) -> list[Path]:
    """Those of these files (from the project folder) for which corrections.csv has a row."""
    named = corrections.by_file()
    return [folders.root() / file for file in files if file in named and (folders.root() / file).is_file()]
