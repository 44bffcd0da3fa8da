"""Files as received in; their layout, what the check prints of each cell and a marked copy out. Also the blank forms of a new period."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import reading, words
from sanlib.households import weights, which_form
from sanlib.intake import check_printed, earlier_periods
from sanlib.intake.annotate import annotate
from sanlib.intake.readers import READERS, Beside, Checked
from sanlib.periods import conflicting_figures
from sanlib.project import folders, problems
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reading import reader_process
from sanlib.reference import codebook, reference_tables, sources
from sanlib.reference.layouts import layouts
from sanlib.reference.sources import Source
from sanlib.reference.targets import targets

__all__ = ["READERS", "Check", "Checked", "annotate", "check"]

SUFFIXES = reading.SUFFIXES


class Check(NamedTuple):
    """Workbooks checked: `files` with their layouts and what was fine, `problems` worst first (schema.PROBLEMS)."""

    files: list[Checked]
    lang: str = "id"

    @property
    def problems(self) -> pd.DataFrame:
        """All problems of all workbooks, one row each, worst first."""
        return problems.table([problem for one in self.files for problem in one.problems], self.lang)

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error."""
        return bool(self.problems["severity"].eq("error").any())

    @property
    def summary(self) -> str:
        """How many files were checked, and how many problems of each severity they have."""
        return check_printed.summary(len(self.files), self.problems, self.lang)

    def __str__(self) -> str:
        return check_printed.text(self.files, self.problems, self.lang)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return check_printed.html(self.files, self.problems, self.lang)


@bound
def check(path: str | Path, root=None, lang: str | None = None) -> Check:
    """Every workbook of a file or folder, checked; a path that is not there, or a folder without one, is an InputError.

    >>> san.check("data/raw/2023/SIPSN_Data_Capaian_2023.xlsx").files[0].file
    'data/raw/2023/SIPSN_Data_Capaian_2023.xlsx'
    """
    paths = _workbooks(Path(path))
    reader_process.expect(paths)
    if faults := _reference():
        return Check(faults + _sources(paths, whole=Path(path).is_dir()), words.language())
    files = sources.received(paths)
    refused = {one.path: _refused(one) for one in files}
    opened = [one for one in files if not refused[one.path]]
    lists = [] if Path(path).is_dir() else _lists_beside(opened)
    beside = Beside(opened + lists)
    checked = [_check_file(one, refused[one.path], beside) for one in files]
    checked += [found for one in lists if (found := _check_file(one, None, Beside([one]))) and not found.layouts]
    return Check(
        earlier_periods.with_figures_of_earlier_years(_contradicting(checked)) + _sources(paths, whole=Path(path).is_dir()),
        words.language(),
    )


def _reference() -> list[Checked]:
    """The tables analysts edit that cannot be used: until they are mended nothing can be said of any workbook."""
    faults = [*reference_tables.broken(), *_unusable(layouts), *_unusable(targets), *_unusable(codebook.every)]
    found = {error.problem.file: error for error in reversed(faults)}
    return [Checked(file, folders.root() / file, [], [error.problem]) for file, error in sorted(found.items())]


def _unusable(read) -> list[InputError]:
    try:
        read()
    except InputError as error:
        return [error]
    return []


def _contradicting(checked: list[Checked]) -> list[Checked]:
    """The files with a problem at every cell that says otherwise than another cell, of this file or of another one."""
    found = conflicting_figures.settle([row for one in checked for row in one.claims]).problems
    return [one._replace(problems=[*one.problems, *(problem for problem in found if problem.file == one.file)]) for one in checked]


def _lists_beside(opened: list[Source]) -> list[Source]:
    """The lists of desa in the folder of a survey file that is checked alone: its weights rest on them."""
    surveys = [source.path for source in opened if _holds(source, which_form.is_survey)]
    others = sources.received(one for path in surveys for one in sorted(path.parent.iterdir()) if one != path and sources.is_workbook(one))
    return [one for one in others if not _refused(one) and _holds(one, weights.is_frame)]


def _holds(source: Source, kind: Callable[[reading.Book], bool]) -> bool:
    """Whether a file is of this kind; one that is near it and wrong is not, and its own check says why."""
    try:
        with problems.costing_only(source.name):
            return kind(source.book)
    except InputError:
        return False


def _sources(paths: list[Path], whole: bool) -> list[Checked]:
    """The SOURCES.csv of these files where it cannot be used or, of a `whole` folder, lists files that are not there."""
    lists = sorted({path.parent / sources.NAME for path in paths})
    found = {path: sources.problems(path.parent, folders.shown(path)) for path in lists}
    if whole:
        found = {path: faults + sources.absent(path.parent, folders.shown(path)) for path, faults in found.items()}
    return [Checked(folders.shown(path), path, [], faults) for path, faults in found.items() if faults]


def _refused(source: Source) -> InputError | None:
    """Why a file cannot be opened; None where it can."""
    try:
        with problems.costing_only(source.name):
            source.book  # noqa: B018 - opening it is what is tried
    except InputError as error:
        return error
    return None


def _workbooks(place: Path) -> list[Path]:
    """The file, or the workbooks of the folder by name without what Excel or the system leaves behind."""
    try:
        if not place.exists():
            raise InputError("file_missing", place)
        if not place.is_dir() or place.suffix.lower() in SUFFIXES:
            return [place]
        found = sorted(one for one in place.iterdir() if sources.is_workbook(one))
    except OSError as error:
        raise InputError("read_unreadable", place, reason=words.of_system(error)) from None
    if not found:
        raise InputError("folder_without_workbooks", place)
    return found


def _check_file(source: Source, refused: InputError | None, beside: Beside) -> Checked:
    try:
        if refused:
            raise refused
        with problems.costing_only(source.name):
            return next(found for reader in READERS if (found := reader(source, beside)))
    except InputError as error:
        shown, problem = source.shown, error.problem
        return Checked(shown, source.path, [], [problem._replace(file=shown) if problem.file == source.name else problem])
