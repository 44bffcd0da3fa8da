"""The page for the Pokja Provinsi: every region of a province against the provincial targets, and which figures are missing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents import brief, section_titles
from sanlib.documents.brief_table import scopes
from sanlib.documents.document import Cell, Document, Grid, Section, marked
from sanlib.documents.headline import AT, FIGURE
from sanlib.judging import flags, gap
from sanlib.printing.gap_table import gap_shown
from sanlib.printing.pilots import left_out
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import advocacy, regions
from sanlib.reference.targets import dated

ACROSS = 5
"""Comparisons side by side; more stand in a further table."""
MARKS = {schema.TERCAPAI: "●", schema.BELUM: "▼", schema.BELUM_PASTI: "◆", schema.TIDAK_DINILAI: "×"}


class Column(NamedTuple):
    """One comparison every region is held to: an indicator of an instrument against one target of one year."""

    indicator: str
    instrument: str
    target_set: str
    target_year: float
    target_pct: float
    direction: str


def documents(opened, gaps: pd.DataFrame, codes: list[str]) -> list[tuple[str, Document]]:
    """One page per province that has any of these regions, with the province's code."""
    known = regions.names()
    provinces = list(dict.fromkeys(code[:2] for code in codes if code[:2] in known))  # a place of one's own has none
    return [(code, document(code, [c for c in codes if c[:2] == code], opened, gaps)) for code in provinces]


def document(province: str, codes: list[str], opened, gaps: pd.DataFrame) -> Document:
    """A region a row, a comparison a column: provincial sets (IKU too) where there are any, else the national ones."""
    name = regions.names()[province]
    rows = gaps[gaps["region_code"].isin(codes) & gaps["target_pct"].notna()]
    rows = rows.assign(scope=scopes(rows))
    shown = _held_to(rows)
    counted = opened.achievements[opened.achievements["region_code"].isin(codes)]
    whole = brief.Region(province, name, opened.period, rows, counted, pd.DataFrame(), opened.sources)
    sections = [*tables(shown, codes), missing(name, codes, rows, shown), milestones(codes), brief.sources(_used(whole, shown))]
    columns = _columns(shown)
    mark = words.label("synthetic") if counted["synthetic"].any() else ""
    return Document(
        words.label("pack.province", region=name, period=opened.period),
        words.label("pack.province.subtitle"),
        _headline(name, opened.period, shown),
        marked(filter(None, sections), mark),
        words.language(),
        brief.data_date(whole),
        mark,
        tuple(_count(column, shown) for column in columns if _fit(column, shown)),
    )


def _used(whole: brief.Region, shown: pd.DataFrame) -> brief.Region:
    """The same with nothing but what this page shows: its sources are those of its own figures and targets."""
    return whole._replace(gaps=shown, achievements=whole.achievements[whole.achievements["source"].isin(shown["source"])])


def _held_to(rows: pd.DataFrame) -> pd.DataFrame:
    """Per indicator and instrument every provincial comparison, and where there is none the national one due first."""
    provincial = rows[rows["scope"].eq("provinsi")]
    rest = rows[rows["scope"].eq("nasional") & ~schema.within(rows, FIGURE, provincial)]
    year = rest.groupby(FIGURE)["target_year"].transform("min")
    return pd.concat([provincial, rest[rest["target_year"].eq(year)]])


def _columns(shown: pd.DataFrame) -> list[Column]:
    """The comparisons, those that most regions have first."""
    found = [Column(*values) for values in dict.fromkeys(schema.keys(shown, Column._fields))]
    return sorted(found, key=lambda column: -len(_of(column, shown)))


def _of(column: Column, shown: pd.DataFrame) -> pd.DataFrame:
    """The rows of one comparison, a region once."""
    same = shown["indicator"].eq(column.indicator) & shown["instrument"].eq(column.instrument) & shown["target_set"].eq(column.target_set)
    return shown[same & shown["target_year"].eq(column.target_year)].drop_duplicates("region_code")


def _headline(name: str, period: str, shown: pd.DataFrame) -> str:
    if not len(shown):
        return words.label("pack.province.head.none", region=name, period=period)
    count = {verdict: int(shown["verdict"].eq(verdict).sum()) for verdict in MARKS}
    unsure = words.label("find.regions.unsure", count=count[schema.BELUM_PASTI]) if count[schema.BELUM_PASTI] else ""
    return words.label(
        "pack.province.head",
        region=name,
        period=period,
        fit=len(shown) - count[schema.TIDAK_DINILAI],
        missed=count[schema.BELUM],
        unsure=unsure,
        met=count[schema.TERCAPAI],
        unfit=count[schema.TIDAK_DINILAI],
    )


def _fit(column: Column, shown: pd.DataFrame) -> int:
    """How many regions can be judged in one comparison."""
    return int(_of(column, shown)["verdict"].ne(schema.TIDAK_DINILAI).sum())


def _count(column: Column, shown: pd.DataFrame) -> str:
    """How many of the regions fit to judge meet one target, and what became of the others: together all that have a figure."""
    rows = _of(column, shown)
    met = rows["verdict"].eq(schema.TERCAPAI)
    others = section_titles.verdicts(rows[~met])
    doubted = ", ".join(row["region"] for row in rows.to_dict("records") if flags.perhaps_blank(row))
    told = words.label(
        "pack.province.count",
        met=int(met.sum()),
        fit=_fit(column, shown),
        rest=words.label("pack.province.rest", verdicts=others) if others else "",
        indicator=indicator_name(column.indicator),
        at=AT[column.direction],
        target_pct=words.number(column.target_pct, None),
        target=dated(column.target_set, column.target_year),
    )
    return f"{told} ({doubted}: {words.label('flag.nol_mungkin_kosong')})" if doubted else told


