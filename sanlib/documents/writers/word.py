"""A document as DOCX on A4, with styles of its own, so that the Pokja can edit it; its length in pages is computed."""

from __future__ import annotations

import io

from docx import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sanlib.charts import chart_page
from sanlib.documents import fit_pages
from sanlib.documents.document import Big, Cell, Document, Grid, Section, Step
from sanlib.documents.writers import fixed_dates, word_pages
from sanlib.documents.writers.arial_widths import FONT
from sanlib.documents.writers.word_pages import BOTTOM, SIDE, SIZES, TOP, WIDTH

BLUE, GREY, INK, WHITE = (RGBColor.from_string(code) for code in ("1B4F8A", "595959", "1A1A1A", "FFFFFF"))
TONES = {
    "tercapai": BLUE,
    "belum": RGBColor(0xA8, 0x4F, 0x00),
    "belum dapat dipastikan": RGBColor(0x6B, 0x55, 0x00),
    "tidak dapat dinilai": GREY,
}
LOOKS = {
    "Normal": (False, INK),
    "Title": (True, INK),
    "Subtitle": (False, GREY),
    "Heading 1": (True, BLUE),
    "List Bullet": (False, INK),
    "Caption": (False, GREY),
}
DPI = 150


def render(document: Document, pages: int | None = None) -> bytes:
    """The DOCX, with `pages` in the largest type that its computed length allows; the same document gives the same bytes."""
    pages = word_pages.pages(document, fit_pages.SCALES[-1]) if pages == fit_pages.FEWEST else pages
    shown, scale = (document, 1.0) if pages is None else fit_pages.fit(document, lambda one, size: word_pages.pages(one, size) <= pages)
    word = Word()
    looks = {name: word.styles[name] for name in LOOKS}
    _set_up(word, looks, shown, scale)
    word.add_paragraph(shown.title, style=looks["Title"])
    word.add_paragraph(" · ".join(filter(None, [shown.subtitle, shown.watermark])), style=looks["Subtitle"])
    _sized(word.add_paragraph(), shown.headline, "headline", scale, True)
    for line in shown.lead:
        word.add_paragraph(line)
    for place, section in enumerate(shown.sections):
        _section(word, looks, section, scale, place == fit_pages.turns(shown), word_pages.chart_height(shown, scale))
    out = io.BytesIO()
    word.save(out)
    return fixed_dates.zipped(out.getvalue())


def _set_up(word, looks: dict, document: Document, scale: float) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(SIDE)
    page.top_margin, page.bottom_margin = Cm(TOP), Cm(BOTTOM)
    page.header_distance = page.footer_distance = Cm(0.5)
    for name, (bold, colour) in LOOKS.items():
        _style(looks[name], SIZES[name], scale, bold, colour)
    fixed_dates.describe(word.core_properties, document)
    footer = page.footer.paragraphs[0]
    footer.style = looks["Caption"]
    footer.add_run(" · ".join(filter(None, [document.title, document.watermark])))


def _style(style, size: word_pages.Size, scale: float, bold: bool, colour) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size.points * scale), bold, colour
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size.before), Pt(size.after)
    style.paragraph_format.line_spacing = 1.0
    for spread in style.element.findall(".//" + qn("w:rPr") + "/" + qn("w:spacing")):
        spread.getparent().remove(spread)
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)


def _section(word, looks: dict, section: Section, scale: float, turn: bool, high: float) -> None:
    heading = word.add_paragraph(section.title, style=looks["Heading 1"])
    if section.shown:
        _sized(heading, f"   {section.shown}", "small", scale, False, GREY)
    heading.paragraph_format.page_break_before = turn
    if section.numbers:
        _boxes(word, section.numbers, _big, scale)
    if section.steps:
        _boxes(word, section.steps, _step, scale)
    if section.grid:
        _grid(word, section.grid, scale)
    if section.picture:
        _picture(word, section.picture, high)
    _bullets(word, looks, section)
    for line in section.text:
        word.add_paragraph(line, style=looks["Caption" if word_pages.quiet(section) else "Normal"])


def _bullets(word, looks: dict, section: Section) -> None:
    """A line each; limits and sources run on in small print."""
    if section.key in word_pages.SMALL and section.bullets:
        word.add_paragraph(" · ".join(section.bullets), style=looks["Caption"])
        return
    for bullet in section.bullets:
        word.add_paragraph(bullet, style=looks["List Bullet"])


