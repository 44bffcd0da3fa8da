"""Where each household belongs and how many it stands for: by the identity block of the EHRA form, or by a form's own columns.

A form says its own columns as rows of spellings.csv: `@wilayah` (the region: its BPS or Kemendagri code, or its name), `@klaster`
(the PSU), `@strata`, `@bobot` (the weight as given); any codes. A spelling "=1" is a constant: every row has it; "={ward} {month}"
is drawn from columns of the file. Names of places that are no region's are rows of answers.csv. What a form says so holds
before the identity block (ID.1 to ID.6).
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import reading
from sanlib.households import answers, coarsening, contradictions, exports, personal_data, spellings, weights
from sanlib.households.exports import Export
from sanlib.project.problems import InputError, Problem
from sanlib.reference import regions
from sanlib.reference.codebook import Codebook

REGION, CLUSTER, STRATUM, WEIGHT = OWN = spellings.DESIGN
PLACE = ("ID.1", "ID.2", "ID.3", "ID.4")
URBAN_RURAL = {"1": "perdesaan", "2": "perkotaan"}
GIVEN = "given_weight"
"""The weight the file itself brings: no list of desa replaces it."""
SYNTHETIC = "SINTETIS"


class Placed(NamedTuple):
    """The columns of the design, one row per household, and the cells that could not be understood."""

    design: pd.DataFrame
    problems: list[Problem]


def placed(typed: pd.DataFrame, export: Export, kept: np.ndarray, book: Codebook, period: str) -> Placed:
    """Region, kecamatan, desa (the PSU), stratum, urban or rural, and weight of each household `kept` of a file.

    A form that tells neither region, nor cluster, nor stratum is refused with the row to write.
    """
    own = {target: _own(target, export, kept, book) for target in OWN}
    coded = set(PLACE) <= set(typed)
    _refuse_untold(own, {REGION: coded, CLUSTER: coded, STRATUM: "ID.5" in typed}, export, book)
    blank = pd.Series([None] * len(typed), dtype=object)
    region, kecamatan, desa = (_joined(typed, PLACE[:depth]) if coded else blank for depth in (2, 3, 4))
    code, lost = _regions(own[REGION], region, export, book)
    weight, unread = _weights(own[WEIGHT], export, kept) if own[WEIGHT] is not None else (np.full(len(typed), np.nan), [])
    design = pd.DataFrame(
        {
            "period": period,
            "region_code": code,
            "kecamatan": kecamatan,
            "desa": desa if own[CLUSTER] is None else own[CLUSTER].map(exports.answer_text).map(weights.desa_code, na_action="ignore"),
            coarsening.RT: coarsening.rt_labels(typed, desa),
            "stratum": typed["ID.5"].astype(object) if own[STRATUM] is None else own[STRATUM].map(exports.answer_text),
            "urban_rural": typed["ID.6"].map(URBAN_RURAL).astype(object) if "ID.6" in typed else blank,
            "weight": weight,
            "synthetic": SYNTHETIC in f"{export.file} {export.sheet}",
            "form": book.form,
        }
    )
    return Placed(design if own[WEIGHT] is None else design.assign(**{GIVEN: weight}), lost + unread)


def _own(target: str, export: Export, kept: np.ndarray, book: Codebook) -> pd.Series | None:
    """The cells of one of the form's own columns, or what it is made of; None where the form has neither."""
    made_of = spellings.derived(book).get(target)
    if target in export.columns:
        cells = export.columns[target]
    elif made_of is not None and target == WEIGHT and _ARITHMETIC.fullmatch(made_of):
        cells = _computed(made_of, export, kept, book)
        return pd.Series(cells, dtype=object)
    elif made_of is not None:
        cells = exports.drawn(made_of, export, book)
    else:
        return None
    return pd.Series([cell for cell, wanted in zip(cells, kept, strict=True) if wanted], dtype=object)


_FACTOR = r"\s*(?:\{[^{}]+\}|\d+(?:\.\d+)?)\s*"
_ARITHMETIC = re.compile(rf"{_FACTOR}(?:[*/]{_FACTOR})+")
"""A weight made of others: "{hv005} / 1000000", "{household_weight} * {members}"."""


