"""The brief of one region as data: computed from gaps, achievements and flags, shorter where there is less to say."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from sanlib import indicators, schema, target_sets, words
from sanlib.charts.rows import name as indicator_name
from sanlib.pack import advice, figure
from sanlib.pack.content import Big, Cell, Document, Grid, Section
from sanlib.pack.need import target_name

MOST_ROWS = 9
"""Rows of the gap table that leave a two-page brief room for the rest."""
BIG_ORDER = ("layak", "aman", "terkelola", "pengurangan", "penanganan", "babs", "dasar")
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


def brief(one: Region, lang: str = "id", root=None) -> Document:
    """The two-page brief in the order of the Pokja's deck; without figures it says what is missing and whom to ask."""
    parts = [*table(one, lang, root), numbers(one, lang), chart(one, lang), situation(one, lang), missing(one, lang, root),
             advice.needs(one, lang), advice.issues(one, lang, root), advice.policies(one, lang, root),
             advice.milestones(one, lang, root), limits(one, lang), sources(one, lang)]
    synthetic = bool(one.achievements["synthetic"].any())
    return Document(
        words.label("pack.title", lang, region=one.name, period=one.period), words.label("pack.subtitle", lang),
        headline(one, lang), tuple(part for part in parts if part), lang, data_date(one),
        words.label("synthetic", lang) if synthetic else "",
    )


def data_date(one: Region) -> tuple[int, int, int]:
    """The newest export or receipt of the region's sources, else the period's last day; never today."""
    found = [tuple(map(int, re.findall(r"\d+", text)[:3])) for column in ("export_date", "received")
             for text in one.sources[column] if re.match(r"(19|20)\d\d", text)] if len(one.sources) else []
    year, month, day = (*max(found), 1, 1)[:3] if found else (int(re.findall(r"\d{4}", one.period)[0]), 12, 31)
    return year, month, day


def judged(one: Region) -> pd.DataFrame:
    """The comparisons with a target, each with the id under which its trail stands in the appendix."""
    rows = one.gaps[one.gaps["target_pct"].notna()]
    return rows.assign(id=[f"G{number}" for number in range(1, len(rows) + 1)])


def headline(one: Region, lang: str) -> str:
    """How the comparisons end, and where the largest shortfall is; or that there is nothing to compare."""
    rows = judged(one)
    if not len(rows):
        return words.label("pack.nothing_against" if len(one.achievements) else "pack.nothing", lang, region=one.name,
                           period=one.period)
    counts = rows["verdict"].value_counts()
    order = (schema.TERCAPAI, schema.BELUM, schema.BELUM_PASTI, schema.TIDAK_DINILAI)
    parts = ", ".join(f"{counts[v]} {words.label('verdict.' + v, lang)}" for v in order if v in counts)
    said = words.label("pack.headline", lang, total=len(rows), parts=parts)
    unmet = rows[rows["shortfall_pp"].gt(0)]
    if not len(unmet):
        return said
    widest = unmet.loc[unmet["shortfall_pp"].idxmax()]
    return said + words.label("pack.widest", lang, indicator=indicator_name(widest["indicator"], lang).lower(),
                              short=_points(widest["shortfall_pp"], lang), target=target_name(widest))


def _points(value: float, lang: str, sign: bool = False) -> str:
    return (words.signed if sign else words.number)(value, words.decimals([value]), lang)


def scope(row, root=None) -> str:
    """Whose target a row is compared with: nasional, provinsi or wilayah, from the target set's own rows."""
    sets = target_sets.targets(root)
    scopes = set(sets.loc[sets["target_set"].eq(row["target_set"]), "scope"])
    if row["region_code"] in scopes:
        return "wilayah"
    return "provinsi" if row["region_code"][:2] in scopes else "nasional"


