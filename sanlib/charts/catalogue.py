"""Every chart there is, in the order of a briefing; its question stands in labels.csv as chart.asks.<name>."""

from __future__ import annotations

from collections.abc import Callable

from sanlib.charts.composition_chart import chart_composition
from sanlib.charts.contrasts_chart import chart_contrasts
from sanlib.charts.definitions_chart import chart_ladder_definitions
from sanlib.charts.differences_chart import chart_differences
from sanlib.charts.estimates_chart import chart_estimates
from sanlib.charts.gap_chart import chart_gap
from sanlib.charts.map_chart import chart_map
from sanlib.charts.milestones_chart import chart_milestones
from sanlib.charts.pilots_chart import chart_pilots
from sanlib.charts.ranks_chart import chart_ranks
from sanlib.charts.risk_chart import chart_risk
from sanlib.charts.small_multiples import chart_trends
from sanlib.charts.trend_chart import chart_trend

CHARTS: dict[str, Callable] = {
    "gap": chart_gap,
    "pilots": chart_pilots,
    "map": chart_map,
    "composition": chart_composition,
    "trend": chart_trend,
    "trends": chart_trends,
    "differences": chart_differences,
    "estimates": chart_estimates,
    "contrasts": chart_contrasts,
    "ranks": chart_ranks,
    "definitions": chart_ladder_definitions,
    "risk": chart_risk,
    "milestones": chart_milestones,
}
"""Name to function: what is not here is not tested as a chart and not in the gallery."""
