"""Households in; estimates by region or desa, contrasts, risk and the plan of the next survey out."""

from sanlib.project.late_names import late

__all__, __getattr__, __dir__ = late(
    __name__,
    {
        "achievements": "survey.survey_achievements",
        "changes": "survey.contrasts",
        "choices": "survey.survey_tables",
        "clustering": "survey.planning",
        "defined": "survey.survey_tables",
        "definitions": "survey.survey_tables",
        "differences": "survey.contrasts",
        "earlier": "households.read_households:earlier_survey",
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
    },
)
