"""The smallest .xls and .ods files that hold values, formats, hidden rows, merged cells and errors."""

from __future__ import annotations

import io
import struct
import zipfile
from xml.sax.saxutils import escape

PERCENT_STYLE = 1
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ERROR_CODES = {"#REF!": 0x17, "#DIV/0!": 0x07}


def xls(rows: list[list], percent=(), hidden_rows=(), hidden_columns=(), merged=(), stream_name="Workbook", locked=False) -> bytes:
    """An Excel 97 workbook with one sheet "Data"; addresses are (row, column) from 0, errors are texts like #REF!."""
    start = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    start += _record(0x2F, bytes(6)) if locked else b""
    start += b"".join(_record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 9))
    bound = 4 + 4 + 2 + 2 + len("Data")
    offset = len(start) + bound + 4
    start += _record(0x85, struct.pack("<LBBBB", offset, 0, 0, 4, 0) + b"Data") + _record(0x0A, b"")
    sheet = _record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0))
    sheet += b"".join(_record(0x7D, struct.pack("<HHHHHH", c, c, 2000, 0, 1, 0)) for c in hidden_columns)
    sheet += b"".join(_record(0x208, struct.pack("<HHHHLL", r, 0, 9, 255, 0, 0x20)) for r in hidden_rows)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet += _cell(row, column, int((row, column) in percent), value)
    areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged)
    sheet += _record(0xE5, struct.pack("<H", len(merged)) + areas) + _record(0x0A, b"")
    return ole({stream_name: start + sheet})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _cell(row: int, column: int, style: int, value) -> bytes:
    place = struct.pack("<HHH", row, column, style)
    if value is None:
        return b""
    if isinstance(value, bool):
        return _record(0x205, place + bytes([value, 0]))
    if value in _ERROR_CODES:
        return _record(0x205, place + bytes([_ERROR_CODES[value], 1]))
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these streams, each padded to 4,096 bytes so that none lies in the small-stream area."""
    padded = {name: content + bytes(-len(content) % 512 + 4096) for name, content in streams.items()}
    fat, sectors = [_FAT, _END], []
    entries = _entry("Root Entry", 5, _END, 0)
    for name, content in padded.items():
        first, count = len(fat), len(content) // 512
        entries += _entry(name, 2, first, len(content))
        fat += [*range(first + 1, first + count), _END]
        sectors.append(content)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109L", 0, *[_FREE] * 108)
    table = struct.pack("<128L", *(fat + [_FREE] * 128)[:128])
    return header + table + entries.ljust(512, b"\0")[:512] + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<LLL", _FREE, _FREE, 1 if kind == 5 else _FREE)
    return text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36) + struct.pack("<LLL", first, size, 0)


def ods(rows: list[list], percent=(), hidden_rows=(), hidden_columns=(), merged=(), body="", locked=False) -> bytes:
    """An OpenDocument workbook with one sheet "Data", or with this XML as the sheet's rows."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    width = max(map(len, rows), default=1)
    columns = "".join(f"<table:table-column{_hidden(c in hidden_columns)}/>" for c in range(width))
    lines = "".join(
        f"<table:table-row{_hidden(r in hidden_rows)}>"
        + "".join(_ods_cell(value, (r, c) in percent, spans.get((r, c))) for c, value in enumerate(row))
        + "</table:table-row>"
        for r, row in enumerate(rows)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{columns}{body or lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "<manifest><encryption-data/></manifest>" if locked else "<manifest/>"
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", manifest)
    return box.getvalue()


def _hidden(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(value, percent: bool, span) -> str:
    spanned = ' table:number-rows-spanned="{}" table:number-columns-spanned="{}"'.format(*span) if span else ""
    if value is None:
        return f"<table:table-cell{spanned}/>"
    if value in _ERROR_CODES:
        return (
            '<table:table-cell table:formula="of:=[.#REF!]" office:value-type="string" calcext:value-type="error">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if isinstance(value, str):
        return f'<table:table-cell{spanned} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    kind = "percentage" if percent else "float"
    return f'<table:table-cell{spanned} office:value-type="{kind}" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
