"""Survey figures that are withheld because a withheld one would follow from them; which are too thin, estimation/presentation.py decides.

A figure on a ladder is a sum of rungs (ladder_classes.csv), so it follows from others exactly where its row of rungs is a
sum and difference of theirs and of the whole (100 %). Complementary suppression: FCSM, Statistical Policy Working Paper 22
(2005); by linear algebra as Langsrud (2024), Secondary Cell Suppression by Gaussian Elimination, PSD 2024.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanlib.estimation.presentation import FEWEST_HOUSEHOLDS
from sanlib.households import access_ladders
from sanlib.judging.flags import BETRAYS
from sanlib.project.schema import DITAHAN, TANPA_DATA
from sanlib.reference import codebook, conditions, indicators
from sanlib.survey import survey_indicators


def complemented(
    found: pd.DataFrame, keys: list[str], households: pd.DataFrame, folder=None, among: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Estimates by domain and indicator with those withheld too from which a withheld one would follow.

    Within a domain: along its ladders (`partners`). Between the domains of a region: a lone withheld one, or fewer households
    than any share may stand on, is what the region's figure leaves (`paired`). Only `presentation` and `presentation_reason`
    change. `among`: the column of each indicator's denominator.
    """
    forms = _forms(keys, households)
    regions = _regions(found, keys, households)
    nowhere = _in_no_domain(found["indicator"], regions, keys, households, among or {})
    while True:
        made_of = ((rows, one) for key, rows in _domains(found, keys) for form in forms.get(key, ()) for one in rungs_of(form, folder))
        along = {index for rows, one in made_of for index in _along_ladders(rows, one)}
        more = found.index.isin(along)
        hidden = found["presentation"].eq(DITAHAN) | more
        size = found["n"].where(found["presentation"].ne(TANPA_DATA))
        more |= paired(hidden, [regions, found["indicator"]], size, nowhere) & ~hidden
        if not more.any():
            return found
        found = _withheld(found, more)


def _withheld(found: pd.DataFrame, more) -> pd.DataFrame:
    reasons = found["presentation_reason"].map(lambda told: ";".join(filter(None, (BETRAYS, told))))
    return found.assign(
        presentation=found["presentation"].mask(more, DITAHAN), presentation_reason=found["presentation_reason"].mask(more, reasons)
    )


def _domains(found: pd.DataFrame, keys: list[str]):
    return found.groupby(keys, sort=False) if keys else [((), found)]


def _forms(keys: list[str], households: pd.DataFrame) -> dict[tuple, list[str]]:
    """The forms asked in each domain: what follows from what there is a matter of their rungs, not of a form asked elsewhere."""
    asked: dict[tuple, list[str]] = {}
    for form, mine in codebook.by_form(households):
        for key in households.loc[mine, keys].drop_duplicates().itertuples(index=False, name=None) if keys else [()]:
            asked.setdefault(key, []).append(form)
    return asked


def _regions(found: pd.DataFrame, keys: list[str], households: pd.DataFrame) -> pd.Series:
    """The region each row's domain lies in; blank where it lies in several, which then are the parts of one whole."""
    if not keys or "region_code" not in households:
        return pd.Series("", index=found.index)
    codes = households.groupby(keys, sort=False)["region_code"].agg(["nunique", "first"])
    region = codes["first"].where(codes["nunique"].eq(1), "").rename("_region")
    return found[keys].merge(region, how="left", left_on=keys, right_index=True, validate="m:1")["_region"].fillna("")


def _in_no_domain(indicator: pd.Series, regions: pd.Series, keys: list[str], households: pd.DataFrame, among) -> pd.Series:
    """How many households of each row's region answer its indicator and lie in none of the domains: the region's figure counts them."""
    lost = households[households[keys].isna().any(axis=1)] if keys else households.iloc[:0]
    region = lost["region_code"] if "region_code" in lost else pd.Series("", index=lost.index)
    counts = {}
    for name in indicator.unique() if len(lost) else ():
        answers = lost[name].notna() & (lost[among[name]].astype(bool) if name in among else True)
        counts |= {(code, name): int(n) for code, n in answers.groupby(region).sum().items()} | {("", name): int(answers.sum())}
    return pd.Series([counts.get(pair, 0) for pair in zip(regions, indicator, strict=True)], index=indicator.index)


def paired(hidden: pd.Series, whole: list, size: pd.Series, beside: pd.Series | int = 0) -> pd.Series:
    """`hidden`, and where what the shown parts of a whole leave is one part or fewer households than any share may stand on, the
    shown part on the fewest households with it. `beside`: how many households of the whole lie in no part."""
    left = size.where(hidden).groupby(whole).transform("sum") + beside
    alone = hidden.groupby(whole).transform("sum").eq(1) | left.between(1, FEWEST_HOUSEHOLDS - 1)
    rest = size[alone & ~hidden & size.gt(0)].sort_values(kind="stable")
    taken = pd.concat([part.loc[rest.index] for part in whole], axis=1).duplicated()
    return hidden | hidden.index.isin(rest.index[~taken.to_numpy()])


