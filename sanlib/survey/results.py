"""From households to achievements: the survey's indicators per region with their intervals, as every other source's."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sanlib import regions, schema
from sanlib.survey import estimate, measures, rungs
from sanlib.survey.design import Design
from sanlib.survey.presentation import NO_DATA, REVIEW, WITHHELD

INSTRUMENT, BASIS, UNIT = "EHRA", "survei", "KK"
STRATA, PSU = ["region_code", "stratum"], "desa"
FLAG_OF = {WITHHELD: "sampel_tidak_cukup", REVIEW: "sampel_ditinjau"}
"""How a figure that NCHS would suppress, or look at first, is flagged; flags.csv says what that does to its verdict."""


def placed(households: pd.DataFrame, weighted: bool = True) -> pd.DataFrame:
    """The households that can be estimated from: region, desa and stratum known, with weights those too."""
    needed = [*STRATA, PSU, *(["weight"] if weighted else [])]
    return households.dropna(subset=needed).reset_index(drop=True)


def designed(households: pd.DataFrame, weighted: bool = True, lonely: str | None = None) -> Design:
    """The households as they were sampled: strata within regions, desa as clusters, weights from the frame.

    Households without region, desa or stratum (told as problems when read) cannot be placed and are left out; with
    weights, so are those whose desa the frame does not have. `weighted=False` reproduces old EHRA tables.
    """
    return Design.from_households(placed(households, weighted), STRATA, PSU, "weight" if weighted else None, lonely=lonely)


def estimates(households: pd.DataFrame, by="region_code", weighted: bool = True, lonely: str | None = None,
              switches: Iterable[str] = (), folder=None) -> pd.DataFrame:
    """Every indicator of the survey by domain, with interval, n, known share and design effect (see estimate.shares).

    `by` is any column or columns of `households`: region_code, kecamatan, desa, stratum, urban_rural. `indicator` is
    "2020:layak", "rumah tangga:terlayani", "genangan", ... as indicators.csv defines them.
    """
    known = measured(households, switches, folder)
    definitions = measures.definitions(folder)
    names = [measures.column(row.ladder, row.indicator) for row in definitions.itertuples()]
    return estimate.shares(designed(known, weighted, lonely), names, by, among={name: f"di antara {name}" for name in names})


def measured(households: pd.DataFrame, switches: Iterable[str] = (), folder=None) -> pd.DataFrame:
    """The households with their rungs, one column per indicator, and one per denominator ("di antara ...")."""
    runged = rungs.ladders(households, switches, folder)
    bases = measures.bases(runged, folder).add_prefix("di antara ")
    return pd.concat([runged, measures.measures(runged, folder), bases], axis=1)


def achievements(households: pd.DataFrame, source: str = "EHRA", weighted: bool = True, lonely: str | None = None,
                 switches: Iterable[str] = (), root=None, folder=None) -> pd.DataFrame:
    """The survey's share of households per region, ladder and indicator (schema.ACHIEVEMENTS), with its interval.

    tidak_terklasifikasi is in neither numerator nor denominator: it lowers `known_pct`. `base` is the households the
    respondents stand for; unweighted it is blank. `period` is the year of the period's name ("contoh-2023": 2023).
    """
    if placed(households, weighted).empty:
        return schema.table([], schema.ACHIEVEMENTS)
    found = estimates(households, weighted=weighted, lonely=lonely, switches=switches, folder=folder)
    wanted = measures.definitions(folder).query("achievement == 'yes'").copy()
    wanted["measure"] = [measures.column(row.ladder, row.indicator) for row in wanted.itertuples()]
    rows = found.rename(columns={"indicator": "measure"}).merge(
        wanted[["measure", "ladder", "sector", "indicator"]], on="measure", validate="m:1")
    rows = rows.merge(_origin(households), on="region_code", validate="m:1")
    rows = rows.assign(region=rows["region_code"].map(regions.names(root)), basis=BASIS, instrument=INSTRUMENT,
                       base_unit=UNIT, amount=rows["value_pct"] / 100 * rows["base"],
                       flag=rows["presentation"].map(FLAG_OF).fillna(""), source=source, period=rows["period"].str.extract(r"(\d{4})", expand=False))
    rows["confidence"] = rows["synthetic"].map({True: "synthetic", False: "survey"})
    return schema.table(rows[rows["presentation"].ne(NO_DATA)], schema.ACHIEVEMENTS)


def _origin(households: pd.DataFrame) -> pd.DataFrame:
    """Where each region's households came from: files and sheets joined by ";", synthetic if any of them is."""
    joined = households.groupby("region_code").agg(
        period=("period", "first"), synthetic=("synthetic", "any"), file=("file", _listed), sheet=("sheet", _listed))
    return joined.reset_index()


def _listed(values: pd.Series) -> str:
    return "; ".join(sorted(set(values) - {""}))
