"""A row of any table that sanlib gives, completed to a row of `gaps`, so that one trail serves them all."""

from __future__ import annotations

import pandas as pd

from sanlib.project import schema

_BLANK = schema.table([{}], schema.GAPS).iloc[0].to_dict()
"""A row of `gaps` without anything in it: "" for text, missing for numbers, False for what is not synthetic."""


def whole(row) -> pd.Series:
    """The row with every column of `gaps`, typed, blank where it has none, and whatever else it came with.

    A chart's csv leaves out columns that are blank throughout and holds everything as text; an achievement has no
    target; a bar of a ladder under a definition names its ladder `definition`.
    """
    given = {name: value for name, value in dict(row).items() if not _missing(value)}
    if "definition" in given:
        given = {"ladder": given["definition"]} | given
    typed = {name: _typed(value, _BLANK[name]) if name in _BLANK else value for name, value in given.items()}
    return pd.Series(_BLANK | typed, dtype=object, name=getattr(row, "name", None))


def _missing(value) -> bool:
    return value is None or value == "" or value != value


def _typed(value, blank):
    if isinstance(blank, str):
        return str(value)
    return float(value) if isinstance(blank, float) else str(value) == "True"
