"""The JMP core questions as other surveys write them (core_questions.csv): which question a header is, which option an answer.

A label is certain; a name, a word or a code alone is not: 31 is a composting toilet in one questionnaire, no toilet in the next.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pandas as pd

from sanlib import reading
from sanlib.reference import reference_tables

FORM, DESIGN_SIGN = "jmp", "@"
FEWEST, MOST_OTHER = 2, 0.5
"""Answers must be labels of at least so many options, and at most this share of them no label, to tell a question by themselves."""


class Vocabulary(NamedTuple):
    """Questions by the texts, names and words they are known by; options by question and text, and by question, name and code."""

    labels: dict[str, str]
    names: dict[str, str]
    words: list[tuple[str, frozenset[str]]]
    options: dict[str, dict[str, str]]
    codes: dict[tuple[str, str, str], str]


@reference_tables.derived("survey/core_questions.csv")
def vocabulary(rows: pd.DataFrame) -> Vocabulary:
    """The table as look-ups."""
    found = Vocabulary({}, {}, [], {}, {})
    for row in rows.itertuples():
        if row.option and row.known_by == "code":
            name, _, code = row.text.partition("=")
            found.codes[row.question, plain(name), code.strip()] = row.option
        elif row.option:
            found.options.setdefault(row.question, {})[plain(row.text)] = row.option
        elif row.known_by == "words":
            found.words.append((row.question, frozenset(plain(row.text).split())))
        else:
            (found.names if row.known_by == "name" else found.labels)[plain(row.text)] = row.question
    return found


def plain(text) -> str:
    """A text as it is compared: lower case, no accents, no signs between its words, no number before it ("11. ", "S1 ")."""
    bare = unicodedata.normalize("NFKD", reading.normalise(text)).encode("ascii", "ignore").decode()
    return re.sub(r"^(?:[a-z]{0,3}\d+[a-z]? )+(?=\D)", "", " ".join(re.sub(r"['’]", "", bare).translate(_SIGNS).split()))


_SIGNS = dict.fromkeys(map(ord, '/.,;:()[]{}?!_-+*"|'), " ")


class Question(NamedTuple):
    """The question, or field of the design, a column is ("" = none), and whether that is certain."""

    code: str = ""
    sure: bool = False


def question(texts: list[str], answers: list[str]) -> Question:
    """What a column is, by its header and labels and by its answers as they are labelled."""
    known, said = vocabulary(), [plain(text) for text in texts if text]
    by_label = next((known.labels[text] for text in said if text in known.labels), "")
    by_name = next((known.names[text] for text in said if text in known.names), "")
    by_words = _by_words(said)
    by_answers = _by_answers(answers, by_name or by_words)
    if by_label or by_answers:
        return Question(by_label or by_answers, not (by_label and by_answers and by_label != by_answers))
    return Question(by_name or by_words, by_name.startswith(DESIGN_SIGN))


def _by_words(said: list[str]) -> str:
    """The question whose words all stand in one text, the one with the most words where there are several."""
    met = [(len(words), code) for code, words in vocabulary().words if any(words <= set(text.split()) for text in said)]
    return max(met, default=(0, ""))[1]


def _by_answers(answers: list[str], expected: str) -> str:
    """The question whose options these answers are labels of, beyond yes and no, that several questions share."""
    known, said = vocabulary().options, {plain(text) for text in answers}
    shared = {text for text in said if sum(text in labels for labels in known.values()) > 1}
    met = {code: len({labels[text] for text in said - shared if text in labels}) for code, labels in known.items()}
    best = max(met, key=lambda code: (met[code], code == expected))
    unknown = [text for text in said if text not in known[best]]
    alone = sum(count == met[best] for count in met.values()) == 1
    return best if met[best] >= FEWEST and alone and len(unknown) <= MOST_OTHER * len(said) else ""


class Meaning(NamedTuple):
    """The option an answer is ("" = none is known), and whether that is certain."""

    option: str = ""
    sure: bool = False


def meaning(found: Question, names: list[str], answer: str, labels: list[str]) -> Meaning:
    """The option an answer is, by its label, or by its code where the column has a questionnaire's own name for it."""
    known = vocabulary()
    options = known.options.get(found.code, {})
    by_label = next((options[text] for text in map(plain, [*labels, answer]) if text in options), "")
    if by_label:
        return Meaning(by_label, found.sure)
    codes = (known.codes.get((found.code, plain(name), answer.strip())) for name in names)
    return Meaning(next(filter(None, codes), ""), False)
