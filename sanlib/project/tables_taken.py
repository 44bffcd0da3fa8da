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
    "estimates": ("domain", "value_pct", "low_pct", "high_pct"),
    "differences": ("diff_pp", "low_pp", "high_pp"),
    "ranks": ("domain", "rank", "rank_low", "rank_high"),
    "risk": ("irs", "status"),
    "definitions": ("definition", "rung", "value_pct"),
    "frame": ("stratum", "households"),
    "milestones": ("milestone", "date"),
}
"""The columns each table is known by."""
FOUND_AT = {
    "achievements": "period.achievements",
    "history": "period.history",
    "gaps": "san.gaps(period)",
    "households": "period.households",
    "estimates": "san.survey.estimates(period)",
    "differences": 'san.survey.differences(households, "layak")',
    "ranks": 'san.survey.ranks(households, "layak")',
    "risk": "san.survey.risk(households)",
    "definitions": "san.survey.definitions(households)",
    "milestones": 'pd.read_csv("data/raw/reference/milestones.csv", dtype=str).fillna("")',
    "frame": 'san.plan.frame("contoh-2023", "Kab. Kediri")',
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
            handed = _bound(parameters, args, kwargs)
            opened = handed.arguments.get(taken.name)
            if handed.arguments.get(taken.name, taken.default) is not taken.default:
                handed.arguments[taken.name] = _table(handed.arguments[taken.name], name, columns or HAS[name])
            _filled_from(opened, function.__name__, parameters, handed)
            _nothing_missing(function.__name__, parameters, handed)
            return function(*handed.args, **handed.kwargs)

        return call

    return taking


def _bound(parameters: inspect.Signature, args: tuple, kwargs: dict) -> inspect.BoundArguments:
    """The arguments by name; a name that the function does not have is refused with those it has."""
    unknown = [name for name in kwargs if name not in parameters.parameters]
    if unknown and not any(one.kind is one.VAR_KEYWORD for one in parameters.parameters.values()):
        known = [name for name in parameters.parameters if name not in ("lang", "root")]
        raise InputError("argument_unknown", value=", ".join(unknown), known=", ".join(known))
    return parameters.bind_partial(*args, **kwargs)


def _filled_from(opened, name: str, parameters: inspect.Signature, handed: inspect.BoundArguments) -> None:
    """Further tables that were not handed over are those of the opened period; without one they are asked for in one line."""
    for parameter in parameters.parameters.values():
        if parameter.default is not parameter.empty or parameter.name not in HAS or parameter.name in handed.arguments:
            continue
        own = None if isinstance(opened, pd.DataFrame) else getattr(opened, parameter.name, None)
        if own is None:
            raise InputError("table_missing", value=f"{name}(...)", table=parameter.name, instead=FOUND_AT[parameter.name])
        handed.arguments[parameter.name] = own


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
    if missing and (len(table) or not len(table.columns)):
        raise InputError("table_of_another_kind", table=name, missing=", ".join(missing), instead=FOUND_AT[name])
    return table
