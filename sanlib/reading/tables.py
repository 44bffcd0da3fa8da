"""The tables of a sheet: title, header, data rows, total rows and notes, each value with its cell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from sanlib.project.problems import InputError, Problem
from sanlib.reading import faults, headers
from sanlib.reading.book import Sheet
from sanlib.reading.cells import address, is_blank, normalise, shown, text
from sanlib.reading.headers import Column, Header
from sanlib.reading.marks import Marks
from sanlib.reading.numerals import numeral

_TOTAL = re.compile(r"(grand |sub[ -]?)?(total|jumlah)\b|(rata[ -]rata|rerata|average|mean)\b")
_NOTE = re.compile(r"(sumber|catatan|keterangan|ket\b|source|note|nb\b|\*)")
_FOOTNOTE = re.compile(r"[¹²³⁴-⁹⁰†‡]|\(?(?:\d{1,2}|[a-z])\)\s|angka (?:sangat )?(?:sementara|revisi|perbaikan)|r : ")
"""What a line of one text begins with that explains a mark in the table above."""
_TOTAL_STARTS = frozenset("gGsStTjJrRaAmM \n\t")
_TOTAL_LABEL_COLUMNS = 3
MOST_TABLES = 300


class Row:
    """One row as Excel numbers it; `kind` is "data", "total" (a sum or average of other rows, `label` its name) or "split" (a row
    of a .csv that a separator inside a value cut into too many columns); who reads it may call it more."""

    __slots__ = ("_line", "_places", "_values", "hidden", "kind", "label", "letters", "number")

    def __init__(self, number: int, kind: str, hidden: bool, letters: Mapping[str, str], label: str, line: list, places: Mapping[str, int]):
        self.number, self.kind, self.hidden, self.letters, self.label = number, kind, hidden, letters, label
        self._line, self._places = line, places
        self._values: dict | None = None

    @property
    def values(self) -> dict:
        """The cells by field; made when first asked for, because a survey's 200 columns are taken as columns."""
        if self._values is None:
            self._values = {field: self._line[place] for field, place in self._places.items()}
        return self._values

    def picked(self, pick) -> tuple:
        """The cells of the known columns in their order, what was written into them since included."""
        return pick(self._line) if self._values is None else tuple(self._values.values())

    def at(self, index: int) -> object:
        """What stands in a column of the sheet, counted from 0, whether or not its header is known."""
        return self._line[index]

    def cell(self, field: str) -> str:
        """The address of a field's cell in this row."""
        return f"{self.letters[field]}{self.number}"


@dataclass(frozen=True, eq=False)
class Table:
    """A table found in a sheet. `notes` are (cell, text) of the lines in and below it, `problems` what is wrong in it."""

    file: str
    sheet: str
    title: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: list[Row] = field(repr=False)
    notes: list[tuple[str, str]]
    problems: list[Problem] = field(repr=False)
    marks: Marks = field(repr=False)
    typed: bool = True

    @property
    def unknown(self) -> list[Column]:
        """Columns whose header is in no spelling."""
        return [column for column in self.columns if column.field is None]

    def column(self, field: str) -> Column | None:
        """The column of a field, None where this table has none."""
        return next((column for column in self.columns if column.field == field), None)

    def header(self, field: str) -> str:
        """What the header of a field's column says, "" where this table has no such column."""
        column = self.column(field)
        return column.header if column else ""

    def heading(self, column: Column) -> str:
        """The address of a column's heading, in the last row of the header."""
        return f"{column.letter}{self.header_rows[-1]}"

    def problem(self, rule: str, cell: str, header="", value="", /, **details) -> Problem:
        """A problem at a cell of this table, what stands there as a message may show it."""
        return Problem(rule, self.file, shown(self.sheet), cell, shown(header), shown(value), details)

    def by_field(self) -> dict[str, list]:
        """The cells of every known column over the rows of data, from top to bottom."""
        named = [(column.field, column.index) for column in self.columns if column.field]
        pick = _picker([index for _, index in named])
        columns = zip(*(row.picked(pick) for row in self.rows if row.kind == "data"), strict=True)
        return dict(zip((field for field, _ in named), map(list, columns), strict=True))


