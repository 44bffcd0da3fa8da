"""Finished tables in; charts out that an advocacy brief can use as they are. No reading, no arithmetic."""

from sanlib.project.late_names import late

_PLACES = {
    "composition": "charts.composition_chart:chart_composition",
    "contrasts": "charts.contrasts_chart:chart_contrasts",
    "definitions": "charts.definitions_chart:chart_ladder_definitions",
    "differences": "charts.differences_chart:chart_differences",
    "estimates": "charts.estimates_chart:chart_estimates",
    "gap": "charts.gap_chart:chart_gap",
    "map": "charts.map_chart:chart_map",
    "milestones": "charts.milestones_chart:chart_milestones",
    "pilots": "charts.pilots_chart:chart_pilots",
    "ranks": "charts.ranks_chart:chart_ranks",
    "risk": "charts.risk_chart:chart_risk",
    "save_pilots": "charts.report_charts:save_pilot_charts",
    "trend": "charts.trend_chart:chart_trend",
    "trends": "charts.small_multiples:chart_trends",
}
__all__ = [
    "composition",
    "contrasts",
    "definitions",
    "differences",
    "estimates",
    "gap",
    "map",
    "milestones",
    "pilots",
    "ranks",
    "risk",
    "save_pilots",
    "trend",
    "trends",
]
__getattr__ = late(__name__, _PLACES)


def __dir__() -> list[str]:
    return __all__
