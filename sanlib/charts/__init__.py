"""Finished tables in; charts out that an advocacy brief can use as they are. No reading, no arithmetic."""

from sanlib.charts.composition_chart import chart_composition as composition
from sanlib.charts.contrasts_chart import chart_contrasts as contrasts
from sanlib.charts.definitions_chart import chart_ladder_definitions as definitions
from sanlib.charts.differences_chart import chart_differences as differences
from sanlib.charts.estimates_chart import chart_estimates as estimates
from sanlib.charts.gap_chart import chart_gap as gap
from sanlib.charts.milestones_chart import chart_milestones as milestones
from sanlib.charts.pilots_chart import chart_pilots as pilots
from sanlib.charts.ranks_chart import chart_ranks as ranks
from sanlib.charts.report_charts import save_pilot_charts as save_pilots
from sanlib.charts.risk_chart import chart_risk as risk
from sanlib.charts.small_multiples import chart_trends as trends
from sanlib.charts.trend_chart import chart_trend as trend

__all__ = [
    "composition",
    "contrasts",
    "definitions",
    "differences",
    "estimates",
    "gap",
    "milestones",
    "pilots",
    "ranks",
    "risk",
    "save_pilots",
    "trend",
    "trends",
]


def __dir__() -> list[str]:
    return __all__
