"""The sample as files in the four formats surveys arrive in, byte for byte the same at every run."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyreadstat
import xlsxwriter

from sanlib import reading
from sanlib.households import spellings
from sanlib.reference.codebook import Codebook, Field

NOTE = "SINTETIS - bukan data nyata. Dibuat oleh python -m tools.sample_survey untuk contoh; jangan dikutip sebagai temuan."
BRIEF = "SINTETIS - bukan data nyata"
SHEET, CHILD_SHEET = "SINTETIS_data", "SINTETIS_anak"
_MADE = datetime.datetime(2024, 1, 1)
_TITLE_ROWS = 2
_AGES = {"U0_1": 1, "U2_4": 3, "U6_12": 8, "U13": 15}
_SEX = {"B.13": 1, "B.14": 2}
AGE_WITHOUT_GROUP = 5


class Place(NamedTuple):
    """Where answers stand in a written file: the sheet, the first data row, the column of each field."""

    sheet: str
    first_row: int
    columns: dict[str, str]

    def cell(self, field: str, row: int) -> str:
        """The address of a field in a household's row, counted from 0; row -1 is the header."""
        number, column = self.first_row + row, self.columns[field]
        return f"{column}{number}" if self.sheet else f"{number}:{column}"


def coded(path: Path, answers: pd.DataFrame, book: Codebook) -> Place:
    """An Excel export of codes under headers such as D1, C4A, E3.1, below two title rows."""
    header = {name: _spelled(book, name, "", ".", "") for name in answers}
    grid = [[_code(value) for value in row] for row in answers.astype(object).itertuples(index=False)]
    _workbook(path, {SHEET: [[NOTE], [], list(header.values()), *grid]})
    return _place(answers, _TITLE_ROWS + 2)


def labelled(path: Path, answers: pd.DataFrame, book: Codebook) -> Place:
    """An Excel export of labels under the questions themselves; a letter of a select-multiple says Ya or Tidak."""
    known = spellings.headers(book)
    header = [_question(book, name, known) for name in answers]
    shown = answers.apply(lambda column: _labels(column, book)).astype(object)
    _workbook(path, {SHEET: [[NOTE], [], header, *([_blank(v) for v in row] for row in shown.itertuples(index=False))]})
    return _place(answers, _TITLE_ROWS + 2)


def kobo(path: Path, answers: pd.DataFrame, book: Codebook) -> Place:
    """A KoboToolbox export: group paths, select-multiple both whole and in 0/1 columns, children in a repeat sheet."""
    ages = [name for name in answers if name.startswith(tuple(_SEX))]
    main = _with_whole(answers.drop(columns=ages), book)
    main = pd.concat([_meta(len(main)), main], axis=1)
    header = [_group_path(book, name) for name in main]
    rows = [header, *([_blank(v) for v in row] for row in main.astype(object).itertuples(index=False))]
    _workbook(path, {SHEET: rows, CHILD_SHEET: _child_rows(answers[ages])})
    return _place(main, 2)


def sav(path: Path, answers: pd.DataFrame, book: Codebook) -> Place:
    """An SPSS file: variables d_1, c_4_a, codes as numbers, labels in the dictionary."""
    names = {name: _spelled(book, name, "_", "_", "_").lower() for name in answers}
    frame = answers.apply(lambda column: _numeric(column, book)).rename(columns=names)
    labels = {names[f.name]: f.label[:120] for f in book.columns() if f.name in names}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.sav"
        pyreadstat.write_sav(
            frame,
            made,
            file_label=BRIEF,
            note=BRIEF,
            column_labels=labels,
            variable_value_labels=_value_labels(book, names),
            row_compress=True,
        )
        path.write_bytes(_dated(made.read_bytes()))
    return Place("", 1, names)


FORMATS: dict[str, Callable[[Path, pd.DataFrame, Codebook], Place]] = {
    "coded": coded,
    "labelled": labelled,
    "kobo": kobo,
    "sav": sav,
}


def _place(answers: pd.DataFrame, first_row: int) -> Place:
    letters = (reading.address(0, index).rstrip("1") for index in range(answers.shape[1]))
    return Place(SHEET, first_row, dict(zip(answers.columns, letters, strict=True)))


