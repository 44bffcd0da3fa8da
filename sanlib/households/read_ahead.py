"""Many survey files at once, a process for each core: what each gives is left in the cache, where the period then finds it.

A process holds one workbook at a time, so that memory grows with the largest file and not with their number. A file that cannot
be read, or brings its process down, costs only itself: it is read again in its place, and told there. A run that is stopped goes
on with the files that are not in the cache yet.
"""

from __future__ import annotations

import contextlib
import functools
import os
import time
from collections.abc import Callable
from pathlib import Path

from sanlib import words
from sanlib.households import read_households, survey_files
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reading import reader_process
from sanlib.reference import sources
from sanlib.reference.sources import Source

FEWEST = 6
"""Survey files not read yet from which on processes are worth their start of a second each [own limit]."""
SMALL = 60_000
"""Bytes up to which a file is looked at here: a list of desa rather than a survey [own limit]."""
PATIENCE = 5
"""Seconds between two words on how long it still takes."""


def read_ahead(paths: list[Path], period: str, say: Callable[[str], None] | None = None, processes: int | None = None) -> None:
    """Every survey file among these read into the cache, several at a time; few of them, or files in the cache already, are left be."""
    received = sources.received(paths)
    small = [source for source in received if _size(source) <= SMALL]
    large = [source for source in received if _size(source) > SMALL]
    if len(large) < FEWEST:
        return
    listed = [source for source in small if _holds(source) == survey_files.LIST]
    beside = read_households.read_kept_lists(listed)
    waiting = [source for source in large if _waits(source, period, beside)]
    if len(waiting) < FEWEST:
        return
    bound = (folders.root(), words.language(), period, tuple(source.path for source in listed))
    in_processes(_read, [source.path for source in waiting], bound, "reading.progress", say, processes)


def in_processes(step: Callable, things: list, bound: tuple, label: str, say: Callable | None, processes: int | None = None) -> None:
    """A module's function done with each of these by a process for each core; how far they are is said by this label."""
    most = min(processes or os.cpu_count() or 1, len(things))
    reader_process.each(step, things, *bound, processes=most, done=_say_progress(label, say, len(things)))


def _waits(source: Source, period: str, beside: read_households.Lists) -> bool:
    """Whether a file is a survey not read yet, as far as is known: one never looked at may be."""
    if survey_files.is_known(source) and _holds(source) != survey_files.SURVEY:
        return False
    return not read_households.is_kept(source, period, beside)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0


def _holds(source: Source) -> str:
    try:
        return survey_files.kind(source)
    except InputError:  # told where the period reads it
        return survey_files.OTHER


def _say_progress(label: str, say: Callable[[str], None] | None, total: int) -> Callable[[int], None]:
    """What is called after each file; how far they are is said now and then."""
    started = told = time.monotonic()

    def done(number: int) -> None:
        nonlocal told
        now = time.monotonic()
        if say is None or (now - told < PATIENCE and number < total):
            return
        told = now
        say(words.label(label, done=number, total=total, left=round((now - started) / number * (total - number))))

    return done


@functools.cache
def lists(paths: tuple[Path, ...]) -> read_households.Lists:
    """The lists of desa, read once by a process for all its files."""
    return read_households.read_kept_lists(sources.received(paths))


def _read(path: Path, root: Path, lang: str, period: str, beside: tuple[Path, ...]) -> None:
    """One file into the cache; whatever is wrong with it is met, and told, where the period asks for it."""
    with folders.within(root), words.speaking(lang), contextlib.suppress(InputError):
        source = sources.received([path])[0]
        if survey_files.kind(source) == survey_files.SURVEY:
            read_households.looked_at(source, period, lists(beside))
