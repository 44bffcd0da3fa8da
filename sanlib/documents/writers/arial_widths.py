"""How much room a text takes in Arial, from its published widths: so that Office files fit before anybody opens them.

Arial is on every Windows and Mac; elsewhere Liberation Sans or Nimbus Sans stand in with the same widths. The widths
(arial.csv, thousandths of the type size) are those of Liberation Sans 1.07, which is metric-compatible with Arial.
"""

from __future__ import annotations

import csv
import functools
import math
from importlib import resources

FONT = "Arial"
LEADING = 1.15
"""Height of a line of Arial in type sizes (ascent 0.905, descent 0.212, gap 0.033)."""
CM_PER_POINT = 2.54 / 72
UNKNOWN = 1000
"""A letter the table lacks is taken as wide as it is high."""


@functools.cache
def _widths() -> dict[str, tuple[int, int]]:
    with resources.files(__package__).joinpath("arial.csv").open(encoding="utf-8", newline="") as stream:
        return {chr(int(row["char"][2:], 16)): (int(row["regular"]), int(row["bold"])) for row in csv.DictReader(stream)}


@functools.lru_cache(maxsize=16384)
def width(text: str, points: float, bold: bool = False) -> float:
    """The width of one line in cm."""
    known, side = _widths(), int(bold)
    return sum(known[letter][side] if letter in known else UNKNOWN for letter in text) / 1000 * points * CM_PER_POINT


def lines(text: str, points: float, wide: float, bold: bool = False) -> int:
    """How many lines of so many cm a text needs, broken at its spaces; a word wider than a line is broken inside."""
    return sum(_paragraph(part, points, wide, bold) for part in text.split("\n"))


def _paragraph(text: str, points: float, wide: float, bold: bool) -> int:
    count, used, space = 1, 0.0, width(" ", points, bold)
    for word in text.split(" "):
        size = width(word, points, bold)
        if used and used + space + size > wide:
            count, used = count + 1, 0.0
        elif used:
            used += space
        extra = math.ceil((used + size) / wide) - 1 if size > wide else 0
        count, used = count + extra, used + size - extra * wide
    return count


def height(text: str, points: float, wide: float, bold: bool = False) -> float:
    """The height in cm of a text set in lines of so many cm; nothing for no text."""
    return lines(text, points, wide, bold) * points * LEADING * CM_PER_POINT if text else 0.0


def breaks(text: str, points: float, wide: float, bold: bool = False) -> bool:
    """Whether some word of a text is wider than its line, and would be torn."""
    return any(width(word, points, bold) > wide for word in text.split())


def largest(text: str, sizes, wide: float, high: float, bold: bool = False) -> float:
    """The first of these type sizes (largest first) at which a text fits a box, else the last."""
    return next((size for size in sizes if height(text, size, wide, bold) <= high), sizes[-1])
