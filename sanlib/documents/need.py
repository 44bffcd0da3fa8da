"""The need behind a gap (toilets, tanks, TPS 3R) from its shortfall, which judging/gap.py counts; blank without a sourced assumption."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import words
from sanlib.judging import gap, sizes
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import advocacy, reference_tables, regions
from sanlib.reference.targets import dated
from sanlib.words import quoted

COLUMNS = tuple(
    """
    region_code region need name target_set target_year amount amount_other amount_unit low high unit available_low available_high
    needed_low needed_high gap_low gap_high per_year_low per_year_high years how source facility available direction question gap_row
    """.split()
)
ADDED = "tambahan"
"""A need counted as units to add: what stands already is not subtracted, because its share is in the achievement."""
DIVISIBLE = frozenset(["ton", "t", "kg", "m³", "m3", "m²", "m2", "m", "km", "km²", "liter", "l", "ha", "jam", "rp", "rupiah", "%"])
"""Units of amounts that can be divided; whatever else a need counts (unit, KK, jiwa, tangki, truk) comes whole."""
UNIT = "unit"
"""The unit of a need that is a number of things; which things `counted_in` says."""
SIDES = ("low", "high")
"""From the best to the worst case."""
MOST = 4
"""Decimals of a measured amount at most: where more would be needed it is printed as what the others make."""


class Start(NamedTuple):
    """The basis of a need: the missing amount, the amount available, the amount required, and the target with its row."""

    missing: tuple[float, ...]
    """The missing amount; where the base jumped also that on the previous base."""
    there: float
    wanted: tuple[float, ...]
    unit: str
    target: str = ""
    year: float = float("nan")
    years: float = 0
    row: int = -1


@bound
def needs(gaps: pd.DataFrame, achievements: pd.DataFrame, lang: str | None = None, root=None) -> pd.DataFrame:
    """Available, needed and missing, one row per region and need, each as `_low` to `_high` in `unit`, and how computed.

    A shortfall is the one against the nearest unmet target (the larger where two fall in the same year), and
    `per_year_*` is what must be added in each of the `years` until then. `low` to `high` is the result of `how`. Amounts are
    exact; `as_read` gives them as they are printed. Blank means an assumption or a facility has no value yet: `question`
    says what to ask. A figure unfit to judge gives no need.
    """
    rows = []
    for code, region in achievements.drop_duplicates("region_code")[["region_code", "region"]].itertuples(index=False):
        mine = gaps[gaps["region_code"].eq(code)]
        counted = achievements[achievements["region_code"].eq(code)]
        known = advocacy.of_region(advocacy.spoken("assumptions"), code)
        rows += [_need(one, mine, counted, known, code, region) for one in advocacy.spoken("needs").itertuples()]
    found = [row for row in rows if row is not None]
    return pd.DataFrame(found, columns=list(COLUMNS))


def nearest_unmet(gaps: pd.DataFrame, indicator: str) -> pd.Series | None:
    """The judged row still short of its target whose target falls due first; None where every target is met."""
    rows = gaps[gaps["indicator"].eq(indicator) & gaps["shortfall_pp"].gt(0)]
    if not len(rows):
        return None
    return rows.sort_values(["target_year", "shortfall_pp"], ascending=[True, False], kind="stable").iloc[0]


def _need(one, gaps, counted, known, code: str, region: str) -> dict | None:
    start = _start(one, gaps, counted, code)
    if start is None:
        return None
    factors, divisors = (_values(known, text) for text in (one.factors, one.divisors))
    used = pd.concat([factors, divisors])
    sums = _sums(one, start, factors, divisors, code)
    return sums | dict(
        region_code=code,
        region=region,
        need=one.need,
        name=one.name,
        target_set=start.target,
        target_year=start.year,
        years=start.years,
        amount=start.missing[0],
        amount_other=start.missing[1] if len(start.missing) > 1 else np.nan,
        amount_unit=start.unit,
        unit=one.unit,
        how=_how(start.missing, start.unit, factors, divisors),
        facility=one.facility,
        source="; ".join(filter(None, [_sources(used), _population_source(code, one.rule)])),
        available=available(code, one.facility, one.measure),
        direction=reference_tables.filled(one.direction, density=_density(known, code)),
        question=" ".join(used.loc[used["low"].isna(), "question"]),
        gap_row=start.row,
    )


def _start(one, gaps, counted, code: str) -> Start | None:
    if one.rule in ("kk_tangki", "jiwa_tangki"):
        own = _tanks(counted)
        return own if own is None or one.rule == "kk_tangki" else _people(own, counted, code)
    return _shortfall(gaps, one.indicator, one.rule)


def _shortfall(gaps: pd.DataFrame, indicator: str, rule: str) -> Start | None:
    """Households or tonnes a year still to go, what is there and what the target asks for; households whole, as a deficit is printed."""
    row = nearest_unmet(gaps, indicator)
    column, unit = ("shortfall_households", "KK") if rule == "kekurangan_kk" else ("shortfall_tonnes", "ton/tahun")
    if row is None or pd.isna(row[column]):
        return None
    there, missing = _there(row), sizes.of(row).amount
    if counted(unit):
        there, *missing = (words.rounded(amount, 0) for amount in (there, *missing))
    wanted = tuple(there + amount for amount in missing)
    years = row["target_year"] - int(str(row["period"])[:4]) if str(row["period"])[:4].isdigit() else 0
    return Start(tuple(missing), there, wanted, unit, dated(row["target_set"], row["target_year"]), row["target_year"], years, row.name)


def _there(row: pd.Series) -> float:
    """What counts towards a target already: the amount, else the share of the base; unknown where less is better."""
    if row["direction"] != "minimal":
        return np.nan
    return row["amount"] if pd.notna(row["amount"]) else row["base"] * row["value_pct"] / 100


def _tanks(counted: pd.DataFrame) -> Start | None:
    """Households with an improved toilet of their own: layak minus layak bersama, where both may be judged.

    At most that many tanks: in rural areas a pit counts as layak too.
    """
    sound = counted[~gap.vetoed(counted) & counted["base_unit"].eq("KK")].set_index("indicator")["amount"]
    if not {"layak", "layak_bersama"} <= set(sound.dropna().index):
        return None
    own = sound["layak"] - sound["layak_bersama"]
    return Start((own,), np.nan, (own,), "KK") if np.ndim(own) == 0 and own > 0 else None


def _people(tanks: Start, counted: pd.DataFrame, code: str) -> Start | None:
    """The people who live with a tank of their own: the region's population in the share of households that has one.

    Where the base jumped the share on the previous one too.
    """
    mine = counted[counted["indicator"].eq("layak") & counted["base_unit"].eq("KK") & counted["base"].notna()]
    people, bases = _population(code), mine[["base", "alt_base"]].head(1).stack().tolist()
    if not bases or np.isnan(people) or people < max(bases):
        return None
    shares = tuple(people * tanks.missing[0] / base for base in bases)
    return tanks._replace(missing=shares, wanted=shares, unit="jiwa")


def _population(code: str) -> float:
    rows = regions.table()
    return float(pd.to_numeric(rows.loc[rows["region_code"].eq(code), "population"], errors="coerce").max())


def _population_source(code: str, rule: str) -> str:
    rows = regions.table()
    mine = rows[rows["region_code"].eq(code)]
    return quoted.cited(mine["population_source"]) if rule == "jiwa_tangki" else ""


def _density(known: pd.DataFrame, code: str) -> str:
    """People per hectare of administrative area, printed; "" where population or area is not recorded."""
    area = known[known["assumption"].eq("luas_ha")]["low"].max()
    density = _population(code) / area if area and area > 0 else np.nan
    return "" if np.isnan(density) else words.label("pack.need.density", density=words.number(density, 0))


def _values(known: pd.DataFrame, names: str) -> pd.DataFrame:
    """The assumptions named, a region's own row before the one for every region; an unknown name is refused."""
    wanted = [name for name in names.split("|") if name]
    best = known.sort_values("region_code", ascending=False, kind="stable").drop_duplicates("assumption").set_index("assumption")
    absent = [name for name in wanted if name not in best.index]
    if absent:
        raise InputError("pack_assumption_unknown", "assumptions.csv", value=absent[0])
    return best.loc[wanted]


