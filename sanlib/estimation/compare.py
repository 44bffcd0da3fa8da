"""Differences between domains and between periods with their intervals, and the ranks the sample allows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse, stats

from sanlib.estimation import intervals
from sanlib.estimation.design import Design, names
from sanlib.estimation.estimate import measure, yes_no_answers
from sanlib.estimation.linearise import Domains, Ratio, centred, divided, domains

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
    any neighbour different. MOVER (Zou and Donner 2008, Statistics in Medicine 27, 1693-1702) joins the two
    Korn-Graubard intervals instead; it gives no p. Memory grows with the square of the number of domains.
    """
    where = domains(design, by)
    first, second = np.triu_indices(len(where.keys), k=1)
    tables = []
    for name, found in measure(design, where, yes_no_answers(design, indicators), among):
        pairs = _pairs(design, where, found, first, second, _alpha(level, adjust, len(first)))
        sides = {
            "value_1_pct": 100 * found.value[first],
            "value_2_pct": 100 * found.value[second],
            "n_1": found.n[first],
            "n_2": found.n[second],
        }
        tables.append(_keyed(where, first, second).assign(**sides, **_columns(pairs)).assign(indicator=name))
    return _indicator_first(tables)


def between_periods(before: Design, after: Design, indicators, by=None, among=None, level=0.95) -> pd.DataFrame:
    """The change of each domain from one survey to a later one drawn independently, later minus earlier, in points.

    Independent samples: the variances add; df by Satterthwaite (1946). A domain met in one of the two only is a row
    without a difference. One row per domain x indicator: `by`, indicator, value_before_pct, value_after_pct, n_before,
    n_after, then the columns of `between_domains`. Two rounds that visited the same desa are not independent: the interval is
    then too wide where the answers of a desa move together.
    """
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
    where = domains(design, by)
    tables = []
    for name, found in measure(design, where, yes_no_answers(design, indicators), among):
        places = _ranges(design, where, found, {"high": 1, "low": -1}[best], level)
        tables.append(where.keys.assign(value_pct=100 * found.value, **places).assign(indicator=name))
    return _indicator_first(tables)


def _ranges(design, where, found, sign, level):
    known = np.flatnonzero(found.n > 0)
    first, second = (known[index] for index in np.triu_indices(len(known), k=1))
    pairs = _pairs(design, where, found, first, second, _alpha(level, "bonferroni", len(first)))
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


def _alpha(level, adjust, pairs) -> float:
    if adjust not in (None, "bonferroni"):
        raise ValueError(f"adjust={adjust!r}: expected None or 'bonferroni'")
    return (1 - level) / (max(pairs, 1) if adjust else 1)


def _pairs(design, where, found: Ratio, first, second, alpha) -> Pairs:
    psus, strata, lonely = _united(design, where, found)
    covariance = _covariance(design, where, found)
    variance = np.diag(covariance)[first] + np.diag(covariance)[second] - 2 * covariance[first, second]
    if design.lonely == "average":
        variance = variance * divided(strata, strata - lonely)[first, second]
    variance = np.where(np.isfinite(found.variance[first] + found.variance[second]), np.maximum(variance, 0), np.nan)
    df = (psus - strata)[first, second]
    return _intervals(_picked(found, first), _picked(found, second), variance, df, alpha)


def _covariance(design: Design, where: Domains, found: Ratio) -> np.ndarray:
    """Covariance of all domains, shape (domains, domains): the variance of linearise, for two domains at a time."""
    shape = (len(where.keys), len(design.stratum))
    influence = sparse.csr_array((found.influence, (where.domain, where.psu)), shape=shape)
    stratum = sparse.csr_array((found.influence, (where.domain, design.stratum[where.psu])), shape=(shape[0], len(design.strata)))
    own = (influence * design.scale[design.stratum]) @ influence.T
    middle = (stratum * (design.scale * centred(design) / design.psus)) @ stratum.T
    return (own - middle).toarray()


def _united(design: Design, where: Domains, found: Ratio):
    """PSU, strata and single-PSU strata reached by either of two domains, each of shape (domains, domains)."""
    psu, stratum = where.psu[found.present], design.stratum[where.psu[found.present]]
    domain = where.domain[found.present]
    return (
        _either(domain, psu, (len(where.keys), len(design.stratum))),
        _either(domain, stratum, (len(where.keys), len(design.strata))),
        _either(domain[design.single[stratum]], stratum[design.single[stratum]], (len(where.keys), len(design.strata))),
    )


def _either(domain, unit, shape):
    met = sparse.csr_array((np.ones(len(domain)), (domain, unit)), shape=shape)
    met.data[:] = 1  # a stratum met through several PSU was added up; it is one stratum
    shared = (met @ met.T).toarray()
    own = np.diag(shared)
    return own[:, None] + own[None, :] - shared


def _picked(found: Ratio, rows) -> Ratio:
    """These domains of a Ratio, in this order; row -1 is a domain it has not, without data."""
    missing = np.asarray(rows) < 0
    picked = {
        name: np.where(missing, 0 if name in ("n", "psus", "strata") else np.nan, getattr(found, name)[rows])
        for name in ("value", "n", "psus", "strata", "known", "base", "variance", "assumed_deff")
    }
    return found._replace(**picked)


def _intervals(one: Ratio, two: Ratio, variance, df, alpha) -> Pairs:
    difference = two.value - one.value
    bound = np.isin(one.value, (0, 1)) | np.isin(two.value, (0, 1))
    t = intervals.t_interval(difference, variance, df, 1 - alpha)
    mover = _mover(one, two, difference, 1 - alpha)
    low, high = np.where(bound, mover.low, t.low), np.where(bound, mover.high, t.high)
    statistic = divided(np.abs(difference), np.sqrt(variance))
    p = 2 * stats.t.sf(statistic, np.where(df > 0, df, np.nan))
    method = np.where(np.isnan(low), "", np.where(bound, MOVER, T_METHOD))
    return Pairs(difference, variance, df, low, high, np.where(bound, np.nan, p), method)


def _mover(one: Ratio, two: Ratio, difference, level) -> intervals.Interval:
    a, b = (intervals.korn_graubard(side.value, side.variance, side.n, side.df, level, side.assumed_deff) for side in (one, two))
    return intervals.Interval(
        difference - np.hypot(two.value - b.low, a.high - one.value),
        difference + np.hypot(b.high - two.value, one.value - a.low),
    )


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


def _keyed(where: Domains, first, second) -> pd.DataFrame:
    one = where.keys.iloc[first].add_suffix("_1").reset_index(drop=True)
    two = where.keys.iloc[second].add_suffix("_2").reset_index(drop=True)
    return pd.concat([one, two], axis=1)


def _columns(pairs: Pairs) -> dict:
    apart = pd.array((pairs.low > 0) | (pairs.high < 0), dtype="boolean")
    apart[np.isnan(pairs.low)] = pd.NA
    return {
        "diff_pp": 100 * pairs.difference,
        "se_pp": 100 * np.sqrt(pairs.variance),
        "low_pp": 100 * pairs.low,
        "high_pp": 100 * pairs.high,
        "df": pairs.df,
        "p": pairs.p,
        "interval_method": pairs.method,
        "distinguishable": apart,
    }


def _indicator_first(tables) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True)
    return table[["indicator", *table.columns.drop("indicator")]]
