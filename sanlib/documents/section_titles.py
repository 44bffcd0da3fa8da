"""What each section of a document says: one sentence computed from the rows it shows, never more than their verdicts allow.

The rules: the chart names the figure farthest from its target in points, where its whole interval leaves no doubt, else how many
figures are short; the table counts its comparisons by verdict; the present situation gives the figure whose deficit concerns most,
as amounts or with its interval; needs, issues, recommendations, milestones, notes and sources are counted, with what is not known.
"""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.charts import findings
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents.headline import ORDER, foremost, unfit
from sanlib.judging import gap, sizes
from sanlib.reference.targets import dated


def chart(rows: pd.DataFrame, drawn: pd.DataFrame | None = None) -> str:
    """The miss surely largest in points; else how many of the figures drawn have which verdict, each by the target at its bar."""
    missed = findings.deficits(rows)
    worst = _farthest(missed)
    if worst is not None:
        far = gap.distance_of(worst)
        name, target = findings.inside(indicator_name(worst["indicator"])), dated(worst["target_set"], worst["target_year"])
        return words.label("title.chart.far", indicator=name, distance=far, target=target)
    figures = foremost(rows if drawn is None else drawn)
    return words.label("title.chart.counted", total=len(figures), verdicts=verdicts(figures))


def _farthest(missed: pd.DataFrame) -> pd.Series | None:
    """The row whose whole interval is farther from its target than every other's; the only one there is; None where none is sure."""
    missed = missed.reset_index(drop=True)
    if len(missed) < 2:
        return missed.iloc[0] if len(missed) else None
    low, high = findings.sides(missed)
    up = missed["direction"].eq("minimal")
    least = (missed["target_pct"] - high).where(up, low - missed["target_pct"])
    most = (missed["target_pct"] - low).where(up, high - missed["target_pct"])
    place = missed["shortfall_pp"].idxmax()
    return missed.loc[place] if (least[place] > most.drop(place)).all() else None


def table(rows: pd.DataFrame) -> str:
    """How many comparisons with a target got which verdict, what is met first."""
    return words.label("title.table", total=len(rows), verdicts=verdicts(rows))


def verdicts(rows: pd.DataFrame) -> str:
    """How many rows got which verdict, what is met first: together all of them."""
    return _counted({words.label(f"verdict.{name}"): int(rows["verdict"].eq(name).sum()) for name in ORDER[::-1]})


def _counted(of: dict[str, int]) -> str:
    """ "5 tercapai, 4 belum": what there is none of is left out."""
    return ", ".join(f"{count} {name}" for name, count in of.items() if count)


def situation(figures: pd.DataFrame, rows: pd.DataFrame) -> str:
    """The figure whose deficit concerns most, as amounts or with its interval; else how many figures there are, and how many unfit."""
    missed = findings.weightiest(findings.deficits(rows))
    if not len(missed):
        return words.label("title.now.count", count=len(figures), unfit=sum(unfit(figures, rows)))
    row = missed.iloc[0]
    said = {"indicator": indicator_name(row["indicator"]), "value": sizes.share(row)}
    if pd.notna(row["low_pct"]) and pd.notna(row["high_pct"]):
        ends = {end: words.number(row[f"{end}_pct"], 1) for end in ("low", "high")}
        return words.label("title.now.interval", **said, **ends)
    if pd.isna(row["amount"]) or pd.isna(row["base"]):
        return words.label("title.now.share", **said, instrument=row["instrument"])
    part = words.number(row["amount"], 0)
    return words.label("title.now.amount", **said, part=part, base=sizes.base(row), unit=words.unit(row["base_unit"]))


def needs(rows: pd.DataFrame) -> str:
    """How many needs are open, covered, or cannot be computed yet."""
    counts = {
        "short": rows["gap_high"].gt(0).sum(),
        "enough": rows["gap_high"].eq(0).sum(),
        "unknown": rows["gap_high"].isna().sum(),
    }
    return words.label("title.need", total=len(rows), counted=_counted({words.label(f"title.need.{key}"): n for key, n in counts.items()}))


def issues(of_gaps: int, documented: int) -> str:
    """How many issues follow from a target that is not met, and how many are told by a document."""
    return words.label("title.issue", gaps=of_gaps, documented=documented)


def policies(named: pd.DataFrame, undocumented: int, gaps: pd.DataFrame) -> str:
    """How many recommendations are documented, and the deficits that none of them moves."""
    missed = dict.fromkeys(findings.weightiest(findings.deficits(gaps))["indicator"])
    moved = {name for names in named["indicators"] for name in names.split("|")}
    left = [findings.inside(indicator_name(name)) for name in missed if name not in moved]
    if not len(named):
        return words.label("title.policy.none")
    said = words.label("title.policy", count=len(named)) + (words.label("title.policy.blank", count=undocumented) if undocumented else "")
    return said + (words.label("title.policy.left", indicators=", ".join(left)) if left else "")


def milestones(rows: pd.DataFrame) -> str:
    """How many milestones have a published date."""
    return words.label("chart.milestones.counted", done=int(rows["date"].ne("").sum()), total=len(rows))


def limits(figures: pd.DataFrame) -> str:
    """How many figures carry a note on their quality."""
    known = figures[figures["value_pct"].notna()]
    flagged = int(known["flag"].ne("").sum())
    return words.label("title.limits" if flagged else "title.limits.none", count=flagged, total=len(known))


def sources(figures: int, sets: int) -> str:
    """How many sources the figures come from, and how many sets of targets they are held against."""
    return words.label("title.sources", count=figures, sets=sets)
