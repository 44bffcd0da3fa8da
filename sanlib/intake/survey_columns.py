"""The columns of a household export of an unknown form, each with its answers, and what its XLSForm says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sanlib import reading
from sanlib.households import spellings
from sanlib.households.survey_files import is_form_file
from sanlib.intake.survey_forms import FOLDER
from sanlib.project.problems import InputError
from sanlib.reference import sources

HEADER_WITHIN, MOST_ANSWERS = 10, 60
"""Rows in which the headers are looked for; a column with more different answers is no closed question."""
LABEL, TYPES = "label", ("select_one", "select1", "select one", "select_multiple", "select multiple", "rank")
SEVERAL = ("select_multiple", "select multiple")
FEWEST_BELOW, MOST_OF_HEADER = 3, 0.6
"""A second row of headers has at least this part of the first one's columns, and so many rows below it that none repeats it."""


class Asked(NamedTuple):
    """A question of an XLSForm: its labels in every language, the labels of each of its choices, and whether it takes several."""

    labels: list[str]
    choices: dict[str, list[str]]
    several: bool = False


class FormFile(NamedTuple):
    """An XLSForm: its title ("" = none), and its questions by name."""

    title: str
    questions: dict[str, Asked]


class Column(NamedTuple):
    """A column of an export: its header and address, the labels of its question, its answers with their number and labels.

    `parts` are the choices of an answer that takes several ("1 3"), `choice_labels` the labels of each choice, `filled` the rows in
    which there is an answer.
    """

    header: str
    cell: str
    labels: list[str]
    answers: dict[str, int]
    answer_labels: dict[str, list[str]]
    parts: dict[str, list[str]] = {}
    choice_labels: dict[str, list[str]] = {}
    filled: frozenset[int] = frozenset()

    @property
    def names(self) -> list[str]:
        """The header, and what is left of it where groups stand before it."""
        return list(dict.fromkeys([self.header, *_tails(self.header, JOINTS)]))

    @property
    def closed(self) -> bool:
        """Whether the answers are few enough to be options."""
        return 0 < len(self.answers) <= MOST_ANSWERS

    @property
    def said(self) -> list[str]:
        """The answers as they are labelled, each once."""
        return [next(iter(self.answer_labels.get(answer, [])), answer) for answer in self.answers]


JOINTS, ALSO_JOINTS = ("/", ":", ".", " - "), ("__", "_", "-")
"""What stands between a group and its question, or a question and its choice; the others are parts of names as well."""


def _tails(header: str, joints: tuple[str, ...]) -> list[str]:
    """What is left of a header after each joint, the longest first."""
    ends = {found.end() for joint in joints for found in re.finditer(re.escape(joint), header)}
    return [header[end:] for end in sorted(ends) if header[end:].strip()]


def labelled(book: reading.Book) -> FormFile | None:
    """What an SPSS file says of itself: labels of variables as questions, of values as choices; None where it says nothing."""
    said = {
        name: Asked([label] if label else [], {reading.text(value): [text] for value, text in values.items()})
        for name, (label, values) in book.labels.items()
    }
    return FormFile("", said) if any(asked.labels or asked.choices for asked in said.values()) else None


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
        kind, _, listed = row.get("type", "").replace(" or_other", "").strip().rpartition(" ")
        offered = choices.get(listed, {}) if kind.strip() in TYPES else {}
        questions[row.get("name", "")] = Asked(_labels(row), offered, kind.strip() in SEVERAL)
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
    """The columns of the sheet with the most headers; the header is the row near the top with the most of them.

    Where a row of labels stands above or below the row of names, the names are the headers. A question that takes several
    answers and stands only in columns of its own choices is one more column ("={q/*}").
    """
    sheet = max((one for one in book.sheets if one.cells), key=lambda one: max(map(_texts, one.cells[:HEADER_WITHIN])), default=None)
    if sheet is None:
        return []
    head = max(range(min(HEADER_WITHIN, len(sheet.cells))), key=lambda row: (_texts(sheet.cells[row]), -row))
    named, labels, first = _header_rows(sheet.cells, head)
    rows = [row for row in sheet.cells[first:] if any(not reading.is_blank(cell) for cell in row)]
    there = {place: reading.text(header) for place, header in enumerate(sheet.cells[named]) if not reading.is_blank(header)}
    values = {place: [row[place] if place < len(row) else None for row in rows] for place in there}
    found = [
        _column(header, reading.address(named, place), _label(sheet.cells, labels, place), values[place], form)
        for place, header in there.items()
    ]
    return _with_several(found, list(values.values()), form)


def _texts(row: list) -> int:
    return len({cell for cell in row if isinstance(cell, str) and cell.strip()})


def _header_rows(cells: list[list], head: int) -> tuple[int, int | None, int]:
    """The row of names, the row of labels beside it (None = none), and the first row of answers."""
    if not _is_header_too(cells, head):
        return head, None, head + 1
    spaced = [sum(" " in reading.text(cell).strip() for cell in cells[row] if not reading.is_blank(cell)) for row in (head, head + 1)]
    return (head + 1, head, head + 2) if spaced[0] > spaced[1] else (head, head + 1, head + 2)


def _is_header_too(cells: list[list], head: int) -> bool:
    """Whether the row below a header is one as well: texts throughout, and not one of them an answer further down."""
    row, below = cells[head + 1] if head + 1 < len(cells) else [], cells[head + 2 :]
    there = [(place, reading.normalise(cell)) for place, cell in enumerate(row) if not reading.is_blank(cell)]
    if len(below) < FEWEST_BELOW or len(there) < MOST_OF_HEADER * _texts(cells[head]):
        return False
    if any(not isinstance(row[place], str) or not re.search(r"[^\W\d_]", text) for place, text in there):
        return False
    return not any(place < len(line) and reading.normalise(line[place]) == text for line in below for place, text in there)


