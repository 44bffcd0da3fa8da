"""Pages, csv, alt texts and SVG drawings as a reader has them: tables with their headings, lines of text, labels in their places."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple
from xml.etree import ElementTree

import lxml.html

DIGIT = 0.58
"""Width of a digit of Lato, the charts' font, in its own size: all ten are alike."""
SVG = "{http://www.w3.org/2000/svg}"


class Table(NamedTuple):
    """A table of a page: the heading of its section, its column headings and its rows as text."""

    section: str
    headings: list[str]
    rows: list[list[str]]


class Label(NamedTuple):
    """A text of a drawing and where it begins, in points from the upper left."""

    text: str
    x: float
    y: float
    size: float


class Panel(NamedTuple):
    """A small chart within a drawing: its box, marks drawn (x, y), labels of values, and the ticks of both axes as (label, place)."""

    marks: list[tuple[float, float]]
    values: list[Label]
    x_ticks: list[tuple[str, float]]
    y_ticks: list[tuple[str, float]]


def page(source: str) -> tuple[list[Table], list[str]]:
    """The tables of a page, and every line of text outside tables, scripts and folded code."""
    tree = lxml.html.fromstring(f"<div>{source}</div>" if "<body" not in source else source)
    for gone in tree.xpath("//style|//script|//svg|//head|//*[contains(@class, 'highlight')]"):
        gone.drop_tree()
    tables, section = [], ""
    for element in list(tree.iter("h1", "h2", "h3", "table")):
        if element.tag == "table":
            tables.append(_table(element, section))
        else:
            section = _text(element)
    for element in tree.xpath("//table|//p[ancestor-or-self::*[contains(@class, 'jp-MarkdownCell')]]"):  # prose is typed, never computed
        element.drop_tree()
    lines = [line for element in tree.iter("p", "pre", "li", "figcaption", "summary") for line in element.text_content().splitlines()]
    return tables, [line.strip() for line in lines if line.strip()]


def _table(element, section: str) -> Table:
    rows = [[_text(cell) for cell in row.xpath("./td|./th")] for row in element.iter("tr")]
    return Table(section, rows[0] if rows else [], rows[1:])


def _text(element) -> str:
    return re.sub(r"\s+", " ", element.text_content().replace("¶", "")).strip()


def drawing(source: str) -> list[Label]:
    """Every text of an SVG whose letters are drawn: matplotlib leaves the text itself as a comment before its place."""
    found = re.finditer(r"<!-- (.*?) -->\s*<g[^>]*transform=\"translate\(([-\d.]+) ([-\d.]+)\)[^\"]*scale\(([\d.]+)", source, re.DOTALL)
    return [Label(_unescaped(match[1]), float(match[2]), float(match[3]), 100 * float(match[4])) for match in found]


def _unescaped(comment: str) -> str:
    return re.sub(r"\s+", " ", comment.replace("- -", "--")).strip()


def panels(source: str) -> list[Panel]:
    """The axes of a drawing that have ticks and marks."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    tree = ElementTree.fromstring(source, parser)
    axes = (group for group in tree.iter(f"{SVG}g") if re.fullmatch(r"axes_\d+", group.get("id", "")))
    found = (Panel(_marks(group), _values(group), _ticks(group, "xtick", "x"), _ticks(group, "ytick", "y")) for group in axes)
    return [panel for panel in found if panel.marks and panel.x_ticks]


def _marks(group) -> list[tuple[float, float]]:
    drawn = (part for part in group.iter(f"{SVG}g") if part.get("id") in ("solid", "hollow"))
    return [(float(use.get("x")), float(use.get("y"))) for part in drawn for use in part.iter(f"{SVG}use") if use.get("x")]


def _values(group) -> list[Label]:
    return [label for part in group.iter(f"{SVG}g") if part.get("id") == "value" for label in _labels(part)]


def _ticks(group, name: str, axis: str) -> list[tuple[str, float]]:
    """A tick's label and the place of its mark on the axis."""
    ticks = [part for part in group.iter(f"{SVG}g") if part.get("id", "").startswith(name)]
    found = [(label.text, _middle(label) if axis == "x" else _gridline(tick)) for tick in ticks for label in _labels(tick)[:1]]
    return [(text, place) for text, place in found if place is not None]


def _middle(label: Label) -> float:
    return label.x + len(label.text) * DIGIT * label.size / 2


def _gridline(tick) -> float | None:
    paths = [path.get("d") for path in tick.iter(f"{SVG}path") if path.get("clip-path")]
    return float(re.match(r"M [-\d.]+ ([-\d.]+)", paths[0])[1]) if paths else None


def _labels(group) -> list[Label]:
    children = list(group)
    found = [
        Label(_unescaped(child.text), *_place(after))
        for child, after in itertools.pairwise(children)
        if child.tag is ElementTree.Comment and after.get("transform")
    ]
    return found + [label for child in children if child.tag == f"{SVG}g" for label in _labels(child)]


def _place(element) -> tuple[float, float, float]:
    x, y, scale = re.search(r"translate\(([-\d.]+) ([-\d.]+)\).*scale\(([\d.]+)", element.get("transform")).groups()
    return float(x), float(y), 100 * float(scale)
