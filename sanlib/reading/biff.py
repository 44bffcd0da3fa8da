"""The sheets of an .xls workbook scanned record by record for what the fast reader cannot see."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from sanlib.problems import InputError
from sanlib.reading import ole, sharedtext
from sanlib.reading.cells import shown
from sanlib.reading.marks import MOST_CELLS, Marks
from sanlib.reading.strings import refuse_beyond

_BOUNDSHEET, _FILEPASS, _FORMAT, _XF, _BOF, _EOF = 0x85, 0x2F, 0x41E, 0xE0, 0x809, 0x0A
_ROW, _COLINFO, _MERGED, _BOOLERR, _FORMULA, _MULRK, _MULBLANK = 0x208, 0x7D, 0xE5, 0x205, 0x06, 0xBD, 0xBE
_LABELSST = 0xFD
_CELLS = {0x203: "number", 0x27E: "rk", _LABELSST: "shared text", 0x204: "text", _BOOLERR: "boolean", _FORMULA: "formula"}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_KINDS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint"}
_EXCEL_95 = b"\x00\x05"
"""The version in the first record of a workbook whose texts carry no width byte."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
UNKNOWN = ("uncalculated",)
"""An .xls file always stores a result with a formula; whether it was ever calculated cannot be told."""


class _Record(NamedTuple):
    kind: int
    body: bytes


def scan(data: bytes, file: str) -> dict[str, Marks]:
    """Marks of each sheet by name; a locked, foreign or overlarge workbook is refused before anything is loaded."""
    stream = _workbook(data, file)
    sheets, percent = _globals(stream, file)
    lengths = sharedtext.lengths([record.body for record in _records(stream, 0) if record.kind in sharedtext.RECORDS])
    marks, cells, text = {}, 0, 0
    for name, offset in sheets.items():
        found, rows, columns = _sheet(stream, offset, percent)
        cells += rows * columns
        if cells > MOST_CELLS:
            raise InputError("read_too_many_cells", file, shown(name), rows=rows, columns=columns)
        text += sharedtext.spent((body for kind, body in _records(stream, offset) if kind == _LABELSST), lengths)
        refuse_beyond(text, file)
        marks[name] = found
    return marks


def _workbook(data: bytes, file: str) -> bytes:
    streams = ole.streams(data, file)
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        raise InputError("read_password", file)
    stream = streams.get("Workbook") or streams.get("Book")
    if stream:
        return stream
    raise InputError("read_not_spreadsheet", file, found=next((_KINDS[n] for n in _KINDS if n in streams), "OLE"))


def _records(stream: bytes, offset: int) -> Iterator[_Record]:
    """The records of one substream, those of charts inside it left out."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        body = stream[offset + 4:offset + 4 + length]
        offset += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield _Record(kind, body)
        if depth <= 0:
            return


def _globals(stream: bytes, file: str) -> tuple[dict[str, int], frozenset[int]]:
    """Where each worksheet begins, and the cell styles that show percentages."""
    sheets, percent_formats, styles = {}, {9, 10}, []
    old = stream[4:6] == _EXCEL_95
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise InputError("read_password", file)
        if kind == _BOUNDSHEET and len(body) > 8 and body[5] == 0:
            sheets[_text(body[6], b"\0" * old + body[7:])] = struct.unpack_from("<L", body)[0]
        elif kind == _FORMAT and len(body) > 5 and not old:
            number, length = struct.unpack_from("<HH", body)
            if "%" in _QUOTED.sub("", _text(length, body[4:])):
                percent_formats.add(number)
        elif kind == _XF and len(body) >= 4:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return sheets, frozenset(style for style, number in enumerate(styles) if number in percent_formats)


def _text(length: int, body: bytes) -> str:
    wide = body[0] & 1 if body else 0
    return body[1:1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(stream: bytes, offset: int, percent: frozenset[int]) -> tuple[Marks, int, int]:
    hidden_rows, hidden_columns, merged, shown_pct, errors = set(), set(), [], set(), {}
    rows = columns = 0
    for kind, body in _records(stream, offset):
        if kind == _ROW and len(body) >= 16 and body[12] & 0x20:
            hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and len(body) >= 10 and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _MERGED:
            merged += _merged(body)
        for row, column, style in _cells(kind, body):
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if style in percent:
                shown_pct.add((row, column))
            if error := _error(kind, body):
                errors[row, column] = error
    marks = Marks(frozenset(hidden_rows), frozenset(hidden_columns), tuple(merged), frozenset(shown_pct), errors,
                  unknown=UNKNOWN)
    return marks, rows, columns


def _cells(kind: int, body: bytes) -> list[tuple[int, int, int]]:
    """Row, column and style of each filled cell a record holds."""
    if kind in _CELLS and len(body) >= 6:
        return [struct.unpack_from("<HHH", body)]
    if kind == _MULRK and len(body) >= 12:
        row, first = struct.unpack_from("<HH", body)
        return [(row, first + n, struct.unpack_from("<H", body, 4 + 6 * n)[0]) for n in range((len(body) - 6) // 6)]
    return []


def _error(kind: int, body: bytes) -> str:
    if kind == _BOOLERR and len(body) >= 8 and body[7]:
        return _ERRORS.get(body[6], "#ERROR")
    if kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        return _ERRORS.get(body[8], "#ERROR")
    return ""


def _merged(body: bytes) -> list[tuple[int, int, int, int]]:
    areas = struct.iter_unpack("<HHHH", body[2:2 + (len(body) - 2) // 8 * 8])
    return [(top, left, bottom, right) for top, bottom, left, right in areas]
