"""Conditions on answers, as analysts write them in the tables: `D.1 = 1 & D.3 in 2,3`. True, false or unknown.

    D.1 = 1             the answer is option 1              D.3 != 7     it is another one
    D.3 in 2,3          it is one of these                  D.12 known   there is an answer   (blank: there is none)
    C.4 any A,B         at least one letter is ticked       G.3 all B,C  every letter is
    A.7 > 3             a number above 3 (also >=, <, <=)

`&` is and, `|` is or (`&` binds first), `not` before a clause turns it round. A blank answer makes a clause unknown:
blank is not "no". An unknown clause leaves the whole unknown unless the rest already decides it (Kleene's logic).
"""

from __future__ import annotations

import functools
import operator
import re
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.arrays import BooleanArray

COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
_CLAUSE = re.compile(r"(?P<negated>not )?(?P<name>[\w.]+) (?P<test>known|blank|in|any|all|!=|=|>=|<=|>|<)(?: (?P<values>[\w.,\- ]+))?")


class Clause(NamedTuple):
    """One test of one answer."""

    name: str
    test: str
    values: tuple[str, ...]
    negated: bool


@functools.cache
def parse(text: str) -> tuple[tuple[Clause, ...], ...]:
    """A condition as alternatives, each a run of clauses that must all hold; a blank condition has none."""
    return tuple(tuple(map(_clause, part.split("&"))) for part in text.split("|")) if text.strip() else ()


def _clause(text: str) -> Clause:
    found = _CLAUSE.fullmatch(text.strip())
    if not found or (found["values"] is None) != (found["test"] in ("known", "blank")):
        raise ValueError(f"condition {text.strip()!r} is not understood: write it as in sanlib/reference/conditions.py")
    values = tuple(value.strip() for value in (found["values"] or "").split(",") if value.strip())
    return Clause(found["name"], found["test"], values, bool(found["negated"]))


def understood(text: str) -> bool:
    """Whether a condition can be read."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def fields(text: str) -> set[str]:
    """The answers a condition asks about."""
    return {clause.name for clauses in parse(text) for clause in clauses}


def asks_letters(text: str) -> bool:
    """Whether a condition asks which letters of a select-multiple are ticked."""
    return any(clause.test in ("any", "all") for clauses in parse(text) for clause in clauses)


def evaluate(text: str, households: pd.DataFrame) -> BooleanArray:
    """True, false or unknown (missing) for each household; a blank condition holds for everyone."""
    alternatives = parse(text)
    if not alternatives:
        return _sure(np.ones(len(households), dtype=bool))
    found = (functools.reduce(operator.and_, (_test(c, households) for c in clauses)) for clauses in alternatives)
    return functools.reduce(operator.or_, found)


def holds(text: str, households: pd.DataFrame) -> np.ndarray:
    """Where a condition is certainly true; unknown counts as not certain."""
    return evaluate(text, households).to_numpy(dtype=bool, na_value=False)


def _test(clause: Clause, households: pd.DataFrame) -> BooleanArray:
    truth = _TESTS[clause.test](clause, households)
    return ~truth if clause.negated else truth


def _sure(mask: np.ndarray) -> BooleanArray:
    return BooleanArray(mask, np.zeros(len(mask), dtype=bool))


def _column(name: str, households: pd.DataFrame) -> pd.Series:
    if name in households.columns:
        return households[name]
    return pd.Series(np.nan, index=households.index, dtype=object)


def _one_of(clause: Clause, households: pd.DataFrame) -> BooleanArray:
    answers = _column(clause.name, households).array
    if isinstance(answers, pd.Categorical):
        listed = np.append(np.isin(answers.categories.astype(object), clause.values), False)  # code -1 is the last: blank
        mask, blank = listed[answers.codes], answers.codes < 0
    else:
        mask, blank = np.asarray(pd.Series(answers).isin(clause.values)), np.asarray(pd.isna(answers))
    return BooleanArray(~mask if clause.test == "!=" else mask, blank)


def _compared(clause: Clause, households: pd.DataFrame) -> BooleanArray:
    answers = pd.to_numeric(_column(clause.name, households)).to_numpy(dtype=float, na_value=np.nan)
    unknown = np.isnan(answers)
    return BooleanArray(COMPARE[clause.test](np.where(unknown, 0, answers), float(clause.values[0])), unknown)


def _ticked(clause: Clause, households: pd.DataFrame) -> BooleanArray:
    letters = (_column(f"{clause.name}.{letter}", households) for letter in clause.values)
    ticks = (letter.astype("boolean").array for letter in letters)
    return functools.reduce(operator.or_ if clause.test == "any" else operator.and_, ticks)


def _answered(clause: Clause, households: pd.DataFrame) -> BooleanArray:
    parts = [c for c in households.columns if c == clause.name or c.startswith(f"{clause.name}.")]
    filled = np.zeros(len(households), dtype=bool)
    for part in parts:
        filled |= ~np.asarray(pd.isna(households[part].array))
    return _sure(~filled if clause.test == "blank" else filled)


_TESTS = {
    "=": _one_of,
    "!=": _one_of,
    "in": _one_of,
    "any": _ticked,
    "all": _ticked,
    "known": _answered,
    "blank": _answered,
    **dict.fromkeys(COMPARE, _compared),
}
