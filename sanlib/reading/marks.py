"""What a sheet knows beside its values: hidden rows, merged cells, percent formats, error cells, formulas never run."""

from __future__ import annotations

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
    """What a workbook's own tables say about its cells: percent styles, and whether a formula's 0 may be no result.

    In the `numeric` styles a number is certainly a number; in any other it may be a date.
    """

    percent: frozenset[bytes]
    zeros_doubtful: bool
    numeric: frozenset[int] = frozenset()


class Scanned(NamedTuple):
    """A sheet's marks, the rectangle from A1 to its last filled cell, and where it is plain its cells (plainsheet)."""

    marks: Marks
    rows: int
    columns: int
    plain: object = None


def merged(first: str, last: str) -> tuple[int, int, int, int]:
    """A merged area as top, left, bottom, right, counted from 0."""
    return cells.place(first) + cells.place(last)


def is_uncalculated(value: str, is_text: bool, zeros_doubtful: bool) -> bool:
    """Whether a formula's stored value is no result: none at all, or a 0 from a program that never calculates."""
    return not is_text and (value == "" or (zeros_doubtful and value == "0"))
