"""The second page of a brief: needs against facilities, strategic issues, policies and milestones, from editable tables."""

from __future__ import annotations

import pandas as pd

from sanlib import regions, words
from sanlib.pack import reference
from sanlib.pack.content import Cell, Grid, Section
from sanlib.pack.need import nearest_unmet, span, target_name


def needs(one, lang: str) -> Section | None:
    """Available, needed and direction side by side; what cannot be computed says so and names the question to ask."""
    rows = one.needs
    if not len(rows):
        return None
    grid = Grid(
        tuple(words.label(f"pack.need.{name}", lang) for name in ("name", "available", "amount", "direction")),
        tuple(_need(number, row, lang) for number, row in enumerate(rows.to_dict("records"), start=1)), (2.9, 2.2, 2.6, 2.8), (False, False, False, False))
    questions = " ".join(dict.fromkeys(question for question in rows["question"] if question))
    asked = (words.label("pack.need.asked", lang, questions=questions),) if questions else ()
    return Section("need", words.label("pack.need", lang), asked, grid=grid)


def _need(number: int, row: dict, lang: str) -> tuple[Cell, ...]:
    towards = words.label("pack.need.to", lang, target=row["target_set"]) if row["target_set"] else ""
    amount = span(row["low"], row["high"], lang)
    needed = Cell(f"{amount} {row['unit']}", row["how"]) if amount else Cell(words.label("pack.need.unknown", lang), row["how"])
    return (Cell(row["name"], " · ".join(filter(None, [towards, f"K{number}"]))), Cell(row["available"] or words.label("pack.need.none", lang)), needed, Cell(row["direction"]))


def issues(one, lang: str, root=None) -> Section | None:
    """Aspect and issue: those of the region with their source, and those its unmet indicators give rise to."""
    rows = reference.of_region(reference.table("issues", root), one.code)
    told = [(row.aspect, _issue(row, one.gaps, lang)) for row in rows.itertuples()]
    bullets = tuple(f"{aspect.capitalize()}: {text}" for aspect, text in told if text)
    return Section("issue", words.label("pack.issue", lang), bullets=bullets) if bullets else None


def _issue(row, gaps: pd.DataFrame, lang: str) -> str:
    """The sentence of an issue with its numbers filled in; "" where its indicator has no such verdict."""
    text = getattr(row, f"text_{lang}")
    if not row.indicator:
        return text
    found = nearest_unmet(gaps[gaps["verdict"].eq(row.verdict)], row.indicator)
    if found is None:
        return ""
    places = words.decimals([found["value_pct"], found["gap_pp"]])
    return text.format(capaian=words.number(found["value_pct"], places, lang), gap=words.signed(found["gap_pp"], places, lang),
                       target_set=target_name(found))


def policies(one, lang: str, root=None) -> Section:
    """The region's documented recommendations, how many are not documented, or that none is and what others chose."""
    rows = reference.policies(root)
    mine = rows[rows["region_code"].eq(one.code)]
    named = mine[mine[f"name_{lang}"].ne("")]
    title = words.label("pack.policy", lang)
    if not len(named):
        return Section("policy", title, tuple(_no_policy(one, rows, lang, root)))
    notes = [words.label("pack.undocumented", lang, count=len(mine) - len(named))] if len(mine) > len(named) else []
    notes += [words.label("pack.no_opd", lang)] if named["opd"].eq("").all() else []
    return Section("policy", title, (" ".join(notes),) if notes else (), tuple(_policy(row, lang) for row in named.to_dict("records")))


def _policy(row: dict, lang: str) -> str:
    moved = ", ".join(words.label(name, lang).lower() for name in row["indicators"].split("|") if name)
    parts = [words.label("pack.moves", lang, indicators=moved) if moved else "", row[f"evidence_{lang}"],
             words.label("pack.opd", lang, opd=row["opd"]) if row["opd"] else ""]
    return f"{row[f'name_{lang}']} ({'; '.join(part for part in parts if part)})" if any(parts) else row[f"name_{lang}"]


def _no_policy(one, rows: pd.DataFrame, lang: str, root) -> list[str]:
    """That none is recorded, and for comparison what another region chose for the indicators still short here."""
    said = [words.label("pack.no_policy", lang, region=one.name)]
    unmet = set(one.gaps.loc[one.gaps["shortfall_pp"].gt(0), "indicator"])
    relevant = rows[rows[f"name_{lang}"].ne("") & rows["indicators"].map(lambda names: bool(unmet & set(names.split("|"))))]
    for code, group in relevant.groupby("region_code", sort=False):
        said.append(words.label("pack.example", lang, region=regions.names(root).get(code, code), names="; ".join(group[f"name_{lang}"])))
    return said


def milestones(one, lang: str, root=None) -> Section | None:
    """M1 to M4 with the year planned and the date published, or that none was."""
    rows = reference.milestones(root)
    mine = rows[rows["region_code"].eq(one.code)]
    said = [f"{r['milestone']} {r[f'meaning_{lang}']}: {words.label('pack.milestone.planned', lang).lower()} {r['planned_year']}, "
            f"{_published(r['date'], lang)}" for r in mine.to_dict("records")]
    return Section("milestones", words.label("pack.milestones", lang), ("; ".join(said) + ".",)) if said else None


def _published(date: str, lang: str) -> str:
    return words.label("pack.milestone.published", lang, date=date) if date else words.label("pack.milestone.undated", lang)
