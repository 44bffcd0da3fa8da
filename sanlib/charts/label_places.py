"""Where a printed number may stand: beside its own point, off every number, point and line. All in inches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.path import Path
from matplotlib.transforms import Bbox

CLEARLY = 0.03
"""How much nearer than any other point a number stands to its own; half of what lies between them where they all but coincide."""


class Scale(NamedTuple):
    """Inches per year and per percentage point, above the share at the foot of the plot."""

    across: float
    up: float
    floor: float = 0.0

    def at(self, row) -> tuple[float, float]:
        return self.place(row.year, row.value_pct)

    def place(self, year: float, share: float) -> tuple[float, float]:
        return year * self.across, (share - self.floor) * self.up

    def share(self, high: float) -> float:
        """The share at a height."""
        return high / self.up + self.floor


class Field(NamedTuple):
    """The contents of a plot: its points, every line in it, the boxes of numbers placed so far."""

    points: list[tuple[float, float]]
    lines: list[Path]
    taken: list[Bbox]


def field(table: pd.DataFrame, scale: Scale, mark: float, across: Iterable[tuple[Sequence[float], Sequence[float]]] = ()) -> Field:
    """The points, lines and intervals of a trend; a mark is so many inches wide and high, `across` other lines (years, shares)."""
    points = [scale.at(row) for row in table.itertuples()]
    runs = [[scale.at(row) for row in run.itertuples()] for _, run in table.groupby("segment") if len(run) > 1]
    known = table[table["low_pct"].notna() & table["high_pct"].notna()]
    intervals = [[scale.place(row.year, row.low_pct), scale.place(row.year, row.high_pct)] for row in known.itertuples()]
    others = [[scale.place(*at) for at in zip(years, shares, strict=True)] for years, shares in across]
    return Field(points, [Path(line) for line in [*runs, *intervals, *others] if line], [around(point, mark, mark) for point in points])


def around(centre: tuple[float, float], wide: float, high: float) -> Bbox:
    """The box so wide and so high about a point."""
    return Bbox.from_bounds(centre[0] - wide / 2, centre[1] - high / 2, wide, high)


def beside(point: tuple[float, float], wide: float, high: float, mark: float, within: tuple[float, float]) -> Iterator[Bbox]:
    """The boxes a number so wide and high may take about the mark at its point, the likeliest first, between two heights.

    Above and below, right and left, moved along the mark as far as its edge, at a slant, and last above and below a little farther off.
    """
    near, (x, y) = mark / 2 + high / 2 + 0.02, point
    aside, edge = mark / 2 + wide / 2 + 0.03, wide / 2 + 0.03  # past its edge: an upright interval runs there
    along = (edge / 2, -edge / 2, edge, -edge)
    steps = [(0, near), (0, -near), *((right, up) for up in (0, near / 4, -near / 4) for right in (aside, -aside))]
    steps += [(right, up) for right in along for up in (near, -near)]
    steps += [(right, up) for up in (near / 2, -near / 2, near, -near) for right in (aside, -aside)]
    steps += [(right, up) for right in (0, *along) for up in (near + 0.06, -near - 0.06)]
    found = (around((x + right, y + up), wide, high) for right, up in steps)
    return (box for box in found if within[0] <= box.y0 and box.y1 <= within[1])


def free(point: tuple[float, float], boxes: Iterable[Bbox], here: Field, clearly: float = CLEARLY) -> Bbox | None:
    """The first box that is by so much nearest to its own point, covers nothing and is crossed by no line."""
    standing = (box for box in boxes if _its_own(box, point, here.points, clearly) and not any(box.overlaps(other) for other in here.taken))
    return next((box for box in standing if not any(line.intersects_bbox(box, filled=False) for line in here.lines)), None)


def _its_own(box: Bbox, point: tuple[float, float], points: list[tuple[float, float]], clearly: float) -> bool:
    return all(_away(box, point) + min(clearly, math.dist(point, other) / 2) < _away(box, other) for other in points if other != point)


def _away(box: Bbox, point: tuple[float, float]) -> float:
    """From a point to the nearest edge of a box."""
    x, y = point
    return math.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))