def _sources(used: pd.DataFrame) -> str:
    """Where the assumptions used come from, an unverified one marked."""
    named = [
        quoted.notes_of(row.source) + (f" ({words.label('confidence.unverified')})" if row.confidence == "unverified" else "")
        for row in used.itertuples()
        if row.source
    ]
    return "; ".join(dict.fromkeys(named))


def _sums(one, start: Start, factors, divisors, code: str) -> dict[str, float]:
    """Every amount in the need's own unit: the result, what is there, what is needed, what is missing, and a year's share."""
    low, high = (_product(factors, a) / _product(divisors, b) for a, b in (("low", "high"), ("high", "low")))
    result = missing = _sides(min(start.missing) * low, max(start.missing) * high)
    there = needed = _sides()
    if start.row < 0:
        there, needed = _sides(*_facility(code, one)), result
        missing = _left(needed, there)
    elif one.measure != ADDED:
        there, needed = _sides(start.there * low, start.there * high), _sides(min(start.wanted) * low, max(start.wanted) * high)
    once = {side: _ceiling(amount, 0) if counted(one.unit) else as_printed(amount) for side, amount in missing.items()}
    return result | _columns(there, needed, missing, {side: _a_year(once[side], start.years) for side in SIDES})


def _product(values: pd.DataFrame, side: str) -> float:
    return float(values[side].prod(skipna=False))


