"""What each column and each answer of a survey means: proposed where it is recognised, taken where it is certain or confirmed.

The analyst confirms in a small table beside the export (arti_NAME.csv): one row a column, one row an answer. What is not
confirmed is unknown, never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sanlib.households import spellings
from sanlib.intake.survey_columns import Column
from sanlib.intake.survey_forms import FOLDER
from sanlib.project import folders, formula_text
from sanlib.project.problems import InputError
from sanlib.reading.formats import delimited
from sanlib.reference import codebook, core_questions, regions

REGION, UNKNOWN, NEW, YES = codebook.PLACE, "?", "baru", ("y", "ya", "yes", "oui")
NEW_SAID = (NEW, "new")
JOINT = " | "
"""Between the labels of one question or answer in several languages."""
COLUMNS = ("column", "answer", "count", "label", "proposed", "means")
ONE, ALIKE = "=1", ("@strata", "@bobot")
"""What a constant may stand for: one stratum, equal weights. Proposed where no column is proposed, and never taken unasked."""


class Row(NamedTuple):
    """A row of the table: a column (no answer) or an answer of it, what it is taken for, and what it is said to mean."""

    column: str
    answer: str
    count: int
    label: str
    proposed: str
    means: str


def path(export: Path) -> Path:
    """The table of an export: in the folder of forms beside it, where nothing is read as data."""
    return export.parent / FOLDER / f"arti_{export.stem}.csv"


def rows(columns: list[Column], confirmed: dict[tuple[str, str], str], said: Mapping[str, str]) -> list[Row]:
    """The table: each column, and the answers of those that are a question or the region.

    `confirmed` is what the table said before, `said` what a call says of columns ("@wilayah baru": a name that is no
    region of the list is a place of its own).
    """
    there = {column.header for column in columns}
    constants = [
        text
        for text in dict.fromkeys([*said, *(name for name, _ in confirmed)])
        if text.startswith(spellings.CONSTANT) and text not in there
    ]
    found = [_of_column(column, confirmed, said) for column in [*columns, *map(_constant, constants)]]
    found = _once_each(_with_one(found), {column.header: column.filled for column in columns})
    by_header = {column.header: column for column in columns}
    answers = [one for row in found if row.column in by_header for one in _answers(by_header[row.column], row, confirmed, said)]
    of = {header: [one for one in answers if one.column == header] for header in by_header}
    return [one for row in sorted(found, key=lambda row: not row.proposed) for one in (row, *of.get(row.column, []))]


def _constant(text: str) -> Column:
    """What is no column: the same for every row ("=1"), or drawn from columns ("={ward} {month}")."""
    return Column(text, "", [], {}, {})


def _with_one(found: list[Row]) -> list[Row]:
    """The rows with one that proposes a constant for those of ALIKE that no column is proposed for."""
    proposed = {field for row in found for field in (row.means or row.proposed).split()}
    left = " ".join(field for field in ALIKE if field not in proposed)
    there = any(row.column == ONE for row in found)
    return found if there or not left else [*found, Row(ONE, "", 0, "", left, "")]


def _of_column(column: Column, confirmed: dict, said: Mapping[str, str]) -> Row:
    found = core_questions.question([*column.names, *column.labels], column.said if column.closed else [])
    if found.code == "@bobot" and found.sure and not all(map(_is_weight, column.answers)):
        found = found._replace(sure=False)
    proposed = _field(said.get(column.header, "")) or found.code
    means = _field(said.get(column.header, "")) or confirmed.get((column.header, ""), proposed if found.sure else "")
    return Row(column.header, "", sum(column.answers.values()), JOINT.join(column.labels), proposed, _accepted(means, proposed))


def _is_weight(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "", 1).isdigit()


def _field(text: str) -> str:
    """The question or field a call says a column is, without the word for places of one's own; a constant may be several."""
    return " ".join(part for part in text.split() if part not in NEW_SAID)


def _accepted(means: str, proposed: str) -> str:
    return proposed if means.strip().casefold() in YES else means.strip()


def _once_each(found: list[Row], filled: Mapping[str, frozenset[int]]) -> list[Row]:
    """Two columns that could be one question: neither is certain, and none is taken that was not confirmed; but two versions of
    a form in one file, of which no row answers both, are one question."""
    rows_of: dict[str, list[frozenset[int]]] = {}
    for row in found:
        for field in row.means.split():
            rows_of.setdefault(field, []).append(filled.get(row.column, frozenset()))
    twice = {field for field, rows in rows_of.items() if len(rows) > 1 and not (all(rows) and _apart(rows) and field != UNKNOWN)}
    return [row._replace(means="") if twice & set(row.means.split()) else row for row in found]


