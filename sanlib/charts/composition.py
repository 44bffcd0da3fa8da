"""What a whole is made of: where the waste goes, which rung of access households have."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sanlib import gap, words
from sanlib.charts import alt, credit, draw, key, page, rows, stack, style, text

PARTS = {
    "timbulan": [("pengurangan", "penanganan", "tidak_terkelola")],
    "2020": [("aman", "layak_sendiri", "layak_bersama", "belum_layak", "babs"), ("layak", "belum_layak", "babs")],
    "2015": [("layak", "dasar", "babs")],
    "rumah tangga": [("terlayani", "ditangani_di_rumah", "dibakar", "dibuang")],
}
"""Which indicators lie end to end on each ladder, the finest first; "belum_layak" includes BABS where not told apart."""
NAME = 2.6
AREA = page.INNER - NAME - 0.35
HEAD = 0.45
ROOMY, MIDDLE, TIGHT = 1.05, 0.78, 0.36
"""Row heights in inches for one or two regions, for the pilots and for a province, where thin parts go unnumbered."""
MANY = 12


def chart_composition(achievements: pd.DataFrame, regions: str | Sequence[str] | None = None, sector: str | None = None,
                      lang: str = "id", period: str | None = None) -> page.Chart:
    """The parts of 100 % for one or more regions (None: all), each instrument and ladder in a panel of its own.

    What the source does not break down is a part of its own. Parts that exceed 100 are named, not stacked; a flagged
    part is framed and starred. A region whose source gives no breakdown is left out of that panel.
    """
    wanted = None if regions is None else rows.regions_meant(regions, achievements)
    there = _of(achievements, wanted, sector)
    mine = there[there["period"].eq(str(period or rows.latest(there)))]
    title = _title(mine, wanted, sector, period, lang)
    if not len(mine):
        return page.missing(title, words.label("chart.composition.absent", lang), achievements, lang)
    panels = [_ladder(group, lang) for group in rows.by_size(rows.groups(mine))]
    drawn = rows.used(mine)
    story = page.Story(title, _how(mine, lang), drawn, rows.flag_notes(mine.reset_index(drop=True), lang),
                       alt.alt_text(title, drawn, lang))
    return page.compose(story, panels, lang)


def _how(mine: pd.DataFrame, lang: str) -> str:
    """What the bars mean, of the marks only those that are there."""
    keys = ["region_code", "instrument", "ladder"]
    bars = [_parts(own, list(dict.fromkeys(own["indicator"]))) for _, own in mine.groupby(keys, sort=False)]
    flagged = any(part.doubtful for parts in bars if stack.possible(parts) for part in parts)
    said = ["of", *(["flagged"] if flagged else []), *(["beyond"] if not all(map(stack.possible, bars)) else [])]
    return " ".join(words.label(f"chart.composition.{key}", lang) for key in said)


def _of(achievements: pd.DataFrame, wanted: Sequence[str] | None, sector: str | None) -> pd.DataFrame:
    """The rows that are parts of a ladder, of the regions asked for."""
    table = gap.published(achievements)
    table = table[table["value_pct"].notna()]
    table = rows.without_provinces(table) if wanted is None else table[table["region"].isin(wanted)]
    table = rows.of(table, sector=sector)
    broken = [_parts_of(group) for _, group in table.groupby(["period", "region_code", "instrument", "ladder"], sort=False)]
    return pd.concat(broken).sort_index() if broken else table


def _parts_of(group: pd.DataFrame) -> pd.DataFrame:
    """The finest breakdown of which the source gives at least two parts; nothing where it gives none."""
    there = set(group["indicator"])
    options = PARTS.get(group["ladder"].iloc[0], [])
    parts = next((parts for parts in options if len(there & set(parts)) > 1), ())
    return group[group["indicator"].isin(parts)]


def _title(mine: pd.DataFrame, wanted: Sequence[str] | None, sector: str | None, period: str | None, lang: str) -> str:
    names = list(dict.fromkeys(mine["region"])) or list(wanted or [])
    about = rows.name(sector, lang) if sector else " · ".join(rows.name(s, lang) for s in dict.fromkeys(mine["sector"]))
    about = f"{names[0]}, {about.lower()}" if len(names) == 1 else about
    if not len(mine):
        about = ", ".join(part for part in (names[0] if len(names) == 1 else "", rows.name(sector, lang) if sector else "") if part)
        return words.label("chart.composition.title_absent", lang, sector=about, periods=f" {period}" if period else "").lstrip(": ")
    return words.label("chart.composition.title", lang, sector=about, periods=rows.present(mine["period"]))


def _ladder(group: pd.DataFrame, lang: str) -> page.Panel:
    """The key of a ladder's parts, and a row per region below it."""
    names = [name for name in dict.fromkeys(n for parts in PARTS[group["ladder"].iloc[0]] for n in parts) if name in set(group["indicator"])]
    bars = [(region, _parts(own, names)) for region, own in group.groupby("region", sort=False)]
    shown = names + (["tidak_dirinci"] if any(stack.incomplete(parts) for _, parts in bars) else [])
    legend = key.panel([key.Entry(rows.name(name, lang), style.look(name)) for name in shown])
    height = HEAD + legend.height + _high(bars) * len(bars)
    return page.Panel(height, functools.partial(_draw, group, bars, legend, height, lang))


def _high(bars: list) -> float:
    return ROOMY if len(bars) <= 2 else MIDDLE if len(bars) <= MANY else TIGHT


def _parts(own: pd.DataFrame, names: list[str]) -> list[stack.Part]:
    found = own.drop_duplicates("indicator").set_index("indicator")
    return [stack.Part(name, float(found.at[name, "value_pct"]), style.effect(found.at[name, "flag"]) != "")
            for name in names if name in found.index]


def _draw(group: pd.DataFrame, bars: list, legend: page.Panel, height: float, lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    draw.heading(axes, rows.heading(group, lang), credit.base(group, lang), page.INNER)
    legend.draw(chart, top + HEAD)
    places = min(1, words.decimals([part.value for _, parts in bars for part in parts]))
    for line, (region, parts) in enumerate(bars):
        high = _high(bars)
        y = HEAD + legend.height + high * (line + (0.5 if high == TIGHT else 0.6))
        draw.name(axes, 0, y, region, NAME - 0.15, min(high, 0.6), bold=True)
        _whole(axes, parts, y, high * (0.7 if high == TIGHT else 0.52), places, lang, thin=high != TIGHT)


def _whole(axes: Axes, parts: list[stack.Part], y: float, thick: float, places: int, lang: str, thin: bool) -> None:
    """The parts end to end, thin ones numbered above the bar; where they cannot make a whole, what they were, in words."""
    if stack.possible(parts):
        stack.bar(axes, NAME, y, AREA, thick, stack.completed(parts), places, lang, thin)
        return
    draw.bar(axes, NAME, y, AREA, thick, style.look("tidak dapat dinilai"), gid="impossible")
    said = "; ".join(f"{rows.name(p.key, lang)} {rows.share(p.value, places, lang)}".replace(" ", text.TIED) for p in parts)
    said, size = text.fit(words.label("chart.composition.impossible", lang, parts=said), AREA - 0.2, thick, bold=True)
    put = draw.put(axes, NAME + AREA / 2, y, said, size, bold=True, align="center", gid="impossible")
    put.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.5})
