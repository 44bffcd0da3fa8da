"""What became of every row of a workbook's tables: used, a total, or left out and why. The counts add up."""

from __future__ import annotations

import re
from collections import Counter

from sanlib.official.parts_of_regions import PART, RULE
from sanlib.project.problems import Problem

WITHOUT_FIGURE = "row_without_figure"
"""A data row in which nothing is wrong and nothing stands that could be a figure."""
NO_UNIT = ("unit_not_said", "unit_other")
WHOLE_TABLE = ("year_not_in_title", "year_several_in_title", "year_not_in_sources", *NO_UNIT)
"""Problems reported at one cell that leave out every row of their table."""


def counts(table, used: set[int], problems: list[Problem]) -> dict:
    """Rows of one table: `read` = `used` + `totals` + all of `left_out` (by the rule of messages.csv that says why)."""
    data = {row.number: row.kind for row in table.rows if row.kind != "total"}
    first = _first_rules([problem for problem in problems if problem.sheet == table.sheet])
    reasons = Counter(RULE if kind == PART else _reason(first, number) for number, kind in data.items() if number not in used)
    return {"read": len(table.rows), "used": len(used), "totals": len(table.rows) - len(data), "left_out": dict(sorted(reasons.items()))}


def added(counted: list[dict]) -> dict:
    """The counts of several tables as one."""
    left_out = sum((Counter(one["left_out"]) for one in counted), Counter())
    return {name: sum(one[name] for one in counted) for name in ("read", "used", "totals")} | {"left_out": dict(sorted(left_out.items()))}


EVERY_ROW = -1


def _first_rules(problems: list[Problem]) -> dict[int, tuple[int, str]]:
    """By row (and EVERY_ROW): the first of the problems that leave it out, with its place among them."""
    found: dict[int, tuple[int, str]] = {}
    for place, problem in enumerate(problems):
        found.setdefault(EVERY_ROW if problem.rule in WHOLE_TABLE else _row(problem.cell), (place, problem.rule))
    return found


def _reason(first: dict[int, tuple[int, str]], number: int) -> str:
    return min((first[key] for key in (EVERY_ROW, number) if key in first), default=(0, WITHOUT_FIGURE))[1]


def _row(cell: str) -> int:
    digits = re.search(r"\d+", cell)
    return int(digits[0]) if digits else 0
