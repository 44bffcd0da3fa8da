"""The change of a survey's figures taken apart, where both runs' households are at hand: definitions, answers, weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.compare.causes import DATA, DEFINITION, SURVEY_DEFINITIONS, WEIGHTS, Known
from sanlib.estimation import compare
from sanlib.periods import manifest
from sanlib.project.problems import InputError
from sanlib.survey import survey_achievements, survey_indicators

Key = tuple[str, str, str]
"""Region, ladder and indicator."""


class Change(NamedTuple):
    """A figure's change in points: what answers and weights did, and the old answers under the new definitions (blank
    where these did not change), with the 95 % interval of the whole by the design of both samples (or blank)."""

    data: float
    weights: float
    redefined: float = np.nan
    low: float = np.nan
    high: float = np.nan

    def parts(self, published: float) -> dict[str, float]:
        """The change by cause; that of the definitions is the old answers' figure under the new ones minus that under the old ones."""
        definitions = 0.0 if np.isnan(self.redefined) else self.redefined - published
        return {DEFINITION: definitions, DATA: self.data, WEIGHTS: self.weights}


def changes(old: pd.DataFrame | None, new: pd.DataFrame | None, known: Known, now: dict[str, str]) -> dict[Key, Change]:
    """Every survey figure's change taken apart; nothing where a side has no households or the tables moved on since.

    The old answers under the new definitions, less the old figure, is what the definitions did; the new answers with each
    desa standing for as many households as before, less that, what the answers did; the rest is the weights. `now` are
    the fingerprints of the tables at hand: only with those of the new run can its definitions be put to old answers.
    """
    if old is None or new is None or any(_of_new(known, name) != now.get(name) for name in SURVEY_DEFINITIONS):
        return {}
    redefined = bool(known.changed(SURVEY_DEFINITIONS))
    try:
        before, kept, after = (_values(side) for side in (old, _with_weights_of(new, old), new))
        apart = {} if known.same or redefined else _intervals(old, new)
    except InputError:  # a stratum with one desa, or answers another form gave: the change is told without its parts
        return {}
    return {
        key: Change(
            kept.get(key, after[key]) - before[key],
            after[key] - kept.get(key, after[key]),
            before[key] if redefined else np.nan,
            *apart.get(key, (np.nan, np.nan)),
        )
        for key in before.keys() & after.keys()
    }


def _of_new(known: Known, table: str) -> str:
    return manifest.fingerprint(known.new.get("reference", {}).get(table))


def _values(households: pd.DataFrame) -> dict[Key, float]:
    kept = survey_achievements.estimable(households)
    if not survey_achievements.can_estimate(kept):
        return {}
    table = survey_achievements.estimates(kept)
    return {(row.region_code, *row.indicator.rpartition(":")[::2]): row.value_pct for row in table.itertuples() if row.n > 0}


def _with_weights_of(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """The new households, each desa standing for as many as it did before; a desa that is new keeps its weights."""
    stood_for = old.groupby("desa")["weight"].sum(min_count=1)
    share = new["weight"] / new.groupby("desa")["weight"].transform("sum")
    return new.assign(weight=(share * new["desa"].map(stood_for)).fillna(new["weight"]))


def _intervals(old: pd.DataFrame, new: pd.DataFrame) -> dict[Key, tuple[float, float]]:
    """The interval of each change from the design of both samples (survey.compare.between_periods)."""
    names = survey_indicators.names()
    before, after = (survey_achievements.designed(survey_achievements.measured(side)) for side in (old, new))
    table = compare.between_periods(before, after, list(names), "region_code", among={name: f"di antara {name}" for name in names})
    return {(row.region_code, *row.indicator.rpartition(":")[::2]): (row.low_pp, row.high_pp) for row in table.itertuples()}
