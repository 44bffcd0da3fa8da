"""The year in which a gap closes at a pace an analyst assumes; every sentence names the assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents.need import nearest_unmet
from sanlib.documents.need import pace as needed_a_year
from sanlib.judging import sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import advocacy, regions
from sanlib.reference.targets import dated


class Closing(NamedTuple):
    """When a gap closes under an assumed pace; `year`, `years` and `late` are None where it never does.

    `late` counts the years after the target year (0 or less: in time); `on_time` is the pace a year that would meet the
    target year, None where that year is the period itself. `assumption` is the sentence that says all of it; where the base
    jumped the numbers are of the gap on this period's base, and the sentence says what follows on the previous one too.
    """

    year: int | None
    years: int | None
    late: int | None
    on_time: float | None
    assumption: str


@bound
def closing_year(
    gap_row: pd.Series, households_per_year: float | Mapping[str, float], lang: str | None = None, growth_per_year: float = 0.0
) -> Closing:
    """The year a gap closes if so many households (for waste: tonnes a year) are added each year, with the assumption.

    Several policies add up: {"LLTT": 800, "Wajib IPAL": 120}. `growth_per_year` is what the region grows by and must
    serve besides. The base otherwise stays as it is and nothing is lost again. A pace that does not outrun the growth
    never closes the gap. InputError: a gap that cannot be judged or has no amount, a pace that is no number or below 0.
    """
    paces = dict(households_per_year) if isinstance(households_per_year, Mapping) else {"": households_per_year}
    short, unit = _short(gap_row)
    for pace in (*paces.values(), growth_per_year):
        if not (math.isfinite(pace) and pace >= 0):
            raise InputError("pack_pace", value=pace)
    net = sum(paces.values()) - growth_per_year
    years = math.ceil(short / net - 1e-9) if net > 0 else None
    first, due = int(str(gap_row["period"])[:4]), int(gap_row["target_year"])
    year = None if years is None else first + years
    on_time = short / (due - first) + growth_per_year if due > first else None
    late = None if year is None else year - due
    said = [_assumed(gap_row, short, unit, paces, growth_per_year), _ends(year, late, due, on_time, unit)]
    other = on_other_base(gap_row)
    if other is not None:
        follows = closing_year(other, households_per_year, growth_per_year=growth_per_year)
        ends = _ends(follows.year, follows.late, due, follows.on_time, unit)
        said.append(words.label("pack.closes.other", short=_amount(_short(other)[0]), unit=unit, ends=ends))
    return Closing(year, years, late, on_time, " ".join(said))


def _short(row: pd.Series) -> tuple[float, str]:
    """The shortfall in households, or in tonnes a year, as printed: years and paces follow from the number that stands beside them."""
    if row["verdict"] == schema.TIDAK_DINILAI:
        raise InputError("pack_not_judged", value=row["indicator"])
    for column, unit in (("shortfall_households", "KK"), ("shortfall_tonnes", words.label("tonnes"))):
        if pd.notna(row[column]):
            return _rounded(float(row[column])), unit
    raise InputError("pack_no_base", value=row["indicator"])


def on_other_base(row: pd.Series) -> pd.Series | None:
    """The same gap on the previous period's base, where the base jumped and its amount is printed as another."""
    amounts = sizes.of(row).amount
    if len({_rounded(amount) for amount in amounts}) < 2:
        return None
    column = "shortfall_households" if pd.notna(row["shortfall_households"]) else "shortfall_tonnes"
    return pd.Series({**row.to_dict(), column: amounts[1], "alt_base": float("nan"), "alt_pct": float("nan")})


def _assumed(row, short: float, unit: str, paces: dict[str, float], growth: float) -> str:
    """The gap and what the analyst assumes about it: each pace under its policy's name, the growth, the fixed base."""
    added = " + ".join(f"{name} {_amount(pace)}".strip() for name, pace in paces.items())
    said = words.label(
        "pack.assumed",
        indicator=indicator_name(row["indicator"]),
        target=dated(row["target_set"], row["target_year"]),
        short=_amount(short),
        unit=unit,
        paces=added,
    )
    return said + (words.label("pack.assumed.growth", growth=_amount(growth), unit=unit) if growth else words.label("pack.assumed.base"))


def _ends(year: int | None, late: int | None, due: int, on_time: float | None, unit: str) -> str:
    """The year, how late that is, and the pace that would have been in time."""
    needed = words.label("pack.closes.needed", pace=needed_a_year(on_time, on_time), unit=unit, due=due) if on_time else ""
    if year is None:
        return words.label("pack.closes.never") + needed
    if late > 0:
        return words.label("pack.closes.late", year=year, late=late, due=due) + needed
    return words.label("pack.closes.in_time", year=year, due=due)


