"""Pilot against pilot: the difference in points of every pair, within one instrument."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts import chart_page, chart_rows, drawing, findings, measured_text, style
from sanlib.judging import gap
from sanlib.printing.pilots import left_out, main_instrument
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference.regions import of_report, reported_on

CELL = 0.58
HEAD = 0.75
LEFT = 2.2
MOST = 14
"""Regions whose pairs can still be read on one page; more are compared by `charts.pilots`."""
PALEST, DARKEST = 49.0, 21.0
"""Lightness (L* of CIELAB) of no lead and of the largest: equal steps in points look equally far apart, in grey too, any lead darker
than any lag and dark enough for white figures."""


@takes("achievements", "achievements")
@bound
def chart_differences(
    differences: pd.DataFrame, achievements: pd.DataFrame, indicator: str, instrument: str = "", lang: str | None = None
) -> chart_page.Chart:
    """Row region minus column region in percentage points (the square table of `differences`), signed in every cell.

    Blue: the row leads, the darker the farther; grey: it lags; hatched: not compared. The highest region stands first.
    `achievements` are the rows behind it, for the source line and for why a pilot is not compared, which stands below. More
    than MOST regions are refused in words. Without `instrument` it is the one that measured most pilots, as in `differences`.

    >>> san.charts.differences(san.differences(period, "pengurangan"), period, "pengurangan").title
    'Pengurangan sampah 2023, SIPSN: selisih antar wilayah'
    """
    indicator = chart_rows.indicator_meant(indicator, achievements)
    instrument = instrument or main_instrument(of_report(achievements), indicator)
    mine = gap.published(chart_rows.of(achievements, indicator=indicator))
    mine = mine[mine["instrument"].eq(instrument) & mine["region"].isin(differences.index)]
    title = words.label(
        "chart.differences.title",
        indicator=chart_rows.name(indicator),
        instrument=instrument or "–",
        periods=chart_rows.present(mine["period"]),
    )
    compared = differences.dropna(how="all").dropna(how="all", axis=1)
    known = _highest_first(compared)
    if len(known) < 2 or len(known) > MOST:
        absent = "absent" if len(known) < 2 else "many"
        return chart_page.missing(title, words.label(f"chart.differences.{absent}", count=len(known), most=MOST), mine)
    panel = chart_page.Panel(HEAD + CELL * len(known), lambda chart, top: _draw(chart, top, known))
    notes = _why_absent(achievements, indicator, instrument)
    alt = f"{title}. " + " ".join([*_sentences(compared), *notes])
    how = words.label("chart.differences.how") + (words.label("chart.differences.hatched") if known.isna().any(axis=None) else "")
    story = chart_page.Story(title, how, chart_rows.used(mine), notes, alt, _found(mine, known))
    return chart_page.compose(story, [panel])


def _highest_first(known: pd.DataFrame) -> pd.DataFrame:
    """The square with the region that leads most first, down and across; those that lead alike as given."""
    order = known.mean(axis=1).sort_values(ascending=False, kind="stable").index
    return known.loc[order, [name for name in order if name in known]]


def _why_absent(achievements: pd.DataFrame, indicator: str, instrument: str) -> list[str]:
    """One note per reason: which of the regions a report is about are not compared, and why."""
    rows = chart_rows.of(of_report(achievements), indicator=indicator)
    rows = rows[rows["instrument"].eq(instrument)]
    return left_out(rows[rows["ladder"].eq(rows["ladder"].max())], reported_on(achievements)["region"].tolist(), instrument)


def _found(mine: pd.DataFrame, known: pd.DataFrame) -> str:
    """The finding of the regions drawn, on the newest ladder, as they are compared."""
    return findings.pairs(mine[mine["region"].isin(known.index) & mine["ladder"].eq(mine["ladder"].max())])


def _draw(chart: chart_page.Chart, top: float, known: pd.DataFrame) -> None:
    axes = chart.sheet(top, HEAD + CELL * len(known))
    wide = min((chart_page.INNER - LEFT) / len(known), 1.35)
    most = max(known.abs().max(axis=None), 1)
    for line, name in enumerate(known.index):
        y = HEAD + CELL * (line + 0.5)
        drawing.name(axes, 0, y, name, LEFT - 0.2, CELL, bold=True)
        head, size = measured_text.fit(name, wide - 0.1, HEAD - 0.1)
        drawing.put(axes, LEFT + wide * (line + 0.5), HEAD - 0.06, head, min(size, style.SMALL), align="center", valign="bottom")
        for column, value in enumerate(known.iloc[line]):
            _cell(axes, value, LEFT + wide * column, y, wide, most)


def _cell(axes, value: float, x: float, y: float, wide: float, most: float) -> None:
    if pd.isna(value):
        drawing.bar(axes, x, y, wide - 0.04, CELL - 0.04, style.look("tidak dapat dinilai"), gid="uncompared")
        return
    value = round(value, 1) + 0.0  # what prints as 0,0 leads nobody
    shade = _shade(value, most)
    drawing.bar(axes, x, y, wide - 0.04, CELL - 0.04, style.Look(shade, "", ""), gid="difference")
    drawing.put(
        axes,
        x + (wide - 0.04) / 2,
        y,
        words.signed(value, 1),
        style.LABEL,
        bold=value > 0,
        align="center",
        colour=style.on(shade),
        gid="value",
    )


def _shade(value: float, most: float) -> str:
    """Blue by how far the row leads, in even steps of lightness; grey where it lags, white where there is no difference."""
    if value <= 0:
        return style.colour("tertinggal") if value < 0 else "#FFFFFF"
    return style.at_lightness(style.colour("selisih"), PALEST + (DARKEST - PALEST) * value / most, style.colour("selisih_kecil"))


def _sentences(known: pd.DataFrame) -> list[str]:
    """Each pair once: which is higher, by how many points."""
    names = list(known.index)
    return [
        f"{a} – {b}: {words.signed(known.loc[a, b], 1)}." for i, a in enumerate(names) for b in names[i + 1 :] if pd.notna(known.loc[a, b])
    ]
