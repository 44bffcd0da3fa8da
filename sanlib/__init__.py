"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period.achievements, san.targets())
    san.chart_gap(gaps, region="Kota Blitar")

A name is loaded when it is first asked for, so that a program which only reads files does not load what draws.
"""

import importlib

_FOUND_IN = {
    "charts": (
        "chart_composition chart_contrasts chart_differences chart_estimates chart_gap "
        "chart_ladder_definitions chart_milestones chart_pilots chart_ranks chart_risk chart_trend "
        "chart_trends"
    ),
    "charts.report_charts": "save_chart save_pilot_charts",
    "compare.change_page": "change_sentences what_changed",
    "compare.diff": "diff",
    "documents": "brief_pages chart_pack closing_year closings needs pack policies",
    "estimation.sampling": "allocate frame_weights krejcie_morgan planned_interval",
    "explain": "cells counted explain",
    "households.earlier": "earlier_survey",
    "intake": "check",
    "intake.adopt": "adopt",
    "judging.flags": "flag_summary=summary",
    "judging.gap": "gaps",
    "judging.pace": "pace pace_table projection projections",
    "judging.reconcile": "reconcile",
    "periods.period": "history_flags open_period",
    "printing.gap_sentences": "gap_sentences verdict_count",
    "printing.gap_table": "SHOWN gap_table",
    "printing.pilots": "coverage differences main_instrument matrix ranks series_table shared_set",
    "printing.show": "browse show",
    "printing.survey_sentences": (
        "difference_sentences estimate_sentences left_out_sentence rank_sentences risk_sentences survey_change_sentences=change_sentences"
    ),
    "project.problems": "InputError",
    "reference.regions": "of_pilots",
    "reference.targets": "targets",
    "report.explorer": "choose every_period explore",
    "report.pack_picker": "showcase",
    "survey.contrasts": (
        "CHANGES_SHOWN DIFFERENCES_SHOWN RANKS_SHOWN survey_changes=changes survey_differences=differences survey_ranks=ranks"
    ),
    "survey.planning": (
        "CLUSTERING_SHOWN allocations desa_frame frame_sentence needed_sentence plan_options plan_sentence "
        "sample_for_interval sample_sizes survey_clustering=clustering"
    ),
    "survey.survey_achievements": "survey_estimable=estimable",
    "survey.survey_tables": (
        "DEFINED_SHOWN ESTIMATES_SHOWN=SHOWN TOTALS_SHOWN VERDICTS_SHOWN in_region survey_choices=choices "
        "survey_defined=defined survey_definitions=definitions survey_estimates=by_domain "
        "survey_glossary=glossary survey_left_out=left_out survey_risk=risk_index "
        "survey_risk_profile=risk_profile survey_risk_reasons=risk_reasons "
        "survey_risk_variables=risk_variables survey_totals=totals survey_variants=variants "
        "survey_weighting=weighting"
    ),
}
"""The public names by the module of sanlib they stand in; "public=name" where the module calls it otherwise."""
_PLACES = {
    public.partition("=")[0]: (module, public.partition("=")[2] or public)
    for module, names in _FOUND_IN.items()
    for public in names.split()
}

__all__ = sorted(_PLACES)  # noqa: PLE0605


def __getattr__(name: str):
    if name not in _PLACES:
        raise AttributeError(f"module 'sanlib' has no attribute {name!r}")
    module, own = _PLACES[name]
    found = getattr(importlib.import_module(f"sanlib.{module}"), own)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
