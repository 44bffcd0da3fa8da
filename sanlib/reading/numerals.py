"""Text that is a number, under each of the two conventions: "1.250,5" and "1,250.5"."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_LONGEST = 40
_GAP = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}")
_SHAPE = r"[+-]?(?:[1-9]\d{0,2}(?:\%s\d{3})+|\d+|(?=\%s\d))(?:\%s\d+)?"
_COMMA, _POINT = (re.compile(_SHAPE % signs, re.ASCII) for signs in ((".", ",", ","), (",", ".", ".")))


class Numeral(NamedTuple):
    """What a text means with a decimal comma and with a decimal point; None where it is no number that way."""

    comma: float | None
    point: float | None
    percent: bool

    @property
    def convention(self) -> str:
        """The decimal sign this text alone proves: ",", ".", or "" where it proves none."""
        if (self.comma is None) == (self.point is None):
            return ""
        return "." if self.comma is None else ","

    @property
    def ambiguous(self) -> bool:
        """Whether the two conventions give two different numbers, as "1.250" does."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    def value(self, convention: str) -> float | None:
        """The number under a convention; the only meaning where there is just one; None where it stays open."""
        if not self.ambiguous:
            return self.point if self.comma is None else self.comma
        return {",": self.comma, ".": self.point}.get(convention)


def numeral(text: str) -> Numeral | None:
    """A text as a number under each convention; None where it is a number under neither."""
    if len(text) > _LONGEST:
        return None
    text = text.strip().replace("−", "-")
    percent = text.endswith("%")
    text = _GAP.sub("", text.removesuffix("%").strip())
    if not text.isascii():
        return None
    comma = float(text.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(text) else None
    point = float(text.replace(",", "")) if _POINT.fullmatch(text) or _SCIENTIFIC.fullmatch(text) else None
    if point is not None and not math.isfinite(point):
        point = None
    return None if comma is None and point is None else Numeral(comma, point, percent)
