"""An indicator over the periods: lines only where figures may be joined, breaks drawn as breaks."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import (
    chart_page,
    chart_rows,
    description,
    findings,
    joined_series,
    label_places,
    measured_text,
    series_marks,
    small_multiples,
    style,
    target_lines,
)
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes

MOST = 6
"""Series on one pair of axes; more are drawn as small multiples."""
PLOT, LEFT, RIGHT, ABOVE, BELOW = 4.6, 0.62, 2.9, 0.62, 0.55
MARK, KEY = 0.18, 0.36
"""Inches of a mark with its rim, and of the piece of a target's line beside its name."""


@takes("history")
@bound
def chart_trend(
    achievements: pd.DataFrame,
    indicator: str,
    regions: str | Sequence[str],
    lang: str | None = None,
    projection: pd.DataFrame | None = None,
) -> chart_page.Chart:
    """An indicator of one or a few regions over the periods, one line per instrument and ladder.

    The target sets that apply are lines of their own, named with year and share at the right. No line of figures crosses
    a missing year, a flagged break or a change of instrument; a flagged point is hollow, a break a dashed upright with its
    reason. `projection` (period, value_pct, low_pct, high_pct) is drawn dashed, as projection.

    >>> san.charts.trend(period, "pengurangan", "Kota Blitar").title
    'Kota Blitar, pengurangan sampah 2019–2023, persen'
    """
    indicator = chart_rows.indicator_meant(indicator, achievements)
    wanted = chart_rows.regions_meant(regions, achievements)
    table = joined_series.points(achievements, indicator)
    mine = table[table["region"].isin(wanted)]
    title = _title(mine, wanted, indicator)
    if not len(mine):
        absent = words.label("chart.trend.absent", indicator=chart_rows.name(indicator))
        return chart_page.missing(title, absent, achievements)
    if mine.groupby(joined_series.OWN).ngroups > MOST:
        return small_multiples.chart_trends(achievements, indicator, projection=projection, regions=wanted)
    aims = target_lines.of(mine, series_marks.projected(projection)["year"].max())
    panel = chart_page.Panel(ABOVE + PLOT + BELOW, functools.partial(_draw, mine, projection, aims))
    drawn = chart_rows.used(mine.drop(columns=joined_series.DRAWING))
    story = chart_page.Story(
        title,
        words.label("chart.trend.how"),
        target_lines.with_figures(drawn, aims),
        series_marks.notes(mine, projection, aims),
        f"{description.alt_text(title, drawn)} {target_lines.sentences(aims)}".strip(),
        findings.changes(mine),
    )
    return chart_page.compose(story, [panel])


def _title(mine: pd.DataFrame, wanted: list[str], indicator: str) -> str:
    names = list(dict.fromkeys(mine["region"])) or wanted
    where = names[0] if len(names) == 1 else words.label("chart.regions", count=len(names))
    return series_marks.titled(mine, f"{where}, {findings.inside(chart_rows.name(indicator))}")


def _looks(mine: pd.DataFrame) -> dict[tuple, style.Look]:
    """Of one region each instrument in its own colour; where several share the axes, each series in one."""
    own = list(dict.fromkeys(joined_series.owners(mine)))
    if mine["region_code"].nunique() > 1:
        return {series: style.look(f"seri_{n + 1}") for n, series in enumerate(own)}
    looks = style.instruments([series[1:] for series in own])
    return {series: looks[series[1:]] for series in own}


def _draw(mine: pd.DataFrame, projection: pd.DataFrame | None, aims: list[target_lines.Aim], chart: chart_page.Chart, top: float) -> None:
    wide = chart_page.INNER - LEFT - RIGHT
    axes = chart.box(chart_page.MARGIN + LEFT, top + ABOVE, wide, PLOT, bare=False)
    ahead = series_marks.projected(projection)
    series_marks.limits(axes, pd.concat([mine, ahead]), target_lines.shares(aims))
    _years(axes, mine, ahead, wide)
    target_lines.draw(axes, aims)
    looks = _looks(mine)
    series_marks.lines(axes, mine, looks)
    for own, group in joined_series.covered(mine).groupby(joined_series.OWN, sort=False):
        series_marks.dots(axes, group, looks[own], 10)
    series_marks.project(axes, ahead)
    series_marks.breaks(axes, joined_series.breaks(mine), 1.4)
    _reasons(axes, joined_series.breaks(mine), wide)
    here = _values(axes, mine, ahead, wide, aims)
    _steps(axes, wide, aims, here)
    _labels(chart, axes, mine, looks, top, aims)


