"""What the commonest commands cost, against what any program of their kind costs, in one run.

`import sanlib` and `sanlib check` of one small file against `import pandas`; `sanlib report` of one period against executing as
many empty notebooks by `jupyter nbconvert`. Seconds of the processor (children with it), which other programs on the machine
change little; of the report also seconds of the clock. The least of the rounds counts.

python benchmarks/commands.py [ROUNDS]
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
SMALL = "data/raw/2023/Rekap_Pusdal_LH_Jawa_Ponorogo_2021_2023.xlsx"
PERIOD = "2023"


SET_CHILD_SUBREAPER = 36
"""Of prctl(2)."""


class Cost(NamedTuple):
    """Seconds of the processor and of the clock."""

    processor: float
    clock: float


def cost(*arguments: str, **environment: str) -> Cost:
    """What a command of this Python costs, all that it starts included; one that fails stops the measurement."""
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, env=dict(os.environ) | environment, check=True, capture_output=True)
    ended = time.perf_counter()
    wait_for_orphans()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(used, ended - started)


def adopt_orphans() -> None:
    """Count what a command's own helpers used too, should they outlive it by a moment (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    """Until no process is left that a command started."""
    with contextlib.suppress(ChildProcessError, AttributeError):
        while True:
            os.wait()


def least(rounds: int, *arguments: str, **environment: str) -> Cost:
    """The least of several rounds."""
    return Cost(*map(min, zip(*(cost(*arguments, **environment) for _ in range(rounds)), strict=True)))


def told(name: str, found: Cost, than: Cost, what: str, target: float | None = None) -> None:
    """One line: what it costs and how many times the thing it is compared with."""
    ratio = f"{found.processor / than.processor:.2f} x {what}" + (f" (target {target})" if target else "")
    print(f"{name:42} {found.processor:6.2f} s processor {found.clock:6.2f} s clock   {ratio}")


def imports_and_check(rounds: int) -> None:
    """`import sanlib` and the check of a small file against `import pandas`."""
    pandas = least(rounds, "-c", "import pandas")
    told("import pandas", pandas, pandas, "itself")
    told("import sanlib", least(rounds, "-c", "import sanlib"), pandas, "import pandas", 1.2)
    told("sanlib check of one small file", least(rounds, "-m", "sanlib", "check", SMALL), pandas, "import pandas", 2)


def report(rounds: int, folder: Path) -> None:
    """The report of a period in a project of its own: the first, another with what was read kept, and one with nothing changed."""
    if importlib.util.find_spec("nbconvert") is None:
        print("skipped: the report, for nbconvert is not installed")
        return
    for part in ("data", "notebooks"):
        shutil.copytree(CHECKOUT / part, folder / part)
    books = sorted(path.name for path in (folder / "notebooks").glob("*.ipynb"))
    empty = cost("-m", "nbconvert", "--to", "html", "--execute", *map(str, emptied(folder / "empty", books)))
    what = f"{len(books)} empty notebooks"
    told(f"{what} by nbconvert", empty, empty, "itself")
    command, place = ("-m", "sanlib", "report", PERIOD), {"SANLIB_ROOT": str(folder)}
    told(f"sanlib report {PERIOD}, the first", cost(*command, **place), empty, what, 2.5)
    shutil.rmtree(folder / ".cache" / "sanlib")
    told(f"sanlib report {PERIOD}, files known", cost(*command, **place), empty, what)
    told(f"sanlib report {PERIOD}, unchanged", least(rounds, *command, **place), empty, what)


def emptied(folder: Path, names: list[str]) -> list[Path]:
    """Notebooks of one cell that does nothing."""
    import nbformat

    folder.mkdir()
    for name in names:
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")]), folder / name)
    return [folder / name for name in names]


if __name__ == "__main__":
    adopt_orphans()
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    imports_and_check(asked)
    with tempfile.TemporaryDirectory() as place:
        report(asked, Path(place))
