"""What the files of a period's own folder give: figures, households, problems, and which file is which."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import official
from sanlib.households import read_ahead
from sanlib.periods import period_files
from sanlib.periods.period_files import Input
from sanlib.project import folders
from sanlib.project.problems import InputError, Problem
from sanlib.reference import sources
from sanlib.reference.sources import Source
from sanlib.survey import survey_figures
from sanlib.survey.survey_figures import Surveyed

NOT_USED = ("layout_unknown", "layout_none_near")
"""Why a file that can be read is not used: it stands beside the others and stops none of them."""


class OwnFiles(NamedTuple):
    """The rows of SOURCES.csv whose file is there, what each official workbook and the surveys gave, each file as an
    Input, and why files gave nothing (`refused`)."""

    listed: pd.DataFrame
    official: list[official.Figures]
    survey: Surveyed
    inputs: list[Input]
    refused: list[Problem]

    @property
    def claims(self) -> list[dict]:
        """Every figure the files state, those in dispute with them."""
        return [row for read in self.official for row in read.claims] + self.survey.rows

    @property
    def problems(self) -> list[Problem]:
        """Every problem within a file that was read."""
        return [problem for read in self.official for problem in read.problems] + self.survey.problems

    @property
    def corrections(self) -> list[dict]:
        """What became of each correction of these files."""
        return [row for read in self.official for row in read.corrections] + self.survey.corrections


def read(paths: list[Path], period: str, strict: bool, say: Callable[[str], None] | None = None) -> OwnFiles:
    """Every file of the period read. `strict`: one that cannot be used is an InputError; else it is reported in `refused`.

    A file of no known layout is reported in `refused` in any case, and stops nothing while another file gives figures. Many survey files
    are read by several processes first; `say` is told how long that takes.
    """
    with _stopping(period):
        refused: list[Problem] = []
        each = functools.partial(period_files.each, refused=None if strict else refused.append)
        listed = next(iter(each(period_files.listed, [period])), sources.nothing().reset_index(drop=True))
        read_ahead.read_ahead(paths, period, say)
        files = period_files.sort(paths, None if strict else refused.append)
        surveys = each(lambda name: survey_figures.figures(files, name, each, say), [period])
        survey = surveys[0] if surveys else survey_figures.nothing(period)
        unused: list[InputError] = []
        given = [pair for pair in each(lambda source: _figures(source, unused), files.others) if pair]
        if strict and unused and not given and not files.surveys:
            raise unused[0]
    inputs = [_input(source, source.shown, read.layouts, len(read.rows)) for source, read in given]
    inputs += [_input(source, file, [("", holds)], count) for source, file, holds, count in survey.files]
    return OwnFiles(listed, [read for _, read in given], survey, inputs, refused + [refusal.problem for refusal in unused])


@contextlib.contextmanager
def _stopping(period: str) -> Iterator[None]:
    """A refusal that stops the period says at its end how to check the whole folder."""
    try:
        yield
    except InputError as error:
        error.after = ("period_stopped", {"folder": folders.shown(folders.raw(period))})
        raise


def _figures(source: Source, unused: list[InputError]) -> tuple[Source, official.Figures] | None:
    """A file with its figures; None, and the refusal kept, where it is of no known layout."""
    try:
        return source, period_files.figures(source)
    except InputError as error:
        if error.problem.rule not in NOT_USED:
            raise
        unused.append(error)
        return None


def _input(source: Source, file: str, layouts: list[tuple[str, str]], figures: int) -> Input:
    return Input(file, layouts, figures, source.digest, source.row["export_date"])