def _years(axes: Axes, mine: pd.DataFrame, ahead: pd.DataFrame, wide: float) -> None:
    """Every year from first to last has its place; a year without any figure says so."""
    first, last = (int(f(pd.concat([mine["year"], ahead["year"]]))) for f in (min, max))
    axes.set_xlim(first - 0.5, last + 0.5)
    there, spacing = set(mine["year"]) | set(ahead["year"]), wide / (last - first + 1)
    step = 1 if spacing > 0.5 else 5
    said = [
        f"{y}" if y in there else f"{y}\n" + measured_text.wrap(words.label("no_data"), style.FOOT, spacing - 0.05)
        for y in range(first, last + 1)
    ]
    shown = [(y, s) for y, s in zip(range(first, last + 1), said, strict=True) if (y - first) % step == 0]
    axes.set_xticks([y for y, _ in shown], [s for _, s in shown], fontfamily=style.FAMILY, fontsize=style.LABEL)
    for tick, (year, _) in zip(axes.get_xticklabels(), shown, strict=True):
        tick.set_fontsize(style.LABEL if year in there else style.FOOT)
        tick.set_color(style.colour("tinta" if year in there else "abu_tua"))


def _reasons(axes: Axes, found: list[joined_series.Break], wide: float) -> None:
    """Writes the reason above each break of the whole height, wrapped to the room before the next one."""
    low, high = axes.get_xlim()
    scale = wide / (high - low)
    whole = pd.DataFrame([one for one in found if one.height is None], columns=list(joined_series.Break._fields))
    merged = whole.groupby("year", sort=True)["why"].agg("; ".join)
    places = [(year - low) * scale for year in merged.index]
    edges = [-LEFT, *((a + b) / 2 for a, b in itertools.pairwise(places)), wide + RIGHT - 0.3]
    for number, (year, why) in enumerate(merged.items()):
        place, left, right = places[number], edges[number], edges[number + 1]
        said = measured_text.shorten(why, style.SMALL, max(2 * min(place - left, right - place, 1.4) - 0.1, 0.5), 3)
        axes.text(
            year,
            _at(axes, 1.012),
            said,
            **style.text(
                style.SMALL, italic=True, colour=style.colour("abu_tua"), align="center", valign="bottom", gid="break note", spacing=1.2
            ),
        )


def _at(axes: Axes, share: float) -> float:
    """The height that lies so far up the plot, 0 its foot and 1 its top."""
    floor, top = axes.get_ylim()
    return floor + share * (top - floor)


def _values(axes: Axes, mine: pd.DataFrame, ahead: pd.DataFrame, wide: float, aims: list[target_lines.Aim]) -> label_places.Field:
    """The number at a point, beside it wherever there is room and no other point is as near; what then stands where."""
    scale = _scale(axes, wide)
    mine = _with_withheld(axes, mine)
    mark = series_marks.room(mine, MARK)
    here = label_places.field(mine, scale, mark, series_marks.across(mine, ahead, aims, axes.get_ylim()))
    said = mine.assign(printed=[words.number(value, words.column_places(mine["value_pct"]) and 1) for value in mine["value_pct"]])
    said = said.sort_values(["year", "value_pct"], ascending=[False, False]).drop_duplicates(["year", "printed"])  # one place, one number
    for row, printed in zip(said.itertuples(), said["printed"], strict=True):
        across = measured_text.width(printed, style.LABEL, bold=True) + 0.04
        box = label_places.free(scale.at(row), label_places.beside(scale.at(row), across, 0.22, mark, (0.02, PLOT + 0.14)), here)
        if box:
            _number(axes, (box.x0 + box.x1) / 2 / scale.across, scale.share((box.y0 + box.y1) / 2), printed)
            here.taken.append(box)
    return here


def _scale(axes: Axes, wide: float) -> label_places.Scale:
    (first, last), (floor, high) = axes.get_xlim(), axes.get_ylim()
    return label_places.Scale(wide / (last - first), PLOT / (high - floor), floor)


