"""Reading a file against taking what it gave from the cache, as a ratio in one run: an export of 1,750 rows and a survey."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import openpyxl

from sanlib import official
from sanlib.households import read_households
from sanlib.project import cache, folders
from sanlib.reference import regions

ROUNDS, TARGET = 5, 5


def main() -> None:
    """Prints for each kind both medians and how many times faster the cache is."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(folders.root() / "data" / "raw" / "reference", root / "data" / "raw" / "reference")
        path = national(root / "data" / "raw" / "2024")
        shutil.copytree(folders.raw("contoh-2023"), root / "data" / "raw" / "contoh-2023")
        told("SIPSN, 1,750 rows", lambda: official.figures(path, root), root)
        told("EHRA, 4 files of 2,120 households", lambda: read_households.read_period("contoh-2023", root), root)


def told(name: str, read, root: Path) -> None:
    """One line: cold (the entry is made), warm (it is taken), and the ratio."""
    pairs = []
    for _ in range(ROUNDS):
        cache.clear(root)
        pairs.append((seconds(read), seconds(read)))
    cold, warm = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: read {cold:.3f} s, from the cache {warm:.3f} s, {cold / warm:.0f} times (target {TARGET})")


def seconds(read) -> float:
    """The time of one call."""
    started = time.perf_counter()
    read()
    return time.perf_counter() - started


def national(folder: Path) -> Path:
    """An export as large as the whole country's: 250 regions in seven years."""
    folder.mkdir(parents=True)
    source = openpyxl.load_workbook(folders.raw("2023") / "SIPSN_Data_Capaian_2023.xlsx").worksheets[0]
    header = [cell.value for cell in source[2]]
    names = regions.table().query("kind == 'kabupaten'")["region"].head(250)
    book = openpyxl.Workbook()
    book.active.append(["SIPSN - Sistem Informasi Pengelolaan Sampah Nasional"])
    book.active.append(header)
    for year in range(2018, 2025):
        for name in names:
            book.active.append([year, "", name, 1000, 150, 15, 700, 70, 850, 85][: len(header)])
    book.save(folder / "nasional.xlsx")
    return folder / "nasional.xlsx"


if __name__ == "__main__":
    main()
