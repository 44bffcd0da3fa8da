"""Where the regions stand against one target: on the boundaries an analyst supplies, else as tiles by province."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Bbox

from sanlib import words
from sanlib.charts import (
    chart_page,
    chart_rows,
    description,
    drawing,
    findings,
    label_places,
    legend,
    measured_text,
    pilots_chart,
    source_lines,
    style,
)
from sanlib.judging import gap
from sanlib.printing.pilots import left_out, shared_set
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import boundaries as boundary_files
from sanlib.reference import regions as region_table
from sanlib.reference.targets import dated

NO_DATA = "tidak ada data"
TILE, ACROSS, HEAD = 1.12, 6, 0.4
MOST = 150
"""Regions whose names can still be read as tiles on one page."""
DISTRICT = len("35.72.01")
GROUND, LINE = 5.2, 0.32
"""Inches of the map's height at most, and of a line of the list beside it."""
LIST = 4.6
SHARPEST = 0.003
"""Inches: bends of a boundary finer than this are not drawn."""


@takes("gaps")
@bound
def chart_map(
    gaps: pd.DataFrame,
    indicator: str,
    target_set: str = "",
    boundaries: str | Path | None = None,
    key: str = "",
    lang: str | None = None,
    period: str | None = None,
) -> chart_page.Chart:
    """Every region's verdict against one target set, in its place: colour and shape as in every chart, hatched where it cannot be judged.

    Without `target_set` it is the one most regions have; of several periods the newest is drawn, or `period`.
    Rows by desa (`san.gaps(san.survey.achievements(households, by="desa", ...))`) are drawn by desa: their boundaries by Kemendagri code.
    `boundaries` is a GeoJSON or GeoPackage of areas with a column of region codes (BPS or Kemendagri) or names; `key` names
    that column, without it the one that names most regions is taken. Without `boundaries` each region is a tile, by province.
    A region without a figure is white with a dashed edge; one without a boundary, and a boundary of no region here, is said below.
    Of several instruments the one that measured most regions is drawn. Boundaries need `pip install .[map]`.

    >>> san.charts.map(gaps, "pengurangan").title
    'Pengurangan sampah 2023: tempat tiap wilayah terhadap Jakstranas 2023 (SIPSN)'
    """
    indicator = chart_rows.indicator_meant(indicator, gaps)
    villages = [code for code in gaps["region_code"].unique() if _is_village(code)]
    found = boundary_files.read(boundaries, key, villages) if boundaries is not None else None
    gaps = chart_rows.without_provinces(gaps)
    target_set = target_set or shared_set(gaps, indicator)
    mine = _of_one_instrument(gaps, indicator, target_set, period)
    if not len(mine):
        return pilots_chart.nobody(gaps, indicator, period)
    every = pd.concat([mine, _without_figure(gaps, mine)], ignore_index=True).fillna({"verdict": ""})
    every = every.assign(verdict=every["verdict"].replace("", NO_DATA))
    title = _title(mine, indicator, target_set)
    if found is None and len(every) > MOST:
        return chart_page.missing(title, words.label("chart.map.many", count=len(every), most=MOST), mine)
    tiles = _tiles(every, gaps.attrs.get("districts", {})) if found is None else [_ground(every, found)]
    panels = [_key(every), _heading(mine), *tiles]
    notes = [*(_unmatched(every, found) if found else []), *_notes(mine)]
    drawn = chart_rows.used(every.drop(columns="verdict").assign(verdict=every["verdict"].replace(NO_DATA, "")))
    said = findings.places(mine, lambda code: region_table.names().get(code, code), _lies_in, "desa" if villages else "where")
    story = chart_page.Story(title, _counted(every), drawn, notes, description.alt_text(title, drawn), said)
    return chart_page.compose(story, panels)


def _is_village(code: str) -> bool:
    return region_table.VILLAGE.fullmatch(code) is not None


def _lies_in(code: str) -> str:
    """The code of what a region is told by: a desa's kabupaten or kota, else the province."""
    return region_table.regency(code) if _is_village(code) else code[:2]


