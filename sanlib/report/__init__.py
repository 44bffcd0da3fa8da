"""A period and the notebooks in; pages, charts and an index out, in the place of the previous ones whole, kept by what they come from."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from sanlib import words
from sanlib.periods import manifest
from sanlib.periods.period import HOUSEHOLDS
from sanlib.project import cache, folders, staging, standing_report, store
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.report import kernels, notebooks, pages, record
from sanlib.report.notebooks import Notebook

MOST_AT_ONCE = 4
"""Kernels running side by side at most: each takes about 250 MB once pandas and matplotlib are in."""


class Run(NamedTuple):
    """The settings shared by the steps of one report run."""

    period: str
    lang: str
    base: Path
    fresh: bool
    progress: Callable[[str], None]
    clock: record.Clock

    @property
    def store(self) -> Path:
        return standing_report.store_folder()

    def say(self, key: str, **blanks) -> None:
        self.progress(words.label(key, self.lang, **blanks))


@bound
def run(
    period: str,
    lang: str | None = None,
    root: str | Path | None = None,
    fresh: bool = False,
    progress: Callable[[str], None] = print,
    *,
    write_processed: Callable[[str, Path], None],
    also: Sequence[Callable[[Path, Path], None]] = (),
    opening: Callable = lambda _tables, lang: None,
    remember: Callable[[], None] = lambda: None,
) -> Path:
    """Write a period's tables and its report, and return the page to open.

    `write_processed(period, folder)` writes the tables; each of `also` is given the finished report folder and the
    tables' folder before the index is made; `opening(tables, lang)` gives what it opens with (`documents.headline.Opening`);
    `remember()` is called once all stands in its place. What has not changed since it was last made is taken from the store, unless
    `fresh`. Whatever stops a run, the previous `data/processed/<period>/` and `reports/<period>/` stand whole.
    """
    if words.language() not in words.LANGUAGES:
        raise ValueError(f"language {words.language()!r}: expected one of {', '.join(words.LANGUAGES)}")
    this = Run(folders.check_period(period), words.language(), folders.root(), fresh, progress, record.Clock())
    folders.raw(this.period)
    asked = notebooks.found(this.base / "notebooks")
    if fresh:
        cache.clear()
    inputs = standing_report.inputs(this.period)
    try:
        tables = _tables(this, inputs, write_processed)
    except InputError as stopped:
        raise _only_checked(this, asked, inputs, stopped) from stopped
    parts = _parts(this, asked, [inputs, store.contents(tables)], tables)
    page = _publish(this, parts, tables, also, opening(tables, this.lang), remember)
    for kept in (this.store, cache.place()):
        store.prune(kept)
    this.say("report.where", path=folders.shown(page))
    return page


def _tables(this: Run, inputs: dict, write_processed: Callable[[str, Path], None]) -> Path:
    """The folder with the period's tables, taken from the store or written."""
    wanted = store.key(f"tables-{this.period}", inputs)
    kept = None if this.fresh else store.find(this.store, wanted)
    if kept:
        this.clock.steps[standing_report.TABLES] = None
        this.say("report.tables_unchanged", period=this.period)
        return kept
    started = time.monotonic()
    with store.working(this.store) as folder:
        write_processed(this.period, folder)
        this.clock.steps[standing_report.TABLES] = round(time.monotonic() - started, 2)
        this.say("report.tables_made", period=this.period, seconds=_seconds(started))
        return store.keep(this.store, wanted, folder)


def _only_checked(this: Run, asked: list[Notebook], inputs: dict, stopped: InputError) -> InputError:
    """A period that gives no tables still gets the pages that check it, in a folder beside its report; the refusal that
    says so, and which pages are missing and why. Without such a notebook it is the refusal there was."""
    checking = [book for book in asked if book.checks]
    if not checking:
        return stopped
    none = store.workplace(this.store)
    parts = _parts(this, checking, [inputs, "no tables"], none)
    none.rmdir()
    place = standing_report.checked(this.period)
    with staging.lock(place.parent):
        staging.swap(place, staging.stage(place, lambda folder: [_copy(part, folder) for part in parts.values()]))
    pages_made = [folders.shown(place / f"{book.name}.html") for book in checking]
    return InputError(
        "report_only_checked",
        value=this.period,
        pages=", ".join(pages_made),
        why=stopped.message(this.lang),
        missing=", ".join(book.name for book in asked if not book.checks) or "-",
    )


def _parts(this: Run, asked: list[Notebook], inputs: list, tables: Path) -> dict[Notebook, Path]:
    """Each notebook's own folder (its page and what it saved), from the store or by executing it."""
    wanted = {book: store.key(book.name, inputs, store.digest(book.path), this.period, this.lang) for book in asked}
    parts = {} if this.fresh else {book: store.find(this.store, key) for book, key in wanted.items()}
    todo = [book for book in asked if not parts.get(book)]
    this.clock.steps.update(dict.fromkeys(book.name for book in asked))
    at_once = max(1, min(len(todo), os.cpu_count() or 2, MOST_AT_ONCE))
    this.say("report.executing", total=len(asked), cached=len(asked) - len(todo), todo=len(todo), at_once=at_once)
    parts.update(_executed(this, todo, wanted, tables, at_once, total=len(asked)))
    return {book: parts[book] for book in asked}


