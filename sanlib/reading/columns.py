"""One column of a table as numbers: what each cell certainly means, and a problem for each cell that is not certain."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from sanlib import words
from sanlib.project.problems import Problem
from sanlib.reading import totals, units
from sanlib.reading.cells import marker, place, text
from sanlib.reading.numerals import Numeral, numeral
from sanlib.reading.tables import Row, Table

KINDS = ("percent", "count", "amount")
LARGEST_PERCENT = 200
"""A cell formatted as percent that shows this much or more was typed first and formatted later [own rule]."""


THOUSANDS = {"count": "read_thousands_by_count", "parts": "read_thousands_by_parts", "total": "read_thousands_by_total"}
"""What is said of "55.600" by what shows that it is 55 600."""


class Parsed(NamedTuple):
    """One number per row of the table, None where there is none or none is certain; and why."""

    values: list[float | None]
    problems: list[Problem]


class _Cell(NamedTuple):
    row: Row
    cell: str
    raw: object
    value: float | None = None
    numeral: Numeral | None = None
    sure: bool = False


def numbers(table: Table, field: str, kind: str = "amount", unit: str = "", against=None, within=None, scale=None) -> Parsed:
    """A field as numbers; a cell that could mean two things is reported and left missing, never guessed.

    kind: "percent" (values come out as 0-100), "count" (whole, not negative) or "amount".
    unit: the unit the caller expects; a header that states another one makes the whole column missing.
    scale: what makes the column's shares percentages where that is known, 1 (92) or 100 (0.92); None where each cell has to tell.
    against: one number or None per row, the same figure worked out from its parts; where it agrees, the scale is known.
    within: per row None or the two numbers between which the figure lies by its row's other cells; "55.600" that lies there
    under one reading only is that one, with a notice that says why. A total of the column decides likewise.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r}: expected one of {', '.join(KINDS)}")
    column = table.column(field)
    if column is None:
        return Parsed([None] * len(table.rows), [])
    report = _reporter(table, column)
    if wrong := units.mismatch(column.header, unit):
        cell = table.heading(column)
        return Parsed([None] * len(table.rows), [report("read_unit", cell, "", found=wrong, expected=unit)])
    cells, problems = _read(table, field, report)
    for step in (_conventions(table, kind, within), _scales(against, scale) if kind == "percent" else _whole(kind)):
        cells, found = step(cells, report)
        problems += found
    values = [cell.value for cell in cells]
    missing = {cell.cell for cell in cells if cell.value is None}
    problems = [one for one in problems if one.rule != "read_text_number" or one.cell not in missing]
    if kind != "percent":
        problems += totals.reconcile(table, field, values)
    return Parsed(values, problems)


def _reporter(table: Table, column) -> Callable[..., Problem]:
    def report(rule: str, cell: str, value, **details) -> Problem:
        details |= {"value": value} if isinstance(value, float) else {}
        return table.problem(rule, cell, column.header, value, **details)

    return report


def _read(table: Table, field: str, report) -> tuple[list[_Cell], list[Problem]]:
    cells, problems = [], []
    faulty = table.marks.errors.keys() | table.marks.uncalculated
    for row in table.rows:
        cell = _Cell(row, row.cell(field), row.values[field])
        if row.kind == "split" or (faulty and place(cell.cell) in faulty):
            cell = cell._replace(raw=None)
        cell, rule = _typed(cell, table.marks.percent)
        cells.append(cell)
        problems += [report(rule, cell.cell, cell.raw)] if rule else []
    return cells, problems + _markers(cells, report) + _as_text(table, cells, report)


def _typed(cell: _Cell, percent: frozenset) -> tuple[_Cell, str]:
    """The cell with its number or numeral, and the rule it breaks where it holds something that is no number."""
    raw = cell.raw
    if marker(raw) is not None or (isinstance(raw, str) and raw.isspace()):
        return cell, ""
    if isinstance(raw, bool) or not isinstance(raw, float | str):
        return cell, "read_date_not_number" if hasattr(raw, "isoformat") else "read_not_number"
    if isinstance(raw, str):
        found = numeral(raw)
        return cell._replace(numeral=found), "" if found else "read_not_number"
    if not math.isfinite(raw):
        return cell, "read_not_number"
    if percent and place(cell.cell) in percent:
        shown_pct = round(raw * 100, 10)
        impossible = shown_pct >= LARGEST_PERCENT
        return cell._replace(value=None if impossible else shown_pct, sure=True), "read_percent_format" * impossible
    return cell._replace(value=raw), ""


