"""Figures that are copies: one column filled from another, or one region's figures printed under another region."""

from __future__ import annotations

import pandas as pd

from sanlib.judging.raising_flags import LONGEST_STEP, Known, named, number, raised, said, share
from sanlib.project import schema
from sanlib.reference import whole_and_parts

YIELD_OF = {"bahan_baku": "penanganan"}
"""A quantity that can be all of another: raw material is what handling yields (SIPSN's E and C)."""


def columns(known: Known) -> pd.DataFrame:
    """Two different quantities of one region equal to the cent and not zero, where neither is part of the other.

    Not of a survey's estimates: as many households without a toilet as without a proper one are no column copied from another.
    Raw material may be all that was handled: such a pair is a copy only where the region's own figures contradict it.
    """
    counted = known.rows["amount"].fillna(0).ne(0) & known.rows["basis"].ne("survei")
    rows = known.rows[counted & ~known.rows["indicator"].isin(known.complement_of)]
    keys, named = ["period", "instrument", "region_code", "amount"], ["indicator", "indicator_twin"]
    pairs = rows.merge(rows[[*keys, "indicator"]], on=keys, suffixes=("", "_twin"), validate="many_to_many")
    kin = [_kin(a, b, known.part_of) for a, b in schema.keys(pairs, named)]
    twins = _without_wholes_of_twins(pairs[~pd.Series(kin, index=pairs.index, dtype=bool)], known.part_of)
    of_kind = schema.within(twins, named, _both_ways(YIELD_OF.items()))
    possible = of_kind & schema.within(twins, ["period", "instrument", "region_code", *named], _all_yield(known))
    telling = of_kind | (twins["amount"].map(_digits) >= known.threshold["kolom_kembar"])
    copies = raised(twins[telling & ~possible], "kolom_kembar", _twin_detail)
    return pd.concat([copies, _wholes_of(known, copies), raised(twins[possible], "semua_bahan_baku", _twin_detail)])


def _without_wholes_of_twins(twins: pd.DataFrame, part_of: dict[str, str]) -> pd.DataFrame:
    """The pairs without those of a yield and a larger whole where the yield equals its own whole too: these say nothing more."""
    keys, named = ["period", "instrument", "region_code", "amount"], ["indicator", "indicator_twin"]
    direct = twins[schema.within(twins, named, set(YIELD_OF.items()))]
    further = _both_ways((part, whole) for part, of in YIELD_OF.items() for whole in _ancestors(of, part_of))
    part = twins["indicator"].where(twins["indicator"].isin(YIELD_OF), twins["indicator_twin"])
    implied = schema.within(twins, named, further) & schema.within(twins.assign(indicator=part), [*keys, "indicator"], direct)
    return twins[~implied]


def _both_ways(pairs) -> set[tuple[str, str]]:
    return {way for one, other in pairs for way in ((one, other), (other, one))}


def _digits(amount: float) -> int:
    """How many digits an amount is written with, leading and trailing zeros left out: 8661.45 has 6, 500 has 1."""
    return len(f"{amount:.2f}".replace(".", "").strip("0-"))


def _twin_detail(row) -> str:
    return f"{named(row.indicator)} = {named(row.indicator_twin)} = {number(row.amount)}"


def _all_yield(known: Known) -> set[tuple]:
    """Pairs of twins in which a yield can really be all of what it comes from, by region and period, both ways round.

    Not where the region also recycles, and not where the whole fell to the part, or the part jumped to the whole, since they
    were reported apart: then one column was filled from the other. A copy stays one until they are reported apart again.
    """
    found, rows = set(), known.rows[known.rows["amount"].notna()]
    for part, whole in YIELD_OF.items():
        wide = rows[rows["indicator"].isin([part, whole, "daur_ulang"])].pivot_table(
            index=["instrument", "region_code", "period"], columns="indicator", values=["amount", "base"]
        )
        for (instrument, code), years in wide.groupby(level=[0, 1]) if {part, whole} <= set(wide.get("amount", ())) else ():
            found |= {
                (period, instrument, code, *pair)
                for period in _possible(years.droplevel([0, 1]), part, whole)
                for pair in ((part, whole), (whole, part))
            }
    return found


def _possible(years: pd.DataFrame, part: str, whole: str) -> list[str]:
    """The years in which a region's two equal amounts contradict neither its recycling nor what it reported apart."""
    apart, doubtful, before, possible = None, False, None, []
    for period, amounts in years["amount"].iterrows():
        if before is not None and int(period[:4]) - int(before[:4]) > LONGEST_STEP:
            apart, doubtful = None, False
        before = period
        if amounts[part] != amounts[whole]:
            apart, doubtful = amounts if amounts[[part, whole]].notna().any() else apart, False
            continue
        torn = apart is not None and _torn(apart, amounts, part, whole)
        doubtful = doubtful or torn or amounts.get("daur_ulang", 0) > 0
        possible += [] if doubtful else [period]
    return possible


