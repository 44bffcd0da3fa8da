"""What a sheet knows beside its values: hidden rows, merged cells, percent formats, error cells, formulas never run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_CELLS = 6_000_000
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
