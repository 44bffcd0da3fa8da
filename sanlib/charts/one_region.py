"""The charts of one region: its gaps, their composition, its place among the other regions, its trends."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanlib.charts import chart_rows
from sanlib.charts.chart_page import Chart
from sanlib.charts.composition_chart import chart_composition
from sanlib.charts.gap_chart import chart_gap
from sanlib.charts.pilots_chart import chart_pilots
from sanlib.charts.trend_chart import chart_trend


def region_charts(gaps: pd.DataFrame, achievements: pd.DataFrame, region: str, period: str | None = None) -> Iterator[tuple[str, Chart]]:
    """Each chart of a region with the name of its file; one without figures comes too and says what is missing.

    Gaps, composition and comparison are of one period (the newest there is); trends of all periods in `achievements`.
    """
    period = str(period or chart_rows.latest(chart_rows.of(gaps, region)))
    own = chart_rows.of(gaps, region, period)
    for sector in dict.fromkeys(own["sector"]):
        yield file_name("gap", sector, period), chart_gap(gaps, region, period, sector)
    for sector in dict.fromkeys(own["sector"]):
        yield file_name("susunan", sector, period), chart_composition(achievements, region, sector, period=period)
    here = gaps[gaps["period"].eq(period)]
    for row in _shared(own, here).itertuples():
        yield (
            file_name("pilot", row.indicator, row.target_set, period),
            chart_pilots(here, row.indicator, row.target_set, highlight=row.region_code, period=period),
        )
    for indicator in chart_rows.ordered(own["indicator"]):
        yield file_name("tren", indicator), chart_trend(achievements, indicator, region)


def _shared(own: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """The region's indicators and target sets that apply to other regions too: only these can be compared."""
    pairs = ["indicator", "target_set"]
    regions = here[here["target_pct"].notna()].groupby(pairs)["region_code"].nunique()
    mine = own[own["target_pct"].notna()].drop_duplicates(pairs)
    return mine[[regions[pair] > 1 for pair in mine[pairs].itertuples(index=False, name=None)]]


def file_name(*parts: str) -> str:
    """A file name any system takes: letters, digits and hyphens."""
    joined = "-".join(parts).lower()
    return "-".join("".join(letter if letter.isalnum() and letter.isascii() else " " for letter in joined).split())
