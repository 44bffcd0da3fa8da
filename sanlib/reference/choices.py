"""What is picked by a name (sector, indicator, target set, period), as the tables write it; the unknown is refused with what there is."""

from __future__ import annotations

import difflib

import pandas as pd

from sanlib import words
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import indicators, regions
from sanlib.reference.targets import targets

ALL = ""
PICKED = ("region", "sector", "indicator", "target_set", "period")


def meant(table: pd.DataFrame, **picked) -> dict[str, str]:
    """What was picked, as the columns of `table` write it; nothing is ever replaced by something else."""
    unknown = sorted(set(picked) - set(PICKED))
    if unknown:
        raise InputError("argument_unknown", value=", ".join(unknown), known=", ".join(PICKED))
    return {column: one(table, column, value) for column, value in picked.items()}


def one(table: pd.DataFrame, column: str, asked) -> str:
    """The value of a column that a name means, whether or not this table has a figure for it; "" for no name."""
    if asked is None or str(asked) == ALL:
        return ALL
    if column == "region":
        return regions.official(asked, table)
    asked = str(asked)
    if table[column].eq(asked).any():
        return asked
    known = _known(table, column)
    named = {indicators.letters(name): value for value in known for name in _names(value)}
    if indicators.letters(asked) in named:
        return named[indicators.letters(asked)]
    if column == "indicator":
        return indicators.check(asked)
    raise InputError("choice_unknown", column=column, value=asked, known=", ".join(_nearest_first(asked, known, named)) or "–")


def period(table: pd.DataFrame, asked) -> str:
    """A period of this very table, "" for none named; another is refused with how to open it, for no figure here is of it."""
    asked = one(table, "period", asked)
    there = list(dict.fromkeys(table["period"]))
    if asked and there and asked not in there:
        raise InputError("period_elsewhere", value=asked, known=", ".join(there))
    return asked


def _nearest_first(asked: str, known: list[str], named: dict[str, str]) -> list[str]:
    """What there is, what is spelt nearly as asked first."""
    near = [named[name] for name in difflib.get_close_matches(indicators.letters(asked), named, n=3, cutoff=0.6)]
    return list(dict.fromkeys([*near, *known]))


def _known(table: pd.DataFrame, column: str) -> list[str]:
    """Every value a column can have, whether or not this table has a figure for it."""
    elsewhere = {
        "sector": lambda: indicators.sectors().values(),
        "indicator": lambda: indicators.table()["indicator"],
        "target_set": lambda: targets()["target_set"],
        "period": folders.periods,
    }
    return list(dict.fromkeys(value for value in [*table[column], *elsewhere[column]()] if value))


def _names(value: str) -> list[str]:
    return [value, *(words.label(value, lang) for lang in words.LANGUAGES if words.has_label(value))]
