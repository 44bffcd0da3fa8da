"""An indicator over the periods: lines only where figures may be joined, breaks drawn as breaks."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

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
)
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes

MOST = 6
"""Series on one pair of axes; more are drawn as small multiples."""
PLOT, LEFT, RIGHT, ABOVE, BELOW = 4.6, 0.62, 2.9, 0.62, 0.55


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

    No line crosses a missing year, a flagged break or a change of instrument; a flagged point is hollow, a break a
    dashed upright with its reason. `projection` (period, value_pct, low_pct, high_pct) is drawn dashed, as projection.

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
    panel = chart_page.Panel(ABOVE + PLOT + BELOW, functools.partial(_draw, mine, projection))
    drawn = chart_rows.used(mine.drop(columns=joined_series.DRAWING))
    story = chart_page.Story(
        title,
        words.label("chart.trend.how"),
        drawn,
        series_marks.notes(mine, projection),
        description.alt_text(title, drawn),
        findings.changes(mine),
    )
    return chart_page.compose(story, [panel])


def _title(mine: pd.DataFrame, wanted: list[str], indicator: str) -> str:
    names = list(dict.fromkeys(mine["region"])) or wanted
    where = names[0] if len(names) == 1 else words.label("chart.regions", count=len(names))
    named = f"{where}, {chart_rows.name(indicator)[:1].lower()}{chart_rows.name(indicator)[1:]}"
    return series_marks.titled(mine, named)


def _draw(mine: pd.DataFrame, projection: pd.DataFrame | None, chart: chart_page.Chart, top: float) -> None:
    wide = chart_page.INNER - LEFT - RIGHT
    axes = chart.box(chart_page.MARGIN + LEFT, top + ABOVE, wide, PLOT)
    ahead = series_marks.projected(projection)
    series_marks.limits(axes, pd.concat([mine, ahead]))
    _years(axes, mine, ahead, wide)
    looks = {own: style.look(f"seri_{n + 1}") for n, own in enumerate(dict.fromkeys(joined_series.owners(mine)))}
    series_marks.lines(axes, mine, looks)
    for own, group in joined_series.covered(mine).groupby(joined_series.OWN, sort=False):
        series_marks.dots(axes, group, looks[own], 10)
    series_marks.project(axes, ahead)
    series_marks.breaks(axes, joined_series.breaks(mine), 1.4)
    _reasons(axes, joined_series.breaks(mine), wide)
    _values(axes, mine, wide)
    _labels(chart, axes, mine, looks, top)


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
            axes.get_ylim()[1] * 1.012,
            said,
            **style.text(
                style.SMALL, italic=True, colour=style.colour("abu_tua"), align="center", valign="bottom", gid="break note", spacing=1.2
            ),
        )


def _values(axes: Axes, mine: pd.DataFrame, wide: float) -> None:
    """The number at a point, above or below it, wherever there is room and no other point is as near."""
    scale = label_places.Scale(wide / (axes.get_xlim()[1] - axes.get_xlim()[0]), PLOT / axes.get_ylim()[1])
    mine = _with_withheld(axes, mine)
    here = label_places.field(mine, scale, 0.16)
    said = mine.assign(printed=[words.number(value, words.decimals(mine["value_pct"]) and 1) for value in mine["value_pct"]])
    said = said.sort_values(["year", "value_pct"], ascending=[False, False]).drop_duplicates(["year", "printed"])  # one place, one number
    for row, printed in zip(said.itertuples(), said["printed"], strict=True):
        box = label_places.free(scale.at(row), joined_series.owner(row), _beside(scale.at(row), printed), here)
        if box:
            _number(axes, row.year, (box.y0 + box.y1) / 2 / scale.up, printed)
            here.taken.append(box)


def _beside(point: tuple[float, float], printed: str) -> list[Bbox]:
    """The boxes a number may take: above its point, then below, within the plot."""
    wide, heights = measured_text.width(printed, style.LABEL, bold=True) + 0.04, (point[1] + 0.24, point[1] - 0.24)
    return [label_places.around((point[0], high), wide, 0.2) for high in heights if 0.1 < high < PLOT + 0.02]


def _with_withheld(axes: Axes, mine: pd.DataFrame) -> pd.DataFrame:
    """The figures that have a number; each year with a withheld one says so once, at the foot of its hatch."""
    for year in mine.loc[mine["withheld"], "year"].unique():
        _number(axes, year, axes.get_ylim()[1] * 0.04, words.label("withheld"))
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


def _labels(chart: chart_page.Chart, axes: Axes, mine: pd.DataFrame, looks: dict, top: float) -> None:
    """Writes the name of each series to the right, at the height of its last figure."""
    ends = [(own, group.iloc[-1]) for own, group in mine.groupby(joined_series.OWN, sort=False)]
    whole = axes.get_ylim()[1]
    ends = [(own, last.fillna({"value_pct": whole / 2}) if last["withheld"] else last) for own, last in ends]
    ends.sort(key=lambda pair: -pair[1]["value_pct"])
    said = [_named(last, mine["region"].nunique() > 1) for _, last in ends]
    heights = [measured_text.height(words_, style.LABEL) for words_ in said]
    places = measured_text.spread([PLOT * (1 - last["value_pct"] / whole) for _, last in ends], heights, -0.05, PLOT + 0.3, 0.1)
    x = chart_page.WIDTH - chart_page.MARGIN - RIGHT + 0.3
    for (own, _), place, words_ in zip(ends, places, said, strict=True):
        mark = chart.box(x, top + ABOVE + place - 0.1, 0.2, 0.2)
        mark.plot([0.5], [0.5], marker=looks[own].marker, color=looks[own].colour, markersize=10, clip_on=False)
        mark.set(xlim=(0, 1), ylim=(0, 1))
        chart.write(x + 0.32, top + ABOVE + place, words_, style.LABEL, valign="center", gid="name")


def _named(last: pd.Series, with_region: bool) -> str:
    parts = [last["region"] if with_region else "", last["instrument"], words.label_or(f"chart.ladder.{last['ladder']}", "")]
    return measured_text.shorten(" · ".join(part for part in parts if part), style.LABEL, RIGHT - 0.65, 2)
