"""One region against its targets: capaian, target and the signed gap, in the order of the Pokja's own table."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, findings, measured_text, source_lines, style
from sanlib.judging import gap, sizes
from sanlib.printing.gap_table import gap_shown
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import choices, regions
from sanlib.reference.targets import dated

LEFT = 2.35
ACROSS = 3
ROW = 1.3
REPORTED = 1.0
HEAD = 0.42
BAR = 0.27


@takes("gaps")
@bound
def chart_gap(
    gaps: pd.DataFrame, region: str = "", period: str | None = None, sector: str | None = None, lang: str | None = None
) -> chart_page.Chart:
    """Capaian of one region beside every target that applies, with gap = target - capaian, signed, in points.

    Each instrument and ladder has a panel of its own, each target set a column. A figure that cannot be judged is
    hatched, its gap in brackets (without any number where its sample is too thin to publish); a gap published without
    target and sign stands apart, as published. `period` and `sector` keep one of each, where the table holds several.

    >>> san.charts.gap(gaps, "Kota Blitar", sector="persampahan").title
    'Kota Blitar 2023: capaian dan gap terhadap target, persampahan'
    """
    region = regions.official(region, gaps)
    sector = choices.one(gaps, "sector", sector) or None
    period = choices.period(gaps, period) or chart_rows.latest(chart_rows.of(gaps, region, sector=sector))
    mine = gap.published(chart_rows.of(gaps, region, period, sector))
    title = _where(mine, region, period, sector)
    if not len(mine):
        return chart_page.missing(title, _absent(gaps, region), gaps)
    measured = mine[mine["target_pct"].notna()]
    unstated = mine[mine["target_pct"].isna() & mine["reported_gap_pp"].notna()]
    panels = [panel for group in chart_rows.groups(measured) for panel in _ladder(group)]
    panels += [_reported(group) for group in chart_rows.groups(unstated)]
    drawn = chart_rows.used(pd.concat([measured, unstated]))
    story = chart_page.Story(title, _counted(measured), drawn, _notes(measured), description.alt_text(title, drawn), findings.region(mine))
    return chart_page.compose(story, panels)


def _where(mine: pd.DataFrame, region: str, period: str, sector: str | None) -> str:
    place = mine["region"].iloc[0] if len(mine) else region
    sectors = list(dict.fromkeys(mine["sector"])) or ([sector] if sector else [])
    about = f" {words.label('chart.and')} ".join(chart_rows.name(s).lower() for s in sectors)
    return words.label("chart.gap.title", region=place, period=period, sector=about).replace(" , ", ", ").replace(" :", ":").strip(" ,")


def _absent(gaps: pd.DataFrame, region: str) -> str:
    if not len(gaps):
        return words.label("report.nothing")
    there = chart_rows.of(gaps, region)
    if len(there):
        return words.label("chart.gap.absent", periods=chart_rows.present(there["period"]))
    return words.label("chart.region_absent", region=region, known=chart_rows.present(gaps["region"]))


def _counted(measured: pd.DataFrame) -> str:
    """The subtitle: how many comparisons there are and how many have each verdict."""
    if not len(measured):
        return words.label("chart.gap.unstated_only")
    counts = measured["verdict"].value_counts()
    parts = [f"{counts[v]} {words.label('verdict.' + v)}" for v in style.keys("verdict") if v in counts]
    return words.label("chart.gap.counted", total=len(measured), parts=", ".join(parts))


def _notes(measured: pd.DataFrame) -> list[str]:
    notes = [words.label("chart.gap.sign")] if len(measured) else []
    if measured["target_confidence"].eq("unverified").any():
        notes.append(words.label("chart.unverified"))
    return [*notes, *chart_rows.flag_notes(measured.reset_index(drop=True))]


def _ladder(group: pd.DataFrame) -> list[chart_page.Panel]:
    """A panel per three target sets: an indicator a row, a target set a column."""
    sets = list(dict.fromkeys(zip(group["target_set"], group["target_year"], strict=True)))
    return [_matrix(group, sets[start : start + ACROSS]) for start in range(0, len(sets), ACROSS)]


def _matrix(group: pd.DataFrame, sets: list[tuple[str, float]]) -> chart_page.Panel:
    chosen = group[[pair in sets for pair in zip(group["target_set"], group["target_year"], strict=True)]]
    names = chart_rows.ordered(chosen["indicator"])
    height = 2 * HEAD + ROW * len(names)
    return chart_page.Panel(height, functools.partial(_draw_matrix, chosen, sets, names))


def _draw_matrix(group: pd.DataFrame, sets: list, names: list[str], chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, 2 * HEAD + ROW * len(names))
    drawing.heading(axes, chart_rows.heading(group), source_lines.base(group), chart_page.INNER)
    wide = (chart_page.INNER - LEFT) / len(sets)
    places, least = words.column_places(group["value_pct"], group["gap_pp"]), words.column_point_places(group["gap_pp"])
    against = {(row.indicator, row.target_set, row.target_year): row for row in group[::-1].itertuples()}
    for column, (name, year) in enumerate(sets):
        drawing.name(axes, LEFT + column * wide, HEAD * 1.5, dated(name, year), wide - 0.3, 0.34, bold=True)
    for line, indicator in enumerate(names):
        middle = 2 * HEAD + ROW * line
        _achieved(axes, group[group["indicator"].eq(indicator)].iloc[0], middle, places)
        for column, pair in enumerate(sets):
            _cell(axes, against.get((indicator, *pair)), LEFT + column * wide, middle, wide - 0.35, least)


def _achieved(axes: Axes, row: pd.Series, top: float, places: int) -> None:
    """Draws the name of a row and its capaian in large type."""
    drawing.rule(axes, top, 0, chart_page.INNER)
    named = measured_text.shorten(chart_rows.name(row["indicator"]), style.LABEL, LEFT - 0.25, 2, bold=True)
    drawing.put(axes, 0, top + 0.12, named, style.LABEL, bold=True, valign="top")
    drawing.put(axes, 0, top + 0.3 + measured_text.height(named, style.LABEL), chart_rows.share(row["value_pct"], places), style.TITLE)


def _cell(axes: Axes, row, x: float, top: float, width: float, least: int) -> None:
    """One comparison: the signed gap large, its verdict beside it, capaian as a bar and the target across it."""
    if row is None:
        drawing.put(axes, x, top + 0.36, words.label("chart.no_target"), style.SMALL, colour=style.colour("abu_tua"))
        return
    look, middle = style.look(row.verdict), top + 0.78
    _gap(axes, row, x, top + 0.36, width, least)
    drawing.track(axes, x, middle, width, BAR)
    bar = drawing.bar(
        axes,
        x,
        middle,
        drawing.length(row.value_pct, width) if pd.notna(row.value_pct) else width,
        BAR,
        _drawn_as(row, look),
        gid=row.verdict,
    )
    if pd.notna(row.low_pct) and pd.notna(row.high_pct):
        drawing.whisker(axes, x + width * row.low_pct / 100, x + width * row.high_pct / 100, middle, 0.05)
    _target(axes, row, x, middle, width)
    drawing.end_at_target(axes, _target_at(row, x, width), bar, row.target_confidence != "unverified")


def _drawn_as(row, look: style.Look) -> style.Look:
    """The look of a figure: its verdict's colour, hatched where it comes from few households."""
    return look._replace(hatch="////") if row.n < style.SMALL_N else look


