"""SOURCES.csv: where each workbook of a folder came from, when, and whether it is the file that was received."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from sanlib.problems import Problem

COLUMNS = ("file", "source", "from_whom", "received", "export_date", "licence", "sha256", "kind", "synthetic",
           "confidence", "note")
NAME = "SOURCES.csv"


def sources(folder: Path) -> pd.DataFrame:
    """The rows of a folder's SOURCES.csv by file name, as text; a folder without one has no rows."""
    path = Path(folder) / NAME
    if not path.is_file():
        return pd.DataFrame(columns=COLUMNS).set_index("file", drop=False)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame.reindex(columns=list(COLUMNS), fill_value="").drop_duplicates("file").set_index("file", drop=False)


def sha256(path: Path) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def origin(path: Path, shown: str) -> tuple[dict[str, str], list[Problem]]:
    """What SOURCES.csv says of a workbook, and a problem where it says nothing or the file has changed since."""
    listed = sources(path.parent)
    if path.name not in listed.index:
        return dict.fromkeys(COLUMNS, ""), [Problem("source_not_listed", shown)]
    row = dict(listed.loc[path.name])
    changed = row["sha256"] and row["sha256"].lower() != sha256(path)
    return row, [Problem("raw_file_changed", shown)] if changed else []
