"""Total rows compared with the sum of their rows."""

from __future__ import annotations

import itertools
from decimal import Decimal

from sanlib.project.problems import Problem
from sanlib.reading.cells import normalise
from sanlib.reading.tables import Table

_AVERAGES = ("rata", "rerata", "average", "mean")


def reconcile(table: Table, field: str, values: list[float | None]) -> list[Problem]:
    """A problem for each total of a field that is neither the sum of the rows since the last total nor of all rows."""
    return [
        problem
        for index, row in enumerate(table.rows)
        if row.kind == "total" and (total := values[index]) is not None and not _is_average(row.label)
        for problem in _mismatch(table, field, values, index, total)
    ]


def confirmed(table: Table, values: list[float | None]) -> bool:
    """Whether the column has a total of several parts, and each total is the sum of its parts."""
    sums = [
        (total, _parts(table, index))
        for index, row in enumerate(table.rows)
        if row.kind == "total" and (total := values[index]) is not None and not _is_average(row.label)
    ]
    return bool(sums) and all(_adds_up(values, total, parts) for total, parts in sums)


def _adds_up(values: list[float | None], total: float, candidates: list[list[int]]) -> bool:
    known = [_known(values, rows) for rows in candidates]
    return any(len(parts) > 1 and abs(sum(parts) - total) <= _tolerance(total, parts) for parts in known)


def _known(values: list[float | None], rows: list[int]) -> list[float]:
    return [value for row in rows if (value := values[row]) is not None]


def _is_average(label: str) -> bool:
    return normalise(label).startswith(_AVERAGES)


def _mismatch(table: Table, field: str, values: list[float | None], index: int, total: float) -> list[Problem]:
    candidates = _parts(table, index)
    sums = [(sum(known), known, len(rows) - len(known)) for rows in candidates if (known := _known(values, rows))]
    if not sums or any(abs(found - total) <= _tolerance(total, known) for found, known, _ in sums):
        return []
    nearest, _, missing = min(sums, key=lambda entry: abs(entry[0] - total))
    details = {"value": float(total), "expected": float(round(nearest, 6)), "missing": missing}
    return [table.problem("read_total_mismatch", table.rows[index].cell(field), table.header(field), total, **details)]


def _parts(table: Table, index: int) -> list[list[int]]:
    """The rows a total may sum: those since the total before it, all above it, those up to the next, all."""
    data = [row.kind == "data" for row in table.rows]
    above = range(index - 1, -1, -1)
    below = range(index + 1, len(data))
    return [
        list(itertools.takewhile(data.__getitem__, above)),
        [row for row in above if data[row]],
        list(itertools.takewhile(data.__getitem__, below)),
        [row for row in range(len(data)) if data[row]],
    ]


def _tolerance(total: float, parts: list[float]) -> float:
    """Half a unit in the last decimal printed, of the total and of each part; whole parts are exact."""
    decimals = max(map(_decimals, parts))
    rounding = len(parts) * 0.5 * 10**-decimals if decimals else 0
    return 0.5 * 10 ** -_decimals(total) * (decimals > 0) + rounding + 1e-9 * abs(total)


def _decimals(value: float) -> int:
    return min(6, max(0, -int(Decimal(repr(round(value, 6))).normalize().as_tuple().exponent)))
