"""Two runs or two periods side by side: which figures moved, by how much, whether that can be told apart, and why."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import manifest, project, schema
from sanlib.gap import UNPUBLISHED_INTERVAL_PP
from sanlib.problems import InputError
from sanlib.rerun import causes

KEY = ["region_code", "indicator", "instrument"]
COLUMNS = ("region_code", "region", "indicator", "instrument", "target_set", "measure", "old", "new", "change_pp",
           "comparable", "distinguishable", "causes", "why", "file", "sheet", "cell")
CARRIED = ("region", "value_pct", "low_pct", "high_pct", "amount", "base", "base_unit", "basis", "ladder", "export_date",
           "flag", "period", "file", "sheet", "cell")


class Tables(NamedTuple):
    """What one side of a comparison is made of."""

    name: str
    achievements: pd.DataFrame
    gaps: pd.DataFrame
    manifest: dict


def diff(old: str | Path, new: str | Path, root=None) -> pd.DataFrame:
    """What differs between two periods, or two folders of processed tables: one row a figure or target that moved.

    Across a method break, two ladders or two kinds of measurement nothing is subtracted: `comparable` is False and
    `why` says so. An unknown period or a folder without tables is an InputError.
    """
    before, after = tables(old, root), tables(new, root)
    same = set(before.achievements["period"]) == set(after.achievements["period"])
    rows = [*_figures(before, after, same), *_targets(before, after, same)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(["measure", *KEY], kind="stable").reset_index(drop=True)


def tables(place: str | Path, root=None) -> Tables:
    """A period by its name, or the folder its tables stand in."""
    folder = Path(place)
    if not (folder / "achievements.csv").is_file():
        name = str(place)
        folder = folder if {"/", "\\"} & set(name) else project.root(root) / "data" / "processed" / project.check_period(name)
    if not all((folder / f"{name}.csv").is_file() for name in ("achievements", "gaps")):
        raise InputError("diff_no_tables", project.shown(folder, root), value=str(place))
    return Tables(str(place), schema.read_table(folder / "achievements.csv", schema.ACHIEVEMENTS),
                  schema.read_table(folder / "gaps.csv", schema.GAPS), manifest.read(folder))


def _figures(before: Tables, after: Tables, same: bool):
    pairs = _series(before.achievements).merge(
        _series(after.achievements), on=[*KEY, "series"], how="outer", suffixes=("_old", "_new"), indicator="side",
        validate="one_to_one")
    known = causes.Known(before.manifest, after.manifest, same)
    for row in pairs.itertuples():
        told = _moved(row, known) if row.side == "both" else _one_sided(row)
        if told:
            yield told


def _series(achievements: pd.DataFrame) -> pd.DataFrame:
    """The figures with the series they belong to: the ladder where an instrument gives several, as a survey does."""
    several = achievements.groupby(KEY)["ladder"].transform("nunique") > 1
    return achievements[[*KEY, *CARRIED]].assign(series=achievements["ladder"].where(several, ""))


def _one_sided(row) -> dict:
    """A figure that only one side has: a reporter, or an instrument, that appeared or disappeared."""
    side, why = ("new", "muncul") if row.side == "right_only" else ("old", "hilang")
    return _start(row, side) | {"comparable": False, "distinguishable": "", "causes": "pelapor", "why": why,
                                side: getattr(row, f"value_pct_{side}")}


def _moved(row, known: causes.Known) -> dict | None:
    old, new = row.value_pct_old, row.value_pct_new
    still = (old == new or (math.isnan(old) and math.isnan(new))) and row.flag_old == row.flag_new
    reason = causes.barrier(row, known)
    if still and (known.same or not reason):
        return None
    told = _start(row, "new") | {"old": old, "new": new, "comparable": not reason}
    if reason:
        return told | {"causes": "patahan", "why": f"tidak dapat dibandingkan: {reason}", "distinguishable": ""}
    found = causes.causes(row, known)
    return told | {"change_pp": round(new - old, 6), "distinguishable": _distinguishable(row, known.same),
                   "causes": ";".join(name for name, _ in found), "why": "; ".join(f"{n}: {text}" for n, text in found)}


def _start(row, side: str) -> dict:
    own = {name: getattr(row, f"{name}_{side}") for name in ("region", "file", "sheet", "cell")}
    return own | {name: getattr(row, name) for name in KEY} | {"target_set": "", "measure": "capaian"}


def _distinguishable(row, same: bool) -> str:
    """ya or tidak: for two samples by the interval of their difference, for a sample without one by 3 points [own rule]."""
    change = row.value_pct_new - row.value_pct_old
    if not same and row.basis_new == "survei":
        return _beyond_intervals(row, change)
    if not same and row.basis_new == "survei tanpa interval":
        return "ya" if abs(change) > UNPUBLISHED_INTERVAL_PP else "tidak"
    return "ya" if change else "tidak"


def _beyond_intervals(row, change: float) -> str:
    """Whether the interval of the difference (recovered from both intervals, independent samples) leaves out 0."""
    low = change - math.hypot(row.value_pct_new - row.low_pct_new, row.high_pct_old - row.value_pct_old)
    high = change + math.hypot(row.high_pct_new - row.value_pct_new, row.value_pct_old - row.low_pct_old)
    if math.isnan(low) or math.isnan(high):
        return "tidak diketahui"
    return "ya" if low > 0 or high < 0 else "tidak"


def _targets(before: Tables, after: Tables, same: bool):
    """Targets that differ, once a target set, indicator and ladder."""
    key = ["target_set", "indicator", "ladder"]
    old, new = (side.gaps[side.gaps["target_pct"].notna()].drop_duplicates(key).set_index(key)
                for side in (before, after))
    for name in sorted(set(old.index) & set(new.index)):
        was, now = old.loc[name], new.loc[name]
        if was["target_pct"] != now["target_pct"]:
            years = f"{was['target_year']:.0f} -> {now['target_year']:.0f}"
            yield {"target_set": name[0], "indicator": name[1], "region_code": "", "region": "", "instrument": "",
                   "measure": "target", "old": was["target_pct"], "new": now["target_pct"], "comparable": True,
                   "change_pp": round(now["target_pct"] - was["target_pct"], 6), "distinguishable": "ya",
                   "causes": "target", "why": "targets.csv" if same else f"target: {years}",
                   "file": "data/raw/reference/targets.csv", "sheet": "", "cell": ""}
