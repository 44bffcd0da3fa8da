"""Raw cells to typed answers, each checked against its closed list; what is in no list becomes a problem and a blank.

Types in `households`: a single choice is a category of option codes ("1"), a letter of a select-multiple is boolean,
a number is float, digits of fixed width ("3572...") and other text are text. Blank stays blank in all of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.arrays import BooleanArray

from sanlib import reading
from sanlib.households import personal_data, spellings, unreadable_items
from sanlib.households.exports import Export
from sanlib.project.problems import Problem
from sanlib.reference.codebook import Codebook, Field

_MONTHS = "jan feb mar apr mei may jun jul agu aug sep okt oct nov des dec"
_WHEN = re.compile(
    r"((?<!\d)\d{1,4}(?!\d)|[-/.:,+ tz]|(" + "|".join(_MONTHS.split()) + r")[a-z]{0,6}(?![a-z])|wib|wita|wit|jam|menit){1,14}"
)
"""A date or a time as people and programs write them: "2024-03-05", "5 Maret 2024", "09.15 - 09.50 WIB"."""


class Typed(NamedTuple):
    """One column read: its typed values and the rows (counted from 0) whose cell is in no list."""

    values: object
    wrong: np.ndarray


def typed(export: Export, book: Codebook, look: Callable = lambda *_: None) -> tuple[pd.DataFrame, list[Problem], list[str]]:
    """Every field of the form as a typed column (all blank where the file has none of it), the wrong cells, and the
    items that mostly cannot be read (see unreadable).

    `look` is shown what was read before anything is reported of it, and may refuse it.
    """
    export, bad = split_letters(export, book)
    problems = [problem for name, rows in bad.items() for problem in _wrong(export, name, rows)]
    read = {field.name: _READERS[field.kind](field, export, book) for field in book.columns() if field.name in export.columns}
    look(export, read, book)
    for name, column in read.items():
        problems += _wrong(export, name, column.wrong)
    blank = {field.name: _blank(field, len(export.rows)) for field in book.columns() if field.name not in read}
    columns = {field.name: read[field.name].values if field.name in read else blank[field.name] for field in book.columns()}
    unread = unreadable_items.items(export, bad | {name: column.wrong for name, column in read.items()}, book)
    blocks = _blocks(export, read, book)
    only_yes = [item for item, ticks in blocks.items() if _only_yes([read[tick] for tick in ticks])]
    half = {item: ticks for item, ticks in blocks.items() if item not in only_yes}
    problems += [*_half_blank(export, read, half), *unreadable_items.problems(export, unread, book)]
    problems += unreadable_items.problems(export, only_yes, book, "survey_block_only_yes")
    return pd.DataFrame(columns, copy=False), problems, list(dict.fromkeys([*unread, *only_yes, *export.denied]))


def split_letters(export: Export, book: Codebook) -> tuple[Export, dict[str, np.ndarray]]:
    """One select-multiple column "A C" as 0/1 columns, where the file has none of these itself; the rows of each in
    which something is in no list."""
    columns, letters, wrong = dict(export.columns), dict(export.letters), {}
    for whole in (f for f in book.fields.values() if f.kind == "letters" and f.name in columns):
        names = [f"{whole.name}.{option}" for option in whole.options]
        if any(name in columns for name in names):
            continue
        chosen = _chosen(columns[whole.name], whole, book)
        wrong[whole.name] = np.flatnonzero([one.wrong for one in chosen])
        for option, name in zip(whole.options, names, strict=True):
            columns[name] = [one.tick(option) for one in chosen]
            letters[name] = letters[whole.name]
    return export._replace(columns=columns, letters=letters), wrong


class Ticked(NamedTuple):
    """What one cell of a select-multiple says: the options it names, whether that is all it says, whether a part of it
    is in no list."""

    options: frozenset
    whole: bool
    wrong: bool

    def tick(self, option: str) -> float | None:
        """Yes for an option named; no for another only where every part of the cell was read and is known."""
        return 1.0 if option in self.options else 0.0 if self.options and self.whole else None


def _chosen(cells: list, whole: Field, book: Codebook) -> list[Ticked]:
    known = spellings.answers(whole, book)
    read = {cell: _ticked(cell, known, whole.options) for cell in set(cells)}
    return [read[cell] for cell in cells]


def _ticked(cell, known: spellings.Answers, options: tuple[str, ...]) -> Ticked:
    """The options a cell names by code or label, in any case; blank and "tidak tahu" name none and are no mistake."""
    if known[cell] != spellings.INVALID:
        return Ticked(frozenset(options[known[cell] : known[cell] + 1] if known[cell] >= 0 else ()), known[cell] >= 0, False)
    found = _longest(spellings.words(reading.text(cell)), known)
    unread = sum(number == spellings.INVALID for _, number in found)
    doubtful = unread > len(found) - unread  # "in a river" holds the word "a", not the letter A
    named = {options[number] for word, number in found if number >= 0 and not (doubtful and word.islower())}
    return Ticked(frozenset(named), all(number >= 0 for _, number in found), unread > 0)


def _longest(words: list[str], known: spellings.Answers) -> list[tuple[str, int]]:
    """A cell cut into the longest runs of words that are an answer; a word in no such run is unlisted."""
    found, start = [], 0
    while start < len(words):
        ends = range(min(len(words), start + known.longest), start, -1)
        end = next((end for end in ends if known.number(" ".join(words[start:end])) != spellings.INVALID), start + 1)
        text = " ".join(words[start:end])
        found.append((text, known.number(text)))
        start = end
    return found


def _wrong(export: Export, name: str, rows: np.ndarray) -> list[Problem]:
    cells = export.columns[name]
    return [export.problem("survey_answer_unlisted", export.at(name, row), name, personal_data.shown(cells[row])) for row in rows]


def _blank(field: Field, count: int):
    if field.kind == "single":
        return pd.Categorical.from_codes(np.full(count, -1), dtype=_options(field.options))
    if field.kind == "tick":
        return BooleanArray(np.zeros(count, dtype=bool), np.ones(count, dtype=bool))
    return np.full(count, np.nan) if field.kind in ("integer", "decimal") else np.full(count, None, dtype=object)


@functools.cache
def _options(options: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(options))


def _codes(field: Field, export: Export, book: Codebook) -> np.ndarray:
    known = spellings.answers(field, book)
    cells = export.columns[field.name]
    return np.fromiter(map(known.__getitem__, cells), dtype=np.intp, count=len(cells))


def _single(field: Field, export: Export, book: Codebook) -> Typed:
    codes = _codes(field, export, book)
    values = pd.Categorical.from_codes(np.maximum(codes, spellings.UNKNOWN), dtype=_options(field.options))
    return Typed(values, np.flatnonzero(codes == spellings.INVALID))


def _tick(field: Field, export: Export, book: Codebook) -> Typed:
    codes = _codes(field, export, book)
    return Typed(BooleanArray(codes == 1, codes < 0), np.flatnonzero(codes == spellings.INVALID))


def _number(field: Field, export: Export, _book: Codebook) -> Typed:
    """Numbers inside the range items.csv allows; numbers typed as text are read by the rules of sanlib.reading."""
    cells = export.columns[field.name]
    plain = set(map(type, cells)) <= {float, type(None)}
    values = np.array(cells if plain else [as_number(cell) for cell in cells], dtype=float)
    low = -np.inf if field.low is None else field.low
    high = np.inf if field.high is None else field.high
    good = (values >= low) & (values <= high) & ((field.kind == "decimal") | (values == np.floor(values)))
    wrong = [row for row in np.flatnonzero(~good) if reading.marker(cells[row]) in (None, "tidak ada")]
    return Typed(np.where(good, values, np.nan), np.array(wrong, dtype=int))


def as_number(cell) -> float:
    """One number as typed: "1,5" is one and a half; "1.250" could be two numbers and is neither."""
    if not isinstance(cell, str):
        return np.nan if cell is None or not isinstance(cell, int | float) else cell
    text = cell.strip()
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", text):
        text = text.replace(".", "")
    decimal = re.fullmatch(r"-?\d+([.,]\d{1,2}|[.,]\d{4,})?", text)
    return float(text.replace(",", ".")) if decimal else np.nan


def _digits(field: Field, export: Export, _book: Codebook) -> Typed:
    """Codes of fixed width as text; a leading zero that Excel dropped is put back, and the ".0" of a program's number taken off."""
    cells = export.columns[field.name]
    known = {cell: _padded(re.sub(r"\.0+$", "", reading.normalise(cell)), field.width) for cell in set(cells)}
    values = np.array([known[cell] for cell in cells], dtype=object)
    wrong = [row for row, value in enumerate(values) if value is None and not reading.is_blank(cells[row])]
    return Typed(values, np.array(wrong, dtype=int))


