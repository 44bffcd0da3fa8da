"""Survey files to `households`: one household per row, typed answers, where it stands, how many it stands for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.households import (
    answers,
    coarsening,
    contradictions,
    design_columns,
    exports,
    files_of_a_region,
    listed_households,
    repeat_sheets,
    survey_corrections,
    unreadable_items,
    weights,
    which_form,
)
from sanlib.households.exports import Export
from sanlib.households.survey_files import DEPENDS_ON, Sorted, sort
from sanlib.project import cache, folders, store
from sanlib.project.binding import bound
from sanlib.project.problems import InputError, Problem
from sanlib.reference import codebook, sources
from sanlib.reference.codebook import Codebook
from sanlib.reference.sources import Source

DESIGN = ("period", "region_code", "kecamatan", "desa", "rt", "stratum", "urban_rural", "weight", "synthetic", "form")
PLACE = ("file", "sheet", "row")


class Survey(NamedTuple):
    """What was read: `households` (one per row), `problems`, the `frame` (one desa per row) behind the weights, what
    became of each correction (corrections.OUTCOME, values only where they are answers), and the households `apart` of
    regions whose files are not evidently one survey (see files_of_a_region)."""

    households: pd.DataFrame
    problems: list[Problem]
    frame: pd.DataFrame | None
    corrections: list[dict] = []
    apart: pd.DataFrame = pd.DataFrame()


@bound
def read_period(period: str, root=None, form: str | None = None) -> Survey:
    """Every survey file of a period's folder, weighted by the lists of desa that lie beside them."""
    paths = filter(sources.is_workbook, sorted(folders.raw(period).iterdir()))
    return read_sorted(sort(sources.received(paths)), period, form)


def read_sorted(files: Sorted, period: str, form: str | None = None) -> Survey:
    """The surveys among these files, weighted over all of them by the lists of desa among them.

    A file read before and not changed since (nor a list of desa, or a table it is read by) is not read again.
    """
    lists = read_kept_lists(files.lists)
    found = joined([read_kept(source, period, lists, form) for source in files.surveys], lists)
    return found._replace(problems=found.problems + lists.read.problems, corrections=found.corrections + lists.read.corrections)


def joined(surveys: list[Survey], lists: Lists) -> Survey:
    """Files of a period as one table, weighted over all of them by the lists of desa, without what only reading needs."""
    found = combine(surveys, lists.read.frame)
    return found._replace(households=found.households.drop(columns=list(files_of_a_region.WHILE_READ), errors="ignore"))


class Lists(NamedTuple):
    """The lists of desa beside the surveys of a period, read, and what they were made from."""

    read: Survey
    made_from: str


def read_kept_lists(lists: list[Source]) -> Lists:
    """Lists of desa, from the cache where none has changed."""
    beside = [source.made_from(DEPENDS_ON) for source in lists]
    return Lists(_kept("lists", beside, lambda: read_lists(lists)), store.key("lists", beside))


def _key(source: Source, period: str, lists: Lists, form: str | None) -> list:
    return [period, form, lists.made_from, source.made_from(DEPENDS_ON), cache.secret_print()]


def read_kept(source: Source, period: str, lists: Lists, form: str | None = None) -> Survey:
    """One survey file, from the cache where neither it nor a list of desa beside it has changed."""
    return _kept("households", _key(source, period, lists, form), lambda: read_households(source, period, lists.read.frame, form))


class SurveyFile(NamedTuple):
    """A survey file as it was looked at: all that its reading was made from, and the regions its households lie in."""

    source: Source
    period: str
    made_from: list
    places: list[str]


def looked_at(source: Source, period: str, lists: Lists) -> SurveyFile:
    """Which regions a survey file holds; one read before and unchanged is not read again."""
    made_from = _key(source, period, lists, None)
    found = cache.kept("places", made_from, lambda: cache.Kept({"places": _places(source, period, lists)}))
    return SurveyFile(source, period, made_from, found.told["places"])


def _places(source: Source, period: str, lists: Lists) -> list[str]:
    return files_of_a_region.places(read_kept(source, period, lists).households)


def read_again(file: SurveyFile, lists: Lists) -> Survey:
    """A survey file as it was when it was looked at, from the cache; one that has changed since, and is not there, is an InputError."""

    def read() -> Survey:
        source = sources.received([file.source.path])[0]
        if _key(source, file.period, lists, None) != file.made_from:
            raise InputError("survey_changed_since", file.source.shown)
        return read_households(source, file.period, lists.read.frame)

    return _kept("households", file.made_from, read)


