"""The same households under each definition of access: one bar per definition, all of them 100 %."""

from __future__ import annotations

import functools

import pandas as pd

from sanlib import words
from sanlib.charts import chart_page, chart_rows, description, drawing, findings, stacked_bar, style
from sanlib.charts import legend as key
from sanlib.judging import gap
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import regions

HEAD, BAR = 0.45, 0.95


@takes("definitions")
@bound
def chart_ladder_definitions(table: pd.DataFrame, region: str = "", lang: str | None = None) -> chart_page.Chart:
    """One region's households under each definition (columns region, definition, rung, value_pct, n_all), a bar each.

    The classes of a definition exclude each other and are drawn as given; the unclassified stay visible. A definition
    that may not be published (`presentation`) is one hatched bar without a number.

    >>> san.charts.definitions(san.survey.definitions(households), "Kota Blitar").title
    'Kota Blitar: rumah tangga yang sama menurut tiap definisi'
    """
    region = regions.official(region, table)
    mine = gap.published(table[table["region"].eq(region)])
    title = words.label("chart.definitions.title", region=region)
    if not len(mine):
        return chart_page.missing(title, words.label("chart.estimates.absent"), mine)
    groups = [(name, group) for name, group in mine.groupby("definition", sort=False)]
    counts = sorted({int(group["n_all"].iloc[0]) for _, group in groups})
    drawn = chart_rows.used(mine)
    story = chart_page.Story(
        title,
        words.label("chart.definitions.how", n="–".join(words.number(n, 0) for n in counts)),
        drawn,
        alt=description.alt_text(title, drawn),
        finding=findings.definitions(mine),
    )
    return chart_page.compose(story, [_panel(name, group) for name, group in groups])


def _panel(name: str, group: pd.DataFrame) -> chart_page.Panel:
    legend = key.panel([key.Entry(chart_rows.name(rung), style.look(rung)) for rung in group["rung"]])
    return chart_page.Panel(HEAD + legend.height + BAR, functools.partial(_draw, name, group, legend))


def _draw(name: str, group: pd.DataFrame, legend: chart_page.Panel, chart: chart_page.Chart, top: float) -> None:
    axes = chart.sheet(top, HEAD + legend.height + BAR)
    counted = words.number(group["n_all"].iloc[0], 0)
    drawing.heading(axes, chart_rows.name(f"definition.{name}"), f"n = {counted}", chart_page.INNER)
    legend.draw(chart, top + HEAD)
    if group["value_pct"].isna().all():
        y, said = HEAD + legend.height + 0.58, words.label("chart.estimates.withheld", n=counted)
        drawing.bar(axes, 0, y, chart_page.INNER - 0.35, 0.55, style.look("tidak dapat dinilai"), gid="withheld")
        drawing.put(axes, chart_page.INNER / 2, y, said, style.TITLE, align="center").set_bbox(
            {"facecolor": "white", "edgecolor": "none", "pad": 2}
        )
        return
    parts = [stacked_bar.Part(row.rung, row.value_pct) for row in group.itertuples()]
    stacked_bar.bar(axes, 0, HEAD + legend.height + 0.58, chart_page.INNER - 0.35, 0.55, parts, 1)
