"""The page of the Pokja Provinsi: every region of a province beside the provincial targets, and what is not there."""

from __future__ import annotations

import pandas as pd

from sanlib import regions, schema, words
from sanlib.charts.rows import name as indicator_name
from sanlib.pack import brief
from sanlib.pack.content import Cell, Document, Grid, Section
from sanlib.pack.need import target_name


def documents(opened, gaps: pd.DataFrame, codes: list[str], lang: str = "id", root=None) -> list[tuple[str, Document]]:
    """One page per province that has any of these regions, with the province's code."""
    provinces = list(dict.fromkeys(code[:2] for code in codes))
    return [(code, document(code, [c for c in codes if c[:2] == code], opened, gaps, lang, root)) for code in provinces]


def document(province: str, codes: list[str], opened, gaps: pd.DataFrame, lang: str = "id", root=None) -> Document:
    """A table per indicator, a region a row, against the provincial sets where there are any, else the national ones."""
    name = regions.names(root)[province]
    rows = gaps[gaps["region_code"].isin(codes) & gaps["target_pct"].notna()]
    scopes = [brief.scope(row, root) for _, row in rows.iterrows()]
    rows = rows.assign(scope=scopes)
    own = rows[rows["scope"].eq("provinsi")]
    shown = own if len(own) else rows[rows["scope"].eq("nasional")]
    whole = brief.Region(province, name, opened.period, rows, opened.achievements[opened.achievements["region_code"].isin(codes)],
                         pd.DataFrame(), opened.sources)
    sections = [_indicator(indicator, group, lang) for indicator, group in shown.groupby("indicator", sort=False)]
    sections += [_missing(name, province, codes, rows, len(own) > 0, lang, root), brief.sources(whole, lang)]
    return Document(words.label("pack.province", lang, region=name, period=opened.period),
                    words.label("pack.province.subtitle", lang), brief.headline(whole, lang),
                    tuple(section for section in sections if section), lang, brief.data_date(whole),
                    words.label("synthetic", lang) if whole.achievements["synthetic"].any() else "")


def _indicator(indicator: str, group: pd.DataFrame, lang: str) -> Section:
    """Capaian, target and signed gap of each region to the target due first, in one table."""
    nearest = group.sort_values("target_year", kind="stable").drop_duplicates(["region_code", "instrument"])
    nearest = nearest.sort_values(["region_code", "instrument"], kind="stable")
    places = words.decimals([*nearest["value_pct"], *nearest["gap_pp"]])
    heads = (words.label("region", lang), words.label("instrument", lang), words.label("capaian", lang), "Target (%)",
             words.label("pack.gap", lang))
    lines = tuple(_line(row, places, lang) for row in nearest.to_dict("records"))
    return Section("table", indicator_name(indicator, lang), grid=Grid(heads, lines, (3, 2, 1.4, 2.6, 2.2), (False, False, True, True, True)))


def _line(row: dict, places: int, lang: str) -> tuple[Cell, ...]:
    gap = words.signed(row["gap_pp"], places, lang)
    withheld = row["verdict"] == schema.TIDAK_DINILAI
    return (Cell(row["region"]), Cell(row["instrument"]), Cell(words.number(row["value_pct"], places, lang)),
            Cell(words.number(row["target_pct"], words.decimals([row["target_pct"]]), lang), target_name(row)),
            Cell(f"({gap})" if withheld else gap, words.label("verdict." + row["verdict"], lang), row["verdict"]))


def _missing(name: str, province: str, codes: list[str], rows: pd.DataFrame, has_own: bool, lang: str, root) -> Section | None:
    """Regions without a figure, no provincial target on this ladder, and no IKU row: each said, none drawn empty."""
    absent = [regions.names(root)[code] for code in codes if code not in set(rows["region_code"])]
    said = [words.label("pack.province.absent", lang, names=", ".join(absent))] if absent else []
    if not has_own and len(rows):
        said.append(words.label("pack.province.none", lang, region=name))
    if not rows["target_set"].str.startswith("IKU").any():
        said.append(words.label("pack.province.iku", lang, region=name, code=province))
    return Section("missing", words.label("pack.missing", lang), bullets=tuple(said)) if said else None
