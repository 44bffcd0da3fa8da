"""How the households were sampled: strata, clusters (PSU) within strata, weights. Every estimate starts from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sanlib.project import schema
from sanlib.project.problems import InputError

LONELY_RULES = ("fail", "remove", "certainty", "adjust", "average")
"""What a stratum with one PSU does to a variance, by R's names (survey.lonely.psu): an error that names it; nothing
(remove, and certainty for one taken with certainty: R makes no difference); its squared distance from the grand mean;
the average of the other strata."""

ASSUMED_ICC = 0.05
"""How alike the households of one PSU are taken to be where a sample cannot show it (0 % or 100 %) [own rule]."""

_MARKED_UP_TO = 16  # possible pairs per row; above it the table of them would outgrow the households
_ROUNDED_WITHIN = 1e-9  # a fraction sampled comes as a rounded number
_NORMALISED_WITHIN = 1e-3  # weights rounded to a few decimals no longer average exactly 1


class LargeTable(NamedTuple):
    """A table that is not in memory (DuckDB's, Dask's, Spark's, Polars') with the columns of its design; see linearise.summed."""

    table: Any
    strata: str | list[str] | None
    psu: str | list[str]
    weight: str | None
    fpc: str | None
    lonely: str | None
    merge: Mapping[str, str] | None
    icc: float


@dataclass(frozen=True, eq=False)
class Design:
    """A sample as it was drawn: a table, one row per household or any other unit, with its weights, strata and PSU.

    Build it with `Design.from_table`. Arrays are per row (`weight`, `psu`), per PSU (`stratum`) or per stratum (`psus`, `scale`, `strata`).
    `scale` is f * n / (n - 1): n the sampled PSU of the stratum, f = 1 - n / N with an fpc, else 1.
    `codes` are the strata's columns, numbered once: domains are mostly made of the same columns. Where a row stands for several
    summed ones (psu_sums), `rows` is how many of them have a weight, `squares` the sum of its squares, `every_row` the number of
    all, and `sums` what stands for the columns; else these are None.

    >>> import pandas as pd
    >>> pupils = pd.DataFrame({"school": [1, 1, 2, 2], "toilet": [1, 0, 1, 1], "weight": [10, 10, 20, 20]})
    >>> san.estimation.Design.from_table(pupils, psu="school", weight="weight").psus.tolist()
    [2]
    """

    households: pd.DataFrame
    weight: np.ndarray
    psu: np.ndarray
    stratum: np.ndarray
    strata: tuple[str, ...]
    psus: np.ndarray
    scale: np.ndarray
    weighted: bool
    lonely: str | None = None
    icc: float = ASSUMED_ICC
    codes: Mapping[str, tuple] = field(default_factory=dict)
    rows: np.ndarray | None = None
    squares: np.ndarray | None = None
    every_row: float | None = None
    sums: Mapping | None = None

    @classmethod
    def from_table(cls, table, strata=None, psu=None, weight=None, fpc=None, lonely=None, merge=None, icc=ASSUMED_ICC) -> Design:
        """The design of a survey, from the columns of its table: one row per household, person, school or whatever was asked.

        table: a pandas DataFrame; or, where it is larger than memory or lies on several machines, what DuckDB, Dask, Spark or Polars
            read lazily (`duckdb.read_parquet("*.parquet")`): `tabulate`, `pairwise` and `covariance` then sum it where it lies, and
            its faults are told by them. It needs `psu`, and columns of numbers that are numbers (docs/large-tables.md).

        strata: column(s) of the stratum; None = not stratified.
        psu: column(s) of the cluster (desa/kelurahan in EHRA), nested: "01" in two strata is two clusters.
            None = the rows were drawn one by one.
        weight: column with how many of its kind one row stands for; None = unweighted, and every table says so.
        fpc: column with the number of PSU in the stratum's frame, sampled or not, or, where no value is above 1, with the
            fraction of them that was sampled; None = sampling error as if drawn with replacement, which is on the safe
            side. A stratum taken whole has no error where rows are the PSU, and is refused where they are clusters.
        lonely: rule for strata with one PSU (LONELY_RULES); None, as "fail" = an error that names such strata.
        merge: stratum -> stratum that takes it in, for variances only, as {"4": "3"}; the other way out of a lone PSU.
        icc: likeness within a PSU (0-1) assumed for the interval of 0 % and 100 %; 0 takes every row as a fresh one.

        The error is that between PSU, whatever was drawn within them (the ultimate cluster); later stages need no columns.
        Raises InputError: no row; a column is missing, stands twice or is blank; a weight is no number or negative, or all are
        0; an fpc contradicts the sample; a stratum has one PSU and no rule was chosen. Source: Lumley (2010), Complex
        Surveys, ch. 2; R `svydesign(nest=TRUE)`.
        """
        if lonely is not None and lonely not in LONELY_RULES:
            raise ValueError(f"lonely={lonely!r}: expected None or one of {', '.join(LONELY_RULES)}")
        if not isinstance(table, pd.DataFrame):
            return _large(table, strata, psu, weight, fpc, lonely, merge, icc)
        if table.empty:
            raise InputError("survey_no_households")
        strata_columns, psu_columns = names(strata), names(psu)
        for name in strata_columns + psu_columns:
            column(table, name)
        codes = {name: _coded(table[name]) for name in strata_columns}
        stratum_of_row, keys = numbered(table, strata_columns, codes)
        psu_of_row = _nested(table, stratum_of_row, psu_columns)
        _refuse_blank(table, strata_columns + psu_columns, np.minimum(stratum_of_row, psu_of_row))
        stratum = _first_of_each(stratum_of_row, psu_of_row)
        labels = tuple(map(" / ".join, zip(*(map(str, keys[name].tolist()) for name in keys), strict=True))) if strata_columns else ("",)
        frame = _frame_sizes(table, fpc, stratum_of_row, labels, np.bincount(stratum, minlength=len(labels)))
        stratum, labels, frame = _merged(stratum, labels, frame, merge or {})
        psus = np.bincount(stratum, minlength=len(labels))
        scale = _scale(psus, frame, labels, clustered=bool(psu_columns))
        lonely = None if lonely == "fail" else lonely
        _refuse_single((psus == 1) & (scale > 0), labels, lonely)
        weights = _weights(table, weight)
        return cls(table, weights, psu_of_row, stratum, labels, psus, scale, weight is not None, lonely, icc, codes)

    from_households = from_table
    """The same for a table of households, by the name it has had since the first surveys."""

    def summary(self) -> pd.DataFrame:
        """What was understood of the sample, in one row: rows, psus, strata, df, weight_sum, weighting, and the smallest and
        largest weight (1 where there is none)."""
        told = pd.DataFrame(
            {
                "rows": [len(self.households)],
                "psus": [len(self.stratum)],
                "strata": [len(self.strata)],
                "df": [len(self.stratum) - len(self.strata)],
                "weight_sum": [self.weight.sum() if self.weighted else np.nan],
                "weight_min": [self.weight.min()],
                "weight_max": [self.weight.max()],
                "weighting": [self.weighting],
            }
        )
        return schema.marked(told, self.synthetic)

    @property
    def synthetic(self) -> bool:
        """Whether any row says of itself that it is synthetic (schema.synthetic): what is made of it says so too."""
        return bool(schema.synthetic(self.households).any())

    @property
    def single(self) -> np.ndarray:
        """Which strata have one PSU that was not the only one there is, shape (strata,)."""
        return (self.psus == 1) & (self.scale > 0)

    @property
    def counts_households(self) -> bool:
        """Whether the weights add up to households: weighted, and not normalised to mean 1."""
        mean = self.weight.mean() if self.every_row is None else self.weight.sum() / self.every_row
        return self.weighted and bool(mean > 1 + _NORMALISED_WITHIN)

    def answers(self, name) -> Any:
        """What a column holds, a row each; of a summed table what stands for it (psu_sums.Answers)."""
        return column(self.households, name) if self.sums is None else self.sums[name]

    @property
    def weighting(self) -> str:
        """How the households were weighted, as the `weighting` column of every table says it."""
        return "berbobot" if self.weighted else "tanpa bobot"


def names(columns) -> list[str]:
    """Column names as a list: None is none, one name is a list of one."""
    if columns is None:
        return []
    return [columns] if isinstance(columns, str) else list(columns)


def numbered(frame: pd.DataFrame, columns: list[str], codes: Mapping[str, tuple] | None = None) -> tuple[np.ndarray, pd.DataFrame]:
    """Rows numbered by the group they are in, -1 where a column is blank, and the sorted groups, one row per number.

    No column is one group of all rows. Shapes (rows,) and (groups, columns). codes: columns numbered before.
    """
    codes = codes or {}
    number, keys = np.zeros(len(frame), dtype=np.intp), pd.DataFrame(index=range(1))
    for position, name in enumerate(columns):
        code, labels = codes[name] if name in codes else _coded(frame[name])
        if position == 0:
            number, keys = code, pd.DataFrame({name: labels})
            continue
        number, found = within(number, code, len(labels))
        outer, inner = np.divmod(found, max(len(labels), 1))
        keys = keys.iloc[outer].reset_index(drop=True).assign(**{name: labels[inner]})
    return number, keys


def within(outer: np.ndarray, inner: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows numbered by their pair of groups (-1 where either group is -1), and the pairs that occur as outer * size + inner."""
    home = np.full(size + 1, -1, dtype=np.intp)  # the last place stands for a blank, -1
    home[inner] = outer
    home[size] = -1
    if np.array_equal(home[inner], outer):  # each inner lies in one outer, as a desa in its stratum: no pairs to look for
        return _renumbered(home, inner, size)
    pair = np.where((outer < 0) | (inner < 0), -1, outer * size + inner)
    span = int(pair.max(initial=-1)) + 1
    if span > _MARKED_UP_TO * len(pair):
        number, found = pd.factorize(pair, sort=True)
        blank = int(len(found) > 0 and found[0] < 0)
        return number - blank, found[blank:]
    # five times quicker than hashing, as long as the table of all possible pairs stays near the size of the data
    met = np.zeros(span + 1, dtype=bool)
    met[pair] = True  # a blank, -1, marks the place past the end
    met[span] = False
    found = np.flatnonzero(met)
    number = np.full(span + 1, -1, dtype=np.int32)
    number[found] = np.arange(len(found))
    return number[pair].astype(np.intp), found


