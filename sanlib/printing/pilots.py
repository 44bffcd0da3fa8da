"""The pilot cities against the targets and against each other; ranks only where they mean something."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from sanlib import words
from sanlib.judging import flags, gap
from sanlib.printing.gap_table import judged
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import indicators, regions
from sanlib.reference.regions import of_report
from sanlib.reference.targets import dated

CONFIDENCE = 0.95
NAMED = 14
"""Regions that a sentence on who is not compared names one by one; of more it says how many."""


@takes("gaps")
@bound
def matrix(gaps: pd.DataFrame, indicator: str, lang: str | None = None, root=None) -> pd.DataFrame:
    """Pilots down, target sets across, one instrument a row: capaian, then signed gap with its verdict, in brackets if not judged.

    A pilot without a figure stands in the table as "tidak ada data"; a set that does not apply to it is a dash. A last column, where it
    is needed, says whose figure is not compared with the others (`judging.gap.compared`) and why.

    >>> san.matrix(gaps, "pengurangan").columns.tolist()[:3]
    ['Wilayah', 'Instrumen', 'Capaian (%)']
    """
    rows, indicator = of_report(gaps), indicators.check(indicator)
    rows = rows[rows["indicator"].eq(indicator) & rows["target_pct"].notna()]
    alone = ["" if fit else _why(flag) for fit, flag in zip(gap.compared(rows), rows["flag"], strict=True)]
    rows = gap.published(rows.assign(alone=alone))
    hidden = words.label("withheld")
    places = words.column_places(rows["value_pct"], rows["gap_pp"])
    printed = rows.assign(
        target=[dated(row.target_set, row.target_year) for row in rows.itertuples()],
        text=[judged(row) for row in rows.itertuples()],
    )
    keys = ["region", "instrument"]
    wide = printed.pivot(index=keys, columns="target", values="text").fillna("–")
    shares = printed[[*keys, "value_pct"]].drop_duplicates().set_index(keys)["value_pct"]
    alone = printed.groupby(keys)["alone"].max()
    capaian = shares.map(lambda value: hidden if pd.isna(value) else words.number(value, places))
    wide = capaian.rename(words.label("capaian")).to_frame().join(wide, how="outer", validate="one_to_one")
    if alone.ne("").any():
        wide = wide.join(alone.rename(words.label("not_compared")), validate="one_to_one")
    wide = schema.marked(wide, _any_synthetic(printed, keys)).reset_index()
    named = wide.rename(columns={"region": words.label("region"), "instrument": words.label("instrument")})
    return _with_absent(named.rename_axis(columns=None), regions.reported_on(gaps)["region"].tolist())


def _any_synthetic(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Whether any of the rows that one printed row is made from is synthetic, by the keys of the printed row."""
    return rows.assign(synthetic=schema.synthetic(rows)).groupby(keys)["synthetic"].any()


