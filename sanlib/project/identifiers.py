"""What could tell who somebody is inside a text: a telephone number, a NIK, a family card's number, an e-mail address, where a house
stands (GPS), a person's name; found and hidden, never told.

Numbers and addresses are certain and are hidden wherever a text leaves. Names are told by an address before them ("Bu ...") or by
person_names.csv, names common in Indonesia. One that is `also` a word of a place (of the 91,599 names of provinces down to desa in
Kepmendagri 300.2.2-2138 of 2025) or a word of the language (Sastrawi's list of roots) is told only by what stands beside it: another
name, or a word for who collects data ("petugas ..."). Whoever has a rarer name is known only by the columns that hold names, which
are never read on (see households.personal_data).
"""

from __future__ import annotations

import csv
import functools
import itertools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

HIDDEN = "(disembunyikan)"
_JOINT = r"[ .\-()]{0,2}"
_TELEPHONE = re.compile(rf"(?<![\w.,])\+?\(?(?:62|0){_JOINT}8(?:{_JOINT}\d){{8,11}}(?!\w)")
_WITHOUT_ZERO = re.compile(r"(?<![\w.,])8[1-9]\d{7,10}(?![\w,]|\.\d)")
"""A telephone number that a spreadsheet took for a number; among figures it could be one."""
_NIK = re.compile(rf"(?<![\w.,])[1-9]\d(?:{_JOINT}\d){{14}}(?!\w)")
_BIRTHDAYS, _MONTHS, _PROVINCES = (*range(1, 32), *range(41, 72)), range(1, 13), range(11, 98)
"""A NIK is region (6 digits), day (women + 40), month and year of birth, serial number: what is no date is none. The number of a family
card (KK) is made alike, of the day it was issued."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DECIMALS = r"[.,]\d{5,}"
_PLACE = re.compile(rf"(?<![\w.,])[-−]?(?:1[01]|\d){_DECIMALS}°?[ ,;/]{{1,3}}(?:9[5-9]|1[0-3]\d|14[01]){_DECIMALS}(?!\w)")
"""Latitude and longitude within Indonesia to a metre or so, as GPS and Kobo write them."""
_ADDRESSES = frozenset(["bu", "ibu", "pak", "bpk", "bapak", "sdr", "sdri", "ny", "tn", "mbak"])
_COLLECTORS = frozenset(["petugas", "enumerator", "surveyor", "pencacah", "pewawancara", "operator", "oleh"])
_NO_NAMES = frozenset(
    """
    utara selatan timur barat tengah ibu bapak kota kab kabupaten desa kelurahan kecamatan lurah camat bupati wali walikota
    gubernur kepala hamil menyusui rumah tangga dan atau yang data survei rt rw krt kk
    """.split()
)


def hidden(text: str) -> str:
    """A text with every telephone number, NIK, e-mail address and GPS place in it hidden."""
    return _hidden(text) if "@" in text or sum(map(str.isdigit, text)) > 8 else text


def hidden_in(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """A table whose texts in these columns have the same hidden."""
    return table.assign(**{name: table[name].map(hidden) for name in columns})


@functools.lru_cache(maxsize=65_536)
def _hidden(text: str) -> str:
    text = _PLACE.sub(HIDDEN, _EMAIL.sub(HIDDEN, text))
    return _NIK.sub(lambda found: HIDDEN if _is_nik(found[0]) else found[0], _TELEPHONE.sub(HIDDEN, text))


def _is_nik(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return int(digits[:2]) in _PROVINCES and int(digits[6:8]) in _BIRTHDAYS and int(digits[8:10]) in _MONTHS


def has_number(text: str) -> bool:
    """Whether the name of a file, a sheet or a place holds a telephone number or a NIK."""
    spaced = text.replace("_", " ")
    return _hidden(spaced) != spaced or bool(_WITHOUT_ZERO.search(spaced))


def has_name(text: str) -> bool:
    """Whether the name of a file or a sheet holds a person's name, as far as one can be told (see above)."""
    return bool(_names(text))


def addresses_somebody(text: str) -> bool:
    """Whether somebody is addressed by name in a text ("Bu ..."): a place may be called by a name that people have too."""
    return bool(_addressed(_words(text)))


def _names(text: str) -> list[str]:
    """The words of a text that name a person."""
    words = _words(text)
    return [*_addressed(words), *_listed(words)]


def _listed(words: list[str]) -> list[str]:
    """Names of the list: by themselves, or, where they are other words too, by what stands beside them."""
    known, folded = _known(), [word.casefold() for word in words]
    telling = known.keys() | _COLLECTORS
    beside = [{*folded[max(place - 1, 0) : place], *folded[place + 1 : place + 2]} for place in range(len(words))]
    return [
        word
        for word, own, near in zip(words, folded, beside, strict=True)
        if own in known and (not known[own] or not telling.isdisjoint(near))
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))


def _addressed(words: list[str]) -> list[str]:
    return [
        word
        for before, word in itertools.pairwise(words)
        if before.casefold() in _ADDRESSES and len(word) > 2 and word.casefold() not in _NO_NAMES
    ]


@functools.cache
def _known() -> dict[str, str]:
    """Name to what else it is: "place", "word", or nothing else."""
    with Path(__file__).with_name("person_names.csv").open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row["also"] for row in csv.DictReader(stream)}


def file_shown(path: str) -> str:
    """A file's place as it may be shown: in its own name digits of a number and words of a person's name are dots."""
    folder, slash, name = path.rpartition("/")
    stem, point, suffix = name.rpartition(".")
    if not point:
        stem, suffix = name, ""
    return f"{folder}{slash}{dotted(stem)}{point}{suffix}"


def dotted(text: str) -> str:
    """A name of a file or a column with dots for the digits of somebody's number and for words of somebody's name."""
    if has_number(text):
        text = re.sub(r"\d", "•", text)
    for word in _names(text):
        text = text.replace(word, "•" * 3)
    return text
