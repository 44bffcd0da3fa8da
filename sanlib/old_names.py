"""Public names of the version before, which work once more and say what they are called now."""

from __future__ import annotations

import importlib
import warnings

from sanlib import words

RENAMED = dict(
    pair.split("=")
    for pair in """
    allocate=plan.allocate allocations=plan.allocations brief_pages=documents.brief_pages chart_composition=charts.composition
    chart_contrasts=charts.contrasts chart_differences=charts.differences chart_estimates=charts.estimates chart_gap=charts.gap
    chart_ladder_definitions=charts.definitions chart_milestones=charts.milestones chart_pack=documents.every_chart
    chart_pilots=charts.pilots chart_ranks=charts.ranks chart_risk=charts.risk chart_trend=charts.trend chart_trends=charts.trends
    closings=documents.closings desa_frame=plan.frame difference_sentences=say.differences earlier_survey=survey.earlier
    estimate_sentences=say.estimates frame_sentence=say.frame gap_sentences=say.gaps in_region=survey.in_region
    left_out_sentence=say.left_out needed_sentence=say.sample_for_interval plan_options=plan.options plan_sentence=say.options
    policies=documents.policies rank_sentences=say.ranks risk_sentences=say.risk sample_for_interval=plan.sample_for_interval
    sample_sizes=plan.sample_sizes save_pilot_charts=charts.save_pilots showcase=documents.export survey_change_sentences=say.changes
    survey_changes=survey.changes survey_choices=survey.choices survey_clustering=survey.clustering survey_defined=survey.defined
    survey_definitions=survey.definitions survey_differences=survey.differences survey_estimable=survey.estimable
    survey_estimates=survey.estimates survey_glossary=survey.glossary survey_left_out=survey.left_out survey_ranks=survey.ranks
    survey_risk=survey.risk survey_risk_profile=survey.risk_profile survey_risk_reasons=survey.risk_reasons
    survey_risk_variables=survey.risk_variables survey_totals=survey.totals survey_variants=survey.variants
    survey_weighting=survey.weighting verdict_count=say.verdicts
    """.split()
)
"""An old name and where the same object stands now."""
RETIRED = {
    "CHANGES_SHOWN": ("survey.contrasts.CHANGES_SHOWN", "san.show(changes)"),
    "CLUSTERING_SHOWN": ("survey.planning.CLUSTERING_SHOWN", "san.show(clustering)"),
    "DEFINED_SHOWN": ("survey.survey_tables.DEFINED_SHOWN", "san.show(defined)"),
    "DIFFERENCES_SHOWN": ("survey.contrasts.DIFFERENCES_SHOWN", "san.show(differences)"),
    "ESTIMATES_SHOWN": ("survey.survey_tables.SHOWN", "san.show(estimates)"),
    "RANKS_SHOWN": ("survey.contrasts.RANKS_SHOWN", "san.show(ranks)"),
    "SHOWN": ("printing.gap_table.SHOWN", "san.show(gaps)"),
    "TOTALS_SHOWN": ("survey.survey_tables.TOTALS_SHOWN", "san.show(totals)"),
    "VERDICTS_SHOWN": ("survey.survey_tables.VERDICTS_SHOWN", "san.show(gaps)"),
    "change_sentences": ("compare.change_page.change_sentences", "san.say.diff(old, new)"),
    "closing_year": ("documents.closing.closing_year", "san.documents.closings(gaps, region, paces)"),
    "counted": ("explaining.counted", "san.cells(row)"),
    "flag_summary": ("judging.flags.summary", "san.show(period.flags)"),
    "frame_weights": ("estimation.sampling.frame_weights", "san.plan.allocate(frame)"),
    "history_flags": ("periods.period.history_flags", "period.breaks"),
    "krejcie_morgan": ("estimation.sampling.krejcie_morgan", "san.plan.sample_sizes(populations=[households])"),
    "main_instrument": ("printing.pilots.main_instrument", "san.differences(achievements, indicator)"),
    "needs": ("documents.need.needs", "san.documents.brief_pages(period, region)"),
    "pace_table": ("judging.pace.pace_table", "san.show(pace)"),
    "planned_interval": ("estimation.sampling.planned_interval", "san.plan.options(share_pct, desa=(15,))"),
    "projection": ("judging.pace.projection", "san.projections(history, indicator)"),
    "shared_set": ("printing.pilots.shared_set", "san.charts.pilots(gaps, indicator)"),
    "what_changed": ("compare.change_page.what_changed", "san.show(san.diff(old, new))"),
}
"""An old name nobody needs any more: where it stands inside, and what to write instead."""


def found(name: str) -> object:
    """The object an old name stood for, with a warning that names the new one; an unknown name is an AttributeError."""
    if name in RENAMED:
        place, instead = RENAMED[name], f"san.{RENAMED[name]}"
    elif name in RETIRED:
        place, instead = RETIRED[name]
    else:
        raise AttributeError(f"module 'sanlib' has no attribute {name!r}")
    warnings.warn(words.label("old_name", old=name, new=instead), DeprecationWarning, stacklevel=3)
    module, _, own = place.rpartition(".")
    return getattr(importlib.import_module(f"sanlib.{module}"), own)