def _renumbered(home, inner, size):
    met = np.flatnonzero(home[:size] >= 0)
    found = home[met] * size + met
    order = np.argsort(found, kind="stable")
    number = np.full(size + 1, -1, dtype=np.intp)
    number[met[order]] = np.arange(len(met))
    return number[inner], found[order]


def _coded(values: pd.Series):
    code, labels = pd.factorize(values, sort=True)
    labels = pd.Index(labels)
    # "" is blank too, and sorts before every other text
    empty = int(len(labels) > 0 and labels[0] == "")
    return np.maximum(code - empty, -1), labels[empty:]


def column(households: pd.DataFrame, name: str) -> pd.Series:
    """A column of the table, or an InputError that names the one missing or standing there twice."""
    if name not in households.columns:
        raise InputError("survey_column_missing", column=name, there=listed(households.columns))
    found = households[name]
    if isinstance(found, pd.DataFrame):
        raise InputError("survey_column_twice", column=name, value=found.shape[1])
    return found


def class_labels(values: pd.Series, name) -> list:
    """The classes that occur in a column, in order: that of its categories where it has one; a blank is none."""
    known = values[~(values.isna() | values.astype(object).eq(""))]
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = [one for one in values.cat.categories if known.eq(one).any()]
    else:
        found = sorted(known.unique(), key=lambda one: (isinstance(one, str), one))
    if not found:
        raise InputError("survey_class_blank", column=name)
    return found


