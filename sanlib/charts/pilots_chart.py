"""Every region against one target: which meet it, which miss it, which cannot be judged, and which did not report."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, findings, legend, measured_text, source_lines, style
from sanlib.judging import flags, gap
from sanlib.printing.pilots import left_out, shared_set
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import choices
from sanlib.reference import regions as region_table
from sanlib.reference.targets import dated

NAME, RIGHT = 2.5, 3.85
HEAD = 0.66
ROOMY, TIGHT = 0.5, 0.36
"""Row heights in inches for a handful of regions and for a province."""


class Scale(NamedTuple):
    """The scale of the chart: where 0 and 100 lie, in inches, and how rows are drawn."""

    left: float
    width: float
    row: float
    places: int
    least: int
    highlight: str | None
    lang: str

    def at(self, value: float) -> float:
        return self.left + self.width * min(max(value, 0.0), 100.0) / 100


@takes("gaps")
@bound
def chart_pilots(
    gaps: pd.DataFrame,
    indicator: str,
    target_set: str = "",
    lang: str | None = None,
    highlight: str | None = None,
    period: str | None = None,
    regions: Sequence[str] | None = None,
) -> chart_page.Chart:
    """Every region's capaian against one target set, best first, the target a line, the gap signed.

    Without `target_set` it is the one that most regions of the table have. `highlight` (name or code) colours one region
    and greys the rest. What cannot be judged stands below the ranked, hatched, with its reason, and without its number
    where its sample is too thin to publish. `period` keeps one of several. `regions` names who should have reported;
    without it, all regions of the table. Each instrument has a panel of its own.

    >>> san.charts.pilots(gaps, "pengurangan").title
    'Pengurangan sampah 2023: setiap wilayah terhadap Jakstranas 2023'
    """
    indicator = chart_rows.indicator_meant(indicator, gaps)
    highlight = highlight and region_table.official(highlight, gaps)
    regions = None if regions is None else chart_rows.regions_meant(regions, gaps)
    gaps = chart_rows.without_provinces(gaps)
    target_set = choices.one(gaps, "target_set", target_set) or shared_set(gaps, indicator)
    about = chart_rows.against(gaps, indicator, target_set)
    period = choices.period(gaps, period) or chart_rows.latest(about)
    mine = gap.published(about[about["period"].eq(period)])
    if not len(mine):
        return nobody(gaps, indicator, period)
    title, absent = _title(mine, indicator, target_set), _absent(gaps, about, mine, regions)
    panels = [_key(mine), *(_panel(group, highlight) for group in chart_rows.by_size(chart_rows.groups(mine)))]
    panels += [_absent_panel(absent)] if absent else []
    drawn = chart_rows.used(pd.concat([mine, _blank(absent, mine)]))
    story = chart_page.Story(title, _counted(mine, absent), drawn, _notes(mine), description.alt_text(title, drawn), findings.regions(mine))
    return chart_page.compose(story, panels)


def nobody(gaps: pd.DataFrame, indicator: str, period: str | None) -> chart_page.Chart:
    """The page of regions against one target where none has a figure."""
    name = chart_rows.name(indicator)
    title = words.label("chart.pilots.title_absent", indicator=name, periods=f" {period}" if period else "")
    return chart_page.missing(title, words.label("chart.pilots.absent", indicator=name), gaps)


def _title(mine: pd.DataFrame, indicator: str, target_set: str) -> str:
    named = "/".join(dict.fromkeys(dated(target_set, year) for year in mine["target_year"]))
    return words.label(
        "chart.pilots.title",
        indicator=chart_rows.name(indicator),
        periods=chart_rows.present(mine["period"]),
        target=named or target_set or "–",
    )


def _counted(mine: pd.DataFrame, absent: list[str]) -> str:
    parts = chart_rows.verdicts(mine) + ([f"{len(absent)} {words.label('no_data')}"] if absent else [])
    regions, shown = mine["region_code"].nunique() + len(absent), len(mine) + len(absent)
    counted = "chart.pilots.counted" if regions == shown else "chart.pilots.counted_rows"  # a region of two instruments counts twice
    return words.label(counted, total=regions, rows=shown, parts=", ".join(parts))


def _notes(mine: pd.DataFrame) -> list[str]:
    notes = [words.label("chart.pilots.sign"), *chart_rows.unverified_note(mine)]
    if mine["low_pct"].notna().any():
        notes.append(words.label("chart.interval"))
    if (mine["n"] < style.SMALL_N).any():
        notes.append(words.label("chart.small_n", n=style.SMALL_N))
    judged = [group[group["verdict"].ne(schema.TIDAK_DINILAI)] for group in chart_rows.groups(mine)]
    alone = dict.fromkeys(said for group in judged for said in left_out(group))
    return [*notes, *chart_rows.flag_notes(mine.reset_index(drop=True)), *alone]


def _absent(gaps: pd.DataFrame, about: pd.DataFrame, mine: pd.DataFrame, regions: Sequence[str] | None) -> list[str]:
    """The regions without a figure, among those named or else those of the table; none where the target is one region's own."""
    if regions is not None:
        return [region for region in regions if region not in set(mine["region"]) | set(mine["region_code"])]
    if about["region_code"].nunique() == 1:
        return []
    first = mine.iloc[0]
    measured = chart_rows.of(gaps, period=first["period"], indicator=first["indicator"])
    there = gap.measured(measured)
    return sorted(set(gaps["region"]) - set(measured.loc[there, "region"]))


