"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period.achievements, san.targets())
    san.chart_gap(gaps, region="Kota Blitar")
"""

from sanlib.charts import chart_composition, chart_differences, chart_gap, chart_pilots, chart_trend, chart_trends
from sanlib.explore import choose, every_period, explore
from sanlib.export import save_chart, save_pilot_charts
from sanlib.flags import summary as flag_summary
from sanlib.gap import gaps
from sanlib.period import history_flags, open_period
from sanlib.pilots import coverage, differences, main_instrument, matrix, of_pilots, ranks, series_table, shared_set
from sanlib.problems import InputError
from sanlib.reported import reconcile
from sanlib.sentences import gap_sentences, verdict_count
from sanlib.show import show
from sanlib.tables import SHOWN, gap_table
from sanlib.target_sets import targets
from sanlib.trail import explain

__all__ = [
    "SHOWN", "InputError", "chart_composition", "chart_differences", "chart_gap", "chart_pilots", "chart_trend", "chart_trends", "choose", "coverage", "differences",
    "every_period", "explain", "explore", "flag_summary", "gap_sentences", "gap_table", "gaps", "history_flags",
    "main_instrument", "matrix", "of_pilots", "open_period", "ranks", "reconcile", "save_chart", "save_pilot_charts",
    "series_table", "shared_set", "show", "targets", "verdict_count",
]