def _of_one_instrument(gaps: pd.DataFrame, indicator: str, target_set: str, period: str | None) -> pd.DataFrame:
    """The rows of the newest period (or the one asked for) and of the instrument and ladder that measured most regions."""
    about = chart_rows.against(gaps, indicator, target_set)
    mine = gap.published(about[about["period"].eq(str(period or chart_rows.latest(about)))])
    if not len(mine):
        return mine
    largest = chart_rows.by_size(chart_rows.groups(mine))[0]
    return largest.sort_values("region_code", kind="stable").drop_duplicates("region_code").reset_index(drop=True)


def _without_figure(gaps: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """The other regions of the table as rows without figures."""
    others = gaps[~gaps["region_code"].isin(mine["region_code"])].drop_duplicates("region_code")
    facts = {"period": mine["period"].iloc[0], "indicator": mine["indicator"].iloc[0]}
    rows = [{"region_code": row.region_code, "region": row.region, **facts} for row in others.itertuples()]
    return schema.table(rows, tuple(mine.columns)) if rows else mine.iloc[:0]


def _title(mine: pd.DataFrame, indicator: str, target_set: str) -> str:
    named = "/".join(dict.fromkeys(dated(target_set, year) for year in mine["target_year"]))
    facts = {"indicator": chart_rows.name(indicator), "periods": chart_rows.present(mine["period"]), "target": named}
    key = "chart.map.title_desa" if mine["region_code"].map(_is_village).all() else "chart.map.title"
    return words.label(key, instrument=mine["instrument"].iloc[0], **facts)


def _counted(every: pd.DataFrame) -> str:
    counts = every["verdict"].value_counts()
    parts = [f"{counts[verdict]} {_said(verdict)}" for verdict in style.keys("verdict") if verdict in counts]
    key = "chart.map.counted_desa" if every["region_code"].map(_is_village).all() else "chart.pilots.counted"
    return words.label(key, total=len(every), rows=len(every), parts=", ".join(parts))


def _said(verdict: str) -> str:
    return words.label("no_data") if verdict == NO_DATA else words.label(f"verdict.{verdict}")


def _notes(mine: pd.DataFrame) -> list[str]:
    first = mine.iloc[0]
    asked = words.label(f"chart.{first['direction']}", target=words.number(first["target_pct"], None))
    unverified = [words.label("chart.unverified")] if mine["target_confidence"].eq("unverified").any() else []
    return [
        words.label("chart.map.how", target=f"{dated(first['target_set'], first['target_year'])}: {asked}"),
        *([words.label("chart.map.interval")] if mine["low_pct"].notna().any() and _is_village(first["region_code"]) else []),
        *unverified,
        *chart_rows.flag_notes(mine),
        *left_out(mine[mine["verdict"].ne(schema.TIDAK_DINILAI)]),
    ]


def _unmatched(every: pd.DataFrame, found: boundary_files.Boundaries) -> list[str]:
    """The regions without a boundary, and the boundaries that are no region known: named, not left out in silence."""
    without = [row.region for row in every.itertuples() if row.region_code not in found.shapes]
    bare = [words.label("chart.map.without", regions=", ".join(without))] if without else []
    strange = list(dict.fromkeys(found.unknown))
    more = words.label("chart.more_sources", count=len(strange) - source_lines.MOST) if len(strange) > source_lines.MOST else ""
    return bare + ([words.label("chart.map.unknown", names=", ".join(strange[: source_lines.MOST]) + more)] if strange else [])


def _key(every: pd.DataFrame) -> chart_page.Panel:
    shown = [verdict for verdict in style.keys("verdict") if verdict in set(every["verdict"])]
    return legend.panel([legend.Entry(_said(verdict), style.look(verdict), edge="--" if verdict == NO_DATA else "-") for verdict in shown])


def _heading(mine: pd.DataFrame) -> chart_page.Panel:
    def draw(chart: chart_page.Chart, top: float) -> None:
        drawing.heading(chart.sheet(top, HEAD), chart_rows.heading(mine), source_lines.base(mine), chart_page.INNER)

    return chart_page.Panel(HEAD, draw)


# ---------------------------------------------------------------- tiles


def _tiles(every: pd.DataFrame, districts: dict[str, str]) -> list[chart_page.Panel]:
    """A panel per province, or per kecamatan of desa, in the order of their codes: its name, then its regions by theirs.

    `districts`: of a kecamatan's code its name, where the table brings one (`survey.achievements`).
    """
    within = every["region_code"].map(lambda code: code[:DISTRICT] if _is_village(code) else code[:2])
    return [_province(_place(own["region_code"].iloc[0], districts), own) for _, own in every.sort_values("region_code").groupby(within)]


def _place(code: str, districts: dict[str, str]) -> str:
    """The province of a region; the kabupaten or kota of a desa with its kecamatan."""
    named = region_table.names().get(_lies_in(code), _lies_in(code))
    if not _is_village(code):
        return named
    called = re.sub(r"(?i)^kec(amatan\b|\.)\s*", "", districts.get(code[:DISTRICT], ""))
    return words.label("chart.map.kecamatan", region=named, district=f"{code[:DISTRICT]} {called}".rstrip())


def _province(place: str, own: pd.DataFrame) -> chart_page.Panel:
    lines = math.ceil(len(own) / ACROSS)
    return chart_page.Panel(HEAD + TILE * lines, functools.partial(_draw_province, place, own, HEAD + TILE * lines))


def _draw_province(place: str, own: pd.DataFrame, height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    drawing.put(axes, 0, HEAD / 2, place, style.LABEL, colour=style.colour("abu_tua"))
    places = min(1, words.column_places(own["value_pct"]))
    for number, row in enumerate(own.itertuples()):
        _tile(axes, row, chart_page.INNER / ACROSS * (number % ACROSS), HEAD + TILE * (number // ACROSS + 0.5), places)


def _tile(axes: Axes, row, x: float, y: float, places: int) -> None:
    """One region: its colour and hatch, its name, its capaian, its verdict's shape."""
    wide, high, look = chart_page.INNER / ACROSS - 0.1, TILE - 0.1, style.look(row.verdict)
    tile = drawing.bar(axes, x, y, wide, high, look, gid=f"tile {row.verdict}")
    tile.set_linestyle("--" if row.verdict == NO_DATA else "-")
    bare = bool(look.hatch)
    ground = {"facecolor": look.colour, "edgecolor": "none", "pad": 1.2} if bare else None
    ink = style.on(look.colour)
    name, size = measured_text.fit(row.region, wide - 0.16, 0.42, bold=True)
    drawing.put(axes, x + 0.08, y - 0.22, name, size, bold=True, colour=ink, gid="name").set(bbox=ground)
    said = words.label("no_data") if row.verdict == NO_DATA else chart_rows.share(row.value_pct, places)
    drawing.put(axes, x + 0.08, y + 0.26, said, style.LABEL, colour=ink, gid="value").set(bbox=ground)
    if row.verdict != NO_DATA:
        drawing.mark(axes, x + wide - 0.2, y + 0.26, look._replace(colour="white"), 12)


# ---------------------------------------------------------------- boundaries


class Frame(NamedTuple):
    """The part of the earth drawn, and its size on the page: `right` and `up` are inches per unit of its coordinates."""

    west: float
    south: float
    right: float
    up: float
    wide: float
    high: float

    @classmethod
    def around(cls, found: boundary_files.Boundaries) -> Frame:
        """All boundaries, as large as the page allows; degrees of longitude as long as they are in the middle."""
        bounds = list(zip(*(shape.bounds for shape in found.shapes.values()), strict=True))
        west, south, east, north = min(bounds[0]), min(bounds[1]), max(bounds[2]), max(bounds[3])
        edge = max(east - west, north - south) * 0.02
        across, along = east - west + 2 * edge, north - south + 2 * edge
        squeeze = math.cos(math.radians((south + north) / 2)) if found.degrees else 1.0
        up = min((chart_page.INNER - LIST - 0.3) / (across * squeeze), GROUND / along)
        return cls(west - edge, south - edge, up * squeeze, up, across * up * squeeze, along * up)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in inches from the lower left."""
        return (x - self.west) * self.right, (y - self.south) * self.up


def _ground(every: pd.DataFrame, found: boundary_files.Boundaries) -> chart_page.Panel:
    frame = Frame.around(found)
    height = max(frame.high, LINE * len(every))
    return chart_page.Panel(height, functools.partial(_draw_ground, every, found, frame, height))


def _draw_ground(
    every: pd.DataFrame, found: boundary_files.Boundaries, frame: Frame, height: float, chart: chart_page.Chart, top: float
) -> None:
    axes = chart.box(chart_page.MARGIN, top, frame.wide, frame.high)
    axes.set(xlim=(0, frame.wide), ylim=(0, frame.high))
    verdicts = dict(zip(every["region_code"], every["verdict"], strict=True))
    for code, shape in sorted(found.shapes.items(), key=lambda one: -one[1].area):
        _area(axes, shape, verdicts.get(code, ""), frame)
    numbers = {code: str(place) for place, code in enumerate((c for c in every["region_code"] if c in found.shapes), start=1)}
    _numbers(axes, numbers, found, frame)
    _list(chart.box(chart_page.WIDTH - chart_page.MARGIN - LIST, top, LIST, height), every, numbers, height)


def _numbers(axes: Axes, numbers: dict[str, str], found: boundary_files.Boundaries, frame: Frame) -> None:
    """Each region's number within it; beside it where it would hide it or another number."""
    taken: list[Bbox] = []
    for code, number in numbers.items():
        inside = found.shapes[code].representative_point()
        x, y = frame.at(inside.x, inside.y)
        west, south, east, north = found.shapes[code].bounds
        wide, high = measured_text.width(number, style.SMALL, bold=True) + 0.1, 0.24
        aside, above = (east - west) * frame.right / 2 + wide / 2 + 0.02, (north - south) * frame.up / 2 + high / 2 + 0.02
        hides = min((east - west) * frame.right / wide, (north - south) * frame.up / high) < 1.3
        beside = [(x + aside, y), (x - aside, y), (x, y + above), (x, y - above)]
        boxes = [label_places.around(place, wide, high) for place in ([*beside, (x, y)] if hides else [(x, y), *beside])]
        box = next((one for one in boxes if not any(one.overlaps(other) for other in taken)), boxes[0])
        taken.append(box)
        drawing.put(axes, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, number, style.SMALL, bold=True, align="center", gid="number").set(
            zorder=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2}
        )


def _area(axes: Axes, shape, verdict: str, frame: Frame) -> None:
    """A region's parts in its verdict's colour and hatch; one that is not in the table as bare ground."""
    look = style.look(verdict) if verdict else style.Look(style.colour("lintasan"), "", "")
    drawn = [ring for outer, holes in boundary_files.rings(shape, SHARPEST / frame.up) for ring in (outer, *holes)]
    outline = Outline.make_compound_path(*(Outline([frame.at(*corner[:2]) for corner in ring], closed=True) for ring in drawn))
    axes.add_patch(
        PathPatch(
            outline,
            facecolor=look.colour,
            edgecolor=style.colour("abu_tua" if verdict else "garis"),
            hatch=look.hatch or None,
            linewidth=0.8,
            linestyle="--" if verdict == NO_DATA else "-",
            gid=f"area {verdict}" if verdict else "area",
        )
    )


def _list(axes: Axes, every: pd.DataFrame, numbers: dict[str, str], height: float) -> None:
    """Every region of the table with its number on the map, its verdict's shape, its capaian and its signed gap."""
    axes.set(xlim=(0, LIST), ylim=(height, 0))
    places, least = words.column_places(every["value_pct"], every["gap_pp"]), words.column_point_places(every["gap_pp"])
    for line, row in enumerate(every.itertuples()):
        y = LINE * (line + 0.5)
        drawing.put(axes, 0.25, y, numbers.get(row.region_code, "–"), style.LABEL, bold=True, align="right")
        drawing.name(axes, 0.62, y, row.region, LIST - 2.5, LINE)
        if row.verdict == NO_DATA:
            drawing.put(axes, LIST - 1.0, y, words.label("no_data"), style.SMALL, align="right", colour=style.colour("abu_tua"))
            continue
        drawing.mark(axes, 0.44, y, style.look(row.verdict), 9)
        drawing.put(axes, LIST - 1.0, y, chart_rows.share(row.value_pct, places), style.LABEL, align="right", gid="value")
        printed = words.signed_points(row.gap_pp, least=least)
        withheld = row.verdict == schema.TIDAK_DINILAI
        shown = f"({printed})" if withheld and pd.notna(row.gap_pp) else printed
        drawing.put(
            axes,
            LIST,
            y,
            shown,
            style.LABEL,
            bold=not withheld,
            align="right",
            gid="gap",
            colour=style.colour("abu_tua") if withheld else "",
        )
