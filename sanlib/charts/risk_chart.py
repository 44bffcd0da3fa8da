"""The sanitation risk index of each desa: five components end to end, with its relative and its absolute class."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, drawing, findings, legend, measured_text, style
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes

COMPONENTS = ("sumber_air", "air_limbah", "persampahan", "genangan", "phbs")
TOP = 500
"""Five components of 0-100 each."""
NAME, RIGHT, HEAD = 2.5, 4.0, 0.62
ROOMY, TIGHT = 0.46, 0.36


@takes("risk")
@bound
def chart_risk(table: pd.DataFrame, lang: str | None = None, by: str = "desa") -> chart_page.Chart:
    """IRS per area, highest first: components 0-100 end to end (0-500), class among these areas and absolute class.

    Columns `by`, the five components, irs, relative_class, absolute_class, status; irs_low and irs_high where the sample shows
    them, drawn as a line at the end of the bar. An area whose index cannot be computed is listed with the reason, never drawn as
    no risk.

    >>> san.charts.risk(san.survey.risk(households, "stratum"), by="stratum").title
    'Indeks Risiko Sanitasi (IRS) menurut wilayah, contoh-2023'
    """
    title = words.label("chart.risk.title", where=chart_rows.where(table))
    known = table[table["irs"].notna()].sort_values(["irs", by], ascending=[False, True], kind="stable")
    blank = table[table["irs"].isna()]
    if not len(known):
        return chart_page.missing(title, words.label("chart.risk.absent"), table)
    parts = [name for name in COMPONENTS if name in known]
    row = ROOMY if len(known) <= 15 else TIGHT
    height = HEAD + row * len(known)
    panels = [
        legend.panel([legend.Entry(words.label(f"chart.risk.{name}"), _look(name)) for name in parts]),
        chart_page.Panel(height, functools.partial(_draw, known, by, parts, row, height)),
    ]
    notes = [*_counted(known), _relative(known), *_unknown(blank, by)]
    alt = " ".join([title + ".", *(_sentence(r, by) for _, r in known.iterrows()), *_unknown(blank, by)])
    how = words.label("chart.risk.how") + words.label("chart.risk.interval" if _has_interval(known).any() else "chart.risk.no_interval")
    drawn = chart_rows.used(_interval_in_words(table))
    story = chart_page.Story(title, how, drawn, notes, alt, findings.risk(known, lambda row: _named(row, by)))
    return chart_page.compose(story, panels)


def _has_interval(table: pd.DataFrame) -> pd.Series:
    return table.reindex(columns=["irs_low", "irs_high"]).notna().all(axis=1)


def _interval_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with both ends of the interval in one cell (`irs_interval`)."""
    ends = table.reindex(columns=["irs_low", "irs_high"]).itertuples(index=False)
    said = [f"{low:.2f}–{high:.2f}" if pd.notna(low) and pd.notna(high) else "" for low, high in ends]
    return table.drop(columns=["irs_low", "irs_high"], errors="ignore").assign(irs_interval=said)


def _relative(known: pd.DataFrame) -> str:
    """What the relative class ranks by: how far apart the areas of this figure are."""
    ends = [words.number(end, 0) for end in (known["irs"].min(), known["irs"].max())]
    return words.label("chart.risk.relative", least=ends[0], most=ends[1], spread=words.number(known["irs"].max() - known["irs"].min(), 0))


def _counted(known: pd.DataFrame) -> list[str]:
    if "n" not in known:
        return []
    bounds = dict.fromkeys(words.number(n, 0) for n in (known["n"].min(), known["n"].max()))
    return [words.label("chart.risk.counted", n="–".join(bounds))]


def _look(component: str) -> style.Look:
    return style.look(f"risiko_{component}")


def _unknown(blank: pd.DataFrame, by: str) -> list[str]:
    status = blank["status"] if "status" in blank else pd.Series("", index=blank.index)
    return [f"{area}: {why or words.label('no_data')}." for area, why in zip(blank[by], status, strict=True)]


def _sentence(row: pd.Series, by: str) -> str:
    return f"{_named(row, by)}: {words.number(row['irs'], 0)}; {_classes(row)}."


def _named(row: pd.Series, by: str) -> str:
    """The name of an area as printed: "stratum 2" where the table has only its number."""
    return words.label("chart.risk.stratum", name=row[by]) if by == "stratum" else str(row[by])


def _classes(row: pd.Series) -> str:
    said = [
        words.label(f"chart.risk.{kind}", name=chart_rows.name(str(row[column])))
        for kind, column in (("class_here", "relative_class"), ("class_fixed", "absolute_class"))
        if pd.notna(row.get(column))
    ]
    return "; ".join(said)


def _draw(known: pd.DataFrame, by: str, parts: list[str], row: float, height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    wide = chart_page.INNER - NAME - RIGHT
    _head(axes, wide, height)
    for line, (_, area) in enumerate(known.iterrows()):
        _area(axes, area, by, parts, HEAD + row * (line + 0.5), row, wide)


def _head(axes: Axes, wide: float, height: float) -> None:
    drawing.rule(axes, 0.02, 0, chart_page.INNER)
    for score in range(0, TOP + 1, 100):
        x = NAME + wide * score / TOP
        drawing.put(axes, x, HEAD - 0.18, str(score), style.SMALL, align="center", colour=style.colour("abu_tua"))
        axes.plot([x, x], [HEAD - 0.06, height], color=style.colour("garis"), linewidth=0.7, zorder=0)
    for x, said in ((0.62, "irs"), (0.8, "here"), (2.45, "fixed")):
        align = "right" if said == "irs" else "left"
        named = measured_text.shorten(words.label(f"chart.risk.column_{said}"), style.SMALL, 1.5, 2, bold=True)
        drawing.put(axes, NAME + wide + x, HEAD - 0.3, named, style.SMALL, bold=True, align=align)


def _area(axes: Axes, area: pd.Series, by: str, parts: list[str], y: float, row: float, wide: float) -> None:
    drawing.name(axes, 0, y, _named(area, by), NAME - 0.15, row)
    x = NAME
    for part in parts:
        length = wide * area[part] / TOP
        drawing.bar(axes, x, y, length, row * 0.64, _look(part), gid=part)
        x += length
    right = NAME + wide
    if pd.notna(area.get("irs_low")) and pd.notna(area.get("irs_high")):
        drawing.whisker(axes, *(NAME + wide * area[end] / TOP for end in ("irs_low", "irs_high")), y, row * 0.14)
    drawing.put(axes, right + 0.62, y, words.number(area["irs"], 0), style.HEADING, bold=True, align="right", gid="irs")
    for start, column in ((0.8, "relative_class"), (2.45, "absolute_class")):
        said = chart_rows.name(str(area[column])) if pd.notna(area.get(column)) else "–"
        drawing.put(axes, right + start, y, measured_text.shorten(said, style.SMALL, 1.55, 1), style.SMALL)