def _blank(absent: list[str], mine: pd.DataFrame) -> pd.DataFrame:
    """Regions without a figure as blank rows, so that the saved table names them too."""
    first = mine.iloc[0]
    return (
        schema.table([{"region": name, "period": first["period"], "indicator": first["indicator"]} for name in absent], tuple(mine.columns))
        if absent
        else mine.iloc[:0]
    )


def _key(mine: pd.DataFrame) -> chart_page.Panel:
    shown = [v for v in style.keys("verdict") if v in set(mine["verdict"])]
    return legend.panel([legend.Entry(words.label(f"verdict.{v}"), style.look(v), shape=True) for v in shown])


def _ranked(group: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order drawn: those compared, best first in the indicator's direction, then those judged alone, then the others."""
    up = group["direction"].eq("maksimal").iloc[0]
    judged, compared = group["verdict"].ne(schema.TIDAK_DINILAI), gap.compared(group)
    best = group[judged & compared].sort_values(["value_pct", "region"], ascending=[up, True], kind="stable")
    return pd.concat([best, *(group[rest].sort_values("region", kind="stable") for rest in (judged & ~compared, ~judged))])


def _panel(group: pd.DataFrame, highlight: str | None) -> chart_page.Panel:
    ranked = _ranked(group)
    row = ROOMY if len(ranked) <= 12 else TIGHT
    places = words.column_places(group["value_pct"], group["gap_pp"])
    scale = Scale(
        NAME, chart_page.INNER - NAME - RIGHT, row, places, words.column_point_places(group["gap_pp"]), highlight, words.language()
    )
    height = HEAD + row * len(ranked) + 0.06
    return chart_page.Panel(height, functools.partial(_draw, ranked, scale, height))


def _absent_panel(absent: list[str]) -> chart_page.Panel:
    """Draws the names of the regions without a figure."""
    said = measured_text.wrap(words.label("chart.pilots.no_data", regions=", ".join(absent)), style.LABEL, chart_page.INNER)

    def draw_names(chart: chart_page.Chart, top: float) -> None:
        chart.write(chart_page.MARGIN, top, said, style.LABEL, colour=style.colour("abu_tua"), gid="absent")

    return chart_page.Panel(measured_text.height(said, style.LABEL), draw_names)


def _draw(ranked: pd.DataFrame, scale: Scale, height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    _heading(axes, ranked, scale)
    bars = [_row(axes, row, HEAD + scale.row * (line + 0.5), scale) for line, row in enumerate(ranked.itertuples())]
    foot = HEAD + scale.row * len(ranked)
    first = ranked.iloc[0]
    at = scale.at(first["target_pct"]) - (drawing.SLIVER if first["target_pct"] == 0 else 0)
    verified = first["target_confidence"] != "unverified"
    drawing.target(axes, at, HEAD - 0.04, foot + 0.04, verified)
    for bar in bars:
        drawing.end_at_target(axes, at, bar, verified)


def _heading(axes: Axes, ranked: pd.DataFrame, scale: Scale) -> None:
    first = ranked.iloc[0]
    drawing.heading(axes, chart_rows.heading(ranked), source_lines.base(ranked), chart_page.INNER)
    asked = chart_rows.asked(first["direction"], first["target_pct"])
    said = f"{dated(first['target_set'], first['target_year'])}: {asked}" + (" (?)" if first["target_confidence"] == "unverified" else "")
    half = measured_text.width(said, style.LABEL, bold=True) / 2
    centre = min(max(scale.at(first["target_pct"]), scale.left - drawing.SLIVER + half), chart_page.INNER - half)
    drawing.put(axes, centre, HEAD - 0.16, said, style.LABEL, bold=True, align="center")


def _row(axes: Axes, row, y: float, scale: Scale) -> Rectangle:
    """A region: name, bar, value, signed gap, verdict's shape, and the reason where it cannot be judged."""
    lit = scale.highlight in (row.region, row.region_code)
    thick = scale.row * 0.62
    drawing.name(axes, 0, y, row.region, NAME - 0.15, scale.row, bold=lit)
    drawing.track(axes, scale.left, y, scale.width, thick)
    long = drawing.length(row.value_pct, scale.width) if pd.notna(row.value_pct) else scale.width
    bar = drawing.bar(axes, scale.left, y, long, thick, _look(row, lit, scale), gid=row.verdict)
    if pd.notna(row.low_pct) and pd.notna(row.high_pct):
        drawing.whisker(axes, scale.at(row.low_pct), scale.at(row.high_pct), y, thick / 4)
    _numbers(axes, row, y, scale)
    if flags.perhaps_blank(row._asdict()):
        _doubt(axes, row, y, scale)
    return bar


def _doubt(axes: Axes, row, y: float, scale: Scale) -> None:
    """That a zero is perhaps a blank, in the empty track, on the side of the target line where there is more room."""
    said = words.label(f"flag.{flags.UNLIKELY_ZERO}")
    right = scale.at(row.target_pct) < scale.left + scale.width / 2
    x, align = (scale.left + scale.width - 0.1, "right") if right else (scale.left + 0.1, "left")
    drawing.put(axes, x, y, said, style.SMALL, colour=style.colour("abu_tua"), align=align, gid="reason")


def _look(row, lit: bool, scale: Scale) -> style.Look:
    look = style.look(row.verdict)
    if row.verdict == schema.TIDAK_DINILAI:
        return look
    if scale.highlight and not lit:
        look = look._replace(colour=style.colour("lainnya"))
    return look._replace(hatch="////") if row.n < style.SMALL_N else look


def _numbers(axes: Axes, row, y: float, scale: Scale) -> None:
    x = scale.left + scale.width
    drawing.put(axes, x + 0.95, y, chart_rows.share(row.value_pct, scale.places), style.LABEL, align="right")
    drawing.mark(axes, x + 1.2, y, style.look(row.verdict))
    printed = words.signed_points(row.gap_pp, least=scale.least)
    withheld = row.verdict == schema.TIDAK_DINILAI
    far = gap.distance_of(row, scale.least)
    if withheld:
        drawing.put(axes, x + 1.38, y, _reason(row, scale), style.SMALL, colour=style.colour("abu_tua"), gid="reason")
    elif far:
        shown, fitting = measured_text.fit(far, RIGHT - 2.28, scale.row)
        drawing.put(axes, x + 1.38, y, shown, min(fitting, style.SMALL), gid="distance")
    size = style.HEADING + 3.5 if scale.row == ROOMY and not withheld else style.HEADING
    shown = f"({printed})" if withheld and pd.notna(row.gap_pp) else printed
    drawing.put(
        axes,
        chart_page.INNER,
        y,
        shown,
        size,
        bold=not withheld,
        align="right",
        gid="gap",
        colour=style.colour("abu_tua") if withheld else "",
    )


def _reason(row, scale: Scale) -> str:
    """The first reason, in the order of flags.csv, why a row cannot be judged; all of them stand in the notes."""
    said = chart_rows.reasons(style.telling(flags.withholding(row.flag))) or words.label(f"verdict.{row.verdict}")
    return measured_text.shorten(said, style.SMALL, RIGHT - 2.3, 2 if scale.row == ROOMY else 1)
