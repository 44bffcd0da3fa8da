"""A document as data: sections of blocks, rendered alike as PDF, DOCX and PPTX."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Cell(NamedTuple):
    """A table cell: its text, a smaller line below, and the verdict whose colour marks it."""

    text: str
    small: str = ""
    tone: str = ""


class Grid(NamedTuple):
    """A table: headings, rows of cells, relative column widths, and which columns are set right.

    `tight`: columns of single words or numbers, which need no more than their own width; `widths` gives them room in the widest
    face an Office file may be set in.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    right: tuple[bool, ...]
    tight: tuple[bool, ...] = ()


class Big(NamedTuple):
    """A number in very large type, its name, and its relation to its target; `other` is as large: the number on its other base."""

    value: str
    label: str
    note: str
    tone: str = ""
    other: str = ""


class Step(NamedTuple):
    """A milestone: its code and meaning, the year planned, and the date published where one was."""

    code: str
    meaning: str
    planned: str
    said: str
    done: bool


class Bar(NamedTuple):
    """One bar of a chart: what it is, achieved and target, the printed gap, and verdict and target in words."""

    name: str
    achieved: float | None
    target: float
    gap: str
    said: str
    tone: str
    withheld: bool
    unsure: bool = False
    """Whether `said` has two sizes of the gap, so that the one that `gap` is may not be the loudest."""


class Picture(NamedTuple):
    """A chart: how to draw it so many inches high (None: as high as it likes), its alt text, and its numbers as bars."""

    draw: Callable[[float | None], object]
    alt: str
    bars: tuple[Bar, ...]
    least: float
    most: float


class Section(NamedTuple):
    """A heading that says what the blocks below it come to, and the blocks; a section without contents is never made.

    `shown` is the line below the heading: what is shown, where the heading says what it comes to.
    `notes` are for the speaker: where its numbers come from and under which ids their trail stands. `spare` is how many figures the
    first line of `text` lists of which nothing is asked: where room is short it is the first to go elsewhere.
    """

    key: str
    title: str
    text: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    grid: Grid | None = None
    numbers: tuple[Big, ...] = ()
    picture: Picture | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    shown: str = ""
    spare: int = 0


FIGURES = ("now", "table", "chart", "need", "issue", "pace")
"""Sections that hold a region's figures, as large numbers, tables, a chart or sentences."""


def marked(sections: Iterable[Section], mark: str) -> tuple[Section, ...]:
    """The sections, with the mark of synthetic data ("" for none) in the heading of each that shows figures, so that a cut-out keeps it."""
    return tuple(part._replace(title=f"{part.title} · {mark}") if mark and part.key in FIGURES else part for part in sections)


class Document(NamedTuple):
    """A brief: title, headline and the lines below it, its sections, the date of its data, and whether any is synthetic."""

    title: str
    subtitle: str
    headline: str
    sections: tuple[Section, ...]
    lang: str
    date: tuple[int, int, int]
    watermark: str = ""
    lead: tuple[str, ...] = ()