def _along_ladders(rows: pd.DataFrame, made_of: Mapping[str, np.ndarray]) -> list:
    """The rows of one domain that its withheld ones follow from."""
    place = {row.indicator: row.Index for row in rows[["indicator"]].itertuples() if row.indicator in made_of}
    values = rows.set_index("indicator")["value_pct"]
    shown = {name for name in place if rows.at[place[name], "presentation"] not in (DITAHAN, TANPA_DATA)}
    hidden = [name for name in place if rows.at[place[name], "presentation"] == DITAHAN]
    return [place[name] for name in partners(values, hidden, shown, made_of)]


def partners(values: Mapping[str, float], hidden: list[str], shown: set[str], made_of: Mapping[str, np.ndarray]) -> set[str]:
    """Which shown figures must be withheld so that no hidden one follows from the rest.

    Taken first: the same figure on another ladder; one without which it does not follow; then a part rather than a whole
    of other parts (aman before layak); then the smallest that is at least as large as the hidden one, so that their sum
    says little of it, else the largest. A figure that is 100 less one shown figure is left to that one's footnote
    (pelengkap_lebar), as NCHS does.
    """
    kept, wholes = set(shown), set(indicators.wholes().values())
    for name in hidden:
        if any(np.array_equal(made_of[name] + made_of[other], np.ones_like(made_of[name])) for other in shown):
            continue
        kept -= {other for other in kept if np.array_equal(made_of[other], made_of[name])}
        while used := follows_from(name, kept, made_of):
            alone = [other for other in used if not follows_from(name, kept - {other}, made_of)]
            kept.remove(min(alone or used, key=lambda other: _cost(other, values[other], values[name], wholes)))
    return set(shown) - kept


def _cost(name: str, value: float, hidden: float, wholes: set[str]) -> tuple:
    enough = value >= hidden
    return name.rpartition(":")[2] in wholes, not enough, value if enough else -value, name


def follows_from(name: str, shown: set[str], made_of: Mapping[str, np.ndarray]) -> list[str]:
    """The shown figures of which, and of 100 %, this one is a sum and difference; none where it is not."""
    names = sorted(shown)
    columns = np.column_stack([np.ones_like(made_of[name]), *(made_of[other] for other in names)])
    weights = np.linalg.lstsq(columns, made_of[name], rcond=None)[0]
    if np.abs(columns @ weights - made_of[name]).max() > 1e-9:
        return []
    return [other for other, weight in zip(names, weights[1:], strict=True) if abs(weight) > 1e-9]


def rungs_of(form: str, folder=None) -> list[dict[str, np.ndarray]]:
    """By profile of a form, each indicator read from its ladders ("2020:layak") as the rungs it counts, 1 or 0 each."""
    tables = ("forms.csv", "indicators.csv", *codebook.CLASSES)
    return codebook.made_of((rungs_of, form), tables, folder, lambda: _rungs_of(form, folder))


def _rungs_of(form: str, folder) -> list[dict[str, np.ndarray]]:
    classes = access_ladders.classes_of(form, folder)
    classes = classes[classes["class"].ne(access_ladders.UNCLASSIFIED)]
    return [_rungs_counted(mine, folder) for _, mine in classes.groupby("profile", sort=False)]


def _rungs_counted(classes: pd.DataFrame, folder) -> dict[str, np.ndarray]:
    atoms = list(dict.fromkeys(rung for rungs in classes["rungs"] for rung in rungs.split("|")))
    made = {}
    for row in survey_indicators.definitions(folder).itertuples():
        mine = classes[classes["ladder"].eq(row.ladder) & classes["class"].isin(_classes_asked(row))]
        if len(mine):
            counted = {rung for rungs in mine["rungs"] for rung in rungs.split("|")}
            made[survey_indicators.column(row.ladder, row.indicator)] = np.array([float(atom in counted) for atom in atoms])
    return made


def on_a_ladder(names: list[str], folder=None) -> bool:
    """Whether any of these indicators is read from a ladder, and so follows from others."""
    rows = survey_indicators.definitions(folder).itertuples()
    return any(survey_indicators.column(row.ladder, row.indicator) in names and _classes_asked(row) for row in rows)


def _classes_asked(definition) -> tuple[str, ...]:
    """The classes of its ladder whose households an indicator counts, out of all; none where its "yes" is anything else."""
    asked = [clause for clauses in conditions.parse(definition.yes) for clause in clauses]
    plain = len(asked) == 1 and not definition.base and asked[0].test in ("=", "in") and not asked[0].negated
    return asked[0].values if plain and asked[0].name == access_ladders.column(definition.ladder) else ()