def _executed(this: Run, todo: list[Notebook], wanted: dict, tables: Path, at_once: int, total: int) -> dict:
    """Execute and keep each notebook. One that fails does not stop the others; the first failure is raised at the end."""
    parts, failures, started = {}, {}, time.monotonic()
    jobs = [_job(this, book, tables) for book in todo]
    for job, ended in kernels.run(jobs, at_once) if jobs else ():
        done = total - len(todo) + len(parts) + len(failures) + 1
        try:
            parts[job.notebook] = _kept(this, job, ended, wanted[job.notebook])
            this.clock.steps[job.notebook.name] = round(ended.result(), 2)
            seconds = _seconds(started)
            this.say("report.progress", done=done, total=total, name=job.notebook.name, seconds=seconds)
        except InputError as failure:
            failures[job.notebook] = failure
            this.say("report.progress_failed", done=done, total=total, name=job.notebook.name)
    for book in sorted(failures)[1:]:
        this.progress(failures[book].message(this.lang))
    if failures:
        raise failures[min(failures)]
    return parts


def _job(this: Run, book: Notebook, tables: Path) -> kernels.Job:
    part = store.workplace(this.store)
    environment = {
        "SANLIB_ROOT": str(this.base),
        "SANLIB_PERIOD": this.period,
        "SANLIB_REPORT_DIR": str(part),
        "SANLIB_PROCESSED_DIR": str(tables),
        "IPYTHONDIR": str(this.store / "ipython"),
        "PYTHONUTF8": "1",
    }
    document = notebooks.with_parameters(book, PERIOD=this.period, LANG=this.lang)
    return kernels.Job(book, document, book.path.parent, dict(os.environ) | environment)


def _kept(this: Run, job: kernels.Job, ended, wanted: str) -> Path:
    """An executed notebook's folder with its page, kept; what stopped it is raised as a refusal."""
    reason = ended.exception()
    if reason:
        raise notebooks.failure(job.notebook, job.document, reason) from reason
    part = Path(job.environment["SANLIB_REPORT_DIR"])
    page = pages.notebook_html(job.notebook, job.document, this.period)
    (part / f"{job.notebook.name}.html").write_text(page, encoding="utf-8")
    return store.keep(this.store, wanted, part)


def _publish(this: Run, parts: dict[Notebook, Path], tables: Path, also, opening, remember: Callable[[], None]) -> Path:
    """Stage both folders whole, then let each take its place; one run at a time."""
    processed, report = folders.processed(this.period), folders.reports(this.period)
    with staging.lock(report.parent):
        new_tables = staging.stage(processed, lambda folder: _copy(tables, folder, HOUSEHOLDS))
        new_report = staging.stage(report, lambda folder: _assemble(this, folder, parts, new_tables, also, opening))
        staging.swap(processed, new_tables)
        staging.swap(report, new_report)
        _keep_apart(tables / HOUSEHOLDS, folders.private(this.period))
        shutil.rmtree(standing_report.checked(this.period), ignore_errors=True)
        remember()
    return report / "index.html"


def _keep_apart(households: Path, private: Path) -> None:
    """The households of the tables in their own place, as these tables were made from them; none where there was no survey."""
    if households.is_file():
        staging.swap(private, staging.stage(private, lambda folder: shutil.copy2(households, folder)))
    else:
        (private / HOUSEHOLDS).unlink(missing_ok=True)


def _assemble(this: Run, folder: Path, parts: dict[Notebook, Path], tables: Path, also, opening) -> None:
    """All notebooks' folders in one, what `also` adds, and the index over them."""
    there: dict[str, str] = {}
    for part in parts.values():
        there |= _refuse_two_writers(store.contents(part), there, parts)
        _copy(part, folder)
    for addition in also:
        addition(folder, tables)
    sections = sorted((pages.section(book, part) for book, part in parts.items()), key=lambda one: not one.charts)
    ran, made_from = record.run(this.period, this.lang, this.fresh, this.clock), manifest.read(tables)
    record.write(ran, folder)
    if made_from:
        manifest.write(made_from, folder)
    found = pages.Found(
        sections,
        pages.other_files(folder, sections),
        problems=pages.rows(tables / "problems.csv"),
        sources=_received(folders.raw(this.period)),
        foot=record.foot(made_from, ran),
        opening=opening,
        flags=len(pages.rows(tables / "flags.csv")),
    )
    (folder / "index.html").write_text(pages.index_html(found, this.period), encoding="utf-8")


def _received(folder: Path) -> list[dict[str, str]]:
    """The rows of SOURCES.csv whose file is there; the others are among the problems."""
    return [row for row in pages.rows(folder / "SOURCES.csv") if (folder / row.get("file", "")).is_file()]


def _refuse_two_writers(new: dict[str, str], there: dict[str, str], parts: dict[Notebook, Path]) -> dict[str, str]:
    """What a notebook wrote, by path, as it was given; refused where another one wrote something else under the same name."""
    for path in sorted(new.keys() & there.keys()):
        if new[path] != there[path]:
            writers = [book.name for book, own in parts.items() if (own / path).exists()]
            raise InputError("report_two_writers", path, value=", ".join(writers))
    return new


def _copy(source: Path, target: Path, *without: str) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*without))


def _seconds(since: float) -> str:
    return words.number(time.monotonic() - since, 1)
