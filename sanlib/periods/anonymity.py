"""How many surveyed households stand behind each figure that is shared, and how alike those are whose answers are kept.

k is the size of the smallest group: of the households behind a share that a table prints (at least
presentation.FEWEST_HOUSEHOLDS, else the share has no number), and of the kept households that agree in what somebody who
knows them could know.
"""

from __future__ import annotations

import pandas as pd

from sanlib.households.coarsening import RT
from sanlib.words import label

KNOWN_OF_THEM = {"desa": ("desa",), "desa_rt": ("desa", RT), "desa_age_education": ("desa", "A.1", "B.1", "B.5")}
"""What might be known of a household from outside, from little to much: quasi-identifiers."""


def measured(households: pd.DataFrame, **shared: pd.DataFrame) -> dict:
    """k of each shared table with figures of a survey, and k and the lone households of those kept; {} without a survey."""
    if not len(households):
        return {}
    kept = {name: _groups(households, keys) for name, keys in KNOWN_OF_THEM.items()}
    return {"shared": {name: _fewest(table) for name, table in shared.items()}, "kept": kept}


def _fewest(table: pd.DataFrame) -> int | None:
    """The fewest households behind a share a table prints; None where it prints none of a survey."""
    behind = table.loc[table["basis"].eq("survei") & table["value_pct"].notna(), "n"]
    return int(behind.min()) if len(behind) else None


def _groups(households: pd.DataFrame, keys: tuple[str, ...]) -> dict[str, int]:
    told = [key for key in keys if key in households]
    sizes = households.groupby(told, dropna=False, observed=True).size()
    return {"k": int(sizes.min()), "alone": int(sizes.eq(1).sum()), "households": len(households)}


def sentence(found: dict) -> str:
    """Both measures in one sentence for the foot of a report; "" where there was no survey."""
    if not found:
        return ""
    shared = [k for k in found["shared"].values() if k is not None]
    kept = found["kept"]
    return label(
        "record.anonymity",
        shared=min(shared) if shared else "–",
        desa=kept["desa"]["k"],
        alone=kept["desa_age_education"]["alone"],
        households=kept["desa"]["households"],
    )
