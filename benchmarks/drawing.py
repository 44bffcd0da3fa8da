"""What drawing costs: every chart of one region, from figures to files, by step and by form.

Seconds of the processor, which other programs on the machine change little, and of the clock; the least of the rounds counts.

Last the PDF brief of the region, after the first, and the packs of all pilots, region by region on every core, with the start of the
processes, each of which opens the period.

python benchmarks/drawing.py [ROUNDS] [PERIOD] [REGION]
"""

from __future__ import annotations

import concurrent.futures
import functools
import io
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl

import sanlib as san
from sanlib.charts import chart_files
from sanlib.charts.chart_page import Chart, png
from sanlib.documents import brief, chart_folder
from sanlib.documents.writers import pdf
from sanlib.judging import gap
from sanlib.reference import regions


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


def pack(period: str, region: str) -> None:
    """One region's pack, in a process of its own that keeps the period it opened."""
    with tempfile.TemporaryDirectory() as place:
        chart_folder.chart_pack(opened_once(period), region, folder=Path(place) / "pack", say=lambda _line: None)


@functools.cache
def opened_once(period: str) -> san.Period:
    """The period, as a process that draws several regions has it."""
    return san.open_period(period, say=lambda _line: None)


def every_pilot(period: str) -> tuple[int, float, float]:
    """How many regions, and the seconds of the clock and of all processors for all their packs."""
    codes, started, before = list(regions.pilots()["region_code"]), time.perf_counter(), os.times()
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        list(pool.map(pack, [period] * len(codes), codes))
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return len(codes), time.perf_counter() - started, used


def main(rounds: int, period: str, region: str) -> None:
    """One line a step."""
    opened = opened_once(period)
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
    one = chart_folder.pack_folder.gather(opened, regions.of_report(gap.gaps(opened)), [code])[0]
    document = brief.brief(one)
    pdf.render(document)
    print(f"{'a PDF brief':16} {least(rounds, lambda: pdf.render(document))[0]:6.2f} s processor after the first")
    count, clock, used = every_pilot(period)
    each = f"{used / count / os.cpu_count():.2f} s of the clock a region where no other program runs"
    print(f"{'all pilots':16} {used:6.2f} s processor {clock:6.2f} s clock on {os.cpu_count()} cores, {each}")


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(int(asked[0]) if asked else 3, *(asked[1:] if len(asked) > 2 else ("2023", "Kota Blitar")))