def _padded(text: str, width: int) -> str | None:
    padded = text.zfill(width)
    return padded if text and len(padded) == width and padded.isascii() and padded.isdigit() else None


def _text(field: Field, export: Export, _book: Codebook) -> Typed:
    """A date, a time, or words of the questionnaire; anything else might name somebody and is left out."""
    cells = export.columns[field.name]
    if personal_data.kind(cells):
        return Typed(_blank(field, len(cells)), np.array([], dtype=int))
    kept = {cell: text for cell in set(cells) if (text := reading.normalise(cell)) and says_nobody(text)}
    return Typed(np.array([kept.get(cell) for cell in cells], dtype=object), np.array([], dtype=int))


def says_nobody(text: str) -> bool:
    """Whether a text cannot name a person: a date, a time, or only words of the questionnaire."""
    dated = bool(_WHEN.fullmatch(text)) and not personal_data.identifies(text)
    return dated or (personal_data.is_vocabulary(text) and sum(map(str.isdigit, text)) <= 6)


_READERS = {"single": _single, "tick": _tick, "integer": _number, "decimal": _number, "code": _digits, "text": _text}


def _blocks(export: Export, read: dict[str, Typed], book: Codebook) -> dict[str, list[str]]:
    """The letters of each select-multiple that stand in columns of their own, by item."""
    found: dict[str, list[str]] = {item: [] for item in book.items.loc[book.items["kind"].eq("multi"), "code"]}
    for field in book.fields.values():
        own = field.kind == "tick" and field.name in read and export.letters[field.name] != export.letters.get(field.code)
        if own and field.code in found:
            found[field.code].append(field.name)
    return {item: ticks for item, ticks in found.items() if ticks}


