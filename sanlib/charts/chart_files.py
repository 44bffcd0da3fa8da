"""Saving a chart: PNG, SVG and PDF, the table it draws as CSV, its alt text; a chart without a source is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from sanlib.charts.chart_page import png
from sanlib.project import formula_text, staging
from sanlib.project.problems import InputError

OPTIONS = {"svg.hashsalt": "sanlib", "svg.fonttype": "path", "pdf.fonttype": 3}
"""How matplotlib draws a file: the same bytes for the same chart, letters as outlines that need no font."""
FORMS = ("png", "svg", "pdf", "csv", "txt")


def save(chart: Figure, folder: str | Path, name: str, table: pd.DataFrame | None = None, alt: str = "", source: str = "") -> Path:
    """Write a chart in every form beside what is there, then put all in place; the same chart gives the same bytes.

    Table, alt text and source are the chart's own; a figure drawn otherwise brings them. One that shows figures
    without naming their source is refused (InputError). Returns the PNG.
    """
    table = chart.drawn if table is None else table
    title, alt = getattr(chart, "title", name), alt or getattr(chart, "alt", "")
    if not alt or (len(table) and not (source or getattr(chart, "source", ""))):
        raise InputError("chart_without_source", name, value=title)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with staging.files(folder) as beside:
        _write(chart, table, title, alt, {form: beside / f"{name}.{form}" for form in FORMS})
    return folder / f"{name}.png"


def save_or_say(chart: Figure, folder: str | Path, name: str) -> Path | None:
    """Save a chart, or of one that draws nothing the one line that says why (.txt) in place of every picture: None."""
    if not getattr(chart, "absent", ""):
        return save(chart, folder, name)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with staging.files(folder) as beside:
        (beside / f"{name}.txt").write_text(chart.alt + "\n", encoding="utf-8", newline="\n")
    for form in set(FORMS) - {"txt"}:  # of a run before, when there were figures
        (folder / f"{name}.{form}").unlink(missing_ok=True)
    return None


def _write(chart: Figure, table: pd.DataFrame, title: str, alt: str, beside: dict[str, Path]) -> None:
    with mpl.rc_context(OPTIONS):
        for form, draw in DRAWN.items():
            beside[form].write_bytes(draw(chart, title, alt))
    formula_text.write_csv(table, beside["csv"])
    beside["txt"].write_text(alt + "\n", encoding="utf-8", newline="\n")


def _vector(chart: Figure, form: str, said: dict[str, str | None]) -> bytes:
    drawn = io.BytesIO()
    chart.savefig(drawn, format=form, metadata=said)
    return drawn.getvalue()


DRAWN: dict[str, Callable[[Figure, str, str], bytes]] = {
    "png": lambda chart, title, alt: png(chart, 130, {"Title": title, "Description": alt}),
    "svg": lambda chart, title, alt: _vector(chart, "svg", {"Date": None, "Creator": None, "Title": title, "Description": alt}),
    "pdf": lambda chart, title, _: _vector(chart, "pdf", {"CreationDate": None, "Creator": None, "Producer": None, "Title": title}),
}
"""How each picture is drawn, from a chart, its title and its alt text."""
