"""What a run was made from: inputs, corrections and reference tables by their fingerprint, and rows in and out."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sanlib import project
from sanlib.corrections import COLUMNS
from sanlib.layouts import sources

NAME = "manifest.json"


def manifest(opened, gaps: pd.DataFrame, root=None) -> dict:
    """The stable part of a run's record: the same inputs give the same text, whenever and wherever it is run."""
    return {
        "period": opened.period,
        "inputs": [_input(read, opened.sources, root) for read in sorted(opened.inputs)],
        "corrections": opened.every_correction.sort_values("row", kind="stable")[list(COLUMNS)].to_dict("records"),
        "reference": _reference(project.reference("targets.csv", root).parent),
        "rows": {
            "files": len(opened.inputs), "figures_read": sum(read.figures for read in opened.inputs),
            "achievements": len(opened.achievements), "flagged": int(opened.achievements["flag"].ne("").sum()),
            "gaps": len(gaps), "verdicts": _counts(gaps["verdict"]), "problems": _counts(opened.problems["severity"]),
        },
    }


def _reference(folder: Path) -> dict[str, str]:
    """Every table that analysts edit, those of the survey too, with its fingerprint."""
    return {path.relative_to(folder).as_posix(): sources.sha256(path) for path in sorted(folder.rglob("*.csv"))}


def _input(read, listed: pd.DataFrame, root) -> dict:
    own = listed[listed["file"].eq(Path(read.file).name)]
    return {"file": read.file, "sha256": sources.sha256(project.root(root) / read.file),
            "export_date": own["export_date"].iloc[0] if len(own) else "",
            "layouts": [list(pair) for pair in read.layouts], "figures_read": read.figures}


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in values.value_counts().sort_index().items()}


def write(told: dict, folder: Path) -> None:
    """Write a manifest beside the tables it tells of."""
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (Path(folder) / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(folder: Path) -> dict:
    """The manifest of a folder of tables; one made before there were manifests has none."""
    path = Path(folder) / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
