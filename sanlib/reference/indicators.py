"""What each indicator is: sector, the whole it is part of, what it is the complement of, the names sources give it."""

from __future__ import annotations

import pandas as pd

from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import reference_tables


@bound
def table(root=None) -> pd.DataFrame:
    """Every indicator, one row each, in the order in which they are shown."""
    return reference_tables.table("indicators.csv")


def sectors() -> dict[str, str]:
    """Indicator to sector."""
    return dict(table()[["indicator", "sector"]].itertuples(index=False))


def wholes() -> dict[str, str]:
    """Part to whole: pengurangan and penanganan are parts of terkelola."""
    rows = table()
    return dict(rows.loc[rows["part_of"].ne(""), ["indicator", "part_of"]].itertuples(index=False))


def complements() -> dict[str, str]:
    """Complement to what it completes to 100: tidak_terkelola to terkelola."""
    rows = table()
    return dict(rows.loc[rows["complement_of"].ne(""), ["indicator", "complement_of"]].itertuples(index=False))


def directions() -> dict[str, str]:
    """Indicator to the direction that is better: "minimal" (more) or "maksimal" (less); those without one are left out."""
    rows = table()
    return dict(rows.loc[rows["direction"].ne(""), ["indicator", "direction"]].itertuples(index=False))


def spellings() -> dict[str, str]:
    """Every name a source gives an indicator, in lower case, to its id."""
    return {
        name.strip().casefold(): row.indicator
        for row in table().itertuples()
        for name in (row.indicator, *row.spellings.split("|"))
        if name.strip()
    }


@bound
def check(indicator: str, root=None) -> str:
    """The indicator's id; an unknown one is an InputError that lists those there are."""
    known = spellings()
    if str(indicator).casefold() not in known:
        raise InputError("indicator_unknown", value=indicator, known=", ".join(table()["indicator"]))
    return known[str(indicator).casefold()]
