"""The layouts spreadsheets arrive in, as analysts keep them: layouts.csv says what each is, headers.csv how it is spelt."""

from __future__ import annotations

import functools
from typing import NamedTuple

import pandas as pd

from sanlib import project, reading

YEARS = range(1990, 2061)
COUNTS = range(1, 601)
"""How many regions BPS's own tables count in the heading of their first column ("38 Provinsi")."""
FIGURES = ("pct:", "amount:", "value", "gap")
"""What a field that holds a figure begins with."""


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

    @property
    def measures(self) -> bool:
        """Whether files of this layout hold achievements at all."""
        return any(field.startswith(FIGURES) for field in self.spellings.values())


def layouts(root=None) -> list[Layout]:
    """Every layout of layouts.csv with its header spellings."""
    paths = [project.reference(name, root) for name in ("layouts.csv", "headers.csv")]
    return _layouts(*paths, *(path.stat().st_mtime_ns for path in paths))


@functools.lru_cache(maxsize=4)
def _layouts(layouts_path, headers_path, *_changed: int) -> list[Layout]:
    rows = pd.read_csv(layouts_path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    heads = pd.read_csv(headers_path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return [_layout(row, heads[heads["layout"].eq(row.layout)]) for row in rows.itertuples()]


def _layout(row, heads: pd.DataFrame) -> Layout:
    required = [_field(head) for head in heads.itertuples() if head.required == "yes"]
    return Layout(
        row.layout, {"id": row.name_id, "en": row.name_en}, row.instrument, row.ladder, row.basis, row.base_unit,
        row.year_from, row.plain_name, row.source, _spellings(heads, row.layout), frozenset(required),
        getattr(row, "blank", "") == "yes",
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
                found |= dict.fromkeys(_counted(text), field if year is None else f"{field}@{year}")
    return found


def _counted(text: str) -> list[str]:
    return [text.replace("{count}", str(count)) for count in COUNTS] if "{count}" in text else [text]


def _field(head) -> str:
    """A header's field; each one that is known and not used is a field of its own."""
    return f"ignore:{head.Index}" if head.field == "ignore" else head.field


def fields(table) -> list[str]:
    """The fields a table has columns for, without the ones known and not used."""
    return [c.field for c in table.columns if c.field and not c.field.startswith("ignore:")]
