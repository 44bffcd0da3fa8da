"""Which layout a sheet holds, told by its headers and never by its file name."""

from __future__ import annotations

from sanlib import reading
from sanlib.project import folders
from sanlib.project.problems import InputError, Problem
from sanlib.reference.layouts import FIGURES, NAMED, Layout, fields, layouts


def recognise(book, named: str = "") -> list[tuple[Layout, object]]:
    """Every table of a workbook with its layout, in the order of the sheets; none is an empty list.

    The layout that SOURCES.csv names for the file, where it is one, is the only one.
    """
    known = layouts()
    own = [layout for layout in known if layout.id == named]
    return in_layouts(book, own or [layout for layout in known if layout.title != NAMED])


def in_layouts(book, known: list[Layout]) -> list[tuple[Layout, object]]:
    """`recognise` among these layouts."""
    return [match for sheet in book.sheets for match in _in_sheet(sheet, known)]


def _in_sheet(sheet, known: list[Layout]) -> list[tuple[Layout, object]]:
    matches = [(layout, table) for layout in known for table in _tables(sheet, layout)]
    best: list[tuple[Layout, reading.Table]] = []
    for layout, table in sorted(matches, key=lambda match: -sum(1 for column in match[1].columns if column.field)):
        if not any(_overlap(table, other) for _, other in best):
            best.append((layout, table))
    return sorted(best, key=lambda match: (match[1].header_rows[0], match[1].columns[0].index))


def _overlap(one: reading.Table, other: reading.Table) -> bool:
    """Whether two tables are one place read by two layouts: headers that begin in the same row and share a column."""
    shared = {column.index for column in one.columns} & {column.index for column in other.columns}
    return one.header_rows[0] == other.header_rows[0] and bool(shared)


def _tables(sheet, layout: Layout) -> list:
    tables = reading.find_tables(sheet, layout.spellings, set(layout.required))
    return [table for table in tables if _has_figures(layout, table) and _titled(layout, sheet, table)]


def _has_figures(layout: Layout, table) -> bool:
    """Whether a table has a column for any figure, where its layout holds figures at all."""
    return not layout.measures or any(field.startswith(FIGURES) for field in fields(table))


def _titled(layout: Layout, sheet, table) -> bool:
    """Whether the lines above a table, or its sheet's name, hold the words its layout asks for; a .csv has no sheet's name."""
    if layout.title in ("", NAMED):
        return True
    return layout.title in reading.normalise(f"{table.title}\n{sheet.name if sheet.typed else ''}")


NEAR = 0.5
"""The share of a layout's required headers from which on a file is said to be near it [own rule]."""


def refusal(book) -> InputError:
    """Why a workbook fits no layout: the layout it is near, if any, and the headers it misses; and what can be done."""
    near, path = _near(book.sheets), folders.shown(book.path)
    if near:
        return InputError("layout_unknown", book.file, *near[0], **near[1], path=path)
    found = "; ".join(f'"{text}"' for text in _heading(book)) or "-"
    return InputError("layout_none_near", book.file, book.sheets[0].name if book.sheets else "", "A1", found=found, path=path)


def unread(book, found: list[tuple[Layout, object]]) -> list[Problem]:
    """A problem for each visible sheet that is near a layout and fits none, while other sheets of its workbook are read."""
    read = {table.sheet for _, table in found}
    near = [_near([sheet]) for sheet in book.sheets if sheet.name not in read and not sheet.hidden]
    return [Problem("layout_sheet_unread", book.file, *place, details=details) for place, details in filter(None, near)]


def _near(sheets) -> tuple[tuple[str, str], dict] | None:
    """The layout these sheets are near and the headers they miss, with the cell of one they have; None where they are near none."""
    seen = {
        reading.normalise(str(value)): (sheet.name, reading.address(r, c))
        for sheet in sheets
        for r, cells in enumerate(sheet.cells[:40])
        for c, value in enumerate(cells)
        if isinstance(value, str)
    }
    nearest = max(layouts(), key=lambda layout: _nearness(layout, _hits(layout, seen)))
    hits = _hits(nearest, seen)
    if _nearness(nearest, hits) < NEAR:
        return None
    missing = sorted(field for field in nearest.required if field not in hits) or _figures(nearest)
    named = "; ".join(_expected(nearest, field) for field in missing) or "-"
    layout = {f"layout_{lang}": name for lang, name in nearest.names.items()}
    return next(iter(hits.values())), layout | {"missing": named, "table": folders.shown(folders.reference("headers.csv"))}


def _figures(layout: Layout) -> list[str]:
    """The fields of a layout that hold a figure, one of which a table must have."""
    return list(dict.fromkeys(field.split("@")[0] for field in layout.spellings.values() if field.startswith(FIGURES)))


MOST_NAMED = 12
"""How many headings of an unknown file are named, so that a reader sees what was looked at."""


def _heading(book) -> list[str]:
    """The first row that holds several texts; no row of data, which may name people."""
    for sheet in book.sheets:
        for cells in sheet.cells:
            texts = [reading.shown(value) for value in cells if isinstance(value, str) and not reading.is_blank(value)]
            if len(texts) > 1:
                return texts[:MOST_NAMED]
    return []


def _nearness(layout: Layout, hits: dict) -> float:
    """The share of a layout's required headers a file has; nothing where it has only those that every table has."""
    telling = layout.required - {"year", "region"}
    named = telling & hits.keys() or {field for field in hits if field.startswith(FIGURES)}
    return len(layout.required & hits.keys()) / len(layout.required) if named else 0.0


def _hits(layout: Layout, seen: dict) -> dict[str, tuple[str, str]]:
    return {field.split("@")[0]: seen[text] for text, field in layout.spellings.items() if text in seen}


def _expected(layout: Layout, field: str) -> str:
    spelling = next(text for text, its in layout.spellings.items() if its.split("@")[0] == field)
    return f'"{spelling}"'
