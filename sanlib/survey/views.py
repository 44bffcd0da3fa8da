"""What an analyst looks at first in a survey: estimates by any domain, weighting, and the ladder under each definition."""

from __future__ import annotations

import pandas as pd

from sanlib import regions, words
from sanlib.survey import measures, risk
from sanlib.survey.results import INSTRUMENT, estimates
from sanlib.survey.rungs import ladders, side_by_side

SHOWN = ("domain", "indicator", "ladder", "value_pct", "low_pct", "high_pct", "n", "known_pct", "deff", "df", "presentation")
LONELY = "adjust"
"""A domain may leave one desa in a stratum: it then counts by its distance from the grand mean, and the table says df."""


def in_region(households: pd.DataFrame, region: str, root=None) -> pd.DataFrame:
    """The households of one region, by name or BPS code; none where the survey did not go there."""
    codes = regions.candidates(region, root=root)
    return households[households["region_code"].isin(codes)] if len(households) else households


def by_domain(households: pd.DataFrame, by="region_code", indicators=None, root=None) -> pd.DataFrame:
    """Weighted shares with their design's interval by any column(s) of the households; no survey gives no rows.

    `indicators` keeps some (ids as in indicators.csv of the survey). `domain` names each group in words; `domain_by` and
    `domain_code` keep its columns and codes (joined by "+"), so that its households can be found again.
    """
    if not len(households):
        return pd.DataFrame(columns=[*SHOWN, "synthetic", "source"])
    table = _named(estimates(households, by, lonely=LONELY))
    table = table[table["indicator"].isin(indicators)] if indicators else table
    columns = _keys(by)
    codes = table[columns].astype(str).agg("+".join, axis=1)
    named = table.assign(domain=_domain(table, columns, root), domain_by="+".join(columns), domain_code=codes, instrument=INSTRUMENT,
                         synthetic=households["synthetic"].any(), source=_files(households))
    return named.drop(columns=columns).reset_index(drop=True)


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Estimates with ladder and indicator apart ("2020:layak" is layak on the 2020 ladder)."""
    parts = table["indicator"].str.rpartition(":")
    return table.assign(ladder=parts[0], indicator=parts[2])


def _files(households: pd.DataFrame) -> str:
    return ", ".join(sorted(set(households["file"])))


def _domain(table: pd.DataFrame, columns: list[str], root) -> pd.Series:
    names = regions.names(root)
    return table[columns].astype(str).agg(lambda parts: " · ".join(names.get(part, part) for part in parts), axis=1)


def weighting(households: pd.DataFrame, root=None) -> pd.DataFrame:
    """Weighted beside unweighted shares of every region and indicator, and how far apart they are in points.

    Unweighted is what old EHRA reports print; weighted is what the households of the city would say.
    """
    if not len(households):
        return pd.DataFrame(columns=["domain", "ladder", "indicator", "weighted_pct", "unweighted_pct", "difference_pp", "n"])
    keys = ["region_code", "ladder", "indicator"]
    tables = [_named(estimates(households, weighted=flag, lonely=LONELY))[[*keys, "value_pct", "n"]] for flag in (True, False)]
    both = tables[0].merge(tables[1].drop(columns="n"), on=keys, suffixes=("", "_plain"), validate="one_to_one")
    return pd.DataFrame({
        "domain": both["region_code"].map(regions.names(root)), "ladder": both["ladder"], "indicator": both["indicator"],
        "weighted_pct": both["value_pct"], "unweighted_pct": both["value_pct_plain"],
        "difference_pp": both["value_pct"] - both["value_pct_plain"], "n": both["n"],
    })


def definitions(households: pd.DataFrame, switches=(), root=None) -> pd.DataFrame:
    """The same households under each ladder: one row per region, ladder and class, with n and weighted share.

    Every class is a row, tidak_terklasifikasi too, so that each ladder adds up to all households.
    """
    columns = ["region", "definition", "rung", "value_pct", "n", "instrument", "basis", "synthetic", "source"]
    if not len(households):
        return pd.DataFrame(columns=columns)
    usable = ladders(households.dropna(subset=["region_code", "weight"]), switches)
    tables = [side_by_side(group).assign(region=regions.names(root)[code], synthetic=group["synthetic"].any(),
                                                 source=_files(group), instrument=INSTRUMENT, basis="survei")
              for code, group in usable.groupby("region_code", sort=True)]
    together = pd.concat(tables, ignore_index=True)
    return together.rename(columns={"ladder": "definition", "class": "rung", "share_pct": "value_pct"})[columns]


def glossary(lang: str = "id", folder=None) -> pd.DataFrame:
    """Where each survey indicator is defined: condition for yes, denominator, what happens to the unknown, source."""
    table = measures.definitions(folder)
    return table[["ladder", "indicator", "yes", "denominator", "unknown", "source"]].rename(
        columns={name: words.label(f"column.{name}", lang) for name in ("indicator", "source")})


def _keys(by) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def risk_variables(households: pd.DataFrame, by="desa") -> pd.DataFrame:
    """Households at risk per area and variable of the illustrative profile; no survey gives no rows (see risk.variables)."""
    if not len(households):
        return pd.DataFrame(columns=[*_keys(by), "component", "variable", "risk_pct", "n", "status"])
    return risk.variables(ladders(households), by)


def risk_index(households: pd.DataFrame, by="desa") -> pd.DataFrame:
    """The risk index of each area, highest first, with where it came from (see risk.index)."""
    if not len(households):
        return pd.DataFrame(columns=[*_keys(by), "irs", "relative_class", "absolute_class", "status", "synthetic", "source"])
    found = risk.index(risk_variables(households, by), by).sort_values("irs", ascending=False, ignore_index=True)
    found = found.rename_axis(columns=None)
    return found.assign(instrument=INSTRUMENT, basis="survei", synthetic=households["synthetic"].any(), source=_files(households))
