"""Official spreadsheets (SIPSN, Dinkes, BPS, published recaps) in, told apart by their headers; achievements out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sanlib import reading
from sanlib.official import parts_of_regions, recap, rows_used, wide
from sanlib.official.recognise import in_layouts, recognise, refusal, unread
from sanlib.official.region_and_year import Sheet, reference
from sanlib.project import cache, folders
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem
from sanlib.reference import corrections, sources
from sanlib.reference.layouts import Layout
from sanlib.reference.sources import Source

__all__ = ["Figures", "Read", "figures", "read", "recognise", "refusal"]

DEPENDS_ON = tuple("assumptions.csv bounds.csv header_words.csv headers.csv indicators.csv layouts.csv name_parts.csv regions.csv".split())
"""The reference tables that say what a workbook means."""


class Read(NamedTuple):
    """A workbook read: its layouts by sheet, achievements, problems, tables and the outcome of its corrections.

    `counts` says what became of its rows (see rows_used.counts). `disputed` are achievements of rows that repeat a region
    and year with other figures: they can withhold a figure, never give one.
    """

    file: str
    layouts: list[tuple[str, str]]
    rows: list[dict]
    problems: list[Problem]
    tables: list[reading.Table]
    corrections: list[dict]
    counts: dict
    disputed: list[dict]


class Figures(NamedTuple):
    """A workbook read, without its tables: what a period needs of it."""

    file: str
    layouts: list[tuple[str, str]]
    rows: list[dict]
    problems: list[Problem]
    corrections: list[dict]
    counts: dict
    disputed: list[dict]

    @property
    def claims(self) -> list[dict]:
        """Every figure the workbook states, the disputed ones with them: what is settled against the other files."""
        return self.rows + self.disputed


@bound
def figures(file: str | Path | Source, root=None) -> Figures:
    """What `read` gives without the tables; a workbook read before and not changed since is not read again."""
    source = sources.of_file(file)
    kept = cache.kept("figures", source.made_from(DEPENDS_ON), lambda: _to_keep(read(source))).told
    problems = cache.problems_of(kept["problems"])
    return Figures(**kept | {"layouts": [tuple(pair) for pair in kept["layouts"]], "problems": problems})


def _to_keep(made: Read) -> cache.Kept:
    kept = {name: getattr(made, name) for name in Figures._fields}
    return cache.Kept(kept | {"problems": cache.problems_as_rows(made.problems)})


@bound
def read(file: str | Path | Source, root=None, as_layout: Layout | None = None) -> Read:
    """Achievements and problems of one official workbook; one that fits no layout is an InputError.

    Each row has the columns of schema.ACHIEVEMENTS it can know; percent is 0-100, amounts are in the layout's unit.
    `as_layout` is the only layout the workbook is held to, where that is not written into the layout tables yet.
    """
    source = sources.of_file(file)
    shown = source.shown
    book, outcomes, corrected = corrections.apply(source.book, shown, source.corrections)
    found = in_layouts(book, [as_layout]) if as_layout else recognise(book, source.row["layout"])
    if not found:
        raise refusal(book)
    _refuse_long(shown, [table for _, table in found])
    problems = [*source.problems, *unread(book, found)]
    known = reference()
    rows: list[dict] = []
    counted = []
    for layout, table in found:
        sheet = Sheet(shown, table, layout, source.row, known)
        some, more, used = _achievements(sheet)
        rows += some
        problems = problems + list(table.problems) + more
        counted.append(rows_used.counts(table, used, [*table.problems, *more]))
    if not any(layout.measures for layout, _ in found) and any(table.rows for _, table in found):
        problems = [*problems, _without_achievement(shown, found[0][0])]
    if not any(table.rows for _, table in found):
        problems = [*(one for one in problems if one.rule != "source_blank"), Problem("workbook_blank", shown)]
    problems = [*problems, *_of_other_years(source, rows)]
    named = [problem._replace(file=shown) for problem in [*book.problems, *corrected, *problems]]
    recognised = [(table.sheet, layout.id) for layout, table in found]
    hidden = {sheet.name for sheet in book.sheets if sheet.hidden}
    rows = [row | {"hidden": True} if row["sheet"] in hidden else row for row in rows]
    return Read(
        shown,
        recognised,
        [row for row in rows if not row.get("disputed")],
        named,
        [table for _, table in found],
        outcomes,
        rows_used.added(counted),
        [row for row in rows if row.get("disputed")],
    )


MOST_CELLS = 250_000
"""Cells of known columns in a file: all regions in some eighty years by ten columns, ten seconds to read [own limit]."""


def _refuse_long(shown: str, tables: list) -> None:
    """Refuses a file with more rows than a layout can have figures for."""
    rows, columns = sum(len(table.rows) for table in tables), max(sum(bool(one.field) for one in table.columns) for table in tables)
    if rows * columns > MOST_CELLS:
        raise InputError("layout_too_long", shown, tables[0].sheet, rows=rows, most=MOST_CELLS // columns)


def _without_achievement(shown: str, layout) -> Problem:
    return Problem("layout_without_achievement", shown, details={f"layout_{lang}": name for lang, name in layout.names.items()})


def _of_other_years(source: Source, rows: list[dict]) -> list[Problem]:
    """A warning where a workbook in a period's folder has figures and none is of the period's year."""
    year = folders.year(folders.period_of(source.path))
    years = sorted({row["period"] for row in rows})
    if not year or not years or year in years:
        return []
    return [Problem("file_of_other_years", source.shown, value=year, details={"years": ", ".join(years), "newest": years[-1]})]


def _achievements(sheet: Sheet) -> tuple[list[dict], list[Problem], set[int]]:
    apart = parts_of_regions.set_apart(sheet)
    found, problems, used = recap.achievements(sheet) if "indicator" in sheet.layout.required else wide.achievements(sheet)
    return found, [*apart, *problems], used
