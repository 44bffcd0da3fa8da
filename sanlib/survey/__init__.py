"""Households in; estimates by region or desa, contrasts, risk and the plan of the next survey out."""

from sanlib.estimation.compare import between_domains, between_periods, ranks
from sanlib.estimation.design import Design
from sanlib.estimation.estimate import class_shares, means, shares, totals
from sanlib.households.access_ladders import ladders, side_by_side
from sanlib.households.read_households import Survey, combine, read_households, read_period
from sanlib.households.weights import read_frame, weigh
from sanlib.survey.survey_achievements import achievements, designed, estimates, measured

__all__ = [
    "Design",
    "Survey",
    "achievements",
    "between_domains",
    "between_periods",
    "class_shares",
    "combine",
    "designed",
    "estimates",
    "ladders",
    "means",
    "measured",
    "ranks",
    "read_frame",
    "read_households",
    "read_period",
    "shares",
    "side_by_side",
    "totals",
    "weigh",
]
