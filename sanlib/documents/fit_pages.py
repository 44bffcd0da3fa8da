"""Fitting a document to a number of pages: first smaller type, then fewer rows, with a line that says how many were cut."""

from __future__ import annotations

from collections.abc import Callable

from sanlib import words
from sanlib.documents.document import Document, Section

SCALES = (1.3, 1.24, 1.18, 1.12, 1.06, 1.0, 0.95, 0.9, 0.86, 0.82)
"""From a size read across a desk down to the smallest still fit to print (7.4 pt)."""
FEWEST = 0
"""In place of a number of pages: as few as the document needs in its smallest type."""
MOST = (14, 10, 7, 5, 4, 3, 2, 1)
"""Rows or bullets a section keeps, step by step, where even the smallest type does not fit."""
SECOND = ("need", "issue", "policy")
"""The second page of a brief begins with the first of these."""


def fit(document: Document, fits: Callable[[Document, float], bool]) -> tuple[Document, float]:
    """The document and the type scale with which `fits` holds: whole if it can be, else with rows moved elsewhere."""
    shown = document
    for shown in (document, *(shorter(document, most) for most in MOST)):
        if fits(shown, SCALES[-1]):
            return shown, _largest(lambda scale, shown=shown: fits(shown, scale))
    return shown, SCALES[-1]


def _largest(fits: Callable[[float], bool]) -> float:
    """The largest scale that fits, found by bisection; the smallest is taken to fit."""
    low, high = 0, len(SCALES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(SCALES[middle]) else (middle + 1, high)
    return SCALES[high]


def shorter(document: Document, most: int) -> Document:
    """The same document with at most so many rows and bullets a section; each says how many are elsewhere, and where."""
    with words.speaking(document.lang):
        return document._replace(sections=tuple(_shorter(section, most) for section in document.sections))


def _shorter(section: Section, most: int) -> Section:
    rows = section.grid.rows if section.grid else ()
    cut = max(len(rows) - most, 0) + max(len(section.bullets) - most, 0)
    if not cut:
        return section
    said = words.label("pack.more.sources" if section.key == "sources" else "pack.more", count=cut)
    grid = section.grid._replace(rows=rows[:most]) if section.grid else None
    return section._replace(grid=grid, bullets=section.bullets[:most], text=(*section.text, said))


def turns(document: Document) -> int | None:
    """The section that begins the second page; None where there is no chart and everything may stand on one page."""
    if not any(section.picture for section in document.sections):
        return None
    return next((place for place, section in enumerate(document.sections) if section.key in SECOND), None)
