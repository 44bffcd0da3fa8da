"""Finished tables in, charts out that an advocacy brief can use as they are; no reading, no arithmetic."""

from sanlib.charts.alt import alt_text
from sanlib.charts.composition import chart_composition
from sanlib.charts.contrasts import chart_contrasts
from sanlib.charts.definitions import chart_ladder_definitions
from sanlib.charts.differences import chart_differences
from sanlib.charts.estimates import chart_estimates
from sanlib.charts.gap import chart_gap
from sanlib.charts.listed import CHARTS
from sanlib.charts.milestones import chart_milestones
from sanlib.charts.page import Chart
from sanlib.charts.pilots import chart_pilots
from sanlib.charts.ranks import chart_ranks
from sanlib.charts.risk import chart_risk
from sanlib.charts.saving import save
from sanlib.charts.sets import region_charts
from sanlib.charts.trend import chart_trend
from sanlib.charts.trends import chart_trends

__all__ = [
    "CHARTS", "Chart", "alt_text", "chart_composition", "chart_contrasts", "chart_differences", "chart_estimates",
    "chart_gap", "chart_ladder_definitions", "chart_milestones", "chart_pilots", "chart_ranks", "chart_risk", "chart_trend",
    "chart_trends", "region_charts", "save",
]
