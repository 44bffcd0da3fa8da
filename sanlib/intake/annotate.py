"""A copy of a workbook with its problems marked in their cells, to be sent back for correction."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sanlib import reading, words
from sanlib.intake.readers import Checked
from sanlib.project import folders, problems, staging
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem

MOST_CELLS = 1_000_000
"""Cells of a workbook that is still copied: about 15 s and 700 MB with openpyxl [own limit, from TECH's figures]."""


@bound
def annotate(checked: Checked, out: str | Path, lang: str | None = None) -> tuple[Path, list[Problem]]:
    """Writes the marked copy; returns its path and a notice for each thing the copy does not hold.

    Cells are coloured and commented, a sheet of problems stands first. The workbook that was checked, and every file
    in data/raw, is refused as OUT.
    """
    from sanlib.intake import marked_copy, problem_marks  # noqa: PLC0415  openpyxl, which a check without a copy is spared

    out = Path(out)
    book = reading.open_book(checked.path)
    _refuse(checked.path, out, book.kind)
    cells = sum(len(sheet.cells) * len(sheet.cells[0]) for sheet in book.sheets if sheet.cells)
    if cells > MOST_CELLS:
        raise InputError("annotate_too_large", checked.file, cells=cells)
    copy, notices = marked_copy.copy(book, checked.file, out.suffix.lower() == ".xlsm")
    if marked_copy.hide(copy, checked.hidden):
        notices = [*notices, Problem("annotate_personal_hidden", checked.file)]
    problem_marks.mark(copy, problems.table([*checked.problems, *notices]))
    _write(copy, out)
    lost = [] if any(one.rule == "annotate_values_only" for one in notices) else marked_copy.lost(checked, out)
    return out, notices + lost


def _refuse(path: Path, out: Path, kind: str) -> None:
    expected = (".xlsx", ".xlsm") if kind == "xlsx" and path.suffix.lower() == ".xlsm" else (".xlsx",)
    if out.suffix.lower() not in expected:
        raise InputError("annotate_suffix", out, expected=" / ".join(expected))
    raw = folders.root() / "data" / "raw"
    places = (out.resolve(), out.parent.resolve() / out.name)  # what a link leads to, and where it lies
    below = any(place.is_relative_to(folder) for place in places for folder in (raw, raw.resolve()))
    if out.resolve() == path.resolve() or (out.exists() and out.samefile(path)) or below:
        raise InputError("annotate_over_input", out)


def _write(copy, out: Path) -> None:
    try:
        with staging.files(out.parent) as beside:
            copy.save(beside / out.name)
    except (OSError, zipfile.LargeZipFile) as error:
        raise InputError("annotate_not_written", out, reason=words.of_system(error)) from None
