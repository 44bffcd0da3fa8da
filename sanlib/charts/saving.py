"""A chart leaves as png, svg, pdf, the table it draws and its alt text, and never without a source."""

from __future__ import annotations

import os
from pathlib import Path

import matplotlib as mpl

from sanlib.charts.page import Chart
from sanlib.problems import InputError
from sanlib.reading import safe_text

_FORMS = {
    "png": {"dpi": 130, "metadata": {"Software": None}},
    "svg": {"metadata": {"Date": None, "Creator": None}},
    "pdf": {"metadata": {"CreationDate": None, "Creator": None, "Producer": None}},
}


def save(chart: Chart, folder: str | Path, name: str) -> Path:
    """Write a chart in every form beside what is there, then put all in place; the same chart gives the same bytes.

    A chart that draws figures without naming their source is refused (InputError). Returns the PNG.
    """
    if len(chart.drawn) and not chart.source:
        raise InputError("chart_without_source", name, value=chart.title)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    beside = {form: folder / f".{name}.{os.getpid()}.{form}" for form in (*_FORMS, "csv", "txt")}
    with mpl.rc_context({"svg.hashsalt": "sanlib", "svg.fonttype": "path", "pdf.fonttype": 3}):
        for form, options in _FORMS.items():
            chart.savefig(beside[form], format=form, **options)
    chart.drawn.map(safe_text).round(6).to_csv(beside["csv"], index=False, lineterminator="\n", encoding="utf-8")
    beside["txt"].write_text(chart.alt + "\n", encoding="utf-8")
    for form, path in beside.items():
        path.replace(folder / f"{name}.{form}")
    return folder / f"{name}.png"
