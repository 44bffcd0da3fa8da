"""Differences between domains and between periods with their intervals, and the ranks the sample allows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from sanlib.estimation import intervals
from sanlib.estimation.design import Design, names
from sanlib.estimation.estimate import measure, yes_no_answers
from sanlib.estimation.linearise import Domains, Ratio, centred, divided, domains, summed

T_METHOD, MOVER = "t", "mover"


class Pairs(NamedTuple):
    """Differences between pairs of shares (0-1), one array entry per pair: second minus first."""

    difference: np.ndarray
    variance: np.ndarray
    df: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    method: np.ndarray


def between_domains(design: Design, indicators, by, among=None, level=0.95, adjust=None) -> pd.DataFrame:
    """The difference of every two domains of one survey, second minus first, in percentage points.

    The covariance of domains that share strata or PSU is counted. df = PSU minus strata of the two together.
    adjust: None = each interval and p by itself; "bonferroni" = right for all pairs of an indicator at once.
    One row per indicator x pair: indicator, `by`_1, `by`_2, value_1_pct, value_2_pct, n_1, n_2, diff_pp, se_pp, low_pp, high_pp,
    df, p, interval_method, distinguishable (the interval leaves out 0; blank where there is no interval).

    interval_method: "t", or "mover" where a share is 0 or 100 %: its variance is then 0, and a t interval would call
    any neighbour different. MOVER (Zou and Donner 2008, Statistics in Medicine 27, 1693-1702) joins the two intervals
    as they are printed (intervals.printed) instead; it gives no p. Memory grows with the square of the number of domains.
    """
    design = summed(design, by, among, shares=indicators)
    where = domains(design, by)
    first, second = np.triu_indices(len(where.keys), k=1)
    tables = []
    for name, found in measure(design, where, yes_no_answers(design, indicators), among):
        pairs = _pairs(design, where, found, first, second, alpha_of_each(level, adjust, len(first)))
        sides = {
            "value_1_pct": 100 * found.value[first],
            "value_2_pct": 100 * found.value[second],
            "n_1": found.n[first],
            "n_2": found.n[second],
        }
        tables.append(keyed(where, first, second).assign(**sides, **_columns(pairs)).assign(indicator=name))
    return _indicator_first(tables)


def between_periods(before: Design, after: Design, indicators, by=None, among=None, level=0.95) -> pd.DataFrame:
    """The change of each domain from one survey to a later one drawn independently, later minus earlier, in points.

    Independent samples: the variances add; df by Satterthwaite (1946). A domain met in one of the two only is a row
    without a difference. One row per domain x indicator: `by`, indicator, value_before_pct, value_after_pct, n_before,
    n_after, then the columns of `between_domains`. Two rounds that visited the same desa are not independent: the interval is
    then too wide where the answers of a desa move together.
    """
    before, after = (summed(one, by, among, shares=indicators) for one in (before, after))
    tables = []
    left, right = domains(before, by), domains(after, by)
    keys, rows = _matched(left.keys, right.keys, names(by))
    earlier = dict(measure(before, left, yes_no_answers(before, indicators), among))
    for name, found in measure(after, right, yes_no_answers(after, indicators), among):
        one, two = _picked(earlier[name], rows[0]), _picked(found, rows[1])
        pairs = _intervals(one, two, one.variance + two.variance, _satterthwaite(one, two), 1 - level)
        sides = {"value_before_pct": 100 * one.value, "value_after_pct": 100 * two.value, "n_before": one.n, "n_after": two.n}
        tables.append(keys.assign(**sides, **_columns(pairs)).assign(indicator=name))
    return _indicator_first(tables)


def ranks(design: Design, indicators, by, best="high", among=None, level=0.95) -> pd.DataFrame:
    """Each domain's rank with the range of ranks the sample allows: rank 1 is the highest share (best="low": lowest).

    One row per indicator x domain: indicator, `by`, value_pct, rank, rank_low, rank_high, better (domains
    distinguishably before it), worse. rank_low = 1 + better, rank_high = domains - worse. All pairwise differences are
    judged together (Bonferroni), so that with the confidence of `level` every range holds at once. Ties share the
    smallest rank. A domain without data has no rank; one without an error may stand anywhere.

    Source: Al Mohamad, Goeman and van Zwet, "Simultaneous confidence intervals for ranks with application to ranking
    institutions" (ICRanks): ranges of ranks counted from simultaneous pairwise comparisons.
    """
    if best not in ("high", "low"):
        raise ValueError(f"best={best!r}: expected 'high' or 'low'")
    design = summed(design, by, among, shares=indicators)
    where = domains(design, by)
    tables = []
    for name, found in measure(design, where, yes_no_answers(design, indicators), among):
        places = _ranges(design, where, found, {"high": 1, "low": -1}[best], level)
        tables.append(where.keys.assign(value_pct=100 * found.value, **places).assign(indicator=name))
    return _indicator_first(tables)


def _ranges(design, where, found, sign, level):
    known = np.flatnonzero(found.n > 0)
    first, second = (known[index] for index in np.triu_indices(len(known), k=1))
    pairs = _pairs(design, where, found, first, second, alpha_of_each(level, "bonferroni", len(first)))
    second_leads, first_leads = sign * pairs.difference > 0, sign * pairs.difference < 0
    apart = (pairs.low > 0) | (pairs.high < 0)
    size = len(where.keys)
    better = np.bincount(second, apart & first_leads, size) + np.bincount(first, apart & second_leads, size)
    worse = np.bincount(first, apart & first_leads, size) + np.bincount(second, apart & second_leads, size)
    places = {
        "rank": pd.Series(sign * found.value).rank(method="min", ascending=False).to_numpy(),
        "rank_low": 1 + better,
        "rank_high": len(known) - worse,
        "better": better,
        "worse": worse,
    }
    return {name: np.where(found.n > 0, places[name], np.nan) for name in places}


def alpha_of_each(level: float, adjust: str | None, pairs: int) -> float:
    """How unsure each of so many pairs may be so that all of them hold at `level`."""
    if adjust not in (None, "bonferroni"):
        raise ValueError(f"adjust={adjust!r}: expected None or 'bonferroni'")
    return (1 - level) / (max(pairs, 1) if adjust else 1)


def _pairs(design, where, found: Ratio, first, second, alpha) -> Pairs:
    variance, df = difference_variance(design, where, [found], first, second)
    return _intervals(_picked(found, first), _picked(found, second), variance, df, alpha)


def difference_variance(design: Design, where: Domains, found: list[Ratio], first, second) -> tuple[np.ndarray, np.ndarray]:
    """The variance of second minus first with the covariance of the two, and its df: their PSU minus their strata.

    found: estimates of the same domains; first, second: places in all of their values, one estimate's after the other's.
    """
    psus, strata, lonely = _united(design, where, found)
    both = _covariance(design, where, found)
    variance = np.diag(both)[first] + np.diag(both)[second] - 2 * both[first, second]
    if design.lonely == "average":
        variance = variance * divided(strata, strata - lonely)[first, second]
    own = np.concatenate([one.variance for one in found])
    return np.where(np.isfinite(own[first] + own[second]), np.maximum(variance, 0), np.nan), (psus - strata)[first, second]


def covariance(design: Design, where: Domains, found: list[Ratio]) -> np.ndarray:
    """Covariance of these estimates of the same domains, shape (values, values), one estimate's domains after the other's.

    NaN where an estimate has no variance. Under the rule "average" each is raised by the strata of its two estimates over
    those with more than one PSU, as a variance is.
    """
    both = _covariance(design, where, found)
    if design.lonely == "average":
        _, strata, lonely = _united(design, where, found)
        both = both * divided(strata, strata - lonely)
    none = np.isnan(np.concatenate([one.variance for one in found]))
    return np.where(none[:, None] | none, np.nan, both)


def _covariance(design: Design, where: Domains, found: list[Ratio]) -> np.ndarray:
    """The variance of linearise, for two estimates at a time."""
    row, size = _rows(where, found)
    influence = np.concatenate([one.influence for one in found])
    psu = np.tile(where.psu, len(found))
    by_psu = scipy.sparse.csr_array((influence, (row, psu)), shape=(size, len(design.stratum)))
    stratum = scipy.sparse.csr_array((influence, (row, design.stratum[psu])), shape=(size, len(design.strata)))
    own = (by_psu * design.scale[design.stratum]) @ by_psu.T
    middle = (stratum * (design.scale * centred(design) / design.psus)) @ stratum.T
    return (own - middle).toarray()


def _rows(where: Domains, found: list[Ratio]) -> tuple[np.ndarray, int]:
    """The place of every cell's domain among the values of all estimates, and how many values there are."""
    size = len(where.keys)
    return np.concatenate([where.domain + place * size for place in range(len(found))]), size * len(found)


