"""The trail of every number of a brief: under its id, the cells, definition, target with source, flags and verdict."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pandas as pd

from sanlib import trail, words
from sanlib.documents import brief
from sanlib.documents.document import Cell, Document, Grid, Section
from sanlib.documents.need import as_read, span
from sanlib.project.problems import InputError
from sanlib.reference import advocacy
from sanlib.words import quoted

COLUMNS = ["id", "step", "what"]


def trails(one: brief.Region) -> pd.DataFrame:
    """One step a row: `id` as printed in the brief, `step`, `what`."""
    steps = _once(one)
    numbered = [_trail(one, name, steps) for name in ids(one)]
    return pd.concat(numbered, ignore_index=True) if numbered else pd.DataFrame(columns=COLUMNS)


def ids(one: brief.Region) -> list[str]:
    """The ids a region's brief prints: G1, G2, ... for comparisons, K1, K2, ... for needs."""
    return [*brief.judged(one)["id"], *(f"K{number}" for number in range(1, len(one.needs) + 1))]


def trail_of(one: brief.Region, name: str) -> pd.DataFrame:
    """The trail of one id; one the brief does not print is an InputError that lists those it does."""
    if name not in ids(one):
        raise InputError("explain_no_id", value=name, region=one.name, known=", ".join(ids(one)) or "–")
    return _trail(one, name, _once(one))


def _once(one: brief.Region) -> Callable[[pd.Series], pd.DataFrame]:
    """The steps of a figure of the region, read back from its file once: a comparison's stand again under each need it is counted from."""
    of_gap = functools.cache(lambda place: trail.steps(one.gaps.loc[place]))
    return lambda figure: of_gap(figure.name) if "target_set" in figure.index else trail.steps(figure)


def _trail(one: brief.Region, name: str, steps: Callable[[pd.Series], pd.DataFrame]) -> pd.DataFrame:
    found = steps(_compared(one, name)) if name.startswith("G") else _need(one, _needed(one, name), steps)
    return found.assign(id=name)[COLUMNS]


def figures_of(one: brief.Region, name: str) -> list[pd.Series]:
    """The figures an id rests on: the comparison itself, the gap a need closes, or the amounts it is computed from."""
    trail_of(one, name)
    if name.startswith("G"):
        return [_compared(one, name)]
    return _figures(one, _needed(one, name))


def _compared(one: brief.Region, name: str) -> pd.Series:
    rows = brief.judged(one)
    return rows[rows["id"].eq(name)].iloc[0]


def _needed(one: brief.Region, name: str) -> dict:
    return one.needs.iloc[int(name[1:]) - 1].to_dict()


def _figures(one: brief.Region, row: dict) -> list[pd.Series]:
    """The gap a need is counted from; for tanks, which no single gap gives, the two amounts they are the difference of."""
    if row["gap_row"] in one.gaps.index:
        return [one.gaps.loc[row["gap_row"]]]
    counted = one.achievements[one.achievements["base_unit"].eq("KK") & one.achievements["amount"].notna()]
    return [counted[counted["indicator"].eq(name)].iloc[0] for name in ("layak", "layak_bersama") if name in set(counted["indicator"])]


def _need(one: brief.Region, row: dict, steps_of: Callable[[pd.Series], pd.DataFrame]) -> pd.DataFrame:
    """How a need was computed: its formula, every figure with its cells, every assumption with its row and source."""
    steps = [("number", _result(as_read(row))), ("formula", row["how"])]
    for figure in _figures(one, row):
        steps += _figure(one, figure, steps_of(figure))
    steps += [("assumption", text) for text in _assumptions(row)]
    steps += [("source", row["source"]), ("question", row["question"])]
    return trail.table(steps)


def _figure(one: brief.Region, figure: pd.Series, told: pd.DataFrame) -> list[tuple[str, str]]:
    """A figure's own trail as far as a need rests on it: its id and value, amount, cells, target, gap and shortfall."""
    judged = brief.judged(one)
    name = f"{judged.loc[figure.name, 'id']}: " if "target_set" in figure.index and figure.name in judged.index else ""
    wanted = {
        words.label(f"explain.{key}"): key
        for key in ("number", "formula", "rows", "answers", "weighted", "cells", "parts", "corrections", "target", "gap", "shortfall")
    }
    steps = [(wanted[step], what) for step, what in told.itertuples(index=False) if step in wanted]
    return [("from", name + what) if step == "number" else (step, what) for step, what in steps]


def _assumptions(row: dict) -> list[str]:
    """Each assumption of a need as it stands in assumptions.csv, with its row there and its source, or that it is unknown."""
    needs, table = (advocacy.spoken(name) for name in ("needs", "assumptions"))
    one = needs[needs["need"].eq(row["need"])].iloc[0]
    mine = table[table["region_code"].isin([row["region_code"], ""])].sort_values("region_code", ascending=False, kind="stable")
    texts = []
    for name in filter(None, [*one["factors"].split("|"), *one["divisors"].split("|")]):
        for known in mine[mine["assumption"].eq(name)].head(1).itertuples():
            value = span(known.low, known.high) or words.label("pack.need.unknown")
            source = f" ({quoted.notes_of(known.source)})" if known.source else ""
            texts.append(f"{known.meaning}: {value} {words.unit(known.unit)}{source} [assumptions.csv > A{known.Index + 2}]")
    return texts


def document(one: brief.Region, rows: pd.DataFrame | None = None) -> Document | None:
    """The appendix as a document of its own, a table per number; None where the brief prints no number.

    `rows` are the region's `trails`, where they are had already.
    """
    rows = trails(one) if rows is None else rows
    if not len(rows):
        return None
    sections = tuple(_section(name, group) for name, group in rows.groupby("id", sort=False))
    how = (words.label("pack.trail.ids"), words.label("pack.trail.steps"), words.label("pack.trail.check"), words.label("pack.note"))
    return brief.titled(one, words.label("pack.trail"), words.label("pack.trail.how"), sections, how)


def _section(name: str, group: pd.DataFrame) -> Section:
    grid = Grid(
        (words.label("pack.step"), words.label("pack.what")),
        tuple((Cell(r.step), Cell(str(r.what))) for r in group.itertuples()),
        (1.7, 6),
        (False, False),
    )
    return Section("trail", f"{name}. {group['what'].iloc[0]}", grid=grid)


def _result(row: dict) -> str:
    """What the need comes to; of one held against what there is, all three, so that a need is not read as what there is."""
    unit, result = words.unit(row["unit"]), span(row["low"], row["high"], row["places"])
    three = {
        name: span(row[f"{end}_low"], row[f"{end}_high"], row["places"])
        for name, end in (("needed", "needed"), ("there", "available"), ("missing", "gap"))
    }
    if row["gap_row"] < 0 and all(three.values()):
        return words.label("pack.need.all", name=row["name"], **{name: f"{said} {unit}" for name, said in three.items()})
    return f"{row['name']}: " + (f"{result} {unit}" if result else words.label("pack.need.unknown"))
