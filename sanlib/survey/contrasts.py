"""Differences between two domains or two surveys and ranks of domains, each with what the sample allows to be said of it."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

import pandas as pd

from sanlib.estimation import compare
from sanlib.estimation.design import Design
from sanlib.estimation.presentation import worse
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.schema import DITAHAN, TANPA_DATA
from sanlib.project.tables_taken import takes
from sanlib.reference import codebook
from sanlib.survey import survey_indicators
from sanlib.survey.survey_achievements import can_estimate, designing, estimates, prepared, settings
from sanlib.survey.survey_tables import credited, domain_words, instruments_of, keys_of, period_of, with_ladder

LADDER = "2020"
DIFFERENCES_SHOWN = tuple("domain_1 domain_2 value_1_pct value_2_pct diff_pp low_pp high_pp n_1 n_2 distinguishable presentation".split())
CHANGES_SHOWN = tuple(
    """
    domain indicator ladder period_before value_before_pct n_before period_after value_after_pct n_after diff_pp low_pp high_pp
    distinguishable presentation
    """.split()
)
RANKS_SHOWN = ("domain", "value_pct", "low_pct", "high_pct", "n", "rank", "rank_low", "rank_high", "of", "presentation")


@takes("households")
@bound
def differences(
    households: pd.DataFrame,
    indicator: str = "layak",
    by="region_code",
    ladder: str = LADDER,
    together: bool = True,
    level: float | None = None,
    root=None,
    **choices,
) -> pd.DataFrame:
    """Every two domains of one survey on one indicator: second minus first in points, and whether chance explains it.

    by, and which `ladder` the indicator is read on, as `survey.estimates`.
    together: judge all pairs that may be published at once (Bonferroni), so that among many pairs no difference is found by luck
    and none is unsure that the ranks call sure; False = each pair alone. distinguishable is blank where there is no interval;
    `presentation` is "ditahan" where either share may not be published. `level` None is that of design.csv; `choices` as
    `survey.estimates`. No survey, no rows.

    >>> san.survey.differences(households)[["domain_1", "domain_2"]].values.tolist()[0]
    ['Kab. Kediri', 'Kota Blitar']
    """
    if not can_estimate(households, **choices):
        return pd.DataFrame(columns=[*DIFFERENCES_SHOWN, "indicator", "ladder", "period", "synthetic", "source"])
    column, keys = _column(indicator, ladder), keys_of(by)
    ready = prepared(households, column, **designing(choices))
    shown = _presentation(households, by, column, **choices)
    each = 1 - compare.alpha_of_each(_level(level), "bonferroni" if together else None, _compared(shown, households, keys))
    found = compare.between_domains(ready.design, column, by, ready.among, each)
    sides = [found[[f"{key}_{side}" for key in keys]].set_axis(keys, axis=1) for side in (1, 2)]
    judged = found.assign(
        level_pct=100 * _level(level),
        domain_1=domain_words(sides[0], keys, households),
        domain_2=domain_words(sides[1], keys, households),
        presentation=worse(*(_looked_up(shown, side, keys) for side in sides)),
    )
    judged = _apart(judged, *(instruments_of(side, keys, households) for side in sides))
    return credited(
        with_ladder(judged.drop(columns=[f"{key}_{side}" for key in keys for side in (1, 2)])), ready.design.weighting, households
    )


@takes("households")
@bound
def changes(
    before: pd.DataFrame, after: pd.DataFrame, by="region_code", indicators=None, level: float | None = None, root=None, **choices
) -> pd.DataFrame:
    """Each domain's change from one survey to a later one: later minus earlier in points, with its interval.

    The two are taken as independent samples; where the same desa were visited twice the interval is on the safe side.
    A domain met in one survey only keeps its row without a difference. `by`, `indicators` and `choices` as
    `survey.estimates`; `level` None is that of design.csv. A period without a survey gives no rows.

    >>> san.survey.changes(households, later, indicators="2020:layak")[["domain", "diff_pp"]].round(1).values.tolist()[-1]
    ['Kab. Maros', 1.3]
    """
    if not (can_estimate(before, **choices) and can_estimate(after, **choices)):
        return pd.DataFrame(columns=[*CHANGES_SHOWN, "synthetic", "source"])
    keys, surveys = keys_of(by), (before, after)
    if indicators is None:
        indicators = survey_indicators.given_by(pd.concat(surveys, ignore_index=True))
    one, two = (prepared(survey, indicators, **designing(choices)) for survey in surveys)
    found = compare.between_periods(one.design, two.design, one.names, by, one.among, _level(level))
    shown = [_presentation(survey, by, indicators, **choices) for survey in surveys]
    judged = found.assign(
        domain=domain_words(found, keys, after),
        level_pct=100 * _level(level),
        period_before=period_of(before),
        period_after=period_of(after),
        presentation=worse(*(_looked_up(each, found, [*keys, "indicator"]) for each in shown)),
    )
    judged = _apart(judged, *(instruments_of(found, keys, survey) for survey in surveys))
    return credited(with_ladder(judged.drop(columns=keys)), one.design.weighting, *surveys)


@takes("households")
@bound
def ranks(
    households: pd.DataFrame,
    indicator: str = "layak",
    by="region_code",
    ladder: str = LADDER,
    best: str = "high",
    level: float | None = None,
    root=None,
    **choices,
) -> pd.DataFrame:
    """Each domain's rank on one indicator with the range of ranks the sample leaves, best first; rank 1 = highest share.

    `by` and `ladder` as `survey.differences`. best="low" turns it round: rank 1 = lowest share. rank_low to rank_high hold
    for all domains at once at `level`;
    `of` is how many domains have a share that may be published; any other has no rank and does not change the others'.
    Each share has its own interval, n and presentation. `level` None is that of design.csv; `choices` as `survey.estimates`.

    >>> san.survey.ranks(households)[["domain", "rank_low", "rank_high"]].values.tolist()[0]
    ['Kota Blitar', 1.0, 2.0]
    """
    if not can_estimate(households, **choices):
        return pd.DataFrame(columns=[*RANKS_SHOWN, "indicator", "ladder", "period", "best", "synthetic", "source"])
    column, keys = _column(indicator, ladder), keys_of(by)
    ready = prepared(households, column, **designing(choices))
    own = estimates(households, by, column, level=level, **choices)[[*keys, "low_pct", "high_pct", "n", "known_pct", "presentation"]]
    found = compare.ranks(_without(ready.design, column, own, keys), column, by, best, ready.among, _level(level))
    table = found.merge(own, on=keys, validate="1:1")
    placed = table.assign(
        domain=domain_words(table, keys, households), of=int(table["rank"].notna().sum()), level_pct=100 * _level(level), best=best
    ).drop(columns=keys)
    ordered = placed.sort_values(["rank", "rank_low", "rank_high", "domain"], ignore_index=True)
    return credited(with_ladder(ordered), ready.design.weighting, households)


def _apart(found: pd.DataFrame, one: list[str], two: list[str]) -> pd.DataFrame:
    """Differences without a number where the two shares come from two instruments: other questions, other ladders."""
    other = pd.Series([bool(left and right and left != right) for left, right in zip(one, two, strict=True)], index=found.index)
    names = [name for name in ("diff_pp", "se_pp", "low_pp", "high_pp", "p", "distinguishable") if name in found]
    if not other.any():
        return found
    return found.assign(**{name: found[name].mask(other) for name in names}, presentation=found["presentation"].mask(other, TANPA_DATA))


def _without(design: Design, column: str, own: pd.DataFrame, keys: list[str]) -> Design:
    """The design with the answers left unknown of domains that are not ranked: their share may not be
    published, or another instrument than most domains' gave it."""
    hidden = set(schema.keys(own[own["presentation"].eq(DITAHAN)], keys))
    rows = design.households
    of = codebook.instrument_of(rows, keys)
    main = Counter(of.values()).most_common(1)
    hidden |= {place for place, name in of.items() if name != main[0][0]}
    return (
        dataclasses.replace(design, households=rows.assign(**{column: rows[column].mask(schema.within(rows, keys, hidden))}))
        if hidden
        else design
    )


def _column(indicator: str, ladder: str) -> str:
    """The one column an indicator is computed in: its own name where it stands on no ladder."""
    defined, indicator = survey_indicators.names(), survey_indicators.meant(indicator)
    return next((name for name in (f"{ladder}:{indicator}", indicator) if name in defined), indicator)


def _level(level: float | None) -> float:
    return settings().level if level is None else level


def _presentation(households, by, indicators, **choices) -> pd.DataFrame:
    keys = [*keys_of(by), "indicator"]
    return estimates(households, by, indicators, **choices)[[*keys, "presentation"]]


def _compared(shown: pd.DataFrame, households: pd.DataFrame, keys: list[str]) -> int:
    """How many pairs are compared: of one instrument, both shares published; as many as the ranks compare."""
    published = shown[~shown["presentation"].isin([DITAHAN, TANPA_DATA])]
    return sum(math.comb(domains, 2) for domains in Counter(instruments_of(published, keys, households)).values())


def _looked_up(shown: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The presentation of each row's share; a domain that is not there has no data."""
    found = rows[keys].merge(shown, on=keys, how="left", validate="m:1")["presentation"]
    return found.fillna(TANPA_DATA).set_axis(rows.index)
