"""The pace of an indicator, the pace its target requires, and the year it is reached: a straight line over one unbroken series."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from sanlib import words
from sanlib.judging import flags, sizes
from sanlib.judging.raising_flags import carrying
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import indicators, regions
from sanlib.reference.targets import dated

CONFIDENCE = 0.95
ON_THE_LINE, FLAT = 2, 4
"""Years the line is followed beyond the last point, then years the last value stays, then no estimate (JMP's practice)."""
WITH_INTERVAL = 3
"""Points a line needs before it has an interval; fewer are not drawn as a projection."""
SERIES = ["region_code", "region", "indicator", "instrument", "ladder", "basis"]
PACE = (
    *SERIES,
    *"""
    first last points value_pct alt_pct pp_per_year low_pp high_pp alt_pp_per_year target_set target_year target_pct direction
    required_pp_per_year alt_required_pp_per_year reach_year reach_low reach_high reach alt_reach_year alt_reach
    """.split(),
)
"""Columns of `pace`; those called alt_* are on the previous period's base, blank where none of the points stands on a base that jumped."""
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
        return scipy.special.stdtrit(self.points - 2, (1 + CONFIDENCE) / 2) if self.points > 2 else math.nan


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


def project(years, values, backwards: bool = False) -> pd.DataFrame:
    """The years beyond the last point (before the first, where `backwards`): two on the line, four flat, then none.

    In the flat years the interval holds a new figure whether the line goes on or stops where it is held: it reaches over
    both intervals, since one carried flat would miss most figures of a line that goes on.
    Clipped to 0-100; one point gives no row. This is how far JMP extrapolates its own lines, in both directions.
    """
    fitted = line(years, values)
    if fitted is None:
        return pd.DataFrame(columns=PROJECTION)
    end, step = (int(min(years)), -1) if backwards else (int(max(years)), 1)
    away = range(1, ON_THE_LINE + FLAT + 1)
    rows = [(str(end + step * far), *np.clip(_held(fitted, end, step, far), 0, 100)) for far in away]
    return pd.DataFrame(rows[::step], columns=PROJECTION)


def _held(fitted: Line, end: int, step: int, far: int) -> tuple[float, float, float]:
    """The value `far` years away, held after those on the line, with the interval of both the held and the running line."""
    value, *held = at(fitted, end + step * min(far, ON_THE_LINE))
    _, *running = at(fitted, end + step * far)
    return value, min(held[0], running[0]), max(held[1], running[1])


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
    """The figures of each series since its last break, wrong ones left out: one instrument, one ladder, one basis.

    A wrong figure is no point, but the break it may stand at cuts the series all the same.
    """
    rows = history[history["value_pct"].notna()]
    rows = rows.assign(year=pd.to_numeric(rows["period"])).sort_values([*SERIES, "year"], kind="stable")
    part = _flagged(rows, "before").astype(int).groupby([rows[name] for name in SERIES]).cumsum()
    latest = part.groupby([rows[name] for name in SERIES]).transform("max")
    return rows[part.eq(latest) & ~_flagged(rows, "isolated")].reset_index(drop=True)


def _flagged(rows: pd.DataFrame, effect: str) -> pd.Series:
    """Whether any of a row's flags does this to a line (flags.breaking)."""
    return carrying(rows, {name for name, its in flags.breaking().items() if its == effect})


def projection(history: pd.DataFrame, region: str, indicator: str, instrument: str) -> pd.DataFrame:
    """The projection of one series (period, value_pct, low_pct, high_pct), to hand to `charts.trend`."""
    rows = unbroken(history)
    own = rows[
        rows["region"].eq(regions.official(region, history))
        & rows["indicator"].eq(indicators.check(indicator))
        & rows["instrument"].eq(instrument)
    ]
    newest = own[own["ladder"].eq(own["ladder"].iloc[-1])] if len(own) else own
    return project(newest["year"], newest["value_pct"])


@takes("history")
def projections(history: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """One projection a region (region, instrument, ladder, period, value_pct, low_pct, high_pct), to hand to `charts.trends`.

    Of the series with most points since its last break, the newest of equals; from three points on, so that each has
    its interval.

    >>> san.projections(period, "penanganan").columns.tolist()[:4]
    ['period', 'value_pct', 'low_pct', 'high_pct']
    """
    rows = unbroken(history)
    rows = rows[rows["indicator"].eq(indicators.check(indicator))]
    found = [_longest(own) for _, own in rows.groupby("region_code", sort=False)]
    return pd.concat(
        [part for part in found if len(part)] or [pd.DataFrame(columns=["region", "instrument", "ladder", *PROJECTION])], ignore_index=True
    )


def _longest(own: pd.DataFrame) -> pd.DataFrame:
    series = [rows for _, rows in own.groupby(SERIES, sort=True)]
    longest = max(series, key=lambda rows: (len(rows), rows["year"].max()))
    if len(longest) < WITH_INTERVAL:
        return longest.iloc[:0]
    ahead = project(longest["year"], longest["value_pct"])
    return ahead.assign(**{name: longest[name].iloc[0] for name in ("region", "instrument", "ladder")})


@takes("history")
def pace(history: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Points per year of each series, beside the pace its targets require and the year each is reached at that pace.

    `history` holds every period's achievements, `gaps` the newest period's. `reach` says in one word what the year
    means: tercapai, satu titik, menjauh, dua titik (no interval), melampaui ekstrapolasi, or blank. Where the first point stands
    on a base that jumped, all of it also on the previous base (`alt_*`).

    >>> san.pace(period, gaps)["reach"].unique().tolist()[:2]
    ['dua titik;melampaui ekstrapolasi', 'tercapai']
    """
    rows = [
        _pace(rows, target)
        for key, rows in unbroken(history).groupby(SERIES, sort=True)
        for target in _targets(gaps, key, rows["period"].iloc[-1])
    ]
    table = pd.DataFrame(rows, columns=[*PACE, "synthetic"])
    return schema.marked(table[list(PACE)], schema.synthetic(table))


def _targets(gaps: pd.DataFrame, key: tuple, period: str):
    own = gaps["target_pct"].notna() & gaps["period"].eq(period)
    for name, value in zip(SERIES, key, strict=True):
        own &= gaps[name].eq(value)
    return gaps[own].itertuples()


def _pace(rows: pd.DataFrame, target) -> dict:
    fitted = line(rows["year"], rows["value_pct"])
    row = {name: rows[name].iloc[-1] for name in (*SERIES, "value_pct", "alt_pct")} | {
        "first": rows["period"].iloc[0],
        "last": rows["period"].iloc[-1],
        "points": len(rows),
        "synthetic": bool(schema.synthetic(rows).any()),
    }
    row |= {name: getattr(target, name) for name in ("target_set", "target_year", "target_pct", "direction", "required_pp_per_year")}
    row |= dict(zip(("alt_required_pp_per_year",), sizes.each_year(target)[1:], strict=False))
    if fitted is None:
        return row | {"reach": "tercapai" if target.verdict == schema.TERCAPAI else "satu titik"}
    margin = fitted.quantile * fitted.spread / math.sqrt(fitted.squares)
    row |= {"pp_per_year": fitted.slope, "low_pp": fitted.slope - margin, "high_pp": fitted.slope + margin}
    last = int(rows["year"].iloc[-1])
    return row | _arrival(fitted, target, last) | _on_other_base(rows, target, last)


def _on_other_base(rows: pd.DataFrame, target, last: int) -> dict:
    """The same with the shares on the previous base, where a point stands on a base that jumped; else nothing."""
    other = line(rows["year"], rows["alt_pct"].fillna(rows["value_pct"])) if rows["alt_pct"].notna().any() else None
    if other is None:
        return {}
    found = _arrival(other, target, last)
    return {"alt_pp_per_year": other.slope} | {f"alt_{name}": found[name] for name in ("reach_year", "reach") if name in found}


def _arrival(fitted: Line, target, last: int) -> dict:
    """The first year whose figure meets the target at this pace; blank where it is met or moves away.

    A line that crosses the target within a year meets it in the next (2023.44 is 2024), as `closing_year` counts; a
    target the last figure does not meet is not met in that figure's year, wherever the line runs.
    """
    if target.verdict == schema.TERCAPAI:
        return {"reach": "tercapai"}
    towards = fitted.slope if target.direction == "minimal" else -fitted.slope
    if towards <= 0:
        return {"reach": "menjauh"}
    year, low, high = (max(float(np.ceil(bound - 1e-9)), last + 1) for bound in reach(fitted, target.target_pct))
    beyond = "melampaui ekstrapolasi" if year > last + ON_THE_LINE else ""
    return {
        "reach_year": year,
        "reach_low": low,
        "reach_high": high,
        "reach": ";".join(filter(None, ("dua titik" if fitted.points == 2 else "", beyond))),
    }


PRINTED = ("region", "indicator", "instrument", "points", "value_pct", "pp_per_year", "target_set", "required_pp_per_year", "reach")


@bound
def pace_table(table: pd.DataFrame, lang: str | None = None) -> pd.DataFrame:
    """Today's pace beside the pace required, and the year reached, as printed: every number with its interval and basis."""
    shown = pd.DataFrame({name: table[name] for name in PRINTED})
    shown["indicator"] = [words.label(name) for name in table["indicator"]]
    shown["points"] = [_fitted(row) for row in table.itertuples()]
    shown["value_pct"] = [_both(words.number(row.value_pct, 2), words.number(row.alt_pct, 2)) for row in table.itertuples()]
    shown["pp_per_year"] = [_both(_with_interval(row), words.signed_points(row.alt_pp_per_year)) for row in table.itertuples()]
    shown["target_set"] = [f"{dated(row.target_set, row.target_year)}: {words.number(row.target_pct, 2)}" for row in table.itertuples()]
    shown["required_pp_per_year"] = [_required(row) for row in table.itertuples()]
    shown["reach"] = [_both(_reached(row), _reached_on_other(row)) for row in table.itertuples()]
    shown = shown.set_axis([words.label(f"pace.{name}") for name in PRINTED], axis=1)
    return schema.marked(shown, schema.synthetic(table)).reset_index(drop=True)


def _fitted(row) -> str:
    """How many points of which years the line runs through, and that the base of the first jumped."""
    said = words.label("pace.fitted", points=row.points, years="–".join(dict.fromkeys((row.first, row.last))))
    jumped = pd.notna(row.alt_pct) or pd.notna(row.alt_pp_per_year)
    return f"{said} ({words.label('flag.basis_melompat')})" if jumped else said


def _both(said: str, other: str) -> str:
    """What is printed on this base, and on the previous one where that is known and another."""
    return said if other in (said, "–", "") else words.label("pace.other", said=said, other=other)


def _with_interval(row) -> str:
    said = words.signed_points(row.pp_per_year)
    return said if pd.isna(row.low_pp) else f"{said} ({words.signed_points(row.low_pp)} .. {words.signed_points(row.high_pp)})"


def _required(row) -> str:
    """The pace required, in the direction the figure has to move, on both bases; none where it is met, due or not to be judged."""
    if row.reach == schema.TERCAPAI:
        return "–"
    if pd.isna(row.required_pp_per_year):
        due = row.target_year <= int(row.last)
        return words.label("pace.due" if due else f"verdict.{schema.TIDAK_DINILAI}")
    both = [row.required_pp_per_year, *(one for one in [row.alt_required_pp_per_year] if pd.notna(one))]
    sign = "" if not max(both) else "+" if row.direction == "minimal" else words.MINUS
    return sign + words.point_span(both)


def _reached_on_other(row) -> str:
    if pd.isna(row.alt_reach_year):
        return words.label(f"reach.{row.alt_reach}") if pd.notna(row.alt_reach) else ""
    return f"{row.alt_reach_year:.0f}"


def _reached(row) -> str:
    """The year with its interval, or why there is none; beyond the projection it is only a straight line's arithmetic."""
    if pd.isna(row.reach_year):
        return words.label(f"reach.{row.reach}")
    early, late = (f"{year:.0f}" if math.isfinite(year) else words.label("reach.never") for year in (row.reach_low, row.reach_high))
    year = f"{row.reach_year:.0f}" + (f" ({early}–{late})" if not pd.isna(row.reach_low) else "")
    notes = [words.label(f"reach.{note}") for note in row.reach.split(";") if note]
    return "; ".join([year, *notes])
