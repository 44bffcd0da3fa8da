"""What the reader costs beside the bare grid: open_book + find_tables against python-calamine alone, same file, same run.

python benchmarks/reading.py [ROWS COLUMNS ROUNDS]
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import python_calamine

from sanlib import reading


def make(path: Path, rows: int, columns: int) -> None:
    """A survey-like workbook: ids, letters, codes and blanks."""
    draw, book = random.Random(2023), openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.append([f"Q{column}" for column in range(columns)])
    kinds = [draw.choice(("id", "letter", "code", "code", "code", "blank")) for _ in range(columns)]
    for row in range(rows):
        sheet.append([_value(kind, row, draw) for kind in kinds])
    book.save(path)


def _value(kind: str, row: int, draw: random.Random):
    if kind == "id":
        return f"RT-{row:05d}-{draw.randrange(1000)}"
    if kind == "letter":
        return draw.choice("ABCDEFGH")
    return draw.randrange(10) if kind == "code" or draw.random() < 0.3 else None


def bare(path: Path) -> None:
    """The grid and nothing else."""
    python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def full(path: Path, columns: int) -> None:
    """The grid with marks, header, rows and addresses."""
    spellings = {f"q{column}": f"q{column}" for column in range(columns)}
    (table,) = reading.find_tables(reading.open_book(path).sheets[0], spellings, {"q1", "q2"})
    assert table.rows


def seconds(work, *arguments) -> float:
    """Wall time of one run, garbage of the run before put away first."""
    gc.collect()
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def main(rows: int = 1500, columns: int = 200, rounds: int = 15) -> None:
    """Prints the best and the median of both, and their ratio; the runs alternate so that a busy machine slows both."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "besar.xlsx"
        make(path, rows, columns)
        times = [(seconds(bare, path), seconds(full, path, columns)) for _ in range(rounds)]
    for name, pick in (("best", min), ("median", statistics.median)):
        alone, whole = (pick(column) for column in zip(*times, strict=True))
        print(f"{name:>6}: calamine {alone * 1000:.0f} ms, reading {whole * 1000:.0f} ms, ratio {whole / alone:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
