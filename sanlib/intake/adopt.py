"""An unknown table looked at: which header is region, year, share of what, amount, unit; proposed as rows of the layout tables.

What the table does not say is asked or left out and said; nothing is written before a yes. A household survey of a form of
one's own is adopted by adopt_survey.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import official, reading, words
from sanlib.households import exports, weights, which_form
from sanlib.households.survey_files import is_form_file
from sanlib.intake import adopt_survey, adopted_figures, adopted_rows, survey_columns, table_shape
from sanlib.intake.adopt_survey import SurveyAdoption
from sanlib.intake.adopted_figures import Header
from sanlib.intake.table_shape import Shape
from sanlib.project import folders, problems
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem
from sanlib.reference import codebook, header_words, indicators, layouts, reference_tables, regions, sources
from sanlib.reference.sources import Source

ASKED = ("year_not_in_sources", "unit_not_said")
"""What the reader would tell and the proposal asks."""
BASIS = "terbitan tanpa cara ukur"
SHOWN = ("region", "period", "indicator", "value_pct", "amount", "base", "base_unit", "cell")


class Adoption(NamedTuple):
    """What adopting a file would write, or wrote: rows of layouts.csv, headers.csv and SOURCES.csv, and what is not sure.

    `figures` are all it would give (schema.ACHIEVEMENTS), `doubts` what is left out or assumed, `problems` what stands in the
    cells of the `sheets` it reads. Printed, it shows the first figures.
    """

    file: str
    known_as: str
    layout: dict[str, str]
    headers: list[dict[str, str]]
    source: dict[str, str]
    figures: pd.DataFrame
    doubts: list[Problem]
    problems: list[Problem]
    open: list[Header]
    sheets: list[str]
    written: bool = False
    lang: str = "id"

    def __str__(self) -> str:
        return adopted_rows.text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return adopted_rows.html(self)


@bound
def adopt(
    path: str | Path,
    columns: Mapping[str, str] | None = None,
    year: str | int = "",
    unit: str = "",
    yes: bool = False,
    form: str | Path = "",
    root=None,
    lang: str | None = None,
) -> Adoption | SurveyAdoption:
    """Propose how an unknown table of achievements, or a household survey of an unknown form, is read; with `yes` write it.

    `columns` says what the table does not: {"Capaian": "pct:layak"}, {"Kode": "ignore"}; a unit may stand behind the field
    ("pct:layak pecahan"). `year` and `unit` go to SOURCES.csv, for a table that names none. A file that is known already
    is left as it is; a table without regions or without a figure is an InputError.

    Of a survey `columns` says which question or part of the design a column is: {"hhweight": "@bobot", "=1": "@strata"};
    `form` is its XLSForm where it does not lie beside it.

    >>> san.adopt("data/raw/2025/tabel.xlsx", year=2025, unit="persen")  # doctest: +SKIP
    >>> san.adopt("data/raw/2025/tabel.xlsx", year=2025, unit="persen", yes=True)  # doctest: +SKIP
    """
    source = _received(Path(path))
    if (found := _survey(source, dict(columns or {}), form, yes)) is not None:
        return found
    known = official.recognise(source.book, source.row["layout"])
    if any(layout.measures for layout, _ in known):
        return _known(path, _named(known))
    try:
        proposed = _proposed(source, dict(columns or {}), str(year or ""), unit)
    except InputError:
        if known:
            return _known(path, _named(known))
        raise
    if yes:
        adopted_rows.write(proposed, Path(path))
    return proposed._replace(written=yes)


def _named(known: list) -> list[str]:
    return [layout.names[words.language()] for layout, _ in known]


def _known(path: str | Path, named: list[str]) -> Adoption:
    nothing = pd.DataFrame(columns=list(SHOWN))
    return Adoption(folders.shown(path), "; ".join(dict.fromkeys(named)), {}, [], {}, nothing, [], [], [], [], lang=words.language())


def _received(path: Path) -> Source:
    source = sources.of_file(path)
    with problems.costing_only(path.name):
        if weights.is_frame(source.book) or is_form_file(source.book):
            raise InputError("adopt_survey", source.shown)
    return source


def _survey(source: Source, columns: dict[str, str], form: str | Path, yes: bool) -> Adoption | SurveyAdoption | None:
    """A household survey: known already, or proposed; None for any other table.

    A file that nearly fits a known form is refused as `sanlib check` refuses it, unless the call says that it is another.
    """
    asked = survey_columns.form_file(source.path, form) or survey_columns.labelled(source.book)
    said_so = bool(form) or adopt_survey.says_survey(columns)
    with problems.costing_only(source.name):
        try:
            if which_form.is_survey(source.book):
                return _known(source.path, [_form_name(source)])
        except InputError:
            if not said_so and source.book.kind != exports.SPSS:
                raise
        return adopt_survey.propose(source, asked, columns, yes) if said_so or adopt_survey.is_survey(source, asked) else None


def _form_name(source: Source) -> str:
    """The name of the known form whose headers a file has; any other file is refused."""
    book = codebook.load(source.row["form"] or which_form.recognised(source.book))
    exports.exports(source.book, book)
    return codebook.forms().loc[book.form, f"name_{words.language()}"]


def _proposed(source: Source, columns: dict[str, str], year: str, unit: str) -> Adoption:
    """The proposal for the first table of the visible sheets that gives a figure."""
    shown, book = source.shown, source.book
    found = [shape for sheet in sorted(book.sheets, key=lambda one: one.hidden) if sheet.cells and (shape := table_shape.find(sheet))]
    shapes = [shape for shape in found if not _of_parts(shape)]
    if found and not shapes:
        first = found[0]
        raise InputError(
            "adopt_parts_of_regions", shown, first.sheet.name, first.cell(first.region), value=reading.shown(first.header(first.region))
        )
    if not shapes:
        raise InputError("adopt_without_regions", shown, book.sheets[0].name, "A1")
    said = {name: text for name, text in source.row.items() if name in ("year", "unit") and text}
    said |= {name: text for name, text in (("year", year), ("unit", _checked_unit(unit, shown))) if text}
    tried = [_of_shape(shape, source, columns, dict(said)) for shape in shapes]
    best = next((one for one in tried if len(one.figures)), tried[0])
    if not any(head["field"].startswith(layouts.FIGURES) for head in best.headers):
        place = (best.doubts[0].sheet, best.doubts[0].cell) if best.doubts else (shapes[0].sheet.name, shapes[0].cell(shapes[0].region))
        headers = "; ".join(dict.fromkeys(f'"{one.text}"' for one in best.open)) or "-"
        raise InputError("adopt_without_figure", shown, *place, headers=headers, example=best.open[0].text if best.open else "…")
    best.doubts.extend(
        Problem("adopt_other_sheet", shown, shape.sheet.name, shape.cell(shape.region))
        for shape in shapes
        if shape.sheet.name not in best.sheets
    )
    return best


def _of_parts(shape: Shape) -> bool:
    """Whether the places of a table are parts of regions (kecamatan, desa): one of them may be called like a kabupaten and is none."""
    said = {meaning for _, meaning in header_words.meanings(shape.header(shape.region))}
    return bool(said & {"divides", "part"}) and not regions.names_a_kind(shape.header(shape.region))


def _checked_unit(unit: str, shown: str) -> str:
    if not unit:
        return ""
    known = reference_tables.SCHEMAS["SOURCES.csv"].columns[-1]
    try:
        return reference_tables.choice(unit, known)
    except ValueError:
        raise InputError("adopt_unit_unknown", shown, value=unit, known=", ".join(known.choices)) from None


def _of_shape(shape: Shape, source: Source, columns: dict[str, str], said: dict[str, str]) -> Adoption:
    shown = source.shown
    table = adopted_figures.understand(shape, shown, columns, said)
    heads = [one.row() for one in table.headers]
    row = _layout_row(shape, source.path.stem, table)
    if row["plain_name"]:
        table.doubts.append(Problem("adopt_plain_name", shown, shape.sheet.name, shape.cell(shape.region)))
    heads = [{"layout": row["layout"]} | head for head in heads]
    if row["title"] == layouts.NAMED:
        said["layout"] = row["layout"]
    if not any(head["field"].startswith(layouts.FIGURES) for head in heads):
        nothing = pd.DataFrame(columns=list(SHOWN))
        return Adoption(shown, "", row, heads, said, nothing, table.doubts, [], table.open, [], lang=words.language())
    read = _understood(source, row, heads, said)
    told = [one for one in read.problems if not one.rule.startswith("source_") and one.rule not in ASKED]
    sheets = [sheet for sheet, _ in read.layouts]
    rows = pd.DataFrame(read.rows, columns=list(SHOWN))
    return Adoption(shown, "", row, heads, said, rows, table.doubts, told, table.open, sheets, lang=words.language())


def _understood(source: Source, row: dict, heads: list[dict], said: dict) -> official.Read:
    """The file read by the rows as they would be written."""
    frames = [pd.DataFrame(rows).fillna("") for rows in ([row], heads)]
    layout = layouts.of_rows(*frames, indicators.table())[0]
    layout = layout._replace(title="") if layout.title == layouts.NAMED else layout
    try:
        return official.read(dataclasses.replace(source, row=source.row | said), as_layout=layout)
    except InputError as error:
        if error.problem.rule not in ("layout_unknown", "layout_none_near"):
            raise
        raise InputError("adopt_not_read", source.shown, value=row["layout"]) from None


def _layout_row(shape: Shape, stem: str, table) -> dict[str, str]:
    name = " ".join(re.sub(r"[\W_]+", " ", re.sub(r"(?:19|20)\d\d", "", stem)).split()) or "tabel"
    ladder = table.ladder
    return {
        "layout": _free(re.sub(r"[^0-9a-z]+", "_", name.casefold()).strip("_") or "tabel"),
        "name_id": name,
        "name_en": name,
        "instrument": name,
        "ladder": ladder,
        "basis": BASIS,
        "base_unit": table.base_unit,
        "year_from": table.year_from,
        "plain_name": _plain_name(shape),
        "source": name,
        "blank": "no",
        "headers_from": shape.sheet.file,
        "title": table.title,
    }


def _free(name: str) -> str:
    """A name that no layout has yet."""
    taken = set(reference_tables.table("layouts.csv")["layout"])
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, 1000))) if one not in taken)


def _plain_name(shape: Shape) -> str:
    """ "kabupaten" where kota are named as such and names of several regions are not: then these are the kabupaten, as BPS writes."""
    names = {str(value) for value in shape.values(shape.region)}
    several = [name for name in names if len(regions.candidates(name, regions.LEVEL_2)) > 1]
    kota = [name for name in names if re.match(r"kota\b", name.casefold())]
    return "kabupaten" if several and kota else ""
