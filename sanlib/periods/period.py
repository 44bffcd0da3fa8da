"""One reporting period: its workbooks read, its achievements flagged, its problems listed, its tables written."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.judging import flags, gap
from sanlib.periods import conflicting_figures, manifest, other_periods, own_files, period_files, period_shown, row_counts
from sanlib.periods.conflicting_figures import Settled
from sanlib.periods.other_periods import OtherPeriods
from sanlib.periods.own_files import OwnFiles
from sanlib.periods.period_files import Input
from sanlib.project import cache, folders, formula_text, problems, schema, staging
from sanlib.project.binding import bind, bound
from sanlib.project.problems import Problem
from sanlib.reference import corrections, reference_tables, regions, sources
from sanlib.survey.survey_figures import Surveyed


class _Tables(NamedTuple):
    """What a Period holds."""

    period: str
    achievements: pd.DataFrame
    flags: pd.DataFrame
    problems: pd.DataFrame
    history: pd.DataFrame
    sources: pd.DataFrame
    corrections: pd.DataFrame
    inputs: list[Input]
    steps: dict[str, row_counts.Step]
    beside: dict[str, str]
    provenance: str
    every_correction: pd.DataFrame
    survey: Surveyed
    found: list[Problem] = []
    """What `problems` says as a table, to be said again in another language."""


class Period(_Tables):
    """A period opened. `achievements`, `flags`, `problems` and `corrections` are of this period; `history` of all up to it.

    `households` are read when they are first asked for: a country's are more than memory may hold. `steps` counts what went into
    each step of reading and what became of it; `survey` is what the survey files gave; `beside` are the files of other periods
    that hold figures of this one or of an earlier year, with their fingerprints; `every_correction` has those of the
    other periods' files too.
    """

    @functools.cached_property
    def households(self) -> pd.DataFrame:
        """Every household surveyed, a row each, as its file was when the period was opened."""
        return self.survey.behind.table()

    @property
    def breaks(self) -> pd.DataFrame:
        """The flags of every period up to this one that stand between two periods, pilots only (schema.FLAGS)."""
        return history_flags(self)

    @property
    def gaps(self) -> pd.DataFrame:
        """Its figures against every target set that applies, as `san.gaps(period)` gives them."""
        return gap.gaps(self.achievements)

    def __repr__(self) -> str:
        return "\n".join([*period_shown.lines(self), *period_shown.calls(self)])

    def _repr_html_(self) -> str:
        return period_shown.html(self)


def open_period(period: str, root=None, lang: str | None = None, say=print, strict: bool = True) -> Period:
    """Read a period: every workbook's layout recognised, every figure flagged, one provenance line said.

    Rules see every year up to the period's own; a figure that several exports give is the newest export's. A workbook
    of this period that cannot be read stops with an InputError; one of another period becomes a problem. `strict=False`
    is for who checks a period (notebook 01): what cannot be read is an error among the problems and gives no figure.
    The language and the project handed over here hold from here on.

    >>> period = san.open_period("2018")
    Periode 2018: 1 berkas, 9 angka dari 1 wilayah; 0 kesalahan, 0 peringatan, 0 catatan mutu.
    """
    bind(lang, root)
    period = folders.check_period(period)
    paths = period_files.workbooks(period)
    reference_tables.refuse_broken()
    own = own_files.read(paths, period, strict, say)
    others = other_periods.beside(period)
    settled = conflicting_figures.settle(period_files.up_to(period, own.claims + others.claims))
    judged = _judged(settled)
    opened = _period(period, own, others, settled, judged)
    opened = opened._replace(provenance=_provenance(opened, len(paths)))
    say(opened.provenance)
    return opened


def opened(period: str | Period) -> Period:
    """The period as it is where it is open already; by its name, opened without printing its provenance line."""
    return period if isinstance(period, Period) else open_period(str(period), say=lambda _line: None)


class Judged(NamedTuple):
    """Every figure with its flags on its row, and the flags themselves, a row each (schema.FLAGS)."""

    figures: pd.DataFrame
    flags: pd.DataFrame


def _judged(settled: Settled) -> Judged:
    """The quality rules held against figures that are settled, from the cache where the same were judged by the same tables before."""
    tables = [settled.current, settled.revisions]
    made_from = [cache.print_of(tables), sorted(([*key, why] for key, why in settled.contested.items()), key=lambda one: one[:-1])]
    kept = cache.kept("judged", [*made_from, cache.reference_digests(("",))], lambda: cache.Kept({}, _judge(settled)._asdict()))
    return Judged(**kept.tables)


def _judge(settled: Settled) -> Judged:
    found = flags.find(settled.current, settled.revisions, settled.contested)
    figures = flags.mark(settled.current, found)
    return Judged(figures, _marked_synthetic(found, figures))


def _marked_synthetic(found: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Flags, those of synthetic figures with a column that says so."""
    keys = ["period", "region_code", "instrument"]
    return schema.marked(found, schema.within(found, keys, figures[figures["synthetic"]]))