def _rounded(value: float) -> float:
    return words.rounded(value, _places(value))


def _amount(value: float) -> str:
    return words.number(value, _places(value))


def _places(value: float) -> int:
    return 0 if value == round(value) or value >= 10 else 1


@bound
def closings(
    gaps: pd.DataFrame, region: str, paces: Mapping[str, float | Mapping[str, float]], lang: str | None = None, growth_per_year: float = 0.0
) -> pd.DataFrame:
    """Every unmet target of a region with what is missing, the pace that meets it in time, and what `paces` would do.

    `paces` names indicators: {"aman": {"LLTT": 800}, "pengurangan": 300}; an indicator without a pace has only the pace
    it would need. "" is every pilot, as in a pack; paces are assumed of one region, so InputError where they come with "".
    `growth_per_year`: households or tonnes by which the region itself grows in a year, to be served too.
    Columns as printed: region, indicator, target, missing, needed a year, year, and the sentence with its assumption.

    >>> san.documents.closings(gaps, "Kota Blitar", {}) is not None
    True
    """
    if paces and not region:
        raise InputError("pack_pace_region", value=", ".join(paces))
    chosen = [regions.official(region, gaps)] if region else regions.reported_on(gaps)["region"].tolist()
    rows = gaps[gaps["region"].isin(chosen) & gaps["shortfall_pp"].gt(0)]
    rows = rows.sort_values("region", key=lambda names: names.map(chosen.index), kind="stable")
    rows = rows[rows[["shortfall_households", "shortfall_tonnes"]].notna().any(axis=1)]
    if not len(rows):
        return pd.DataFrame({words.label("pack.closing.said"): [words.label("pack.closing.none")]})
    printed = [_printed(row, paces.get(row["indicator"]), growth_per_year) for _, row in rows.iterrows()]
    names = ("region", "indicator", *(f"pack.closing.{name}" for name in ("target", "missing", "needed", "year", "said")))
    table = pd.DataFrame(printed, columns=[words.label(name) for name in names])
    return schema.marked(table, schema.synthetic(rows.reset_index(drop=True)))


def _printed(row: pd.Series, pace, growth: float) -> tuple[str, ...]:
    short, unit = _short(row)
    found = closing_year(row, pace if pace is not None else 0, growth_per_year=growth)
    both = [found]
    other = on_other_base(row)
    if other is not None:
        both.append(closing_year(other, pace if pace is not None else 0, growth_per_year=growth))
    needed = f"{needed_a_year(*_ends_of(one.on_time for one in both))} {unit}" if found.on_time else words.label("pack.need.due")
    year = "" if pace is None else "-".join(dict.fromkeys(str(one.year or words.label("pack.closing.never")) for one in both))
    shorts = [short] if other is None else [short, _short(other)[0]]
    return (
        row["region"],
        indicator_name(row["indicator"]),
        dated(row["target_set"], row["target_year"]),
        f"{words.span(shorts, max(map(_places, shorts)))} {unit}",
        needed,
        year,
        "" if pace is None else found.assumption,
    )


def _ends_of(values) -> tuple[float, float]:
    known = list(values)
    return min(known), max(known)


def of_region(one) -> list[tuple[Closing, str]]:
    """A closing and its sentence per gap an analyst assumed paces for in paces.csv, policies together, with who assumed them."""
    rows = advocacy.table("paces")
    mine = rows[rows["region_code"].eq(one.code)]
    said = [
        _sentence(one, indicator, target_set, group)
        for (indicator, target_set), group in mine.groupby(["indicator", "target_set"], sort=False)
    ]
    return [found for found in said if found]


def _sentence(one, indicator: str, target_set: str, group: pd.DataFrame) -> tuple[Closing, str] | None:
    """None where the target is met, cannot be judged, or has no number of households or tonnes."""
    wanted = one.gaps[one.gaps["target_set"].eq(target_set)] if target_set else one.gaps
    row = nearest_unmet(wanted, indicator)
    if row is None or row[["shortfall_households", "shortfall_tonnes"]].isna().all():
        return None
    names = advocacy.spoken("policies").set_index("policy")["name"]
    paces = {names.get(r.policy, r.policy): r.per_year for r in group.itertuples()}
    by = "; ".join(dict.fromkeys(f"{r.assumed_by}: {r.reason}" for r in group.itertuples()))
    found = closing_year(row, paces)
    return found, f"{found.assumption} ({by})"
