"""A document as a 16:9 deck in the order the Pokja uses, with tables and a chart that can be edited in PowerPoint."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.util import Cm

from sanlib import words
from sanlib.documents.document import Document, Section
from sanlib.documents.writers import deck_chart, fixed_dates, slide
from sanlib.documents.writers.arial_widths import height, largest

FIRST = ("chart", "table", "now", "missing", "need", "issue", "policy", "pace", "milestones", "commitment")
"""The mayor's chart first, then the order of the Pokja's deck; what the deck does not show and its sources come last."""


def render(document: Document) -> bytes:
    """The PPTX; the same document gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(slide.WIDE), Cm(slide.HIGH)
    fixed_dates.describe(deck.core_properties, document)
    foot = " · ".join(filter(None, [document.title, document.watermark]))
    of = {section.key: section for section in document.sections}
    _opening(deck, document, foot)
    with words.speaking(document.lang):
        for section in _merged([of[key] for key in FIRST if key in of]):
            _section(deck, section, foot)
    _closing(deck, [of[key] for key in ("limits", "sources") if key in of], foot)
    out = io.BytesIO()
    deck.save(out)
    return fixed_dates.zipped(out.getvalue())


def _merged(sections: list[Section]) -> list[Section]:
    """Sections that are a few lines only join the slide before them, so that no slide is nearly empty."""
    merged: list[Section] = []
    for section in sections:
        plain = not (section.grid or section.numbers or section.steps or section.picture)
        if plain and merged and not merged[-1].picture:
            before = merged.pop()
            section = before._replace(  # noqa: PLW2901
                title=f"{before.title} · {section.title}",
                text=(*before.text, *section.bullets, *section.text),
                notes=(*before.notes, *section.notes),
            )
        merged.append(section)
    return merged


def _opening(deck, document: Document, foot: str) -> None:
    """Title, the one sentence a mayor must take away, and the lines that belong to it, as large as they fit."""
    made = slide.new(deck, document.title, foot, (document.headline, *document.lead))
    slide.put(made, document.subtitle, (slide.MARGIN, slide.TOP - 0.3, slide.BODY, 1), 16, slide.GREY)
    top, room = slide.TOP + 1.0, slide.ROOM - 1.0
    share = room * (0.5 if document.lead else 1)
    size = largest(document.headline, (40, 36, 32, 30, 28, 26, 24, 22), slide.BODY, share, True)
    used = height(document.headline, size, slide.BODY, True)
    slide.put(made, document.headline, (slide.MARGIN, top, slide.BODY, used), size, slide.INK, bold=True)
    if document.lead:
        slide.text(made, document.lead, (slide.MARGIN, top + used + 0.7, slide.BODY, room - used - 0.7), bullets=False)


def _section(deck, section: Section, foot: str) -> None:
    if section.picture:
        _numbered(
            deck, section, foot, deck_chart.parts(section.picture), lambda made, bars: deck_chart.draw(made, bars, section.picture.alt)
        )
    elif section.numbers or section.steps:
        _boxes(slide.new(deck, section.title, foot, (*section.notes, *section.text)), section)
    elif section.grid:
        _tables(deck, section, foot)
    else:
        made = slide.new(deck, section.title, foot, section.notes)
        slide.text(
            made, (*section.bullets, *section.text), (slide.MARGIN, slide.TOP, slide.BODY, slide.ROOM), bullets=len(section.bullets) > 0
        )


def _numbered(deck, section: Section, foot: str, parts: list, draw) -> None:
    """One slide per part, numbered in the title where there are several."""
    for number, part in enumerate(parts, start=1):
        title = section.title if len(parts) == 1 else words.label("pack.slide", title=section.title, number=number, of=len(parts))
        draw(slide.new(deck, title, foot, (*section.notes, *section.text)), part)


def _tables(deck, section: Section, foot: str) -> None:
    """A slide with a table: its question above, the table as large as it fits, its remarks below; the rest goes to the notes."""
    above = slide.text_height(section.bullets, slide.BODY, 18) if section.bullets else 0
    below = slide.text_height(section.text, slide.BODY, 14) if section.text else 0
    alt = f"{section.title}: {', '.join(section.grid.columns)}. {len(section.grid.rows)}"

    def draw(made, part) -> None:
        if above:
            slide.text(made, section.bullets, (slide.MARGIN, slide.TOP, slide.BODY, above), sizes=(18, 16, 14, 12))
        slide.table(made, part[0], part[1], alt, slide.TOP + above)
        if below:
            slide.text(made, section.text, (slide.MARGIN, slide.FOOT - below, slide.BODY, below), bullets=False, sizes=(14, 12, 11))

    _numbered(deck, section, foot, slide.parts(section.grid, slide.ROOM - above - below), draw)


def _boxes(made, section: Section) -> None:
    """Large numbers or milestones side by side, and the lines that belong to them below."""
    boxes = [(n.value, n.label, n.note, slide.TONES.get(n.tone, slide.INK), slide.PALE, None) for n in section.numbers]
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
    below = section.text
    high = 9.2 if below else 10.5
    wide = slide.BODY / max(len(boxes), 1)
    for column, (value, label, note, colour, ground, line) in enumerate(boxes):
        x, inner = slide.MARGIN + column * wide, wide - 0.6
        slide.box(made, (x, slide.TOP + 0.2, inner, high), ground, line)
        other = colour if ground == slide.BLUE else slide.INK
        slide.put(
            made,
            value,
            (x + 0.4, slide.TOP + 0.7, inner - 0.8, 2.4),
            largest(value, (54, 48, 44, 40, 36, 32, 28), inner - 0.8, 2.4, True),
            colour,
            bold=True,
        )
        slide.put(
            made,
            label,
            (x + 0.4, slide.TOP + 3.3, inner - 0.8, 2.2),
            largest(label, (24, 22, 20, 18, 16), inner - 0.8, 2.2, True),
            other,
            bold=True,
        )
        slide.put(
            made,
            note,
            (x + 0.4, slide.TOP + 5.6, inner - 0.8, high - 5.6),
            largest(note, (20, 18, 16, 14, 12, 11, 10, 9), inner - 0.8, high - 5.7),
            other,
        )
    if below:
        top = slide.TOP + (high + 0.7 if boxes else 0)
        slide.text(made, below, (slide.MARGIN, top, slide.BODY, slide.FOOT - top - 0.2), bullets=False, sizes=(20, 18, 16, 14, 13, 12, 11))


def _closing(deck, sections: list[Section], foot: str) -> None:
    """The last slide: limits of the data and sources side by side."""
    if not sections:
        return
    made = slide.new(deck, " · ".join(section.title for section in sections), foot)
    wide = slide.BODY / len(sections)
    for column, section in enumerate(sections):
        place = (slide.MARGIN + column * wide, slide.TOP, wide - 0.8, slide.ROOM)
        slide.text(made, (*section.bullets, *section.text), place, sizes=(20, 18, 16, 15, 14, 13, 12, 11, 10, 9))
