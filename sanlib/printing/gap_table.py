"""The gap table as the Pokja prints it: one row per indicator, capaian, and target and signed gap per target set."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.reference import regions
from sanlib.reference.targets import dated

SHOWN = ["period", "region", "indicator", "instrument", "value_pct", "target_set", "target_year", "target_pct", "gap_pp",
         "verdict", "flag", "file", "sheet", "cell"]
"""The columns of `gaps` a reader looks at first."""


def gap_table(gaps: pd.DataFrame, region: str, sector: str | None = None, lang: str = "id") -> pd.DataFrame:
    """Capaian, target, signed gap and verdict of one region as printed text: a row per indicator and instrument.

    `region` is any name or code of it (see `regions.resolve`). A figure that cannot be judged shows its gap in brackets; a gap
    published without target and sign shows as published, without a sign.
    """
    rows = of_region(gaps, region)
    rows = gap.published(rows[rows["sector"].eq(sector)] if sector else rows)
    places = words.decimals([*rows["value_pct"], *rows["gap_pp"]])
    printed = [_line(group, places, lang) for _, group in rows.groupby(
        ["period", "indicator", "instrument"], sort=False)]
    return pd.DataFrame(printed).fillna("")


def of_region(gaps: pd.DataFrame, region: str) -> pd.DataFrame:
    """The rows of one region, by any name or code of it: none where it has no figure; one that is unknown or ambiguous is refused."""
    return gaps[gaps["region"].eq(regions.official(region, gaps))]


def _line(group: pd.DataFrame, places: int, lang: str) -> dict[str, str]:
    first = group.iloc[0]
    line = {
        words.label("period", lang): first["period"],
        words.label("indicator", lang): words.label(first["indicator"], lang),
        words.label("instrument", lang): first["instrument"],
        words.label("capaian", lang): words.number(first["value_pct"], places, lang) if pd.notna(first["value_pct"]) or pd.notna(first["reported_gap_pp"]) else words.label("withheld", lang),
    }
    for row in group.itertuples():
        line |= _against(row, places, lang)
    return line


def _against(row, places: int, lang: str) -> dict[str, str]:
    if row.target_set == schema.TIDAK_DINYATAKAN:
        return {words.label("gap_reported", lang): words.number(row.reported_gap_pp, words.decimals([row.reported_gap_pp]), lang)}
    name = dated(row.target_set, row.target_year)
    return {words.label("target_of", lang, name=name): words.number(row.target_pct, places, lang),
            words.label("gap_to", lang, name=name): judged(row, places, lang)}


def judged(row, places: int, lang: str) -> str:
    """A signed gap with its verdict; in brackets where the figure cannot be judged, a word where it may not be published."""
    verdict = words.label("verdict." + row.verdict, lang)
    if pd.isna(row.gap_pp):
        return f"{words.label('withheld', lang)} · {verdict}"
    points = words.signed(row.gap_pp, places, lang)
    return f"({points}) · {verdict}" if row.verdict == schema.TIDAK_DINILAI else f"{points} · {verdict}"
