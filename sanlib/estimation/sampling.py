"""Before the survey: how many households, how many desa in each stratum, what weights, what interval to expect."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanlib.estimation import intervals
from sanlib.estimation.design import column, listed, names
from sanlib.project import schema
from sanlib.project.problems import InputError

# EHRA guide 2015: at least 8 RT per desa x 5 households, at least 400 households per kab/kota
RT_PER_DESA, HOUSEHOLDS_PER_RT, MINIMUM_PER_REGION = 8, 5, 400
# one desa in a stratum tells nothing of its sampling error
MINIMUM_DESA = 2
ALLOCATED = ["stratum", "desa", "households", "desa_sampled", "rt", "households_sampled", "raise"]
ALLOCATIONS = PROPORTIONAL, EQUAL, NEYMAN = "proportional", "equal", "neyman"


def krejcie_morgan(population: int, error=0.05, share=0.5, chi2=3.841) -> int:
    """How many households of a population to ask for a share within `error`, 95 times of 100: 10,000 -> 370.

    It takes simple random sampling for granted; a cluster sample of that size is less exact (see planned_interval).
    error and share are 0-1. Raises ValueError for a population below 1.
    Source: Krejcie and Morgan (1970), Educational and Psychological Measurement 30, 607-610; rounded as their table is.
    """
    if population < 1:
        raise ValueError(f"population={population}: expected at least 1 household")
    spread = chi2 * share * (1 - share)
    return round(spread * population / (error**2 * (population - 1) + spread))


def allocate(
    frame: pd.DataFrame,
    stratum="stratum",
    households="households",
    needed: int | None = None,
    rt_per_desa=RT_PER_DESA,
    households_per_rt=HOUSEHOLDS_PER_RT,
    minimum=MINIMUM_PER_REGION,
    minimum_desa=MINIMUM_DESA,
    how=PROPORTIONAL,
    expected_pct: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """How many desa, RT and households to sample in each stratum of one kab/kota.

    frame: one row per desa of the kab/kota, with its stratum and its number of households.
    needed: households wanted; None = Krejcie-Morgan of all households. Never below `minimum` (400 by the EHRA guide).
    how: "proportional" to a stratum's households: the best for the kab/kota as a whole when nothing else is known;
    "equal": as many in each stratum, for comparing strata; "neyman": in proportion to households x sqrt(p (1 - p)) with
    the share p expected in each stratum (expected_pct, 0-100), more where answers vary more.
    Each sampled desa gives rt_per_desa x households_per_rt households (8 x 5 = 40), each stratum at least
    `minimum_desa` desa, or all it has. A kab/kota with too few desa for `needed` is taken whole, and comes out smaller.

    One row per stratum: stratum, desa, households (in the frame), desa_sampled, rt, households_sampled, and `raise`,
    the households that one of those sampled will stand for. An empty list of desa gives no rows.
    Raises InputError: a column is missing, a stratum blank, a number of households not positive. ValueError: neyman
    without an expected share for every stratum. Source: EHRA guide 2015; Cochran (1977), sections 5.5 and 5.9, rounded
    to whole desa.

    >>> san.plan.allocate(frame)[["stratum", "desa_sampled"]].values.tolist()
    [['0', 3], ['1', 3], ['2', 2], ['3', 2]]
    """
    if how not in ALLOCATIONS:
        raise ValueError(f"how={how!r}: expected one of {', '.join(ALLOCATIONS)}")
    if not isinstance(frame, pd.DataFrame):
        raise InputError(
            "table_expected", value=type(frame).__name__, table="frame", instead='san.plan.frame("contoh-2023", "Kab. Kediri")'
        )
    if not len(frame):
        return pd.DataFrame(columns=ALLOCATED)
    _refuse_bad_frame(frame, stratum, households)
    per_desa = rt_per_desa * households_per_rt
    wanted = max(minimum, krejcie_morgan(int(frame[households].sum())) if needed is None else needed)
    strata = frame.groupby(stratum, sort=True)[households].agg(desa="size", households="sum").reset_index()
    floor = np.minimum(minimum_desa, strata["desa"].to_numpy())
    seats, ceiling = math.ceil(wanted / per_desa), strata["desa"].to_numpy()
    sampled = _apportioned(seats, _shares_due(strata, stratum, how, expected_pct), floor, ceiling)
    plan = strata.rename(columns={stratum: "stratum"}).assign(
        desa_sampled=sampled,
        rt=sampled * rt_per_desa,
        households_sampled=sampled * per_desa,
        **{"raise": strata["households"] / (sampled * per_desa)},
    )
    return schema.marked(plan, bool(schema.synthetic(frame).any()))


def _shares_due(strata, stratum, how, expected_pct):
    """The quantity each stratum's number of desa is proportional to."""
    if how == EQUAL:
        return np.ones(len(strata))
    size = strata["households"].to_numpy(float)
    if how == PROPORTIONAL:
        return size
    share = strata[stratum].map(expected_pct or {}).astype(float) / 100
    if not share.between(0, 1).all():
        raise ValueError("neyman: give expected_pct, the share expected in each stratum (0-100)")
    # a stratum in which everybody answers alike would get no desa at all; a little doubt keeps it in
    return size * np.sqrt(np.clip(share, 0.01, 0.99) * (1 - np.clip(share, 0.01, 0.99)))


