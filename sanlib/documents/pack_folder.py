"""The pack of a period: every region's brief, deck and trail, a page per province and one workbook, put in place whole."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sanlib import words
from sanlib.documents import appendix, brief, need, page_to_sign
from sanlib.documents.document import Document
from sanlib.documents.fit_pages import FEWEST
from sanlib.judging import gap
from sanlib.periods.period import Period, open_period
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import regions as region_table
from sanlib.reference import targets

PARTS = ("pdf", "docx", "pptx", "trail", "xlsx", "province")


def pack(period: str | Period, regions=None, lang: str = "id", folder=None, progress=print, parts=PARTS, root=None) -> Path:
    """Write the pack of a period for the regions named (default: every pilot) and return its folder.

    Everything is written beside the folder first and then renamed, so that a reader never meets half a pack; the same
    figures give the same bytes.
    """
    opened = _open(period, lang, root)
    gaps = gap.gaps(opened.achievements, targets.targets(root), root)
    chosen = gather(opened, gaps, codes(regions, root), lang, root)
    place = Path(folder) if folder else folders.reports(opened.period, root) / "pack"
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    jobs = _jobs(chosen, opened, gaps, tuple(parts), lang, root)
    for done, (name, job) in enumerate(jobs, start=1):
        started = time.perf_counter()
        job(beside)
        progress(words.label("pack.progress", lang, done=done, total=len(jobs), name=name,
                             seconds=words.number(time.perf_counter() - started, 1, lang)))
    _replace(beside, place)
    progress(words.label("pack.done", lang, path=folders.shown(place, root)))
    return place


def _open(period: str | Period, lang: str, root) -> Period:
    return period if isinstance(period, Period) else open_period(str(period), root, lang, say=lambda _line: None)


def _replace(beside: Path, place: Path) -> None:
    """The finished folder takes the old one's place; the old one goes only once the new one stands."""
    old = place.with_name(f".{place.name}.old.{os.getpid()}")
    if place.exists():
        place.rename(old)
    beside.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def codes(regions=None, root=None) -> list[str]:
    """The codes of the regions named (one name, several, or none for every pilot)."""
    wanted = [regions] if isinstance(regions, str) and regions else list(regions or [])
    found = [region_table.resolve(name, region_table.LEVEL_2, root=root) for name in wanted] or \
        region_table.pilots(root)["region_code"].tolist()
    if not found:
        raise InputError("pack_nothing", value="")
    return found


def gather(opened: Period, gaps: pd.DataFrame, wanted: list[str], lang: str, root=None) -> list[brief.Region]:
    """What each region's brief is computed from; a region without a figure is there too, with empty tables."""
    names = region_table.names(root)
    return [_region(code, names[code], opened, gaps, lang, root) for code in wanted]


def _region(code: str, name: str, opened: Period, gaps: pd.DataFrame, lang: str, root) -> brief.Region:
    mine = gaps[gaps["region_code"].eq(code)].reset_index(drop=True)
    counted = opened.achievements[opened.achievements["region_code"].eq(code)].reset_index(drop=True)
    files = {Path(file).name for file in counted["file"]}
    mine, counted = gap.published(mine), gap.published(counted)
    return brief.Region(code, name, opened.period, mine, counted, need.needs(mine, counted, lang, root),
                        opened.sources[opened.sources["file"].isin(files)])


def _jobs(chosen, opened: Period, gaps: pd.DataFrame, parts: tuple[str, ...], lang: str, root) -> list[tuple[str, Callable]]:
    from sanlib.documents import province_page
    from sanlib.documents.writers import workbook

    jobs = [(one.name, lambda folder, one=one: _region_files(one, folder, parts, lang, root)) for one in chosen]
    if "province" in parts:
        jobs += [(document.title, lambda folder, code=code, document=document: _write(
            folder, f"{words.label('pack.file.province', lang)}-{code}", document, ("pdf", "docx"), FEWEST))
            for code, document in province_page.documents(opened, gap.published(gaps), [one.code for one in chosen], lang, root)]
    if "xlsx" in parts:
        name = f"{words.label('pack.file.workbook', lang)}-{opened.period}.xlsx"
        jobs.append((name, lambda folder: (folder / name).write_bytes(workbook.render(chosen, opened, lang, root))))
    return jobs


def _region_files(one: brief.Region, folder: Path, parts: tuple[str, ...], lang: str, root) -> None:
    own = folder / slug(one)
    own.mkdir()
    document = brief.brief(one, lang, root)
    _write(own, words.label("pack.file.brief", lang), document, [p for p in parts if p in ("pdf", "docx")], 2)
    signed = page_to_sign.document(one, lang, root)
    if signed:
        _write(own, words.label("pack.file.commitment", lang), signed, [p for p in parts if p in ("pdf", "docx")], 1)
    if "pptx" in parts:
        from sanlib.documents.writers import deck
        (own / f"{words.label('pack.file.deck', lang)}.pptx").write_bytes(deck.render(page_to_sign.in_deck(document, one, lang, root)))
    trail = appendix.document(one, lang, root) if "trail" in parts else None
    if trail:
        _write(own, words.label("pack.file.trail", lang), trail, ("pdf",), None)


def slug(one: brief.Region) -> str:
    """The folder of a region: its code and name in letters every system accepts."""
    return f"{one.code}-{re.sub(r'[^a-z0-9]+', '-', one.name.lower()).strip('-')}"


def _write(folder: Path, name: str, document: Document, kinds, pages: int | None) -> None:
    if "pdf" in kinds:
        from sanlib.documents.writers import pdf
        (folder / f"{name}.pdf").write_bytes(pdf.render(document, pages))
    if "docx" in kinds:
        from sanlib.documents.writers import word
        (folder / f"{name}.docx").write_bytes(word.render(document, pages))


def _told(section) -> list[str]:
    """The boxes and rows of a section as lines, to be read in a notebook."""
    rows = section.grid.rows if section.grid else ()
    told = [" · ".join(" ".join(filter(None, [cell.text, cell.small.replace("\n", "; ")])) for cell in row if cell.text or cell.small) for row in rows]
    told += [f"{number.value} {number.label}. {number.note}" for number in section.numbers]
    return told + [f"{step.code} {step.meaning}: {step.planned}, {step.said}" for step in section.steps]


def preview(period: str | Period, region: str, lang: str = "id", root=None) -> pd.DataFrame:
    """The brief of one region as a table to read in a notebook: section and what it says."""
    opened = _open(period, lang, root)
    gaps = gap.gaps(opened.achievements, targets.targets(root), root)
    document = brief.brief(gather(opened, gaps, codes(region, root)[:1], lang, root)[0], lang, root)
    said = [("", text) for text in (document.headline, *document.lead)]
    for section in document.sections:
        said += [(section.title, text) for text in (*_told(section), *section.bullets, *section.text)]
    return pd.DataFrame(said, columns=[words.label("pack.step", lang), words.label("pack.what", lang)])
