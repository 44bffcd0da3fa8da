"""Any table with weights and a design in; shares, means, ratios, totals, differences, ranks and sample sizes with intervals out."""

from sanlib.project.late_names import late

_PLACES = {
    "Design": "estimation.design",
    "covariance": "estimation.weighted_table",
    "pairwise": "estimation.weighted_table",
    "tabulate": "estimation.weighted_table",
}
__all__ = ["Design", "covariance", "pairwise", "tabulate"]
__getattr__ = late(__name__, _PLACES)


def __dir__() -> list[str]:
    return __all__
