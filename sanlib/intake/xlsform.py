"""The questionnaire as an XLSForm, so that a Pokja collects with KoboToolbox or ODK exactly what sanlib reads."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import xlsxwriter

from sanlib import words
from sanlib.project.formula_text import AS_TEXT
from sanlib.reference import codebook, conditions
from sanlib.reference.codebook import Codebook, Field

SECTIONS = {
    "ID": "Identitas",
    "A": "Umum",
    "B": "Responden",
    "C": "Persampahan",
    "D": "Air limbah (tinja)",
    "E": "Drainase",
    "F": "Air",
    "G": "Higiene",
    "H": "Diare",
    "I": "Rumah",
    "J": "Makanan",
}
LANGUAGE = "Bahasa Indonesia (id)"
LABEL, MESSAGE, HINT = (f"{column}::{LANGUAGE}" for column in ("label", "constraint_message", "hint"))
SURVEY = ("type", "name", LABEL, "required", "relevant", "constraint", MESSAGE, HINT)
WRITTEN = datetime.datetime(2025, 1, 1)  # a fixed date, so that the same tables give the same file
_NUMBER = {"integer": "integer", "decimal": "decimal"}


def xlsform(path: str | Path, form: str = codebook.FORM, personal: bool = False, folder=None, children: bool = False) -> Path:
    """Writes the form: skips as relevants, ranges and "none alone" as constraints, option codes as choice names.

    Items of personal data are left out; `personal=True` keeps them, marked [data pribadi], and sanlib drops them when
    it reads the export. `children=True` asks sex and age of each child in a repeat instead of counts by age group: sanlib
    counts the repeat sheet of the export into those groups (repeats.csv).
    """
    book = codebook.load(form, folder)
    repeated = tuple(row.field for row in book.rows("repeats.csv")) if children else ()
    sheets = {
        "survey": [SURVEY, *_survey(book, personal, repeated)],
        "choices": [("list_name", "name", LABEL), *_choices(book), *(_SEXES if repeated else ())],
        "settings": [("form_title", "form_id", "version", "default_language"), (f"EHRA {form}", f"ehra_{form}", form, LANGUAGE)],
    }
    with xlsxwriter.Workbook(str(path), AS_TEXT) as workbook:
        workbook.set_properties({"title": f"EHRA {form}", "created": WRITTEN})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return Path(path)


def name(field: str) -> str:
    """An item's name in the form: "D.1" is d_1, "E.1.DAPUR" is e_1_dapur (rows of spelling_rules.csv read it back)."""
    return re.sub(r"\W", "_", field).lower()


def _survey(book: Codebook, personal: bool, repeated: tuple[str, ...]):
    section, first = "", next((name for name in book.fields if name in repeated), "")
    for field in book.fields.values():
        if field.kind == "tick" or (field.personal and not personal) or (field.name in repeated and field.name != first):
            continue
        now = field.code.split(".")[0]
        if now != section:
            yield from _group_change(section, now)
            section = now
        yield from _child_repeat(field, book) if field.name == first else [_question(field, book)]
    yield ("end_group", f"grp_{section.lower()}")


_SEXES = (("anak_jk", "1", words.label("xlsform.boy")), ("anak_jk", "2", words.label("xlsform.girl")))
OLDEST_CHILD = 30


def _child_repeat(field: Field, book: Codebook):
    """A row per child, asked when the counts would be; the names are those of the sheets sanlib reads."""
    item = book.items.set_index("code").loc[field.code]
    yield ("begin_repeat", "anak", words.label("xlsform.child"), "", relevant(item["asked_if"], book))
    yield ("select_one anak_jk", "anak_jk", words.label("xlsform.child_sex"), "yes")
    yield ("integer", "anak_umur", words.label("xlsform.child_age"), "yes", "", f". >= 0 and . <= {OLDEST_CHILD}", f"0 - {OLDEST_CHILD}")
    yield ("end_repeat", "anak")


def _group_change(before: str, after: str):
    if before:
        yield ("end_group", f"grp_{before.lower()}")
    yield ("begin_group", f"grp_{after.lower()}", SECTIONS.get(after, after))


def _question(field: Field, book: Codebook) -> tuple:
    item = book.items.set_index("code").loc[field.code]
    label = f"{field.code} {field.label}" + (" [data pribadi: tidak dibaca sanlib]" if field.personal else "")
    constraint, message = _constraint(field, item["alone"])
    return (
        _type(field),
        name(field.name),
        label,
        "yes" if field.required else "",
        relevant(item["asked_if"], book),
        constraint,
        message,
        item["skip"],
    )


def _type(field: Field) -> str:
    if field.kind in ("single", "letters"):
        return f"{'select_one' if field.kind == 'single' else 'select_multiple'} {name(field.code)}"
    return _NUMBER.get(field.kind, "text")


def _constraint(field: Field, alone: str) -> tuple[str, str]:
    if field.kind == "letters" and alone:
        return f"not(selected(., '{alone}') and count-selected(.) > 1)", f"{alone} tidak boleh bersama jawaban lain"
    if field.kind == "code":
        return f"regex(., '^[0-9]{{{field.width}}}$')", f"{field.width} angka"
    if field.low is not None:
        return f". >= {field.low:g} and . <= {field.high:.0f}", f"{field.low:g} sampai {field.high:.0f}"
    return "", ""


def _choices(book: Codebook):
    for code in book.options["code"].unique():
        yield from ((name(code), option, label) for option, label in book.labels(code).items())


def relevant(condition: str, book: Codebook) -> str:
    """A condition of items.csv in the words of XLSForm; blank stays blank (always asked)."""
    alternatives = [" and ".join(_clause(clause, book) for clause in clauses) for clauses in conditions.parse(condition)]
    return alternatives[0] if len(alternatives) == 1 else " or ".join(f"({text})" for text in alternatives)


def _clause(clause: conditions.Clause, book: Codebook) -> str:
    asked = f"${{{name(clause.name)}}}"
    if book.fields[clause.name].kind == "letters":
        return _joined([f"selected({asked}, '{value}')" for value in clause.values], " or " if clause.test == "any" else " and ")
    if clause.test in conditions.COMPARE:
        return f"{asked} {clause.test} {clause.values[0]}"
    sign = "!=" if clause.test == "!=" else "="
    return _joined([f"{asked} {sign} '{value}'" for value in clause.values], " or ")


def _joined(parts: list[str], word: str) -> str:
    return f"({word.join(parts)})" if len(parts) > 1 else parts[0]
