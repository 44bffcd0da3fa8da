"""Sentences with numbers in them, computed from the tables, so that the next period does not publish this one's finding."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import flags, gap
from sanlib.project import schema
from sanlib.reference.targets import dated


def gap_sentences(gaps: pd.DataFrame, lang: str = "id") -> list[str]:
    """One sentence per row of `gaps`: capaian, target with its year, signed gap, what is still to go, and the verdict."""
    return [_sentence(row, lang) for row in gap.published(gaps).itertuples()]


def _sentence(row, lang: str) -> str:
    name = words.label(row.indicator, lang)
    if row.target_set == schema.TIDAK_DINYATAKAN:
        gap = words.number(row.reported_gap_pp, words.decimals([row.reported_gap_pp]), lang)
        return words.label("sentence.unstated", lang, region=row.region, period=row.period, indicator=name, gap=gap,
                           instrument=row.instrument)
    if pd.isna(row.gap_pp):
        return _withheld(row, name, lang)
    places = words.decimals([row.value_pct, row.target_pct])
    facts = dict(
        region=row.region, period=row.period, indicator=name, instrument=row.instrument, target=dated(row.target_set, row.target_year),
        capaian=_achieved(row, places, lang),
        at=words.label("at." + row.direction, lang), target_pct=words.number(row.target_pct, places, lang),
        gap=words.signed(row.gap_pp, places, lang), verdict=words.label("verdict." + row.verdict, lang),
    )
    mark = f"[{words.label('synthetic', lang)}] " if row.synthetic else ""
    return mark + words.label("sentence.gap", lang, **facts) + _still_to_go(row, lang) + _why_not(row, lang)


def _withheld(row, name: str, lang: str) -> str:
    """A share too thinly sampled to publish, or contested: whose, of how many households, and why, without its number."""
    mark = f"[{words.label('synthetic', lang)}] " if row.synthetic else ""
    said = "sentence.withheld_contested" if pd.isna(row.n) else "sentence.withheld"
    return mark + words.label(said, lang, **({} if pd.isna(row.n) else {"n": words.number(row.n, 0, lang)}), region=row.region, period=row.period, indicator=name, instrument=row.instrument,
                              target=dated(row.target_set, row.target_year),
                              verdict=words.label("verdict." + row.verdict, lang)) + _why_not(row, lang)


def _achieved(row, places: int, lang: str) -> str:
    """The share, and of a sample its interval and n: a sentence is copied without its table."""
    value = words.number(row.value_pct, places, lang) + " %"
    if pd.isna(row.low_pct) or pd.isna(row.n):
        return value
    low, high = (words.number(limit, places, lang) for limit in (row.low_pct, row.high_pct))
    return words.label("sentence.interval", lang, value=value, low=low, high=high, n=words.number(row.n, 0, lang))


def _still_to_go(row, lang: str) -> str:
    if not row.shortfall_pp > 0:
        return ""
    amounts = [(row.shortfall_households, "KK"), (row.shortfall_tonnes, words.label("tonnes", lang))]
    known = [f"{words.number(amount, 0, lang)} {unit}" for amount, unit in amounts if pd.notna(amount)]
    still = "sentence.shortfall" if row.direction == "minimal" else "sentence.excess"
    text = words.label(still, lang, points=words.number(row.shortfall_pp, 2, lang))
    text += f" ({known[0]})" if known else ""
    if pd.notna(row.required_pp_per_year):
        text += words.label("sentence.pace", lang, pace=words.number(row.required_pp_per_year, 2, lang))
    return text + "."


def _why_not(row, lang: str) -> str:
    if row.verdict != schema.TIDAK_DINILAI or not row.flag:
        return ""
    reasons = "; ".join(words.label(f"flag.{name}", lang) for name in flags.withholding(row.flag).split(";"))
    return words.label("sentence.because", lang, reasons=reasons)


def verdict_count(gaps: pd.DataFrame, lang: str = "id") -> str:
    """How many of the comparisons in a table are met, not met, undetermined, or cannot be judged."""
    counts = gaps["verdict"].value_counts()
    order = (schema.TERCAPAI, schema.BELUM, schema.BELUM_PASTI, schema.TIDAK_DINILAI)
    parts = ", ".join(f"{counts.get(verdict, 0)} {words.label('verdict.' + verdict, lang)}" for verdict in order)
    return words.label("sentence.count", lang, total=len(gaps), regions=gaps["region"].nunique(), parts=parts)
