"""The layout shared by every chart: title, panels, source line and watermark, measured in inches from the top left."""

from __future__ import annotations

import base64
import html
import io
import itertools
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sanlib import words
from sanlib.charts import measured_text, source_lines, style
from sanlib.charts.canvas import Canvas
from sanlib.words.finding import Finding

WIDTH = 12.0
MARGIN = 0.45
INNER = WIDTH - 2 * MARGIN
GAP = 0.22
FOOT_LINES = 4
"""Lines of notes and sources at the foot of a page."""


class Chart(Figure):
    """A matplotlib figure that carries what it draws: the rows, the alt text and the source; `absent` says what is missing where it
    draws none, `below` how many inches of the page the finding takes, for a page that says it in its own words."""

    drawn: pd.DataFrame
    alt: str
    source: str
    title: str
    finding: str
    absent: str = ""
    below: float = 0.0

    def write(self, x: float, top: float, content: str, size: float = style.LABEL, *, valign: str = "top", **look) -> Text:
        """Put a text at so many inches from the left and from the top; `look` as style.text."""
        wide, high = self.get_size_inches()
        return self.text(x / wide, 1 - top / high, content, **style.text(size, valign=valign, spacing=1.2, **look))

    def box(self, x: float, top: float, width: float, height: float, bare: bool = True) -> Axes:
        """Axes of this size in inches at this place, measured from the top left; without axes to be seen, or with bare ones for ticks."""
        wide, high = self.get_size_inches()
        axes = self.add_axes((x / wide, 1 - (top + height) / high, width / wide, height / high))
        if bare:
            axes.set_axis_off()
            return axes
        axes.patch.set_visible(False)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        return axes

    def sheet(self, top: float, height: float) -> Axes:
        """Axes over the whole inner width whose units are inches, from the top left down: to place things exactly."""
        axes = self.box(MARGIN, top, INNER, height)
        axes.set(xlim=(0, INNER), ylim=(height, 0))
        return axes

    def __repr__(self) -> str:
        return words.label("chart.shown", title=self.title, rows=words.number(len(self.drawn), 0), source=self.source)

    def _repr_html_(self) -> str | None:
        """The finding as a heading and the picture below it without it, with its alt text; none where there is nothing to see.

        A screen narrower than READABLE scrolls the picture sideways, so that its letters keep their size; the finding is read whole.
        """
        if self.absent:
            return None
        data = base64.b64encode(png(self, 100, below=self.below)).decode("ascii")
        said = html.escape(self.alt.replace(f" {self.finding}", "", 1) if self.finding else self.alt, quote=True)
        picture = f'<img alt="{said}" src="data:image/png;base64,{data}" style="min-width:{READABLE};max-width:none;width:100%">'
        return f'{Finding(self.finding)._repr_html_()}<div class="sanlib-picture" tabindex="0" style="{SCROLLED}">{picture}</div>'

    def _repr_markdown_(self):
        """One sentence in place of a page that says what is missing."""
        said = self.title if self.title.endswith("?") else f"{self.title}:"
        return f"*{said} {self.absent}*" if self.absent else None


READABLE = "46rem"
"""How narrow a picture 12 inches wide may be shown: its smallest letters are then 8 points of a screen high."""
SCROLLED = "overflow-x:auto;max-width:75rem"
"""Never drawn larger than it is, and scrolled where it is wider than its place."""


COLOURS = 256
"""Colours of a picture: a chart has few, and a picture of so many is a quarter of the bytes, for a phone and for a notebook."""
PRESSED = {"compress_level": 4, "compress_type": zlib.Z_FILTERED}
"""Two thirds of the usual time for two percent more bytes."""


def png(chart: Figure, dpi: int, said: dict[str, str] | None = None, below: float = 0.0) -> bytes:
    """A chart as PNG in COLOURS colours, with texts about it that travel in the file; `below`: without so many inches at its top."""
    raw, light, told = io.BytesIO(), io.BytesIO(), PngInfo()
    chart.savefig(raw, format="rgba", dpi=dpi)
    for name, text in (said or {}).items():
        told.add_itxt(name, text)
    size = tuple(int(side * dpi) for side in chart.get_size_inches())
    whole = Image.frombytes("RGB", size, raw.getbuffer(), "raw", "RGBX")
    shown = whole.crop((0, int(below * dpi), *size)) if below else whole
    picture = shown.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    picture.save(light, "PNG", pnginfo=told, dpi=(dpi, dpi), **PRESSED)
    return light.getvalue()


class Panel(NamedTuple):
    """A part of a page: how high it is in inches, and how it is drawn from there down."""

    height: float
    draw: Callable[[Chart, float], None]


class Story(NamedTuple):
    """What a page says around its panels: title (what is shown) and subtitle, notes, alt text, the rows drawn, and above all the
    finding: what they say (`findings`)."""

    title: str
    subtitle: str
    rows: pd.DataFrame
    notes: Sequence[str] = ()
    alt: str = ""
    finding: str = ""


GLOSSED = ("basis_melompat",)
"""Flags whose words a mayor does not use: what they mean stands at the foot where they are said and there is room."""