def _label(cells: list[list], labels: int | None, place: int) -> list[str]:
    said = "" if labels is None or place >= len(cells[labels]) else reading.text(cells[labels][place])
    return [said] if said else []


def _column(header: str, cell: str, label: list[str], values: list, form: FormFile | None) -> Column:
    counted = Counter(reading.text(value) for value in values if not reading.is_blank(value))
    asked = _asked([header, *label], form)
    labels = {choice: said for choice, said in asked.choices.items() if choice}
    by_label = {reading.normalise(text): said for said in labels.values() for text in said}
    known = {answer: labels.get(answer) or by_label.get(reading.normalise(answer), []) for answer in counted}
    parts = {answer: _parts(answer, asked) for answer in counted} if asked.several else {}
    known |= {answer: _joined(choices, asked) for answer, choices in parts.items() if len(choices) > 1}
    filled = frozenset(row for row, value in enumerate(values) if not reading.is_blank(value))
    said = list(dict.fromkeys([*asked.labels, *label]))
    return Column(header, cell, said, dict(counted), labels | known if not asked.several else known, parts, asked.choices, filled)


def _joined(choices: list[str], asked: Asked) -> list[str]:
    """Several choices as one label."""
    return [" + ".join(next(iter(asked.choices.get(choice, [])), choice) for choice in choices)]


def _parts(answer: str, asked: Asked) -> list[str]:
    """The choices an answer names, by code or label, one after another; none where a part of it is no choice."""
    spelled = {reading.normalise(text): code for code, said in asked.choices.items() for text in (code, *said)}
    words, found = reading.normalise(answer).split(), []
    while words:
        size = next((size for size in range(len(words), 0, -1) if " ".join(words[:size]).strip(",;|") in spelled), 0)
        if not size:
            return []
        found.append(spelled[" ".join(words[:size]).strip(",;|")])
        words = words[size:]
    return found


def _asked(headers: list[str], form: FormFile | None) -> Asked:
    """The question of a header: its name, with or without groups before it, or one of its labels."""
    questions = form.questions if form else {}
    by_label = {reading.normalise(text): one for one in reversed(questions.values()) for text in one.labels}
    texts = [tail for header in headers for tail in (header, *_tails(header, (*JOINTS, *ALSO_JOINTS)))]
    named = [questions[text] for text in texts if text in questions]
    said = [by_label[plain] for text in texts if (plain := reading.normalise(text)) in by_label]
    return next(iter([*named, *said]), Asked([], {}))


def _with_several(columns: list[Column], values: list[list], form: FormFile | None) -> list[Column]:
    """The columns without those of single choices: a question that stands in these alone is drawn from them."""
    ticks = {column.header: cells for column, cells in zip(columns, values, strict=True) if _is_tick(cells)}
    apart = dict(_bases(list(ticks)))
    whole = {column.header for column in columns if column.header not in ticks}
    beside = {base for base in apart if _joint(base) in JOINTS and base[: -len(_joint(base))] in whole}
    split = {base: of for base, of in apart.items() if base in beside or _means(base, of, form)}
    dropped = {header for of in split.values() for header in of}
    alone = [base for base in split if base[: -len(_joint(base))] not in whole]
    drawn = [_drawn(base, {header: ticks[header] for header in split[base]}, form) for base in alone]
    return [*(column for column in columns if column.header not in dropped), *drawn]


def _is_tick(cells: list) -> bool:
    """Whether a column says yes or no to a choice, and is not all blank."""
    there = [cell for cell in cells if not reading.is_blank(cell)]
    return bool(there) and all(spellings.ticked(cell) is not None for cell in there)


def _joint(base: str) -> str:
    return next(joint for joint in (*JOINTS, *ALSO_JOINTS) if base.endswith(joint))


def _bases(headers: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What several headers begin with, up to a joint, and these headers; each header once, under the longest beginning it shares."""
    left = list(headers)
    starts = Counter(header[: len(header) - len(tail)] for header in headers for tail in _tails(header, (*JOINTS, *ALSO_JOINTS)))
    for base in sorted((base for base, count in starts.items() if count > 1), key=len, reverse=True):
        of = [header for header in left if header.startswith(base) and header != base]
        if len(of) > 1:
            left = [header for header in left if header not in of]
            yield base, of


def _means(base: str, of: list[str], form: FormFile | None) -> bool:
    """Whether the form has a question that takes several under this name or label, with these choices."""
    asked = _asked([base[: -len(_joint(base))]], form)
    known = {reading.normalise(text) for choice, said in asked.choices.items() for text in (choice, *said)}
    return asked.several and all(reading.normalise(header[len(base) :]) in known for header in of)


def _drawn(base: str, ticks: dict[str, list], form: FormFile | None) -> Column:
    """A question drawn from the columns of its choices, the answers as spellings.drawn_ticks writes them."""
    asked = _asked([base[: -len(_joint(base))]], form)
    texts = [spellings.drawn_ticks(dict(zip(ticks, row, strict=True)), base) for row in zip(*ticks.values(), strict=True)]
    counted = Counter(text for text in texts if text)
    codes = {reading.normalise(text): code for code, said in asked.choices.items() for text in (code, *said)}
    parts = {text: [codes.get(reading.normalise(choice), choice) for choice in text.split(spellings.AND)] for text in counted}
    labels = {text: _joined(choices, asked) for text, choices in parts.items()}
    filled = frozenset(row for row, text in enumerate(texts) if text)
    header = f"{spellings.CONSTANT}{{{base}{spellings.WILDCARD}}}"
    return Column(header, "", asked.labels, dict(counted), labels, parts, asked.choices, filled)
