"""The result of a check as text for a terminal, a table for a notebook, rows for another program."""

from __future__ import annotations

import html as escape
import json
import re

import pandas as pd

from sanlib import words
from sanlib.periods import own_files
from sanlib.project import formula_text, problems
from sanlib.project.binding import bound

SIGNS = {"error": "■", "warning": "▲", "notice": "○"}
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_WEIGHTS = {
    "error": "font-weight:bold;border-left:6px solid #8B1A1A",
    "warning": "border-left:4px double #9A6B00",
    "notice": "border-left:1px dotted #666",
}


@bound
def summary(files: int, rows: pd.DataFrame, lang: str | None = None) -> str:
    """How many files, and how many problems of each severity."""
    return words.label("checking.summary", files=files, **problems.counted(rows))


@bound
def text(files: list, rows: pd.DataFrame, lang: str | None = None) -> str:
    """Per workbook its layouts, every problem as one line under its rule, worst first, what was fine; then the summary."""
    lines = [line for one in files for line in _file(one)]
    return "\n".join([*lines, summary(len(files), rows)])


def _file(one) -> list[str]:
    rows = problems.table(one.problems)
    lines = [_line(f"{one.file}: {recognised(one)}")]
    for (severity, rule), group in rows.groupby(["severity", "rule"], sort=False):
        lines.append(f"  {SIGNS[severity]} {words.label('severity.' + severity)} · {rule} · {len(group)}")
        lines += ["    " + _line(f"{problems.place(row)}: {row.problem} {row.fix}") for row in group.itertuples()]
    return [*lines, *([f"  {words.label('checking.fine')}: {fine(one)}"] if one.fine else [])]


def recognised(one) -> str:
    """The layouts found in a workbook, sheet by sheet, or that none was, or that the file was refused for another reason."""
    found = "; ".join(f"{sheet}: {names[words.language()]}" for sheet, names in one.layouts)
    refused = {problem.rule for problem in one.problems if words.severity(problem.rule) == "error"} - set(own_files.NOT_USED)
    return found or words.label("check.refused" if refused else "check.no_layout")


def fine(one) -> str:
    """What was checked in a workbook and found right, in words."""
    return "; ".join(words.label(f"checking.{key}", **({} if count is None else {"count": count})) for key, count in one.fine)


def _line(text: str) -> str:
    """One line whatever a cell or a file name holds."""
    return " ".join(_BREAKING.sub(" ", text).split())


@bound
def html(files: list, rows: pd.DataFrame, lang: str | None = None) -> str:
    """The summary, what each workbook is, and the problems as a table that tells severity without colour too."""
    items = "".join(f"<li>{_safe(one.file)}: {_safe(recognised(one))}. <em>{_safe(fine(one))}</em></li>" for one in files)
    columns = ("severity", "file", "sheet", "cell", "problem", "fix")
    head = "".join(f"<th>{words.label('column.' + name)}</th>" for name in columns)
    body = "".join(_html_row(row, columns) for row in rows.to_dict("records"))
    table = f"<table class='sanlib'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if len(rows) else ""
    return f"<p><strong>{_safe(summary(len(files), rows))}</strong></p><ul>{items}</ul>{table}"


def _html_row(row: dict, columns: tuple[str, ...]) -> str:
    level = row["severity"]
    shown = row | {"severity": f"{SIGNS[level]} {words.label('severity.' + level)}"}
    first = f"<td style='text-align:left;{_WEIGHTS[level]}'>{_safe(shown['severity'])}</td>"
    rest = "".join(f"<td style='text-align:left'>{_safe(shown[name])}</td>" for name in columns[1:])
    return f"<tr>{first}{rest}</tr>"


def _safe(value) -> str:
    return escape.escape(_line(str(value)))


@bound
def as_json(files: list, rows: pd.DataFrame, lang: str | None = None) -> str:
    """The check for another program: files with layouts, figures and what was fine, and the problems as rows."""
    listed = [
        {
            "file": one.file,
            "layouts": [[sheet, names[words.language()]] for sheet, names in one.layouts],
            "figures": one.figures,
            "fine": [words_of for words_of in fine(one).split("; ") if words_of],
        }
        for one in files
    ]
    return json.dumps({"files": listed, "problems": rows.to_dict("records")}, ensure_ascii=False, indent=1)


def as_csv(rows: pd.DataFrame) -> str:
    """The problems as rows; a value that a spreadsheet would run as a formula leaves as text."""
    return formula_text.csv_text(rows)
