"""The household survey: codebook, households, ladders, design-based estimates, sampling, risk."""

from sanlib.survey.results import achievements, designed, estimates, measured
from sanlib.survey.design import Design
from sanlib.survey.households import Survey, combine, read_households, read_period
from sanlib.survey.rungs import ladders, side_by_side
from sanlib.survey.weights import read_frame, weigh
from sanlib.survey.collect import xlsform

__all__ = ["Design", "Survey", "achievements", "combine", "designed", "estimates", "ladders", "measured", "read_frame",
           "read_households", "read_period", "side_by_side", "weigh", "xlsform"]
