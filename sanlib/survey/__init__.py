"""The household survey: codebook, households, ladders, design-based estimates, sampling, risk."""

from sanlib.survey.collect import xlsform
from sanlib.survey.compare import between_domains, between_periods, ranks
from sanlib.survey.design import Design
from sanlib.survey.estimate import class_shares, means, shares, totals
from sanlib.survey.households import Survey, combine, read_households, read_period
from sanlib.survey.results import achievements, designed, estimates, measured
from sanlib.survey.rungs import ladders, side_by_side
from sanlib.survey.weights import read_frame, weigh

__all__ = [
    "Design", "Survey", "achievements", "between_domains", "between_periods", "class_shares", "combine", "designed",
    "estimates", "ladders", "means", "measured", "ranks", "read_frame", "read_households", "read_period", "shares",
    "side_by_side", "totals", "weigh", "xlsform",
]
