"""Free notes as analysts wrote them: in the reader's language as they stand, in the other one quoted, with that language named.

What sanlib itself notes in the sources of its reference tables (`noted.*` of labels.csv: "sumber asal tidak disebut") is said in
the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sanlib import words

_OFTEN = {
    "id": "dan yang dari di untuk tidak bukan salinan publik tabel wilayah baris hanya saja halaman dikutip survei tanpa nilai sama"
    " enam lama melihat sumber terbitan ditambah adalah menurut dinyatakan mengutip dalam dengan atas satu sekitar menyebut bacaan sendiri"
    " hanya artikel urutan rencana kode sudah sampai setara studi diterima dugaan dikutip sebagai catatan sumber asal",
    "en": "the of and by from public copy export table year inferred matching profile page rows only not as with for invented",
}
"""Words by which a note's language is told; both languages' in one note, or none, tell nothing."""
QUOTE = "“"
_NOTE = re.compile(r"\(([^()]+)\)")


def language_of(text: str) -> str:
    """The one language whose frequent words a text has; "" where that cannot be told."""
    there = set(re.findall(r"[a-z]+", text.lower()))
    found = [lang for lang, often in _OFTEN.items() if there & set(often.split())]
    return found[0] if len(found) == 1 else ""


def _noted(text: str) -> str:
    """A text whose other words belong to no language, with what sanlib itself noted in it said in the reader's; any other as it stands."""
    said = text
    for key in words.keys("noted."):
        said = said.replace(words.label(key, words.LANGUAGES[0]), words.label(key))
    left = set(re.findall(r"[a-z]+", said.lower()))
    return text if any(left & set(often.split()) for lang, often in _OFTEN.items() if lang != words.language()) else said


def note(text: str) -> str:
    """A note in the reader's language, or quoted; one that is quoted already as it is."""
    if QUOTE in text:
        return text
    text = _noted(text)
    lang = language_of(text)
    if lang in ("", words.language()):
        return text
    return words.label("quoted", text=text, spoken=words.label(f"quoted.{lang}"))


def notes_of(text: str) -> str:
    """A source: where its own words are of the other language it is quoted whole, else each note in brackets as `note`."""
    if QUOTE in text:
        return text
    text = _noted(text)
    own = language_of(_NOTE.sub("", text))
    if own and own == language_of(text):
        return note(text)
    return _NOTE.sub(lambda found: f"({note(found[1])})", text)


def cited(texts: Iterable[str]) -> str:
    """Sources one after another, each once and as `notes_of`."""
    return "; ".join(dict.fromkeys(notes_of(text) for text in texts if text))
