"""A small project in a temporary folder, for the tests of the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SAVES_A_CHART = """import base64, os, pathlib
folder = pathlib.Path(os.environ["SANLIB_REPORT_DIR"]) / "charts"
folder.mkdir()
png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
(folder / "gap.png").write_bytes(base64.b64decode(png))
(folder / "gap.txt").write_text('Gap "layak" <Kota Blitar> +8', encoding="utf-8")
(folder / "gap.svg").write_text("<svg/>", encoding="utf-8")
print(PERIOD, LANG)"""


HEARS_SIGNALS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""A suite started in the background (`nohup make test &`) hands down that SIGINT is ignored; a run of its own does not."""


def project(folder: Path, period: str = "2023", **notebooks: str) -> Path:
    """A project with one period and these notebooks: name = the code of the cell below the parameters."""
    (folder / "data" / "raw" / "reference").mkdir(parents=True)
    (folder / "data" / "raw" / period).mkdir()
    sources = "file,source,sha256,synthetic\nsipsn.xlsx,SIPSN <KLHK>,abc123,no\n"
    (folder / "data" / "raw" / period / "SOURCES.csv").write_text(sources, encoding="utf-8")
    (folder / "data" / "raw" / period / "sipsn.xlsx").write_bytes(b"")
    (folder / "notebooks").mkdir()
    for name, code in notebooks.items():
        write_notebook(folder, name, code)
    return folder


def write_notebook(folder: Path, name: str, code: str, tags=("parameters",)) -> None:
    prose = "# Seberapa jauh?\n\nDijawab dari **SIPSN** untuk [Pokja](https://example.org).\n\nSelebihnya."
    cells = [
        {"id": "prose", "cell_type": "markdown", "metadata": {}, "source": prose},
        _code("parameters", 'PERIOD = "kosong"\nLANG = "kosong"', *tags),
        _code("work", code),
    ]
    told = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(told), encoding="utf-8")


def _code(name: str, source: str, *tags: str) -> dict:
    return {"id": name, "cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": [], "execution_count": None}


def write_tables(period: str, folder: Path) -> None:
    """Stands for `sanlib.periods.period.write`."""
    (folder / "gaps.csv").write_text(f"period\n{period}\n", encoding="utf-8")
    row = "sipsn.xlsx,Data,B7,,0.92,error,Skala <campur>,Tulis 92,scale\n"
    columns = "file,sheet,cell,column,value,severity,problem,fix,rule\n"
    (folder / "problems.csv").write_text(columns + row, encoding="utf-8")


def results(folder: Path, period: str = "2023") -> dict[str, bytes]:
    """Every file of a period's results with its bytes."""
    places = (folder / "data" / "processed" / period, folder / "reports" / period)
    files = (path for place in places for path in sorted(place.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def start(folder: Path, prelude: str = "") -> subprocess.Popen:
    """The report of 2023 in a process of its own, which can be killed; the prelude may arrange for that."""
    program = (
        HEARS_SIGNALS
        + prelude
        + (
            "import sys; from sanlib import report; from tests import report_project\n"
            "report.run('2023', root=sys.argv[1], write_processed=report_project.write_tables)"
        )
    )
    told = dict(os.environ, PYTHONPATH=str(CHECKOUT))
    return subprocess.Popen(
        [sys.executable, "-u", "-c", program, str(folder)],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
