"""The store of finished folders (tables, executed notebooks): a folder is made again only when what it was made from has changed.

The store may be deleted at any time. An entry is written beside and renamed when whole, is never changed afterwards, and
is used only while every file in it is still the one that was put there; anything else is dropped and made anew.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import io
import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

KEEP_SECONDS = 30 * 24 * 3600
"""An entry not used for this long is removed; an unfinished one, left by a killed run, after a day."""


def key(name: str, *made_from) -> str:
    """The name an entry has when made from exactly these things (anything JSON can hold)."""
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def find(store: Path, wanted: str) -> Path | None:
    """The folder kept under this key, newest first, if it is still as it was put there."""
    for entry in reversed(_entries(store / "made", f"{wanted}.*")):
        if contents(entry / "files") == _recorded(entry):
            with contextlib.suppress(OSError):  # a folder nobody may write, or an entry another run has just removed
                os.utime(entry)
            return entry / "files"
        shutil.rmtree(entry, ignore_errors=True)
    return None


def _entries(room: Path, pattern: str) -> list[Path]:
    """What stands in a folder by such a name, oldest first; nothing where the folder is gone, also while it is looked into."""
    try:
        return sorted(room.glob(pattern))
    except OSError:
        return []


@contextlib.contextmanager
def working(store: Path) -> Iterator[Path]:
    """A new workplace, removed again where filling it fails (a full disk)."""
    work = workplace(store)
    with contextlib.ExitStack() as unless_made:
        unless_made.callback(shutil.rmtree, work.parent, ignore_errors=True)
        yield work
        unless_made.pop_all()


def workplace(store: Path) -> Path:
    """A new empty folder to fill, not visible to other runs."""
    (store / "unfinished").mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=store / "unfinished"))
    (work / "files").mkdir()
    return work / "files"


def keep(store: Path, wanted: str, finished: Path) -> Path:
    """Put a finished workplace under its key, in one step, and return where it now stands."""
    (store / "made").mkdir(parents=True, exist_ok=True)
    record = finished.parent / "contents.json"
    record.write_text(json.dumps(contents(finished)), encoding="utf-8")
    return finished.parent.rename(store / "made" / f"{wanted}.{time.time_ns():020d}") / "files"


def prune(store: Path) -> None:
    """Removes entries not used for a month and unfinished ones of stopped runs after a day."""
    for room, seconds in (("made", KEEP_SECONDS), ("unfinished", KEEP_SECONDS / 30)):
        for entry in _entries(store / room, "*"):
            with contextlib.suppress(OSError):  # another run has just removed it
                if entry.stat().st_mtime < time.time() - seconds:
                    shutil.rmtree(entry, ignore_errors=True)


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with its SHA-256, by its path from there; hidden and lock files are not looked at."""
    found = {}
    for place, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if _counts(name))
        for name in sorted(filter(_counts, files)):
            path = Path(place, name)
            found[path.relative_to(folder).as_posix()] = _digest_or(path)
    return found


NO_FILE = "no file"
"""In place of a digest: a pipe, a device, a socket or a link that leads nowhere is never opened, and some files cannot be."""


def _digest_or(path: Path) -> str:
    try:
        return digest(path)
    except OSError:  # nobody may read it, or it has just been removed
        return NO_FILE


def opened(path: Path) -> io.BufferedReader:
    """An ordinary file to read from; a pipe or a device, which may never end, is an OSError."""
    return ordinary(path).open("rb")


def ordinary(path: Path) -> Path:
    """The path of an ordinary file; what is none, leads to none or is not there is an OSError that says so."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        refused = errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO
        raise OSError(refused, "not a regular file", str(path))
    return path


def digest(path: Path) -> str:
    """The SHA-256 of an ordinary file."""
    with opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@functools.cache
def versions() -> dict[str, str]:
    """Every installed package with its version."""
    return {found.name: found.version for found in metadata.distributions()}


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$")) and name != "__pycache__"


def _recorded(entry: Path) -> dict | None:
    try:
        return json.loads((entry / "contents.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # cut short or overwritten: the entry counts as corrupt
        return None
