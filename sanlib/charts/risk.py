"""The sanitation risk index by area: five components stacked, relative and absolute class in words."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import alt, draw, page, rows, style, text

NAME, AREA, ROW, HEAD = 2.2, 5.3, 0.4, 0.95
TOP = 500
IDENTITY = ("irs", "relative_class", "absolute_class", "status", "instrument", "basis", "synthetic", "source")


def chart_risk(risk: pd.DataFrame, region: str, lang: str = "id") -> page.Chart:
    """The index of each area of a region, highest first: components 0-100 stacked to 0-500, classes beside them.

    An area without an index (a service nobody has) says so and is not drawn as zero.
    """
    title = words.label("chart.risk.title", lang, region=region)
    if not len(risk):
        return page.missing(title, words.label("chart.estimates.absent", lang), risk, lang)
    components = [name for name in style.keys("component") if name in risk]
    area = next(name for name in risk.columns if name not in (*IDENTITY, *components))
    panel = page.Panel(HEAD + ROW * len(risk), functools.partial(_draw, risk, area, components, lang))
    said = " ".join(f"{row[area]}: {words.number(row['irs'], 0, lang)}." for _, row in risk.iterrows())
    story = page.Story(title, words.label("chart.risk.how", lang), rows.used(risk), [], f"{title}. {said}")
    return page.compose(story, [panel], lang)


def _draw(risk: pd.DataFrame, area: str, components: list[str], lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, HEAD + ROW * len(risk))
    x = 0.0
    for name in components:
        said = words.label(f"component.{name}", lang)
        draw.bar(axes, x, 0.25, 0.3, 0.2, style.look(name))
        draw.put(axes, x + 0.38, 0.25, said, style.SMALL)
        x += 0.38 + text.width(said, style.SMALL) + 0.3
    for column, key in enumerate(("relative", "absolute")):
        draw.put(axes, NAME + AREA + 0.7 + 1.75 * column, 0.7, words.label(f"chart.risk.{key}", lang), style.SMALL, bold=True)
    for line, (_, row) in enumerate(risk.iterrows()):
        _row(axes, row, area, components, HEAD + ROW * (line + 0.5), lang)


def _row(axes: Axes, row: pd.Series, area: str, components: list[str], y: float, lang: str) -> None:
    draw.put(axes, 0, y, text.shorten(str(row[area]), style.LABEL, NAME - 0.2, 1), style.LABEL)
    if pd.isna(row["irs"]):
        draw.put(axes, NAME, y, text.shorten(row["status"], style.SMALL, AREA, 1), style.SMALL, italic=True)
        return
    x = NAME
    for name in components:
        width = AREA * row[name] / TOP
        draw.bar(axes, x, y, width, 0.27, style.look(name), gid=name)
        x += width
    draw.put(axes, x + 0.08, y, words.number(row["irs"], 0, lang), style.SMALL, bold=True)
    for column, kind in enumerate(("relative_class", "absolute_class")):
        draw.put(axes, NAME + AREA + 0.7 + 1.75 * column, y, text.shorten(row[kind], style.SMALL, 1.7, 1), style.SMALL)
