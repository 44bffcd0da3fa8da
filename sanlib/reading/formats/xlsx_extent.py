"""One look over a sheet's XML, vectorised: is it written as Excel writes it, how far does it reach, what occurs in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_CHUNK = 512 * 2**10
"""Bytes at a time: small enough that the arrays stay in the processor's cache [measured: 17 ms against 41 at 4 MiB]."""
_LONGEST_CELL = 32
_LESS, _QUOTE, _BANG, _C, _F, _END = b'<"!cf>'
_LETTERS = ord("0")
"""Whatever may follow the name of a `<c` element (space, tab, line end, slash) sorts before the digits and letters."""


class Look(NamedTuple):
    """`rows` and `columns` reach from A1 to the last cell that is listed, blank ones included."""

    canonical: bool
    rows: int
    columns: int
    formulas: bool


def look(xml: bytes) -> Look:
    """Looks over a sheet's XML: only a canonical sheet (every cell `<c r="B7"`) may be read by patterns."""
    parts = [_chunk(xml[start : start + _CHUNK + _LONGEST_CELL]) for start in range(0, len(xml), _CHUNK)]
    return Look(
        b"<sheetData" in xml and all(part.canonical for part in parts),
        max((part.rows for part in parts), default=0),
        max((part.columns for part in parts), default=0),
        any(part.formulas for part in parts),
    )


def _chunk(xml: bytes) -> Look:
    padded = np.frombuffer(xml + b" " * _LONGEST_CELL, dtype=np.uint8)
    tags = np.flatnonzero(padded[: min(_CHUNK, len(xml))] == _LESS)
    names = padded[1:].take(tags)
    cells = tags[names == _C]
    after = padded[2:].take(cells)
    whole, rows, columns = _references(padded, cells[(after < _LETTERS) | (after == _END)])
    return Look(whole and not (names == _BANG).any(), rows, columns, bool((names == _F).any()))


def _references(text: np.ndarray, cells: np.ndarray) -> tuple[bool, int, int]:
    """Whether every cell starts `<c r="`, letters, digits, quote; the last row; the last column."""
    if not len(cells):
        return True, 0, 0
    opening = all((text[offset:].take(cells) == char).all() for offset, char in enumerate(b' r="', 2))
    letters = [text[6 + offset :].take(cells) for offset in range(3)]
    one, two, three = (_is_letter(char) for char in letters)
    three &= two
    start = cells + 7 + two + three
    digits = _digits(text, start)
    if not opening or not one.all() or digits is None:
        return False, 0, 0
    return True, _last_row(text, start, digits), _last_column(letters, two, three)


def _digits(text: np.ndarray, start: np.ndarray) -> np.ndarray | None:
    """How many digits stand before each closing quote, seven at most; None where anything else stands there."""
    digits, inside = np.zeros(len(start), dtype=np.uint8), np.ones(len(start), dtype=bool)
    if (text.take(start) == ord("0")).any():
        return None
    for offset in range(8):
        char = text[offset:].take(start)
        is_digit = (char >= ord("0")) & (char <= ord("9"))
        closing = inside & (char == _QUOTE)
        if (inside & ~is_digit & ~closing).any():
            return None
        inside &= ~closing
        digits += inside
        if not inside.any():
            return digits if digits.all() else None
    return None


def _last_row(text: np.ndarray, start: np.ndarray, digits: np.ndarray) -> int:
    longest, row = start[digits == digits.max()], 0
    for offset in range(int(digits.max())):
        row = row * 10 + text[offset:].take(longest).astype(np.int64) - ord("0")
    return int(np.max(row))


def _last_column(letters: list[np.ndarray], two: np.ndarray, three: np.ndarray) -> int:
    first, second, third = (char.astype(np.int32) - 64 for char in letters)
    return int(np.where(three, first * 676 + second * 26 + third, np.where(two, first * 26 + second, first)).max())


def _is_letter(value: np.ndarray) -> np.ndarray:
    return (value >= ord("A")) & (value <= ord("Z"))
