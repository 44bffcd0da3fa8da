"""A chart's SVG as a reader sees it: every text with the box its ink takes, every bar, line and mark with its place, in points.

    drawing = read(svg)
    drawing.body()                       # the texts between the title and the notes
    drawing.named("target", "interval")  # bars, lines and marks by the id of their group
    Scale.through([(0, 212.4), (100, 554.4)]).value(383.4)

Nothing of sanlib or matplotlib is imported: letters are measured by their own outlines, places by the drawing's own coordinates.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
UNREAD = ("watermark",)
"""Groups that lie over all on purpose."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_MOVED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)(?:\s*scale\(([\d.]+) -?[\d.]+\))?")


class Box(NamedTuple):
    """Left, top, right, bottom, in points from the upper left of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def wide(self) -> float:
        return self.x1 - self.x0

    @property
    def high(self) -> float:
        return self.y1 - self.y0

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the two share more than `slack` in both directions."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across > slack and down > slack

    def away(self, x: float, y: float) -> float:
        """From a point to the nearest edge of the box; 0 within it."""
        return (max(self.x0 - x, 0, x - self.x1) ** 2 + max(self.y0 - y, 0, y - self.y1) ** 2) ** 0.5

    def crossed_by(self, points: tuple[tuple[float, float], ...]) -> bool:
        """Whether a line through these points runs through the box."""
        return any(_meets(self, *one, *other) for one, other in pairwise(points))


class Text(NamedTuple):
    """A text in one or more lines, the id of its group, the box of its ink, its axes and the tick it belongs to."""

    text: str
    name: str
    box: Box
    axes: str
    tick: str


class Shape(NamedTuple):
    """A bar, a line or a mark: the id of its group, its box, its corners, its colours; `mark` where it is a symbol at a point."""

    name: str
    box: Box
    points: tuple[tuple[float, float], ...]
    fill: str
    stroke: str
    mark: bool
    axes: str
    tick: str
    dash: str = ""

    @property
    def at(self) -> tuple[float, float]:
        return self.points[0]

    @property
    def x(self) -> float:
        return self.at[0] if self.mark else self.box.x

    @property
    def y(self) -> float:
        return self.at[1] if self.mark else self.box.y


class Scale(NamedTuple):
    """A straight axis: the value at a place, by two of its ticks."""

    start: float
    place: float
    step: float

    @classmethod
    def through(cls, ticks: Iterable[tuple[float, float]]) -> Scale:
        """Through the first and the last of (value, place)."""
        ticks = sorted(ticks)
        (first, start), (last, end) = ticks[0], ticks[-1]
        return cls(first, start, (last - first) / (end - start))

    def value(self, place: float) -> float:
        return self.start + (place - self.place) * self.step


class Drawing(NamedTuple):
    """All a page shows."""

    wide: float
    high: float
    texts: tuple[Text, ...]
    shapes: tuple[Shape, ...]

    def named(self, *names: str) -> list[Shape]:
        return [shape for shape in self.shapes if shape.name in names]

    def said(self, *names: str) -> list[Text]:
        return [text for text in self.texts if text.name in names]

    def body(self) -> list[Text]:
        """What stands on axes or beside what is drawn: below the title, above the notes."""
        drawn = [shape.box for shape in self.shapes if shape.axes]
        if not drawn:
            return []
        top, foot = min(box.y0 for box in drawn), max(box.y1 for box in drawn)
        return [text for text in self.texts if text.axes or (top - 14 <= text.box.y and text.box.y0 <= foot)]


@functools.lru_cache(maxsize=512)
def read(source: str) -> Drawing:
    """The drawing of an SVG, the same for whoever asks of the same text."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    tree = ElementTree.fromstring(source.encode(), parser)
    _, _, wide, high = map(float, tree.get("viewBox").split())
    outlines = {path.get("id"): _outline(path) for path in tree.iter(f"{SVG}path") if path.get("id")}
    texts, shapes = [], []
    for group, name, axes, tick in _groups(tree, "", "", ""):
        texts += [text for text in [_text(group, name, axes, tick, outlines)] if text]
        shapes += _shapes(group, name, axes, tick, outlines)
    return Drawing(wide, high, tuple(texts), tuple(shapes))


