"""One reporting period: its workbooks read, its achievements flagged, its problems listed, its tables written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import official as layouts
from sanlib import words
from sanlib.households import contradictions
from sanlib.households.read_households import read_sorted
from sanlib.households.survey_files import Sorted, received, sort
from sanlib.judging import flags, gap
from sanlib.periods import conflicting_figures, manifest
from sanlib.periods import row_counts as steps
from sanlib.project import folders, formula_text, problems
from sanlib.project.binding import bind, bound
from sanlib.project.problems import InputError, Problem
from sanlib.reference import corrections, reference_tables, regions, sources, targets
from sanlib.survey.survey_achievements import achievements as survey_achievements
from sanlib.survey.survey_achievements import estimable, without_error, without_weights

READ = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".sav")


class Input(NamedTuple):
    """A workbook of the period: what it was recognised as, by sheet, and how many figures or households it gave."""

    file: str
    layouts: list[tuple[str, str]]
    figures: int


class Period(NamedTuple):
    """A period opened. `achievements`, `flags`, `problems` and `corrections` are of this period; `history` of all up to it.

    `steps` counts what went into each step of reading and what became of it; `beside` are the files of other periods
    that hold figures of this one or of an earlier year; `every_correction` has those of the other periods' files too.
    """

    period: str
    achievements: pd.DataFrame
    households: pd.DataFrame
    flags: pd.DataFrame
    problems: pd.DataFrame
    history: pd.DataFrame
    sources: pd.DataFrame
    corrections: pd.DataFrame
    inputs: list[Input]
    steps: dict[str, steps.Step]
    beside: list[str]
    provenance: str
    every_correction: pd.DataFrame


def workbooks(period: str) -> list[Path]:
    """The workbooks of a period's folder by name, without SOURCES.csv and what Excel or the system leaves behind."""
    folder = folders.raw(period)
    found = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in READ and path.name != sources.NAME and path.name[0] not in "~."
    )
    if not found:
        raise InputError("period_empty", folders.shown(folder), value=period)
    return found


def open_period(period: str, root=None, lang: str | None = None, say=print, strict: bool = True) -> Period:
    """Read a period: every workbook's layout recognised, every figure flagged, one provenance line said.

    Rules see every year up to the period's own; a figure that several exports give is the newest export's. A workbook
    of this period that cannot be read stops with an InputError; one of another period becomes a problem. `strict=False`
    is for who checks a period (notebook 01): what cannot be read is an error among the problems and gives no figure.
    The language and the project handed over here hold from here on.
    """
    bind(lang, root)
    period = folders.check_period(period)
    paths, broken = workbooks(period), []
    for fault in reference_tables.broken():
        raise fault
    try:
        listed, files, surveyed, own, unused = _own(paths, period, None if strict else broken)
    except InputError as error:
        error.after = ("period_stopped", {"folder": folders.shown(folders.raw(period))})
        raise
    others, unread = _other_periods(period)
    mine = [row for read in own for row in read.claims] + surveyed.rows
    seen = [row for row in mine + others.every_row() if _year(row["period"]) <= _year(period)]
    settled = conflicting_figures.settle(seen)
    found = flags.find(settled.current, settled.revisions, settled.contested)
    marked = flags.mark(settled.current, found)
    here = marked["period"].eq(_year(period))
    lost, without_file = corrections.orphans(period)
    folder = folders.raw(period)
    absent = sources.absent(folder, folders.shown(folder / sources.NAME))
    told = problems.table(
        [p for read in own for p in read.problems]
        + surveyed.problems
        + _of_period(settled.problems, period)
        + broken
        + unused
        + absent
        + unread
        + without_file
    )
    corrected = corrections.table([*(row for read in own for row in read.corrections), *surveyed.corrections, *lost])
    taken = steps.Taken(
        [row["period"] for row in mine], [row["period"] for row in others.every_row()], settled.superseded["period"].tolist()
    )
    counted = steps.reading([read.counts for read in own], corrected, surveyed.households, surveyed.problems) | steps.figures(
        taken, _year(period), int(here.sum())
    )
    opened = Period(
        period,
        marked[here].reset_index(drop=True),
        surveyed.households,
        found[found["period"].eq(_year(period))].reset_index(drop=True),
        told,
        marked,
        listed,
        corrected,
        [Input(read.file, read.layouts, len(read.rows)) for read in own] + surveyed.inputs,
        counted,
        sorted({row["file"] for row in others.every_row() if _year(row["period"]) <= _year(period)}),
        "",
        pd.concat([corrected, corrections.table(others.corrections)], ignore_index=True),
    )
    opened = opened._replace(provenance=_provenance(opened, len(paths)))
    say(opened.provenance)
    return opened