def _united(design: Design, where: Domains, found: list[Ratio]):
    """PSU, strata and single-PSU strata reached by either of two estimates, each of shape (values, values)."""
    row, size = _rows(where, found)
    present = np.concatenate([one.present for one in found])
    row, psu = row[present], np.tile(where.psu, len(found))[present]
    stratum = design.stratum[psu]
    single = design.single[stratum]
    return (
        _either(row, psu, (size, len(design.stratum))),
        _either(row, stratum, (size, len(design.strata))),
        _either(row[single], stratum[single], (size, len(design.strata))),
    )


def _either(domain, unit, shape):
    met = scipy.sparse.csr_array((np.ones(len(domain)), (domain, unit)), shape=shape)
    met.data[:] = 1  # a stratum met through several PSU was added up; it is one stratum
    shared = (met @ met.T).toarray()
    own = np.diag(shared)
    return own[:, None] + own[None, :] - shared


def _picked(found: Ratio, rows) -> Ratio:
    """The rows of a Ratio in this order; row -1 stands for a domain it does not have and gives no data."""
    missing = np.asarray(rows) < 0
    picked = {
        name: np.where(missing, 0 if name in ("n", "psus", "strata") else np.nan, getattr(found, name)[rows])
        for name in ("value", "n", "psus", "strata", "known", "base", "variance", "assumed_deff")
    }
    return found._replace(**picked)


