"""The milestones M1-M4 of each region: the date published, or that none is documented."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, drawing, findings, measured_text, style
from sanlib.charts import legend as key
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes

NAME, HEAD = 2.6, 0.95
ROOMY, TIGHT = 0.58, 0.36
"""Row heights in inches for a handful of regions and for a province."""
DONE, UNKNOWN = "terdokumentasi", "tidak_terdokumentasi"


@takes("milestones")
@bound
def chart_milestones(table: pd.DataFrame, lang: str | None = None) -> chart_page.Chart:
    """Regions down, milestones across: the date where one was published, else "tidak terdokumentasi", never a guess.

    Columns region (or region_code), milestone, date, source; meaning_id/meaning_en and planned_year where known.

    >>> san.charts.milestones(milestones).title
    'Tonggak pelaksanaan M1-M4 tiap wilayah'
    """
    title = words.label("chart.milestones.title")
    if not len(table):
        return chart_page.missing(title, words.label("chart.milestones.absent"), table)
    named = table.assign(where=table["region"] if "region" in table else table["region_code"])
    done = int(named["date"].map(documented).sum())
    legend = key.panel([key.Entry(chart_rows.name(one), style.look(one)) for one in (DONE, UNKNOWN)])
    count = named["where"].nunique()
    row = ROOMY if count <= 12 else TIGHT
    height = HEAD + row * count
    story = chart_page.Story(
        title,
        "",
        chart_rows.used(table),
        finding=findings.marked(words.label("chart.milestones.counted", done=done, total=len(named)), named),
        alt=" ".join([title + ".", *(_sentence(row) for row in named.itertuples())]),
    )
    return chart_page.compose(story, [legend, chart_page.Panel(height, functools.partial(_draw, named, height, row))])


def documented(date) -> bool:
    """Whether a date was published: blank and "tidak terdokumentasi" are not dates."""
    return pd.notna(date) and str(date).strip() not in ("", "tidak terdokumentasi")


def _date(row) -> str:
    return str(row.date) if documented(row.date) else chart_rows.name(UNKNOWN).lower()


def _sentence(row) -> str:
    planned = getattr(row, "planned_year", "")
    said = f" ({words.label('chart.milestones.planned', year=planned)})" if planned else ""
    return f"{row.where}, {row.milestone}{said}: {_date(row)}."


def _draw(named: pd.DataFrame, height: float, row_height: float, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, height)
    steps, places = sorted(dict.fromkeys(named["milestone"])), list(dict.fromkeys(named["where"]))
    wide = (chart_page.INNER - NAME) / len(steps)
    for column, step in enumerate(steps):
        _head(axes, named[named["milestone"].eq(step)], NAME + wide * column, wide)
    for line, place in enumerate(places):
        y = HEAD + row_height * (line + 0.5)
        drawing.name(axes, 0, y, place, NAME - 0.15, row_height, bold=True)
        for row in named[named["where"].eq(place)].itertuples():
            _cell(axes, row, NAME + wide * steps.index(row.milestone), y, (wide - 0.1, row_height * 0.74))


def _head(axes: Axes, rows: pd.DataFrame, x: float, wide: float) -> None:
    """A step: its code, its meaning and every year it was planned for, since not all regions began together."""
    row = rows.iloc[0]
    code = drawing.put(axes, x, 0.16, row["milestone"], style.HEADING, bold=True).get_text()
    planned = "/".join(sorted({str(year) for year in rows.get("planned_year", ()) if year}))
    if planned:
        said = words.label("chart.milestones.planned", year=planned)
        beside = x + measured_text.width(code, style.HEADING, bold=True) + 0.12
        drawing.put(axes, beside, 0.17, said, style.SMALL, colour=style.colour("abu_tua"))
    meaning = measured_text.shorten(str(row.get(f"meaning_{words.language()}", "")), style.SMALL, wide - 0.2, 2)
    drawing.put(axes, x, 0.34, meaning, style.SMALL, valign="top", colour=style.colour("abu_tua"))


def _cell(axes: Axes, row, x: float, y: float, size: tuple[float, float]) -> None:
    there = documented(row.date)
    look = style.look(DONE if there else UNKNOWN)
    drawing.bar(axes, x, y, *size, look, gid=DONE if there else UNKNOWN)
    said = measured_text.shorten(_date(row), style.LABEL if there else style.SMALL, size[0] - 0.15, 1, bold=there)
    put = drawing.put(
        axes, x + size[0] / 2, y, said, style.LABEL if there else style.SMALL, bold=there, align="center", colour=style.on(look.colour)
    )
    put.set_bbox({"facecolor": look.colour, "edgecolor": "none", "pad": 1.5})
