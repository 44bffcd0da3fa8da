"""The columns of a household export of an unknown form, each with its answers, and what its XLSForm says of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sanlib import reading
from sanlib.households.survey_files import is_form_file
from sanlib.intake.survey_forms import FOLDER
from sanlib.project.problems import InputError
from sanlib.reference import sources

HEADER_WITHIN, MOST_ANSWERS = 10, 60
"""Rows in which the headers are looked for; a column with more different answers is no closed question."""
LABEL, TYPES = "label", ("select_one", "select1", "select one")


class Asked(NamedTuple):
    """A question of an XLSForm: its labels in every language, and the labels of each of its choices."""

    labels: list[str]
    choices: dict[str, list[str]]


class FormFile(NamedTuple):
    """An XLSForm: its title ("" = none), and its questions by name."""

    title: str
    questions: dict[str, Asked]


class Column(NamedTuple):
    """A column of an export: its header and address, the labels of its question, its answers with their number and labels."""

    header: str
    cell: str
    labels: list[str]
    answers: dict[str, int]
    answer_labels: dict[str, list[str]]

    @property
    def names(self) -> list[str]:
        """The header, and its last part where groups stand before it."""
        return list(dict.fromkeys([self.header, self.header.rpartition("/")[2]]))

    @property
    def closed(self) -> bool:
        """Whether the answers are few enough to be options."""
        return 0 < len(self.answers) <= MOST_ANSWERS

    @property
    def said(self) -> list[str]:
        """The answers as they are labelled, each once."""
        return [next(iter(self.answer_labels.get(answer, [])), answer) for answer in self.answers]


def form_file(export: Path, given: str | Path = "") -> FormFile | None:
    """The XLSForm given, else the only one beside an export or in its folder of forms; None where there is none."""
    if given:
        book = reading.open_book(given)
        if not is_form_file(book):
            raise InputError("adopt_not_a_form", Path(given).name, value=", ".join(sheet.name for sheet in book.sheets))
        return _read(book)
    beside = [path for place in (export.parent, export.parent / FOLDER) for path in _workbooks(place) if path != export]
    found = [book for path in beside if is_form_file(book := reading.open_book(path))]
    if len(found) > 1:
        raise InputError("adopt_several_forms", export.name, value=", ".join(book.file for book in found))
    return _read(found[0]) if found else None


def _workbooks(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return [path for path in sorted(place.iterdir()) if sources.is_workbook(path) and path.suffix.lower() in (".xlsx", ".xls")]


def _read(book: reading.Book) -> FormFile:
    sheets = {sheet.name.strip().casefold(): _rows(sheet) for sheet in book.sheets}
    choices: dict[str, dict[str, list[str]]] = {}
    for row in sheets["choices"]:
        choices.setdefault(row.get("list_name") or row.get("list name", ""), {})[row.get("name", "")] = _labels(row)
    questions = {}
    for row in sheets["survey"]:
        kind, _, listed = row.get("type", "").strip().rpartition(" ")
        questions[row.get("name", "")] = Asked(_labels(row), choices.get(listed, {}) if kind.strip() in TYPES else {})
    title = next((row.get("form_title", "") for row in sheets.get("settings", [])), "")
    return FormFile(title, {name: asked for name, asked in questions.items() if name})


def _rows(sheet: reading.Sheet) -> list[dict[str, str]]:
    """The rows of a sheet whose first row names its columns."""
    first, *rest = sheet.cells or [[]]
    names = [reading.text(cell).casefold() for cell in first]
    return [dict(zip(names, map(reading.text, row), strict=False)) for row in rest]


def _labels(row: dict[str, str]) -> list[str]:
    return [text for name, text in row.items() if text and name.split(":")[0].strip() == LABEL]


def columns(book: reading.Book, form: FormFile | None) -> list[Column]:
    """The columns of the sheet with the most headers; the header is the row near the top with the most of them."""
    sheet = max((one for one in book.sheets if one.cells), key=lambda one: max(map(_texts, one.cells[:HEADER_WITHIN])), default=None)
    if sheet is None:
        return []
    head = max(range(min(HEADER_WITHIN, len(sheet.cells))), key=lambda row: (_texts(sheet.cells[row]), -row))
    rows = [row for row in sheet.cells[head + 1 :] if any(not reading.is_blank(cell) for cell in row)]
    return [
        _column(reading.text(header), reading.address(head, place), [row[place] for row in rows if place < len(row)], form)
        for place, header in enumerate(sheet.cells[head])
        if not reading.is_blank(header)
    ]


def _texts(row: list) -> int:
    return len({cell for cell in row if isinstance(cell, str) and cell.strip()})


def _column(header: str, cell: str, values: list, form: FormFile | None) -> Column:
    counted = Counter(reading.text(value) for value in values if not reading.is_blank(value))
    asked = _asked(header, form)
    labels = {choice: said for choice, said in asked.choices.items() if choice}
    by_label = {reading.normalise(text): said for said in labels.values() for text in said}
    known = {answer: labels.get(answer) or by_label.get(reading.normalise(answer), []) for answer in counted}
    return Column(header, cell, asked.labels, dict(counted), labels | known)


def _asked(header: str, form: FormFile | None) -> Asked:
    """The question of a header: its name, with or without groups before it, or one of its labels."""
    questions = form.questions if form else {}
    name = header.rpartition("/")[2]
    by_label = (one for one in questions.values() if reading.normalise(header) in map(reading.normalise, one.labels))
    return questions.get(header) or questions.get(name) or next(by_label, Asked([], {}))
