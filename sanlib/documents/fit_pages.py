"""Fitting a document to a number of pages: first smaller type, then fewer rows, with a line that says how many were cut."""

from __future__ import annotations

from collections.abc import Callable

from sanlib import words
from sanlib.documents.document import Document, Section

SCALES = (1.3, 1.24, 1.18, 1.12, 1.06, 1.03, 1.0)
"""From a size read across a desk down to the smallest that is still read without effort: body text of 9.5 points."""
FEWEST = 0
"""In place of a number of pages: as few as the document needs in its smallest type."""
MOST = (None, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
"""Rows or bullets a section keeps, step by step, where even the smallest type does not fit; None is all of them."""
FOOT = 8
"""Sources a page keeps whatever is moved: they run on in small print, and moving one saves next to nothing."""
SECOND = ("need", "issue", "policy")
"""The second page of a brief begins with the first of these."""


def fit(document: Document, fits: Callable[[Document, float], bool]) -> tuple[Document, float]:
    """The document and the type scale with which `fits` holds: whole if it can be, else with rows moved elsewhere.

    Rows are moved off the page that has too many, as few as it takes: where only the second is too long, the first stays whole.
    Before any row goes the list of figures of which nothing is asked (`Section.spare`). What room is left then goes to the
    sections in their order, so that no page has a blank band while its rows stand elsewhere.
    """
    least = SCALES[-1]
    if fits(document, least):
        return document, _largest(lambda scale: fits(document, scale))
    first = next((most for most in MOST if fits(shorter(document, most, MOST[-1]), least)), MOST[-1])
    second = next((most for most in MOST if fits(shorter(document, first, most), least)), MOST[-1])
    turn = turns(document) or 0
    keep = [first if place < turn else second for place in range(len(document.sections))]
    for place, most in enumerate(keep):
        longer = () if most is None or kept(document, keep) == document else MOST[: MOST.index(most)]
        keep[place] = next((more for more in longer if fits(kept(document, [*keep[:place], more, *keep[place + 1 :]]), least)), most)
    shown = kept(document, keep)
    return shown, _largest(lambda scale: fits(shown, scale))


def _largest(fits: Callable[[float], bool]) -> float:
    """The largest scale that fits, found by bisection; the smallest where none does."""
    low, high = 0, len(SCALES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(SCALES[middle]) else (middle + 1, high)
    return SCALES[high]


def shorter(document: Document, first: int | None, second: int | None) -> Document:
    """The same document with at most so many rows and bullets a section before and after the page turns (None: all).

    Each section says how many are elsewhere, and where; a document of which nothing is moved is the same one.
    """
    if first is None and second is None:
        return document
    turn = turns(document) or 0
    return kept(document, [first if place < turn else second for place in range(len(document.sections))])


def kept(document: Document, keep: list[int | None]) -> Document:
    """The same document with so many rows and bullets of each section (None: all); each says how many are elsewhere, and where."""
    with words.speaking(document.lang):
        shown = (part if most is None else _shorter(part, most) for part, most in zip(document.sections, keep, strict=True))
        return document._replace(sections=tuple(shown))


def _shorter(section: Section, most: int) -> Section:
    if section.spare:
        return section._replace(text=(*section.text[1:], words.label("pack.more.now", count=section.spare)), spare=0)
    rows, most = section.grid.rows if section.grid else (), max(most, FOOT) if section.key == "sources" else most
    cut = max(len(rows) - most, 0) + max(len(section.bullets) - most, 0)
    if not cut:
        return section
    key = f"pack.more.{section.key}"
    said = words.label(key if words.has_own_label(key) else "pack.more", count=cut)
    grid = section.grid._replace(rows=rows[:most]) if section.grid else None
    return section._replace(grid=grid, bullets=section.bullets[:most], text=(*section.text, said))


def turns(document: Document) -> int | None:
    """The section that begins the second page; None where there is no chart and everything may stand on one page."""
    if not any(section.picture for section in document.sections):
        return None
    return next((place for place, section in enumerate(document.sections) if section.key in SECOND), None)
