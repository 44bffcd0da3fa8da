"""Rows added to a table that analysts edit, as the table is written: its separator, encoding, line ends and order of columns."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from sanlib.project.formula_text import csv_cell, plain_text
from sanlib.reading.formats import delimited


class _Dialect(NamedTuple):
    encoding: str
    separator: str
    newline: str
    header: list[str]


def added(data: bytes, rows: list[dict[str, str]], key: str = "") -> bytes:
    """The bytes of a table with rows at its end; a column it lacks and they fill is added to its header, and nothing else changes.

    With `key`, the row that has the same value there is completed instead: only its blank cells are filled.
    """
    dialect, text = _dialect(data, set().union(*rows))
    wanted = [name for name in dict.fromkeys(name for row in rows for name in row if row[name]) if name not in _names(dialect)]
    first, _, body = text.partition(dialect.newline)
    first += "".join(dialect.separator + name for name in wanted)
    header = [*dialect.header, *wanted]
    if body and not body.endswith(dialect.newline):
        body += dialect.newline
    for row in rows:
        body = _with(body, row, header, key, dialect)
    return f"{first}{dialect.newline}{body}".encode(dialect.encoding)


def _names(dialect: _Dialect) -> list[str]:
    return [name.strip().casefold() for name in dialect.header]


def _dialect(data: bytes, names: set[str]) -> tuple[_Dialect, str]:
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", data.decode("cp1252")
    newline = "\r\n" if "\r\n" in text else "\n"
    separator = delimited.separator_of_header(text, names) or ","
    header = next(csv.reader(io.StringIO(text), delimiter=separator), [])
    return _Dialect(encoding, separator, newline, [name.strip() for name in header]), text


def _line(values: list[str], dialect: _Dialect) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.newline).writerow(values)
    return out.getvalue()


def _with(body: str, row: dict[str, str], header: list[str], key: str, dialect: _Dialect) -> str:
    values = [csv_cell(row.get(name.strip().casefold(), "")) for name in header]
    if not key:
        return body + _line(values, dialect)
    lines = list(csv.reader(io.StringIO(body, newline=""), delimiter=dialect.separator))
    place = [name.casefold() for name in header].index(key)
    own = next((line for line in lines if len(line) > place and plain_text(line[place]) == row[key]), None)
    if own is None:
        return body + _line(values, dialect)
    full = own + [""] * (len(header) - len(own))
    full = [new if new and not old else old for old, new in zip(full, values, strict=True)]
    return "".join(_line(full if line is own else line, dialect) for line in lines)
