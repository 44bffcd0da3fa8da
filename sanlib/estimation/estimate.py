"""Shares, means and totals of a household survey by any domain, each with the error its design gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sanlib.estimation import intervals
from sanlib.estimation.design import Design, class_labels, column, names, numbers
from sanlib.estimation.linearise import (
    Domains,
    Ratio,
    certain,
    divided,
    domains,
    per_domain,
    ratio,
    scatter,
    summed,
    tally,
    tally_yes_no,
    total,
)
from sanlib.estimation.presentation import PRESENTATION_LEVEL, present, present_amounts, present_counts
from sanlib.estimation.psu_sums import Answers
from sanlib.project.problems import InputError

BASIS = "survei"
LOGIT, KORN_GRAUBARD = "logit", "korn-graubard"


def shares(
    design: Design, indicators, by=None, among: Mapping[str, str] | None = None, interval=KORN_GRAUBARD, level=0.95, rule="nchs"
) -> pd.DataFrame:
    """The share of households with a known answer to whom each indicator applies, with its sampling error.

    An unknown answer ("tidak tahu", blank) is neither yes nor no: it leaves the share and lowers `known_pct`.

    indicators: columns of the households, or a mapping of indicator id to values; 1 = yes, 0 = no, blank = unknown.
    by: column(s) of the domain; None = all households. Households outside the domain stay in the design.
    among: indicator id -> boolean column; the denominator is the households where it is true.
    interval: "korn-graubard" or "logit" for low_pct and high_pct, at `level`. Korn-Graubard is printed no surer
        than n households drawn one by one, and wider outwards for rare shares (intervals.printed); the table also holds
        both as R computes them (logit_*, kg_*).
    rule: "nchs", "dhs" or None; fills `presentation` (see presentation.present), deletes nothing. It judges the interval
        of 95 %, for which it is defined, whatever `level` is printed.

    One row per domain x indicator: `by`, indicator, value_pct (0-100), se_pp (percentage points), low_pct, high_pct,
    interval_method, n (households answering), known_pct (weighted share of the denominator with a known answer), df,
    deff (against simple random sampling with replacement of n), n_eff, logit_* and kg_* limits, level_pct, base and base_unit
    (households of the denominator, in KK; blank unless weights count households), basis, weighting, presentation.
    A domain without an answer has n = 0 and no value; one with a single PSU has a value and no error.

    Raises InputError: a column is missing, an answer is neither 0, 1 nor blank. Source: R `survey` (`svyby`, `svymean`,
    `svyciprop`) with df = the domain's own PSU minus its own strata, as Korn and Graubard (1999), section 5.2.
    """
    if interval not in (LOGIT, KORN_GRAUBARD):
        raise ValueError(f"interval={interval!r}: expected {LOGIT!r} or {KORN_GRAUBARD!r}")
    design = summed(design, by, among, shares=indicators)
    where = domains(design, by)
    measured = dict(measure(design, where, yes_no_answers(design, indicators), among))
    found = stacked(measured)
    at_level = {at: _layout(where, measured, _share_columns(design, found, interval, at)) for at in {level, PRESENTATION_LEVEL}}
    table, judged = at_level[level], at_level[PRESENTATION_LEVEL]
    # one layout of the same cells: the two tables share their index
    return table.join(present(judged, rule)[["presentation", "presentation_reason"]], validate="1:1")


def class_answers(design: Design, classes: str) -> Mapping[object, np.ndarray]:
    """Each class of a column, in order (that of its categories where it has one), and whether each row is of it; blank = unknown.

    Their `shares` add up to 100 in each domain; "tidak terklasifikasi" is a class like the others.
    """
    if design.sums is not None:
        return design.sums["class", classes]
    values = column(design.households, classes)
    unknown = (values.isna() | values.astype(object).eq("")).to_numpy()
    return _ClassAnswers(values, class_labels(values, classes), unknown)


class _ClassAnswers(Mapping):
    """One yes/no column per class, made only when it is asked for."""

    def __init__(self, values, found, unknown):
        self.values_, self.found, self.unknown = values, found, unknown

    def __getitem__(self, name):
        return np.where(self.unknown, np.nan, (self.values_ == name).to_numpy(dtype=bool, na_value=False))

    def __iter__(self):
        return iter(self.found)

    def __len__(self):
        return len(self.found)


def means(design: Design, measures, by=None, among=None, level=0.95, rule="nchs") -> pd.DataFrame:
    """The mean of a number (members, minutes, rupiah) over the rows where it is known.

    One row per domain x measure: `by`, indicator, value, se, low, high (t interval; all in the unit of the column),
    interval_method, n, known_pct, df, deff (against simple random sampling with replacement of n), level_pct, basis, weighting,
    presentation, presentation_reason (see presentation.present_amounts). Arguments as `shares`. Where every answer is one
    and the same number the sample shows no error: there is then no interval [own rule].
    """
    design = summed(design, by, among, numbers=measures)
    where = domains(design, by)
    asked = chosen(design, named_answers(design, measures), among)
    return amounts_table(design, where, {name: mean_of(design, where, *answers) for name, *answers in asked}, level, rule)


def ratios(design: Design, asked: Mapping[str, tuple[str, str]], by=None, among=None, level=0.95, rule="nchs") -> pd.DataFrame:
    """One total over another (pupils per toilet, litres per person), over the rows where both numbers are known.

    asked: id -> (column above, column below). Columns as `means`; a domain whose lower total is 0 has no value.
    Source: R `svyratio`, the combined ratio by Taylor linearisation.
    """
    design = summed(design, by, among, ratios=asked)
    where = domains(design, by)
    found = chosen(design, answers_to_divide(design, asked), among)
    return amounts_table(design, where, {name: ratio_of(design, where, *answers) for name, *answers in found}, level, rule)


def amounts(design: Design, measures, by=None, among=None, level=0.95, rule="nchs") -> pd.DataFrame:
    """The total of a number over all that the rows stand for (tonnes, toilets, rupiah); the unknown add nothing.

    Columns as `means`. Raises InputError where weights do not count: unweighted, or normalised to mean 1. Source: R `svytotal`.
    """
    design = summed(design, by, among, numbers=measures)
    refuse_without_counts(design)
    where = domains(design, by)
    asked = chosen(design, named_answers(design, measures), among)
    return amounts_table(design, where, {name: total_of(design, where, *answers) for name, *answers in asked}, level, rule)


class Amount(NamedTuple):
    """An estimate in the unit of its column: the Ratio behind it and its design effect, per domain."""

    found: Ratio
    deff: np.ndarray


def mean_of(design: Design, where: Domains, answers: np.ndarray, chosen: np.ndarray | None = None) -> Amount:
    """The weighted mean of the known answers in each domain; chosen: which rows are its denominator, None = all."""
    found = ratio(design, where, tally(design, where, answers, chosen))
    return Amount(found, _deff(found, scatter(design, where, _only(answers, chosen), found.value), found.known))


def ratio_of(design: Design, where: Domains, pair: np.ndarray, chosen: np.ndarray | None = None) -> Amount:
    """The weighted sum of the first row of `pair` over that of the second in each domain, where both are known."""
    if isinstance(pair, Answers):
        above, below = pair, pair.below()
    else:
        above, below = np.where(np.isnan(pair).any(axis=0), np.nan, pair)
    divisor = tally(design, where, below, chosen).answered
    found = ratio(design, where, tally(design, where, above, chosen), divisor)
    scattered = scatter(design, where, _only(above, chosen), found.value, below)
    return Amount(found, _deff(found, scattered, per_domain(where, divisor)))


def total_of(design: Design, where: Domains, answers: np.ndarray, chosen: np.ndarray | None = None) -> Amount:
    """The weighted sum of the known answers in each domain; chosen: as in `mean_of`."""
    counted = tally(design, where, answers, chosen)
    found, mean = total(design, where, counted), ratio(design, where, counted).value
    return Amount(found, _deff(found, scatter(design, where, _only(answers, chosen), mean), 1.0))


def _only(answers, chosen):
    if isinstance(answers, Answers):
        return answers.among[chosen]
    return answers if chosen is None else np.where(chosen, answers, np.nan)


def _deff(found: Ratio, scattered, divisor):
    """Variance against that of n rows drawn one by one with replacement: R's deff="replace"."""
    return divided(found.variance * (found.n - 1) * divisor**2, found.known * scattered)


