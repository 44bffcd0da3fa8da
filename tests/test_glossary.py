"""One word per thing, in both languages, in the language of the reader."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

import sanlib as san
from sanlib import words
from sanlib.documents import brief, pack_folder
from sanlib.reference import indicators

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = {
    "the",
    "of",
    "and",
    "with",
    "not",
    "are",
    "is",
    "to",
    "from",
    "for",
    "cannot",
    "which",
    "that",
    "was",
    "have",
    "has",
    "each",
    "what",
    "where",
}
INDONESIAN = {
    "dan",
    "yang",
    "tidak",
    "dengan",
    "untuk",
    "dari",
    "pada",
    "ini",
    "atau",
    "adalah",
    "belum",
    "sudah",
    "oleh",
    "setiap",
    "tanpa",
}
SPOKEN = {"id": INDONESIAN, "en": ENGLISH}
QUOTED = re.compile(r"`[^`]*`|\[[^]]*\]\([^()]*\)|\*[^*]*\*|\{[^}]*\}|'[^']*'|\"[^\"]*\"|\([^()]*\)|\b[\w-]+=\S*")
"""Code, blanks and what is quoted belong to no language."""
PAGES = {
    "id": (
        "README.id.md",
        "docs/adopt-survey.id.md",
        "docs/layout-tables.id.md",
        "docs/perlindungan-data.md",
        "docs/each-period.id.md",
        "docs/tutorial.id.md",
        "METHODS.id.md",
    ),
    "en": (
        "README.md",
        "docs/adopt-survey.md",
        "docs/layout-tables.md",
        "docs/data-protection.md",
        "docs/each-period.md",
        "docs/tutorial.md",
        "METHODS.md",
    ),
}
"""The pages an analyst reads, by language."""
USED = {
    "tercapai": "verdict.tercapai",
    "belum": "verdict.belum",
    "belum_pasti": "verdict.belum dapat dipastikan",
    "tidak_dinilai": "verdict.tidak dapat dinilai",
    "penilaian": "column.verdict",
    "catatan_mutu": "pack.sheet.flags",
    "ditahan": "withheld",
    "jejak": "pack.trail",
}
"""A term and a label that is this term."""


def said(lang):
    """Every text of the tables of words in one language, by its key."""
    rows = words._rows("labels.csv").values()
    yield from ((row["key"], row[lang]) for row in rows)
    for row in words._rows("messages.csv").values():
        yield from ((row["key"], row[f"{part}_{lang}"]) for part in ("problem", "fix"))


def written(lang):
    """Every paragraph of the notebooks and of an analyst's pages in one language, by its place; code is no prose."""
    for path in sorted((ROOT / "notebooks" / ("" if lang == "id" else lang)).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                yield f"{path.name} {cell['id']}", "".join(cell["source"])
    for path in sorted(path for pattern in PAGES[lang] for path in ROOT.glob(pattern)):
        prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from ((f"{path.name} {number}", part) for number, part in enumerate(prose.split("\n\n"), start=1))


def foreign(text, lang):
    """The words of the other language that a text holds."""
    return SPOKEN[{"id": "en", "en": "id"}[lang]] & {word.casefold() for word in re.findall(r"[^\W\d_]+", QUOTED.sub(" ", text))}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_text_is_in_one_language(lang):
    assert not [(key, text, foreign(text, lang)) for key, text in (*said(lang), *written(lang)) if foreign(text, lang)]
    assert foreign("capaian of the kota", "id") == {"of", "the"} and foreign("a target yang met", "en") == {"yang"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_word_that_the_glossary_replaces_is_used(lang):
    texts = [*said(lang), *written(lang)]
    for row in words.glossary():
        for bad in filter(None, row[f"not_{lang}"].split(";")):
            assert not [key for key, text in texts if re.search(rf"\b{bad}(?:nya)?\b", text, re.IGNORECASE)], bad


def printed(document):
    """Every line of a brief by its section; what names a source is quoted as it is."""
    yield from (("", text) for text in (document.title, document.headline, *document.lead))
    for part in document.sections:
        rows = part.grid.rows if part.grid else ()
        texts = [part.title, part.shown, *part.text, *part.bullets, *(f"{big.label} {big.note}" for big in part.numbers)]
        texts += [*(cell.text + " " + cell.small for row in rows for cell in row), *(f"{step.planned} {step.said}" for step in part.steps)]
        yield from ((part.key, text) for text in texts if part.key != "sources")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_brief_is_in_one_language_and_in_the_words_of_the_glossary(lang):
    opened = san.open_period("2023", say=lambda _line: None)
    one = pack_folder.gather(opened, opened.gaps, pack_folder.codes("Kota Blitar"), lang)[0]
    lines = list(printed(brief.brief(one, lang)))
    assert len(lines) > 40 and not [(key, text, foreign(text, lang)) for key, text in lines if foreign(text, lang)]
    unwanted = [word for row in words.glossary() for word in filter(None, row[f"not_{lang}"].split(";"))]
    assert not [text for _, text in lines for word in unwanted if re.search(rf"\b{word}(?:nya)?\b", text, re.IGNORECASE)]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_terms_are_what_labels_call_them(lang):
    terms = {row["term"]: row[lang] for row in words.glossary()}
    assert len(terms) == len(words.glossary()) and all(
        row[column] for row in words.glossary() for column in ("id", "en", "meaning_id", "meaning_en")
    )
    for term, key in USED.items():
        assert terms[term].casefold() in words.label(key, lang).casefold(), term
    for indicator in set(terms) & set(indicators.sectors()):
        assert terms[indicator].casefold() in words.label(indicator, lang).casefold(), indicator


def test_the_pages_of_the_glossary_are_those_of_its_table():
    found = importlib.util.spec_from_file_location("glossary", ROOT / "docs" / "glossary.py")
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    for lang, name in made.PAGES.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made.page(lang), "run: python docs/glossary.py"
