"""One file of survey answers (Kobo, ODK, Excel, SPSS): its raw cells by field, with the address of each cell."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sanlib import reading
from sanlib.households import personal_data, spellings
from sanlib.project import identifiers
from sanlib.project.problems import InputError, Problem
from sanlib.reference.codebook import Codebook, Field

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
    denied: tuple[str, ...] = ()
    """Fields whose answers are not read, because the file's own labels give their codes another meaning."""
    elsewhere: Mapping[tuple[str, int], str] = MappingProxyType({})
    """Field and row to the letter of another column that holds the answer there: two versions of a form in one file."""

    def cell(self, field: str, row: int) -> str:
        """The address of a field in a row (numbered as in the file): "D7", in SPSS "7:d_1" (case:variable)."""
        letter = self.elsewhere.get((field, row), self.letters[field])
        return f"{row}:{letter}" if self.header_row == 0 else f"{letter}{row}"

    def at(self, field: str, place: int) -> str:
        """The address of a field in one of the rows read, counted from 0."""
        return self.cell(field, self.rows[place])

    def problem(self, rule: str, cell: str, column="", value="", /, **details) -> Problem:
        """A problem at a cell of this sheet of answers."""
        return Problem(rule, self.file, self.sheet, cell, column, value, details)


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
    enough = min(ANCHORS, max(2, len(_required(book))))
    return any(len(_present(sheet, book, known)) >= enough for sheet in source.sheets)


def _texts(rows: list[list]) -> set[str]:
    return {cell for row in rows for cell in row if isinstance(cell, str)}


def _required(book: Codebook) -> set[str]:
    """The items every household answers, and the columns the form's own design stands in; not those that are drawn from others."""
    asked = {field.name for field in book.fields.values() if field.required} - set(spellings.derived(book))
    return asked | set(spellings.own_columns(book))


def _workbook(workbook: reading.Book, book: Codebook, known: dict[str, str]) -> Exports:
    main, repeats = [], []
    for sheet in workbook.sheets:
        spelled = _spelled(sheet, book, known)
        main += [(sheet, table) for table in _one_header_each(sheet, spelled, book)]
        if "@parent" in spelled.values():
            repeats += [(sheet, table) for table in reading.find_tables(sheet, spelled, {"@parent"})]
    if not main:
        raise _missing(workbook, book, known)
    main, told = _visible(main)
    left_out = {problem.sheet for problem in told}
    told += [one for one in workbook.problems if (one.rule, one.sheet) not in {("read_hidden_sheet", name) for name in left_out}]
    if len(main) > 1:
        raise InputError("survey_two_tables", workbook.file, main[1][0].name, value=main[0][0].name)
    return Exports(_export(*main[0], told, book, known), [_export(sheet, table, [], book, known) for sheet, table in repeats])


def _visible(main: list[tuple[reading.Sheet, reading.Table]]) -> tuple[list[tuple[reading.Sheet, reading.Table]], list[Problem]]:
    """The tables of households of the visible sheets where there are any, and a warning for each hidden sheet left out."""
    seen = [(sheet, table) for sheet, table in main if not sheet.hidden]
    hidden = [sheet for sheet, _ in main if sheet.hidden] if seen else []
    told = [Problem("survey_hidden_sheet", sheet.file, sheet.name, value=seen[0][0].name) for sheet in hidden]
    return seen or main, told


def _one_header_each(sheet: reading.Sheet, spelled: dict[str, str], book: Codebook) -> list[reading.Table]:
    """The tables of a sheet; where two rows of headers, names and labels, stand right below each other, that which names more fields
    counts and the other is told."""
    tables = reading.find_tables(sheet, spelled, _required(book))
    for first, second in itertools.pairwise(tables):
        if not first.rows and second.header_rows[0] == first.header_rows[-1] + 1:
            other = min((second, first), key=lambda table: sum(column.field is not None for column in table.columns))
            blank = [[None] * len(row) if number in other.header_rows else row for number, row in enumerate(sheet.cells, 1)]
            (found,) = reading.find_tables(dataclasses.replace(sheet, cells=blank), spelled, _required(book))
            return [_second_header_left_out(found, other.header_rows[0])]
    return tables


def _spelled(sheet: reading.Sheet, book: Codebook, known: dict[str, str]) -> dict[str, str]:
    """The headers of this sheet and what they mean; every known spelling only where the header has several rows.

    A two-row header spells a letter "C.4 / A", and then any "A" among the answers looks like a header to the search.
    """
    texts, joined = _texts(sheet.cells[:HEADER_WITHIN]), _grouping(sheet, known)
    present = {reading.normalise(text): target for text in texts if (target := spellings.resolve(text, known, joined))}
    whole = _required(book) <= set(present.values()) or "@parent" in present.values()
    return present if whole else known | present


