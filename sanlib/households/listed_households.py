"""The number of households where a survey was taken, counted in the list of desa and never estimated from the sample.

The weights of a stratified sample of desa add up to this number only by luck: three large desa drawn of ten small ones
stand for too many. Shares keep the weights; numbers of households are share x this count.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib.estimation.design import names
from sanlib.households.weights import REGION, strata_of

COUNTED = {
    "region_code": "households_in_region",
    "kecamatan": "households_in_kecamatan",
    "stratum": "households_in_stratum",
    "desa": "households_in_desa",
}
"""Domains whose households the list of desa counts, and the column that holds the count for each surveyed household."""
_KECAMATAN = 8
"""How much of a desa's Kemendagri code (35.72.01.1001) is its kecamatan."""


def counted(households: pd.DataFrame, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of COUNTED: households (KK) of each surveyed household's region, kecamatan, stratum and desa in the list.

    Only strata in which a desa was surveyed count: of the others the sample says nothing. Blank where the list does not
    have the desa.
    """
    known = frame.set_index("desa")
    group = strata_of(known)
    reached = known[group.isin(group[known.index.isin(households["desa"].dropna().unique())])]
    units = {
        "region_code": reached.index.str[:REGION],
        "kecamatan": reached.index.str[:_KECAMATAN],
        "stratum": strata_of(reached),
        "desa": reached.index,
    }
    return {
        COUNTED[name]: households["desa"].map(reached["households"].groupby(np.asarray(unit)).transform("sum")).astype(float)
        for name, unit in units.items()
    }


def in_domains(households: pd.DataFrame, by) -> pd.Series:
    """Households (KK) of each domain of `by`, as its column(s) index them; blank where no list of desa counts them.

    Region, kecamatan, stratum and desa are counted. Any other domain is the part of its region that the weights say,
    of the region's count. by = None: one number, under 0.
    """
    keys = names(by)
    unit = [key for key in keys if key != "region_code"] or ["region_code"]
    if COUNTED["region_code"] not in households:
        return _summed(households.assign(_count=np.nan), keys)
    if len(unit) == 1 and unit[0] in COUNTED:
        places = households.drop_duplicates(list(dict.fromkeys(["region_code", *unit])))
        return _summed(places.assign(_count=places[COUNTED[unit[0]]]), keys)
    weights = households["weight"].groupby(households["region_code"]).transform("sum")
    return _summed(households.assign(_count=households["weight"] / weights * households[COUNTED["region_code"]]), keys)


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The sum of each domain; a domain with a blank has no sum."""
    if not keys:
        return pd.Series([rows["_count"].sum(skipna=False)])
    return rows.groupby(keys, sort=True)["_count"].agg(lambda counts: counts.sum(skipna=False))
