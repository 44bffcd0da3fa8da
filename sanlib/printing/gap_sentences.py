"""Sentences about gaps, computed from the table; "kurang 39,62 poin" itself is worded by words.distance."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import flags, gap, sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference.targets import dated


@takes("gaps")
@bound
def gap_sentences(gaps: pd.DataFrame, lang: str | None = None) -> list[str]:
    """One sentence per row of `gaps`: capaian, target with its year, signed gap, what is still to go, and the verdict.

    >>> san.say.gaps(san.choose(gaps, region="Kota Blitar", indicator="pengurangan"))[0]
    'Kota Blitar 2023, Pengurangan sampah (SIPSN): capaian 15,69%, target Jakstranas 2023 paling sedikit 27,00%, gap
    +11,31 poin: belum. Kurang 11,31 poin (3.167 ton).'
    """
    return [_sentence(row) for row in gap.published(gaps).itertuples()]


def _sentence(row) -> str:
    name = words.label(row.indicator)
    if row.target_set == schema.TIDAK_DINYATAKAN:
        gap = words.points(row.reported_gap_pp)
        return words.label("sentence.unstated", region=row.region, period=row.period, indicator=name, gap=gap, instrument=row.instrument)
    if pd.isna(row.gap_pp):
        return _withheld(row, name)
    places = words.column_places([row.value_pct, row.target_pct])
    facts = dict(
        region=row.region,
        period=row.period,
        indicator=name,
        instrument=row.instrument,
        target=dated(row.target_set, row.target_year),
        capaian=_achieved(row, places),
        at=words.label("at." + row.direction),
        target_pct=words.number(row.target_pct, places),
        gap=words.signed_points(row.gap_pp),
        unit=words.point_unit(words.signed_points(row.gap_pp)),
        verdict=words.label("verdict." + row.verdict),
    )
    mark = f"[{words.label('synthetic')}] " if row.synthetic else ""
    return mark + words.label("sentence.gap", **facts) + _still_to_go(row) + _why_not(row)


def _withheld(row, name: str) -> str:
    """The sentence on a withheld share: region, number of households and reason, without the share."""
    mark = f"[{words.label('synthetic')}] " if row.synthetic else ""
    said = "sentence.withheld_contested" if pd.isna(row.n) else "sentence.withheld"
    return (
        mark
        + words.label(
            said,
            **({} if pd.isna(row.n) else {"n": words.number(row.n, 0)}),
            region=row.region,
            period=row.period,
            indicator=name,
            instrument=row.instrument,
            target=dated(row.target_set, row.target_year),
            verdict=words.label("verdict." + row.verdict),
        )
        + _why_not(row)
    )


def _achieved(row, places: int) -> str:
    """The share, and of a sample its interval and n: a sentence is copied without its table."""
    value = sizes.share(row, places)
    if pd.isna(row.low_pct) or pd.isna(row.n):
        return value
    low, high = (words.number(limit, places) for limit in (row.low_pct, row.high_pct))
    return words.label("sentence.interval", value=value, low=low, high=high, n=words.number(row.n, 0))


def _still_to_go(row) -> str:
    if row.verdict == schema.TERCAPAI:
        said = gap.distance_of(row)
        return f" {said[:1].upper()}{said[1:]}."
    if row.verdict != schema.BELUM or not row.shortfall_pp > 0:
        return ""
    points, amount = sizes.said(row)
    still = "sentence.shortfall" if row.direction == "minimal" else "sentence.excess"
    text = words.label(still, points=points, unit=words.point_unit(points)) + (f" ({amount})" if amount else "")
    pace = sizes.a_year(row)
    return text + (words.label("sentence.pace", pace=pace, unit=words.point_unit(pace)) if pace else "") + "."


def _why_not(row) -> str:
    if row.verdict != schema.TIDAK_DINILAI or not row.flag:
        return ""
    return words.label("sentence.because", reasons=flags.reasons(flags.withholding(row.flag)))


@takes("gaps")
@bound
def verdict_count(gaps: pd.DataFrame, lang: str | None = None) -> str:
    """How many of the comparisons in a table are met, not met, undetermined, or cannot be judged.

    >>> san.say.verdicts(gaps)
    '52 pembandingan di 8 wilayah: 13 tercapai, 34 belum, 0 belum dapat dipastikan, 5 tidak dapat dinilai.'
    """
    counts = gaps["verdict"].value_counts()
    order = (schema.TERCAPAI, schema.BELUM, schema.BELUM_PASTI, schema.TIDAK_DINILAI)
    parts = ", ".join(f"{counts.get(verdict, 0)} {words.label('verdict.' + verdict)}" for verdict in order)
    return words.label("sentence.count", total=len(gaps), regions=gaps["region"].nunique(), parts=parts)
