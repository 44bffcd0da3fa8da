"""Households in; estimates by region or desa, contrasts, risk and the plan of the next survey out."""

from sanlib.project.late_names import late

_PLACES = {
    "changes": "survey.contrasts",
    "choices": "survey.survey_tables",
    "clustering": "survey.planning",
    "defined": "survey.survey_tables",
    "definitions": "survey.survey_tables",
    "differences": "survey.contrasts",
    "earlier": "households.earlier_survey:earlier_survey",
    "estimable": "survey.survey_achievements",
    "estimates": "survey.survey_tables:by_domain",
    "glossary": "survey.survey_tables",
    "headline": "survey.survey_indicators",
    "in_region": "survey.survey_tables",
    "left_out": "survey.survey_tables",
    "ranks": "survey.contrasts",
    "risk": "survey.survey_tables:risk_index",
    "risk_profile": "survey.survey_tables",
    "risk_reasons": "survey.survey_tables",
    "risk_variables": "survey.survey_tables",
    "totals": "survey.survey_tables",
    "variants": "survey.survey_tables",
    "weighting": "survey.survey_tables",
}
__all__ = [
    "changes",
    "choices",
    "clustering",
    "defined",
    "definitions",
    "differences",
    "earlier",
    "estimable",
    "estimates",
    "glossary",
    "headline",
    "in_region",
    "left_out",
    "ranks",
    "risk",
    "risk_profile",
    "risk_reasons",
    "risk_variables",
    "totals",
    "variants",
    "weighting",
]
__getattr__ = late(__name__, _PLACES)


def __dir__() -> list[str]:
    return __all__