BETWEEN_PERIODS = (
    "patahan_metode",
    "patahan_terlewati",
    "anjlok_saat_patahan",
    "definisi_bergeser",
    "basis_melompat",
    "instrumen_campur",
    "revisi",
)


@bound
def history_flags(opened: Period, root=None) -> pd.DataFrame:
    """The flags of every period up to this one that stand between two periods, pilots only (schema.FLAGS)."""
    every = flags.find(opened.history, None)
    return regions.of_pilots(every[every["flag"].isin(BETWEEN_PERIODS)])


def every_figure() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flagged achievements of every year there is, and what could not be read: a broken file costs its own figures only."""
    years = [period for period in folders.periods() if period.isdigit()]
    found, unread = _years(years)
    settled = conflicting_figures.settle(found.every_row())
    raised = flags.find(settled.current, settled.revisions, settled.contested)
    return flags.mark(settled.current, raised), problems.table(unread + settled.problems)


def _own(paths: list[Path], period: str, broken: list[Problem] | None):
    """The period's SOURCES.csv, its files sorted, its surveys and its official workbooks; refusals into `broken`, if any.

    A file of no known layout costs only its own figures: it is a problem of the last list, and stops nothing.
    """

    def each(step, things: list) -> list:
        return [step(thing) for thing in things] if broken is None else _each(step, things, broken.append)

    listed = next(iter(each(lambda name: _sources(name), [period])), sources.nothing().reset_index(drop=True))
    files = sort(each(lambda path: _received(path), paths))
    surveyed = next(
        iter(each(lambda name: _surveyed(files, name), [period])),
        Surveyed(read_sorted(Sorted([], [], []), period).households, [], [], [], []),
    )
    unused: list[InputError] = []
    own = [read for read in each(lambda file: _figures_or_unused(file, unused), files.others) if read]
    if broken is None and unused and not own and not files.surveys:
        raise unused[0]
    return listed, files, surveyed, own, [refusal.problem for refusal in unused]


NOT_USED = ("layout_unknown", "layout_none_near")
"""Why a file that can be read is not used: it stands beside the others and stops none of them."""


def _figures_or_unused(file, unused: list[InputError]) -> layouts.Figures | None:
    """A file's figures; None, and the refusal kept, where it is of no known layout."""
    try:
        return _figures(file)
    except InputError as error:
        if error.problem.rule not in NOT_USED:
            raise
        unused.append(error)
        return None


def _received(path: Path):
    with problems.placed(folders.shown(path.parent)), problems.costing_only(path.name):
        return received(path)


def _figures(file) -> layouts.Figures:
    with problems.placed(folders.shown(file.path.parent)), problems.costing_only(file.path.name):
        return layouts.figures(file.path, opened=lambda: file.book)


class Surveyed(NamedTuple):
    """What the household surveys of a period gave, and which files they (and their lists of desa) are."""

    households: pd.DataFrame
    rows: list[dict]
    problems: list[Problem]
    inputs: list[Input]
    corrections: list[dict]


def _surveyed(opened: Sorted, period: str) -> Surveyed:
    """The period's survey files read, estimated, and told by their place in the project."""
    folder = folders.shown(folders.raw(period))
    with problems.placed(folder):
        survey = read_sorted(opened, period)
    households = survey.households.assign(file=folder + "/" + survey.households["file"].astype(str))
    counted = [(file, "survei", len(rows)) for file, rows in households.groupby("file")]
    if survey.frame is not None:
        counted += [(f"{folder}/{name}", "daftar desa", len(rows)) for name, rows in survey.frame.groupby("file")]
    inputs = [Input(file, [("", kind)], count) for file, kind, count in counted]
    # a region left out here is told as a problem: the other regions and sources are not lost for it
    figures = survey_achievements(estimable(households))
    listed = {f"{folder}/{name}": row for name, row in sources.sources(folders.raw(period)).iterrows()}
    for column in ("source", "confidence"):
        figures[column] = [listed[file][column] if file in listed else figure for file, figure in zip(figures["file"], figures[column])]
    rows = figures.to_dict("records")
    told = [problem._replace(file=f"{folder}/{problem.file}") for problem in survey.problems + without_weights(survey.households)]
    told += without_error(households)
    told += contradictions.in_two_files(households, regions.names())
    told += [problem for file in (*opened.surveys, *opened.lists) for problem in sources.origin(file.path, folders.shown(file.path))[1]]
    return Surveyed(households, rows, told, inputs, survey.corrections)


def _year(period: str) -> str:
    return "".join(ch for ch in str(period) if ch.isdigit())[:4]


