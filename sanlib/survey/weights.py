"""How many households one respondent stands for, from the frame: every desa of the region with its households.

weight = households of the desa / its respondents, times (desa in the stratum / desa sampled in it) [own: no guide prints
a formula]. Estimates without weights stay possible; they reproduce old tables.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sanlib import reading
from sanlib.problems import InputError, Problem
from sanlib.survey import codebook

FRAME = ("desa", "desa_name", "kecamatan_name", "stratum", "households", "synthetic", "source", "file", "cell")


def read_frame(path: str | Path, folder=None) -> pd.DataFrame:
    """A desa of the region per row: Kemendagri code, name, stratum, households; a desa without a number is refused."""
    book = reading.open_book(path)
    rows = codebook.table("frame_headers.csv", folder)
    spelled = dict(zip(rows["spelling"], rows["field"]))
    required = set(rows.loc[rows["required"].eq("yes"), "field"])
    tables = [table for sheet in book.sheets for table in reading.find_tables(sheet, spelled, required)]
    if not tables:
        raise InputError("survey_frame_headers", book.file, column=", ".join(sorted(required)))
    return pd.concat([_frame(table) for table in tables], ignore_index=True)


def is_frame(path: str | Path, folder=None) -> bool:
    """Whether a file is such a list of desa."""
    try:
        return len(read_frame(path, folder)) > 0
    except InputError as error:
        if error.problem.rule == "survey_frame_headers":
            return False
        raise


def _frame(table: reading.Table) -> pd.DataFrame:
    counts = reading.numbers(table, "households", "count").values
    rows = [dict(row.values, households=count, file=table.file, cell=row.cell("households"))
            for row, count in zip(table.rows, counts, strict=True) if row.kind == "data"]
    frame = pd.DataFrame(rows).reindex(columns=list(FRAME))
    frame["desa"] = frame["desa"].map(reading.text)
    frame["stratum"] = frame["stratum"].map(reading.text)
    frame["synthetic"] = frame["synthetic"].map(reading.normalise).isin(["ya", "yes", "true", "1"])
    for bad in frame[~(frame["households"] > 0)].itertuples():
        raise InputError("survey_frame_households", table.file, table.sheet, bad.cell, "households", bad.desa)
    for twice in frame.loc[frame["desa"].duplicated(), "cell"]:
        raise InputError("survey_frame_desa_twice", table.file, table.sheet, twice, "desa")
    return frame


def weigh(households: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """The weight of each household; blank where its desa is not in the frame (see `outside`)."""
    known = frame.set_index("desa")
    size = households["desa"].map(known["households"]).astype(float)
    respondents = households.groupby("desa")["desa"].transform("size")
    return size / respondents * households["desa"].map(_stage_one(households, known))


def _stage_one(households: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Desa in the stratum over desa sampled in it, by desa; regions have strata of their own."""
    group = known.index.str.slice(0, 5) + known["stratum"]
    sampled = known.index.isin(households["desa"].dropna().unique())
    return group.groupby(group).transform("size") / group.where(sampled).groupby(group).transform("count").replace(0, np.nan)


def outside(households: pd.DataFrame, frame: pd.DataFrame) -> list[Problem]:
    """Desa that no weight can be given, and strata the frame gives otherwise: one problem per desa, at its first row."""
    known = frame.set_index("desa")["stratum"]
    first = households.drop_duplicates(["desa", "stratum"])
    listed = first["desa"].map(known)
    missing, other = first[first["desa"].notna() & listed.isna()], first[listed.notna() & listed.ne(first["stratum"])]
    return [Problem("survey_desa_not_in_frame", row.file, row.sheet, str(row.row), "desa", row.desa)
            for row in missing.drop_duplicates("desa").itertuples()] + [
            Problem("survey_stratum_not_in_frame", row.file, row.sheet, str(row.row), "stratum", row.stratum,
                    {"desa": row.desa, "frame": known[row.desa]})
            for row in other.drop_duplicates("desa").itertuples()]
