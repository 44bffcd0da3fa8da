"""The second page of a brief: needs against facilities, strategic issues, policies, paces and milestones, from tables."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.documents import closing, section_titles
from sanlib.documents.document import Cell, Grid, Section, Step
from sanlib.documents.need import as_read, counted_in, nearest_unmet, span
from sanlib.judging import gap, sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import advocacy, reference_tables, regions
from sanlib.reference.targets import dated
from sanlib.words import quoted


def needs(one) -> Section | None:
    """Available, needed, missing and direction side by side; what cannot be computed says so and names the question."""
    rows = one.needs
    if not len(rows):
        return None
    heads = tuple(words.label(f"pack.need.{name}") for name in ("name", "available", "needed", "gap", "direction"))
    numbered = list(enumerate(map(as_read, rows.to_dict("records")), start=1))
    lines = tuple(_need(number, row) for number, row in numbered if _known(row))
    unknown = ", ".join(f"{row['name']} (K{number})" for number, row in numbered if not _known(row))
    grid = Grid(heads, lines, (3.1, 2.6, 2.45, 2.5, 3.5), (False,) * 5)
    questions = " ".join(dict.fromkeys(question for question in rows["question"] if question))
    jumped = ", ".join(f"K{number}" for number, row in numbered if row["amount_other"] == row["amount_other"])
    asked = [words.label("pack.need.two_bases", ids=jumped, why=words.label("flag.basis_melompat"))] if jumped else []
    asked += [words.label("pack.need.without", names=unknown)] if unknown else []
    asked += [words.label("pack.need.asked", questions=questions)] if questions else []
    formulas = "; ".join(f"K{number} {row['name']}: {row['how']}" for number, row in numbered)
    named = "; ".join(dict.fromkeys(filter(None, rows["source"])))
    there = "; ".join(f"K{number} {row['available']}" for number, row in numbered if row["available"])
    recorded = (words.label("pack.speak.there", what=there),) if there else ()
    notes = (words.label("pack.speak.how", what=formulas), *recorded, *((words.label("pack.speak.source", what=named),) if named else ()))
    return Section(
        "need",
        section_titles.needs(rows),
        (" ".join(asked),) if asked else (),
        grid=grid if lines else None,
        notes=notes,
        shown=words.label("pack.need"),
    )


def _known(row: dict) -> bool:
    """Whether any amount of a need is known: what there is, what is asked or what is missing."""
    return any(row[name] == row[name] for name in ("available_low", "needed_low", "gap_low"))


def _need(number: int, row: dict) -> tuple[Cell, ...]:
    """One need: what it is and its id, then three amounts in one unit, then where to go."""
    towards = words.label("pack.need.to", target=row["target_set"]) if row["target_set"] else ""
    return (
        Cell(row["name"], " · ".join(filter(None, [towards, f"K{number}"]))),
        Cell(_amount(row, "available") or words.label("pack.need.none")),
        Cell(_amount(row, "needed") or words.label("pack.need.dash")),
        Cell(_gap(row), _per_year(row), "belum" if row["gap_low"] > 0 else ""),
        Cell(row["direction"]),
    )


def _amount(row: dict, which: str) -> str:
    amount = span(row[f"{which}_low"], row[f"{which}_high"], row["places"])
    return f"{amount} {counted_in(row)}" if amount else ""


def _gap(row: dict) -> str:
    """What is missing, that nothing is, or that it is not known yet."""
    if row["gap_high"] == 0:
        return words.label("pack.need.enough")
    return _amount(row, "gap") or words.label("pack.need.unknown")


def _per_year(row: dict) -> str:
    """The amount needed each year until the target year, or that the target falls due in this period."""
    share = span(row["per_year_low"], row["per_year_high"], row["places"])
    if share:
        amount = f"{share} {counted_in(row)}"
        return words.label("pack.need.per_year", amount=amount, year=f"{row['target_year']:.0f}")
    return words.label("pack.need.due") if row["target_year"] == row["target_year"] and row["gap_low"] > 0 else ""


def issues(one) -> Section | None:
    """Aspect and issue: those of the region with their source, and those its unmet indicators give rise to."""
    rows = advocacy.of_region(advocacy.spoken("issues"), one.code)
    sourced = [(row.aspect, _issue(row, one.gaps), row.source) for row in rows.itertuples()]
    sourced = [(words.label_or(f"aspect.{aspect}", aspect.capitalize()), text, source) for aspect, text, source in sourced if text]
    grouped = [
        (aspect, text) for name in dict.fromkeys(aspect for aspect, _, _ in sourced) for aspect, text, _ in sourced if aspect == name
    ]
    lines = tuple(
        (Cell("" if number and grouped[number - 1][0] == aspect else aspect), Cell(text)) for number, (aspect, text) in enumerate(grouped)
    )
    grid = Grid((words.label("pack.aspect"), words.label("pack.issue.one")), lines, (1.8, 8), (False, False))
    named = quoted.cited(source for _, _, source in sourced)
    if not lines:
        return None
    of_gaps = sum(bool(row.indicator) and bool(_issue(row, one.gaps)) for row in rows.itertuples())
    title = section_titles.issues(of_gaps, len(lines) - of_gaps)
    return Section("issue", title, grid=grid, notes=(words.label("pack.speak.source", what=named),), shown=words.label("pack.issue"))


def _issue(row, gaps: pd.DataFrame) -> str:
    """The sentence of an issue with its numbers filled in; "" where its indicator has no such verdict."""
    if not row.indicator:
        return row.text
    found = nearest_unmet(gaps[gaps["verdict"].eq(row.verdict)], row.indicator)
    if found is None:
        return ""
    said = reference_tables.filled(
        row.text,
        capaian=words.number(found["value_pct"], None),
        gap=words.signed_points(found["gap_pp"]),
        distance=gap.distance_of(found) or words.label(f"verdict.{found['verdict']}"),
        target_set=dated(found["target_set"], found["target_year"]),
    )
    return f"{said} {_on_other_base(found)}".rstrip()


def _on_other_base(row) -> str:
    """The share on the previous period's base, where the base jumped and that is another; "" elsewhere."""
    other = sizes.other_share(row)
    return words.label("pack.issue.two_bases", other=other, why=words.label("flag.basis_melompat")) if other else ""


