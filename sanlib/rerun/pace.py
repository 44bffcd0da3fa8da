"""How fast a figure moves, how fast it would have to, and when it gets there: a straight line over one unbroken series."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sanlib import schema

CONFIDENCE = 0.95
ON_THE_LINE, FLAT = 2, 4
"""Years the line is followed beyond the last point, then years the last value stays, then no estimate (JMP's practice)."""
STARTS_ANEW = {"patahan_metode", "patahan_bagian", "anjlok_saat_patahan", "definisi_bergeser",
                "definisi_bergeser_imbas", "basis_melompat"}
"""Flags from which on a figure is measured otherwise: the line never crosses them."""
LEFT_OUT = {"bagian_mustahil", "kolom_kembar", "jiwa_sebagai_kk", "nilai_kembar"}
"""Flags of a figure that is itself wrong: it is no point of the line."""
SERIES = ["region_code", "region", "indicator", "instrument", "ladder", "basis"]
PACE = (*SERIES, "first", "last", "points", "value_pct", "pp_per_year", "low_pp", "high_pp", "target_set", "target_year",
        "target_pct", "direction", "required_pp_per_year", "reach_year", "reach_low", "reach_high", "reach")
PROJECTION = ("period", "value_pct", "low_pct", "high_pct")


class Line(NamedTuple):
    """A straight line through points by ordinary least squares; `spread` is the residual standard deviation (nan for two)."""

    slope: float
    middle_year: float
    middle_pct: float
    spread: float
    squares: float
    points: int

    @property
    def quantile(self) -> float:
        """Student's t for the interval; no residual is left with two points."""
        return stats.t.ppf((1 + CONFIDENCE) / 2, self.points - 2) if self.points > 2 else math.nan


def line(years, values) -> Line | None:
    """The line through points (several may share a year); none where all points are of one year."""
    x, y = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    if len(np.unique(x)) < 2:
        return None
    squares = ((x - x.mean()) ** 2).sum()
    slope = ((x - x.mean()) * (y - y.mean())).sum() / squares
    residuals = y - y.mean() - slope * (x - x.mean())
    spread = math.sqrt((residuals**2).sum() / (len(x) - 2)) if len(x) > 2 else math.nan
    return Line(slope, x.mean(), y.mean(), spread, squares, len(x))


def at(fitted: Line, year: float) -> tuple[float, float, float]:
    """Value on the line in a year, with the 95 % interval of a new figure of that year; nothing is clipped."""
    value = fitted.middle_pct + fitted.slope * (year - fitted.middle_year)
    error = fitted.spread * math.sqrt(1 + 1 / fitted.points + (year - fitted.middle_year) ** 2 / fitted.squares)
    return value, value - fitted.quantile * error, value + fitted.quantile * error


def project(years, values) -> pd.DataFrame:
    """The years beyond the last point: two on the line, four flat, then none; clipped to 0-100; one point gives no row."""
    fitted = line(years, values)
    if fitted is None:
        return pd.DataFrame(columns=PROJECTION)
    last = int(max(years))
    ahead = range(last + 1, last + ON_THE_LINE + FLAT + 1)
    rows = [(str(year), *np.clip(at(fitted, min(year, last + ON_THE_LINE)), 0, 100)) for year in ahead]
    return pd.DataFrame(rows, columns=PROJECTION)


def reach(fitted: Line, target: float) -> tuple[float, float, float]:
    """The year the line meets a target, and the earliest and latest years at which the target is within its interval.

    A line that does not rise or fall meets nothing (nan); where its slope cannot be told from 0 the latest is infinite.
    """
    year = fitted.middle_year + (target - fitted.middle_pct) / fitted.slope if fitted.slope else math.nan
    margin = (fitted.quantile * fitted.spread) ** 2
    if math.isnan(margin):
        return year, math.nan, math.nan
    a = fitted.slope**2 - margin / fitted.squares
    b = 2 * fitted.slope * (fitted.middle_pct - target)
    c = (fitted.middle_pct - target) ** 2 - margin * (1 + 1 / fitted.points)
    if a > 0:
        root = math.sqrt(max(b * b - 4 * a * c, 0))
        return year, fitted.middle_year + (-b - root) / (2 * a), fitted.middle_year + (-b + root) / (2 * a)
    if a == 0 or b * b < 4 * a * c:
        return year, -math.inf, math.inf
    return year, fitted.middle_year + (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a), math.inf


def unbroken(history: pd.DataFrame) -> pd.DataFrame:
    """The figures of each series since its last break, wrong ones left out: one instrument, one ladder, one basis."""
    rows = history[history["value_pct"].notna() & ~_flagged(history, LEFT_OUT)]
    rows = rows.assign(year=pd.to_numeric(rows["period"])).sort_values([*SERIES, "year"], kind="stable")
    part = _flagged(rows, STARTS_ANEW).astype(int).groupby([rows[name] for name in SERIES]).cumsum()
    latest = part.groupby([rows[name] for name in SERIES]).transform("max")
    return rows[part.eq(latest)].reset_index(drop=True)


def _flagged(rows: pd.DataFrame, flags: set[str]) -> pd.Series:
    return rows["flag"].map(lambda names: bool(flags & set(names.split(";")))).astype(bool)


def projection(history: pd.DataFrame, region: str, indicator: str, instrument: str) -> pd.DataFrame:
    """The projection of one series (period, value_pct, low_pct, high_pct), to hand to `chart_trend`."""
    rows = unbroken(history)
    own = rows[(rows["region"].eq(region) | rows["region_code"].eq(region)) & rows["indicator"].eq(indicator)
               & rows["instrument"].eq(instrument)]
    newest = own[own["ladder"].eq(own["ladder"].iloc[-1])] if len(own) else own
    return project(newest["year"], newest["value_pct"])


def pace(history: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Points per year of each series, beside the pace its targets require and the year each is reached at that pace.

    `history` holds every period's achievements, `gaps` the newest period's. `reach` says in one word what the year
    means: tercapai, satu titik, menjauh, dua titik (no interval), melampaui ekstrapolasi, or blank.
    """
    rows = [_pace(rows, target) for key, rows in unbroken(history).groupby(SERIES, sort=True)
            for target in _targets(gaps, key, rows["period"].iloc[-1])]
    return pd.DataFrame(rows, columns=PACE)


def _targets(gaps: pd.DataFrame, key: tuple, period: str):
    own = gaps["target_pct"].notna() & gaps["period"].eq(period)
    for name, value in zip(SERIES, key, strict=True):
        own &= gaps[name].eq(value)
    return gaps[own].itertuples()


def _pace(rows: pd.DataFrame, target) -> dict:
    fitted = line(rows["year"], rows["value_pct"])
    told = {name: rows[name].iloc[-1] for name in (*SERIES, "value_pct")} | {
        "first": rows["period"].iloc[0], "last": rows["period"].iloc[-1], "points": len(rows)}
    told |= {name: getattr(target, name) for name in
             ("target_set", "target_year", "target_pct", "direction", "required_pp_per_year")}
    if fitted is None:
        return told | {"reach": "tercapai" if target.verdict == schema.TERCAPAI else "satu titik"}
    margin = fitted.quantile * fitted.spread / math.sqrt(fitted.squares)
    told |= {"pp_per_year": fitted.slope, "low_pp": fitted.slope - margin, "high_pp": fitted.slope + margin}
    return told | _arrival(fitted, target, int(rows["year"].iloc[-1]))


def _arrival(fitted: Line, target, last: int) -> dict:
    """When the target is met at this pace: never before the last point, and blank where it is met or moves away."""
    if target.verdict == schema.TERCAPAI:
        return {"reach": "tercapai"}
    towards = fitted.slope if target.direction == "minimal" else -fitted.slope
    if towards <= 0:
        return {"reach": "menjauh"}
    year, low, high = (max(bound, last) for bound in reach(fitted, target.target_pct))
    beyond = "melampaui ekstrapolasi" if year > last + ON_THE_LINE else ""
    return {"reach_year": year, "reach_low": low, "reach_high": high,
            "reach": ";".join(filter(None, ("dua titik" if fitted.points == 2 else "", beyond)))}
