"""From percentage points to what must be built or served; an assumption nobody sourced leaves its result blank."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import gap, schema, words
from sanlib.charts.rows import name as indicator_name
from sanlib.pack import reference
from sanlib.problems import InputError

COLUMNS = ("region_code", "region", "need", "name", "target_set", "amount", "amount_unit", "low", "high", "unit", "how", "source",
           "facility", "available", "direction", "question", "gap_row")


def needs(gaps: pd.DataFrame, achievements: pd.DataFrame, lang: str = "id", root=None) -> pd.DataFrame:
    """What each region must build or serve, one row per region and need: `low` to `high` in `unit`, and how computed.

    The shortfall is the one against the nearest unmet target (the larger where two fall in the same year). Blank
    `low` means an assumption has no value yet: `question` says what to ask. A figure unfit to judge gives no need.
    """
    rows = []
    for code, region in achievements.drop_duplicates("region_code")[["region_code", "region"]].itertuples(index=False):
        mine = gaps[gaps["region_code"].eq(code)]
        counted = achievements[achievements["region_code"].eq(code)]
        known = reference.of_region(reference.table("assumptions", root), code)
        rows += [_need(one, mine, counted, known, code, region, lang, root)
                 for one in reference.table("needs", root).itertuples()]
    found = [row for row in rows if row is not None]
    return pd.DataFrame(found, columns=list(COLUMNS))


def nearest_unmet(gaps: pd.DataFrame, indicator: str) -> pd.Series | None:
    """The judged row still short of its target whose target falls due first; None where every target is met."""
    rows = gaps[gaps["indicator"].eq(indicator) & gaps["shortfall_pp"].gt(0)]
    if not len(rows):
        return None
    return rows.sort_values(["target_year", "shortfall_pp"], ascending=[True, False], kind="stable").iloc[0]


def _need(one, gaps, counted, known, code: str, region: str, lang: str, root) -> dict | None:
    start = _tanks(counted, root) if one.rule == "kk_tangki" else _shortfall(gaps, one.indicator, one.rule)
    if start is None:
        return None
    amount, unit, target, gap_row = start
    factors, divisors = (_values(known, text) for text in (one.factors, one.divisors))
    low = amount * _product(factors, "low") / _product(divisors, "high")
    high = amount * _product(factors, "high") / _product(divisors, "low")
    used = pd.concat([factors, divisors])
    asked = used[used["low"].isna()]
    return dict(
        region_code=code, region=region, need=one.need, name=getattr(one, f"name_{lang}"), target_set=target,
        amount=amount, amount_unit=unit, low=low, high=high, unit=one.unit, how=_how(amount, unit, factors, divisors, lang),
        source="; ".join(dict.fromkeys(source for source in used["source"] if source)), facility=one.facility,
        available=available(code, one.facility, lang, root), direction=getattr(one, f"direction_{lang}"),
        question=" ".join(asked[f"question_{lang}"]), gap_row=gap_row,
    )


def _shortfall(gaps: pd.DataFrame, indicator: str, rule: str) -> tuple | None:
    """Households or tonnes a year still to go, with the target they are counted to."""
    row = nearest_unmet(gaps, indicator)
    column, unit = ("shortfall_households", "KK") if rule == "kekurangan_kk" else ("shortfall_tonnes", "ton/tahun")
    if row is None or pd.isna(row[column]):
        return None
    return row[column], unit, target_name(row), row.name


def target_name(row) -> str:
    """A target set with its year, said once where the name already carries it."""
    year = f"{row['target_year']:.0f}"
    return row["target_set"] if str(row["target_set"]).endswith(year) else f"{row['target_set']} ({year})"


def _tanks(counted: pd.DataFrame, root) -> tuple | None:
    """Households with an improved toilet of their own: layak less layak bersama, where both may be judged.

    At most that many tanks: in rural areas a pit counts as layak too.
    """
    sound = counted[~gap.vetoed(counted, root) & counted["base_unit"].eq("KK")].set_index("indicator")["amount"]
    if not {"layak", "layak_bersama"} <= set(sound.dropna().index):
        return None
    own = sound["layak"] - sound["layak_bersama"]
    return (own, "KK", "", -1) if np.ndim(own) == 0 and own > 0 else None


def _values(known: pd.DataFrame, names: str) -> pd.DataFrame:
    """The assumptions named, a region's own row before the one for every region; an unknown name is refused."""
    wanted = [name for name in names.split("|") if name]
    best = known.sort_values("region_code", ascending=False, kind="stable").drop_duplicates("assumption").set_index("assumption")
    absent = [name for name in wanted if name not in best.index]
    if absent:
        raise InputError("pack_assumption_unknown", "assumptions.csv", value=absent[0])
    return best.loc[wanted]


def _product(values: pd.DataFrame, side: str) -> float:
    return float(values[side].prod(skipna=False))


def _how(amount: float, unit: str, factors: pd.DataFrame, divisors: pd.DataFrame, lang: str) -> str:
    """The computation as a person would write it, an unknown assumption as "?"."""
    text = f"{words.number(amount, 0, lang)} {unit}"
    for sign, values in ((" × ", factors), (" / ", divisors)):
        text += "".join(f"{sign}{span(row.low, row.high, lang) or '?'} {row.unit}" for row in values.itertuples())
    return text


def span(low: float, high: float, lang: str = "id") -> str:
    """A range as printed ("7.290-12.150"), one number where both are the same, blank where unknown."""
    if pd.isna(low) or pd.isna(high):
        return ""
    ends = [words.number(end, _places(end), lang) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def _places(value: float) -> int:
    return 0 if value == round(value) or value >= 100 else 1


def available(region_code: str, facility: str, lang: str = "id", root=None) -> str:
    """The facilities known for a need, as printed, each with its source; blank where none is recorded."""
    rows = reference.table("facilities", root)
    mine = rows[rows["region_code"].eq(region_code) & rows["facility"].eq(facility)]
    return "; ".join(f"{getattr(r, f'name_{lang}')} {span(r.low, r.high, lang)} {r.unit}{f' ({r.year})' if r.year else ''}"
                     for r in mine.itertuples())


class Closing(NamedTuple):
    """When a gap closes under an assumed pace: `year` is blank (None) only where nothing closes it."""

    year: int
    years: int
    assumption: str


def closing_year(gap_row: pd.Series, households_per_year: float, lang: str = "id") -> Closing:
    """The year a gap closes if so many households (for waste: tonnes a year) are added each year, with the assumption.

    The base stays as it is and nothing is lost again; both are the analyst's to judge, and the sentence says so.
    """
    if gap_row["verdict"] == schema.TIDAK_DINILAI:
        raise InputError("pack_not_judged", value=gap_row["indicator"])
    short = next((gap_row[c] for c in ("shortfall_households", "shortfall_tonnes") if pd.notna(gap_row[c])), None)
    if short is None:
        raise InputError("pack_no_base", value=gap_row["indicator"])
    if not (math.isfinite(households_per_year) and households_per_year > 0):
        raise InputError("pack_pace", value=households_per_year)
    years = math.ceil(short / households_per_year - 1e-9)
    year = int(str(gap_row["period"])[:4]) + years
    unit = "KK" if pd.notna(gap_row["shortfall_households"]) else words.label("tonnes", lang)
    said = words.label("pack.assumed", lang, indicator=indicator_name(gap_row["indicator"], lang), target=gap_row["target_set"],
                       short=words.number(short, 0, lang), pace=words.number(households_per_year, 0, lang), unit=unit,
                       year=str(year))
    return Closing(year, years, said)