def find_tables(sheet: Sheet, spellings: Mapping[str, str], required: set[str]) -> list[Table]:
    """Every table of a sheet whose header names all `required` fields."""
    needed = frozenset(required)
    known = headers.Spellings.of(spellings)
    found = _headers(sheet, known, needed)
    tables: list[Table] = []
    title_start = 0
    for number, header in enumerate(found):
        end = found[number + 1].top if number + 1 < len(found) else len(sheet.cells)
        title_start = _add(tables, sheet, header, known, needed, title_start, end)
    return tables


def _headers(sheet: Sheet, spellings: headers.Spellings, required: frozenset[str]) -> list[Header]:
    grid = headers.Grid.of(sheet.cells, sheet.marks.merged)
    try:
        found = list(itertools.islice(headers.find(grid, spellings, required), MOST_TABLES + 1))
        if len(found) <= MOST_TABLES:
            return found
    except headers.TooManyHeadersError:
        pass
    raise InputError("read_too_many_tables", sheet.file, shown(sheet.name), count=MOST_TABLES)


def no_table(sheet: Sheet, spellings: Mapping[str, str], required: set[str]) -> InputError:
    """The refusal for a sheet without such a table: the row that came nearest, what it names and what it lacks."""
    grid, known = headers.Grid.of(sheet.cells, sheet.marks.merged), headers.Spellings.of(spellings)
    nearest = headers.nearest(grid, known, frozenset(required))
    cell = address(nearest.top, nearest.columns[0].index) if nearest and nearest.columns else ""
    lacking = sorted(set(required) - nearest.named) if nearest else sorted(required)
    headings = ", ".join(shown(column.header) for column in nearest.columns[:12]) if nearest else "-"
    return InputError("read_no_header", sheet.file, shown(sheet.name), cell, lacking=", ".join(lacking), headings=headings)


def _add(
    tables: list[Table],
    sheet: Sheet,
    header: Header,
    known: headers.Spellings,
    required: frozenset[str],
    title_start: int,
    end: int,
) -> int:
    """Adds the table, or the tables side by side, under one header; returns the row where the next title may begin."""
    title = [line for _, line in _lines(sheet.cells, range(title_start, header.top))]
    if tables and _continues(tables[-1], header, _lone_lines(sheet.cells, header.top)):
        title = [tables[-1].title, *title]
    beyond = title_start
    for part in _side_by_side(header, required):
        other = _other_heading(sheet.cells, part, known, end)
        body = _body(sheet, part, other)
        tables.append(_table(sheet, part, body, "\n".join(title)))
        if other < end:
            tables[-1].problems.append(_unread_below(tables[-1], sheet.cells[other], other))
        beyond = max(beyond, body.beyond, _after_rows(sheet.cells, other, end))
    return beyond


_CONTINUED = re.compile(r"\(?(?:lanjutan|sambungan|continued|cont\b)")


def _lone_lines(cells: list[list], top: int) -> list[str]:
    """The texts of the lines right above a row that hold no more than one, as a title does."""
    lone = itertools.takewhile(lambda line: sum(not is_blank(value) for value in line) < 2, reversed(cells[:top]))
    return [text for text in map(_first, lone) if text]


def _continues(above: Table, header: Header, title: list[str]) -> bool:
    """Whether a header repeats that of the table above, as a print does on its next page: without a title, or as "Lanjutan"."""
    same = [(one.letter, one.header) for one in above.columns] == [(one.letter, one.header) for one in header.columns]
    return same and all(_CONTINUED.match(normalise(line)) for line in title)


def _other_heading(cells: list[list], header: Header, known: headers.Spellings, end: int) -> int:
    """The row below a header where regions are headed once more: another table, of headers not known, begins there; else `end`."""
    regions = [column for column in header.columns if column.field == "region"]
    if not regions:
        return end
    place, own = regions[0].index, {normalise(part) for part in regions[0].header.split(headers.JOIN)}
    left, right = header.columns[0].index, header.columns[-1].index + 1
    for row in range(header.top + header.depth, end):
        text = normalise(cells[row][place]) if cells[row][place].__class__ is str else ""
        headed = text in own or "region" in known.by_last.get(text, ())
        beside = [value for value in cells[row][left:right] if not is_blank(value)]
        if headed and len(beside) > 1 and all(map(_heads, beside)):
            return row
    return end


