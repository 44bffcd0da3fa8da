"""The gap table: a line per comparison, capaian, target, signed gap, and how far that is."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents import section_titles
from sanlib.documents.document import Cell, Grid, Section
from sanlib.documents.headline import AT, FIGURE, foremost
from sanlib.judging import gap, sizes
from sanlib.printing.gap_table import gap_shown
from sanlib.project.binding import bound
from sanlib.reference import targets
from sanlib.reference.targets import dated


def scopes(rows: pd.DataFrame) -> list[str]:
    """Whose target each row is compared with: nasional, provinsi or wilayah, from the target sets' own rows."""
    known = targets.targets()
    of = {name: set(group) for name, group in known.groupby("target_set")["scope"]}
    return [_scope(row.region_code, of.get(row.target_set, set())) for row in rows.itertuples()]


def _scope(code: str, known: set[str]) -> str:
    if code in known:
        return "wilayah"
    return "provinsi" if code[:2] in known else "nasional"


HEADS = ("indicator", "pack.capaian", "pack.target", "pack.target_pct", "pack.gap", "pack.judged", "pack.id")


@bound
def table(rows: pd.DataFrame, lang: str | None = None) -> Section | None:
    """A line per comparison with a target: the figures in the mayor's order, of each the target due first, its later ones below."""
    if not len(rows):
        return None
    places = words.column_places(rows["value_pct"], rows["gap_pp"])
    lines = tuple(_line(row, places) for figure in foremost(rows).itertuples() for row in _of(figure, rows))
    right = (False, True, False, True, True, False, False)
    tight = (False, True, False, True, True, False, True)
    grid = Grid(tuple(map(words.label, HEADS)), lines, (4.1, 2.3, 3.7, 1.75, 1.95, 2.95, 1.1), right, tight)
    return Section("table", section_titles.table(rows), (_note(rows),), grid=grid, shown=words.label("pack.table"))


def _of(figure, rows: pd.DataFrame) -> list[dict]:
    own = rows[rows["indicator"].eq(figure.indicator) & rows["instrument"].eq(figure.instrument)]
    return own.sort_values("target_year", kind="stable").to_dict("records")


def _note(rows: pd.DataFrame) -> str:
    """How to read the table, whose targets these indicators have none of, and why it counts more than the chart."""
    known = set(scopes(rows))
    absent = [words.label(f"pack.scope.{name}").lower() for name in ("provinsi", "wilayah") if name not in known]
    figures = len(rows.drop_duplicates(FIGURE))
    said = [words.label("pack.note"), words.label("pack.noscope", scopes=words.label("pack.noscope.join").join(absent)) if absent else ""]
    said += [words.label("pack.note.counted", total=len(rows), figures=figures)] if figures < len(rows) else []
    return " ".join(filter(None, said))


def _line(row: dict, places: int) -> tuple[Cell, ...]:
    far = gap.distance_of(row)
    return (
        Cell(f"{indicator_name(row['indicator'])}, {row['instrument']}"),
        Cell(words.label("withheld") if pd.isna(row["value_pct"]) else words.number(row["value_pct"], places), _basis(row)),
        Cell(dated(row["target_set"], row["target_year"])),
        Cell(_target(row)),
        Cell(gap_shown(row), tone=row["verdict"]),
        Cell(far or words.label("verdict." + row["verdict"]), tone=row["verdict"] if sizes.unsure(row) else ""),
        Cell(row["id"]),
    )


def _basis(row: dict) -> str:
    """The interval of an estimate, as far as it is known; nothing for a count."""
    if pd.isna(row["low_pct"]) or pd.isna(row["high_pct"]):
        return ""
    return "-".join(words.number(row[end], 1) for end in ("low_pct", "high_pct"))


def _target(row: dict) -> str:
    """What a target asks for, "at least" or "at most", an unverified one marked."""
    asked = words.number(row["target_pct"], None)
    return f"{AT[row['direction']]} {asked}" + (" (?)" if row["target_confidence"] == "unverified" else "")
