"""Helpers of the flag rules: the tables they look at, and a flagged row with the finding."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sanlib.project import schema

KEY = ["instrument", "ladder", "region_code", "indicator"]
LONGEST_STEP = 2
"""Years between two reports that may still be compared as one step; further apart reality may have moved."""


class Known(NamedTuple):
    """What the rules look at: achievements with their previous report beside them, and the reference tables."""

    rows: pd.DataFrame
    threshold: dict[str, float]
    part_of: dict[str, str]
    complement_of: dict[str, str]
    regions: pd.DataFrame
    odf: pd.DataFrame


def raised(rows: pd.DataFrame, flag: str, detail) -> pd.DataFrame:
    """The flagged rows under one flag; `detail` says per row what was seen."""
    if not len(rows):
        return pd.DataFrame(columns=schema.FLAGS)
    words = [detail(row) for row in rows.itertuples()]
    return rows.reindex(columns=schema.FLAGS).assign(flag=flag, detail=words)


def number(value: float) -> str:
    """A number as a flag's detail shows it: two decimals at most, "-" where there is none."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value == value else "-"


def carrying(rows: pd.DataFrame, names: frozenset[str]) -> pd.Series:
    """Whether any of a row's flags (names joined by ";") is among these."""
    return rows["flag"].map(lambda its: not names.isdisjoint(str(its).split(";"))).astype(bool)


def within(rows: pd.DataFrame, columns: list[str], keys) -> pd.Series:
    """Whether each row's values in these columns are among the keys."""
    return pd.Series([key in keys for key in rows[columns].itertuples(index=False, name=None)], rows.index, dtype=bool)
