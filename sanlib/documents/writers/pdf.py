"""A document as PDF: typst with the shipped font, the same bytes for the same content."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path

import matplotlib as mpl
import typst

from sanlib.charts import canvas, chart_files, chart_page, measured_text
from sanlib.documents import fit_pages
from sanlib.documents.document import Cell, Document, Grid, Section

WIDTH = 21 - 2 * 1.7
"""Centimetres between the margins that brief.typ sets; a chart's inches on its own page become this many."""
CM_PER_INCH = WIDTH / chart_page.INNER
BODY, INSET = 9.5, 0.25
"""Points of a table's text that brief.typ sets, and the centimetres beside it in a cell."""


def render(document: Document, pages: int | None = 2) -> bytes:
    """The PDF in the largest type with which it has at most so many pages (None: as many as it takes, at normal size).

    FEWEST is as few as its smallest type needs, with nothing moved elsewhere. A chart takes the room that is left on its
    page. Where even the smallest type is too much, rows move elsewhere and the page says so (fit.shorter).
    """
    return _drawn(document, pages, format="pdf")


def pictures(document: Document, pages: int = 2, ppi: float = 110) -> list[bytes]:
    """The same pages, each as PNG of so many pixels an inch, drawn from the document itself: typst cuts letters of a PDF it draws."""
    found = _drawn(document, pages, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _drawn(document: Document, pages: int | None, **form):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pages = _count(document, fit_pages.SCALES[-1], place) if pages == fit_pages.FEWEST else pages
        shown, scale = (document, 1.0) if pages is None else fit_pages.fit(document, lambda one, size: _count(one, size, place) <= pages)
        return typst.compile(**form, **_call(shown, scale, _room(shown, scale, place), place, draw=True))


def pages(document: Document) -> int:
    """How many pages a document has at its smallest size, with nothing moved elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        return _count(document, fit_pages.SCALES[-1], Path(folder))


def _count(document: Document, scale: float, folder: Path) -> int:
    """Pages with every chart at its least height."""
    return int(_ask("<pages>", _call(document, scale, _least(document), folder)))


def _room(document: Document, scale: float, folder: Path) -> float:
    """The height in cm a chart may take: what is left on its page, within what the chart can use."""
    pictures = [section.picture for section in document.sections if section.picture]
    if not pictures or fit_pages.turns(document) is None or len(pictures) > 1:
        return _least(document)
    left = float(_ask("<room>", _call(document, scale, "measure", folder)))
    return min(max(left, _least(document)), pictures[0].most * CM_PER_INCH)


def _least(document: Document) -> float:
    return max((section.picture.least for section in document.sections if section.picture), default=0.0) * CM_PER_INCH


def _ask(label: str, call: dict):
    return json.loads(typst.query(selector=label, field="value", one=True, **call))


def _call(document: Document, scale: float, chart: float | str, folder: Path, draw: bool = False) -> dict:
    """The typst call for this document, its data and pictures written to the folder."""
    template = resources.files(__package__).joinpath("brief.typ").read_text(encoding="utf-8")
    (folder / "brief.typ").write_text(template, encoding="utf-8")
    high = chart / CM_PER_INCH if draw and not isinstance(chart, str) else None
    sections = [_section(section, f"picture{number}.svg", folder, high, scale) for number, section in enumerate(document.sections)]
    data = document._asdict() | {"sections": sections, "turns": fit_pages.turns(document)}
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    return dict(
        input=str(folder / "brief.typ"),
        root=str(folder),
        font_paths=canvas.fonts(),
        sys_inputs={"data": "data.json", "scale": str(scale), "chart": str(chart)},
    )


def _widths(grid: Grid, scale: float) -> list[float]:
    """The columns' widths in cm: the tight ones as wide as their own words in the PDF's narrow face, the others by their share."""
    needed = [_needed(grid, place, scale) if tight else 0.0 for place, tight in enumerate(grid.tight or (False,) * len(grid.widths))]
    left = sum(width for width, own in zip(grid.widths, needed, strict=True) if not own)
    return [own or (WIDTH - sum(needed)) * width / left for width, own in zip(grid.widths, needed, strict=True)]


def _needed(grid: Grid, place: int, scale: float) -> float:
    """A column as wide as the widest word of its heading and the widest of its cells."""
    heads = [_wide(word, True, scale) for word in grid.columns[place].split()]
    return max(*heads, *(_cell(row[place], scale) for row in grid.rows)) + INSET


def _cell(cell: Cell, scale: float) -> float:
    return max(_wide(cell.text, bool(cell.tone), scale), _wide(cell.small, False, 1.0))


def _wide(text: str, bold: bool, scale: float) -> float:
    """The width of a text in a table as brief.typ sets it, in cm."""
    return measured_text.width(text, BODY * scale, bold) * 2.54


def _section(section: Section, name: str, folder: Path, high: float | None, scale: float) -> dict:
    """A section as JSON; its chart is drawn only where a height is given, to measure its height is enough."""
    data = section._asdict() | {
        "numbers": [number._asdict() for number in section.numbers],
        "steps": [step._asdict() for step in section.steps],
    }
    if section.grid:
        data["grid"] = section.grid._asdict() | {
            "widths": _widths(section.grid, scale),
            "rows": [[cell._asdict() for cell in row] for row in section.grid.rows],
        }
    if section.picture:
        if high:
            with mpl.rc_context(chart_files.OPTIONS):
                section.picture.draw(high).savefig(folder / name)
        data["picture"] = {"file": name if high else "", "alt": section.picture.alt}
    return data
