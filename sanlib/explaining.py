"""The trail of any number sanlib prints, by one call: from a row, a chart, its saved table, an id of a brief, or by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sanlib import trail, words
from sanlib.documents import appendix, pack_folder
from sanlib.judging import gap
from sanlib.periods import period as periods
from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import indicators, regions

_ID = re.compile(r"[GK]\d+")


@bound
def explain(
    what=None,
    lang: str | None = None,
    root=None,
    *,
    region: str = "",
    indicator: str = "",
    period: str = "",
    target_set: str = "",
    instrument: str = "",
) -> pd.DataFrame:
    """The trail of a number, one step a row (`step`, `what`): definition, cells or households counted, target, verdict.

    `what` is a row of any table sanlib gives (gaps, achievements, survey estimates, a chart's csv), a chart, a table, the
    path of a chart's csv, or an id printed in a brief ("G3", "K2", with `region` and `period`). Without it the number is
    named: region, indicator and period, and where several fit target_set and instrument. Several numbers stand one
    below the other, numbered in a first column `row`. InputError where nothing fits, with what there is.

    >>> san.explain(region="Kota Blitar", indicator="pengurangan", period="2023", target_set="Jakstranas")["step"].tolist()[:4]
    ['Angka', 'Definisi', 'Hitungan', 'Instrumen']
    """
    if isinstance(what, str) and _ID.fullmatch(what):
        return appendix.trail_of(_region(what, region, period), what)[["step", "what"]]
    rows = _rows(what, region, indicator, period, target_set, instrument)
    trails = [_steps(row) for row in rows]
    if len(trails) == 1:
        return trails[0]
    return pd.concat([steps.assign(row=number)[["row", "step", "what"]] for number, steps in enumerate(trails, start=1)], ignore_index=True)


@bound
def cells(what=None, root=None, **named) -> pd.DataFrame:
    """The cells behind one number, one a row: role, indicator, header, file, sheet, cell, what stands there now.

    Arguments as `explain`. Behind a survey's number stand households: file, sheet, row, rung, answer (1, 0, blank
    unknown), weight, no personal data. A need's id gives its figures' cells.

    >>> san.cells(region="Kota Blitar", indicator="pengurangan", period="2023", target_set="Jakstranas")[["role", "cell"]].values.tolist()
    [['region', 'C7'], ['year', 'A7'], ['base', 'D7'], ['pct', 'F7'], ['amount', 'E7']]
    """
    numbers = _numbers(what, named)
    if numbers and all(trail.is_survey(row) for row in numbers):
        return counted(what, **named)
    return pd.concat([trail.cells(row) for row in numbers], ignore_index=True)


@bound
def counted(what=None, root=None, **named) -> pd.DataFrame:
    """The households behind one survey number, one a row: file, sheet, row, rung, answer (1, 0, blank unknown), weight.

    Arguments as `explain`. 100 x weight of answer 1 / weight of answers 1 and 0 is the number. No personal data. No
    rows for a figure that no household of this project stands behind.
    """
    found = [trail.households(row) for row in _numbers(what, named) if trail.is_survey(row)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(trail.HOUSEHOLDS))


def _numbers(what, named: dict) -> list[pd.Series]:
    if isinstance(what, str) and _ID.fullmatch(what):
        one = _region(what, named.get("region", ""), named.get("period", ""))
        return appendix.figures_of(one, what)
    picked = {name: named.get(name, "") for name in ("region", "indicator", "period", "target_set", "instrument")}
    return _rows(what, *picked.values())


def _rows(what, region: str, indicator: str, period: str, target_set: str, instrument: str) -> list[pd.Series]:
    """The rows meant, each with every column of `gaps`, blank where the table given left it out."""
    if what is None:
        table = _named(region, indicator, period, target_set, instrument)
    elif isinstance(what, (pd.Series, Mapping)):
        return [trail.whole(what)]
    else:
        table = _saved(what) if isinstance(what, (str, Path)) else getattr(what, "drawn", what)
    if not isinstance(table, pd.DataFrame):
        raise InputError("table_expected", value=type(table).__name__, table="gaps", instead="san.gaps(period).iloc[0]")
    if not len(table):
        raise InputError("explain_empty")
    return [trail.whole(row) for row in table.to_dict("records")]


def _saved(path: str | Path) -> pd.DataFrame:
    """A chart's csv as it was saved beside it: codes stay text."""
    place = Path(path) if Path(path).is_file() else folders.root() / path
    if not place.is_file():
        raise InputError("explain_no_file", folders.shown(place))
    return schema.read_texts(place)


def _steps(row: pd.Series) -> pd.DataFrame:
    """The trail of a figure; for a row that is none (a milestone, a risk index) what it holds, column by column."""
    if row["indicator"] or "rung" in row:
        return trail.steps(row)
    held = [(_heading(name), str(value)) for name, value in row.items() if not pd.isna(value) and str(value) not in ("", "False")]
    return pd.DataFrame(held, columns=["step", "what"])


def _heading(name: str) -> str:
    return words.label_or(f"column.{name}", name)


def _named(region: str, indicator: str, period: str, target_set: str, instrument: str) -> pd.DataFrame:
    """The rows of a period's gaps that carry these names; a figure without any target comes from the achievements."""
    if not period:
        raise InputError("explain_what", value="period")
    opened = periods.opened(period)
    gaps = gap.gaps(opened)
    region = regions.official(region, opened.achievements) if region else ""
    indicator = indicators.check(indicator) if indicator else ""
    for table in (gaps, schema.table(opened.achievements, schema.GAPS)):
        rows = table[table["region"].eq(region)] if region else table
        for column, wanted in (("indicator", indicator), ("target_set", target_set), ("instrument", instrument)):
            rows = rows[rows[column].eq(wanted)] if wanted else rows
        if len(rows):
            return rows
    asked = " · ".join(filter(None, (region, indicator, period, target_set, instrument)))
    known = (
        opened.achievements[opened.achievements["region"].eq(region)]
        if region in set(opened.achievements["region"])
        else opened.achievements
    )
    raise InputError("explain_nothing", value=asked, known=", ".join(dict.fromkeys(known["region"] + " · " + known["indicator"])) or "–")


def _region(name: str, region: str, period: str):
    """What the brief that prints this id is computed from."""
    if not (region and period):
        raise InputError("explain_what", value=f"{name}: region, period")
    opened = periods.opened(period)
    gaps = gap.gaps(opened)
    return pack_folder.gather(opened, gaps, pack_folder.codes(region)[:1])[0]
