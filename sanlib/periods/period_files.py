"""The files of a period's folder: which there are, what SOURCES.csv lists of them, and each read or refused by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import official
from sanlib.households.survey_files import Sorted, kind, of_kinds
from sanlib.project import folders, problems
from sanlib.project.problems import InputError, Problem, refusal
from sanlib.reference import sources
from sanlib.reference.sources import Source


class Input(NamedTuple):
    """A workbook of the period: what it was recognised as, by sheet, how many figures or households it gave, and which it is."""

    file: str
    layouts: list[tuple[str, str]]
    figures: int
    sha256: str
    export_date: str


def workbooks(period: str) -> list[Path]:
    """The workbooks of a period's folder by name, without SOURCES.csv and what Excel or the system leaves behind."""
    folder = folders.raw(period)
    found = sorted(path for path in folder.iterdir() if sources.is_workbook(path))
    if not found:
        raise InputError("period_empty", folders.shown(folder), value=period)
    return found


def listed(period: str) -> pd.DataFrame:
    """The rows of the period's SOURCES.csv whose file is there; a table that cannot be used is an InputError that names it."""
    folder = folders.raw(period)
    for problem in sources.problems(folder, folders.shown(folder / sources.NAME)):
        raise refusal(problem)
    rows = sources.sources(folder)
    there = pd.Series([sources.is_there(folder, name) for name in rows["file"]], index=rows.index, dtype=bool)
    return rows[there].reset_index(drop=True)


Refused = Callable[[Problem], None] | None
"""Receives the problem of a file that cannot be used, which is then left out; None: such a file stops everything."""


def each(step: Callable, things: list, refused: Refused) -> list:
    """A step done with each thing; one that is refused is reported to `refused` and left out."""
    if refused is None:
        return [step(thing) for thing in things]
    done = []
    for thing in things:
        try:
            done.append(step(thing))
        except InputError as error:
            refused(error.problem)
    return done


def sort(paths: list[Path], refused: Refused) -> Sorted:
    """Files by what their headers say they hold: surveys, lists of desa, official workbooks."""
    return of_kinds(each(_with_kind, sources.received(paths), refused))


def _with_kind(source: Source) -> tuple[str, Source]:
    with problems.placed(source.folder), problems.costing_only(source.name):
        return kind(source), source


def figures(source: Source) -> official.Figures:
    """The figures of an official workbook; a refusal names it by its place in the project."""
    with problems.placed(source.folder), problems.costing_only(source.name):
        return official.figures(source)


def up_to(period: str, rows: list[dict]) -> list[dict]:
    """The figures of this period's year and of those before it."""
    return [row for row in rows if folders.year(row["period"]) <= folders.year(period)]
