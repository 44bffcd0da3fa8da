"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period.achievements, san.targets())
    san.chart_gap(gaps, region="Kota Blitar")
"""

from sanlib.flags import summary as flag_summary
from sanlib.gap import gaps
from sanlib.period import open_period
from sanlib.pilots import coverage, differences, main_instrument, matrix, of_pilots, ranks, shared_set
from sanlib.problems import InputError
from sanlib.reported import reconcile
from sanlib.sentences import gap_sentences, verdict_count
from sanlib.tables import gap_table
from sanlib.target_sets import targets
from sanlib.trail import explain

__all__ = [
    "InputError", "coverage", "differences", "explain", "flag_summary", "gap_sentences", "gap_table", "gaps",
    "main_instrument", "matrix",
    "of_pilots", "open_period", "ranks", "reconcile", "shared_set", "targets", "verdict_count",
]
