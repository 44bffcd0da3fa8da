"""The blank forms of a household survey: the questionnaire for KoboToolbox and for Excel, and the list of desa."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from sanlib import words
from sanlib.intake import xlsform
from sanlib.project.formula_text import AS_TEXT
from sanlib.reference import codebook
from sanlib.reference.codebook import Codebook, Field

FOLDER = "formulir-survei"
"""Stands inside the period's folder, where nothing is read: what is filled in goes beside the workbooks."""
ROWS = 500
"""Rows of the Excel questionnaire that have drop-downs."""
DESA = ("kode_desa", "nama_desa", "kecamatan", "strata", "rumah_tangga", "sumber")
_LONGEST_LIST = 255


def write(folder: Path, period: str) -> Path:
    """The three forms in a folder of their own below a period's folder; no column asks for personal data."""
    place = folder / FOLDER
    place.mkdir()
    xlsform.xlsform(place / f"ehra_xlsform_{period}.xlsx")
    book = codebook.load()
    fields = [(field.name, _question(field, book), field.options if field.kind == "single" else ()) for field in book.columns()]
    _form(place / f"ehra_{period}.xlsx", f"EHRA {period}", fields)
    _form(place / f"daftar_desa_{period}.xlsx", f"Daftar desa {period}", [(name, _both(f"new.desa.{name}"), ()) for name in DESA])
    return place


def _question(field: Field, book: Codebook) -> str:
    """The question with its answers; a letter of a select-multiple is 1 or 0."""
    if field.kind == "tick":
        return f"{field.code} {field.label}\n1 / 0"
    answers = book.labels(field.code) if field.kind == "single" else {}
    return "\n".join([f"{field.code} {field.label}", *(f"{option} = {label}" for option, label in answers.items())])


def _both(key: str) -> str:
    return " / ".join(words.label(key, lang) for lang in words.LANGUAGES)


def _form(path: Path, title: str, fields: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """A sheet with a title, a header with a note on each column, and a drop-down where an answer is one of a list."""
    with xlsxwriter.Workbook(path, AS_TEXT) as book:
        sheet = book.add_worksheet("data")
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write(0, 0, title)
        for column, (header, note, options) in enumerate(fields):
            sheet.write(1, column, header, bold)
            sheet.write_comment(1, column, note, {"x_scale": 3, "y_scale": 2})
            if options and len(",".join(options)) <= _LONGEST_LIST:
                sheet.data_validation(2, column, 1 + ROWS, column, {"validate": "list", "source": list(options)})
        sheet.set_column(0, len(fields), 12)
        sheet.freeze_panes(2, 0)
