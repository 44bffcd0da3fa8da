"""The page the head of government signs: the gaps to close, and milestones M1-M4 with room for dates and names."""

from __future__ import annotations

from sanlib import words
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.documents import brief
from sanlib.documents.document import Cell, Document, Grid, Section
from sanlib.documents.headline import amount, due_first, inside, points
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import advocacy
from sanlib.reference.targets import dated

BLANK = ".................."


def section(one: brief.Region) -> Section | None:
    """The asks and the milestones; a date already published is printed, every other one is left to be written in."""
    rows = advocacy.milestones()
    mine = rows[rows["region_code"].eq(one.code)]
    asked = tuple(asks(one))
    if not len(mine) and not asked:
        return None
    heads = tuple(words.label(f"pack.commit.{name}") for name in ("step", "asked", "planned", "published", "date", "name"))
    lines = tuple(_line(row) for row in mine.to_dict("records"))
    grid = Grid(heads, lines, (1.4, 3, 1.7, 2.6, 2.1, 2.2), (False,) * 6) if lines else None
    return Section(
        "commitment",
        words.label("pack.commit"),
        (words.label("pack.commit.note"),),
        asked,
        grid,
        notes=(words.label("pack.speak.source", what="; ".join(dict.fromkeys(mine["source"]))),) if len(mine) else (),
    )


def asks(one: brief.Region) -> list[str]:
    """A sentence per target missed among those due first: what is to be closed, by how much, until when."""
    rows = brief.judged(one)
    first = due_first(rows) if len(rows) else rows
    missed = first[first["verdict"].eq(schema.BELUM)] if len(first) else first
    return [
        words.label(
            "pack.commit.ask",
            indicator=inside(indicator_name(row["indicator"])),
            target=dated(row["target_set"], row["target_year"]),
            short=words.number(row["shortfall_pp"], words.decimals([row["shortfall_pp"]])),
            points=points(row["shortfall_pp"]),
            amount=amount(row),
            id=row["id"],
        )
        for _, row in missed.iterrows()
    ]


def _line(row: dict) -> tuple[Cell, ...]:
    done = row["date"] or words.label("status.tidak terdokumentasi")
    return (
        Cell(row["milestone"]),
        Cell(row[f"meaning_{words.language()}"]),
        Cell(row["planned_year"]),
        Cell(done),
        Cell(row["date"] or BLANK),
        Cell(BLANK),
    )


def document(one: brief.Region) -> Document | None:
    """The page to sign, on its own; None where there is nothing to sign."""
    found = section(one)
    if found is None:
        return None
    synthetic = words.label("synthetic") if one.achievements["synthetic"].any() else ""
    signed = Section(
        "sign",
        words.label("pack.commit.sign"),
        grid=Grid(
            tuple(words.label(f"pack.commit.{name}") for name in ("head_of", "witness")),
            ((Cell("\n\n\n" + BLANK, words.label("pack.commit.name")), Cell("\n\n\n" + BLANK, words.label("pack.commit.name"))),),
            (1, 1),
            (False, False),
        ),
    )
    return Document(
        words.label("pack.commit.title", region=one.name, period=one.period),
        words.label("pack.commit.subtitle"),
        words.label("pack.commit.head"),
        (found, signed),
        words.language(),
        brief.data_date(one),
        synthetic,
    )


@bound
def in_deck(shown: Document, one: brief.Region, lang: str | None = None) -> Document:
    """The brief as a deck shows it: the page to sign in place of the bare milestones."""
    found = section(one)
    rest = tuple(part for part in shown.sections if part.key != "milestones" or found is None)
    return shown._replace(sections=(*rest, found) if found else rest)
