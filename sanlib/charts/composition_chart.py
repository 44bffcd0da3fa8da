"""The composition of a whole: where the waste goes, which rung of access households have."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, findings, measured_text, source_lines, stacked_bar, style
from sanlib.charts import legend as key
from sanlib.judging import gap
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import choices

PARTS = {
    "timbulan": [("pengurangan", "penanganan", "tidak_terkelola")],
    "2020": [("aman", "layak_sendiri", "layak_bersama", "belum_layak", "babs"), ("layak", "belum_layak", "babs")],
    "2015": [("layak", "dasar", "babs")],
    "jmp": [
        ("jmp_safely_managed", "jmp_basic", "jmp_limited", "jmp_unimproved", "jmp_open_defecation"),
        ("jmp_at_least_basic", "jmp_limited", "jmp_unimproved", "jmp_open_defecation"),
        ("jmp_improved", "jmp_unimproved", "jmp_open_defecation"),
    ],
    "rumah tangga": [("terlayani", "ditangani_di_rumah", "dibakar", "dibuang")],
}
"""Which indicators lie end to end on each ladder, the finest first; "belum_layak" includes BABS where not told apart."""
NAME = 2.6
AREA = chart_page.INNER - NAME - 0.35
HEAD = 0.45
ROOMY, MIDDLE, TIGHT = 1.05, 0.78, 0.36
"""Row heights in inches for one or two regions, for the pilots and for a province, where thin parts go unnumbered."""
MANY = 12


@takes("achievements")
@bound
def chart_composition(
    achievements: pd.DataFrame,
    regions: str | Sequence[str] | None = None,
    sector: str | None = None,
    lang: str | None = None,
    period: str | None = None,
) -> chart_page.Chart:
    """The parts of 100 % for one or more regions (None: all), each instrument and ladder in a panel of its own.

    What the source does not break down is a part of its own. Parts that exceed 100 are named, not stacked; a flagged
    part is framed and starred. A region whose source gives no breakdown, or of which a part may not be published, is
    left out of that panel. `sector` and `period` keep one of each; without `period` it is the newest.

    >>> san.charts.composition(period, "Kota Blitar", "persampahan").title
    'Kota Blitar, persampahan 2023: dari apa keseluruhannya'
    """
    wanted = None if regions is None else chart_rows.regions_meant(regions, achievements)
    sector, period = choices.one(achievements, "sector", sector) or None, choices.period(achievements, period) or None
    there = _of(achievements, wanted, sector)
    mine = there[there["period"].eq(period or chart_rows.latest(there))]
    title = _title(mine, wanted, sector, period)
    if not len(mine):
        return chart_page.missing(title, words.label("chart.composition.absent"), achievements)
    panels = [_ladder(group) for group in chart_rows.by_size(chart_rows.groups(mine))]
    drawn = chart_rows.used(mine)
    story = chart_page.Story(
        title,
        _how(mine),
        drawn,
        chart_rows.flag_notes(mine.reset_index(drop=True)),
        description.alt_text(title, drawn),
        findings.parts(mine),
    )
    return chart_page.compose(story, panels)


def _how(mine: pd.DataFrame) -> str:
    """The key of the chart, with only the marks that occur in it."""
    keys = ["region_code", "instrument", "ladder"]
    bars = [_parts(own, list(dict.fromkeys(own["indicator"]))) for _, own in mine.groupby(keys, sort=False)]
    flagged = any(part.doubtful for parts in bars if stacked_bar.possible(parts) for part in parts)
    said = ["of", *(["flagged"] if flagged else []), *(["beyond"] if not all(map(stacked_bar.possible, bars)) else [])]
    return " ".join(words.label(f"chart.composition.{key}") for key in said)


def _of(achievements: pd.DataFrame, wanted: Sequence[str] | None, sector: str | None) -> pd.DataFrame:
    """The rows that are parts of a ladder, of the regions asked for."""
    table = achievements[gap.measured(achievements)]
    table = chart_rows.without_provinces(table) if wanted is None else table[table["region"].isin(wanted)]
    table = chart_rows.of(table, sector=sector)
    broken = [_parts_of(group) for _, group in table.groupby(["period", "region_code", "instrument", "ladder"], sort=False)]
    return pd.concat(broken).sort_index() if broken else table


def _parts_of(group: pd.DataFrame) -> pd.DataFrame:
    """The finest breakdown of which the source gives at least two parts; nothing where it gives none."""
    there = set(group["indicator"])
    options = PARTS.get(group["ladder"].iloc[0], [])
    parts = next((parts for parts in options if len(there & set(parts)) > 1), ())
    if gap.withheld(group[group["indicator"].isin(parts)]).any():  # what is left of 100 would betray it
        return group.iloc[:0]
    return group[group["indicator"].isin(parts)]


def _title(mine: pd.DataFrame, wanted: Sequence[str] | None, sector: str | None, period: str | None) -> str:
    names = list(dict.fromkeys(mine["region"])) or list(wanted or [])
    about = chart_rows.name(sector) if sector else " · ".join(chart_rows.name(s) for s in dict.fromkeys(mine["sector"]))
    about = f"{names[0]}, {about.lower()}" if len(names) == 1 else about
    if not len(mine):
        about = ", ".join(part for part in (names[0] if len(names) == 1 else "", chart_rows.name(sector) if sector else "") if part)
        return words.label("chart.composition.title_absent", sector=about, periods=f" {period}" if period else "").lstrip(": ")
    return words.label("chart.composition.title", sector=about, periods=chart_rows.present(mine["period"]))


def _ladder(group: pd.DataFrame) -> chart_page.Panel:
    """The key of a ladder's parts, and a row per region below it."""
    names = [
        name for name in dict.fromkeys(n for parts in PARTS[group["ladder"].iloc[0]] for n in parts) if name in set(group["indicator"])
    ]
    bars = _sorted([(region, _parts(own, names)) for region, own in group.groupby("region", sort=False)], group["ladder"].iloc[0])
    shown = names + (["tidak_dirinci"] if any(stacked_bar.incomplete(parts) for _, parts in bars) else [])
    legend = key.panel([key.Entry(chart_rows.name(name), style.look(name)) for name in shown])
    height = HEAD + legend.height + _high(bars) * len(bars)
    return chart_page.Panel(height, functools.partial(_draw, group, bars, legend, height))


