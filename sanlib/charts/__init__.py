"""Finished tables in, charts out that an advocacy brief can use as they are; no reading, no arithmetic."""

from sanlib.charts.composition import chart_composition
from sanlib.charts.differences import chart_differences
from sanlib.charts.gap import chart_gap
from sanlib.charts.page import Chart
from sanlib.charts.pilots import chart_pilots
from sanlib.charts.saving import save
from sanlib.charts.trend import chart_trend, chart_trends

__all__ = ["Chart", "chart_composition", "chart_differences", "chart_gap", "chart_pilots", "chart_trend", "chart_trends", "save"]
