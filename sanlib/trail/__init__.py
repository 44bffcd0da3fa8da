"""From a number back to its cells: what it is, how it was computed, where each part stands, why it was judged so."""

from sanlib.trail.rows import whole
from sanlib.trail.sheets import cells
from sanlib.trail.steps import steps, table
from sanlib.trail.surveyed import COLUMNS as HOUSEHOLDS
from sanlib.trail.surveyed import households, is_survey

__all__ = ["HOUSEHOLDS", "cells", "households", "is_survey", "steps", "table", "whole"]