class Others(NamedTuple):
    """What the other periods' files gave: official workbooks, figures of their surveys, and their corrections."""

    reads: list
    rows: list[dict]
    corrections: list[dict]

    def every_row(self) -> list[dict]:
        return [row for read in self.reads for row in read.claims] + self.rows


def _other_periods(period: str) -> tuple[Others, list[Problem]]:
    """What the other periods' files say: history for the rules, and later exports of this period's year."""
    years = [name for name in folders.periods() if name != period and name.isdigit() and period.isdigit()]
    return _years(years)


def _years(years: list[str]) -> tuple[Others, list[Problem]]:
    """What can be read of these periods, and a problem for each file of them that cannot."""
    found, unread = Others([], [], []), []

    def refused(problem: Problem) -> None:
        why = InputError(*problem[:6], **problem.details).message()
        unread.append(problem._replace(rule="other_period_unread", details={"why": why}))

    for year in years:
        try:
            paths = workbooks(year)
        except InputError:
            continue
        if not _each(lambda name: _sources(name), [year], refused):
            continue  # without its export dates nobody knows which of two exports is the newer
        files = sort(_each(lambda path: _received(path), paths, refused))
        reads = _each(lambda file: _figures(file), files.others, refused)
        surveyed = _each(lambda name, files=files: _surveyed(files, name), [year] if files.surveys else [], refused)
        found.reads.extend(reads)
        found.rows.extend(row for one in surveyed for row in one.rows)
        found.corrections.extend(row for one in (*reads, *surveyed) for row in one.corrections)
    return found, unread


def _each(step, things: list, refused: Callable[[Problem], None]) -> list:
    """A step done with each thing; a refusal is handed over as a problem and costs that thing only."""
    done = []
    for thing in things:
        try:
            done.append(step(thing))
        except InputError as error:
            refused(error.problem)
    return done


def _of_period(found: list[Problem], period: str) -> list[Problem]:
    """What of the contradictions concerns a period: one of its own files, or a figure of its own year."""
    folder = folders.shown(folders.raw(period)) + "/"
    return [problem for problem in found if problem.file.startswith(folder) or problem.details["period"] == _year(period)]


def _sources(period: str) -> pd.DataFrame:
    """The rows of the period's SOURCES.csv whose file is there; one that cannot be used stops the run, told by its place in the project."""
    folder = folders.raw(period)
    for problem in sources.problems(folder, folders.shown(folder / sources.NAME)):
        raise InputError(*problem[:6], **problem.details)
    listed = sources.sources(folder)
    there = pd.Series([(folder / name).is_file() for name in listed["file"]], index=listed.index, dtype=bool)
    return listed[there].reset_index(drop=True)


def _provenance(opened: Period, files: int) -> str:
    rows, errors = opened.achievements, opened.problems["severity"]
    return words.label(
        "provenance",
        period=opened.period,
        files=files,
        figures=len(rows),
        regions=rows["region_code"].nunique(),
        errors=int(errors.eq("error").sum()),
        warnings=int(errors.eq("warning").sum()),
        flags=len(opened.flags),
        synthetic=words.label("provenance_synthetic") if rows["synthetic"].any() else "",
    )


TABLES = ("achievements", "gaps", "problems", "flags")
HOUSEHOLDS = "households.parquet"
"""The one table that is not shared: a row a household, without what could tell who it is (see households.coarsening)."""


@bound
def write(period: str, folder: str | Path | None = None, root=None, say=print, lang: str | None = None) -> Path:
    """Write a period's tables to data/processed/<period>, its households to data/private/<period> (both into `folder` where one
    is named): beside first, then renamed, so that nothing is half-written.

    UTF-8, dot decimals, numbers rounded to 6 decimals; the same input gives the same bytes, whatever language `lang`
    the provenance line is said in.
    """
    opened = open_period(period, say=lambda _line: None)
    say(_provenance(opened, len(workbooks(period))))
    gaps = gap.gaps(opened.achievements, targets.targets())
    place = Path(folder) if folder else folders.processed(period)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    frames = (opened.achievements, gaps, opened.problems, opened.flags)
    for name, frame in zip(TABLES, frames, strict=True):
        formula_text.write_csv(frame, beside / f"{name}.csv")
    if len(opened.households):
        opened.households.to_parquet(beside / HOUSEHOLDS, index=False)
    manifest.write(manifest.manifest(opened, gaps), beside)
    apart = {HOUSEHOLDS: place if folder else folders.private(period)}
    for path in sorted(beside.iterdir()):
        target = apart.get(path.name, place)
        target.mkdir(parents=True, exist_ok=True)
        path.replace(target / path.name)
    beside.rmdir()
    if not folder:
        (place / HOUSEHOLDS).unlink(missing_ok=True)  # where it stood before it was kept apart
    return place
