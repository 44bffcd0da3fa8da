"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period.achievements, san.targets())
    san.chart_gap(gaps, region="Kota Blitar")
"""

from sanlib.charts import (
    chart_composition, chart_differences, chart_estimates, chart_gap, chart_ladder_definitions, chart_milestones, chart_pilots, chart_risk,
    chart_trend, chart_trends,
)
from sanlib.checking import check
from sanlib.explain import cells, counted, explain
from sanlib.explore import choose, every_period, explore
from sanlib.export import save_chart, save_pilot_charts
from sanlib.flags import summary as flag_summary
from sanlib.gap import gaps
from sanlib.pack import brief_pages, chart_pack, closing_year, needs, pack, policies, showcase
from sanlib.period import history_flags, open_period
from sanlib.pilots import coverage, differences, main_instrument, matrix, of_pilots, ranks, series_table, shared_set
from sanlib.problems import InputError
from sanlib.reported import reconcile
from sanlib.rerun.diff import diff
from sanlib.rerun.pace import pace, projection
from sanlib.rerun.page import what_changed
from sanlib.sentences import gap_sentences, verdict_count
from sanlib.show import browse, show
from sanlib.survey.views import SHOWN as ESTIMATES_SHOWN
from sanlib.survey.views import by_domain as survey_estimates
from sanlib.survey.views import definitions as survey_definitions
from sanlib.survey.views import glossary as survey_glossary
from sanlib.survey.views import in_region
from sanlib.survey.views import risk_index as survey_risk
from sanlib.survey.views import risk_variables as survey_risk_variables
from sanlib.survey.views import weighting as survey_weighting
from sanlib.tables import SHOWN, gap_table
from sanlib.target_sets import targets

__all__ = [
    "ESTIMATES_SHOWN", "SHOWN", "InputError", "brief_pages", "browse", "cells", "chart_composition", "chart_differences", "chart_estimates", "chart_gap",
    "chart_ladder_definitions", "chart_milestones", "chart_pack", "chart_pilots", "chart_risk", "chart_trend", "chart_trends", "check", "choose", "closing_year", "counted", "coverage",
    "diff", "differences",
    "every_period", "explain", "explore", "flag_summary", "gap_sentences", "gap_table", "gaps", "history_flags",
    "in_region",
    "main_instrument", "matrix", "needs", "of_pilots", "open_period", "pack", "pace", "policies", "projection", "ranks",
    "reconcile", "save_chart", "save_pilot_charts",
    "series_table", "shared_set", "show", "showcase", "survey_definitions",
    "survey_estimates", "survey_glossary", "survey_risk",
    "survey_risk_variables", "survey_weighting", "targets", "verdict_count", "what_changed",
]
