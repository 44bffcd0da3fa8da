"""The opening of a brief: the missed target that falls due first and by how much, then targets met and targets to come."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts import findings
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.charts.chart_rows import reasons
from sanlib.judging import flags
from sanlib.printing.gap_sentences import verdict_count
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import regions
from sanlib.reference.targets import dated

AT = {"minimal": "≥", "maksimal": "≤"}
ORDER = (schema.BELUM, schema.BELUM_PASTI, schema.TIDAK_DINILAI, schema.TERCAPAI)
"""A mayor's order: what is missed before what is met."""


def due_first(rows: pd.DataFrame) -> pd.DataFrame:
    """One comparison per indicator and instrument: the target that falls due first, of one year the larger shortfall."""
    nearest = rows.sort_values(["target_year", "shortfall_pp"], ascending=[True, False], kind="stable")
    return _in_order(nearest.drop_duplicates(["indicator", "instrument"]))


def due_now(rows: pd.DataFrame) -> pd.DataFrame:
    """Every comparison whose target falls due first for its indicator and instrument, in the mayor's order."""
    year = rows.groupby(["indicator", "instrument"])["target_year"].transform("min")
    return _in_order(rows[rows["target_year"].eq(year)])


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The comparisons in order: missed (by year due, then points), undecided, unfit to judge, met."""
    rank = rows["verdict"].map({verdict: place for place, verdict in enumerate(ORDER)})
    keyed = rows.assign(_rank=rank, _short=rows["shortfall_pp"].fillna(0))
    return keyed.sort_values(["_rank", "target_year", "_short"], ascending=[True, True, False], kind="stable").drop(
        columns=["_rank", "_short"]
    )


@bound
def headline(rows: pd.DataFrame, region: str, period: str, lang: str | None = None) -> str:
    """One sentence: how many of the targets due first are missed, and the first of them with its points and amount."""
    first = due_now(rows)
    missed = first[first["verdict"].eq(schema.BELUM)]
    if len(missed):
        return words.label("pack.head.short", region=region, count=len(missed), total=len(first), item=_item(missed.iloc[0], first))
    for verdict, key in ((schema.TIDAK_DINILAI, "pack.head.unfit"), (schema.BELUM_PASTI, "pack.head.unsure")):
        count = int(first["verdict"].eq(verdict).sum())
        if count:
            return words.label(key, region=region, period=period, count=count, total=len(first))
    return words.label("pack.head.met", region=region, period=period, total=len(first))


class Card(NamedTuple):
    """A pilot on the first page of a report: its code, its name and its finding."""

    code: str
    region: str
    said: str


class Opening(NamedTuple):
    """What a report opens with: how many comparisons got which verdict, then the pilots, the largest shortfall first."""

    counted: str
    cards: tuple[Card, ...]


@bound
def opening(tables: Path, _period: str, lang: str | None = None, root=None) -> Opening | None:
    """What a report opens with, from its folder of tables; nothing where no figure of a pilot is held against a target.

    Pilots stand in the order of the shortfall that concerns most households, then tonnes (`charts.findings.weightiest`).
    """
    gaps = regions.of_pilots(schema.read_table(tables / "gaps.csv", schema.GAPS))
    judged = gaps[gaps["target_pct"].notna()]
    if not len(judged):
        return None
    worst = findings.weightiest(findings.deficits(judged.sort_values("region_code", kind="stable"), each=["region_code"]))
    order = dict.fromkeys([*worst["region_code"], *judged["region_code"]])
    own = [(code, judged[judged["region_code"].eq(code)]) for code in order]
    return Opening(verdict_count(judged), tuple(Card(code, rows["region"].iloc[0], findings.region(rows)) for code, rows in own))


@bound
def lead(rows: pd.DataFrame, lang: str | None = None) -> tuple[str, ...]:
    """The lines below the headline, each only where there is something to say: also missed, met, undecided, unfit, next."""
    first = due_now(rows)
    of = {verdict: group for verdict, group in first.groupby("verdict")}
    lists = [
        ("pack.lead.short", [_item(row, first) for row in _rows(of.get(schema.BELUM))[1:]]),
        ("pack.lead.met", _met(of.get(schema.TERCAPAI), first)),
        ("pack.lead.unsure", _met(of.get(schema.BELUM_PASTI), first)),
        ("pack.lead.unfit", list(dict.fromkeys(_unfit(row, first) for row in _rows(of.get(schema.TIDAK_DINILAI))))),
        ("pack.lead.next", [_item(row, first) for row in _rows(_later(rows, first))]),
    ]
    return tuple(words.label(key, items="; ".join(items)) for key, items in lists if items)


def _rows(found: pd.DataFrame | None) -> list[pd.Series]:
    return [] if found is None else [row for _, row in found.iterrows()]


def _later(rows: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """Targets still missed beyond the one due first, in the order in which they fall due."""
    rest = rows.drop(index=first.index)
    return rest[rest["verdict"].eq(schema.BELUM) & rest["shortfall_pp"].gt(0)].sort_values("target_year", kind="stable")


def _named(row: pd.Series, first: pd.DataFrame) -> str:
    """The indicator, with its instrument where another instrument measures the same."""
    name = inside(indicator_name(row["indicator"]))
    return f"{name} ({row['instrument']})" if first.loc[first["indicator"].eq(row["indicator"]), "instrument"].nunique() > 1 else name


def inside(name: str) -> str:
    """A name as it stands inside a sentence: "Akses layak" loses its capital, "BABS" keeps its own."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _item(row: pd.Series, first: pd.DataFrame) -> str:
    return words.label(
        f"pack.item.{row['direction']}",
        indicator=_named(row, first),
        value=_number(row["value_pct"]),
        short=_number(row["shortfall_pp"]),
        amount=amount(row),
        target=dated(row["target_set"], row["target_year"]),
        target_pct=_number(row["target_pct"]),
        points=points(row["shortfall_pp"]),
    )


def points(value: float) -> str:
    """The word for points after this many of them."""
    return words.label("pack.point" if value == 1 else "pack.points")


def _met(rows: pd.DataFrame | None, first: pd.DataFrame) -> list[str]:
    """Each figure once, with every target it is held against."""
    if rows is None:
        return []
    return [
        words.label(
            "pack.item.met",
            indicator=_named(group.iloc[0], first),
            value=_number(group["value_pct"].iloc[0]),
            targets=", ".join(_asked(row) for row in _rows(group)),
        )
        for _, group in rows.groupby(["indicator", "instrument"], sort=False)
    ]


def _asked(row: pd.Series) -> str:
    return f"{dated(row['target_set'], row['target_year'])} {AT[row['direction']]} {_number(row['target_pct'])}"


def _unfit(row: pd.Series, first: pd.DataFrame) -> str:
    return f"{_named(row, first)}: {reasons(flags.withholding(row['flag'])) or words.label('pack.unfit.rule')}"


def amount(row: pd.Series) -> str:
    """The shortfall in households or tonnes a year as a phrase, "" where the source gives no base."""
    for column, key in (("shortfall_households", "pack.amount.kk"), ("shortfall_tonnes", "pack.amount.ton")):
        if pd.notna(row[column]):
            return words.label(key, amount=words.number(row[column], 0))
    return ""


def _number(value: float) -> str:
    return words.number(value, words.decimals([value]))
