"""What a chart is drawn on: PNG, SVG and PDF in the shipped font, each line of letters laid out once for all of them."""

from __future__ import annotations

import functools
import hashlib
import io
import re
from pathlib import Path as File

import matplotlib as mpl
import numpy as np
import typst
from matplotlib import cbook
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from sanlib.charts import measured_text, style

SALT = "sanlib"
_NO_XML = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")  # left in an SVG, no program opens it
PAGE = b"""#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", alt: sys.inputs.alt)"""
"""A page that is the drawing: what is text in it stays text, to be searched and copied."""


class _Letters(TextToPath):
    """Lines of the shipped font from memory: matplotlib lays out every line for every form, each letter read from the file anew."""

    def _get_font(self, prop: FontProperties) -> FT2Font:
        return _face(prop)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, _ismath) -> tuple[float, float, float]:
        """In points."""
        return tuple(side * prop.get_size_in_points() / self.FONT_SCALE for side in measured_text.extent(s, *_bold_italic(prop)))

    def get_glyphs_with_font(self, font: FT2Font, s: str, glyph_map=None, return_new_glyphs_only=False, **asked):
        """Where each letter stands, and the outlines: those `glyph_map` has not yet, if only these are wanted."""
        places, outlines = _laid(font, s, **asked)
        known = glyph_map or {}
        new = {name: outline for name, outline in outlines.items() if name not in known}
        return places, new if return_new_glyphs_only else known | new, []


@functools.lru_cache(maxsize=4096)
def _laid(face: FT2Font, line: str, **asked) -> tuple[list, dict]:
    letters = face._layout(line, LETTERS._get_hinting_flag(), **asked)
    named = [(*_letter(face, letter.glyph_index), letter.x, letter.y) for letter in letters]
    return [(name, x, y, 1.0) for name, _, x, y in named], {name: outline for name, outline, *_ in named}


@functools.cache
def _letter(face: FT2Font, glyph: int) -> tuple[str, tuple]:
    """The name and the outline of one letter."""
    face.load_glyph(glyph, flags=LETTERS._get_hinting_flag())
    return LETTERS._get_glyph_repr(face, glyph), face.get_path()


@functools.lru_cache(maxsize=4096)
def _outline(face: FT2Font, line: str) -> Path:
    """All letters of a line, at 100 points."""
    places, outlines = _laid(face, line)
    corners = [outlines[name][0] + (right, up) for name, right, up, _ in places]
    return Path(np.concatenate(corners), np.concatenate([outlines[name][1] for name, *_ in places]))


@functools.cache
def _heights(face: FT2Font, size: float) -> tuple[float, float, float]:
    table, scale = face.get_sfnt_table("OS/2"), size / face.get_sfnt_table("head")["unitsPerEm"]
    return table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale, table["sTypoLineGap"] * scale


def _bold_italic(prop: FontProperties) -> tuple[bool, bool]:
    return prop.get_weight() == 700, prop.get_style() == "italic"


def _face(prop: FontProperties) -> FT2Font:
    return measured_text.face(*_bold_italic(prop))


def _has(prop: FontProperties, line: str) -> bool:
    """Whether a line is to be written in the shipped font, and can be: any other is left to matplotlib, which warns of what it lacks."""
    return bool(line) and prop.get_family() == [style.FAMILY] and measured_text.letters(_face(prop)).issuperset(line)


@functools.cache
def fonts() -> typst.Fonts:
    """The shipped fonts alone, as typst takes them, looked through once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(File(style.font_file()).parent)])


LETTERS, FILED = _Letters(), TextToPath()


class _Lettered(RendererBase):
    """A renderer that writes texts in the shipped font."""

    def _get_font_height_metrics(self, prop) -> tuple[float | None, ...]:
        """Ascent, descent and line gap, for which matplotlib otherwise looks up the font and its tables at each text."""
        size = self.points_to_pixels(prop.get_size_in_points())
        return _heights(_face(prop), size) if prop.get_family() == [style.FAMILY] else (None, None, None)

    def get_text_width_height_descent(self, s, prop, ismath) -> tuple[float, ...]:
        if ismath or not _has(prop, s):
            return super().get_text_width_height_descent(s, prop, ismath)
        return tuple(self.points_to_pixels(side) for side in LETTERS.get_text_width_height_descent(s, prop, ismath))


class _Drawing(_Lettered, RendererSVG):
    """An SVG, with each text as outlines of letters that are the same on every machine."""

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        self._text2path = FILED if ismath or not _has(prop, s) else LETTERS
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)

    def _make_id(self, kind, content) -> str:
        """The same for the same content, also where another thread has just set matplotlib's `svg.hashsalt` back."""
        salt = mpl.rcParams["svg.hashsalt"] or SALT
        return f"{kind}{hashlib.sha256(f'{salt}{content}'.encode()).hexdigest()[:10]}"


class _Page(_Drawing):
    """An SVG for a PDF, where texts stay texts but those in a font that the PDF would not have, whatever matplotlib's settings say."""

    def _draw_text_as_path(self, *how) -> None:
        write = super()._draw_text_as_text if self._text2path is LETTERS else super()._draw_text_as_path
        write(*how)

    _draw_text_as_text = _draw_text_as_path


class _Picture(_Lettered, RendererAgg):
    """Pixels, the letters where they stand in the SVG and the PDF: fitted to pixels no two forms agreed on widths."""

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        if ismath or not _has(prop, s):
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        gc.set_snap(False)
        gc.set_linewidth(0)
        size = self.points_to_pixels(prop.get_size_in_points()) / LETTERS.FONT_SCALE
        there = Affine2D().scale(size).rotate_deg(angle).translate(x, self.height - y)
        return self.draw_path(gc, _outline(_face(prop), s), there, gc.get_rgb())


class Canvas(FigureCanvasAgg):
    """A chart's canvas in place of matplotlib's three."""

    _made: tuple = ()

    def get_renderer(self) -> RendererAgg:
        """The picture of this size and resolution."""
        asked = (*self.get_width_height(physical=True), self.figure.dpi)
        if self._made != asked:
            self._made, self.renderer = asked, _Picture(*asked)
        return self.renderer

    def print_svg(self, filename, *, metadata=None, **_) -> None:
        """As savefig asks for it."""
        _written(filename, self._drawn(_Drawing, metadata))

    def print_pdf(self, filename, *, metadata=None, **_) -> None:
        """As savefig asks for it, from an SVG whose texts are texts: a fifth of the time of matplotlib's PDF, and it says its alt text."""
        drawing = self._drawn(_Page).replace(f"'{style.FAMILY}'", f"'{style.SHIPPED}'")
        said = {"title": (metadata or {}).get("Title") or "", "alt": getattr(self.figure, "alt", "")}
        _written(filename, typst.compile(PAGE, format="pdf", font_paths=fonts(), sys_inputs=said | {"drawing": drawing}))

    def _drawn(self, kind: type[_Drawing], metadata: dict | None = None) -> str:
        """The SVG; whoever asks for a file sets the resolution back."""
        self.figure.dpi, drawn = 72, io.StringIO()
        paper = kind(*self.figure.get_size_inches() * 72, drawn, metadata=metadata)
        self.figure.draw(paper)
        paper.finalize()
        return _NO_XML.sub(" ", drawn.getvalue())


def _written(filename, content: str | bytes) -> None:
    with cbook.open_file_cm(filename, "wb") as stream:
        text = cbook.file_requires_unicode(stream)
        stream.write(content if text else content.encode("utf-8") if isinstance(content, str) else content)