def _workbook(path: Path, sheets: dict[str, list[list]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": False}) as workbook:
        workbook.set_properties(
            {
                "title": "SINTETIS",
                "subject": NOTE,
                "comments": NOTE,
                "keywords": "SINTETIS",
                "author": "tools.sample_survey",
                "created": _MADE,
            }
        )
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            sheet.set_footer(f"&C{NOTE}")


def _dated(content: bytes) -> bytes:
    """An SPSS header holds the day and hour it was written (bytes 92-108): a fixed one, or no two runs are alike."""
    return content[:92] + b"01 Jan 24" + b"00:00:00" + content[109:]


def _spelled(book: Codebook, name: str, after_section: str, between: str, before_part: str) -> str:
    """A field's header in one of the styles of spelling_rules.csv; a column that is no field keeps its name."""
    field = book.fields.get(name)
    if field is None:
        return name
    item = _item(field, after_section, between)
    return f"{item}{before_part}{field.part}" if field.part else item


def _item(field: Field, after_section: str, between: str) -> str:
    section, *numbers = field.code.split(".")
    return section + after_section + between.join(numbers)


def _question(book: Codebook, name: str, known: dict[str, str]) -> str:
    field = book.fields.get(name)
    if field is None:
        return name
    alone = known.get(reading.normalise(field.label)) == name
    return field.label if alone else f"{name} {field.label}"


def _group_path(book: Codebook, name: str) -> str:
    field = book.fields.get(name)
    if field is None:
        return name
    item = f"grp_{field.code.split('.')[0]}/{_item(field, '_', '_')}".lower()
    if field.kind == "tick":
        return f"{item}/{field.part}"
    return f"{item}_{field.part.lower()}" if field.part else item


def _blank(value):
    return None if pd.isna(value) else value


def _code(value):
    """A code as Excel stores it: digits as a number, letters as text."""
    value = _blank(value)
    return float(value) if isinstance(value, str) and value.isdigit() else value


def _labels(column: pd.Series, book: Codebook) -> pd.Series:
    field = book.fields.get(column.name)
    if field is None or field.kind not in ("single", "tick"):
        return column
    labels = {1.0: "Ya", 0.0: "Tidak"} if field.kind == "tick" else book.labels(field.code)
    return column.map(lambda value: labels.get(value, value))


def _numeric(column: pd.Series, book: Codebook) -> pd.Series:
    """Codes as numbers where the options are digits; ID numbers and letters stay text, as in SPSS files."""
    field = book.fields.get(column.name)
    if field is None or field.kind in ("code", "text") or (field.kind == "single" and not field.options[0].isdigit()):
        return column.astype(object).where(column.notna(), "")
    return pd.to_numeric(column)


def _value_labels(book: Codebook, names: dict[str, str]) -> dict:
    singles = (f for f in book.columns() if f.name in names and f.kind == "single" and f.options[0].isdigit())
    return {names[f.name]: {float(code): label[:120] for code, label in book.labels(f.code).items()} for f in singles}


def _meta(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "_uuid": [f"sintetis-{n:05d}" for n in range(count)],
            "_submission_time": "2024-01-01T00:00:00",
            "_index": range(1, count + 1),
            "_gps_latitude": -5.00001,
            "_gps_longitude": 119.50001,
        }
    )


def _with_whole(answers: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Each select-multiple also as Kobo's own column of letters, before its 0/1 columns."""
    columns = {}
    for name in answers:
        field = book.fields.get(name)
        if field and field.kind == "tick" and field.code not in columns:
            columns[field.code] = _joined(answers, book.fields[field.code])
        columns[name] = answers[name]
    return pd.DataFrame(columns)


def _joined(answers: pd.DataFrame, whole: Field) -> pd.Series:
    ticks = answers[[f"{whole.name}.{option}" for option in whole.options]]
    return ticks.eq(1).apply(lambda row: " ".join(o for o, on in zip(whole.options, row, strict=True) if on) or None, axis=1)


def _child_rows(ages: pd.DataFrame) -> list[list]:
    """A row per child; one more at the age the form has no group for, and one whose household is not there."""
    rows = [
        [_SEX[name[:4]], _AGES[name[5:]], number + 1]
        for number, household in enumerate(ages.to_dict("records"))
        for name, count in household.items()
        for _ in range(int(count or 0))
    ]
    rows += [[1, AGE_WITHOUT_GROUP, 1], [2, 8, len(ages) + 99]]
    return [["anak/anak_jk", "anak/anak_umur", "_parent_index"], *rows]