def _heads(value) -> bool:
    """Whether a cell may stand in a heading: a text that is no number, or a year."""
    return (value.__class__ is str and numeral(value) is None) or bool(headers.year_and_mark(value)[0])


def _unread_below(table: Table, heading: list, row: int) -> Problem:
    column = next(column for column in table.columns if column.field == "region")
    texts = "; ".join(shown(value) for value in heading if not is_blank(value))
    return table.problem("read_table_below", address(row, column.index), column.header)._replace(value=texts)


def _after_rows(cells: list[list], start: int, end: int) -> int:
    """The row after the last of several cells in these rows: where the title of a next table may begin."""
    full = [row for row in range(start, end) if sum(not is_blank(value) for value in cells[row]) > 1]
    return full[-1] + 1 if full else 0


def _side_by_side(header: Header, required: frozenset[str]) -> list[Header]:
    """The tables under one header: runs of columns with a blank column between them, or the same headers once more."""
    claimed = {column.index: name for name, columns in header.twice.items() for column in columns}
    groups: list[list[Column]] = []
    seen: set[str | None] = set()
    for column in header.columns:
        field = claimed.get(column.index) or column.field
        if not groups or column.index > groups[-1][-1].index + 1 or (field in seen and field in required):
            groups, seen = [*groups, []], set()
        groups[-1].append(column)
        seen |= {field} if field else set()
    parts = [_part(header, group) for group in groups]
    complete = [part for part in parts if part.named >= required]
    return complete if len(complete) > 1 else [header]


def _part(header: Header, group: list[Column]) -> Header:
    """A header's columns in one unbroken run; a field claimed once in the run is that run's own."""
    inside = {column.index for column in group}
    claims = {name: tuple(c for c in columns if c.index in inside) for name, columns in header.twice.items()}
    own = {columns[0].index: name for name, columns in claims.items() if len(columns) == 1}
    columns = tuple(column._replace(field=own.get(column.index, column.field)) for column in group)
    return Header(header.top, header.depth, columns, {name: c for name, c in claims.items() if len(c) > 1})


class Body(NamedTuple):
    """What stands under a header: rows of data, lines of notes, units in brackets, and where the next title may begin."""

    rows: list[int]
    notes: list[int]
    units: int | None
    beyond: int


def _body(sheet: Sheet, header: Header, end: int) -> Body:
    left, right = header.columns[0].index, header.columns[-1].index + 1
    start = header.top + header.depth
    units = None
    while start < end and (unit_row := _under_header(sheet.cells[start][left:right])):
        units, start = (start if unit_row == "units" else units), start + 1
    mapped = {column.index for column in header.columns if column.field}
    rows, notes, apart = [], [], False
    for index in range(start, end):
        kind = _line_kind(sheet.cells[index][left:right], left, mapped, apart)
        if kind == "data":
            rows.append(index)
        elif kind == "note":
            notes.append(index)
        apart = kind != "data"
    return _with_notes_below(rows, notes, units, start, end, sheet)


def _with_notes_below(rows, notes, units, start: int, end: int, sheet: Sheet) -> Body:
    """Lines between two tables are notes up to the last "Sumber:" line; what follows is the next table's title."""
    last = rows[-1] if rows else start - 1
    if end < len(sheet.cells):
        below = [index for index in notes if index > last]
        marked = [index for index in below if _NOTE.match(normalise(_first(sheet.cells[index])))]
        last = max([last, *marked])
        notes = [index for index in notes if index <= last]
    return Body(rows, notes, units, last + 1)


def _under_header(values: list) -> str:
    if headers.is_numbering(values):
        return "numbering"
    return "units" if headers.is_units(values) else ""


def _line_kind(values: list, left: int, mapped: set[int], apart: bool) -> str:
    """blank, data or note; a sparse line of text is a note where a blank line or another note stands above it."""
    filled = len(values) - values.count(None)
    if 2 * filled >= len(mapped) and filled > 2:
        return "data" if filled > 8 or not all(map(is_blank, values)) else "blank"
    present = [(left + offset, value) for offset, value in enumerate(values) if not is_blank(value)]
    if not present:
        return "blank"
    if any(value.__class__ is not str for _, value in present):
        return "data"
    if len(present) <= 2 and _NOTE.match(normalise(present[0][1])):
        return "note"
    alone = len(present) == 1 and (present[0][0] not in mapped or bool(_FOOTNOTE.match(normalise(present[0][1]))))
    sparse = len(present) == 1 or 2 * len(present) < len(mapped)
    return "note" if alone or (apart and sparse) else "data"


