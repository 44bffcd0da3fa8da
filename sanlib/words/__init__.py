"""Every word a reader sees, in Bahasa Indonesia and English: labels, messages, numbers. One table each."""

from __future__ import annotations

import contextlib
import csv
import errno
import functools
import io
import re
import string
from collections.abc import Callable, Iterator
from importlib import resources
from typing import TypeVar

from sanlib.words.refusal import Refusal

Said = TypeVar("Said")
LANGUAGES = ("id", "en")
"""Each has its column in labels.csv and messages.csv, and in every reference table that has a column in English."""
DECIMAL_COMMA = ("id",)
"""Languages that write 1.234,5; the others write 1,234.5."""
MINUS = "\u2212"
"""The minus of what a reader reads, as wide as a plus; csv files and cells of a workbook hold numbers and no sign of ours."""


class UnknownLanguage(Refusal, ValueError):
    """A language that sanlib does not speak."""


@functools.cache
def _rows(name: str) -> dict[str, dict[str, str]]:
    text = (resources.files(__package__) / name).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    table = {row["key"]: row for row in rows}
    if len(table) != len(rows):
        twice = sorted({row["key"] for row in rows if sum(r["key"] == row["key"] for r in rows) > 1})
        raise ValueError(f"sanlib/words/{name}: listed twice: {', '.join(twice)}")
    return table


