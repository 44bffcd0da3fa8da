"""Which estimates are fit to show: the rules of NCHS or DHS as a column, so that nothing disappears unsaid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

SHOWN, REVIEW, BRACKETS, WITHHELD, NO_DATA = "disajikan", "ditinjau", "dalam kurung", "ditahan", "tanpa data"

# Parker et al. (2017), NCHS Data Presentation Standards for Proportions, Vital and Health Statistics 2(175)
NCHS_MIN_N = 30
NCHS_MAX_WIDTH_PP = 30
NCHS_ALWAYS_NARROW_PP = 5
NCHS_MAX_RELATIVE_WIDTH = 1.3
NCHS_MIN_DF = 8
# Guide to DHS Statistics: figures on fewer than 25 unweighted cases are suppressed, on 25-49 in parentheses
DHS_MIN_N, DHS_PLAIN_N = 25, 50


class Check(NamedTuple):
    """One condition of a rule: its id as a reason, the estimates that fail it, how those are then presented."""

    reason: str
    failed: np.ndarray
    then: str


def present(estimates: pd.DataFrame, rule: str | None = "nchs") -> pd.DataFrame:
    """The estimates with `presentation` and `presentation_reason`, by the rule of "nchs" or "dhs"; None = all shown.

    presentation: disajikan; ditinjau (NCHS: look at it first); dalam kurung (DHS: 25-49 households); ditahan (do not
    publish); tanpa data (no answer, which is not 0 %). Reasons are ids joined by ";". No row and no value is removed.
    Reads n, n_eff, df, value_pct, kg_low_pct and kg_high_pct as `estimate.shares` gives them.
    """
    if rule not in _RULES:
        raise ValueError(f"rule={rule!r}: expected one of {', '.join(map(repr, _RULES))}")
    checks = [Check("tanpa_jawaban", estimates["n"].eq(0).to_numpy(), NO_DATA), *_RULES[rule](estimates)]
    shown, why = np.full(len(estimates), SHOWN, dtype=object), np.full(len(estimates), "", dtype=object)
    for check in checks:  # the gravest first: a later one adds its reason, not its consequence
        counts = check.failed & (shown != NO_DATA)
        why[counts] = [";".join(filter(None, (before, check.reason))) for before in why[counts]]
        shown[counts & (shown == SHOWN)] = check.then
    return estimates.assign(presentation=shown, presentation_reason=why)


def _nchs(estimates) -> list[Check]:
    value, size = estimates["value_pct"], np.minimum(estimates["n"], estimates["n_eff"])
    width = estimates["kg_high_pct"] - estimates["kg_low_pct"]
    relative = (width > NCHS_ALWAYS_NARROW_PP) & (width > NCHS_MAX_RELATIVE_WIDTH * value)
    return [
        Check("tanpa_interval", width.isna().to_numpy(), WITHHELD),
        Check("n_efektif_kecil", (size < NCHS_MIN_N).to_numpy(), WITHHELD),
        Check("interval_lebar", (width > NCHS_MAX_WIDTH_PP).to_numpy(), WITHHELD),
        Check("interval_lebar_relatif", relative.to_numpy(), WITHHELD),
        Check("derajat_bebas_kecil", (estimates["df"] < NCHS_MIN_DF).to_numpy(), REVIEW),
        Check("nol_atau_seratus", value.isin((0, 100)).to_numpy(), REVIEW),
    ]


def _dhs(estimates) -> list[Check]:
    n = estimates["n"]
    return [
        Check("n_kecil", (n < DHS_MIN_N).to_numpy(), WITHHELD),
        Check("n_sedang", (n.ge(DHS_MIN_N) & n.lt(DHS_PLAIN_N)).to_numpy(), BRACKETS),
    ]


def _everything(estimates) -> list[Check]:
    return []


_RULES = {"nchs": _nchs, "dhs": _dhs, None: _everything}
