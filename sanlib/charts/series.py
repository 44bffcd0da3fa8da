"""What may be joined by a line: one instrument, one ladder, consecutive years, no break between them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts import rows, style

OWN = ["region_code", "instrument", "ladder"]


class Break(NamedTuple):
    """A place no line crosses: between two years, and why."""

    year: float
    why: str


def points(achievements: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The figures of an indicator by year: with `year`, `hollow` where flagged, and `segment`, the run a line may join."""
    table = rows.of(achievements, indicator=indicator)
    table = table[table["value_pct"].notna()].assign(year=lambda t: years(t["period"]), effect=lambda t: t["flag"].map(style.effect))
    table = table[table["year"].notna()].sort_values([*OWN, "year"], kind="stable").reset_index(drop=True)
    return table.assign(hollow=table["effect"].ne(""), segment=_segments(table))


def years(periods: pd.Series) -> pd.Series:
    """The year a period describes, as a number to place it by."""
    return pd.to_numeric(periods.astype(str).str.extract(r"((?:19|20)\d\d)", expand=False))


def _segments(table: pd.DataFrame) -> pd.Series:
    """A new run starts with a new series, after a missing year, at a break, and after a point that stands alone."""
    own = table.groupby(OWN, sort=False)
    new = own.cumcount().eq(0) | own["year"].diff().ne(1) | table["effect"].ne("")
    return (new | own["effect"].shift().eq("isolated")).cumsum()


def breaks(table: pd.DataFrame, lang: str) -> list[Break]:
    """Where the method, the definition, the base or the ladder changed between two years, each with its reasons."""
    changed = table[table["effect"].eq("before") | table["flag"].map(_any_before)]
    found = [Break(year - 0.5, _why(table, at, lang)) for year, at in changed.groupby("year")]
    return sorted(found + _ladders(table, lang))


def _any_before(flag: str) -> bool:
    return any(style.effect(name) == "before" for name in flag.split(";") if name)


def _why(table: pd.DataFrame, at: pd.DataFrame, lang: str) -> str:
    flags = [f for f in dict.fromkeys(";".join(at["flag"]).split(";")) if f and style.effect(f) == "before"]
    said = rows.reasons(min(flags, key=list(style.breaking()).index), lang)
    here = table.loc[table["year"].eq(at["year"].iloc[0]), "region"].nunique()
    affected = list(dict.fromkeys(at["region"]))
    if len(affected) == here:
        return said
    whom = affected[0] if len(affected) == 1 else words.label("chart.regions", lang, count=len(affected))
    return f"{whom}: {said}"


def _ladders(table: pd.DataFrame, lang: str) -> list[Break]:
    """The year a new ladder came in, where figures of the old and the new stand on one page."""
    dated = sorted({int(ladder) for ladder in table["ladder"] if ladder.isdigit()})
    first = table["year"].min() if len(table) else 0
    return [Break(year - 0.5, words.label("chart.new_ladder", lang, ladder=year)) for year in dated[1:] if year > first]
