"""The one place where results are written beside their place and put there when whole: folders, and files of a folder.

At every moment the old result or the new one stands there whole, however a run ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sanlib import words
from sanlib.project import store
from sanlib.project.problems import InputError


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold a folder for one run at a time; others wait. The system frees it when a run ends, however it ends."""
    _make(folder)
    with (folder / ".lock").open("a+b") as handle:
        _hold(handle)
        yield


def replace(final: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a folder, let it take the place of the one that stands there, and return it. One run at a time: others hold a `lock`."""
    swap(final, stage(final, fill))
    return final


@contextlib.contextmanager
def files(folder: Path) -> Iterator[Path]:
    """A new folder inside this one for files to be written in; at the end each takes its place in `folder`, whose other
    files stay. Where the block fails nothing does. A folder that is not there is an OSError."""
    beside = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    try:
        yield beside
        for path in sorted(beside.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def stage(final: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a new folder beside the one it is to replace, after putting right what a killed run left there; one that cannot be
    filled (a full disk) does not stay. A folder that is a link is replaced where it lies."""
    final = Path(os.path.realpath(final))
    if os.path.lexists(final) and not final.is_dir():
        raise InputError("report_not_a_folder", final)
    new, old = _beside(final)
    if old.exists() and not final.exists():
        old.rename(final)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    _make(new)
    with contextlib.ExitStack() as unless_filled:
        unless_filled.callback(shutil.rmtree, new, ignore_errors=True)
        fill(new)
        unless_filled.pop_all()
    return new


def swap(final: Path, new: Path) -> None:
    """Let the new folder take the place of the old one, in one step where the system can; then drop the old one.

    Where both hold the same files nothing is touched."""
    final, old = Path(os.path.realpath(final)), new
    if not final.exists():
        new.rename(final)
    elif store.contents(final) != store.contents(new) and not _exchange(final, new):
        old = _beside(final)[1]
        _rename_both(final, new, old)
    shutil.rmtree(old, ignore_errors=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as reason:
        raise InputError("report_not_a_folder", reason.filename) from reason


def _beside(final: Path) -> tuple[Path, Path]:
    return final.with_name(f".{final.name}.new"), final.with_name(f".{final.name}.old")


def _rename_both(final: Path, new: Path, old: Path) -> None:
    """Two steps; a run killed between them is put right by the next `stage`."""
    try:
        final.rename(old)
    except OSError as reason:  # Windows: a file in it is open in another program
        raise InputError("report_in_use", final, value=words.of_system(reason)) from reason
    new.rename(final)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in a single step (Linux), or say that this system cannot."""
    if sys.platform != "linux":
        return False
    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of linux/fs.h
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _hold(handle) -> None:
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415  only POSIX has it

        fcntl.flock(handle, fcntl.LOCK_EX)
        return None
    import msvcrt  # noqa: PLC0415  only Windows has it

    while True:
        with contextlib.suppress(OSError):  # held by another run
            handle.seek(0)
            return msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        time.sleep(0.2)
