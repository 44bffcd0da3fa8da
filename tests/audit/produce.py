"""The outputs of a report as its reader gets them: by the project's own runner, or each notebook's cells in this process.

The only module of the audit that uses sanlib, and only to make outputs: nothing here reads or compares a number.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from .truth import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOT = b"."
"""Stands for the picture of a chart within a page."""


class Outputs(NamedTuple):
    """What one run gave in one language: its pages (name: HTML) and the folder its charts lie in."""

    run: str
    lang: str
    pages: dict[str, str]
    charts: Path


def copied(folder: Path) -> Path:
    """A copy of the project, without what it keeps of earlier runs."""
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def by_the_runner(run: str, lang: str, folder: Path) -> Outputs:
    """The report as `sanlib report` makes it, of the copy of the project in a folder: every notebook in a kernel of its own."""
    told = dict(os.environ, SANLIB_ROOT=str(folder), PYTHONPATH=str(ROOT))
    made = subprocess.run(
        [sys.executable, "-m", "sanlib", "report", run, "--lang", lang], env=told, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    report = folder / "reports" / run
    pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(report.glob("*.html"))}
    return Outputs(run, lang, pages, report / "charts")


def in_process(run: str, lang: str, folder: Path, notebooks=NOTEBOOKS, pack: bool = False, root: Path = ROOT, forms=("svg",)) -> Outputs:
    """The same cells one after the other in this process, printed and shown as Jupyter shows them; documents only with `pack`.

    forms: of a chart only the pictures that are read afterwards; all are drawn from the same marks. The picture within a page, of which
    its alt text is read, is a dot.
    """
    from sanlib.charts import chart_files, chart_page

    tables = root / "data" / "processed" / run
    told = _environment(SANLIB_ROOT=root, SANLIB_PERIOD=run, SANLIB_REPORT_DIR=folder, SANLIB_PROCESSED_DIR=tables)
    read = {form: chart_files.DRAWN[form] for form in forms}
    dot = mock.patch.object(chart_page, "png", lambda *_, **__: DOT)
    with told, dot, mock.patch.dict(chart_files.DRAWN, read, clear=True):
        parameters = {"PERIOD": run, "LANG": lang} | ({} if pack else {"PARTS": ""})
        pages = {path.stem: _page(_twin(path, lang), parameters) for path in notebooks}
        pages["index"] = _opening(tables, lang)
    return Outputs(run, lang, pages, folder / "charts")


def _twin(path: Path, lang: str) -> Path:
    """The notebook as who reads this language opens it."""
    return path if lang == "id" else path.parent / lang / path.name


def _opening(tables: Path, lang: str) -> str:
    from sanlib import words
    from sanlib.documents.headline import opening

    told = opening(tables, lang)
    if told is None:
        return ""
    heads = (words.label("report.region", lang), words.label("report.finding", lang))
    cells = "".join(f"<tr><th>{html.escape(card.region)}</th><td>{html.escape(card.beside_name)}</td></tr>" for card in told.cards)
    return f"<p>{html.escape(told.counted)}</p><table><tr><th>{heads[0]}</th><th>{heads[1]}</th></tr>{cells}</table>"


@contextlib.contextmanager
def _environment(**told):
    before = {name: os.environ.get(name) for name in told}
    os.environ.update({name: str(value) for name, value in told.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _page(path: Path, parameters: dict) -> str:
    names, shown = {"__name__": "__main__"}, []
    with contextlib.chdir(path.parent):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                shown.append(_prose("".join(cell["source"])))
            if cell["cell_type"] == "code":
                shown.append(_shown("".join(cell["source"]), names))
                if "parameters" in cell["metadata"].get("tags", ()):
                    names |= parameters
    return "\n".join(shown)


def _prose(markdown: str) -> str:
    """Headings and paragraphs, as far as the audit reads them."""
    parts = (part.strip() for part in markdown.split("\n\n"))
    return "\n".join(
        f"<h2>{html.escape(part.lstrip('# '))}</h2>" if part.startswith("#") else f'<p class="jp-MarkdownCell">{html.escape(part)}</p>'
        for part in parts
        if part
    )


def _shown(source: str, names: dict) -> str:
    """A cell executed: what it printed, what it displayed, then its last expression."""
    import IPython.display

    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, shown = io.StringIO(), []
    real, IPython.display.display = IPython.display.display, lambda *objects, **options: shown.extend(objects)
    names["display"] = IPython.display.display  # a kernel gives every notebook this name
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, "<cell>", "exec"), names)
            shown.append(eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None)
    finally:
        IPython.display.display = real
    return "\n".join([f"<pre>{html.escape(printed.getvalue())}</pre>", *map(_as_html, shown)])


def _as_html(shown) -> str:
    """What a page shows of a cell's result: tables and texts; a chart is read from its own files."""
    if isinstance(shown, str):
        return f"<pre>{html.escape(shown)}</pre>"
    told = shown._repr_html_() if hasattr(shown, "_repr_html_") else None
    return told or ""
