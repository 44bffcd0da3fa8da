"""Pilot against pilot: the difference in points of every pair, within one instrument."""

from __future__ import annotations

import pandas as pd
import seaborn

from sanlib import words
from sanlib.charts import page, rows, style, text

CELL = 0.58
LEFT = 2.2


def chart_differences(differences: pd.DataFrame, achievements: pd.DataFrame, indicator: str, instrument: str,
                      lang: str = "id") -> page.Chart:
    """Row region minus column region in percentage points (the square table of `differences`), signed in every cell.

    `achievements` are the rows behind it, for the source line. A pair that cannot be judged is left blank.
    """
    mine = rows.of(achievements, indicator=indicator)
    mine = mine[mine["instrument"].eq(instrument) & mine["region"].isin(differences.index)]
    title = words.label("chart.differences.title", lang, indicator=rows.name(indicator, lang), instrument=instrument or "–",
                        periods=rows.present(mine["period"]))
    known = differences.dropna(how="all").dropna(how="all", axis=1)
    if len(known) < 2:
        return page.missing(title, words.label("chart.differences.absent", lang), mine, lang)
    panel = page.Panel(0.75 + CELL * len(known), lambda chart, top: _draw(chart, top, known, lang))
    alt = f"{title}. " + " ".join(_sentences(known, lang))
    story = page.Story(title, words.label("chart.differences.how", lang), rows.used(mine), [], alt)
    return page.compose(story, [panel], lang)


def _draw(chart: page.Chart, top: float, known: pd.DataFrame, lang: str) -> None:
    wide = min((page.INNER - LEFT) / len(known), 1.35)
    axes = chart.box(page.MARGIN + LEFT, top + 0.7, wide * len(known), CELL * len(known))
    signed = known.map(lambda value: words.signed(value, 1, lang) if pd.notna(value) else "")
    most = max(known.abs().max(axis=None), 1)
    seaborn.heatmap(known, ax=axes, annot=signed, fmt="", cmap="PuOr", center=0, vmin=-1.4 * most, vmax=1.4 * most, cbar=False,
                    linewidths=1.5, linecolor="white", xticklabels=False, yticklabels=False,
                    annot_kws={"fontsize": style.SMALL, "fontfamily": style.FAMILY})
    axes.set(xlabel="", ylabel="")
    for place, name in enumerate(known.index):
        shown = text.shorten(name, style.LABEL, LEFT - 0.2, 1)
        chart.write(page.MARGIN, top + 0.7 + CELL * (place + 0.5), shown, style.LABEL, valign="center")
        head = text.wrap(name, style.FOOT, wide - 0.1)
        chart.write(page.MARGIN + LEFT + wide * (place + 0.5), top + 0.64, head, style.FOOT, align="center", valign="bottom")


def _sentences(known: pd.DataFrame, lang: str) -> list[str]:
    """Each pair once: which is higher, by how many points."""
    names = list(known.index)
    return [f"{a} – {b}: {words.signed(known.loc[a, b], 1, lang)}." for i, a in enumerate(names) for b in names[i + 1:]
            if pd.notna(known.loc[a, b])]
