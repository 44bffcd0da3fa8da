"""What each indicator is: sector, the whole it is part of, what it is the complement of, the names sources give it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pandas as pd

from sanlib import words
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.project.tables_taken import takes
from sanlib.reference import reference_tables


@bound
def table(root=None) -> pd.DataFrame:
    """Every indicator, one row each, in the order in which they are shown."""
    return reference_tables.table("indicators.csv")


@reference_tables.derived("indicators.csv")
def sectors(rows) -> dict[str, str]:
    """Indicator to sector."""
    return dict(rows[["indicator", "sector"]].itertuples(index=False))


@reference_tables.derived("indicators.csv")
def wholes(rows) -> dict[str, str]:
    """Part to whole: pengurangan and penanganan are parts of terkelola."""
    return dict(rows.loc[rows["part_of"].ne(""), ["indicator", "part_of"]].itertuples(index=False))


@reference_tables.derived("indicators.csv")
def complements(rows) -> dict[str, str]:
    """Complement to what it completes to 100: tidak_terkelola to terkelola."""
    return dict(rows.loc[rows["complement_of"].ne(""), ["indicator", "complement_of"]].itertuples(index=False))


@reference_tables.derived("indicators.csv")
def directions(rows) -> dict[str, str]:
    """Indicator to the direction that is better: "minimal" (more) or "maksimal" (less); those without one are left out."""
    return dict(rows.loc[rows["direction"].ne(""), ["indicator", "direction"]].itertuples(index=False))


@reference_tables.derived("indicators.csv")
def spellings(rows) -> dict[str, str]:
    """Every name a source gives an indicator, in lower case, to its id."""
    return {
        name.strip().casefold(): row.indicator
        for row in rows.itertuples()
        for name in (row.indicator, *row.spellings.split("|"))
        if name.strip()
    }


@reference_tables.derived("indicators.csv")
def called(rows) -> dict[str, str]:
    """Every name a person gives an indicator, in either language, to its id; a name that two indicators share is none."""
    found = {}
    for row in rows.itertuples():
        for name in (row.indicator, *row.spellings.split("|"), *_names(row.label_id), *_names(row.label_en)):
            found.setdefault(letters(name), set()).add(row.indicator)
    return {name: ids.pop() for name, ids in found.items() if name and len(ids) == 1}


def _names(label: str) -> list[str]:
    """A label, and apart what stands in its brackets and before them: "Open defecation (BABS)" is called three ways."""
    before, _, inside = label.partition("(")
    return [label, before, inside]


def letters(name: str) -> str:
    """A name's letters and digits, in lower case: how names are held against each other."""
    return re.sub(r"[\W_]+", "", str(name)).casefold()


@bound
def check(indicator: str, root=None) -> str:
    """The indicator's id, by any name it has in either language; an unknown one is an InputError with those like it, or all."""
    known = called()
    if letters(indicator) in known:
        return known[letters(indicator)]
    if near := _like(str(indicator)):
        named = [f"{name} = {words.label(name)}" for name in near]
        raise InputError("indicator_like_another", value=indicator, near=", ".join(named))
    raise InputError("indicator_unknown", value=indicator, known=", ".join(table()["indicator"]))


ALIKE = 5
"""Letters two words begin with alike where one may be meant for the other: "handling" and "handled"."""


def _like(asked: str) -> list[str]:
    """Up to three indicators one of whose names has a word that begins like a word asked, or is spelt nearly so."""
    starts = {word[:ALIKE] for word in re.findall(r"\w+", asked.casefold()) if len(word) >= ALIKE}
    begun = [row.indicator for row in table().itertuples() if starts & {word[:ALIKE] for word in _words_of(row)}]
    spelt = [called()[name] for name in difflib.get_close_matches(letters(asked), called(), n=3, cutoff=0.75)]
    return list(dict.fromkeys([*spelt, *begun]))[:3]


def _words_of(row) -> list[str]:
    return re.findall(r"[a-z]+", " ".join([row.indicator, row.spellings, row.label_id, row.label_en]).casefold())


@takes("achievements", columns=("indicator",))
def main_indicators(table: pd.DataFrame, wanted: Sequence[str] = ()) -> list[str]:
    """Which indicators a page shows one by one: those `wanted`, or where the table has none of them (another form's) all it has.

    >>> san.main_indicators(gaps, ["layak", "aman"])
    ['layak', 'aman']
    """
    there = list(dict.fromkeys(table["indicator"]))
    return list(wanted) if set(wanted) & set(there) or not there else there
