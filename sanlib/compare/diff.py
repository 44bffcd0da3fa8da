"""Two runs or two periods side by side: which figures moved, by how much, whether that can be told apart, and why."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.compare import causes, change_sentences, survey_changes
from sanlib.compare.target_changes import moved as moved_targets
from sanlib.compare.target_changes import verdict_changes
from sanlib.judging import gap
from sanlib.judging.gap import UNPUBLISHED_INTERVAL, UNPUBLISHED_INTERVAL_PP
from sanlib.periods import manifest
from sanlib.periods.period import HOUSEHOLDS, open_period
from sanlib.printing import table_kinds
from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import indicators

KEY = ["region_code", "indicator", "instrument"]
COLUMNS = tuple(
    """
    period region_code region indicator instrument ladder basis target_set measure old new change_pp low_pp high_pp comparable
    distinguishable verdicts cause causes effects why synthetic file sheet cell
    """.split()
)
"""One row a figure or target that moved. `measure` is capaian, target, or revisi (an old year as its source gives it
now); `change_pp` = new - old in points, blank where it must not be subtracted; `effects` is each cause's own part of it
("data=+1.2;pembagi=-0.3"), blank where parts cannot be told apart; `verdicts` what became of the verdicts."""
NUMBERS = ("old", "new", "change_pp", "low_pp", "high_pp")
table_kinds.know(
    table_kinds.Kind(
        "diff",
        COLUMNS,
        printed=change_sentences.printed,
        below=("why", "cell"),
        said_once=("instrument", "distinguishable", "target_set", "verdicts"),
    )
)
CARRIED = tuple(
    """
    region value_pct alt_pct low_pct high_pct amount base base_unit basis ladder export_date flag period synthetic file sheet cell
    """.split()
)
YES, NO, UNKNOWN, COUNT = "ya", "tidak", "tidak diketahui", "hitungan"
"""Whether a sample's change can be told from chance; a count has no sampling error, and a target (blank) neither."""


class Tables(NamedTuple):
    """The tables of one side of a comparison; `households` is None where it has no survey."""

    name: str
    achievements: pd.DataFrame
    gaps: pd.DataFrame
    manifest: dict
    households: pd.DataFrame | None = None


class Sides(NamedTuple):
    """Both sides and what is known of them: the verdicts that changed, the surveys' parts, the old year as revised."""

    before: Tables
    after: Tables
    known: causes.Known
    verdicts: dict[tuple, str]
    surveyed: dict[survey_changes.Key, survey_changes.Change]
    revised: dict[tuple, NamedTuple]
    lang: str


@bound
def diff(old: str | Path, new: str | Path, root=None, lang: str | None = None) -> pd.DataFrame:
    """What differs between two periods, or two folders of processed tables: one row a figure or target that moved (COLUMNS).

    Across a method break, two ladders or two kinds of measurement nothing is subtracted: `comparable` is False and
    `why` says so. The most important come first: by cause, then a changed verdict, then what can be told from chance,
    then size. `old` "" is the last period before `new` with processed tables; where there is none nothing moved: no
    rows. An unknown period or a folder without tables is an InputError.

    >>> san.diff("2022", "2023")["cause"].unique().tolist()
    ['data', 'pembagi', 'target', 'patahan', 'pelapor']
    """
    old = old or previous(str(new))
    if not old:
        return pd.DataFrame(columns=COLUMNS)
    before, after = tables(old), tables(new)
    _refuse_synthetic_beside_real(before, after)
    return compare(before, after, _history(new, before, after))


@bound
def previous(period: str, root=None) -> str:
    """The last earlier period of the same series with processed tables: a year after a year, an example after an example."""
    made = [path.parent.name for path in (folders.root() / "data" / "processed").glob("*/achievements.csv")]
    named, year = folders.series(period)
    before = [name for name in made if folders.series(name)[0] == named and folders.series(name)[1] < year]
    return max(before, key=folders.series, default="")


