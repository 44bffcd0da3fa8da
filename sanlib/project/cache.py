"""The cache of what was read from files: an entry is used only while everything it was made from is unchanged.

Stands in .cache/reading of the project and may be deleted at any time. Only what a reader let through gets here, as JSON
and Arrow files: no personal data, nothing that runs when it is loaded. An entry that is corrupt is dropped and made anew.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import platform
import secrets
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
def holds(kind: str, made_from: list, root=None) -> bool:
    """Whether something was made before from exactly these things by this very code."""
    return store.find(place(), store.key(kind, made_from, CODE_AND_PACKAGES)) is not None


@bound
def clear(root=None) -> None:
    """Removes every entry; unfinished entries of other runs are left to them."""
    shutil.rmtree(place() / "made", ignore_errors=True)


def secret() -> bytes:
    """The secret with which a project's questionnaire numbers are hidden; deleted with `.cache`. One of this process's own where
    none can be written."""
    return _secret(place() / "secret")


def secret_print() -> str:
    """The fingerprint of the secret: what was hidden with another secret cannot be compared."""
    return hashlib.sha256(secret()).hexdigest()[:16]


@functools.cache
def _secret(path: Path) -> bytes:
    """One and the same as long as this process lives, whatever becomes of the file."""
    mine = secrets.token_bytes(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), path.open("xb") as stream:
            path.chmod(0o600)
            stream.write(mine)
        return path.read_bytes() or mine
    except OSError:
        return mine


def reference_digests(tables: tuple[str, ...]) -> dict:
    """The fingerprints of these files of data/raw/reference, or folders of them ("survey/", "" for all); one that is not there counts
    as such."""
    folder = folders.root() / "data" / "raw" / "reference"
    return {name: store.contents(folder / name) if not name or name.endswith("/") else _digest(folder / name) for name in tables}


def print_of(tables: list[pd.DataFrame]) -> str:
    """The fingerprint of tables: the same where names, kinds and every value are."""
    found = hashlib.sha256()
    for table in tables:
        found.update(json.dumps([list(table.columns), [str(kind) for kind in table.dtypes]], ensure_ascii=False).encode())
        found.update(pd.util.hash_pandas_object(table, index=True).to_numpy().tobytes())
    return found.hexdigest()


def problems_as_rows(problems: list[Problem]) -> list[list]:
    """Problems in a form JSON holds."""
    return [list(problem) for problem in problems]


def problems_of(rows: list[list]) -> list[Problem]:
    """Problems from the form they were kept in."""
    return [Problem(*row) for row in rows]


def _digest(path: Path) -> str:
    """A file's digest; "" of one that is not there or that nobody may read, which its reader will say."""
    try:
        return store.digest(path)
    except OSError:
        return ""


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
