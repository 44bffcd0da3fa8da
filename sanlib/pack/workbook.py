"""The gap tables as XLSX: a cover with units and signs, then tables to filter, print and compute with."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter

from sanlib import words
from sanlib.pack import appendix, brief, reference, stable
from sanlib.reading.outgoing import safe_text

WIDEST = 48
BLUE = "#1B4F8A"


def render(chosen: list[brief.Region], opened, lang: str = "id", root=None) -> bytes:
    """The workbook of these regions; the same figures give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False, "nan_inf_to_errors": False})
    title = words.label("pack.title", lang, region="", period=opened.period).replace("  ", " ")
    book.set_properties({"title": title, "author": "sanlib", "created": stable.moment(brief.data_date(chosen[0]))})
    synthetic = any(one.achievements["synthetic"].any() for one in chosen)
    _cover(book, title, opened, words.label("synthetic", lang) if synthetic else "", lang)
    for name, rows in sheets(chosen, opened, lang, root).items():
        _sheet(book, words.label(f"pack.sheet.{name}" if name != "trail" else "pack.trail", lang), rows, title)
    book.close()
    return stable.zipped(out.getvalue())


def sheets(chosen: list[brief.Region], opened, lang: str, root=None) -> dict[str, pd.DataFrame]:
    """Every sheet by name: gaps, achievements, needs, assumptions, trail, flags, policies, sources; empty ones left out."""
    codes = [one.code for one in chosen]
    found = {
        "gaps": pd.concat([one.gaps for one in chosen]), "achievements": pd.concat([one.achievements for one in chosen]),
        "needs": pd.concat([one.needs for one in chosen]).drop(columns="gap_row", errors="ignore"),
        "assumptions": reference.table("assumptions", root),
        "trail": pd.concat([appendix.trails(one, lang, root).assign(region=one.name) for one in chosen]),
        "flags": opened.flags[opened.flags["region_code"].isin(codes)],
        "policies": reference.policies(root).query("region_code in @codes"), "sources": opened.sources,
    }
    return {name: rows.reset_index(drop=True) for name, rows in found.items() if len(rows)}


def _cover(book, title: str, opened, watermark: str, lang: str) -> None:
    sheet = book.add_worksheet(words.label("pack.sheet.cover", lang))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    big, plain = book.add_format({"bold": True, "font_size": 18, "font_color": BLUE}), book.add_format({"text_wrap": True})
    lines = [opened.provenance, words.label("pack.cover.units", lang), words.label("pack.cover.sign", lang), watermark]
    sheet.write_string(0, 0, title, big)
    for number, line in enumerate(filter(None, lines), start=2):
        sheet.write_string(number, 0, str(safe_text(line)), plain)
    _print(sheet, title)


def _sheet(book, name: str, rows: pd.DataFrame, title: str) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": BLUE, "font_color": "white", "text_wrap": True, "valign": "top"})
    number, count = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "#,##0"})
    signed = book.add_format({"num_format": "+#,##0.00;-#,##0.00;0.00"})
    for column, label in enumerate(rows.columns):
        sheet.write_string(0, column, label, head)
        form = signed if label == "gap_pp" else number if label.endswith(("_pct", "_pp", "_year")) and label != "target_year" else count
        form = book.add_format({"num_format": "0"}) if label == "target_year" else form
        form = number if label in ("low", "high", "required_pp_per_year") else form
        for line, value in enumerate(rows[label], start=1):
            _cell(sheet, line, column, value, form)
        widest = max([len(str(label)), *(len(str(value)) for value in rows[label].head(200))])
        sheet.set_column(column, column, min(max(9, widest + 2), WIDEST))
    sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _print(sheet, title)


def _cell(sheet, line: int, column: int, value, form) -> None:
    """A number as a number, text as text that Excel will not run, unknown as an empty cell."""
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, (int, float)):
        if value == value:
            sheet.write_number(line, column, value, form)
    elif value:
        sheet.write_string(line, column, str(safe_text(str(value))))


def _print(sheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R&P / &N")