def is_kept(source: Source, period: str, lists: Lists) -> bool:
    """Whether a survey file need not be read again."""
    return cache.holds("households", _key(source, period, lists, None))


def _kept(kind: str, made_from: list, read: Callable[[], Survey]) -> Survey:
    """What `read` returns, from the cache where nothing it depends on has changed."""

    def made() -> cache.Kept:
        survey = read()
        tables = {"households": survey.households, "frame": survey.frame}
        return cache.Kept(
            {"problems": cache.problems_as_rows(survey.problems), "corrections": survey.corrections},
            {name: table for name, table in tables.items() if table is not None and len(table.columns)},
        )

    kept = cache.kept(kind, made_from, made)
    return Survey(
        kept.tables.get("households", pd.DataFrame()),
        cache.problems_of(kept.told["problems"]),
        kept.tables.get("frame"),
        kept.told["corrections"],
    )


def read_lists(lists: list[Source]) -> Survey:
    """The lists of desa as one frame, corrected by their own rows of corrections.csv; no households."""
    found = [survey_corrections.corrected(source) for source in lists]
    safe = [survey_corrections.without_personal_data(one, None, codebook.load()) for one in found]
    frame, again = weights.as_one([weights.read_frame(one.book) for one in found]) if found else (None, [])
    told = [problem for one in safe for problem in one.problems] + again + ([] if frame is None else weights.of_somebody(frame))
    return Survey(pd.DataFrame(), _in_folder(told), frame, [o for one in safe for o in one.outcomes])


def _in_folder(problems: list[Problem]) -> list[Problem]:
    """Problems with the name of the file alone, as the other problems of a survey have it."""
    return [problem._replace(file=Path(problem.file).name) for problem in problems]


def combine(surveys: list[Survey], frame: pd.DataFrame | None = None) -> Survey:
    """Several files as one table, each household once; with a frame, weighted over all of them together and with the
    frame's strata."""
    problems = [problem for survey in surveys for problem in survey.problems]
    corrections = [outcome for survey in surveys for outcome in survey.corrections]
    if not surveys:
        return Survey(pd.DataFrame(columns=[*DESIGN, *PLACE]), problems, frame, corrections)
    found = files_of_a_region.joined(pd.concat([survey.households for survey in surveys], ignore_index=True))
    households = found.households
    near = weights.around(frame, households["desa"])
    if near is not None:
        stratum = households["desa"].map(near.set_index("desa")["stratum"]).fillna(households["stratum"])
        given = households.get(design_columns.GIVEN, pd.Series(np.nan, households.index))
        households = households.assign(
            stratum=stratum,
            weight=weights.weigh(households, near).where(given.isna(), given),
            desa_in_stratum=weights.in_stratum(households, near),
            **listed_households.counted(households, near),
            **weights.place_names(households, near),
        )
    return Survey(households, problems + found.problems, frame, corrections, found.apart)


@bound
def read_households(
    file: str | Path | Source, period: str, frame: pd.DataFrame | None = None, form: str | None = None, root=None, folder=None
) -> Survey:
    """One survey file: its households and every problem in it; without a frame the weight stays blank.

    Rows of corrections.csv for it are written into a copy of its cells first, each while its old value still stands.
    Which form it is says `form`, else SOURCES.csv, else its headers where they fit one form only (see forms).
    """
    source = sources.of_file(file)
    changed = survey_corrections.corrected(source)
    said = form or source.row["form"]
    book = codebook.load(said or which_form.recognised(changed.book, folder), folder)
    sheets = exports.exports(changed.book, book)
    export, changed = repeat_sheets.gather(sheets, book), survey_corrections.without_personal_data(changed, sheets, book)
    typed, wrong, unread = answers.typed(export, book, *([] if said else [which_form.refuse_other]))
    again, twice = contradictions.repeated(typed, export)
    kept = typed[~again].reset_index(drop=True) if again.any() else typed
    export = export._replace(rows=np.array(export.rows)[~again].tolist())
    design, lost = design_columns.placed(kept, export, ~again, book, period)
    design[coarsening.RT] = coarsening.rt_labels(kept, design["desa"])
    frame = weights.around(frame, design["desa"])
    if frame is not None and design_columns.GIVEN not in design:
        weights.refuse_too_few(design, frame)
    design = design.assign(**({unreadable_items.COLUMN: ";".join(unread)} if unread else {}))
    found = contradictions.contradictions(kept, export, book) + lost + _misplaced(design, export, frame)
    place = pd.DataFrame({"file": export.file, "sheet": export.sheet, "row": export.rows, **_key_cells(export)})
    stays = coarsening.coarsened(kept, book).assign(**files_of_a_region.pseudonyms(kept))
    problems = [*export.problems, *_in_folder(changed.problems), *_personal(export, book), *wrong, *twice, *_not_yet(found, wrong)]
    return combine([Survey(pd.concat([design, stays, place], axis=1), problems, None, changed.outcomes)], frame)


