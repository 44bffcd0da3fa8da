"""How alike the kept households are: the sizes of the groups that agree in what somebody who knows them could know.

A group lies in one desa and so in the files of one region, but for households without a desa: those of several tables are
added up. So the groups of a country are counted a region at a time.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from sanlib.households.coarsening import RT

KNOWN_OF_THEM = {"desa": ("desa",), "desa_rt": ("desa", RT), "desa_age_education": ("desa", "A.1", "B.1", "B.5")}
"""What might be known of a household from outside, from little to much: quasi-identifiers."""


def counted(households: pd.DataFrame) -> dict[str, dict]:
    """By what is known: the smallest group within a desa (None: there is none), the lone households, all households, and each
    group of no desa with its size. What JSON holds."""
    return {name: _groups(households, keys) for name, keys in KNOWN_OF_THEM.items()}


def _groups(households: pd.DataFrame, keys: tuple[str, ...]) -> dict:
    known = households.reindex(columns=list(keys)).astype(object)
    sizes = known.where(known.notna(), None).value_counts(dropna=False, sort=False)
    there = sizes.index.get_level_values("desa").notna()
    placed, lost = sizes[there], sizes[~there]
    return {
        "least": int(placed.min()) if len(placed) else None,
        "alone": int(placed.eq(1).sum()),
        "households": len(households),
        "of_no_desa": [[[None if pd.isna(part) else str(part) for part in key], int(size)] for key, size in lost.items()],
    }


def of_all(tables: list[dict[str, dict]]) -> dict[str, dict[str, int]]:
    """k, the lone households and all households of several tables counted each by itself."""
    return {name: _of_all([table[name] for table in tables]) for name in KNOWN_OF_THEM}


def _of_all(tables: list[dict]) -> dict[str, int]:
    lost: Counter[tuple] = Counter()
    for table in tables:
        lost.update({tuple(key): size for key, size in table["of_no_desa"]})
    least = [table["least"] for table in tables if table["least"] is not None]
    return {
        "k": min([*least, *lost.values()]),
        "alone": sum(table["alone"] for table in tables) + sum(size == 1 for size in lost.values()),
        "households": sum(table["households"] for table in tables),
    }
