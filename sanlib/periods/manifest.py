"""The manifest of a run: its inputs, corrections and reference tables with fingerprints, and the rows in and out of each step."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd

from sanlib.periods import anonymity, row_counts
from sanlib.project import folders
from sanlib.reference import sources, targets
from sanlib.reference.corrections import COLUMNS

NAME = "manifest.json"


def manifest(opened, gaps: pd.DataFrame) -> dict:
    """The stable part of a run's record: the same inputs give the same text, whenever and wherever it is run.

    `inputs` are the period's own files; `beside` those of other periods that hold figures up to this one, which the
    quality flags look at and which may be a newer export; `reference` the tables that define things; `steps` what went in
    and came out of each step; `anonymity`, after a survey, how small the smallest groups of households are.
    """
    counted = opened.steps | row_counts.judging(opened.achievements, targets.targets(), gaps, opened.problems)
    smallest = anonymity.measured(
        [one.alike for one in opened.survey.counted], **{"achievements.csv": opened.achievements, "gaps.csv": gaps}
    )
    return {
        "period": opened.period,
        "inputs": [_input(read) for read in sorted(opened.inputs)],
        "beside": opened.beside,
        "corrections": opened.every_correction.sort_values("row", kind="stable")[list(COLUMNS)].to_dict("records"),
        "reference": _reference(folders.reference("targets.csv").parent),
        "steps": {name: {"in": step.went_in, "out": step.came_out} for name, step in counted.items()},
        **({"anonymity": smallest} if smallest else {}),
    }


def _reference(folder: Path) -> dict[str, dict]:
    """Every table that analysts edit, those of the survey too, with its fingerprint and how many rows it has."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": sources.sha256(path), "rows": _records(path)}
        for path in sorted(folder.rglob("*.csv"))
        if path.is_file()
    }


def _records(path: Path) -> int:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        return max(sum(1 for row in csv.reader(stream) if row) - 1, 0)


def fingerprint(table) -> str:
    """The fingerprint of a reference table in a manifest; those made earlier hold nothing else."""
    return table["sha256"] if isinstance(table, dict) else str(table or "")


def version(table) -> str:
    """A short name for a version of a reference table: the first eight characters of its fingerprint and its number of rows."""
    return f"{fingerprint(table)[:8]} ({table['rows']})" if isinstance(table, dict) else fingerprint(table)[:8]


def _input(read) -> dict:
    return {
        "file": read.file,
        "sha256": read.sha256,
        "export_date": read.export_date,
        "layouts": [list(pair) for pair in read.layouts],
        "figures_read": read.figures,
    }


def write(contents: dict, folder: Path) -> None:
    """Write a manifest beside the tables it tells of."""
    text = json.dumps(contents, ensure_ascii=False, indent=1)
    (Path(folder) / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(folder: Path) -> dict:
    """The manifest of a folder of tables; one made before there were manifests has none."""
    path = Path(folder) / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
