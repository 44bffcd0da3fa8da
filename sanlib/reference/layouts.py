"""The layouts spreadsheets arrive in, as analysts keep them: layouts.csv says what each is, headers.csv how it is spelt."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from sanlib import reading, words
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import reference_tables

YEARS = range(1990, 2061)
COUNTS = range(1, 601)
"""How many regions BPS's own tables count in the heading of their first column ("38 Provinsi")."""
SOURCES = "sources"
"""A unit or a year that stands in SOURCES.csv, in the row of the file."""
NAMED = "sources"
"""A layout that no header and no title tells: only a file whose row of SOURCES.csv names it has it."""
IGNORED = "ignore:"
"""What the field of a column begins with that is known and not used."""
FIGURES = ("pct:", "amount:", "value", "gap")
"""What a field that holds a figure begins with."""
FIELDS = tuple(
    """
    region region_code province year base ignore indicator value unit target_set target_year target gap instrument ladder source
    """.split()
)
"""What a column of a layout can be, beside pct:INDICATOR and amount:INDICATOR."""


class Layout(NamedTuple):
    """One layout: what it measures and how, and which header names which field."""

    id: str
    names: dict[str, str]
    instrument: str
    ladder: str
    basis: str
    base_unit: str
    year_from: str
    plain_name: str
    source: str
    spellings: dict[str, str]
    required: frozenset[str]
    blank: bool = False
    """Whether a new period's folder gets a blank workbook of it: what offices fill in, not what portals publish."""
    title: str = ""
    """Words the lines above the table must hold; NAMED where only SOURCES.csv says that a file has this layout."""
    units: Mapping[str, str] = MappingProxyType({})
    """Field to the unit its column stands in; SOURCES where SOURCES.csv says it. Fields in the layout's own unit are not here."""

    @property
    def counted_in(self) -> str:
        """The unit of its amounts and their base, of whatever sector ("persampahan=ton" is ton)."""
        return self.base_unit.rpartition("=")[2]

    @property
    def measures(self) -> bool:
        """Whether files of this layout hold achievements at all."""
        return any(field.startswith(FIGURES) for field in self.spellings.values())


@reference_tables.derived("layouts.csv", "headers.csv", "indicators.csv")
def layouts(rows: pd.DataFrame, heads: pd.DataFrame, indicators: pd.DataFrame) -> list[Layout]:
    """Every layout of layouts.csv with its header spellings; a header row that could name no figure is refused."""
    return of_rows(rows, heads, indicators)


def of_rows(rows: pd.DataFrame, heads: pd.DataFrame, indicators: pd.DataFrame) -> list[Layout]:
    """Layouts from rows of layouts.csv and headers.csv, as they stand there or as they would."""
    _refuse_unknown_fields(heads, set(indicators["indicator"]))
    _refuse_lacking(rows, heads)
    return [_layout(row, heads[heads["layout"].eq(row.layout)]) for row in rows.itertuples()]


def _refuse_unknown_fields(heads: pd.DataFrame, indicators: set[str]) -> None:
    for row, field in enumerate(heads["field"]):
        kind, colon, indicator = field.partition(":")
        if not (indicator in indicators and kind in ("pct", "amount") if colon else field in FIELDS):
            raise reference_tables.refusal("layout_field_unknown", heads, row, "field", known=", ".join(FIELDS))


def _refuse_lacking(rows: pd.DataFrame, heads: pd.DataFrame) -> None:
    """A layout whose region, or whose year where a column should give it, no header names."""
    for row, layout in enumerate(rows.itertuples()):
        own = heads.loc[heads["layout"].eq(layout.layout), "field"]
        needed = ["region", *(["year"] if layout.year_from == "column" else [])]
        for field in (field for field in needed if field not in set(own)):
            raise reference_tables.refusal("layout_without_field", rows, row, "layout", field=field)


def _layout(row, heads: pd.DataFrame) -> Layout:
    required = [_field(head) for head in heads.itertuples() if head.required == "yes"]
    return Layout(
        row.layout,
        {lang: getattr(row, f"name_{lang}") for lang in words.LANGUAGES},
        row.instrument,
        row.ladder,
        row.basis,
        row.base_unit,
        row.year_from,
        row.plain_name,
        row.source,
        _spellings(heads, row.layout),
        frozenset(required),
        getattr(row, "blank", "") == "yes",
        reading.normalise(getattr(row, "title", "")),
        {head.field: head.unit for head in heads.itertuples() if getattr(head, "unit", "")},
    )


def _spellings(heads: pd.DataFrame, layout: str) -> dict[str, str]:
    """Normal form of every spelling to its field; "{year}" in one stands for each year, kept as "field@2021", and
    "{count}" for any number of regions."""
    found = {}
    for head in heads.itertuples():
        field = _field(head)
        for spelling in head.spellings.split("|"):
            for year in YEARS if "{year}" in spelling else [None]:
                text = reading.normalise(spelling.replace("{year}", str(year)))
                named = field if year is None else f"{field}@{year}"
                for counted in _counted(text):
                    if found.setdefault(counted, named) != named and not {head.field, found[counted].partition(":")[0]} & {"ignore"}:
                        raise InputError(
                            "layout_spelling_twice",
                            folders.shown(folders.reference("headers.csv")),
                            value=head.field,
                            layout=layout,
                            spelling=spelling,
                            first=found[counted],
                        )
    return found


def _counted(text: str) -> list[str]:
    return [text.replace("{count}", str(count)) for count in COUNTS] if "{count}" in text else [text]


def _field(head) -> str:
    """A header's field; each one that is known and not used is a field of its own."""
    return f"{IGNORED}{head.Index}" if head.field == "ignore" else head.field


def fields(table) -> list[str]:
    """The fields a table has columns for, without the ones known and not used."""
    return [c.field for c in table.columns if c.field and not c.field.startswith(IGNORED)]
