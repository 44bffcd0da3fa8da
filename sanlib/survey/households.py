"""Survey files to `households`: one household per row, typed answers, where it stands, how many it stands for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import project, reading, regions
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
    """Every survey file of a period's folder, weighted by the lists of desa that lie beside them."""
    sources = [exports.open_source(path) for path in sorted(project.raw(period, root).iterdir())
               if path.suffix.lower() in SUFFIXES and path.name != "SOURCES.csv"]
    book = codebook.load(form)
    surveys = [source for source in sources if exports.is_survey(source, book)]
    lists = [source for source in sources if source not in surveys and weights.is_frame(source)]
    frame = pd.concat([weights.read_frame(source) for source in lists], ignore_index=True) if lists else None
    return combine([read_households(source, period, frame, form, root) for source in surveys], frame)


def combine(surveys: list[Survey], frame: pd.DataFrame | None = None) -> Survey:
    """Several files as one table; with a frame, weighted over all of them together and with the frame's strata."""
    problems = [problem for survey in surveys for problem in survey.problems]
    if not surveys:
        return Survey(pd.DataFrame(columns=[*DESIGN, *PLACE]), problems, frame)
    households = pd.concat([survey.households for survey in surveys], ignore_index=True)
    if frame is not None:
        stratum = households["desa"].map(frame.set_index("desa")["stratum"]).fillna(households["stratum"])
        households = households.assign(stratum=stratum, weight=weights.weigh(households, frame),
                                       desa_in_stratum=weights.in_stratum(households, frame),
                                       **weights.place_names(households, frame))
    return Survey(households, problems, frame)


def read_households(source: str | Path | reading.Book, period: str, frame: pd.DataFrame | None = None,
                    form: str = codebook.FORM, root=None, folder=None) -> Survey:
    """One survey file: its households and every problem in it; without a frame the weight stays blank."""
    book = codebook.load(form, folder)
    source = source if isinstance(source, reading.Book) else exports.open_source(source)
    export = repeats.gather(exports.exports(source, book), book)
    typed, wrong = answers.typed(export, book)
    again, twice = checks.repeated(typed, export)
    kept = typed[~again].reset_index(drop=True)
    export = export._replace(rows=np.array(export.rows)[~again].tolist())
    design, lost = _design(kept, export, period, root)
    found = checks.contradictions(kept, export, book) + lost + _misplaced(design, export, frame)
    place = pd.DataFrame({"file": export.file, "sheet": export.sheet, "row": export.rows})
    problems = [*export.problems, *_personal(export, book), *wrong, *twice, *_not_yet(found, wrong)]
    return combine([Survey(pd.concat([design, kept, place], axis=1), problems, None)], frame)


def _not_yet(found: list[Problem], wrong: list[Problem]) -> list[Problem]:
    """What follows from a wrong answer (its blank contradicts another answer) is not told a second time."""
    cells = {(problem.sheet, problem.cell) for problem in wrong}
    return [problem for problem in found if (problem.sheet, problem.cell) not in cells]


def _misplaced(design: pd.DataFrame, export: Export, frame: pd.DataFrame | None) -> list[Problem]:
    """Desa and strata the frame does not know, told at the first household of each."""
    if frame is None:
        return []
    fields = {"survey_desa_not_in_frame": ("ID.4", "desa"), "survey_stratum_not_in_frame": ("ID.5", "stratum")}
    return [Problem(row.rule, export.file, export.sheet, export.cell(fields[row.rule][0], export.rows[row.row]),
                    fields[row.rule][0], getattr(row, fields[row.rule][1]), {"desa": row.desa, "frame": row.frame})
            for row in weights.misplaced(design, frame).itertuples()]


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
