"""The mayor's chart: every capaian as a bar from 0 to 100 with its targets across, and the signed gap beside it, large."""

from __future__ import annotations

import functools

import pandas as pd

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, measured_text, style
from sanlib.charts.canvas import Canvas
from sanlib.documents.document import Bar, Picture
from sanlib.judging import gap, sizes
from sanlib.printing.gap_table import gap_shown
from sanlib.project import schema
from sanlib.reference.targets import dated

LEFT, MIDDLE, GUTTER, EDGE = 2.75, 4.1, 0.3, 0.03
"""Inches of the names, of the bars, between the bars and what stands beside them, and left of the names, whose first letters reach over."""
LEAST, MOST = 0.84, 1.3
"""Inches a bar's row may be high: with less its lines of text collide, with more it is only white."""
KEY, THICK, REACH, LINE = 0.34, 0.3, 0.18, 0.22
NAME, LONG, GAP, QUIET, SMALL = 17, 15.5, 24, 17, 15.3
"""Point sizes on a page 11.1 inches wide; on paper (17.6 cm) 0.624 of that, so that nothing is smaller than 9.5 points. A gap still
open is set in GAP, any other in QUIET: the loudest number is one there is something to do about. LONG: names of two lines."""


def picture(rows: pd.DataFrame, title: str) -> Picture | None:
    """A chart of a region's comparisons, one bar per indicator and instrument; None where there is none.

    `rows` stand in the order of the bars, of each figure first the comparison that its bar, colour and large number are for.
    """
    measured = rows[rows["target_pct"].notna()]
    if not len(measured):
        return None
    groups = [group for _, group in measured.groupby(["indicator", "instrument"], sort=False)]
    bars = tuple(_bar(group.iloc[0]) for group in groups)
    return Picture(
        functools.partial(_figure, groups, chart_rows.used(measured)),
        chart_page.told(title, description.alt_text(title, measured), bool(schema.synthetic(measured).any())),
        bars,
        *_heights(groups),
    )


def _heights(groups: list[pd.DataFrame]) -> tuple[float, float]:
    """Inches the chart takes at least and at most; with three targets at a figure each row has room for one more line."""
    return KEY + (LEAST + _more(groups)) * len(groups), KEY + (MOST + _more(groups)) * len(groups)


def _more(groups: list[pd.DataFrame]) -> float:
    return LINE if max(map(len, groups)) > 2 else 0


def _bar(row: pd.Series) -> Bar:
    withheld = row["verdict"] == schema.TIDAK_DINILAI
    value = None if pd.isna(row["value_pct"]) else float(row["value_pct"])
    against = words.label("pack.bar", target=dated(row["target_set"], row["target_year"]), verdict=words.label("verdict." + row["verdict"]))
    against = " · ".join(filter(None, (against, gap.distance_of(row))))
    return Bar(
        f"{chart_rows.name(row['indicator'])} ({row['instrument']})",
        value,
        float(row["target_pct"]),
        gap_shown(row),
        against,
        row["verdict"],
        withheld,
        sizes.unsure(row),
    )


def _figure(groups: list[pd.DataFrame], drawn: pd.DataFrame, height: float | None = None) -> chart_page.Chart:
    """The drawing without title and sources, which the page has itself; as high as asked within readable limits."""
    least, most = _heights(groups)
    high = min(max(height or least, least), most)
    chart = chart_page.Chart(figsize=(chart_page.INNER, high), facecolor="white")
    Canvas(chart)
    chart.drawn = drawn
    axes = chart.box(0, 0, chart_page.INNER, high)
    axes.set(xlim=(0, chart_page.INNER), ylim=(high, 0))
    _key(axes)
    step = (high - KEY) / len(groups)
    places = words.column_places(drawn["value_pct"])
    for line, group in enumerate(groups):
        _row(axes, group, KEY + step * line + 0.48 * (step - _more(groups)), THICK, places)
    if schema.synthetic(drawn).any():
        chart_page.watermark(chart)
    return chart


def _key(axes) -> None:
    """What bar, line and right-hand number are, above their columns."""
    grey = style.colour("abu_tua")
    drawing.put(axes, LEFT, KEY / 2, words.label("pack.chart.bar"), SMALL, colour=grey)
    drawing.put(axes, LEFT + MIDDLE + GUTTER, KEY / 2, words.label("pack.chart.gap"), SMALL, colour=grey)


