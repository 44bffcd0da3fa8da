"""How many surveyed households stand behind each figure that is shared, and how alike those are whose answers are kept.

k is the size of the smallest group: of the households behind a share that a table prints (at least
presentation.FEWEST_HOUSEHOLDS, else the share has no number), and of the kept households that agree in what somebody who
knows them could know.
"""

from __future__ import annotations

import pandas as pd

from sanlib.households import alike_households
from sanlib.words import label


def measured(households: pd.DataFrame | list[dict], **shared: pd.DataFrame) -> dict:
    """k of each shared table with figures of a survey, and k and the lone households of those kept; {} without a survey.

    households: as one table, or what `alike_households.counted` gives of each part of it.
    """
    if not len(households):
        return {}
    parts = [alike_households.counted(households)] if isinstance(households, pd.DataFrame) else households
    return {"shared": {name: _fewest(table) for name, table in shared.items()}, "kept": alike_households.of_all(parts)}


def _fewest(table: pd.DataFrame) -> int | None:
    """The fewest households behind a share a table prints; None where it prints none of a survey."""
    behind = table.loc[table["basis"].eq("survei") & table["value_pct"].notna(), "n"]
    return int(behind.min()) if len(behind) else None


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
