"""The brief of one region as data: computed from gaps, achievements and flags, shorter where there is less to say."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts import findings, joined_series
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.charts.chart_rows import reasons
from sanlib.charts.findings import inside
from sanlib.documents import advice, section_titles
from sanlib.documents.brief_table import table
from sanlib.documents.document import Big, Document, Section, marked
from sanlib.documents.headline import FIGURE, foremost, lead, unfit
from sanlib.documents.writers import brief_chart
from sanlib.judging import flags, gap, sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import indicators
from sanlib.reference.targets import dated
from sanlib.words import quoted

BIG_ORDER = ("aman", "layak", "babs", "pengurangan", "penanganan", "terkelola", "dasar")
BIGS = 4
BARS = 5
"""Figures the chart has room for beside its table."""
SECTORS = {"air_limbah": "Dinkes, BPS", "persampahan": "SIPSN, DLH"}


class Region(NamedTuple):
    """Everything the brief of one region is computed from."""

    code: str
    name: str
    period: str
    gaps: pd.DataFrame
    achievements: pd.DataFrame
    needs: pd.DataFrame
    sources: pd.DataFrame
    of_synthetic: bool = False
    """Whether every figure of the period is synthetic: a page of a region without any is still no finding."""
    history: pd.DataFrame | None = None
    """Its figures of every period up to this one; None where they are not asked for."""

    @property
    def mark(self) -> str:
        """What a document of synthetic figures says of itself; "" for one of real ones."""
        return words.label("synthetic") if self.of_synthetic or self.achievements["synthetic"].any() else ""


@bound
def brief(one: Region, lang: str | None = None) -> Document:
    """The two-page brief in the order of the Pokja's deck; without figures it says what is missing and whom to ask."""
    rows = judged(one)
    page_one = [chart(one), table(rows), situation(one), missing(one)]
    page_two = [
        advice.needs(one),
        advice.issues(one),
        advice.policies(one),
        advice.paces(one),
        advice.milestones(one),
        limits(one),
        sources(one),
    ]
    spoken = speaking(rows, one)
    parts = [
        part._replace(notes=(*part.notes, *spoken)) if part.key in ("table", "now", "chart") else part
        for part in (*page_one, *page_two)
        if part
    ]
    headline = findings.region(rows) if len(rows) else _nothing(one)
    return titled(one, words.label("pack.subtitle"), headline, marked(parts, one.mark), lead(rows) if len(rows) else ())


def titled(one: Region, subtitle: str, headline: str, sections: tuple[Section, ...], lead: tuple[str, ...]) -> Document:
    """A document of the brief's title, language, date of data and mark."""
    title = words.label("pack.title", region=one.name, period=one.period)
    return Document(title, subtitle, headline, sections, words.language(), data_date(one), one.mark, lead)


def _nothing(one: Region) -> str:
    key = "pack.nothing_against" if one.achievements["value_pct"].notna().any() else "pack.nothing"
    return words.label(key, region=one.name, period=one.period)


def data_date(one: Region) -> tuple[int, int, int]:
    """The newest export or receipt of the region's sources, else the period's last day; never today."""
    found = (
        [
            tuple(map(int, re.findall(r"\d+", text)[:3]))
            for column in ("export_date", "received")
            for text in one.sources[column]
            if re.match(r"(19|20)\d\d", text)
        ]
        if len(one.sources)
        else []
    )
    year, month, day = (*max(found), 1, 1)[:3] if found else (int(re.findall(r"\d{4}", one.period)[0]), 12, 31)
    return year, month, day


def judged(one: Region) -> pd.DataFrame:
    """The comparisons with a target, each with the id under which its trail stands in the appendix."""
    rows = identified(one)
    return rows[rows["target_pct"].notna()]


def identified(one: Region) -> pd.DataFrame:
    """The region's gaps, each row with its id: G1, G2, ... where it has a target, "" where it was published without one."""
    compared = one.gaps["target_pct"].notna()
    return one.gaps.assign(id=("G" + compared.cumsum().astype(str)).where(compared, ""))


