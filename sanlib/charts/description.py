"""Alt texts: what a chart shows, in words, computed from the rows it draws."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.reference.targets import dated

MOST = 60
"""Sentences in an alt text; a table of more rows is better read as the CSV saved beside the chart."""


def alt_text(title: str, table: pd.DataFrame) -> str:
    """The title, one sentence per row drawn with its value, target, signed gap, verdict and flags, and the source."""
    said = [sentence for sentence in map(_sentence, _told_apart(table).head(MOST).to_dict("records")) if sentence]
    more = [words.label("chart.alt.more", count=len(table) - MOST)] if len(table) > MOST else []
    return " ".join([title.rstrip(".") + ".", *said, *more])


TWICE = ["region", "period", "instrument", "indicator"]


def _told_apart(table: pd.DataFrame) -> pd.DataFrame:
    """The rows, with the ladder's name beside the instrument where one figure is told on several ladders."""
    if not {*TWICE, "ladder"} <= set(table):
        return table
    several = table.groupby(TWICE, sort=False)["ladder"].transform("nunique").gt(1)
    names = [
        words.label_or(f"chart.ladder.{ladder}", str(ladder)) if many else "" for ladder, many in zip(table["ladder"], several, strict=True)
    ]
    return table.assign(on_ladder=names)


def _sentence(row: dict) -> str:
    what = ", ".join(part for part in (_subject(row), _value(row), _target(row), _reason(row)) if part)
    return what + "." if what else ""


def _has(row: dict, column: str) -> bool:
    return column in row and pd.notna(row[column]) and str(row[column]) != ""


def _subject(row: dict) -> str:
    named = [str(row[c]) for c in ("region", "domain", "desa") if _has(row, c)]
    named += [chart_rows.name(f"definition.{row['definition']}")] if _has(row, "definition") else []  # a bare "2020" reads as a year
    named += [str(row[c]) for c in ("period", "instrument", "on_ladder") if _has(row, c)]
    named += [chart_rows.name(row[c]) for c in ("indicator", "rung", "component") if _has(row, c)]
    return " ".join(named[:-1]) + (f", {named[-1]}" if len(named) > 1 else "".join(named))


def _value(row: dict) -> str:
    if not _has(row, "value_pct"):
        return _unmeasured(row)
    said = words.percent(row["value_pct"], None)
    if _has(row, "low_pct") and _has(row, "high_pct"):
        said += f" ({words.number(row['low_pct'], None)}–{words.percent(row['high_pct'], None)})"
    return said


def _unmeasured(row: dict) -> str:
    if _has(row, "reported_gap_pp"):
        return words.label("chart.alt.reported", gap=words.number(row["reported_gap_pp"], None))
    withheld = bool(gap.WITHHELD_FLAGS & set(str(row.get("flag", "")).split(";"))) or row.get("presentation") == schema.DITAHAN
    return words.label("withheld" if withheld else "no_data") if "value_pct" in row or withheld else ""


def _target(row: dict) -> str:
    if not (_has(row, "target_pct") and _has(row, "gap_pp")):
        return ""
    return words.label(
        "chart.alt.target",
        name=dated(row["target_set"], row["target_year"]),
        target=words.number(row["target_pct"], None),
        gap=_gap(row),
        verdict=words.label(f"verdict.{row['verdict']}"),
    )


def _gap(row: dict) -> str:
    """The signed gap in points and, where its verdict allows, how far that is in words."""
    said = gap.distance_of(row) if _has(row, "direction") else ""
    printed = words.signed_points(row["gap_pp"])
    return f"{printed} {words.point_unit(printed)}" + (f" ({said})" if said else "")


def _reason(row: dict) -> str:
    return chart_rows.reasons(row["flag"]) if _has(row, "flag") else ""
