"""How often the printed interval of a rare share holds the truth in a clustered sample, beside intervals of the literature.

    python benchmarks/interval_coverage.py [surveys]

Drawn surveys (2,000 a row, seeded): 21 or 40 desa of 40 households in 4 strata, equal weights, each desa's own share drawn
from a beta distribution of the given intra-cluster correlation (icc). Per interval: coverage (nominal 95 %), the surveys in
which the truth lies below it and above it, and its mean width in points. A few seconds.

    printed      low_pct and high_pct: as nchs, the limit towards 50 % widened for rare shares (intervals.printed)
    nchs         Korn-Graubard at no more than n households
    logit        the logit interval with the t quantile
    wilson       Wilson at the effective n, t in place of z
    floor        Korn-Graubard, design effect at least 1 + (b - 1) x 0.05, the icc that survey/design.csv assumes
    average      Korn-Graubard, design effect at least the average of the estimated and the assumed one
    assumed      Clopper-Pearson at n / the assumed design effect, whatever the sample says
    wilson_floor Wilson at the effective n of `floor`

Sources: Korn and Graubard (1998), Survey Methodology 24, 193-201; Dean and Pagano (2015), J. Survey Statistics and
Methodology 3, 484-503; Franco, Little, Louis and Slud (2019), the same 7, 334-364, who find that every such interval covers
too little where the design effect is estimated from the clusters alone and do better by modelling it.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pandas as pd

from sanlib.estimation import intervals
from sanlib.estimation.intervals import Interval

SHARES, DESA, ICC = (0.005, 0.01, 0.02, 0.05, 0.95, 0.98, 0.995), (21, 40), (0.02, 0.05, 0.15)
STRATA, HOUSEHOLDS = 4, 40
ASSUMED_DEFF = 1 + (HOUSEHOLDS - 1) * 0.05


def surveys(rng, count: int, share: float, desa: int, icc: float) -> np.ndarray:
    """The share of yes in each desa (columns) of each survey (rows)."""
    spread = 1 / icc - 1
    return rng.binomial(HOUSEHOLDS, rng.beta(share * spread, (1 - share) * spread, (count, desa))) / HOUSEHOLDS


def share_and_variance(of_desa: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each survey's share and its design variance: desa of one size and weight, with replacement within strata."""
    desa = of_desa.shape[1]
    stratum = np.arange(desa) % STRATA
    parts = [of_desa[:, stratum == each] for each in range(STRATA)]
    return of_desa.mean(axis=1), sum(part.shape[1] * part.var(axis=1, ddof=1) for part in parts) / desa**2


def wilson(share, size, t) -> Interval:
    """Wilson's score interval at effective size `size`."""
    middle, reach = (share + t**2 / (2 * size)), t * np.sqrt(share * (1 - share) / size + t**2 / (4 * size**2))
    return Interval((middle - reach) / (1 + t**2 / size), (middle + reach) / (1 + t**2 / size))


def candidates(share, variance, n, df) -> dict[str, Interval]:
    """Every interval of the table, by name."""
    exact = intervals.korn_graubard(share, variance, n, df, assumed_deff=ASSUMED_DEFF)
    n_eff = intervals.effective_n(share, variance, n, ASSUMED_DEFF)
    deff = n / n_eff
    floored, corrected, t = np.maximum(deff, ASSUMED_DEFF), n * intervals.df_correction(n, df), intervals.t_quantile(df)
    return {
        "printed": intervals.printed(exact, share, n_eff, n, df, ASSUMED_DEFF),
        "nchs": intervals.capped(exact, share, n_eff, n, df),
        "logit": intervals.logit(share, variance, df, exact),
        "wilson": wilson(share, n / np.maximum(deff, 1), t),
        "floor": intervals.binomial(share, corrected / floored),
        "average": intervals.binomial(share, corrected / np.maximum(deff, (deff + ASSUMED_DEFF) / 2)),
        "assumed": intervals.binomial(share, n / ASSUMED_DEFF),
        "wilson_floor": wilson(share, n / floored, t),
    }


def measured(found: Interval, truth: float) -> dict[str, float]:
    """Coverage, the surveys in which the truth lies below or above the interval (%), and the mean width (points)."""
    below, above = 100 * np.mean(truth < found.low), 100 * np.mean(truth > found.high)
    return {"covers": 100 - below - above, "below": below, "above": above, "width": 100 * np.mean(found.high - found.low)}


def row(rng, count: int, truth: float, desa: int, icc: float) -> dict:
    """One line of the table: what each interval does in `count` surveys of one population."""
    share, variance = share_and_variance(surveys(rng, count, truth, desa, icc))
    n, df = np.full(count, desa * HOUSEHOLDS), np.full(count, desa - STRATA)
    return {name: measured(found, truth) for name, found in candidates(share, variance, n, df).items()}


def coverage(count: int = 2000, seed: int = 1998, cells=None) -> pd.DataFrame:
    """The whole table: rows share_pct, desa, icc; columns interval x figure."""
    rng, cells = np.random.default_rng(seed), cells or list(product(SHARES, DESA, ICC))
    rows = {(100 * share, desa, icc): row(rng, count, share, desa, icc) for share, desa, icc in cells}
    flat = {key: {(name, figure): value for name, found in line.items() for figure, value in found.items()} for key, line in rows.items()}
    return pd.DataFrame.from_dict(flat, orient="index").rename_axis(["share_pct", "desa", "icc"])


if __name__ == "__main__":
    table = coverage(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    for name in table.columns.levels[0].intersection(table.columns.get_level_values(0).unique(), sort=False):
        print(f"\n{name}\n{table[name].round(1).to_string()}")
    print(f"\ncoverage\n{table.xs('covers', axis=1, level=1).round(1).to_string()}")
    widths = table.xs("width", axis=1, level=1)
    print(f"\nwidth / nchs\n{widths.div(widths['nchs'], axis=0).round(2).to_string()}")
