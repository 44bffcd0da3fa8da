"""Tables with one region a row and one indicator a column: SIPSN, Dinkes and BPS."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading
from sanlib.layouts import rows as each
from sanlib.layouts.rows import Sheet
from sanlib.layouts.spec import fields
from sanlib.problems import Problem

PRINTED_TOLERANCE = 0.005 + 1e-9
"""A percentage printed with two decimals is the right rounding of its parts within half a hundredth."""
BEYOND = 0.05
"""Points beyond 0-100 that rounding may leave, as in flags.csv (bagian_mustahil)."""


class Figure(NamedTuple):
    """An indicator's share (0-100) and amount in one row, and the cells they came from."""

    pct: float | None = None
    pct_cell: str = ""
    amount: float | None = None
    amount_cell: str = ""


def achievements(sheet: Sheet) -> tuple[list[dict], list[Problem], set[int]]:
    """Rows of achievements from a wide table, a problem for each cell that could not be used, and the rows that were.

    Those of rows that contradict each other are marked `disputed`.
    """
    codes, problems = each.region_codes(sheet)
    years, year_problems = each.years(sheet)
    columns, number_problems = _columns(sheet)
    copies, disputed, doubled = each.repeated(sheet)
    found, share_problems, used = [], [], set()
    for i, row in enumerate(sheet.table.rows):
        if not codes[i] or row.number in copies:
            continue
        for year, figures in _by_year(sheet, columns, i, years[i]).items():
            base = _at(columns, "base", i)
            settled, printed = _settle(sheet, row, figures, base)
            share_problems += printed
            used |= {row.number} if settled and row.number not in disputed else set()
            made = [_row(sheet, codes[i], year, name, figure, base) for name, figure in settled.items()]
            found += [one | {"disputed": True} for one in made] if row.number in disputed else made
    return found, problems + year_problems + doubled + number_problems + share_problems, used


def _columns(sheet: Sheet) -> tuple[dict[str, list], list[Problem]]:
    """Every field as numbers; a printed share is read beside the one its own amounts give, so its scale is known."""
    named = fields(sheet.table)
    amounts = {field: reading.numbers(sheet.table, field, "amount")
               for field in named if field == "base" or field.startswith("amount:")}
    shares = {field: reading.numbers(sheet.table, field, "percent", against=_computed(field, amounts))
              for field in named if field.startswith("pct:")}
    parsed = amounts | shares
    return {field: one.values for field, one in parsed.items()}, [p for one in parsed.values() for p in one.problems]


def _computed(field: str, amounts: dict) -> list[float | None] | None:
    """The share a row's own cells give for an indicator, None where they do not."""
    amount, base = amounts.get(field.replace("pct:", "amount:")), amounts.get("base")
    if amount is None or base is None:
        return None
    return [100 * part / whole if part is not None and whole else None
            for part, whole in zip(amount.values, base.values)]


def _at(columns: dict[str, list], field: str, i: int) -> float | None:
    return columns[field][i] if field in columns else None


def _by_year(sheet: Sheet, columns: dict, i: int, year: str) -> dict[str, dict[str, Figure]]:
    """Figures of one row by the year they describe: the row's own, or the year that stands in the header."""
    row, by_year = sheet.table.rows[i], {}
    for field in columns:
        if field == "base":
            continue
        name, _, header_year = field.partition("@")
        kind, indicator = name.split(":")
        figures = by_year.setdefault(header_year or year, {})
        own = {kind: columns[field][i], f"{kind}_cell": row.cell(field)}
        figures[indicator] = figures.get(indicator, Figure())._replace(**own)
    return {a_year: figures for a_year, figures in by_year.items() if a_year}


def _settle(sheet: Sheet, row, figures: dict[str, Figure], base: float | None):
    """Figures completed: wholes from their parts, shares from amounts, complements; each with a value or left out."""
    whole = _with_wholes(figures, sheet.reference.wholes)
    settled, problems = {}, []
    for name, figure in whole.items():
        settled[name], problem = _share(sheet, name, figure, base)
        problems += problem
    problems += _over_whole(sheet, row, settled)
    settled |= _complements(settled, sheet.reference.complements, base)
    return {name: figure for name, figure in settled.items() if figure.pct is not None}, problems