@bound
def compare(before: Tables, after: Tables, history: pd.DataFrame | None = None, root=None, lang: str | None = None) -> pd.DataFrame:
    """As `diff`, from tables already loaded; `history` is every figure up to the new period, as its sources give it now."""
    same = set(before.achievements["period"]) == set(after.achievements["period"])
    known = causes.Known(before.manifest, after.manifest, same, frozenset(indicators.complements()))
    surveyed = survey_changes.changes(before.households, after.households, known, _fingerprints())
    sides = Sides(
        before,
        after,
        known,
        verdict_changes(before.gaps, after.gaps, KEY),
        surveyed,
        {} if same else _revised(before.achievements, history),
        words.language(),
    )
    rows = [*_figures(sides), *_revisions(sides), *moved_targets(before.gaps, after.gaps, same)]
    return _ordered(pd.DataFrame(rows, columns=COLUMNS))


@bound
def tables(place: str | Path, root=None) -> Tables:
    """A period by its name, or the folder its tables stand in."""
    folder = Path(place)
    if not (folder / "achievements.csv").is_file():
        name = str(place)
        folder = folder if {"/", "\\"} & set(name) else folders.processed(folders.check_period(name))
    if not all((folder / f"{name}.csv").is_file() for name in ("achievements", "gaps")):
        raise InputError("diff_no_tables", folders.shown(folder), value=str(place))
    surveyed = next((path for path in _households(folder, place) if path.is_file()), None)
    return Tables(
        str(place),
        schema.read_table(folder / "achievements.csv", schema.ACHIEVEMENTS),
        schema.read_table(folder / "gaps.csv", schema.GAPS),
        manifest.read(folder),
        pd.read_parquet(surveyed) if surveyed else None,
    )


def _households(folder: Path, place: str | Path) -> list[Path]:
    """Where the households behind these tables may stand: beside them, or, of a period by its name, in its private folder."""
    named = [] if folder == Path(place) else [folders.private(str(place)) / HOUSEHOLDS]
    return [folder / HOUSEHOLDS, *named]


def _refuse_synthetic_beside_real(before: Tables, after: Tables) -> None:
    """Tables that are synthetic as a whole are not held against tables that are real as a whole."""
    sides = [set(side.achievements["synthetic"]) for side in (before, after)]
    if sides in ([{True}, {False}], [{False}, {True}]):
        raise InputError("diff_synthetic_and_real", value=f"{Path(before.name).name}, {Path(after.name).name}")


def _fingerprints() -> dict[str, str]:
    folder = folders.reference("targets.csv").parent
    return {name: manifest.sources.sha256(folder / name) for name in causes.SURVEY_DEFINITIONS if (folder / name).is_file()}


def _history(new: str | Path, before: Tables, after: Tables) -> pd.DataFrame | None:
    """Every figure up to the new period as its workbooks give it now; none for a folder, or where they cannot be read."""
    if set(before.achievements["period"]) == set(after.achievements["period"]):
        return None
    try:
        return open_period(str(new), say=lambda _line: None).history
    except InputError:
        return None


def _revised(achievements: pd.DataFrame, history: pd.DataFrame | None) -> dict[tuple, NamedTuple]:
    """Figures of the old year that a newer export gives otherwise than the old run had them, as it gives them."""
    if history is None:
        return {}
    own = ["period", *KEY, "ladder"]
    now = gap.published(history).merge(
        gap.published(achievements)[[*own, "value_pct", "export_date"]], on=own, suffixes=("", "_then"), validate="one_to_one"
    )
    other = (now["value_pct"] - now["value_pct_then"]).abs().gt(1e-6) & now["export_date"].ne(now["export_date_then"])
    return {tuple(getattr(row, name) for name in (*KEY, "ladder")): row for row in now[other].itertuples()}


