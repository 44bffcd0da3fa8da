"""What became of every row of a workbook's tables: used, a total, or left out and why. The counts add up."""

from __future__ import annotations

import re
from collections import Counter

from sanlib.project.problems import Problem

WITHOUT_FIGURE = "row_without_figure"
"""A data row in which nothing is wrong and nothing stands that could be a figure."""
NO_UNIT = ("unit_not_said", "unit_other")
WHOLE_TABLE = ("year_not_in_title", "year_not_in_sources", *NO_UNIT)
"""Problems reported at one cell that leave out every row of their table."""


def counts(table, used: set[int], problems: list[Problem]) -> dict:
    """Rows of one table: `read` = `used` + `totals` + all of `left_out` (by the rule of messages.csv that says why)."""
    data = [row.number for row in table.rows if row.kind == "data"]
    reasons = Counter(_reason(table.sheet, number, problems) for number in data if number not in used)
    return {"read": len(table.rows), "used": len(used), "totals": len(table.rows) - len(data), "left_out": dict(sorted(reasons.items()))}


def added(counted: list[dict]) -> dict:
    """The counts of several tables as one."""
    left_out = sum((Counter(one["left_out"]) for one in counted), Counter())
    return {name: sum(one[name] for one in counted) for name in ("read", "used", "totals")} | {"left_out": dict(sorted(left_out.items()))}


def _reason(sheet: str, number: int, problems: list[Problem]) -> str:
    here = [
        problem.rule for problem in problems if problem.sheet == sheet and (_row(problem.cell) == number or problem.rule in WHOLE_TABLE)
    ]
    return here[0] if here else WITHOUT_FIGURE


def _row(cell: str) -> int:
    digits = re.search(r"\d+", cell)
    return int(digits[0]) if digits else 0
