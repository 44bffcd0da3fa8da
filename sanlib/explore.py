"""Exploring in one call: pickers for region, sector, indicator, target set and period, or the same as plain parameters."""

from __future__ import annotations

import os

import pandas as pd

from sanlib import gap, pilots, words
from sanlib.charts import chart_gap, chart_pilots, chart_trend
from sanlib.period import every_figure
from sanlib.show import show
from sanlib.tables import SHOWN
from sanlib.target_sets import targets

ALL = ""


def choose(gaps: pd.DataFrame, region: str = ALL, sector: str = ALL, indicator: str = ALL, target_set: str = ALL,
           period: str = ALL) -> pd.DataFrame:
    """The rows of `gaps` that fit what was picked; "" picks everything. A value that is not there gives no rows."""
    picked = {"region": region, "sector": sector, "indicator": indicator, "target_set": target_set, "period": period}
    rows = gaps
    for column, value in picked.items():
        rows = rows[rows[column].eq(value)] if value else rows
    return rows.reset_index(drop=True)


def draw(gaps: pd.DataFrame, history: pd.DataFrame, lang: str = "id", **picked):
    """The chart that answers what was picked: one region's gaps, the pilots on one indicator, or one series over time."""
    rows = choose(gaps, **picked)
    region, indicator = picked.get("region", ALL), picked.get("indicator", ALL)
    if region and indicator and not picked.get("period"):
        return chart_trend(history, indicator, [region], lang=lang)
    if indicator and not region:
        target_set = picked.get("target_set") or pilots.shared_set(rows, indicator)
        return chart_pilots(rows, indicator, target_set, lang=lang)
    return chart_gap(rows, region or (rows["region"].iloc[0] if len(rows) else ""), sector=picked.get("sector") or None,
                     lang=lang)


def explore(gaps: pd.DataFrame, history: pd.DataFrame, lang: str = "id", **picked):
    """Pickers over a chart and its rows; in a report run, where nobody can click, the same for the plain parameters."""
    if os.environ.get("SANLIB_REPORT_DIR"):
        return draw(gaps, history, lang, **picked)
    return _pickers(gaps, history, lang, picked)


def _pickers(gaps: pd.DataFrame, history: pd.DataFrame, lang: str, picked: dict):
    import ipywidgets

    shown = ipywidgets.Output()
    names = ("region", "sector", "indicator", "target_set", "period")
    boxes = {name: _box(gaps, name, picked.get(name, ALL), lang) for name in names}

    def redraw(_change=None) -> None:
        from IPython.display import display

        values = {name: box.value for name, box in boxes.items()}
        with shown:
            shown.clear_output(wait=True)
            display(draw(gaps, history, lang, **values), show(choose(gaps, **values)[list(SHOWN)], lang))

    for box in boxes.values():
        box.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([ipywidgets.HBox(list(boxes.values()), layout={"flex_flow": "row wrap"}), shown])


def _box(gaps: pd.DataFrame, column: str, value: str, lang: str):
    import ipywidgets

    there = list(dict.fromkeys(text for text in gaps[column] if text))
    options = [(words.label("explore.all", lang), ALL)]
    options += [(words.label(text, lang) if words.has_label(text) else text, text) for text in there]
    return ipywidgets.Dropdown(options=options, value=value if value in there else ALL,
                               description=words.label(f"explore.{column}", lang))


def every_period(lang: str = "id", root=None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Gaps and achievements of every year there is; a file that cannot be read is said, and costs its own figures only."""
    history, unread = every_figure(root, lang)
    for row in unread.itertuples():
        print(f"{words.label('severity.' + row.severity, lang)}: {row.problem} {row.fix}")
    return gap.gaps(history, targets(root), root), history
