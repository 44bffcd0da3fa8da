"""The readers of workbooks, tried in order: questionnaire, household survey, official spreadsheet. A further kind is one in READERS."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import official as layouts
from sanlib import words
from sanlib.households import weights, which_form
from sanlib.households.read_households import Survey, read_households, read_lists, unread
from sanlib.households.survey_files import is_form_file
from sanlib.project.problems import InputError, Problem
from sanlib.reference import codebook
from sanlib.reference.layouts import layouts as known_layouts
from sanlib.reference.sources import Source


class Checked(NamedTuple):
    """One workbook checked: (sheet, layout's names by language) recognised, problems, and what was fine.

    `fine` are (label key of words/labels.csv, count or None), in the order they are printed.
    """

    file: str
    path: Path
    layouts: list[tuple[str, dict[str, str]]]
    problems: list[Problem]
    fine: list[tuple[str, int | None]] = []
    figures: int = 0
    hidden: dict[str, tuple[int, list[str]]] = {}
    """By sheet, its header row and the columns an annotated copy leaves blank (personal data of a survey)."""
    claims: list[dict] = []
    """The figures an official file states (schema.ACHIEVEMENTS), to be held against those of the other files."""


class Lists(NamedTuple):
    """The lists of desa of a folder: what each gave (None: it cannot be used), what is said of each beside those before it (an
    InputError where it contradicts one), and all as one; `frame` is None where any of them cannot be used."""

    read: dict[Path, Survey | None]
    again: dict[Path, list[Problem] | InputError]
    frame: pd.DataFrame | None


class Beside:
    """The files opened with one that is checked; the lists of desa among them are read once, however many surveys ask for them."""

    def __init__(self, files: list[Source]):
        self.files = files

    @functools.cached_property
    def lists(self) -> Lists:
        """The lists of desa, in the order of the files."""
        read = {one.path: _list(one) for one in self.files if weights.is_frame(one.book)}
        known, again = pd.DataFrame(), {}
        for path, found in read.items():
            if found is not None:
                frames = [*([known] if len(known) else []), found.frame]
                try:
                    known, again[path] = weights.as_one(frames)
                except InputError as error:
                    known, again[path] = pd.concat(frames).drop_duplicates("desa"), error
        usable = read and None not in read.values() and not any(isinstance(told, InputError) for told in again.values())
        return Lists(read, again, known if usable else None)


def _list(source: Source) -> Survey | None:
    """A list of desa; None where it cannot be used, which is said where the file itself is checked."""
    try:
        return read_lists([source])
    except InputError:
        return None


Reader = Callable[[Source, Beside], Checked | None]


def official(source: Source, beside: Beside) -> Checked:  # noqa: ARG001
    """An official spreadsheet (SIPSN, Dinkes, BPS, recap); one that fits no layout is an InputError."""
    read = layouts.read(source)
    names = {layout.id: layout.names for layout in known_layouts()}
    found = [(sheet, names[layout]) for sheet, layout in read.layouts]
    return Checked(
        read.file,
        source.path,
        found,
        read.problems,
        _fine(read, bool(source.row["sha256"])),
        len(read.rows),
        claims=read.rows + read.disputed,
    )


def survey(source: Source, beside: Beside) -> Checked | None:
    """A household survey (EHRA, Kobo, SPSS), held to the lists of desa `beside` it, or such a list; None for anything else."""
    path, shown = source.path, source.shown
    if which_form.is_survey(source.book):
        read = read_households(source, path.parent.name, beside.lists.frame)
        problems = [problem._replace(file=shown) for problem in read.problems] + source.problems
        households = len(read.households)
        places = read.households[["sheet", "form"]].drop_duplicates()
        return Checked(
            shown,
            path,
            [(sheet, _survey_names(form)) for sheet, form in places.itertuples(index=False)],
            problems,
            [("households", households)] if households else [],
            households,
            unread(source),
        )
    if weights.is_frame(source.book):
        lists, again = beside.lists.read[path] or read_lists([source]), beside.lists.again.get(path, [])
        if isinstance(again, InputError):
            raise again
        problems = [problem._replace(file=shown) for problem in [*lists.problems, *again]] + source.problems
        return Checked(shown, path, [(source.book.sheets[0].name, _said("check.frame"))], problems, [("rows", len(lists.frame))])
    return None


def form(source: Source, beside: Beside) -> Checked | None:  # noqa: ARG001
    """A questionnaire (XLSForm), which holds no data and is put aside; None for anything else."""
    if not is_form_file(source.book):
        return None
    return Checked(
        source.shown, source.path, [(source.book.sheets[0].name, _said("check.xlsform"))], [Problem("survey_form_file", source.shown)]
    )


def _survey_names(form: str) -> dict[str, str]:
    named = codebook.forms().loc[form]
    return {lang: words.label("check.survey", lang, form=named[f"name_{lang}"]) for lang in words.LANGUAGES}


def _said(key: str) -> dict[str, str]:
    return {lang: words.label(key, lang) for lang in words.LANGUAGES}


READERS: list[Reader] = [form, survey, official]
"""Each is given an opened file and all files opened with it; None says that it does not know the file. The last one
refuses a file that no reader knows."""


def _fine(read: layouts.Read, recorded: bool) -> list[tuple[str, int | None]]:
    rules = {problem.rule for problem in read.problems}
    counted = [
        ("rows", sum(row.kind == "data" for table in read.tables for row in table.rows)),
        ("figures", len(read.rows)),
        ("regions", len({row["region_code"] for row in read.rows})),
        ("totals", _compared_totals(read) - _wrong_totals(read)),
    ]
    absent = [
        ("no_duplicates", not any(rule.startswith("read_duplicate") for rule in rules)),
        ("no_errors", not any(rule.startswith(("read_error", "read_uncalculated")) for rule in rules)),
        ("no_hidden", not any(rule.startswith("read_hidden") for rule in rules)),
        ("recorded", recorded and not rules & {"source_not_listed", "raw_file_changed"}),
    ]
    return [(key, count) for key, count in counted if count] + [(key, None) for key, fine in absent if fine]


def _compared_totals(read: layouts.Read) -> int:
    """Total rows that hold an amount to compare: not a percentage, nor a formula never calculated."""
    return sum(
        row.kind == "total" and any(isinstance(value, float) for field, value in row.values.items() if _added_up(field))
        for table in read.tables
        for row in table.rows
    )


def _added_up(field: str) -> bool:
    return field == "base" or field.startswith("amount:")


def _wrong_totals(read: layouts.Read) -> int:
    """Total rows with at least one figure that is not the sum of its parts."""
    return len({(p.sheet, p.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for p in read.problems if p.rule == "read_total_mismatch"})
