"""Indicators of the survey: yes, no or unknown for each household, defined in indicators.csv with its denominator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib.households import access_ladders as rungs
from sanlib.households import unreadable_items
from sanlib.reference import codebook, conditions, indicators


def definitions(folder=None) -> pd.DataFrame:
    """Every indicator of the survey: its condition, denominator, treatment of unknown, source."""
    return codebook.table("indicators.csv", folder)


def column(ladder: str, indicator: str) -> str:
    """The column an indicator is computed in: "2020:layak"; without a ladder its own name."""
    return f"{ladder}:{indicator}" if ladder else indicator


def names(folder=None) -> list[str]:
    """The columns of every indicator, in the order of indicators.csv."""
    defined = definitions(folder)
    return [column(ladder, indicator) for ladder, indicator in zip(defined["ladder"], defined["indicator"], strict=True)]


def meant(name: str, folder=None) -> str:
    """The name of a survey indicator as indicators.csv has it, by any name it has in either language; else the name as it was given."""
    if any(name in (full, full.rpartition(":")[2]) for full in names(folder)):
        return name
    return indicators.called().get(indicators.letters(name), name)


def measures(households: pd.DataFrame, folder=None) -> pd.DataFrame:
    """One column per indicator: 1 yes, 0 no, blank where unknown or outside its denominator. Needs `ladders` first."""
    known = _without_unclassified(households)
    return pd.DataFrame(
        {
            column(row.ladder, row.indicator): _measure(row, known).where(_given(row, known, folder))
            for row in definitions(folder).itertuples()
        },
        index=households.index,
    )


def _given(definition, households: pd.DataFrame, folder) -> np.ndarray:
    """Whether each household's form can give this indicator; where it does not ask for it, or cannot be read, the answer is unknown."""
    given = np.zeros(len(households), dtype=bool)
    for form, mine in codebook.by_form(households):
        given |= mine & gives(form, definition, folder) & ~unreadable_items.stopped(households, form, definition, folder)
    return given


def gives(form: str, definition, folder=None) -> bool:
    """Whether a form is said to give an indicator, and has at least one of the classes its "yes" is made of."""
    tables = ("forms.csv", *codebook.CLASSES)
    return codebook.made_of((gives, form, definition), tables, folder, lambda: _gives(form, definition, folder))


def _gives(form: str, definition, folder) -> bool:
    listed = codebook.forms(folder).loc[form, "indicators"]
    if listed != "*" and column(definition.ladder, definition.indicator) not in listed.split("|"):
        return False
    classes = rungs.classes_of(form, folder)
    asked = [clause for clauses in conditions.parse(definition.yes) for clause in clauses if clause.name.startswith("rung_")]
    return all(set(clause.values) & set(classes.loc[classes["ladder"].map(rungs.column).eq(clause.name), "class"]) for clause in asked)


def bases(households: pd.DataFrame, folder=None) -> pd.DataFrame:
    """One column per indicator: whether the household belongs to its denominator, answered or not."""
    return pd.DataFrame(
        {column(row.ladder, row.indicator): conditions.holds(row.base, households) for row in definitions(folder).itertuples()},
        index=households.index,
    )


def _measure(definition, households: pd.DataFrame) -> pd.Series:
    yes = pd.Series(conditions.evaluate(definition.yes, households), index=households.index).astype("Float64")
    inside = conditions.holds(definition.base, households)
    return yes.where(inside).astype(float)


def _without_unclassified(households: pd.DataFrame) -> pd.DataFrame:
    """Rungs with tidak_terklasifikasi as blank: it is neither yes nor no."""
    rungs = [name for name in households if name.startswith("rung_")]
    return households.assign(**{name: households[name].where(households[name].ne("tidak_terklasifikasi")) for name in rungs})
