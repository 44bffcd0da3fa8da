"""Choosing among several figures for one region, year, indicator and instrument; none is chosen without a reason.

A figure of a visible sheet stands before that of a hidden one, the newer export before the older (SOURCES.csv, column
export_date). Figures that agree are one figure, reported as a repeat: the row that says most of it is kept, then the one in the
folder of its period. Where two that differ are left, both cells are errors and the figure is withheld: its row stays, without a
value and with the flag angka_bertentangan.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.project import date_texts, schema
from sanlib.project.problems import Problem
from sanlib.reference import indicators

KEY = ("instrument", "ladder", "region_code", "period", "indicator")
CONTESTED = "angka_bertentangan"
PRINTED = 0.005 + 1e-9
"""Two shares or amounts printed to two decimals are the same figure within half a hundredth."""
_NUMBERS = ("value_pct", "low_pct", "high_pct", "n", "known_pct", "amount", "base")


class Settled(NamedTuple):
    """One row a figure (`current`), every row not chosen (`superseded`), those of them an older export printed
    (`revisions`), why each withheld figure is (`contested`, by KEY, in each language), and a problem for what an analyst must decide."""

    current: pd.DataFrame
    superseded: pd.DataFrame
    revisions: pd.DataFrame
    contested: dict[tuple, dict[str, str]]
    problems: list[Problem]


class _Choice(NamedTuple):
    """What became of the rows of one key: the row kept, the others, and those of them of an older export."""

    kept: dict
    others: list[dict]
    older: list[dict]
    problems: list[Problem]
    disputed: dict[str, str] = {}


def settle(rows: list[dict]) -> Settled:
    """Rows of achievements of any number of files to one per figure (see the module's first lines)."""
    groups: dict[tuple, list[dict]] = {}
    for row in sorted(rows, key=lambda row: (row["file"], row["sheet"])):
        groups.setdefault(tuple(row[name] for name in KEY), []).append(row)
    choices = {key: _choose(group) for key, group in groups.items()}
    contested = {key: choice.disputed for key, choice in choices.items() if choice.disputed}
    _spread(choices, contested)
    current = [_withheld(choice.kept, choice.others) if key in contested else choice.kept for key, choice in choices.items()]
    return Settled(
        _ordered(current),
        _by_export([row for one in choices.values() for row in one.others]),
        _by_export([row for one in choices.values() for row in one.older]),
        contested,
        _each_once([choice for key, choice in choices.items() if not _follows(key, choice, contested)]),
    )


class Standing(NamedTuple):
    """How a figure stands beside those of other files: new (there is none), same, newer, older, or contested; and one of them."""

    row: dict
    is_: str
    other: dict | None


def standing(rows: list[dict], others: list[dict]) -> list[Standing]:
    """Each of these figures beside the others of its key, by the same rules by which one is chosen among several."""
    groups: dict[tuple, list[dict]] = {}
    for row in others:
        groups.setdefault(tuple(row[name] for name in KEY), []).append(row)
    return [_standing(row, groups.get(tuple(row[name] for name in KEY), [])) for row in rows]


def _standing(row: dict, others: list[dict]) -> Standing:
    if not others:
        return Standing(row, "new", None)
    front = [one for one in others if not any(_stands_before(other, one) for other in others)]
    differs = next((one for one in front if not _agree(one, row)), None)
    if differs is None:
        return Standing(row, "same", front[0])
    if any(_stands_before(one, row) for one in front):
        return Standing(row, "older", differs)
    beaten = all(_stands_before(row, one) for one in front)
    return Standing(row, "newer" if beaten else "contested", differs)


def _follows(key: tuple, choice: _Choice, contested: dict[tuple, dict[str, str]]) -> bool:
    """Whether a withheld figure is only the sum of parts (or what completes it), one of which is reported already."""
    if key not in contested or "+" not in choice.kept["cell"]:
        return False
    summed = indicators.complements().get(key[-1], key[-1])
    return any((*key[:-1], part) in contested for part, whole in indicators.wholes().items() if whole == summed)


def _choose(group: list[dict]) -> _Choice:
    if len(group) == 1:
        return _Choice(group[0], [], [], [])
    front = [one for one in group if not any(_stands_before(other, one) for other in group)]
    behind = [row for row in group if not any(row is one for one in front)]
    kept = max(front, key=lambda row: (_completeness(row), _in_its_own_folder(row)))
    others = [row for row in group if row is not kept]
    older = [row for row in behind if not row.get("hidden")]
    hidden = [_hidden(row, kept) for row in behind if row.get("hidden") and not _agree(row, kept)]
    if all(_agree(one, other) for one in front for other in front):
        kept = kept | {"reported_gaps": _joined(front)}
        return _Choice(kept, others, older, hidden + [_repeated(row, kept) for row in front if row is not kept and row in others])
    disputed = words.in_each_language(lambda: " / ".join(_place(row) for row in front))
    return _Choice(kept, others, [], [_contradiction(row, front) for row in front], disputed)


def _stands_before(one: dict, other: dict) -> bool:
    """Whether a row decides against another: a figure before none, visible before hidden, newer before older."""
    if _known(one.get("value_pct")) != _known(other.get("value_pct")):
        return _known(one.get("value_pct"))
    if bool(one.get("hidden")) != bool(other.get("hidden")):
        return not one.get("hidden")
    return date_texts.newer(one.get("export_date") or "", other.get("export_date") or "")


def _completeness(row: dict) -> int:
    """How much a row says of its figure: a copy whose number of households could not be read says less than the whole one."""
    return sum(_known(row.get(name)) for name in ("value_pct", "amount", "base"))


def _in_its_own_folder(row: dict) -> bool:
    """Whether a figure stands in the folder of its period; a copy sent again with a later period's files does not take its place."""
    return Path(row["file"]).parent.name == row["period"]


def _known(value) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def _agree(one: dict, other: dict) -> bool:
    """Whether two rows say the same within the rounding of two printed decimals: share, amount and base."""
    pairs = ((one.get(name), other.get(name)) for name in ("value_pct", "amount", "base"))
    return all(abs(a - b) <= PRINTED for a, b in pairs if _known(a) and _known(b))


def _withheld(kept: dict, others: list[dict]) -> dict:
    flag = ";".join(filter(None, (kept.get("flag", ""), CONTESTED)))
    return kept | dict.fromkeys(_NUMBERS) | {"flag": flag, "reported_gaps": _joined([kept, *others])}


def _joined(rows: list[dict]) -> str:
    """The gaps published beside any of these rows, each once."""
    return ";".join(dict.fromkeys(gap for row in rows for gap in (row.get("reported_gaps") or "").split(";") if gap))


def _spread(choices: dict[tuple, _Choice], contested: dict[tuple, dict[str, str]]) -> None:
    """Withholds what was computed from a withheld figure too: a whole that is the sum of its parts, and a complement."""
    wholes, complements = indicators.wholes(), indicators.complements()
    waiting = list(contested)
    while waiting:
        key = waiting.pop()
        whole = wholes.get(key[-1])
        built = [one for one, of in complements.items() if of == key[-1]]
        built += [whole] if whole and _is_sum(choices, (*key[:-1], whole), wholes) else []
        for target in ((*key[:-1], name) for name in built):
            if target in choices and target not in contested:
                contested[target] = contested[key]
                waiting.append(target)


def _is_sum(choices: dict[tuple, _Choice], whole: tuple, wholes: dict[str, str]) -> bool:
    """Whether a whole was summed from its parts, or printed as what the parts of its own file make together."""
    if whole not in choices:
        return False
    kept = choices[whole].kept
    parts = [
        row
        for part, of in wholes.items()
        if of == whole[-1]
        for choice in [choices.get((*whole[:-1], part))]
        if choice
        for row in (choice.kept, *choice.others)
        if row["file"] == kept["file"] and row["sheet"] == kept["sheet"]
    ]
    sums = ((sum(row.get(name) or 0 for row in parts), kept.get(name)) for name in ("amount", "value_pct"))
    return "+" in kept["cell"] or any(_known(own) and abs(total - own) <= 2 * PRINTED for total, own in sums)


def _ordered(rows: list[dict]) -> pd.DataFrame:
    table = schema.table(rows, schema.ACHIEVEMENTS)
    place = {name: number for number, name in enumerate(indicators.table()["indicator"])}
    order = ["period", "region_code", "sector", "instrument"]
    ranked = table.assign(_rank=table["indicator"].map(place)).sort_values([*order, "_rank"], kind="stable")
    return ranked.drop(columns="_rank").reset_index(drop=True)


def _by_export(rows: list[dict]) -> pd.DataFrame:
    table = schema.table(rows, schema.ACHIEVEMENTS)
    return table.sort_values(["export_date", "file", "sheet"], kind="stable").reset_index(drop=True)


def _place(row: dict) -> str:
    where = " > ".join(filter(None, (row["file"], row["sheet"], row["cell"])))
    return f"{_figure(row)} ({where})"


def _figure(row: dict) -> str:
    """A figure as it is said: its share, and what that is of what."""
    share = f"{words.trimmed(row['value_pct'], 4)}%" if _known(row.get("value_pct")) else "–"
    amount, base = (row.get(name) for name in ("amount", "base"))
    parts = (
        f"{words.trimmed(amount)}/{words.trimmed(base)} {words.unit(row.get('base_unit', ''))}".strip()
        if _known(amount) and _known(base)
        else ""
    )
    return f"{share} = {parts}" if parts else share


def _plain(row: dict) -> str:
    """The share as a table holds it."""
    return f"{row['value_pct']:.10g}" if _known(row.get("value_pct")) else "–"


def _about(row: dict) -> dict:
    return {name: str(row.get(name) or "–") for name in ("region", "period", "indicator", "export_date")}


def _contradiction(row: dict, front: list[dict]) -> Problem:
    others = [one for one in front if not _agree(one, row)]
    key = "conflict.in_file" if len({one["file"] for one in front}) == 1 else "conflict.of_files"

    def said() -> str:
        return "; ".join(f"{_place(one)}, export_date {one.get('export_date') or '–'}" for one in others)

    return _problem(
        "figures_contradict", row, {"others": words.in_each_language(said), "how": words.in_each_language(lambda: words.label(key))}
    )


def _problem(rule: str, row: dict, more: dict) -> Problem:
    """A problem at the cell of a figure, with what the sentence says of the others."""
    said = _about(row) | more | {"value": words.in_each_language(lambda: _figure(row))}
    return Problem(rule, row["file"], row["sheet"], row["cell"].split("+")[0], row["indicator"], _plain(row), said)


def _hidden(row: dict, kept: dict) -> Problem:
    return _problem("figure_in_hidden_sheet", row, {"taken": words.in_each_language(lambda: _place(kept))})


def _repeated(row: dict, kept: dict) -> Problem:
    taken = words.in_each_language(lambda: _place(kept))
    return _problem("figure_repeated", row, {"taken": taken, "beside": " > ".join((kept["file"], kept["sheet"]))})


def _each_once(choices) -> list[Problem]:
    """Each problem once for its cell, and of repeats the first of a pair of sheets with their number."""
    found: dict[tuple, Problem] = {}
    repeats: dict[tuple, list[Problem]] = {}
    for problem in (problem for choice in choices for problem in choice.problems):
        if problem.rule == "figure_repeated":
            repeats.setdefault((problem.file, problem.sheet, problem.details["beside"]), []).append(problem)
        else:
            found.setdefault((problem.rule, problem.file, problem.sheet, problem.cell), problem)
    return [*found.values(), *(same[0]._replace(details=same[0].details | {"count": len(same)}) for same in repeats.values())]