def _with_absent(wide: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """The rows in the order of the regions wanted, with one for each that has no figure."""
    column = words.label("region")
    order = {name: place for place, name in enumerate(wanted)}
    absent = [{column: name, words.label("capaian"): words.label("no_data")} for name in order if name not in set(wide[column])]
    together = pd.concat([wide, pd.DataFrame(absent)]) if absent else wide
    ordered = together.sort_values(column, key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
    printed = ordered.drop(columns="synthetic", errors="ignore").replace("", None).fillna("–")
    return schema.marked(printed, ordered["synthetic"]) if "synthetic" in ordered else printed


@takes("achievements")
@bound
def ranks(achievements: pd.DataFrame, root=None) -> pd.DataFrame:
    """Pilots ranked within one period, indicator, instrument and ladder: `rank_best` to `rank_worst`, 1 is the best.

    Best is the highest share, for belum layak, BABS and the like the lowest (`direction` in indicators.csv); what has no
    better or worse is not ranked. Only figures that can be compared are (`judging.gap.compared`), and only where at least two pilots
    have one; a row of any other has no rank and says why (`not_compared`, ids of flags). Counts rank exactly; a sample's rank is the
    range that the pairs told apart leave, all pairs judged at once from the published intervals (3 points either way where none
    was published).

    >>> san.ranks(period).query("indicator == 'pengurangan' and rank_best == 1")[["region", "of"]].values.tolist()
    [['Kab. Ponorogo', 8.0]]
    """
    rows = of_report(achievements)
    better = indicators.directions()
    rows = gap.published(rows[gap.measured(rows) & rows["indicator"].isin(better)])
    fit = gap.compared(rows)
    keys = ["period", "indicator", "instrument", "ladder"]
    several = fit.groupby([rows[key] for key in keys]).transform("sum") > 1
    ranked = [_rank(group, better[name]) for (_, name, *_), group in rows[several & fit].groupby(keys, sort=False)]
    columns = [*keys, "region_code", "region", "value_pct", "rank_best", "rank_worst", "of"]
    alone = rows[several & ~fit]
    alone = alone.assign(not_compared=[flags.withholding(names) for names in alone["flag"]])
    columns += ["not_compared"] if len(alone) else []
    together = pd.concat([*ranked, alone]).reindex(columns=[*columns, "synthetic"])
    together = together.sort_values([*keys, "rank_best", "rank_worst", "region_code"]).reset_index(drop=True)
    return schema.marked(together[columns], schema.synthetic(together))


def _rank(group: pd.DataFrame, better: str) -> pd.DataFrame:
    above = _above(group)
    if better == "maksimal":
        above = above.T
    return group.assign(rank_best=1 + above.sum(axis=0), rank_worst=len(group) - above.sum(axis=1), of=len(group))


def _above(group: pd.DataFrame) -> np.ndarray:
    """Whether the row's share is higher than the column's, all pairs judged at once (Bonferroni).

    The interval of a difference joins the sides that face each other (MOVER), each stretched from the 95 % it was
    published at to the level that all pairs together need, as half-width = z x standard error. Counts have no side.
    """
    value = group["value_pct"].to_numpy(float)
    low, high = (side.to_numpy(float) for side in gap.interval(group))
    down, up = np.maximum(value - low, 0), np.maximum(high - value, 0)
    apart = value[:, None] - value[None, :]
    return apart > _stretch(len(group)) * np.hypot(down[:, None], up[None, :]) + 1e-9


def _stretch(regions_compared: int) -> float:
    pairs = max(regions_compared * (regions_compared - 1) / 2, 1)
    return float(scipy.special.ndtri(1 - (1 - CONFIDENCE) / 2 / pairs) / scipy.special.ndtri((1 + CONFIDENCE) / 2))


@takes("achievements")
@bound
def differences(achievements: pd.DataFrame, indicator: str, instrument: str = "", root=None) -> pd.DataFrame:
    """Row pilot minus column pilot in points, for one indicator and instrument of one period.

    Without `instrument` it is the one that measured most pilots. Blank where a figure cannot be compared
    (`judging.gap.compared`). A survey that gives several ladders is compared on the newest.

    >>> san.differences(period, "pengurangan").shape
    (8, 8)
    """
    rows = of_report(achievements)
    indicator = indicators.check(indicator)
    instrument = instrument or main_instrument(rows, indicator)
    rows = rows[rows["indicator"].eq(indicator) & rows["instrument"].eq(instrument)]
    rows = rows[rows["ladder"].eq(rows["ladder"].max())]
    values = rows["value_pct"].where(gap.compared(rows)).to_numpy(dtype=float)
    names = rows["region"].tolist()
    return pd.DataFrame(values[:, None] - values[None, :], index=names, columns=names).round(6)


def left_out(rows: pd.DataFrame, wanted: list[str] | None = None, instrument: str = "") -> list[str]:
    """One sentence per reason: which regions' figures are not compared with the others', and why.

    `rows` are of one indicator and instrument, a region once; `wanted` are the regions that should have one.
    """
    own = rows.drop_duplicates("region")
    figures = zip(gap.compared(own), gap.compared(own.assign(alt_pct=np.nan)), own["value_pct"], own["flag"], strict=True)
    why = {name: _reason(*figure, instrument) for name, figure in zip(own["region"], figures, strict=True)}
    found: dict[str, list[str]] = {}
    for name in why if wanted is None else wanted:
        found.setdefault(why.get(name, _no_figure(instrument)), []).append(name)
    told = {
        said: ", ".join(names) if len(names) <= NAMED else words.label("chart.flagged.many", count=len(names))
        for said, names in found.items()
    }
    return [said.replace("{regions}", names) for said, names in told.items() if said]


def _reason(compared: bool, sound: bool, value: float, flag: str, instrument: str) -> str:
    """Why a figure is not compared, its region left open; "" where it is. `sound`: it would be, but for a base that jumped."""
    if compared:
        return ""
    if sound:
        return words.label("chart.differences.two_bases", regions="{regions}")
    if pd.isna(value) and not flag:
        return _no_figure(instrument)
    return words.label("chart.differences.unfit", regions="{regions}", why=_why(flag))


def _no_figure(instrument: str) -> str:
    return words.label("chart.differences.none", regions="{regions}", instrument=instrument or "–")


def _why(flag: str) -> str:
    """The flags that keep a figure from being compared, in a few words."""
    return flags.reasons(flags.withholding(flag)) or words.label("not_compared.unmeasured")


@takes("history")
@bound
def coverage(history: pd.DataFrame, lang: str | None = None, root=None) -> pd.DataFrame:
    """Which pilots reported in which period, per instrument: how many figures, and how many of them are flagged.

    >>> san.coverage(period).columns.tolist()
    ['Instrumen', 'Wilayah', '2018', '2019', '2020', '2021', '2022', '2023']
    """
    rows = of_report(history)
    flagged = rows["flag"].ne("")
    counted = rows.assign(flagged=flagged).groupby(["instrument", "region", "period"], sort=False)["flagged"].agg(["size", "sum"])
    text = counted.apply(lambda c: f"{c['size']:.0f}" + (f" ({c['sum']:.0f} ⚑)" if c["sum"] else ""), axis=1)
    if not len(text):
        return pd.DataFrame(columns=[words.label("instrument"), words.label("region")])
    wide = text.unstack("period").fillna("–")
    wide = wide.reindex(columns=sorted(wide.columns)).rename_axis(columns=None)
    return (
        schema.marked(wide, _any_synthetic(rows, ["instrument", "region"]))
        .reset_index()
        .rename(columns={"instrument": words.label("instrument"), "region": words.label("region")})
    )


def shared_set(gaps: pd.DataFrame, indicator: str) -> str:
    """The target set most regions of a table have for an indicator, the one due soonest among equals; "" for none."""
    rows = gaps[gaps["indicator"].eq(indicator) & gaps["target_pct"].notna()]
    if not len(rows):
        return ""
    sets = rows.groupby("target_set").agg(regions=("region_code", "nunique"), year=("target_year", "min"))
    return str(sets.sort_values(["regions", "year"], ascending=[False, True], kind="stable").index[0])


def main_instrument(table: pd.DataFrame, indicator: str) -> str:
    """The instrument that measured an indicator in most regions of a table; "" for none."""
    rows = table[table["indicator"].eq(indicator) & table["value_pct"].notna()]
    counts = rows.groupby("instrument")["region_code"].nunique()
    return str(counts.sort_values(ascending=False, kind="stable").index[0]) if len(counts) else ""


@takes("history")
@bound
def series_table(history: pd.DataFrame, lang: str | None = None, root=None) -> pd.DataFrame:
    """Capaian by period: one row per indicator, instrument and pilot, a flagged figure marked, a missing one a dash.

    >>> san.series_table(period).columns.tolist()[:4]
    ['Indikator', 'Instrumen', 'Tangga', 'Wilayah']
    """
    rows = of_report(history)
    rows = rows[gap.measured(rows)]
    text = [
        (words.label("withheld") if hidden else words.number(row.value_pct, 2)) + (" ⚑" if row.flag else "")
        for row, hidden in zip(rows.itertuples(), gap.withheld(rows), strict=True)
    ]
    keys = ["indicator", "instrument", "ladder", "region"]
    wide = rows.assign(text=text).pivot(index=keys, columns="period", values="text").fillna("–").rename_axis(columns=None)
    table = schema.marked(wide, _any_synthetic(rows, keys)).reset_index()
    table["indicator"] = [words.label(name) for name in table["indicator"]]
    return table.rename(columns={name: words.label(name) for name in ("indicator", "instrument", "ladder", "region")})
