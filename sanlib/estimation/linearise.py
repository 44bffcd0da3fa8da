"""A ratio and its sampling variance in many domains at once: Taylor linearisation, summed PSU by PSU.

Everything is counted once over the households into cells (the part of one PSU that lies in one domain); what follows
works on cells alone, so that a million households cost three passes per indicator however many domains there are.
Source: Lumley (2010), Complex Surveys, sections 2.2 and 2.5; Woodruff (1971). Equal to R `survey` 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sanlib.estimation.design import Design, LargeTable, column, names, numbered, within
from sanlib.estimation.psu_sums import Answers, Summed


class Domains(NamedTuple):
    """Which domain each household is in, and the cells domain x PSU and the groups domain x stratum that occur.

    `keys` has one row per domain. `cell` is per household (the number past the last cell = outside every domain: its
    weight counts as zero, while its PSU and its stratum stay in the design). `domain`, `psu`, `group` are per cell,
    `group_domain` and `group_stratum` per group; `count` and `weight` are the households of each cell, answers or not.
    `unequal` is per domain: what unequal weights alone do to a variance, n sum(w^2) / sum(w)^2 (Kish 1965, 11.7).
    """

    keys: pd.DataFrame
    cell: np.ndarray
    domain: np.ndarray
    psu: np.ndarray
    group: np.ndarray
    group_domain: np.ndarray
    group_stratum: np.ndarray
    count: np.ndarray  # type: ignore[assignment]  # a tuple's own method of this name is used by nobody
    weight: np.ndarray
    unequal: np.ndarray


class Tally(NamedTuple):
    """The answers to one indicator, counted. Per cell: weighted sum of the answers, weight and number of the known.
    Per domain: weight of the denominator, known or not."""

    answered: np.ndarray
    known: np.ndarray
    count: np.ndarray  # type: ignore[assignment]  # a tuple's own method of this name is used by nobody
    base: np.ndarray


class Ratio(NamedTuple):
    """One indicator in every domain: value, households with a known answer, PSU and strata they come from, weight of
    the known and of the whole denominator, variance, and the design effect assumed where the answers show none (0 %,
    100 %); per cell whether it has an answer and its influence on the value. No answers: NaN, n = 0."""

    value: np.ndarray
    n: np.ndarray
    psus: np.ndarray
    strata: np.ndarray
    known: np.ndarray
    base: np.ndarray
    variance: np.ndarray
    assumed_deff: np.ndarray
    present: np.ndarray
    influence: np.ndarray

    @property
    def df(self) -> np.ndarray:
        """Degrees of freedom of each domain: its own PSU minus its own strata."""
        return (self.psus - self.strata).astype(float)


def summed(design: Design | LargeTable, by=None, among: Mapping[str, str] | None = None, **asked) -> Design:
    """The design of a large table with the sums of what is asked for; a design of a table in memory is given back as it is.

    by: column(s) of the domain. asked: shares, counts (shares whose yes are counted), numbers, classes (names of columns), ratios
    (id -> two names); among: id -> boolean column. Raises InputError as `Design.from_table`, and where a column is not there, is
    no number or holds an answer that is neither 0, 1 nor blank.
    """
    if isinstance(design, Design):
        return design
    from sanlib.estimation import large_table  # noqa: PLC0415  a table in memory is spared narwhals, a tenth of a second

    return large_table.summed(design, by, among or {}, asked)


def domains(design: Design, by=None) -> Domains:
    """The domains that the column(s) `by` make, sorted; None is one domain, all households.

    A household whose `by` is blank, or whose weight is 0, is in no domain but stays in the design.
    """
    for name in names(by):
        column(design.households, name)
    number, keys = numbered(design.households, names(by), design.codes)
    cell, pairs = within(np.where(design.weight > 0, number, -1), design.psu, len(design.stratum))
    cell[cell < 0] = len(pairs)
    domain, psu = np.divmod(pairs, max(len(design.stratum), 1))
    group, groups = within(domain, design.stratum[psu], len(design.strata))
    group_domain, group_stratum = np.divmod(groups, max(len(design.strata), 1))
    count = np.bincount(cell, design.rows, len(pairs) + 1)
    weight = np.bincount(cell, design.weight, len(pairs) + 1)
    unequal = _unequal(design, cell, domain, count, weight, len(keys))
    return Domains(keys, cell, domain, psu, group, group_domain, group_stratum, count, weight, unequal)


def _unequal(design, cell, domain, count, weight, size):
    squares = np.bincount(cell, design.weight**2 if design.squares is None else design.squares, len(count))
    n, sums, squared = (np.bincount(domain, values[:-1], size) for values in (count, weight, squares))
    return divided(n * squared, sums**2)


def tally(design: Design, where: Domains, answers: np.ndarray | Answers, among=None) -> Tally:
    """One indicator's answers per cell. answers: float per household, NaN = unknown; among: bool per household,
    False = outside the denominator, whatever the answer; of a summed table, Answers and the name of the column."""
    if isinstance(answers, Answers):
        return _tally_sums(where, answers, among)
    unknown = np.isnan(answers)
    base = where.weight
    if among is not None:
        unknown |= ~among
        base = _per_cell(where, design.weight * among)
    unknown = np.flatnonzero(unknown)
    weighted = answers * design.weight
    weighted[unknown] = 0
    answered = _per_cell(where, weighted)
    weighted[:] = design.weight
    weighted[unknown] = 0
    # the few unknown are quicker to count than the many known; with weights that would lose an exact 0 or 100 %
    count = where.count - np.bincount(where.cell[unknown], minlength=len(where.count))
    sums = (answered, _per_cell(where, weighted), count, base)
    cells = len(where.domain)
    answered, known, count, base = (values[:cells] for values in sums)
    return Tally(answered, known, count, per_domain(where, base))


def tally_yes_no(design: Design, where: Domains, answers: np.ndarray | Answers, among=None) -> Tally:
    """As `tally` for answers that are 1, 0 or unknown, in half the time: yes, no, unknown and outside the denominator
    are four parts of every cell, so that one pass over the weights adds up all of them."""
    if isinstance(answers, Answers):
        return _tally_sums(where, answers, among)
    cells = len(where.count)
    part = np.multiply(answers == 1, cells, dtype=np.intp)
    part += where.cell
    unknown = np.flatnonzero(np.isnan(answers))
    part[unknown] += 2 * cells
    if among is not None:
        outside = np.flatnonzero(~among)
        part[outside] = where.cell[outside] + 3 * cells
        unknown = np.flatnonzero(part >= 2 * cells)
    no, yes, blank, _ = np.bincount(part, design.weight, 4 * cells).reshape(4, cells)[:, :-1]
    count = (where.count - np.bincount(where.cell[unknown], minlength=cells))[:-1]
    return Tally(yes, yes + no, count, per_domain(where, yes + no + blank))


def _tally_sums(where: Domains, answers: Answers, among) -> Tally:
    """The tally of a summed table, in which each row is a cell or lies outside every domain."""
    found = answers.among[among]
    answered, known, blank, rows = (_per_cell(where, values)[:-1] for values in (found.answered, found.known, found.blank, found.rows))
    return Tally(answered, known, rows, per_domain(where, known + blank))


def _per_cell(where, values):
    return np.bincount(where.cell, values, len(where.count))


def per_domain(where: Domains, values: np.ndarray) -> np.ndarray:
    """Values of cells added up by domain."""
    return np.bincount(where.domain, values, len(where.keys))


def ratio(design: Design, where: Domains, counted: Tally, below: np.ndarray | None = None) -> Ratio:
    """The weighted sum of the known answers over that of `below` in each domain; influence (answer - value x below) / sum.

    below: per cell, the weighted sum of what is divided by; None = the weight of the known, which makes it their mean.
    """
    below = counted.known if below is None else below
    divisor = per_domain(where, below)
    value = divided(per_domain(where, counted.answered), divisor)
    residual = counted.answered - np.nan_to_num(value)[where.domain] * below
    return _measured(design, where, counted, value, divided(residual, divisor[where.domain], 0.0))


def total(design: Design, where: Domains, counted: Tally) -> Ratio:
    """The weighted sum of the known answers in each domain; the unknown add nothing."""
    known = per_domain(where, counted.known)
    value = np.where(known > 0, per_domain(where, counted.answered), np.nan)
    return _measured(design, where, counted, value, counted.answered)


def _measured(design, where, counted, value, influence) -> Ratio:
    present = counted.count > 0
    psus = per_domain(where, present)
    strata = np.bincount(where.group_domain, _in_group(where, present), len(where.keys))
    variance = variance_of(design, where, influence, present)
    n = per_domain(where, counted.count)
    assumed = where.unequal * (1 + (divided(per_domain(where, counted.count**2), n) - 1) * design.icc)
    return Ratio(value, n, psus, strata, per_domain(where, counted.known), counted.base, variance, assumed, present, influence)


def variance_of(design: Design, where: Domains, influence: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Per domain, the variance of an estimate with this influence per cell; NaN where its answers come from one PSU."""
    variance = _variance(design, where, influence, _in_group(where, present))
    # residuals of one PSU add up to zero by construction: that is no evidence that there is no error
    variance[per_domain(where, present) < 2] = np.nan
    return variance