def _sized(paragraph, text: str, size: str, scale: float, bold: bool, colour=INK) -> None:
    """The text in a size of its own that belongs to no style, its line breaks kept."""
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        run.font.size, run.font.color.rgb, run.bold = Pt(SIZES[size].points * scale), colour, bold


def _picture(word, picture, high: float) -> None:
    inches = WIDTH / word_pages.CM_PER_INCH
    drawn = chart_page.png(picture.draw(high / WIDTH * inches), DPI)
    shape = word.add_picture(io.BytesIO(drawn), width=Cm(WIDTH))
    shape._inline.docPr.set("descr", picture.alt)


def _boxes(word, of: tuple, write, scale: float) -> None:
    """Boxes side by side, as a table of one row."""
    table = word.add_table(rows=1, cols=len(of))
    for box, one in zip(table.rows[0].cells, of, strict=True):
        write(box, one, scale)
        _border(box, WHITE if not isinstance(one, Step) or one.done else GREY)


def _big(box, number: Big, scale: float) -> None:
    _shade(box, "EEF0F2")
    _lines(
        box,
        [
            *((text, "big", True, TONES.get(number.tone, INK)) for text in (number.value, number.other) if text),
            (number.label, "grid", True, INK),
            (number.note, "small", False, GREY),
        ],
        scale,
    )


def _step(box, step: Step, scale: float) -> None:
    """A milestone: filled where a date was published, an empty frame where none was."""
    _shade(box, "1B4F8A" if step.done else "FFFFFF")
    colour = WHITE if step.done else INK
    _lines(
        box,
        [
            (f"{step.code}  {step.planned}", "grid", True, colour),
            (step.meaning, "grid", False, colour),
            (step.said, "small", False, colour),
        ],
        scale,
    )


def _grid(word, grid: Grid, scale: float) -> None:
    table = word.add_table(rows=1, cols=len(grid.columns))
    table.autofit = False
    for box, head in zip(table.rows[0].cells, grid.columns, strict=True):
        _shade(box, "1B4F8A")
        _lines(box, [(head, "head", True, WHITE)], scale)
    _mark(table.rows[0], "w:tblHeader")
    for row in grid.rows:
        for box, cell in zip(table.add_row().cells, row, strict=True):
            _cell(box, cell, scale)
    for column, width in zip(table.columns, word_pages.columns(grid), strict=True):
        column.width = Cm(width)
    for line in table.rows:
        _mark(line, "w:cantSplit")
        for box, width, right in zip(line.cells, word_pages.columns(grid), grid.right, strict=True):
            box.width = Cm(width)
            _underline(box)
            for paragraph in box.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT


def _cell(box, cell: Cell, scale: float) -> None:
    lines = [(cell.text, "grid", bool(cell.tone), TONES.get(cell.tone, INK))]
    _lines(box, [*lines, (cell.small, "small", False, GREY)] if cell.small else lines, scale)


def _lines(box, lines: list[tuple], scale: float) -> None:
    for number, (text, size, bold, colour) in enumerate(lines):
        paragraph = box.paragraphs[0] if not number else box.add_paragraph()
        _sized(paragraph, text, size, scale, bold, colour)
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)


def _shade(box, colour: str) -> None:
    _add(box._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:fill": colour})


def _underline(box) -> None:
    borders = _add(box._tc.get_or_add_tcPr(), "w:tcBorders", {})
    _add(borders, "w:bottom", {"w:val": "single", "w:sz": "4", "w:color": "C9C9C9"})


def _border(box, colour) -> None:
    """A frame around a box; in white it only keeps the boxes apart."""
    borders = _add(box._tc.get_or_add_tcPr(), "w:tcBorders", {})
    for side in ("top", "left", "bottom", "right"):
        _add(
            borders,
            f"w:{side}",
            {"w:val": "dashed" if colour == GREY else "single", "w:sz": "6" if colour == GREY else "24", "w:color": str(colour)},
        )


def _mark(row, name: str) -> None:
    _add(row._tr.get_or_add_trPr(), name, {"w:val": "true"})


def _add(parent, name: str, attributes: dict[str, str]):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    parent.append(element)
    return element
