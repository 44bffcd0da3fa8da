"""Words that unknown headers are understood by (header_words.csv); the headers already known are headers.csv, read by layouts.py."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from sanlib import reading
from sanlib.reference import reference_tables

SECTORS = ("air_limbah", "persampahan")


class Vocabulary(NamedTuple):
    """What each word means (a role of a column, or an indicator), the pattern that finds them all, each indicator's sector, and the
    words that speak of it by themselves: those of several words, and those that name a sector too ("babs")."""

    pattern: re.Pattern
    means: dict[str, str]
    sectors: dict[str, str]
    strong: frozenset[str]


@reference_tables.derived("header_words.csv", "indicators.csv")
def vocabulary(rows: pd.DataFrame, indicators: pd.DataFrame) -> Vocabulary:
    """Every word with its meaning; where two begin alike the longer one is found."""
    roles = {plain(word): row.means for row in rows.itertuples() for word in row.words.split("|")}
    own = {plain(word): row.indicator for row in indicators.itertuples() for word in (row.indicator, *row.spellings.split("|")) if word}
    means = roles | own
    strong = frozenset(word for word in means if " " in word or roles.get(word) in SECTORS)
    every = "|".join(re.escape(word) for word in sorted(means, key=len, reverse=True))
    return Vocabulary(
        re.compile(rf"(?<!\w)(?:{every})(?!\w)"), means, dict(indicators[["indicator", "sector"]].itertuples(index=False)), strong
    )


def plain(text) -> str:
    """A text as its words are looked for: lower case, single spaces, no marks but % and +; years are no words."""
    return " ".join(re.sub(r"[^\w%+-]|_", " ", reading.normalise(text)).replace("%", " % ").split())


def meanings(text: str) -> list[tuple[str, str]]:
    """(word, what it means) of each known word of a text, from left to right."""
    known = vocabulary()
    return [(found[0], known.means[found[0]]) for found in known.pattern.finditer(plain(text))]


def indicator(text: str, context: str = "") -> tuple[str, str]:
    """The one indicator a text is about, and why there is none: "" (no word of one), "other", "part", "not", "several".

    A single word ("layak") is an indicator's only where text or context speaks of its sector.
    """
    known, met = vocabulary(), meanings(text)
    said = {meaning for _, meaning in met}
    beside = meanings(context)
    around = (
        said | {meaning for _, meaning in beside} | {known.sectors.get(meaning, "") for word, meaning in beside if word in known.strong}
    )
    found = {meaning for word, meaning in met if meaning in known.sectors and (word in known.strong or known.sectors[meaning] in around)}
    why = next((reason for reason in ("other", "part", "not") if reason in said), "")
    if not found or why:
        return "", why
    return (found.pop(), "") if len(found) == 1 else ("", "several")
