"""The questionnaire as data: items, their options, and the columns of `households` they become.

Three tables in data/raw/reference/survey: codebook.csv (a row per option, as the form prints it), items.csv (a row per
item: type, range, parts, when it is asked) and, for reading, spellings.csv. A new form is new rows with its own `form`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from sanlib import words
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import conditions, reference_tables

Made = TypeVar("Made")
FORM = "2025"
PLACE = "@wilayah"
"""The field of the region a household is in; answers.csv says which code each of its names is."""
KINDS = ("single", "multi", "matrix", "open")


class Field(NamedTuple):
    """One column of `households`: `D.1`, one letter `C.4.A` or one part `E.1.DAPUR` of an item.

    `kind` is "single" (one of `options`), "tick" (a letter: yes, no, blank), "letters" (a whole select-multiple, read
    into its ticks), "integer", "decimal", "code" (digits of a fixed `width`) or "text".
    `kept` says what of the answer is kept once the file is checked: all of it (""), nothing ("no"), "month" or "decade".
    """

    name: str
    code: str
    part: str
    kind: str
    label: str
    options: tuple[str, ...] = ()
    width: int = 0
    low: float | None = None
    high: float | None = None
    required: bool = False
    personal: bool = False
    kept: str = ""


@dataclass(frozen=True, eq=False)
class Codebook:
    """One form: `items` (a row per item), `options` (a row per option) and `fields` by name, in form order.

    `asks` is the form whose questions it asks (column `questions` of forms.csv), its own name where it has its own.
    """

    form: str
    items: pd.DataFrame
    options: pd.DataFrame
    fields: dict[str, Field]
    folder: Path
    asks: str = ""

    def rows(self, name: str) -> list[tuple]:
        """The rows of another table of the folder that hold for this form, or for the questions it asks, as named tuples."""
        return _rows(self, name)

    def columns(self) -> list[Field]:
        """The fields that are read: no personal data, no whole select-multiple. What of them is kept says coarsening.coarsened."""
        return [f for f in self.fields.values() if not f.personal and f.kind != "letters"]

    def labels(self, code: str) -> dict[str, str]:
        """Option to its label, in form order; the bare code where the form prints no label."""
        return _labels(self)[code]


def table(name: str, folder: str | Path | None = None) -> pd.DataFrame:
    """A table of data/raw/reference/survey as text, blanks as ""; another folder of such tables may be named."""
    place = _place(folder)
    found = reference_tables.checked(place / name, f"survey/{name}", place.parent)
    made_of((table, name), CLASSES if name == CLASSES[0] else (name,), folder, lambda: _refuse(found, name, folder))
    return found


CLASSES = ("ladder_classes.csv", "ladder_rules.csv")
"""The tables that the classes of the ladders stand in: which rungs they are made of, and which rungs there are."""


def made_of(what: tuple, names: Iterable[str], folder: str | Path | None, make: Callable[[], Made]) -> Made:
    """What `make` gives of these tables, made anew only when one of them changed; `what` tells it from all else made of them."""
    place = _place(folder)
    return reference_tables.made_of(what, [place / name for name in names], make)


def _refuse(found: pd.DataFrame, name: str, folder: str | Path | None) -> None:
    """Refuses what is wrong in a table beyond its schema."""
    _refuse_unread(found, name)
    if name == CLASSES[0]:
        _refuse_unclassed(found, table(CLASSES[1], folder))


CONDITIONS = {
    "checks.csv": ("condition",),
    "indicators.csv": ("yes", "base"),
    "irs.csv": ("at_risk", "base"),
    "items.csv": ("asked_if",),
    "ladder_rules.csv": ("condition",),
    "repeats.csv": ("condition",),
}
"""The columns that hold conditions on answers (see conditions.py)."""


def _refuse_unread(found: pd.DataFrame, name: str) -> None:
    """Refuses a condition that cannot be parsed, and a check without a message."""
    for column in CONDITIONS.get(name, ()):
        for row, text in enumerate(found[column]):
            if not conditions.understood(text):
                raise reference_tables.refusal("survey_condition_unreadable", found, row, column)
    for row, rule in enumerate(found["rule"] if name == "checks.csv" else ()):
        if not words.has_message(rule):
            raise reference_tables.refusal("survey_check_unknown", found, row, "rule", known=", ".join(found["rule"]))


UNCLASSIFIED = "tidak_terklasifikasi"
"""The rung of a household that fits no rule, or did not answer."""


def _refuse_unclassed(classes: pd.DataFrame, rules: pd.DataFrame) -> None:
    """Refuses a ladder on which a rung that its profile's rules give is in no class, or in two."""
    for (ladder, profile), rows in classes.groupby(["ladder", "profile"], sort=False):
        given = [UNCLASSIFIED, *rules.loc[rules["profile"].eq(profile), "rung"]]
        listed = [rung for text in rows["rungs"] for rung in text.split("|")]
        wrong = [rung for rung in dict.fromkeys([*given, *listed]) if listed.count(rung) != 1]
        if wrong:
            row = classes.index.get_loc(rows.index[0])
            raise reference_tables.refusal("survey_rung_unclassed", classes, row, "rungs", ladder=ladder, rungs=", ".join(wrong))


