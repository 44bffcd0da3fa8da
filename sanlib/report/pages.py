"""The pages of a report: every notebook as HTML, and an index that shows the charts. They open without a network."""

from __future__ import annotations

import csv
import functools
import re
import struct
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import jinja2

from sanlib import words
from sanlib.periods import manifest
from sanlib.project import identifiers, problems, standing_report
from sanlib.project.formula_text import plain_text
from sanlib.project.problems import SEVERITIES, InputError
from sanlib.reference import regions
from sanlib.report.notebooks import Notebook
from sanlib.report.record import Foot
from sanlib.words import quoted
from sanlib.words.finding import EMPTY

if TYPE_CHECKING:
    from sanlib.documents.headline import Opening

TEMPLATES = Path(__file__).with_name("templates")
KINDS = ("brief", "deck", "workbook", "commitment")
"""The documents of a region that the first page lists, by the name of their file (`pack.file.*`)."""
LOCAL, PROVINCE = 4, 2
"""Digits of the code of a kabupaten or kota, and of a province."""
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
    """A picture of the report with its size, its words for those who cannot see it and the same chart in other forms.

    `shows`: whether it draws any row; a page that says that there is no data draws none.
    """

    name: str
    picture: str
    alt: str
    others: list[str]
    size: tuple[int, int]
    shows: bool

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
    note: str = ""


class Row(NamedTuple):
    """A region on the first page: its finding, and its documents by kind, each kind in one or more formats (format, file)."""

    region: str
    said: str
    documents: dict[str, list[tuple[str, str]]]


class Found(NamedTuple):
    """The contents of the index page."""

    sections: Sequence[Section]
    files: Sequence[str]
    problems: list[dict[str, str]]
    sources: list[dict[str, str]]
    foot: Foot
    opening: Opening | None = None
    flags: int = 0
    """How many quality flags its figures carry, which is not how many problems its files have."""


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
    page, _ = exporter.from_notebook_node(_absence_said_once(document), resources=resources)
    return _offline(page, f"{notebook.path.parent.name}/{notebook.path.name}")


def _absence_said_once(document):
    """The notebook without the empty tables of a section that has said something already: that there are no data is one sentence."""
    said = False
    for cell in document.cells:
        if cell.cell_type == "markdown":
            said = False if cell.source.lstrip().startswith("#") else said
            continue
        kept = []
        for output in cell.get("outputs", ()):
            if said and EMPTY in output.get("data", {}).get("text/html", ""):
                continue
            said = said or "data" in output
            kept.append(output)
        cell.outputs = kept
    return document


def _offline(page: str, name: str) -> str:
    """The page, refused where a browser would have to fetch a part of it (a link to click is none)."""
    fetched = _FROM_THE_NET.search(page)
    if fetched:
        raise InputError("report_not_offline", name, value=fetched.group(1) or fetched.group(2))
    return page


def index_html(found: Found, period: str) -> str:
    """The page a report is opened with: charts by notebook, other files, problems found, where the data come from."""
    say = functools.partial(words.label)
    table, provinces, rest = _documents(found, period)
    loader = jinja2.FileSystemLoader(TEMPLATES)
    pages = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    page = pages.get_template("report.html.j2").render(
        opening=found.opening,
        table=table,
        kinds=[kind for kind in KINDS if any(row.documents[kind] for row in table)],
        provinces=provinces,
        sections=_each_chart_once(found.sections),
        files=rest,
        period=period,
        lang=words.language(),
        say=say,
        style=_style(),
        made=_made(found.foot.run_record, say),
        foot=found.foot,
        heading=functools.partial(_heading),
        number=functools.partial(words.number, decimals=1),
        problems=[
            {column: row.get(column, "") for column in _PROBLEM_COLUMNS} | {"severity": words.label(f"shown.{row['severity']}")}
            for row in map(problems.spoken, found.problems)
        ],
        flags=found.flags,
        counts=dict.fromkeys(SEVERITIES, 0) | Counter(row["severity"] for row in found.problems),
        sources=_in_words([{column: text for column, text in row.items() if column != "sha256"} for row in found.sources]),
        synthetic=any(row.get("synthetic", "").lower() in _YES for row in found.sources),
    )
    return _offline(page, "index.html")


def _documents(found: Found, period: str) -> tuple[list[Row], list[tuple[str, list[tuple[str, str]]]], list[str]]:
    """The first page's rows (pilots with a finding first, then those that only have documents), the provinces' pages, other files."""
    pack = [name for name in found.files if name.startswith("pack/")]
    by_code: dict[str, list[str]] = {}
    for name in pack:
        by_code.setdefault(_code(name), []).append(name)
    names, cards = regions.names() if pack else {}, {card.code: card for card in (found.opening.cards if found.opening else ())}
    workbook = _formats(by_code.get("", []), f"{words.label('pack.file.workbook')}-{period}")
    table = [
        Row(
            cards[code].region if code in cards else names[code],
            cards[code].beside_name if code in cards else words.label("report.no_figures"),
            {kind: _formats(by_code.get(code, []), words.label(f"pack.file.{kind}")) for kind in KINDS} | {"workbook": workbook},
        )
        for code in dict.fromkeys([*cards, *(code for code in sorted(by_code) if len(code) == LOCAL)])
    ]
    provinces = [
        (names[code], _formats(files, f"{words.label('pack.file.province')}-{code}"))
        for code, files in by_code.items()
        if len(code) == PROVINCE
    ]
    listed = {file for row in table for formats in row.documents.values() for _, file in formats}
    listed |= {file for _, formats in provinces for _, file in formats}
    return table, provinces, [name for name in found.files if name not in listed]


