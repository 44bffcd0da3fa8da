"""What the files of other periods say: the history the quality rules look at, and later exports of this period's year."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import official
from sanlib.periods import period_files
from sanlib.project import folders
from sanlib.project.problems import InputError, Problem, refusal
from sanlib.survey import survey_figures


class OtherPeriods(NamedTuple):
    """What the files of other periods gave (official workbooks; figures of surveys), what became of their corrections,
    a problem for each file that cannot be read, and the fingerprint of each that was."""

    official: list[official.Figures]
    rows: list[dict]
    corrections: list[dict]
    refused: list[Problem]
    digests: dict[str, str]

    @property
    def claims(self) -> list[dict]:
        """Every figure the files state, those in dispute with them."""
        return [row for read in self.official for row in read.claims] + self.rows

    def beside(self, period: str) -> dict[str, str]:
        """The files that hold a figure of this period's year or an earlier one, each with its fingerprint."""
        names = {name for row in period_files.up_to(period, self.claims) for name in row["file"].split("; ")}
        return {name: self.digests[name] for name in sorted(names)}


def beside(period: str) -> OtherPeriods:
    """The files of every other year; none for a period whose name is more than a year."""
    return read([name for name in folders.periods() if name != period and name.isdigit() and period.isdigit()])


def read(years: list[str]) -> OtherPeriods:
    """What can be read of these periods; a file that cannot costs its own figures only."""
    found = OtherPeriods([], [], [], [], {})
    for year in years:
        _add(year, found)
    return found


def _add(year: str, found: OtherPeriods) -> None:
    """Adds a period's files; one whose SOURCES.csv cannot be used gives nothing, since the newer of two exports is then unknown."""

    def refused(problem: Problem) -> None:
        why = refusal(problem).message()
        found.refused.append(problem._replace(rule="other_period_unread", details={"why": why}))

    try:
        paths = period_files.workbooks(year)
    except InputError:
        return
    if not period_files.each(period_files.listed, [year], refused):
        return
    files = period_files.sort(paths, refused)
    reads = period_files.each(period_files.figures, files.others, refused)
    surveys = period_files.each(lambda name: survey_figures.figures(files, name), [year] if files.surveys else [], refused)
    found.official.extend(reads)
    found.rows.extend(row for survey in surveys for row in survey.rows)
    found.corrections.extend(row for one in (*reads, *surveys) for row in one.corrections)
    found.digests.update({name: source.digest for source in (*files.others, *files.surveys) for name in (source.shown, source.place)})
