"""What no test would notice: a sample of small faults put into the arithmetic, each against the tests nearby.

    python tools/mutation_run.py [how many] [seed] [modules that begin so, such as reading/]

A copy of the project is changed, never this one. Prints every fault that no test saw, and the share that was seen. The
faults are cosmic-ray's (pip install cosmic-ray), which is no dependency: this is run now and then, on a machine with
nothing else to do: each fault starts Python and its tests anew.
"""

import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 300
"""A fault that keeps the tests busy for longer counts as seen: it never ends. Generous, for a machine that is busy otherwise."""
READING = ["test_reading.py", "test_reading_properties.py", "test_reading_corpus.py"]
NEARBY = {
    "judging/gap.py": ["test_gaps.py"],
    "judging/flags.py": ["test_flags.py"],
    "judging/copied_figures.py": ["test_flags.py"],
    "estimation/intervals.py": ["test_estimate.py"],
    "estimation/estimate.py": ["test_estimate.py"],
    "estimation/linearise.py": ["test_estimate.py"],
    "estimation/compare.py": ["test_estimate_compare.py"],
    "reading/columns.py": READING,
    "reading/headers.py": READING,
    "reading/numerals.py": READING,
    "reading/tables.py": READING,
    "reading/totals.py": READING,
}
"""Each module by the tests that stand nearest to it; a fault they miss may still be seen by others."""


def main(count: int, seed: int, begins: str = "") -> None:
    """Sample faults over these modules alike, run them, and print what survived."""
    chosen = {module: tests for module, tests in NEARBY.items() if module.startswith(begins)}
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "project")
        ignored = shutil.ignore_patterns(".git", ".venv", ".cache", "reports", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=ignored)
        os.chdir(copy)
        seen: list[bool] = []
        for module, tests in chosen.items():
            seen += run(Path("sanlib", module), tests, count // len(chosen), seed)
            print(f"{module}: {sum(seen)} of {len(seen)} faults seen so far ({100 * sum(seen) / max(1, len(seen)):.0f} %)", flush=True)


def run(module: Path, tests: list[str], count: int, seed: int) -> Iterator[bool]:
    """Whether each sampled fault of a module was seen by its tests, which must all pass without one."""
    sound = module.read_text(encoding="utf-8")
    if fails(tests):
        raise SystemExit(f"{module}: its tests fail without any fault")
    every = random.Random(seed).sample(found := faults(sound), len(found))
    drawn = (mutate_code(sound, operator, place) for operator, place in every)
    for changed in islice((one for one in drawn if meaning(one) != meaning(sound)), count):
        module.write_text(changed, encoding="utf-8")
        seen = fails(tests)
        module.write_text(sound, encoding="utf-8")
        if not seen:
            print(*difflib.unified_diff(sound.splitlines(), changed.splitlines(), str(module), n=1, lineterm=""), sep="\n", flush=True)
        yield seen


def faults(sound: str) -> list[tuple]:
    """Every operator of cosmic-ray that asks for nothing, with the number of each place where it fits."""
    nodes = list(ast_nodes(get_ast(sound)))
    operators = [get_operator(name)() for name in operator_names() if not get_operator(name).arguments()]
    places = {operator: sum(len(list(operator.mutation_positions(node))) for node in nodes) for operator in operators}
    return [(operator, place) for operator, many in places.items() for place in range(many)]


def meaning(source: str) -> str:
    """A module without its annotations, which nothing runs: a fault in one of them changes nothing."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if hasattr(node, name):
                setattr(node, name, None)
    return ast.dump(tree)


def fails(tests: list[str]) -> bool:
    """Whether the tests fail, or do not end, on the copy as it stands now."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *(f"tests/{name}" for name in tests)]
    try:
        return subprocess.run(command, capture_output=True, timeout=SECONDS, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


if __name__ == "__main__":
    many, first, *rest = [*sys.argv[1:], *["90", "1"][len(sys.argv) - 1 :]]
    main(int(many), int(first), *rest)
