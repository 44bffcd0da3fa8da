"""Series over the periods, drawn as what they are: a line stops at a break, at a missing year and at another instrument."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import alt, page, rows, style

ACROSS = 4
SMALL_HIGH, LARGE_HIGH = 2.25, 4.6


def chart_trend(achievements: pd.DataFrame, indicator: str, regions, lang: str = "id",
                projection: pd.DataFrame | None = None) -> page.Chart:
    """One indicator of the regions named, a panel each, one line per instrument and ladder.

    `projection` (period, value_pct, low_pct, high_pct) is drawn dashed and named as such, for a single region.
    """
    names = [regions] if isinstance(regions, str) else list(regions)
    mine = achievements[achievements["region"].isin(names) | achievements["region_code"].isin(names)]
    return chart_trends(mine, indicator, lang, projection)


def chart_trends(achievements: pd.DataFrame, indicator: str, lang: str = "id",
                 projection: pd.DataFrame | None = None) -> page.Chart:
    """Small multiples: every region of a table, on the same axes, breaks drawn as breaks and flagged points hollow."""
    mine = rows.of(achievements, indicator=indicator)
    mine = mine[mine["value_pct"].notna()]
    title = words.label("chart.trend.title", lang, indicator=rows.name(indicator, lang), periods=_span(mine))
    if not len(mine):
        return page.missing(title, words.label("chart.trend.absent", lang, indicator=rows.name(indicator, lang)), mine, lang)
    names = list(dict.fromkeys(mine["region"]))
    lines = list(dict.fromkeys(zip(mine["instrument"], mine["ladder"], strict=True)))
    looks = {line: style.look(f"seri_{1 + place % 6}") for place, line in enumerate(lines)}
    across = min(ACROSS, len(names))
    panels = [_legend(looks, lang)] + [
        page.Panel(LARGE_HIGH if across < 3 else SMALL_HIGH, functools.partial(_draw, mine, names[i:i + across], across,
                                                                              looks, projection, lang))
        for i in range(0, len(names), across)]
    story = page.Story(title, words.label("chart.trend.how", lang), rows.used(mine), _notes(mine, projection, lang),
                       alt.alt_text(title, mine, lang))
    return page.compose(story, panels, lang)


def _span(mine: pd.DataFrame) -> str:
    first, last = min(mine["period"], default="–"), max(mine["period"], default="–")
    return first if first == last else f"{first}–{last}"


def _notes(mine: pd.DataFrame, projection: pd.DataFrame | None, lang: str) -> list[str]:
    """Every reason a line stops or a point is hollow, with the years it concerns."""
    cut = mine[mine["flag"].map(style.effect).ne("")]
    pairs = [(name, row.period, row.region) for row in cut.itertuples() for name in row.flag.split(";") if style.effect(name)]
    found = pd.DataFrame(pairs, columns=["flag", "period", "region"]).groupby(["period", "flag"], sort=True)["region"].agg(
        lambda names: ", ".join(dict.fromkeys(names)))
    notes = [f"{period}, {rows.reasons(flag, lang)}: {names}." for (period, flag), names in found.items()]
    return notes + ([words.label("chart.trend.projection", lang)] if projection is not None else [])


def _legend(looks: dict, lang: str) -> page.Panel:
    def draw(chart: page.Chart, top: float) -> None:
        axes = chart.sheet(top, 0.3)
        x = 0.08
        for (instrument, ladder), look in looks.items():
            key = f"chart.ladder.{ladder}"
            said = instrument + (f" · {words.label(key, lang)}" if words.has_label(key) else "")
            axes.plot([x, x + 0.35], [0.15, 0.15], color=look.colour, marker=look.marker, linewidth=2.4)
            put = axes.text(x + 0.45, 0.15, said, fontsize=style.SMALL, fontfamily=style.FAMILY, va="center")
            x += 0.45 + len(put.get_text()) * 0.092 + 0.35

    return page.Panel(0.3, draw)


def _draw(mine: pd.DataFrame, names: list[str], across: int, looks: dict, projection, lang: str, chart: page.Chart,
          top: float) -> None:
    wide, high = page.INNER / across, LARGE_HIGH if across < 3 else SMALL_HIGH
    years = mine["period"].str[:4].astype(int)
    for column, region in enumerate(names):
        axes = chart.box(page.MARGIN + column * wide + 0.42, top + 0.34, wide - 0.6, high - 0.72)
        chart.write(page.MARGIN + column * wide + 0.05, top, region, style.LABEL, bold=True)
        _frame(axes, years.min(), years.max(), _ceiling(mine, projection), projection)
        for line, some in mine[mine["region"].eq(region)].groupby(["instrument", "ladder"], sort=False):
            _line(axes, some.sort_values("period"), looks[line], across < 3, lang)
        if projection is not None and len(names) == 1:
            _project(axes, projection)


def _ceiling(mine: pd.DataFrame, projection) -> int:
    """The top of the axis, the same in every panel: 25, 50 or 100, always from 0."""
    highest = max([mine["value_pct"].max(), *(projection["value_pct"] if projection is not None else [])])
    return next((top for top in (25, 50) if highest <= top * 0.92), 100)


def _frame(axes: Axes, first: int, last: int, top: int, projection) -> None:
    ahead = int(projection["period"].astype(int).max()) if projection is not None and len(projection) else last
    axes.set(xlim=(first - 0.6, max(last, ahead) + 0.6), ylim=(-0.04 * top, 1.1 * top), yticks=[0, top / 2, top])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.1f}".removesuffix(".0"))
    axes.set_xticks(range(first, max(last, ahead) + 1), [f"'{year % 100:02d}" for year in range(first, max(last, ahead) + 1)])
    axes.tick_params(length=0, labelsize=style.FOOT, labelfontfamily=style.FAMILY, labelcolor=style.colour("abu_tua"))
    axes.grid(axis="y", color=style.colour("garis"), linewidth=0.7)
    axes.spines["bottom"].set(visible=True, color=style.colour("garis"))


def _line(axes: Axes, some: pd.DataFrame, look: style.Look, large: bool, lang: str) -> None:
    years, values = some["period"].str[:4].astype(int).to_numpy(), some["value_pct"].to_numpy()
    effects = some["flag"].map(style.effect).tolist()
    for piece in _pieces(years, effects):
        axes.plot(years[piece], values[piece], color=look.colour, linewidth=2.4, zorder=3, gid="series")
    for year, value, effect in zip(years, values, effects, strict=True):
        axes.plot([year], [value], marker=look.marker, markersize=6.5, linestyle="none", zorder=4, color=look.colour,
                  markerfacecolor="white" if effect else look.colour, markeredgewidth=1.6, gid="flagged" if effect else "point")
        if effect == "before":
            axes.axvline(year - 0.5, color=style.colour("abu_tua"), linewidth=1.1, linestyle=(0, (4, 3)), zorder=1, gid="break")
    for place in range(len(years)) if large else [len(years) - 1]:
        below = values[place] > 0.9 * axes.get_ylim()[1]
        axes.annotate(words.number(values[place], 1, lang), (years[place], values[place]), textcoords="offset points",
                      xytext=(0, -15 if below else 8), ha="center", fontsize=style.SMALL if large else style.FOOT,
                      fontfamily=style.FAMILY, zorder=6)


def _pieces(years, effects: list[str]) -> list[list[int]]:
    """Runs of points that may be joined: consecutive years, no break before the later one, neither one isolated."""
    pieces: list[list[int]] = [[0]]
    for place in range(1, len(years)):
        joined = years[place] - years[place - 1] == 1 and not effects[place] and effects[place - 1] != "isolated"
        pieces[-1].append(place) if joined else pieces.append([place])
    return pieces


def _project(axes: Axes, projection: pd.DataFrame) -> None:
    years = projection["period"].astype(int)
    axes.plot(years, projection["value_pct"], color=style.colour("abu_tua"), linewidth=2, linestyle=(0, (2, 2)), gid="projection")
    if projection[["low_pct", "high_pct"]].notna().all(axis=None):
        axes.fill_between(years, projection["low_pct"], projection["high_pct"], color=style.colour("lainnya"), alpha=0.4, zorder=0)
