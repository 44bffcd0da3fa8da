"""From households to achievements: design-based shares per region, with interval, n and known share."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanlib import regions, schema
from sanlib.survey import estimate, ladders, measures
from sanlib.survey.design import Design
from sanlib.survey.presentation import NO_DATA, REVIEW, WITHHELD

INSTRUMENT = "EHRA"
STRATUM = "region_stratum"
FLAG_OF = {WITHHELD: "sampel_tidak_cukup", REVIEW: "sampel_ditinjau"}
"""How a figure that NCHS would suppress, or look at first, is flagged (flags.csv says what that does to its verdict)."""


def classified(households: pd.DataFrame, switches=(), folder=None) -> pd.DataFrame:
    """The households an estimate can use (in a known region, desa and stratum, with a weight), with their rungs.

    `region_stratum` is the stratum nested in its region, as the sample was drawn.
    """
    placed = households[["region_code", "desa", "stratum", "weight"]].notna().all(axis=1)
    kept = households[placed].reset_index(drop=True)
    return ladders.ladders(kept, switches, folder).assign(**{STRATUM: kept["region_code"] + "-" + kept["stratum"].astype(str)})


def design(households: pd.DataFrame, weighted: bool = True, lonely: str | None = None) -> Design:
    """The sampling design of EHRA: strata within the region, desa as PSU, weights from the frame (or none, and said)."""
    return Design.from_households(households, strata=STRATUM, psu="desa", weight="weight" if weighted else None, lonely=lonely)


def estimates(households: pd.DataFrame, by="region_code", weighted: bool = True, lonely: str | None = None,
              folder=None) -> pd.DataFrame:
    """Every indicator of the survey by any column: the table of `estimate.shares` with ladder, indicator and sector.

    `households` come from `classified`. Unknown answers lower `known_pct` and stay out of the share.
    """
    bases = measures.bases(households, folder).add_prefix("base:")
    drawn = design(households.join(bases), weighted, lonely)
    answers = dict(measures.measures(households, folder))
    table = estimate.shares(drawn, answers, by, among={name: f"base:{name}" for name in answers})
    defined = measures.definitions(folder)
    keys = {measures.column(row.ladder, row.indicator): row for row in defined.itertuples()}
    rows = [keys[name] for name in table["indicator"]]
    return table.assign(ladder=[row.ladder for row in rows], indicator=[row.indicator for row in rows],
                        sector=[row.sector for row in rows], achievement=[row.achievement == "yes" for row in rows])


def achievements(households: pd.DataFrame, period: str, origins: Mapping[str, Mapping[str, str]], root=None,
                 lonely: str | None = None) -> pd.DataFrame:
    """Rows of schema.ACHIEVEMENTS from a period's households: one per region and indicator, basis "survei".

    `origins` gives each file's source and confidence (SOURCES.csv). Base is the weighted households in KK; a figure too
    thin to publish (NCHS) carries a flag; synthetic stays synthetic.
    """
    usable = classified(households)
    if not len(usable):
        return schema.table([], schema.ACHIEVEMENTS)
    table = estimates(usable, lonely=lonely)
    table = table[table["achievement"] & table["presentation"].ne(NO_DATA)]
    place = usable.groupby("region_code").agg(file=("file", "first"), sheet=("sheet", "first"), synthetic=("synthetic", "any"))
    rows = table.merge(place, left_on="region_code", right_index=True, validate="many_to_one")
    told = {name: rows["file"].map(lambda file: origins.get(file, {}).get(name, "")) for name in ("source", "confidence")}
    return schema.table(rows.assign(
        **told, period=period, region=rows["region_code"].map(regions.names(root)), instrument=INSTRUMENT,
        basis=estimate.BASIS, amount=rows["value_pct"] / 100 * rows["base"], cell="",
        flag=rows["presentation"].map(FLAG_OF).fillna(""),
    ), schema.ACHIEVEMENTS)