def _apart(rows: list[frozenset[int]]) -> bool:
    return sum(map(len, rows)) == len(frozenset().union(*rows))


def _answers(column: Column, row: Row, confirmed: dict, said: Mapping[str, str]) -> list[Row]:
    code = row.means or row.proposed
    if code == REGION:
        new = said.get(column.header, "").endswith(NEW_SAID)
        return [_place(column, answer, count, confirmed, new) for answer, count in column.answers.items()] if column.closed else []
    if code.startswith(core_questions.DESIGN_SIGN) or not code or not column.closed:
        return []
    asked = core_questions.Question(code, bool(row.means))
    return [_answer(column, answer, asked, confirmed) for answer in dict.fromkeys([*column.answers, *column.answer_labels])]


def _answer(column: Column, answer: str, asked: core_questions.Question, confirmed: dict) -> Row:
    labels = column.answer_labels.get(answer, [])
    found = _of_several(column, answer, asked) or core_questions.meaning(asked, column.names, answer, labels)
    before = confirmed.get((column.header, answer))
    means = _accepted(before if before is not None else found.option if found.sure else "", found.option)
    return Row(column.header, answer, column.answers.get(answer, 0), JOINT.join(labels), found.option, means)


def _of_several(column: Column, answer: str, asked: core_questions.Question) -> core_questions.Meaning | None:
    """What an answer of several choices means: what all of them mean, else nothing that could be taken; None for one choice."""
    choices = column.parts.get(answer, [])
    if len(choices) < 2:
        return None
    each = [core_questions.meaning(asked, column.names, choice, column.choice_labels.get(choice, [])) for choice in choices]
    alike = len({one.option for one in each}) == 1
    return core_questions.Meaning(each[0].option, all(one.sure for one in each)) if alike else core_questions.Meaning()


def _place(column: Column, answer: str, count: int, confirmed: dict, new: bool) -> Row:
    found = regions.candidates(answer, regions.PLACES)
    proposed = found[0] if len(found) == 1 else NEW if not found else ""
    sure = len(found) == 1 or (new and not found)
    means = confirmed.get((column.header, answer)) or (proposed if sure else "")
    return Row(column.header, answer, count, "; ".join(map(regions.label, found)), proposed, _accepted(means, proposed))


def confirmed(place: Path) -> dict[tuple[str, str], str]:
    """What the table says by column and answer, blank where it says nothing; a table that is not there says nothing."""
    if not place.is_file():
        return {}
    grid = delimited.grid(place.read_bytes(), place.name, set(COLUMNS))
    header = [(cell or "").strip() for cell in grid[0]] if grid else []
    if not {"column", "answer", "means"} <= set(header):
        raise InputError("adopt_meanings_headers", folders.shown(place), value=", ".join(COLUMNS))
    named = [dict(zip(header, (formula_text.plain_text(cell or "") for cell in row), strict=False)) for row in grid[1:]]
    _refuse_unknown(named, place, header.index("means"))
    said = {(row["column"], row["answer"]): _accepted(row.get("means", ""), row.get("proposed", "")) for row in named}
    return {key: means for key, means in said.items() if means}


def _refuse_unknown(named: list[dict[str, str]], place: Path, column: int) -> None:
    """Refuses a word that is no question, no field of the design and no option, with its cell."""
    book = codebook.load(core_questions.FORM)
    of_columns = [*book.fields, *spellings.DESIGN]
    heads = {row["column"]: row["means"] for row in named if not row["answer"]}
    for number, row in enumerate(named, 2):
        means = row.get("means", "").strip()
        code = heads.get(row["column"], "") if row["answer"] else ""
        code = code if code not in YES else next(one["proposed"] for one in named if one["column"] == row["column"])
        known = of_columns if not row["answer"] else book.fields[code].options if code in book.fields else ()
        words = [means] if row["answer"] and means else means.split()
        if set(words) - {*known, *YES, UNKNOWN} and (known or not row["answer"]):
            cell = f"{chr(ord('A') + column)}{number}"
            raise InputError("adopt_meaning_unknown", folders.shown(place), "", cell, "means", means, known=", ".join((*known, UNKNOWN)))


def write(table: list[Row], place: Path) -> None:
    """The table as a file that Excel opens and `confirmed` reads back."""
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(formula_text.asked_csv([COLUMNS, *table]))
