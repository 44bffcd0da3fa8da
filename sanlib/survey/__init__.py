"""Households in; estimates by region or desa, contrasts, risk and the plan of the next survey out."""

from sanlib.households.earlier_survey import earlier_survey as earlier
from sanlib.survey.contrasts import changes, differences, ranks
from sanlib.survey.planning import clustering
from sanlib.survey.survey_achievements import estimable
from sanlib.survey.survey_indicators import headline
from sanlib.survey.survey_tables import by_domain as estimates
from sanlib.survey.survey_tables import (
    choices,
    defined,
    definitions,
    glossary,
    in_region,
    left_out,
    risk_profile,
    risk_reasons,
    risk_variables,
    totals,
    variants,
    weighting,
)
from sanlib.survey.survey_tables import risk_index as risk

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


def __dir__() -> list[str]:
    return __all__