def chosen(design: Design, answers, among: Mapping[str, str] | None) -> Iterator[tuple]:
    """Each id with its answers and which rows are its denominator, None = all."""
    asked = among or {}
    for name, values in answers:
        yield name, values, _denominator(design, asked[name]) if name in asked else None


def answers_to_divide(design: Design, asked: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, np.ndarray]]:
    """Each ratio's id and its two columns as floats, shape (2, rows)."""
    for name, pair in asked.items():
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"ratios: {name}: {pair!r}: expected (column above, column below)")
        if design.sums is not None:
            yield name, design.sums[tuple(pair)]
        else:
            yield name, np.stack([numbers(column(design.households, part)) for part in pair])


def amounts_table(design: Design, where: Domains, asked: Mapping[str, Amount], level: float, rule: str | None) -> pd.DataFrame:
    """The rows of `means`, `ratios` and `amounts`, domain by domain."""
    found = stacked({name: one.found for name, one in asked.items()})
    low, high = intervals.of_amount(found.value, found.variance, found.df, certain(design, where)[:, None], level)
    columns = {
        "value": found.value,
        "se": np.sqrt(found.variance),
        "low": low,
        "high": high,
        "interval_method": np.where(np.isnan(low), "", intervals.T),
        "n": found.n,
        "known_pct": 100 * divided(found.known, found.base),
        "df": found.df,
        "deff": np.stack([one.deff for one in asked.values()], axis=1),
        "level_pct": 100 * level,
        "basis": BASIS,
        "weighting": design.weighting,
    }
    return present_amounts(_layout(where, asked, columns), rule)


