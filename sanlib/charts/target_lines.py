"""Where a series over the years should be: the target sets that apply to it, each year's own as a step, named at the right."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from sanlib import words
from sanlib.charts import chart_rows, style
from sanlib.reference import targets as reference
from sanlib.reference.targets import dated

DASHES = ("-", (0, (6, 1.6, 1.2, 1.6)), (0, (1.2, 1.2)), (0, (7, 2)), (0, (6, 1.6, 1.2, 1.6, 1.2, 1.6)), (0, (3, 3)))
"""How the lines of different sets on one chart are told apart, in colour or in grey."""
WIDTH = 1.5
"""Points; the dashes are so many of these, so that a line and its key are alike only at one width."""
COLUMNS = ["target_set", "scope", "ladder", "indicator", "direction", "target_year", "target_pct", "target_source", "target_confidence"]


class Step(NamedTuple):
    """The share a set asks for in one year of the chart: its row for that year, else for its next later year."""

    year: int
    row: pd.Series


class Aim(NamedTuple):
    """One target set of one scope: its steps, how its line is drawn, and the sets that the same line says (`_covered`)."""

    steps: list[Step]
    dash: str | tuple
    also: tuple[Aim, ...] = ()

    @property
    def last(self) -> pd.Series:
        return self.steps[-1].row

    def applies(self, code: str) -> bool:
        return self.last["scope"] in ("nasional", code[:2], code)


def of(mine: pd.DataFrame, last_year: float = 0) -> list[Aim]:
    """The sets that apply to the regions, indicator and ladders of `mine`, from its first year to its last (or `last_year`).

    Which row of a set holds in a year is the rule of the gaps: that year's, else the next later one; past its last year none.
    """
    if not len(mine):
        return []
    rows = _applying(mine, reference.targets())
    years = range(int(mine["year"].min()), int(max(mine["year"].max(), last_year)) + 1)
    found = [_steps(own, years) for _, own in rows.groupby(["target_set", "scope", "ladder"], sort=False)]
    return [one._replace(dash=DASHES[n % len(DASHES)]) for n, one in enumerate(_each_once([Aim(steps, "-") for steps in found if steps]))]


def _each_once(aims: list[Aim]) -> list[Aim]:
    """Sets whose whole line lies on another's, in every region it is drawn for, are said by that one: two lines at a place are one."""
    hosts: dict[int, list[int]] = {}
    for place in sorted(range(len(aims)), key=lambda place: -len(aims[place].steps)):
        over = next((host for host in hosts if _covered(aims[place], aims[host])), None)
        hosts.setdefault(place if over is None else over, []).append(place)
    return [aims[host]._replace(also=tuple(aims[each] for each in said if each != host)) for host, said in sorted(hosts.items())]


def _covered(aim: Aim, other: Aim) -> bool:
    """Whether a line stands wherever another does, at its share in each of its years."""
    drawn = {step.year: step.row["target_pct"] for step in other.steps}
    everywhere = other.last["scope"] == "nasional" or aim.last["scope"].startswith(other.last["scope"])
    return everywhere and all(drawn.get(step.year) == step.row["target_pct"] for step in aim.steps)


