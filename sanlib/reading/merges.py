"""Merged cells inside a table: a name or a year merged down over rows stands for each of them, another number does not."""

from __future__ import annotations

from sanlib.project.problems import Problem
from sanlib.reading.cells import address, is_blank
from sanlib.reading.headers import year_and_mark


def fill(table) -> list[Problem]:
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
        rule = _rule(column.field, value, covered, any(index in columns for index in range(left + 1, right + 1)))
        if rule == "read_merged_text":
            for row in covered:
                row.values[column.field] = value
        if rule:
            cells = f"{address(top, left)}:{address(bottom, right)}"
            problems.append(table.problem(rule, address(top, left), column.header, value, cells=cells))
    return problems


def _rule(field: str, value, covered: list, across: bool) -> str:
    if across:
        return "read_merged_across"
    if not covered or is_blank(value):
        return ""
    return "read_merged_text" if isinstance(value, str) or (field == "year" and year_and_mark(value)[0]) else "read_merged_number"
