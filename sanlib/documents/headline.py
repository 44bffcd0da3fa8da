"""The opening of a brief and of a report: the deficits that charts/findings.py puts first, then what else is short, met or unfit."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts import findings
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.charts.chart_rows import reasons
from sanlib.charts.findings import inside
from sanlib.judging import flags, gap, sizes
from sanlib.printing.gap_sentences import verdict_count
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import regions
from sanlib.reference.targets import dated

AT = {"minimal": "≥", "maksimal": "≤"}
ORDER = (schema.BELUM, schema.BELUM_PASTI, schema.TIDAK_DINILAI, schema.TERCAPAI)
"""A mayor's order: what is missed before what is met."""
FIGURE = ["indicator", "instrument"]
"""What one figure of a region is, whatever the number of target sets it is held against."""


def foremost(rows: pd.DataFrame) -> pd.DataFrame:
    """One comparison per figure, in a mayor's order: its miss where it has one, those that concern most first; else what is due first.

    A figure short of several targets is short once: of the target that falls due first, of one year the larger shortfall.
    """
    missed = findings.weightiest(findings.deficits(rows))
    rest = rows[~schema.within(rows, FIGURE, missed)]
    first = rest.sort_values("target_year", kind="stable").drop_duplicates(FIGURE)
    rank = first["verdict"].map({verdict: place for place, verdict in enumerate(ORDER)})
    if not len(first):
        return missed
    return pd.concat([missed, first.assign(_rank=rank).sort_values(["_rank", "target_year"], kind="stable").drop(columns="_rank")])


def unfit(figures: pd.DataFrame, rows: pd.DataFrame) -> list[bool]:
    """Whether each figure cannot be judged at all: by a flag with veto, or because no comparison of it among `rows` can be."""
    every = rows.assign(bad=rows["verdict"].eq(schema.TIDAK_DINILAI)).groupby(FIGURE)["bad"].all()
    none = set(every[every].index)
    vetoed = gap.vetoed(figures) if len(figures) else []
    return [bad or figure in none for bad, figure in zip(vetoed, schema.keys(figures, FIGURE), strict=True)]


class Card(NamedTuple):
    """A pilot on the first page of a report: its code, its name and its finding."""

    code: str
    region: str
    said: str

    @property
    def beside_name(self) -> str:
        """The finding as it stands beside the region's name: without region and period, its mark first where it has one."""
        mark, _, rest = self.said.partition(f"{self.region} ")
        finding = rest.partition(": ")[2]
        return f"{mark}{finding[:1].upper()}{finding[1:]}" if finding else self.said


class Opening(NamedTuple):
    """What a report opens with: how many comparisons got which verdict, then the regions it is about, the largest shortfall first."""

    counted: str
    cards: tuple[Card, ...]


@bound
def opening(tables: Path, lang: str | None = None, root=None) -> Opening | None:
    """What a report opens with, from its folder of tables; nothing where no figure of these regions is held against a target.

    Pilots stand in the order of the shortfall that concerns most households, then tonnes (`charts.findings.weightiest`).
    """
    gaps = regions.of_report(schema.read_table(tables / "gaps.csv", schema.GAPS))
    judged = gaps[gaps["target_pct"].notna()]
    if not len(judged):
        return None
    worst = findings.weightiest(findings.deficits(judged.sort_values("region_code", kind="stable"), each=["region_code"]))
    order = dict.fromkeys([*worst["region_code"], *judged["region_code"]])
    own = [(code, judged[judged["region_code"].eq(code)]) for code in order]
    return Opening(verdict_count(judged), tuple(Card(code, rows["region"].iloc[0], findings.region(rows)) for code, rows in own))


@bound
def lead(rows: pd.DataFrame, lang: str | None = None) -> tuple[str, ...]:
    """The lines below the headline, each only where there is something to say: also short, met, undecided, unfit."""
    told = set(findings.named_first(rows).index)
    lists = [
        (
            "pack.lead.short",
            [findings.item(row) for _, row in findings.weightiest(findings.deficits(rows)).iterrows() if row.name not in told],
        ),
        ("pack.lead.met", _against(rows, schema.TERCAPAI)),
        ("pack.lead.unsure", _against(rows, schema.BELUM_PASTI)),
        ("pack.lead.unfit", _unfit(rows)),
    ]
    return tuple(words.label(key, items="; ".join(items)) for key, items in lists if items)


def _named(row: pd.Series, rows: pd.DataFrame) -> str:
    """The indicator, with its instrument where another instrument measures the same."""
    name = inside(indicator_name(row["indicator"]))
    return f"{name} ({row['instrument']})" if rows.loc[rows["indicator"].eq(row["indicator"]), "instrument"].nunique() > 1 else name


def _against(rows: pd.DataFrame, verdict: str) -> list[str]:
    """Each figure with this verdict once, with its value and the targets it is so against."""
    return [
        words.label(
            "pack.item.met",
            indicator=_named(group.iloc[0], rows),
            value=sizes.share_span(group.iloc[0]),
            targets=", ".join(map(dated, group["target_set"], group["target_year"])),
        )
        for _, group in rows[rows["verdict"].eq(verdict)].groupby(FIGURE, sort=False)
    ]


def _unfit(rows: pd.DataFrame) -> list[str]:
    """Each figure that cannot be judged, and why; with its targets where it can be judged against another."""
    unfit = rows["verdict"].eq(schema.TIDAK_DINILAI)
    judged = set(schema.keys(rows[~unfit], FIGURE))
    said = []
    for figure, group in rows[unfit].groupby(FIGURE, sort=False):
        against = f" ({', '.join(map(dated, group['target_set'], group['target_year']))})" if figure in judged else ""
        why = reasons(flags.withholding(group["flag"].iloc[0])) or words.label("pack.unfit.rule")
        said.append(f"{_named(group.iloc[0], rows)}{against}: {why}")
    return said
