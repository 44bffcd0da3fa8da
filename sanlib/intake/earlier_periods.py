"""Which earlier reports read the files of a later period's folder, and what the figures of those years do there."""

from __future__ import annotations

import itertools

from sanlib import words
from sanlib.intake.readers import Checked
from sanlib.periods import conflicting_figures, other_periods
from sanlib.periods.conflicting_figures import Standing
from sanlib.project import folders
from sanlib.project.problems import Problem

MOST = 6
"""Figures named one by one; of more the number is said."""
RULES = {"same": "earlier_figures_same", "contested": "earlier_figures_contradict"}
"""What is told of a figure by how it stands beside those of other folders; any other enters the earlier report, which is told alike."""


def with_figures_of_earlier_years(checked: list[Checked]) -> list[Checked]:
    """The files, each with a problem for every earlier year whose figures it holds where a report of that year or a later one reads them.

    Only files in the folder of a period named by a year: the others are read by no other period.
    """
    periods = [name for name in folders.periods() if name.isdigit()]
    early = {one.path: _early(one, periods) for one in checked}
    years = sorted({row["period"] for rows in early.values() for row in rows})
    if not years:
        return checked
    homes = {folders.period_of(path) for path, rows in early.items() if rows}
    others = other_periods.read([name for name in periods if name not in homes]).claims
    return [one._replace(problems=[*one.problems, *_problems(one, early[one.path], others, periods)]) for one in checked]


def _early(one: Checked, periods: list[str]) -> list[dict]:
    """A file's figures of years before its folder's that an earlier report reads."""
    home = folders.period_of(one.path)
    if home not in periods:
        return []
    return [row for row in one.claims if any(row["period"] <= name < home for name in periods)]


def _problems(one: Checked, rows: list[dict], others: list[dict], periods: list[str]) -> list[Problem]:
    """One problem per earlier year and per what its figures do in the reports that read them."""
    found, home = [], folders.period_of(one.path)
    stands = sorted(conflicting_figures.standing(rows, others), key=_group)
    for (year, rule), group in itertools.groupby(stands, key=_group):
        each = list(group)
        reports = ", ".join(name for name in periods if year <= name < home)
        details = {"count": len(each), "year": year, "reports": reports, "figures": words.in_each_language(lambda each=each: _named(each))}
        first = each[0].row
        found.append(Problem(rule, one.file, first["sheet"], first["cell"].split("+")[0], "", year, details))
    return found


def _group(one: Standing) -> tuple[str, str]:
    return one.row["period"], RULES.get(one.is_, "earlier_figures_enter")


def _named(stands: list[Standing]) -> str:
    """The figures one by one, each with what it does there; of many the first and how many more."""
    said = [
        words.label(
            f"earlier.{one.is_}",
            region=one.row["region"],
            indicator=words.label_or(one.row["indicator"], one.row["indicator"]),
            value=words.percent(one.row["value_pct"], 2),
            other=words.percent(one.other["value_pct"], 2) if one.other else "",
            file=one.other["file"] if one.other else "",
        )
        for one in stands[:MOST]
    ]
    more = [words.label("earlier.more", count=len(stands) - MOST)] if len(stands) > MOST else []
    return "; ".join([*said, *more])
