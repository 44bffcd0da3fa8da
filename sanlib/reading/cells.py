"""One cell: its address, its value as text, and what a "no value" in it means."""

from __future__ import annotations

import datetime
import re

MISSING = {
    "kosong": ("", "-", "--", "–", "—", "−"),
    "tidak tersedia": (
        "...",
        "…",
        "..",
        "n/a",
        "n.a.",
        "n.a",
        "na",
        "#n/a",
        "nan",
        "null",
        "belum tersedia",
        "tidak tersedia",
        "data tidak tersedia",
        "tidak ada data",
        "belum ada data",
        "not available",
    ),
    "tidak ada": ("tidak ada", "tdk ada", "tak ada", "nihil", "none"),
    "tidak tahu": ("tidak tahu", "tdk tahu", "tidak tau", "tt", "don't know", "dont know"),
}
"""The ways offices write that there is no value, by what each means; whether "tidak ada" is 0 is never guessed."""

_MARKERS = {spelling: kind for kind, spellings in MISSING.items() for spelling in spellings}
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
SHOWN_LENGTH = 60


def letter(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 that these letters name: A is 0, AA is 26."""
    index = 0
    for char in letters:
        index = index * 26 + ord(char) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """A cell as Excel writes it, from a row and a column counted from 0: (6, 1) is B7."""
    return f"{letter(column)}{row + 1}"


def place(cell: str) -> tuple[int, int]:
    """Row and column, counted from 0, of a cell as Excel writes it: B7 is (6, 1)."""
    found = _PLACE.fullmatch(cell)
    if not found:
        raise ValueError(f"{cell!r} is not a cell address such as B7")
    return int(found[2]) - 1, column_index(found[1])


def seen(value: str) -> str | None:
    """A text without characters of no width (zero-width spaces, soft hyphens, marks of writing direction); None where none is left."""
    return (value if value.isascii() else _INVISIBLE.sub("", value)) or None


def is_blank(value) -> bool:
    """Whether a cell looks empty: nothing in it, or only spaces."""
    return value is None or (value.__class__ is str and (not value or value.isspace()))


def text(value) -> str:
    """A cell's value as the text an analyst sees: whole numbers without ".0", dates as 2023-05-01, blank as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def normalise(value) -> str:
    """A heading or answer in the form in which spellings are compared: lower case, single spaces, no colon at the end."""
    return normalise_text(text(value))


def normalise_text(text: str) -> str:
    """`normalise` for what is text already."""
    return " ".join(text.casefold().split()).rstrip(": ")


def marker(value) -> str | None:
    """What kind of "no value" a cell holds (a key of MISSING); None where it holds a value."""
    if value is None:
        return "kosong"
    return _MARKERS.get(" ".join(value.casefold().split())) if isinstance(value, str) else None


def shown(value) -> str:
    """A value as it may stand in a message: one line, no control characters, not longer than a line holds."""
    line = " ".join(_CONTROL.sub(" ", text(value)).split())
    return line if len(line) <= SHOWN_LENGTH else line[: SHOWN_LENGTH - 1] + "…"
