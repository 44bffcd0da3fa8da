"""Survey files to `households`: one household per row, typed answers, where it stands, how many it stands for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib import cache, project, reading, regions, store
from sanlib.problems import Problem
from sanlib.survey import answers, checks, codebook, exports, personal, repeats, weights
from sanlib.survey.codebook import Codebook
from sanlib.survey.exports import Export

DEPENDS_ON = ("regions.csv", "survey/")
"""The reference tables that say what a survey file means."""
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
    """Every survey file of a period's folder, weighted by the lists of desa that lie beside them.

    A file read before and not changed since (nor a list of desa, or a table it is read by) is not read again.
    """
    paths = [path for path in sorted(project.raw(period, root).iterdir())
             if path.suffix.lower() in SUFFIXES and path.name != "SOURCES.csv" and path.name[0] not in "~."]
    seen = {path: cache.kept("survey-kind", [form, *cache.of_file(path, DEPENDS_ON, root)], lambda path=path: _kind(path, form), root)
            for path in paths}
    lists = [path for path in paths if "frame" in seen[path].tables]
    frame = pd.concat([seen[path].tables["frame"] for path in lists], ignore_index=True) if lists else None
    beside = [[path.name, store.digest(path)] for path in lists]
    surveys = [_kept_households(path, period, frame, form, root, beside) for path in paths if seen[path].told["survey"]]
    return combine(surveys, frame)


def _kind(path: Path, form: str) -> cache.Kept:
    """Whether a file is a survey; or the list of desa it is."""
    source = exports.open_source(path)
    if exports.is_survey(source, codebook.load(form)):
        return cache.Kept({"survey": True})
    return cache.Kept({"survey": False}, {"frame": weights.read_frame(source)} if weights.is_frame(source) else {})


def _kept_households(path: Path, period: str, frame: pd.DataFrame | None, form: str, root, beside: list) -> Survey:
    """One survey file's households and problems, from the cache where nothing they depend on changed."""
    def made() -> cache.Kept:
        survey = read_households(path, period, frame, form, root)
        return cache.Kept({"problems": cache.problems_as_rows(survey.problems)}, {"households": survey.households})

    kept = cache.kept("households", [period, form, beside, *cache.of_file(path, DEPENDS_ON, root)], made, root)
    return Survey(kept.tables["households"], cache.problems_of(kept.told["problems"]), None)


def combine(surveys: list[Survey], frame: pd.DataFrame | None = None) -> Survey:
    """Several files as one table; with a frame, weighted over all of them together and with the frame's strata."""
    problems = [problem for survey in surveys for problem in survey.problems]
    if not surveys:
        return Survey(pd.DataFrame(columns=[*DESIGN, *PLACE]), problems, frame)
    households = pd.concat([survey.households for survey in surveys], ignore_index=True)
    if frame is not None:
        stratum = households["desa"].map(frame.set_index("desa")["stratum"]).fillna(households["stratum"])
        households = households.assign(stratum=stratum, weight=weights.weigh(households, frame))
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
