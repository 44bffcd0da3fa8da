"""A document as a 16:9 deck in the order the Pokja uses, with tables and a chart that can be edited in PowerPoint."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.util import Cm

from sanlib import words
from sanlib.documents.document import Document, Section
from sanlib.documents.writers import deck_chart, fixed_dates, slide
from sanlib.documents.writers.arial_widths import height, largest

LAST = ("limits", "sources")
BOX, REMARK = 9.6, 2.6
"""Centimetres a box is high, and a remark below a table may be."""
FIRST = ("chart", "table", "now", "missing", "need", "issue", "policy", "pace", "milestones", "commitment")
"""The mayor's chart first, then the order of the Pokja's deck; what the deck does not show and its sources come last."""


def render(document: Document) -> bytes:
    """The PPTX; the same document gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(slide.WIDE), Cm(slide.HIGH)
    fixed_dates.describe(deck.core_properties, document)
    foot = " · ".join(filter(None, [document.title, document.watermark]))
    of = {section.key: section for section in document.sections}
    with words.speaking(document.lang):
        _opening(deck, document, foot)
        for key in (*FIRST, *LAST):
            if key in of:
                _section(deck, of[key], foot)
    out = io.BytesIO()
    deck.save(out)
    return fixed_dates.zipped(out.getvalue())


def _opening(deck, document: Document, foot: str) -> None:
    """Title, the one sentence a mayor must take away, and the lines that belong to it, as large as they fit."""
    made = slide.new(deck, document.title, foot, (document.headline, *document.lead), document.subtitle)
    size = largest(document.headline, (40, 36, 32, 30, 28, 26, 24, 22), slide.BODY, slide.ROOM * (0.45 if document.lead else 1), True)
    used = height(document.headline, size, slide.BODY, True)
    slide.put(made, document.headline, (slide.MARGIN, slide.TOP, slide.BODY, used), size, slide.INK, bold=True)
    room = slide.ROOM - used - 0.6
    first, *rest = slide.shares(document.lead, room) or [()]
    if first:
        slide.text(made, first, (slide.MARGIN, slide.FOOT - 0.2 - room, slide.BODY, room), bullets=False)
    _lines(deck, Section("", document.title, shown=document.subtitle), [line for group in rest for line in group], foot, bullets=False)


def _section(deck, section: Section, foot: str) -> None:
    if section.picture:
        _numbered(
            deck, section, foot, deck_chart.parts(section.picture), lambda made, bars: deck_chart.draw(made, bars, section.picture.alt)
        )
    elif section.numbers or section.steps:
        _boxes(deck, section, foot)
    elif section.grid:
        _tables(deck, section, foot)
    else:
        _lines(deck, section, (*section.bullets, *section.text), foot, bullets=len(section.bullets) > 0)


def _lines(deck, section: Section, lines, foot: str, bullets: bool) -> None:
    """Lines of text on as many slides as they need."""
    place = (slide.MARGIN, slide.TOP, slide.BODY, slide.ROOM)
    groups = slide.shares(tuple(lines), slide.ROOM)
    _numbered(deck, section, foot, groups, lambda made, group: slide.text(made, group, place, bullets))


def _numbered(deck, section: Section, foot: str, parts: list, draw) -> None:
    """One slide per part, numbered in the title where there are several."""
    for number, part in enumerate(parts, start=1):
        title = section.title if len(parts) == 1 else words.label("pack.slide", title=section.title, number=number, of=len(parts))
        draw(slide.new(deck, title, foot, (*section.notes, *section.text), section.shown), part)


def _tables(deck, section: Section, foot: str) -> None:
    """Slides with a table as large as it fits; what is remarked on it stands in the notes, and below it where there is room."""
    alt = f"{section.title}: {', '.join(section.grid.columns)}. {len(section.grid.rows)}"
    below = slide.text_height(section.text, slide.BODY, slide.LEAST) if section.text else 0
    below = below if below <= REMARK else 0

    def draw(made, part) -> None:
        slide.table(made, part[0], part[1], alt, slide.TOP)
        if below:
            slide.text(made, section.text, (slide.MARGIN, slide.FOOT - below, slide.BODY, below), bullets=False)

    _numbered(deck, section, foot, slide.parts(section.grid, slide.ROOM - below), draw)


def _boxes(deck, section: Section, foot: str) -> None:
    """Large numbers or milestones side by side, and the lines that belong to them below, on a further slide where they need one."""
    boxes = [
        (" ".join(filter(None, (n.value, n.other))), n.label, n.note, slide.TONES.get(n.tone, slide.INK), slide.PALE, None)
        for n in section.numbers
    ]
    boxes += [
        (
            s.code,
            s.meaning,
            f"{s.planned}\n{s.said}",
            slide.WHITE if s.done else slide.INK,
            slide.BLUE if s.done else slide.WHITE,
            slide.GREY,
        )
        for s in section.steps
    ]
    text = (*section.text[1:], section.text[0]) if section.spare else section.text  # what is asked nothing of comes last
    made = slide.new(deck, section.title, foot, (*section.notes, *text), section.shown)
    wide = slide.BODY / max(len(boxes), 1)
    for column, box in enumerate(boxes):
        _box(made, box, slide.MARGIN + column * wide, wide - 0.6)
    top = slide.TOP + BOX + 0.6
    first, *rest = slide.shares(text, slide.FOOT - top - 0.2) or [()]
    if first and slide.text_height(first, slide.BODY, slide.LEAST) > slide.FOOT - top - 0.2:
        first, rest = (), [first, *rest]
    if first:
        slide.text(made, first, (slide.MARGIN, top, slide.BODY, slide.FOOT - top - 0.2), bullets=False)
    _lines(deck, section, [line for group in rest for line in group], foot, bullets=False)


def _box(made, box: tuple, x: float, inner: float) -> None:
    """A box: its number, what that is, and its note, one below the other."""
    value, label, note, colour, ground, line = box
    slide.box(made, (x, slide.TOP, inner, BOX), ground, line)
    other, room = (colour if ground == slide.BLUE else slide.INK), inner - 0.6
    for text, top, high, sizes, tint, bold in (
        (value, 0.3, 1.9, (48, 44, 40, 36, 32, 28, 26, 22, 20), colour, True),
        (label, 2.3, 2.4, (22, 20, slide.LEAST), other, True),
        (note, 4.8, BOX - 4.9, (20, slide.LEAST), other, False),
    ):
        slide.put(made, text, (x + 0.3, slide.TOP + top, room, high), largest(text, sizes, room, high, bold), tint, bold=bold)
