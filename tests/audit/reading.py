"""Pages as a reader has them: tables with their headings, lines of text. Drawings are read by geometry.py."""

from __future__ import annotations

import re
from typing import NamedTuple

import lxml.html


class Table(NamedTuple):
    """A table of a page: the heading of its section, its column headings, its rows as text and what its own caption says."""

    section: str
    headings: list[str]
    rows: list[list[str]]
    caption: str = ""


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
    said = [*tree.iter("p", "pre", "li", "figcaption", "summary"), *tree.xpath("//*[contains(@class, 'sanlib-finding')]")]
    lines = [line for element in said for line in element.text_content().splitlines()]
    return tables, [line.strip() for line in lines if line.strip()]


def _table(element, section: str) -> Table:
    lines = list(element.iter("tr"))
    rows = [[_text(cell) for cell in row.xpath("./td|./th")] for row in lines if row.get("class") != "below"]
    names = list(dict.fromkeys(element.xpath(".//tr[@class='below']//span/@title")))
    place = -1
    for line in lines if names else ():  # a second line of a row is its further columns
        place += line.get("class") != "below"
        if line.get("class") == "below":
            said = {span.get("title"): _text(span) for span in line.iter("span")}
            rows[place] += [said.get(name, "") for name in names]
    headings = [*rows[0], *names] if rows else []
    return Table(section, headings, rows[1:], " ".join(_text(caption) for caption in element.iter("caption")))


def _text(element) -> str:
    return re.sub(r"\s+", " ", element.text_content().replace("¶", "")).strip()