def refuse_without_counts(design: Design) -> None:
    """An InputError where the sum of the weights counts nothing: unweighted, or normalised to mean 1."""
    if not design.counts_households:
        raise InputError("survey_totals_normalised" if design.weighted else "survey_totals_unweighted")


def totals(design: Design, indicators, by=None, among=None, level=0.95, rule="nchs") -> pd.DataFrame:
    """How many households an indicator applies to, counting only known answers: unknown households are not added.

    One row per domain x indicator: `by`, indicator, households (KK), se, low, high, interval_method, n, known_pct, df, deff
    (as `means`), basis, weighting, presentation, presentation_reason (see presentation.present_counts; by the interval of
    95 %, whatever `level` is printed).
    The interval is the t interval, not below 0; where no household said yes its upper limit is that of the share.
    Raises InputError where weights do not count households: unweighted, or normalised to mean 1.
    """
    design = summed(design, by, among, counts=indicators)
    refuse_without_counts(design)
    where = domains(design, by)
    measured = dict(measure(design, where, yes_no_answers(design, indicators), among, total))
    share = stacked(dict(measure(design, where, yes_no_answers(design, indicators), among)))
    found = stacked(measured)
    at_level = {at: _total_columns(design, share, found, at) for at in {level, PRESENTATION_LEVEL}}
    judged = at_level[PRESENTATION_LEVEL]
    yes = ((name, _only_yes(values)) for name, values in yes_no_answers(design, indicators))
    events = stacked(dict(measure(design, where, yes, among, total))).n
    asked = chosen(design, yes_no_answers(design, indicators), among)
    deff = np.stack([total_of(design, where, *answers).deff for _, *answers in asked], axis=1)
    table = _layout(where, measured, at_level[level] | {"deff": deff})
    return present_counts(table, events.ravel(), judged["low"].ravel(), judged["high"].ravel(), rule)


def _only_yes(answers):
    return answers.only_yes() if isinstance(answers, Answers) else np.where(answers == 1, 1.0, np.nan)


def _total_columns(design, share: Ratio, found: Ratio, level) -> dict:
    low, high = intervals.t_interval(found.value, found.variance, found.df, level)
    # no "yes" in the sample has no spread to build a t interval on
    none = intervals.korn_graubard(share.value, share.variance, share.n, share.df, level, share.assumed_deff).high * share.known
    return {
        "households": found.value,
        "se": np.sqrt(found.variance),
        "low": np.maximum(low, 0),
        "high": np.where(found.value == 0, none, high),
        "interval_method": np.where(np.isnan(low), "", np.where(found.value == 0, intervals.EXACT, intervals.T)),
        "n": found.n,
        "known_pct": 100 * divided(found.known, found.base),
        "df": found.df,
        "basis": BASIS,
        "weighting": design.weighting,
    }


