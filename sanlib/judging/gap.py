"""The gap: target - capaian, signed, against every target set that applies, with the verdict it allows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib import words
from sanlib.judging import flags, sizes
from sanlib.judging.raising_flags import carrying
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.project.schema import BELUM, BELUM_PASTI, DITAHAN, TERCAPAI, TIDAK_DINILAI, TIDAK_DINYATAKAN
from sanlib.project.tables_taken import takes
from sanlib.reference import regions
from sanlib.reference.targets import targets as every_target

UNPUBLISHED_INTERVAL_PP = 3.0
"""A sample figure published without its interval is not judged within 3 points of its target [own rule]."""
UNPUBLISHED_INTERVAL = ("survei tanpa interval", "terbitan tanpa cara ukur")
"""Bases whose figures are, or may be, a sample's without its interval: a portal does not say how it was measured."""


@takes("achievements")
@bound
def gaps(achievements: pd.DataFrame, targets: pd.DataFrame | None = None, root=None) -> pd.DataFrame:
    """Every achievement against every target set that applies to its region, indicator and ladder, one row each.

    `achievements` is a table of them or an opened period; `targets` are those of targets.csv where none are handed over.
    `gap_pp` = target - capaian, signed whatever the direction. `shortfall_pp` is what is still to go in the indicator's
    own direction, never below 0, blank where the figure cannot be judged. A gap published without target and sign
    stays as it was published: target_set "tidak dinyatakan", verdict "tidak dapat dinilai".

    >>> found = san.choose(san.gaps(period), region="Kota Blitar", indicator="pengurangan")
    >>> found[["value_pct", "target_pct", "gap_pp"]].round(2).values.tolist()
    [[15.69, 27.0, 11.31], [15.69, 26.0, 10.31]]
    """
    targets = every_target() if targets is None else targets
    _check_years(achievements, targets)
    rows = _against_targets(achievements, targets)
    rows["gap_pp"] = (rows["target_pct"] - rows["value_pct"]).round(6)
    rows["verdict"] = verdicts(rows, vetoed(rows))
    rows = _add_reported(_add_shortfall(rows))
    together = pd.concat([rows, _unstated(achievements)]) if len(achievements) else rows
    order = ["period", "region_code", "sector", "_row", "instrument", "_set", "target_year"]
    found = schema.table(together.sort_values(order, kind="stable"), schema.GAPS)
    found.attrs = {**achievements.attrs}  # by what names its parts go; merging lost it
    return found


def _check_years(achievements: pd.DataFrame, targets: pd.DataFrame) -> None:
    years = _years(achievements["period"])
    if len(targets) and (years > targets["year"].max()).any():
        raise InputError("year_outside_targets", value=str(int(years.max())), last=str(int(targets["year"].max())))


def _years(periods: pd.Series) -> pd.Series:
    return pd.to_numeric(periods.astype(str).str.extract(r"((?:19|20)\d\d)", expand=False))


