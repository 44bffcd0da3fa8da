"""What is wrong, where it stands and what to do about it: as a row, or as the refusal that stops a run."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sanlib import schema, words
from sanlib.words.refusal import Refusal

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
    """An input that cannot be used at all: file, sheet, cell, what was expected and what to do, in one paragraph."""

    def __init__(self, rule: str, file="", sheet="", cell="", column="", value="", **details):
        self.problem = Problem(rule, str(file), sheet, cell, column, str(value), details)
        super().__init__(self.message())

    def message(self, lang: str = "id") -> str:
        """The refusal as one paragraph in the language asked for."""
        found = self.problem
        place = " > ".join(part for part in (found.file, found.sheet, found.cell) if part)
        sentence, fix = words.sentence(found, "problem", lang), words.sentence(found, "fix", lang)
        return f"{place}: {sentence} {fix}".removeprefix(": ").strip()


def table(problems, lang: str = "id") -> pd.DataFrame:
    """Problems as a table, one row each, worst first and then by place, in the language asked for."""
    rows = [
        dict(p._asdict(), severity=words.severity(p.rule), problem=words.sentence(p, "problem", lang),
             fix=words.sentence(p, "fix", lang))
        for p in problems
    ]
    frame = schema.table(rows, schema.PROBLEMS)
    frame["_order"] = frame["severity"].map(SEVERITIES.index).astype(int) if len(frame) else []
    frame["_row"] = pd.to_numeric(frame["cell"].str.extract(r"(\d+)", expand=False)) if len(frame) else []
    ordered = frame.sort_values(["_order", "file", "sheet", "_row", "cell", "rule"], kind="stable")
    return ordered.drop(columns=["_order", "_row"]).reset_index(drop=True)
