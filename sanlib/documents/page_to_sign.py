"""The page the head of government signs: what is asked, by when and by whom, then the milestones still to be dated."""

from __future__ import annotations

from sanlib import words
from sanlib.charts import findings
from sanlib.charts.chart_rows import name as indicator_name
from sanlib.charts.findings import inside
from sanlib.documents import brief
from sanlib.documents.document import Cell, Document, Grid, Section
from sanlib.judging import flags, sizes
from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.reference import advocacy
from sanlib.reference.targets import dated
from sanlib.words import quoted

BLANK = "......................"


def section(one: brief.Region) -> Section | None:
    """A line per deficit and per milestone not yet documented: what is asked, by when, by whom; nothing where nothing is asked."""
    mine = schema.in_language(advocacy.milestones(one.code))
    open_steps, missed = mine[mine["date"].eq("")].to_dict("records"), asks(one)
    if not missed and not open_steps:
        return None
    done = [f"{row['milestone']} {row['meaning']}" for row in mine[mine["date"].ne("")].to_dict("records")]
    lines = (*missed, *(_step(row, one.period) for row in open_steps))
    numbered = tuple((Cell(str(number)), *line) for number, line in enumerate(lines, start=1))
    heads = tuple(words.label(f"pack.commit.{name}") for name in ("number", "asked", "until", "name"))
    said = [words.label("pack.commit.done", steps="; ".join(done))] if done else []
    return Section(
        "commitment",
        words.label("title.commit", count=len(missed), steps=len(open_steps)),
        (" ".join([*said, words.label("pack.commit.note")]),),
        grid=Grid(heads, numbered, (0.75, 6.15, 2.55, 3.15), (False,) * 4),
        notes=(words.label("pack.speak.source", what=quoted.cited(mine["source"])),) if len(mine) else (),
        shown=words.label("pack.commit"),
    )


def asks(one: brief.Region) -> list[tuple[Cell, ...]]:
    """A line per deficit, those that concern most first: what is to be closed and by how much, until when, and who answers for it."""
    rows = brief.judged(one)
    missed = findings.weightiest(findings.deficits(rows)) if len(rows) else rows
    return [_ask(row, one.period) for _, row in missed.iterrows()]


def _ask(row, period: str) -> tuple[Cell, ...]:
    short, amount = sizes.said(row)
    said = words.label(
        f"pack.commit.ask.{row['direction']}",
        indicator=inside(indicator_name(row["indicator"])),
        value=sizes.share(row),
        target_pct=words.percent(row["target_pct"], None),
        target=dated(row["target_set"], row["target_year"]),
        short=short,
        points=words.point_unit(short),
        amount=f" ({amount})" if amount else "",
        id=row["id"],
    )
    unsure = words.label("pack.commit.zero") if flags.perhaps_blank(row) else ""
    return Cell(" ".join(filter(None, (said, _of_unsure_size(row), unsure)))), _until(f"{row['target_year']:.0f}", period), Cell(BLANK)


def _of_unsure_size(row) -> str:
    """The words that a target is missed but not surely by how much, where the base jumped: on the previous base the size is another."""
    if len(sizes.of(row).amount) < 2:
        return ""
    key = "pack.commit.unsure" if "-" in sizes.said(row)[0] else "pack.commit.two_bases"
    return words.label(key, why=words.label("flag.basis_melompat"))


def _until(year: str, period: str) -> Cell:
    """The year something is due; room for a date where none is planned, or the year has come with the period."""
    return Cell(words.label("pack.commit.by", year=year)) if year > folders.year(period) else Cell(BLANK)


def _step(row: dict, period: str) -> tuple[Cell, ...]:
    return Cell(f"{row['milestone']} {row['meaning']}"), _until(row["planned_year"], period), Cell(BLANK)


def document(one: brief.Region) -> Document | None:
    """The page to sign, on its own; None where there is nothing to sign."""
    found = section(one)
    if found is None:
        return None
    head = words.label("pack.commit.mayor" if one.name.startswith("Kota ") else "pack.commit.regent")
    room = "\n\n\n\n" + BLANK
    signed = Section(
        "sign",
        words.label("pack.commit.sign", blank=BLANK),
        grid=Grid(
            (f"{head} {one.name.partition(' ')[2]}", words.label("pack.commit.witness")),
            ((Cell(room, words.label("pack.commit.signer")), Cell(room, words.label("pack.commit.signer"))),),
            (1, 1),
            (False, False),
        ),
    )
    return Document(
        words.label("pack.commit.title", region=one.name, period=one.period),
        words.label("pack.commit.subtitle"),
        words.label("pack.commit.head", head=head, region=one.name.partition(" ")[2]),
        (found, signed),
        words.language(),
        brief.data_date(one),
        one.mark,
    )


@bound
def in_deck(shown: Document, one: brief.Region, lang: str | None = None) -> Document:
    """The brief as a deck shows it: the page to sign in place of the bare milestones."""
    found = section(one)
    rest = tuple(part for part in shown.sections if part.key != "milestones" or found is None)
    return shown._replace(sections=(*rest, found) if found else rest)
