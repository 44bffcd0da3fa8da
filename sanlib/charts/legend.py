"""The key of a chart: the meaning of each colour, hatch and shape, in as many lines as needed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from sanlib.charts import chart_page, drawing, measured_text, style, target_lines

LINE = 0.32
SWATCH = 0.3


class Entry(NamedTuple):
    """One line of a key. `shape` draws the marker, `line` a piece of a target's line in its dashes, else a swatch with its `edge`."""

    label: str
    look: style.Look
    shape: bool = False
    line: str | tuple = ""
    edge: str = "-"


def panel(entries: Sequence[Entry]) -> chart_page.Panel:
    """Entries one after another, wrapped to the page."""
    placed = _placed(entries)
    height = LINE * (1 + max((line for _, line, _ in placed), default=-1))
    return chart_page.Panel(height, functools.partial(_draw, placed, height))


def _placed(entries: Sequence[Entry]) -> list[tuple[float, int, Entry]]:
    x, line, placed = 0.0, 0, []
    for entry in entries:
        wide = SWATCH + 0.1 + measured_text.width(entry.label, style.LABEL) + 0.35
        if x and x + wide > chart_page.INNER:
            x, line = 0.0, line + 1
        placed.append((x, line, entry))
        x += wide
    return placed


def _draw(placed: list, height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    for x, line, entry in placed:
        y = LINE * (line + 0.5)
        _swatch(axes, x, y, entry)
        drawing.put(axes, x + SWATCH + 0.1, y, entry.label, style.LABEL)


def _swatch(axes: Axes, x: float, y: float, entry: Entry) -> None:
    if entry.line:
        target_lines.key(axes, x - 0.04, x + SWATCH + 0.04, y, entry.line)
    elif entry.shape:
        drawing.mark(axes, x + SWATCH / 2, y, entry.look)
    else:
        drawing.bar(axes, x, y, SWATCH, 0.2, entry.look).set_linestyle(entry.edge)
