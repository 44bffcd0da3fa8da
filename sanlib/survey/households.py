"""Survey files to `households`: one household per row, typed answers, where it stands, how many it stands for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import project, regions
from sanlib.problems import Problem
from sanlib.survey import answers, checks, codebook, exports, personal, repeats, weights
from sanlib.survey.codebook import Codebook
from sanlib.survey.exports import Export

SYNTHETIC = "SINTETIS"
DESIGN = ("period", "region_code", "kecamatan", "desa", "stratum", "urban_rural", "weight", "synthetic")
PLACE = ("file", "sheet", "row")
URBAN_RURAL = {"1": "perdesaan", "2": "perkotaan"}
SUFFIXES = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", exports.SPSS)


class Survey(NamedTuple):
    """What was read: `households` (one per row), `problems`, and the `frame` (one desa per row) behind the weights."""

    households: pd.DataFrame
    problems: list[Problem]
    frame: pd.DataFrame | None


def read_period(period: str, root=None, form: str = codebook.FORM) -> Survey:
    """Every survey file of a period's folder, weighted by the frames that lie beside them."""
    files = [path for path in sorted(project.raw(period, root).iterdir()) if path.suffix.lower() in SUFFIXES]
    frames = [path for path in files if path.suffix.lower() != exports.SPSS and weights.is_frame(path)]
    book = codebook.load(form)
    surveys = [path for path in files if path not in frames and exports.looks_like_survey(path, book)]
    frame = pd.concat([weights.read_frame(path) for path in frames], ignore_index=True) if frames else None
    return combine([read_households(path, period, form=form, root=root) for path in surveys], frame)


def combine(surveys: list[Survey], frame: pd.DataFrame | None = None) -> Survey:
    """Several files as one table; with a frame, weighted over all of them together."""
    problems = [problem for survey in surveys for problem in survey.problems]
    if not surveys:
        return Survey(pd.DataFrame(columns=[*DESIGN, *PLACE]), problems, frame)
    households = pd.concat([survey.households for survey in surveys], ignore_index=True)
    if frame is not None:
        households = households.assign(weight=weights.weigh(households, frame))
        problems += weights.outside(households, frame)
    return Survey(households, problems, frame)


def read_households(path: str | Path, period: str, frame: pd.DataFrame | None = None, form: str = codebook.FORM,
                    root=None, folder=None) -> Survey:
    """One survey file: its households and every problem in it; without a frame the weight stays blank."""
    book = codebook.load(form, folder)
    export = repeats.gather(exports.open_exports(path, book, folder), book, folder)
    typed, wrong = answers.typed(export, book, folder)
    again, twice = checks.repeated(typed, export)
    kept, rows = typed[~again].reset_index(drop=True), np.array(export.rows)[~again]
    found = checks.contradictions(kept, export._replace(rows=rows.tolist()), book, folder)
    design, lost = _design(kept, export._replace(rows=rows.tolist()), period, root)
    place = pd.DataFrame({"file": export.file, "sheet": export.sheet, "row": rows})
    problems = [*export.problems, *_personal(export, book), *wrong, *twice, *found, *lost]
    return combine([Survey(pd.concat([design, kept, place], axis=1), problems, None)], frame)


def _personal(export: Export, book: Codebook) -> list[Problem]:
    """Which items of the form were dropped as personal data: told once, at the first of them."""
    dropped = [name for name in export.columns if name.startswith("@pribadi")
               or (name in book.fields and book.fields[name].personal)]
    shown = ", ".join(name.removeprefix("@pribadi:") for name in dropped)
    return [Problem("survey_personal_items", export.file, export.sheet, export.cell(dropped[0], export.header_row),
                    shown, details={"count": len(dropped)})] if dropped else []


def _design(typed: pd.DataFrame, export: Export, period: str, root) -> tuple[pd.DataFrame, list[Problem]]:
    """Where each household belongs: the form's Kemendagri code to the region's BPS code, desa, stratum, town or not."""
    province, kabkota, kecamatan, desa = (typed[part].astype("string") for part in ("ID.1", "ID.2", "ID.3", "ID.4"))
    region = province + "." + kabkota
    kecamatan = region + "." + kecamatan
    listed = regions.table(root).query("kemendagri_code != ''")
    code = region.map(dict(zip(listed["kemendagri_code"], listed["region_code"]))).astype(object)
    design = pd.DataFrame({
        "period": period, "region_code": code, "kecamatan": kecamatan.astype(object),
        "desa": (kecamatan + "." + desa).astype(object),
        "stratum": typed["ID.5"].astype(object), "urban_rural": typed["ID.6"].map(URBAN_RURAL).astype(object),
        "weight": np.nan, "synthetic": SYNTHETIC in f"{export.file} {export.sheet}",
    })
    lost = [Problem("survey_region_unknown", export.file, export.sheet, export.cell("ID.2", export.rows[row]), "ID.2",
                    personal.shown(region.iloc[row])) for row in np.flatnonzero(code.isna() & region.notna())]
    return design, lost