def _intervals(one: Ratio, two: Ratio, variance, df, alpha) -> Pairs:
    difference = two.value - one.value
    bound = np.isin(one.value, (0, 1)) | np.isin(two.value, (0, 1))
    return with_t_interval(difference, variance, df, alpha, bound, _mover(one, two, difference, 1 - alpha))


def told_apart(found: Ratio, first, second, variance, df, alpha, shares: bool) -> Pairs:
    """The pairs of one estimate's domains: joined by MOVER where a share is 0 or 1, without an interval where an amount is the
    same in every row of a domain, a t interval everywhere else."""
    one, two = _picked(found, first), _picked(found, second)
    if shares:
        return _intervals(one, two, variance, df, alpha)
    flat = intervals.flat_amount(one.value, one.variance) | intervals.flat_amount(two.value, two.variance)
    return with_t_interval(two.value - one.value, np.where(flat, np.nan, variance), df, alpha)


def with_t_interval(difference, variance, df, alpha, bound=False, instead: intervals.Interval | None = None) -> Pairs:
    """Differences with their t interval and p; where `bound`, the interval `instead` and no p."""
    t = intervals.t_interval(difference, variance, df, 1 - alpha)
    instead = t if instead is None else instead
    low, high = np.where(bound, instead.low, t.low), np.where(bound, instead.high, t.high)
    statistic = divided(np.abs(difference), np.sqrt(variance))
    p = 2 * scipy.special.stdtr(np.where(df > 0, df, np.nan), -statistic)
    method = np.where(np.isnan(low), "", np.where(bound, MOVER, T_METHOD))
    return Pairs(difference, variance, df, low, high, np.where(bound, np.nan, p), method)


def _mover(one: Ratio, two: Ratio, difference, level) -> intervals.Interval:
    a, b = as_printed(one, level), as_printed(two, level)
    return intervals.Interval(
        difference - np.hypot(two.value - b.low, a.high - one.value), difference + np.hypot(b.high - two.value, one.value - a.low)
    )


def as_printed(side: Ratio, level: float) -> intervals.Interval:
    """The interval that is printed of each share by itself: a difference is never surer than its shares."""
    exact = intervals.korn_graubard(side.value, side.variance, side.n, side.df, level, side.assumed_deff)
    n_eff = intervals.effective_n(side.value, side.variance, side.n, side.assumed_deff)
    return intervals.printed(exact, side.value, n_eff, side.n, side.df, side.assumed_deff, level)


def _satterthwaite(one: Ratio, two: Ratio):
    spread = divided(one.variance**2, one.df) + divided(two.variance**2, two.df)
    return divided((one.variance + two.variance) ** 2, spread)


def _matched(left: pd.DataFrame, right: pd.DataFrame, by):
    """All domains of either period, and the row of each in the one and in the other (-1 = not there)."""
    if not by:
        return left, (np.array([0]), np.array([0]))
    one, two = (keys.assign(**{side: np.arange(len(keys))}) for keys, side in ((left, "_left"), (right, "_right")))
    both = one.merge(two, on=by, how="outer", sort=True, validate="one_to_one")
    rows = tuple(both[side].fillna(-1).to_numpy(dtype=np.intp) for side in ("_left", "_right"))
    return both[by], rows


def keyed(where: Domains, first, second) -> pd.DataFrame:
    """The two domains of each pair, their columns with _1 and _2."""
    one = where.keys.iloc[first].add_suffix("_1").reset_index(drop=True)
    two = where.keys.iloc[second].add_suffix("_2").reset_index(drop=True)
    return pd.concat([one, two], axis=1)


def _columns(pairs: Pairs) -> dict:
    return {
        "diff_pp": 100 * pairs.difference,
        "se_pp": 100 * np.sqrt(pairs.variance),
        "low_pp": 100 * pairs.low,
        "high_pp": 100 * pairs.high,
        "df": pairs.df,
        "p": pairs.p,
        "interval_method": pairs.method,
        "distinguishable": distinguishable(pairs),
    }


def distinguishable(pairs: Pairs) -> pd.arrays.BooleanArray:
    """Whether each interval leaves out 0; blank where there is none."""
    apart = pd.array((pairs.low > 0) | (pairs.high < 0), dtype="boolean")
    apart[np.isnan(pairs.low)] = pd.NA
    return apart


def _indicator_first(tables) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True)
    return table[["indicator", *table.columns.drop("indicator")]]
