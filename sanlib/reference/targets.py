"""The target sets as analysts keep them: which figure, for whom, on which ladder, in which year, from which source."""

from __future__ import annotations

import pandas as pd

from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import reference_tables, regions


@bound
def targets(root=None) -> pd.DataFrame:
    """Every row of targets.csv: target set x scope x indicator x year, `target_pct` 0-100; a wrong row is refused.

    >>> san.targets()["target_set"].unique().tolist()[:3]
    ['UA nasional', 'UA Jawa Timur', 'Kota Blitar']
    """
    return schema.table(_held_to_their_indicators(), schema.TARGETS)


@reference_tables.derived("targets.csv", "indicators.csv")
def _held_to_their_indicators(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The rows, none with a direction that is not its indicator's: "at most 90 % handled" would call every city that misses it met."""
    better = dict(indicators.loc[indicators["direction"].ne(""), ["indicator", "direction"]].itertuples(index=False))
    for row, (indicator, direction) in enumerate(zip(rows["indicator"], rows["direction"], strict=True)):
        if better.get(indicator, direction) != direction:
            raise reference_tables.refusal("target_direction", rows, row, "direction", indicator=indicator, expected=better[indicator])
    return rows


def dated(target_set: str, year: float) -> str:
    """A target set with its year as every title, heading and sentence says it.

    "Jakstranas 2023"; a name that ends in a number has its year in brackets, "RPJMN 2020-2024 (2024)", "SDG 6.2 (2030)";
    one that is called after its year, "Visi 2045", says it once.
    """
    said = f"{year:.0f}"
    if target_set.rsplit(" ", maxsplit=1)[-1] == said:
        return target_set
    return f"{target_set} ({said})" if target_set[-1:].isdigit() else f"{target_set} {said}"


@takes("gaps", columns=("region_code",))
@bound
def main_region(table: pd.DataFrame, root=None) -> str:
    """The region a page is about where none is named: of those a report is about the one with the most targets of its own in
    targets.csv, then the most rows; the first of these where several have as many, and the first pilot without any row.

    >>> san.main_region(gaps)
    'Kota Blitar'
    """
    rows = regions.of_report(table)
    if not len(rows):
        return str(regions.pilots()["region"].iloc[0])
    own = targets()["scope"].value_counts()
    counted = rows.groupby(["region_code", "region"], sort=False).size().rename("rows").reset_index()
    ranked = counted.assign(own=counted["region_code"].map(own).fillna(0)).sort_values(["own", "rows"], ascending=False, kind="stable")
    return str(ranked["region"].iloc[0])
