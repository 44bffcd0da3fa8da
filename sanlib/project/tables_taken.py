"""Which table a function reads: an opened period gives its own, and any other thing is refused with what to hand over."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from sanlib.project.problems import InputError

Function = TypeVar("Function", bound=Callable)

HAS = {
    "achievements": ("region_code", "indicator", "value_pct", "flag"),
    "history": ("region_code", "indicator", "value_pct", "flag"),
    "gaps": ("region_code", "indicator", "target_set", "gap_pp", "verdict"),
    "households": ("region_code", "desa", "stratum", "weight"),
}
"""The columns each table is known by."""
FOUND_AT = {
    "achievements": "period.achievements",
    "history": "period.history",
    "gaps": "san.gaps(period)",
    "households": "period.households",
}
"""What an analyst writes to get each table."""


def takes(name: str, argument: str = "", columns: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Let an argument (the first, unless named) be that table or an opened period, which has it; refuse anything else in one line.

    `columns` are those the function reads, where they are fewer than the table is known by.
    """

    def taking(function):
        parameters = inspect.signature(function)
        taken = parameters.parameters[argument or next(iter(parameters.parameters))]

        @functools.wraps(function)
        def call(*args, **kwargs):
            handed = parameters.bind_partial(*args, **kwargs)
            if handed.arguments.get(taken.name, taken.default) is not taken.default:
                handed.arguments[taken.name] = _table(handed.arguments[taken.name], name, columns or HAS[name])
            _nothing_missing(function.__name__, parameters, handed)
            return function(*handed.args, **handed.kwargs)

        return call

    return taking


CHOSEN_FROM = {"indicator": "indicator", "regions": "region", "region": "region", "target_set": "target_set"}
"""Arguments that name something of a table, and the column it stands in."""


def _nothing_missing(name: str, parameters: inspect.Signature, handed: inspect.BoundArguments) -> None:
    """Refuse a call that leaves out what only its caller can choose, in one line with what there is to choose from."""
    for parameter in parameters.parameters.values():
        column = CHOSEN_FROM.get(parameter.name)
        table = next((given for given in handed.arguments.values() if isinstance(given, pd.DataFrame)), None)
        if (
            parameter.default is parameter.empty
            and parameter.name not in handed.arguments
            and column
            and table is not None
            and column in table
        ):
            known = list(dict.fromkeys(str(value) for value in table[column] if str(value)))
            raise InputError(
                "argument_missing",
                value=f"{name}(...)",
                argument=parameter.name,
                known=", ".join(known) or "–",
                first=next(iter(known), "..."),
            )


def _table(given, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    table = given if isinstance(given, pd.DataFrame) or given is None else getattr(given, name, None)
    if not isinstance(table, pd.DataFrame):
        raise InputError("table_expected", value=type(given).__name__, table=name, instead=FOUND_AT[name])
    missing = [column for column in columns if column not in table]
    if missing and len(table):
        raise InputError("table_of_another_kind", table=name, missing=", ".join(missing), instead=FOUND_AT[name])
    return table
