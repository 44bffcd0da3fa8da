"""Finished tables in; charts out with finding, title, notes and source lines, for a brief as they are. No reading, no arithmetic."""

from sanlib.project.late_names import late

CHARTS = {
    "gap": "charts.gap_chart:chart_gap",
    "pilots": "charts.pilots_chart:chart_pilots",
    "map": "charts.map_chart:chart_map",
    "composition": "charts.composition_chart:chart_composition",
    "trend": "charts.trend_chart:chart_trend",
    "trends": "charts.small_multiples:chart_trends",
    "differences": "charts.differences_chart:chart_differences",
    "estimates": "charts.estimates_chart:chart_estimates",
    "contrasts": "charts.contrasts_chart:chart_contrasts",
    "ranks": "charts.ranks_chart:chart_ranks",
    "definitions": "charts.definitions_chart:chart_ladder_definitions",
    "risk": "charts.risk_chart:chart_risk",
    "milestones": "charts.milestones_chart:chart_milestones",
}
"""Every chart, in the order of a briefing, and its function; its question stands in labels.csv as chart.asks.<name>."""
__all__, __getattr__, __dir__ = late(__name__, CHARTS | {"save_pilots": "charts.report_charts:save_pilot_charts"})
