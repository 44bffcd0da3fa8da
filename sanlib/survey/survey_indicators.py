"""Indicators of the survey: yes, no or unknown for each household, defined in indicators.csv with its denominator."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.households import access_ladders as rungs
from sanlib.households import unreadable_items
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import codebook, conditions, indicators, regions


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


def given_by(households: pd.DataFrame, folder=None) -> list[str]:
    """The columns of the indicators that some form of these households can give, each form's in the order forms.csv lists them."""
    forms, defined = [form for form, _ in codebook.by_form(households)], list(definitions(folder).itertuples())
    given = {column(row.ladder, row.indicator) for row in defined for form in forms if gives(form, row, folder)}
    listed = [name for form in forms for name in codebook.forms(folder).loc[form, "indicators"].split("|")]
    return [name for name in dict.fromkeys([*listed, *names(folder)]) if name in given]


class Headline(NamedTuple):
    """What a page of a survey shows first: one region, an indicator and its ladder, and the column a region is divided by."""

    region: str
    ladder: str
    indicator: str
    by: str


@takes("households")
@bound
def headline(households: pd.DataFrame, region: str = "", ladder: str = "", indicator: str = "", by: str = "", root=None) -> Headline:
    """What a page on one region of a survey shows where it is not said: `region` the one surveyed in the most clusters (desa),
    `ladder` and `indicator` the first its form is listed with in forms.csv, `by` kecamatan, or stratum where none is known.

    A period without a survey has the first pilot, and the first indicator of the EHRA form.

    >>> san.survey.headline(kota)
    Headline(region='Kota Blitar', ladder='2020', indicator='layak', by='kecamatan')
    """
    asked = [name.rpartition(":") for name in given_by(households)]
    fits = [(of, name) for of, _, name in asked if ladder in ("", of) and indicator in ("", name)]
    ladder, indicator = fits[0] if fits else (ladder, indicator)
    divided = "kecamatan" if not len(households) or households["kecamatan"].notna().any() else "stratum"
    return Headline(region or _most_clusters(households), ladder, indicator, by or divided)


def _most_clusters(households: pd.DataFrame) -> str:
    """The region with the most clusters, the first by code where several have as many; without a survey the first pilot."""
    counted = households.groupby("region_code")["desa"].nunique() if len(households) else pd.Series(dtype=int)
    return regions.names()[counted.idxmax()] if len(counted) else str(regions.pilots()["region"].iloc[0])


def meant(name: str, folder=None) -> str:
    """The name of a survey indicator as indicators.csv has it, by any name it has in either language; else the name as it was given."""
    if any(name in (full, full.rpartition(":")[2]) for full in names(folder)):
        return name
    return indicators.called().get(indicators.letters(name), name)


def measures(households: pd.DataFrame, folder=None) -> pd.DataFrame:
    """One column per indicator: 1 yes, 0 no, blank where unknown or outside its denominator. Needs `ladders` first."""
    known = rungs.without_unclassified(households)
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
