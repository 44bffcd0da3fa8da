"""Indeks Risiko Sanitasi (IRS): households at risk per variable, weighted into five components, 0-500 together.

Variables, weights and denominators are rows of irs.csv with `profile = illustrative`: the official table was never
published, so this index shows how one is made and is no official score.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanlib import words
from sanlib.estimation import intervals, linearise
from sanlib.estimation.design import Design
from sanlib.estimation.presentation import FEWEST_HOUSEHOLDS
from sanlib.households import access_ladders
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import codebook, conditions

ILLUSTRATIVE = "illustrative"
NO_SERVICE, NO_CLASS, TOO_FEW = "tidak ada layanan", "tidak ada kelas", "kurang dari lima"
TOP = 500
_NOTHING = 1e-12  # squared points: what rounding leaves of no error


def variables(households: pd.DataFrame, by="desa", name: str = ILLUSTRATIVE, weight: str | None = "weight", folder=None) -> pd.DataFrame:
    """Households at risk / households of the area x 100, per area and variable; needs `ladders` first.

    A household whose answer is unknown is in neither. An area without any household in the denominator has no share
    (`status` = tidak ada layanan), which is never 0: without the service no household is out of risk.
    Columns: `by`, component, variable, weight, risk_pct (0-100), n (households in the denominator), status.
    """
    keys = [by] if isinstance(by, str) else list(by)
    placed = households.dropna(subset=[*keys, *([weight] if weight else [])])
    tables = [_variable(row, placed, keys, weight) for row in profile(name, folder).itertuples()]
    return pd.concat(tables, ignore_index=True)


def asked_all(households: pd.DataFrame, name: str = ILLUSTRATIVE, folder=None) -> pd.DataFrame:
    """The households whose form asks every variable of a profile: of the others an index would be made of what nobody asked."""
    asking = [form for form, _ in codebook.by_form(households) if _asks(form, name, folder)]
    return households if "form" not in households else households[households["form"].isin(asking)]


def _asks(form: str, name: str, folder) -> bool:
    told = {*codebook.load(form, folder).fields, *map(access_ladders.column, access_ladders.classes_of(form, folder)["ladder"])}
    texts = [text for row in profile(name, folder).itertuples() for text in (row.at_risk, row.base)]
    return {clause.name for text in texts for clauses in conditions.parse(text) for clause in clauses} <= told


def profile(name: str = ILLUSTRATIVE, folder=None) -> pd.DataFrame:
    """The variables of one profile of irs.csv, weights as numbers; an InputError where a component's do not sum to 1."""
    rows = codebook.table("irs.csv", folder)
    rows = rows[rows["profile"].eq(name)].assign(weight=lambda table: table["weight"].astype(float))
    sums = rows.groupby("component")["weight"].sum()
    for component in sums.index[~np.isclose(sums, 1)]:
        raise InputError("survey_irs_weights", "irs.csv", column="weight", value=component, sum=float(sums[component]))
    return rows


def answers(households: pd.DataFrame, name: str = ILLUSTRATIVE, folder=None) -> dict[str, np.ndarray]:
    """By variable of a profile: 1 at risk, 0 not, NaN unknown or outside its denominator, for each household."""
    return {row.variable: _at_risk(row, households) for row in profile(name, folder).itertuples()}


def _at_risk(row, households: pd.DataFrame) -> np.ndarray:
    risk = conditions.evaluate(row.at_risk, access_ladders.without_unclassified(households)).to_numpy(dtype=float, na_value=np.nan)
    return np.where(conditions.holds(row.base, households), risk, np.nan)


def _variable(row, households: pd.DataFrame, keys: list[str], weight: str | None) -> pd.DataFrame:
    found = _at_risk(row, households)
    counts, at_risk = ~np.isnan(found), found == 1
    weights = households[weight].to_numpy(dtype=float) if weight else np.ones(len(households))
    sums = households[keys].assign(above=weights * at_risk, below=weights * counts, n=counts.astype(int))
    area = sums.groupby(keys, sort=True).sum().reset_index()
    share = 100 * area["above"] / area["below"].replace(0, np.nan)
    status = np.where(area["n"].eq(0), row.empty, "")
    return area[keys].assign(component=row.component, variable=row.variable, weight=row.weight, risk_pct=share, n=area["n"], status=status)


def index(found: pd.DataFrame, by="desa", folder=None) -> pd.DataFrame:
    """The index of each area: every component 0-100, `irs` 0-500, its relative and its absolute class side by side.

    An area of fewer than five households has none (`status` = kurang dari lima). One variable without a denominator
    leaves its component and the index blank, with the variables named in `status`.
    The relative class holds among the areas of this table only; the absolute one can be compared between periods.
    """
    keys = [by] if isinstance(by, str) else list(by)
    parts = found.assign(part=found["risk_pct"] * found["weight"]).groupby([*keys, "component"], sort=False)["part"]
    wide = parts.agg(lambda part: part.sum(skipna=False)).unstack("component")
    wide["irs"] = wide.sum(axis=1, skipna=False)
    unserved = found[found["status"].ne("")].groupby(keys)["variable"].agg(lambda names: f"{NO_SERVICE}: {', '.join(names)}")
    asked = found.groupby(keys)["n"].max().reindex(wide.index)
    few = asked.lt(FEWEST_HOUSEHOLDS)
    wide = wide.mask(few)
    return wide.assign(
        n=asked,
        status=unserved.reindex(wide.index).fillna("").mask(few, TOO_FEW),
        relative_class=relative(wide["irs"], folder),
        absolute_class=absolute(wide["irs"], folder),
    ).reset_index()


