"""Each page in two languages says the same: block by block the same shape, numbers, code names, links and rules of our own."""

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import NamedTuple

import pytest

from sanlib.project import folders

ROOT = folders.root()
PAIRS = {
    "METHODS.md": "METHODS.id.md",
    "README.md": "README.id.md",
    "docs/each-period.md": "docs/each-period.id.md",
    "docs/layout-tables.md": "docs/layout-tables.id.md",
    "docs/adopt-survey.md": "docs/adopt-survey.id.md",
    "docs/tutorial.md": "docs/tutorial.id.md",
    "docs/glossary.md": "docs/glossary.id.md",
    "docs/data-protection.md": "docs/perlindungan-data.md",
    "docs/site/index.md": "docs/site/index.id.md",
    "docs/site/tables.md": "docs/site/tables.id.md",
    "docs/site/notebooks.md": "docs/site/notebooks.id.md",
    "docs/site/python.md": "docs/site/python.id.md",
}
"""A page and its counterpart; test_site.py says which pages for programmers are in English alone."""
LANGUAGE_ASKED = {" --lang en": "", " BAHASA=en": "", "notebooks/en": "notebooks"}
"""How a reader of English asks for it: a choice of language is no difference."""
PLACES = {"FILE": "BERKAS", "INDICATOR": "INDIKATOR", "<period>": "<periode>", "2025-old": "2025-lama", "parent / child": "induk / anak"}
"""Words within code that stand for something of the reader's own."""
ANSWERS = {"yes": "ya"}
"""A whole span of code: what sanlib understands in both languages."""
EXAMPLE = "example-survey/"
"""A folder whose page is in English alone."""
SEPARATORS = {"en": (",", "."), "id": (".", ",")}
"""Between thousands, before decimals."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CODE = re.compile(r"``(.+?)``|`([^`]+)`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
OWN = re.compile(r"\[own rule\]|\[own limit\]|\[aturan sendiri\]|\[batas sendiri\]")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
BETWEEN = re.compile(r"\n\s*\n|\n(?= *(?:- |\||#+ |\d+\. ))")
"""Between two blocks: a blank line, or the start of an item, a row or a heading."""
OTHER_LANGUAGE = re.compile(r"\s*\*\[[^]]+\]\([^)]+\)\*\s*|\*\[(?:English|Bahasa Indonesia)\]\([^)]+\)\*")


class Block(NamedTuple):
    """A heading, paragraph, item of a list or row of a table: what in it belongs to no language."""

    kind: str
    numbers: Counter
    code: Counter
    links: Counter
    own_rules: int


def blocks(text: str, lang: str) -> list[tuple[str, Block]]:
    """The blocks of a page in their order, each with the words it begins with; code set apart is test_page_code.py's."""
    text = OTHER_LANGUAGE.sub("", FENCE.sub("\n\n<fence>\n\n", text))
    return [(part.strip()[:60], block(part, lang)) for part in BETWEEN.split(text) if part.strip(" \n|:-")]


def block(part: str, lang: str) -> Block:
    text = " ".join(part.split())
    prose = LINK.sub("]", CODE.sub(" ", text))
    kind = re.match(r"#+|- |\d+\. |\||<fence>|", text)[0].strip()
    code = [in_indonesian(one) for pair in CODE.findall(text) for one in pair if one]
    return Block(
        f"{kind}{prose.count('|')}" if kind == "|" else kind,
        Counter(plain(found, lang) for found in NUMBER.findall(prose)),
        Counter(code),
        Counter(counterpart(found) if lang == "en" else place(found) for found in LINK.findall(text)),
        len(OWN.findall(text)),
    )


def plain(written: str, lang: str) -> str:
    """A number with a point before its decimals and nothing between thousands; what is none of that language (a date) as it is."""
    between, before = map(re.escape, SEPARATORS[lang])
    if re.fullmatch(rf"\d{{1,3}}(?:{between}\d{{3}})+(?:{before}\d+)?|\d+(?:{before}\d+)?", written):
        return written.replace(SEPARATORS[lang][0], "").replace(SEPARATORS[lang][1], ".")
    return written


def in_indonesian(code: str) -> str:
    """A span of code as a reader of the Indonesian page types it."""
    for english, indonesian in {**LANGUAGE_ASKED, **PLACES}.items():
        code = code.replace(english, indonesian)
    return ANSWERS.get(code, code)


def place(target: str) -> str:
    """The page, notebook or picture a link leads to, without the section."""
    return PurePosixPath(target.partition("#")[0]).name


def counterpart(target: str) -> str:
    """Where the Indonesian page leads instead of an English one."""
    name = place(target)
    pages = {PurePosixPath(english).name: PurePosixPath(indonesian).name for english, indonesian in PAIRS.items()}
    return name if EXAMPLE in target else pages.get(name, name.replace("-en.png", "-id.png"))


def unlike(english: str, indonesian: str) -> list[tuple]:
    """Where two texts part: the words both blocks begin with, and for each thing that differs what either has alone."""
    pairs = zip(blocks(english, "en"), blocks(indonesian, "id"), strict=True)
    return [(mine, theirs, differing(one, other)) for (mine, one), (theirs, other) in pairs if one != other]


def differing(one: Block, other: Block) -> dict:
    both = {name: (getattr(one, name), getattr(other, name)) for name in Block._fields}
    return {name: (a - b, b - a) if isinstance(a, Counter) else (a, b) for name, (a, b) in both.items() if a != b}


@pytest.mark.parametrize("page", PAIRS)
def test_both_pages_say_the_same(page):
    english, indonesian = ((ROOT / name).read_text(encoding="utf-8") for name in (page, PAIRS[page]))
    assert [one.kind for _, one in blocks(indonesian, "id")] == [one.kind for _, one in blocks(english, "en")]
    assert unlike(english, indonesian) == []


ENGLISH, INDONESIAN = "A share of 1,234.5 t, `flag` **[own rule]**.", "Persentase 1.234,5 ton, `flag` **[aturan sendiri]**."


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (INDONESIAN.replace("1.234,5", "1,234.5"), "numbers"),
        (INDONESIAN.replace("1.234,5", "1.234,6"), "numbers"),
        (INDONESIAN.replace("flag", "tanda"), "code"),
        (INDONESIAN.replace("**[aturan sendiri]**", ""), "own_rules"),
        ("- " + INDONESIAN, "kind"),
        (INDONESIAN + " [Metode](METHODS.md)", "links"),
    ],
)
def test_a_change_to_one_page_alone_is_seen(changed, name):
    assert unlike(ENGLISH, INDONESIAN) == []
    assert unlike(ENGLISH + (" [Methods](METHODS.md)" if name == "links" else ""), changed)[0][2].keys() == {name}