def _period(period: str, own: OwnFiles, others: OtherPeriods, settled: Settled, judged: Judged) -> Period:
    """The parts of a period as its tables, but for the provenance line, which counts what stands in them."""
    year, (lost, orphaned) = folders.year(period), corrections.orphans(period)
    here, raised = (rows[rows["period"].eq(year)].reset_index(drop=True) for rows in judged)
    corrected = corrections.table([*own.corrections, *lost])
    told = _problems(period, own, others, settled) + orphaned
    return Period(
        period,
        achievements=here,
        flags=raised,
        problems=problems.table(told),
        history=judged.figures,
        sources=own.listed,
        corrections=corrected,
        inputs=own.inputs,
        steps=row_counts.of_period(own, others, settled, corrected, year, len(here)),
        beside=others.beside(period),
        provenance="",
        every_correction=pd.concat([corrected, corrections.table(others.corrections)], ignore_index=True),
        survey=own.survey,
        found=told,
    )


def _problems(period: str, own: OwnFiles, others: OtherPeriods, settled: Settled) -> list[Problem]:
    """What is wrong in the period's files and between them, what cannot be read, what is listed and not there."""
    folder = folders.raw(period)
    absent = sources.absent(folder, folders.shown(folder / sources.NAME))
    return own.problems + _of_period(settled.problems, period) + own.refused + absent + others.refused


BETWEEN_PERIODS = tuple(
    """
    patahan_metode patahan_terlewati anjlok_saat_patahan definisi_bergeser basis_melompat instrumen_campur revisi
    """.split()
)


@bound
def history_flags(opened: Period, root=None) -> pd.DataFrame:
    """The flags of every period up to this one that stand between two periods, pilots only (schema.FLAGS)."""
    every = _marked_synthetic(flags.find(opened.history, None), opened.history)
    return regions.of_pilots(every[every["flag"].isin(BETWEEN_PERIODS)])


def every_figure() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flagged achievements of every year there is, and what could not be read: a broken file costs its own figures only."""
    every = other_periods.read([period for period in folders.periods() if period.isdigit()])
    settled = conflicting_figures.settle(every.claims)
    return _judged(settled).figures, problems.table(every.refused + settled.problems)


def _of_period(found: list[Problem], period: str) -> list[Problem]:
    """What of the contradictions concerns a period: one of its own files, or a figure of its own year."""
    folder = folders.shown(folders.raw(period)) + "/"
    return [problem for problem in found if problem.file.startswith(folder) or problem.details["period"] == folders.year(period)]


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


def _write_households(survey: Surveyed, place: Path) -> None:
    """The households beside or apart from the tables made from them; none where there was no survey."""
    if not survey.counted:
        (place / HOUSEHOLDS).unlink(missing_ok=True)
        return
    place.mkdir(parents=True, exist_ok=True)
    with staging.files(place) as beside:
        survey.behind.to_parquet(beside / HOUSEHOLDS)


TABLES = ("achievements", "gaps", "problems", "flags")
HOUSEHOLDS = "households.parquet"
"""The one table that is not shared: a row a household, without what could tell who it is (see households.coarsening)."""


@bound
def write(period: str, folder: str | Path | None = None, root=None, say=print, lang: str | None = None) -> Path:
    """Write a period's tables to data/processed/<period>, its households to data/private/<period> (both into `folder` where one
    is named): beside first, then renamed, so that nothing is half-written.

    UTF-8, dot decimals, numbers rounded to 6 decimals; the same input gives the same bytes, whatever language `lang`
    the provenance line is said in: problems stand in every language side by side.
    """
    with words.speaking(words.LANGUAGES[0]):
        opened = open_period(period, say=lambda _line: None)
        gaps = gap.gaps(opened)
        record = manifest.manifest(opened, gaps)
    say(_provenance(opened, len(period_files.workbooks(opened.period))))
    place = Path(folder) if folder else folders.processed(period)
    place.mkdir(parents=True, exist_ok=True)
    with staging.files(place) as beside:
        for name, frame in zip(
            TABLES, (opened.achievements, gaps, problems.in_every_language(opened.found), opened.flags[list(schema.FLAGS)]), strict=True
        ):
            formula_text.write_csv(frame, beside / f"{name}.csv")
        manifest.write(record, beside)
    _write_households(opened.survey, place if folder else folders.private(period))
    if not folder:
        (place / HOUSEHOLDS).unlink(missing_ok=True)  # where it stood before it was kept apart
    return place
