"""SOURCES.csv: where each workbook of a folder came from, when, and whether it is the file that was received."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from sanlib.problems import InputError, Problem
from sanlib.reading import delimited
from sanlib.reading.cells import address, shown

COLUMNS = ("file", "source", "from_whom", "received", "export_date", "licence", "sha256", "kind", "synthetic",
           "confidence", "note")
OPTIONAL = ("form",)
"""`form` names the questionnaire of a survey file whose headers fit several (survey/forms.csv)."""
NAME = "SOURCES.csv"
_YES_NO = {"": "", "yes": "yes", "ya": "yes", "no": "no", "tidak": "no"}


def nothing() -> pd.DataFrame:
    """A SOURCES.csv without a row."""
    return pd.DataFrame(columns=[*COLUMNS, *OPTIONAL]).set_index("file", drop=False)


def sources(folder: Path) -> pd.DataFrame:
    """The rows of a folder's SOURCES.csv by file name, as text; a folder without one has no rows.

    Read as Excel may have saved it (commas or semicolons, with or without UTF-8); a table that could mean two things is
    an InputError with its cell.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        return nothing()
    header, *rows = _grid(path)
    known = _known_columns(header)
    listed = {}
    for number, cells in rows:
        if any(cells):
            _add(listed, number, cells, known)
    frame = pd.DataFrame(listed.values(), columns=[*COLUMNS, *OPTIONAL], dtype=object)
    return frame.set_index("file", drop=False)


def _grid(path: Path) -> list[tuple[int, list[str]]]:
    """Each row with its number, blanks as "", from the first row that holds anything."""
    try:
        grid = delimited.grid(path.read_bytes(), NAME)
    except (OSError, InputError) as error:
        raise InputError("sources_unreadable", NAME, reason=shown(str(error))) from None
    rows = [(number, [(cell or "").strip() for cell in line]) for number, line in enumerate(grid, 1)]
    filled = next((index for index, (_, cells) in enumerate(rows) if any(cells)), None)
    if filled is None:
        raise InputError("sources_unreadable", NAME, reason="-")
    return rows[filled:]


def _known_columns(header: tuple[int, list[str]]) -> dict[int, str]:
    """Place to name of each column; one that is missing beside one nobody knows is a header written otherwise."""
    names = [name.casefold().lstrip("\ufeff") for name in header[1]]
    unknown = [name for name in names if name and name not in COLUMNS + OPTIONAL]
    missing = [name for name in COLUMNS if name not in names]
    if "file" in missing or (missing and unknown) or len(set(filter(None, names))) < len(list(filter(None, names))):
        raise InputError("sources_header", NAME, "", f"A{header[0]}", found=shown(", ".join(filter(None, names))),
                         missing=", ".join(missing) or "-", expected=",".join(COLUMNS))
    return {place: name for place, name in enumerate(names) if name in COLUMNS + OPTIONAL}


def _add(listed: dict[str, dict], number: int, cells: list[str], known: dict[int, str]) -> None:
    row = dict.fromkeys(COLUMNS + OPTIONAL, "") | {name: cells[place] for place, name in known.items()}
    beyond = next((place for place in range(max(known) + 1, len(cells)) if cells[place]), None)
    if beyond is not None:
        raise InputError("sources_row_wide", NAME, "", address(number - 1, beyond), value=shown(cells[beyond]))
    if not row["file"] or row["synthetic"].casefold() not in _YES_NO:
        column = "file" if not row["file"] else "synthetic"
        place = next(place for place, name in known.items() if name == column)
        raise InputError("sources_cell", NAME, "", address(number - 1, place), column=column, value=shown(row[column]))
    row["synthetic"] = _YES_NO[row["synthetic"].casefold()]
    if listed.setdefault(row["file"], row) != row:
        raise InputError("sources_file_twice", NAME, "", f"A{number}", "file", shown(row["file"]))


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
