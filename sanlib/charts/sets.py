"""Every chart of one region by one call, for a folder that goes to an office as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from sanlib.charts import rows, saving
from sanlib.charts.composition import chart_composition
from sanlib.charts.gap import chart_gap
from sanlib.charts.page import Chart
from sanlib.charts.pilots import chart_pilots
from sanlib.charts.trend import chart_trend


def chart_pack(gaps: pd.DataFrame, achievements: pd.DataFrame, region: str, folder: str | Path, lang: str = "id",
               period: str | None = None, say: Callable[[str], object] = str) -> pd.DataFrame:
    """Every chart of a region saved into a folder: gaps, it among the others, composition, trends.

    Gaps, composition and comparison are of one period (the newest there is); trends of all periods in `achievements`.
    A chart without figures is not saved but named, with what is missing. One row per chart: name, file, title, drawn.
    """
    period = str(period or rows.latest(rows.of(gaps, region)))
    made = []
    for name, chart in _charts(gaps, achievements, region, period, lang):
        drawn = bool(len(chart.drawn))
        file = saving.save(chart, folder, name).name if drawn else ""
        say(f"{name}: {chart.title}")
        made.append({"name": name, "file": file, "title": chart.title, "drawn": drawn, "alt": chart.alt})
    return pd.DataFrame(made, columns=["name", "file", "title", "drawn", "alt"])


def _charts(gaps: pd.DataFrame, achievements: pd.DataFrame, region: str, period: str, lang: str) -> Iterator[tuple[str, Chart]]:
    own = rows.of(gaps, region, period)
    for sector in dict.fromkeys(own["sector"]):
        yield _name("gap", sector, period), chart_gap(gaps, region, period, sector, lang)
    for sector in dict.fromkeys(own["sector"]):
        yield _name("susunan", sector, period), chart_composition(achievements, region, sector, lang, period)
    here = gaps[gaps["period"].eq(period)]
    for row in _shared(own, here).itertuples():
        yield (_name("pilot", row.indicator, row.target_set, period),
               chart_pilots(here, row.indicator, row.target_set, lang, highlight=row.region_code, period=period))
    for indicator in rows.ordered(own["indicator"]):
        yield _name("tren", indicator), chart_trend(achievements, indicator, region, lang)


def _shared(own: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """The region's indicators and target sets that hold for others too; its own set has nobody to be compared with."""
    pairs = ["indicator", "target_set"]
    regions = here[here["target_pct"].notna()].groupby(pairs)["region_code"].nunique()
    mine = own[own["target_pct"].notna()].drop_duplicates(pairs)
    return mine[[regions[pair] > 1 for pair in mine[pairs].itertuples(index=False, name=None)]]


def _name(*parts: str) -> str:
    """A file name any system takes: letters, digits and hyphens."""
    joined = "-".join(parts).lower()
    return "-".join("".join(letter if letter.isalnum() and letter.isascii() else " " for letter in joined).split())
