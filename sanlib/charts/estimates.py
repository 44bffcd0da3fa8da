"""Survey estimates as a dot with its interval, and the same households under each definition of access."""

from __future__ import annotations

import functools

import pandas as pd

from sanlib import words
from sanlib.charts import alt, draw, page, rows, style, text

NAME, AREA, ROW, HEAD = 3.1, 6.0, 0.42, 0.65


def chart_estimates(estimates: pd.DataFrame, indicator: str, lang: str = "id", ladder: str | None = None) -> page.Chart:
    """One indicator by domain (columns domain, value_pct, low_pct, high_pct, n), each with its interval and n.

    An estimate from few households is hollow; one that may not be published is drawn without its value.
    """
    mine = estimates[estimates["indicator"].eq(indicator)]
    mine = mine[mine["ladder"].eq(ladder)] if ladder is not None else mine
    mine = mine[mine["value_pct"].notna()].sort_values("value_pct", ascending=False)
    title = words.label("chart.estimates.title", lang, indicator=rows.name(indicator, lang))
    if not len(mine):
        return page.missing(title, words.label("chart.estimates.absent", lang), mine, lang)
    panel = page.Panel(HEAD + ROW * len(mine), functools.partial(_draw, mine, lang))
    story = page.Story(title, words.label("chart.estimates.how", lang), rows.used(mine), [], alt.alt_text(title, mine, lang))
    return page.compose(story, [panel], lang)


def _draw(mine: pd.DataFrame, lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, HEAD + ROW * len(mine))
    draw.rule(axes, 0.05, 0, page.INNER)
    for share in (0, 25, 50, 75, 100):
        x = NAME + AREA * share / 100
        draw.put(axes, x, 0.3, f"{share}", style.SMALL, align="center", colour=style.colour("abu_tua"))
        axes.plot([x, x], [0.48, HEAD + ROW * len(mine)], color=style.colour("garis"), linewidth=0.7, zorder=0)
    for line, row in enumerate(mine.itertuples()):
        y = HEAD + ROW * (line + 0.5)
        draw.put(axes, 0, y, text.shorten(row.domain, style.LABEL, NAME - 0.25, 1), style.LABEL)
        if pd.notna(row.low_pct):
            draw.whisker(axes, NAME + AREA * row.low_pct / 100, NAME + AREA * row.high_pct / 100, y, 0.06)
        axes.plot([NAME + AREA * row.value_pct / 100], [y], "o", markersize=8, color=style.colour("seri_1"), zorder=6,
                  markerfacecolor="white" if _thin(row) else style.colour("seri_1"), gid="thin" if _thin(row) else "estimate")
        draw.put(axes, NAME + AREA + 0.25, y, _said(row, lang), style.SMALL)


def _thin(row) -> bool:
    return row.n < style.SMALL_N or row.presentation == "ditahan"


def _said(row, lang: str) -> str:
    if row.presentation == "ditahan":
        return words.label("chart.estimates.withheld", lang, n=words.number(row.n, 0, lang))
    return f"{words.number(row.value_pct, 1, lang)} %  (n = {words.number(row.n, 0, lang)})"


def chart_ladder_definitions(table: pd.DataFrame, region: str, lang: str = "id") -> page.Chart:
    """The same households of one region under each definition: a stacked bar per definition, classes as they exclude
    each other, unclassified ones visible."""
    mine = table[table["region"].eq(region)]
    title = words.label("chart.definitions.title", lang, region=region)
    if not len(mine):
        return page.missing(title, words.label("chart.estimates.absent", lang), mine, lang)
    groups = [(name, group) for name, group in mine.groupby("definition", sort=False)]
    panels = [page.Panel(1.2, functools.partial(_stack, name, group, lang)) for name, group in groups]
    story = page.Story(title, words.label("chart.definitions.how", lang, n=words.number(groups[0][1]["n"].sum(), 0, lang)),
                       rows.used(mine), [], alt.alt_text(title, mine, lang))
    return page.compose(story, panels, lang)


def _stack(name: str, group: pd.DataFrame, lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, 1.2)
    draw.put(axes, 0, 0.3, words.label(f"definition.{name}", lang), style.LABEL, bold=True)
    x, wide = 0.0, page.INNER
    for row in group.itertuples():
        width = wide * row.value_pct / 100
        look = style.look(row.rung)
        draw.bar(axes, x, 0.7, width, 0.4, look, gid=row.rung)
        said = f"{rows.name(row.rung, lang)} {words.number(row.value_pct, 1, lang)}"
        if text.width(said, style.FOOT) + 0.1 < width:
            put = draw.put(axes, x + width / 2, 0.7, said, style.FOOT, align="center", colour=style.on(look.colour))
            put.set_bbox({"facecolor": look.colour, "edgecolor": "none", "pad": 1})
        x += width
    small = [f"{rows.name(r.rung, lang)} {words.number(r.value_pct, 1, lang)} %" for r in group.itertuples()]
    draw.put(axes, 0, 1.05, text.shorten(" · ".join(small), style.FOOT, wide, 1), style.FOOT, colour=style.colour("abu_tua"))
