"""Repeat sheets of Kobo and ODK exports: a row per child becomes counts of its household."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib import reading
from sanlib.households.exports import Export, Exports
from sanlib.project.problems import Problem
from sanlib.reference import conditions
from sanlib.reference.codebook import Codebook


def gather(exports: Exports, book: Codebook) -> Export:
    """The main sheet with the columns counted from its repeat sheets (rows of repeats.csv), and what did not fit."""
    main = exports.main
    for repeat in exports.repeats:
        main = _counted(main, repeat, book)
    return main


def _counted(main: Export, repeat: Export, book: Codebook) -> Export:
    rules = [rule for rule in book.rows("repeats.csv") if rule.needs in repeat.columns]
    children = pd.DataFrame({name.removeprefix("@"): _clean(cells) for name, cells in repeat.columns.items()})
    place = {reading.normalise(index): row for row, index in enumerate(main.columns.get("@index", []))}
    parent = children["parent"].map(place)
    columns = {rule.field: _count(rule.condition, children, parent, len(main.rows)) for rule in rules}
    fresh = {name: cells for name, cells in columns.items() if name not in main.columns}
    letters = dict.fromkeys(fresh, main.letters["@index"])
    problems = [*main.problems, *repeat.problems, *_orphans(repeat, parent), *_uncounted(repeat, children, rules)]
    return main._replace(columns=main.columns | fresh, letters=main.letters | letters, problems=problems)


def _clean(cells: list) -> list:
    return [reading.normalise(cell) or None for cell in cells]


def _count(condition: str, children: pd.DataFrame, parent: pd.Series, households: int) -> list[float]:
    counted = parent[conditions.holds(condition, children) & parent.notna()].astype(int)
    return np.bincount(counted, minlength=households).astype(float).tolist()


def _orphans(repeat: Export, parent: pd.Series) -> list[Problem]:
    return [repeat.problem("survey_repeat_orphan", repeat.at("@parent", row), "@parent") for row in np.flatnonzero(parent.isna())]


def _uncounted(repeat: Export, children: pd.DataFrame, rules: list) -> list[Problem]:
    """Rows that fall in no group of the form, as a child of 5 does in B.13 and B.14."""
    if not rules:
        return []
    inside = np.logical_or.reduce([conditions.holds(rule.condition, children) for rule in rules])
    return [repeat.problem("survey_repeat_no_group", repeat.at(rules[0].needs, row), rules[0].needs) for row in np.flatnonzero(~inside)]
