"""A sheet of nothing but numbers and shared texts, taken whole from its bytes in one vectorised walk.

Most survey sheets are written so: every cell `<c r="B7" s="1" t="s"><v>12</v></c>` and no formula, date, error or text
of its own. Every byte between `<sheetData>` and `</sheetData>` is accounted for, and the rest is parsed as XML; whatever
is written in any other way is declined (None) and read by calamine, which then says what it is or refuses it.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat

import numpy as np

_CHUNK = 512 * 2**10
"""Bytes at a time, cut after a row: small enough that the arrays stay in the processor's cache."""
_PADDING = 16
_LESS, _MORE, _QUOTE, _SLASH, _SPACE, _EQUALS, _ZERO = b'<>"/ =0'
_C, _R, _S, _T, _V, _N = b"crstvn"
_LONGEST_WHOLE = 15
"""Digits of a whole number that a float holds exactly."""
_NUMBER = re.compile(rb"-?\d{1,17}(\.\d{1,20})?([eE][+-]?\d{1,3})?")
_ROW_NUMBER, _ROW = re.compile(rb'<row [^<>]*?\br="([^"]*)"'), re.compile(rb"[1-9]\d{0,6}")
_SMALL = 1024
"""Whole numbers that are made once and shared by all cells, as codes of questionnaires are."""
_BOXED = np.array([float(number) for number in range(_SMALL)], dtype=object)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class Plain(NamedTuple):
    """The filled cells of a sheet in reading order, each with its place, counted from 0, and what it holds.

    `numbers` are floats; where `shared` is true they are places in the workbook's shared texts. `styled` are
    (row, column, style, whether it holds a number) of every cell that names a style, blank ones included. `skeleton` is
    the sheet's XML without its cells.
    """

    row: np.ndarray
    column: np.ndarray
    numbers: np.ndarray
    shared: np.ndarray
    styled: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    skeleton: bytes

    @property
    def rows(self) -> int:
        """How many rows the rectangle from A1 to the last filled cell has."""
        return int(self.row[-1]) + 1

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return int(self.column.max()) + 1

    def numeric_in(self, styles: frozenset[int]) -> bool:
        """Whether every number stands in a style in which it cannot be a date; one that names no style has style 0."""
        used = set(np.unique(self.styled[2][self.styled[3]]).tolist())
        return used <= styles and 0 in styles

    def styled_as(self, styles: set[int]) -> frozenset[tuple[int, int]]:
        """The places of the cells with one of these styles."""
        if not styles:
            return frozenset()
        mine = np.isin(self.styled[2], list(styles))
        return frozenset(zip(self.styled[0][mine].tolist(), self.styled[1][mine].tolist(), strict=True))

    def texts(self) -> np.ndarray:
        """The places in the shared texts that the cells name, one for each cell of text."""
        return self.numbers[self.shared].astype(np.int64)

    def cells(self, texts: np.ndarray) -> list[list]:
        """The grid from A1, blanks as None, numbers as float; `texts` are the workbook's shared texts."""
        grid = np.full(self.rows * self.columns, None, dtype=object)
        grid[self.row * self.columns + self.column] = self._values(texts)
        return grid.reshape(self.rows, self.columns).tolist()

    def _values(self, texts: np.ndarray) -> np.ndarray:
        small = ~self.shared & (self.numbers < _SMALL) & (self.numbers >= 0) & (self.numbers == np.floor(self.numbers))
        small &= ~np.signbit(self.numbers)
        values = _BOXED.take(np.where(small, self.numbers, 0).astype(np.int64))
        other = ~small & ~self.shared
        values[other] = self.numbers[other].astype(object)
        values[self.shared] = texts.take(self.texts())
        return values


class _Part(NamedTuple):
    """What one chunk holds: `cells` as row, column, number, shared; `styled` as in Plain; its row tags."""

    cells: tuple[np.ndarray, ...]
    styled: tuple[np.ndarray, ...]
    skeleton: bytes