def speaking(rows: pd.DataFrame, one: Region) -> tuple[str, ...]:
    """Notes for the speaker: every comparison with its id, and the sources of the figures."""
    ids = "; ".join(f"{row.id} {indicator_name(row.indicator)} - {dated(row.target_set, row.target_year)}" for row in rows.itertuples())
    named = quoted.cited(one.achievements["source"])
    return tuple(words.label(key, what=what) for key, what in (("pack.speak.ids", ids), ("pack.speak.source", named)) if what)


@bound
def chart(one: Region, lang: str | None = None) -> Section | None:
    """Capaian as bars with every target across them, or nothing where nothing was measured against a target."""
    rows = judged(one)
    if not len(rows):
        return None
    ordered, kept = _in_order(rows), _in_chart(rows)
    title = words.label("pack.chart")
    shown = ordered[schema.within(ordered, FIGURE, kept)]
    drawn = brief_chart.picture(shown, f"{title}, {one.name} {one.period}")
    left = len(ordered.drop_duplicates(FIGURE)) - len(kept)
    said = (words.label("pack.more.bars", count=left),) if left else ()
    return Section("chart", section_titles.chart(rows, shown), said, picture=drawn, shown=title) if drawn else None


def _in_chart(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures the chart has room for; those that cannot be judged are the first to be left out."""
    first = foremost(rows)
    last = first.assign(_unfit=first["verdict"].eq(schema.TIDAK_DINILAI)).sort_values("_unfit", kind="stable")
    return last.head(BARS)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The comparisons figure by figure in the mayor's order, of each figure first the one that says most, then by year due."""
    first = foremost(rows)
    figures = schema.keys(first, FIGURE)
    place = [figures.index(figure) for figure in schema.keys(rows, FIGURE)]
    keyed = rows.assign(_place=place, _later=~rows.index.isin(first.index))
    return keyed.sort_values(["_place", "_later", "target_year"], kind="stable").drop(columns=["_place", "_later"])


def situation(one: Region) -> Section | None:
    """The present situation: three or four large numbers with amounts, the other figures in one line, gaps without a target."""
    shown = one.achievements[one.achievements["value_pct"].notna()].reset_index(drop=True)
    place = {name: number for number, name in enumerate(BIG_ORDER)}
    keyed = shown.assign(_place=shown["indicator"].map(place), bad=unfit(shown, judged(one)))
    ranked = keyed.sort_values(["_place", "bad"], kind="stable")  # of two instruments the one that can be judged
    large = ranked[ranked["_place"].notna()].drop_duplicates("indicator").head(BIGS)
    large = large if len(large) else ranked.head(BIGS)
    places = words.column_places(large["value_pct"])
    bigs = tuple(_big(row, bad, judged(one), places) for (_, row), bad in zip(large.iterrows(), unfit(large, judged(one)), strict=True))
    rest = keyed.drop(index=large.index)
    lines = (*_rest(rest, _ladders(shown)), *_since(one), *_printed_gaps(one))
    if not bigs and not lines:
        return None
    return Section("now", section_titles.situation(shown, judged(one)), lines, numbers=bigs, shown=words.label("pack.now"), spare=len(rest))


def _big(row: pd.Series, bad: bool, rows: pd.DataFrame, places: int) -> Big:
    """A large number over what it is and its amounts; then the verdict and target that the chart has at its bar, if it has any."""
    name = f"{indicator_name(row['indicator'])}, {row['instrument']}"
    value, other = words.percent(row["value_pct"], places), sizes.other_share(row, places)
    other = words.label("share.or", share=f"({other})" if bad else other) if other else ""
    mine = rows[rows[FIGURE].eq(row[FIGURE]).all(axis=1)]
    if bad:
        why = reasons(flags.withholding(row["flag"])) or words.label("pack.unfit.rule")
        return Big(
            f"({value})", name, f"{_verdict(mine) or words.label(f'verdict.{schema.TIDAK_DINILAI}')}: {why}", schema.TIDAK_DINILAI, other
        )
    return Big(value, name, "; ".join(filter(None, [_amount(row), _verdict(foremost(mine))])), other=other)


def _verdict(rows: pd.DataFrame) -> str:
    """The verdict of comparisons that share one, with their targets: "belum · Jakstranas 2023"; "" for none."""
    targets = ", ".join(dict.fromkeys(map(dated, rows["target_set"], rows["target_year"])))
    return words.label("pack.bar", target=targets, verdict=words.label(f"verdict.{rows['verdict'].iloc[0]}")) if len(rows) else ""


def _amount(row: pd.Series) -> str:
    """The amount behind a share, or its n and interval: "53.766 dari 54.646 KK", "n = 820; 88,2-93,5%"."""
    if pd.notna(row["amount"]) and pd.notna(row["base"]):
        return words.label("pack.of", amount=words.number(row["amount"], 0), base=sizes.base(row), unit=words.unit(row["base_unit"]))
    if pd.notna(row["n"]):
        ends = "-".join(words.number(row[end], 1) for end in ("low_pct", "high_pct") if pd.notna(row[end]))
        return f"n = {words.number(row['n'], 0)}" + (f"; {ends}%" if ends else "")
    return words.label_or(f"basis.{row['basis']}", "")


def _since(one: Region) -> list[str]:
    """What rose or fell since the year before among the figures held to a target, by the rules of the trend charts; what cannot be told."""
    told: dict[str, list[str]] = {"pack.since": [], "pack.since.still": [], "pack.since.broken": []}
    [now] = joined_series.years(pd.Series([one.period])).astype(int)
    for figure in foremost(judged(one)).itertuples() if one.history is not None else ():
        series = joined_series.points(one.history, figure.indicator)
        key, said = _moved(series[schema.within(series, [*FIGURE, "ladder"], pd.DataFrame([figure]))], now)
        told.get(key, []).append(said)
    said = " ".join(words.label(key, items="; ".join(items), year=now - 1) for key, items in told.items() if items)
    return [said] if said else []


def _moved(series: pd.DataFrame, year: int) -> tuple[str, str]:
    """How the last figure of a series differs from the one of the year before, with both; why that cannot be told; "" without two, or
    where the last one is itself unfit, which is said elsewhere."""
    ends = series.tail(2).reset_index(drop=True)
    if len(ends) < 2 or ends["year"].iloc[1] != year or ends["withheld"].any() or ends["effect"].iloc[1] == "isolated":
        return "", ""
    name = inside(indicator_name(ends["indicator"].iloc[1]))
    if ends["segment"].nunique() > 1:
        return "pack.since.broken", f"{name} ({_broken(*ends['flag'])})"
    low, high = findings.sides(ends)
    both = [(row.value_pct, row.value_pct if pd.isna(row.alt_pct) else row.alt_pct) for row in ends.itertuples()]
    changes = [round(after - before, 6) for before, after in zip(*both, strict=True)]
    if not (low[1] > high[0] or high[1] < low[0]) or min(map(abs, changes)) < findings.STEP:
        return "pack.since.still", name
    size = words.point_span(list(map(abs, changes)))
    before, value = (words.span(shares, words.column_places(*both)) for shares in both)
    key = f"pack.since.{'up' if changes[0] > 0 else 'down'}"
    return "pack.since", words.label(key, indicator=name, before=before, value=value, points=size, unit=words.point_unit(size))


def _broken(before: str, now: str) -> str:
    """Why no line joins two figures of a series, by their flags; without one that the year before is missing."""
    line = flags.breaking()
    why = [name for flag, effect in ((now, "before"), (before, "isolated")) for name in flag.split(";") if line.get(name) == effect]
    return reasons(";".join(why)) or words.label("pack.since.gap")


def _ladders(shown: pd.DataFrame) -> int:
    """On how many ladders one instrument measures, at most: 1 unless the same indicator is printed twice."""
    return int(shown.groupby(["instrument", "indicator"])["ladder"].nunique().max()) if len(shown) else 0


def _measured(row, ladders: int) -> str:
    """By which instrument, and on which ladder where the region's figures stand on several of that instrument's."""
    key = f"chart.ladder.{row.ladder}"
    return f"{row.instrument}, {words.label(key)}" if ladders > 1 and words.has_label(key) else row.instrument


def _rest(rows: pd.DataFrame, ladders: int) -> list[str]:
    """Every figure that is not printed large, in one line; one that cannot be judged in brackets."""
    shares = [
        f"({sizes.share_span(row)})" if bad else sizes.share_span(row) for row, bad in zip(rows.itertuples(), rows["bad"], strict=True)
    ]
    named = zip(rows.itertuples(), shares, strict=True)
    lines = [f"{indicator_name(r.indicator)} {share} ({_measured(r, ladders)})" for r, share in named]
    return [words.label("pack.also", items="; ".join(lines))] if lines else []


def _printed_gaps(one: Region) -> list[str]:
    rows = one.gaps[one.gaps["target_set"].eq(schema.TIDAK_DINYATAKAN)]
    return [
        words.label(
            "pack.reported",
            instrument=name,
            gaps=", ".join(f"{inside(indicator_name(r.indicator))} {words.number(r.reported_gap_pp, 0)}" for r in group.itertuples()),
        )
        for name, group in rows.groupby("instrument", sort=False)
    ]


def missing(one: Region) -> Section | None:
    """Which sectors have no figure at all in this period, and whom to ask."""
    sectors = dict.fromkeys(indicators.sectors().values())
    figures = one.achievements
    there = set(figures.loc[gap.measured(figures), "sector"])
    names = {name: words.label(name).lower() for name in sectors if name not in there}
    absent = tuple(words.label("pack.no_sector", sector=said, instrument=SECTORS.get(name, "Pokja")) for name, said in names.items())
    title = words.label("title.missing", sectors=", ".join(names.values()))
    return Section("missing", title, bullets=absent, shown=words.label("pack.missing")) if absent else None


def limits(one: Region) -> Section | None:
    """The limits of the data: conclusions that this region's own figures do not support."""
    if not one.achievements["value_pct"].notna().any():
        return None
    rows, said = judged(one), []
    if one.achievements["basis"].isin(["administrasi", "pelaporan"]).any():
        said.append(words.label("pack.limit.basis"))
    if one.achievements["basis"].eq("survei tanpa interval").any():
        said.append(words.label("pack.limit.interval"))
    unverified = rows[rows["target_confidence"].eq("unverified")]
    if len(unverified):
        said.append(
            words.label(
                "pack.limit.unverified", sets=", ".join(dict.fromkeys(map(dated, unverified["target_set"], unverified["target_year"])))
            )
        )
    flagged = one.achievements[one.achievements["flag"].ne("")].drop_duplicates(["indicator", "instrument"])
    if len(flagged):
        said.append(words.label("pack.limit.flags", flags="; ".join(_flagged(flagged))))
    said.append(words.label("pack.limit.quarter"))
    return Section("limits", section_titles.limits(one.achievements), bullets=tuple(said), shown=words.label("pack.limits"))


def _flagged(rows: pd.DataFrame) -> list[str]:
    """What each flag of these figures means, with the figures it applies to."""
    meanings = flags.rules().set_index("flag")[f"meaning_{words.language()}"]
    names: dict[str, list[str]] = {}
    for row in rows.itertuples():
        for flag in filter(None, row.flag.split(";")):
            names.setdefault(flag, []).append(f"{indicator_name(row.indicator)} {row.instrument}")
    return [f"{', '.join(of)}: {meanings.get(flag, reasons(flag)).rstrip('.')}" for flag, of in names.items()]


def sources(one: Region) -> Section | None:
    """Every source of the region's figures and of the targets they are compared with."""
    dated = one.achievements[["source", "export_date"]].drop_duplicates()
    said = [
        f"{quoted.notes_of(r.source)}; "
        + (words.label("pack.exported", date=r.export_date) if r.export_date else words.label("pack.export_unknown"))
        for r in dated.itertuples()
        if r.source
    ]
    targets = judged(one)[["target_set", "target_source"]].drop_duplicates("target_set")
    said += [f"{r.target_set}: {quoted.notes_of(r.target_source)}" for r in targets.itertuples()]
    title = section_titles.sources(len(said) - len(targets), len(targets))
    return Section("sources", title, bullets=tuple(said), shown=words.label("pack.sources")) if said else None
