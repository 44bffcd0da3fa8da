"""The cells of a spreadsheet that a figure rests on: its own, its base, the parts it is the sum of, its region and year."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pandas as pd

from sanlib import official, reading
from sanlib.project import folders
from sanlib.project.binding import bound
from sanlib.reference import corrections, indicators
from sanlib.trail.complete_row import whole

COLUMNS = ("role", "indicator", "header", "file", "sheet", "cell", "stands")
CELL = re.compile(r"([A-Z]{1,3})(\d+)")
RECAP = ("value", "gap", "indicator", "target_set")
"""The columns of a recap's row that a figure rests on, beside its region and year."""


@bound
def cells(row: pd.Series, root=None) -> pd.DataFrame:
    """Every cell behind one row of `gaps` or `achievements`: role (pct, amount, base, region, year, ...), header, content.

    `stands` is what the raw file holds now, before any correction. No rows where the file is gone or the figure is a
    survey's (see `households`).
    """
    row = whole(row)
    path = folders.root() / row["file"]
    if not row["cell"] or not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    book, read = _opened(path)
    grid = next((sheet.cells for sheet in book.sheets if sheet.name == row["sheet"]), [])
    named = [one for table in read.tables if table.sheet == row["sheet"] for one in _named(table, row)]
    rows = [(role, name, header, row["file"], row["sheet"], cell, _at(grid, cell)) for role, name, header, cell in named]
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(["role", "cell"], ignore_index=True)


def contents(row: pd.Series) -> str:
    """The present contents of the cells a row comes from, read from the raw file."""
    path = folders.root() / row["file"]
    if not row["cell"] or not path.is_file():
        return ""
    grid = next((sheet.cells for sheet in _opened(path)[0].sheets if sheet.name == row["sheet"]), None)
    if grid is None:
        return ""
    return "; ".join(f"{letters}{number} = {_at(grid, letters + number)}" for letters, number in CELL.findall(row["cell"]))


def _opened(path: Path):
    listed = folders.root() / "data" / "raw" / "reference" / corrections.NAME
    return _read(path, folders.root(), *((p.stat().st_mtime_ns, p.stat().st_size) for p in (path, listed) if p.is_file()))


@functools.lru_cache(maxsize=16)
def _read(path: Path, root, *_changed):
    return reading.open_book(path), official.read(path, root)


def _at(grid: list, cell: str):
    """The content of a cell, a whole number without decimals; blank beyond the sheet's last row or column."""
    row, column = reading.place(cell)
    content = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
    return int(content) if isinstance(content, float) and content.is_integer() else content


def _named(table, row: pd.Series) -> list[tuple[str, str, str, str]]:
    """Role, indicator, header and address of each cell that one table gives the figure."""
    own = {"".join(pair) for pair in CELL.findall(row["cell"])}
    lines = [line for line in table.rows if own & {f"{letter}{line.number}" for letter in line.letters.values()}]
    if table.column("indicator"):
        return [one for line in _same_figure(table, lines, row) for one in _recap(table, line, row)]
    return [one for line in lines for one in _wide(table, line, row)]


def _wide(table, line, row: pd.Series) -> list[tuple[str, str, str, str]]:
    there = {
        column.field.split("@")[0]: column
        for column in table.columns
        if column.field
        and column.field in line.letters
        and column.field.partition("@")[2] in ("", row["period"])
        and not reading.is_blank(line.values.get(column.field))
    }
    wanted = ["region_code", "region", "year", "unit", "base", *_support(row["indicator"], there, pd.notna(row["amount"]))]
    return [(*_role(field), _header(there[field]), line.cell(there[field].field)) for field in wanted if field in there]


def _support(name: str, there: dict, with_amount: bool) -> list[str]:
    """The fields an indicator's share and amount come from: its own, else its parts', else those of what it completes."""
    own = [field for field in (f"pct:{name}", f"amount:{name}") if field in there]
    parts = [f"amount:{part}" for part, whole in indicators.wholes().items() if whole == name]
    if with_amount and f"amount:{name}" not in there:
        own += [field for field in parts if field in there]
    whole = indicators.complements().get(name)
    return own or (_support(whole, there, with_amount) if whole else [])


def _role(field: str) -> tuple[str, str]:
    kind, _, name = field.partition(":")
    return kind, name


def _header(column) -> str:
    return " ".join(column.header.split())


def _same_figure(table, lines: list, row: pd.Series) -> list:
    """The recap's row of the figure, and the one that prints its gap to the target set it is compared with."""
    first = next(iter(lines), None)
    if first is None:
        return []
    keys = [name for name in ("region", "year", "indicator", "instrument") if table.column(name)]
    same = [line for line in table.rows if all(line.values.get(key) == first.values.get(key) for key in keys)]
    set_ = row.get("target_set", "")
    return [first, *(line for line in same if line is not first and str(line.values.get("target_set") or "") == set_)]


def _recap(table, line, row: pd.Series) -> list[tuple[str, str, str, str]]:
    value = f"value@{row['period']}" if table.column(f"value@{row['period']}") else "value"
    fields = ["region_code", "region", "year", "unit", value, *RECAP[1:]]
    return [
        (field.partition("@")[0], row["indicator"], _header(column), line.cell(field))
        for field in fields
        if (column := table.column(field)) and not reading.is_blank(line.values.get(field))
    ]
