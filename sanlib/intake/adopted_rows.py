"""A proposal to adopt a table as it is shown, and as it is written into the layout tables."""

from __future__ import annotations

import contextlib
import html as escape
import shutil
from collections.abc import Iterator
from pathlib import Path

from sanlib import words
from sanlib.intake.check_printed import SIGNS
from sanlib.project import folders, problems, staging
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem
from sanlib.reference import appended_rows, sources

TABLES = ("layouts.csv", "headers.csv")


def text(one) -> str:
    """The proposal in lines: what each header is taken for, the first figures, every doubt, and what would be or was written."""
    with words.speaking(one.lang):
        return "\n".join(_lines(one))


def _lines(one) -> list[str]:
    if one.known_as:
        return [words.label("adopt.known", file=one.file, layout=one.known_as)]
    heads = [f"  {head['spellings']}  ->  {' '.join(filter(None, (head['field'], head['unit'])))}" for head in one.headers]
    said = [
        "  "
        + "; ".join(f"{name} = {value}" for name, value in one.layout.items() if value and name not in ("name_en", "blank", "headers_from"))
    ]
    first = _figures(one).to_string(index=False).splitlines() if len(one.figures) else [words.label("adopt.no_figure")]
    return [
        words.label("adopt.heading", file=one.file, count=len(one.figures)),
        *heads,
        words.label("adopt.layout"),
        *said,
        words.label("adopt.first"),
        *(f"  {line}" for line in first),
        *doubts([*one.doubts, *one.problems]),
        words.label("adopt.written" if one.written else "adopt.not_written", **_written(one)),
    ]


def _figures(one):
    shown = one.figures.head(FIRST_ROWS).copy()
    shown["indicator"] = [words.label(name) for name in shown["indicator"]]
    for name in ("value_pct", "amount", "base"):
        shown[name] = [words.number(value, 2) for value in shown[name]]
    return shown.rename(columns={name: words.label(f"column.{name}") for name in shown})


FIRST_ROWS = 8
"""Figures shown as they would be understood."""


def doubts(found: list[Problem]) -> list[str]:
    """What is not sure or left out, a line each under a heading; nothing where there is nothing."""
    rows = problems.table(found)
    lines = [f"  {SIGNS[row.severity]} {row.sheet} > {row.cell}: {row.problem} {row.fix}" for row in rows.itertuples()]
    return [words.label("adopt.doubts"), *lines] if lines else []


def _written(one) -> dict[str, str]:
    source = f"; {sources.NAME}" if one.source else ""
    return {"layout": one.layout["layout"], "rows": len(one.headers), "sources": source}


def html(one) -> str:
    """The proposal for a notebook."""
    return f"<pre>{escape.escape(text(one))}</pre>"


@bound
def write(one, path: Path) -> None:
    """Write the proposal: one row of layouts.csv, its rows of headers.csv, and the file's row of SOURCES.csv where it is needed.

    Each table keeps its dialect. The two layout tables change together, in one step where the system can.
    """
    if one.source:
        listed = path.absolute().parent / sources.NAME
        before = listed.read_bytes() if listed.is_file() else (",".join(sources.COLUMNS) + "\n").encode()
        after = appended_rows.added(before, [{"file": path.name} | one.source], key="file")
        with _not_in_use(listed), staging.files(listed.parent) as beside:
            (beside / listed.name).write_bytes(after)
    write_tables({TABLES[0]: [one.layout], TABLES[1]: one.headers})


@bound
def write_tables(rows: dict[str, list[dict[str, str]]]) -> None:
    """Write rows at the end of tables of data/raw/reference, all of them together, in one step where the system can."""
    folder = folders.reference(TABLES[0]).parent
    with _not_in_use(folder):
        staging.replace(folder, lambda beside: _fill(beside, folder, rows))


@contextlib.contextmanager
def _not_in_use(place: Path) -> Iterator[None]:
    """Windows: a table that is open in Excel cannot be put in place; then nothing has changed."""
    try:
        yield
    except (OSError, InputError) as reason:
        raise InputError("adopt_in_use", folders.shown(place), value=words.of_system(reason)) from None


def _fill(beside: Path, folder: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    shutil.copytree(folder, beside, dirs_exist_ok=True)
    for name, rows in tables.items():
        (beside / name).write_bytes(appended_rows.added((folder / name).read_bytes(), rows))