def _sorted(bars: list, ladder: str) -> list:
    """Bars by the part that should be none, most of it first; a bar without it last."""
    part = findings.PART.get(ladder, "")
    return sorted(bars, key=lambda bar: -max((one.value for one in bar[1] if one.key == part), default=-1.0))


def _high(bars: list) -> float:
    """The height of a row; where parts that make no whole are said in words, one in which these stand uncut."""
    fewest = ROOMY if len(bars) <= 2 else MIDDLE if len(bars) <= MANY else TIGHT
    places = _places(bars)
    said = [parts for _, parts in bars if not stacked_bar.possible(parts)]
    heights = [high for high in (TIGHT, MIDDLE, ROOMY) if high >= fewest]
    return next((high for high in heights if not any("…" in _in_words(parts, _thick(high), places)[0] for parts in said)), ROOMY)


def _thick(high: float) -> float:
    """How thick the bar of a row is."""
    return high * (0.7 if high == TIGHT else 0.52)


def _places(bars: list) -> int:
    return min(1, words.column_places([part.value for _, parts in bars for part in parts]))


def _parts(own: pd.DataFrame, names: list[str]) -> list[stacked_bar.Part]:
    found = own.drop_duplicates("indicator").set_index("indicator")
    return [
        stacked_bar.Part(name, float(found.at[name, "value_pct"]), style.effect(found.at[name, "flag"]) != "")
        for name in names
        if name in found.index
    ]


def _draw(group: pd.DataFrame, bars: list, legend: chart_page.Panel, height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    drawing.heading(axes, chart_rows.heading(group), source_lines.base(group), chart_page.INNER)
    legend.draw(chart, top + HEAD)
    places, high = _places(bars), _high(bars)
    for line, (region, parts) in enumerate(bars):
        y = HEAD + legend.height + high * (line + (0.5 if high == TIGHT else 0.6))
        drawing.name(axes, 0, y, region, NAME - 0.15, min(high, 0.6), bold=True)
        _whole(axes, parts, y, _thick(high), places, thin=high != TIGHT)


def _whole(axes: Axes, parts: list[stacked_bar.Part], y: float, thick: float, places: int, thin: bool) -> None:
    """The parts end to end, thin ones numbered above the bar; where they cannot make a whole, what they were, in words."""
    if stacked_bar.possible(parts):
        stacked_bar.bar(axes, NAME, y, AREA, thick, stacked_bar.completed(parts), places, thin)
        return
    drawing.bar(axes, NAME, y, AREA, thick, style.look("tidak dapat dinilai"), gid="impossible")
    said, size = _in_words(parts, thick, places)
    put = drawing.put(axes, NAME + AREA / 2, y, said, size, bold=True, align="center", gid="impossible")
    put.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.5})


def _in_words(parts: list[stacked_bar.Part], thick: float, places: int) -> tuple[str, float]:
    """The parts with their names, as large as they fit on the bar; without the words before them, which the head of the page has too,
    where only so they stand uncut."""
    each = "; ".join(f"{chart_rows.name(p.key)} {chart_rows.share(p.value, places)}".replace(" ", measured_text.TIED) for p in parts)
    whole = measured_text.fit(words.label("chart.composition.impossible", parts=each), AREA - 0.2, thick, bold=True)
    return measured_text.fit(each, AREA - 0.2, thick, bold=True) if "…" in whole[0] else whole
