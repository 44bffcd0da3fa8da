"""A whole as one bar: parts laid end to end to 100, each with its number where it fits and above it where not."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import drawing, measured_text, style

SUM_SLACK = 0.5
"""Published parts are rounded: a sum this far from 100 is still a whole."""
ROOMY = 0.5
"""A bar this high in inches carries large numbers."""


class Part(NamedTuple):
    """One part of a whole: its key in the palette, its share, and whether a flag makes it doubtful."""

    key: str
    value: float
    doubtful: bool = False


def total(parts: list[Part]) -> float:
    """The sum of the parts."""
    return sum(part.value for part in parts)


def possible(parts: list[Part]) -> bool:
    """Whether the parts can lie end to end within 100."""
    return total(parts) <= 100 + SUM_SLACK and all(part.value >= 0 for part in parts)


def incomplete(parts: list[Part]) -> bool:
    """Whether the source leaves part of the whole without a name."""
    return possible(parts) and total(parts) < 100 - SUM_SLACK


def completed(parts: list[Part]) -> list[Part]:
    """The parts, and what the source does not break down as a part of its own, so that the bar is always 100."""
    return [*parts, Part("tidak_dirinci", 100 - total(parts))] if incomplete(parts) else list(parts)


def bar(axes: Axes, x: float, y: float, width: float, height: float, parts: list[Part], places: int, thin: bool = True) -> None:
    """The parts from x to the right; a doubtful one is framed and its number starred: a hatch is its class's own.

    `thin=False` leaves a part too thin for its number without one, where there is no room above the bar.
    """
    at, outside = x, []
    for part in parts:
        wide = width * part.value / 100
        look = style.look(part.key)
        drawing.bar(axes, at, y, wide, height, look, gid=part.key)
        if part.doubtful and wide > 0:
            drawing.frame(axes, at, y, wide, height)
        printed = words.number(part.value, places) + ("*" if part.doubtful else "")
        size = style.LABEL if height < ROOMY else style.TITLE
        if wide > measured_text.width(printed, size, bold=True) + 0.12:
            _inside(axes, at + wide / 2, y, printed, look, size)
        elif part.value > 0 and thin:
            outside.append((at + wide / 2, printed))
        at += wide
    _above(axes, outside, x, width, y - height / 2)


def _inside(axes: Axes, x: float, y: float, printed: str, look: style.Look, size: float) -> None:
    said = drawing.put(axes, x, y, printed, size, bold=True, colour=style.on(look.colour), align="center", gid="part")
    said.set_bbox({"facecolor": look.colour, "edgecolor": "none", "pad": 1.5})
    said.set_zorder(4)


def _above(axes: Axes, outside: list[tuple[float, str]], x: float, width: float, top: float) -> None:
    """Numbers of parts too thin to hold them, above the bar, nudged apart, each with a hairline to its part."""
    wide = [measured_text.width(printed, style.SMALL) for _, printed in outside]
    places = measured_text.spread([centre for centre, _ in outside], wide, x, x + width + 0.3)
    for (centre, printed), place in zip(outside, places, strict=True):
        axes.plot([place, centre], [top - 0.07, top], color=style.colour("abu_tua"), linewidth=0.7)
        drawing.put(axes, place, top - 0.15, printed, style.SMALL, align="center", gid="part")