def _missing(workbook, book: Codebook, known: dict[str, str]) -> InputError:
    """Which required items no sheet has, reported for the sheet that comes nearest, with the headers it has instead."""
    best = max(workbook.sheets, key=lambda sheet: len(_present(sheet, book, known)))
    absent = sorted(_required(book) - _present(best, book, known))
    return _absent(workbook.file, best.name, absent, _new_headers(best, known), book)


def _absent(file: str, sheet: str, absent: list[str], new: list[str], book: Codebook) -> InputError:
    own = _headers_of(book)
    missing = [f"{name} ({' / '.join(own[name])})" if name in own else name for name in absent]
    return InputError(
        "survey_header_missing", file, sheet, column=", ".join(missing), form=book.form, new=", ".join(map(reading.shown, new)) or "–"
    )


def _headers_of(book: Codebook) -> dict[str, list[str]]:
    """The headers a form of one's own has for its items and its design, as its rows of spellings.csv write them."""
    own = spellings.own_columns(book)
    for row in book.rows("spellings.csv") if book.asks != book.form else ():
        if row.field in book.fields:
            own.setdefault(row.field, []).append(row.spelling)
    return own


def _new_headers(sheet, known: dict[str, str]) -> list[str]:
    """The headers no spelling knows, in the row most headers are known of; none where that row may be one of answers."""
    joined = _grouping(sheet, known)
    rows = [[cell for cell in row if isinstance(cell, str)] for row in sheet.cells[:HEADER_WITHIN]]
    strange = [[text for text in row if spellings.resolve(text, known, joined) is None] for row in rows]
    best = max(range(len(rows)), key=lambda place: len(rows[place]) - len(strange[place]), default=None)
    return strange[best] if best is not None and len(rows[best]) - len(strange[best]) >= ANCHORS else []


def nearness(source: reading.Book, book: Codebook) -> tuple[float, int]:
    """How near a file comes to a form: how much of what is required of it is there, then how many headers it knows."""
    known = spellings.headers(book)
    tables = [source.sheets[0].cells[:1]] if source.kind == SPSS else [sheet.cells[:HEADER_WITHIN] for sheet in source.sheets]
    met = [{spellings.resolve(text, known) for text in _texts(cells)} for cells in tables]
    best = max(met, key=lambda one: len(one & _required(book)), default=set())
    return len(best & _required(book)) / max(len(_required(book)), 1), len(best - {None})


def _present(sheet, book: Codebook, known: dict[str, str]) -> set[str]:
    joined = _grouping(sheet, known)
    return {spellings.resolve(text, known, joined) for text in _texts(sheet.cells[:HEADER_WITHIN])} & _required(book)


def _grouping(sheet: reading.Sheet, known: dict[str, str]) -> spellings.Grouping:
    """How the fullest row of text near the top, which is the header where there is one, joins groups to questions."""
    rows = [[cell for cell in row if isinstance(cell, str)] for row in sheet.cells[:HEADER_WITHIN]]
    return spellings.grouping(max(rows, key=len, default=[]), known)


def _export(sheet, table: reading.Table, problems: list[Problem], book: Codebook, known: dict[str, str]) -> Export:
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
    joined = _grouping(sheet, known)
    if _is_header_too(export, book):
        return _export(sheet, _without_first(table), problems, book, known)
    others = [
        Other(column.header, column.letter, f"{column.letter}{export.header_row}", [sheet.cells[n - 1][column.index] for n in export.rows])
        for column in table.unknown
    ]
    return _with_others(export, others, {one.letter: spellings.resolve(one.header, known, joined) for one in others}, book)


def _is_header_too(export: Export, book: Codebook) -> bool:
    """Whether the first row of answers is the header once more, in labels or names: a text that is no answer in every closed
    question, while the row below answers some."""
    closed = [field for field in book.columns() if field.kind in ("single", "tick") and field.name in export.columns]
    return len(export.rows) > 1 and _all_unlisted(export, closed, 0, book) and not _all_unlisted(export, closed, 1, book)


def _all_unlisted(export: Export, closed: list[Field], row: int, book: Codebook) -> bool:
    """Whether most of these questions hold a text in a row, and none of them one of its answers."""
    cells = {field: export.columns[field.name][row] for field in closed}
    there = {field: cell for field, cell in cells.items() if not reading.is_blank(cell)}
    unlisted = (isinstance(cell, str) and spellings.answers(field, book)[cell] == spellings.INVALID for field, cell in there.items())
    return len(there) > 1 and 2 * len(there) > len(closed) and all(unlisted)


def _without_first(table: reading.Table) -> reading.Table:
    """The table without its first row of answers, which is told."""
    first = next(row for row in table.rows if row.kind == "data")
    return _second_header_left_out(dataclasses.replace(table, rows=[row for row in table.rows if row is not first]), first.number)


