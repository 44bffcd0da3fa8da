"""Properties of cells beside their values: hidden rows, merged cells, percent formats, error cells, formulas never run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sanlib.reading import cells

MOST_CELLS = 4_000_000
"""Cells of the rectangle from A1 to the last filled cell, all sheets together [own limit, keeps memory under 2 GiB]."""


@dataclass(frozen=True)
class Marks:
    """Exact cells, as (row, column) counted from 0. `unknown` names what this file format does not tell."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percent: frozenset[tuple[int, int]] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    unknown: tuple[str, ...] = ()


NOTHING_KNOWN = Marks(unknown=("hidden", "merged", "percent", "errors", "uncalculated"))


class Styles(NamedTuple):
    """What a workbook's own tables say about its cells: percent styles, and whether a formula's 0 may be no result."""

    percent: frozenset[bytes]
    zeros_doubtful: bool


class Scanned(NamedTuple):
    """A sheet's marks, and the rectangle from A1 to its last filled cell."""

    marks: Marks
    rows: int
    columns: int


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a value as a percentage; a quoted or escaped sign is text."""
    return "%" in _QUOTED.sub("", code)


def merged(first: str, last: str) -> tuple[int, int, int, int]:
    """A merged area as top, left, bottom, right, counted from 0."""
    (top, left), (bottom, right) = cells.place(first), cells.place(last)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def is_uncalculated(value: str, is_text: bool, zeros_doubtful: bool) -> bool:
    """Whether a formula's stored value is no result: none at all, or a 0 from a program that never calculates."""
    return not is_text and (value == "" or (zeros_doubtful and value == "0"))
