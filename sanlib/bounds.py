"""What a quantity can be at all: the rows of bounds.csv, each with its source; outside them a cell is not used."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import project

EVERYWHERE, REGENCY, PROVINCE = "semua", "kabupaten/kota", "provinsi"


class Bound(NamedTuple):
    """The least and the most a quantity can be, both included, and who says so."""

    low: float
    high: float
    source: str

    def holds(self, value: float, rounding: float = 0.0) -> bool:
        """Whether a value lies inside, allowing for its rounding."""
        return self.low - rounding <= value <= self.high + rounding


Bounds = Mapping[tuple[str, str, str], Bound]


def bounds(root=None) -> Bounds:
    """Every bound by quantity (share, base, amount), unit and level of region."""
    path = project.reference("bounds.csv", root)
    return _read_once(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read_once(path: Path, _changed: int) -> Bounds:
    rows = pd.read_csv(path, keep_default_na=False, encoding="utf-8-sig", dtype={"low": float, "high": float})
    return {(row.quantity, row.unit, row.level): Bound(row.low, row.high, row.source) for row in rows.itertuples()}


def broken(known: Bounds, quantity: str, unit: str, code: str, value: float | None, rounding: float = 0.0) -> Bound | None:
    """The bound a value breaks; None where it lies inside, there is no value, or no row bounds such a quantity."""
    level = PROVINCE if len(code) == 2 else REGENCY
    bound = known.get((quantity, unit, level)) or known.get((quantity, unit, EVERYWHERE))
    return bound if bound and value is not None and not bound.holds(value, rounding) else None
