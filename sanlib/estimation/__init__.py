"""Any table with weights and a design in; shares, means, ratios, totals, differences, ranks and sample sizes with intervals out."""

from sanlib.estimation.design import Design
from sanlib.estimation.weighted_table import covariance, pairwise, tabulate

__all__ = ["Design", "covariance", "pairwise", "tabulate"]


def __dir__() -> list[str]:
    return __all__
