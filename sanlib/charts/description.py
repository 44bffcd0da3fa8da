"""What a chart says, in words, computed from the rows it draws: for whoever cannot see it."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows
from sanlib.judging import gap
from sanlib.reference.targets import dated

MOST = 60
"""Sentences in an alt text; a table of more rows is better read as the CSV saved beside the chart."""


def alt_text(title: str, table: pd.DataFrame, lang: str = "id") -> str:
    """The title, one sentence per row drawn with its value, target, signed gap, verdict and flags, and the source."""
    said = [sentence for sentence in (_sentence(row, lang) for row in table.head(MOST).to_dict("records")) if sentence]
    more = [words.label("chart.alt.more", lang, count=len(table) - MOST)] if len(table) > MOST else []
    fake = [words.label("synthetic", lang) + "."] if "synthetic" in table and table["synthetic"].any() else []
    return " ".join([title.rstrip(".") + ".", *fake, *said, *more])


def _sentence(row: dict, lang: str) -> str:
    what = ", ".join(part for part in (_subject(row, lang), _value(row, lang), _target(row, lang), _reason(row, lang)) if part)
    return what + "." if what else ""


def _has(row: dict, column: str) -> bool:
    return column in row and pd.notna(row[column]) and str(row[column]) != ""


def _subject(row: dict, lang: str) -> str:
    named = [str(row[c]) for c in ("region", "domain", "desa", "definition", "period", "instrument") if _has(row, c)]
    named += [chart_rows.name(row[c], lang) for c in ("indicator", "rung", "component") if _has(row, c)]
    return " ".join(named[:-1]) + (f", {named[-1]}" if len(named) > 1 else "".join(named))


def _value(row: dict, lang: str) -> str:
    if not _has(row, "value_pct"):
        return _unmeasured(row, lang)
    said = _number(row["value_pct"], lang) + " %"
    if _has(row, "low_pct") and _has(row, "high_pct"):
        said += f" ({_number(row['low_pct'], lang)}–{_number(row['high_pct'], lang)} %)"
    return said


def _unmeasured(row: dict, lang: str) -> str:
    if _has(row, "reported_gap_pp"):
        return words.label("chart.alt.reported", lang, gap=_number(row["reported_gap_pp"], lang))
    withheld = bool(gap.WITHHELD_FLAGS & set(str(row.get("flag", "")).split(";"))) or row.get("presentation") == gap.WITHHELD
    return words.label("withheld" if withheld else "no_data", lang) if "value_pct" in row or withheld else ""


def _target(row: dict, lang: str) -> str:
    if not (_has(row, "target_pct") and _has(row, "gap_pp")):
        return ""
    return words.label(
        "chart.alt.target", lang, name=dated(row["target_set"], row["target_year"]),
        target=_number(row["target_pct"], lang), gap=words.signed(row["gap_pp"], words.decimals([row["gap_pp"]]), lang),
        verdict=words.label(f"verdict.{row['verdict']}", lang))


def _reason(row: dict, lang: str) -> str:
    return chart_rows.reasons(row["flag"], lang) if _has(row, "flag") else ""


def _number(value: float, lang: str) -> str:
    return words.number(value, words.decimals([value]), lang)
