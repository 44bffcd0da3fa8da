"""The target sets as analysts keep them: which figure, for whom, on which ladder, in which year, from which source."""

from __future__ import annotations

import pandas as pd

from sanlib import indicators, project, regions, schema
from sanlib.problems import InputError

DIRECTIONS = ("minimal", "maksimal")


def targets(root=None) -> pd.DataFrame:
    """Every row of targets.csv: target set x scope x indicator x year, `target_pct` 0-100; a wrong row is refused."""
    path = project.reference("targets.csv", root)
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    missing = [column for column in schema.TARGETS if column not in raw.columns]
    if missing:
        raise InputError("reference_column_missing", project.shown(path, root), column=missing[0])
    file = project.shown(path, root)
    for number, row in enumerate(raw.itertuples(index=False), start=2):
        _check(row, number, file, list(raw.columns), root)
    doubled = raw.duplicated(["target_set", "scope", "ladder", "indicator", "year"])
    if doubled.any():
        raise InputError("target_listed_twice", file, cell=f"A{doubled.idxmax() + 2}",
                         value=raw.loc[doubled.idxmax(), "target_set"])
    return schema.table(raw, schema.TARGETS)


def _check(row, number: int, file: str, columns: list[str], root) -> None:
    wrong = {
        "scope": row.scope != "nasional" and row.scope not in regions.names(root),
        "indicator": row.indicator not in indicators.sectors(root),
        "direction": row.direction not in DIRECTIONS,
        "year": not (row.year.isdigit() and len(row.year) == 4),
        "target_pct": not _is_percent(row.target_pct),
        "source": not row.source.strip(),
    }
    column = next((name for name, is_wrong in wrong.items() if is_wrong), None)
    if column:
        cell = f"{chr(ord('A') + columns.index(column))}{number}"
        raise InputError(f"target_{column}_wrong", file, cell=cell, column=column, value=getattr(row, column))


def _is_percent(text: str) -> bool:
    try:
        return 0 <= float(text) <= 100
    except ValueError:
        return False
