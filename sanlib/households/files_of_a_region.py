"""Several survey files of one region: each household once, and the files pooled only where they are evidently one survey.

A household is its questionnaire number (ID.9: desa, stratum and respondent). Two copies of one number with the same
answers are one household, told at the copy's cell. The files are one survey where all are of one form, no number has two
sets of answers, and every household of a desa that two files hold has a number. Any other region is set aside.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.households import contradictions, weights
from sanlib.project import cache
from sanlib.project.problems import Problem
from sanlib.reference import regions

KEY_CELL, KEY, ANSWERS = "key_cell", "household_key", "answers_key"
"""While files are read: the cell of each household's number, what stands for the number, and for its answers (see pseudonyms)."""
WHILE_READ = (KEY_CELL, KEY, ANSWERS)
NUMBER = ("ID.9", "ID.8", "ID.4", "ID.1")
"""The items whose cell stands for a household's number: the first that the file has."""


def places(households: pd.DataFrame) -> list[str]:
    """The regions a file's households lie in, by their code and by what their desa begin with: what weights and figures look at at once."""
    desa = households["desa"].dropna().astype(str).str[: weights.REGION]
    return sorted({*households["region_code"].dropna(), *desa})


def together(places_of: list[list[str]]) -> list[list[int]]:
    """Files, by their number, that lie in one region, or in regions that share a file: no other file changes what these give."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, mine in enumerate(places_of):
        met = [group for group in groups if not group[0].isdisjoint(mine)]
        groups = [group for group in groups if group[0].isdisjoint(mine)]
        groups.append((set(mine).union(*(names for names, _ in met)), [*(one for _, them in met for one in them), number]))
    return sorted(sorted(numbers) for _, numbers in groups)


class Joined(NamedTuple):
    """Households of surveys that can be estimated, those of regions set aside, and what is told of the files."""

    households: pd.DataFrame
    apart: pd.DataFrame
    problems: list[Problem]


def joined(households: pd.DataFrame) -> Joined:
    """The households of all files, each once (see the module's first lines); with one file a region nothing changes."""
    several = households.groupby("region_code")["file"].transform("nunique").gt(1)
    if not several.any():
        return Joined(households, households.iloc[:0], [])
    keyed = households.rename(columns={KEY: "key"})
    found = [_region(code, mine) for code, mine in keyed[several].groupby("region_code", sort=True)]
    apart = {code for (code, _), one in zip(keyed[several].groupby("region_code", sort=True), found, strict=True) if one.why}
    dropped = {index for one in found for index in one.again}
    kept = households[~households["region_code"].isin(apart) & ~households.index.isin(dropped)]
    return Joined(
        kept.reset_index(drop=True),
        households[households["region_code"].isin(apart)].reset_index(drop=True),
        [problem for one in found for problem in one.problems],
    )


class _Files(NamedTuple):
    """What became of the files of one region: copies left out, why it is set aside ("" = pooled), what is told."""

    again: list
    why: str
    problems: list[Problem]


def pseudonyms(answers: pd.DataFrame) -> dict[str, list[str | None]]:
    """A pseudonym of each household's number and one of all its answers, the same in every file; neither can be read back.

    The number is ID.9, else the six answers it is made of; blank where any of those is.
    """
    numbers = contradictions.numbers_of(answers)
    secret = cache.secret()
    return {
        KEY: [None if pd.isna(number) else _stands_for(str(number), secret) for number in numbers],
        ANSWERS: [_stands_for(text, secret) for text in _as_one_text(answers)],
    }


def _as_one_text(answers: pd.DataFrame) -> list[str]:
    """All answers of each household in one text, equal for two households of a form where every answer is."""
    closed = {name: codes for name, column in answers.items() if (codes := _codes(column.array)) is not None}
    blank = np.zeros(len(answers), dtype=np.int16)
    codes = np.column_stack([blank, *closed.values()])
    texts = zip(map(str, blank), *(_as_texts(answers[name]) for name in answers if name not in closed), strict=True)
    return ["\x1f".join((row.tobytes().hex(), *text)) for row, text in zip(codes, texts, strict=True)]


def _codes(answers) -> np.ndarray | None:
    """Answers of a closed list as their places in the form's list, blank as -1; None for numbers and text."""
    if isinstance(answers, pd.Categorical):
        return answers.codes.astype(np.int16)
    return answers.to_numpy(dtype=np.int16, na_value=-1) if isinstance(answers, pd.arrays.BooleanArray) else None


def _as_texts(answers: pd.Series) -> list[str]:
    """Other answers as text, blank as "": each that occurs is written once, because few do."""
    numbers, occurring = pd.factorize(answers)
    return np.array([*map(str, occurring), ""], dtype=object)[numbers].tolist()


def _stands_for(text: str, secret: bytes) -> str:
    return hmac.digest(secret, text.encode(), "sha256").hex()[:24]


def _region(code: str, mine: pd.DataFrame) -> _Files:
    again, twice = _copies(mine)
    rest = mine.drop(index=again)
    why = _why_apart(rest)
    told = [_household("survey_household_in_two_files", mine, index, first) for index, first in again.items()]
    told += [_household("survey_number_in_two_files", mine, index, first) for index, first in twice.items()]
    return _Files(list(again), why, [*told, _of_region(code, mine, rest, len(again), why)])


def _copies(mine: pd.DataFrame) -> tuple[dict, dict]:
    """Households whose number stands in an earlier file too, by index, with the index of that first one: those with the
    same answers, and those with others."""
    same, other = {}, {}
    for _, rows in mine[mine["key"].notna()].groupby("key", sort=True):
        if rows["file"].nunique() > 1:
            first, *others = rows.sort_values(["file", "row"]).index
            for index in others:
                alike = mine.at[index, ANSWERS] == mine.at[first, ANSWERS]
                (same if alike else other)[index] = first
    return same, other


def _why_apart(rest: pd.DataFrame) -> str:
    """Why files are not evidently one survey: two forms, two answers to one number, or no number where a desa is shared."""
    if rest["form"].nunique() > 1:
        return "forms"
    if rest.groupby("key")["file"].nunique().gt(1).any():
        return "answers"
    shared = rest.groupby("desa")["file"].transform("nunique").gt(1)
    return "numbers" if (shared & rest["key"].isna()).any() else ""


def _household(rule: str, mine: pd.DataFrame, index, first) -> Problem:
    row, other = mine.loc[index], mine.loc[first]
    return Problem(rule, row["file"], row["sheet"], row[KEY_CELL], "ID.9", "", {"other": other["file"], "first": other[KEY_CELL]})


def _of_region(code: str, mine: pd.DataFrame, rest: pd.DataFrame, again: int, why: str) -> Problem:
    """The files of a region by name with their households: pooled, or set aside and why."""
    counts = mine.groupby("file").size()
    return Problem(
        f"survey_files_{why}" if why else "survey_region_in_two_files",
        mine["file"].max(),
        value=", ".join(f"{file} (n = {count})" for file, count in counts.items()),
        details={
            "region": regions.names().get(code, code),
            "forms": ", ".join(sorted(mine["form"].unique())),
            "n": len(rest),
            "again": again,
        },
    )
