"""Whether an estimate may be published, by the rules of NCHS or DHS: a column with the decision and one with its reason."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.estimation import intervals
from sanlib.project.schema import DALAM_KURUNG, DISAJIKAN, DITAHAN, DITINJAU, TANPA_DATA

# Parker JD, Talih M, Malec DJ, et al. (2017), NCHS Data Presentation Standards for Proportions, Vital and Health
# Statistics 2(175), the table of its page 2: n and effective n of at least 30 (n itself where there are 0 events or
# their complement); width of 30 points or more; above 130 % of the share while the width is over 5 points; to be
# reviewed below 8 degrees of freedom and at 0 events or their complement; a complement that fails gets a footnote.
PRESENTATION_LEVEL = 0.95  # the interval all of these are defined on
NCHS_MIN_N = 30
NCHS_SUPPRESSED_WIDTH_PP = 30
NCHS_ALWAYS_NARROW_PP = 5
NCHS_MAX_RELATIVE_WIDTH = 1.3
NCHS_MIN_DF = 8
# NCHS Data Presentation Standards for Rates and Counts, Vital and Health Statistics 2(200), for a count: 10 events in the
# sample or more, and a 95 % interval no wider than 160 % of the count; below 8 degrees of freedom it is reviewed
NCHS_MIN_EVENTS = 10
NCHS_MAX_RELATIVE_WIDTH_OF_COUNT = 1.6
# NCHS, Reliability of Estimates (cdc.gov/nchs/ahcd/ahcd_estimation_reliability.htm), for any other estimate: at least 30
# records and a standard error of at most 30 % of it
NCHS_MAX_RELATIVE_ERROR = 0.3
# the notes below the tables of DHS and MICS reports (Croft et al. 2018, Guide to DHS Statistics): an asterisk for
# figures on fewer than 25 unweighted cases, parentheses for those on 25-49
DHS_MIN_N, DHS_PLAIN_N = 25, 50


FEWEST_HOUSEHOLDS = 5
"""On fewer households nothing is ever shown, whatever the rule: who knows them would read their answers off the share [own rule,
the k of k-anonymity for everything that is shared]."""


class Check(NamedTuple):
    """One condition of a rule: its id as a reason, the estimates that fail it, how those are then presented."""

    reason: str
    failed: np.ndarray
    then: str


def present(estimates: pd.DataFrame, rule: str | None = "nchs") -> pd.DataFrame:
    """The estimates with `presentation` and `presentation_reason`, by the rule of "nchs" or "dhs"; None = all shown.

    presentation: disajikan; ditinjau (NCHS: look at it first); dalam kurung (DHS: 25-49 households); ditahan (do not
    publish); tanpa data (no answer, which is not 0 %). Reasons are ids joined by ";"; `pelengkap_lebar` is a footnote
    only: the share may be shown, 100 less the share may not. No row and no value is removed.
    Reads n, n_eff, df, value_pct, kg_low_pct, kg_high_pct, low_pct and high_pct as `estimate.shares` gives them at the level of
    95 %. NCHS judges the first interval; the printed one may be wider (intervals.printed, or logit), and is then judged too: 30
    points or more withhold it, more than 130 % of the share has it reviewed [own rule].
    """
    return _judged(estimates, _rule(rule)(estimates))


def present_counts(estimates: pd.DataFrame, events, low, high, rule: str | None = "nchs") -> pd.DataFrame:
    """As `present`, for counts of households: the rule for rates and counts of "nchs"; "dhs" and None as for shares.

    events: households of the sample that were counted ("yes"); low, high: the interval of 95 %, whatever is printed.
    Reads n, df and households.
    """
    return _judged(estimates, _nchs_counts(estimates, events, low, high) if rule == "nchs" else _rule(rule)(estimates))


def present_amounts(estimates: pd.DataFrame, rule: str | None = "nchs") -> pd.DataFrame:
    """As `present`, for means, ratios and totals of an amount: under "nchs" withheld on fewer than 30 rows, or where the
    standard error is above 30 % of the value; reviewed below 8 degrees of freedom. Reads n, df, value, se and low."""
    return _judged(estimates, _nchs_amounts(estimates) if rule == "nchs" else _rule(rule)(estimates))


def _nchs_amounts(estimates) -> list[Check]:
    too_unsure = estimates["se"] > NCHS_MAX_RELATIVE_ERROR * estimates["value"].abs() * (1 + 1e-9)
    return [
        Check("tanpa_interval", estimates["low"].isna().to_numpy(), DITAHAN),
        Check("n_kurang_30", (estimates["n"] < NCHS_MIN_N).to_numpy(), DITAHAN),
        Check("galat_relatif_besar", too_unsure.to_numpy(), DITAHAN),
        Check("derajat_bebas_kecil", (estimates["df"] < NCHS_MIN_DF).to_numpy(), DITINJAU),
    ]


def _nchs_counts(estimates, events, low, high) -> list[Check]:
    width = np.asarray(high, dtype=float) - np.asarray(low, dtype=float)
    widest = NCHS_MAX_RELATIVE_WIDTH_OF_COUNT * estimates["households"].to_numpy()
    return [
        Check("tanpa_interval", np.isnan(width), DITAHAN),
        Check("kejadian_sedikit", np.asarray(events) < NCHS_MIN_EVENTS, DITAHAN),
        Check("selang_jumlah_lebar", width > widest * (1 + 1e-9), DITAHAN),
        Check("derajat_bebas_kecil", (estimates["df"] < NCHS_MIN_DF).to_numpy(), DITINJAU),
    ]


def worse(one: pd.Series, two: pd.Series) -> pd.Series:
    """How a difference is presented: as the more doubtful of its two estimates, and so withheld where either is."""
    grave = {TANPA_DATA: 3, DITAHAN: 2, DISAJIKAN: 0}
    return one.where(one.map(lambda name: grave.get(name, 1)) >= two.map(lambda name: grave.get(name, 1)), two)


def _judged(estimates: pd.DataFrame, rules: list[Check]) -> pd.DataFrame:
    checks = [
        Check("tanpa_jawaban", estimates["n"].eq(0).to_numpy(), TANPA_DATA),
        Check("kurang_dari_lima", estimates["n"].lt(FEWEST_HOUSEHOLDS).to_numpy(), DITAHAN),
        *rules,
    ]
    shown, why = np.full(len(estimates), DISAJIKAN, dtype=object), np.full(len(estimates), "", dtype=object)
    for check in checks:  # the gravest first: a later one adds its reason, not its consequence
        counts = check.failed & (shown != TANPA_DATA)
        why[counts] = [";".join(filter(None, (before, check.reason))) for before in why[counts]]
        shown[counts & (shown == DISAJIKAN)] = check.then
    return estimates.assign(presentation=shown, presentation_reason=why)


def _nchs(estimates) -> list[Check]:
    value, bound = estimates["value_pct"].to_numpy(), estimates["value_pct"].isin((0, 100)).to_numpy()
    n, width = estimates["n"].to_numpy(), _capped_width(estimates)
    printed = (estimates["high_pct"] - estimates["low_pct"]).to_numpy(float)
    size = np.where(bound, n, np.minimum(n, estimates["n_eff"]))
    return [
        Check("tanpa_interval", np.isnan(width), DITAHAN),
        Check("n_efektif_kecil", size < NCHS_MIN_N, DITAHAN),
        # a width of exactly 30 comes out of the subtraction a hair below it
        Check("interval_lebar", np.fmax(width, printed) >= NCHS_SUPPRESSED_WIDTH_PP - 1e-9, DITAHAN),
        Check("interval_lebar_relatif", _too_wide(width, value), DITAHAN),
        Check("tercetak_lebar_relatif", _too_wide(printed, value) & ~_too_wide(width, value), DITINJAU),
        Check("derajat_bebas_kecil", (estimates["df"] < NCHS_MIN_DF).to_numpy(), DITINJAU),
        Check("nol_atau_seratus", bound, DITINJAU),
        Check("pelengkap_lebar", _too_wide(width, 100 - value) & ~_too_wide(width, value) & ~bound, DISAJIKAN),
    ]


def _too_wide(width, share):
    return (width > NCHS_ALWAYS_NARROW_PP + 1e-9) & (width > NCHS_MAX_RELATIVE_WIDTH * share + 1e-9)


def _capped_width(estimates) -> np.ndarray:
    """Width of the interval the rule judges, in points (intervals.capped)."""
    exact = intervals.Interval(*(estimates[name].to_numpy(float) / 100 for name in ("kg_low_pct", "kg_high_pct")))
    size = (estimates[name].to_numpy(float) for name in ("n_eff", "n", "df"))
    low, high = intervals.capped(exact, estimates["value_pct"].to_numpy() / 100, *size)
    return 100 * (high - low)


def _dhs(estimates) -> list[Check]:
    n = estimates["n"]
    return [
        Check("n_kecil", (n < DHS_MIN_N).to_numpy(), DITAHAN),
        Check("n_sedang", (n.ge(DHS_MIN_N) & n.lt(DHS_PLAIN_N)).to_numpy(), DALAM_KURUNG),
    ]


_RULES = {"nchs": _nchs, "dhs": _dhs, None: lambda _estimates: []}


def _rule(name: str | None):
    if name not in _RULES:
        raise ValueError(f"rule={name!r}: expected one of {', '.join(map(repr, _RULES))}")
    return _RULES[name]