def policies(one) -> Section:
    """The region's documented recommendations with their status, or that none is recorded."""
    rows = advocacy.spoken("policies")
    mine = rows[rows["region_code"].eq(one.code)]
    named = mine[mine["name"].ne("")]
    title, shown = section_titles.policies(named, len(mine) - len(named), one.gaps), words.label("pack.policy")
    if not len(named):
        return Section("policy", title, tuple(_no_policy(one, rows)), shown=shown)
    owned = named["opd"].ne("").any() or named["status"].nunique() > 1
    names = ("name", "moves", "evidence", *(("status",) if owned else ()))
    notes = () if named["opd"].ne("").any() else (words.label("pack.no_opd"),)
    lines = tuple(_policy(row)[: len(names)] for row in named.to_dict("records"))
    grid = Grid(
        tuple(words.label(f"pack.policy.{name}") for name in names), lines, (2.6, 2.4, 6.4, 1.7)[: len(names)], (False,) * len(names)
    )
    spoken = quoted.cited([*named["source"], *named["evidence_source"]])
    return Section("policy", title, notes, grid=grid, notes=(words.label("pack.speak.source", what=spoken),), shown=shown)


def _policy(row: dict) -> tuple[Cell, ...]:
    moved = ", ".join(words.label(name).lower() for name in row["indicators"].split("|") if name)
    status = words.label_or(f"status.{row['status']}", row["status"])
    return (
        Cell(row["name"]),
        Cell(moved or words.label("pack.need.dash")),
        Cell(row["evidence"] or words.label("pack.policy.none")),
        Cell(status, row["opd"]),
    )


def _no_policy(one, rows: pd.DataFrame) -> list[str]:
    """That none is recorded, and for comparison what another region chose for the indicators still short here."""
    said = [words.label("pack.no_policy", region=one.name)]
    unmet = set(one.gaps.loc[one.gaps["shortfall_pp"].gt(0), "indicator"])
    relevant = rows[rows["name"].ne("") & rows["indicators"].map(lambda names: bool(unmet & set(names.split("|"))))]
    for code, group in relevant.groupby("region_code", sort=False):
        said.append(words.label("pack.example", region=regions.names().get(code, code), names="; ".join(group["name"])))
    return said


@bound
def paces(one, lang: str | None = None) -> Section | None:
    """When gaps close at the paces an analyst assumed in paces.csv; nothing where none is assumed."""
    said = closing.of_region(one)
    in_time = sum(found.late is not None and found.late <= 0 for found, _ in said)
    title = words.label("title.pace", in_time=in_time, total=len(said))
    return Section("pace", title, bullets=tuple(text for _, text in said), shown=words.label("pack.pace")) if said else None


def milestones(one) -> Section | None:
    """M1 to M4 as four steps: the year planned, and the date published or that none was."""
    mine = schema.in_language(advocacy.milestones(one.code))
    steps = tuple(
        Step(
            r["milestone"],
            r["meaning"],
            words.label("pack.milestone.plan", year=r["planned_year"]) if r["planned_year"] else "",
            _published(r["date"]),
            bool(r["date"]),
        )
        for r in mine.to_dict("records")
    )
    named = quoted.cited(mine["source"])
    if not steps:
        return None
    told = (words.label("pack.speak.source", what=named),)
    return Section("milestones", section_titles.milestones(mine), steps=steps, notes=told, shown=words.label("pack.milestones"))


def _published(date: str) -> str:
    return words.label("pack.milestone.published", date=date) if date else words.label("pack.milestone.undated")
