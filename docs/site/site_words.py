"""The words of the theme in Indonesian, and a search that takes Indonesian words as they are written."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx.search import SearchLanguage

PO = Path(__file__).with_name("locale") / "id.po"


class Indonesian(SearchLanguage):
    """Words are kept whole: part of a word finds it ("kurang" finds "kekurangan"), which a stem of English rules would not."""

    lang = "id"
    language_name = "Indonesian"
    stopwords = frozenset(
        ("ada", "atau", "dan", "dari", "dengan", "di", "ini", "itu", "juga", "karena", "ke", "oleh", "pada", "untuk", "yang")
    )

    def stem(self, word: str) -> str:
        """The word itself, in small letters."""
        return word.lower()


def add(app) -> None:
    """Make both known to Sphinx, whose own words come first."""
    app.add_search_language(Indonesian)
    if app.config.language == "id":
        app.translator.add_fallback(_catalogue())


def _catalogue() -> gettext.GNUTranslations:
    with PO.open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    made = io.BytesIO()
    write_mo(made, catalogue)
    made.seek(0)
    return gettext.GNUTranslations(made)
