"""What the reader process costs: the first and the next small file of each kind opened, and one checked by the command, in seconds
of the clock and of a processor.

python benchmarks/reader_process.py [ROUNDS]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ONE = """import resource, sys, time
from pathlib import Path
sys.path.insert(0, {checkout!r})
from sanlib import reading
def used():
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in times)
for round in range(2):
    start = time.perf_counter(), used()
    reading.open_book(Path({path!r}))
    print(time.perf_counter() - start[0])
"""
CHECKED = """import contextlib, io, sys, time
start = time.perf_counter()
sys.path.insert(0, {checkout!r})
from sanlib import cli
if {here!r}:
    from sanlib.reading import reader_process
    reader_process.expect = lambda paths: None
    reader_process.call = lambda reads, path, *arguments, alone=False: reads(path, *arguments)
with contextlib.redirect_stdout(io.StringIO()):
    cli.main(["check", {path!r}])
print(time.perf_counter() - start)
"""


def small(folder: Path) -> list[Path]:
    """A small file of each kind."""
    import openpyxl
    import pandas as pd
    import pyreadstat

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    from bad_workbooks import old_formats

    rows = [["Wilayah", "KK", "% Layak"], *([f"Kota {n}", float(n), 0.9] for n in range(50))]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "kecil.xlsx")
    (folder / "kecil.xls").write_bytes(old_formats.xls(rows))
    (folder / "kecil.ods").write_bytes(old_formats.ods(rows))
    pyreadstat.write_sav(pd.DataFrame({"d_1": [1.0, 2.0] * 25, "nama": ["a", "b"] * 25}), folder / "kecil.sav")
    return [folder / f"kecil.{kind}" for kind in ("xlsx", "xls", "ods", "sav")]


def measured(path: Path, rounds: int) -> tuple[float, float, float]:
    """Median seconds of the first reading and of the second, and processor seconds of the whole less those of an empty run."""
    firsts, seconds, spent = [], [], []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = _said(ONE, path)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        firsts.append(float(said[0]))
        seconds.append(float(said[1]))
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(firsts), statistics.median(seconds), statistics.median(spent)


def _said(code: str, path: Path, here: bool = False) -> list[str]:
    checkout = str(Path(__file__).resolve().parent.parent)
    call = [sys.executable, "-c", code.format(checkout=checkout, path=str(path), here=here)]
    return subprocess.run(call, capture_output=True, text=True, check=True).stdout.split()


def main(rounds: int = 5) -> None:
    """Prints a line a kind."""
    with tempfile.TemporaryDirectory() as folder:
        base = None
        for path in small(Path(folder)):
            first, second, spent = measured(path, rounds)
            base = spent if base is None else base
            checked, here = (min(float(_said(CHECKED, path, way)[0]) for _ in range(rounds)) for way in (False, True))
            print(
                f"{path.suffix:6} first {first:.3f} s, next {second:.3f} s; processor beyond .xlsx {spent - base:+.3f} s; "
                f"checked in {checked:.3f} s, without a process of its own {here:.3f} s"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
