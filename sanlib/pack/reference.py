"""What analysts write for the pack: policies, milestones, facilities, needs, assumptions and issues, each with its source."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd

from sanlib import project
from sanlib.problems import InputError

COLUMNS = {
    "policies": ("policy", "region_code", "name_id", "name_en", "indicators", "evidence_id", "evidence_en",
                 "evidence_source", "opd", "status", "source"),
    "milestones": ("region_code", "milestone", "meaning_id", "meaning_en", "planned_year", "date", "status", "source"),
    "facilities": ("region_code", "facility", "measure", "name_id", "name_en", "low", "high", "unit", "year", "source",
                   "confidence"),
    "assumptions": ("assumption", "region_code", "low", "high", "unit", "meaning_id", "meaning_en", "source",
                    "confidence", "question_id", "question_en"),
    "needs": ("need", "indicator", "name_id", "name_en", "rule", "factors", "divisors", "unit", "facility",
              "measure", "direction_id", "direction_en"),
    "paces": ("region_code", "policy", "indicator", "target_set", "per_year", "unit", "assumed_by", "reason"),
    "issues": ("region_code", "aspect", "indicator", "verdict", "text_id", "text_en", "source"),
}
NUMBERS = ("low", "high", "per_year")


def table(name: str, root=None) -> pd.DataFrame:
    """One of the pack's tables as text, amounts as numbers, blank where unknown; a wrong table is refused."""
    path = project.reference(f"{name}.csv", root)
    return _read_once(name, path, path.stat().st_mtime_ns, project.shown(path, root)).copy()


@functools.lru_cache(maxsize=32)
def _read_once(name: str, path: Path, _changed: int, file: str) -> pd.DataFrame:
    """The table, read again only when its file changed."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    missing = [column for column in COLUMNS[name] if column not in rows.columns]
    if missing:
        raise InputError("reference_column_missing", file, column=missing[0])
    for column in set(NUMBERS) & set(rows.columns):
        rows[column] = _numbers(rows, column, file)
    unsourced = rows["source"].eq("") & rows["low"].notna() if {"low", "source"} <= set(rows.columns) else []
    if any(unsourced):
        raise InputError("pack_unsourced", file, cell=f"A{unsourced.idxmax() + 2}",
                         value=rows.iloc[unsourced.idxmax(), 0])
    if name == "paces":
        _check_paces(rows, file)
    return rows


def _check_paces(rows: pd.DataFrame, file: str) -> None:
    """An assumed pace without its number, or without the name and reason of who assumes it, is refused."""
    for column in ("per_year", "assumed_by", "reason"):
        blank = rows[column].isna() | rows[column].astype(str).str.strip().eq("")
        if blank.any():
            letter = chr(ord("A") + list(rows.columns).index(column))
            raise InputError("pack_pace_blank", file, cell=f"{letter}{blank.idxmax() + 2}", column=column, value=rows.loc[blank.idxmax(), "policy"])


def _numbers(rows: pd.DataFrame, column: str, file: str) -> pd.Series:
    numbers = pd.to_numeric(rows[column].replace("", None), errors="coerce")
    wrong = rows[column].ne("") & (numbers.isna() | numbers.lt(0))
    if wrong.any():
        letter = chr(ord("A") + list(rows.columns).index(column))
        raise InputError("pack_not_a_number", file, cell=f"{letter}{wrong.idxmax() + 2}", column=column,
                         value=rows.loc[wrong.idxmax(), column])
    return numbers.astype(float)


def of_region(rows: pd.DataFrame, region_code: str) -> pd.DataFrame:
    """The rows of one region, and those written for every region (blank code)."""
    return rows[rows["region_code"].isin([region_code, ""])].reset_index(drop=True)


def milestones(root=None) -> pd.DataFrame:
    """M1-M4 of every pilot: planned year by the programme, and the date where one was published, else blank."""
    return table("milestones", root)


def policies(root=None) -> pd.DataFrame:
    """The policy recommendations of each region with the indicators each moves; undocumented ones have no name."""
    return table("policies", root)
