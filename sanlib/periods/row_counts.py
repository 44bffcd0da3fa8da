"""Row counts of each step of a run: what went in and what became of it; both sides have the same sum."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pandas as pd

from sanlib.judging import gap
from sanlib.project import schema
from sanlib.project.problems import counted
from sanlib.survey.survey_figures import Surveyed

TWICE = "survey_household_twice"


class Step(NamedTuple):
    """One step: what went in and what came out, each by its name; both have the same sum."""

    went_in: dict[str, int]
    came_out: dict[str, int]


class Taken(NamedTuple):
    """The year of each figure read from the period's own files, from other periods' files, and of each one replaced."""

    own: list[str]
    others: list[str]
    superseded: list[str]


def of_period(own, others, settled, corrected: pd.DataFrame, year: str, achievements: int) -> dict[str, Step]:
    """The steps up to a period's achievements: its own files read (own_files), those of other periods (other_periods), and
    their figures settled (conflicting_figures)."""
    taken = Taken(_years(own.claims), _years(others.claims), settled.superseded["period"].tolist())
    rows = reading([read.counts for read in own.official], corrected, own.survey)
    return rows | figures(taken, year, achievements)


def _years(claims: list[dict]) -> list[str]:
    return [row["period"] for row in claims]


def reading(counted: list[dict], corrected: pd.DataFrame, survey: Surveyed) -> dict[str, Step]:
    """Rows of the official workbooks, corrections, and, where there is a survey, its rows, households and answers."""
    left_out = sum((Counter(one["left_out"]) for one in counted), Counter())
    rows = {name: sum(one[name] for one in counted) for name in ("used", "totals")} | dict(sorted(left_out.items()))
    applied = int(corrected["applied"].sum())
    found = {
        "rows": Step({"rows": sum(one["read"] for one in counted)}, rows),
        "corrections": Step({"corrections": len(corrected)}, {"applied": applied, "refused": len(corrected) - applied}),
    }
    return found | (_survey(survey) if survey.counted else {})


def _survey(survey: Surveyed) -> dict[str, Step]:
    """Households over all groups of files; an answer that only other files ask for is blank."""
    twice = sum(problem.rule == TWICE for problem in survey.problems)
    households, placed, known = (sum(getattr(one, name) for one in survey.counted) for name in ("households", "placed", "known"))
    answers = households * len({name for one in survey.counted for name in one.answers})
    return {
        "survey_rows": Step({"survey_rows": households + twice}, {"households": households, "duplicates": twice}),
        "households": Step({"households": households}, {"estimated": placed, "not_placed": households - placed}),
        "answers": Step({"answers": answers}, {"known": known, "blank": answers - known}),
    }


def figures(taken: Taken, year: str, achievements: int) -> dict[str, Step]:
    """Figures read, those of other years, those a newer export replaced, and the achievements that are left."""
    came = {"figures": len(taken.own), "from_other_periods": taken.others.count(year)}
    left = {
        "achievements": achievements,
        "of_other_years": len(taken.own) - taken.own.count(year),
        "superseded": taken.superseded.count(year),
    }
    return {"figures": Step(came, left)}


def judging(achievements: pd.DataFrame, targets: pd.DataFrame, gaps: pd.DataFrame, problems: pd.DataFrame) -> dict[str, Step]:
    """Flags, targets that apply, gaps and verdicts, and problems by how bad they are."""
    vetoed, flagged = gap.vetoed(achievements), achievements["flag"].ne("")
    stated = gaps["target_pct"].notna()
    used = gaps.loc[stated, ["target_set", "indicator", "ladder", "target_year"]].drop_duplicates()
    apply = int(targets.set_index(["target_set", "indicator", "ladder", "year"]).index.isin(pd.MultiIndex.from_frame(used)).sum())
    figure = ["region_code", "indicator", "instrument", "ladder"]
    compared = len(gaps[figure].drop_duplicates())
    verdicts = gaps["verdict"].value_counts()
    return {
        "flags": Step(
            {"achievements": len(achievements)},
            {"unflagged": int((~flagged).sum()), "noted": int((flagged & ~vetoed).sum()), "vetoed": int(vetoed.sum())},
        ),
        "targets": Step({"targets": len(targets)}, {"apply": apply, "do_not_apply": len(targets) - apply}),
        "compared": Step({"achievements": len(achievements)}, {"with_target": compared, "without_target": len(achievements) - compared}),
        "gaps": Step(
            {"stated": int(stated.sum()), "unstated": int((~stated).sum())},
            {verdict: int(verdicts.get(verdict, 0)) for verdict in schema.VERDICTS},
        ),
        "problems": Step({"problems": len(problems)}, counted(problems)),
    }
