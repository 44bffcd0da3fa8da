"""Defects planted in the sample, so that checking it is instructive: rows of defects.csv, each at a known household."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pandas as pd

from sanlib.households.contradictions import NUMBER_PARTS
from sanlib.reference.codebook import Codebook

_FIRST = ("Mawar", "Melati", "Kenanga", "Cempaka", "Dahlia", "Anggrek", "Teratai", "Seruni")


def listed(layout: str) -> pd.DataFrame:
    """The defects planted in files of one format."""
    with (resources.files(__package__) / "defects.csv").open(encoding="utf-8") as stream:
        rows = pd.read_csv(stream, dtype=str, keep_default_na=False)
    return rows[rows["format"].eq(layout)].reset_index(drop=True)


def plant(answers: pd.DataFrame, layout: str, book: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers with every defect of the format in them, and where each one stands (`row` counted from 0)."""
    rows, spoilt = listed(layout), answers.copy()
    places = []
    for defect in rows.itertuples():
        if not defect.household:
            spoilt, place = _column(spoilt, defect.changes), -1
        elif defect.changes == "@copy":
            spoilt = pd.concat([spoilt, spoilt.iloc[[int(defect.household)]]], ignore_index=True)
            place = len(spoilt) - 1
        else:
            place = int(defect.household)
            _change(spoilt, place, defect.changes, book)
        places.append(place)
    return spoilt, rows.assign(row=places)


def _change(answers: pd.DataFrame, row: int, changes: str, book: Codebook) -> None:
    for name, value in (change.split("=", 1) for change in changes.split(";")):
        answers.at[row, name] = _value(answers, row, name, value, book)


def _value(answers: pd.DataFrame, row: int, name: str, value: str, book: Codebook):
    if value == "@parts":
        return "".join(answers.loc[row, NUMBER_PARTS])
    if value.startswith("@"):
        return answers.at[int(value[1:]), name]
    numeric = book.fields[name].kind in ("tick", "integer", "decimal") and value.isdigit()
    return None if value == "" else float(value) if numeric else value


def _column(answers: pd.DataFrame, change: str) -> pd.DataFrame:
    """A column of invented personal data at the end."""
    name, kind = change.split("=")
    number = np.arange(len(answers))
    names = [f"{_FIRST[n % 8]} Contoh {_FIRST[n // 8 % 8]} {_FIRST[n // 64 % 8]}" for n in number]
    return answers.assign(**{name: names if kind == "@names" else [f"0800{n:08d}" for n in number]})
