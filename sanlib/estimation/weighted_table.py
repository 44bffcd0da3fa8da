"""Any table with weights: its shares, classes, means, ratios and totals by any domain, their differences and covariance.

Everything that is asked for is given by keyword, and comes back as rows of one table:

    shares: columns of 1 = yes, 0 = no, blank = unknown, or a mapping of id to such values.
    classes: columns whose classes exclude each other (text, codes, categories); a share of every class.
    means: columns of numbers. totals: the same; a column of yes and no alone is counted.
    ratios: id -> (column above, column below), as {"pupils_per_toilet": ("pupils", "toilets")}.
    by: column(s) of the domain; rows outside a domain stay in the design. None = all rows.
    among: id -> boolean column; only rows where it is true are the denominator.

As R's `svydesign` with `svyby(svymean / svyratio / svytotal)`, `svycontrast` and `vcov`, to which it is held.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.estimation import compare, estimate, intervals
from sanlib.estimation.design import Design, LargeTable, names, numbers
from sanlib.estimation.linearise import Domains, Ratio, domains, summed, variance_of
from sanlib.estimation.presentation import worse
from sanlib.estimation.psu_sums import Answers
from sanlib.project import schema
from sanlib.project.problems import InputError
from sanlib.project.schema import DITAHAN

SHARE, CLASS, MEAN, RATIO, TOTAL = ("share", "class", "mean", "ratio", "total")
LABELS = ["statistic", "variable", "class"]
COLUMNS = [
    *LABELS,
    *"value se low high unit interval_method n known_pct df deff level_pct weighting presentation presentation_reason".split(),
]
DETAIL = frozenset(["se", "interval_method", "level_pct", "weighting", "p", "n_1", "n_2"])
"""Columns of `tabulate` and of `pairwise` that are there for whoever looks further and are not printed."""
DOMAINS, CLASSES = "domains", "classes"
BETRAYS = "membuka_kelas_lain"
_RENAMED = {"value_pct": "value", "se_pp": "se", "low_pct": "low", "high_pct": "high", "households": "value"}


class Asked(NamedTuple):
    """What was asked for, as the keywords of `tabulate`."""

    shares: object
    classes: object
    means: object
    ratios: Mapping[str, tuple[str, str]] | None
    totals: object
    among: Mapping[str, str] | None


class Estimate(NamedTuple):
    """One of the estimates asked for, in every domain; `scale` is 100 where it is printed in percent."""

    statistic: str
    variable: str
    klass: object
    scale: float
    found: Ratio


def _of_a_design(function):
    """Refuse, in one line, what is no design."""

    @functools.wraps(function)
    def call(design, *args, **kwargs):
        if not isinstance(design, Design | LargeTable):
            known = {"table": "Design", "instead": 'Design.from_table(table, weight="...")'}
            raise InputError("table_expected", value=type(design).__name__, **known)
        return function(design, *args, **kwargs)

    return call


@_of_a_design
def tabulate(
    design: Design,
    shares=(),
    classes=(),
    means=(),
    ratios: Mapping[str, tuple[str, str]] | None = None,
    totals=(),
    by=None,
    among: Mapping[str, str] | None = None,
    level: float = 0.95,
    rule: str | None = "nchs",
    interval: str = estimate.KORN_GRAUBARD,
) -> pd.DataFrame:
    """What a weighted table says of each domain, and how surely: one row per estimate and domain.

    Columns: `by`, statistic (share, class, mean, ratio, total), variable, class (blank but for classes), value, se, low, high
    (in % and percentage points for shares and classes, where `unit` is %; else in the column's own unit), interval_method,
    n (rows that answered), known_pct (weighted share of the denominator that answered), df (the domain's own PSU minus its
    own strata), deff (against simple random sampling with replacement), level_pct, weighting, presentation and
    presentation_reason by `rule` ("nchs", "dhs", None). No row and no value is removed; `san.show` hides the withheld.
    Where the design's table has a column `synthetic` or `sintetis` that says yes, one more column `synthetic` does.
    A share's interval is Korn-Graubard's (`interval="logit"` for the logit one) at `level`; every other is a t interval.

    `shares`: columns of 1, 0 and blank; `classes`: columns of categories; `means`, `totals`: columns of numbers; `ratios`:
    {"pupils_per_toilet": ("pupils", "toilets")}; `among`: {"toilet": "has_school"}, the column that says whose share it is.
    Raises InputError: nothing is asked for, a column is missing, an answer is of the wrong kind, a column of `by` has a name
    of the result, a total is asked of weights that do not count. Source: Lumley (2010); Korn and Graubard (1998).

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"school": [1, 1, 2, 2, 3, 3], "toilet": [1, 0, 1, 1, 0, 1], "weight": [10, 10, 20, 20, 5, 5]})
    >>> design = san.estimation.Design.from_table(pupils, psu="school", weight="weight")
    >>> san.estimation.tabulate(design, shares="toilet")[["variable", "value", "se"]].round(1).values.tolist()
    [['toilet', 78.6, 18.7]]
    """
    _refuse_reserved(by, COLUMNS)
    asked = Asked(shares, classes, means, ratios, totals, among)
    design = _summed(design, by, asked)
    tables = [table for table in _tables(design, asked, interval, {"by": by, "level": level, "rule": rule})]
    if not tables:
        raise InputError("survey_nothing_asked")
    return schema.marked(pd.concat(tables, ignore_index=True)[[*names(by), *COLUMNS]], design.synthetic)


@_of_a_design
def pairwise(
    design: Design,
    shares=(),
    classes=(),
    means=(),
    ratios: Mapping[str, tuple[str, str]] | None = None,
    totals=(),
    by=None,
    among: Mapping[str, str] | None = None,
    between: str = DOMAINS,
    adjust: str | None = "bonferroni",
    level: float = 0.95,
    rule: str | None = "nchs",
) -> pd.DataFrame:
    """Every two domains on each estimate, or every two classes of a variable within each domain: second minus first.

    between: "domains", or "classes" (only what is given as `classes` then counts). What the two share (strata, PSU, the rows
    themselves) is counted by their covariance; df = PSU minus strata of the two together. adjust: "bonferroni" = right for
    all pairs of an estimate (of a domain, between classes) at once; None = each pair by itself, as R's svycontrast.

    Columns: statistic, variable, class and `by`_1, `by`_2, or `by`, statistic, variable and class_1, class_2; value_1, value_2,
    n_1, n_2, difference, se, low, high, unit (pp = percentage points), df, p, interval_method, distinguishable (the interval
    leaves out 0; blank without one), level_pct, weighting, presentation (the worse of the two).
    Where a share is 0 or 100 % the two exact intervals are joined instead and there is no p: domains by MOVER (see
    compare.between_domains), classes, which exclude each other, by adding their reaches, the safe side [own rule].
    The other arguments (shares, means, ratios, totals, among, level, rule) and what is refused are those of `tabulate`.

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"school": [1, 1, 2, 2], "toilet": [1, 0, 1, 1], "level": ["SD", "SMP", "SD", "SMP"]})
    >>> design = san.estimation.Design.from_table(pupils, psu="school")
    >>> san.estimation.pairwise(design, shares="toilet", by="level")[["level_1", "level_2", "difference"]].values.tolist()
    [['SD', 'SMP', -50.0]]
    """
    if between not in (DOMAINS, CLASSES):
        raise ValueError(f"between={between!r}: expected {DOMAINS!r} or {CLASSES!r}")
    asked = Asked(shares, classes, means, ratios, totals, among)
    if between == CLASSES:
        asked = Asked((), classes, (), None, (), among)
    design = _summed(design, by, asked)
    where = domains(design, by)
    found = list(_estimates(design, where, asked))
    _refuse_no_pair(found, where, between)
    shown = tabulate(design, *asked[:5], by=by, among=among, rule=rule)[[*names(by), *LABELS, "presentation"]]
    paired = _domain_pairs if between == DOMAINS else _class_pairs
    table = pd.concat(list(paired(design, where, found, level, adjust)), ignore_index=True)
    sides = [_presentation(table, shown, names(by), side) for side in ("_1", "_2")]
    shown = table.assign(level_pct=100 * level, weighting=design.weighting, presentation=worse(*sides))
    return schema.marked(shown, design.synthetic)


@_of_a_design
def covariance(
    design: Design,
    shares=(),
    classes=(),
    means=(),
    ratios: Mapping[str, tuple[str, str]] | None = None,
    totals=(),
    by=None,
    among: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The sampling covariance of everything asked for, for a contrast of one's own; R's `vcov`.

    Rows and columns are the rows of `tabulate`, named by `by`, statistic, variable and class, in its units (shares and classes
    in percent, so that the diagonal is se squared). NaN where an estimate has no error. The arguments (shares, classes, means,
    ratios, totals, among) are those of `tabulate`.

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"school": [1, 1, 2, 2, 3, 3], "toilet": [1, 0, 1, 1, 0, 1], "weight": [10, 10, 20, 20, 5, 5]})
    >>> design = san.estimation.Design.from_table(pupils, psu="school", weight="weight")
    >>> san.estimation.covariance(design, shares="toilet").round(1).values.tolist()
    [[349.9]]
    """
    asked = Asked(shares, classes, means, ratios, totals, among)
    design = _summed(design, by, asked)
    where = domains(design, by)
    found = list(_estimates(design, where, asked))
    if not found:
        raise InputError("survey_nothing_asked")
    labels = pd.concat([_named(where.keys, one) for one in found], ignore_index=True)
    scale = np.repeat([one.scale for one in found], len(where.keys))
    both = compare.covariance(design, where, [one.found for one in found]) * scale[:, None] * scale
    order = _as_tabulated(found, len(where.keys))
    index = pd.MultiIndex.from_frame(labels.iloc[order])
    table = pd.DataFrame(both[np.ix_(order, order)], index=index, columns=index)
    table.attrs["synthetic"] = design.synthetic  # a square of numbers has no column to say it in
    return table


