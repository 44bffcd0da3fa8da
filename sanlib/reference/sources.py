"""SOURCES.csv: where each workbook of a folder came from, when, and whether it is the file that was received.

A file is looked up here once, when it is received; every reader is then handed its `Source`.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sanlib import reading
from sanlib.project import cache, folders, identifiers, store
from sanlib.project.problems import InputError, Problem
from sanlib.reference import corrections, reference_tables

COLUMNS = ("file", "source", "from_whom", "received", "export_date", "licence", "sha256", "kind", "synthetic", "confidence", "note")
OPTIONAL = ("form", "layout", "year", "unit")
_FREE = ("source", "from_whom", "licence", "note")
"""Free text, which is printed beside figures: numbers of people in it are hidden as it is read."""
"""`form` names the questionnaire of a survey file whose headers fit several (survey/forms.csv), `layout` the layout of an
official table whose headers do not tell it (layouts.csv); `year` and `unit` are those of a table that does not say them."""
NAME = "SOURCES.csv"


def is_workbook(path: Path) -> bool:
    """Whether a file of a folder is data to be read: not SOURCES.csv, nor what Excel or the system leaves behind."""
    return path.suffix.lower() in reading.SUFFIXES and path.name != NAME and path.name[0] not in "~."


def nothing() -> pd.DataFrame:
    """A SOURCES.csv without a row."""
    return pd.DataFrame(columns=[*COLUMNS, *OPTIONAL]).set_index("file", drop=False)


def sources(folder: Path) -> pd.DataFrame:
    """The rows of a folder's SOURCES.csv by file name, as text; a folder without one has no rows.

    Dates come as ISO, choices as they are listed; a table that could mean two things is an InputError with its cell.
    """
    path = Path(folder) / NAME
    if not os.path.lexists(path):
        return nothing()
    return reference_tables.made_of(("sources",), [path], lambda: _listed(path)).copy()


def _listed(path: Path) -> pd.DataFrame:
    read = reference_tables.checked(path, NAME)
    listed = read[[*COLUMNS, *OPTIONAL]].drop_duplicates()
    twice = listed["file"].duplicated()
    if twice.any():
        row = int(twice[twice].index[0])
        raise reference_tables.refusal("sources_file_twice", read, row, "file")
    return identifiers.hidden_in(listed, _FREE).set_index("file", drop=False)


def problems(folder: Path, shown_as: str) -> list[Problem]:
    """Why a folder's SOURCES.csv cannot be used, as one problem; nothing where it can."""
    try:
        sources(folder)
    except InputError as error:
        return [error.problem._replace(file=shown_as)]
    return []


def absent(folder: Path, shown_as: str) -> list[Problem]:
    """A problem for each file that SOURCES.csv lists and that is not in the folder; none where the table cannot be used."""
    try:
        listed = sources(folder)["file"]
    except InputError:
        return []
    return [Problem("source_without_file", shown_as, value=reading.shown(name)) for name in listed if not is_there(Path(folder), name)]


def is_there(folder: Path, name: str) -> bool:
    """Whether a name of SOURCES.csv is that of a file in this very folder, and no path to one elsewhere."""
    return Path(name).name == name and (folder / name).is_file()


def sha256(path: Path) -> str:
    """The fingerprint of a file's bytes."""
    return store.digest(Path(path))


@dataclass(frozen=True, eq=False)
class Source:
    """A file as received: its place, its name in the project and its folder's, its row of SOURCES.csv, its corrections.

    `row` has every column of SOURCES.csv, blank where the file is not listed; `unlisted` says that it is not listed there
    although the table can be used. The file is opened, and its bytes are looked at, when that is first asked for.
    """

    path: Path
    shown: str
    folder: str
    row: dict[str, str]
    unlisted: bool
    corrections: list[dict]

    @property
    def name(self) -> str:
        """The file's name alone."""
        return self.path.name

    @property
    def place(self) -> str:
        """The file's name behind its folder's, also where the file is a link to another place."""
        return f"{self.folder}/{self.name}"

    @functools.cached_property
    def digest(self) -> str:
        """The fingerprint of the file's bytes; "" where it cannot be read, or would never end, which its reader says."""
        try:
            return sha256(self.path)
        except OSError:
            return ""

    @functools.cached_property
    def book(self) -> reading.Book:
        """The file opened; one that cannot be opened is an InputError."""
        return reading.open_book(self.path)

    @functools.cached_property
    def problems(self) -> list[Problem]:
        """A problem where SOURCES.csv says nothing of the file, or where the file has changed since it was received."""
        if self.unlisted:
            return [Problem("source_not_listed", self.shown)]
        recorded = self.row["sha256"].lower()
        blank = [Problem("source_blank", self.shown)] if self.row["file"] and not self.row["source"] else []
        return blank + ([Problem("raw_file_changed", self.shown)] if recorded and recorded != self.digest else [])

    def made_from(self, tables: tuple[str, ...]) -> list:
        """What a reading of this file depends on: the file, its row of SOURCES.csv, its corrections and these reference tables."""
        return [self.shown, self.digest, self.row, self.unlisted, self.corrections, cache.reference_digests(tables)]


def received(paths: Iterable[Path]) -> list[Source]:
    """Files of any folders, each with all that is known of it before it is opened.

    A SOURCES.csv that cannot be used says nothing of its files here: it is reported once for the whole folder
    (`problems`).
    """
    listings: dict[Path, pd.DataFrame | None] = {}
    corrected = corrections.by_file()
    found = []
    for path in map(Path, paths):
        if path.parent not in listings:
            listings[path.parent] = _usable(path.parent)
        found.append(_source(path, listings[path.parent], corrected))
    return found


def of_file(file: str | Path | Source) -> Source:
    """One file with all that is known of it; a Source is handed back as it is."""
    return file if isinstance(file, Source) else received([Path(file)])[0]


def _usable(folder: Path) -> pd.DataFrame | None:
    try:
        return sources(folder)
    except InputError:
        return None


def _source(path: Path, listed: pd.DataFrame | None, corrected: dict[str, list[dict]]) -> Source:
    shown, there = folders.shown(path), listed is not None and path.name in listed.index
    row = dict(listed.loc[path.name]) if there else dict.fromkeys(COLUMNS + OPTIONAL, "")
    return Source(path, shown, folders.shown(path.parent), row, listed is not None and not there, corrected.get(shown, []))
