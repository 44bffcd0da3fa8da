"""Recognising personal data: columns whose content looks like names, telephone numbers, NIK or coordinates are dropped.

The test is on content, because a header can be misleading; it errs towards dropping. What was dropped is reported by column
and kind, never by value.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter

from sanlib.households import spellings
from sanlib.project.identifiers import HIDDEN

_MOST, _FEWEST_NAMES = 0.5, 3
_PATTERNS = {
    "NIK": re.compile(r"[1-9]\d{15}"),
    "telepon": re.compile(r"(\+?62|0)?8\d{8,11}|(\+?62|0)[2-79]\d{7,10}"),
    "surel": re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    "alamat IP": re.compile(r"\d{1,3}(\.\d{1,3}){3}"),
    "koordinat": re.compile(r"-?\d{1,3}[.,]\d{3,}[,; ]+-?\d{1,3}[.,]\d{3,}.*|\d{1,3} ?°.*"),
    "alamat": re.compile(r"(jl|jln|jalan|gg|gang|dusun|dsn|perum|perumahan|komplek|kompleks|blok|rt)\b.*", re.IGNORECASE),
}
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’\-]*([ .,'’\-]+[^\W\d_]+){0,5}\.?")
_DIGITS, _DIGIT_JOINTS = ("NIK", "telepon"), re.compile(r"^'|[ .\-()]")
_BESIDE_A_NAME = re.compile(r"^\d+[.)] *| *\(.*\)$|/.*")
_LATITUDES, _LONGITUDES = (-11.5, 6.5), (94.5, 141.5)


def kind(values: list) -> str:
    """What personal data a column's values look like ("nama", "telepon", "tanggal", ...); "" where they look like none."""
    filled = [value for value in values if value is not None and str(value).strip()]
    if not filled:
        return ""
    if sum(isinstance(value, datetime.date | datetime.time) for value in filled) > _MOST * len(filled):
        return "tanggal"
    texts = Counter(map(_plain, filled))
    for name in _PATTERNS:
        if _share(texts, name) > _MOST:
            return name
    if _are_coordinates(filled):
        return "koordinat"
    return "nama" if _are_names(texts) else ""


def _plain(value) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    return str(value).strip()


def _share(texts: Counter, name: str) -> float:
    """The share of the cells that look like this kind; each distinct text is tried once."""
    return sum(count for text, count in texts.items() if _looks(name, text)) / texts.total()


def _looks(name: str, text: str) -> bool:
    return bool(_PATTERNS[name].fullmatch(_DIGIT_JOINTS.sub("", text) if name in _DIGITS else text))


def identifies(text: str) -> bool:
    """Whether a text by itself is a NIK or a telephone number."""
    return any(_looks(name, text) for name in _DIGITS)


def _are_coordinates(values: list) -> bool:
    """Decimal degrees inside Indonesia, written to more places than any measured answer; as numbers or as text."""
    written = [_plain(value).replace(",", ".") for value in values]
    fine = [float(text) for text in written if re.fullmatch(r"-?\d{1,3}\.\d{4,}", text)]
    inside = [v for v in fine if any(low <= v <= high for low, high in (_LATITUDES, _LONGITUDES))]
    return len(inside) > _MOST * len(values)


def _are_names(texts: Counter) -> bool:
    """Mostly words, mostly different from row to row, and not made of the questionnaire's own words."""
    known, bare = spellings.words_of_all_forms(), {text: _BESIDE_A_NAME.sub("", text) for text in texts}
    words = {text: count for text, count in texts.items() if _NAME.fullmatch(bare[text]) and not _made_of(bare[text], known)}
    cells = sum(words.values())
    enough = cells > _MOST * texts.total() and texts.total() >= _FEWEST_NAMES
    return enough and len(words) > _MOST * cells


def is_vocabulary(text: str) -> bool:
    """Whether every word of a text is one of the questionnaire's options."""
    return _made_of(text, spellings.words_of_all_forms())


def _made_of(text: str, known: frozenset[str]) -> bool:
    return all(word in known or word.isdigit() for word in re.findall(r"\w+", text.casefold()))


def shown(value) -> str:
    """A wrong answer as a problem may show it: short numbers and the questionnaire's own words; all else is hidden."""
    text = _plain(value)
    digits = sum(char.isdigit() for char in text)
    return text if len(text) <= 60 and digits <= 6 and is_vocabulary(text) else HIDDEN