def _apportioned(seats, size, floor, ceiling):
    """Whole numbers in proportion to size within a floor and a ceiling: one at a time to the stratum furthest below its share."""
    given = floor.copy()
    due = seats * size / size.sum()
    while given.sum() < seats and (given < ceiling).any():
        given[np.argmax(np.where(given < ceiling, due - given, -np.inf))] += 1
    return given


def _refuse_bad_frame(frame, stratum, households):
    column(frame, stratum), column(frame, households)
    for name, wrong in (
        (stratum, frame[stratum].isna() | frame[stratum].eq("")),
        (households, ~(pd.to_numeric(frame[households], errors="coerce") > 0)),
    ):
        if wrong.any():
            raise InputError("survey_frame_wrong", column=name, value=listed(frame.index[wrong], 5))


def frame_weights(respondents: pd.DataFrame, frame: pd.DataFrame, desa="desa", stratum="stratum", households="households") -> pd.Series:
    """The households that each respondent stands for: households of the desa / respondents in it, times the desa of the
    stratum / the desa sampled in it.

    respondents: one row per household asked, with its desa. frame: one row per desa (sampled or not), with its stratum
    and households. desa: the column(s) that name a desa in both, best a code; desa names repeat across kecamatan.
    Returns a Series named "weight" on the index of `respondents`; where every desa was sampled it sums to the frame's
    households. [own: no EHRA guide prints a formula.]
    Raises InputError: a desa asked is not in the frame, or stands there twice; a number of households is not positive.
    """
    keys = names(desa)
    _refuse_bad_frame(frame, stratum, households)
    for name in keys:
        column(frame, name), column(respondents, name)
    twice = frame.duplicated(keys)
    if twice.any():
        raise InputError("survey_frame_wrong", column=" + ".join(keys), value=listed(_desa(frame[twice], keys), 5))
    asked = respondents.groupby(keys, sort=False).size().rename("asked").reset_index()
    known = frame.merge(asked, on=keys, how="left", validate="one_to_one")
    in_stratum = known.groupby(stratum)["asked"]
    raised = in_stratum.transform("size") / in_stratum.transform("count")
    known["weight"] = known[households] / known["asked"] * raised
    weight = respondents[keys].merge(known[[*keys, "weight"]], on=keys, how="left", validate="many_to_one")["weight"]
    if weight.isna().any():
        raise InputError("survey_frame_unknown", value=listed(_desa(respondents[weight.isna().to_numpy()], keys), 5))
    return weight.set_axis(respondents.index)


def _desa(table, keys):
    return table[keys].astype(str).agg(" / ".join, axis=1).drop_duplicates()


def planned_interval(
    share_pct, desa: int, strata: int, per_desa: int = RT_PER_DESA * HOUSEHOLDS_PER_RT, deff=None, icc=None, level=0.95
) -> pd.DataFrame:
    """The interval a planned sample will give for each expected share, under a stated assumption on clustering.

    share_pct: one or several expected shares, 0-100. desa: desa sampled, strata: their strata, per_desa: households in
    each. Give one of: deff, the design effect; icc, how alike the households of one desa are (0 = not at all, 1 = all
    the same), from which deff = 1 + (per_desa - 1) x icc (Kish 1965, section 5.4).

    One row per share: share_pct, n, deff, n_eff, df (desa - strata), se_pp, low_pct, high_pct (Korn-Graubard),
    width_pp, assumption. Raises ValueError without exactly one assumption, or without a degree of freedom.
    """
    if (deff is None) == (icc is None):
        raise ValueError("give one assumption on clustering: deff (design effect) or icc (likeness within a desa)")
    if desa <= strata:
        raise ValueError(f"{desa} desa in {strata} strata: no degree of freedom; sample two desa in each stratum")
    assumed = 1 + (per_desa - 1) * icc if deff is None else deff
    share, n = np.atleast_1d(np.asarray(share_pct, dtype=float)) / 100, desa * per_desa
    variance = share * (1 - share) * assumed / n
    low, high = intervals.binomial(share, n / assumed * intervals.df_correction(n, desa - strata, level), level)
    return pd.DataFrame(
        {
            "share_pct": 100 * share,
            "n": n,
            "deff": assumed,
            "n_eff": n / assumed,
            "df": desa - strata,
            "se_pp": 100 * np.sqrt(variance),
            "low_pct": 100 * low,
            "high_pct": 100 * high,
            "width_pp": 100 * (high - low),
            "assumption": f"deff = {assumed:g}" if icc is None else f"icc = {icc:g}, deff = {assumed:g}",
        }
    )