def forms(folder: str | Path | None = None) -> pd.DataFrame:
    """The questionnaires there are, by form: name, the profiles that read its ladders, the indicators it can give."""
    return table("forms.csv", folder).set_index("form", drop=False)


def of_files(folder: str | Path | None = None) -> list[str]:
    """The forms a file can be of: those that give an indicator. The others are questions that such forms ask ("jmp")."""
    return list(forms(folder).query("indicators != ''")["form"])


def asked_by(form: str, folder: str | Path | None = None) -> str:
    """The form whose questions a form asks: column `questions` of forms.csv, its own where that is blank."""
    rows = forms(folder)
    return rows.get("questions", rows["form"]).get(form, "") or form


def instrument(form: str, folder: str | Path | None = None) -> str:
    """The instrument a form is: column `instrument` of forms.csv, its own id where that is blank.

    Two forms of one instrument join one series, so they must read their ladders by the same profiles.
    """
    return made_of((instrument, form), ("forms.csv",), folder, lambda: _instrument(form, forms(folder)))


def _instrument(form: str, rows: pd.DataFrame) -> str:
    named = rows["instrument"].where(rows["instrument"].ne(""), rows["form"]) if "instrument" in rows else rows["form"]
    alike = rows.loc[named.eq(named[form]), "profiles"]
    if alike.nunique() > 1:
        raise InputError("survey_instrument_profiles", "forms.csv", column="instrument", value=named[form], forms=", ".join(alike.index))
    return named[form]


def instruments(households: pd.DataFrame, folder: str | Path | None = None) -> str:
    """The instrument, or the instruments, of these households: figures of two are never taken for one series."""
    return " + ".join(sorted({instrument(form, folder) for form, mine in by_form(households) if mine.any() or not len(households)}))


def instrument_of(households: pd.DataFrame, keys: list[str], folder: str | Path | None = None) -> dict[tuple, str]:
    """The instrument of each domain: values of `keys` to `instruments`."""
    return {place: instruments(mine, folder) for place, mine in households.groupby(keys, sort=False)}


def every(folder: str | Path | None = None) -> list[Codebook]:
    """The codebook of each form."""
    return [load(form, folder) for form in table("forms.csv", folder)["form"]]


def by_form(households: pd.DataFrame) -> list[tuple[str, np.ndarray]]:
    """Each form among the households with the households it covers; a table without the column `form` is of the current form."""
    form = households["form"].to_numpy() if "form" in households else np.full(len(households), FORM, dtype=object)
    return [(name, form == name) for name in dict.fromkeys(form)] or [(FORM, form == FORM)]


def _place(folder: str | Path | None) -> Path:
    return Path(folder) if folder else folders.reference("survey/codebook.csv").parent


def load(form: str = FORM, folder: str | Path | None = None) -> Codebook:
    """The codebook of one form; an unknown form is refused with those there are. Read anew when a table has changed."""
    place = _place(folder)
    return _load(form, place, tuple((path.name, _written(path)) for path in sorted(place.glob("*.csv"))))


def _written(path: Path) -> int:
    """When a table was last written; 0 of a link that leads nowhere, which whoever reads it tells."""
    return path.stat().st_mtime_ns if path.exists() else 0


@functools.lru_cache(maxsize=8)
def _load(form: str, folder: Path, _changed: tuple) -> Codebook:
    options, items, asks = table("codebook.csv", folder), table("items.csv", folder), asked_by(form, folder)
    known = set(options["form"])
    if not {form, asks} & known:
        raise InputError("survey_form_unknown", "codebook.csv", column="form", value=form, known=", ".join(sorted(known)))
    options = options[options["form"].isin([form, asks])].reset_index(drop=True)
    if asks != form:
        options, items = _only_asked(form, options, items, folder)
    heads = options.drop_duplicates("code")[["code", "mode", "kind", "question", "skip"]]
    items = heads.merge(items[items["form"].isin([form, asks])].drop(columns="form"), on="code", how="left", validate="1:1")
    _check(items)
    _refuse_answers(table("answers.csv", folder), form, items, options)
    listed = _options(options)
    fields = [field for item in items.itertuples() for field in _fields(item, listed.get(item.code, []))]
    return Codebook(form, items, options[options["option"].ne("")], {field.name: field for field in fields}, folder, asks)