def _markers(cells: list[_Cell], report) -> list[Problem]:
    """ "tidak ada" may mean 0 and is a warning in each cell; other signs of no value are counted once a column."""
    kinds = [(cell, marker(cell.raw)) for cell in cells if isinstance(cell.raw, str)]
    problems = [report("read_none_or_zero", cell.cell, cell.raw) for cell, kind in kinds if kind == "tidak ada"]
    others = Counter(text(cell.raw) for cell, kind in kinds if kind not in (None, "tidak ada"))
    for spelling, count in others.items():
        first = next(cell for cell, _ in kinds if text(cell.raw) == spelling)
        problems.append(report("read_no_value", first.cell, spelling, count=count))
    return problems


def _as_text(table: Table, cells: list[_Cell], report) -> list[Problem]:
    """Numbers stored as text in a sheet that knows numbers: one notice a cell, or one where the column is all text."""
    stored = [cell for cell in cells if cell.numeral] if table.typed else []
    if len(stored) > 3 and not any(isinstance(cell.raw, float) for cell in cells):
        place_range = f"{stored[0].cell}:{stored[-1].cell}"
        return [report("read_text_column", place_range, stored[0].raw, count=len(stored))]
    return [report("read_text_number", cell.cell, cell.raw) for cell in stored]


def _conventions(table: Table, kind: str, within):
    """Decimal comma or decimal point, decided from every text of the column that proves one, else cell by cell."""

    def step(cells: list[_Cell], report) -> tuple[list[_Cell], list[Problem]]:
        proofs = Counter(proof for cell in cells if cell.numeral and (proof := _proof(cell.numeral, kind)))
        agreed = next(iter(proofs)) if len(proofs) == 1 else ""
        decided = [_decided(cell, agreed, kind) for cell in cells]
        decided, settled = _settled(table, decided, agreed, kind, within, report)
        problems = settled + [
            report("read_ambiguous_number", cell.cell, cell.raw, **_both(cell.numeral))
            for cell in decided
            if cell.numeral and cell.value is None
        ]
        return decided, problems + _minority(cells, proofs, kind, report)

    return step


def _settled(table: Table, cells: list[_Cell], agreed: str, kind: str, within, report) -> tuple[list[_Cell], list[Problem]]:
    """Cells the column's texts leave open, where the row's other cells or the column's total allow one reading only."""
    by_row = [_reading_within(cell, bounds) for cell, bounds in zip(cells, within or [None] * len(cells), strict=True)]
    read = [cell if sign is None else _read_as(cell, sign) for cell, sign in zip(cells, by_row, strict=True)]
    by_total = _reading_of_total(table, read)
    final = [_read_as(cell, by_total) if _is_open(cell) and by_total else cell for cell in read]
    notices = []
    for before, sign, after in zip(cells, by_row, final, strict=True):
        if after.numeral and after.numeral.ambiguous and not agreed and after.value is not None and kind != "percent":
            rule = THOUSANDS["parts" if sign else "count" if before.value is not None else "total"]
            notices.append(report(rule, after.cell, after.raw, meant=_undivided(after.value)))
    return final, notices


def _read_as(cell: _Cell, sign: str) -> _Cell:
    """A cell whose text is read with this decimal sign."""
    return cell._replace(value=cell.numeral.value(sign)) if cell.numeral else cell


def _is_open(cell: _Cell) -> bool:
    return cell.numeral is not None and cell.value is None


def _reading_within(cell: _Cell, bounds) -> str | None:
    """The decimal sign under which an open cell lies within its bounds, where only one does."""
    if not _is_open(cell) or bounds is None:
        return None
    low, high = bounds
    fits = [sign for sign in ",." if (value := _read_as(cell, sign).value) is not None and low <= value <= high]
    return fits[0] if len(fits) == 1 else None


def _reading_of_total(table: Table, cells: list[_Cell]) -> str:
    """The decimal sign under which the open cells add up to the column's totals, where only one does."""
    if not any(_is_open(cell) for cell in cells):
        return ""
    tried = {sign: [(_read_as(cell, sign) if _is_open(cell) else cell).value for cell in cells] for sign in ",."}
    fits = [sign for sign, values in tried.items() if totals.confirmed(table, values)]
    return fits[0] if len(fits) == 1 else ""


def _proof(found: Numeral, kind: str) -> str:
    """The decimal sign a text proves, by its shape or because only one reading can be a number of this kind."""
    return found.convention or _by_kind(found, kind)


def _decided(cell: _Cell, agreed: str, kind: str) -> _Cell:
    found = cell.numeral
    return cell._replace(value=found.value(agreed or _by_kind(found, kind)), sure=found.percent) if found else cell