def _applying(mine: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    codes = set(mine["region_code"])
    scopes = {"nasional", *codes, *(code[:2] for code in codes)}
    kept = targets["indicator"].isin(mine["indicator"]) & targets["ladder"].isin(mine["ladder"]) & targets["scope"].isin(scopes)
    named = {"year": "target_year", "source": "target_source", "confidence": "target_confidence"}
    return targets[kept & targets["target_pct"].notna()].rename(columns=named)[COLUMNS]


def _steps(own: pd.DataFrame, years: range) -> list[Step]:
    rows = [row for _, row in own.sort_values("target_year", kind="stable").iterrows()]
    ahead = [(year, next((row for row in rows if row["target_year"] >= year), None)) for year in years]
    return [Step(year, row) for year, row in ahead if row is not None]


def rows(aims: list[Aim]) -> pd.DataFrame:
    """The rows of targets.csv the lines are drawn from, once each: they are saved beside the figures."""
    drawn = [step.row for aim in aims for each in (aim, *aim.also) for step in each.steps]
    return pd.DataFrame(drawn, columns=COLUMNS).drop_duplicates().reset_index(drop=True).assign(synthetic=False)


def with_figures(figures: pd.DataFrame, aims: list[Aim]) -> pd.DataFrame:
    """The table saved beside a chart: its figures, then the targets drawn."""
    if not aims:
        return figures
    together = pd.concat([figures, rows(aims)], ignore_index=True)
    text = [name for name in together if not (is_numeric_dtype(together[name]) or is_bool_dtype(together[name]))]
    return together.assign(**{name: together[name].fillna("") for name in text})


def shares(aims: list[Aim]) -> list[float]:
    """Every share the lines stand at."""
    return [float(step.row["target_pct"]) for aim in aims for step in aim.steps]


def name(aim: Aim) -> str:
    """A line's name: every set it says with the year its right end is due, and what is asked for then."""
    return _named(aim, lambda one: dated(one.last["target_set"], one.last["target_year"]), _asked)


def name_of_steps(aim: Aim) -> str:
    """A line's name with each of its steps: "Target RPJMN 2025-2029: min. 51,21% (2025), 100% (2029)"; of one step as `name`."""

    def called(one: Aim) -> str:
        return one.last["target_set"] if len(levels(one)) > 1 else dated(one.last["target_set"], one.last["target_year"])

    def said(one: Aim) -> str:
        first, *further = levels(one)
        if not further:
            return _asked(one)
        listed = [f" ({first[-1].row['target_year']:.0f})", *(f", {share(a[-1].row)} ({a[-1].row['target_year']:.0f})" for a in further)]
        return _asked(Aim(first, "-")) + "".join(listed)

    return _named(aim, called, said)


def levels(aim: Aim) -> list[list[Step]]:
    """The steps of a line, those at one share together."""
    return [list(steps) for _, steps in itertools.groupby(aim.steps, key=lambda step: step.row["target_pct"])]


def _named(aim: Aim, called: Callable[[Aim], str], said: Callable[[Aim], str]) -> str:
    """ "Target A 2019, B (2030): min. 100%": sets that ask for the same stand together."""
    by_share: dict[str, list[str]] = {}
    for one in (*aim.also, aim):
        by_share.setdefault(said(one), []).append(called(one))
    each = "; ".join(f"{', '.join(dict.fromkeys(names))}: {asked}" for asked, names in by_share.items())
    return f"{words.label('explain.target')} {each}"


def share(row: pd.Series) -> str:
    """What a row of targets.csv asks for, as printed."""
    return words.percent(row["target_pct"], None)


def _asked(aim: Aim) -> str:
    """What a line asks for at its right end: "min. 100%"."""
    return chart_rows.asked(aim.last["direction"], aim.last["target_pct"])


def unverified(aims: list[Aim]) -> list[str]:
    """The note that names the targets drawn which no primary source confirms; none where all are."""
    drawn = rows(aims)
    named = [dated(row.target_set, row.target_year) for row in drawn[drawn["target_confidence"].eq("unverified")].itertuples()]
    return [words.label("chart.trend.unverified", targets=", ".join(named))] if named else []


def sentences(aims: list[Aim]) -> str:
    """The lines in words, for the alt text."""
    return " ".join(f"{name_of_steps(aim)}." for aim in aims)


def points(aim: Aim) -> tuple[list[float], list[float]]:
    """The corners of a line: half a year either side of each year, at what the set asks for in it."""
    across = [edge for step in aim.steps for edge in (step.year - 0.5, step.year + 0.5)]
    return across, [float(step.row["target_pct"]) for step in aim.steps for _ in (0, 1)]


def key(axes: Axes, left: float, right: float, y: float, dash: str | tuple) -> None:
    """A piece of a target's line, beside its name."""
    axes.plot([left, right], [y, y], color=style.colour("tinta"), linewidth=WIDTH, linestyle=dash, gid="target key")


def draw(axes: Axes, aims: list[Aim]) -> None:
    """Each set's line in ink, behind the figures."""
    for aim in aims:
        across, up = points(aim)
        axes.plot(across, up, color=style.colour("tinta"), linewidth=WIDTH, linestyle=aim.dash, gid="target line", zorder=1.8)
