"""A new period's folder: SOURCES.csv, a blank workbook in each layout with drop-downs and notes, and the survey's forms."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from sanlib import words
from sanlib.intake import survey_forms
from sanlib.project import folders, formula_text, staging
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import indicators, reference_tables, regions, sources
from sanlib.reference.layouts import Layout, layouts

ROWS = 100
"""Rows of a blank workbook that have drop-downs; more can be copied down in Excel."""
LISTS = "Daftar"


@bound
def new(period: str, root=None) -> Path:
    """Lay out data/raw/<period> for a period that is not there yet, and return it; a folder with files is refused.

    Everything is written beside and renamed when whole, so that a stopped run leaves no half folder.
    """
    folder = folders.root() / "data" / "raw" / folders.check_period(period)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("new_period_exists", folders.shown(folder), value=period)
    return staging.replace(folder, lambda beside: _fill(beside, period))


def _fill(folder: Path, period: str) -> None:
    blanks = [_blank(layout, period, folder) for layout in layouts() if layout.blank]
    survey_forms.write(folder, period)
    rows = [dict.fromkeys(sources.COLUMNS, "") | {"file": path.name, "synthetic": "no"} for path in blanks]
    formula_text.write_csv(pd.DataFrame(rows, columns=sources.COLUMNS), folder / sources.NAME)


def _blank(layout: Layout, period: str, folder: Path) -> Path:
    """One layout's blank workbook: title, headers with notes, drop-downs, and the lists they offer on a second sheet."""
    path = folder / f"{layout.id}_{period}.xlsx"
    with xlsxwriter.Workbook(path, formula_text.AS_TEXT) as book:
        sheet, lists = book.add_worksheet(layout.names["id"][:31]), book.add_worksheet(LISTS)
        offered = _write_lists(lists, period)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "center"})
        sheet.write(0, 0, f"{layout.names['id']}, tahun {folders.year(period)}")
        heads = _headers(layout, folders.year(period))
        deep = max(len(parts) for _, parts in heads)
        for column, (field, parts) in enumerate(heads):
            _write_header(sheet, column, parts, deep, heads, bold)
            sheet.write_comment(1 if len(parts) < deep else deep, column, _note(field), {"x_scale": 2})
            if field in offered:
                sheet.data_validation(1 + deep, column, deep + ROWS, column, {"validate": "list", "source": offered[field]})
        sheet.set_column(0, len(heads), 22)
        sheet.freeze_panes(1 + deep, 0)
    return path


def _headers(layout: Layout, year: str) -> list[tuple[str, list[str]]]:
    """Field and header path of each column, in the order of headers.csv and in the spelling that stands there first.

    No column of codes: a region is picked by its name, and a code beside it could only contradict it.
    """
    rows = reference_tables.table("headers.csv")
    own = rows[rows["layout"].eq(layout.id) & rows["field"].ne("region_code")]
    return [(row.field, _path(row.spellings.split("|")[0].replace("{year}", year))) for row in own.itertuples()]


def _path(spelling: str) -> list[str]:
    return [part[:1].upper() + part[1:] for part in spelling.split(" / ")]


def _write_header(sheet, column: int, parts: list[str], deep: int, heads: list, form) -> None:
    """A header in one cell over all header rows, or its parent merged over the columns that share it."""
    if len(parts) < deep:
        sheet.merge_range(1, column, deep, column, parts[0], form)
        return
    same = [place for place, (_, other) in enumerate(heads) if other[:-1] == parts[:-1]] if deep > 1 else []
    if same and same[0] == column:
        merged = sheet.merge_range if len(same) > 1 else None
        merged(1, column, 1, same[-1], parts[0], form) if merged else sheet.write(1, column, parts[0], form)
    sheet.write(deep, column, parts[-1], form)


def _note(field: str) -> str:
    """What to fill in, in both languages; an indicator's column says what the indicator is."""
    kind, _, indicator = field.partition(":")
    text = " / ".join(words.label(f"new.note.{kind}", lang) for lang in words.LANGUAGES)
    if not indicator:
        return text
    row = indicators.table().set_index("indicator").loc[indicator]
    return f"{text}\n{row['definition_id']}\n{row['definition_en']}"


def _write_lists(sheet, period: str) -> dict[str, str]:
    """Each list as a column of its own; field to the range that holds it."""
    known = regions.table()
    offered = {
        "region": known.loc[known["kind"].isin(regions.LEVEL_2), "region"].tolist(),
        "province": known.loc[known["kind"].eq("provinsi"), "region"].tolist(),
        "indicator": indicators.table()["indicator"].tolist(),
        "year": [int(folders.year(period))],
    }
    for column, (_field, values) in enumerate(offered.items()):
        sheet.write_column(0, column, values)
    return {
        field: f"={LISTS}!${chr(65 + column)}$1:${chr(65 + column)}${len(values)}" for column, (field, values) in enumerate(offered.items())
    }