def glossary() -> list[dict[str, str]]:
    """The terms of this project, a row each: what each language calls it, what it means, and the words that are not used for it."""
    text = (resources.files(__package__) / "glossary.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


_spoken = ["id"]


def language() -> str:
    """The language in use: the one bound last, Indonesian where none was."""
    return _spoken[-1]


def speak(lang: str | None) -> None:
    """Uses a language from here on; None changes nothing, an unknown one is refused.

    >>> san.speak("id")
    """
    _spoken[-1] = _known(lang)


@contextlib.contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Uses a language within a block; None keeps the language in use."""
    _spoken.append(_known(lang))
    try:
        yield
    finally:
        _spoken.pop()


def label(key: str, lang: str | None = None, **blanks) -> str:
    """The words shown for a key of labels.csv, its {blanks} filled; an unknown key is an error, never shown raw."""
    try:
        text = (_rows("labels.csv").get(key) or _of_tables(key))[_known(lang)]
    except KeyError:
        raise KeyError(f"sanlib/words/labels.csv has no row {key!r}: add one, with Indonesian and English") from None
    return _with(text, blanks) if blanks else text


class _Sentence(string.Formatter):
    """Fills the blanks of a sentence; "{files:file|files}" is a number with the words that go with it: "1 file", "2 files"."""

    def format_field(self, value, format_spec: str) -> str:
        one, several, many = format_spec.partition("|")
        return f"{value} {one if str(value) == '1' else many}" if several else super().format_field(value, format_spec)


_SENTENCE = _Sentence()


def _with(text: str, blanks: dict) -> str:
    """The sentence with its blanks filled; most have no noun to choose, and str.format is ten times as fast."""
    return _SENTENCE.format(text, **blanks) if "|" in text else text.format(**blanks)


def has_label(key: str) -> bool:
    """Whether there are words for this key: a row of labels.csv, or an indicator's own label in its table."""
    return has_own_label(key) or bool(_of_tables(key))


def label_or(key: str, otherwise: str) -> str:
    """The words for a key, or `otherwise` where there are none: for names that tables bring and nobody has put into words."""
    return label(key) if has_label(key) else otherwise


def unit(name: str) -> str:
    """A unit in the reader's language; one that labels.csv does not know as the analyst wrote it."""
    return label_or(f"unit.{name}", name)


def ladder(name: str) -> str:
    """A ladder of definitions in the reader's language: "tangga 2020", "% of households"."""
    return label_or(f"chart.ladder.{name}", f"{label('column.ladder').lower()} {name}")


def keys(before: str) -> list[str]:
    """The keys of labels.csv that begin so, longest words first, so that what is part of another comes after it."""
    found = (row for key, row in _rows("labels.csv").items() if key.startswith(before))
    return [row["key"] for row in sorted(found, key=lambda row: -len(row[LANGUAGES[0]]))]


def has_own_label(key: str) -> bool:
    """Whether labels.csv itself has a row for this key."""
    return key in _rows("labels.csv")


def has_message(rule: str) -> bool:
    """Whether messages.csv has a row for this rule."""
    return rule in _rows("messages.csv")


_tables: list[Callable[[str], dict[str, str] | None]] = []


def ask_tables(source: Callable[[str], dict[str, str] | None]) -> None:
    """Where labels of what analysts name themselves are looked up: key to its words by language, or None."""
    _tables[:] = [source]


def _of_tables(key: str) -> dict[str, str]:
    return next((found for source in _tables if (found := source(key))), {})


def severity(rule: str) -> str:
    """error, warning or notice: how bad a problem of this rule is, from messages.csv."""
    return _message(rule)["severity"]


def sentence(problem, part: str, lang: str | None = None) -> str:
    """The sentence ("problem" or "fix") for a problem, with its value, column and details filled in."""
    text = _message(problem.rule)[f"{part}_{_known(lang)}"]
    filled = {"value": problem.value, "column": problem.column, **problem.details}
    return _with(text, {name: _filled(what, _known(lang)) for name, what in filled.items()})


def _filled(what, lang: str):
    """What fills a blank, in this language: of what was said in each (`in_each_language`) its own, a float as it writes numbers."""
    if isinstance(what, dict):
        return what[lang]
    return exact(what, lang) if isinstance(what, float) else _of_system(what, lang)


def column(name: str) -> str:
    """The column that says something in the language spoken: `name` in the first language, `name_en` in English."""
    return name if language() == LANGUAGES[0] else f"{name}_{language()}"


def in_each_language(say: Callable[[], Said]) -> dict[str, Said]:
    """What `say` says in each language: for what is kept before it is known who reads it."""
    said = {}
    for lang in LANGUAGES:
        with speaking(lang):
            said[lang] = say()
    return said


_SYSTEM = "system."


def of_system(error: Exception) -> str:
    """Why the system would not: a key of labels.csv where it has one, which `sentence` puts into words; else what the system says."""
    key = f"{_SYSTEM}{errno.errorcode.get(getattr(error, 'errno', None) or 0, '')}"
    return key if key in _rows("labels.csv") else getattr(error, "strerror", None) or str(error)


def _of_system(what, lang: str | None):
    return label(what, lang) if isinstance(what, str) and what.startswith(_SYSTEM) and what in _rows("labels.csv") else what


def _message(rule: str) -> dict[str, str]:
    try:
        return _rows("messages.csv")[rule]
    except KeyError:
        raise KeyError(f"sanlib/words/messages.csv has no row {rule!r}: add one, in both languages") from None


def _known(lang: str | None) -> str:
    if lang is None:
        return language()
    if not isinstance(lang, str) or lang not in LANGUAGES:
        given = repr(lang) if isinstance(lang, str) else type(lang).__name__
        raise UnknownLanguage(f"language / bahasa {given}: expected / seharusnya {', '.join(LANGUAGES)}")
    return lang


def number(value: float | None, decimals: int | None = 2, lang: str | None = None) -> str:
    """A number as printed in this language: "1.234,5" in Indonesian, "1,234.5" in English; missing is a dash. `decimals` None: none
    where it is whole, else two."""
    if value is None or value != value:
        return "–"
    decimals = column_places([value]) if decimals is None else decimals
    text = f"{rounded(value, decimals):,.{decimals}f}"
    text = text.replace("-", MINUS if any(digit in "123456789" for digit in text) else "")
    return text.translate(str.maketrans(",.", ".,")) if _known(lang) in DECIMAL_COMMA else text


def trimmed(value: float | None, most: int = 2, lang: str | None = None) -> str:
    """A number with the decimals it has, `most` at most: "258.212", "92,88", "9,5"; missing is a dash."""
    return number(value, 0 if value is None or value != value else places(value, most), lang)


def exact(value: float, lang: str | None = None) -> str:
    """A number as a cell holds it, six decimals at most; one too large or too small to be read so with its power of ten."""
    plain = value == 0 or 5e-7 <= abs(value) < 1e15
    return trimmed(value, 6, lang) if plain else with_decimal_sign(f"{value:.10g}".replace("-", MINUS), lang)


def places(value: float, most: int = 2) -> int:
    """How many decimals a number has once it is rounded to `most`, without zeros at its end."""
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def rounded(value: float, decimals: int) -> float:
    """A number rounded as it is printed: a half away from 0 (109,654.5 is 109,655), as a reader and Excel round."""
    return round(float(value) * (1 + 1e-12), decimals) if abs(value) < 1e11 else round(float(value), decimals)


def span(values, decimals: int) -> str:
    """One number, or the least and the most of several as a range ("7,23-25,28"); one where both are printed alike."""
    return _from_to(values, lambda end: number(end, decimals))


def _from_to(values, say: Callable[[float], str]) -> str:
    ends = [say(end) for end in (min(values), max(values))]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)


