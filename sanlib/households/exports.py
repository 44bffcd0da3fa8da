"""One file of survey answers (Kobo, ODK, Excel, SPSS): its raw cells by field, with the address of each cell."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading
from sanlib.households import personal_data, spellings
from sanlib.project.problems import InputError, Problem
from sanlib.reference.codebook import Codebook

ANCHORS, HEADER_WITHIN = 5, 10
SPSS = "sav"


class Export(NamedTuple):
    """A sheet of answers: raw `columns` by field, the `rows` they stand in, the `letters` of their columns."""

    file: str
    sheet: str
    columns: dict[str, list]
    rows: list[int]
    letters: dict[str, str]
    header_row: int
    problems: list[Problem]
    table: reading.Table | None = None

    def cell(self, field: str, row: int) -> str:
        """The address of a field in a row (numbered as in the file): "D7", in SPSS "7:d_1" (case:variable)."""
        letter = self.letters[field]
        return f"{row}:{letter}" if self.header_row == 0 else f"{letter}{row}"


class Exports(NamedTuple):
    """The main sheet of a file, and the repeat sheets whose rows belong to its households."""

    main: Export
    repeats: list[Export]


def exports(source: reading.Book, book: Codebook) -> Exports:
    """The answers of a file as received; a missing or unknown header is refused with the header and the table to edit."""
    known = spellings.headers(book)
    return Exports(_spss(source, book, known), []) if source.kind == SPSS else _workbook(source, book, known)


def is_survey(source: reading.Book, book: Codebook) -> bool:
    """Whether a file's headers name the items every household answers: what recognises the layout."""
    if source.kind == SPSS:
        return True
    known = spellings.headers(book)
    return any(len(_present(sheet, book, known)) >= ANCHORS for sheet in source.sheets)


def _texts(rows: list[list]) -> set[str]:
    return {cell for row in rows for cell in row if isinstance(cell, str)}


def _required(book: Codebook) -> set[str]:
    return {field.name for field in book.fields.values() if field.required}


def _workbook(workbook: reading.Book, book: Codebook, known: dict[str, str]) -> Exports:
    main, repeats = [], []
    for sheet in workbook.sheets:
        spelled = _spelled(sheet, book, known)
        main += [(sheet, table) for table in reading.find_tables(sheet, spelled, _required(book))]
        if "@parent" in spelled.values():
            repeats += [(sheet, table) for table in reading.find_tables(sheet, spelled, {"@parent"})]
    if not main:
        raise _missing(workbook, book, known)
    if len(main) > 1:
        raise InputError("survey_two_tables", workbook.file, main[1][0].name, value=main[0][0].name)
    return Exports(_export(*main[0], workbook.problems), [_export(sheet, table, []) for sheet, table in repeats])


def _spelled(sheet: reading.Sheet, book: Codebook, known: dict[str, str]) -> dict[str, str]:
    """The headers of this sheet and what they mean; every known spelling only where the header has several rows.

    A two-row header spells a letter "C.4 / A", and then any "A" among the answers looks like a header to the search.
    """
    present = {
        reading.normalise(text): target for text in _texts(sheet.cells[:HEADER_WITHIN]) if (target := spellings.resolve(text, known))
    }
    whole = _required(book) <= set(present.values()) or "@parent" in present.values()
    return present if whole else known | present


def _missing(workbook, book: Codebook, known: dict[str, str]) -> InputError:
    """Which required items no sheet has, reported for the sheet that comes nearest."""
    best = max(workbook.sheets, key=lambda sheet: len(_present(sheet, book, known)))
    absent = sorted(_required(book) - _present(best, book, known))
    return InputError("survey_header_missing", workbook.file, best.name, column=", ".join(absent))


def _present(sheet, book: Codebook, known: dict[str, str]) -> set[str]:
    return {spellings.resolve(text, known) for text in _texts(sheet.cells[:HEADER_WITHIN])} & _required(book)


def _export(sheet, table: reading.Table, problems: list[Problem]) -> Export:
    rows = [row for row in table.rows if row.kind == "data"]
    named = [column for column in table.columns if column.field]
    export = Export(
        table.file,
        table.sheet,
        table.by_field(),
        [row.number for row in rows],
        {c.field: c.letter for c in named},
        table.header_rows[-1],
        [*problems, *map(_without_answers, table.problems)],
        table,
    )
    unknown = [
        _unknown(
            export, column.header, f"{column.letter}{export.header_row}", [sheet.cells[number - 1][column.index] for number in export.rows]
        )
        for column in table.unknown
    ]
    return export._replace(problems=export.problems + unknown)


def _without_answers(problem: Problem) -> Problem:
    """A problem of the sheet as sheets go, without what stands in the cell, which may be anybody's name."""
    return problem if problem.rule.startswith("read_error") else problem._replace(value=personal_data.shown(problem.value))


def _unknown(export: Export, header: str, cell: str, values: list) -> Problem:
    """A column no spelling knows: dropped where it looks personal, else refused (it may be an item under a new name)."""
    looks = personal_data.kind(values)
    if not looks:
        raise InputError("survey_header_unknown", export.file, export.sheet, cell, column=header)
    return Problem("survey_personal_dropped", export.file, export.sheet, cell, header, details={"looks": looks})


def _spss(source: reading.Book, book: Codebook, known: dict[str, str]) -> Export:
    """An SPSS file: variable names are headers, case numbers are rows; user-missing values are blank."""
    names, *cases = source.sheets[0].cells
    targets = {name: spellings.resolve(name, known) for name in names}
    absent = _required(book) - set(targets.values())
    if absent:
        raise InputError("survey_header_missing", source.file, column=", ".join(sorted(absent)))
    values = dict(zip(names, map(list, zip(*cases, strict=True)), strict=True)) if cases else {name: [] for name in names}
    letters = {target: name for name, target in targets.items() if target}
    columns = {target: values[name] for target, name in letters.items()}
    export = Export(source.file, "", columns, list(range(1, len(cases) + 1)), letters, 0, list(source.problems))
    unknown = [_unknown(export, name, f"0:{name}", values[name]) for name, target in targets.items() if not target]
    return export._replace(problems=export.problems + unknown)