def _row(axes, group: pd.DataFrame, y: float, thick: float, places: int) -> None:
    first = group.iloc[0]
    _name(axes, chart_rows.name(first["indicator"]), f"{_share(first, places)} · {first['instrument']}", y)
    drawing.track(axes, LEFT, y, MIDDLE, thick)
    bar = drawing.bar(
        axes,
        LEFT,
        y,
        MIDDLE * _kept(100 if pd.isna(first["value_pct"]) else first["value_pct"]),
        thick,
        style.look(first["verdict"]),
        gid=first["verdict"],
    )
    if pd.notna(first["low_pct"]) and pd.notna(first["high_pct"]):
        drawing.whisker(axes, LEFT + MIDDLE * _kept(first["low_pct"]), LEFT + MIDDLE * _kept(first["high_pct"]), y, 0.05)
    for row in group.itertuples():
        at, verified = LEFT + MIDDLE * _kept(row.target_pct), row.target_confidence != "unverified"
        drawing.target(axes, at, y - REACH, y + REACH, verified)
        drawing.end_at_target(axes, at, bar, verified)
    _ticks(axes, group, y - REACH - 0.11)
    _verdict(axes, first, y)
    _others(axes, group.iloc[1:], y + REACH + 0.13)


def _share(row: pd.Series, places: int) -> str:
    """The capaian below a bar's name, all with as many decimals; a word where it may not be published."""
    return words.label("withheld") if pd.isna(row["value_pct"]) else words.percent(row["value_pct"], places)


def _ticks(axes, group: pd.DataFrame, y: float) -> None:
    """Above each target's line what it asks, moved aside where two stand close."""
    asked = sorted(set(group["target_pct"]))
    said = [words.number(value, None) for value in asked]
    widths = [measured_text.width(text, SMALL) for text in said]
    places = measured_text.spread([LEFT + MIDDLE * _kept(value) for value in asked], widths, LEFT - 0.2, LEFT + MIDDLE + 0.25)
    for text, x in zip(said, places, strict=True):
        drawing.put(axes, x, y, text, SMALL, align="center", gid="asked")


def _others(axes, rows: pd.DataFrame, y: float) -> None:
    """Below a bar its other targets: the signed gap and how far that is in words, or what of both its column has room for."""
    if not len(rows):
        return
    told = [_other(row) for _, row in rows.iterrows()]
    forms = ["; ".join(f"{name}: {gap}, {far}" for name, gap, far in told)]
    forms += ["; ".join(f"{name}: {far}" for name, _, far in told), "; ".join(f"{name}: {gap}" for name, gap, _ in told)]
    room = MIDDLE + GUTTER - 0.08
    shown = next((form for form in forms if measured_text.width(form, SMALL) <= room), measured_text.wrap(forms[-1], SMALL, room))
    drawing.put(axes, LEFT, y + LINE / 2 * shown.count("\n"), shown, SMALL, colour=style.colour("abu_tua"), gid="others")


def _other(row: pd.Series) -> tuple[str, str, str]:
    return dated(row["target_set"], row["target_year"]), gap_shown(row), gap.distance_of(row) or words.label("verdict." + row["verdict"])


def _name(axes, name: str, capaian: str, y: float) -> None:
    """The indicator in one large line, or two smaller ones, above its capaian and instrument."""
    size = NAME if measured_text.width(name, NAME, bold=True) <= LEFT - 0.2 else LONG
    shown = measured_text.shorten(name, size, LEFT - 0.2, 2, bold=True)
    deep = 0.13 if "\n" in shown else 0
    drawing.put(axes, EDGE, y - 0.14, shown, size, bold=True)
    drawing.put(axes, EDGE, y + 0.15 + deep, measured_text.shorten(capaian, SMALL, LEFT - 0.2, 1), SMALL)


def _kept(share: float) -> float:
    """A share limited to the range of the axis."""
    return min(max(share, 0), 100) / 100


def _verdict(axes, row: pd.Series, y: float) -> None:
    """The signed gap of the comparison a bar is for, with its verdict's shape, how far that is in words, and the target's name.

    Where the base jumped the words have both sizes, and they are the loudest.
    """
    x = LEFT + MIDDLE + GUTTER
    both = sizes.unsure(row)
    missed = row["verdict"] == schema.BELUM and not both
    printed, size = gap_shown(row), GAP if missed else QUIET
    drawing.put(axes, x, y - 0.14, printed, size, bold=missed, gid="gap")
    beside = x + measured_text.width(printed, size, bold=missed) + 0.2
    drawing.mark(axes, beside, y - 0.14, style.look(row["verdict"]), 13)
    far = gap.distance_of(row)
    said = far or words.label("verdict." + row["verdict"])
    room = chart_page.INNER - beside - 0.2
    loud = next(
        one for one in ((QUIET, LONG, SMALL) if both else (SMALL,)) if one == SMALL or measured_text.width(said, one, bold=both) <= room
    )
    shown = measured_text.shorten(said, loud, room, 1, bold=both)
    drawing.put(axes, beside + 0.2, y - 0.14, shown, loud, bold=both, gid="distance" if far else None)
    target = f"{dated(row['target_set'], row['target_year'])}: {chart_rows.share(row['target_pct'])}"
    drawing.put(axes, x, y + 0.15, measured_text.shorten(target, SMALL, chart_page.INNER - x, 1), SMALL, colour=style.colour("abu_tua"))