def listed(values, shown=12) -> str:
    """The first few of these values as one text, separated by commas."""
    return ", ".join(map(str, values[:shown])) + (", ..." if len(values) > shown else "")


def _refuse_blank(households, columns, number):
    for name in columns if (number < 0).any() else []:
        blank = _coded(households[name])[0] < 0
        if blank.any():
            raise InputError("survey_design_blank", column=name, value=int(blank.sum()), rows=_rows(households, blank))


def _rows(households, chosen, shown=5) -> str:
    """The first rows concerned as the analyst can find them: the spreadsheet's row where the table carries it."""
    rows = households["row"] if "row" in households.columns else households.index.to_series()
    listed = [str(row) for row in rows[chosen].head(shown)]
    return ", ".join(listed) + (", ..." if chosen.sum() > shown else "")


def _nested(households, stratum_of_row, psu):
    if not psu:
        return np.arange(len(households), dtype=np.intp)
    number = stratum_of_row
    for name in psu:
        code, labels = _coded(households[name])
        number, _ = within(number, code, len(labels))
    return number


def _large(table, strata, psu, weight, fpc, lonely, merge, icc) -> Any:
    """A table that is not in memory with its design; one without clusters cannot be summed."""
    if not names(psu):
        raise InputError("large_without_psu", value=type(table).__name__)
    return LargeTable(table, strata, psu, weight, fpc, lonely, merge, icc)


