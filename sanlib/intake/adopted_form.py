"""The rows by which a survey's own form is read: what its columns and answers mean, in the tables of the survey."""

from __future__ import annotations

import re
from pathlib import Path

from sanlib.households import spellings
from sanlib.intake.survey_meanings import JOINT, NEW_SAID, REGION, UNKNOWN, Row
from sanlib.reference import codebook, core_questions, regions

SLUDGE = {"JMP.EMPTIED", "JMP.SLUDGE"}
RUNGS = {
    "jmp_inti": ("at_least_basic", "safely_managed", "basic", "limited", "improved", "unimproved", "open_defecation"),
    "jmp_inti_tanpa_lumpur": ("at_least_basic", "limited", "improved", "unimproved", "open_defecation"),
    "jmp_inti_tanpa_berbagi": ("improved", "unimproved", "open_defecation"),
}
"""By profile of the ladder what a form can give, what its pages show first at the head: without where sludge goes no safely
managed, without sharing no basic."""
TOILET, WASTE = {"JMP.TOILET", "JMP.PLACE"}, {"JMP.WASTE": ("terlayani", "ditangani_di_rumah", "dibakar", "dibuang")}
HANDWASHING = {"JMP.HANDWASHING", "JMP.HANDWATER", "JMP.SOAP"}


def columns(table: list[Row]) -> list[tuple[str, str]]:
    """Each question, or field of the design, with a column that is said to be it: several where a file holds versions of a form."""
    return [(field, row.column) for row in table if not row.answer for field in row.means.split() if field != UNKNOWN]


def questions(table: list[Row]) -> dict[str, str]:
    """By question, or field of the design, a column that is said to be it."""
    return dict(columns(table))


def missing(table: list[Row]) -> list[str]:
    """What a form needs and no column is said to hold: the question on the toilet, and the fields of the survey's design."""
    asked = questions(table)
    return [*(["JMP.TOILET"] if "JMP.TOILET" not in asked else []), *(field for field in spellings.DESIGN if field not in asked)]


def rows(table: list[Row], form: str, title: str, file: str) -> dict[str, list[dict[str, str]]]:
    """The rows to write, by table of data/raw/reference."""
    asked = questions(table)
    spelled = [{"form": form, "field": code, "spelling": column} for code, column in columns(table)]
    return {
        "regions.csv": _places(table, asked.get(REGION, ""), file),
        "survey/forms.csv": [_form(set(asked), form, title, file)],
        "survey/spellings.csv": [*spelled, {"form": form, "field": "@abaikan", "spelling": spellings.WILDCARD}],
        "survey/answers.csv": _answers(table, form),
    }


def _form(asked: set[str], form: str, title: str, file: str) -> dict[str, str]:
    profile = (
        "jmp_inti" if {"JMP.SHARED"} | SLUDGE <= asked else "jmp_inti_tanpa_lumpur" if "JMP.SHARED" in asked else "jmp_inti_tanpa_berbagi"
    )
    waste = [f"rumah tangga:{rung}" for question, rungs in WASTE.items() if question in asked for rung in rungs]
    given = [*(f"jmp:jmp_{rung}" for rung in RUNGS[profile]), *waste, *(["jmp_handwashing"] if asked >= HANDWASHING else [])]
    return {
        "form": form,
        "instrument": title,
        "name_id": title,
        "name_en": title,
        "profiles": "|".join([profile, *(["sampah_inti"] if waste else [])]),
        "indicators": "|".join(given),
        "source": file,
        "questions": core_questions.FORM,
    }


def _answers(table: list[Row], form: str) -> list[dict[str, str]]:
    """A row for each way an answer is written, as its code and as its label; one that is not confirmed is unknown."""
    asked = {column: code for code, column in columns(table)}
    written: dict[tuple[str, str], str] = {}
    for row in (row for row in table if row.answer and row.column in asked):
        code = asked[row.column]
        option = "" if row.means == UNKNOWN else row.means
        if code == REGION and (option in ("", *NEW_SAID) or regions.candidates(row.answer, regions.PLACES) == [option]):
            continue  # the name says it
        for text in (row.answer, *(row.label.split(JOINT) if row.label and code != REGION else ())):
            written.setdefault((code, text), option)
    return [{"form": form, "code": code, "spelling": text, "option": option} for (code, text), option in written.items()]


def _places(table: list[Row], column: str, file: str) -> list[dict[str, str]]:
    """A row of regions.csv for each place that is none of the official list's."""
    known = set(regions.names())
    own = [row for row in table if row.column == column and row.answer and row.means in NEW_SAID]
    return [
        {"region_code": code, "kind": regions.OWN, "region": row.answer, "province_code": code, "source": file}
        for row in own
        if (code := _region(row)) not in known
    ]


def _region(row: Row) -> str:
    return _slug(row.answer) if row.means in NEW_SAID else row.means


def _slug(name: str) -> str:
    """A code of a place of one's own: its letters and digits; never digits alone, which are codes of BPS."""
    slug = re.sub(r"[^a-z0-9]+", "_", core_questions.plain(name)).strip("_") or "tempat"
    return f"tempat_{slug}" if slug[0].isdigit() else slug


def name(export: Path) -> str:
    """A name for the form that no form has yet, after the file without its year."""
    bare = re.sub(r"(?:19|20)\d\d", "", export.stem.casefold())
    slug = re.sub(r"[^0-9a-z]+", "_", bare).strip("_") or "survei"
    taken = set(codebook.forms()["form"])
    return next(one for one in (slug, *(f"{slug}_{number}" for number in range(2, 1000))) if one not in taken)