class _OtherwiseError(Exception):
    """The sheet is written in some other way."""


def take(xml: bytes) -> Plain | None:
    """The filled cells of a plain sheet; None for any other sheet."""
    start, end = xml.find(b"<sheetData>") + 11, xml.rfind(b"</sheetData>")
    if start < 11 or end < start:
        return None
    try:
        parts = [_part(xml[first:last]) for first, last in _chunks(xml, start, end)]
        skeleton = _checked_rest(xml[:start], [part.skeleton for part in parts], xml[end:])
    except _OtherwiseError:
        return None
    return _joined(parts, skeleton) if parts else None


def _joined(parts: list[_Part], skeleton: bytes) -> Plain | None:
    cells = [np.concatenate(column) for column in zip(*(part.cells for part in parts), strict=True)]
    styled = tuple(np.concatenate(column) for column in zip(*(part.styled for part in parts), strict=True))
    place = cells[0] * _LAST_COLUMN + cells[1]
    in_order = len(place) and (np.diff(place) > 0).all()
    return Plain(*cells, styled, skeleton) if in_order else None


def _chunks(xml: bytes, start: int, end: int):
    while start < end:
        cut = xml.rfind(b"</row>", start, min(start + _CHUNK, end)) + 6
        last = cut if cut > start + 6 and start + _CHUNK < end else end
        yield start, last
        start = last