def _torn(old: pd.Series, new: pd.Series, part: str, whole: str) -> bool:
    """Whether the whole lost more than half, or the part was under half of it and more than doubled, to become equal."""
    return new[whole] < old[whole] / 2 or (old[part] < old[whole] / 2 and new[part] > 2 * old[part])


def _wholes_of(known: Known, copied: pd.DataFrame) -> pd.DataFrame:
    """The wholes that are the sum of a copied column and others: they are no better than it."""
    sums = {whole for whole in known.part_of.values() if len(whole_and_parts.declared(whole, known.part_of)) > 1}
    details = {
        (r.period, r.instrument, r.region_code, known.part_of[r.indicator]): r
        for r in copied.itertuples()
        if known.part_of.get(r.indicator) in sums
    }
    rows = known.rows[schema.within(known.rows, ["period", "instrument", "region_code", "indicator"], details)]
    return raised(rows, "kolom_kembar", lambda r: said(details[(r.period, r.instrument, r.region_code, r.indicator)]))


def _kin(a: str, b: str, part_of: dict[str, str]) -> bool:
    return a == b or a in _ancestors(b, part_of) or b in _ancestors(a, part_of)


def _ancestors(name: str, part_of: dict[str, str]) -> set[str]:
    return {part_of[name]} | _ancestors(part_of[name], part_of) if name in part_of else set()


def under_other_regions(known: Known) -> pd.DataFrame:
    """Two or more independent indicators identical to another region's in the same period.

    The copy is the region whose own other instrument gives one of them otherwise; without such a source nobody can say
    which is the copy, and both are noted and judged. Shares that only round alike have amounts of their own.
    """
    twins = _twin_pairs(known)
    contradicted = _contradicted(known.rows)
    mine, theirs = (
        _any_within(twins, ["period", f"region_code{side}", f"instrument{side}", "indicator"], contradicted) for side in ("", "_twin")
    )

    def detail(row) -> str:
        return f"{share(row.value_pct)} = {row.region_twin} ({row.instrument_twin})"

    return pd.concat(
        [
            raised(twins[mine], "nilai_kembar", detail),
            raised(twins[~mine & theirs], "nilai_kembar_asal", detail),
            raised(twins[~mine & ~theirs], "nilai_kembar_mungkin", detail),
        ]
    )


_TWINS = ["period", "region_code", "region_code_twin", "instrument", "instrument_twin"]


def _twin_pairs(known: Known) -> pd.DataFrame:
    """Every figure beside another region's that is the same, where enough independent indicators of the two are."""
    rows = known.rows[known.rows["indicator"].isin(known.part_of)]
    sound = rows[rows["value_pct"].between(0, 100, inclusive="neither")].assign(shown=lambda t: t["value_pct"].round(2))
    pairs = sound.merge(sound, on=["period", "indicator", "shown"], suffixes=("", "_twin"), validate="many_to_many")
    pairs = pairs[(pairs["region_code"] != pairs["region_code_twin"]) & _same(pairs, "amount") & _same(pairs, "base")]
    inside = pairs.assign(indicator=pairs["indicator"].map(known.part_of))
    witness = ~schema.within(inside, [*_TWINS, "indicator"], pairs)  # a part of a whole that is alike too says nothing more
    witnesses = witness.groupby([pairs[name] for name in _TWINS]).transform("sum")
    return pairs[witnesses >= known.threshold["nilai_kembar"]]


def _same(pairs: pd.DataFrame, column: str) -> pd.Series:
    """Whether both sides give the same number here, or one of them gives none."""
    mine, theirs = pairs[column], pairs[f"{column}_twin"]
    return mine.isna() | theirs.isna() | (mine.round(2) == theirs.round(2))


def _contradicted(rows: pd.DataFrame) -> set[tuple]:
    """(period, region, instrument, indicator) where another instrument gives the same region another figure."""
    keys = ["period", "region_code", "indicator"]
    pairs = rows.merge(rows[[*keys, "instrument", "value_pct"]], on=keys, suffixes=("", "_other"), validate="many_to_many")
    differs = (pairs["value_pct"] - pairs["value_pct_other"]).abs() > 0.05
    apart = pairs[differs & (pairs["instrument"] != pairs["instrument_other"])]
    return set(schema.keys(apart, ["period", "region_code", "instrument", "indicator"]))


def _any_within(twins: pd.DataFrame, columns: list[str], keys) -> pd.Series:
    """Whether for a pair of regions any of the figures they share is among the keys."""
    return schema.within(twins, columns, keys).groupby([twins[name] for name in _TWINS]).transform("any").astype(bool)