def _how(amounts: tuple[float, ...], unit: str, factors: pd.DataFrame, divisors: pd.DataFrame) -> str:
    """The computation as a person would write it, an unknown assumption as "?"."""
    text = f"{words.span(amounts, 0)} {words.unit(unit)}"
    for sign, values in ((" × ", factors), (" / ", divisors)):
        text += "".join(f"{sign}{span(row.low, row.high) or '?'} {words.unit(row.unit)}" for row in values.itertuples())
    return text


def counted_in(row: dict) -> str:
    """What a need's amounts count, in words: of "unit" the thing itself, or the households where each needs one and they are counted."""
    if row["unit"] != UNIT:
        return words.unit(row["unit"])
    ends = [row["amount"], *(other for other in [row["amount_other"]] if pd.notna(other))]
    if row["amount_unit"] == "KK" and [row["low"], row["high"]] == [min(ends), max(ends)]:
        return words.unit(row["amount_unit"])
    return words.label_or(f"unit.{row['need']}", words.unit(row["unit"]))


def counted(unit: str) -> bool:
    """Whether what is counted in a unit comes whole: "unit", "KK", "tangki/tahun"; not "ton/hari", "m³/hari"."""
    return not DIVISIBLE & set(unit.replace("/", " ").casefold().split()[:1])


def as_read(row: dict) -> dict:
    """A need with its amounts as they are printed, wherever it is: once rounded, so that what is missing is what the others leave.

    What comes whole is rounded up: 66.3 facilities are 67. What is measured has one number of decimals in the whole row, as
    many as make available and missing together what is needed (25.24 + 42.91 = 68.15 t a day, where 25.2 + 42.9 are not 68.2).
    """
    return row | (_in_wholes(row) if counted(row["unit"]) else _measured(row))


def _in_wholes(row: dict) -> dict:
    """Up to whole things what is needed and missing, to the nearest what there is; a year's share up as well."""
    there = _rounded(_of(row, "available"), 0)
    needed, gap = ({side: _ceiling(value, 0) for side, value in _of(row, name).items()} for name in ("needed", "gap"))
    if row["gap_row"] >= 0:
        needed = _sum(there, gap)
    else:
        gap = _left(needed, there)
    return _as_columns(row, there, needed, gap, 0)


def _measured(row: dict) -> dict:
    """Rounded to the fewest decimals with which the printed numbers add up; where none do, one of them follows from the others."""
    exact = [_of(row, name) for name in ("available", "needed", "gap")]
    least = max((_places(value) for part in exact for value in part.values() if value == value), default=0)
    for places in range(least, max(MOST, least) + 1):
        there, needed, gap = (_rounded(part, places) for part in exact)
        if _adds_up(row, there, needed, gap, places):
            return _as_columns(row, there, needed, gap, places)
    there, needed, gap = (_rounded(part, least) for part in exact)
    if row["gap_row"] < 0:
        return _as_columns(row, there, needed, _left(needed, there), least)
    return _as_columns(row, there, _sum(there, gap), gap, least)


def _adds_up(row: dict, there: dict, needed: dict, gap: dict, places: int) -> bool:
    """Whether what is missing, as printed, is what the printed need leaves of what there is; true where one of them is unknown."""
    left = _left(needed, there) if row["gap_row"] < 0 else {side: needed[side] - there[side] for side in SIDES}
    return all(left[side] != left[side] or abs(left[side] - gap[side]) < 0.1 * 10.0**-places for side in SIDES)


