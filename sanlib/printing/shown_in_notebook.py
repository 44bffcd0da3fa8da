"""A table of sanlib's left at the end of a notebook's cell: what it is, in which unit, its first rows, and what can be done next."""

from __future__ import annotations

import html

import pandas as pd

from sanlib import words
from sanlib.judging import gap
from sanlib.printing.show import show
from sanlib.printing.table_kinds import kind

FEW = 5
"""Rows shown: `san.show` shows them all."""
NEXT = {
    "gaps": ("san.show(gaps)", 'san.charts.gap(gaps, "{region}")', "san.explain(gaps.iloc[0])"),
    "achievements": ("san.show(achievements)", "gaps = san.gaps(achievements)", 'san.charts.composition(achievements, "{region}")'),
    "flags": ("san.show(flags)",),
    "problems": ("san.browse(problems)",),
    "pace": ("san.show(pace)",),
    "estimates": ("san.show(estimates)", 'san.charts.estimates(estimates, "{indicator}")', "san.explain(estimates.iloc[0])"),
    "totals": ("san.show(totals)", "san.explain(totals.iloc[0])"),
    "differences": ("san.show(differences)", 'san.charts.contrasts(differences, "{indicator}")', "san.say.differences(differences)"),
    "changes": ("san.show(changes)", 'san.charts.contrasts(changes, "{indicator}")', "san.say.changes(changes)"),
    "ranks": ("san.show(ranks)", 'san.charts.ranks(ranks, "{indicator}")', "san.say.ranks(ranks)"),
    "risk": ("san.show(risk)", 'san.charts.risk(risk, by="{by}")'),
}
"""What an analyst types next, by kind of table; the table is called as the function that made it."""


def register(formatter) -> None:
    """Let a notebook's formatter of HTML ask here first, and show any other table as it did."""
    before = formatter.lookup_by_type(pd.DataFrame) if pd.DataFrame in formatter.type_printers else None
    formatter.for_type(pd.DataFrame, lambda table: shown(table) or (before(table) if before else table._repr_html_()))


def shown(table: pd.DataFrame) -> str | None:
    """The table as a notebook shows it; None where it is none of sanlib's, or is empty."""
    found = kind(table)
    if found is None or found.name not in NEXT or not len(table):
        return None
    typed = " · ".join(f"<code>{html.escape(call)}</code>" for call in calls(table))
    return (
        f"<p><b>{html.escape(words.label('shown.' + found.name))}</b><br>{html.escape(counts(table))}</p>"
        f"{show(table.head(FEW)).data}{_first(table)}<p>{words.label('shown.next')}: {typed}</p>"
    )


def counts(table: pd.DataFrame) -> str:
    """How many rows and areas, how many flagged and withheld, and whether any is synthetic."""
    place = next((name for name in ("region", "domain", "desa") if name in table), None)
    said = words.label(
        "shown.counts",
        rows=words.number(len(table), 0),
        places="–" if place is None else words.number(table[place].nunique(), 0),
        flagged=words.number(int(table["flag"].ne("").sum()) if "flag" in table else 0, 0),
        withheld=words.number(int(gap.withheld(table).sum()), 0),
    )
    return f"{said} [{words.label('synthetic')}]" if "synthetic" in table and table["synthetic"].any() else said


def calls(table: pd.DataFrame) -> list[str]:
    """What can be typed next, with a region and an indicator of the table's own."""
    first = table.iloc[0]
    own = {name: first.get(name, "") for name in ("region", "indicator")} | {"by": next(iter(table.columns))}
    return [call.format(**own) for call in NEXT[kind(table).name]]


def _first(table: pd.DataFrame) -> str:
    if len(table) <= FEW:
        return ""
    return f"<p><em>{words.label('shown.first', few=FEW, rows=words.number(len(table), 0))}</em></p>"
