"""The pages of a report: every notebook as HTML, and an index that shows the charts. They open without a network."""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import jinja2

from sanlib import words
from sanlib.periods import manifest
from sanlib.project.formula_text import plain_text
from sanlib.project.problems import SEVERITIES, InputError
from sanlib.report import record
from sanlib.report.notebooks import Notebook
from sanlib.report.record import Foot

TEMPLATES = Path(__file__).with_name("templates")
_PROBLEM_COLUMNS = ("severity", "file", "sheet", "cell", "value", "problem", "fix")
_YES = ("yes", "ya", "true")
_AFTER_TITLE = re.compile(r"(?<!\bKab)(?<!\bKec)(?<!\bProv)(?:\.\s|(?<=[?!])\s|\n)")
"""Where the first sentence of an alt text, its chart's title, ends: not at the stop of "Kab."."""
_FROM_THE_NET = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio|embed|object)\b[^>]*?\s(?:src|href|data)\s*=\s*"""
    r"""["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:@import\s+|url\()\s*["']?((?:https?:)?//[^"')\s]+)""",
    flags=re.IGNORECASE,
)


class Chart(NamedTuple):
    """A picture of the report with its words for those who cannot see it and the same chart in other forms."""

    name: str
    picture: str
    alt: str
    others: list[str]

    @property
    def caption(self) -> str:
        """What is shown, in words: the title with which the alt text begins."""
        return _AFTER_TITLE.split(self.alt, maxsplit=1)[0].rstrip(".")


class Section(NamedTuple):
    """What a notebook adds to the index."""

    name: str
    title: str
    about: str
    charts: list[Chart]


class Found(NamedTuple):
    """The contents of the index page."""

    sections: Sequence[Section]
    files: Sequence[str]
    problems: list[dict[str, str]]
    sources: list[dict[str, str]]
    foot: Foot
    opening: Sequence[str] = ()


def notebook_html(notebook: Notebook, document, period: str) -> str:
    """An executed notebook as one page: prose and results open, code folded; nothing in it comes from elsewhere."""
    from nbconvert import HTMLExporter  # noqa: PLC0415  350 ms that a run which keeps every page is spared

    exporter = HTMLExporter(
        template_name="sanlib", extra_template_basedirs=[str(TEMPLATES)], exclude_input_prompt=True, exclude_output_prompt=True
    )
    resources = {
        "lang": words.language(),
        "period": period,
        "title": f"{notebook.title} ({period})",
        "style": _style(),
        "say": functools.partial(words.label),
    }
    page, _ = exporter.from_notebook_node(document, resources=resources)
    return _offline(page, f"{notebook.path.parent.name}/{notebook.path.name}")


def _offline(page: str, name: str) -> str:
    """The page, refused where a browser would have to fetch a part of it (a link to click is none)."""
    fetched = _FROM_THE_NET.search(page)
    if fetched:
        raise InputError("report_not_offline", name, value=fetched.group(1) or fetched.group(2))
    return page


def index_html(found: Found, period: str) -> str:
    """The page a report is opened with: charts by notebook, other files, problems found, where the data come from."""
    say = functools.partial(words.label)
    loader = jinja2.FileSystemLoader(TEMPLATES)
    pages = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    page = pages.get_template("report.html.j2").render(
        opening=found.opening,
        sections=found.sections,
        files=found.files,
        period=period,
        lang=words.language(),
        say=say,
        style=_style(),
        made=_made(found.foot.run_record, say),
        foot=found.foot,
        heading=functools.partial(_heading),
        number=functools.partial(words.number, decimals=1),
        problems=[{column: row.get(column, "") for column in _PROBLEM_COLUMNS} for row in found.problems],
        counts=dict.fromkeys(SEVERITIES, 0) | Counter(row["severity"] for row in found.problems),
        sources=[{column: text for column, text in row.items() if column != "sha256"} for row in found.sources],
        synthetic=any(row.get("synthetic", "").lower() in _YES for row in found.sources),
    )
    return _offline(page, "index.html")


def section(notebook: Notebook, part: Path) -> Section:
    """What a notebook's folder adds to the index: each PNG with its alt text (.txt) and its other forms beside it."""
    pictures = sorted(path for path in part.rglob("*.png"))
    return Section(notebook.name, notebook.title, notebook.about, [_chart(path, part) for path in pictures])


def other_files(folder: Path, sections: Sequence[Section]) -> list[str]:
    """Files of the report that are neither a page of a notebook nor a form of a chart."""
    charts = [chart for found in sections for chart in found.charts]
    listed = {name for chart in charts for name in (chart.picture, *chart.others)}
    listed |= {Path(chart.picture).with_suffix(".txt").as_posix() for chart in charts}
    listed |= {f"{found.name}.html" for found in sections} | {record.NAME, manifest.NAME}
    every = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in every if name not in listed]


def _chart(picture: Path, part: Path) -> Chart:
    words_beside = picture.with_suffix(".txt")
    alt = words_beside.read_text(encoding="utf-8").strip() if words_beside.is_file() else picture.stem
    others = [picture.with_suffix(form) for form in (".svg", ".pdf", ".csv")]
    return Chart(
        picture.stem, picture.relative_to(part).as_posix(), alt, [path.relative_to(part).as_posix() for path in others if path.is_file()]
    )


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV as rows of text; a file that is not there has none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{name: plain_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in csv.DictReader(stream)]


def _heading(column: str) -> str:
    named = f"report.column.{column}"
    return words.label_or(named, column)


def _made(run: dict, say) -> str:
    packages = {name: run["packages"].get(name, "?") for name in ("sanlib", "pandas", "matplotlib")}
    when = datetime.fromisoformat(run["started"]).strftime("%Y-%m-%d %H:%M")
    return say("report.made", when=when, python=run["python"], **packages)


def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")
