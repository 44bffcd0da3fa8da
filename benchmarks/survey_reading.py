"""Reading a 1,500 x 200 survey workbook against the bare calamine read of the same file, as a ratio in one run.

python -m benchmarks.survey_reading
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import pandas as pd
import python_calamine as calamine

from sanlib.households import read_households
from sanlib.reference import codebook
from tools.sample_survey import draw, write

ROWS, COLUMNS, ROUNDS, TARGET = 1500, 200, 7, 2.5


def main() -> None:
    """Prints both medians and their ratio; the first reading, which loads the tables of the codebook, is not among them."""
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder))
        read(path)
        pairs = [(seconds(bare, path), seconds(read, path)) for _ in range(ROUNDS)]
    plain, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(slow / fast for fast, slow in pairs)
    print(f"{ROWS} x {COLUMNS}: calamine {plain:.3f} s, sanlib {ours:.3f} s, ratio {ratio:.2f} (target {TARGET})")


def workbook(folder: Path) -> Path:
    """The sample of Kota Blitar, repeated with new questionnaire numbers until it has the size."""
    scenario = next(draw.scenarios().itertuples())
    book = codebook.load()
    answers = draw.load(scenario, book)[1]
    many = pd.concat([answers, answers], ignore_index=True).head(ROWS)
    again = many.index >= len(answers)
    many.loc[again, "ID.8"] = (many.loc[again, "ID.8"].astype(int) + draw.PER_DESA).astype(str)
    many["ID.9"] = many["ID.9"].str[:11] + many["ID.8"]
    extra = {f"_{name}": "x" for name in ("id", "uuid", "status", "tags", "notes")}
    many = many.assign(**extra, start="x", end="x", today="x").iloc[:, :COLUMNS]
    write.coded(folder / "survey.xlsx", many, book)
    return folder / "survey.xlsx"


def seconds(action, path: Path) -> float:
    """How long one call keeps the processor, whatever else the machine does."""
    start = time.process_time()
    action(path)
    return time.process_time() - start


def bare(path: Path) -> None:
    """calamine alone: every sheet to lists."""
    for name in (book := calamine.CalamineWorkbook.from_path(path)).sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def read(path: Path) -> None:
    """File to checked households and problems."""
    read_households.read_households(path, "2024")


if __name__ == "__main__":
    main()
