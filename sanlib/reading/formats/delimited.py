"""A .csv file as a grid of text: its encoding and its separator found from the content, nothing converted."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Set
from typing import NamedTuple

from sanlib.project.problems import InputError
from sanlib.reading.marks import MOST_CELLS

_SEPARATORS = ";\t,|"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LARGEST_FIELD = 100_000
MOST_COLUMNS = 16_384
"""As many as a sheet of Excel has."""
SAMPLE = 200


def grid(data: bytes, file: str, header: Set[str] = frozenset()) -> list[list[str | None]]:
    """Every row of a delimited text file, blanks as None; `;`, tab, `,` or `|` between the values.

    Where names of its `header` are known, the separator is the one that splits the first line into the most of them.
    """
    return read(data, file, header).rows


class Read(NamedTuple):
    """The rows of a delimited file, filled up to one width, and how many values each line itself has, blank ones too."""

    rows: list[list[str | None]]
    widths: tuple[int, ...]


def read(data: bytes, file: str, header: Set[str] = frozenset()) -> Read:
    """`grid` with the width of each line as it was written."""
    csv.field_size_limit(LARGEST_FIELD)
    separator, text = _declared_separator(_decoded(data, file))
    reader = csv.reader(
        io.StringIO(text, newline=""), strict=bool(header), delimiter=separator or separator_of_header(text, header) or _separator(text)
    )
    rows: list[list[str | None]] = []
    width = 0
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise InputError("read_too_many_cells", file, rows=len(rows) + 1, columns=len(row))
            rows.append([value or None for value in row])
            width = max(width, len(row))
            if len(rows) * width > MOST_CELLS:
                raise InputError("read_too_many_cells", file, rows=len(rows), columns=width)
    except csv.Error as error:
        raise InputError("read_csv_broken", file, row=len(rows) + 1, reason=str(error)) from None
    return Read([row + [None] * (width - len(row)) for row in rows], tuple(map(len, rows)))


def _decoded(data: bytes, file: str) -> str:
    known = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (known,) if known else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError("read_not_text", file)


def _declared_separator(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;", which is no row of the sheet."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], rest
    return "", text


def separator_of_header(text: str, header: Set[str]) -> str:
    """The separator between the names of a known header; "" where none shows two of them."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip(_SEPARATORS + '\r\n" ')), "")
    names = {separator: {cell.strip(' "\r\n\ufeff').casefold() for cell in first.split(separator)} & header for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: len(names[separator]))
    return best if len(names[best]) > 1 else ""


def _separator(text: str) -> str:
    """The separator that splits the first lines into the most columns, and most of them into equally many."""
    lines = [line for line in itertools.islice(io.StringIO(text, newline=""), SAMPLE) if line.strip()]
    return max(_SEPARATORS, key=lambda separator: _agreement(lines, separator))


def _agreement(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:  # a value too long under this separator, so it is not the one
        return 0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0, 0
    commonest = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(commonest), commonest