def _second_header_left_out(table: reading.Table, row: int) -> reading.Table:
    cell = f"{table.columns[0].letter}{row}"
    told = Problem("survey_second_header", table.file, table.sheet, cell, value=str(row))
    return dataclasses.replace(table, problems=[*table.problems, told])


class Other(NamedTuple):
    """A column that is not, or not alone, the column of a field: its header, letter and heading cell, and its answers."""

    header: str
    letter: str
    cell: str
    values: list

    @property
    def shown(self) -> str:
        """Its header as it may be shown: columns are named after people too."""
        return identifiers.dotted(self.header)


def _with_others(export: Export, others: list[Other], targets: dict[str, str | None], book: Codebook) -> Export:
    """The export with the columns that answer a field once more joined to it, and what became of the columns no spelling knows."""
    export, others = _with_choices(export, others, book)
    again: dict[str, list[Other]] = {}
    for one in others:
        again.setdefault(targets[one.letter] or "", []).append(one)
    unknown = again.pop("", [])
    for field, columns in again.items():
        if not field.startswith(("@abaikan", "@pribadi")):
            export = _with_versions(export, field, columns)
    return _with_drawn(export._replace(problems=export.problems + _unknown(export, unknown, book)), book)


def _with_choices(export: Export, others: list[Other], book: Codebook) -> tuple[Export, list[Other]]:
    """The export with the columns of choices that questions are drawn from, and the other columns; none of them is refused."""
    taken: list[Other] = []
    for start in filter(None, map(spellings.choices_of, spellings.derived(book).values())):
        mine = [one for one in others if one.header.startswith(start) and one.header != start]
        if not mine:
            raise _absent(export.file, export.sheet, [f"{start}{spellings.WILDCARD}"], [one.header for one in others], book)
        taken += mine
    columns = {f"{spellings.PART}:{one.header}": one for one in taken}
    export = export._replace(
        columns=export.columns | {name: one.values for name, one in columns.items()},
        letters=export.letters | {name: one.letter for name, one in columns.items()},
    )
    return export, [one for one in others if one not in taken]


def _with_drawn(export: Export, book: Codebook) -> Export:
    """The export with the questions that are drawn from other columns; a cell of one is that of the first column it is drawn from."""
    for field, text in spellings.derived(book).items():
        if field in book.fields:
            first = next(name for name in export.columns if name.startswith(f"{spellings.PART}:{spellings.choices_of(text) or ''}"))
            export = export._replace(
                columns=export.columns | {field: drawn(text, export, book)}, letters=export.letters | {field: export.letters[first]}
            )
    return export


def drawn(made_of: str, export: Export, book: Codebook) -> list[str | None]:
    """A text for every row: its choices ticked ("{waste/*}"), or each {header} replaced by the row's cell, blank where one of
    these cells is blank."""
    if start := spellings.choices_of(made_of):
        ticks = {name.partition(":")[2]: cells for name, cells in export.columns.items() if name.startswith(f"{spellings.PART}:{start}")}
        return [spellings.drawn_ticks(dict(zip(ticks, row, strict=True)), start) for row in zip(*ticks.values(), strict=True)]
    known = spellings.headers(book)
    parts = {name: map(answer_text, export.columns[known[reading.normalise(name)]]) for name in spellings.PARTS.findall(made_of)}
    rows = zip(*parts.values(), strict=True) if parts else [()] * len(export.rows)
    return [None if None in row else _filled(made_of, dict(zip(parts, row, strict=True))) for row in rows]


def _filled(made_of: str, cells: dict[str, str]) -> str:
    return spellings.PARTS.sub(lambda found: cells[found[1]], made_of)


def answer_text(cell) -> str | None:
    """A cell as the text it shows; None where it is blank."""
    return reading.text(cell).strip() or None if not reading.is_blank(cell) else None


def _with_versions(export: Export, field: str, columns: list[Other]) -> Export:
    """The columns of one field as one, where no row answers it twice unlike: a file of two versions of a form has them."""
    own = [Other("", export.letters[field], "", export.columns[field])] if field in export.letters else []
    first, *rest = [*own, *columns]
    values, elsewhere = list(first.values), {}
    for other in rest:
        for row, value in enumerate(other.values):
            if reading.is_blank(value):
                continue
            if not reading.is_blank(values[row]) and reading.normalise(values[row]) != reading.normalise(value):
                raise _answered_twice(export, field, row, elsewhere.get((field, export.rows[row]), first.letter), other)
            if reading.is_blank(values[row]):
                values[row], elsewhere[field, export.rows[row]] = value, other.letter
    kept = [one for one in export.problems if not (one.rule == "read_header_twice" and one.details.get("field") == field)]
    told = export.problem("survey_versions_joined", rest[0].cell, rest[0].shown, field=field, first=first.letter, count=len(elsewhere))
    return export._replace(
        columns=export.columns | {field: values},
        letters=export.letters | {field: first.letter},
        problems=[*kept, told],
        elsewhere={**export.elsewhere, **elsewhere},
    )


