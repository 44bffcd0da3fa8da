"""Which questionnaire a file is: named by the analyst, or the only one its headers fit; never guessed."""

from __future__ import annotations

from sanlib import reading
from sanlib.households import exports
from sanlib.households.answers import Typed
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.reference.codebook import Codebook

MOST_UNLISTED, FEWEST = 0.25, 8
"""More than this share of the answers of a required item in no list of the form: another form [own rule]."""


NEAR = 0.5
"""At least this part of what a form requires must be there for the form to be named as the nearest [own rule]."""


def is_survey(source: reading.Book, folder=None) -> bool:
    """Whether a file's headers name what every household of some form answers."""
    return any(exports.is_survey(source, codebook.load(form, folder)) for form in codebook.of_files(folder))


def recognised(source: reading.Book, folder=None) -> str:
    """The one form whose headers these are; several are refused with how to name it. Where none fits it is the one that
    comes nearest, so that the refusal names what that one has and this file has not."""
    known = codebook.of_files(folder)
    if len(known) == 1 and source.kind != exports.SPSS:
        return known[0]
    near = {form: exports.nearness(source, codebook.load(form, folder)) for form in known}
    fitting = [form for form in known if _fits(source, codebook.load(form, folder))]
    if len(fitting) > 1:
        raise InputError("survey_form_ambiguous", source.file, value=", ".join(fitting))
    nearest = max(known, key=near.__getitem__)
    if not fitting and near[nearest][0] < NEAR:
        raise InputError("survey_form_none", source.file, path=folders.shown(source.path))
    return fitting[0] if fitting else nearest


def _fits(source: reading.Book, book: Codebook) -> bool:
    try:
        exports.exports(source, book)
    except InputError:
        return False
    return True


def refuse_other(export: exports.Export, read: dict[str, Typed], book: Codebook) -> None:
    """Refuses a file without a stated form whose answers fit another form: its codes would be read with the wrong meaning."""
    for field in (field for field in book.fields.values() if field.required and field.kind == "single"):
        filled = sum(not reading.is_blank(cell) for cell in export.columns.get(field.name, ()))
        wrong = len(read[field.name].wrong) if field.name in read else 0
        if filled >= FEWEST and wrong > MOST_UNLISTED * filled:
            raise InputError(
                "survey_form_other",
                export.file,
                export.sheet,
                export.at(field.name, read[field.name].wrong[0]),
                field.name,
                wrong,
                filled=filled,
                form=book.form,
            )
