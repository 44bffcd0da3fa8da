"""A printed number in; its cells or households, its formula and its judgement out."""

from sanlib.trail.cells_behind import cells
from sanlib.trail.complete_row import whole
from sanlib.trail.households_behind import COLUMNS as HOUSEHOLDS
from sanlib.trail.households_behind import households, is_survey
from sanlib.trail.trail_steps import steps, table

__all__ = ["HOUSEHOLDS", "cells", "households", "is_survey", "steps", "table", "whole"]
