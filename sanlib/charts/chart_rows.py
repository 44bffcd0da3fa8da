"""Which rows of a finished table a chart draws, in which order, and how their places are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sanlib import words
from sanlib.charts import style
from sanlib.judging import sizes
from sanlib.judging.flags import reasons
from sanlib.project import schema
from sanlib.reference import indicators, regions
from sanlib.survey import survey_indicators

NAMED = 4
"""Regions with one flag that a note names; of more it says how many, the table saved beside the chart says which."""


def of(
    table: pd.DataFrame, region: str | None = None, period: str | None = None, sector: str | None = None, indicator: str | None = None
) -> pd.DataFrame:
    """The rows of a region (by any name or code), period, sector and indicator; what is left blank filters nothing."""
    kept = table
    if region is not None:
        kept = kept[kept["region"].eq(regions.official(region, table))]
    for column, wanted in (("period", period), ("sector", sector), ("indicator", indicator)):
        kept = kept[kept[column].eq(str(wanted))] if wanted is not None else kept
    return kept


def regions_meant(named: str | Iterable[str], table: pd.DataFrame) -> list[str]:
    """One region or several, by any name or code, as the table names them; an unknown or ambiguous one is refused."""
    return [regions.official(name, table) for name in ([named] if isinstance(named, str) else named)]


def indicator_meant(named: str, table: pd.DataFrame) -> str:
    """An indicator's id, by what the table or the survey calls it or by any name it has; an unknown one is refused."""
    known = {*table["indicator"], *survey_indicators.definitions()["indicator"]}
    return named if named in known else indicators.check(named)


def latest(table: pd.DataFrame) -> str:
    """The newest period of a table; blank where it has none."""
    return max(table["period"], default="")


def groups(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of each sector, instrument and ladder apart: units that must never share a bar."""
    kinds = ["sector", "instrument", "ladder"]
    return [table] if len(set(schema.keys(table, kinds))) == 1 else [group for _, group in table.groupby(kinds, sort=False)]


def by_size(found: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Groups by their number of rows, most first."""
    return sorted(found, key=len, reverse=True)


def without_provinces(table: pd.DataFrame) -> pd.DataFrame:
    """Kabupaten and kota only: a province (two-digit code) is the sum of its regions, not one of them."""
    local = table["region_code"].str.len().ne(2)
    return table[local] if local.any() else table


def present(values) -> str:
    """The values a column of a table has, as a list for a message that refuses another one."""
    return ", ".join(sorted({str(value) for value in values if str(value)})) or "–"


def heading(group: pd.DataFrame) -> str:
    """Sector, instrument and ladder of a group, as the heading of its panel."""
    first = group.iloc[0]
    parts = [name(first["sector"]), first["instrument"], words.label_or(f"chart.ladder.{first['ladder']}", "")]
    return " · ".join(part for part in parts if part)


def name(key: str) -> str:
    """The words for an indicator, sector or rung; what analysts added without a label is shown as they wrote it."""
    return words.label(key) if words.has_label(key) else words.label_or(f"chart.{key}", str(key).replace("_", " "))


def against(gaps: pd.DataFrame, indicator: str, target_set: str) -> pd.DataFrame:
    """The rows of an indicator held against one target set."""
    return gaps[gaps["indicator"].eq(indicator) & gaps["target_set"].eq(target_set) & gaps["target_pct"].notna()]


def asked(direction: str, target_pct: float) -> str:
    """What a target asks for: at least, or at most, so much."""
    return words.label(f"chart.{direction}", target=words.number(target_pct, None))


def verdicts(rows: pd.DataFrame) -> list[str]:
    """How many rows have each verdict that occurs, in the palette's order: "5 tercapai", "4 belum"."""
    counts = rows["verdict"].value_counts()
    return [f"{counts[name]} {words.label('verdict.' + name)}" for name in style.keys("verdict") if name in counts]


def unverified_note(rows: pd.DataFrame) -> list[str]:
    """That a target is not confirmed by a primary source, where one is not."""
    return [words.label("chart.unverified")] if rows["target_confidence"].eq("unverified").any() else []


def flag_notes(table: pd.DataFrame) -> list[str]:
    """Which regions carry a flag (how many, of more than NAMED), or which indicators of one region, and why; those who carry the same
    flags are named once."""
    flags = table["flag"].str.split(";").explode()
    flags = flags[flags.ne("")]
    whom = "region" if table["region"].nunique() > 1 else "indicator"
    of_desa = "region_code" in table and table["region_code"].map(lambda code: regions.VILLAGE.fullmatch(code) is not None).all()
    why: dict[tuple[str, ...], list[str]] = {}
    for flag in dict.fromkeys(flags):
        marked = table.loc[flags.index[flags.eq(flag)].unique()]
        why.setdefault(tuple(dict.fromkeys(name(key) for key in marked[whom])), []).append(reasons(flag))
    return [
        words.label("chart.flagged", what=named(carriers, of_desa) if whom == "region" else ", ".join(carriers), why="; ".join(said))
        for carriers, said in why.items()
    ]


def named(regions: Sequence[str], of_desa: bool = False) -> str:
    """Regions by name; of more than NAMED how many, and whether they are desa."""
    many = "chart.flagged.many_desa" if of_desa else "chart.flagged.many"
    return words.label(many, count=len(regions)) if len(regions) > NAMED else ", ".join(regions)


def ordered(values) -> list[str]:
    """Indicators in the order in which they are always shown."""
    return style.order(values)


def share(value: float, places: int | None = None) -> str:
    """A percentage as printed; one that may not be published says so."""
    if pd.isna(value):
        return words.label("withheld")
    return words.percent(value, places)


def where(table: pd.DataFrame) -> str:
    """The area and the period of a survey's table as a title names them: ", Kota Blitar contoh-2023"; or nothing."""
    named = [str(table[name].iloc[0]) for name in ("area", "period") if name in table and len(table)]
    said = " ".join(part for part in named if part)
    return f", {said}" if said else ""


def level(table: pd.DataFrame) -> str:
    """The confidence level of a survey's intervals in percent, as its table says it."""
    found = table["level_pct"].iloc[0] if "level_pct" in table and len(table) else 95.0
    return words.number(found, None)


def used(table: pd.DataFrame) -> pd.DataFrame:
    """The rows drawn, as they are saved beside the chart: without the columns that are blank throughout.

    Where a base jumped each size stands on the previous base too.
    """
    table = sizes.beside(table)
    blank = [column for column in table.columns if column != "synthetic" and schema.is_blank(table[column])]
    return table.drop(columns=blank).reset_index(drop=True)
