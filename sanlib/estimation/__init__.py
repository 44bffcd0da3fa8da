"""Any table with weights and a design in; shares, totals, differences, ranks, sample sizes out, with intervals and what may be shown."""

from sanlib.project.late_names import late

__all__, __getattr__, __dir__ = late(
    __name__,
    {
        "Design": "estimation.design",
        "covariance": "estimation.weighted_table",
        "pairwise": "estimation.weighted_table",
        "tabulate": "estimation.weighted_table",
    },
)