def _with_wholes(figures: dict[str, Figure], part_of: dict[str, str]) -> dict[str, Figure]:
    """A whole that has no amount of its own gets its parts' sum, where every part the layout knows is there."""
    figures = dict(figures)
    for whole in {part_of[name] for name in figures if name in part_of}:
        parts = [figure for name, figure in figures.items() if part_of.get(name) == whole]
        own = figures.get(whole, Figure())
        complete = len(parts) > 1 and all(part.amount is not None for part in parts)
        if own.amount is None and complete:
            cells = "+".join(part.amount_cell for part in parts)
            figures[whole] = own._replace(amount=sum(part.amount for part in parts), amount_cell=cells)
    return figures


def _over_whole(sheet: Sheet, row, settled: dict[str, Figure]) -> list[Problem]:
    """A warning at the first of the parts of a whole that together are more than all there is."""
    part_of = sheet.reference.wholes
    problems = []
    for whole in dict.fromkeys(part_of[name] for name in settled if name in part_of and part_of[name] not in part_of):
        parts = [figure for name, figure in settled.items() if part_of.get(name) == whole and figure.pct is not None]
        total = sum(figure.pct for figure in parts)
        if total > 100 + BEYOND:
            cells = [figure.amount_cell or figure.pct_cell for figure in parts]
            problems.append(Problem("parts_over_whole", sheet.file, sheet.name, cells[0], whole, f"{total:.2f}",
                                    {"cells": " + ".join(cells), "whole": row.cell("base") if sheet.table.column("base") else "100 %"}))
    return problems


def _share(sheet: Sheet, name: str, figure: Figure, base: float | None) -> tuple[Figure, list[Problem]]:
    """The printed share where it is the right rounding of its parts, else the share computed from them, reported."""
    computed = 100 * figure.amount / base if figure.amount is not None and base else None
    if figure.pct is not None and not -BEYOND <= figure.pct <= 100 + BEYOND:
        outside = Problem("printed_share_outside", sheet.file, sheet.name, figure.pct_cell, name, f"{figure.pct:g}")
        return figure._replace(pct=computed, pct_cell=figure.amount_cell if computed is not None else ""), [outside]
    if computed is None:
        return figure, []
    if figure.pct is None:
        return figure._replace(pct=computed, pct_cell=figure.amount_cell), []
    if abs(figure.pct - computed) <= PRINTED_TOLERANCE:
        return figure, []
    problem = Problem("printed_share_differs", sheet.file, sheet.name, figure.pct_cell, name, f"{figure.pct:g}",
                      {"computed": f"{computed:.4f}", "cells": figure.amount_cell})
    return figure._replace(pct=computed, pct_cell=figure.amount_cell), [problem]


def _complements(figures: dict[str, Figure], complement_of: dict[str, str], base: float | None) -> dict[str, Figure]:
    found = {}
    for name, of in complement_of.items():
        whole = figures.get(of, Figure())
        if name not in figures and whole.pct is not None:
            amount = base - whole.amount if base is not None and whole.amount is not None else None
            found[name] = Figure(100 - whole.pct, whole.pct_cell, amount, whole.amount_cell)
    return found


def _row(sheet: Sheet, code: str, year: str, name: str, figure: Figure, base: float | None) -> dict:
    return each.start(sheet, code, year, name) | {
        "value_pct": figure.pct, "amount": figure.amount, "base": base, "cell": figure.pct_cell,
        "published_as": _header(sheet, name),
    }


def _header(sheet: Sheet, name: str) -> str:
    own = [c.header for c in sheet.table.columns if c.field and c.field.split("@")[0] in (f"pct:{name}", f"amount:{name}")]
    return " ".join(own[-1].split()) if own else ""
