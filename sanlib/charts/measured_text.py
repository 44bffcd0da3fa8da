"""Measured text: how wide a line is in the shipped font, and where it must break to fit."""

from __future__ import annotations

import functools
import io
import re
from pathlib import Path

from matplotlib import ft2font

from sanlib.charts import style

SLACK = 1.02
"""The renderer's hinting moves a line by up to two percent from what the font's own metrics say."""


NEAR = 1.05
"""How much wider than its words one by one a line may be: what kerning between them adds is far less."""


TIED = "\u00a0"
"""A space no line is broken at: between a number and its percent sign."""


@functools.cache
def face(bold: bool = False, italic: bool = False) -> ft2font.FT2Font:
    """The shipped font at 100 points, from memory: from a file each letter is read anew, three times slower."""
    face = ft2font.FT2Font(io.BytesIO(Path(style.font_file(bold, italic)).read_bytes()))
    face.set_size(100, 72)
    return face


@functools.cache
def letters(face: ft2font.FT2Font) -> frozenset[str]:
    """Every character a font has."""
    return frozenset(map(chr, face.get_charmap()))


@functools.lru_cache(maxsize=8192)
def extent(line: str, bold: bool = False, italic: bool = False) -> tuple[float, float, float]:
    """Width, height and descent of a line at 100 points, in points; a character the font lacks is taken to be as wide as an M."""
    letter = face(bold, italic)
    known = letters(letter)
    letter.set_text("".join(one if one in known else "M" for one in line), 0.0, flags=ft2font.LoadFlags.NO_HINTING)
    return *(side / 64 for side in letter.get_width_height()), letter.get_descent() / 64


def width(text: str, size: float, bold: bool = False) -> float:
    """The width in inches of the longest line of a text at this point size."""
    return max(extent(line, bold)[0] for line in text.split("\n")) * size / 100 / 72 * SLACK


def height(text: str, size: float) -> float:
    """The height in inches of a text with its line breaks."""
    return (1 + text.count("\n")) * size * 1.3 / 72 if text else 0.0


def wrap(text: str, size: float, inches: float, bold: bool = False) -> str:
    """The text broken at spaces so that every line fits; a word longer than a line is broken where it must."""
    lines: list[str] = []
    reach = 0.0  # of its words one by one, each measured once for all lines; the line itself is measured where that comes near its end
    for word in (piece for long in _words(text) for piece in _pieces(long, size, inches, bold)):
        further = reach + width(f"{word} ", size, bold)
        if lines and (further * NEAR <= inches or width(f"{lines[-1]} {word}", size, bold) <= inches):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
            further -= reach
        reach = further
    return "\n".join(lines)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[ \t\r\n]+", text) if word]


def _pieces(word: str, size: float, inches: float, bold: bool) -> list[str]:
    if width(word, size, bold) <= inches:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > inches:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def shorten(text: str, size: float, inches: float, lines: int, bold: bool = False) -> str:
    """The text wrapped to at most so many lines, the rest cut with an ellipsis."""
    wrapped = wrap(text, size, inches, bold).split("\n")
    if len(wrapped) <= lines:
        return "\n".join(wrapped)
    last = wrapped[lines - 1]
    while last and width(last + "…", size, bold) > inches:
        last = last[:-1]
    return "\n".join([*wrapped[: lines - 1], last.rstrip() + "…"])


def fit(text: str, inches: float, high: float, bold: bool = False) -> tuple[str, float]:
    """The whole text and the largest label size at which it fits a box; cut only where even the smallest does not.

    Names that share their beginning must stay apart, so a name is set smaller and in two lines before it is cut.
    """
    for size in (style.LABEL, style.SMALL, style.FOOT):
        lines = max(1, int(high / height("x", size)))
        wrapped = wrap(text, size, inches, bold)
        if wrapped.count("\n") < lines and wrapped.replace("\n", " ") == " ".join(_words(text)):
            return wrapped, size
    return shorten(text, style.FOOT, inches, lines, bold), style.FOOT


def spread(centres: list[float], widths: list[float], low: float, high: float, gap: float = 0.08) -> list[float]:
    """Centres moved as little as possible so that boxes of these widths, in the same order, do not overlap within low..high."""
    placed: list[float] = []
    edge = low
    for centre, wide in zip(centres, widths, strict=True):
        placed.append(max(centre, edge + wide / 2))
        edge = placed[-1] + wide / 2 + gap
    edge = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], edge - widths[index] / 2)
        edge = placed[index] - widths[index] / 2 - gap
    return placed