def _groups(element, name: str, axes: str, tick: str) -> Iterator[tuple]:
    """Every group with the id nearest above it, the axes and the tick it stands in."""
    for group in element.findall(f"{SVG}g"):
        here = group.get("id") or name
        place = (here if here.startswith("axes_") else axes, here[:5] if re.match(r"[xy]tick_", here) else tick)
        if here not in UNREAD:
            yield group, here, *place
            yield from _groups(group, here, *place)


# ---------------------------------------------------------------- texts


def _text(group, name: str, axes: str, tick: str, outlines: dict[str, Box]) -> Text | None:
    """A group's lines of text: each a comment, then the group of its letters."""
    children = list(group)
    pairs = [(one, after) for one, after in pairwise(children) if one.tag is ElementTree.Comment and after.get("transform")]
    boxes = [box for _, after in pairs for box in [_ink(after, outlines)] if box]
    if not boxes:
        return None
    said = " ".join(re.sub(r"\s+", " ", one.text.replace("- -", "--")).strip() for one, _ in pairs)
    return Text(said, name, _around(boxes), axes, tick)


def _ink(line, outlines: dict[str, Box]) -> Box | None:
    """The box of a line's letters, moved and scaled as they are drawn (upright texts only)."""
    told = _MOVED.fullmatch(line.get("transform"))
    if not told or not told[3]:
        return None
    x, y, scale = map(float, told.groups())
    inked = []
    for use in line.iter(f"{SVG}use"):
        letter = outlines.get(use.get(f"{XLINK}href", "").lstrip("#"))
        right, up = map(float, _MOVED.fullmatch(use.get("transform", "translate(0 0)")).groups()[:2])
        if letter and letter.wide:
            inked.append(Box(letter.x0 + right, letter.y0 + up, letter.x1 + right, letter.y1 + up))
    if not inked:
        return None
    box = _around(inked)
    return Box(x + scale * box.x0, y - scale * box.y1, x + scale * box.x1, y - scale * box.y0)


def _outline(path) -> Box:
    """The box of a letter (scaled in its own definition) or of a mark's symbol."""
    told = re.fullmatch(r"scale\(([\d.]+)\)", path.get("transform", ""))
    return Box(*(value * float(told[1] if told else 1) for value in _box(_points(path.get("d", "")))))


def _around(boxes: list[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


# ---------------------------------------------------------------- shapes


def _shapes(group, name: str, axes: str, tick: str, outlines: dict[str, Box]) -> Iterator[Shape]:
    for element in group:
        if element.tag == f"{SVG}path" and element.get("d"):
            points = _points(element.get("d"))
            yield Shape(name, _box(points), points, *_colours(element), False, axes, tick, _dash(element))
        if element.tag == f"{SVG}use" and element.get("x"):
            x, y = float(element.get("x")), float(element.get("y"))
            symbol = outlines[element.get(f"{XLINK}href").lstrip("#")]
            box = Box(x + symbol.x0, y + symbol.y0, x + symbol.x1, y + symbol.y1)
            yield Shape(name, box, ((x, y),), *_colours(element), True, axes, tick)


def _points(path: str) -> tuple[tuple[float, float], ...]:
    values = [float(value) for value in _NUMBER.findall(path)]
    return tuple(zip(values[::2], values[1::2], strict=False))


def _box(points: tuple[tuple[float, float], ...]) -> Box:
    if not points:
        return Box(0, 0, 0, 0)
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def _colours(element) -> tuple[str, str]:
    style = element.get("style", "")
    found = (re.search(rf"(?:^|;\s*){what}: ([^;]+)", style) for what in ("fill", "stroke"))
    return tuple(one[1] if one else "" for one in found)


def _dash(element) -> str:
    """The dashes of a line; "" where it is whole."""
    found = re.search(r"stroke-dasharray: ([^;]+)", element.get("style", ""))
    return found[1] if found else ""


def _meets(box: Box, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether a segment enters a box (Liang and Barsky's clipping)."""
    low, high = 0.0, 1.0
    for step, left, right in ((x1 - x0, box.x0 - x0, box.x1 - x0), (y1 - y0, box.y0 - y0, box.y1 - y0)):
        if step == 0:
            if left > 0 or right < 0:
                return False
            continue
        enter, leave = sorted((left / step, right / step))
        low, high = max(low, enter), min(high, leave)
    return low < high
