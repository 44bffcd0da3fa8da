"""The same indicator over the periods for many regions: small multiples on one scale."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from sanlib import words
from sanlib.charts import (
    chart_page,
    chart_rows,
    description,
    drawing,
    findings,
    joined_series,
    label_places,
    legend,
    measured_text,
    series_marks,
    style,
    target_lines,
)
from sanlib.judging import flags
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes

HEAD, AXIS, GUTTER = 0.38, 0.36, 0.42
MARK = 0.12
"""Inches of a mark with its rim."""
JUST = 0.015
"""Inches nearer to its own point than to any other where a number finds no place that is clearly so."""
ASIDE, TICK = 0.3, 0.125
"""Inches a number may stand out of its plot at either side, and from the plot to the shares named at its left."""


class Grid(NamedTuple):
    """What the small plots have in common: figures, regions in order, looks of the series, projection, language."""

    mine: pd.DataFrame
    names: list[str]
    looks: dict[tuple[str, str], style.Look]
    ahead: pd.DataFrame
    aims: list[target_lines.Aim]

    @property
    def across(self) -> int:
        return 6 if len(self.names) > 12 else 4 if len(self.names) > 3 else max(2, len(self.names))

    @property
    def high(self) -> float:
        return 1.25 if self.across == 6 else 1.7 if len(self.names) > 4 else 2.6

    def told(self, own: pd.DataFrame) -> bool:
        """Whether these are the figures of the region that the finding names: its plot stands first."""
        return own["region"].eq(self.names[0]).any() and own["segment"].duplicated().any()


@takes("history")
@bound
def chart_trends(
    achievements: pd.DataFrame,
    indicator: str,
    lang: str | None = None,
    projection: pd.DataFrame | None = None,
    regions: Sequence[str] | None = None,
) -> chart_page.Chart:
    """An indicator of many regions (None: all there are), one small plot each on one scale.

    Lines, targets, breaks and flagged points as in `charts.trend`; the region the finding is about stands first, then by the size of
    the change. A region without figures keeps its place and says so.
    `projection` has a column `region` where there are several.

    >>> san.charts.trends(period, "pengurangan").title
    'Pengurangan sampah 2019–2023, persen'
    """
    indicator = chart_rows.indicator_meant(indicator, achievements)
    table = joined_series.points(chart_rows.without_provinces(achievements) if regions is None else achievements, indicator)
    wanted = list(dict.fromkeys(table["region"])) if regions is None else chart_rows.regions_meant(regions, achievements)
    mine = table[table["region"].isin(wanted)]
    title = series_marks.titled(mine, chart_rows.name(indicator))
    if not len(mine):
        absent = words.label("chart.trend.absent", indicator=chart_rows.name(indicator))
        return chart_page.missing(title, absent, achievements)
    ahead = series_marks.projected(projection)
    aims = target_lines.of(mine, ahead["year"].max())
    grid = Grid(mine, _ordered(mine, wanted), style.instruments(_pairs(mine)), ahead, aims)
    panels = [legend.panel(_key(grid)), *_lines(grid)]
    drawn = chart_rows.used(mine.drop(columns=joined_series.DRAWING))
    absent = sorted(set(chart_rows.without_provinces(achievements)["region"]) - set(wanted)) if regions is None else []
    broken = _broken(mine)
    notes = [*_absent(absent), *_break_notes(broken), *series_marks.notes(_untold(mine, broken), projection, aims)]
    alt = f"{description.alt_text(title, drawn)} {target_lines.sentences(aims)}".strip()
    story = chart_page.Story(title, _how(wanted), target_lines.with_figures(drawn, aims), notes, alt, findings.changes(mine))
    return chart_page.compose(story, panels)


def _absent(names: list[str]) -> list[str]:
    """Regions of the table without any figure of this indicator: named, not left out in silence."""
    return [words.label("chart.pilots.no_data", regions=", ".join(names))] if names else []


def _break_notes(told: dict[tuple[str, int], set[str]]) -> list[str]:
    """Why no line crosses an upright, in which regions and years: the small plots have no room to say so themselves."""
    years: dict[tuple[str, str], list[int]] = {}
    for (region, year), reasons in told.items():
        for why in reasons:
            years.setdefault((why, region), []).append(year)
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (why, region), own in years.items():
        alike.setdefault((why, tuple(sorted(own))), []).append(region)
    each = [
        words.label("chart.trend.break", why=why, regions=chart_rows.named(regions), years=", ".join(map(str, own)))
        for (why, own), regions in sorted(alike.items(), key=lambda one: (one[0][1], one[0][0]))
    ]
    return [words.label("chart.trend.breaks", breaks="; ".join(each))] if each else []


def _broken(mine: pd.DataFrame) -> dict[tuple[str, int], set[str]]:
    """Of each region and year in which a series breaks the reasons."""
    found: dict[tuple[str, int], set[str]] = {}
    for region, own in mine.groupby("region"):
        for one in joined_series.breaks(own):
            if one.why:
                found.setdefault((region, round(one.year + 0.5)), set()).add(one.why)
    return found


def _untold(mine: pd.DataFrame, told: dict[tuple[str, int], set[str]]) -> pd.DataFrame:
    """The figures without the flags that the note on breaks tells, and without a change of instrument, which is a line of its own."""

    def left(row) -> str:
        here = told.get((row.region, round(row.year)), ())
        return ";".join(flag for flag in row.flag.split(";") if flag != flags.OTHER_INSTRUMENT and flags.reasons(flag) not in here)

    return mine.assign(flag=[left(row) for row in mine.itertuples()])


def _how(wanted: list[str]) -> str:
    sorted_by = [words.label("chart.trends.order")] if len(wanted) > 1 else []
    return " ".join([words.label("chart.trend.how"), *sorted_by])


def _ordered(mine: pd.DataFrame, wanted: list[str]) -> list[str]:
    """Regions by their change over the years, the surest and largest first as the finding names it; those without one last, as given."""
    rank = {row.region: place for place, row in enumerate(findings.movers(mine).itertuples())}
    return sorted(wanted, key=lambda name: rank.get(name, len(rank)))


def _pairs(mine: pd.DataFrame) -> list[tuple[str, str]]:
    """Instruments with their ladders, the most frequent first."""
    return list(mine.groupby(["instrument", "ladder"]).size().sort_values(ascending=False, kind="stable").index)


def _key(grid: Grid) -> list[legend.Entry]:
    entries = []
    for (instrument, ladder), look in grid.looks.items():
        said = " · ".join(filter(None, (instrument, words.label_or(f"chart.ladder.{ladder}", ""))))
        entries.append(legend.Entry(said, look, shape=True))
    hollow = [legend.Entry(words.label("chart.trend.hollow"), style.Look("#FFFFFF", "", "o"), shape=True)]
    ahead = [legend.Entry(words.label("chart.trend.ahead"), style.Look(style.colour("garis"), "", ""))] if len(grid.ahead) else []
    lines = [legend.Entry(target_lines.name_of_steps(aim), style.Look("", "", ""), line=aim.dash) for aim in grid.aims]
    return entries + lines + (hollow if grid.mine["hollow"].any() else []) + ahead


def _lines(grid: Grid) -> list[chart_page.Panel]:
    """One panel for each line of small plots."""
    lines = [grid.names[start : start + grid.across] for start in range(0, len(grid.names), grid.across)]
    return [chart_page.Panel(HEAD + grid.high + AXIS, functools.partial(_line, grid, line)) for line in lines]


def _line(grid: Grid, names: list[str], chart: chart_page.Chart, top: float) -> None:
    wide = chart_page.INNER / grid.across
    size = style.SMALL if grid.across == 6 else style.LABEL
    for column, region in enumerate(names):
        left = chart_page.MARGIN + column * wide
        named, fitting = measured_text.fit(region, wide - 0.15, HEAD + 0.03, bold=True)
        chart.write(left, top + HEAD - 0.04, named, min(size, fitting), bold=True, valign="bottom")
        axes = chart.box(left + GUTTER, top + HEAD, wide - GUTTER - 0.25, grid.high, bare=False)
        _frame(axes, grid, column == 0)
        own = grid.mine[grid.mine["region"].eq(region)]
        if not len(own):
            drawing.put(
                axes,
                sum(axes.get_xlim()) / 2,
                sum(axes.get_ylim()) / 2,
                words.label("no_data"),
                size,
                align="center",
                colour=style.colour("abu_tua"),
                gid="absent",
            )
        _region(axes, own, grid)


def _frame(axes: Axes, grid: Grid, first: bool) -> None:
    """One scale for all: the same years, the same height; the labels only where they are read."""
    everything = pd.concat([grid.mine, grid.ahead]) if len(grid.ahead) else grid.mine
    series_marks.limits(axes, everything, target_lines.shares(grid.aims))
    ticks = axes.get_yticks()
    shown = [ticks[0], (ticks[0] + ticks[-1]) / 2, ticks[-1]]
    axes.set_yticks(shown, [f"{t:.0f}" if first else "" for t in shown], fontfamily=style.FAMILY, fontsize=style.FOOT)
    low, high = int(everything["year"].min()), int(everything["year"].max())
    axes.set_xlim(low - 0.6, high + 0.6)
    ends = sorted({low, high})
    axes.set_xticks(ends, [str(year) for year in ends], fontfamily=style.FAMILY, fontsize=style.FOOT)


def _region(axes: Axes, own: pd.DataFrame, grid: Grid) -> None:
    target_lines.draw(axes, _aims(own, grid))
    owners = {owner: grid.looks[owner[1:]] for owner in joined_series.owners(own)}
    series_marks.lines(axes, own, owners)
    for owner, group in joined_series.covered(own).groupby(joined_series.OWN, sort=False):
        series_marks.dots(axes, group, owners[owner], 6)
    ahead = _ahead(own, grid)
    if grid.across < 6 or grid.told(own):
        _ends(axes, own, ahead, grid)
    series_marks.breaks(axes, joined_series.breaks(own), 1.0)
    series_marks.project(axes, ahead)


def _ahead(own: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """The projection of one region."""
    if "region" in grid.ahead:
        return grid.ahead[grid.ahead["region"].isin(own["region"])]
    return grid.ahead if len(grid.names) == 1 else grid.ahead.iloc[:0]


def _aims(own: pd.DataFrame, grid: Grid) -> list[target_lines.Aim]:
    return [aim for aim in grid.aims if len(own) and aim.applies(own["region_code"].iloc[0])]


def _ends(axes: Axes, own: pd.DataFrame, ahead: pd.DataFrame, grid: Grid) -> None:
    """The value at both ends of each line and of each point that stands alone, the newest first, where it covers nothing."""
    places = min(1, words.column_places(grid.mine["value_pct"]))
    for year in own.loc[own["withheld"], "year"].unique():
        _put(axes, (year, series_marks.word_on_hatch(axes, own, year, 0.1)), words.label("withheld"), "center")
    own = own[~own["withheld"]]
    scale = _scale(axes, grid)
    mark = series_marks.room(own, MARK)
    here = label_places.field(own, scale, mark, series_marks.across(own, ahead, _aims(own, grid), axes.get_ylim()))
    here.taken.extend(_shares_named(axes, scale))
    standing = set()  # two series that print one number at one place print it once
    for row in _told(own).itertuples():
        said = words.number(row.value_pct, places)
        if (row.year, said) in standing:
            continue
        places_beside = list(_beside(axes, scale.at(row), said, mark, grid))
        box = label_places.free(scale.at(row), places_beside, here) or label_places.free(scale.at(row), places_beside, here, JUST)
        if box:
            standing.add((row.year, said))
            here.taken.append(box)
            _put(axes, ((box.x0 + box.x1) / 2 / scale.across, scale.share((box.y0 + box.y1) / 2)), said, "center")


def _told(own: pd.DataFrame) -> pd.DataFrame:
    """The points that get their number, in the order in which they take their place: both ends of the latest line of each series,
    which the finding speaks of, the longest series first; then those of its earlier lines, and points that stand alone."""
    runs = own.groupby("segment", sort=False)
    ends = own[~own["segment"].duplicated() | ~own["segment"].duplicated(keep="last")]
    joined = ends["segment"].map(runs.size()).gt(1)
    series = pd.Series(joined_series.owners(ends), index=ends.index)
    latest = ends["segment"].eq(ends["segment"].where(joined).groupby(series).transform("max"))
    length = series.map(pd.Series(joined_series.owners(own)).value_counts())
    order = pd.DataFrame({"latest": latest, "length": length, "segment": ends["segment"], "year": ends["year"]})
    return ends.loc[order.sort_values(["latest", "length", "segment", "year"], ascending=False, kind="stable").index]


def _shares_named(axes: Axes, scale: label_places.Scale) -> list[Bbox]:
    """The boxes of the shares beside the first plot of a line."""
    right = axes.get_xlim()[0] * scale.across - TICK
    named = [(share, said.get_text()) for share, said in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True) if said.get_text()]
    wide = max((measured_text.width(said, style.FOOT) for _, said in named), default=0.0) + 0.06
    return [label_places.around((right - wide / 2 + 0.03, (share - scale.floor) * scale.up), wide, 0.17) for share, _ in named]


def _scale(axes: Axes, grid: Grid) -> label_places.Scale:
    (low, high), (floor, top) = axes.get_xlim(), axes.get_ylim()
    return label_places.Scale(_across(grid) / (high - low), grid.high / (top - floor), floor)


def _across(grid: Grid) -> float:
    """Inches across one small plot."""
    return chart_page.INNER / grid.across - GUTTER - 0.25


def _beside(axes: Axes, at: tuple[float, float], said: str, mark: float, grid: Grid) -> Iterator[Bbox]:
    """The boxes a number may take beside its point: within the plot's height, and as far to its sides as the next plots allow."""
    left = axes.get_xlim()[0] * _scale(axes, grid).across - ASIDE
    right = left + _across(grid) + 2 * ASIDE
    found = label_places.beside(at, measured_text.width(said, style.FOOT) + 0.03, 0.17, mark, (0.01, grid.high + 0.02))
    return (box for box in found if left < box.x0 and box.x1 < right)


def _put(axes: Axes, at: tuple[float, float], said: str, align: str) -> None:
    """A number in a small trend, on a ground that lets it be read over lines and hatches."""
    drawing.put(axes, *at, said, style.FOOT, align=align, gid="value").set(
        zorder=8, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    )
