"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period.achievements, san.targets())
    san.chart_gap(gaps, region="Kota Blitar")
"""

from sanlib.charts import (
    chart_composition,
    chart_contrasts,
    chart_differences,
    chart_estimates,
    chart_gap,
    chart_ladder_definitions,
    chart_milestones,
    chart_pilots,
    chart_ranks,
    chart_risk,
    chart_trend,
    chart_trends,
)
from sanlib.charts.report_charts import save_chart, save_pilot_charts
from sanlib.compare.change_page import change_sentences, what_changed
from sanlib.compare.diff import diff
from sanlib.documents import brief_pages, chart_pack, closing_year, closings, needs, pack, policies
from sanlib.estimation.sampling import allocate, frame_weights, krejcie_morgan, planned_interval
from sanlib.explain import cells, counted, explain
from sanlib.households.earlier import earlier_survey
from sanlib.intake import check
from sanlib.judging.flags import summary as flag_summary
from sanlib.judging.gap import gaps
from sanlib.judging.pace import pace, pace_table, projection, projections
from sanlib.judging.reconcile import reconcile
from sanlib.periods.period import history_flags, open_period
from sanlib.printing.gap_sentences import gap_sentences, verdict_count
from sanlib.printing.gap_table import SHOWN, gap_table
from sanlib.printing.pilots import coverage, differences, main_instrument, matrix, ranks, series_table, shared_set
from sanlib.printing.show import browse, show
from sanlib.printing.survey_sentences import change_sentences as survey_change_sentences
from sanlib.printing.survey_sentences import (
    difference_sentences,
    estimate_sentences,
    left_out_sentence,
    rank_sentences,
    risk_sentences,
)
from sanlib.project.problems import InputError
from sanlib.reference.regions import of_pilots
from sanlib.reference.targets import targets
from sanlib.report.pack_picker import showcase
from sanlib.report.explorer import choose, every_period, explore
from sanlib.survey.contrasts import CHANGES_SHOWN, DIFFERENCES_SHOWN, RANKS_SHOWN
from sanlib.survey.contrasts import changes as survey_changes
from sanlib.survey.contrasts import differences as survey_differences
from sanlib.survey.contrasts import ranks as survey_ranks
from sanlib.survey.planning import (
    CLUSTERING_SHOWN,
    allocations,
    desa_frame,
    frame_sentence,
    needed_sentence,
    plan_options,
    plan_sentence,
    sample_for_interval,
    sample_sizes,
)
from sanlib.survey.planning import clustering as survey_clustering
from sanlib.survey.survey_achievements import estimable as survey_estimable
from sanlib.survey.survey_tables import DEFINED_SHOWN, TOTALS_SHOWN, VERDICTS_SHOWN, in_region
from sanlib.survey.survey_tables import SHOWN as ESTIMATES_SHOWN
from sanlib.survey.survey_tables import by_domain as survey_estimates
from sanlib.survey.survey_tables import choices as survey_choices
from sanlib.survey.survey_tables import defined as survey_defined
from sanlib.survey.survey_tables import definitions as survey_definitions
from sanlib.survey.survey_tables import glossary as survey_glossary
from sanlib.survey.survey_tables import left_out as survey_left_out
from sanlib.survey.survey_tables import risk_index as survey_risk
from sanlib.survey.survey_tables import risk_profile as survey_risk_profile
from sanlib.survey.survey_tables import risk_reasons as survey_risk_reasons
from sanlib.survey.survey_tables import risk_variables as survey_risk_variables
from sanlib.survey.survey_tables import totals as survey_totals
from sanlib.survey.survey_tables import variants as survey_variants
from sanlib.survey.survey_tables import weighting as survey_weighting

__all__ = [
    "CHANGES_SHOWN", "CLUSTERING_SHOWN", "DEFINED_SHOWN", "DIFFERENCES_SHOWN", "ESTIMATES_SHOWN", "InputError",
    "RANKS_SHOWN", "SHOWN", "TOTALS_SHOWN", "VERDICTS_SHOWN", "allocate", "allocations", "brief_pages", "browse",
    "cells", "change_sentences", "chart_composition", "chart_contrasts", "chart_differences", "chart_estimates",
    "chart_gap", "chart_ladder_definitions", "chart_milestones", "chart_pack", "chart_pilots", "chart_ranks",
    "chart_risk", "chart_trend", "chart_trends", "check", "choose", "closing_year", "closings", "counted",
    "coverage", "desa_frame", "diff", "difference_sentences", "differences", "earlier_survey", "estimate_sentences",
    "every_period", "explain", "explore", "flag_summary", "frame_sentence", "frame_weights", "gap_sentences",
    "gap_table", "gaps", "history_flags", "in_region", "krejcie_morgan", "left_out_sentence", "main_instrument",
    "matrix", "needed_sentence", "needs", "of_pilots", "open_period", "pace", "pace_table", "pack", "plan_options",
    "plan_sentence", "planned_interval", "policies", "projection", "projections", "rank_sentences", "ranks",
    "reconcile", "risk_sentences", "sample_for_interval", "sample_sizes", "save_chart", "save_pilot_charts",
    "series_table", "shared_set", "show", "showcase", "survey_change_sentences", "survey_changes", "survey_choices",
    "survey_clustering", "survey_defined", "survey_definitions", "survey_differences", "survey_estimable",
    "survey_estimates", "survey_glossary", "survey_left_out", "survey_ranks", "survey_risk", "survey_risk_profile",
    "survey_risk_reasons", "survey_risk_variables", "survey_totals", "survey_variants", "survey_weighting",
    "targets", "verdict_count", "what_changed",
]
