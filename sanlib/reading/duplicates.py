"""Rows of a table that repeat the key of an earlier row."""

from __future__ import annotations

from sanlib.project.problems import Problem
from sanlib.reading.cells import normalise, text
from sanlib.reading.tables import Row, Table


def duplicates(table: Table, keys: list[str]) -> list[Problem]:
    """A problem at each data row whose key fields repeat an earlier row: a copy (warning) or a contradiction (error)."""
    first: dict[tuple[str, ...], Row] = {}
    problems = []
    for row in table.rows:
        key = tuple(normalise(row.values.get(name)) for name in keys)
        if row.kind != "data" or not any(key):
            continue
        if key in first:
            problems.append(_problem(table, keys, first[key], row))
        else:
            first[key] = row
    return problems


def _problem(table: Table, keys: list[str], first: Row, row: Row) -> Problem:
    differ = [name for name in row.values if normalise(first.values[name]) != normalise(row.values[name])]
    rule = "read_duplicate_differs" if differ else "read_duplicate"
    key = ", ".join(text(row.values.get(name)) for name in keys)
    details = {"first": first.number, "row": row.number, "cells": ", ".join(row.cell(name) for name in differ[:8])}
    name = next(name for name in keys if name in row.letters)
    return table.problem(rule, row.cell(name), table.header(name), key, **details)
