"""The gap tables as XLSX: a cover, notes, then tables to filter, print and compute with."""

from __future__ import annotations

import io
import textwrap

import pandas as pd
import xlsxwriter

from sanlib import words
from sanlib.charts import style
from sanlib.documents import appendix, brief
from sanlib.documents.writers import fixed_dates
from sanlib.documents.writers.workbook_sheets import COLUMNS, sheets, withheld
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.formula_text import safe_text

A4 = 9
LINE = 13.5
"""Points from one line of a cell to the next."""
RULE = {"bottom": 1, "bottom_color": style.colour("garis")}
TOP = 3
"""Rows above a table's first row of figures: its title, its note, its headings."""
FORMATS = {"percent": "#,##0.00", "signed": "+#,##0.00;-#,##0.00;0.00", "count": "#,##0", "number": "#,##0.0#", "year": "0", "text": "@"}
BRACKETED = "(+#,##0.00);(-#,##0.00);(0.00)"
"""A gap that may not be judged keeps its number and shows it in brackets."""


@bound
def render(chosen: list[brief.Region], opened, lang: str | None = None, root=None, trails=appendix.trails) -> bytes:
    """The workbook of these regions; the same figures give the same bytes. `trails` gives a region's, where they are had already."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    book.formats[0].set_font_size(10)
    title = words.label("pack.book", period=opened.period)
    book.set_properties({"title": title, "author": "sanlib", "created": fixed_dates.moment(brief.data_date(chosen[0]))})
    synthetic = any(one.achievements["synthetic"].any() for one in chosen)
    warning = words.label("synthetic") if synthetic else ""
    found = sheets(chosen, opened, trails=trails)
    _cover(book, title, opened, chosen, list(found), warning)
    _notes(book, title, found, warning)
    for name, rows in found.items():
        _sheet(book, name, rows, (title, warning))
    book.close()
    return fixed_dates.zipped(out.getvalue())


def _name(name: str) -> str:
    return words.label(f"pack.sheet.{name}")


def _cover(book, title: str, opened, chosen: list[brief.Region], found: list[str], warning: str) -> None:
    """The cover sheet: contents, regions, how to read the tables, and a link to every sheet."""
    sheet = _page(book, _name("cover"), title, warning, portrait=True)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 74)
    big = book.add_format({"bold": True, "font_size": 18, "font_color": style.colour("tercapai")})
    bold, plain = (book.add_format({"text_wrap": True, "valign": "top", "bold": heavy}) for heavy in (True, False))
    link = book.add_format({"font_color": style.colour("tercapai"), "underline": 1, "valign": "top"})
    sheet.write_string(0, 0, title, big)
    said = [
        (words.label("pack.cover.regions"), ", ".join(one.name for one in chosen)),
        ("", opened.provenance),
        ("", warning),
        (words.label("pack.cover.how"), words.label("pack.cover.sign")),
        ("", words.label("pack.cover.units")),
        ("", words.label("pack.cover.grey")),
    ]
    line = 2
    for head, text in said:
        if text:
            sheet.write_string(line, 0, head, bold)
            sheet.write_string(line, 1, str(safe_text(text)), bold if text == warning else plain)
            _high(sheet, line, [text], [74])
            line += 1
    sheet.write_string(line + 1, 0, words.label("pack.cover.sheets"), bold)
    for number, name in enumerate(["notes", *found], start=line + 2):
        sheet.write_url(number, 0, f"internal:'{_name(name)}'!A1", link, _name(name))
        sheet.write_string(number, 1, words.label(f"pack.about.{name}"), plain)
        _high(sheet, number, [words.label(f"pack.about.{name}")], [74])


def _notes(book, title: str, found: dict[str, pd.DataFrame], warning: str) -> None:
    """What each heading means and in which unit; what each verdict means."""
    columns = [column for name in COLUMNS if name in found for column in found[name].columns]
    notes = [
        (words.label(f"column.{key}"), words.label(f"meaning.{key}")) for key in dict.fromkeys(columns) if words.has_label(f"meaning.{key}")
    ]
    notes += [(words.label(f"verdict.{key}"), words.label(f"meaning.verdict.{key}")) for key in schema.VERDICTS]
    sheet = _page(book, _name("notes"), title, warning, portrait=True)
    _heads(book, sheet, "notes", [words.label("pack.notes.heading"), words.label("column.meaning")], [26, 80], warning)
    bold, plain = (book.add_format({"text_wrap": True, "valign": "top", "bold": heavy, **RULE}) for heavy in (True, False))
    for line, (head, meaning) in enumerate(notes, start=TOP):
        sheet.write_string(line, 0, head, bold)
        sheet.write_string(line, 1, meaning, plain)
        _high(sheet, line, [meaning], [80])


def _sheet(book, name: str, rows: pd.DataFrame, about: tuple[str, str]) -> None:
    title, warning = about
    sheet = _page(book, _name(name), title, warning)
    columns = {column.key: column for column in COLUMNS[name]}
    heads = [words.label(f"column.{key}") for key in rows.columns]
    _heads(book, sheet, name, heads, [columns[key].width for key in rows.columns], warning)
    formats, grey = _formats(book), withheld(rows)
    for place, key in enumerate(rows.columns):
        for line, (row, value) in enumerate(rows[key].items(), start=TOP):
            _cell(sheet, line, place, value, formats[_form(columns[key].form, value), bool(grey[row])])
    texts = [key for key in rows.columns if columns[key].form == "text"]
    for line, said in enumerate(rows[texts].itertuples(index=False), start=TOP):
        _high(sheet, line, map(str, said), [columns[key].width for key in texts])
    sheet.autofilter(TOP - 1, 0, TOP - 1 + len(rows), len(rows.columns) - 1)
    frozen = next((place + 1 for place, key in enumerate(rows.columns) if key in ("indicator", "name", "step")), 1)
    sheet.freeze_panes(TOP, frozen)


def _formats(book) -> dict[tuple[str, bool], object]:
    """A cell format per kind of number, black or, for what may not be judged, grey and slanted with its gap in brackets."""
    made = {}
    for kind, code in FORMATS.items():
        for grey in (False, True):
            look = {"num_format": BRACKETED if grey and kind == "signed" else code, "valign": "top", **RULE}
            look |= {"text_wrap": True, "align": "left", "indent": 1} if kind == "text" else {}
            look |= {"font_color": style.colour("abu_tua"), "italic": True, "bg_color": style.colour("lintasan")} if grey else {}
            look |= {"bold": True} if kind == "signed" and not grey else {}
            made[kind, grey] = book.add_format(look)
    return made


def _form(form: str, value) -> str:
    """A number that is whole as it is shown is set as a count: Excel would print "67." of it under optional decimals."""
    return "count" if form == "number" and isinstance(value, (int, float)) and round(value, 2) % 1 == 0 else form


def _heads(book, sheet, name: str, heads: list[str], widths: list[int], warning: str) -> None:
    """Title, note (with the warning where figures are synthetic) and the headings, which every printed page repeats."""
    sheet.write_string(0, 0, _name(name), book.add_format({"bold": True, "font_size": 14, "font_color": style.colour("tercapai")}))
    note = book.add_format({"font_color": style.colour("abu_tua")})
    sheet.write_string(1, 0, " ".join(filter(None, (warning and warning + ".", words.label(f"pack.about.{name}")))), note)
    head = book.add_format(
        {"bold": True, "bg_color": style.colour("tercapai"), "font_color": "white", "text_wrap": True, "valign": "vcenter", "font_size": 9}
    )
    for place, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(TOP - 1, place, text, head)
        sheet.set_column(place, place, width)
    sheet.set_row(TOP - 1, 42)
    sheet.repeat_rows(0, TOP - 1)


def _high(sheet, line: int, texts, widths) -> None:
    """A row as high as its longest text is wrapped: not every program does this by itself."""
    lines = max(len(textwrap.wrap(text, max(width - 2, 4))) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(line, LINE * max(lines, 1) + 2)


def _cell(sheet, line: int, column: int, value, form) -> None:
    """A number as a number, text as text that Excel will not run, unknown as an empty cell."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(line, column, value, form) if value == value else sheet.write_blank(line, column, None, form)
    elif value is None or value != value or value == "":
        sheet.write_blank(line, column, None, form)
    else:
        sheet.write_string(line, column, str(safe_text(str(value))), form)


def _page(book, name: str, title: str, warning: str, portrait: bool = False):
    """A sheet set for an office printer: A4, one page wide, name and page below, the warning above."""
    sheet = book.add_worksheet(name)
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&C&A&R&P / &N")
    if warning:
        sheet.set_header(f"&R&B{warning.replace('&', '&&')}")
    return sheet
