"""Workbooks made by code, each named by what is wrong with it, each with the exact problems it must give."""

from bad_workbooks.case import Case, found
from bad_workbooks.cells import CASES as CELLS
from bad_workbooks.files import CASES as FILES
from bad_workbooks.near_misses import CASES as NEAR_MISSES
from bad_workbooks.structure import CASES as STRUCTURE

CASES = (*CELLS, *STRUCTURE, *FILES, *NEAR_MISSES)

__all__ = ["CASES", "Case", "found"]