def _in_group(where, present):
    return np.bincount(where.group, present, len(where.group_domain)) > 0


def _variance(design, where, influence, in_group):
    """Per domain: over its strata, scale x squared distances of all PSU (absent: 0) from the stratum's mean."""
    stratum, groups = where.group_stratum, len(where.group_domain)
    centre = np.bincount(where.group, influence, groups) / design.psus[stratum] * centred(design)[stratum]
    present = np.bincount(where.group, minlength=groups)
    squares = np.bincount(where.group, (influence - centre[where.group]) ** 2, groups)
    squares += (design.psus[stratum] - present) * centre**2
    added = np.bincount(where.group_domain, squares * design.scale[stratum], len(where.keys))
    if design.lonely != "average":
        return added
    strata = np.bincount(where.group_domain, in_group, len(where.keys))
    lonely = np.bincount(where.group_domain, in_group & design.single[stratum], len(where.keys))
    return added * divided(strata, strata - lonely)


def certain(design: Design, where: Domains) -> np.ndarray:
    """Per domain: whether all of its strata were taken whole, so that it has no sampling error to estimate."""
    return np.bincount(where.group_domain, design.scale[where.group_stratum] > 0, len(where.keys)) == 0


def scatter(design: Design, where: Domains, answers: np.ndarray | Summed, slope: np.ndarray, below: Any = 1.0) -> np.ndarray:
    """Per domain, the weighted sum of the squares of answer - slope x below, over the rows where both are known."""
    domain = np.append(where.domain, -1)[where.cell]
    if isinstance(answers, Summed):
        return _scatter_sums(where, domain, answers, slope)
    residual = answers - np.append(slope, np.nan)[domain] * below
    apart = np.abs(residual) > 1e-12 * np.abs(answers)  # rounding leaves that much of nothing; an unknown is not apart
    squares = np.where(apart, design.weight * residual**2, 0.0)
    return np.bincount(np.maximum(domain, 0), squares, len(where.keys))


def _scatter_sums(where: Domains, domain: np.ndarray, answers: Summed, slope: np.ndarray) -> np.ndarray:
    """`scatter` from sums: the squares written out, what rounding leaves of nothing taken for nothing."""
    sums = (answers.squares, answers.cross, answers.beneath)
    squares, cross, beneath = (np.bincount(np.maximum(domain, 0), np.where(domain < 0, 0, one), len(where.keys)) for one in sums)
    found = squares - 2 * np.nan_to_num(slope) * cross + np.nan_to_num(slope) ** 2 * beneath
    return np.where(found > 1e-13 * squares, found, 0.0)


def centred(design: Design) -> np.ndarray:
    """Per stratum: whether distances run from the stratum's own mean; a lone PSU under "adjust" from the grand mean."""
    return ~design.single | (design.lonely != "adjust")


def divided(above, below, otherwise=np.nan) -> np.ndarray:
    """above / below, and `otherwise` where below is 0."""
    filled = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), otherwise)
    return np.divide(above, below, out=filled, where=np.asarray(below) != 0)
