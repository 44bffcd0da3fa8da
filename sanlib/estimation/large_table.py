"""A table too large for memory, summed per PSU: the only step of an estimate that touches households, one group-by.

What is estimated needs of the households only sums (of weights, of weight x answer, of rows) in each cell, the part of one PSU that
lies in one domain. `part` makes them of any table narwhals knows: pandas, Polars, DuckDB over Parquet, Spark; Dask has it made of
each of its parts, wherever these lie, and adds them up in a tree. Everything after works on cells, as for a table in memory.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from sanlib.estimation.design import Design, LargeTable, class_labels, listed, names
from sanlib.estimation.psu_sums import Answers, Summed
from sanlib.project import schema
from sanlib.project.problems import InputError

SHARE, COUNT, NUMBER, RATIO, CLASS, STRAY = ("share", "count", "number", "ratio", "class", "stray")
"""What is wanted of a column: answers of yes and no; the same with the yes counted; a number; two numbers; classes; what is none."""
ADDED_AT_ONCE = 8
"""How many parts of a distributed table are added up in one step of the tree."""
_NO_ROWS = "-"  # where rows have no number to be found by
_LEAST, _MOST = "least", "most"


class Wanted(NamedTuple):
    """A column (of a ratio two) to be summed among the rows where `among` is true; None = all. `classes` are those it has."""

    kind: str
    column: str | tuple[str, str]
    among: str | None = None
    classes: tuple = ()


class Plan(NamedTuple):
    """What is summed of each part of a table: by which columns, and what of which others; plain values, so that it can be sent."""

    keys: tuple[str, ...]
    weight: str | None
    fpc: str | None
    wanted: tuple[Wanted, ...]
    synthetic: tuple[str, ...]


def summed(design: LargeTable, by, among: Mapping[str, str], asked: Mapping) -> Design:
    """The design of a large table with the sums of what is asked for (linearise.summed); `asked` by the keywords of it."""
    wanted = tuple(dict.fromkeys(_wanted(asked, among)))
    _refuse_wrong_columns(design, wanted, names(by))
    wanted = tuple(one._replace(classes=_classes(design.table, one.column)) if one.kind == CLASS else one for one in wanted)
    keys = tuple(dict.fromkeys([*names(design.strata), *names(design.psu), *names(by)]))
    said = tuple(name for name in schema.SAYS_SYNTHETIC if name in _described(design.table).names())
    cells = _collected(design.table, Plan(keys, design.weight, design.fpc, wanted, said))
    _refuse_wrong_cells(design, cells, wanted)
    return _design(design, cells, keys, wanted)


def _wanted(asked: Mapping[str, Any], among: Mapping[str, str]) -> Iterable[Wanted]:
    for kind, of in ((SHARE, "shares"), (COUNT, "counts"), (NUMBER, "numbers"), (CLASS, "classes")):
        columns = asked.get(of) or ()
        if isinstance(columns, Mapping):
            raise InputError("large_columns_only", value=of)
        for name in names(columns):
            yield Wanted(kind, name, among.get(name))
    for name, pair in (asked.get("ratios") or {}).items():
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"ratios: {name}: {pair!r}: expected (column above, column below)")
        yield Wanted(RATIO, tuple(pair), among.get(name))


def _design(large: LargeTable, cells: pd.DataFrame, keys, wanted) -> Design:
    """The cells as the rows of a design, each standing for as many households as it has."""
    synthetic = {"synthetic": cells["san_synthetic"].gt(0)} if "synthetic" not in keys else {}
    weight = large.weight or "san_weight"
    table = cells[[*keys]].assign(**{weight: cells["san_weight"], **_frame_of(cells, large), **synthetic})
    options = {"lonely": large.lonely, "merge": large.merge, "icc": large.icc, "fpc": large.fpc}
    design = Design.from_table(table, large.strata, large.psu, weight, **options)
    rows, squares = (cells[name].to_numpy() for name in ("san_positive", "san_squares"))
    counted = dataclasses.replace(design, rows=rows, squares=squares, every_row=float(cells["san_rows"].sum()))
    return dataclasses.replace(counted, weighted=large.weight is not None, sums=_sums(cells, wanted))


def _frame_of(cells: pd.DataFrame, large: LargeTable) -> dict:
    """The fpc of each cell; blank where its rows do not all say the same, which the design refuses."""
    if large.fpc is None:
        return {}
    even = cells["san_fpc_least"].eq(cells["san_fpc_most"]) & cells["san_fpc_rows"].eq(cells["san_rows"])
    return {large.fpc: cells["san_fpc_most"].where(even)}


def _sums(cells: pd.DataFrame, wanted: tuple[Wanted, ...]) -> dict:
    """By column (a pair for a ratio), what stands for its values; for the classes of a column, by class."""
    found: dict = {}
    for place, one in enumerate(wanted):
        got = {name.removeprefix(f"san{place}_"): cells[name].to_numpy() for name in cells if name.startswith(f"san{place}_")}
        if one.kind == CLASS:
            for number, value in enumerate(one.classes):
                _add(found.setdefault(("class", one.column), {}), value, one.among, _of_class(got, number, len(one.classes)), True)
        else:
            yes_no = one.kind in (SHARE, COUNT) or (one.kind == NUMBER and not got["other"].any())
            _add(found, one.column, one.among, _of_number(got, one.kind, yes_no), yes_no)
    return found


def _add(found: dict, name, among, sums: Summed, yes_no: bool) -> None:
    before = found.get(name)
    known = {} if before is None else before.among
    fuller = among not in known or sums.yes is not None  # a column asked for twice keeps the sums that hold more
    found[name] = Answers({**known, **({among: sums} if fuller else {})}, len(sums.known), yes_no and (before is None or before.yes_no))


def _of_number(got: Mapping[str, np.ndarray], kind: str, yes_no: bool) -> Summed:
    if kind == RATIO:
        fields = ("answered", "known", "blank", "rows", "squares", "cross", "beneath", "below")
        return Summed(**{name: got[name] for name in fields})
    if yes_no:  # added up from its parts, a share of all or none is exactly that
        known = got["yes"] + got["no"]
        return Summed(got["yes"], known, got["blank"], got["rows"], got["yes"], got["yes"], known, got.get("yes_rows"))
    return Summed(got["answered"], got["known"], got["blank"], got["rows"], got["squares"], got["answered"], got["known"])


def _of_class(got: Mapping[str, np.ndarray], number: int, size: int) -> Summed:
    inside = got[f"class{number}"]
    known = inside + np.sum([got[f"class{other}"] for other in range(size) if other != number] or [np.zeros_like(inside)], axis=0)
    return Summed(inside, known, got["blank"], got["rows"], inside, inside, known)


def part(table, plan: Plan) -> Any:
    """The sums of a table, or of one part of it, one row per combination of the keys that occurs; a table of the same kind."""
    numbers = [name for one in plan.wanted if one.kind != CLASS for name in names(one.column)]
    asked = dict.fromkeys([*numbers, *(one.among for one in plan.wanted if one.among)])
    steps = (
        {**_weight(plan), **_fpc(plan), "san_synthetic": _says_synthetic(plan)},
        {f"san_known_{name}": _known(name) for name in asked},
        {f"san_value_{name}": _value(name) for name in asked},
        {name: nw.when(test).then(value).otherwise(0.0) for name, test, value in _terms(plan)},
    )
    frame = nw.from_native(table)
    for columns in filter(None, steps):
        frame = frame.with_columns(**columns)
    return _added(frame, plan).to_native()


def added(parts, plan: Plan) -> Any:
    """Sums of parts of a table as the sums of the whole."""
    return _added(nw.from_native(parts), plan).to_native()


def _added(frame, plan: Plan):
    ways = {_LEAST: "min", _MOST: "max"}
    by_name = {name: getattr(nw.col(name), ways.get(name.rpartition("_")[2], "sum"))() for name in _made(plan)}
    return frame.group_by(*plan.keys).agg(*by_name.values()) if plan.keys else frame.select(*by_name.values())


def _made(plan: Plan) -> list[str]:
    """The names of all that is summed."""
    fpc = ["san_fpc_least", "san_fpc_most", "san_fpc_rows"] if plan.fpc else []
    terms = [f"san{place}_{field}" for place, one in enumerate(plan.wanted) for field in _fields(one)]
    return ["san_rows", "san_positive", "san_weight", "san_squares", "san_wrong", "san_synthetic", *fpc, *terms]


def _fields(one: Wanted) -> list[str]:
    if one.kind == CLASS:
        return ["blank", "rows", *(f"class{number}" for number in range(len(one.classes)))]
    return {
        SHARE: ["yes", "no", "blank", "rows", "stray"],
        COUNT: ["yes", "no", "blank", "rows", "stray", "yes_rows"],
        NUMBER: ["yes", "no", "blank", "rows", "stray", "yes_rows", "known", "answered", "squares", "other"],
        RATIO: ["known", "blank", "rows", "stray", "answered", "squares", "cross", "beneath", "below"],
        STRAY: ["stray", "value_least", "value_most"],
    }[one.kind]


def _terms(plan: Plan) -> Iterable[tuple[str, Any, Any]]:
    """The name of each sum, the rows that count in it and what they add to it."""
    for place, one in enumerate(plan.wanted):
        tests = _class_terms(one) if one.kind == CLASS else _ratio_terms(one) if one.kind == RATIO else _number_terms(one)
        for field in _fields(one):
            test, value = tests[field]
            yield f"san{place}_{field}", test, value


def _number_terms(one: Wanted) -> dict:
    y, known, chosen, weight = nw.col(f"san_value_{one.column}"), nw.col(f"san_known_{one.column}"), _chosen(one), nw.col("san_weight")
    yes, no, counts = known & (y == 1), known & (y == 0), chosen & nw.col("san_counts")
    neither = known & (y != 0) & (y != 1)
    stray = neither if one.kind in (SHARE, COUNT, STRAY) else known & ~y.is_finite()
    return {
        "yes": (chosen & yes, weight),
        "no": (chosen & no, weight),
        "blank": (chosen & ~known, weight),
        "rows": (counts & known, 1.0),
        "stray": (stray, 1.0),
        "value_least": (stray, y),
        "value_most": (stray, y),
        "yes_rows": (counts & yes, 1.0),
        "known": (chosen & known, weight),
        "answered": (chosen & known, weight * y),
        "squares": (chosen & known, weight * y * y),
        "other": (neither, 1.0),
    }


def _ratio_terms(one: Wanted) -> dict:
    a, b = (nw.col(f"san_value_{name}") for name in one.column)
    a_known, b_known = (nw.col(f"san_known_{name}") for name in one.column)
    chosen, weight, known = _chosen(one), nw.col("san_weight"), a_known & b_known
    here = chosen & known
    return {
        "known": (here, weight),
        "blank": (chosen & ~known, weight),
        "rows": (here & nw.col("san_counts"), 1.0),
        "stray": ((a_known & ~a.is_finite()) | (b_known & ~b.is_finite()), 1.0),
        "answered": (here, weight * a),
        "squares": (here, weight * a * a),
        "cross": (here, weight * a * b),
        "beneath": (here, weight * b * b),
        "below": (here, weight * b),
    }


def _class_terms(one: Wanted) -> dict:
    column, chosen, weight = nw.col(one.column), _chosen(one), nw.col("san_weight")
    inside = {f"class{number}": column == value for number, value in enumerate(one.classes)}
    known = functools.reduce(lambda a, b: a | b, inside.values())
    known = nw.when(known).then(1.0).otherwise(0.0) == 1  # compared with a class, a blank is neither true nor false
    classes = {name: (chosen & test, weight) for name, test in inside.items()}
    return {"blank": (chosen & ~known, weight), "rows": (chosen & known & nw.col("san_counts"), 1.0), **classes}


def _chosen(one: Wanted):
    if one.among is None:
        return nw.col("san_weight") >= 0  # every row: the wrong weights were set to 0
    return nw.col(f"san_known_{one.among}") & (nw.col(f"san_value_{one.among}") == 1)


def _weight(plan: Plan) -> dict:
    """Weight (a wrong one as 0), its square, whether it counts, is wrong, and 1 for the row itself."""
    one = nw.lit(1.0)
    weight = one if plan.weight is None else nw.col(plan.weight).cast(nw.Float64)
    right = one == 1 if plan.weight is None else ~weight.is_null() & weight.is_finite() & (weight >= 0)
    kept = nw.when(right).then(weight).otherwise(0.0)
    positive = kept > 0
    return {
        "san_rows": one,
        "san_weight": kept,
        "san_squares": kept * kept,
        "san_counts": positive,
        "san_positive": nw.when(positive).then(1.0).otherwise(0.0),
        "san_wrong": nw.when(right).then(0.0).otherwise(1.0),
    }


def _fpc(plan: Plan) -> dict:
    if plan.fpc is None:
        return {}
    size = nw.col(plan.fpc).cast(nw.Float64)
    known = nw.when(~size.is_null()).then(1.0).otherwise(0.0)
    return {"san_fpc_least": size, "san_fpc_most": size, "san_fpc_rows": known}


def _says_synthetic(plan: Plan):
    said = nw.lit(0.0)
    for name in plan.synthetic:
        yes = nw.col(name).cast(nw.String).str.strip_chars().str.to_lowercase().is_in(schema.SAYS_YES)
        said = nw.when(yes).then(1.0).otherwise(said)
    return said


def _known(name: str):
    value = nw.col(name).cast(nw.Float64)
    return ~(value.is_null() | value.is_nan())


def _value(name: str):
    """The number, 0 where it is not known: no comparison with it is then left open."""
    return nw.when(nw.col(f"san_known_{name}")).then(nw.col(name).cast(nw.Float64)).otherwise(0.0)


def _is_distributed(table) -> bool:
    """Whether a table is Dask's, which has a function made of each part of it where the part lies."""
    return hasattr(table, "map_partitions") and hasattr(table, "reduction")