def _first_of_each(value_of_row, group_of_row):
    value = np.zeros(group_of_row.max(initial=-1) + 1, dtype=np.intp)
    value[group_of_row] = value_of_row
    return value


def _weights(households, name) -> np.ndarray:
    if name is None:
        return np.ones(len(households))
    weight = numbers(column(households, name))
    wrong = ~(np.isfinite(weight) & (weight >= 0))
    if wrong.any():
        raise InputError("survey_weight_wrong", column=name, value=int(wrong.sum()), rows=_rows(households, wrong))
    if not weight.any():
        raise InputError("design_weights_zero", column=name, value=len(weight))
    return weight


def numbers(values) -> np.ndarray:
    """A column as floats, its blanks as NaN, whether it came as bool, nullable integer, float or numerals in text.

    Raises InputError where it holds anything else: a word, "12,5", a date, infinity.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    if pd.api.types.is_numeric_dtype(series.dtype):
        plain = isinstance(series.dtype, np.dtype)  # which needs no copy of a column of floats
        found = series.to_numpy(dtype=float) if plain else series.to_numpy(dtype=float, na_value=np.nan)
        stray = np.isinf(found)
    else:
        found = pd.to_numeric(series.astype(object), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        stray = np.isinf(found) | (np.isnan(found) & ~(series.isna() | series.astype(object).eq("")).to_numpy())
    if stray.any():
        raise InputError("survey_not_number", column=str(series.name), value=series[stray].iloc[0], count=int(stray.sum()))
    return found


def _frame_sizes(households, fpc, stratum_of_row, labels, psus):
    if fpc is None:
        return np.full(len(labels), np.inf)
    size = numbers(column(households, fpc))
    per_stratum = pd.Series(size).groupby(stratum_of_row).agg(["min", "max", "count", "size"])
    uneven = (per_stratum["min"] != per_stratum["max"]) | (per_stratum["count"] < per_stratum["size"]) | ~(per_stratum["min"] > 0)
    if uneven.any():
        raise InputError("survey_fpc_uneven", column=fpc, strata=_listed(labels, uneven.to_numpy()))
    frame = per_stratum["max"].to_numpy()
    return psus / frame if (frame <= 1).all() else frame


def _merged(stratum, labels, frame, merge: Mapping[str, str]):
    unknown = {*merge, *merge.values()} - set(labels)
    chained = set(merge) & set(merge.values())
    if unknown or chained:
        raise ValueError(f"merge: no such stratum, or merged twice: {', '.join(sorted(unknown | chained))}")
    kept = {label: number for number, label in enumerate(label for label in labels if label not in merge)}
    home = np.array([kept[merge.get(label, label)] for label in labels], dtype=np.intp)
    return home[stratum], tuple(kept), np.bincount(home, frame, len(kept))


def _refuse_single(single, labels, lonely):
    if lonely is None and single.any():
        raise InputError("survey_single_psu", strata=_listed(labels, single))


def _scale(psus, frame, labels, clustered):
    left = 1 - psus / frame
    whole = left < _ROUNDED_WITHIN
    # every cluster of a stratum taken leaves no error between clusters, but the rows within were still a sample
    impossible = whole if clustered else left < -_ROUNDED_WITHIN
    if impossible.any():
        raise InputError("survey_fpc_small", strata=_listed(labels, impossible))
    return np.where(whole, 0.0, left) * np.where(psus > 1, psus / np.maximum(psus - 1, 1), 1)


def _listed(labels, chosen) -> str:
    return ", ".join(label or "-" for label, wanted in zip(labels, chosen, strict=True) if wanted)
