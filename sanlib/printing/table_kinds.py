"""Which of sanlib's tables a table is, told by its columns, and the columns it is printed with."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from sanlib.estimation import weighted_table
from sanlib.judging import flags, pace
from sanlib.printing import gap_table
from sanlib.project import schema
from sanlib.survey import contrasts, planning, survey_tables

INTERVAL = ("low_pct", "high_pct", "n", "known_pct")
"""Of a sample: printed where any row has one."""
DETAIL = frozenset(
    """
    alt_base alt_pct amount area base base_unit basis best better confidence direction domain_by domain_code export_date
    instrument interval_method kg_high_pct kg_low_pct level_pct logit_high_pct logit_low_pct method n_eff p period
    presentation_reason published_as region_code reported_gap_pp reported_gaps required_pp_per_year se se_pp sector
    shortfall_households shortfall_pp shortfall_tonnes source target_confidence target_source weighting worse column value rule
    from_whom received licence sha256 note form opd policy evidence df df_before df_after level p_adjusted
    """.split()
)
"""What a table carries for whoever looks further and what is not printed unless its kind says so; a column an analyst added is printed."""


class Kind(NamedTuple):
    """A table by its name, the columns it is known and printed by, and those printed only where a row fills them.

    `printed` turns the whole table into what is read (a pace with its interval in one cell); None prints the columns. Of those
    called `diff.*` (or by their column), `below` stand on a second line of their row, so that the table fits its page, and one
    of `said_once` that says the same in every row is said above the table instead.
    """

    name: str
    columns: tuple[str, ...]
    where_filled: tuple[str, ...] = ()
    printed: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    below: tuple[str, ...] = ()
    said_once: tuple[str, ...] = ()


def _without_detail(table: pd.DataFrame) -> pd.DataFrame:
    return table[[name for name in table if name not in DETAIL]]


def _index_without_ends(table: pd.DataFrame) -> pd.DataFrame:
    """The index without the ends of its interval, which the chart draws at each bar."""
    return _without_detail(table).drop(columns=["irs_low", "irs_high"], errors="ignore")


def _of_a_weighted_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table without its columns of detail, and without a blank column of classes or of reasons."""
    empty = [name for name in ("class", "presentation_reason") if name in table and table[name].replace("", None).isna().all()]
    return table[[name for name in table if name not in weighted_table.DETAIL and name not in empty]]


KINDS = [
    Kind("gaps", tuple(gap_table.SHOWN), ("ladder", *INTERVAL)),
    Kind(
        "achievements", ("period", "region", "indicator", "instrument", "value_pct", "flag", "file", "sheet", "cell"), ("ladder", *INTERVAL)
    ),
    Kind("flags", schema.FLAGS, printed=flags.summary),
    Kind("problems", ("severity", "file", "sheet", "cell", "problem", "fix")),
    Kind(
        "sources",
        ("file", "source", "export_date", "kind", "synthetic", "confidence"),
        said_once=("export_date", "kind", "synthetic", "confidence"),
    ),
    Kind("pace", pace.PACE, printed=pace.pace_table),
    Kind("defined", survey_tables.DEFINED_SHOWN),
    Kind("estimates", survey_tables.SHOWN),
    Kind("totals", survey_tables.TOTALS_SHOWN),
    Kind("differences", contrasts.DIFFERENCES_SHOWN),
    Kind("changes", contrasts.CHANGES_SHOWN),
    Kind("ranks", contrasts.RANKS_SHOWN),
    Kind("risk", ("irs", "n", "status", "relative_class", "absolute_class"), printed=_index_without_ends),
    Kind("clustering", planning.CLUSTERING_SHOWN),
    Kind("tabulated", ("statistic", "variable", "class", "value", "presentation"), printed=_of_a_weighted_table),
    Kind("pairs", ("statistic", "variable", "value_1", "value_2", "difference", "presentation"), printed=_of_a_weighted_table),
    Kind("policies", ("region_code", "name", "indicators", "evidence_source", "status")),
]
"""From the most particular to the most general: a table is the first whose columns it has."""


def know(found: Kind) -> None:
    """Registers one more kind of table, so that a room further down the way of the data says how its own is printed."""
    KINDS[:] = [*(one for one in KINDS if one.name != found.name), found]


def kind(table: pd.DataFrame) -> Kind | None:
    """The kind of a table that has every column of one; None for any other."""
    there = set(table.columns)
    return next((one for one in KINDS if there.issuperset(one.columns)), None)


def as_printed(table: pd.DataFrame) -> pd.DataFrame:
    """The columns a table of sanlib's is read by; one that an analyst cut to other columns, or any other table, stays whole."""
    table = schema.in_language(table)
    found = kind(table)
    if found is None or not len(table):
        return table
    if found.printed:
        return _marked(found.printed(table), table)
    if len(table.columns) == len(found.columns):
        return table
    rest = [name for name in table if name not in found.columns and name not in found.where_filled]
    filled = [name for name in found.where_filled if name in table and table[name].replace("", None).notna().any()]
    added = [
        name for name in rest if name not in DETAIL and not schema.is_blank(table[name]) and (name != "synthetic" or table[name].any())
    ]
    place = found.columns.index("value_pct") + 1 if filled else 0  # a share and its interval stand together
    return table[[*found.columns[:place], *filled, *found.columns[place:], *added]]


def _marked(made: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """A table as printed, row for row of the one it is made from, with the mark of its synthetic rows; one that has its own keeps it."""
    if "synthetic" in made or not made.index.equals(table.index):
        return made
    return schema.marked(made, schema.synthetic(table))
