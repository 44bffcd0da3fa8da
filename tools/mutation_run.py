"""What no test would notice: a sample of small faults put into the arithmetic, each against the tests nearby.

    python tools/mutation_run.py [how many] [seed]

A copy of the project is changed, never this one. Prints every fault that no test saw, and the share that was seen. Asks
for cosmic-ray (pip install cosmic-ray), which is no dependency: it is run now and then, a fault takes some seconds.
"""

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120
"""A fault that keeps the tests busy for longer counts as seen: it never ends."""
NEARBY = {
    "judging/gap.py": ["test_gaps.py"],
    "judging/flags.py": ["test_flags.py"],
    "judging/copied_figures.py": ["test_flags.py"],
    "estimation/intervals.py": ["test_estimate.py"],
    "estimation/linearise.py": ["test_estimate.py"],
    "estimation/compare.py": ["test_estimate_compare.py"],
    "reading/columns.py": ["test_reading.py"],
    "reading/numerals.py": ["test_reading.py"],
    "reading/totals.py": ["test_reading.py"],
}
"""Each module by the tests that stand nearest to it; a fault they miss may still be seen by others."""


def main(count: int, seed: int) -> None:
    """Sample faults over all modules alike, run them, and print what survived."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "project")
        ignored = shutil.ignore_patterns(".git", ".venv", ".cache", "reports", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=ignored)
        seen = [outcome for module, tests in NEARBY.items() for outcome in faults(copy, module, tests, count // len(NEARBY), seed)]
    print(f"{sum(seen)} of {len(seen)} faults seen ({100 * sum(seen) / max(1, len(seen)):.0f} %)")


def faults(copy: Path, module: str, tests: list[str], count: int, seed: int) -> list[bool]:
    """Whether each sampled fault of a module was seen by its tests."""
    session = copy / f"{Path(module).stem}.sqlite"
    config = session.with_suffix(".toml")
    config.write_text(configured(module, tests), encoding="utf-8")
    cosmic_ray(copy, "init", config, session)
    with use_db(str(session), WorkDB.Mode.open) as found:
        leave_out(found, count, seed)
    cosmic_ray(copy, "exec", config, session)
    with use_db(str(session), WorkDB.Mode.open) as found:
        done = [(job, result) for job, result in found.results if result.worker_outcome != WorkerOutcome.SKIPPED]
        for _, result in done:
            if result.test_outcome == TestOutcome.SURVIVED:
                print(result.diff, flush=True)
        return [result.test_outcome != TestOutcome.SURVIVED for _, result in done]


def configured(module: str, tests: list[str]) -> str:
    """The settings of cosmic-ray for one module."""
    asked = " ".join(f"tests/{name}" for name in tests)
    return f"""[cosmic-ray]
module-path = "sanlib/{module}"
timeout = {SECONDS}.0
excluded-modules = []
test-command = "{Path(sys.executable).as_posix()} -m pytest -x -q -n0 -p no:cacheprovider {asked}"
[cosmic-ray.distributor]
name = "local"
"""


def leave_out(found: WorkDB, count: int, seed: int) -> None:
    """Mark all faults but a sample as skipped."""
    jobs = sorted(found.work_items, key=lambda item: [str(part) for part in item.mutations])
    random.Random(seed).shuffle(jobs)
    for job in jobs[count:]:
        found.set_result(job.job_id, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def cosmic_ray(copy: Path, *command) -> None:
    """Run cosmic-ray in the copy, which Python then finds before the checkout."""
    subprocess.run([sys.executable, "-m", "cosmic_ray.cli", *map(str, command)], cwd=copy, check=True)


if __name__ == "__main__":
    main(*(int(given) for given in (sys.argv[1:] + ["90", "1"][len(sys.argv) - 1 :])))
