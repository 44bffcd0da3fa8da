"""Numbers computed from several figures, computed again: ranks, paces with their years, and what a survey's tables hold together.

    audit_rank(tally, truth, where, context, cells)     # a row of "Peringkat": best, worst and of how many
    audit_pace(tally, truth, where, context, cells)     # a row of "Laju": pace with its interval, and the year reached
    audit_survey_csv(tally, truth, name, rows)          # differences, changes, ranks, classes and the risk index of a chart's csv
    audit_survey_alt(tally, truth, name, text, rows)    # an alt text beside the csv of its chart

Written from METHODS.md with the standard library and Student's t; nothing of sanlib is imported.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING

from scipy import stats

from .truth import REFERENCE, RUNS, Context, Printed, Truth, numbers, records, rounds_to, words

if TYPE_CHECKING:
    from .compare import Tally

UNPUBLISHED = 3.0
"""Points either way of a sample whose interval was not published."""
COMPONENTS = ("sumber_air", "air_limbah", "persampahan", "genangan", "phbs")
RANKS, PACES, INDEX = ("rank_best", "rank_worst", "of"), ("pp_per_year", "reach"), ("irs", *COMPONENTS)
SURVEY = ("survei-selisih", "survei-perubahan", "survei-peringkat", "survei-definisi", "survei-wilayah-bagian", "risiko", "risiko-strata")
"""Charts whose tables `data/processed` does not hold, or not whole."""


# ---------------------------------------------------------------- ranks


@functools.cache
def _flags(column: str, value: str) -> frozenset:
    return frozenset(row["flag"] for row in records(REFERENCE / "flags.csv") if row[column] == value)


@functools.cache
def _direction(indicator: str) -> str:
    return next((row["direction"] for row in records(REFERENCE / "indicators.csv") if row["indicator"] == indicator), "")


@functools.cache
def _pilots() -> frozenset:
    return frozenset(row["region_code"] for row in records(REFERENCE / "regions.csv") if row["pilot_batch"])


def _sides(row: dict) -> tuple[float, float, float, float]:
    """Least and greatest value (two where the base jumped), and how far its interval reaches down and up."""
    value = float(row["value_pct"])
    other = float(row.get("alt_pct") or value)
    slack = UNPUBLISHED if row["basis"] == "survei tanpa interval" else 0.0
    low, high = (float(row[name]) if row.get(name) else value + sign * slack for name, sign in (("low_pct", -1), ("high_pct", 1)))
    return min(value, other), max(value, other), max(value - low, 0.0), max(high - value, 0.0)


def _surely_above(one: dict, other: dict, count: int) -> bool:
    """Whether one share is higher than another, all pairs judged at once (Bonferroni), the facing sides joined (MOVER)."""
    least, _, down, _ = _sides(one)
    _, most, _, up = _sides(other)
    pairs = max(count * (count - 1) / 2, 1)
    stretch = NormalDist().inv_cdf(1 - 0.025 / pairs) / NormalDist().inv_cdf(0.975)
    return least - most > stretch * math.hypot(down, up) + 1e-9


def audit_rank(tally: Tally, truth: Truth, where: str, context: Context, cells: dict[str, str]) -> None:
    group = [
        row
        for row in truth.achievements(replace(context, run=truth.run, region=None))
        if _fits(row, context)
        and row["region_code"] in _pilots()
        and row["value_pct"]
        and not _flags("veto", "yes") & set(row["flag"].split(";"))
        and not row["alt_pct"]
    ]
    if not any(re.search(r"\d", cells[name]) for name in RANKS):
        _left_out(tally, truth, where, context, cells, group)
        return
    mine = [row for row in group if row["region"] == context.region]
    if len(mine) != 1:
        tally.wrong.append(f"table: {where}: ranked, but {len(mine)} of its figures can be")
        return
    better = _surely_above if _direction(context.indicator) == "minimal" else lambda one, other, count: _surely_above(other, one, count)
    ahead = sum(better(row, mine[0], len(group)) for row in group)
    behind = sum(better(mine[0], row, len(group)) for row in group)
    for name, value in zip(RANKS, (1 + ahead, len(group) - behind, len(group)), strict=False):
        for printed in numbers(cells[name], truth.lang):
            tally.same("table", f"{where} > {name}", printed, value)


def _left_out(tally: Tally, truth: Truth, where: str, context: Context, cells: dict[str, str], group: list[dict]) -> None:
    """A row without a rank is of a region that cannot be compared, and names one of its own flags, or its blank interval, as the reason."""
    own = [row for row in truth.achievements(replace(context, run=truth.run)) if _fits(row, context)]
    said = {words(truth.lang)[f"flag.{flag}"] for row in own for flag in row["flag"].split(";") if flag}
    tally.compared["table"] += 1
    if any(row["region"] == context.region for row in group) or not set(cells["not_compared"].split("; ")) <= said:
        tally.wrong.append(f"table: {where}: said not to be compared because of {cells['not_compared']!r}; its flags are {sorted(said)}")


def _fits(row: dict, context: Context) -> bool:
    """The same indicator, instrument, ladder and period, in any region."""
    asked = (
        (row["indicator"], context.indicator),
        (row["instrument"], context.instrument),
        (row["ladder"], context.ladder),
        (row["period"], context.period),
    )
    return all(wanted is None or got == wanted for got, wanted in asked)


# ---------------------------------------------------------------- pace


def audit_pace(tally: Tally, truth: Truth, where: str, context: Context, cells: dict[str, str]) -> None:
    """The slope through the points the row names, Student's interval of it, and the first year that meets the target."""
    told = numbers(cells["points"].replace("–", " "), truth.lang)
    aim = cells.get("target_set") or cells["target_pct"]  # both columns may be headed "Target (%)"
    first, last = int(told[1].value), int(told[-1].value)
    points = _points(truth, context, first, last, numbers(cells["value_pct"], truth.lang))
    tally.same("table", f"{where} > points", told[0], len(points))
    _due(tally, truth, where, cells, aim, last)
    if len({year for year, _ in points}) < 2 or len(points) != told[0].value:
        return
    line, other = _Line(points), _other_line(truth, context, first, last, points)
    slopes = (line.slope, *line.bounds(), *([other.slope] if other else []))
    found = numbers(cells["pp_per_year"].replace("..", " "), truth.lang)
    tally.same("table", f"{where} > paces", found[0]._replace(value=len(found), decimals=0), len(slopes))
    for printed, value in zip(found, slopes, strict=False):
        tally.same("table", f"{where} > pace", printed, value)
    said = words(truth.lang)["pace.other"].format(said="", other="").strip()
    here, _, there = cells["reach"].partition(said)
    _reached(tally, truth, where, here, aim, line, last)
    if other:
        _reached(tally, truth, where, there, aim, other, last)
    tally.compared["table"] += 1
    if (words(truth.lang)["flag.basis_melompat"] in cells["points"]) != bool(other):
        tally.wrong.append(f"table: {where}: that the base jumped is left out, or said where it did not")


