"""Which figures of a series a line may join: one instrument, one ladder, consecutive years, no break between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows, style
from sanlib.judging import flags, gap
from sanlib.project import schema

OWN = ["region_code", "instrument", "ladder"]
DRAWING = ["year", "hollow", "withheld", "effect", "segment"]
"""Columns `points` adds for the drawing, which are no part of the figures."""

SAME_PLACE = 0.5
"""Points: marks of shares no farther apart than this are seen as one."""


class Break(NamedTuple):
    """A place no line crosses, between two years, and why. `height` is blank where every series breaks, else where."""

    year: float
    why: str
    height: float | None = None


def points(achievements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The figures of an indicator by year: with `year`, `hollow` where flagged, and `segment`, the run a line may join.

    A figure that is withheld keeps its row, year and series, `withheld`, and none of its numbers.
    """
    table = chart_rows.of(achievements, indicator=indicator)
    table = table[gap.measured(table)]
    table = gap.published(table).assign(
        withheld=gap.withheld(table), year=lambda t: years(t["period"]), effect=lambda t: t["flag"].map(style.effect)
    )
    table = table[table["year"].notna()].sort_values([*OWN, "year"], kind="stable").reset_index(drop=True)
    return table.assign(hollow=table["effect"].ne(""), segment=_segments(table))


def covered(table: pd.DataFrame) -> pd.DataFrame:
    """The figures with `covered`: whether a series drawn after one has a mark at the same place, which would hide this one's."""
    order, _ = pd.factorize(pd.Series(owners(table), index=table.index, dtype=object))
    year, share = (table[name].to_numpy(float) for name in ("year", "value_pct"))
    covered = np.zeros(len(table), dtype=bool)
    for one in np.unique(year[~np.isnan(year)]):  # year by year: of a country all at once are some hundred million pairs
        at = np.flatnonzero(year == one)
        near = np.abs(share[at, None] - share[at]) < SAME_PLACE
        covered[at] = (near & (order[at] > order[at, None])).any(axis=1)
    return table.assign(covered=covered)


def owner(row) -> tuple[str, str, str]:
    """The series a row of `points` belongs to."""
    return tuple(getattr(row, name) for name in OWN)


def owners(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """The series of each row."""
    return schema.keys(table, OWN)


def years(periods: pd.Series) -> pd.Series:
    """The year a period describes, as a number to place it by."""
    return pd.to_numeric(periods.astype(str).str.extract(r"((?:19|20)\d\d)", expand=False))


def _segments(table: pd.DataFrame) -> pd.Series:
    """A new run starts with a new series, after a missing year, at a break, and after a point that stands alone."""
    own = table.groupby(OWN, sort=False)
    new = own.cumcount().eq(0) | own["year"].diff().ne(1) | table["effect"].ne("")
    return (new | own["effect"].shift().eq("isolated")).cumsum()


def breaks(table: pd.DataFrame) -> list[Break]:
    """Where the method, the definition, the base or the ladder changed between two years, each with its reason.

    A break of some series only has the height at which it stands, so that it does not seem to cut the others.
    """
    changed = table[table["flag"].map(lambda flag: bool(_before(flag))).astype(bool)]
    found = [b for year, at in changed.groupby("year") for b in _in_year(table, at, float(year))]
    return found + _ladders(table)


def _before(flag: str) -> list[str]:
    return [name for name in flag.split(";") if name and style.effect(name) == "before"]


def _in_year(table: pd.DataFrame, at: pd.DataFrame, year: float) -> list[Break]:
    there = table[table["year"].eq(year)]
    if len(at) == len(there):
        return [Break(year - 0.5, chart_rows.reasons(_commonest(at)))]
    joined = at.merge(table[table["year"].eq(year - 1)], on=OWN, suffixes=("", "_before"), validate="many_to_many")
    return [Break(year - 0.5, "", (row.value_pct + row.value_pct_before) / 2) for row in joined.itertuples()]


def _commonest(at: pd.DataFrame) -> str:
    """The most frequent flag of these figures; among equally frequent ones the first of flags.csv."""
    named = [name for flag in at["flag"] for name in _before(flag)]
    return min(dict.fromkeys(named), key=lambda name: (-named.count(name), list(flags.breaking()).index(name)))


def _ladders(table: pd.DataFrame) -> list[Break]:
    """The year a new ladder came in, where figures of the old and the new stand on one page."""
    dated = sorted({int(ladder) for ladder in table["ladder"] if ladder.isdigit()})
    first = table["year"].min() if len(table) else 0
    return [Break(year - 0.5, words.label("chart.new_ladder", ladder=year)) for year in dated[1:] if year > first]
