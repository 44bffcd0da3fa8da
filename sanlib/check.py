"""Checking workbooks before anything is computed: which layout, what is wrong in which cell, and what was fine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import layouts, problems, project, words
from sanlib.layouts import sources
from sanlib.layouts.spec import layouts as known_layouts
from sanlib.problems import InputError, Problem

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".sav")


class Checked(NamedTuple):
    """One workbook checked: layouts by sheet, how many figures it gave, its problems (any refusal among them)."""

    file: str
    path: Path
    layouts: list[tuple[str, str]]
    figures: int
    problems: list[Problem]


def check(path: str | Path, root=None) -> list[Checked]:
    """Every workbook of a file or folder, checked; a path that is not there, or a folder without one, is an InputError."""
    place = Path(path)
    if not place.exists():
        raise InputError("file_missing", place)
    if place.is_dir() and place.suffix.lower() not in SUFFIXES:
        found = sorted(p for p in place.iterdir() if p.suffix.lower() in SUFFIXES and p.name != sources.NAME)
        if not found:
            raise InputError("folder_without_workbooks", place)
        return [_check_file(one, root) for one in found]
    return [_check_file(place, root)]


def _check_file(path: Path, root) -> Checked:
    try:
        read = layouts.read(path, root)
    except InputError as error:
        return Checked(project.shown(path, root), path, [], 0, [error.problem])
    return Checked(read.file, path, read.layouts, len(read.rows), read.problems)


def table(checked: list[Checked], lang: str = "id") -> pd.DataFrame:
    """All problems of all workbooks, worst first (schema.PROBLEMS)."""
    return problems.table([problem for one in checked for problem in one.problems], lang)


def has_errors(checked: list[Checked]) -> bool:
    """Whether any problem is an error, so that the check ends with exit code 1."""
    return any(words.severity(problem.rule) == "error" for one in checked for problem in one.problems)


def as_text(checked: list[Checked], lang: str = "id", root=None) -> str:
    """The check as printed: per workbook its layouts, then every problem as one line, grouped by rule, worst first."""
    names = {layout.id: layout.names[lang] for layout in known_layouts(root)}
    return "\n".join(line for one in checked for line in _lines(one, names, lang))


def _lines(one: Checked, names: dict[str, str], lang: str) -> list[str]:
    found = "; ".join(f"{sheet}: {names.get(layout, layout)}" for sheet, layout in one.layouts)
    lines = [f"{one.file}: {found or words.label('check.no_layout', lang)}"]
    rows = problems.table(one.problems, lang)
    for rule, group in rows.groupby("rule", sort=False):
        severity = words.label("severity." + group["severity"].iloc[0], lang)
        lines.append(f"  {severity} · {rule} · {len(group)}")
        lines += [f"    {_place(row)}: {row.problem} {row.fix}" for row in group.itertuples()]
    lines.append("  " + words.label("check.fine", lang, figures=one.figures, problems=len(rows)))
    return lines


def _place(row) -> str:
    return " > ".join(part for part in (row.file, row.sheet, row.cell) if part)


def as_json(checked: list[Checked], lang: str = "id") -> str:
    """The check for another program: files with layouts and figures, and the problems as rows."""
    files = [{"file": one.file, "layouts": [list(pair) for pair in one.layouts], "figures": one.figures}
             for one in checked]
    return json.dumps({"files": files, "problems": table(checked, lang).to_dict("records")}, ensure_ascii=False, indent=1)
