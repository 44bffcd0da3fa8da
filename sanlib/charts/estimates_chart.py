"""Survey estimates by domain: a dot with its interval, and n; what may not be published stays without its value."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, findings, measured_text, style
from sanlib.judging import gap
from sanlib.project.binding import bound
from sanlib.project.schema import DISAJIKAN
from sanlib.project.tables_taken import takes

NAME, RIGHT, HEAD = 2.7, 3.2, 0.55
AREA = chart_page.INNER - NAME - RIGHT
ROOMY, TIGHT = 0.52, 0.36
"""Ids of `presentation`: an estimate too uncertain to publish, and one that needs no caution."""


@takes("estimates")
@bound
def chart_estimates(estimates: pd.DataFrame, indicator: str, lang: str | None = None, ladder: str | None = None) -> chart_page.Chart:
    """One indicator by domain (columns domain, value_pct, low_pct, high_pct, n), highest first, each with its interval.

    An estimate from few households is hollow, its value in brackets; one that may not be published is hatched, without
    value and interval, and stands last. `ladder` keeps one of several ladders in the table.

    >>> san.charts.estimates(san.survey.estimates(households, indicators="layak"), "layak", ladder="2020").title
    'Akses layak, contoh-2023: taksiran survei menurut wilayah bagian'
    """
    indicator = chart_rows.indicator_meant(indicator, estimates)
    mine = estimates[estimates["indicator"].eq(indicator) & gap.measured(estimates)]
    mine = mine[mine["ladder"].eq(ladder)] if ladder is not None else mine
    title = words.label("chart.estimates.title", indicator=chart_rows.name(indicator), where=chart_rows.where(mine))
    if not len(mine):
        return chart_page.missing(title, words.label("chart.estimates.absent"), mine)
    mine = gap.published(mine).sort_values(["value_pct", "domain"], ascending=[False, True], kind="stable")
    row = ROOMY if len(mine) <= 12 else TIGHT
    panel = chart_page.Panel(HEAD + row * len(mine), functools.partial(_draw, mine, row))
    drawn = chart_rows.used(mine)
    counted = words.label("chart.estimates.counted", shown=int(mine["value_pct"].notna().sum()), total=len(mine))
    how = "chart.estimates.how_unweighted" if mine.get("weighting", pd.Series("")).eq("tanpa bobot").all() else "chart.estimates.how"
    story = chart_page.Story(
        title,
        words.label(how, level=chart_rows.level(mine)),
        drawn,
        [counted],
        description.alt_text(title, drawn),
        findings.estimates(mine),
    )
    return chart_page.compose(story, [panel])


def _draw(mine: pd.DataFrame, row: float, chart: chart_page.Chart, top: float) -> None:
    height = HEAD + row * len(mine)
    axes = chart.sheet(top, height)
    drawing.rule(axes, 0.02, 0, chart_page.INNER)
    for share in (0, 25, 50, 75, 100):
        x = NAME + AREA * share / 100
        drawing.put(
            axes,
            x,
            0.24,
            words.percent(share, 0) if share == 100 else f"{share}",
            style.LABEL,
            align="center",
            colour=style.colour("abu_tua"),
        )
        axes.plot([x, x], [0.42, height], color=style.colour("garis"), linewidth=0.7, zorder=0)
    for line, estimate in enumerate(mine.itertuples()):
        _estimate(axes, estimate, HEAD + row * (line + 0.5), row)


def _estimate(axes: Axes, estimate, y: float, row: float) -> None:
    drawing.name(axes, 0, y, str(estimate.domain), NAME - 0.2, row)
    n, right = words.number(estimate.n, 0), NAME + AREA
    if pd.isna(estimate.value_pct):
        drawing.bar(axes, NAME, y, AREA, row * 0.4, style.look("tidak dapat dinilai"), gid="withheld")
        said = words.label("chart.estimates.withheld", n=n)
        drawing.put(
            axes, right + 0.25, y, measured_text.shorten(said, style.LABEL, RIGHT - 0.25, 1), style.LABEL, colour=style.colour("abu_tua")
        )
        return
    if pd.notna(estimate.low_pct) and pd.notna(estimate.high_pct):
        drawing.whisker(axes, NAME + AREA * estimate.low_pct / 100, NAME + AREA * estimate.high_pct / 100, y, row * 0.14)
    cautious = _cautious(estimate)
    axes.plot(
        [NAME + AREA * estimate.value_pct / 100],
        [y],
        "o",
        markersize=11,
        color=style.of_instrument(estimate),
        zorder=6,
        markerfacecolor="white" if cautious else style.of_instrument(estimate),
        markeredgewidth=2,
        gid="thin" if cautious else "estimate",
    )
    printed = chart_rows.share(estimate.value_pct, 1)
    drawing.put(axes, right + 1.35, y, f"({printed})" if cautious else printed, style.HEADING, bold=not cautious, align="right")
    drawing.put(axes, right + 1.6, y, f"n = {n}", style.LABEL, colour=style.colour("abu_tua"))


def _cautious(estimate) -> bool:
    return estimate.n < style.SMALL_N or getattr(estimate, "presentation", DISAJIKAN) != DISAJIKAN
