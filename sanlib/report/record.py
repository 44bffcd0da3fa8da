"""The record of a run and its manifest as the foot of the report; whether anything changed is decided in project/store.py."""

from __future__ import annotations

import functools
import json
import os
import platform
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sanlib import words
from sanlib.periods import anonymity, manifest
from sanlib.project import standing_report, store
from sanlib.project.binding import bound
from sanlib.reference.layouts import layouts

MAIN = ("sanlib", "pandas", "numpy", "scipy", "matplotlib", "python-calamine", "pyarrow")
"""Packages named first; the rest stand in run.json."""


class Clock:
    """Seconds of each step by its name, None where it was unchanged and not done again."""

    def __init__(self) -> None:
        self.started, self._since = datetime.now().astimezone(), time.monotonic()
        self.steps: dict[str, float | None] = {}

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return round(time.monotonic() - self._since, 2)


class Foot(NamedTuple):
    """What the foot of the report shows, as rows of printed text; `run_record` is the record of the run."""

    inputs: list[dict[str, str]]
    beside: list[dict[str, str]]
    corrections: list[dict[str, str]]
    reference: list[dict[str, str]]
    steps: list[dict[str, str]]
    times: list[dict[str, str]]
    packages: str
    run_record: dict
    anonymity: str = ""


@bound
def run(period: str, lang: str, fresh: bool, clock: Clock) -> dict:
    """The volatile record: when, how long each step took, with which packages, on which family of system."""
    return {
        "period": period,
        "parameters": {"PERIOD": period, "LANG": words.language(), "fresh": fresh},
        "started": clock.started.isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "steps": [{"step": name, "seconds": seconds, "done": seconds is not None} for name, seconds in clock.steps.items()],
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "packages": dict(sorted(store.versions().items())),
    }


def write(run_record: dict, folder: Path) -> None:
    """Write run.json into a report that is being made."""
    text = json.dumps(run_record, ensure_ascii=False, indent=1)
    (folder / standing_report.RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")


def foot(made_from: dict, run_record: dict) -> Foot:
    """Both records as tables of text; a folder of tables without manifest has no rows."""
    kinds = {layout.id: layout.names[words.language()] for layout in layouts()} if made_from.get("inputs") else {}
    say = functools.partial(_say)
    return Foot(
        [
            {
                say("file"): one["file"],
                say("layouts"): _layouts(one, kinds),
                say("figures"): str(one["figures_read"]),
                say("export_date"): one["export_date"] or "–",
                say("sha256"): one["sha256"],
            }
            for one in made_from.get("inputs", [])
        ],
        [{say("file"): file, say("sha256"): digest} for file, digest in made_from.get("beside", {}).items()],
        [{column: str(text) for column, text in row.items()} for row in made_from.get("corrections", [])],
        [
            {say("table"): name, say("version"): manifest.fingerprint(table)[:8], say("rows"): _rows(table)}
            for name, table in made_from.get("reference", {}).items()
        ],
        [
            {say("step"): words.label(f"step.{name}"), say("in"): _counts(step["in"]), say("out"): _counts(step["out"])}
            for name, step in made_from.get("steps", {}).items()
        ],
        [{say("step"): _step(one["step"]), say("seconds"): _seconds(one)} for one in run_record["steps"]],
        ", ".join(f"{name} {run_record['packages'][name]}" for name in MAIN if name in run_record["packages"]),
        run_record,
        anonymity.sentence(made_from.get("anonymity", {})),
    )


def _say(name: str) -> str:
    return words.label(f"record.{name}")


def _layouts(one: dict, kinds: dict[str, str]) -> str:
    return "; ".join(
        ": ".join(filter(None, (sheet, kinds.get(kind) or words.label_or(f"record.kind.{kind}", kind)))) for sheet, kind in one["layouts"]
    )


def _rows(table) -> str:
    return str(table["rows"]) if isinstance(table, dict) else "–"


def _counts(counted: dict[str, int]) -> str:
    """ "27 baris", or "20 dipakai; 1 baris jumlah": what there is none of is left out, unless there is nothing at all."""
    some = {name: count for name, count in counted.items() if count} or dict(list(counted.items())[:1])
    return "; ".join(f"{words.number(count, 0)} {_named(name)}" for name, count in some.items())


def _named(name: str) -> str:
    """A count's own words; a row left out says so by the rule that left it out."""
    for key in (f"count.{name}", f"verdict.{name}"):
        if words.has_label(key):
            return words.label(key)
    return words.label("count.left_out", rule=name)


def _step(name: str) -> str:
    return words.label("step.tables") if name == standing_report.TABLES else name


def _seconds(one: dict) -> str:
    return words.number(one["seconds"], 1) if one["done"] else words.label("record.unchanged")
