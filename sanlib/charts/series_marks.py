"""What a series over the periods is drawn with: title, notes, axis, lines, points, breaks and a projection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_rows, joined_series, style, target_lines

WITHHELD_HATCH = "////"
COVERED = 1.6
"""How much larger a mark is drawn that the mark of another series would hide, so that both are seen."""


TELLING = 50.0
"""Points: half of what a share can be. A projection's interval wider than this leaves the share anywhere, and is not drawn."""

TOPS = (2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""Shares an axis may end at."""


def titled(mine: pd.DataFrame, named: str) -> str:
    """The title with the years drawn; without a figure it says that there is none."""
    if not len(mine):
        return words.label("chart.trend.title_absent", indicator=named)
    return words.label("chart.trend.title", indicator=named, periods=span(mine))


def span(mine: pd.DataFrame) -> str:
    """First and last year drawn."""
    return "–".join(dict.fromkeys((f"{mine['year'].min():.0f}", f"{mine['year'].max():.0f}"))) if len(mine) else "–"


def notes(mine: pd.DataFrame, projection: pd.DataFrame | None, aims: list[target_lines.Aim]) -> list[str]:
    """How to read the lines, where the axis starts, and every reason a point is hollow or a line stops."""
    silent = _silent(mine, projection)  # says how wide an interval may be
    key = "chart.trend.projection_some" if silent else "chart.trend.projection"
    ahead = [words.label(key, most=f"{TELLING:.0f}")] if len(projected(projection)) else []
    ahead += [*silent, *_clipped(mine, projection)]
    hatched = [words.label("chart.trend.withheld")] if mine["withheld"].any() else []
    return [*_axis_notes(mine, projection, aims), *hatched, *ahead, *chart_rows.flag_notes(mine)]


def _axis_notes(mine: pd.DataFrame, projection: pd.DataFrame | None, aims: list[target_lines.Aim]) -> list[str]:
    """That the axis does not start at 0, where it does not; what a target's line is; that one is unverified."""
    floor, _ = span_of([*_shown(mine), *_shown(projected(projection)), *target_lines.shares(aims)])
    said = [words.label("chart.trend.floor", floor=words.percent(floor, 0))] if floor else []
    return said + target_lines.unverified(aims)


def projected(projection: pd.DataFrame | None) -> pd.DataFrame:
    """The years of a projection that are drawn, with `year` as a number; without rows where there is none or it says nothing.

    Drawn as long as its interval is at most TELLING points wide, if that holds for two years.
    """
    if projection is None or not len(projection):
        return pd.DataFrame({"year": pd.Series(dtype=float), "value_pct": pd.Series(dtype=float)})
    ahead = projection.assign(year=joined_series.years(projection["period"]))
    if not {"low_pct", "high_pct"} <= set(ahead):
        return ahead
    ahead = ahead.sort_values("year", kind="stable")
    wide, own = (ahead["high_pct"] - ahead["low_pct"]) > TELLING, _owner(ahead)
    says_nothing = (wide & own.groupby(own).cumcount().lt(2)).groupby(own).transform("any")
    return ahead[~wide.groupby(own).cummax() & ~says_nothing].sort_index()


def _owner(ahead: pd.DataFrame) -> pd.Series:
    return ahead["region"] if "region" in ahead else pd.Series("", index=ahead.index)


def _silent(mine: pd.DataFrame, projection: pd.DataFrame | None) -> list[str]:
    """The note that names the regions whose projection says nothing, in place of a band."""
    if projection is None or not len(projection):
        return []
    without = set(_owner(projection)) - set(_owner(projected(projection)))
    named = [region for region in dict.fromkeys(mine["region"]) if region in without or "" in without]
    return [words.label("chart.trend.silent", regions=", ".join(named), most=f"{TELLING:.0f}")] if named else []


def _clipped(mine: pd.DataFrame, projection: pd.DataFrame | None) -> list[str]:
    """The note that names the regions whose projection, or its interval, stops at 0 or 100: no share goes beyond."""
    ahead = projected(projection)
    ends = ahead.reindex(columns=["value_pct", "low_pct", "high_pct"]).isin((0.0, 100.0)).any(axis=1)
    cut = set(_owner(ahead)[ends])
    named = [region for region in dict.fromkeys(mine["region"]) if region in cut or "" in cut]
    return [words.label("chart.trend.clipped", regions=", ".join(named))] if named else []


def limits(axes: Axes, table: pd.DataFrame, aims: Iterable[float] = ()) -> None:
    """Sets the vertical axis to where things happen: shares, intervals and targets. From 0, unless over half of that were empty.

    An axis that starts above 0 has a wavy line at its foot (`broken_foot`), and a note says so.
    """
    floor, top = span_of([*_shown(table), *aims])
    axes.set_ylim(floor, top + (top - floor) * 0.06)
    step = next(step for step, reach in ((20, 50), (10, 20), (5, 10), (2, 5), (1, 0)) if top - floor > reach)
    ticks = list(range(int(floor), int(top) + 1, step))
    axes.set_yticks(
        ticks, [words.percent(tick, 0) if tick == ticks[-1] else str(tick) for tick in ticks], fontfamily=style.FAMILY, fontsize=style.LABEL
    )
    axes.tick_params(length=0, colors=style.colour("abu_tua"), pad=9)
    axes.grid(axis="y", color=style.colour("garis"), linewidth=0.7)
    axes.set_axisbelow(True)
    broken_foot(axes)


def _shown(table: pd.DataFrame) -> list[float]:
    """The shares and ends of intervals that an axis has room for."""
    return [share for name in ("value_pct", "low_pct", "high_pct") if name in table for share in table[name] if share <= 100]


def span_of(shares: list[float]) -> tuple[float, float]:
    """The lowest and highest share of an axis: up to the first of TOPS above all, from 0 or, where half would be empty, the ten below."""
    known = [share for share in shares if pd.notna(share)]  # a withheld figure has none
    highest, lowest = max(known, default=100.0), min(known, default=0.0)
    top = next((float(top) for top in TOPS if highest * 1.04 <= top), 100.0)
    floor = 10.0 * ((lowest - 2) // 10)
    return (floor if floor >= top / 2 else 0.0), top


def broken_foot(axes: Axes) -> None:
    """A wave along the foot of an axis that does not start at 0: what lies below it is cut off."""
    if axes.get_ylim()[0] == 0:
        return
    places = [n / 120 for n in range(121)]
    heights = [0.006 * (1, 0, -1, 0)[n % 4] for n in range(121)]
    axes.plot(
        places, heights, transform=axes.transAxes, color=style.colour("abu_tua"), linewidth=1.1, clip_on=False, zorder=3, gid="axis break"
    )


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


def room(mine: pd.DataFrame, mark: float) -> float:
    """The inches a number leaves to a mark: of the larger ones, where one mark would hide another."""
    return mark * (COVERED if joined_series.covered(mine)["covered"].any() else 1)


CLEAR = 0.06
"""Share of a plot's height that the word on a withheld column keeps from a figure or interval of its year."""


def word_on_hatch(axes: Axes, own: pd.DataFrame, year: float, least: float) -> float:
    """The share at which the word on a withheld column stands: at its foot, or the first height up where no figure of its year is."""
    floor, top = axes.get_ylim()
    there = own[own["year"].eq(year) & ~own["withheld"]]
    spans = [
        (row.low_pct if pd.notna(row.low_pct) else row.value_pct, row.high_pct if pd.notna(row.high_pct) else row.value_pct)
        for row in there.itertuples()
    ]
    heights = [floor + (top - floor) * up for up in (least, 0.3, 0.5, 0.7, 0.9)]
    clear = (top - floor) * CLEAR
    return next((at for at in heights if not any(low - clear < at < high + clear for low, high in spans)), heights[0])


def _hatched(axes: Axes, year: float, look: style.Look) -> None:
    """A share that may not be published: hatched over the whole height of its year, so that no height tells it."""
    axes.bar(
        [year],
        [axes.get_ylim()[1] - axes.get_ylim()[0]],
        bottom=axes.get_ylim()[0],
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


def across(
    mine: pd.DataFrame, ahead: pd.DataFrame, aims: Iterable[target_lines.Aim], limits: tuple[float, float]
) -> list[tuple[Sequence[float], Sequence[float]]]:
    """The lines of a plot that are no figures, as years and shares: targets, projection, breaks, foot; no number may stand on them."""
    edges = (mine["year"].min() - 1, max(mine["year"].max(), ahead["year"].max() if len(ahead) else 0) + 1) if len(mine) else (0, 0)
    upright = [((one.year, one.year), _reach(one, limits)) for one in joined_series.breaks(mine)]
    flat = [(edges, (limits[0], limits[0]))] if limits[0] else []
    return [*map(target_lines.points, aims), (list(ahead["year"]), list(ahead["value_pct"])), *upright, *flat]


def _reach(one: joined_series.Break, limits: tuple[float, float]) -> tuple[float, float]:
    """From where to where the upright of a break stands: the whole height, or short at the series that breaks."""
    floor, top = limits
    short = (top - floor) * 0.07
    return limits if one.height is None else (max(one.height - short, floor), one.height + short)


def breaks(axes: Axes, found: list[joined_series.Break], width: float) -> None:
    """Dashed uprights: the whole height where every series breaks, else short, at the series that does."""
    for one in found:
        axes.plot(
            [one.year, one.year],
            _reach(one, axes.get_ylim()),
            color=style.colour("abu_tua"),
            linewidth=width,
            linestyle=(0, (4, 3)),
            gid="break" if one.height is None else "break of one",
            zorder=4,
        )
