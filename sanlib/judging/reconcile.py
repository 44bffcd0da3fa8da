"""Which target sets gaps printed without target and sign can belong to, within the rounding they were printed with."""

from __future__ import annotations

import itertools

import pandas as pd

from sanlib.project import schema
from sanlib.project.tables_taken import takes
from sanlib.reference import targets as target_sets

ROUNDING_PP = 0.5
"""A gap printed as a whole number may have been anything within half a point of it."""


@takes("gaps")
def reconcile(
    gaps: pd.DataFrame, targets: pd.DataFrame | None = None, parts=("penanganan", "pengurangan"), rest: str = "tidak_terkelola"
) -> pd.DataFrame:
    """Every target set and year against gaps published unsigned: `feasible`, the signs that fit, how closely, `confidence`.

    `targets` are those of targets.csv where none are handed over.
    With the target of `rest` taken as 0, its gap is its own share, so the parts must sum to 100 less it. A part's
    capaian is its target plus or minus its gap. Nothing is derived from the others: this only says what cannot be.

    >>> san.reconcile(gaps, san.targets()).columns.tolist()
    ['target_set', 'year', 'feasible', 'signs', 'miss_pp', 'confidence']
    """
    printed = gaps[gaps["target_set"].eq(schema.TIDAK_DINYATAKAN)].set_index("indicator")["reported_gap_pp"]
    if not {*parts, rest} <= set(printed.index):
        return pd.DataFrame(columns=["target_set", "year", "feasible", "signs", "miss_pp", "confidence"])
    targets = target_sets.targets() if targets is None else targets
    wide = targets[targets["indicator"].isin(parts)].pivot(index=["target_set", "year"], columns="indicator", values="target_pct").dropna()
    doubted = targets[targets["confidence"].eq("unverified")].set_index(["target_set", "year"]).index
    fits = [_fit(name, year, row, printed, parts, rest) for (name, year), row in wide.iterrows()]
    return pd.DataFrame(
        [fit | {"confidence": "unverified" if key in doubted else "published"} for key, fit in zip(wide.index, fits, strict=True)]
    )


def _fit(name: str, year: float, target: pd.Series, printed: pd.Series, parts, rest: str) -> dict:
    """The combination of signs whose parts come nearest to their sum; a miss of 0 fits within rounding."""
    tries = [(_miss(target, printed, parts, rest, signs), signs) for signs in itertools.product((1, -1), repeat=len(parts))]
    miss, signs = min(tries)
    text = ", ".join(f"{part} {'+' if sign > 0 else '-'}{printed[part]:.0f}" for part, sign in zip(parts, signs, strict=True))
    return {"target_set": name, "year": int(year), "feasible": miss == 0, "signs": text, "miss_pp": round(miss, 2)}


def _miss(target: pd.Series, printed: pd.Series, parts, rest: str, signs) -> float:
    achieved = sum(target[part] - sign * printed[part] for part, sign in zip(parts, signs, strict=True))
    slack = ROUNDING_PP * (len(parts) + 1)
    return max(0.0, abs(achieved - (100 - printed[rest])) - slack)
