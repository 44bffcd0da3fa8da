"""What the survey files of a period's folder give: a figure a region, problems, counts of its households, and which files they are.

The files of one region (or of regions that share a file) are read, measured and let go before the next: a country takes no more memory
than its largest region. What each gives is kept in the cache, so that a run that was stopped goes on with the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.households import alike_households, files_of_a_region, read_ahead, unreadable_items
from sanlib.households.households_again import Behind, together
from sanlib.households.read_households import DESIGN, PLACE, Lists, SurveyFile, looked_at, placed, read_kept_lists
from sanlib.households.survey_files import Sorted
from sanlib.project import cache, folders, problems, store
from sanlib.project.problems import InputError, Problem
from sanlib.reference import sources
from sanlib.reference.sources import Source
from sanlib.survey.survey_achievements import achievements, contested, estimable, usable, without_error, without_weights

MANY = 12
"""Groups of files not measured yet from which on processes are worth their start of a second each [own limit]."""


class Counted(NamedTuple):
    """What was counted in the households of some files: how many, how many an estimate can use, the columns of their answers, how many
    of these are known, and the groups of those alike (alike_households.counted)."""

    households: int
    placed: int
    answers: list[str]
    known: int
    alike: dict[str, dict]


class Surveyed(NamedTuple):
    """Rows of achievements, problems, what became of corrections, each file (its Source, its place in the project, what it is, how many
    households or desa it gave), what was counted in the households of each group of files, and how to have these again."""

    rows: list[dict]
    problems: list[Problem]
    corrections: list[dict]
    files: list[tuple[Source, str, str, int]]
    counted: list[Counted]
    behind: Behind


def nothing(period: str) -> Surveyed:
    """What a period without a survey that can be read gives."""
    return Surveyed([], [], [], [], [], Behind(folders.root(), period, [], read_kept_lists([])))


def figures(
    files: Sorted, period: str, each: Callable = lambda step, things: list(map(step, things)), say: Callable[[str], None] | None = None
) -> Surveyed:
    """The survey files among these read and estimated, everything named by its place in the project.

    A region that cannot be estimated is a problem: the other regions are not lost for it. each: does a step with every file, and may
    leave out one that is refused. `say` is told how long many take.
    """
    folder = folders.shown(folders.raw(period))
    with problems.placed(folder):
        lists = read_kept_lists(files.lists)
    found = each(lambda source: _costing_only(source, looked_at, source, period, lists), files.surveys)
    groups = [[found[number] for number in numbers] for numbers in files_of_a_region.together([file.places for file in found])]
    tables = cache.reference_digests(("",))
    _measure_ahead([group for group in groups if not cache.holds("estimated", _made_from(group, tables))], files.lists, tables, say)
    parts = each(lambda group: (group, _costing_only(group[0].source, _kept, group, lists, tables)), groups)
    return _joined(files, period, lists, parts)


def _costing_only(source: Source, step: Callable, *given):
    """A step with a file, or with those of its region: what goes wrong with it is told of the file."""
    with problems.placed(source.folder), problems.costing_only(source.name):
        return step(*given)


class Part(NamedTuple):
    """What the files of one group give: rows of achievements (estimated, then contested), problems, corrections, and the number of
    households of each file by its name, set aside or not; `counted` leaves out those set aside."""

    rows: list[dict]
    problems: list[Problem]
    corrections: list[dict]
    given: dict[str, int]
    counted: Counted


def _made_from(group: list[SurveyFile], tables: dict) -> list:
    return [folders.shown(folders.raw(group[0].period)), store.key("tables", tables), *(file.made_from for file in group)]


def _kept(group: list[SurveyFile], lists: Lists, tables: dict) -> Part:
    """What the files of one group give, from the cache where no file and no table of the project's has changed."""
    kept = cache.kept("estimated", _made_from(group, tables), lambda: _measured(group, lists))
    told = kept.told
    figures = _as_listed(kept.tables["figures"], [file.source for file in group])
    rows = [row for table in (figures, kept.tables["contested"]) for row in table.to_dict("records")]
    return Part(rows, cache.problems_of(told["problems"]), told["corrections"], told["given"], Counted(*told["counted"]))


