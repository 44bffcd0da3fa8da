"""The marks every chart is drawn with, placed in inches: bars, target lines, intervals, verdict marks, text."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sanlib.charts import measured_text, style

DASHED = (0, (1.6, 0.9))
SLIVER = 0.05
"""Inches of the thinnest bar, about two percent of one in the gap chart, and how far left of it a target of 0 stands:
a capaian of one percent is seen beside its target, not behind it."""


def put(axes: Axes, x: float, y: float, content: str, size: float = style.LABEL, **look) -> Text:
    """Writes a text at a place given in the axes' units; `look` as style.text."""
    return axes.text(x, y, content, **style.text(size, **look))


def name(axes: Axes, x: float, y: float, content: str, inches: float, high: float, bold: bool = False) -> Text:
    """The name of a row, centred on y, whole wherever it fits so many inches across and down."""
    shown, size = measured_text.fit(content, inches, high, bold)
    return put(axes, x, y, shown, size, bold=bold)


def line(axes: Axes, xs: list[float], ys: list[float], **look) -> None:
    """A line or a mark, as every mark here on axes that have their limits: `plot` would look for new ones in half of its time."""
    axes.add_artist(Line2D(xs, ys, **look))


def length(share: float, width: float) -> float:
    """How long the bar of a share of 0-100 is: a share above 0 is never too thin to be seen beside a target at 0."""
    return max(width * min(max(share, 0.0), 100.0) / 100, SLIVER) if share > 0 else 0.0


def bar(axes: Axes, x: float, y: float, width: float, height: float, look: style.Look, gid: str = "") -> Rectangle:
    """A bar from x to the right, centred on y, in a look's colour and hatch."""
    pale = style.luminance(look.colour) > 0.7
    lines = "white" if look.hatch and style.luminance(look.colour) < 0.28 else style.colour("abu_tua")
    edge = lines if look.hatch or pale else look.colour
    patch = Rectangle(
        (x, y - height / 2),
        width,
        height,
        facecolor=look.colour,
        edgecolor=edge,
        hatch=look.hatch or None,
        linewidth=0.8,
        gid=gid or None,
        zorder=2,
    )
    return axes.add_artist(patch)


def frame(axes: Axes, x: float, y: float, width: float, height: float) -> None:
    """A heavy dark frame with a pale inner rim around a bar whose figure is flagged: seen on any colour, and in grey."""
    for inset, colour, thick in ((0.055, "white", 1.6), (0.02, style.colour("tinta"), 3.0)):
        axes.add_artist(
            Rectangle(
                (x + inset, y - height / 2 + inset),
                max(width - 2 * inset, 0.01),
                height - 2 * inset,
                fill=False,
                edgecolor=colour,
                linewidth=thick,
                zorder=3,
                gid="flagged" if thick > 2 else None,
            )
        )


def track(axes: Axes, x: float, y: float, width: float, height: float) -> None:
    """The pale 0-100 ground behind a bar."""
    axes.add_artist(Rectangle((x, y - height / 2), width, height, facecolor=style.colour("lintasan"), edgecolor="none", zorder=1))


RIM, LINE, HAIR = 6.0, 3.0, 1.0
"""Points: the pale rim of a target, its line, and the line where the end of a bar is to be seen under it."""


def target(axes: Axes, x: float, top: float, bottom: float, verified: bool = True) -> None:
    """A target as a heavy line with a pale rim, so that it stands out on any bar; dashed where it is unverified."""
    line(axes, [x, x], [top, bottom], color="white", linewidth=RIM, solid_capstyle="butt", zorder=3, gid="rim")
    line(
        axes,
        [x, x],
        [top, bottom],
        color=style.colour("tinta"),
        linewidth=LINE,
        solid_capstyle="butt",
        zorder=4,
        linestyle="-" if verified else DASHED,
        gid="target" if verified else "target unverified",
    )


def end_at_target(axes: Axes, at: float, drawn: Rectangle, verified: bool = True) -> None:
    """Where a bar ends under a target's rim its end is drawn over it, and the target there as a hair: whether it passes is seen.

    The axes are in inches. A bar that ends farther off, or is not drawn at all, stays as it is.
    """
    half = RIM / 2 / 72
    x, y, end, height = drawn.get_x(), drawn.get_y(), drawn.get_x() + drawn.get_width(), drawn.get_height()
    if not drawn.get_width() or abs(end - at) > half:
        return
    start = max(at - half, x)
    axes.add_artist(
        Rectangle((start, y), at + half - start, height, facecolor=style.colour("lintasan"), edgecolor="none", zorder=4.2, gid="rim")
    )
    axes.add_artist(
        Rectangle(
            (start, y),
            end - start,
            height,
            facecolor=drawn.get_facecolor(),
            edgecolor=drawn.get_edgecolor(),
            hatch=drawn.get_hatch(),
            linewidth=0,
            zorder=4.3,
            gid="end",
        )
    )
    dash = "-" if verified else DASHED
    line(axes, [at, at], [y, y + height], color=style.colour("tinta"), linewidth=HAIR, linestyle=dash, zorder=4.4, gid="target over an end")


def whisker(axes: Axes, low: float, high: float, y: float, size: float) -> None:
    """An interval, capped at both ends."""
    for colour, width in (("white", 4.5), (style.colour("tinta"), 1.8)):
        line(axes, [low, high], [y, y], color=colour, linewidth=width, zorder=5, gid="interval")
        for end in (low, high):
            line(axes, [end, end], [y - size, y + size], color=colour, linewidth=width, zorder=5, gid="interval")


def mark(axes: Axes, x: float, y: float, look: style.Look, size: float = 11) -> None:
    """A verdict's shape in its colour, dark-rimmed, so that it is told apart in grey."""
    line(
        axes,
        [x],
        [y],
        marker=look.marker or "o",
        markersize=size,
        color=look.colour,
        linestyle="none",
        markeredgecolor=style.colour("tinta"),
        markeredgewidth=1.0,
        zorder=6,
        clip_on=False,
    )


def rule(axes: Axes, y: float, x0: float, x1: float) -> None:
    """A thin line across."""
    line(axes, [x0, x1], [y, y], color=style.colour("garis"), linewidth=0.8, zorder=0)


def heading(axes: Axes, title: str, base: str, across: float) -> None:
    """A panel's rule, its name at the left and what its percentages are of at the right."""
    rule(axes, 0.02, 0, across)
    put(axes, 0, 0.24, title, style.HEADING, bold=True)
    put(axes, across, 0.24, base, style.SMALL, colour=style.colour("abu_tua"), align="right")
