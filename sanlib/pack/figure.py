"""The brief's one chart: every capaian as a bar from 0 to 100 with its targets across, small enough for half a page."""

from __future__ import annotations

import functools

import pandas as pd

from sanlib import words
from sanlib.charts import alt, draw, page, rows, style, text
from sanlib.pack.content import Picture

LEFT = 4.1
ROW = 0.62
RIGHT = 1.6


def picture(gaps: pd.DataFrame, title: str, lang: str = "id") -> Picture | None:
    """A chart of a region's comparisons, one bar per indicator and instrument; None where there is none."""
    measured = gaps[gaps["target_pct"].notna()]
    if not len(measured):
        return None
    groups = [group for _, group in measured.groupby(["indicator", "instrument"], sort=False)]
    panel = page.Panel(ROW * len(groups) + 0.2, functools.partial(_draw, groups, lang))
    said = alt.alt_text(title, measured, lang)
    drawn = page.compose(page.Story(title, words.label("pack.chart.read", lang), rows.used(measured), alt=said), [panel], lang)
    nearest = [group.sort_values("target_year", kind="stable").iloc[0] for group in groups]
    return Picture(drawn, said, tuple(f"{rows.name(r['indicator'], lang)} ({r['instrument']})" for r in nearest),
                   tuple(float(r["value_pct"]) for r in nearest), tuple(float(r["target_pct"]) for r in nearest))


def _draw(groups: list[pd.DataFrame], lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, ROW * len(groups) + 0.2)
    wide = page.INNER - LEFT - RIGHT
    for line, group in enumerate(groups):
        _bar(axes, group, ROW * (line + 0.5), wide, lang)


def _bar(axes, group: pd.DataFrame, y: float, wide: float, lang: str) -> None:
    first = group.sort_values("target_year", kind="stable").iloc[0]
    name = text.shorten(f"{rows.name(first['indicator'], lang)} · {first['instrument']}", style.LABEL, LEFT - 0.2, 1)
    draw.put(axes, 0, y, name, style.LABEL)
    draw.track(axes, LEFT, y, wide, 0.3)
    draw.bar(axes, LEFT, y, wide * min(max(first["value_pct"], 0), 100) / 100, 0.3, style.look(first["verdict"]))
    for row in group.itertuples():
        draw.target(axes, LEFT + wide * row.target_pct / 100, y - 0.21, y + 0.21, row.target_confidence != "unverified")
    draw.put(axes, page.INNER, y, rows.share(first["value_pct"], words.decimals([first["value_pct"]]), lang), style.LABEL,
             bold=True, align="right")