def _answered_twice(export: Export, field: str, row: int, letter: str, other: Other) -> InputError:
    number = export.rows[row]
    places = [f"{number}:{one}" if export.header_row == 0 else f"{one}{number}" for one in (letter, other.letter)]
    return InputError("survey_answered_twice", export.file, export.sheet, places[1], other.shown, field=field, first=places[0])


def _without_answers(problem: Problem) -> Problem:
    """A problem any sheet can have, told without the cell's content, which may be a person's name."""
    return problem if problem.rule.startswith("read_error") else problem._replace(value=personal_data.shown(problem.value))


def _unknown(export: Export, columns: list[Other], book: Codebook) -> list[Problem]:
    """Columns no spelling knows: dropped where they look personal, the others refused together (each may be an item under a new name)."""
    ignored = [one for one in columns if spellings.left_out(one.header, book)]
    columns = [one for one in columns if one not in ignored]
    looks = {one.letter: personal_data.kind(one.values) for one in columns}
    strange = [one for one in columns if not looks[one.letter]]
    if strange:
        names = [one.shown if len(strange) == 1 else f"{one.shown} ({one.cell})" for one in strange]
        told = {"count": len(strange), "form": book.form}
        raise InputError("survey_header_unknown", export.file, export.sheet, strange[0].cell, column="; ".join(names), **told)
    dropped = [export.problem("survey_personal_dropped", one.cell, one.shown, looks=looks[one.letter]) for one in columns]
    return [*dropped, *_left_out(export, ignored, book)]


def _left_out(export: Export, columns: list[Other], book: Codebook) -> list[Problem]:
    """The columns a pattern leaves out, told once by their names, so that an item under a new name is not missed."""
    if not columns:
        return []
    names = "; ".join(one.shown for one in columns)
    return [export.problem("survey_headers_left_out", columns[0].cell, names, count=len(columns), form=book.form)]


def _spss(source: reading.Book, book: Codebook, known: dict[str, str]) -> Export:
    """An SPSS file: variable names are headers, case numbers are rows; user-missing values are blank."""
    names, *cases = source.sheets[0].cells
    joined = spellings.grouping(names, known)
    targets = {name: spellings.resolve(name, known, joined) for name in names}
    absent = _required(book) - set(targets.values())
    if absent:
        raise _absent(source.file, "", sorted(absent), [name for name, target in targets.items() if not target], book)
    values = dict(zip(names, map(list, zip(*cases, strict=True)), strict=True)) if cases else {name: [] for name in names}
    letters: dict[str, str] = {}
    for name, target in targets.items():
        if target:
            letters.setdefault(target, name)
    columns = {target: values[name] for target, name in letters.items()}
    export = Export(source.file, "", columns, list(range(1, len(cases) + 1)), letters, 0, list(source.problems))
    others = [Other(name, name, f"0:{name}", values[name]) for name in names if name not in letters.values()]
    return _without_denied(_with_others(export, others, targets, book), source.labels, book)


def _without_denied(export: Export, labels: Mapping[str, tuple[str, dict]], book: Codebook) -> Export:
    """The export without the answers to single choices of which a code has the label of another option of the form."""
    told = {}
    for field in (book.fields[name] for name in export.columns if name in book.fields and book.fields[name].kind == "single"):
        _, of_values = labels.get(export.letters.get(field.name, ""), ("", {}))
        if found := next((pair for pair in of_values.items() if _means_another(*pair, field, book)), None):
            told[field.name] = _labels_differ(export, field, *found, book)
    blank: dict[str, list] = {name: [None] * len(export.rows) for name in told}
    return export._replace(columns=export.columns | blank, problems=[*export.problems, *told.values()], denied=tuple(told))


def _means_another(code, label: str, field: Field, book: Codebook) -> bool:
    known = spellings.answers(field, book)
    numbers = known.number(spellings.whole(reading.text(code))), known.number(label)
    return min(numbers) >= 0 and numbers[0] != numbers[1]


def _labels_differ(export: Export, field: Field, code, label: str, book: Codebook) -> Problem:
    option = spellings.whole(reading.text(code))
    details = {"form": book.form, "label": reading.shown(label), "meant": book.labels(field.code).get(option, option)}
    return Problem("survey_labels_differ", export.file, "", f"0:{export.letters[field.name]}", field.name, option, details)
