"""Each page in two languages says the same: section by section the same shape, numbers, code names and own rules."""

import re
from collections import Counter
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
"""A page and its counterpart. Only in English, for programmers: architecture, CONTRIBUTING, CHANGELOG, docs/large-tables.md."""
SEPARATORS = {"en": (",", "."), "id": (".", ",")}
"""Between thousands, before decimals."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CODE = re.compile(r"``(.+?)``|`([^`]+)`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
OWN = re.compile(r"\[own( rule| limit)?\]|\[(?:aturan|batas) sendiri\]")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A heading, paragraph, item of a list or row of a table: its kind and what in it belongs to no language."""

    kind: str
    numbers: Counter
    code: Counter
    links: int
    own: int


def blocks(page: str, lang: str):
    """The blocks of a page in their order, each with the words it begins with."""
    text = FENCE.sub("\n\n<fence>\n\n", (ROOT / page).read_text(encoding="utf-8"))
    for part in re.split(r"\n\s*\n|\n(?= *(?:- |\||#+ |\d+\. ))", text):
        if part.strip() and not re.match(r"\s*\*\[|[|\s:-]+$", part):
            yield part.strip()[:60], block(part, lang)


def block(part: str, lang: str) -> Block:
    text = " ".join(part.split())
    kind = re.match(r"#+|- |\d+\. |\||<\w+>|", text)[0].strip()
    if kind == "|":
        kind += str(len(re.findall(r"(?<!\\)\|", CODE.sub("", text))))
    own, links = OWN.findall(text), LINK.findall(text)
    prose = LINK.sub("]", CODE.sub(" ", text))
    code = [one for pair in CODE.findall(text) for one in pair if one]
    return Block(kind, Counter(numbers(prose, lang)), Counter(map(without_language, code)), len(links), len(own))


def numbers(text: str, lang: str):
    """Every number of a text, written with a point before its decimals and nothing between its thousands."""
    return [plain(found, lang) for found in NUMBER.findall(text)]


def plain(written: str, lang: str) -> str:
    """One number written as a language writes it; what is no number of that language (a date, a version) as it stands."""
    between, before = SEPARATORS[lang]
    if re.fullmatch(rf"\d{{1,3}}(?:\{between}\d{{3}})+(?:\{before}\d+)?|\d+(?:\{before}\d+)?", written):
        return written.replace(between, "").replace(before, ".")
    return written


def without_language(code: str) -> str:
    """A span of code as it stands in the other language too."""
    return code


@pytest.mark.parametrize("page", PAIRS)
def test_both_pages_say_the_same(page):
    english, indonesian = list(blocks(page, "en")), list(blocks(PAIRS[page], "id"))
    assert [one.kind for _, one in indonesian] == [one.kind for _, one in english]
    unlike = [(mine, theirs) for mine, theirs in zip(english, indonesian, strict=True) if mine[1] != theirs[1]]
    assert not unlike
