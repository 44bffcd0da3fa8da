"""What the survey files of a period's folder give: households, a figure a region, problems, and which files they are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from sanlib.households.read_households import Survey, placed, read_sorted
from sanlib.households.survey_files import Sorted
from sanlib.project import cache, folders, problems
from sanlib.project.problems import Problem
from sanlib.reference.sources import Source
from sanlib.survey.survey_achievements import achievements, contested, estimable, without_error, without_weights


class Surveyed(NamedTuple):
    """Households, rows of achievements, problems, what became of corrections, and each file: its Source, its place in the
    project, what it is, how many households or desa it gave."""

    households: pd.DataFrame
    rows: list[dict]
    problems: list[Problem]
    corrections: list[dict]
    files: list[tuple[Source, str, str, int]]


def nothing(period: str) -> Surveyed:
    """What a period without a survey that can be read gives."""
    return Surveyed(read_sorted(Sorted([], [], []), period).households, [], [], [], [])


def figures(files: Sorted, period: str, each: Callable = lambda step, things: list(map(step, things))) -> Surveyed:
    """The survey files among these read and estimated, everything named by its place in the project.

    A region that cannot be estimated is a problem: the other regions are not lost for it. each: as `read_sorted`.
    """
    folder = folders.shown(folders.raw(period))
    with problems.placed(folder):
        survey = read_sorted(files, period, each=lambda step, things: each(functools.partial(_placed, step), things))
    households, apart = (placed(rows, period) for rows in (survey.households, survey.apart))
    estimated = _as_listed(_estimated(files, period, households), files.surveys)
    rows = estimated.to_dict("records") + contested(apart).to_dict("records")
    found = [problem._replace(file=f"{folder}/{problem.file}") for problem in survey.problems + without_weights(survey.households)]
    found += without_error(households)
    found += [problem for source in (*files.surveys, *files.lists) for problem in source.problems]
    return Surveyed(households, rows, found, survey.corrections, _files(files, survey))


def _placed(step: Callable, source: Source) -> Survey:
    with problems.placed(source.folder), problems.costing_only(source.name):
        return step(source)


def _estimated(files: Sorted, period: str, households: pd.DataFrame) -> pd.DataFrame:
    """The figures of households read from these files, from the cache where no file and no table of the project's has changed."""
    if not len(households):
        return achievements(households)
    made_from = [period, folders.shown(folders.raw(period)), cache.secret_print(), cache.reference_digests(("",))]
    made_from += [source.made_from(()) for source in (*files.surveys, *files.lists)]
    kept = cache.kept("estimated", made_from, lambda: cache.Kept({}, {"figures": achievements(estimable(households))}))
    return kept.tables["figures"]


def _as_listed(figures: pd.DataFrame, surveys: list[Source]) -> pd.DataFrame:
    """The figures with the source and confidence that SOURCES.csv gives their file, where it is listed there."""
    listed = {source.place: source.row for source in surveys if source.row["file"]}
    for column in ("source", "confidence"):
        figures[column] = [
            listed[file][column] if file in listed else value for file, value in zip(figures["file"], figures[column], strict=True)
        ]
    return figures


def _files(files: Sorted, survey: Survey) -> list[tuple[Source, str, str, int]]:
    """Each file that gave households, set aside or not, then each list of desa, in the order of their names."""
    by_name = {source.name: source for source in (*files.surveys, *files.lists)}
    given = [rows["file"] for rows in (survey.households, survey.apart) if len(rows)]
    counted = [(name, "survei", len(rows)) for name, rows in pd.concat(given).groupby(pd.concat(given))] if given else []
    if survey.frame is not None:
        counted += [(name, "daftar desa", len(rows)) for name, rows in survey.frame.groupby("file")]
    return [(by_name[name], by_name[name].place, holds, count) for name, holds, count in counted]
