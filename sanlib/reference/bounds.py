"""The possible range of each quantity: the rows of bounds.csv, each with its source; a cell outside is not used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import reference_tables

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


@reference_tables.derived("bounds.csv")
def bounds(rows: pd.DataFrame) -> Bounds:
    """Every bound by quantity (share, base, amount), unit and level of region."""
    return {(row.quantity, row.unit, row.level): Bound(float(row.low), float(row.high), row.source) for row in rows.itertuples()}


def most(quantity: str, unit: str, level: str = REGENCY) -> float:
    """The most that a quantity can be; its row is computed with and may not be missing."""
    bound = bounds().get((quantity, unit, level)) or bounds().get((quantity, unit, EVERYWHERE))
    if bound is None:
        file = folders.shown(folders.reference("bounds.csv"))
        raise InputError("reference_row_missing", file, column="quantity, unit, level", value=f"{quantity}, {unit}, {level}")
    return bound.high


def broken(known: Bounds, quantity: str, unit: str, code: str, value: float | None, rounding: float = 0.0) -> Bound | None:
    """The bound a value breaks; None where it lies inside, there is no value, or no row bounds such a quantity."""
    level = PROVINCE if len(code) == 2 else REGENCY
    bound = known.get((quantity, unit, level)) or known.get((quantity, unit, EVERYWHERE))
    return bound if bound and value is not None and not bound.holds(value, rounding) else None
