"""What heads a table in a notebook: one sentence computed from its rows, by the rules of `findings` where it is a table of gaps."""

from __future__ import annotations

import html

import pandas as pd

from sanlib import words
from sanlib.charts import findings
from sanlib.printing.gap_sentences import verdict_count
from sanlib.printing.table_kinds import kind
from sanlib.project.binding import bound
from sanlib.project.problems import SEVERITIES, InputError


class Finding(str):
    """A sentence that a notebook sets as the heading of what follows it, and that prints as any text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f'<p class="sanlib-finding" role="heading" aria-level="3" style="font-size:1.15em;font-weight:600">{html.escape(self)}</p>'


@bound
def finding(table: pd.DataFrame, lang: str | None = None) -> Finding:
    """What a table of gaps, problems or flags says, in one sentence; of an empty one, that there is nothing.

    Gaps of one region: the miss that concerns most households, then the one due first. Of several: how many are met.

    >>> print(san.say.finding(san.choose(gaps, region="Kota Blitar", indicator="pengurangan")))
    Kota Blitar 2023: pengurangan sampah kurang 11,31 poin (3.167 ton) dari target Jakstranas 2023.
    """
    what = kind(table) if isinstance(table, pd.DataFrame) else None
    if what is None or what.name not in _SAY:
        raise InputError("table_without_finding", value=type(table).__name__, known=", ".join(_SAY))
    return Finding(_SAY[what.name](table))


def _gaps(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("report.nothing")
    return findings.region(table) if table["region_code"].nunique() == 1 else findings.marked(verdict_count(table), table)


def _problems(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("find.problems.none")
    counts = {severity: int(table["severity"].eq(severity).sum()) for severity in SEVERITIES}
    return words.label("find.problems", files=table["file"].nunique(), **counts)


def _flags(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("find.flags.none")
    counts = table["flag"].value_counts()
    first = counts[counts.eq(counts.max())]
    most = words.label("find.flags.most", flag=words.label(f"flag.{first.index[0]}"), count=int(first.iloc[0])) if len(first) == 1 else ""
    return words.label("find.flags", total=len(table), veto=int(table["veto"].eq("yes").sum()), conditional=_conditional(table), most=most)


def _conditional(table: pd.DataFrame) -> str:
    """How many of the flags withhold a verdict on a condition, by condition."""
    counts = table.loc[table["veto"].eq("if"), "flag"].value_counts(sort=False)
    each = [(words.label(f"veto.if.{flag}"), int(count)) for flag, count in counts.items()]
    return "".join(words.label("find.flags.if", condition=condition, count=count) for condition, count in each)


_SAY = {"gaps": _gaps, "problems": _problems, "flags": _flags}