@bound
def tables(shown: pd.DataFrame, codes: list[str], lang: str | None = None, root=None) -> list[Section]:
    """Regions down, comparisons across: capaian above, signed gap and mark below; a region without a figure keeps its row."""
    columns = _columns(shown)
    size = -(-len(columns) // max(-(-len(columns) // ACROSS), 1))
    groups = [columns[start : start + size] for start in range(0, len(columns), size)] if columns else []
    return [_table(group, shown, codes, number == len(groups)) for number, group in enumerate(groups, start=1)]


def _table(columns: list[Column], shown: pd.DataFrame, codes: list[str], last: bool) -> Section:
    heads = (words.label("region"), *(_head(column) for column in columns))
    found = {column: _of(column, shown).set_index("region_code") for column in columns}
    places = {column: words.column_places(group["value_pct"], group["gap_pp"]) for column, group in found.items()}
    names = regions.names() | dict(zip(shown["region_code"], shown["region"], strict=True))
    lines = tuple((Cell(names.get(code, code)), *(_cell(group, code, places[column]) for column, group in found.items())) for code in codes)
    grid = Grid(heads, lines, (3.0, *(2.0,) * len(columns)), (False, *(True,) * len(columns)))
    note = (words.label("pack.province.note"),) if last else ()
    title = section_titles.table(pd.concat([_of(column, shown) for column in columns]))
    return Section("table", title, note, grid=grid, shown=words.label("pack.province.table"))


def _head(column: Column) -> str:
    return (
        f"{indicator_name(column.indicator)}, {column.instrument}: {dated(column.target_set, column.target_year)} "
        f"{AT[column.direction]} {words.number(column.target_pct, None)}"
    )


def _cell(group: pd.DataFrame, code: str, places: int) -> Cell:
    if code not in group.index:
        return Cell("")
    row = group.loc[code]
    if pd.isna(row["value_pct"]):
        return Cell(words.label("withheld"), MARKS[row["verdict"]], row["verdict"])
    shown = "\n".join(filter(None, (gap.distance_of(row), f"{gap_shown(row)} {MARKS[row['verdict']]}")))
    return Cell(words.number(row["value_pct"], places), shown, row["verdict"])


def _alone(shown: pd.DataFrame) -> list[str]:
    """Which judged figures are not compared with the other regions', and why: a sentence per indicator and reason."""
    judged = shown[shown["verdict"].ne(schema.TIDAK_DINILAI)]
    groups = judged.groupby(["indicator", "instrument", "ladder"], sort=False)
    return [f"{indicator_name(name)}, {instrument}: {said}" for (name, instrument, _), group in groups for said in left_out(group)]


def missing(name: str, codes: list[str], rows: pd.DataFrame, shown: pd.DataFrame) -> Section | None:
    """Regions without a figure, figures not compared with the others, no provincial target on this ladder, targets not shown and why,
    and no IKU row: each said, none drawn empty."""
    absent = [regions.names().get(code, code) for code in codes if code not in set(rows["region_code"])]
    said = [words.label("pack.province.absent", names=", ".join(absent))] if absent else []
    said += _alone(shown)
    if len(rows) and not rows["scope"].eq("provinsi").any():
        said.append(words.label("pack.province.none", region=name))
    named = dict.fromkeys(map(dated, shown["target_set"], shown["target_year"]))
    others = rows.sort_values(["target_set", "target_year"], kind="stable")
    left = [one for one in dict.fromkeys(map(dated, others["target_set"], others["target_year"])) if one not in named]
    if left:
        said.append(words.label("pack.province.held", sets=", ".join(left)))
    if not rows["target_set"].str.startswith("IKU").any():
        said.append(words.label("pack.province.iku", region=name))
    return Section("missing", words.label("pack.missing"), bullets=tuple(said)) if said else None


def milestones(codes: list[str]) -> Section | None:
    """M1-M4 of every region that has any recorded: the date where one was published, else that none is documented."""
    rows = advocacy.spoken("milestones")
    mine = rows[rows["region_code"].isin(codes)]
    if not len(mine):
        return None
    steps = mine.drop_duplicates("milestone")
    heads = (words.label("region"), *(f"{row.milestone} {row.meaning}" for row in steps.itertuples()))
    dates = mine.set_index(["region_code", "milestone"])["date"]
    names = regions.names()
    lines = tuple(
        (Cell(names.get(code, code)), *(_step(dates.get((code, step), "")) for step in steps["milestone"]))
        for code in dict.fromkeys(mine["region_code"])
    )
    grid = Grid(heads, lines, (2.6, *(2.0,) * len(steps)), (False,) * (len(steps) + 1))
    return Section("milestones", section_titles.milestones(mine), grid=grid, shown=words.label("pack.milestones"))


def _step(date: str) -> Cell:
    return Cell(date, "", schema.TERCAPAI) if date else Cell(words.label("status.tidak terdokumentasi"))
