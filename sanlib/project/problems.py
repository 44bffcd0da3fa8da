"""Problems in inputs (what is wrong, in which cell, what to do): as rows of a table, or as the error that stops a run."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sanlib import words
from sanlib.project import identifiers
from sanlib.words.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

SEVERITIES = ("error", "warning", "notice")


class Problem(NamedTuple):
    """One problem in one cell. `rule` names the sentence in words/messages.csv, `details` fills its blanks."""

    rule: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""
    value: str = ""
    details: dict = {}


class InputError(Refusal):
    """An input that cannot be used at all: file, sheet, cell, what was expected and what to do, in one paragraph.

    `after` is what to do next, said at the end: a key of labels.csv and what fills its blanks.

    >>> san.open_period("2031")
    Traceback (most recent call last):
        ...
    sanlib.project.problems.InputError: data/raw/2031: folder periode 2031 tidak ada. ... sanlib new 2031
    """

    after: tuple[str, dict] | None = None

    def __init__(self, rule: str, file="", sheet="", cell="", column="", value="", **details):
        self.problem = Problem(rule, identifiers.file_shown(str(file)), sheet, cell, identifiers.dotted(column), str(value), details)
        super().__init__(self.message())

    def message(self, lang: str | None = None) -> str:
        """The refusal as one paragraph in the language asked for, else the one spoken."""
        found = self.problem
        sentence, fix = words.sentence(found, "problem", lang), words.sentence(found, "fix", lang)
        said = identifiers.hidden(f"{place(found)}: {sentence} {fix}".removeprefix(": ").strip())
        return f"{said} {words.label(self.after[0], lang, **self.after[1])}" if self.after else said

    def __str__(self) -> str:
        return self.message()


def refusal(problem: Problem) -> InputError:
    """A problem as the error that stops a run."""
    error = InputError(*problem[:6], **{name: what for name, what in problem.details.items() if name != "value"})
    error.problem = problem
    return error


@contextlib.contextmanager
def placed(folder: str) -> Iterator[None]:
    """A refusal that names a file of this folder by its name alone names it from the project folder."""
    try:
        yield
    except InputError as error:
        if error.problem.file and "/" not in error.problem.file:
            error.problem = error.problem._replace(file=f"{folder}/{error.problem.file}")
        raise


@contextlib.contextmanager
def costing_only(file: str) -> Iterator[None]:
    """Whatever goes wrong with one file unforeseen becomes a refusal that names it and the fault, so that the others are read."""
    try:
        yield
    except Refusal:
        raise
    except Exception as error:  # a fault of sanlib's own, in whatever a stranger's file brought out
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise InputError("unexpected_in_file", file, value=f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}") from error


def _text(value):
    """A value as text that can be written as UTF-8; a file name may hold bytes that cannot."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def place(row) -> str:
    """file > sheet > cell, as far as a problem or a figure has them."""
    return " > ".join(part for part in (row.file, row.sheet, row.cell) if part)


def counted(rows: pd.DataFrame) -> dict[str, int]:
    """How many problems of a table there are of each severity."""
    return {name: int(rows["severity"].eq(name).sum()) for name in SEVERITIES}


def table(problems, lang: str | None = None) -> pd.DataFrame:
    """Problems as a table, one row each, worst first and then by place, in the language asked for."""
    import pandas as pd  # noqa: PLC0415  the process that reads an SPSS file tells problems too, and has no table

    from sanlib.project import schema  # noqa: PLC0415  likewise

    rows = [
        dict(p._asdict(), severity=words.severity(p.rule), problem=words.sentence(p, "problem", lang), fix=words.sentence(p, "fix", lang))
        for p in (one._replace(column=identifiers.dotted(one.column)) for one in problems)
    ]
    frame = schema.table([{name: _text(value) for name, value in row.items()} for row in rows], schema.PROBLEMS)
    frame["_order"] = frame["severity"].map(SEVERITIES.index).astype(int) if len(frame) else []
    frame["_row"] = pd.to_numeric(frame["cell"].str.extract(r"(\d+)", expand=False)) if len(frame) else []
    ordered = frame.sort_values(["_order", "file", "sheet", "_row", "cell", "rule"], kind="stable")
    return ordered.drop(columns=["_order", "_row"]).reset_index(drop=True)


SAID = ("problem", "fix")
"""The columns of a table of problems that are sentences."""


def in_every_language(problems) -> pd.DataFrame:
    """Problems as a table that depends on no reader: `problem` and `fix` in the first language, beside them a column for each other."""
    first, *others = words.LANGUAGES
    found = table(problems, first)
    for lang in others:
        said = table(problems, lang)
        found = found.assign(**{f"{name}_{lang}": said[name] for name in SAID})
    return found


def spoken(row: dict[str, str]) -> dict[str, str]:
    """A row of such a table with its sentences in the language spoken."""
    own = {name: row.get(f"{name}_{words.language()}", "") for name in SAID}
    return row | {name: said for name, said in own.items() if said}