def point_places(value: float | None) -> int:
    """Decimals of a number of points, wherever it stands: two; none where they would be zeros; more where two would print 0.

    "15 poin" and "10,88 poin", in a table as in a sentence: a reader takes "15" and "15,00" for two figures.
    """
    if value is None or value != value or rounded(value, 6) == 0:
        return 0
    places = next((places for places in range(2, 6) if rounded(value, places)), 6)
    return 0 if rounded(value, places).is_integer() else places


def column_point_places(values) -> int:
    """The least decimals of points that stand in one column: two where one of them needs any, so that the column lines up."""
    return 2 if any(map(point_places, values)) else 0


def points(value: float | None, lang: str | None = None, least: int = 0) -> str:
    """A number of points as printed: "15", "10,88"; missing is a dash. `least`: the decimals of the column it stands in."""
    return number(value, max(least, point_places(value)), lang)


def signed_points(value: float | None, lang: str | None = None, least: int = 0) -> str:
    """A signed number of points as printed: "+15", "−10,07"; zero without a sign, missing a dash. `least` as `points`."""
    return signed(value, max(least, point_places(value)), lang)


def point_unit(said: str) -> str:
    """The word after a printed number of points: one point, two points."""
    return label("pack.point" if said.lstrip(f"+{MINUS}") == "1" else "pack.points")


def point_span(values, least: int = 0) -> str:
    """Points as printed, or the least and the most of several as a range ("7,23-25,28"); `least` as `points`."""
    return _from_to(values, lambda end: points(end, least=least))


def percent(value: float | None, decimals: int | None = 2, lang: str | None = None) -> str:
    """A percentage: "98,39%" in Indonesian, "98.39%" in English, in both without a space (EYD); missing is a dash."""
    text = number(value, decimals, lang)
    return text if text == "–" else f"{text}%"


def signed(value: float | None, decimals: int = 2, lang: str | None = None) -> str:
    """A gap as printed: always with its sign ("+8", "−10,07"), zero without one, missing a dash."""
    text = number(value, decimals, lang)
    return f"+{text}" if value is not None and value > 0 and any(d in "123456789" for d in text) else text


def distance(gap_pp: float, direction: str, lang: str | None = None, other: float | None = None, least: int = 0) -> str:
    """A signed gap in words, in the sense of the target: "kurang 39,62 poin", "lebih 8,39 poin", "39.62 points short".

    Where less is better, what has not reached its target is still above it ("masih 1 poin di atas", "still 1 point above"), and
    what has is better by so much ("lebih baik 8 poin"). `other` is the gap on another base of the same figure, on the same
    side of the target: both are said. `least`: the decimals of the column of gaps it stands beside.
    """
    if gap_pp == 0:
        return label("distance.on", lang)
    short = gap_pp > 0 if direction == "minimal" else gap_pp < 0
    with speaking(lang):
        said = point_span([abs(gap_pp), abs(gap_pp if other is None else other)], least)
        unit = point_unit(said)
    return label(f"distance.{'short' if short else 'past'}_{direction}", lang, points=said, unit=unit)


def with_decimal_sign(text: str, lang: str | None = None) -> str:
    """Text with numbers written 0.05, their sign as this language prints it: "icc = 0,05" in Indonesian."""
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text) if _known(lang) in DECIMAL_COMMA else text


def column_places(*columns) -> int:
    """Decimals of columns that stand together: 0 where every value is whole, else 2, so that a table lines up."""
    known = [value for column in columns for value in column if value is not None and value == value]
    return 0 if all(float(value).is_integer() for value in known) else 2
