"""Faults of a table that do not depend on its columns: error cells, hidden rows, merged cells, formulas never calculated."""

from __future__ import annotations

from sanlib.project.problems import Problem
from sanlib.reading.cells import address, is_blank, letter
from sanlib.reading.headers import year_and_mark


def problems(table) -> list[Problem]:
    """Every fault of a table's cells and rows, each with its cell."""
    if not table.rows:
        return []
    return [*_cells(table), *_hidden_rows(table), *_hidden_columns(table), *_total_rows(table)]


def _cells(table) -> list[Problem]:
    rows, columns = {row.number - 1 for row in table.rows}, {column.index: column for column in table.columns}
    faults = [(cell, "read_error_cell", value) for cell, value in table.marks.errors.items()]
    faults += [(cell, "read_uncalculated", "") for cell in table.marks.uncalculated]
    return [
        table.problem(rule if columns[cell[1]].field else f"{rule}_unused", address(*cell), columns[cell[1]].header, value)
        for cell, rule, value in sorted(faults)
        if cell[0] in rows and cell[1] in columns
    ]


def _hidden_rows(table) -> list[Problem]:
    """One problem a run of hidden rows, at its first cell."""
    hidden = [row.number for row in table.rows if row.hidden]
    starts = [number for number in hidden if number - 1 not in hidden]
    ends = [number for number in hidden if number + 1 not in hidden]
    first = letter(table.columns[0].index)
    return [table.problem("read_hidden_rows", f"{first}{start}", first=start, last=end) for start, end in zip(starts, ends, strict=True)]


def _hidden_columns(table) -> list[Problem]:
    return [
        table.problem("read_hidden_column", table.heading(column), column.header)
        for column in table.columns
        if column.field and column.index in table.marks.hidden_columns
    ]


def _total_rows(table) -> list[Problem]:
    first = letter(table.columns[0].index)
    return [table.problem("read_total_row", f"{first}{row.number}", "", row.label) for row in table.rows if row.kind == "total"]


def fill_merged(table) -> list[Problem]:
    """Writes a text, or a year, merged down into each row it covers, and reports every merged area in the data of known columns."""
    rows = {row.number - 1: row for row in table.rows if row.kind == "data"}
    columns = {column.index: column for column in table.columns if column.field}
    problems = []
    for top, left, bottom, right in table.marks.merged:
        column = columns.get(left)
        if column is None or top not in rows:
            continue
        covered = [rows[row] for row in range(top + 1, min(bottom, table.rows[-1].number - 1) + 1) if row in rows]
        value = rows[top].values[column.field]
        rule = _of_merged(column.field, value, covered, any(index in columns for index in range(left + 1, right + 1)))
        if rule == "read_merged_text":
            for row in covered:
                row.values[column.field] = value
        if rule:
            cells = f"{address(top, left)}:{address(bottom, right)}"
            problems.append(table.problem(rule, address(top, left), column.header, value, cells=cells))
    return problems


def _of_merged(field: str, value, covered: list, across: bool) -> str:
    if across:
        return "read_merged_across"
    if not covered or is_blank(value):
        return ""
    return "read_merged_text" if isinstance(value, str) or (field == "year" and year_and_mark(value)[0]) else "read_merged_number"
