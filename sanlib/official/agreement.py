"""Problems of a row whose published whole and parts, or share and complement, contradict each other, reported by cell."""

from __future__ import annotations

from typing import NamedTuple

from sanlib.official.region_and_year import Sheet
from sanlib.project.problems import Problem
from sanlib.reference import whole_and_parts
from sanlib.reference.whole_and_parts import Contradiction


class Printed(NamedTuple):
    """What a row prints of its indicators in one unit: the values, and the cell of each."""

    values: dict[str, float]
    cells: dict[str, str]


def problems(sheet: Sheet, shares: Printed, amounts: Printed) -> list[Problem]:
    """A warning where shares contradict; a notice where only the amounts do, by less than a share can show."""
    known = sheet.reference
    sums = whole_and_parts.not_sums(shares.values, known.wholes)
    found = [_problem("whole_not_sum", sheet, shares, one) for one in sums]
    found += [
        _problem("complement_not_rest", sheet, shares, one)
        for one in whole_and_parts.not_rests(shares.values, known.wholes, known.complements)
    ]
    reported = {one.indicator for one in sums}
    return found + [
        _problem("amounts_not_sum", sheet, amounts, one)
        for one in whole_and_parts.not_sums(amounts.values, known.wholes)
        if one.indicator not in reported
    ]


def _problem(rule: str, sheet: Sheet, printed: Printed, found: Contradiction) -> Problem:
    cells, value = " + ".join(printed.cells[name] for name in found.of), float(printed.values[found.indicator])
    return sheet.problem(
        rule,
        printed.cells[found.indicator],
        found.indicator,
        f"{value:.10g}",
        value=value,
        cells=cells,
        of=", ".join(found.of),
        expected=float(found.expected),
    )