def _steps(axes: Axes, wide: float, aims: list[target_lines.Aim], here: label_places.Field) -> None:
    """What a set asks for before its last step, at that step; its last stands at the right, beside the set's name."""
    scale = _scale(axes, wide)
    for level in (level for aim in aims for level in target_lines.levels(aim)[:-1]):
        printed = target_lines.share(level[-1].row)
        across = measured_text.width(printed, style.SMALL) + 0.04
        for year in sorted((step.year for step in level), reverse=True):
            at = scale.place(year, float(level[-1].row["target_pct"]))
            box = label_places.free(at, label_places.beside(at, across, 0.2, 0.04, (0.02, PLOT + 0.14)), here)
            if box:
                here.taken.append(box)
                place = (box.x0 + box.x1) / 2 / scale.across, scale.share((box.y0 + box.y1) / 2)
                axes.text(*place, printed, zorder=7, **style.text(style.SMALL, align="center", gid="target step", spacing="normal"))
                break


def _with_withheld(axes: Axes, mine: pd.DataFrame) -> pd.DataFrame:
    """The figures that have a number; each year with a withheld one says so once, on its hatch."""
    for year in mine.loc[mine["withheld"], "year"].unique():
        _number(axes, year, series_marks.word_on_hatch(axes, mine, year, 0.04), words.label("withheld"))
    return mine[~mine["withheld"]]


def _number(axes: Axes, x: float, y: float, printed: str) -> None:
    axes.text(
        x,
        y,
        printed,
        zorder=7,
        **style.text(style.LABEL, bold=True, align="center", gid="value", spacing="normal"),
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},  # a halo would leave no text in the SVG to read or search
    )


class End(NamedTuple):
    """What is named at the right: a series at its last figure, or a target set's line at its right end; `key` draws its mark."""

    share: float
    said: str
    key: style.Look | target_lines.Aim


def _labels(chart: chart_page.Chart, axes: Axes, mine: pd.DataFrame, looks: dict, top: float, aims: list[target_lines.Aim]) -> None:
    """Writes the name of each series and target set to the right, at the height at which it ends."""
    ends = sorted([*_series_ends(axes, mine, looks), *_target_ends(aims)], key=lambda end: -end.share)
    heights = [measured_text.height(end.said, style.LABEL) for end in ends]
    floor, high = axes.get_ylim()
    levels = [PLOT * (high - end.share) / (high - floor) for end in ends]
    places = measured_text.spread(levels, heights, -0.05, max(PLOT + 0.3, sum(heights) + 0.1 * len(ends)), 0.1)
    left, high = chart_page.WIDTH - chart_page.MARGIN - RIGHT + 0.2, chart.get_size_inches()[1]
    marks = chart.box(left, 0, KEY, high)
    marks.set(xlim=(0, KEY), ylim=(high, 0))
    for end, place in zip(ends, places, strict=True):
        _mark(marks, end, top + ABOVE + place)
        chart.write(
            left + 0.42,
            top + ABOVE + place,
            end.said,
            style.LABEL,
            valign="center",
            gid="target name" if isinstance(end.key, target_lines.Aim) else "name",
        )


def _series_ends(axes: Axes, mine: pd.DataFrame, looks: dict) -> list[End]:
    lasts = [(own, group.iloc[-1]) for own, group in mine.groupby(joined_series.OWN, sort=False)]
    lasts = [(own, last.fillna({"value_pct": _at(axes, 0.5)}) if last["withheld"] else last) for own, last in lasts]
    several = mine["region"].nunique() > 1
    return [End(last["value_pct"], _named(last, several), looks[own]) for own, last in lasts]


def _target_ends(aims: list[target_lines.Aim]) -> list[End]:
    fitted = [measured_text.wrap(target_lines.name(aim), style.LABEL, RIGHT - 0.65) for aim in aims]
    return [End(float(aim.last["target_pct"]), said, aim) for aim, said in zip(aims, fitted, strict=True)]


def _mark(axes: Axes, end: End, place: float) -> None:
    """What stands before a name: a series' own shape, a target's piece of line."""
    if isinstance(end.key, target_lines.Aim):
        target_lines.key(axes, 0, KEY, place, end.key.dash)
    else:
        axes.plot([0.2], [place], marker=end.key.marker, color=end.key.colour, markersize=10, clip_on=False)


def _named(last: pd.Series, with_region: bool) -> str:
    parts = [last["region"] if with_region else "", last["instrument"], words.label_or(f"chart.ladder.{last['ladder']}", "")]
    return measured_text.shorten(" · ".join(part for part in parts if part), style.LABEL, RIGHT - 0.65, 2)