def _against_targets(achievements: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The set's row for the period's own year, else for its next later year; a set past its last year gives none."""
    renamed = targets.rename(columns={"year": "target_year", "source": "target_source", "confidence": "target_confidence"}).assign(
        _set=range(len(targets))
    )
    rows = achievements.assign(_row=range(len(achievements)), _year=_years(achievements["period"]))
    pairs = rows[measured(rows)].merge(renamed, on=["indicator", "ladder"], validate="many_to_many")
    regency, scope = pairs["region_code"].map(regions.regency), pairs["scope"]
    pairs = pairs[scope.eq("nasional") | scope.eq(regency.str[:2]) | scope.eq(regency)]
    ahead = pairs[pairs["target_year"] >= pairs["_year"]].sort_values("target_year", kind="stable")
    return ahead.drop_duplicates(["_row", "target_set", "scope"]).reset_index(drop=True)


def vetoed(rows: pd.DataFrame) -> pd.Series:
    """Whether any of a row's flags makes its figure unfit to judge (veto = yes in flags.csv)."""
    return carrying(rows, {flag for flag, veto in flags.vetoes().items() if veto == "yes"})


def verdicts(rows: pd.DataFrame, withheld: pd.Series) -> np.ndarray:
    """tercapai, belum, belum dapat dipastikan or tidak dapat dinilai for each achievement beside its target.

    A figure whose base jumped is not judged where its share on the previous base would get another verdict.
    """
    low, high = interval(rows)
    met, missed = _meets(rows, low, high)
    decided = np.select([met, missed], [TERCAPAI, BELUM], BELUM_PASTI)
    other = np.where(_meets(rows, rows["alt_pct"], rows["alt_pct"])[0], TERCAPAI, BELUM)
    base_decides = rows["alt_pct"].notna() & (decided != other) & (flags.vetoes()[flags.JUMPED] == "if")
    return np.where(withheld | base_decides | _unmeasured(rows), TIDAK_DINILAI, decided)


def _unmeasured(rows: pd.DataFrame) -> pd.Series:
    """Whether a figure has no number, or is a survey's own without an interval."""
    return rows["value_pct"].isna() | (rows["basis"].eq("survei") & rows["low_pct"].isna())


def interval(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The interval the verdict must respect: the estimate's own, 3 points where none was published, else the value."""
    slack = np.where(rows["basis"].isin(UNPUBLISHED_INTERVAL), UNPUBLISHED_INTERVAL_PP, 0.0)
    return rows["low_pct"].fillna(rows["value_pct"] - slack), rows["high_pct"].fillna(rows["value_pct"] + slack)


def _meets(rows: pd.DataFrame, low: pd.Series, high: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Whether the whole interval meets the target, and whether all of it misses, in the indicator's direction.

    An open interval that only touches its target decides nothing; a single value that equals it meets it.
    """
    at_least, target, point = rows["direction"].eq("minimal"), rows["target_pct"], low.eq(high)
    met = np.where(at_least, np.where(point, low >= target, low > target), np.where(point, high <= target, high < target))
    missed = np.where(at_least, high < target, low > target)
    return met, missed


def distance(gap_pp: float, direction: str, verdict: str, other: float | None = None, least: int = 0) -> str:
    """How far a figure is from its target, in words (`words.distance`); "" where the verdict leaves that open."""
    return words.distance(gap_pp, direction, other=other, least=least) if verdict in (TERCAPAI, BELUM) and pd.notna(gap_pp) else ""


def distance_of(row, least: int = 0) -> str:
    """How far a row of gaps is from its target in words; both, "kurang 7,23-25,28 poin", where its base jumped. `least`: the decimals
    of the column of gaps it stands beside."""
    read = sizes.reader(row)
    other = None if pd.isna(read("alt_pct")) else read("target_pct") - read("alt_pct")
    return distance(read("gap_pp"), read("direction"), read("verdict"), other, least)


def _add_shortfall(rows: pd.DataFrame) -> pd.DataFrame:
    """What is still to go: in points, in households or tonnes where the base is known, and per year to the target."""
    needed = np.where(rows["direction"].eq("minimal"), rows["gap_pp"], -rows["gap_pp"])
    judged = rows["verdict"].ne(TIDAK_DINILAI)
    shortfall = pd.Series(needed, index=rows.index).clip(lower=0).where(judged)
    years = rows["target_year"] - rows["_year"]
    amount = sizes.amounts(rows, shortfall, rows["base"])
    return rows.assign(
        shortfall_pp=shortfall.round(6),
        shortfall_households=amount.where(rows["base_unit"].isin(sizes.HOUSEHOLDS)).round(6),
        shortfall_tonnes=amount.where(rows["base_unit"].eq("ton")).round(6),
        required_pp_per_year=(shortfall / years.where(years > 0)).round(6),
    )


def reported(achievements: pd.DataFrame) -> pd.DataFrame:
    """Every gap published as such: position of the achievement, target set as named there, the gap as printed."""
    printed = [
        (position, *text.rsplit("=", 1))
        for position, texts in enumerate(achievements["reported_gaps"])
        for text in texts.split(";")
        if text
    ]
    frame = pd.DataFrame(printed, columns=["position", "target_set", "reported_gap_pp"])
    return frame.astype({"position": int, "target_set": object, "reported_gap_pp": float})


def _add_reported(rows: pd.DataFrame) -> pd.DataFrame:
    source = rows.drop_duplicates("_row").reset_index(drop=True)
    printed = reported(source).merge(source["_row"], left_on="position", right_index=True, validate="many_to_one").drop(columns="position")
    return rows.merge(printed, on=["_row", "target_set"], how="left", validate="many_to_one")


def _unstated(achievements: pd.DataFrame) -> pd.DataFrame:
    """Gaps published without their target: as printed, with target and sign unknown."""
    printed = reported(achievements)
    printed = printed[printed["target_set"].eq(TIDAK_DINYATAKAN)]
    rows = achievements.reset_index(drop=True).merge(
        printed[["position", "reported_gap_pp"]], left_index=True, right_on="position", validate="one_to_many"
    )
    return (
        rows.rename(columns={"position": "_row"}).reset_index(drop=True).assign(_set=-1, target_set=TIDAK_DINYATAKAN, verdict=TIDAK_DINILAI)
    )


WITHHELD_FLAG = "sampel_tidak_cukup"
"""The flag, and the presentation, of a share that its sample cannot carry: NCHS does not publish it."""
WITHHELD_FLAGS = frozenset({WITHHELD_FLAG, flags.BETRAYS, flags.CONTESTED})
"""Flags of figures that are not printed at all: too thin a sample, one that follows from it, or two figures and nothing that decides."""
_KEPT = ("known_pct", "target_pct", "level_pct", "reported_gap_pp")
_AMOUNTS = tuple(
    """
    low high households value value_1 value_2 difference se deff n_eff amount alt_base shortfall_households shortfall_tonnes
    required_pp_per_year p distinguishable rank rank_low rank_high part
    """.split()
)


def withheld(rows: pd.DataFrame) -> pd.Series:
    """Which rows hold a share that is not printed: too thinly sampled, or contested (flag, or a survey's `presentation`)."""
    none = pd.Series(False, index=rows.index)
    flagged = carrying(rows, WITHHELD_FLAGS) if "flag" in rows else none
    return flagged | (rows["presentation"].eq(DITAHAN) if "presentation" in rows else none)


def compared(rows: pd.DataFrame) -> pd.Series:
    """Which figures can be set beside other regions': those with a number, fit to judge, on a base that did not jump.

    One whose base jumped is two shares: it is held against a target on both, and has no one place among others. Ranks, differences,
    orders and sentences about several regions, and what tables and maps say of who is compared, all ask here.
    """
    return ~_unmeasured(rows) & ~vetoed(rows) & ~withheld(rows) & rows["alt_pct"].isna()


def withheld_numbers(rows: pd.DataFrame) -> list[str]:
    """The columns of a table that print or betray a share: the share, its interval, its gap, its amounts, its rank."""
    return [name for name in rows if name not in _KEPT and (str(name).endswith(("_pct", "_pp", "(%)")) or name in _AMOUNTS)]


def published(rows: pd.DataFrame) -> pd.DataFrame:
    """A table without the numbers of withheld shares, for charts, briefs and what is shown; the rows and n stay."""
    hidden = withheld(rows)
    if not hidden.any():
        return rows
    return rows.assign(**{name: rows[name].mask(hidden) for name in withheld_numbers(rows)})


def measured(rows: pd.DataFrame) -> pd.Series:
    """Which rows were measured: they hold a share, also where it is not printed."""
    return rows["value_pct"].notna() | withheld(rows)
