"""How many households one respondent stands for, from the frame: every desa of the region with its households.

weight = households of the desa / its respondents, times (desa in the stratum / desa sampled in it) [own: no guide prints
a formula]. Estimates without weights stay possible; they reproduce old tables.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from sanlib import reading
from sanlib.households import spellings
from sanlib.project import identifiers
from sanlib.project.problems import InputError, Problem
from sanlib.reference import bounds, codebook, regions

NAMES = ("desa_name", "kecamatan_name")
REGION = 5
"""How much of a desa's Kemendagri code (35.72.01.1001) is its region."""
FRAME = ("desa", "desa_name", "kecamatan_name", "stratum", "households", "synthetic", "source", "file", "sheet", "cell")


def read_frame(source: str | Path | reading.Book) -> pd.DataFrame:
    """A desa of the region per row: Kemendagri code, name, stratum, households; a desa without a number is refused."""
    book = source if isinstance(source, reading.Book) else reading.open_book(source)
    tables, required = _lists(book)
    if not tables:
        raise InputError("survey_frame_headers", book.file, column=", ".join(sorted(required)))
    return as_one([_frame(table) for table in tables])[0]


def as_one(lists: list[pd.DataFrame]) -> tuple[pd.DataFrame, list[Problem]]:
    """Several lists of desa as one, a row per desa, with a notice for each list whose rows only repeat another's.

    Raises InputError where two rows give a desa different households or another stratum: nothing says which holds.
    """
    rows = pd.concat(lists, ignore_index=True) if lists else pd.DataFrame(columns=list(FRAME))
    first = rows.drop_duplicates("desa")
    again = rows[rows["desa"].duplicated()].merge(first, on="desa", suffixes=("", "_first"), validate="many_to_one")
    for row in again.itertuples():
        if (row.stratum, row.households) != (row.stratum_first, row.households_first):
            raise InputError("survey_frame_desa_differs", row.file, row.sheet, row.cell, "desa", row.desa, other=_first(row))
    pairs = again.groupby(["file", "sheet", "file_first", "sheet_first"], sort=False)
    return first.reset_index(drop=True), [_listed_again(alike.iloc[0], len(alike)) for _, alike in pairs]


def _listed_again(row, count: int) -> Problem:
    """The notice that so many desa, from this row on, stand in another list with the same content."""
    return Problem("survey_frame_desa_again", row.file, row.sheet, row.cell, "desa", str(count), {"other": _first(row)})


def _first(row) -> str:
    """Where the desa of a row stands first."""
    return " > ".join(filter(None, (row.file_first, row.sheet_first, row.cell_first)))


def is_frame(book: reading.Book) -> bool:
    """Whether a file is a list of desa with their households, told by its headers; what is wrong in its rows is for `read_frame`."""
    return any(row.kind == "data" for table in _lists(book)[0] for row in table.rows)


def _lists(book: reading.Book) -> tuple[list[reading.Table], set[str]]:
    """The tables of a file that have the headers of a list of desa, and the fields that these are known by."""
    rows = codebook.table("frame_headers.csv")
    spelled = dict(zip(rows["spelling"], rows["field"], strict=True))
    required = set(rows.loc[rows["required"].eq("yes"), "field"])
    return [table for sheet in book.sheets for table in reading.find_tables(sheet, spelled, required)], required


def _frame(table: reading.Table) -> pd.DataFrame:
    whole, any_number = (reading.numbers(table, "households", kind).values for kind in ("count", "amount"))
    counts = [part if number is None else number for number, part in zip(whole, any_number, strict=True)]  # an estimate may be 812.4
    rows = [
        dict(row.values, households=count, file=table.file, sheet=table.sheet, cell=row.cell("households"))
        for row, count in zip(table.rows, counts, strict=True)
        if row.kind == "data"
    ]
    frame = pd.DataFrame(rows, dtype=object).reindex(columns=list(FRAME))
    frame = frame.where(frame.notna(), None).astype({"households": float})
    frame["desa"] = frame["desa"].map(desa_code)
    frame["stratum"] = frame["stratum"].map(lambda cell: spellings.whole(reading.text(cell)))
    for name in (*NAMES, "source"):
        frame[name] = frame[name].map(_of_a_place)
    frame["synthetic"] = frame["synthetic"].map(reading.normalise).isin(["ya", "yes", "true", "1"])
    most = bounds.most("base", "KK")
    for bad in frame[~(frame["households"].gt(0) & frame["households"].le(most))].itertuples():
        raise InputError("survey_frame_households", table.file, table.sheet, bad.cell, "households", bad.desa)
    for nameless in frame.loc[frame["desa"].eq(""), "cell"]:
        raise InputError("survey_frame_desa_blank", table.file, table.sheet, nameless, "desa")
    for twice in frame.loc[frame["desa"].duplicated(), "cell"]:
        raise InputError("survey_frame_desa_twice", table.file, table.sheet, twice, "desa")
    return frame


