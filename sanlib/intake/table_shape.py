"""Where the table of an unknown sheet stands, told by its regions: its title, its heading and its rows of data."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading
from sanlib.reading import headers
from sanlib.reading.numerals import numeral
from sanlib.reference import header_words, regions

LOOKED_AT = 400
"""Rows of a sheet that are looked at: a heading stands before them, and what a column holds shows in them."""
EVERY_KIND = (*regions.LEVEL_2, "provinsi")


class Shape(NamedTuple):
    """A table as it stands in a sheet; `paths` are the header's texts by column, parent before child, `rows` those of data, `units` what a
    row of units in brackets says under the header."""

    sheet: reading.Sheet
    title: str
    top: int
    depth: int
    paths: dict[int, list[str]]
    rows: list[int]
    region: int
    units: dict[int, str]

    def header(self, column: int) -> str:
        """All that stands over a column, the unit in brackets under its header included."""
        return " ".join([*self.paths[column], self.units.get(column, "")]).strip()

    def values(self, column: int) -> list:
        """What stands in a column in the rows of data, blanks left out."""
        return [value for row in self.rows if not reading.is_blank(value := self.sheet.cells[row][column])]

    def cell(self, column: int) -> str:
        """The address of a column's header."""
        return reading.address(self.top + self.depth - 1, column)


def find(sheet: reading.Sheet) -> Shape | None:
    """The table of a sheet that has a column of regions with a header; None where there is none."""
    cells, known = sheet.cells[:LOOKED_AT], {}
    named = _regions(cells, known) or _codes(cells, known)
    if not named:
        return None
    region = max(named, key=lambda column: (_telling(cells, column, named[column], known), -column))
    grid = headers.Grid.of(sheet.cells, sheet.marks.merged)
    first = _first(cells, region, min(named[region]))
    bottom, units = first - 1, {}
    while bottom >= 0 and _is_between(cells[bottom]):
        units |= _texts(cells[bottom]) if headers.is_units(cells[bottom]) else {}
        bottom -= 1
    depth = _depth(grid, bottom, region)
    if not depth:
        return None
    top = bottom - depth + 1
    title = "\n".join(" ".join(reading.text(value) for value in line if not reading.is_blank(value)) for line in cells[:top])
    rows = [row for row in named[region] if row >= first]
    return Shape(sheet, title.strip(), top, depth, grid.paths(top, depth), rows, region, units)


def _regions(cells: list[list], known: dict[str, list[str]]) -> dict[int, list[int]]:
    """By column the rows that name a region beside something else; columns in which most texts do."""
    found: dict[int, list[int]] = {}
    texts: dict[int, int] = {}
    for row, line in enumerate(cells):
        if sum(not reading.is_blank(value) for value in line) < 2:
            continue
        for column, value in enumerate(line):
            if isinstance(value, str) and any(map(str.isalpha, value)):
                texts[column] = texts.get(column, 0) + 1
                if _meant(value, known):
                    found.setdefault(column, []).append(row)
    return {column: rows for column, rows in found.items() if 2 * len(rows) >= texts[column] - headers.DEEPEST}


def _codes(cells: list[list], known: dict[str, list[str]]) -> dict[int, list[int]]:
    """By column the rows that hold a region's code, in a table without names; columns with "kode" in a cell above them."""
    found: dict[int, list[int]] = {}
    for column in range(max(map(len, cells), default=0)):
        rows = [row for row, line in enumerate(cells) if column < len(line) and regions.of_code(reading.text(line[column]))]
        above = " ".join(reading.text(line[column]) for line in cells[: rows[0]] if column < len(line)) if rows else ""
        if "region_code" in {meaning for _, meaning in header_words.meanings(above)}:
            found[column] = rows
            known |= {cells[row][column]: regions.of_code(reading.text(cells[row][column])) for row in rows}
    return found


def _texts(line: list) -> dict[int, str]:
    return {column: reading.text(value) for column, value in enumerate(line) if not reading.is_blank(value)}


def _meant(name: str, known: dict[str, list[str]]) -> list[str]:
    if name not in known:
        whole = ["country"] if regions.whole_country(name) else []
        known[name] = whole or regions.candidates(name, EVERY_KIND, "kabupaten")
    return known[name]


def _telling(cells: list[list], column: int, rows: list[int], known: dict) -> tuple[bool, int, int]:
    """A column of kabupaten and kota comes before one of provinces, then the one that names more regions in more rows."""
    meant = {code for row in rows for code in known[cells[row][column]]}
    return any(len(code) == 4 for code in meant), len(meant), len(rows)


def _first(cells: list[list], region: int, first: int) -> int:
    """The first row of data: a row above it that holds figures beside a name nobody knows is one too."""
    while first > 0 and not reading.is_blank(cells[first - 1][region]) and _has_figure(cells[first - 1]):
        first -= 1
    return first


def _has_figure(line: list) -> bool:
    return not headers.is_numbering(line) and any(is_number(value) and not reading.year_and_mark(value)[0] for value in line)


def is_number(value) -> bool:
    """Whether a cell holds a number, as such or as text."""
    return isinstance(value, float) or (isinstance(value, str) and not reading.is_blank(value) and numeral(value) is not None)


def _is_between(line: list) -> bool:
    """A row between heading and data that is neither: blank, numbers of the columns, units in brackets, a total."""
    return all(map(reading.is_blank, line)) or headers.is_numbering(line) or headers.is_units(line) or _has_figure(line)


def _depth(grid: headers.Grid, bottom: int, region: int) -> int:
    """Rows of the heading that ends here: up to the one that names the regions, and the parents above it; 0 without one."""
    lines = {row: grid.paths(row, 1) for row in range(max(0, bottom - headers.DEEPEST + 1), bottom + 1)}
    named = next((row for row in sorted(lines, reverse=True) if lines[row].get(region)), None)
    if named is None:
        return 0
    while named - 1 in lines and _is_parent(lines[named - 1], lines[named], region):
        named -= 1
    return bottom - named + 1


def _is_parent(above: dict[int, list[str]], below: dict[int, list[str]], region: int) -> bool:
    """Whether a row is part of the heading: several texts, or one that stands over the figures alone; no title."""
    texts = {texts[0] for texts in above.values()}
    return len(texts) > 1 or bool(texts and min(above) > region and len(below) > 1)
