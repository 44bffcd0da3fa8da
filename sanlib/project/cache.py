"""What reading a file gave, kept by everything it was made from, so that an unchanged input is not read again.

Stands in .cache/reading of the project and may be deleted at any time. Only what a reader let through gets here, as JSON
and Arrow files: no personal data, nothing that runs when it is loaded. An entry that is corrupt is dropped and made anew.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.project import folders, store
from sanlib.project.binding import bound
from sanlib.project.problems import Problem

READERS = ("numpy", "openpyxl", "pandas", "pyarrow", "pyreadstat", "python-calamine", "defusedxml")
"""Packages whose version may change what a file gives."""
CODE = (".py", ".csv")


class Kept(NamedTuple):
    """What a reader gave: `told` is anything JSON holds, `tables` are frames by name."""

    told: dict
    tables: dict[str, pd.DataFrame] = {}


@bound
def place(root=None) -> Path:
    """The folder the entries stand in."""
    return folders.root() / ".cache" / "reading"


@bound
def kept(kind: str, made_from: list, make: Callable[[], Kept], root=None) -> Kept:
    """What `make` gives, taken from the cache where it was made before from exactly these things by this very code.

    `made_from` is anything JSON holds. Where nothing can be written (a read-only folder, a full disk) it is only made.
    """
    wanted = store.key(kind, made_from, CODE_AND_PACKAGES)
    found = _load(store.find(place(), wanted))
    if found is None:
        made = make()
        found = _load(_save(made, wanted)) or made
    return found


@bound
def clear(root=None) -> None:
    """Forget everything; what another run is making at the moment is left to it."""
    shutil.rmtree(place() / "made", ignore_errors=True)


def of_file(path: Path, tables: tuple[str, ...]) -> list:
    """What reading one file depends on: its name and content, its row of SOURCES.csv, its corrections, reference tables.

    `tables` are files of data/raw/reference, or folders of them ("survey/"); one that is not there counts as such.
    """
    folder = folders.root() / "data" / "raw" / "reference"
    named = {name: store.contents(folder / name) if name.endswith("/") else _digest(folder / name) for name in tables}
    return [
        folders.shown(path),
        _digest(path),
        _rows(path.parent / "SOURCES.csv", path.name),
        _rows(folder / "corrections.csv", path.name),
        named,
    ]


def problems_as_rows(problems: list[Problem]) -> list[list]:
    """Problems in a form JSON holds."""
    return [list(problem) for problem in problems]


def problems_of(rows: list[list]) -> list[Problem]:
    """Problems from the form they were kept in."""
    return [Problem(*row) for row in rows]


def _digest(path: Path) -> str:
    """A file's digest; "" of one that is not there or that nobody may read, which its reader will say."""
    try:
        return store.digest(path) if path.is_file() else ""
    except OSError:
        return ""


def _rows(path: Path, file: str) -> list:
    """The header and the rows of a table that speak of a file of this name, with their numbers; of one with a fault, all."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (UnicodeDecodeError, csv.Error):
        return [store.digest(path)]
    except OSError:
        return []
    return rows[:1] + [[number, *row] for number, row in enumerate(rows) if any(file in cell for cell in row)]


def _load(folder: Path | None) -> Kept | None:
    """An entry read back; None where there is none, another run has just removed it, or it has not the form expected."""
    if folder is None:
        return None
    try:
        kept = json.loads((folder / "told.json").read_text(encoding="utf-8"))
        return Kept(
            kept["told"],
            {
                name: pd.read_feather(folder / f"{name}.arrow").astype(dict.fromkeys(objects, object))
                for name, objects in kept["tables"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _save(made: Kept, wanted: str) -> Path | None:
    """Where an entry now stands; None where it cannot: in a read-only folder, or on a full disk."""
    objects = {name: list(frame.columns[frame.dtypes.eq(object)]) for name, frame in made.tables.items()}
    told = json.dumps({"told": made.told, "tables": objects}, ensure_ascii=False, default=_plain)
    try:
        with store.working(place()) as folder:
            (folder / "told.json").write_text(told, encoding="utf-8")
            for name, frame in made.tables.items():
                frame.to_feather(folder / f"{name}.arrow")
            return store.keep(place(), wanted, folder)
    except OSError:
        return None


def _plain(value):
    """numpy's numbers as Python's own; anything else is no JSON."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _code_and_packages() -> list:
    here = Path(__file__).parents[1]
    paths = (path for path in sorted(here.rglob("*")) if path.suffix in CODE and path.is_file())
    code = {path.relative_to(here).as_posix(): store.digest(path) for path in paths}
    return [code, {name: importlib.metadata.version(name) for name in READERS}, platform.python_version()]


CODE_AND_PACKAGES = _code_and_packages()
"""What reads: looked at when it is loaded, so that code changed afterwards is not taken for the code that runs."""