def _computed(made_of: str, export: Export, kept: np.ndarray, book: Codebook) -> list:
    """The product or quotient for every row `kept`; blank where a factor is blank, is no certain number, or divides by 0."""
    first, *others = re.split(r"([*/])", made_of)
    found = _factor(first, export, kept, book)
    for sign, part in zip(others[::2], others[1::2], strict=True):
        factor = _factor(part, export, kept, book)
        found = found * factor if sign == "*" else found / np.where(factor == 0, np.nan, factor)
    return [None if np.isnan(one) else float(one) for one in found]


def _factor(text: str, export: Export, kept: np.ndarray, book: Codebook) -> np.ndarray:
    name = spellings.PARTS.fullmatch(text.strip())
    if not name:
        return np.full(int(np.count_nonzero(kept)), float(text))
    field = spellings.headers(book)[reading.normalise(name[1])]
    cells = pd.Series([cell for cell, wanted in zip(export.columns[field], kept, strict=True) if wanted], dtype=object)
    return np.array(_as_numbers(cells, export, kept, field), dtype=float)


def _refuse_untold(own: dict, coded: dict[str, bool], export: Export, book: Codebook) -> None:
    absent = [target for target, told in coded.items() if own[target] is None and not told]
    if absent:
        raise InputError("survey_design_untold", export.file, export.sheet, column=", ".join(absent), form=book.form)


def _joined(typed: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series:
    return pd.Series(contradictions.joined(typed, list(parts), "."), dtype=object)


def _regions(own: pd.Series | None, kemendagri: pd.Series, export: Export, book: Codebook) -> tuple[pd.Series, list[Problem]]:
    """BPS codes, and the first cell of each name or code that is no region."""
    field, said = ("ID.2", kemendagri) if own is None else (REGION, own.map(exports.answer_text))
    places = {reading.normalise(row.spelling): row.option for row in book.rows("answers.csv") if row.code == REGION}
    known = {name: _region(places.get(reading.normalise(name)) or name, own is not None) for name in said.dropna().unique()}
    code = said.map(known).astype(object)
    rows = np.flatnonzero(code.isna() & said.notna())
    # a constant stands in no cell of the file: it is refused once, by its row
    if own is not None and field not in export.letters and len(rows):
        raise InputError("survey_region_constant", "spellings.csv", column=REGION, value=said.iloc[rows[0]])
    rule = "survey_region_unknown" if own is None else "survey_place_unknown"
    first = [row for row in rows if said.iloc[row] not in set(said.iloc[:row])]
    return code, [_problem(rule, export, field, row, said.iloc[row]) for row in (rows if own is None else first)]


def _region(name: str, own: bool) -> str | None:
    by_code = regions.by_kemendagri()
    if name in by_code or not own:
        return by_code.get(name)
    found = regions.candidates(name, regions.PLACES)
    return found[0] if len(found) == 1 else None


def _weights(own: pd.Series, export: Export, kept: np.ndarray) -> tuple[np.ndarray, list[Problem]]:
    """Weights as given; one that is no certain number, or negative, is reported and blank: its household is in no estimate."""
    read = np.array(_as_numbers(own, export, kept), dtype=float)
    wrong = np.flatnonzero(~(read >= 0) & ~own.map(reading.is_blank).to_numpy(dtype=bool))
    if WEIGHT not in export.letters and len(wrong):
        raise InputError("survey_weight_unreadable", "spellings.csv", column=WEIGHT, value=own.iloc[0])
    return np.where(read >= 0, read, np.nan), [_problem("survey_weight_unreadable", export, WEIGHT, row, own.iloc[row]) for row in wrong]


def _as_numbers(own: pd.Series, export: Export, kept: np.ndarray, field: str = WEIGHT) -> list[float | None]:
    """Numbers as they are; text by the decimal sign its whole column proves ("12.345" beside "7.25")."""
    written = export.table is not None and export.table.column(field) is not None
    if not written or not own.map(lambda cell: isinstance(cell, str)).any():
        return own.map(answers.as_number).tolist()
    values = reading.numbers(export.table, field, "amount").values
    of_data = [value for row, value in zip(export.table.rows, values, strict=True) if row.kind == "data"]
    return [value for value, wanted in zip(of_data, kept, strict=True) if wanted]


def _problem(rule: str, export: Export, field: str, row: int, value) -> Problem:
    cell = export.at(field, row)
    return export.problem(rule, cell, field, personal_data.shown(value))
