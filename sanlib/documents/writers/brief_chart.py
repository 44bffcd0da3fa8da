"""The mayor's chart: every capaian as a bar from 0 to 100 with its targets across, and the signed gap beside it, large."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, measured_text, style
from sanlib.documents.document import Bar, Picture
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.reference.targets import dated

LEFT, MIDDLE = 2.9, 4.6
"""Inches of the names and of the bars on a page twelve inches wide; the gap has the rest."""
LEAST, MOST = 0.66, 1.3
"""Inches a bar's row may be high: with less its two lines of text collide, with more it is only white."""
KEY = 0.42
NAME, LONG, GAP, SMALL = 16, 13, 22, 12.5
"""Point sizes on a page 11.1 inches wide: on paper (17.6 cm) six tenths of that. LONG is for names that need two lines."""


def picture(rows: pd.DataFrame, title: str) -> Picture | None:
    """A chart of a region's comparisons, one bar per indicator and instrument; None where there is none."""
    measured = rows[rows["target_pct"].notna()]
    if not len(measured):
        return None
    groups = [
        group.sort_values(["target_year", "shortfall_pp"], ascending=[True, False], kind="stable")
        for _, group in measured.groupby(["indicator", "instrument"], sort=False)
    ]
    bars = tuple(_bar(group.iloc[0]) for group in groups)
    return Picture(
        functools.partial(_figure, groups, chart_rows.used(measured)),
        chart_page.told(title, description.alt_text(title, measured), bool(schema.synthetic(measured).any())),
        bars,
        KEY + LEAST * len(groups),
        KEY + MOST * len(groups),
    )


def _bar(row: pd.Series) -> Bar:
    withheld = row["verdict"] == schema.TIDAK_DINILAI
    value = None if pd.isna(row["value_pct"]) else float(row["value_pct"])
    against = words.label("pack.bar", target=dated(row["target_set"], row["target_year"]), verdict=words.label("verdict." + row["verdict"]))
    against = " · ".join(filter(None, (against, _far(row))))
    return Bar(
        f"{chart_rows.name(row['indicator'])} ({row['instrument']})",
        value,
        float(row["target_pct"]),
        _gap(row),
        against,
        row["verdict"],
        withheld,
    )


def _share(value: float) -> str:
    return chart_rows.share(value, words.decimals([value]))


def _gap(row) -> str:
    """The signed gap as printed, in brackets where it cannot be judged; none of a share that may not be published."""
    if pd.isna(row["gap_pp"]):
        return words.label("withheld")
    printed = words.signed(row["gap_pp"], words.decimals([row["gap_pp"]]))
    return f"({printed})" if row["verdict"] == schema.TIDAK_DINILAI else printed


def _far(row) -> str:
    """How far from the target in words, where the verdict does not leave that open."""
    return gap.distance(row["gap_pp"], row["direction"], row["verdict"], words.decimals([row["gap_pp"]]))


def _figure(groups: list[pd.DataFrame], drawn: pd.DataFrame, height: float | None = None) -> chart_page.Chart:
    """The drawing without title and sources, which the page has itself; as high as asked within readable limits."""
    least, most = KEY + LEAST * len(groups), KEY + MOST * len(groups)
    high = min(max(height or least, least), most)
    chart = chart_page.Chart(figsize=(chart_page.INNER, high), facecolor="white")
    FigureCanvasAgg(chart)
    chart.drawn = drawn
    axes = chart.box(0, 0, chart_page.INNER, high)
    axes.set(xlim=(0, chart_page.INNER), ylim=(high, 0))
    _key(axes)
    step = (high - KEY) / len(groups)
    for line, group in enumerate(groups):
        _row(axes, group, KEY + step * (line + 0.5), min(step * 0.5, 0.42))
    if schema.synthetic(drawn).any():
        chart_page.watermark(chart)
    return chart


def _key(axes) -> None:
    """What bar, line and right-hand number are, above their columns."""
    grey = style.colour("abu_tua")
    drawing.put(axes, LEFT, KEY / 2, words.label("pack.chart.bar"), SMALL, colour=grey)
    drawing.put(axes, LEFT + MIDDLE + 0.3, KEY / 2, words.label("pack.chart.gap"), SMALL, colour=grey)


def _row(axes, group: pd.DataFrame, y: float, thick: float) -> None:
    first = group.iloc[0]
    _name(axes, chart_rows.name(first["indicator"]), f"{_share(first['value_pct'])} · {first['instrument']}", y)
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
        drawing.target(axes, at, y - thick * 0.7, y + thick * 0.7, verified)
        drawing.end_at_target(axes, at, bar, verified)
    _verdict(axes, first, y)


def _name(axes, name: str, capaian: str, y: float) -> None:
    """The indicator in one large line, or two smaller ones, above its capaian and instrument."""
    size = NAME if measured_text.width(name, NAME, bold=True) <= LEFT - 0.2 else LONG
    shown = measured_text.shorten(name, size, LEFT - 0.2, 2, bold=True)
    deep = 0.11 if "\n" in shown else 0
    drawing.put(axes, 0, y - 0.13, shown, size, bold=True)
    drawing.put(axes, 0, y + 0.15 + deep, measured_text.shorten(capaian, SMALL, LEFT - 0.2, 1), SMALL)


def _kept(share: float) -> float:
    """A share limited to the range of the axis."""
    return min(max(share, 0), 100) / 100


def _verdict(axes, row: pd.Series, y: float) -> None:
    """The signed gap to the target due first, large, with the verdict's shape, its words and the target's name."""
    x = LEFT + MIDDLE + 0.3
    withheld = row["verdict"] == schema.TIDAK_DINILAI
    printed = _gap(row)
    drawing.put(axes, x, y - 0.12, printed, GAP, bold=not withheld, gid="gap")
    beside = x + measured_text.width(printed, GAP, bold=True) + 0.25
    drawing.mark(axes, beside, y - 0.12, style.look(row["verdict"]), 13)
    room = chart_page.INNER - beside - 0.2
    verdict, far = measured_text.shorten(words.label("verdict." + row["verdict"]), SMALL, room, 1), _far(row)
    drawing.put(axes, beside + 0.2, y - (0.21 if far else 0.12), verdict, SMALL)
    if far:
        drawing.put(axes, beside + 0.2, y - 0.02, measured_text.shorten(far, SMALL, room, 1), SMALL, gid="distance")
    target = f"{dated(row['target_set'], row['target_year'])}: {_share(row['target_pct'])}"
    drawing.put(axes, x, y + 0.2, measured_text.shorten(target, SMALL, chart_page.INNER - x, 1), SMALL, colour=style.colour("abu_tua"))