def _due(tally: Tally, truth: Truth, where: str, cells: dict[str, str], aim: str, last: int) -> None:
    """That a target's year has come is said only of one that has."""
    if cells["required_pp_per_year"] == words(truth.lang)["pace.due"]:
        tally.compared["table"] += 1
        year = max(int(one) for one in re.findall(r"20\d\d", aim))
        if year > last:
            tally.wrong.append(f"table: {where}: the year {year} is said to have come in {last}")


def _points(truth: Truth, context: Context, first: int, last: int, shown: list[Printed]) -> list[tuple[int, float]]:
    """The figures of the years a row names, on the ladder of the capaian it prints, without those that are wrong."""
    synthetic = truth.run.startswith("contoh")
    runs = frozenset(run for run in RUNS if run.startswith("contoh") == synthetic and int(run[-4:]) <= int(truth.run[-4:]))
    years = frozenset(str(year) for year in range(first, last + 1))
    rows = truth.achievements(replace(context, run=runs, period=years, target_set=None, target_year=None))
    rows = [row for row in rows if row["value_pct"]]
    ladders = {
        row["ladder"] for row in rows if int(row["period"]) == last and any(rounds_to(float(row["value_pct"]), one) for one in shown)
    }
    kept = {
        (int(row["period"]), float(row["value_pct"]))
        for row in rows
        if row["ladder"] in ladders and not _flags("line", "isolated") & set(row["flag"].split(";"))
    }
    return sorted(kept)


def _other_line(truth: Truth, context: Context, first: int, last: int, points: list[tuple[int, float]]) -> _Line | None:
    """The line with the shares on the previous base where the base jumped; None where no base of these years did."""
    years = frozenset(str(year) for year in range(first, last + 1))
    rows = truth.achievements(replace(context, run=frozenset(RUNS), period=years, target_set=None, target_year=None))
    other = {(int(row["period"]), float(row["value_pct"])): float(row["alt_pct"]) for row in rows if row["alt_pct"] and row["value_pct"]}
    moved = [(year, other.get((year, share), share)) for year, share in points]
    return _Line(moved) if any(point in other for point in points) else None