def _gap(axes: Axes, row, x: float, y: float, width: float, least: int) -> None:
    shown, withheld = gap_shown(row, least), row.verdict == schema.TIDAK_DINILAI
    both = sizes.unsure(row)  # a gap of two sizes is not louder than the words that give both
    drawing.put(
        axes,
        x,
        y,
        shown,
        style.LABEL if both else style.TITLE if withheld else style.BIG,
        bold=not (withheld or both),
        gid="gap",
        colour=style.colour("abu_tua") if withheld else "",
    )
    beside = x + measured_text.width(shown, style.LABEL if both else style.BIG, bold=True) + 0.22
    room = x + width + 0.2 - beside - 0.2
    said = measured_text.wrap(words.label(f"verdict.{row.verdict}"), style.LABEL, room)
    far = gap.distance_of(row, least)
    drawing.mark(axes, beside, y, style.look(row.verdict), 13)
    drawing.put(axes, beside + 0.2, y - (0.1 if far else 0), said, style.LABEL)
    if far:
        shown, size = measured_text.fit(far, room, 0.2, bold=both)
        drawing.put(axes, beside + 0.2, y + 0.12, shown, size if both else min(size, style.SMALL), bold=both, gid="distance")


def _target(axes: Axes, row, x: float, middle: float, width: float) -> None:
    """The target across the bar, its height in words below it, kept inside the cell."""
    verified = row.target_confidence != "unverified"
    at = _target_at(row, x, width)
    drawing.target(axes, at, middle - BAR * 0.72, middle + BAR * 0.72, verified)
    said = words.label(f"chart.{row.direction}", target=words.number(row.target_pct, None)) + ("" if verified else " (?)")
    half = measured_text.width(said, style.SMALL) / 2
    drawing.put(axes, min(max(at, x + half), x + width + 0.1 - half), middle + BAR * 0.72 + 0.13, said, style.SMALL, align="center")


def _target_at(row, x: float, width: float) -> float:
    """Where a target stands; one of 0 a little left of the axis, where a bar beside it is seen."""
    return x + width * row.target_pct / 100 - (drawing.SLIVER if row.target_pct == 0 else 0)


SOURCES_SPEAK = "id"
"""The language of what sources call their figures: quoted to who reads it, in any other language said by the indicator's own name."""


def _reported(group: pd.DataFrame) -> chart_page.Panel:
    return chart_page.Panel(HEAD + REPORTED, functools.partial(_draw_reported, group))


def _draw_reported(group: pd.DataFrame, chart: chart_page.Chart, top: float) -> None:
    """Gaps as printed by their source, without sign and without bar: there is nothing to measure them against."""
    axes = chart.sheet(top, HEAD + REPORTED)
    first = group.iloc[0]
    title = words.label("chart.reported", sector=chart_rows.name(first["sector"]), instrument=first["instrument"])
    drawing.heading(axes, title, words.label("chart.reported.note"), chart_page.INNER)
    wide = chart_page.INNER / max(len(group), 4)
    places = words.column_places(group["reported_gap_pp"])
    for column, row in enumerate(group.itertuples()):
        printed = words.percent(row.reported_gap_pp, places)
        drawing.put(axes, column * wide, HEAD + 0.3, printed, style.BIG, bold=True, colour=style.colour("abu_tua"), gid="reported")
        called = row.published_as if row.published_as and words.language() == SOURCES_SPEAK else chart_rows.name(row.indicator)
        drawing.put(axes, column * wide, HEAD + 0.6, measured_text.shorten(called, style.LABEL, wide - 0.2, 2), style.LABEL, valign="top")
