"""Confidence intervals of a share: logit, Korn-Graubard, exact at 0 % and 100 %. Shares are arrays of 0-1 here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special, stats

from sanlib.survey.linearise import divided

EXACT = "eksak satu sisi"
RARE, FULLY_RARE = 0.05, 0.025


class Interval(NamedTuple):
    """Lower and upper limit, NaN where there is none."""

    low: np.ndarray
    high: np.ndarray


def effective_n(share, variance, n, assumed_deff=1.0) -> np.ndarray:
    """How many households drawn one by one would tell as much: p (1 - p) / variance, not corrected for df.

    At 0 % and 100 % the variance is nought and the sample says nothing on clustering. NCHS (Parker et al. 2017) takes
    n there, as if no neighbour were like another, and R's svyciprop gives no interval; here it is n / assumed_deff, so
    that the limit is not the surest of the table [own rule]. A share alike in every PSU has no variance either, but by
    luck, and is taken as n households. No variance (one PSU): NaN.
    """
    flat = flat_sample(share, variance)
    alike = n / np.where(np.isin(share, (0, 1)), assumed_deff, 1.0)
    return np.where(flat, alike, divided(share * (1 - share), np.where(flat, 1.0, variance)))


def flat_sample(share, variance) -> np.ndarray:
    """Whether a share's variance is nought for want of variation in the sample: rounding leaves about 1e-33 of it."""
    return np.isfinite(variance) & (np.isin(share, (0, 1)) | (variance < 1e-24))


def t_quantile(df, level=0.95) -> np.ndarray:
    """The two-sided t quantile; NaN where there is no degree of freedom."""
    met, place = np.unique(np.asarray(df, dtype=float), return_inverse=True)  # many estimates, few degrees of freedom
    return stats.t.ppf((1 + level) / 2, np.where(met > 0, met, np.nan))[place].reshape(np.shape(df))


def logit(share, variance, df, exact: Interval, level=0.95) -> Interval:
    """Symmetric on the logit scale and so always inside 0-1; `exact` (Korn-Graubard) where the sample does not vary.

    df: the domain's own. R: `svyciprop(method="logit", df=...)`.
    """
    flat = flat_sample(share, variance)
    inside = np.where(flat, 0.5, share)
    reach = t_quantile(df, level) * np.sqrt(np.where(flat, 0.0, variance)) / (inside * (1 - inside))
    low, high = special.expit(special.logit(inside) - reach), special.expit(special.logit(inside) + reach)
    return Interval(np.where(flat, exact.low, low), np.where(flat, exact.high, high))


def korn_graubard(share, variance, n, df, level=0.95, assumed_deff=1.0) -> Interval:
    """The exact binomial interval at the effective sample size, corrected for the degrees of freedom.

    At 0 % and 100 % it is one-sided: the other limit is the point itself, the far limit that of (1 - level) / 2, at
    the effective n that `assumed_deff` leaves. Not capped at n, as R `svyciprop(method="beta")`; see `capped`.
    Source: Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    return binomial(share, effective_n(share, variance, n, assumed_deff) * df_correction(n, df, level), level)


def capped(exact: Interval, share, size, n, level=0.95) -> Interval:
    """An exact interval at effective size `size`, no surer than n households drawn one by one, as NCHS takes it.

    A variance estimated from a few PSU can come out far too small by luck: a design effect below 1 is not believed.
    """
    surer = (size > n) & (share > 0) & (share < 1)
    low, high = exact.low.copy(), exact.high.copy()
    low[surer], high[surer] = binomial(share[surer], n[surer], level)
    return Interval(low, high)


def printed(exact: Interval, share, n_eff, n, df, assumed_deff, level=0.95) -> Interval:
    """`exact` (Korn-Graubard) as NCHS takes it (`capped`), and for a share under 5 % or over 95 % the limit towards 50 %
    at no more than the effective n that `assumed_deff` leaves [own rule].

    Few clusters hold a rare thing, and a survey that misses them takes its error for small as well: the design effect
    is then not believed below the assumed one. The rule comes in gradually, in full from 2.5 % (97.5 %) outwards, so
    that no limit jumps at 5 % nor between the exact limit of 0 and that of one household. After Franco, Little, Louis
    and Slud (2019), J. Survey Statistics and Methodology 7, 334-364; measured by benchmarks/interval_coverage.py.
    """
    correction = df_correction(n, df, level)
    size = n_eff * correction
    near = capped(exact, share, size, n, level)
    edge = np.minimum(share, 1 - share)
    rare = (edge > 0) & (edge < RARE)
    believed = np.clip((RARE - edge) / (RARE - FULLY_RARE), 0, 1) * (assumed_deff / correction - 1)
    far = binomial(share[rare], np.minimum(size, n / (1 + believed))[rare], level)
    low, high = near.low.copy(), near.high.copy()
    low[rare], high[rare] = np.where(share[rare] > 0.5, far.low, low[rare]), np.where(share[rare] < 0.5, far.high, high[rare])
    return Interval(low, high)


def df_correction(n, df, level=0.95) -> np.ndarray:
    """What the effective n is multiplied by for `df` degrees of freedom in place of n - 1: a squared ratio of t's."""
    return (t_quantile(np.asarray(n) - 1.0, level) / t_quantile(df, level)) ** 2


def binomial(share, size, level=0.95) -> Interval:
    """The exact (Clopper-Pearson) interval of a share among `size` households, which need not be whole; one-sided at 0
    and 1, NaN where size is."""
    tail = (1 - level) / 2
    low = special.betaincinv(size * share, size * (1 - share) + 1, tail)
    high = special.betaincinv(size * share + 1, size * (1 - share), 1 - tail)
    known = np.isfinite(size)
    return Interval(np.where((share == 0) & known, 0.0, low), np.where((share == 1) & known, 1.0, high))


def t_interval(value, variance, df, level=0.95) -> Interval:
    """The value plus and minus the t quantile times its standard error."""
    reach = t_quantile(df, level) * np.sqrt(variance)
    return Interval(value - reach, value + reach)