def _by_kind(found: Numeral, kind: str) -> str:
    """The convention that the kind of number leaves: a count is whole, a percentage is not in the thousands."""
    if not found.ambiguous:
        return ""
    if kind == "count":
        whole = [sign for sign in ",." if (value := found.value(sign)) is not None and value.is_integer()]
        return whole[0] if len(whole) == 1 else ""
    small = [sign for sign in ",." if (value := found.value(sign)) is not None and abs(value) < 1000]
    return small[0] if kind == "percent" and len(small) == 1 else ""


def _both(found: Numeral) -> dict[str, dict[str, str]]:
    return {"comma": _undivided(found.comma), "point": _undivided(found.point)}


def _undivided(value: float | None) -> dict[str, str]:
    """A number as each language writes it, without a sign between its thousands: that sign is what is in question."""
    return words.in_each_language(lambda: words.with_decimal_sign(text(value)))


def _minority(cells: list[_Cell], proofs: Counter, kind: str, report) -> list[Problem]:
    if len(proofs) < 2:
        return []
    odd = "." if proofs["."] <= proofs[","] else ","
    return [
        report("read_mixed_decimals", cell.cell, cell.raw, sign=odd, other=",."[odd == ","])
        for cell in cells
        if cell.numeral and _proof(cell.numeral, kind) == odd
    ]


def _scales(against, scale=None):
    """0.92 or 92: known from a percent sign, a percent format, the parts, or as said of the column; else reported, not guessed."""

    def step(cells: list[_Cell], report) -> tuple[list[_Cell], list[Problem]]:
        notices = []
        if against is not None:
            known = [_known_scale(cell, expected) for cell, expected in zip(cells, against, strict=True)]
            notices = [
                report("read_scale_from_parts", new.cell, new.raw, meant=new.value)
                for old, new in zip(cells, known, strict=True)
                if new.value != old.value
            ]
            cells = known
        if scale is not None:
            return _as_said(cells, scale, report, notices)
        sizes = {cell.cell: abs(cell.value) for cell in cells if cell.value is not None and not cell.sure}
        if not any(0 < size < 1 for size in sizes.values()):
            return cells, notices
        above = any(cell.value is not None and abs(cell.value) > 1 for cell in cells)
        rule = "read_scale_mixed" if above else "read_scale_unknown"
        doubtful = {cell for cell, size in sizes.items() if 0 < size <= 1}
        problems = [report(rule, c.cell, c.raw, as_share=_share(c.value)) for c in cells if c.cell in doubtful and c.value is not None]
        return _missing(cells, doubtful), notices + problems

    return step


def _as_said(cells: list[_Cell], scale: float, report, told: list[Problem]) -> tuple[list[_Cell], list[Problem]]:
    """Cells of a column whose scale is said; a "share of 1" above 1 is none, and is left missing."""
    beyond = {cell.cell for cell in cells if scale > 1 and cell.value is not None and not cell.sure and abs(cell.value) > 1}
    problems = told + [report("read_share_over_one", cell.cell, cell.raw) for cell in cells if cell.cell in beyond]
    settled = [cell if cell.value is None or cell.sure else cell._replace(value=round(cell.value * scale, 10), sure=True) for cell in cells]
    return _missing(settled, beyond), problems


def _missing(cells: list[_Cell], addresses: set[str]) -> list[_Cell]:
    """The cells without the values at these addresses."""
    return [cell._replace(value=None) if cell.cell in addresses else cell for cell in cells]


def _share(value: float) -> float:
    return round(value * 100, 10)


def _known_scale(cell: _Cell, expected: float | None) -> _Cell:
    """Rounding of the printed figure allowed for: two decimals of a percentage, or of a share of 1."""
    if cell.value is None or cell.sure or expected is None or math.isnan(expected):
        return cell
    if abs(cell.value - expected) <= 0.011:
        return cell._replace(sure=True)
    if abs(cell.value) <= 1 and abs(cell.value * 100 - expected) <= 0.51:
        return cell._replace(value=round(cell.value * 100, 10), sure=True)
    return cell


def _whole(kind: str):
    """Counts are whole and not negative; an amount may be neither."""

    def step(cells: list[_Cell], report) -> tuple[list[_Cell], list[Problem]]:
        if kind != "count":
            return cells, []
        wrong = {cell.cell for cell in cells if cell.value is not None and (cell.value < 0 or cell.value % 1)}
        problems = [report("read_not_count", cell.cell, cell.raw) for cell in cells if cell.cell in wrong]
        return _missing(cells, wrong), problems

    return step
