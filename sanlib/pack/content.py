"""A document as data: sections of blocks, rendered alike as PDF, DOCX and PPTX."""

from __future__ import annotations

from typing import NamedTuple


class Cell(NamedTuple):
    """A table cell: its text, a smaller line below, and the verdict whose colour marks it."""

    text: str
    small: str = ""
    tone: str = ""


class Grid(NamedTuple):
    """A table: headings, rows of cells, relative column widths, and which columns are set right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    right: tuple[bool, ...]


class Big(NamedTuple):
    """A number large enough for the back of the room, what it is, and how it stands to its target."""

    value: str
    label: str
    note: str
    tone: str = ""


class Picture(NamedTuple):
    """A chart: the drawn figure, its alt text, and its numbers for a chart that can be edited."""

    figure: object
    alt: str
    names: tuple[str, ...]
    achieved: tuple[float, ...]
    target: tuple[float | None, ...]


class Section(NamedTuple):
    """A heading and what stands below it; a section with nothing to say is never made."""

    key: str
    title: str
    text: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    grid: Grid | None = None
    numbers: tuple[Big, ...] = ()
    picture: Picture | None = None


class Document(NamedTuple):
    """A brief: title, one headline, its sections, the date of its data, and whether any of it is synthetic."""

    title: str
    subtitle: str
    headline: str
    sections: tuple[Section, ...]
    lang: str
    date: tuple[int, int, int]
    watermark: str = ""