def named_answers(design: Design, indicators) -> Iterator[tuple[str, Any]]:
    """Each indicator's id and its answers as floats, blank as NaN, one at a time."""
    for name in indicators if isinstance(indicators, Mapping) else names(indicators):
        values = indicators[name] if isinstance(indicators, Mapping) else design.answers(name)
        if len(values) != len(design.households):
            raise ValueError(f"{name}: {len(values)} answers for {len(design.households)} households")
        yield name, values if isinstance(values, Answers) else numbers(values)


def yes_no_answers(design: Design, indicators) -> Iterator[tuple[str, Any]]:
    """As `named_answers`, and an InputError where an answer is neither 0, 1 nor blank."""
    for name, answers in named_answers(design, indicators):
        if isinstance(answers, Answers):  # refused where they were summed
            yield name, answers
            continue
        if sum(map(np.count_nonzero, (answers == 0, answers == 1, np.isnan(answers)))) < len(answers):
            stray = ~((answers == 0) | (answers == 1) | np.isnan(answers))
            value, count = f"{answers[stray][0]:g}", np.count_nonzero(stray)
            raise InputError("survey_answer_not_yes_no", column=name, value=value, count=count)
        yield name, answers


def measure(design: Design, where: Domains, answers, among=None, statistic=ratio, counted=tally_yes_no) -> Iterator[tuple[str, Ratio]]:
    """Each indicator's id with its value, counts, variance and influence in every domain."""
    among = among or {}
    for name, values in answers:
        chosen = _denominator(design, among[name]) if name in among else None
        yield name, statistic(design, where, counted(design, where, values, chosen))


def _denominator(design, name):
    return name if design.sums is not None else numbers(column(design.households, name)) == 1


def stacked(measured: Mapping[str, Ratio]) -> Ratio:
    """All indicators in one Ratio of arrays (domains, indicators); `present` and `influence` (cells, indicators)."""
    return Ratio(*(np.stack(arrays, axis=1) for arrays in zip(*measured.values(), strict=True)))


def _share_columns(design, found: Ratio, interval, level) -> dict:
    share, variance, n = found.value, found.variance, found.n
    kg = intervals.korn_graubard(share, variance, n, found.df, level, found.assumed_deff)
    wald = intervals.logit(share, variance, found.df, kg, level)
    n_eff = intervals.effective_n(share, variance, n, found.assumed_deff)
    printed = intervals.printed(kg, share, n_eff, n, found.df, found.assumed_deff, level)
    chosen = printed if interval == KORN_GRAUBARD else wald
    bound = np.isin(share, (0, 1))
    simple = np.where(bound, 0.0, share * (1 - share))
    return {
        "value_pct": 100 * share,
        "se_pp": 100 * np.sqrt(variance),
        "low_pct": 100 * chosen.low,
        "high_pct": 100 * chosen.high,
        "interval_method": np.where(np.isnan(chosen.low), "", np.where(bound, intervals.EXACT, interval)),
        "n": n,
        "known_pct": 100 * divided(found.known, found.base),
        "df": found.df,
        "deff": divided(variance * (n - 1), simple),
        "n_eff": n_eff,
        "logit_low_pct": 100 * wald.low,
        "logit_high_pct": 100 * wald.high,
        "kg_low_pct": 100 * kg.low,
        "kg_high_pct": 100 * kg.high,
        "level_pct": 100 * level,
        "base": found.base if design.counts_households else np.nan,
        "base_unit": "KK" if design.counts_households else "",
        "basis": BASIS,
        "weighting": design.weighting,
    }


def _layout(where: Domains, measured, columns) -> pd.DataFrame:
    """Rows domain by domain, in each the indicators in the order asked for."""
    shape = (len(where.keys), len(measured))
    keys = {name: where.keys[name].repeat(len(measured)).reset_index(drop=True) for name in where.keys}
    names_of = {"indicator": np.tile(np.array(list(measured), dtype=object), len(where.keys))}
    return pd.DataFrame(keys | names_of | {name: np.broadcast_to(values, shape).ravel() for name, values in columns.items()})