def _figures(sides: Sides):
    before, after = (
        _series(sides.before.achievements, sides.after.achievements),
        _series(sides.after.achievements, sides.before.achievements),
    )
    pairs = before.merge(after, on=[*KEY, "series"], how="outer", suffixes=("_old", "_new"), indicator="side", validate="one_to_one")
    for row in pairs.itertuples():
        record = _moved(row, sides) if row.side == "both" else _one_sided(row, sides)
        if record:
            yield record


def _series(mine: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The figures of one side with the series they are paired by: the ladder; blank for the one ladder of an instrument
    that the other side does not have, where the other side too has one left over (they are shown, never subtracted)."""
    keyed, there = ([tuple(key) for key in side[[*KEY, "ladder"]].itertuples(index=False, name=None)] for side in (mine, other))
    alone = [Counter(key[:-1] for key in one if key not in two) for one, two in ((keyed, set(there)), (there, set(keyed)))]
    both = set(there)
    series = ["" if key not in both and all(left[key[:-1]] == 1 for left in alone) else key[-1] for key in keyed]
    hidden = gap.withheld(mine).to_numpy()
    return gap.published(mine)[[*KEY, *CARRIED]].assign(series=series, withheld=hidden)


def _one_sided(row, sides: Sides) -> dict:
    """A figure that only one side has: a reporter, an instrument or a ladder that appeared or disappeared."""
    side, event, there = ("new", "muncul", sides.before) if row.side == "right_only" else ("old", "hilang", sides.after)
    mine = there.achievements[(there.achievements[KEY] == [getattr(row, name) for name in KEY]).all(axis=1)]
    ladder, other = getattr(row, f"ladder_{side}"), ", ".join(sorted(set(mine["ladder"])))
    why = words.label(f"why.{event}")
    if len(mine):
        why = f"{why}; {words.label('why.no_partner', ladder=ladder, other=other)}"
    return _start(row, side) | {
        "comparable": False,
        "causes": causes.REPORTER,
        "cause": causes.REPORTER,
        "why": why,
        side: getattr(row, f"value_pct_{side}"),
    }


def _moved(row, sides: Sides) -> dict | None:
    old, new = row.value_pct_old, row.value_pct_new
    still = (old == new or (math.isnan(old) and math.isnan(new))) and row.flag_old == row.flag_new
    reason = causes.barrier(row, sides.known)
    verdicts = sides.verdicts.get((*(getattr(row, name) for name in KEY), row.ladder_new), "")
    if still and not verdicts and (sides.known.same or not reason):
        return None
    record = _start(row, "new") | {"old": old, "new": new, "comparable": not reason, "verdicts": verdicts}
    if row.withheld_old or row.withheld_new:
        found = causes.of_withheld(row, sides.known)
        why = f"{words.label('why.withheld')}; {causes.sentence(found)}"
        return record | {"comparable": False, "cause": causes.main(found), "causes": ";".join(one.name for one in found), "why": why}
    if reason:
        why = words.label("why.patahan", reason=reason)
        return record | {"cause": causes.BREAK, "causes": causes.BREAK, "why": why}
    return record | _explained(row, sides)


def _explained(row, sides: Sides) -> dict:
    """The change of a figure that may be subtracted, what it is made of, and whether it can be told from chance."""
    surveyed = sides.surveyed.get((row.region_code, row.ladder_new, row.indicator)) if row.basis_new == "survei" else None
    revised = sides.revised.get((*(getattr(row, name) for name in KEY), row.ladder_old))
    parts = surveyed.parts(row.value_pct_old) if surveyed else None
    found = causes.causes(row, sides.known, parts, revised)
    low, high = _interval(row, sides.known.same, surveyed)
    return {
        "change_pp": round(row.value_pct_new - row.value_pct_old, 6),
        "low_pp": low,
        "high_pp": high,
        "distinguishable": _distinguishable(row, sides.known.same, low, high),
        "cause": causes.main(found),
        "causes": ";".join(dict.fromkeys(one.name for one in found)),
        "why": "; ".join([causes.sentence(found), *_jumped(row, sides.known.same)]),
        "effects": ";".join(f"{one.name}={one.effect:+.6f}" for one in found if one.effect is not None),
    }


def _jumped(row, same: bool) -> list[str]:
    """That a change between periods hangs on its base, where that of the old figure jumped: with its share on the base before."""
    if same or pd.isna(row.alt_pct_old):
        return []
    said = {"period": row.period_old, "why": words.label("flag.basis_melompat"), "other": words.percent(row.alt_pct_old, 2)}
    return [words.label("why.jumped", **said)]


def _start(row, side: str) -> dict:
    own = {name: getattr(row, f"{name}_{side}") for name in ("period", "region", "ladder", "basis", "synthetic", "file", "sheet", "cell")}
    return own | {name: getattr(row, name) for name in KEY} | {"measure": "capaian"}


def _interval(row, same: bool, surveyed: survey_changes.Change | None) -> tuple[float, float]:
    """The 95 % interval of a survey's change between two periods: by both designs, else recovered from both intervals."""
    if same or row.basis_new != "survei":
        return math.nan, math.nan
    if surveyed and not math.isnan(surveyed.low):
        return round(surveyed.low, 6), round(surveyed.high, 6)
    change = row.value_pct_new - row.value_pct_old
    low = change - math.hypot(row.value_pct_new - row.low_pct_new, row.high_pct_old - row.value_pct_old)
    return round(low, 6), round(change + math.hypot(row.high_pct_new - row.value_pct_new, row.value_pct_old - row.low_pct_old), 6)


def _distinguishable(row, same: bool, low: float, high: float) -> str:
    """Whether a change can be told from chance: a sample's by its interval, or by 3 points where none was published [own rule]."""
    if row.basis_new != "survei" and row.basis_new not in UNPUBLISHED_INTERVAL:
        return COUNT
    change = row.value_pct_new - row.value_pct_old
    if not same and row.basis_new == "survei":
        return UNKNOWN if math.isnan(low) or math.isnan(high) else YES if low > 0 or high < 0 else NO
    if not same and row.basis_new in UNPUBLISHED_INTERVAL:
        return YES if abs(change) > UNPUBLISHED_INTERVAL_PP else NO
    return YES if change else NO


def _revisions(sides: Sides):
    """The old year itself: what the old run had, and what its source gives for it now."""
    for key, row in sorted(sides.revised.items()):
        own = {name: getattr(row, name) for name in ("period", "region", "basis", "synthetic", "file", "sheet", "cell")}
        yield (
            own
            | dict(zip((*KEY, "ladder"), key, strict=True))
            | dict.fromkeys(("measure", "cause", "causes"), causes.REVISION)
            | {
                "old": row.value_pct_then,
                "new": row.value_pct,
                "change_pp": round(row.value_pct - row.value_pct_then, 6),
                "comparable": True,
                "distinguishable": YES if row.basis.startswith("survei") else COUNT,
                "why": words.label("why.revised_year", old=row.export_date_then or "?", new=row.export_date or "?"),
            }
        )


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """By cause, then a changed verdict, then what can be told from chance, then the size of the change; texts not said are ""."""
    texts = [name for name in COLUMNS if name not in (*NUMBERS, "comparable", "synthetic")]
    table = table.astype(dict.fromkeys(NUMBERS, float) | dict.fromkeys(texts, object))
    table[texts] = table[texts].fillna("")
    order = pd.DataFrame(
        {
            "cause": table["cause"].map(causes.ORDER.index),
            "verdict": table["verdicts"].eq(""),
            "told": ~table["distinguishable"].isin((YES, COUNT)),
            "size": -table["change_pp"].abs().fillna(0),
        }
    )
    rest = table[["measure", *KEY, "ladder"]]
    return table.loc[pd.concat([order, rest], axis=1).sort_values([*order, *rest], kind="stable").index].reset_index(drop=True)