def _key_cells(export: Export) -> dict[str, list[str]]:
    """The cell that holds each household's number, to be named where another file has the household too."""
    field = next((name for name in files_of_a_region.NUMBER if name in export.letters), None)
    return {files_of_a_region.KEY_CELL: [export.cell(field, row) if field else "" for row in export.rows]}


def corrected_for(region_code: str, files: list[str], period: str) -> list[dict]:
    """The corrections applied to the households of a region in these files (from the project folder), read back now."""
    applied = []
    for path in survey_corrections.listed_for(files):
        survey = read_households(path, period)
        mine = survey.households[survey.households["region_code"].eq(region_code)]
        places = set(zip(mine["sheet"], mine["row"], strict=True))
        applied += [one for one in survey.corrections if one["applied"] and (one["sheet"], survey_corrections.row_of(one)) in places]
    return applied


def unread(source: Source) -> dict[str, tuple[int, list[str]]]:
    """By sheet, the row of its headers and the letters (in SPSS the names) of the columns that may hold personal data."""
    book = codebook.load(source.row["form"] or which_form.recognised(source.book))
    sheets = exports.exports(source.book, book)
    return {
        export.sheet: (export.header_row, survey_corrections.unread(export, source.book, book)) for export in (sheets.main, *sheets.repeats)
    }


def _not_yet(found: list[Problem], wrong: list[Problem]) -> list[Problem]:
    """The problems without those that only follow from a wrong answer already reported (its blank contradicts another answer)."""
    cells = {(problem.sheet, problem.cell) for problem in wrong}
    return [problem for problem in found if (problem.sheet, problem.cell) not in cells]


def _misplaced(design: pd.DataFrame, export: Export, frame: pd.DataFrame | None) -> list[Problem]:
    """Desa and strata the frame does not know, reported at the first household of each."""
    if frame is None or design_columns.GIVEN in design:
        return []
    fields = {"survey_desa_not_in_frame": ("ID.4", "desa"), "survey_stratum_not_in_frame": ("ID.5", "stratum")}
    return [
        export.problem(
            row.rule,
            export.at(fields[row.rule][0], row.row),
            fields[row.rule][0],
            getattr(row, fields[row.rule][1]),
            desa=row.desa,
            frame=row.frame,
        )
        for row in weights.misplaced(design, frame).itertuples()
    ]


def _personal(export: Export, book: Codebook) -> list[Problem]:
    """One problem that lists the items dropped as personal data, at the first of them."""
    dropped = [name for name in export.columns if name.startswith("@pribadi") or (name in book.fields and book.fields[name].personal)]
    shown = ", ".join(name.removeprefix("@pribadi:") for name in dropped)
    return (
        [export.problem("survey_personal_items", export.cell(dropped[0], export.header_row), shown, count=len(dropped))] if dropped else []
    )


def placed(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Households, or a list of desa, with their file by its place in the project."""
    folder = folders.shown(folders.raw(period))
    return rows.assign(file=folder + "/" + rows["file"].astype(str)) if len(rows.columns) else rows


@bound
def earlier_survey(period: str, root=None) -> pd.DataFrame:
    """The households of the latest earlier period with a survey; no rows where there is none.

    Only a period named alike counts ("contoh-2023" before "contoh-2024", "2021" before "2024"), so that synthetic and
    real surveys are never compared. `file` is the place in the project, as in open_period.

    >>> san.survey.earlier("contoh-2024")["period"].unique().tolist()
    ['contoh-2023']
    """
    period = str(getattr(period, "period", period))
    series, year = folders.series(period)
    before = [other for other in folders.periods() if folders.series(other)[0] == series and folders.series(other)[1] < year]
    for other in sorted(before, key=folders.series, reverse=True):
        households = read_period(other).households
        if len(households):
            return placed(households, other)
    return read_period(period).households.iloc[:0]
