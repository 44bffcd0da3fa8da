"""The trail of every number of a brief: under its id, the cells, definition, target with source, flags and verdict."""

from __future__ import annotations

import pandas as pd

from sanlib import trail, words
from sanlib.pack import brief
from sanlib.pack.content import Cell, Document, Grid, Section
from sanlib.pack.need import span


def trails(one: brief.Region, lang: str = "id", root=None) -> pd.DataFrame:
    """One step a row: `id` as printed in the brief, `step`, `what`."""
    told = [trail.explain(row, lang, root).assign(id=row["id"]) for _, row in brief.judged(one).iterrows()]
    told += [_need(number, row, lang) for number, row in enumerate(one.needs.to_dict("records"), start=1)]
    return pd.concat(told)[["id", "step", "what"]].reset_index(drop=True) if told else pd.DataFrame(columns=["id", "step", "what"])


def _need(number: int, row: dict, lang: str) -> pd.DataFrame:
    result = span(row["low"], row["high"], lang)
    steps = [(words.label("explain.number", lang), _result(row, result, lang)),
             (words.label("explain.formula", lang), row["how"]), (words.label("explain.source", lang), row["source"]),
             (words.label("explain.target", lang), row["target_set"])]
    return pd.DataFrame([(step, what) for step, what in steps if what], columns=["step", "what"]).assign(id=f"K{number}")


def document(one: brief.Region, lang: str = "id", root=None) -> Document | None:
    """The appendix as a document of its own, a table per number; None where the brief prints no number."""
    rows = trails(one, lang, root)
    if not len(rows):
        return None
    sections = tuple(_section(name, group, lang) for name, group in rows.groupby("id", sort=False))
    whole = brief.brief(one, lang, root)
    return whole._replace(subtitle=words.label("pack.trail", lang), headline=words.label("pack.note", lang), sections=sections)


def _section(name: str, group: pd.DataFrame, lang: str) -> Section:
    grid = Grid((words.label("pack.step", lang), words.label("pack.what", lang)),
                tuple((Cell(r.step), Cell(str(r.what))) for r in group.itertuples()), (1.2, 6), (False, False))
    return Section("trail", f"{name}. {group['what'].iloc[0]}", grid=grid)


def _result(row: dict, result: str, lang: str) -> str:
    return f"{row['name']}: " + (f"{result} {row['unit']}" if result else words.label("pack.need.unknown", lang))