def _left(needed: dict, there: dict) -> dict:
    """Needed less available, from the best to the worst case, never below 0; unknown where either is."""
    best, worst = needed["low"] - there["high"], needed["high"] - there["low"]
    return _sides() if pd.isna(best) or pd.isna(worst) else _sides(max(best, 0.0), max(worst, 0.0))


def _as_columns(row: dict, there: dict, needed: dict, gap: dict, places: int) -> dict:
    """The parts of a need in its columns again, with a year's share of what is missing, its result and the decimals it is printed with."""
    year = {side: _ceiling(_a_year(gap[side], row["years"]), places) for side in SIDES}
    return _columns(there, needed, gap, year) | (gap if row["gap_row"] >= 0 else needed) | {"places": places}


def _a_year(missing: float, years: float) -> float:
    """A year's share of what is missing; blank where the target falls due in the period itself."""
    return missing / years if years > 0 else np.nan


def _columns(there: dict, needed: dict, gap: dict, year: dict) -> dict:
    parts = {"available": there, "needed": needed, "gap": gap, "per_year": year}
    return {f"{name}_{side}": part[side] for name, part in parts.items() for side in SIDES}


def _sides(low: float = np.nan, high: float = np.nan) -> dict:
    return {"low": low, "high": high}


def _of(row: dict, name: str) -> dict:
    return {side: row.get(f"{name}_{side}", np.nan) for side in SIDES}


def _rounded(part: dict, places: int) -> dict:
    return {side: value if pd.isna(value) else words.rounded(value, places) for side, value in part.items()}


def _sum(one: dict, other: dict) -> dict:
    return {side: one[side] + other[side] for side in SIDES}


def span(low: float, high: float, places: int | None = None) -> str:
    """A range as printed ("7.290-12.150"), one number where both are the same, blank where unknown; whole ones without decimals.

    `places` are the decimals of a need's row (`as_read`); None keeps about two digits of each number.
    """
    if pd.isna(low) or pd.isna(high):
        return ""
    ends = [words.number(end, _places(end) if places is None or end == round(end) else places) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def pace(low: float, high: float) -> str:
    """A pace needed a year as printed, rounded up: 984.08 households a year are too few where 984.1 are needed, 985 are not."""
    return span(*(end if pd.isna(end) else _ceiling(end, _places(end)) for end in (low, high)))


def as_printed(value: float) -> float:
    """An amount rounded as it is printed: a year's share follows from the number beside it, 1,082 missing in one year are 1,082 a year."""
    return value if pd.isna(value) else words.rounded(value, _places(value))


def _ceiling(value: float, places: int) -> float:
    """The value rounded up to so many decimals; blank stays blank."""
    step = 10.0**-places
    return value if pd.isna(value) else words.rounded(np.ceil(value / step - 1e-9) * step, places)


def _places(value: float) -> int:
    """Decimals that keep about two digits of a small number and none of a large one."""
    if value == round(value) or value >= 100:
        return 0
    return 1 if value >= 0.1 else 3


def _facility(code: str, one) -> tuple[float, float]:
    """The recorded amount of a need's facility in the need's own unit; unknown where none or several are recorded."""
    rows = advocacy.table("facilities")
    mine = rows[
        rows["region_code"].eq(code)
        & rows["facility"].eq(one.facility)
        & rows["measure"].eq(one.measure.split("|")[0])
        & rows["unit"].eq(one.unit)
    ]
    return (mine["low"].iloc[0], mine["high"].iloc[0]) if one.measure and len(mine) == 1 else (np.nan, np.nan)


def available(region_code: str, facility: str, measure: str = "") -> str:
    """The facilities known for a need, as printed: the measures it names, or all of them; blank where none is recorded."""
    rows = advocacy.spoken("facilities")
    mine = rows[rows["region_code"].eq(region_code) & rows["facility"].eq(facility) & (facility != "")]
    mine = mine[mine["measure"].isin(measure.split("|"))] if mine["measure"].isin(measure.split("|")).any() else mine
    return "; ".join(f"{r.name} {span(r.low, r.high)} {words.unit(r.unit)}{f' ({r.year})' if r.year else ''}" for r in mine.itertuples())
