"""What the whole is made of: the waste ladder or the access ladder, one stacked bar per region, parts of 100."""

from __future__ import annotations

import functools

import pandas as pd
from matplotlib.axes import Axes

from sanlib import words
from sanlib.charts import alt, credit, draw, page, rows, style, text

PARTS = {
    "timbulan": [("pengurangan", "penanganan", "tidak_terkelola")],
    "2020": [("aman", "layak_sendiri", "layak_bersama", "belum_layak"), ("layak", "belum_layak")],
    "2015": [("layak", "dasar", "babs")],
}
"""Which indicators make up 100 % on each ladder, the finest breakdown first."""
NAME, AREA, ROW, HEAD = 2.6, 8.5, 0.56, 0.85
THICK, SLACK = 0.36, 0.5


def chart_composition(achievements: pd.DataFrame, regions=None, sector: str | None = None,
                      lang: str = "id") -> page.Chart:
    """Parts of 100 % per region, each instrument and ladder in a panel of its own.

    Parts that do not sum to 100 are not stacked: the row says so. A flagged part is hatched. A region whose source
    gives no breakdown is left out of that panel.
    """
    mine = rows.of(achievements, sector=sector)
    names = [regions] if isinstance(regions, str) else regions
    mine = mine[mine["region"].isin(names) | mine["region_code"].isin(names)] if names is not None else mine
    title = words.label("chart.composition.title", lang, sector=rows.name(sector, lang) if sector else "",
                        periods=rows.present(mine["period"]))
    groups = [(group, parts) for group in rows.groups(mine) if (parts := _parts(group))]
    if not groups:
        return page.missing(title, words.label("chart.composition.absent", lang), achievements, lang)
    drawn = pd.concat([group[group["indicator"].isin(parts)] for group, parts in groups])
    story = page.Story(title, words.label("chart.composition.of", lang), rows.used(drawn), _notes(drawn, lang),
                       alt.alt_text(title, drawn, lang))
    return page.compose(story, [_panel(group, parts, lang) for group, parts in groups], lang)


def _parts(group: pd.DataFrame) -> tuple[str, ...]:
    """The finest set of parts that at least one region has whole; none where no region has."""
    there = group[group["value_pct"].notna()].groupby("region")["indicator"].agg(set)
    options = PARTS.get(group["ladder"].iloc[0], [])
    return next((parts for parts in options if any(set(parts) <= its for its in there)), ())


def _notes(drawn: pd.DataFrame, lang: str) -> list[str]:
    flagged = drawn[drawn["flag"].ne("")]
    why = flagged.groupby(flagged["flag"].map(lambda flag: rows.reasons(flag, lang)), sort=False)["region"].agg(
        lambda names: ", ".join(dict.fromkeys(names)))
    return [words.label("chart.flagged", lang, what=names, why=reason) for reason, names in why.items()]


def _panel(group: pd.DataFrame, parts: tuple[str, ...], lang: str) -> page.Panel:
    wide = group[group["indicator"].isin(parts)].pivot(index="region", columns="indicator", values=["value_pct", "flag"])
    complete = wide["value_pct"].astype(float).dropna()
    order = complete.sort_values(parts[-1]).index
    return page.Panel(HEAD + ROW * len(order) + 0.05, functools.partial(_draw, group, wide.loc[order], parts, lang))


def _draw(group: pd.DataFrame, wide: pd.DataFrame, parts: tuple[str, ...], lang: str, chart: page.Chart, top: float) -> None:
    axes = chart.sheet(top, HEAD + ROW * len(wide) + 0.05)
    draw.rule(axes, 0.02, 0, page.INNER)
    draw.put(axes, 0, 0.22, rows.heading(group, lang), style.HEADING, bold=True)
    draw.put(axes, page.INNER, 0.22, credit.base(group, lang), style.SMALL, colour=style.colour("abu_tua"), align="right")
    _legend(axes, parts, lang)
    for line, (region, row) in enumerate(wide.iterrows()):
        y = HEAD + ROW * (line + 0.5)
        draw.put(axes, 0, y, text.shorten(region, style.LABEL, NAME - 0.2, 1), style.LABEL)
        _stack(axes, row, parts, y, lang)


def _legend(axes: Axes, parts: tuple[str, ...], lang: str) -> None:
    x = NAME
    for part in parts:
        said = words.label(part, lang)
        draw.bar(axes, x, 0.6, 0.3, 0.2, style.look(part))
        draw.put(axes, x + 0.38, 0.6, said, style.SMALL)
        x += 0.38 + text.width(said, style.SMALL) + 0.3


def _stack(axes: Axes, row: pd.Series, parts: tuple[str, ...], y: float, lang: str) -> None:
    values = row["value_pct"].astype(float)
    if abs(values[list(parts)].sum() - 100) > SLACK or values.min() < 0:
        said = "; ".join(f"{words.label(part, lang)} {words.number(values[part], 1, lang)} %" for part in parts)
        note = words.label("chart.composition.impossible", lang, parts=said)
        draw.put(axes, NAME, y, text.shorten(note, style.SMALL, AREA, 2), style.SMALL, italic=True)
        return
    x = NAME
    for part in parts:
        width = AREA * values[part] / 100
        flagged = bool(row["flag"][part])
        look = style.look(part)
        draw.bar(axes, x, y, width, THICK, look._replace(hatch="////") if flagged else look, gid=part)
        _inside(axes, x, y, width, values[part], look, flagged, lang)
        x += width


def _inside(axes: Axes, x: float, y: float, width: float, value: float, look: style.Look, flagged: bool, lang: str) -> None:
    said = words.number(value, 1, lang) + ("*" if flagged else "")
    if text.width(said, style.SMALL, bold=True) + 0.1 > width:
        return
    put = draw.put(axes, x + width / 2, y, said, style.SMALL, bold=True, align="center", colour=style.on(look.colour))
    if flagged or look.hatch:
        put.set_bbox({"facecolor": look.colour, "edgecolor": "none", "pad": 1.5})
