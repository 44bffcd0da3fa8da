"""Rows that describe a part of a region or of a year (a kecamatan, perkotaan, a semester): told by a column beside the region, set
apart, because the figure of a part is not the region's."""

from __future__ import annotations

from sanlib import reading
from sanlib.official.region_and_year import Sheet
from sanlib.project.problems import Problem
from sanlib.reference import header_words, regions
from sanlib.reference.layouts import IGNORED

PART = "part"
"""The kind of a row that is set apart."""
RULE = "rows_of_parts"
MOST = 0.5
"""The share of a column's cells that must be texts, or name parts, for the column to divide regions [own rule]."""
MONTHS = 12


def set_apart(sheet: Sheet) -> list[Problem]:
    """Marks the data rows that are of a part, with one problem for each column that says so."""
    problems = []
    for column in sheet.table.columns:
        if column.field is not None and not column.field.startswith(IGNORED):
            continue
        rows = [row for row in sheet.table.rows if row.kind == "data" and not reading.is_blank(row.at(column.index))]
        if _divides(column.header, [row.at(column.index) for row in rows]):
            problems += _mark(sheet, column, [row for row in rows if not _is_whole(row.at(column.index))])
    return problems


def _mark(sheet: Sheet, column, rows: list) -> list[Problem]:
    for row in rows:
        row.kind = PART
    named = ", ".join(dict.fromkeys(reading.shown(row.at(column.index)) for row in rows[:3]))
    header = reading.shown(column.header)
    return [sheet.problem(RULE, f"{column.letter}{row.number}", header, named, count=len(rows)) for row in rows[:1]]


def _divides(header: str, values: list) -> bool:
    """Whether a column divides regions or years: its header says so and texts (or the numbers of periods) stand in it, or most
    of its texts are parts themselves ("Perkotaan")."""
    texts = [value for value in values if isinstance(value, str) and reading.numeral(value) is None]
    said = {meaning for _, meaning in header_words.meanings(header)}
    if not values or "region_code" in said:
        return False
    named = bool(said & {"divides", "part"}) and len(texts) > MOST * len(values)
    timed = "period" in said and (len(texts) > MOST * len(values) or all(map(_is_period, values)))
    parts = sum(_means(text, "part") for text in texts)
    return named or timed or parts > MOST * len(values)


def _is_period(value) -> bool:
    number = reading.numeral(reading.text(value))
    return number is not None and number.point in range(1, MONTHS + 1)


def _is_whole(value) -> bool:
    """Whether a cell of such a column says the whole ("Total", "Perkotaan dan Perdesaan"), what kind of region
    the row is about ("Kota", "Kab. Kediri"), or nothing."""
    text = reading.normalise(value)
    every = reading.marker(value) is not None or text == "jumlah" or _means(text, "every") or _means(text, "whole")
    return every or regions.states_kind(text)


def _means(text: str, role: str) -> bool:
    """Whether a word of a text, the longest first, has this role."""
    return role in {meaning for _, meaning in header_words.meanings(text)}