def _summed(design, by, asked: Asked) -> Design:
    """A large table with the sums of all that is asked for, made in one pass; a design of a table in memory as it is."""
    numbered = [*names(asked.means), *names(asked.totals)] if not isinstance(asked.means, Mapping) else asked.means
    return summed(design, by, asked.among, shares=asked.shares, classes=asked.classes, numbers=numbered, ratios=asked.ratios)


def _tables(design, asked: Asked, interval, at) -> Iterator[pd.DataFrame]:
    """The rows of each variable asked for, in the order of the keywords."""
    among = asked.among or {}
    of_shares = at | {"interval": interval}
    for name, values in _given(design, asked.shares):
        yield _rows(estimate.shares(design, {name: values}, among=among, **of_shares), SHARE, name)
    for name in names(asked.classes):
        answers = estimate.class_answers(design, name)
        found = estimate.shares(design, answers, among=_of_each(answers, among, name), **of_shares)
        yield _rows(_none_betrayed(found, names(at["by"])), CLASS, name)
    for name, values in _given(design, asked.means):
        yield _rows(estimate.means(design, {name: values}, among=among, **at), MEAN, name)
    for name, pair in (asked.ratios or {}).items():
        yield _rows(estimate.ratios(design, {name: pair}, among=among, **at), RATIO, name)
    for name, values in _given(design, asked.totals):
        counted = estimate.totals if _yes_no(values) else estimate.amounts
        yield _rows(counted(design, {name: values}, among=among, **at).assign(level_pct=100 * at["level"]), TOTAL, name)