def compose(story: Story, panels: Sequence[Panel]) -> Chart:
    """A chart page as high as its contents: finding, what is shown, panels, notes and sources, watermark where synthetic."""
    heads = _heads(story)
    subtitle = measured_text.wrap(story.subtitle, style.SUBTITLE, INNER)
    foot = _wrapped(story)
    head = (
        MARGIN
        + sum(measured_text.height(said, size) + 0.03 for said, size, _ in heads)
        + measured_text.height(subtitle, style.SUBTITLE)
        + GAP
    )
    body = sum(panel.height + GAP for panel in panels)
    tail = sum(measured_text.height(line, style.FOOT) + 0.03 for line in foot) + MARGIN * 0.7
    chart = Chart(figsize=(WIDTH, head + body + tail), facecolor="white")
    Canvas(chart)
    synthetic = "synthetic" in story.rows and bool(story.rows["synthetic"].any())
    chart.drawn, chart.title, chart.finding = story.rows, story.title, story.finding
    chart.below = _below(heads) if story.finding else 0.0
    chart.alt = told(story.title, story.alt, synthetic, story.finding)
    chart.source = source_lines.source(story.rows)
    _head(chart, heads, subtitle)
    _panels(chart, panels, head)
    _foot(chart, foot, head + body)
    if synthetic:
        watermark(chart)
        _badge(chart)
    return chart


def _wrapped(story: Story) -> list[str]:
    """Notes, then sources; in one paragraph, with fewer sources named, and without what a word means, where they would take more
    than FOOT_LINES."""
    spoken = " ".join((story.finding, *story.notes))
    glosses = [words.label(f"chart.gloss.{flag}") for flag in GLOSSED if words.label(f"flag.{flag}") in spoken]
    ways = ((True, source_lines.MOST), (False, source_lines.MOST), (False, source_lines.FEW))
    for gloss, (apart, most) in itertools.product([glosses, []] if glosses else [[]], ways):
        paragraphs = [" ".join(filter(None, lines)) for lines in ((*story.notes, *gloss), source_lines.lines(story.rows, most))]
        said = paragraphs if apart else [" ".join(filter(None, paragraphs))]
        foot = [measured_text.wrap(paragraph, style.FOOT, INNER) for paragraph in said if paragraph]
        if sum(line.count("\n") + 1 for line in foot) <= FOOT_LINES:
            break
    return foot


def told(title: str, alt: str, synthetic: bool, finding: str = "") -> str:
    """The alt text, the finding right after its title; of synthetic rows it says first that they are, whatever chart it is."""
    opening = title.rstrip(".") + "."
    said = " ".join(filter(None, [words.label("synthetic") + "." if synthetic else "", finding]))
    if not said:
        return alt
    return f"{opening} {said}{alt.removeprefix(opening)}" if alt.startswith(opening) else f"{said} {alt}"


def _heads(story: Story) -> list[tuple[str, float, str]]:
    """The finding large, then what is shown; without a finding what is shown is large."""
    lines = (
        [(story.finding, style.TITLE, "finding"), (story.title, style.HEADING, "")] if story.finding else [(story.title, style.TITLE, "")]
    )
    return [(measured_text.wrap(said, size, INNER, bold=True), size, gid) for said, size, gid in lines]


def _below(heads: list[tuple[str, float, str]]) -> float:
    """Inches from the top of the page that hold the finding alone: the line after it keeps a narrow margin."""
    return MARGIN - 0.02 + measured_text.height(heads[0][0], heads[0][1])


def _head(chart: Chart, heads: list[tuple[str, float, str]], subtitle: str) -> None:
    top = MARGIN
    for said, size, gid in heads:
        chart.write(MARGIN, top, said, size, bold=True, gid=gid)
        top += measured_text.height(said, size) + 0.03
    chart.write(MARGIN, top, subtitle, style.SUBTITLE, colour=style.colour("abu_tua"))


def _panels(chart: Chart, panels: Sequence[Panel], top: float) -> None:
    for panel in panels:
        panel.draw(chart, top)
        top += panel.height + GAP


def _foot(chart: Chart, lines: list[str], top: float) -> None:
    for line in lines:
        chart.write(MARGIN, top, line, style.FOOT, colour=style.colour("abu_tua"))
        top += measured_text.height(line, style.FOOT) + 0.03


def watermark(chart: Chart) -> None:
    """The word that marks synthetic data, across the whole drawing: pale enough to read through, too large to crop away."""
    high = chart.get_size_inches()[1]
    for place in _marks(high):
        chart.text(
            0.5,
            1 - place / high,
            words.label("chart.watermark"),
            rotation=14,
            alpha=0.16,
            zorder=50,
            **style.text(58, bold=True, align="center", gid="watermark"),
        )


def _badge(chart: Chart) -> None:
    """What the watermark means, small, in a corner."""
    wide, high = chart.get_size_inches()
    chart.text(
        1 - MARGIN / wide,
        1 - 0.2 / high,
        words.label("synthetic"),
        **style.text(style.SMALL, bold=True, colour="white", align="right", gid="watermark"),
        bbox={"facecolor": style.colour("tinta"), "edgecolor": "none", "pad": 4},
    )


def _marks(high: float) -> list[float]:
    count = max(1, round(high / 6))
    return [high * (index + 0.5) / count for index in range(count)]


def missing(title: str, what: str, rows: pd.DataFrame) -> Chart:
    """A page that says what is missing, in place of an empty axis."""
    body = measured_text.wrap(what, style.HEADING, INNER - 0.8)

    def draw(chart: Chart, top: float) -> None:
        axes = chart.box(MARGIN, top, INNER, measured_text.height(body, style.HEADING) + 0.6)
        axes.axhspan(0, 1, facecolor=style.colour("lintasan"), edgecolor="none")
        chart.write(MARGIN + 0.4, top + 0.3, body, style.HEADING)

    panel = Panel(measured_text.height(body, style.HEADING) + 0.6, draw)
    chart = compose(Story(title, words.label("no_data").capitalize(), rows.iloc[:0], alt=f"{title}. {what}"), [panel])
    chart.absent = what
    return chart
