"""One .xlsx sheet scanned as XML for what the fast reader cannot see, before anything is loaded."""

from __future__ import annotations

import dataclasses
import re

from sanlib.reading import cells
from sanlib.reading.formats import xlsx_walk
from sanlib.reading.formats.xlsx_extent import look
from sanlib.reading.marks import Marks, Scanned, Styles, is_uncalculated, merged

_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,400}(?<!/)>(?!</c>)')
_HIDDEN_ROW = re.compile(rb'<row (?=[^<>]{0,400}? hidden="(?:1|true)")[^<>]{0,400}?\br="(\d{1,7})"')
_COLUMN_GROUP = re.compile(rb"<col [^<>]{0,400}>")
_MERGED = re.compile(rb'<mergeCell [^<>]{0,400}?ref="([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})"')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^<>]{0,400}? t="e"[^<>]{0,400}>(?:<f\b[^<>]{0,400}?(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^<>]{0,400})><f\b[^<>]{0,400}?(?:/>|>[^<]*</f>)(?:<v>([^<]*)</v>|<v/>|)</c>')
_STYLED = rb'<c r="([A-Z]{1,3}\d{1,7})"(?=[^<>]{0,400}? s="(?:%s)")'
"""Lengths are bounded and `<` ends every run, so that no malformed sheet can make a pattern run on."""
_COLUMNS = 16384
_SMALL = 1_000_000


def scan(xml: bytes, styles: Styles, file: str) -> Scanned:
    """Marks and extent of one sheet: by patterns where it is written as Excel writes it, element by element otherwise."""
    seen = look(xml)
    if not seen.canonical:
        return xlsx_walk.scan(xml, styles, file)
    rows, columns = seen.rows, seen.columns
    if rows * columns > _SMALL:
        rows, columns = _filled_extent(xml)
    return Scanned(_marks(xml, styles, seen.formulas), rows, columns)


def _filled_extent(xml: bytes) -> tuple[int, int]:
    """Formatted blank cells left aside: a million of them weigh nothing once the sheet is loaded."""
    rows, columns = 0, set()
    for found in _FILLED.finditer(xml):
        rows = max(rows, int(found[2]))
        columns.add(found[1])
    return rows, max((cells.column_index(name.decode()) for name in columns), default=-1) + 1


def _marks(xml: bytes, styles: Styles, formulas: bool) -> Marks:
    return dataclasses.replace(
        _layout(xml),
        percent=_styled(xml, styles.percent),
        errors=_errors(xml) if b't="e"' in xml else {},
        uncalculated=_uncalculated(xml, styles.zeros_doubtful) if formulas else frozenset(),
    )


def _layout(xml: bytes) -> Marks:
    """What is hidden and what is merged."""
    hidden = b' hidden="' in xml
    return Marks(
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)) if hidden else frozenset(),
        hidden_columns=frozenset(_hidden_columns(xml[: xml.find(b"<sheetData")])) if hidden else frozenset(),
        merged=tuple(merged(a.decode(), b.decode()) for a, b in _MERGED.findall(xml, xml.rfind(b"</sheetData>"))),
    )


def _hidden_columns(groups: bytes):
    done = 0
    for group in _COLUMN_GROUP.findall(groups):
        first, last = (re.search(rb'\b%s="(\d{1,7})"' % name, group) for name in (b"min", b"max"))
        if first and last and re.search(rb' hidden="(?:1|true)"', group):
            yield from range(max(done, int(first[1]) - 1), min(int(last[1]), _COLUMNS))
            done = max(done, int(last[1]))


def _styled(xml: bytes, percent: frozenset[bytes]) -> frozenset[tuple[int, int]]:
    if not percent:
        return frozenset()
    found = re.findall(_STYLED % b"|".join(sorted(percent)), xml)
    return frozenset(cells.place(cell.decode()) for cell in found)


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    return {cells.place(cell.decode()): value.decode("utf-8", "replace") for cell, value in _ERROR.findall(xml)}


def _uncalculated(xml: bytes, zeros_doubtful: bool) -> frozenset[tuple[int, int]]:
    return frozenset(
        cells.place(cell.decode())
        for cell, attributes, value in _FORMULA.findall(xml)
        if is_uncalculated(value.decode("utf-8", "replace"), b't="str"' in attributes, zeros_doubtful)
    )