def _only_yes(block: list[Typed]) -> bool:
    """Whether a block holds a yes in several rows and never a no: then its blanks cannot be told from a no, and "all say yes" is
    no finding."""
    values = np.concatenate([np.asarray(column.values.to_numpy(dtype=float, na_value=np.nan)) for column in block])  # type: ignore[attr-defined]
    return len(block) > 1 and (values == 1).sum() >= unreadable_items.FEWEST and not (values == 0).any() and bool(np.isnan(values).any())


def _half_blank(export: Export, read: dict[str, Typed], blocks: dict[str, list[str]]) -> list[Problem]:
    """Rows where a block of 0/1 letters is partly filled: blank is not 0, so the blank letters stay unknown."""
    problems = []
    for ticks in blocks.values():
        blank = np.column_stack([_unanswered(read[tick]) for tick in ticks])
        for row in np.flatnonzero(blank.any(axis=1) & ~blank.all(axis=1)):
            first = ticks[int(blank[row].argmax())]
            problems.append(export.problem("survey_block_half_blank", export.at(first, row), first))
    return problems


def _unanswered(column: Typed) -> np.ndarray:
    """Blank cells of a tick column; a wrong cell is a problem of its own and not blank."""
    blank = np.asarray(pd.isna(column.values)).copy()
    blank[column.wrong] = False
    return blank