def _table(sheet: Sheet, header: Header, body: Body, title: str) -> Table:
    columns = _with_units(header.columns, sheet.cells[body.units]) if body.units is not None else header.columns
    header_rows = tuple(range(header.top + 1, header.top + header.depth + 1))
    table = Table(
        sheet.file,
        sheet.name,
        title,
        header_rows,
        columns,
        _rows(sheet, columns, body.rows),
        list(_lines(sheet.cells, body.notes)),
        [],
        sheet.marks,
        sheet.typed,
    )
    table.problems.extend(_twice(table, header) + faults.fill_merged(table) + faults.problems(table))
    if not sheet.typed:
        table.problems.extend(_split_too_often(table, sheet))
    return table


def _with_units(columns, units: list) -> tuple[Column, ...]:
    return tuple(column._replace(header=f"{column.header} {text(units[column.index])}".strip()) for column in columns)


def _rows(sheet: Sheet, columns, indexes: list[int]) -> list[Row]:
    letters = {c.field: c.letter for c in columns if c.field}
    places = {c.field: c.index for c in columns if c.field}
    rows, left = [], columns[0].index
    region = places.get("region", left)
    for index in indexes:
        line = sheet.cells[index]
        label = _total_label(line[left : left + _TOTAL_LABEL_COLUMNS]) or _total_label(line[region : region + 1])
        rows.append(Row(index + 1, "total" if label else "data", index in sheet.marks.hidden_rows, letters, label, line, places))
    return rows


def _picker(places: list[int]):
    return itemgetter(*places) if len(places) > 1 else lambda line: tuple(line[place] for place in places)


def _total_label(labels: list) -> str:
    for value in labels:
        if value.__class__ is str and not value.isspace():
            return value.strip() if value[:1] in _TOTAL_STARTS and _TOTAL.match(normalise(value)) else ""
    return ""


def _lines(cells: list[list], indexes):
    """(cell, text) of each line that has any text, the cells of a line joined by a space."""
    for index in indexes:
        filled = [(column, value) for column, value in enumerate(cells[index]) if not is_blank(value)]
        if filled:
            yield address(index, filled[0][0]), " ".join(text(value) for _, value in filled)


def _first(line: list) -> str:
    return next((text(value) for value in line if not is_blank(value)), "")


def _twice(table: Table, header: Header) -> list[Problem]:
    row = header.top + header.depth - 1
    return [
        table.problem(
            "read_header_twice", address(row, columns[-1].index), columns[-1].header, field=name, first=address(row, columns[0].index)
        )
        for name, columns in header.twice.items()
    ]


def _split_too_often(table: Table, sheet: Sheet) -> list[Problem]:
    """Rows of a .csv that hold more values than the header has columns: an unquoted separator moved them, so they are no data."""
    heading = sheet.cells[table.header_rows[-1] - 1]
    beyond = max([table.columns[-1].index, *(index for index, value in enumerate(heading) if value is not None)]) + 1
    most = _most_values(table, sheet)
    split = [row for row in table.rows if _is_split(row.number - 1, sheet, beyond, most)]
    for row in split:
        row.kind = "split"
    return [_too_wide(table, sheet.cells[row.number - 1], row, beyond) for row in split]


def _too_wide(table: Table, line: list, row: Row, beyond: int) -> Problem:
    surplus = line[beyond] if beyond < len(line) else None
    return table.problem("read_csv_too_wide", address(row.number - 1, beyond), "", surplus)


def _is_split(line: int, sheet: Sheet, beyond: int, most: int) -> bool:
    return any(value is not None for value in sheet.cells[line][beyond:]) or bool(most and sheet.widths[line] > most)


def _most_values(table: Table, sheet: Sheet) -> int:
    """The values a line may have, blank ones too: as many as the header, or one more where every line ends in a separator."""
    if not sheet.widths or not table.rows:
        return 0
    return max(sheet.widths[table.header_rows[-1] - 1], min(sheet.widths[row.number - 1] for row in table.rows))
