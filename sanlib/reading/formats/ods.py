"""The sheets of an .ods workbook walked element by element for what the fast reader cannot see."""

from __future__ import annotations

import re
from xml.parsers import expat

from sanlib.project.problems import InputError
from sanlib.reading.cells import shown
from sanlib.reading.formats import package
from sanlib.reading.formats.loaded_text import refuse_beyond
from sanlib.reading.formats.package import Package
from sanlib.reading.formats.xlsx_walk import MOST_ELEMENTS
from sanlib.reading.marks import MOST_CELLS, Marks

_ERROR = re.compile(r"#(REF|DIV/0|VALUE|N/A|NAME|NUM|NULL)[!?]?|Err:\d+")
_HIDDEN = ("collapse", "filter")
_ROWS, _COLUMNS = 1_048_576, 16_384
"""What a sheet has at most. One that declares more is refused: the reader makes room for what is declared."""
UNKNOWN = ("boolean",)
"""TRUE and FALSE of an .ods file arrive as 1 and 0."""


def scan(whole: Package) -> dict[str, Marks]:
    """Marks of each sheet by name; a locked or overlarge workbook is refused before anything is loaded."""
    if b"encryption-data" in package.content(whole, "META-INF/manifest.xml") if "META-INF/manifest.xml" in whole.parts else False:
        raise InputError("read_password", whole.file)
    content = package.xml(whole, "content.xml")
    if content.count(b"<") > MOST_ELEMENTS:
        raise InputError("read_bomb", whole.file, megabytes=len(content) // 2**20)
    walk = _Walk(whole.file)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler, parser.buffer_text = walk.characters, True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise InputError("read_broken", whole.file) from None
    return walk.marks


def _count(attributes: dict, name: str) -> int:
    return max(1, min(int(attributes.get(f"table:number-{name}", 1)), _ROWS + 1))


class _Walk:
    """The position in the file: the sheet, the row and the cell, with how often each repeats."""

    def __init__(self, file: str):
        self.file, self.spent, self.text_spent = file, 0, 0
        self.marks: dict[str, Marks] = {}
        self.handlers = {
            "table:table": self._table,
            "table:table-row": self._row,
            "table:table-column": self._columns,
            "table:table-cell": self._cell,
            "table:covered-table-cell": self._cell,
        }
        self._table({})

    def start(self, name: str, attributes: dict):
        if name in self.handlers:
            self.handlers[name](attributes)
        elif name == "text:s":
            self._spaces(attributes)

    def _spaces(self, attributes: dict):
        """Spaces written as their number."""
        self.text_spent += max(0, int(attributes.get("text:c", 1))) * self.row_repeats * self.repeats
        refuse_beyond(self.text_spent, self.file)

    def characters(self, text: str):
        self.text += text

    def end(self, name: str):
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._finish()
        elif name == "table:table-row":
            self.row += self.row_repeats
            if self.row > _ROWS or self.column > _COLUMNS:
                raise InputError("read_sizes_lie", self.file)
        elif name == "table:table":
            self._close()

    def _table(self, attributes: dict):
        self.name = attributes.get("table:name", "")
        self.row, self.row_repeats, self.column, self.columns_seen = 0, 1, 0, 0
        self.rows = self.columns = 0
        self.repeats, self.text = 1, ""
        self.attributes: dict[str, str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.percent: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.uncalculated: set[tuple[int, int]] = set()

    def _columns(self, attributes: dict):
        repeats = _count(attributes, "columns-repeated")
        if attributes.get("table:visibility") in _HIDDEN:
            self.hidden_columns.update(range(self.columns_seen, min(self.columns_seen + repeats, _COLUMNS)))
        self.columns_seen += repeats

    def _row(self, attributes: dict):
        self.row_repeats, self.column = _count(attributes, "rows-repeated"), 0
        if attributes.get("table:visibility") in _HIDDEN and self.row not in self.hidden_rows:
            self.hidden_rows.update(range(self.row, min(self.row + self.row_repeats, _ROWS)))

    def _cell(self, attributes: dict):
        self.attributes, self.text, self.repeats = attributes, "", _count(attributes, "columns-repeated")
        down, across = _count(attributes, "rows-spanned"), _count(attributes, "columns-spanned")
        if down * across > 1:
            self.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _finish(self):
        kind = self.attributes.get("office:value-type", "")
        if kind or self.text:
            self.rows = max(self.rows, self.row + self.row_repeats)
            self.columns = max(self.columns, self.column + self.repeats)
            self._refuse_too_large()
            self._note(kind)
        elif "table:formula" in self.attributes:
            self.uncalculated.add((self.row, self.column))
        self.column += self.repeats

    def _note(self, kind: str):
        if kind == "percentage":
            self.percent.update(self._here())
        if self.attributes.get("calcext:value-type") == "error" or ("table:formula" in self.attributes and _ERROR.fullmatch(self.text)):
            self.errors.update(dict.fromkeys(self._here(), self.text))

    def _here(self):
        for row in range(self.row, self.row + self.row_repeats):
            for column in range(self.column, self.column + self.repeats):
                yield row, column

    def _refuse_too_large(self):
        if self.spent + self.rows * self.columns > MOST_CELLS:
            raise InputError("read_too_many_cells", self.file, shown(self.name), rows=self.rows, columns=self.columns)
        self.text_spent += len(self.text) * self.row_repeats * self.repeats
        refuse_beyond(self.text_spent, self.file)

    def _close(self):
        self.spent += self.rows * self.columns
        self.marks[self.name] = Marks(
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            tuple(self.merged),
            frozenset(self.percent),
            self.errors,
            frozenset(self.uncalculated),
            UNKNOWN,
        )
