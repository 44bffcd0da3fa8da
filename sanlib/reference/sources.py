"""SOURCES.csv: where each workbook of a folder came from, when, and whether it is the file that was received."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from sanlib.project.problems import InputError, Problem
from sanlib.reading.cells import shown
from sanlib.reference import reference_tables

COLUMNS = ("file", "source", "from_whom", "received", "export_date", "licence", "sha256", "kind", "synthetic", "confidence", "note")
OPTIONAL = ("form", "layout", "year", "unit")
"""`form` names the questionnaire of a survey file whose headers fit several (survey/forms.csv), `layout` the layout of an
official table whose headers do not tell it (layouts.csv); `year` and `unit` are those of a table that does not say them."""
NAME = "SOURCES.csv"


def nothing() -> pd.DataFrame:
    """A SOURCES.csv without a row."""
    return pd.DataFrame(columns=[*COLUMNS, *OPTIONAL]).set_index("file", drop=False)


def sources(folder: Path) -> pd.DataFrame:
    """The rows of a folder's SOURCES.csv by file name, as text; a folder without one has no rows.

    Dates come as ISO, choices as they are listed; a table that could mean two things is an InputError with its cell.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        return nothing()
    read = reference_tables.checked(path, NAME)
    listed = read[[*COLUMNS, *OPTIONAL]].drop_duplicates()
    twice = listed["file"].duplicated()
    if twice.any():
        row = int(twice[twice].index[0])
        raise reference_tables.refusal("sources_file_twice", read, row, "file")
    return listed.set_index("file", drop=False)


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
    return [Problem("source_without_file", shown_as, value=shown(name)) for name in listed if not (Path(folder) / name).is_file()]


def sha256(path: Path) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def origin(path: Path, shown: str) -> tuple[dict[str, str], list[Problem]]:
    """What SOURCES.csv says of a workbook, and a problem where it says nothing or the file has changed since.

    A table that cannot be used says nothing here: whoever reads the whole folder is told of it once (`problems`).
    """
    try:
        listed = sources(path.parent)
    except InputError:
        return dict.fromkeys(COLUMNS + OPTIONAL, ""), []
    if path.name not in listed.index:
        return dict.fromkeys(COLUMNS + OPTIONAL, ""), [Problem("source_not_listed", shown)]
    row = dict(listed.loc[path.name])
    blank = [] if row["source"] else [Problem("source_blank", shown)]
    changed = row["sha256"] and row["sha256"].lower() != sha256(path)
    return row, blank + ([Problem("raw_file_changed", shown)] if changed else [])
