"""In which unit a figure stands: what its row, its header, its layout or SOURCES.csv says. It is never guessed.

An amount a day becomes one a year by the days of a year (assumptions.csv, hari_per_tahun): the share it makes does not
change by it, the tonnes do.
"""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading, words
from sanlib.official.region_and_year import Sheet
from sanlib.project.problems import Problem
from sanlib.reference import advocacy, sources
from sanlib.reference.layouts import SOURCES

DAYS = "hari_per_tahun"
PERCENT = "%"
SCALES = {"persen": 1.0, "pecahan": 100.0}
"""What makes a share the percentage it says."""
_TONNES = {"ton": 1.0, "kg": 0.001}
_TIMELESS = tuple(_TONNES)


class Unit(NamedTuple):
    """The unit of one cell and what makes it the layout's own; `factor` is None where it cannot be known."""

    said: str
    factor: float | None
    rule: str = ""


def amounts(sheet: Sheet, field: str) -> tuple[list[float | None], list[Problem]]:
    """Per row what turns a column's amount into the layout's own unit, None where its unit is unknown or another one; what is
    said of it, once for each unit met."""
    found = [_amount(sheet, field, row) for row in sheet.table.rows]
    told: dict[tuple[str, str], list] = {}
    for row, one in zip(sheet.table.rows, found, strict=True):
        if one.rule and row.kind == "data" and not reading.is_blank(row.values.get(field)):
            told.setdefault((one.rule, one.said), []).append(row)
    return [one.factor for one in found], [_problem(sheet, field, *key, rows) for key, rows in told.items()]


def _amount(sheet: Sheet, field: str, row) -> Unit:
    own = sheet.layout.counted_in
    said = stated(sheet, field, row)
    if not said:
        return Unit("", None, "unit_not_said") if sheet.layout.units.get(field.partition("@")[0]) == SOURCES else Unit(own, 1.0)
    if said == f"{own}/tahun" or (said == reading.unit(own) and own not in _TIMELESS):
        return Unit(said, 1.0)
    if own != "ton" or said.partition("/")[0] not in _TONNES:
        return Unit(said, None, "unit_other")
    weight, _, time = said.partition("/")
    if time not in ("hari", "tahun"):
        return Unit(said, None, "unit_without_time")
    return Unit(said, _TONNES[weight] * (days() if time == "hari" else 1.0), "unit_converted")


def stated(sheet: Sheet, field: str, row) -> str:
    """The unit of an amount as its row says it, else its header, else its layout, else SOURCES.csv; a weight without a time
    ("TON") is completed by the next that has one."""
    written = row.values.get("unit") if sheet.table.column("unit") else None
    in_row = reading.unit(written) or reading.normalise(written)
    column = sheet.table.column(field)
    in_header = sorted(reading.units_stated(column.header)) if column else []
    declared = sheet.layout.units.get(field.partition("@")[0], "")
    told = [in_row if in_row != PERCENT else "", *in_header, sheet.origin.get("unit", "") if declared == SOURCES else declared]
    told = [one for one in told if one and one != PERCENT]
    first = next(iter(told), "")
    return next((one for one in told if one.startswith(f"{first}/")), first) if first in _TIMELESS else first


def conversion(sheet: Sheet, field: str, row) -> str:
    """How an amount was made the layout's own unit, as it is told beside the figure ("ton/hari × 365"); "" where it was not."""
    unit = _amount(sheet, field, row)
    return f"{unit.said} × {unit.factor:g}" if unit.rule == "unit_converted" and unit.factor else ""


def share(sheet: Sheet, field: str) -> tuple[float | None, list[Problem]]:
    """What makes a column's shares percentages: 1 or 100 where its layout or SOURCES.csv says it, 0 where they have to and do
    not; None where each cell has to tell it."""
    declared = sheet.layout.units.get(field.partition("@")[0], "")
    said = sheet.origin.get("unit", "") if declared == SOURCES else declared
    if not declared:
        return None, []
    if said in SCALES:
        return SCALES[said], []
    rule = "unit_other" if said else "unit_not_said"
    return 0.0, [_problem(sheet, field, rule, said, [row for row in sheet.table.rows if row.kind == "data"][:1])]


def in_amounts(sheet: Sheet, row) -> bool:
    """Whether the row's own unit is one its columns of amounts stand in: a weight, or what the layout counts ("KK")."""
    counted = any(column.field and column.field.startswith(("base", "amount:")) for column in sheet.table.columns)
    unit = reading.unit(row.values.get("unit"))
    return counted and (unit.partition("/")[0] in _TONNES or unit == reading.unit(sheet.layout.counted_in) != "")


def says_percent(header: str) -> bool:
    """Whether a header itself says that its figures are percentages."""
    return any(sign in reading.normalise(header) for sign in ("%", "persen", "percent", "pct"))


def days() -> float:
    """The days of a year, by which an amount a day becomes one a year."""
    return float(advocacy.table("assumptions").set_index("assumption").loc[DAYS, "low"])


def _problem(sheet: Sheet, field: str, rule: str, said: str, rows: list) -> Problem:
    column, table = sheet.table.column(field), sheet.table
    beside = (
        rows and table.column("unit") and reading.unit(rows[0].values.get("unit")) != PERCENT and rows[0].values.get("unit") is not None
    )
    cell = rows[0].cell("unit") if beside else table.heading(column)
    own = "persen" if field.startswith("pct:") else sheet.layout.counted_in
    expected = own if own != "ton" else "ton/tahun"
    factor = _TONNES.get(said.partition("/")[0], 1.0) * (days() if said.endswith("/hari") else 1.0)
    details = {"count": len(rows), "expected": expected, "factor": factor, "table": sources.NAME, "header": reading.shown(column.header)}
    return sheet.problem(rule, cell, field, said or words.label("unit.not_said"), **details)
