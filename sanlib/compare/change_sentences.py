"""A comparison in words: the sentences that open it, and its rows as printed, grouped by what moved them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanlib import words
from sanlib.project.binding import bound

PRINTED = tuple("cause region indicator instrument target_set old new change_pp distinguishable verdicts why cell".split())


@bound
def printed(table: pd.DataFrame, lang: str | None = None) -> pd.DataFrame:
    """The comparison as a reader sees it: everything in words of the language, numbers as printed, changes signed."""
    shown = pd.DataFrame({name: table[name] for name in PRINTED})
    shown["cause"] = [words.label(f"cause.{name}") for name in table["cause"]]
    shown["indicator"] = [_indicator(row) for row in table.itertuples()]
    for column in ("old", "new"):
        shown[column] = [words.number(value, 2) for value in table[column]]
    shown["change_pp"] = [_change(row) for row in table.itertuples()]
    shown["distinguishable"] = [_told_apart(row) for row in table.itertuples()]
    return shown.set_axis([words.label(f"diff.{name}") for name in PRINTED], axis=1)


def _indicator(row) -> str:
    """The indicator with its ladder; a target and a revised old year say that they are one."""
    named = words.label(row.indicator)
    ladder = f"chart.ladder.{row.ladder}"
    named += f", {words.label(ladder)}" if words.has_label(ladder) else ""
    return named if row.measure == "capaian" else f"{words.label(f'measure.{row.measure}', period=row.period)}: {named}"


def _change(row) -> str:
    interval = "" if pd.isna(row.low_pp) else f" ({words.signed_points(row.low_pp)} .. {words.signed_points(row.high_pp)})"
    return words.signed_points(row.change_pp) + interval


def _told_apart(row) -> str:
    """Whether a sample's change can be told from chance; a count has no sampling error to tell it from."""
    return words.label(f"told.{row.distinguishable}") if row.distinguishable else "–"


def opening(table: pd.DataFrame) -> list[str]:
    """The sentences a reader needs first: how many rows moved, by which cause, and which verdicts changed."""
    if not len(table):
        return [words.label("diff.none")]
    synthetic = [words.label("synthetic") + "."] if table["synthetic"].any() else []
    counted = table["cause"].value_counts()
    parts = ", ".join(f"{words.label(f'cause.{name}')} {counted[name]}" for name in dict.fromkeys(table["cause"]))
    sentences = [*synthetic, words.label("diff.counted", rows=len(table), parts=parts)]
    sampled = table[table["basis"].str.startswith("survei") & table["change_pp"].notna() & table["change_pp"].ne(0)]
    if len(sampled):
        sentences.append(words.label("diff.apart", told=int(sampled["distinguishable"].eq("ya").sum()), rows=len(sampled)))
    return [*sentences, *_verdicts(table)]


def _verdicts(table: pd.DataFrame) -> list[str]:
    """Which verdicts changed between figures that may be compared, each named; how many changed otherwise."""
    changed = table[table["verdicts"].ne("")]
    like = changed[changed["comparable"].astype(bool)]
    where = "; ".join(f"{row.region}, {words.label(row.indicator)} ({row.instrument}), {row.verdicts}" for row in like.itertuples())
    named = [words.label("diff.verdicts_changed", count=len(like), where=where)] if len(like) else []
    other = len(changed) - len(like)
    broken = [words.label("diff.verdicts_broken", count=other)] if other else []
    return named + broken or [words.label("diff.verdicts_same")]


def foremost(table: pd.DataFrame) -> pd.DataFrame:
    """The rows to look at first, as printed: changed verdicts, then the largest changes; only what may be compared."""
    like = table[table["comparable"].astype(bool)]
    order = pd.DataFrame(
        {"verdict": like["verdicts"].eq(""), "told": ~like["distinguishable"].isin(("ya", "hitungan")), "size": -like["change_pp"].abs()}
    )
    first = order.sort_values([*order], kind="stable").index[:10]
    return without_empty(printed(table).loc[first])


def without_empty(shown: pd.DataFrame) -> pd.DataFrame:
    """Without the columns in which nothing stands."""
    return shown.loc[:, [(shown[name] != "").any() for name in shown]]


def groups(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each cause in words with its rows as printed, in the order of the table."""
    shown = printed(table)
    for name, rows in table.groupby("cause", sort=False):
        heading = words.label("diff.group", cause=words.label(f"cause.{name}"), rows=len(rows))
        yield heading, shown.loc[rows.index].iloc[:, 1:]


@bound
def text(table: pd.DataFrame, title: str, lang: str | None = None) -> str:
    """The comparison for a terminal: aligned, grouped by cause, the most important first, nothing cut."""
    lines = [title, *opening(table)]
    for heading, rows in groups(table):
        lines += ["", heading, *_aligned(rows)]
    return "\n".join(lines)


def _aligned(rows: pd.DataFrame) -> list[str]:
    """Name, instrument and numbers in columns; what it is made of and where it stands below, indented."""
    heads = rows.iloc[:, [0, 1, 2, 3]].apply(lambda row: " · ".join(filter(None, row)), axis=1)
    numbers = [rows.iloc[:, place] for place in (4, 5, 6)]
    wide, *widths = (int(column.str.len().max()) for column in (heads, *numbers))
    lines = []
    for place, head in enumerate(heads):
        old, new, change = (column.iloc[place].rjust(width) for column, width in zip(numbers, widths, strict=True))
        lines.append(f"  {head.ljust(wide)}  {old} -> {new}  {change}  {rows.iloc[place, 7]}".rstrip(" –"))
        lines += [f"      {said}" for said in rows.iloc[place, 8:] if said]
    return lines
