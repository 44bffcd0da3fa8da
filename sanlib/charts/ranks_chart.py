"""Ranks with the range the sample leaves: a bar over the places a domain may hold, a dot at the place it has."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, drawing, findings, measured_text, style
from sanlib.project.binding import bound
from sanlib.project.schema import DITAHAN
from sanlib.project.tables_taken import takes

NAME, RIGHT, HEAD, ROW = 2.7, 3.4, 0.62, 0.56
AREA = chart_page.INNER - NAME - RIGHT


@takes("ranks")
@bound
def chart_ranks(table: pd.DataFrame, indicator: str, lang: str | None = None) -> chart_page.Chart:
    """The range of ranks of each domain on one indicator (the rows of `survey.ranks`), best first.

    Bars that share a place cannot be told apart. A domain without a share is listed without a place; a share that may
    not be published has neither place nor value.

    >>> san.charts.ranks(san.survey.ranks(households), "layak").title
    'Akses layak, contoh-2023: peringkat dan rentangnya'
    """
    indicator = chart_rows.indicator_meant(indicator, table)
    mine = table[table["indicator"].eq(indicator)]
    best = words.label(f"survey.best.{mine['best'].iloc[0]}") if len(mine) else ""
    title = words.label("chart.ranks_survey.title", indicator=chart_rows.name(indicator), when=chart_rows.where(mine))
    if not mine["rank"].notna().any():
        return chart_page.missing(title, words.label("chart.differences_survey.absent"), mine)
    panel = chart_page.Panel(HEAD + ROW * len(mine), functools.partial(_draw, mine))
    alt = " ".join([f"{title}. {best}.", *(_sentence(row) for row in mine.itertuples())])
    weighting = words.label(f"weighting.{mine['weighting'].iloc[0]}").lower()
    how = words.label("chart.ranks_survey.how", best=best, weighting=weighting, level=chart_rows.level(mine))
    return chart_page.compose(chart_page.Story(title, how, chart_rows.used(mine), [], alt, findings.ranks(mine)), [panel])


def _sentence(row) -> str:
    return f"{row.domain}: {_places(row)}, {_share(row)}, n = {words.number(row.n, 0)}."


def _places(row) -> str:
    if pd.isna(row.rank):
        return words.label("withheld" if row.presentation == DITAHAN else "no_data")
    low, high = (words.number(place, 0) for place in (row.rank_low, row.rank_high))
    return words.label("chart.ranks_survey.place", places=low if low == high else f"{low}–{high}", of=words.number(row.of, 0))


def _share(row) -> str:
    if pd.isna(row.value_pct):
        return words.label("presentation.ditahan").lower()
    return chart_rows.share(row.value_pct, 1)


def _draw(mine: pd.DataFrame, chart: chart_page.Chart, top: float) -> None:
    height, places = HEAD + ROW * len(mine), int(mine["of"].iloc[0])
    axes, wide = chart.sheet(top, height), AREA / int(mine["of"].iloc[0])
    drawing.rule(axes, 0.02, 0, chart_page.INNER)
    for place in range(1, places + 1):
        x = NAME + wide * (place - 0.5)
        axes.plot([x, x], [0.44, height], color=style.colour("garis"), linewidth=0.7, zorder=0)
    for place in _numbered(places, wide):
        drawing.put(
            axes,
            NAME + wide * (place - 0.5),
            0.26,
            words.label("chart.ranks_survey.nth", place=place),
            style.LABEL,
            align="center",
            colour=style.colour("abu_tua"),
        )
    for line, row in enumerate(mine.itertuples()):
        _row(axes, row, HEAD + ROW * (line + 0.5), wide)


def _numbered(places: int, wide: float) -> list[int]:
    """The places whose number has room: all of them, or the first and every fifth or tenth."""
    room = measured_text.width(words.label("chart.ranks_survey.nth", place=places), style.LABEL) + 0.1
    step = next((step for step in (1, 5, 10, 20) if wide * step >= room), places)
    return [place for place in range(1, places + 1) if place == 1 or place % step == 0]


def _row(axes: Axes, row, y: float, wide: float) -> None:
    drawing.name(axes, 0, y, str(row.domain), NAME - 0.15, ROW)
    right = NAME + AREA + 0.25
    drawing.put(axes, right, y - 0.12, _places(row), style.LABEL, bold=pd.notna(row.rank) and row.rank_low == row.rank_high)
    drawing.put(axes, right, y + 0.13, f"{_share(row)} · n = {words.number(row.n, 0)}", style.FOOT, colour=style.colour("abu_tua"))
    if pd.isna(row.rank):
        return
    drawing.bar(
        axes,
        NAME + wide * (row.rank_low - 1) + 0.06,
        y,
        wide * (row.rank_high - row.rank_low + 1) - 0.12,
        ROW * 0.5,
        style.look("lintasan"),
        gid="range",
    )
    axes.plot([NAME + wide * (row.rank - 0.5)], [y], "o", markersize=11, color=style.of_instrument(row), zorder=6, gid="rank")
