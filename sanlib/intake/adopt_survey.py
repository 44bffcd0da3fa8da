"""A household export of a form of one's own: what it asks is recognised, proposed and confirmed; then it is read like any other.

The questions it asks are the JMP core questions; what a column or an answer means stands in a small table beside the export
(survey_meanings), and the rows that read it are written after a yes (adopted_form).
"""

from __future__ import annotations

import html as escape
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sanlib import words
from sanlib.households import access_ladders
from sanlib.households.read_households import read_households
from sanlib.intake import adopted_form, adopted_rows, survey_columns, survey_meanings
from sanlib.intake.survey_columns import FormFile
from sanlib.intake.survey_meanings import Row
from sanlib.project import folders, problems
from sanlib.project.problems import InputError, Problem
from sanlib.reference import appended_rows, core_questions
from sanlib.reference.sources import Source

FEWEST = 2
"""So many core questions, a toilet among them, make a table of unknown headers a household survey [own rule]."""


class SurveyAdoption(NamedTuple):
    """What adopting a household survey would write, or wrote: `rows` by table, and what each column and answer means (`table`).

    `missing` are the questions and fields of the design nothing is said to be; while there are any nothing is written.
    `households` are those of the file as these rows read them, `rungs` how many stand on each rung of the JMP ladder.
    """

    file: str
    form: str
    table: list[Row]
    meanings: str
    missing: list[str]
    rows: dict[str, list[dict[str, str]]]
    households: int
    rungs: dict[str, int]
    problems: list[Problem]
    written: bool = False
    lang: str = "id"
    known_as: str = ""

    def __str__(self) -> str:
        with words.speaking(self.lang):
            return "\n".join(_lines(self))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape.escape(str(self))}</pre>"


def says_survey(said: Mapping[str, str]) -> bool:
    """Whether a call says of a column that it is a core question or part of a survey's design."""
    return any(field.startswith((core_questions.DESIGN_SIGN, QUESTION)) for field in said.values())


QUESTION = "JMP."
_FIGURE = re.compile(r"\d+[.,]\d+|\d{4,}|.*\d *%")


def is_survey(source: Source, form: FormFile | None) -> bool:
    """Whether a file of unknown headers is a household survey: it asks core questions, a toilet among them.

    A column of shares or amounts is no answer: a table of achievements speaks of toilets too.
    """
    columns = [one for one in _columns(source, form) if not any(map(_FIGURE.fullmatch, one.answers))]
    found = [core_questions.question([*one.names, *one.labels], one.said if one.closed else []) for one in columns if one.answers]
    asked = {one.code for one in found if one.code.startswith(QUESTION)}
    return bool(asked & adopted_form.TOILET) and len(asked) >= FEWEST


def _columns(source: Source, form: FormFile | None) -> list[survey_columns.Column]:
    return survey_columns.columns(source.book, form)


def propose(source: Source, form: FormFile | None, said: Mapping[str, str], yes: bool) -> SurveyAdoption:
    """The proposal for a household export; its table of meanings is written beside it, its rows only with `yes`."""
    columns = _columns(source, form)
    _refuse_unknown_column(said, columns, source)
    place = survey_meanings.path(source.path)
    table = survey_meanings.rows(columns, survey_meanings.confirmed(place), said)
    survey_meanings.write(table, place)
    name = adopted_form.name(source.path)
    rows = adopted_form.rows(table, name, (form.title if form else "") or name, source.path.name)
    missing = adopted_form.missing(table)
    found = SurveyAdoption(source.shown, name, table, folders.shown(place), missing, rows, 0, {}, [], lang=words.language())
    if missing:
        if yes:
            raise InputError("adopt_survey_incomplete", source.shown, value=", ".join(missing), table=folders.shown(place))
        return found
    found = _previewed(found, source)
    if yes:
        adopted_rows.write_tables({table: lines for table, lines in rows.items() if lines})
    return found._replace(written=yes)


def _refuse_unknown_column(said: Mapping[str, str], columns: list, source: Source) -> None:
    headers = [column.header for column in columns]
    for name in said:
        if name not in headers and not name.startswith("="):
            raise InputError("adopt_header_unknown", source.shown, value=name, known="; ".join(headers[:MOST_SHOWN]))


MOST_SHOWN = 40


def _previewed(found: SurveyAdoption, source: Source) -> SurveyAdoption:
    """The file read by the rows as they would be written, in a copy of the project's tables."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / "data" / "raw" / "reference"
        shutil.copytree(folders.reference("regions.csv").parent, copy)
        for name, lines in found.rows.items():
            (copy / name).write_bytes(appended_rows.added((copy / name).read_bytes(), lines) if lines else (copy / name).read_bytes())
        with folders.within(beside), problems.costing_only(source.name):
            survey = read_households(source.path, source.path.parent.name, form=found.form)
            rungs = access_ladders.ladders(survey.households)[access_ladders.column("jmp")]
    counts = rungs.value_counts(sort=False)
    told = [one for one in survey.problems if one.rule != "survey_headers_left_out" and not one.rule.startswith("source_")]
    return found._replace(households=len(survey.households), rungs={str(k): int(v) for k, v in counts.items() if v}, problems=told)


def _lines(one: SurveyAdoption) -> list[str]:
    heads = [row for row in one.table if not row.answer and (row.means or row.proposed)]
    asked = {column for _, column in adopted_form.columns(one.table)}
    answers = [row for row in one.table if row.answer and row.column in asked]
    open_rows = [row for row in [*heads, *answers] if not row.means and row.count]
    said = [words.label("adopt.survey.heading", file=one.file), *(f"  {_head(row)}" for row in heads)]
    said += [f"    {row.column} = {row.answer} ({row.count})  ->  {row.means or '?'}" for row in answers if row.count]
    if open_rows:
        said.append(words.label("adopt.survey.open", count=len(open_rows), table=one.meanings))
    if one.missing:
        return [*said, words.label("adopt.survey.missing", missing=", ".join(one.missing), table=one.meanings)]
    rungs = "; ".join(f"{words.label(rung)} {count}" for rung, count in one.rungs.items())
    said.append(words.label("adopt.survey.read", households=one.households, rungs=rungs or "–"))
    said += adopted_rows.doubts(one.problems)
    count = sum(len(lines) for lines in one.rows.values())
    facts = {"form": one.form, "rows": count, "tables": _tables(one)}
    return [*said, words.label("adopt.survey.written" if one.written else "adopt.survey.not_written", **facts)]


def _tables(one: SurveyAdoption) -> str:
    """The tables that hold rows of the form, and where its places are found among those of others."""
    named = ", ".join(name.removeprefix("survey/") for name, lines in one.rows.items() if lines and name != PLACES)
    places = one.rows.get(PLACES)
    return words.label("adopt.survey.places", tables=named, file=places[0]["source"]) if places else named


PLACES = "regions.csv"


def _head(row: Row) -> str:
    return f"{row.column}  ->  {row.means}" if row.means else f"{row.column}  ->  ? {row.proposed}"