def table(one: Region, lang: str, root=None) -> list[Section]:
    """The gap table: capaian, then target and signed gap per scope; scopes nobody set a target for are named, not drawn."""
    rows = judged(one)
    if not len(rows):
        return []
    rows = rows.assign(scope=[scope(row, root) for _, row in rows.iterrows()])
    scopes = [name for name in ("nasional", "provinsi", "wilayah") if name in set(rows["scope"])]
    lines = [line for _, group in rows.groupby(["indicator", "instrument"], sort=False) for line in _lines(group, scopes, lang)]
    heads = [words.label("indicator", lang), words.label("capaian", lang)]
    for name in scopes:
        heads += [words.label("pack.target", lang, scope=words.label(f"pack.scope.{name}", lang)), words.label("pack.gap", lang)]
    grid = Grid(tuple(heads), tuple(lines[:MOST_ROWS]), (2.6, 1.2, *(2.1, 1.4) * len(scopes)),
                (False, True, *(True, True) * len(scopes)))
    return [Section("table", words.label("pack.table", lang), tuple(_table_notes(one, scopes, lines, lang)), grid=grid)]


def _table_notes(one: Region, scopes: list[str], lines: list, lang: str) -> list[str]:
    notes = [words.label("pack.note", lang)]
    absent = [words.label(f"pack.scope.{name}", lang).lower() for name in ("provinsi", "wilayah") if name not in scopes]
    if absent:
        notes.append(words.label("pack.noscope", lang, scopes=", ".join(absent)))
    if len(lines) > MOST_ROWS:
        notes.append(words.label("pack.more", lang, count=len(lines) - MOST_ROWS))
    return notes


def _lines(group: pd.DataFrame, scopes: list[str], lang: str) -> list[tuple[Cell, ...]]:
    """One line per target of the scope that has most, the indicator named on the first."""
    columns = [group[group["scope"].eq(name)].sort_values("target_year", kind="stable").to_dict("records") for name in scopes]
    places = words.decimals([*group["value_pct"], *group["gap_pp"]])
    first = group.iloc[0]
    told = []
    for index in range(max(map(len, columns))):
        named = Cell(indicator_name(first["indicator"], lang), first["instrument"]) if index == 0 else Cell("")
        line = [named, Cell(words.number(first["value_pct"], places, lang)) if index == 0 else Cell("")]
        for column in columns:
            line += _compared(column[index], places, lang) if index < len(column) else [Cell(""), Cell("")]
        told.append(tuple(line))
    return told


def _compared(row: dict, places: int, lang: str) -> list[Cell]:
    gap = words.signed(row["gap_pp"], places, lang)
    withheld = row["verdict"] == schema.TIDAK_DINILAI
    unverified = " (?)" if row["target_confidence"] == "unverified" else ""
    return [Cell(words.number(row["target_pct"], words.decimals([row["target_pct"]]), lang) + unverified, target_name(row)),
            Cell(f"({gap})" if withheld else gap, f"{words.label('verdict.' + row['verdict'], lang)} · {row['id']}", row["verdict"])]


def numbers(one: Region, lang: str) -> Section | None:
    """Three or four capaian in large figures, each with its nearest target; unfit ones say why instead."""
    rows = judged(one).sort_values("target_year", kind="stable")
    firsts = [rows[rows["indicator"].eq(name)].iloc[0] for name in BIG_ORDER if rows["indicator"].eq(name).any()][:4]
    bigs = tuple(_big(row, lang) for row in firsts)
    return Section("numbers", words.label("pack.achieved", lang), numbers=bigs) if bigs else None


def _big(row: pd.Series, lang: str) -> Big:
    name = f"{words.label(row['indicator'], lang)}, {row['instrument']}"
    value = words.number(row["value_pct"], words.decimals([row["value_pct"]]), lang) + " %"
    if row["verdict"] == schema.TIDAK_DINILAI:
        return Big(f"({value})", name, words.label("pack.withheld", lang, why=reasons(row, lang)), row["verdict"])
    return Big(value, name, words.label("pack.gap_to", lang, gap=_points(row["gap_pp"], lang, sign=True), target=target_name(row),
                                        verdict=words.label("verdict." + row["verdict"], lang)), row["verdict"])


def reasons(row, lang: str) -> str:
    """Why a figure is flagged, in words."""
    return "; ".join(words.label(f"flag.{name}", lang) for name in row["flag"].split(";") if name) or words.label("no_data", lang)


def chart(one: Region, lang: str) -> Section | None:
    """Capaian as bars with every target across them, or nothing where nothing was measured against a target."""
    drawn = figure.picture(judged(one), words.label("pack.chart", lang) + f", {one.name} {one.period}", lang)
    return Section("chart", words.label("pack.chart", lang), picture=drawn) if drawn else None