def desa_code(cell) -> str:
    """A desa's code as Kemendagri writes it (35.72.01.1001), however a spreadsheet has it: without its points, or as a number."""
    text = re.sub(r"\.0$", "", reading.text(cell))
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[1-9]\d{9}", digits) or f"{digits[:2]}.{digits[2:4]}" not in regions.by_kemendagri():
        return text
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"


def _of_a_place(name):
    """The name of a place as it was typed; hidden where somebody's number, or somebody addressed by name, stands in it."""
    typed = reading.text(name) if name is not None else ""
    return identifiers.HIDDEN if identifiers.has_number(typed) or identifiers.addresses_somebody(typed) else name


def of_somebody(frame: pd.DataFrame) -> list[Problem]:
    """A problem for each desa of the list in whose row a name was hidden."""
    hidden = frame[list(NAMES)].eq(identifiers.HIDDEN).any(axis=1)
    return [Problem("survey_place_of_somebody", row.file, row.sheet, row.cell, "desa", str(row.desa)) for row in frame[hidden].itertuples()]


def around(frame: pd.DataFrame | None, desa: pd.Series) -> pd.DataFrame | None:
    """The rows of a list of desa that lie in a region of these desa: all that their weights and counts look at."""
    if frame is None:
        return None
    reached = desa.dropna().astype(str).str[:REGION].unique()
    return frame[frame["desa"].str.slice(0, REGION).isin(reached)]


def weigh(households: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """The weight of each household; blank where its desa is not in the frame (see `outside`)."""
    known = frame.set_index("desa")
    size = households["desa"].map(known["households"]).astype(float)
    respondents = households.groupby("desa")["desa"].transform("size")
    return size / respondents * households["desa"].map(_stage_one(households, known))


def refuse_too_few(households: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Refuses a list that gives a desa fewer households than answered in it: "1.250" typed in an English Excel is 1.25."""
    known, answered = frame.set_index("desa"), households["desa"].value_counts()
    size = pd.Series(answered.index.map(known["households"]), index=answered.index).astype(float)
    for desa in answered.index[(size < answered).to_numpy()][:1]:
        row = known.loc[desa]
        told = {"households": f"{row['households']:g}", "respondents": int(answered[desa])}
        raise InputError("survey_frame_too_few", str(row["file"]), str(row["sheet"] or ""), str(row["cell"]), "households", desa, **told)


def in_stratum(households: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """How many desa the frame has in each household's stratum, sampled or not; blank where its desa is not in it."""
    group = strata_of(frame.set_index("desa"))
    return households["desa"].map(group.groupby(group).transform("size")).astype(float)


def place_names(households: pd.DataFrame, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """desa_name and kecamatan_name of each household as the list of desa writes them; blank where it does not, or names somebody."""
    known = frame.set_index("desa").reindex(columns=list(NAMES)).replace(identifiers.HIDDEN, None)
    return {name: households["desa"].map(known[name]).astype(object) for name in known}


def strata_of(known: pd.DataFrame) -> pd.Series:
    """The region and stratum of each desa of a list indexed by desa."""
    return known.index.str.slice(0, REGION) + known["stratum"]


def _stage_one(households: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Desa in the stratum over desa sampled in it, by desa; regions have strata of their own."""
    group = strata_of(known)
    sampled = known.index.isin(households["desa"].dropna().unique())
    return group.groupby(group).transform("size") / group.where(sampled).groupby(group).transform("count").replace(0, np.nan)


def misplaced(design: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Desa the frame does not have (`rule` survey_desa_not_in_frame), and those it puts in another stratum than most of
    their households say (survey_stratum_not_in_frame): one row per desa, `row` counting its first household from 0."""
    seen = design[["desa", "stratum"]].dropna().reset_index(drop=True)
    desa = seen.groupby("desa")["stratum"].agg(lambda strata: strata.mode().iloc[0]).rename("stratum").reset_index()
    desa["row"] = desa["desa"].map(design.reset_index(drop=True).groupby("desa").apply(lambda rows: rows.index[0]))
    desa["frame"] = desa["desa"].map(frame.set_index("desa")["stratum"])
    desa["rule"] = np.where(desa["frame"].isna(), "survey_desa_not_in_frame", "survey_stratum_not_in_frame")
    return desa[desa["frame"].isna() | desa["frame"].ne(desa["stratum"])]