def _collected(table, plan: Plan) -> pd.DataFrame:
    """The sums as a table in memory, the sums as plain floats."""
    if _is_distributed(table):
        step, add = (functools.partial(_of_frame, one, plan) for one in (part, added))
        found = table.reduction(step, aggregate=add, combine=add, meta=step(table._meta), split_every=ADDED_AT_ONCE).compute()
    else:
        frame = nw.from_native(part(table, plan))
        found = (frame.collect("pandas") if isinstance(frame, nw.LazyFrame) else frame).to_pandas()
    return found.astype(dict.fromkeys(_made(plan), float)).reset_index(drop=True)


def _of_frame(step, plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """A step done with a part of a distributed table by DuckDB: twice as fast as by pandas, and without its copies of every column."""
    import duckdb  # noqa: PLC0415  of the extra `large`; what is handed over as DuckDB's own needs no second look for it

    with duckdb.connect(config={"threads": 1}) as engine:
        return step(engine.from_df(rows), plan).df()


def _refuse_wrong_columns(large: LargeTable, wanted: Iterable[Wanted], by: list[str]) -> None:
    """An InputError where a column is not there, or is no column of numbers and should be."""
    there = _described(large.table)
    numbers = [name for one in wanted if one.kind != CLASS for name in names(one.column)]
    numbers += [name for name in (large.weight, large.fpc, *(one.among for one in wanted)) if name]
    classes = [one.column for one in wanted if one.kind == CLASS]
    for name in [*names(large.strata), *names(large.psu), *by, *numbers, *classes]:
        if name not in there:
            raise InputError("survey_column_missing", column=name, there=listed(there.names()))
    for name in numbers:
        if not (there[name].is_numeric() or there[name].is_boolean() or str(there[name]) == "Object"):
            raise InputError("large_not_number", column=name, value=str(there[name]))


def _refuse_wrong_cells(large: LargeTable, cells: pd.DataFrame, wanted: tuple[Wanted, ...]) -> None:
    """What `Design.from_table` refuses row by row, told by the number of rows."""
    rows = cells["san_rows"]
    if not rows.sum():
        raise InputError("survey_no_households")
    for name in [*names(large.strata), *names(large.psu)]:
        blank = cells[name].isna() | cells[name].astype(object).eq("")
        if blank.any():
            raise InputError("survey_design_blank", column=name, value=int(rows[blank].sum()), rows=_NO_ROWS)
    if wrong := int(cells["san_wrong"].sum()):
        raise InputError("survey_weight_wrong", column=large.weight, value=wrong, rows=_NO_ROWS)
    if not cells["san_positive"].any():
        raise InputError("design_weights_zero", column=large.weight, value=int(rows.sum()))
    for place, one in enumerate(wanted):
        if one.kind != CLASS and cells[f"san{place}_stray"].any():
            _refuse_stray(large.table, one)


def _refuse_stray(table, one: Wanted) -> None:
    """The InputError of a column with answers that are none, found by another look at this column."""
    if one.kind not in (SHARE, COUNT):
        raise InputError("survey_not_number", column=", ".join(names(one.column)), value="inf", count=1)
    found = _collected(table, Plan((), None, None, (Wanted(STRAY, one.column),), ()))
    value = found["san0_value_most"].iloc[0] or found["san0_value_least"].iloc[0]
    raise InputError("survey_answer_not_yes_no", column=one.column, value=value, count=int(found["san0_stray"].iloc[0]))


def _described(table):
    """The names and kinds of a table's columns, without reading it."""
    return nw.from_native(table._meta if _is_distributed(table) else table).collect_schema()


def _classes(table, column) -> tuple:
    """The classes of a column in order, found by a look at this column alone."""
    found = _collected(table, Plan((column,), None, None, (), ()))
    return tuple(class_labels(found[column], column))