def situation(one: Region, lang: str) -> Section | None:
    """What was measured beside the table: every other figure, and gaps published without their target."""
    compared = set(zip(judged(one)["indicator"], judged(one)["instrument"]))
    shown = [row for _, row in one.achievements.iterrows() if pd.notna(row["value_pct"])]
    rest = [row for row in shown if (row["indicator"], row["instrument"]) not in compared or pd.notna(row["amount"])]
    said = [_state(row, lang) for row in rest][:8] + _printed_gaps(one, lang)
    return Section("now", words.label("pack.now", lang), bullets=tuple(said)) if said else None


def _state(row: pd.Series, lang: str) -> str:
    amount = ""
    if pd.notna(row["amount"]) and pd.notna(row["base"]):
        amount = words.label("pack.state_of", lang, amount=words.number(row["amount"], 0, lang),
                             base=words.number(row["base"], 0, lang), unit=row["base_unit"])
    said = words.label("pack.state", lang, indicator=indicator_name(row["indicator"], lang), instrument=row["instrument"],
                       value=words.number(row["value_pct"], words.decimals([row["value_pct"]]), lang), amount=amount)
    return said + (words.label("pack.flagged", lang, why=reasons(row, lang)) if row["flag"] else "")


def _printed_gaps(one: Region, lang: str) -> list[str]:
    rows = one.gaps[one.gaps["target_set"].eq(schema.TIDAK_DINYATAKAN)]
    return [words.label("pack.reported", lang, instrument=name, gaps=", ".join(
        f"{indicator_name(r.indicator, lang).lower()} {words.number(r.reported_gap_pp, 0, lang)}" for r in group.itertuples()))
        for name, group in rows.groupby("instrument", sort=False)]


def missing(one: Region, lang: str, root=None) -> Section | None:
    """Which sectors have no figure at all in this period, and whom to ask."""
    sectors = dict.fromkeys(indicators.sectors(root).values())
    there = set(one.achievements.loc[one.achievements["value_pct"].notna(), "sector"])
    absent = [words.label("pack.no_sector", lang, sector=words.label(name, lang).lower(), instrument=SECTORS.get(name, "Pokja"))
              for name in sectors if name not in there]
    return Section("missing", words.label("pack.missing", lang), bullets=tuple(absent)) if absent else None


def limits(one: Region, lang: str) -> Section:
    """What the reader must not conclude, as far as this region's own figures give reason to say so."""
    rows, said = judged(one), []
    if one.achievements["basis"].isin(["administrasi", "pelaporan"]).any():
        said.append(words.label("pack.limit.basis", lang))
    if one.achievements["basis"].eq("survei tanpa interval").any():
        said.append(words.label("pack.limit.interval", lang))
    unverified = rows[rows["target_confidence"].eq("unverified")]
    if len(unverified):
        said.append(words.label("pack.limit.unverified", lang, sets=", ".join(dict.fromkeys(map(target_name, unverified.to_dict("records"))))))
    flagged = one.achievements[one.achievements["flag"].ne("")].drop_duplicates(["indicator", "instrument"])
    if len(flagged):
        told = [f"{words.label(r['indicator'], lang)} {r['instrument']}: {reasons(r, lang)}" for r in flagged.to_dict("records")]
        said.append(words.label("pack.limit.flags", lang, flags="; ".join(told[:6])))
    said.append(words.label("pack.limit.quarter", lang))
    return Section("limits", words.label("pack.limits", lang), bullets=tuple(said))


def sources(one: Region, lang: str) -> Section | None:
    """Every source of the region's figures and of the targets they are compared with."""
    dated = one.achievements[["source", "export_date"]].drop_duplicates()
    said = [f"{r.source}; " + (words.label("pack.exported", lang, date=r.export_date) if r.export_date else
                               words.label("pack.export_unknown", lang)) for r in dated.itertuples() if r.source]
    targets = judged(one)[["target_set", "target_source"]].drop_duplicates("target_set")
    said += [f"{r.target_set}: {r.target_source}" for r in targets.itertuples()]
    return Section("sources", words.label("pack.sources", lang), bullets=tuple(said)) if said else None