def _measured(group: list[SurveyFile], lists: Lists) -> cache.Kept:
    period = group[0].period
    survey = together(group, lists)
    households, apart = (placed(rows, period) for rows in (survey.households, survey.apart))
    folder = folders.shown(folders.raw(period))
    found = [problem._replace(file=f"{folder}/{problem.file}") for problem in survey.problems + without_weights(survey.households)]
    given = pd.concat([rows["file"] for rows in (survey.households, survey.apart) if len(rows)] or [pd.Series(dtype=object)])
    told = {
        "problems": cache.problems_as_rows(found + without_error(households)),
        "corrections": survey.corrections,
        "given": {str(name): int(count) for name, count in given.value_counts(sort=False).items()},
        "counted": list(_counted(households)),
    }
    return cache.Kept(told, {"figures": achievements(estimable(households)), "contested": contested(apart)})


def _counted(households: pd.DataFrame) -> Counted:
    answers = households.drop(columns=[*DESIGN, *PLACE, unreadable_items.COLUMN], errors="ignore")
    alike = alike_households.counted(households)
    return Counted(len(households), int(usable(households).sum()), list(answers), int(answers.notna().to_numpy().sum()), alike)


def _as_listed(figures: pd.DataFrame, surveys: list[Source]) -> pd.DataFrame:
    """The figures with the source and confidence that SOURCES.csv gives their file, where it is listed there."""
    listed = {source.place: source.row for source in surveys if source.row["file"]}
    for column in ("source", "confidence"):
        figures[column] = [
            listed[file][column] if file in listed else value for file, value in zip(figures["file"], figures[column], strict=True)
        ]
    return figures


def _joined(files: Sorted, period: str, lists: Lists, parts: list[tuple[list[SurveyFile], Part]]) -> Surveyed:
    """What every group gives, and the lists of desa, as that of the period."""
    folder, every = folders.shown(folders.raw(period)), [part for _, part in parts]
    found = [problem for part in every for problem in part.problems]
    found += [problem._replace(file=f"{folder}/{problem.file}") for problem in lists.read.problems]
    found += [problem for source in (*files.surveys, *files.lists) for problem in source.problems]
    return Surveyed(
        [row for part in every for row in part.rows],
        found,
        [one for part in every for one in part.corrections] + lists.read.corrections,
        _files(files, lists, every),
        [part.counted for part in every if part.counted.households],
        Behind(folders.root(), period, [group for group, _ in parts], lists),
    )


def _files(files: Sorted, lists: Lists, parts: list[Part]) -> list[tuple[Source, str, str, int]]:
    """Each file that gave households, set aside or not, then each list of desa, in the order of their names."""
    by_name = {source.name: source for source in (*files.surveys, *files.lists)}
    counted = [(name, "survei", count) for name, count in sorted(pair for part in parts for pair in part.given.items())]
    if lists.read.frame is not None:
        counted += [(name, "daftar desa", len(rows)) for name, rows in lists.read.frame.groupby("file")]
    return [(by_name[name], by_name[name].place, holds, count) for name, holds, count in counted]


def _measure_ahead(waiting: list[list[SurveyFile]], lists: list[Source], tables: dict, say: Callable[[str], None] | None) -> None:
    """Many groups measured into the cache by a process for each core; few are left be."""
    if len(waiting) < MANY:
        return
    asked = [tuple(file.source.path for file in group) for group in waiting]
    bound = (folders.root(), words.language(), waiting[0][0].period, tuple(source.path for source in lists), tables)
    read_ahead.in_processes(_into_cache, asked, bound, "measuring.progress", say)


def _into_cache(paths: tuple[Path, ...], root: Path, lang: str, period: str, lists: tuple[Path, ...], tables: dict) -> None:
    """One group into the cache; whatever is wrong with it is met, and told, where the period asks for it."""
    with folders.within(root), words.speaking(lang), contextlib.suppress(InputError):
        beside = read_ahead.lists(lists)
        _kept([looked_at(source, period, beside) for source in sources.received(paths)], beside, tables)
