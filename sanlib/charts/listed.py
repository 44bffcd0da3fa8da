"""Every chart there is, in the order of a briefing; its question stands in labels.csv as chart.asks.<name>."""

from __future__ import annotations

from collections.abc import Callable

from sanlib.charts.composition import chart_composition
from sanlib.charts.definitions import chart_ladder_definitions
from sanlib.charts.contrasts import chart_contrasts
from sanlib.charts.differences import chart_differences
from sanlib.charts.estimates import chart_estimates
from sanlib.charts.gap import chart_gap
from sanlib.charts.milestones import chart_milestones
from sanlib.charts.pilots import chart_pilots
from sanlib.charts.ranks import chart_ranks
from sanlib.charts.risk import chart_risk
from sanlib.charts.trend import chart_trend
from sanlib.charts.trends import chart_trends

CHARTS: dict[str, Callable] = {
    "gap": chart_gap, "pilots": chart_pilots, "composition": chart_composition, "trend": chart_trend, "trends": chart_trends,
    "differences": chart_differences, "estimates": chart_estimates, "contrasts": chart_contrasts, "ranks": chart_ranks,
    "definitions": chart_ladder_definitions, "risk": chart_risk, "milestones": chart_milestones,
}
"""Name to function: what is not here is not tested as a chart and not in the gallery."""
