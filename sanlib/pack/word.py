"""A document as DOCX on A4, with styles of its own, so that the Pokja can edit it."""

from __future__ import annotations

import io

from docx import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sanlib.pack import stable
from sanlib.pack.content import Cell, Document, Grid, Section

BLUE, GREY, INK = RGBColor(0x1B, 0x4F, 0x8A), RGBColor(0x59, 0x59, 0x59), RGBColor(0x1A, 0x1A, 0x1A)
TONES = {"tercapai": BLUE, "belum": RGBColor(0xA8, 0x4F, 0x00), "belum dapat dipastikan": RGBColor(0x6B, 0x55, 0x00),
         "tidak dapat dinilai": GREY}
FONT = "Calibri"
WIDTH = 18.0
STYLES = {"Normal": (8.5, False, INK, 2), "Title": (17, True, INK, 0), "Subtitle": (9, False, GREY, 3),
          "Heading 1": (10.5, True, BLUE, 2), "List Bullet": (8.5, False, INK, 0), "Caption": (7, False, GREY, 1)}


def render(document: Document) -> bytes:
    """The DOCX; the same document gives the same bytes."""
    word = Word()
    _set_up(word, document)
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(" · ".join(filter(None, [document.subtitle, document.watermark])), style="Subtitle")
    word.add_paragraph().add_run(document.headline).bold = True
    for section in document.sections:
        _section(word, section)
    out = io.BytesIO()
    word.save(out)
    return stable.zipped(out.getvalue())


def _set_up(word, document: Document) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.5)
    page.top_margin = page.bottom_margin = Cm(1.1)
    page.header_distance = page.footer_distance = Cm(0.5)
    for name, (size, bold, colour, after) in STYLES.items():
        _style(word.styles[name], size, bold, colour, after)
    stable.describe(word.core_properties, document)
    footer = page.footer.paragraphs[0]
    footer.style = word.styles["Caption"]
    footer.add_run(" · ".join(filter(None, [document.title, document.watermark])))


def _style(style, size: float, bold: bool, colour, after: float) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, colour
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(after), 1.0
    style.paragraph_format.space_before = Pt(5 if style.name == "Heading 1" else 0)
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)


def _section(word, section: Section) -> None:
    if section.numbers:
        _numbers(word, section)
        return
    if not section.picture:
        heading = word.add_paragraph(section.title, style="Heading 1")
        heading.paragraph_format.page_break_before = section.key == "need"
    if section.grid:
        _grid(word, section.grid)
    if section.picture:
        _picture(word, section.picture)
    for bullet in section.bullets:
        _small(word.add_paragraph(style="List Bullet"), bullet, section.key in ("sources", "limits"))
    for line in section.text:
        word.add_paragraph(line, style="Caption" if section.grid else "Normal")


def _small(paragraph, text: str, small: bool) -> None:
    run = paragraph.add_run(text)
    if small:
        run.font.size, run.font.color.rgb = Pt(7), GREY


def _picture(word, picture) -> None:
    stream = io.BytesIO()
    picture.figure.savefig(stream, format="png", dpi=150)
    stream.seek(0)
    shape = word.add_picture(stream, width=Cm(WIDTH))
    shape._inline.docPr.set("descr", picture.alt)


def _numbers(word, section: Section) -> None:
    table = word.add_table(rows=1, cols=len(section.numbers))
    for box, number in zip(table.rows[0].cells, section.numbers, strict=True):
        _shade(box, "EEF0F2")
        _write(box, Cell(number.value, "", number.tone), Pt(17))
        _run(box.add_paragraph(), number.label, Pt(8), INK, True)
        _run(box.add_paragraph(), number.note, Pt(7), GREY, False)
    word.add_paragraph(style="Caption")


def _grid(word, grid: Grid) -> None:
    table = word.add_table(rows=1, cols=len(grid.columns))
    table.autofit = False
    for box, head in zip(table.rows[0].cells, grid.columns, strict=True):
        _shade(box, "1B4F8A")
        _run(box.paragraphs[0], head, Pt(7.5), RGBColor(0xFF, 0xFF, 0xFF), True)
    _repeat(table.rows[0])
    for row in grid.rows:
        for box, cell in zip(table.add_row().cells, row, strict=True):
            _write(box, cell, Pt(8))
    share = WIDTH / sum(grid.widths)
    for line in table.rows:
        _keep(line)
        for box, width, right in zip(line.cells, grid.widths, grid.right, strict=True):
            box.width = Cm(width * share)
            _underline(box)
            for paragraph in box.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
                paragraph.paragraph_format.space_after = Pt(0)


def _write(box, cell: Cell, size) -> None:
    _run(box.paragraphs[0], cell.text, size, TONES.get(cell.tone, INK), bool(cell.tone))
    if cell.small:
        _run(box.add_paragraph(), cell.small, Pt(7), GREY, False)


def _run(paragraph, text: str, size, colour, bold: bool) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb, run.bold = size, colour, bold
    paragraph.paragraph_format.space_after = Pt(0)


def _shade(box, colour: str) -> None:
    _add(box._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:fill": colour})


def _underline(box) -> None:
    borders = _add(box._tc.get_or_add_tcPr(), "w:tcBorders", {})
    _add(borders, "w:bottom", {"w:val": "single", "w:sz": "4", "w:color": "C9C9C9"})


def _repeat(row) -> None:
    _add(row._tr.get_or_add_trPr(), "w:tblHeader", {"w:val": "true"})


def _keep(row) -> None:
    _add(row._tr.get_or_add_trPr(), "w:cantSplit", {"w:val": "true"})


def _add(parent, name: str, attributes: dict[str, str]):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    parent.append(element)
    return element
