"""python -m tools.fuzz [CASES [SEED [MINUTES]]]    1,000 cases by default; a nightly run takes 20000

Bends every kind of file the readers know, every table an analyst edits and the calls of the command line, and runs each to the
end in a process that is watched. Prints, by kind, how many were read and refused, how many ended in a trace or brought the
process down, the longest and the most memory; exit 1 on a trace, an abort, more than 20 s or more than 1 GiB. What failed joins
tools/fuzz/corpus and is tried first by every later run.
"""

from __future__ import annotations

import collections
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from tools.fuzz import mutations, seeds

SECONDS, BYTES = 20, 2**30
GRACE = 300
"""Seconds of the clock after which a case is given up: on a busy machine only the processor's seconds are held to 20."""


class Watched:
    """The worker, and what the case at hand has taken: seconds of the clock and of a processor, bytes beyond its rest."""

    def __init__(self):
        call = [sys.executable, "-m", "tools.fuzz.worker"]
        self.process = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=seeds.ROOT)
        self.ask({"kind": "command", "arguments": ["--help"]})
        self.rest = self._bytes()

    def ask(self, case: dict) -> str:
        """What came of a case: "read", "refused", "traceback: ...", "aborted" or "too long"."""
        self.peak, self.spent, begun = 0, self._spent(), time.monotonic()
        said: list[str] = []
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        waiting = threading.Thread(target=lambda: said.append(self.process.stdout.readline()), daemon=True)
        waiting.start()
        while waiting.is_alive() and time.monotonic() - begun < GRACE:
            waiting.join(0.03)
            self.peak = max(self.peak, self._bytes())
        self.seconds, self.spent = time.monotonic() - begun, max(self._spent() - self.spent, 0.0)
        if waiting.is_alive():
            return "too long"
        return json.loads(said[0]) if said and said[0] else "aborted"

    def _all(self) -> list[psutil.Process]:
        try:
            mine = psutil.Process(self.process.pid)
            return [mine, *mine.children()]
        except psutil.Error:
            return []

    def _bytes(self) -> int:
        return sum(found for found in map(_resident, self._all()))

    def _spent(self) -> float:
        return sum(map(_processor, self._all()))

    def end(self) -> None:
        """End the worker and whatever it started."""
        for one in self._all():
            one.kill()
        self.process.wait()


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def _processor(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:2])
    except psutil.Error:
        return 0.0


def cases(folder: Path, count: int, draw: random.Random):
    """First the corpus as it is, then cases bent by chance: of 220, 200 files opened, 15 checked whole, three tables, two commands."""
    known, tables = seeds.files(folder), seeds.tables()
    corpus = seeds.corpus()
    for name, data in corpus:
        yield _case(folder, name, data)
    kinds: dict[str, list] = collections.defaultdict(list)
    for name, data in known + [one for one in corpus if not one[0].endswith(".json")]:
        kinds[Path(name).suffix or "?"].append((name, data))
    paths = [str(folder), str(folder / "uji"), str(seeds.ROOT / "data/raw/2018")]
    for _ in range(count):
        kind = draw.choices(("open", "file", "table", "command"), (200, 15, 3, 2))[0]
        if kind in ("open", "file"):
            name, data = draw.choice(kinds[draw.choices(sorted(kinds), [_WEIGHTS.get(one, 0.3) for one in sorted(kinds)])[0]])
            yield _case(folder, name, mutations.mutated(data, draw)) | {"kind": kind}
        elif kind == "table":
            name, data = draw.choice(tables)
            yield {"kind": "table", "name": name, "data": mutations.bent_table(data, draw).decode("latin-1")}
        else:
            yield {"kind": "command", "arguments": mutations.arguments(draw, paths)}


_WEIGHTS = {".xlsx": 3, ".csv": 1, ".xls": 2, ".ods": 2, ".sav": 2}


def _case(folder: Path, name: str, data: bytes) -> dict:
    if name.endswith(".json"):
        return json.loads(data)
    path = folder / "uji" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return {"kind": "file", "path": str(path)}


def _label(case: dict) -> str:
    return (Path(case["path"]).suffix or "?") if case["kind"] in ("open", "file") else case["kind"]


def keep(case: dict) -> Path:
    """A case that brought the program down, put into the corpus."""
    if case["kind"] in ("open", "file"):
        name, data = Path(case["path"]).name, Path(case["path"]).read_bytes()
    else:
        name, data = f"{case['kind']}.json", json.dumps(case).encode()
    path = seeds.CORPUS / f"{hashlib.sha256(data).hexdigest()[:8]}-{name}"
    path.write_bytes(data)
    return path


class Told:
    """What came of the cases of one kind."""

    def __init__(self):
        self.outcomes: collections.Counter = collections.Counter()
        self.longest = self.spent = 0.0
        self.peak = 0

    def __str__(self) -> str:
        counted = ", ".join(f"{name} {count}" for name, count in sorted(self.outcomes.items()))
        return f"{counted}; longest {self.longest:.1f} s ({self.spent:.1f} s of a processor), most memory {self.peak / 2**20:.0f} MB"


def main(count: int = 1000, seed: int = 4, minutes: float = 10**6) -> int:
    """Runs the cases and prints what came of them; a worker that dies or hangs is replaced."""
    end, told, failed = time.monotonic() + 60 * minutes, collections.defaultdict(Told), []
    with tempfile.TemporaryDirectory() as folder:
        worker = Watched()
        for case in cases(Path(folder), count, random.Random(seed)):
            if time.monotonic() > end:
                break
            said, kind = worker.ask(case), told[_label(case)]
            taken = max(worker.peak - worker.rest, 0)
            kind.longest, kind.spent, kind.peak = max(kind.longest, worker.seconds), max(kind.spent, worker.spent), max(kind.peak, taken)
            said = "too heavy" if taken > BYTES else "too long" if worker.spent > SECONDS else said
            kind.outcomes[said.partition(":")[0]] += 1
            if said not in ("read", "refused"):
                failed.append(f"{keep(case).name}: {said}")
                worker.end()
                worker = Watched()
        worker.end()
    for name, one in sorted(told.items()):
        print(f"{name:8} {sum(one.outcomes.values()):6}: {one}")
    print(f"{sum(sum(one.outcomes.values()) for one in told.values())} cases, {len(failed)} failed, seed {seed}")
    print("\n".join(failed[:20]))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(*(kind(text) for kind, text in zip((int, int, float), sys.argv[1:], strict=False))))