def _none_betrayed(classes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Classes with the smallest other class withheld where only one of a domain is: 100 minus the rest would give it."""
    hidden = classes["presentation"].eq(DITAHAN)
    alone = hidden.groupby([classes[name] for name in by]).transform("sum").eq(1) if by else pd.Series(hidden.sum() == 1, classes.index)
    others = classes[alone & ~hidden].sort_values("value_pct", kind="stable")
    also = classes.index.isin(others.drop_duplicates(by).index if by else others.index[:1])
    return classes.assign(
        presentation=classes["presentation"].mask(also, DITAHAN), presentation_reason=classes["presentation_reason"].mask(also, BETRAYS)
    )


def _rows(table: pd.DataFrame, statistic: str, variable: str) -> pd.DataFrame:
    told = table.rename(columns=_RENAMED | {"indicator": "class"})
    told = told if statistic == CLASS else told.assign(**{"class": ""})
    return told.assign(statistic=statistic, variable=variable, unit="%" if statistic in (SHARE, CLASS) else "")


def _given(design, asked) -> Iterator[tuple[str, object]]:
    """Each id with its values, whether columns were named or values given."""
    if isinstance(asked, Mapping):
        yield from asked.items()
    else:
        yield from ((name, design.answers(name)) for name in names(asked))


def _of_each(answers, among, name) -> dict:
    return dict.fromkeys(answers, among[name]) if name in among else {}


def _yes_no(values) -> bool:
    if isinstance(values, Answers):
        return values.yes_no
    answers = numbers(values)
    return bool((np.isnan(answers) | (answers == 0) | (answers == 1)).all())


def _estimates(design: Design, where: Domains, asked: Asked) -> Iterator[Estimate]:
    """Everything asked for with what its variance is made of, in the order of `tabulate`."""
    among = asked.among or {}
    shares = dict(_given(design, asked.shares))
    for name, found in estimate.measure(design, where, estimate.yes_no_answers(design, shares), among):
        yield Estimate(SHARE, name, "", 100.0, found)
    for name in names(asked.classes):
        answers = estimate.class_answers(design, name)
        chosen = _of_each(answers, among, name)
        for one, found in estimate.measure(design, where, estimate.yes_no_answers(design, answers), chosen):
            yield Estimate(CLASS, name, one, 100.0, found)
    for name, values, chosen in estimate.chosen(design, estimate.named_answers(design, dict(_given(design, asked.means))), among):
        yield Estimate(MEAN, name, "", 1.0, estimate.mean_of(design, where, values, chosen).found)
    for name, pair, chosen in estimate.chosen(design, estimate.answers_to_divide(design, asked.ratios or {}), among):
        yield Estimate(RATIO, name, "", 1.0, estimate.ratio_of(design, where, pair, chosen).found)
    if asked.totals:
        estimate.refuse_without_counts(design)
    for name, values, chosen in estimate.chosen(design, estimate.named_answers(design, dict(_given(design, asked.totals))), among):
        yield Estimate(TOTAL, name, "", 1.0, estimate.total_of(design, where, values, chosen).found)


def _named(keys: pd.DataFrame, one: Estimate) -> pd.DataFrame:
    return keys.assign(**dict(zip(LABELS, (one.statistic, one.variable, one.klass), strict=True)))


def _as_tabulated(found: list[Estimate], size: int) -> np.ndarray:
    """The places of all values in the order of the rows of `tabulate`: the classes of a variable stand domain by domain."""
    variables = {pair: place for place, pair in enumerate(dict.fromkeys((one.statistic, one.variable) for one in found))}
    group = np.repeat([variables[one.statistic, one.variable] for one in found], size)
    return np.lexsort((np.repeat(np.arange(len(found)), size), np.tile(np.arange(size), len(found)), group))


def _domain_pairs(design, where: Domains, found: list[Estimate], level, adjust) -> Iterator[pd.DataFrame]:
    first, second = np.triu_indices(len(where.keys), k=1)
    alpha = compare.alpha_of_each(level, adjust, len(first))
    keys = compare.keyed(where, first, second)
    for one in found:
        variance, df = compare.difference_variance(design, where, [one.found], first, second)
        pairs = compare.told_apart(one.found, first, second, variance, df, alpha, shares=one.scale == 100)
        labels = keys.assign(**dict(zip(LABELS, (one.statistic, one.variable, one.klass), strict=True)))
        yield labels[[*LABELS, *keys]].assign(**_columns(one, pairs, one.found, first, one.found, second))


def _class_pairs(design, where: Domains, found: list[Estimate], level, adjust) -> Iterator[pd.DataFrame]:
    for name in dict.fromkeys(one.variable for one in found):
        classes = [one for one in found if one.variable == name]
        first, second = np.triu_indices(len(classes), k=1)
        alpha = compare.alpha_of_each(level, adjust, len(first))
        chosen = [(classes[a], classes[b]) for a, b in zip(first, second, strict=True)]
        tables = [_class_pair(design, where, one, two, alpha) for one, two in chosen]
        if tables:
            yield pd.concat(tables).sort_index(kind="stable")  # domain by domain


def _class_pair(design, where: Domains, one: Estimate, two: Estimate, alpha) -> pd.DataFrame:
    every = np.arange(len(where.keys))
    pairs = _between_classes(design, where, one.found, two.found, alpha)
    labels = where.keys.assign(statistic=CLASS, variable=one.variable, class_1=one.klass, class_2=two.klass)
    return labels.assign(**_columns(one, pairs, one.found, every, two.found, every))


def _between_classes(design, where, one: Ratio, two: Ratio, alpha) -> compare.Pairs:
    """Two shares of the same rows: the variance of their difference is that of the difference of their influences."""
    variance = variance_of(design, where, two.influence - one.influence, one.present)
    difference = two.value - one.value
    bound = np.isin(one.value, (0, 1)) | np.isin(two.value, (0, 1))
    a, b = compare.as_printed(one, 1 - alpha), compare.as_printed(two, 1 - alpha)
    low, high = b.low - a.high, b.high - a.low
    instead = intervals.Interval(np.maximum(low, -1), np.minimum(high, 1))
    return compare.with_t_interval(difference, variance, one.df, alpha, bound, instead)


def _columns(about: Estimate, pairs: compare.Pairs, one: Ratio, first, two: Ratio, second) -> dict:
    scale = about.scale
    return {
        "value_1": scale * one.value[first],
        "value_2": scale * two.value[second],
        "n_1": one.n[first],
        "n_2": two.n[second],
        "difference": scale * pairs.difference,
        "se": scale * np.sqrt(pairs.variance),
        "low": scale * pairs.low,
        "high": scale * pairs.high,
        "unit": "pp" if scale == 100 else "",
        "df": pairs.df,
        "p": pairs.p,
        "interval_method": pairs.method,
        "distinguishable": compare.distinguishable(pairs),
    }


def _presentation(table: pd.DataFrame, shown: pd.DataFrame, by: list[str], side: str) -> pd.Series:
    """The presentation of the estimate on one side of each pair, found by its labels."""
    keys = [f"{name}{side}" if f"{name}{side}" in table else name for name in [*by, *LABELS]]
    there = table[keys].set_axis([*by, *LABELS], axis=1)
    return there.merge(shown, on=[*by, *LABELS], how="left", validate="m:1")["presentation"]


def _refuse_no_pair(found: list[Estimate], where: Domains, between: str) -> None:
    """Nothing to compare: nothing asked for, one domain, or variables of one class each."""
    if not found:
        raise InputError("survey_nothing_asked")
    variables = [one.variable for one in found]
    if (len(where.keys) if between == DOMAINS else max(map(variables.count, variables))) < 2:
        raise InputError("survey_no_pair", value=between)


def _refuse_reserved(by, reserved) -> None:
    for name in names(by):
        if name in reserved:
            raise InputError("survey_domain_reserved", column=name)