def _checked_rest(head: bytes, rows: list[bytes], tail: bytes) -> bytes:
    """The sheet without its cells must be XML, without comments or declarations that could hide some."""
    skeleton = b"".join([head, *rows, tail])
    written = b"".join(rows)
    _need(b"<!" not in skeleton and b"'" not in written and skeleton.count(b"<sheetData") == 1)
    _need(all(map(_ROW.fullmatch, _ROW_NUMBER.findall(written))))
    try:
        expat.ParserCreate().Parse(skeleton, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise _OtherwiseError from None
    return skeleton


def _need(condition) -> None:
    if not condition:
        raise _OtherwiseError


def _part(xml: bytes) -> _Part:
    """One run of whole rows. Every tag is a row's, or belongs to a cell of one of the two known forms."""
    text = np.frombuffer(xml + b" " * _PADDING, dtype=np.uint8)
    tags = np.append(np.flatnonzero(text[: len(xml)] == _LESS), len(xml))
    _need(len(tags) > 1 and tags[0] == 0)
    names = np.append(text.take(tags[:-1] + 1), np.zeros(4, dtype=np.uint8))
    cells = np.flatnonzero(names == _C)
    valued = names.take(cells + 1) == _V
    filled, blank = cells[valued], cells[~valued]
    rows = _row_tags(text, tags, names, filled, blank)
    _check_closing(text, tags, filled)
    end = tags.take(cells + 1) - 1 - ~valued
    _need((text.take(tags.take(cells + 1) - 1) == _MORE).all() and (text.take(end[~valued]) == _SLASH).all())
    row, column, after = _references(text, tags.take(cells))
    shared, rest = _types(text, end, after)
    styled, style = _styles(text, after, rest)
    numbers = _numbers(xml, text, tags.take(filled + 1) + 3, tags.take(filled + 2))
    _need(not shared[~valued].any())
    number = valued & ~shared
    return _Part((row[valued], column[valued], numbers, shared[valued]),
                 (row[styled], column[styled], style, number[styled]),
                 b"".join(xml[tags[tag]:tags[tag + 1]] for tag in rows.tolist()))


def _row_tags(text, tags, names, filled, blank) -> np.ndarray:
    """The tags that belong to no cell: all must be `<row ...>` or `</row>`, as the XML check of the skeleton proves."""
    mine = np.zeros(len(tags) - 1, dtype=bool)
    _need(not len(filled) or filled[-1] + 3 < len(mine))
    for offset in range(4):
        mine[filled + offset] = True
    mine[blank] = True
    rows = np.flatnonzero(~mine)
    name = text.take(tags.take(rows)[:, None] + np.arange(5))
    _need(((name[:, 1:4] == np.frombuffer(b"row", np.uint8)).all(axis=1) | (name == np.frombuffer(b"</row", np.uint8)).all(axis=1)).all())
    return rows


def _check_closing(text, tags, filled) -> None:
    """After the value `</v></c>` and at once the next tag; before it `<v>`."""
    value, close, end, following = (tags.take(filled + offset) for offset in (1, 2, 3, 4))
    _need((end == close + 4).all() and (following == end + 4).all())
    expected = ((value, b"<v>"), (close, b"</v>"), (end, b"</c>"))
    _need(all((text[offset:].take(place) == char).all() for place, tag in expected for offset, char in enumerate(tag)))


def _references(text, start) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, column and the place after the closing quote of each `<c r="B7"`."""
    _need(all((text[offset:].take(start) == char).all() for offset, char in enumerate(b'<c r="')))
    first, second, third = (text[6 + offset:].take(start) for offset in range(3))
    two = _is_letter(second)
    three = two & _is_letter(third)
    _need(_is_letter(first).all())
    one, column = first.astype(np.int32) - 64, first.astype(np.int32) - 64
    column[two] = one[two] * 26 + second[two] - 64
    column[three] = column[three] * 26 + third[three] - 64
    digits = start + 7 + two + three
    _need((text.take(digits) != _ZERO).all())
    row, after = _whole(text, digits, 7)
    _need((row > 0).all() and (row <= _LAST_ROW).all() and (column <= _LAST_COLUMN).all()
          and (text.take(after) == _QUOTE).all())
    return row - 1, column.astype(np.int64) - 1, after + 1


def _whole(text, start, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """The whole number that starts at each place, and the place after its digits, `longest` at most."""
    found, after, left = np.zeros(len(start), dtype=np.int64), start.copy(), slice(None)
    for _ in range(longest):
        value = text.take(after[left]) - _ZERO  # unsigned: whatever stands before "0" becomes large
        digit = value <= 9
        if not digit.all():
            left, value = np.flatnonzero(digit) if isinstance(left, slice) else left[digit], value[digit]
        if not len(value):
            break
        found[left] = found[left] * 10 + value
        after[left] += 1
    return found, after


def _types(text, end, after) -> tuple[np.ndarray, np.ndarray]:
    """Whether each cell is a shared text (` t="s"`; ` t="n"` and nothing are numbers), and where its type begins."""
    start = end - 6
    written = (start >= after) & (text.take(end - 5) == _T) & (text.take(start) == _SPACE)
    kind = text.take(end - 2)
    exact = (text.take(end - 4) == _EQUALS) & (text.take(end - 3) == _QUOTE) & (text.take(end - 1) == _QUOTE)
    _need((exact & ((kind == _S) | (kind == _N)))[written].all())
    return written & (kind == _S), np.where(written, start, end)


def _styles(text, after, rest) -> tuple[np.ndarray, np.ndarray]:
    """Which cells have ` s="3"` and nothing else between reference and type, and its number."""
    styled = np.flatnonzero(rest > after)
    start = after[styled]
    _need(all((text[offset:].take(start) == char).all() for offset, char in enumerate(b' s="')))
    style, close = _whole(text, start + 4, 5)
    _need((close > start + 4).all() and (text.take(close) == _QUOTE).all() and (close + 1 == rest[styled]).all())
    return styled, style


def _numbers(xml: bytes, text, start, end) -> np.ndarray:
    """The numbers between these places; a text that is no plain number is somebody else's to read."""
    whole, after = _whole(text, start, _LONGEST_WHOLE)
    _need((end > start).all())
    numbers = whole.astype(float)
    for place in np.flatnonzero(after != end).tolist():
        written = xml[start[place]:end[place]]
        _need(_NUMBER.fullmatch(written))
        numbers[place] = float(written)
    _need(np.isfinite(numbers).all())
    return numbers


def _is_letter(value) -> np.ndarray:
    return (value >= ord("A")) & (value <= ord("Z"))
