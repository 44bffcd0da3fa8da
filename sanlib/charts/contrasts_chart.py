"""Differences with their interval, around a line at zero: pairs of domains of one survey, or domains between two."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import chart_page, chart_rows, drawing, findings, measured_text, style
from sanlib.project.binding import bound
from sanlib.project.schema import DITAHAN, TANPA_DATA
from sanlib.project.tables_taken import takes

NAME, RIGHT, HEAD, ROW = 3.3, 3.4, 0.55, 0.56
AREA = chart_page.INNER - NAME - RIGHT
"""Ids of `presentation` under which neither share, and so no difference, is published."""


@takes("differences")
@bound
def chart_contrasts(table: pd.DataFrame, indicator: str, lang: str | None = None, ladder: str | None = None) -> chart_page.Chart:
    """One indicator's differences in points with their interval: the rows of `survey.differences` or `survey.changes`.

    Filled: told apart, the interval leaves out zero. Hollow: chance may explain it. The highest difference stands first; a row
    that may not be published, or has no interval, last, hatched and without its number. `ladder` keeps one of several ladders.

    >>> san.charts.contrasts(san.survey.differences(households), "layak").title
    'Akses layak, contoh-2023: wilayah mana yang benar-benar berbeda?'
    """
    kind = "changes" if "period_before" in table else "differences"
    indicator = chart_rows.indicator_meant(indicator, table)
    mine = table[table["indicator"].eq(indicator)]
    mine = mine[mine["ladder"].isin([ladder, ""])] if ladder is not None else mine
    title = words.label(f"chart.{kind}_survey.title", indicator=chart_rows.name(indicator), when=_when(mine))
    if not len(mine):
        return chart_page.missing(title, words.label(f"chart.{kind}_survey.absent"), mine)
    mine = _unpublished_blank(mine).sort_values("diff_pp", ascending=False, kind="stable", ignore_index=True)
    panel = chart_page.Panel(HEAD + ROW * len(mine), functools.partial(_draw, mine, _reach(mine)))
    apart = int(mine["distinguishable"].eq(True).sum())
    counted = words.label(f"chart.{kind}_survey.counted", told=apart, total=int(mine["diff_pp"].notna().sum()))
    drawn = chart_rows.used(mine)
    alt = " ".join([f"{title}.", *(_sentence(row) for row in mine.itertuples())])
    how = words.label(f"chart.{kind}_survey.how", weighting=_weighting(mine), level=chart_rows.level(mine))
    return chart_page.compose(chart_page.Story(title, how, drawn, [counted], alt, findings.contrasts(mine)), [panel])


def _when(mine: pd.DataFrame) -> str:
    if not len(mine):
        return ""
    if "period_before" not in mine:
        return chart_rows.where(mine)
    return f", {mine['period_before'].iloc[0]} → {mine['period_after'].iloc[0]}"


def _weighting(mine: pd.DataFrame) -> str:
    return ", ".join(words.label(f"weighting.{name}").lower() for name in dict.fromkeys(mine["weighting"]))


def _unpublished_blank(mine: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in mine if (name.endswith(("_pp", "_pct")) and name != "level_pct") or name == "p"]
    kept = mine.astype({"distinguishable": "boolean"})
    kept.loc[mine["presentation"].isin((DITAHAN, TANPA_DATA)) | mine["low_pp"].isna(), [*numbers, "distinguishable"]] = pd.NA
    return kept


def _reach(mine: pd.DataFrame) -> float:
    """The axis' end in points, the same on both sides, a round number beyond every interval."""
    widest = np.nanmax(np.abs(mine[["low_pp", "high_pp"]].to_numpy(dtype=float)), initial=1.0)
    return next(step for step in (2, 5, 10, 20, 30, 40, 60, 80, 100) if widest <= step)


def _name(row) -> str:
    return f"{row.domain_2} – {row.domain_1}" if hasattr(row, "domain_1") else row.domain


def _counts(row) -> str:
    first, second = (row.n_1, row.n_2) if hasattr(row, "domain_1") else (row.n_before, row.n_after)
    pair = (second, first) if hasattr(row, "domain_1") else (first, second)
    return "n = " + (" – " if hasattr(row, "domain_1") else " → ").join(words.number(n, 0) for n in pair)


def _sentence(row) -> str:
    if pd.isna(row.diff_pp):
        return f"{_name(row)}: {words.label('chart.estimates.withheld', n=_counts(row).removeprefix('n = '))}."
    return f"{_name(row)}: {_printed(row)} ({_counts(row)}), {_verdict(row)}."


def _printed(row) -> str:
    value, low, high = (words.signed(number, 1) for number in (row.diff_pp, row.low_pp, row.high_pp))
    return f"{value} ({low} … {high})"


def _verdict(row) -> str:
    return words.label("survey.told_apart" if row.distinguishable is True or row.distinguishable == 1 else "survey.not_told_apart")


def _draw(mine: pd.DataFrame, reach: float, chart: chart_page.Chart, top: float) -> None:
    height = HEAD + ROW * len(mine)
    axes = chart.sheet(top, height)
    drawing.rule(axes, 0.02, 0, chart_page.INNER)
    for share in (-reach, -reach / 2, 0, reach / 2, reach):
        x = _x(share, reach)
        drawing.put(
            axes, x, 0.24, words.signed(share, 0 if share == int(share) else 1), style.LABEL, align="center", colour=style.colour("abu_tua")
        )
        axes.plot(
            [x, x], [0.42, height], color=style.colour("tinta" if share == 0 else "garis"), linewidth=1.4 if share == 0 else 0.7, zorder=0
        )
    for line, row in enumerate(mine.itertuples()):
        _row(axes, row, HEAD + ROW * (line + 0.5), reach)


def _x(points: float, reach: float) -> float:
    return NAME + AREA * (points + reach) / (2 * reach)


def _row(axes: Axes, row, y: float, reach: float) -> None:
    drawing.name(axes, 0, y, _name(row), NAME - 0.15, ROW)
    right = NAME + AREA + 0.25
    if pd.isna(row.diff_pp):
        drawing.bar(axes, NAME, y, AREA, ROW * 0.4, style.look("tidak dapat dinilai"), gid="withheld")
        said = words.label("chart.estimates.withheld", n=_counts(row).removeprefix("n = "))
        drawing.put(axes, right, y, measured_text.shorten(said, style.SMALL, RIGHT - 0.25, 2), style.SMALL, colour=style.colour("abu_tua"))
        return
    apart = row.distinguishable == 1
    drawing.whisker(axes, _x(row.low_pp, reach), _x(row.high_pp, reach), y, ROW * 0.14)
    axes.plot(
        [_x(row.diff_pp, reach)],
        [y],
        "o",
        markersize=11,
        color=style.of_instrument(row),
        zorder=6,
        markeredgewidth=2,
        markerfacecolor=style.of_instrument(row) if apart else "white",
        gid="told" if apart else "untold",
    )
    drawing.put(axes, right, y - 0.12, _printed(row), style.LABEL, bold=apart)
    drawing.put(axes, right, y + 0.13, f"{_verdict(row)} · {_counts(row)}", style.FOOT, colour=style.colour("abu_tua"))
