"""The gap table of the Pokja's own deck: capaian, then target and signed gap per scope, a line per indicator."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents.document import Cell, Grid, Section
from sanlib.documents.headline import due_first
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import targets
from sanlib.reference.targets import dated

SCOPES = ("nasional", "provinsi", "wilayah")


def scopes(rows: pd.DataFrame) -> list[str]:
    """Whose target each row is compared with: nasional, provinsi or wilayah, from the target sets' own rows."""
    known = targets.targets()
    of = {name: set(group) for name, group in known.groupby("target_set")["scope"]}
    return [_scope(row.region_code, of.get(row.target_set, set())) for row in rows.itertuples()]


def _scope(code: str, known: set[str]) -> str:
    if code in known:
        return "wilayah"
    return "provinsi" if code[:2] in known else "nasional"


@bound
def table(rows: pd.DataFrame, lang: str | None = None) -> Section | None:
    """One line per indicator and instrument in the mayor's order; in a scope the target due first, later ones below it."""
    if not len(rows):
        return None
    rows = rows.assign(scope=scopes(rows))
    named = [name for name in SCOPES if name in set(rows["scope"])]
    places = words.decimals([*rows["value_pct"], *rows["gap_pp"]])
    lines = tuple(
        _line(rows[rows["indicator"].eq(first.indicator) & rows["instrument"].eq(first.instrument)], named, places)
        for first in due_first(rows).itertuples()
    )
    heads = [words.label("indicator"), words.label("capaian")]
    for name in named:
        heads += [words.label("pack.target", scope=words.label(f"pack.scope.{name}")), words.label("pack.gap")]
    grid = Grid(tuple(heads), lines, (2.4, 2.0, *(1.9, 1.7) * len(named)), (False, True, *(True, True) * len(named)))
    return Section("table", words.label("pack.table"), tuple(_notes(named)), grid=grid)


def _notes(named: list[str]) -> list[str]:
    absent = [words.label(f"pack.scope.{name}").lower() for name in ("provinsi", "wilayah") if name not in named]
    return [" ".join([words.label("pack.note"), words.label("pack.noscope", scopes=", ".join(absent)) if absent else ""]).strip()]


def _line(group: pd.DataFrame, named: list[str], places: int) -> tuple[Cell, ...]:
    first = group.iloc[0]
    line = [Cell(indicator_name(first["indicator"]), first["instrument"]), Cell(_share(first["value_pct"], places), _basis(first))]
    for name in named:
        line += _compared(group[group["scope"].eq(name)].sort_values("target_year", kind="stable").to_dict("records"), places)
    return tuple(line)


def _share(value: float, places: int) -> str:
    return words.label("withheld") if pd.isna(value) else words.number(value, places)


def _basis(row: pd.Series) -> str:
    """The interval of an estimate, as far as it is known; nothing for a count."""
    if pd.isna(row["low_pct"]) or pd.isna(row["high_pct"]):
        return ""
    return "-".join(words.number(row[end], 1) for end in ("low_pct", "high_pct"))


def _compared(rows: list[dict], places: int) -> list[Cell]:
    """Target and gap of one scope: due first in the cell, later ones as smaller lines below; blank where it sets none."""
    if not rows:
        return [Cell(""), Cell("")]
    first, later = rows[0], rows[1:]
    target = "\n".join(
        [
            dated(first["target_set"], first["target_year"]),
            *(f"{_target(row)} {dated(row['target_set'], row['target_year'])}" for row in later),
        ]
    )
    verdict = "\n".join([_verdict(first, places), *(f"{_gap(row, places)} {_verdict(row, places)}" for row in later)])
    return [Cell(_target(first), target), Cell(_gap(first, places), verdict, first["verdict"])]


def _target(row: dict) -> str:
    return words.number(row["target_pct"], words.decimals([row["target_pct"]])) + (
        " (?)" if row["target_confidence"] == "unverified" else ""
    )


def _verdict(row: dict, places: int) -> str:
    """How far in words, the verdict, and the id of its trail: "kurang 39,62 poin · belum · G4"."""
    far = gap.distance(row["gap_pp"], row["direction"], row["verdict"], places)
    return " · ".join(filter(None, (far, words.label("verdict." + row["verdict"]), row["id"])))


def _gap(row: dict, places: int) -> str:
    """The signed gap as printed, in brackets where it cannot be judged."""
    if pd.isna(row["gap_pp"]):
        return words.label("withheld")
    printed = words.signed(row["gap_pp"], places)
    return f"({printed})" if row["verdict"] == schema.TIDAK_DINILAI else printed
