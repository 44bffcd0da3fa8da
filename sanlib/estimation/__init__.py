"""Any table with weights and a design in; shares, means, ratios, totals, differences, ranks and sample sizes with intervals out."""

from sanlib.estimation.design import Design
from sanlib.estimation.weighted_table import PAIRS_SHOWN, SHOWN, covariance, pairwise, tabulate

__all__ = ["PAIRS_SHOWN", "SHOWN", "Design", "covariance", "pairwise", "tabulate"]
