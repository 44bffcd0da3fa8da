"""Answers of a household that contradict each other: reported with their cell, never changed. The simple ones are rows of checks.csv."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sanlib.households.exports import Export
from sanlib.project.problems import Problem
from sanlib.reference import conditions
from sanlib.reference.codebook import Codebook

CHILDREN = ("B.13.", "B.14.")
PEOPLE = ["A.8.L", "A.8.P"]
NUMBER_PARTS = ["ID.1", "ID.2", "ID.3", "ID.4", "ID.5", "ID.8"]
"""ID.9, the number of the questionnaire, is these six answers written one after another (13 digits)."""


def contradictions(answers: pd.DataFrame, export: Export, book: Codebook) -> list[Problem]:
    """Every contradiction inside one file, row by row; a blank answer contradicts nothing."""
    found = [*_listed(answers, export, book), *_children(answers, export), *_number(answers, export), *_two_strata(answers, export)]
    return [problem for problem in found if problem]


def _listed(answers: pd.DataFrame, export: Export, book: Codebook) -> Iterable[Problem]:
    for check in book.rows("checks.csv"):
        if check.field not in export.letters and check.field.rsplit(".", 1)[0] not in export.letters:
            continue
        for row in np.flatnonzero(conditions.holds(check.condition, answers)):
            yield _problem(check.rule, export, check.field, row)


def _problem(rule: str, export: Export, field: str, row: int, **details) -> Problem:
    named = field if field in export.letters else field.rsplit(".", 1)[0]
    return export.problem(rule, export.at(named, row), field, **details)


def _children(answers: pd.DataFrame, export: Export) -> Iterable[Problem]:
    """A problem for each household with more children than members."""
    groups = [name for name in answers if name.startswith(CHILDREN)]
    if not set(PEOPLE) <= set(export.letters):
        return
    children, people = answers[groups].sum(axis=1).to_numpy(), answers[PEOPLE].sum(axis=1, min_count=2).to_numpy()
    for row in np.flatnonzero(children > people):
        yield _problem("survey_children_exceed", export, PEOPLE[0], row, children=int(children[row]), people=int(people[row]))


def _number(answers: pd.DataFrame, export: Export) -> Iterable[Problem]:
    """A problem for each questionnaire number (ID.9) that differs from the answers it is made of."""
    if "ID.9" not in export.letters or not set(NUMBER_PARTS) <= set(export.letters):
        return
    for row, (number, parts) in enumerate(zip(answers["ID.9"].tolist(), joined(answers, NUMBER_PARTS), strict=True)):
        if isinstance(number, str) and parts is not None and number != parts:
            yield _problem("survey_number_parts", export, "ID.9", row)


def joined(answers: pd.DataFrame, parts: list[str], between: str = "") -> list[str | None]:
    """These answers of each household written one after another; None where any of them is blank."""
    return [_joined(row, between) for row in zip(*(answers[part].tolist() for part in parts), strict=True)]


def _joined(row: tuple, between: str) -> str | None:
    try:
        return between.join(row)
    except TypeError:  # a blank among them
        return None


def _two_strata(answers: pd.DataFrame, export: Export) -> Iterable[Problem]:
    """Households whose stratum is not the one most households of their desa have: a desa lies in one stratum."""
    if not set(NUMBER_PARTS[:5]) <= set(answers):
        return
    desa = pd.Series(joined(answers, NUMBER_PARTS[:4]), index=answers.index, dtype=object)
    strata = answers["ID.5"].astype(object)
    pairs = {pair for pair in zip(desa.tolist(), strata.tolist(), strict=True) if all(isinstance(part, str) for part in pair)}
    if len({place for place, _ in pairs}) == len(pairs):
        return
    usual = strata.groupby(desa).transform(lambda answers: answers.mode().iloc[0] if answers.notna().any() else None)
    for row in np.flatnonzero(strata.notna() & usual.notna() & strata.ne(usual)):
        yield _problem("survey_two_strata", export, "ID.5", row, desa=desa.iloc[row], usual=usual.iloc[row])


def repeated(answers: pd.DataFrame, export: Export) -> tuple[np.ndarray, list[Problem]]:
    """Rows that repeat another's questionnaire number: the same answers again are left out, others kept; both are reported."""
    numbers, field = numbers_of(answers), next((name for name in NUMBER if name in export.letters), "")
    again = numbers.notna() & numbers.duplicated()
    if not field or (field != "ID.9" and again.sum() > MOST_AGAIN * len(answers)):
        return np.zeros(len(answers), dtype=bool), []
    first = {number: row for row, number in reversed(list(enumerate(numbers)))} if again.any() else {}
    problems, drop = [], np.zeros(len(answers), dtype=bool)
    for row in np.flatnonzero(again):
        original = first[numbers.iloc[row]]
        drop[row] = answers.iloc[row].equals(answers.iloc[original])
        rule = "survey_household_twice" if drop[row] else "survey_number_twice"
        problems.append(_problem(rule, export, field, row, first=export.at(field, original)))
    return drop, problems


NUMBER = ("ID.9", "ID.8")
"""The items whose cell stands for a household's number: the first that the file has."""
MOST_AGAIN = 0.5
"""The share of a file whose serial numbers repeat from which on they number something else, such as the visits of a day [own rule]."""


def numbers_of(answers: pd.DataFrame) -> pd.Series:
    """The questionnaire number of each household: ID.9, else the six answers it is made of; blank where any of those is."""
    asked = answers.reindex(columns=["ID.9", *NUMBER_PARTS]).astype(object)  # not every form asks them all
    parts = joined(asked, NUMBER_PARTS)
    return asked["ID.9"].where(asked["ID.9"].notna(), pd.Series(parts, index=answers.index, dtype=object))
