"""The same indicator over the periods for many regions: small multiples on one scale."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pandas as pd

from sanlib import words
from sanlib.charts import alt, key, page, rows, series, style, text, trend

HEAD, AXIS, GUTTER = 0.34, 0.3, 0.42


def chart_trends(achievements: pd.DataFrame, indicator: str, regions: Sequence[str] | None = None,
                 lang: str = "id") -> page.Chart:
    """An indicator of many regions, one small plot each on one scale; colour and shape say the instrument.

    Lines, breaks and flagged points as in `chart_trend`; a region without figures keeps its place and says so.
    """
    table = series.points(rows.without_provinces(achievements) if regions is None else achievements, indicator)
    wanted = list(dict.fromkeys(table["region"])) if regions is None else list(regions)
    mine = table[table["region"].isin(wanted) | table["region_code"].isin(wanted)]
    title = _title(mine, wanted, indicator, lang)
    if not len(mine):
        known = rows.present(series.points(achievements, indicator)["region"])
        return page.missing(title, words.label("chart.trend.absent", lang, known=known), achievements, lang)
    looks = _looks(mine)
    names = list(dict.fromkeys(_name(mine, region) for region in wanted))
    panels = [key.panel(_key(mine, looks, lang)), *_grid(mine, names, looks, lang)]
    drawn = rows.used(mine.drop(columns=["year", "hollow", "effect", "segment"]))
    notes = [words.label("chart.trend.how", lang), *rows.flag_notes(mine, lang)]
    story = page.Story(title, words.label("chart.trend.subtitle", lang), drawn, notes, alt.alt_text(title, drawn, lang))
    return page.compose(story, panels, lang)


def _title(mine: pd.DataFrame, wanted: Sequence[str], indicator: str, lang: str) -> str:
    named = rows.name(indicator, lang)
    where = words.label("chart.regions", lang, count=len(wanted))
    if not len(mine):
        return f"{named}: {where}"
    span = "–".join(dict.fromkeys((f"{mine['year'].min():.0f}", f"{mine['year'].max():.0f}")))
    return words.label("chart.trend.title", lang, indicator=named, where=where, span=span)


def _name(mine: pd.DataFrame, region: str) -> str:
    found = mine.loc[mine["region_code"].eq(region), "region"]
    return found.iloc[0] if len(found) else region


def _looks(mine: pd.DataFrame) -> dict[tuple[str, str], style.Look]:
    """One look per instrument and ladder, the same in every plot."""
    pairs = dict.fromkeys(mine[["instrument", "ladder"]].itertuples(index=False, name=None))
    return {pair: style.look(f"seri_{n % 6 + 1}") for n, pair in enumerate(pairs)}


def _key(mine: pd.DataFrame, looks: dict, lang: str) -> list[key.Entry]:
    entries = []
    for (instrument, ladder), look in looks.items():
        named = f"chart.ladder.{ladder}"
        said = f"{instrument} · {words.label(named, lang)}" if words.has_label(named) else instrument
        entries.append(key.Entry(said, look, shape=True))
    hollow = [key.Entry(words.label("chart.trend.hollow", lang), style.Look("#FFFFFF", "", "o"), shape=True)]
    return entries + (hollow if mine["hollow"].any() else [])


def _grid(mine: pd.DataFrame, names: list[str], looks: dict, lang: str) -> list[page.Panel]:
    """A panel per line of plots."""
    across = 4 if len(names) > 3 else max(2, len(names))
    across = 6 if len(names) > 12 else across
    high = 1.25 if across == 6 else 1.7 if len(names) > 4 else 2.6
    lines = [names[start:start + across] for start in range(0, len(names), across)]
    return [page.Panel(HEAD + high + AXIS, functools.partial(_line, mine, line, across, high, looks, lang)) for line in lines]


def _line(mine: pd.DataFrame, names: list[str], across: int, high: float, looks: dict, lang: str, chart: page.Chart,
          top: float) -> None:
    wide = page.INNER / across
    for column, region in enumerate(names):
        left = page.MARGIN + column * wide
        own = mine[mine["region"].eq(region)]
        size = style.SMALL if across == 6 else style.LABEL
        chart.write(left, top, text.shorten(region, size, wide - 0.1, 1, bold=True), size, bold=True)
        axes = chart.box(left + GUTTER, top + HEAD, wide - GUTTER - 0.25, high)
        _frame(axes, mine, column == 0)
        if not len(own):
            axes.text(0.5, 0.5, words.label("no_data", lang), transform=axes.transAxes, ha="center", va="center",
                      fontsize=size, fontfamily=style.FAMILY, color=style.colour("abu_tua"), gid="absent")
        _region(axes, own, looks, lang)


def _frame(axes, mine: pd.DataFrame, first: bool) -> None:
    """One scale for all: the same years, the same height; the labels only where they are read."""
    trend.limits(axes, mine)
    ticks = axes.get_yticks()
    shown = [ticks[0], ticks[len(ticks) // 2], ticks[-1]]
    axes.set_yticks(shown, [f"{t:.0f}" if first else "" for t in shown], fontfamily=style.FAMILY, fontsize=style.FOOT)
    low, high = int(mine["year"].min()), int(mine["year"].max())
    axes.set_xlim(low - 0.6, high + 0.6)
    ends = sorted({low, high})
    axes.set_xticks(ends, [str(year) for year in ends], fontfamily=style.FAMILY, fontsize=style.FOOT)


def _region(axes, own: pd.DataFrame, looks: dict, lang: str) -> None:
    owners = {owner: looks[owner[1:]] for owner in own[series.OWN].itertuples(index=False, name=None)}
    trend.lines(axes, own, owners)
    for owner, group in own.groupby(series.OWN, sort=False):
        trend.dots(axes, group, owners[owner], 6)
    for found in series.breaks(own, lang):
        axes.axvline(found.year, color=style.colour("abu_tua"), linewidth=1.0, linestyle=(0, (3, 2)), gid="break")
