"""Where a printed number may stand: beside its own point, off every other number, point and line. All in inches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sanlib.charts import joined_series

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
    """The contents of a plot: its points, its lines by series, the boxes of numbers placed so far; breaks and targets give way."""

    points: list[tuple[float, float]]
    lines: dict[tuple, list[Path]]
    taken: list[Bbox]
    yielding: list[Path]


def field(
    table: pd.DataFrame, scale: Scale, mark: float, broken: Iterable[float] = (), across: Iterable[tuple[list[float], list[float]]] = ()
) -> Field:
    """The points and lines of a trend; a mark is so many inches wide and high, `broken` the places of breaks, `across` the targets."""
    points = [scale.at(row) for row in table.itertuples()]
    lines = {
        own: [Path([scale.at(row) for row in run.itertuples()]) for _, run in group.groupby("segment") if len(run) > 1]
        for own, group in table.groupby(joined_series.OWN, sort=False)
    }
    return Field(
        points,
        lines,
        [around(point, mark, mark) for point in points],
        [
            *(Path([(year * scale.across, 0), (year * scale.across, 101 * scale.up)]) for year in broken),
            *(Path([scale.place(*at) for at in zip(years, shares, strict=True)]) for years, shares in across),
        ],
    )


def around(centre: tuple[float, float], wide: float, high: float) -> Bbox:
    """The box so wide and so high about a point."""
    return Bbox.from_bounds(centre[0] - wide / 2, centre[1] - high / 2, wide, high)


def free(point: tuple[float, float], owner: tuple, boxes: Iterable[Bbox], here: Field) -> Bbox | None:
    """The first box that is nearest to its own point, covers nothing and crosses no line but, at need, its own, a break's or a target's."""
    standing = [box for box in boxes if _its_own(box, point, here.points) and not any(box.overlaps(other) for other in here.taken)]
    others = [line for own, lines in here.lines.items() if own != owner for line in lines]
    apart = [box for box in standing if not _crossed(box, others)]
    return next((box for box in apart if not _crossed(box, [*here.lines.get(owner, []), *here.yielding])), next(iter(apart), None))


def _its_own(box: Bbox, point: tuple[float, float], points: list[tuple[float, float]]) -> bool:
    return all(_away(box, point) + min(CLEARLY, math.dist(point, other) / 2) < _away(box, other) for other in points if other != point)


def _away(box: Bbox, point: tuple[float, float]) -> float:
    """From a point to the nearest edge of a box."""
    x, y = point
    return math.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))


def _crossed(box: Bbox, lines: list[Path]) -> bool:
    return any(line.intersects_bbox(box, filled=False) for line in lines)
