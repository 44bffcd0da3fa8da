"""python -m tools.fuzz [CASES [SEED [MINUTES [WORKERS]]]]    1,000 cases by default; a nightly run takes 20000

Bends every kind of file the readers know, every table an analyst edits and the calls of the command line, and runs each to the
end in a process that is watched: a worker a core, forked once and kept warm. Prints, by kind, how many were read and refused, how
many ended in a trace or brought the process down, the longest and the most memory; exit 1 on a trace, an abort, more than 20 s or
more than 1 GiB. What failed joins tools/fuzz/corpus and is tried first by every later run. A run that is stopped goes on where it
was when called again (.cache/fuzz); a seed and a corpus give the same cases every time.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import itertools
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import connection
from pathlib import Path

import psutil

from tools.fuzz import cases, seeds, worker

SECONDS, BYTES = 20, 2**30
GRACE = 300
"""Seconds of the clock after which a case is given up: on a busy machine only the processor's seconds are held to 20."""
WELL, DEADLY = ("read", "refused"), ("aborted", "too long")


class Watched:
    """A worker process, and the name of the case it has now."""

    def __init__(self, seed: int, folder: Path):
        make = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
        self.mine, its = make.Pipe()
        self.process = make.Process(target=worker.serve, args=(its, seed, folder), daemon=True)
        self.process.start()
        its.close()
        self.name: str | int = ""
        self.begun = 0.0

    def goes_on(self, waiting: Iterator[str | int]) -> bool:
        """Have it run the next case; False where none is left."""
        for name in itertools.islice(waiting, 1):
            self.name, self.begun = name, time.monotonic()
            with contextlib.suppress(BrokenPipeError):
                self.mine.send(name)
            return True
        return False

    def answer(self) -> dict:
        """What came of its case; a worker that is gone was brought down by it."""
        with contextlib.suppress(EOFError, ConnectionResetError):
            return self.mine.recv() | {"seconds": time.monotonic() - self.begun}
        return self._lost("aborted")

    def _lost(self, said: str) -> dict:
        return {"said": said, "seconds": time.monotonic() - self.begun, "spent": 0.0, "peak": 0}

    def overdue(self) -> dict | None:
        """What is said of a case that has had its time."""
        return self._lost("too long") if time.monotonic() - self.begun > GRACE else None

    def end(self) -> None:
        """End it and its reader process, whatever they do."""
        with contextlib.suppress(psutil.Error):
            for one in psutil.Process(self.process.pid).children():
                one.kill()
        self.process.kill()
        self.process.join()


def run(count: int, seed: int, end: float, workers: int, journal: Path) -> None:
    """Every case not in the journal yet, a line of it each; a worker that died or hangs is replaced."""
    done = {one["case"] for one in told(journal)}
    waiting = iter([name for name in (*seeds.corpus(), *range(count)) if name not in done])
    cases.bendable()
    with tempfile.TemporaryDirectory() as folder, journal.open("a", encoding="utf-8") as lines:
        busy = [one for one in (Watched(seed, Path(folder)) for _ in range(workers)) if one.goes_on(waiting) or one.end()]
        while busy:
            ready = connection.wait([one.mine for one in busy], timeout=5)
            for place, one in enumerate(list(busy)):
                answer = one.answer() if one.mine in ready else one.overdue()
                if answer is None:
                    continue
                lines.write(json.dumps(judged(answer, one.name, seed)) + "\n")
                lines.flush()
                if answer["said"] in DEADLY:
                    one.end()
                    busy[place] = Watched(seed, Path(folder))
                if time.monotonic() > end or not busy[place].goes_on(waiting):
                    busy[place].end()
            busy = [one for one in busy if one.process.exitcode is None]


def judged(answer: dict, name: str | int, seed: int) -> dict:
    """What is noted of a case: too heavy or too long whatever came of it; what failed is kept."""
    said = "too heavy" if answer["peak"] > BYTES else "too long" if answer["spent"] > SECONDS else answer["said"]
    if said in WELL:
        return {"case": name, **answer}
    case = cases.case(name, seed)
    return {"case": name, **answer, "kind": case.label, "said": said, "kept": keep(case).name}


def keep(case: cases.Case) -> Path:
    """A case that brought the program down, put into the corpus."""
    name, data = case.name, case.data
    if case.kind not in ("open", "file"):
        held = {"kind": case.kind, "name": case.name, "data": case.data.decode("latin-1"), "arguments": case.arguments}
        name, data = f"{case.kind}.json", json.dumps(held).encode()
    path = seeds.CORPUS / f"{hashlib.sha256(data).hexdigest()[:8]}-{Path(name).name}"
    path.write_bytes(data)
    return path


def told(journal: Path) -> list[dict]:
    """The cases a journal tells of."""
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()] if journal.exists() else []


def table(found: list[dict]) -> str:
    """A line a kind: how many, what came of them, the longest, the most memory."""
    lines = []
    for kind in sorted({one["kind"] for one in found}):
        mine = [one for one in found if one["kind"] == kind]
        said = collections.Counter(one["said"].partition(":")[0] for one in mine)
        counted = ", ".join(f"{name} {number}" for name, number in sorted(said.items()))
        longest, spent, peak = (max(one[name] for one in mine) for name in ("seconds", "spent", "peak"))
        lines.append(
            f"{kind:8} {len(mine):6}: {counted}; longest {longest:.1f} s ({spent:.1f} s of a processor), most memory {peak / 2**20:.0f} MB"
        )
    return "\n".join(lines)


def main(count: int = 1000, seed: int = 4, minutes: float = 10**6, workers: int = os.cpu_count() or 1) -> int:
    """Runs the cases and prints what came of them."""
    journal = seeds.ROOT / ".cache" / "fuzz" / f"{seed}-{count}.jsonl"
    journal.parent.mkdir(parents=True, exist_ok=True)
    begun, before = time.monotonic(), len(told(journal))
    run(count, seed, begun + 60 * minutes, workers, journal)
    found = told(journal)
    failed = [one for one in found if one["said"] not in WELL]
    rate = (len(found) - before) / max(time.monotonic() - begun, 0.1)
    print(table(found))
    print(f"{len(found)} cases, {len(failed)} failed, seed {seed}, {rate:.1f} a second")
    print("\n".join(f"{one['kept']}: {one['said']}" for one in failed[:20]))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(*(kind(text) for kind, text in zip((int, int, float, int), sys.argv[1:], strict=False))))