class _Line:
    """Ordinary least squares through points."""

    def __init__(self, points: list[tuple[int, float]]):
        self.count = len(points)
        self.year, self.share = sum(x for x, _ in points) / self.count, sum(y for _, y in points) / self.count
        self.squares = sum((x - self.year) ** 2 for x, _ in points)
        self.slope = sum((x - self.year) * (y - self.share) for x, y in points) / self.squares
        left = sum((y - self.share - self.slope * (x - self.year)) ** 2 for x, y in points)
        self.spread = math.sqrt(left / (self.count - 2)) if self.count > 2 else math.nan

    def bounds(self) -> tuple[float, ...]:
        if self.count < 3:
            return ()
        margin = float(stats.t.ppf(0.975, self.count - 2)) * self.spread / math.sqrt(self.squares)
        return self.slope - margin, self.slope + margin


def _reached(tally: Tally, truth: Truth, where: str, said: str, aim: str, line: _Line, last: int) -> None:
    year = next((printed for printed in numbers(re.sub(r"\(.*?\)", "", said), truth.lang) if printed.is_year), None)
    target = numbers(truth.without_names(aim), truth.lang)
    if year and target:
        crossed = line.year + (target[-1].value - line.share) / line.slope
        tally.compared["table"] += 1
        near = {max(math.ceil(crossed + slip), last + 1) for slip in (-0.01, 0.01)}  # the target is printed to two decimals
        if year.value not in near:
            tally.wrong.append(f"table: {where} > reach: {year.text}: expected {sorted(near)}")


def audit_index(tally: Tally, truth: Truth, where: str, cells: dict[str, str]) -> None:
    """A risk index is the sum of its five components, each printed to its last digit."""
    parts = [numbers(cells[name], truth.lang) for name in COMPONENTS]
    whole = numbers(cells["irs"], truth.lang)
    if whole and all(parts):
        tally.compared["table"] += len(parts) + 1
        slack = sum(0.5 * 10.0 ** -one[0].decimals for one in [*parts, whole]) + 1e-6
        if abs(sum(one[0].value for one in parts) - whole[0].value) > slack:
            tally.wrong.append(f"table: {where}: the index {whole[0].text} is not the sum of its components")


# ---------------------------------------------------------------- survey charts


COMPARED = {
    "survei-selisih": {"n_1", "n_2", "value_1_pct", "value_2_pct", "diff_pp"},
    "survei-perubahan": {"n_before", "n_after", "value_before_pct", "value_after_pct", "diff_pp"},
    "survei-peringkat": {"rank", "rank_low", "rank_high", "of", "value_pct", "low_pct", "high_pct", "n", "known_pct"},
    "survei-definisi": {"value_pct"},
    "risiko": {"irs", *COMPONENTS},
    "risiko-strata": {"irs", *COMPONENTS},
}
"""Columns of a survey chart's csv that are compared; the others are left, by name."""


def audit_survey_csv(tally: Tally, truth: Truth, name: str, rows: list[dict]) -> None:
    """What a survey chart's csv says of itself and of the survey's figures in achievements.csv."""
    for row in rows:
        for column, text in row.items():
            number = re.fullmatch(r"[+-]?\d+(\.\d+)?", text or "") and column not in (
                "period",
                "ladder",
                "definition",
                "stratum",
                "domain_code",
            )
            if number and column not in COMPARED.get(name, ()):
                tally.leave("csv", name, column)
        if name == "survei-selisih":
            _difference(tally, truth, name, row, ("1", "2"), (row["domain_1"], row["domain_2"]), (truth.run, truth.run))
        elif name == "survei-perubahan":
            runs = (row["period_before"], row["period_after"])
            _difference(tally, truth, name, row, ("before", "after"), (row["domain"],) * 2, runs)
        elif name == "survei-peringkat" and row["rank"]:
            _place(tally, truth, name, row, rows)
        elif name.startswith("risiko") and row["irs"]:
            _holds(tally, name, row, "irs", float(row["irs"]), sum(float(row[part]) for part in COMPONENTS), 1e-5)
    if name == "survei-definisi":
        _classes(tally, truth, name, rows)


def _holds(tally: Tally, name: str, row: dict, what: str, said: float, meant: float | None, slack: float = 2e-6) -> None:
    tally.compared["csv"] += 1
    if meant is None or abs(said - meant) > slack:
        place = row.get("domain") or row.get("domain_1") or row.get("desa") or row.get("stratum") or row.get("definition")
        tally.wrong.append(f"csv: {name} > {place} > {what}: {said:g}: expected {meant if meant is None else f'{meant:g}'}")


