"""One .xlsx sheet scanned as XML for what the fast reader cannot see, before anything is loaded."""

from __future__ import annotations

import re

from sanlib.reading import cells
from sanlib.reading.marks import MOST_CELLS, Marks

_ROW = re.compile(rb'<row (?:[^>]*? )??r="(\d+)"')
_FAR_COLUMN = re.compile(rb'<c r="[A-Z]{3}')
_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</c>)')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)"|[^>]*\bht="0")[^>]*\br="(\d+)"')
_COLUMN_GROUP = re.compile(rb"<col [^>]*>")
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]* t="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^>]*)><f\b[^>]*?(?:/>|>[^<]*</f>)(?:<v>([^<]*)</v>|<v/>|)</c>')
_STYLED = rb'<c r="([A-Z]{1,3}\d{1,7})"(?= s="(?:%s)"|[^>]* s="(?:%s)")'


def is_canonical(xml: bytes) -> bool:
    """Whether the sheet is written the way Excel and its libraries write it, so that patterns can be trusted."""
    return xml.count(b"<c ") + xml.count(b"<c/") + xml.count(b"<c>") == xml.count(b'<c r="') and (
        b"<sheetData" in xml and b"<!" not in xml
    )


def extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns from A1 to the last filled cell, or an upper bound of them where that is small enough."""
    rows = max(map(int, _ROW.findall(xml)), default=0) or xml.count(b"<row")
    if rows * 26 * 27 <= MOST_CELLS and not _FAR_COLUMN.search(xml):
        return rows, 26 * 27
    columns = max((cells.column_index(found.decode()) for found in set(_COLUMN.findall(xml))), default=-1) + 1
    return (rows, columns) if rows * columns <= MOST_CELLS else _filled_extent(xml)


def _filled_extent(xml: bytes) -> tuple[int, int]:
    rows, columns = 0, set()
    for found in _FILLED.finditer(xml):
        rows = max(rows, int(found[2]))
        columns.add(found[1])
    return rows, max((cells.column_index(name.decode()) for name in columns), default=-1) + 1


def scan(xml: bytes, percent_styles: frozenset[bytes], zeros_doubtful: bool) -> Marks:
    """The marks of one sheet; `zeros_doubtful` where its writer stores 0 for formulas it never calculated."""
    return Marks(
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)) if _may_hide(xml) else frozenset(),
        hidden_columns=frozenset(_hidden_columns(xml)),
        merged=tuple(cells.place(a.decode()) + cells.place(b.decode()) for a, b in _MERGED.findall(xml)),
        percent=_styled(xml, percent_styles),
        errors=_errors(xml) if b't="e"' in xml else {},
        uncalculated=_uncalculated(xml, zeros_doubtful) if b"<f" in xml else frozenset(),
    )


def _may_hide(xml: bytes) -> bool:
    return b'hidden="' in xml or b'ht="0"' in xml


def _hidden_columns(xml: bytes):
    groups = xml[: xml.find(b"<sheetData")]
    for group in _COLUMN_GROUP.findall(groups):
        first, last = (re.search(rb'\b%s="(\d+)"' % name, group) for name in (b"min", b"max"))
        if first and last and re.search(rb'hidden="(?:1|true)"|\bwidth="0"', group):
            yield from range(int(first[1]) - 1, min(int(last[1]), 16384))


def _styled(xml: bytes, styles: frozenset[bytes]) -> frozenset[tuple[int, int]]:
    if not styles:
        return frozenset()
    choice = b"|".join(sorted(styles))
    found = re.findall(_STYLED % (choice, choice), xml)
    return frozenset(cells.place(cell.decode()) for cell in found)


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    return {cells.place(cell.decode()): value.decode("utf-8", "replace") for cell, value in _ERROR.findall(xml)}


def _uncalculated(xml: bytes, zeros_doubtful: bool) -> frozenset[tuple[int, int]]:
    empty = {b"", b"0"} if zeros_doubtful else {b""}
    return frozenset(
        cells.place(cell.decode())
        for cell, attributes, value in _FORMULA.findall(xml)
        if value in empty and b't="str"' not in attributes
    )
