"""Confidence intervals of a share: logit, Korn-Graubard, exact at 0 % and 100 %. Shares are arrays of 0-1 here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy  # its parts when they are asked for: who checks a file is spared scipy.special, 0.1 s

from sanlib.estimation.linearise import divided

EXACT, T = "eksak satu sisi", "t"
RARE, LEAST_TAKEN_AT = 0.10, 0.025


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
    """Whether a share's variance is 0 because the sample's answers do not vary; rounding may leave about 1e-33."""
    return np.isfinite(variance) & (np.isin(share, (0, 1)) | (variance < 1e-24))


def t_quantile(df, level=0.95) -> np.ndarray:
    """The two-sided t quantile; NaN where there is no degree of freedom."""
    met, place = np.unique(np.asarray(df, dtype=float), return_inverse=True)  # many estimates, few degrees of freedom
    return scipy.special.stdtrit(np.where(met > 0, met, np.nan), (1 + level) / 2)[place].reshape(np.shape(df))


def logit(share, variance, df, exact: Interval, level=0.95) -> Interval:
    """Symmetric on the logit scale and so always inside 0-1; `exact` (Korn-Graubard) where the sample does not vary.

    df: the domain's own. R: `svyciprop(method="logit", df=...)`.
    """
    flat = flat_sample(share, variance)
    inside = np.where(flat, 0.5, share)
    reach = t_quantile(df, level) * np.sqrt(np.where(flat, 0.0, variance)) / (inside * (1 - inside))
    low, high = scipy.special.expit(scipy.special.logit(inside) - reach), scipy.special.expit(scipy.special.logit(inside) + reach)
    return Interval(np.where(flat, exact.low, low), np.where(flat, exact.high, high))


def korn_graubard(share, variance, n, df, level=0.95, assumed_deff=1.0) -> Interval:
    """The exact binomial interval at the effective sample size, corrected for the degrees of freedom.

    At 0 % and 100 % it is one-sided: the other limit is the point itself, the far limit that of (1 - level) / 2, at
    the effective n that `assumed_deff` leaves. Not capped at n, as R `svyciprop(method="beta")`; see `capped`.
    Source: Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    return binomial(share, effective_n(share, variance, n, assumed_deff) * df_correction(n, df, level), level)


def capped(exact: Interval, share, n_eff, n, df, level=0.95) -> Interval:
    """The Korn-Graubard interval no surer than n households drawn one by one, as NCHS takes it.

    A variance estimated from a few PSU can come out far too small by luck: a design effect below 1 is not believed.
    """
    surer = (n_eff * df_correction(n, df, level) > n) & (share > 0) & (share < 1)
    low, high = exact.low.copy(), exact.high.copy()
    low[surer], high[surer] = binomial(share[surer], n[surer], level)
    return Interval(low, high)


def printed(exact: Interval, share, n_eff, n, df, assumed_deff, level=0.95) -> Interval:
    """`exact` (Korn-Graubard) as NCHS takes it (`capped`); for a rare share the limit towards 50 % is widened [own rule].

    Few clusters hold a rare thing, and a survey that misses them takes its error for small as well. That limit is
    therefore at least the one which `assumed_deff` gives the share, or 2.5 % (97.5 %) where the share is less rare: the
    rule fades out by itself near 4 % in 21 clusters, and no limit drops where the share rises, from 0 on. Shares of 10-90 %
    are left alone. After Franco, Little, Louis and Slud (2019), J. Survey Statistics and Methodology 7, 334-364; measured
    by benchmarks/interval_coverage.py.
    """
    low, high = capped(exact, share, n_eff, n, df, level)
    size = n * df_correction(n, df, level) / assumed_deff
    rare, common = share < RARE, share > 1 - RARE
    high[rare] = np.maximum(high[rare], binomial(np.minimum(share[rare], LEAST_TAKEN_AT), size[rare], level).high)
    low[common] = np.minimum(low[common], binomial(np.maximum(share[common], 1 - LEAST_TAKEN_AT), size[common], level).low)
    return Interval(low, high)


def df_correction(n, df, level=0.95) -> np.ndarray:
    """What the effective n is multiplied by for `df` degrees of freedom in place of n - 1: a squared ratio of t's."""
    return (t_quantile(np.asarray(n) - 1.0, level) / t_quantile(df, level)) ** 2


def binomial(share, size, level=0.95) -> Interval:
    """The exact (Clopper-Pearson) interval of a share among `size` households, which need not be whole; one-sided at 0
    and 1, NaN where size is."""
    tail = (1 - level) / 2
    low = scipy.special.betaincinv(size * share, size * (1 - share) + 1, tail)
    high = scipy.special.betaincinv(size * share + 1, size * (1 - share), 1 - tail)
    known = np.isfinite(size)
    return Interval(np.where((share == 0) & known, 0.0, low), np.where((share == 1) & known, 1.0, high))


def t_interval(value, variance, df, level=0.95) -> Interval:
    """The value plus and minus the t quantile times its standard error."""
    reach = t_quantile(df, level) * np.sqrt(variance)
    return Interval(value - reach, value + reach)


def of_amount(value, variance, df, certain, level=0.95) -> Interval:
    """The t interval of a mean, ratio or total; none where answers all alike show no error, the value itself where there is
    none to show (`certain`: everything there is was asked)."""
    flat = flat_amount(value, variance)
    low, high = t_interval(value, variance, df, level)
    return Interval(*(np.where(certain, value, np.where(flat, np.nan, limit)) for limit in (low, high)))


def flat_amount(value, variance) -> np.ndarray:
    """Whether an amount's variance is 0 because the sample's answers do not vary, but for what rounding leaves."""
    return variance <= (1e-12 * np.abs(value)) ** 2
