"""The kind of each file of a period: household survey, list of desa, questionnaire, or anything else."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading
from sanlib.households import weights, which_form
from sanlib.project import cache
from sanlib.reference.sources import Source

DEPENDS_ON = ("bounds.csv", "regions.csv", "survey/")
"""The reference tables that say what a survey file means."""
SURVEY, LIST, OTHER, FORM = "survey", "list", "other", "form"


class Sorted(NamedTuple):
    """Files by what they hold: household surveys, lists of desa, and anything else; a questionnaire (XLSForm) holds no data."""

    surveys: list[Source]
    lists: list[Source]
    others: list[Source]


def kind(source: Source) -> str:
    """What a file holds (SURVEY, LIST, FORM or OTHER), told by its headers; one looked at before and unchanged is not opened again."""
    return cache.kept("holds", source.made_from(DEPENDS_ON), lambda: cache.Kept({"holds": _holds(source.book)})).told["holds"]


def is_known(source: Source) -> bool:
    """Whether a file was looked at before and has not changed since."""
    return cache.holds("holds", source.made_from(DEPENDS_ON))


def is_form_file(book: reading.Book) -> bool:
    """Whether a workbook is a questionnaire (XLSForm): sheets survey and choices, and no answers."""
    return {"survey", "choices"} <= {sheet.name.strip().casefold() for sheet in book.sheets}


def _holds(book: reading.Book) -> str:
    if is_form_file(book):
        return FORM
    if which_form.is_survey(book):
        return SURVEY
    return LIST if weights.is_frame(book) else OTHER


def sort(files: list[Source]) -> Sorted:
    """Files in the order given, by what they hold."""
    return of_kinds([(kind(source), source) for source in files])


def of_kinds(found: list[tuple[str, Source]]) -> Sorted:
    """Files in the order given, each beside its kind, as a Sorted."""
    return Sorted(*([source for holds, source in found if holds == wanted] for wanted in (SURVEY, LIST, OTHER)))
