"""The gap table as the Pokja prints it: one row per indicator, capaian, and target and signed gap per target set."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import gap, sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import choices, regions
from sanlib.reference.targets import dated

SHOWN = "period region indicator instrument value_pct target_set target_year target_pct gap_pp verdict flag file sheet cell".split()
"""The columns of `gaps` a reader looks at first."""


@takes("gaps")
@bound
def gap_table(gaps: pd.DataFrame, region: str = "", sector: str | None = None, lang: str | None = None) -> pd.DataFrame:
    """Capaian, target, signed gap and verdict of one region as printed text: a row per indicator and instrument.

    `region` is any name or code of it; `sector` None is every sector. A figure that cannot be judged shows its gap in brackets; a gap
    published without target and sign shows as published, without a sign. The region stands in `attrs["caption"]`, which `show` prints.

    >>> san.gap_table(gaps, "Kota Blitar", "persampahan").iloc[0].tolist()[:4]
    ['2023', 'Penanganan sampah', 'SIPSN', '82,07']
    """
    rows = of_region(gaps, region)
    sector = choices.one(gaps, "sector", sector)
    rows = gap.published(rows[rows["sector"].eq(sector)] if sector else rows)
    places = words.column_places(rows["value_pct"], rows["gap_pp"])
    groups = [group for _, group in rows.groupby(["period", "indicator", "instrument"], sort=False)]
    printed = pd.DataFrame([_line(group, places) for group in groups]).fillna("")
    table = schema.marked(printed, [bool(schema.synthetic(group).any()) for group in groups])
    table.attrs["caption"] = ", ".join(rows["region"].unique())
    return table


def of_region(gaps: pd.DataFrame, region: str) -> pd.DataFrame:
    """The rows of one region, by any name or code of it: none where it has no figure; one that is unknown or ambiguous is refused."""
    return gaps[gaps["region"].eq(regions.official(region, gaps))]


def _line(group: pd.DataFrame, places: int) -> dict[str, str]:
    first = group.iloc[0]
    line = {
        words.label("period"): first["period"],
        words.label("indicator"): words.label(first["indicator"]),
        words.label("instrument"): first["instrument"],
        words.label("capaian"): words.number(first["value_pct"], places)
        if pd.notna(first["value_pct"]) or pd.notna(first["reported_gap_pp"])
        else words.label("withheld"),
    }
    for row in group.itertuples():
        line |= _against(row, places)
    return line


def _against(row, places: int) -> dict[str, str]:
    if row.target_set == schema.TIDAK_DINYATAKAN:
        return {words.label("gap_reported"): words.points(row.reported_gap_pp)}
    name = dated(row.target_set, row.target_year)
    return {
        words.label("target_of", name=name): words.number(row.target_pct, places),
        words.label("gap_to", name=name): judged(row),
    }


def judged(row) -> str:
    """A signed gap (`gap_shown`), how far that is in words, and its verdict."""
    return " · ".join(filter(None, (gap_shown(row), gap.distance_of(row), words.label("verdict." + row.verdict))))


def gap_shown(row, least: int = 0) -> str:
    """A signed gap as printed: in brackets where the figure cannot be judged, a word where it may not be published. `least`: the
    decimals of the gaps it stands among."""
    read = sizes.reader(row)
    if pd.isna(read("gap_pp")):
        return words.label("withheld")
    points = words.signed_points(read("gap_pp"), least=least)
    return f"({points})" if read("verdict") == schema.TIDAK_DINILAI else points