def _only_asked(form: str, options: pd.DataFrame, items: pd.DataFrame, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of another form's questions those that this form has a column for, each of which a file of it must have."""
    spelled = table("spellings.csv", folder)
    own = set(spelled.loc[spelled["form"].eq(form), "field"])
    kept = options["form"].eq(form) | options["code"].isin(own)
    return options[kept].reset_index(drop=True), items.assign(required=items["required"].mask(items["code"].isin(own), "yes"))


@functools.lru_cache(maxsize=64)
def _rows(book: Codebook, name: str) -> list[tuple]:
    rows = table(name, book.folder)
    return list((rows[rows["form"].isin([book.form, book.asks])] if "form" in rows else rows).itertuples(index=False))


@functools.lru_cache(maxsize=8)
def _labels(book: Codebook) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {code: {} for code in book.items["code"]}
    for row in book.options.itertuples():
        labels[row.code][row.option] = row.label or row.option
    return labels


def _check(items: pd.DataFrame) -> None:
    for code, parts in items.loc[items["parts"].fillna("").ne(""), ["code", "parts"]].itertuples(index=False):
        if not all(":" in pair for pair in parts.split("|")):
            raise InputError("survey_parts_unreadable", "items.csv", column="parts", value=parts, code=code)
    for bad in items.loc[items["type"].isna(), "code"]:
        raise InputError("survey_item_missing", "items.csv", column="code", value=bad)
    for bad in items.loc[~items["kind"].isin(KINDS), "kind"]:
        raise InputError("survey_kind_unknown", "codebook.csv", column="kind", value=bad, known=", ".join(KINDS))


def _refuse_answers(answers: pd.DataFrame, form: str, items: pd.DataFrame, options: pd.DataFrame) -> None:
    """Refuses a row of answers.csv for an item or an option the form does not have."""
    listed = options.groupby("code")["option"].agg(set).to_dict() | {"*": {""}, "@tick": {"0", "1"}}
    own_places = answers["form"].eq(form) & answers["code"].eq(PLACE)
    listed[PLACE] = set(answers.loc[own_places, "option"])  # codes of regions: whether there is one is told where a file is read
    for row, (own, code, option) in enumerate(answers[["form", "code", "option"]].itertuples(index=False)):
        if own == form and code not in listed:
            raise reference_tables.refusal(
                "reference_not_key", answers, row, "code", table="codebook.csv", its="code", known=", ".join(items["code"].head(8))
            )
        if own == form and option not in listed[code] | {""}:
            raise reference_tables.refusal("reference_not_choice", answers, row, "option", expected=", ".join(sorted(listed[code])))


def _options(options: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """The options of each item with their labels, in form order."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for code, option, label in options.loc[options["option"].ne(""), ["code", "option", "label"]].itertuples(index=False):
        listed.setdefault(code, []).append((option, label))
    return listed


def _fields(item, listed: list[tuple[str, str]]) -> list[Field]:
    options = tuple(option for option, _ in listed)
    base = {"code": item.code, "required": item.required == "yes", "personal": item.personal == "yes"}
    base["kept"] = getattr(item, "kept", "")
    if item.kind == "multi":
        whole = Field(item.code, part="", kind="letters", label=item.question, options=options, **base)
        ticks = [
            Field(f"{item.code}.{option}", part=option, kind="tick", label=f"{item.question}: {label}", **base) for option, label in listed
        ]
        return [whole, *ticks]
    kind = item.type or "single"
    answer = dict(kind=kind, options=options, width=int(item.width or 0), low=_number(item.min), high=_number(item.max), **base)
    if not item.parts:
        return [Field(item.code, part="", label=item.question, **answer)]
    return [
        Field(f"{item.code}.{part}", part=part, label=f"{item.question}: {label}", **answer)
        for part, label in (pair.split(":", 1) for pair in item.parts.split("|"))
    ]


def _number(text: str) -> float | None:
    return float(text) if text else None


def asked(book: Codebook, code: str, households: pd.DataFrame) -> pd.Series:
    """Whether an item is asked of each household by the form's skips; unknown where the answer that decides is blank."""
    rule = book.items.set_index("code")["asked_if"][code]
    return pd.Series(conditions.evaluate(rule, households), index=households.index)