def reach(design: Design, by="desa", name: str = ILLUSTRATIVE, level: float = 0.95, folder=None) -> pd.DataFrame:
    """How far the index of each area may lie from its estimate (`reach`, points of 0-500), by the design of the survey.

    The index is a sum of ratios: their influences are added desa by desa before the variance is taken, so that what the variables
    have in common counts. No surer than as many households drawn one by one, as every share of the survey (`intervals.capped`): two
    desa may be alike by luck. NaN where the area's households come from too few desa to show an error, as in an area of one desa, or
    are all alike, which shows none either.
    """
    where = linearise.domains(design, by)
    parts = [
        (100 * row.weight, answers, linearise.ratio(design, where, linearise.tally_yes_no(design, where, answers)))
        for row in profile(name, folder).itertuples()
        for answers in [_at_risk(row, design.households)]
    ]
    influence = np.sum([weight * part.influence for weight, _, part in parts], axis=0)
    present = np.any([part.present for _, _, part in parts], axis=0)
    df = np.min([part.df for _, _, part in parts], axis=0)
    found = intervals.t_interval(0.0, linearise.variance_of(design, where, influence, present), df, level)
    alone = _drawn_one_by_one(design, where, parts)
    least = intervals.t_interval(0.0, np.where(alone > _NOTHING, alone, np.nan), linearise.per_domain(where, where.count[:-1]) - 1.0, level)
    return where.keys.assign(reach=np.maximum(found.high, least.high))


def _drawn_one_by_one(design: Design, where: linearise.Domains, parts: list[tuple]) -> np.ndarray:
    """Per area, the variance of the index had its households been drawn one by one (with replacement)."""
    weight, n = (linearise.per_domain(where, cells[:-1]) for cells in (where.weight, where.count))
    area = np.append(where.domain, len(where.keys))[where.cell]
    moved = np.zeros(len(area))
    for points, answers, part in parts:
        each = np.append(points * linearise.divided(weight, part.known), np.nan)[area]
        moved += np.nan_to_num(each * (answers - np.append(part.value, np.nan)[area]))
    squares = linearise.scatter(design, where, moved, np.zeros(len(where.keys)))
    return linearise.divided(linearise.divided(squares, weight), n - 1.0)


@bound
def labels(lang: str | None = None) -> dict[str, str]:
    """Variable to its words."""
    rows = schema.in_language(codebook.table("irs.csv"))
    return dict(zip(rows["variable"], rows["label"], strict=True))


@bound
def status_words(status: str, lang: str | None = None) -> str:
    """A `status` in words: no service, and for which variables; a blank stays one."""
    if status == TOO_FEW:
        return words.label("reason.kurang_dari_lima")
    if not status.startswith(NO_SERVICE):
        return status
    called = labels()
    which = [called.get(name, name) for name in status.removeprefix(NO_SERVICE).removeprefix(":").strip().split(", ") if name]
    return ": ".join(filter(None, (words.label("risk.no_service"), ", ".join(which))))


def bounds(scores: pd.Series, classes: int = 4) -> np.ndarray:
    """The bounds of classes of equal width between the lowest and the highest score of one study."""
    return np.linspace(scores.min(), scores.max(), classes + 1)


def relative(scores: pd.Series, folder=None) -> pd.Series:
    """The class of each score among these scores; "tidak ada kelas" where there is one area or all are equal.

    A bound belongs to the class below it (lower open, upper closed), the lowest score to the lowest class.
    """
    names = _classes("relative", folder)["class"]
    known = scores.dropna()
    if known.nunique() < 2:
        return pd.Series(np.where(scores.isna(), "", NO_CLASS), index=scores.index, dtype=object)
    return _cut(scores, bounds(known, len(names))[1:], list(names))


def absolute(scores: pd.Series, folder=None) -> pd.Series:
    """The class of each score by fixed bounds [own: quarters of 0-500], comparable between cities and years."""
    rows = _classes("absolute", folder)
    return _cut(scores, rows["upper"].astype(float).to_numpy(), list(rows["class"]))


def _classes(kind: str, folder) -> pd.DataFrame:
    rows = codebook.table("irs_classes.csv", folder)
    return rows[rows["kind"].eq(kind)].sort_values("order")


def _cut(scores: pd.Series, uppers: np.ndarray, names: list[str]) -> pd.Series:
    place = np.searchsorted(uppers, scores.to_numpy(dtype=float), side="left").clip(max=len(names) - 1)
    return pd.Series(np.array(names, dtype=object)[place], index=scores.index).where(scores.notna(), "")