def _code(name: str) -> str:
    """The code of the region a file of the pack is of; "" for one of all regions."""
    folder = re.match(r"pack/(\d{4})-[^/]*/", name)
    province = re.match(rf"pack/{re.escape(words.label('pack.file.province'))}-(\d\d)\.", name)
    return folder[1] if folder else province[1] if province else ""


def _formats(files: Sequence[str], stem: str) -> list[tuple[str, str]]:
    """Each format of a document by its ending, in capitals."""
    return [(PurePosixPath(file).suffix[1:].upper(), file) for file in sorted(files, reverse=True) if PurePosixPath(file).stem == stem]


def _each_chart_once(sections: Sequence[Section]) -> list[Section]:
    """Sections without the charts that draw nothing, and of charts that show the same (by their words) only the first."""
    seen: set[str] = set()
    kept = []
    for one in sections:
        charts = [chart for chart in one.charts if chart.shows and not (chart.alt in seen or seen.add(chart.alt))]
        kept.append(one._replace(charts=charts, note=_note(one)))
    return kept


def _note(one: Section) -> str:
    """What stands in place of charts: that the period has no data for any of them; nothing where a section saves none."""
    return words.label("report.nothing") if one.charts and not any(chart.shows for chart in one.charts) else ""


def section(notebook: Notebook, part: Path) -> Section:
    """What a notebook's folder adds to the index: each PNG with its alt text (.txt) and its other forms beside it, and each chart of
    which only that text is there: why it draws nothing."""
    pictures = sorted(part.rglob("*.png"))
    without = sorted(path for path in part.rglob("charts/*.txt") if not path.with_suffix(".png").is_file())
    silent = [
        Chart(path.stem, path.relative_to(part).as_posix(), path.read_text(encoding="utf-8").strip(), [], (0, 0), False) for path in without
    ]
    return Section(notebook.name, notebook.title, notebook.about, [*(_chart(path, part) for path in pictures), *silent])


def other_files(folder: Path, sections: Sequence[Section]) -> list[str]:
    """Files of the report that are neither a page of a notebook nor a form of a chart."""
    charts = [chart for found in sections for chart in found.charts]
    listed = {name for chart in charts for name in (chart.picture, *chart.others)}
    listed |= {Path(chart.picture).with_suffix(".txt").as_posix() for chart in charts}
    listed |= {f"{found.name}.html" for found in sections} | {standing_report.RECORD, manifest.NAME}
    every = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in every if name not in listed]


def _chart(picture: Path, part: Path) -> Chart:
    words_beside = picture.with_suffix(".txt")
    alt = words_beside.read_text(encoding="utf-8").strip() if words_beside.is_file() else picture.stem
    others = [picture.with_suffix(form) for form in (".svg", ".pdf", ".csv")]
    drawn = picture.with_suffix(".csv")
    return Chart(
        picture.stem,
        picture.relative_to(part).as_posix(),
        alt,
        [path.relative_to(part).as_posix() for path in others if path.is_file()],
        _size(picture),
        bool(rows(drawn)) or not drawn.is_file(),
    )


def _size(picture: Path) -> tuple[int, int]:
    """How wide and high a PNG is, from its header: the page reserves the room before the picture is there."""
    wide, high = struct.unpack(">II", picture.read_bytes()[16:24])
    return wide, high


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV as rows of text; a file that is not there has none."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        read = list(csv.DictReader(stream))
    return [{name: identifiers.hidden(plain_text(cell)) if isinstance(cell, str) else cell for name, cell in row.items()} for row in read]


_LISTED = {"kind": "kind.", "synthetic": "shown.", "confidence": "confidence.", "licence": "licence."}
"""Columns of SOURCES.csv that hold one of a list, and what stands before it in labels.csv."""


def _in_words(sources: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of SOURCES.csv as a reader reads them: list values in words, notes in the other language quoted, without blank columns."""
    told = {"note": quoted.note, "source": quoted.notes_of, "from_whom": quoted.notes_of}
    told |= {column: functools.partial(_listed, before) for column, before in _LISTED.items()}
    filled = [column for column in (sources[0] if sources else ()) if any(row.get(column) for row in sources)]
    return [{column: told.get(column, str)(row.get(column) or "") for column in filled} for row in sources]


def _listed(before: str, text: str) -> str:
    return words.label_or(before + text, text)


def _heading(column: str) -> str:
    named = f"report.column.{column}"
    return words.label_or(named, column)


def _made(run: dict, say) -> str:
    packages = {name: run["packages"].get(name, "?") for name in ("sanlib", "pandas", "matplotlib")}
    when = datetime.fromisoformat(run["started"]).strftime("%Y-%m-%d %H:%M")
    return say("report.made", when=when, python=run["python"], **packages)


def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")
