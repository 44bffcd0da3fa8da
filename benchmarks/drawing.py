"""What drawing costs: every chart of one region, from figures to files, by step and by form.

Seconds of the processor, which other programs on the machine change little, and of the clock; the least of the rounds counts.

python benchmarks/drawing.py [ROUNDS] [PERIOD] [REGION]
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl

import sanlib as san
from sanlib.charts import chart_files
from sanlib.charts.chart_page import Chart, png
from sanlib.documents import chart_folder


def least(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and of the clock, the least of the rounds."""
    found = []
    for _ in range(rounds):
        before, started = time.process_time(), time.perf_counter()
        work()
        found.append((time.process_time() - before, time.perf_counter() - started))
    return tuple(map(min, zip(*found, strict=True)))


def form(charts: list[Chart], name: str) -> None:
    """All charts in one form, into memory."""
    with mpl.rc_context(chart_files.OPTIONS):
        for chart in charts:
            png(chart, 130) if name == "png" else chart.savefig(io.BytesIO(), format=name)


def main(rounds: int, period: str, region: str) -> None:
    """One line a step."""
    opened = san.open_period(period, say=lambda _line: None)
    code = chart_folder.pack_folder.codes(region)[0]
    charts = [chart for _, chart in chart_folder._charts(opened, code) if len(chart.drawn)]
    with tempfile.TemporaryDirectory() as place:
        steps = {
            "the figures": lambda: list(chart_folder._charts(opened, code)),
            **{name: lambda name=name: form(charts, name) for name in ("png", "svg", "pdf")},
            "the whole pack": lambda: chart_folder.chart_pack(opened, region, folder=Path(place) / "pack", say=lambda _line: None),
        }
        for name, work in steps.items():
            processor, clock = least(rounds, work)
            print(f"{name:16} {processor:6.2f} s processor {clock:6.2f} s clock, {processor / len(charts):.3f} s of {len(charts)} pictures")


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(int(asked[0]) if asked else 3, *(asked[1:] if len(asked) > 2 else ("2023", "Kota Blitar")))
