"""One look over a sheet's XML, vectorised: is it written as Excel writes it, how far does it reach, what occurs in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_CHUNK = 512 * 2**10
"""Bytes at a time: small enough that the arrays stay in the processor's cache [measured: 17 ms against 41 at 4 MiB]."""
_LONGEST_CELL = 32
_LONGEST_NAME = 11
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
    """What patterns may be trusted with: only a canonical sheet (every cell `<c r="B7"`) is ever read by patterns."""
    parts = [_chunk(xml[start:start + _CHUNK + _LONGEST_CELL]) for start in range(0, len(xml), _CHUNK)]
    return Look(
        b"<sheetData" in xml and all(part.canonical for part in parts),
        max((part.rows for part in parts), default=0),
        max((part.columns for part in parts), default=0),
        any(part.formulas for part in parts),
    )


def _chunk(xml: bytes) -> Look:
    padded = np.frombuffer(xml + b" " * _LONGEST_CELL, dtype=np.uint8)
    length = min(_CHUNK, len(xml))
    tags, names, after = padded[:length] == _LESS, padded[1:length + 1], padded[2:length + 2]
    named_c = np.flatnonzero(tags & (names == _C) & ((after < _LETTERS) | (after == _END)))
    whole, rows, columns = _references(padded, named_c)
    return Look(whole and not (tags & (names == _BANG)).any(), rows, columns, bool((tags & (names == _F)).any()))


def _references(text: np.ndarray, cells: np.ndarray) -> tuple[bool, int, int]:
    """Whether every cell starts `<c r="`, letters, digits, quote; the last row; the last column."""
    if not len(cells):
        return True, 0, 0
    opening = all((text[offset:].take(cells) == char).all() for offset, char in enumerate(b' r="', 2))
    name = [text[offset:].take(cells) for offset in range(6, 6 + _LONGEST_NAME)]
    two = _is_letter(name[1])
    three = two & _is_letter(name[2])
    shape, digits = _digits(name, two, three)
    whole = bool(opening and shape.all() and _is_letter(name[0]).all())
    return whole, _last_row(text, cells, digits, two.astype(np.int8) + three), _last_column(name, two, three)


def _digits(name: list[np.ndarray], two: np.ndarray, three: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether only digits stand between the letters and the closing quote, and how many."""
    inside, shape = np.ones(len(two), dtype=bool), np.ones(len(two), dtype=bool)
    digits = np.zeros(len(two), dtype=np.uint8)
    for offset, letters in enumerate((two, three, *[False] * (_LONGEST_NAME - 3)), 1):
        is_digit = (name[offset] >= ord("0")) & (name[offset] <= ord("9"))
        shape &= ~inside | letters | is_digit | (name[offset] == _QUOTE)
        inside &= name[offset] != _QUOTE
        digits += inside & is_digit
    return shape & ~inside & (digits > 0), digits


def _last_row(text: np.ndarray, cells: np.ndarray, digits: np.ndarray, letters: np.ndarray) -> int:
    longest = digits == digits.max()
    start, row = cells[longest] + 7 + letters[longest], 0
    for offset in range(int(digits.max())):
        row = row * 10 + text[start + offset].astype(np.int64) - ord("0")
    return int(np.max(row))


def _last_column(name: list[np.ndarray], two: np.ndarray, three: np.ndarray) -> int:
    first, second, third = (letters.astype(np.int32) - 64 for letters in name[:3])
    return int(np.where(three, first * 676 + second * 26 + third, np.where(two, first * 26 + second, first)).max())


def _is_letter(value: np.ndarray) -> np.ndarray:
    return (value >= ord("A")) & (value <= ord("Z"))