def _difference(tally: Tally, truth: Truth, name: str, row: dict, sides: tuple, regions: tuple, runs: tuple) -> None:
    """Each side's n and share are the survey's own, and the difference is the second less the first, inside its interval."""
    for side, region, run in zip(sides, regions, runs, strict=False):
        figures = {figure.kind: figure for figure in _figures(truth, row, region, run)}
        _holds(tally, name, row, f"n_{side}", float(row[f"n_{side}"]), figures["n"].value if "n" in figures else None)
        if row[f"value_{side}_pct"]:
            share = figures.get("value_pct")
            _holds(
                tally,
                name,
                row,
                f"value_{side}_pct",
                float(row[f"value_{side}_pct"]),
                share.value if share and not share.withheld else None,
            )
    if row["diff_pp"]:
        first, second = (float(row[f"value_{side}_pct"]) for side in sides)
        _holds(tally, name, row, "diff_pp", float(row["diff_pp"]), second - first)
        inside = float(row["low_pp"]) <= float(row["diff_pp"]) <= float(row["high_pp"])
        apart = float(row["low_pp"]) > 0 or float(row["high_pp"]) < 0
        _holds(
            tally,
            name,
            row,
            "inside its interval, and told apart where that leaves out 0",
            inside + (row["distinguishable"] == "True") / 2,
            1 + apart / 2,
        )


def _figures(truth: Truth, row: dict, region: str, run: str) -> list:
    context = Context(
        region=region, indicator=row["indicator"], instrument=row["instrument"], ladder=row["ladder"], run=run, period=run[-4:]
    )
    return [figure for figure in truth.figures(context, ("n", "value_pct")) if "target_set" not in figure.row]


def _place(tally: Tally, truth: Truth, name: str, row: dict, rows: list[dict]) -> None:
    """A place is how many shares are better, one more; its range holds it; `of` counts those with a share, which are the survey's own."""
    context = Context(region=row["domain"], indicator=row["indicator"], instrument=row["instrument"], ladder=row["ladder"], run=truth.run)
    for figure in (
        one for one in truth.figures(context, ("value_pct", "low_pct", "high_pct", "n", "known_pct")) if "target_set" not in one.row
    ):
        _holds(tally, name, row, figure.kind, float(row[figure.kind]), None if figure.withheld else figure.value)
    ranked = [float(one["value_pct"]) for one in rows if one["rank"]]
    sign = 1 if row["best"] == "high" else -1
    _holds(tally, name, row, "rank", float(row["rank"]), 1 + sum(sign * share > sign * float(row["value_pct"]) for share in ranked))
    _holds(tally, name, row, "of", float(row["of"]), len(ranked))
    _holds(tally, name, row, "rank inside its range", float(row["rank_low"]) <= float(row["rank"]) <= float(row["rank_high"]), True)


def _classes(tally: Tally, truth: Truth, name: str, rows: list[dict]) -> None:
    """The classes of a definition are all households; those of the survey's own ladder are its achievements."""
    for definition in dict.fromkeys(row["definition"] for row in rows):
        own = [row for row in rows if row["definition"] == definition and row["value_pct"]]
        if own:
            _holds(tally, name, own[0], "sum", sum(float(row["value_pct"]) for row in own), 100.0, 1e-4)
        for row in own if definition == "2020" else ():
            context = Context(region=row["region"], indicator=row["rung"], ladder="2020", run=truth.run, period=truth.run[-4:])
            shares = [figure.value for figure in truth.figures(context, ("value_pct",)) if not figure.withheld]
            if shares:  # of the classified, where the chart's are of all households
                _holds(tally, name, row, row["rung"], float(row["value_pct"]), shares[0], 1.0)


def audit_survey_alt(tally: Tally, truth: Truth, name: str, text: str, rows: list[dict]) -> None:
    """Each sentence of an alt text begins with one row's name; its numbers are that row's."""
    said = words(truth.lang)
    by_name = {name_: row for row in rows for name_ in [_called(row, said)] if name_}
    for piece in re.split(r"(?<!\bKab)(?<!\bKec)\.\s+", text.strip()):
        own = max(
            (key for key in by_name if piece.startswith((f"{key}:", f"{key} ")) or f": {key}" in piece),
            key=len,
            default=None,
        )
        if own is None:
            continue
        held = [float(value) for value in by_name[own].values() if re.fullmatch(r"[+-]?\d+(\.\d+)?", value or "")]
        plain = truth.without_names(piece.replace(own, " ", 1))
        for printed in numbers(re.sub(r"contoh-\d{4}|(?<=\d)–(?=\d)", " ", plain), truth.lang):
            if not printed.is_year:
                _held(tally, name, piece, printed, held)


def _held(tally: Tally, name: str, piece: str, printed: Printed, held: list[float]) -> None:
    tally.compared["alt"] += 1
    if not any(rounds_to(value, printed) for value in held):
        tally.wrong.append(f"alt: {name}: {piece[:80]}: {printed.text}: in no cell of its row")


def _called(row: dict, said: dict[str, str]) -> str:
    """A row by the name its chart uses."""
    if "domain_1" in row:
        return f"{row['domain_2']} – {row['domain_1']}"
    if row.get("stratum"):
        return said["chart.risk.stratum"].format(name=row["stratum"])
    return row.get("domain") or row.get("desa") or ""
