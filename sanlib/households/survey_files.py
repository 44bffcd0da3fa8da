"""A period's files told apart: each is opened at most once, and not at all where what it gave is kept from an earlier run."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sanlib import reading
from sanlib.households import exports, weights, which_form
from sanlib.project import cache, folders
from sanlib.project.binding import bound

DEPENDS_ON = ("bounds.csv", "regions.csv", "survey/")
"""The reference tables that say what a survey file means."""
SURVEY, LIST, OTHER = "survey", "list", "other"


@dataclass(frozen=True)
class File:
    """A file as received, opened when it is first asked for."""

    path: Path

    @functools.cached_property
    def book(self) -> reading.Book:
        """The file opened; what cannot be opened is an InputError."""
        return exports.open_source(self.path)

    @bound
    def depends(self, root=None) -> list:
        """What reading it as part of a survey depends on (see cache.of_file)."""
        return cache.of_file(self.path, DEPENDS_ON)


class Sorted(NamedTuple):
    """Files by what they hold: household surveys, lists of desa, and anything else."""

    surveys: list[File]
    lists: list[File]
    others: list[File]


def received(path: Path) -> tuple[str, File]:
    """A file with what it holds, told by its headers."""
    file = File(path)
    return cache.kept("holds", file.depends(folders.root()), lambda: cache.Kept({"holds": _holds(file.book)})).told["holds"], file


def _holds(book: reading.Book) -> str:
    if which_form.is_survey(book):
        return SURVEY
    return LIST if weights.is_frame(book) else OTHER


def sort(found: list[tuple[str, File]]) -> Sorted:
    """Files in the order given, by what they hold."""
    return Sorted(*([file for holds, file in found if holds == kind] for kind in (SURVEY, LIST, OTHER)))
