"""Many regions against one target: sorted bars, the target across them, the signed gap and verdict beside each."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import schema, words
from sanlib.charts import alt, credit, draw, page, rows, style, text

NAME, BAR_AREA, ROW, HEAD = 2.6, 4.9, 0.52, 0.8
THICK = 0.3


def chart_pilots(gaps: pd.DataFrame, indicator: str, target_set: str, lang: str = "id",
                 highlight: str | None = None) -> page.Chart:
    """Every region of a table against one target set, highest first; each instrument and ladder in a panel of its own.

    A figure that cannot be judged is hatched with its reason below; a region without a figure is listed, not drawn as
    zero. With `highlight` (name or BPS code) one region keeps its colour and the rest are grey.
    """
    mine = rows.of(gaps, indicator=indicator)
    mine = mine[mine["target_set"].eq(target_set) & mine["target_pct"].notna()]
    title = words.label("chart.pilots.title", lang, indicator=rows.name(indicator, lang),
                        periods=rows.present(mine["period"]), target=target_set or "–")
    if not len(mine):
        return page.missing(title, words.label("chart.pilots.absent", lang, indicator=rows.name(indicator, lang)), gaps, lang)
    panels = [_panel(group, highlight, lang) for group in rows.groups(mine)]
    story = page.Story(title, _counted(mine, lang), rows.used(mine), _notes(gaps, mine, lang),
                       alt.alt_text(title, mine, lang))
    return page.compose(story, panels, lang)


def _counted(mine: pd.DataFrame, lang: str) -> str:
    counts = mine["verdict"].value_counts()
    parts = [f"{counts[v]} {words.label('verdict.' + v, lang)}" for v in style.keys("verdict") if v in counts]
    return words.label("chart.pilots.counted", lang, total=len(mine), parts=", ".join(parts))


def _notes(gaps: pd.DataFrame, mine: pd.DataFrame, lang: str) -> list[str]:
    absent = sorted(set(gaps["region"]) - set(mine["region"]))
    withheld = mine[mine["verdict"].eq(schema.TIDAK_DINILAI) & mine["flag"].ne("")]
    why = withheld.groupby(withheld["flag"].map(lambda flag: rows.reasons(flag, lang)), sort=False)["region"].agg(", ".join)
    return [words.label("chart.pilots.sign", lang),
            *(words.label("chart.flagged", lang, what=names, why=reason) for reason, names in why.items()),
            *([words.label("chart.pilots.no_data", lang, regions=", ".join(absent))] if absent else [])]


def _panel(group: pd.DataFrame, highlight: str | None, lang: str) -> page.Panel:
    ordered = group.sort_values(["value_pct", "region"], ascending=[False, True])
    return page.Panel(HEAD + ROW * len(group) + 0.1, functools.partial(_draw, ordered, highlight, lang))


def _draw(group: pd.DataFrame, highlight: str | None, lang: str, chart: page.Chart, top: float) -> None:
    height = HEAD + ROW * len(group) + 0.1
    axes = chart.sheet(top, height)
    draw.rule(axes, 0.02, 0, page.INNER)
    draw.put(axes, 0, 0.23, rows.heading(group, lang), style.HEADING, bold=True)
    draw.put(axes, page.INNER, 0.23, credit.base(group, lang), style.SMALL, colour=style.colour("abu_tua"), align="right")
    places = words.decimals([*group["value_pct"], *group["gap_pp"]])
    for line, row in enumerate(group.itertuples()):
        _row(axes, row, HEAD + ROW * (line + 0.5), places, highlight, lang)
    _targets(axes, group, height, lang)


def _row(axes: Axes, row, y: float, places: int, highlight: str | None, lang: str) -> None:
    chosen = highlight in (None, row.region, row.region_code)
    draw.put(axes, 0, y, text.shorten(row.region, style.LABEL, NAME - 0.2, 1), style.LABEL, bold=chosen and highlight is not None)
    draw.track(axes, NAME, y, BAR_AREA, THICK)
    draw.bar(axes, NAME, y, BAR_AREA * min(max(row.value_pct, 0), 100) / 100, THICK, _look(row, chosen), gid=row.verdict)
    if pd.notna(row.low_pct) and pd.notna(row.high_pct):
        draw.whisker(axes, NAME + BAR_AREA * row.low_pct / 100, NAME + BAR_AREA * row.high_pct / 100, y, 0.05)
    beside = NAME + BAR_AREA + 0.95
    draw.put(axes, beside, y, words.number(row.value_pct, places, lang) + " %", style.LABEL, align="right")
    withheld = row.verdict == schema.TIDAK_DINILAI
    gap = words.signed(row.gap_pp, places, lang)
    draw.put(axes, beside + 1.05, y, f"({gap})" if withheld else gap, style.HEADING, bold=not withheld, align="right", gid="gap",
             colour=style.colour("abu_tua") if withheld else "")
    draw.mark(axes, beside + 1.25, y, style.look(row.verdict), 9)
    said = text.shorten(words.label(f"verdict.{row.verdict}", lang), style.SMALL, page.INNER - beside - 1.4, 2)
    draw.put(axes, beside + 1.4, y, said, style.SMALL)


def _look(row, chosen: bool) -> style.Look:
    look = style.look(row.verdict) if chosen else style.look("lainnya")
    hatched = row.n < style.SMALL_N or row.verdict == schema.TIDAK_DINILAI
    return look._replace(hatch="////") if hatched else look


def _targets(axes: Axes, group: pd.DataFrame, height: float, lang: str) -> None:
    """One line per target the rows carry (a set may differ by period), its height in words above it."""
    for (target, year), some in group.groupby(["target_pct", "target_year"], sort=True):
        verified = some["target_confidence"].ne("unverified").all()
        x = NAME + BAR_AREA * target / 100
        draw.target(axes, x, HEAD - 0.08, height, verified)
        said = words.label(f"chart.{some['direction'].iloc[0]}", lang, target=words.number(
            target, words.decimals([target]), lang)) + f" · {year:.0f}" + ("" if verified else " (?)")
        half = text.width(said, style.SMALL) / 2
        draw.put(axes, min(max(x, NAME + half), NAME + BAR_AREA + 0.9 - half), HEAD - 0.2, said, style.SMALL, align="center")
