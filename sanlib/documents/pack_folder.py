"""The pack of a period: every region's brief, deck and trail, a page per province and one workbook, put in place whole."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sanlib import words
from sanlib.documents import appendix, brief, need, page_to_sign, province_page
from sanlib.documents.document import Document
from sanlib.documents.fit_pages import FEWEST
from sanlib.documents.writers import pdf, workbook
from sanlib.judging import gap
from sanlib.periods import period as periods
from sanlib.periods.period import Period
from sanlib.project import folders, staging
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.reference import regions as region_table

PARTS = ("pdf", "docx", "pptx", "trail", "xlsx", "province")


@bound
def pack(period: str | Period, regions=None, lang: str | None = None, folder=None, progress=print, parts=PARTS, root=None) -> Path:
    """Write the pack of a period for the regions named and return its folder; by default of every pilot, or where none has a figure of
    the regions that have.

    `parts`: any of pdf, docx (brief and page to sign), pptx (slides), trail (where each number comes from), xlsx (one
    workbook), province (a page per province); `folder`: reports/<period>/pack where none is named.
    Everything is written beside the folder first and then renamed, so that a reader never meets half a pack; the same
    figures give the same bytes. InputError for a region nobody knows.

    >>> san.pack("2023", ["Kota Blitar"], parts=["pdf"])  # doctest: +SKIP
    """
    opened = periods.opened(period)
    gaps = gap.gaps(opened)
    chosen = gather(opened, gaps, codes(regions, opened.achievements))
    place = Path(folder) if folder else folders.reports(opened.period) / "pack"
    staging.replace(place, lambda beside: _fill(beside, _jobs(chosen, opened, gaps, tuple(parts)), progress))
    progress(words.label("pack.done", path=folders.shown(place)))
    return place


def _fill(folder: Path, jobs: list[tuple[str, Callable]], progress) -> None:
    """Every job done into the folder, each reported with the seconds it took."""
    for done, (name, job) in enumerate(jobs, start=1):
        started = time.perf_counter()
        job(folder)
        progress(
            words.label("pack.progress", done=done, total=len(jobs), name=name, seconds=words.number(time.perf_counter() - started, 1))
        )


def codes(regions=None, figures: pd.DataFrame | None = None) -> list[str]:
    """The codes of the regions named (one name, several, or none for every pilot; where `figures` are of no pilot, theirs)."""
    wanted = [regions] if isinstance(regions, str) and regions else list(regions or [])
    every = (region_table.pilots() if figures is None else region_table.reported_on(figures))["region_code"].tolist()
    found = [region_table.resolve(name, region_table.PLACES) for name in wanted] or every
    if not found:
        raise InputError("pack_nothing", value="")
    return found


@bound
def gather(opened: Period, gaps: pd.DataFrame, wanted: list[str], lang: str | None = None) -> list[brief.Region]:
    """What each region's brief is computed from; a region without a figure is there too, with empty tables."""
    names = region_table.names()
    return [_region(code, names[code], opened, gaps) for code in wanted]


def _region(code: str, name: str, opened: Period, gaps: pd.DataFrame) -> brief.Region:
    mine = gaps[gaps["region_code"].eq(code)].reset_index(drop=True)
    counted = opened.achievements[opened.achievements["region_code"].eq(code)].reset_index(drop=True)
    files = {Path(file).name for file in counted["file"]}
    mine, counted = gap.published(mine), gap.published(counted)
    listed = opened.sources[opened.sources["file"].isin(files)]
    synthetic = len(opened.achievements) > 0 and bool(opened.achievements["synthetic"].all())
    history = opened.history[opened.history["region_code"].eq(code)]
    return brief.Region(code, name, opened.period, mine, counted, need.needs(mine, counted), listed, synthetic, history)


def _jobs(chosen, opened: Period, gaps: pd.DataFrame, parts: tuple[str, ...]) -> list[tuple[str, Callable]]:
    trails = functools.cache(lambda code: appendix.trails(next(one for one in chosen if one.code == code)))
    jobs = [(one.name, lambda folder, one=one: _region_files(one, folder, parts, trails)) for one in chosen]
    if "province" in parts:
        jobs += [
            (
                document.title,
                lambda folder, code=code, document=document: _write(
                    folder, f"{words.label('pack.file.province')}-{code}", document, ("pdf", "docx"), FEWEST
                ),
            )
            for code, document in province_page.documents(opened, gap.published(gaps), [one.code for one in chosen])
        ]
    if "xlsx" in parts:
        name = f"{words.label('pack.file.workbook')}-{opened.period}.xlsx"
        jobs.append(
            (name, lambda folder: (folder / name).write_bytes(workbook.render(chosen, opened, trails=lambda one: trails(one.code))))
        )
    return jobs


def _region_files(one: brief.Region, folder: Path, parts: tuple[str, ...], trails: Callable[[str], pd.DataFrame]) -> None:
    own = folder / slug(one)
    own.mkdir()
    document = brief.brief(one)
    _write(own, words.label("pack.file.brief"), document, [p for p in parts if p in ("pdf", "docx")], 2)
    signed = page_to_sign.document(one)
    if signed:
        _write(own, words.label("pack.file.commitment"), signed, [p for p in parts if p in ("pdf", "docx")], 1)
    if "pptx" in parts:
        from sanlib.documents.writers import deck  # noqa: PLC0415  python-pptx takes 80 ms, for this part alone

        (own / f"{words.label('pack.file.deck')}.pptx").write_bytes(deck.render(page_to_sign.in_deck(document, one)))
    trail = appendix.document(one, trails(one.code)) if "trail" in parts else None
    if trail:
        _write(own, words.label("pack.file.trail"), trail, ("pdf",), None)


def slug(one: brief.Region) -> str:
    """The folder of a region: its code and name in letters every system accepts."""
    return f"{one.code}-{re.sub(r'[^a-z0-9]+', '-', one.name.lower()).strip('-')}"


def _write(folder: Path, name: str, document: Document, kinds, pages: int | None) -> None:
    if "pdf" in kinds:
        (folder / f"{name}.pdf").write_bytes(pdf.render(document, pages))
    if "docx" in kinds:
        from sanlib.documents.writers import word  # noqa: PLC0415  python-docx takes 45 ms, for this part alone

        (folder / f"{name}.docx").write_bytes(word.render(document, pages))


def _lines(section) -> list[str]:
    """The boxes and rows of a section as lines, to be read in a notebook."""
    rows = section.grid.rows if section.grid else ()
    lines = [
        " · ".join(" ".join(filter(None, [cell.text, cell.small.replace("\n", "; ")])) for cell in row if cell.text or cell.small)
        for row in rows
    ]
    lines += [f"{number.value} {number.label}. {number.note}" for number in section.numbers]
    return lines + [f"{step.code} {step.meaning}: {step.planned}, {step.said}" for step in section.steps]


def preview(period: str | Period, region: str) -> pd.DataFrame:
    """The brief of one region as a table to read in a notebook: section and what it says."""
    opened = periods.opened(period)
    gaps = gap.gaps(opened)
    document = brief.brief(gather(opened, gaps, codes(region, opened.achievements)[:1])[0])
    said = [("", text) for text in (document.headline, *document.lead)]
    for section in document.sections:
        said += [(section.title, text) for text in (*_lines(section), *section.bullets, *section.text)]
    return pd.DataFrame(said, columns=[words.label("pack.step"), words.label("pack.what")])
