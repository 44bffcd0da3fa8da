"""What a series over the periods is drawn with: title, notes, axis, lines, points, breaks and a projection."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_rows, joined_series, style

WITHHELD_HATCH = "////"
COVERED = 1.6
"""How much larger a mark is drawn that the mark of another series would hide, so that both are seen."""


def titled(mine: pd.DataFrame, named: str) -> str:
    """The title with the years drawn; without a figure it says that there is none."""
    if not len(mine):
        return words.label("chart.trend.title_absent", indicator=named)
    return words.label("chart.trend.title", indicator=named, periods=span(mine))


def span(mine: pd.DataFrame) -> str:
    """First and last year drawn."""
    return "–".join(dict.fromkeys((f"{mine['year'].min():.0f}", f"{mine['year'].max():.0f}"))) if len(mine) else "–"


def notes(mine: pd.DataFrame, projection: pd.DataFrame | None) -> list[str]:
    """How to read the lines, and every reason a point is hollow or a line stops."""
    ahead = [words.label("chart.trend.projection")] if projection is not None and len(projection) else []
    hatched = [words.label("chart.trend.withheld")] if mine["withheld"].any() else []
    return [words.label("chart.trend.joined"), *hatched, *ahead, *chart_rows.flag_notes(mine)]


def projected(projection: pd.DataFrame | None) -> pd.DataFrame:
    """A projection with its years as numbers; without rows where there is none."""
    if projection is None or not len(projection):
        return pd.DataFrame({"year": pd.Series(dtype=float), "value_pct": pd.Series(dtype=float)})
    return projection.assign(year=joined_series.years(projection["period"]))


def limits(axes: Axes, table: pd.DataFrame) -> None:
    """Sets the vertical axis: from 0, so that no share looks larger than it is, to the next ten above the highest value up to 100."""
    columns = [c for c in ("value_pct", "high_pct") if c in table]
    highest = table[columns].where(table[columns] <= 100).max().max()
    highest = 100.0 if pd.isna(highest) else highest
    top = min(100.0, max(10.0, 10.0 * -(-highest * 1.08 // 10)))
    axes.set_ylim(0, top * 1.06)
    step = 20 if top > 50 else 10 if top > 20 else 5
    ticks = list(range(0, int(top) + 1, step))
    axes.set_yticks(
        ticks, [words.percent(tick, 0) if tick == ticks[-1] else str(tick) for tick in ticks], fontfamily=style.FAMILY, fontsize=style.LABEL
    )
    axes.tick_params(length=0, colors=style.colour("abu_tua"), pad=9)
    axes.grid(axis="y", color=style.colour("garis"), linewidth=0.7)
    axes.set_axisbelow(True)


def lines(axes: Axes, mine: pd.DataFrame, looks: dict[tuple, style.Look]) -> None:
    """A line through each run of figures that may be joined, and nothing across what may not."""
    import seaborn as sns  # noqa: PLC0415  it loads scipy.stats, 0.7 s that every kernel and command without a line is spared

    drawn = mine.assign(owner=joined_series.owners(mine)) if len(mine) else mine
    runs = drawn[drawn.groupby("segment")["segment"].transform("size") > 1]
    if not len(runs):
        return
    palette = {own: look.colour for own, look in looks.items()}
    before = len(axes.lines)
    sns.lineplot(
        runs,
        x="year",
        y="value_pct",
        hue="owner",
        palette=palette,
        units="segment",
        estimator=None,
        errorbar=None,
        linewidth=2.6,
        legend=False,
        ax=axes,
    )
    for line in axes.lines[before:]:
        line.set_gid("series")
    axes.set(xlabel="", ylabel="")


def dots(axes: Axes, group: pd.DataFrame, look: style.Look, size: float) -> None:
    """The figures themselves, hollow where flagged, with their interval where they have one."""
    for row in group.itertuples():
        if row.withheld:
            _hatched(axes, row.year, look)
            continue
        if pd.notna(row.low_pct) and pd.notna(row.high_pct):
            axes.plot([row.year, row.year], [row.low_pct, row.high_pct], color=look.colour, linewidth=1.6, gid="interval")
        axes.plot(
            [row.year],
            [min(row.value_pct, axes.get_ylim()[1])],
            marker=look.marker,
            markersize=size * (COVERED if row.covered else 1),
            linestyle="none",
            markerfacecolor="white" if row.hollow else look.colour,
            markeredgecolor=look.colour,
            markeredgewidth=max(1.2, size / 5),
            zorder=5,
            clip_on=False,
            gid="hollow" if row.hollow else "solid",
        )


def _hatched(axes: Axes, year: float, look: style.Look) -> None:
    """A share that may not be published: hatched over the whole height of its year, so that no height tells it."""
    axes.bar(
        [year],
        [axes.get_ylim()[1]],
        width=0.14,
        facecolor="white",
        edgecolor=look.colour,
        hatch=WITHHELD_HATCH,
        linewidth=0.8,
        gid="withheld",
        zorder=2,
    )


def project(axes: Axes, ahead: pd.DataFrame) -> None:
    """A projection, dashed and grey over its interval: never to be mistaken for a measurement."""
    if not len(ahead):
        return
    ink = style.colour("abu_tua")
    axes.plot(ahead["year"], ahead["value_pct"], color=ink, linewidth=2, linestyle=(0, (4, 2)), gid="projection")
    if {"low_pct", "high_pct"} <= set(ahead):
        axes.fill_between(ahead["year"], ahead["low_pct"], ahead["high_pct"], color=ink, alpha=0.15, linewidth=0)


def breaks(axes: Axes, found: list[joined_series.Break], width: float) -> None:
    """Dashed uprights: the whole height where every series breaks, else short, at the series that does."""
    reach = axes.get_ylim()[1] * 0.07
    for one in found:
        low, high = (0, axes.get_ylim()[1]) if one.height is None else (one.height - reach, one.height + reach)
        axes.plot(
            [one.year, one.year],
            [max(low, 0), high],
            color=style.colour("abu_tua"),
            linewidth=width,
            linestyle=(0, (4, 3)),
            gid="break" if one.height is None else "break of one",
            zorder=4,
        )
