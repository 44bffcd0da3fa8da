"""Who is asked what a workbook holds, in order. Another kind of workbook is one more reader in READERS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sanlib import official as layouts
from sanlib import reading, words
from sanlib.households import weights, which_form
from sanlib.households.read_households import read_households, read_lists, unread
from sanlib.project import folders
from sanlib.project.binding import bound
from sanlib.project.problems import Problem
from sanlib.reference import codebook, sources
from sanlib.reference.layouts import layouts as known_layouts


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


Reader = Callable[[reading.Book, object, list[reading.Book]], Checked | None]


@bound
def official(book: reading.Book, root=None, beside=()) -> Checked:  # noqa: ARG001
    """An official spreadsheet (SIPSN, Dinkes, BPS, recap); one that fits no layout is an InputError."""
    read = layouts.read(book.path, book=book)
    names = {layout.id: layout.names for layout in known_layouts()}
    found = [(sheet, names[layout]) for sheet, layout in read.layouts]
    return Checked(
        read.file,
        book.path,
        found,
        read.problems,
        _fine(read, _has_fingerprint(book.path)),
        len(read.rows),
        claims=read.rows + read.disputed,
    )


@bound
def survey(source: reading.Book, root=None, beside=()) -> Checked | None:
    """A household survey (EHRA, Kobo, SPSS), held to the lists of desa `beside` it, or such a list; None for anything else."""
    path, shown = source.path, folders.shown(source.path)
    if which_form.is_survey(source):
        lists = read_lists([one for one in beside if one is not source and weights.is_frame(one)])
        read = read_households(source, path.parent.name, lists.frame)
        told = [problem._replace(file=shown) for problem in read.problems] + sources.origin(path, shown)[1]
        households = len(read.households)
        places = read.households[["sheet", "form"]].drop_duplicates()
        return Checked(
            shown,
            path,
            [(sheet, _survey_names(form)) for sheet, form in places.itertuples(index=False)],
            told,
            [("households", households)] if households else [],
            households,
            unread(source),
        )
    if weights.is_frame(source):
        lists = read_lists([source])
        told = [problem._replace(file=shown) for problem in lists.problems] + sources.origin(path, shown)[1]
        return Checked(
            shown,
            path,
            [(source.sheets[0].name, {lang: words.label("check.frame", lang) for lang in words.LANGUAGES})],
            told,
            [("rows", len(lists.frame))],
        )
    return None


def _survey_names(form: str) -> dict[str, str]:
    named = codebook.forms().loc[form]
    return {lang: words.label("check.survey", lang, form=named[f"name_{lang}"]) for lang in words.LANGUAGES}


def _said(key: str) -> dict[str, str]:
    return {lang: words.label(key, lang) for lang in words.LANGUAGES}


READERS: list[Reader] = [survey, official]
"""Each is given an opened file, the project folder and all files opened with it; None says "not mine". The last one
refuses what nobody recognised."""


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


def _has_fingerprint(path: Path) -> bool:
    """Whether SOURCES.csv records what the file was when it was received."""
    return bool(sources.origin(path, path.name)[0]["sha256"])


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
