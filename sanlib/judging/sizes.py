"""How large a deficit is, in points and in households or tonnes; on both bases where the base jumped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sanlib import words

HOUSEHOLDS = ("KK", "rumah tangga")
"""Units of a base that counts households."""
AMOUNTS = {"shortfall_households": "find.kk", "shortfall_tonnes": "tonnes"}
"""The columns of `gaps` that hold a size in units of the base, with the key of that unit in labels.csv."""


class Size(NamedTuple):
    """The size of a deficit on its base; where the base jumped also its size on the previous one, second."""

    points: tuple[float, ...]
    amount: tuple[float, ...]
    unit: str
    """`find.kk` or `tonnes` (keys of labels.csv); "" where the source gives no base."""


def amounts(rows: pd.DataFrame, points: pd.Series, base: pd.Series) -> pd.Series:
    """The size of a deficit of `points` in units of `base`: from the row's own amount where it has one, else from its share.

    target % x base - amount where more is better, amount - target % x base where less is; never below 0, and 0 where no point
    is missing. A share printed to two decimals is up to 0.005 points off, 10 of 200,000 households.
    """
    away = rows["target_pct"] / 100 * base - rows["amount"]
    exact = away.where(rows["direction"].eq("minimal"), -away)
    size = exact.where(exact.notna(), points / 100 * base).clip(lower=0)
    return size.where(points.gt(0), points * base * 0)


def of(row) -> Size:
    """The sizes of one row of `gaps`: on its base, then on the previous one; without points where no deficit can be judged."""
    read = reader(row)
    short = float(read("shortfall_pp"))
    if not short > 0:
        return Size((), (), "")
    column, unit = next(((name, unit) for name, unit in AMOUNTS.items() if pd.notna(read(name))), ("", ""))
    points: tuple[float, ...] = (short,)
    amount: tuple[float, ...] = (float(read(column)),) if column else ()
    if column and pd.notna(read("alt_base")):
        points += (_short(read, float(read("alt_pct"))),)
        amount += (_on_other_base(read, points[-1]),)
    return Size(points, amount, unit)


def _on_other_base(read, points: float) -> float:
    frame = pd.DataFrame([{name: read(name) for name in ("target_pct", "amount", "direction")}])
    return float(amounts(frame, pd.Series([points]), pd.Series([read("alt_base")])).iloc[0])


def beside(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `gaps` with each size on the previous base beside it (`alt_shortfall_pp` ...), blank where the base did not jump.

    A table without sizes, or in which no base jumped, is given back as it is.
    """
    if not {"alt_base", "shortfall_pp", "required_pp_per_year"} <= set(rows) or rows["alt_base"].isna().all():
        return rows
    other = [{f"alt_{name}": both[1] for name, both in _by_column(row).items() if len(both) > 1} for row in rows.itertuples()]
    found = pd.DataFrame(other, index=rows.index).round(6)
    columns = [one for name in rows for one in (name, f"alt_{name}") if one in rows or one in found]
    return pd.concat([rows, found[[name for name in found if name not in rows]]], axis=1)[list(dict.fromkeys(columns))]


def _by_column(row) -> dict[str, tuple[float, ...]]:
    """The sizes of a deficit by the column of `gaps` that holds the first of them."""
    size = of(row)
    amount = {name: size.amount for name, unit in AMOUNTS.items() if unit == size.unit}
    return {"shortfall_pp": size.points, **amount, "required_pp_per_year": each_year(row)}


def said(row) -> tuple[str, str]:
    """A deficit as printed: its points, and its households or tonnes with their unit ("" where there is no base)."""
    size = of(row)
    points = words.point_span(size.points) if size.points else ""
    return points, f"{words.span(size.amount, 0)} {words.label(size.unit)}" if size.amount else ""


def share(row, places: int | None = None) -> str:
    """A capaian in a sentence: "92,77%"; where the base jumped also the share on the previous one, if that is printed as another."""
    said, other = words.percent(_shares(row)[0], places), other_share(row, places)
    return words.label("share.two_bases", value=said, other=other) if other else said


def other_share(row, places: int | None = None) -> str:
    """The share on the previous base, where the base jumped and that is printed as another; "" elsewhere."""
    value, *other = _shares(row)
    beside = [words.percent(one, places) for one in other]
    return "".join(beside) if beside != [words.percent(value, places)] else ""


def unsure(row) -> bool:
    """Whether a deficit in points has two sizes that are printed apart, because the base jumped."""
    return len(set(map(words.points, of(row).points))) > 1


def share_span(row) -> str:
    """A capaian in a list, with as little as it takes: "92,77%"; where the base jumped the shares on both, "74,72-92,77%"."""
    shares = _shares(row)
    return f"{words.span(shares, words.column_places(shares))}%"


def _shares(row) -> list[float]:
    """A capaian, and where the base jumped the share on the previous one."""
    read = reader(row)
    return [read("value_pct"), *(one for one in [read("alt_pct")] if pd.notna(one))]


def base(row) -> str:
    """What a capaian is a share of, as printed: "54.646"; both where it jumped, "207.989-258.212"."""
    read = reader(row)
    return words.span([end for end in (read("base"), read("alt_base")) if pd.notna(end)], 0)


def a_year(row) -> str:
    """The points needed a year until the target year, both where the base jumped; "" where the target falls due in the period."""
    yearly = each_year(row)
    return words.point_span(yearly) if yearly else ""


def each_year(row) -> tuple[float, ...]:
    """The points needed a year on the base, then on the previous one where it jumped; none where none are needed or the year has come."""
    read = reader(row)
    if pd.isna(read("required_pp_per_year")) or not read("required_pp_per_year") > 0:
        return ()
    years = float(read("shortfall_pp")) / float(read("required_pp_per_year"))
    return tuple(points / years for points in of(row).points)


def _short(read, share: float) -> float:
    away = float(read("target_pct")) - share
    return max(away if read("direction") == "minimal" else -away, 0.0)


def reader(row) -> Callable[[str], Any]:
    """Reads a field of a row, whatever kind of row it is (Series, dict, tuple); one it does not have is missing."""
    if isinstance(row, (dict, pd.Series)):
        return lambda name: row.get(name, np.nan)
    return lambda name: getattr(row, name, np.nan)
