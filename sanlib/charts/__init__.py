"""Finished tables in; charts out that an advocacy brief can use as they are. No reading, no arithmetic."""

from sanlib.charts.catalogue import CHARTS
from sanlib.charts.chart_files import save
from sanlib.charts.chart_page import Chart
from sanlib.charts.composition_chart import chart_composition
from sanlib.charts.contrasts_chart import chart_contrasts
from sanlib.charts.definitions_chart import chart_ladder_definitions
from sanlib.charts.description import alt_text
from sanlib.charts.differences_chart import chart_differences
from sanlib.charts.estimates_chart import chart_estimates
from sanlib.charts.gap_chart import chart_gap
from sanlib.charts.milestones_chart import chart_milestones
from sanlib.charts.one_region import region_charts
from sanlib.charts.pilots_chart import chart_pilots
from sanlib.charts.ranks_chart import chart_ranks
from sanlib.charts.risk_chart import chart_risk
from sanlib.charts.small_multiples import chart_trends
from sanlib.charts.trend_chart import chart_trend

__all__ = [
    "CHARTS",
    "Chart",
    "alt_text",
    "chart_composition",
    "chart_contrasts",
    "chart_differences",
    "chart_estimates",
    "chart_gap",
    "chart_ladder_definitions",
    "chart_milestones",
    "chart_pilots",
    "chart_ranks",
    "chart_risk",
    "chart_trend",
    "chart_trends",
    "region_charts",
    "save",
]
