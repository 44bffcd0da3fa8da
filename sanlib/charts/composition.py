"""What a whole is made of: where the waste goes, which rung of access households have."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import alt, credit, draw, key, page, rows, stack, style, text

PARTS = {
    "timbulan": ("penanganan", "pengurangan", "tidak_terkelola"),
    "2015": ("layak", "dasar", "babs"),
    "2020": ("aman", "layak_sendiri", "layak_bersama", "belum_layak"),
}
"""The rungs or streams that lie end to end on each ladder; "belum_layak" includes BABS where it is not told apart."""
NAME = 2.6
HEAD = 0.45
ROOMY, TIGHT = 1.05, 0.78
"""Row heights in inches for one or two regions and for many."""


def chart_composition(achievements: pd.DataFrame, regions: str | Sequence[str] | None, sector: str, lang: str = "id",
                      period: str | None = None) -> page.Chart:
    """The parts of 100 % for one or more regions (None: all), each instrument and ladder in a panel of its own.

    What the source does not break down is a part of its own. Parts that exceed 100 are named, not stacked.
    """
    wanted = [regions] if isinstance(regions, str) else regions
    there = _of(achievements, wanted, sector)
    period = str(period or rows.latest(there))
    mine = there[there["period"].eq(period)]
    title = _title(mine, wanted, sector, period, lang)
    if not len(mine):
        absent = words.label("chart.composition.absent", lang, sector=rows.name(sector, lang).lower(),
                             periods=rows.present(there["period"]))
        return page.missing(title, absent, achievements, lang)
    panels = [panel for group in rows.by_size(rows.groups(mine)) for panel in _ladder(group, lang)]
    drawn = rows.used(mine)
    story = page.Story(title, _what(sector, lang), drawn, _notes(mine, lang), alt.alt_text(title, drawn, lang))
    return page.compose(story, panels, lang)


def _of(achievements: pd.DataFrame, wanted: Sequence[str] | None, sector: str) -> pd.DataFrame:
    """The rows that are parts of a ladder, of the regions asked for and in their order."""
    local = rows.without_provinces(achievements) if wanted is None else achievements
    table = local[local["sector"].eq(sector) & local["value_pct"].notna()]
    table = table[[i in PARTS.get(ladder, ()) for i, ladder in zip(table["indicator"], table["ladder"], strict=True)]]
    if wanted is not None:
        table = table[table["region"].isin(wanted) | table["region_code"].isin(wanted)]
    complete = table.groupby(["period", "region_code", "instrument", "ladder"])["indicator"].transform("nunique") > 1
    return table[complete] if len(table) else table


def _title(mine: pd.DataFrame, wanted: Sequence[str] | None, sector: str, period: str, lang: str) -> str:
    names = list(dict.fromkeys(mine["region"])) or list(wanted or [])
    where = names[0] if len(names) == 1 else words.label("chart.regions", lang, count=len(names))
    return words.label("chart.composition.title", lang, sector=rows.name(sector, lang), period=period, where=where)


def _what(sector: str, lang: str) -> str:
    named = f"chart.composition.what.{sector}"
    return words.label(named if words.has_label(named) else "chart.composition.what", lang)


def _notes(mine: pd.DataFrame, lang: str) -> list[str]:
    marked = mine["flag"].map(style.effect).ne("").any()
    mark = [words.label("chart.flag_mark", lang)] if marked else []
    return [*mark, *rows.flag_notes(mine.reset_index(drop=True), lang)]


def _ladder(group: pd.DataFrame, lang: str) -> list[page.Panel]:
    """The key of a ladder's parts, and a row per region below it."""
    names = [name for name in PARTS[group["ladder"].iloc[0]] if name in set(group["indicator"])]
    bars = [(region, _parts(own, names), own) for region, own in group.groupby("region", sort=False)]
    shown = names + (["tidak_dirinci"] if any(len(stack.completed(p)) > len(p) and stack.possible(p) for _, p, _ in bars) else [])
    legend = key.panel([key.Entry(rows.name(name, lang), style.look(name)) for name in shown])
    height = HEAD + legend.height + _high(bars) * len(bars)
    return [page.Panel(height, functools.partial(_draw, group, bars, legend, height, lang))]


def _high(bars: list) -> float:
    return ROOMY if len(bars) <= 2 else TIGHT


def _parts(own: pd.DataFrame, names: list[str]) -> list[stack.Part]:
    values = own.drop_duplicates("indicator").set_index("indicator")["value_pct"]
    return [stack.Part(name, float(values[name])) for name in names if name in values]


def _draw(group: pd.DataFrame, bars: list, legend: page.Panel, height: float, lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    draw.rule(axes, 0.02, 0, page.INNER)
    draw.put(axes, 0, 0.24, rows.heading(group, lang), style.HEADING, bold=True)
    draw.put(axes, page.INNER, 0.24, credit.base(group, lang), style.SMALL, colour=style.colour("abu_tua"), align="right")
    legend.draw(chart, top + HEAD)
    places = words.decimals([part.value for _, parts, _ in bars for part in parts])
    for line, (region, parts, own) in enumerate(bars):
        _row(axes, region, parts, own, HEAD + legend.height + _high(bars) * (line + 0.6), _high(bars) * 0.52, min(places, 1), lang)


def _row(axes: Axes, region: str, parts: list[stack.Part], own: pd.DataFrame, y: float, thick: float, places: int,
         lang: str) -> None:
    """A region's whole; where its parts cannot make one, what they were, in words."""
    doubtful = own["flag"].map(style.effect).ne("").any()
    named = text.shorten(region + (" (!)" if doubtful else ""), style.LABEL, NAME - 0.15, 2, bold=True)
    draw.put(axes, 0, y, named, style.LABEL, bold=True)
    width = page.INNER - NAME - 0.35
    if stack.possible(parts):
        stack.bar(axes, NAME, y, width, thick, stack.completed(parts), places, lang, doubtful)
        return
    draw.bar(axes, NAME, y, width, thick, style.look("tidak dapat dinilai"), gid="impossible")
    said = ", ".join(f"{rows.name(p.key, lang).lower()} {rows.share(p.value, places, lang)}" for p in parts)
    said = text.shorten(words.label("chart.composition.impossible", lang, parts=said), style.SMALL, width - 0.2, 2, bold=True)
    draw.put(axes, NAME + width / 2, y, said, style.SMALL, bold=True, align="center", gid="impossible").set_bbox(
        {"facecolor": "white", "edgecolor": "none", "pad": 1.5})
