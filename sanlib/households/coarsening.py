"""What of a household's answers is kept: what no indicator needs and could tell who lives there stays in the reader.

Column `kept` of items.csv says it item by item: blank keeps the answer; "no" drops it once the file has been checked
(the numbers of the questionnaire and of the RT, relation, numbers of people); "month" keeps of a date its month; "decade"
of an age its ten years. What an indicator asks for is kept as it was answered, whatever the column says. The RT stays
as a number of its own (`rt`), because a sample may have been drawn by it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib.project import date_texts
from sanlib.reference import codebook, conditions
from sanlib.reference.codebook import Codebook

RT, RT_ITEM = "rt", "ID.7"
OLDEST = 70
"""Ages from here on are one band."""


def coarsened(answers: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """The typed answers as they are kept: some dropped, dates as months ("2023-05"), ages as bands ("40-49", "70+")."""
    needed = _needed(book)
    how = {field.name: "" if {field.name, field.code} & needed else field.kept for field in book.columns()}
    kept = [name for name in answers if how[name] != "no"]
    return answers[kept].assign(**{name: _coarse(answers[name], how[name]) for name in kept if how[name]})


def _needed(book: Codebook) -> set[str]:
    """The answers that an indicator, a rung of a ladder or the risk index asks for."""
    asking = {name: columns for name, columns in codebook.CONDITIONS.items() if name in ("indicators.csv", "irs.csv", "ladder_rules.csv")}
    texts = (getattr(row, column) for name, columns in asking.items() for row in book.rows(name) for column in columns)
    return {field for text in texts for field in conditions.fields(text)}


def _coarse(values: pd.Series, how: str) -> np.ndarray:
    to = {"month": _month, "decade": _decade}[how]
    numbers, occurring = pd.factorize(values)
    return np.array([*map(to, occurring), None], dtype=object)[numbers]


def _month(text: str) -> str | None:
    """The month of a date; None where nobody can tell it."""
    try:
        return date_texts.iso(text)[:7]
    except ValueError:
        return None


def _decade(years: float) -> str:
    first = int(years) // 10 * 10
    return f"{OLDEST}+" if first >= OLDEST else f"{first}-{first + 9}"


def rt_labels(answers: pd.DataFrame, desa: pd.Series) -> np.ndarray:
    """The RT of each household as a number of its own, counted as they first appear in the file; None where it is blank."""
    if RT_ITEM not in answers:
        return np.full(len(answers), None, dtype=object)
    own = pd.factorize(desa.astype(object).fillna("").astype(str) + " " + answers[RT_ITEM].astype(object).fillna("").astype(str))[0]
    return np.where(answers[RT_ITEM].notna(), (own + 1).astype(str), None)
