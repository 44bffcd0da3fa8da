"""Helpers of the flag rules: the tables they look at, and a flagged row with the finding."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, NamedTuple

import pandas as pd

from sanlib import words
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


def raised(rows: pd.DataFrame, flag: str, detail: Callable[[Any], str]) -> pd.DataFrame:
    """The flagged rows under one flag; `detail` says per row what was seen, and is asked once in each language."""
    if not len(rows):
        return pd.DataFrame(columns=schema.FLAGS)
    said = words.in_each_language(lambda: [detail(row) for row in rows.itertuples()])
    return rows.reindex(columns=schema.FLAGS).assign(flag=flag, **dict(zip(schema.DETAILS, said.values(), strict=True)))


def number(value: float) -> str:
    """A number as a flag's detail shows it, in the language spoken: two decimals at most, a dash where there is none."""
    return words.trimmed(value)


def share(value: float) -> str:
    """A percentage as a flag's detail shows it."""
    return words.percent(value, words.places(value) if value == value else 0)


def step(before: float, after: float) -> str:
    """From one percentage to the next: "71,12% → 13,07%"."""
    return f"{share(before)} → {share(after)}"


def named(indicator: str) -> str:
    """An indicator as it is called in the language spoken."""
    return words.label_or(indicator, indicator)


def said(row) -> str:
    """The detail of a row of flags in the language spoken."""
    return getattr(row, words.column("detail"))


def carrying(rows: pd.DataFrame, names: Set[str]) -> pd.Series:
    """Whether any of a row's flags (names joined by ";") is among these."""
    return rows["flag"].map(lambda its: not names.isdisjoint(str(its).split(";"))).astype(bool)
