"""What analysts write for the pack: policies, milestones, facilities, needs, assumptions and issues, each with its source."""

from __future__ import annotations

import pandas as pd

from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import reference_tables

NUMBERS = ("low", "high", "per_year")


@bound
def table(name: str, root=None) -> pd.DataFrame:
    """One of the pack's tables as text, amounts as numbers, blank where unknown; an amount without its source is refused."""
    rows = reference_tables.table(f"{name}.csv")
    for column in (column for column in NUMBERS if column in rows):
        rows[column] = pd.to_numeric(rows[column].replace("", None)).astype(float)
    if {"low", "source"} <= set(rows):
        unsourced = (rows["source"].eq("") & rows["low"].notna()).to_numpy()
        if unsourced.any():
            path, row = folders.reference(f"{name}.csv"), int(unsourced.argmax())
            raise InputError(
                "pack_unsourced", folders.shown(path), cell=reference_tables.cell_of(rows, row, rows.columns[0]), value=rows.iloc[row, 0]
            )
    return rows


def spoken(name: str) -> pd.DataFrame:
    """One of these tables in the language spoken: "name" in place of "name_id" and "name_en"."""
    return schema.in_language(table(name))


def of_region(rows: pd.DataFrame, region_code: str) -> pd.DataFrame:
    """The rows of one region, and those written for every region (blank code)."""
    return rows[rows["region_code"].isin([region_code, ""])].reset_index(drop=True)


def milestones(region_code: str | None = None) -> pd.DataFrame:
    """M1-M4 of one region or of every pilot: planned year by the programme, and the date where one was published, else blank."""
    rows = table("milestones")
    return rows if region_code is None else rows[rows["region_code"].eq(region_code)]


@bound
def policies(root=None) -> pd.DataFrame:
    """The policy recommendations of each region with the indicators each moves; undocumented ones have no name.

    >>> san.documents.policies()["region_code"].unique().tolist()
    ['3572']
    """
    return table("policies")
