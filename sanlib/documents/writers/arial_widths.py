"""How much room a text takes in Arial or in what stands in for it: so that Office files fit before anybody opens them.

Arial is on every Windows and Mac; elsewhere Liberation Sans stands in with the same widths, and where that is absent too DejaVu
Sans, about a sixth wider. A text has the room that the widest of them needs. The widths (arial.csv, dejavu.csv; thousandths of the
type size) are those of Liberation Sans 1.07 and DejaVu Sans 2.37.
"""

from __future__ import annotations

import csv
import functools
import math
from importlib import resources

FONT = "Arial"
FACES = {"arial": 1.15, "dejavu": 1.164}
"""Each face with the height of its line in type sizes."""
LEADING = max(FACES.values())
CM_PER_POINT = 2.54 / 72
UNKNOWN = 1000
"""A letter the table lacks is taken as wide as it is high."""


@functools.cache
def _widths(face: str) -> dict[str, tuple[int, int]]:
    with resources.files(__package__).joinpath(f"{face}.csv").open(encoding="utf-8", newline="") as stream:
        return {chr(int(row["char"][2:], 16)): (int(row["regular"]), int(row["bold"])) for row in csv.DictReader(stream)}


@functools.lru_cache(maxsize=32768)
def width(text: str, points: float, bold: bool = False, face: str = "arial") -> float:
    """The width of one line in cm, in one face."""
    known, side = _widths(face), int(bold)
    return sum(known[letter][side] if letter in known else UNKNOWN for letter in text) / 1000 * points * CM_PER_POINT


def lines(text: str, points: float, wide: float, bold: bool = False, face: str = "arial") -> int:
    """How many lines of so many cm a text needs in one face, broken at its spaces; a word wider than a line is broken inside."""
    return sum(_paragraph(part, points, wide, bold, face) for part in text.split("\n"))


def _paragraph(text: str, points: float, wide: float, bold: bool, face: str) -> int:
    count, used, space = 1, 0.0, width(" ", points, bold, face)
    for word in text.split(" "):
        size = width(word, points, bold, face)
        if used and used + space + size > wide:
            count, used = count + 1, 0.0
        elif used:
            used += space
        extra = math.ceil((used + size) / wide) - 1 if size > wide else 0
        count, used = count + extra, used + size - extra * wide
    return count


def height(text: str, points: float, wide: float, bold: bool = False) -> float:
    """The height in cm of a text set in lines of so many cm, in the face that needs most; nothing for no text."""
    if not text:
        return 0.0
    return max(lines(text, points, wide, bold, face) * leading for face, leading in FACES.items()) * points * CM_PER_POINT


def breaks(text: str, points: float, wide: float, bold: bool = False) -> bool:
    """Whether some word of a text is wider than its line in any face, and would be torn."""
    return any(width(word, points, bold, face) > wide for word in text.split() for face in FACES)


def largest(text: str, sizes, wide: float, high: float, bold: bool = False) -> float:
    """The first of these type sizes (largest first) at which a text fits a box, else the last."""
    return next((size for size in sizes if height(text, size, wide, bold) <= high), sizes[-1])
