"""Many survey files at once, a process for each core: what each gives is left in the cache, where the period then finds it.

A process holds one workbook at a time, so that memory grows with the largest file and not with their number. A file that cannot
be read, or brings its process down, costs only itself: it is read again in its place, and told there. A run that is stopped goes
on with the files that are not in the cache yet.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sanlib import words
from sanlib.households import read_households, survey_files
from sanlib.project import folders
from sanlib.project.problems import InputError
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
    lists = [source for source in small if _holds(source) == survey_files.LIST]
    beside = read_households.read_kept_lists(lists)
    waiting = [source for source in large if _waits(source, period, beside)]
    if len(waiting) < FEWEST:
        return
    most = min(processes or os.cpu_count() or 1, len(waiting))
    _Readers(period, [source.path for source in lists], say).read([source.path for source in waiting], most)


def _waits(source: Source, period: str, lists: read_households.Lists) -> bool:
    """Whether a file is a survey not read yet, as far as is known: one never looked at may be."""
    if survey_files.is_known(source) and _holds(source) != survey_files.SURVEY:
        return False
    return not read_households.is_kept(source, period, lists)


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


class _Readers:
    """Processes that take one file after the other from a queue; how far they are is said now and then."""

    def __init__(self, period: str, lists: list[Path], say: Callable[[str], None] | None):
        self.period, self.lists, self.say = period, lists, say
        self.todo: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self.started = self.told = time.monotonic()
        self.done = self.total = 0
        self.counting = threading.Lock()
        self.running: list[subprocess.Popen] = []

    def read(self, paths: list[Path], processes: int) -> None:
        """Every file read, by so many processes; stopped (Ctrl-C), they end at once."""
        self.total, lang = len(paths), words.language()
        for path in paths:
            self.todo.put(path)
        self.running = [self._process() for _ in range(processes)]
        threads = [threading.Thread(target=self._feed, args=(one, lang), daemon=True) for one in self.running]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for process in self.running:
                process.kill()
                process.wait()
                for stream in filter(None, (process.stdin, process.stdout)):
                    with contextlib.suppress(OSError):
                        stream.close()

    def _process(self) -> subprocess.Popen:
        above = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, (above, os.environ.get("PYTHONPATH"))))
        alone = {"PYTHONPATH": paths, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "SANLIB_ROOT": str(folders.root())}
        command = [sys.executable, "-P", "-m", "sanlib.households.read_ahead", self.period, words.language(), *map(str, self.lists)]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | alone, text=True, bufsize=1
        )

    def _feed(self, process: subprocess.Popen, lang: str) -> None:
        """One file after the other to one process, until there are none or it is no more."""
        assert process.stdin and process.stdout
        with contextlib.suppress(queue.Empty, OSError, ValueError):
            while True:
                process.stdin.write(f"{self.todo.get_nowait()}\n")
                process.stdin.flush()
                if not process.stdout.readline():
                    return
                self._count(lang)

    def _count(self, lang: str) -> None:
        with self.counting:
            self.done += 1
            now = time.monotonic()
            if self.say is None or (now - self.told < PATIENCE and self.done < self.total):
                return
            self.told = now
            left = (now - self.started) / self.done * (self.total - self.done)
        self.say(words.label("reading.progress", lang, done=self.done, total=self.total, left=round(left)))


def _serve(period: str, lang: str, lists: list[str]) -> None:
    """One file a line, each read into the cache; nothing but a line a file leaves by stdout."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    with words.speaking(lang):
        beside = read_households.read_kept_lists(sources.received(map(Path, lists)))
        for line in sys.stdin:
            _read(Path(line.rstrip("\n")), period, beside)
            answers.write("read\n")


def _read(path: Path, period: str, lists: read_households.Lists) -> None:
    """One file into the cache; whatever is wrong with it is met, and told, where the period asks for it."""
    source = sources.received([path])[0]
    with contextlib.suppress(InputError):
        if survey_files.kind(source) == survey_files.SURVEY:
            read_households.read_kept(source, period, lists)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], sys.argv[3:])
