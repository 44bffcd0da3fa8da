"""Items of a file with mostly unreadable answers: indicators that need one are not estimated from that file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib import reading, words
from sanlib.households import access_ladders
from sanlib.households.exports import Export
from sanlib.project.problems import Problem
from sanlib.reference import codebook, conditions
from sanlib.reference.codebook import Codebook

MOST_UNREAD, FEWEST = 0.5, 4
"""More than this share of the filled cells, and at least so many of them, in no list: the item says nothing [own rule]."""
COLUMN = "unread"
"""The column of `households` that names, joined by ";", the items of its file that cannot be read."""


def items(export: Export, wrong: dict[str, np.ndarray], book: Codebook) -> list[str]:
    """The items of a file more than half of whose filled cells are in no list; `wrong` holds the rows of each field."""
    columns: dict[str, list[str]] = {}
    for field in (book.fields[name] for name in export.columns if name in book.fields):
        if not field.personal:
            columns.setdefault(field.code if field.kind in ("tick", "letters") else field.name, []).append(field.name)
    bad = {item: {row for name in names for row in np.asarray(wrong.get(name, ()), dtype=int).tolist()} for item, names in columns.items()}
    doubtful = {item: rows for item, rows in bad.items() if len(rows) >= FEWEST}
    return [item for item, rows in doubtful.items() if len(rows) > MOST_UNREAD * len(_filled(export, columns[item]) | rows)]


def _filled(export: Export, names: list[str]) -> set[int]:
    """The rows in which any of these columns holds anything."""
    return {row for name in names for row, cell in enumerate(export.columns[name]) if not reading.is_blank(cell)}


def problems(export: Export, names: list[str], book: Codebook, rule: str = "survey_item_unreadable") -> list[Problem]:
    """A problem for each unreadable item that an indicator needs."""
    stopped = {
        name: [row for row in codebook.table("indicators.csv", book.folder).itertuples() if asks(book.form, row, name, book.folder)]
        for name in names
    }
    return [
        export.problem(
            rule,
            export.cell(_column(name, export), export.header_row or export.rows[0]),
            name,
            indicators=", ".join(
                dict.fromkeys(words.label(row.indicator, "id") if words.has_label(row.indicator) else row.indicator for row in rows)
            ),
        )
        for name, rows in stopped.items()
        if rows
    ]


def _column(name: str, export: Export) -> str:
    return name if name in export.letters else next(field for field in export.letters if field.startswith(f"{name}."))


def asks(form: str, definition, item: str, folder=None) -> bool:
    """Whether an indicator of a form cannot be computed without this item: by its own conditions, or by the ladder it reads."""
    asked = conditions.fields(definition.yes) | conditions.fields(definition.base)
    if item in asked:
        return True
    classes = access_ladders.classes_of(form, folder)
    for clause in (clause for clauses in conditions.parse(definition.yes) for clause in clauses if clause.name.startswith("rung_")):
        mine = classes[classes["ladder"].map(access_ladders.column).eq(clause.name)]
        yes = {
            rung for row in mine.itertuples() if row[mine.columns.get_loc("class") + 1] in clause.values for rung in row.rungs.split("|")
        }
        if any(_decides(profile, item, yes, folder) for profile in mine["profile"].unique()):
            return True
    return False


def _decides(profile: str, item: str, yes: set[str], folder) -> bool:
    """Whether, without this item, a household may pass to a rung on the other side of the indicator, or to none."""
    rules = [
        (rule.rung, clauses)
        for rule in access_ladders.rules(profile, folder=folder).itertuples()
        for clauses in conditions.parse(rule.condition)
    ]
    for place, (rung, clauses) in enumerate(rules):
        rest = {clause for clause in clauses if clause.name != item}
        if len(rest) < len(set(clauses)):
            later = next((after for after, other in rules[place + 1 :] if set(other) <= rest), None)
            if later is None or (later in yes) != (rung in yes):
                return True
    return False


def stopped(households: pd.DataFrame, form: str, definition, folder=None) -> np.ndarray:
    """Whether each household's file lacks an indicator because an item it needs could not be read."""
    if COLUMN not in households:
        return np.zeros(len(households), dtype=bool)
    marks = households[COLUMN].fillna("").astype(str)
    bad = {mark: any(asks(form, definition, item, folder) for item in mark.split(";") if item) for mark in marks.unique()}
    return marks.map(bad).to_numpy(dtype=bool)
