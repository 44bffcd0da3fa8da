"""One .xlsx sheet walked element by element: slower, for sheets not written the way Excel writes them."""

from __future__ import annotations

import re
from xml.parsers import expat

from sanlib.project.problems import InputError
from sanlib.reading import cells
from sanlib.reading.marks import Marks, Scanned, Styles, is_uncalculated, merged

MOST_ELEMENTS = 8_000_000
"""Elements walked at most, about 10 seconds' worth [own limit]."""
_TRUE = ("1", "true")
_AREA = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6}):([A-Z]{1,3}[1-9][0-9]{0,6})")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


def scan(xml: bytes, styles: Styles, file: str) -> Scanned:
    """Marks and extent of a sheet, from its elements; entities and document types are refused."""
    if xml.count(b"<") > MOST_ELEMENTS:
        raise InputError("read_bomb", file, megabytes=len(xml) // 2**20)
    walk = _Walk(styles, file)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = walk.characters, walk.refuse
    parser.buffer_text = True
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise InputError("read_broken", file) from None
    return Scanned(walk.marks(), walk.rows, walk.columns)


class _Walk:
    """The position in the sheet, and the marks found so far."""

    def __init__(self, styles: Styles, file: str):
        self.styles, self.file = styles, file
        self.percent = {int(style) for style in styles.percent}
        self.row, self.column, self.rows, self.columns, self.columns_done = -1, -1, 0, 0, 0
        self.value, self.inside, self.formula = "", "", False
        self.cell: dict[str, str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.percent_cells: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.uncalculated: set[tuple[int, int]] = set()

    def refuse(self, *_):
        raise InputError("read_xml_tricks", self.file)

    def start(self, name: str, attributes: dict):
        name = name.rpartition(" ")[2]
        self.inside = name if name in ("v", "t") else ""
        handler = getattr(self, f"_{name}", None) if name in ("row", "c", "f", "col", "mergeCell") else None
        if handler:
            handler(attributes)

    def characters(self, text: str):
        if self.inside:
            self.value += text

    def end(self, name: str):
        self.inside = ""
        if name.rpartition(" ")[2] == "c":
            self._finish()

    def _row(self, attributes: dict):
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1
        if attributes.get("hidden") in _TRUE:
            self.hidden_rows.add(self.row)

    def _c(self, attributes: dict):
        if "r" in attributes:
            named = _REFERENCE.fullmatch(attributes["r"])
            if not named:
                raise InputError("read_broken", self.file)
            self.row, self.column = int(named[2]) - 1, cells.column_index(named[1].upper())
        else:
            self.column += 1
        self.cell, self.value, self.formula = attributes, "", False

    def _f(self, _):
        self.formula = True

    def _col(self, attributes: dict):
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes.get("min", 1)) - 1, min(int(attributes.get("max", 0)), 16384)
            self.hidden_columns.update(range(max(first, self.columns_done), last))
            self.columns_done = max(self.columns_done, last)

    def _mergeCell(self, attributes: dict):
        area = _AREA.fullmatch(attributes.get("ref", ""))
        if area:
            self.merged.append(merged(area[1], area[2]))

    def _finish(self):
        here, kind = (self.row, self.column), self.cell.get("t", "n")
        if self.value or self.formula:
            self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
        if self.formula and is_uncalculated(self.value, kind == "str", self.styles.zeros_doubtful):
            self.uncalculated.add(here)
        if kind == "e":
            self.errors[here] = self.value
        if int(self.cell.get("s", 0)) in self.percent:
            self.percent_cells.add(here)

    def marks(self) -> Marks:
        return Marks(
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            tuple(self.merged),
            frozenset(self.percent_cells),
            self.errors,
            frozenset(self.uncalculated),
        )
