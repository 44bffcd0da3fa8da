"""One column of a table as dates: typed dates as they are, texts where the column settles day and month, serial numbers reported."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from sanlib.project.problems import Problem
from sanlib.reading.cells import marker, normalise
from sanlib.reading.tables import Table

_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
"""Excel's numbers of 1 January 1950 and 31 December 2099: what a survey date can be."""
_EPOCH = datetime.date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?")
_NAMED = re.compile(r"(\d{1,2})[ -]([a-z]{3,9})[ -](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ALSO = {"may": 5, "ags": 8, "aug": 8, "agt": 8, "oct": 10, "nop": 11, "dec": 12, "peb": 2}


class Dates(NamedTuple):
    """One date per row of the table, None where there is none or none is certain; and why."""

    values: list[datetime.date | None]
    problems: list[Problem]


def dates(table: Table, field: str) -> Dates:
    """A field as dates; 03/04/2023 is settled by the other texts of the column or reported and left missing."""
    column = table.column(field)
    if column is None:
        return Dates([None] * len(table.rows), [])
    order = _order([row.values[field] for row in table.rows])
    values, problems = [], []
    for row in table.rows:
        raw = row.values[field]
        value, rule = _date(raw, order)
        values.append(value)
        if rule:
            problems.append(table.problem(rule, row.cell(field), column.header, raw, date=value.isoformat() if value else ""))
    return Dates(values, problems)


def _order(raws: list) -> str:
    """ "dm" or "md" where the texts of the column prove one and none proves the other, else ""."""
    parts = [found for raw in raws if isinstance(raw, str) and (found := _SLASHED.fullmatch(normalise(raw)))]
    day_first, month_first = (any(int(found[place]) > 12 for found in parts) for place in (1, 2))
    return "" if day_first == month_first else "dm" if day_first else "md"


def _date(raw, order: str) -> tuple[datetime.date | None, str]:
    """The date a cell certainly means, and the rule it breaks."""
    if isinstance(raw, datetime.datetime):
        return raw.date(), ""
    if isinstance(raw, datetime.date) or marker(raw) is not None or (isinstance(raw, str) and raw.isspace()):
        return (raw if isinstance(raw, datetime.date) else None), ""
    if isinstance(raw, float) and _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        return _EPOCH + datetime.timedelta(days=int(raw)), "read_date_serial"
    if not isinstance(raw, str):
        return None, "read_not_date"
    return _from_text(normalise(raw), order)


def _from_text(text: str, order: str) -> tuple[datetime.date | None, str]:
    if found := _ISO.fullmatch(text):
        return _made(found[1], found[2], found[3])
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.index(found[2][:3]) + 1 if found[2][:3] in _MONTHS else _ALSO.get(found[2][:3], 0)
        return _made(found[3], month, found[1])
    if not (found := _SLASHED.fullmatch(text)):
        return None, "read_not_date"
    first, second = int(found[1]), int(found[2])
    if first == second or first > 12 or order == "dm":
        return _made(found[3], second, first)
    if second > 12 or order == "md":
        return _made(found[3], first, second)
    return None, "read_date_ambiguous"


def _made(year, month, day) -> tuple[datetime.date | None, str]:
    try:
        return datetime.date(int(year), int(month), int(day)), ""
    except ValueError:
        return None, "read_not_date"
