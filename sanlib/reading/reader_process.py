"""Files whose readers can exhaust or abort a program are read in a process of their own, within bounds.

It runs the function it is handed and knows no file kind. It is started when first needed and kept for the files that follow;
one that goes beyond a bound, or that a file brings down, is ended, and the next file starts another. Many files are read by
several such processes at once (`each`), then without bounds.

This file is also the program of that process, which a file waits for: what only the asking side needs is imported there.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import importlib.machinery
import importlib.util
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sanlib.project.problems import InputError, Problem, refusal

MEMORY = 2**30
"""Bytes a reader may take beyond what it takes at rest [own limit]."""
SECONDS = 20
"""Seconds a reader may spend on one file [own limit]."""
_SIZE = 8


def call(reads: Callable, path: Path, *arguments: object, alone: bool = False) -> Any:
    """What a module's function gives of a file, called in the reader process; a refusal, a limit passed or a crash is an InputError.

    `alone`: its module is loaded without the package it stands in, for a file kind that needs nothing else of it.
    """
    reader = _reader()
    answer = reader.ask(_question(reads, path, arguments, alone))
    if answer is None:
        _running.clear()
        rule = "read_too_heavy" if reader.stopped else "read_broken"
        raise InputError(rule, path.name, megabytes=MEMORY // 2**20, seconds=SECONDS)
    found = pickle.loads(answer)  # written by sanlib's own process a moment ago
    if isinstance(found, Problem):
        raise refusal(found)
    if isinstance(found, Exception):
        raise found
    return found


def each(reads: Callable, paths: Iterable[Path], *arguments: object, processes: int, done: Callable[[int], None]) -> None:
    """A module's function called with each of many files by so many processes; `done` is told after each how many that are.

    What it gives is not handed back, and a file that brings its process down costs only itself. Stopped (Ctrl-C), they end at once.
    """
    from concurrent import futures  # noqa: PLC0415  see the top of this file

    started: set[_Reader] = set()
    free: list[_Reader] = []

    def read(path: Path) -> None:
        reader = free.pop() if free else _Reader(bounded=False)
        started.add(reader)
        if reader.ask(_question(reads, path, arguments)) is not None:
            free.append(reader)

    threads = futures.ThreadPoolExecutor(processes)
    try:
        for number, read_one in enumerate(futures.as_completed([threads.submit(read, path) for path in paths]), start=1):
            read_one.result()
            done(number)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for reader in tuple(started):
            reader.process.kill()
        threads.shutdown()
        for reader in started:
            reader.end()


def _question(reads: Callable, path: Path, arguments: tuple, alone: bool = False) -> bytes:
    return pickle.dumps((reads.__code__.co_filename if alone else "", reads.__module__, reads.__name__, path, arguments))


def expect(paths: Iterable[Path]) -> None:
    """Start the process while other things are done, where one of these files will be read in it: its library for SPSS files
    takes longer to load than a small file to read (0.12 s, nearly all of it numpy and narwhals)."""
    if any(path.suffix.lower() == ".sav" for path in paths):
        _reader("pyreadstat")


class _Reader:
    """The reader process, a library loaded where one is named; `stopped` where it went beyond a bound and was ended for it."""

    def __init__(self, library: str = "", bounded: bool = True):
        self.stopped, self.bounded = False, bounded
        found = [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]
        self.process = subprocess.Popen(
            # -S: where to look is handed over, not found anew
            [sys.executable, "-P", "-S", __file__, "bounded" * bounded, *filter(None, [library])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(found), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self.at_rest: int | None = None
        atexit.register(self.end)

    def ask(self, question: bytes) -> bytes | None:
        """The answer to a question; None where the process ended instead."""
        self._receive_start()
        with contextlib.suppress(BrokenPipeError, OSError):
            _send(self.process.stdin, question)
        got: list[bytes | None] = [None]
        waiting = threading.Thread(target=lambda: got.__setitem__(0, _receive(self.process.stdout)), daemon=True)
        waiting.start()
        self._watch(waiting)
        if got[0] is None:
            self.end()
        return got[0]

    def _receive_start(self) -> None:
        """The process says that it is ready before its first answer; then it is seen what it takes at rest."""
        if self.at_rest is None:
            _receive(self.process.stdout)
            self.at_rest = self._taken() or 0

    def _taken(self) -> int | None:
        """Bytes the process takes now; None where it is gone."""
        import psutil  # noqa: PLC0415  see the top of this file

        with contextlib.suppress(psutil.Error):
            return psutil.Process(self.process.pid).memory_info().rss
        return None

    def _watch(self, waiting: threading.Thread) -> None:
        """End the process when the file takes more memory or time than any file may."""
        if not self.bounded:
            waiting.join()
            return
        for _ in range(int(SECONDS / 0.02)):
            waiting.join(0.02)
            if not waiting.is_alive():
                return
            taken = self._taken()
            if taken is None or taken > (self.at_rest or 0) + MEMORY * 0.9:
                break
        self.stopped = taken is not None
        self.process.kill()
        waiting.join()

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in filter(None, (self.process.stdin, self.process.stdout)):
            with contextlib.suppress(OSError):
                stream.close()


_running: list[_Reader] = []


def _reader(library: str = "") -> _Reader:
    """The process that runs; where none does a new one, this library loaded."""
    if not _running:
        _running.append(_Reader(library))
    return _running[0]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_running.clear)


def _receive(stream) -> bytes | None:
    """One message: its length, then that many bytes; None where the stream ended before."""
    head = stream.read(_SIZE)
    size = int.from_bytes(head, "big")
    body = stream.read(size) if len(head) == _SIZE else b""
    return body if len(head) == _SIZE and len(body) == size else None


def _send(stream, message: bytes) -> None:
    stream.write(len(message).to_bytes(_SIZE, "big") + message)
    stream.flush()


def _bound() -> None:
    """Where the system can, more than MEMORY beyond what this process takes now is refused at once."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  only POSIX has it

        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        with contextlib.suppress(OSError, ValueError):
            most = resource.getrlimit(resource.RLIMIT_AS)[1]
            resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY if most == resource.RLIM_INFINITY else min(now + MEMORY, most), most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@functools.cache
def _alone(file: str):
    """A module loaded from its file under a name of its own."""
    loader = importlib.machinery.SourceFileLoader(f"{Path(file).stem}_alone", file)
    module = importlib.util.module_from_spec(importlib.machinery.ModuleSpec(loader.name, loader, origin=file))
    loader.exec_module(module)
    return module


def _serve() -> None:
    """Answer one question after the other until the asking side is gone; nothing but answers leaves by stdout."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for library in sys.argv[2:]:  # loaded while whoever asks does something else
        importlib.import_module(library)
    if sys.argv[1]:
        _bound()
    _send(answers, b"ready")
    while (question := _receive(sys.stdin.buffer)) is not None:
        _send(answers, pickle.dumps(_answer(*pickle.loads(question))))


def _answer(file: str, module: str, name: str, path: Path, arguments: tuple) -> object:
    """What the function gives, or the problem it refuses the file with."""
    try:
        holder = _alone(file) if file else importlib.import_module(module)
        return getattr(holder, name)(path, *arguments)
    except InputError as error:
        return error.problem
    except MemoryError:
        return Problem("read_too_heavy", path.name, details={"megabytes": MEMORY // 2**20, "seconds": SECONDS})
    except Exception as error:  # noqa: BLE001  a fault of sanlib's own goes to whoever asked: problems.costing_only tells it with the file
        return error


if __name__ == "__main__":
    _serve()
