"""Whether a period's report stands as it would be made again: decided by digests alone, before pandas or a notebook is loaded."""

from __future__ import annotations

import contextlib
import json
import platform
from pathlib import Path
from typing import NamedTuple

from sanlib import words
from sanlib.project import folders, staging, store

RECORD, TABLES = "run.json", "tables"
"""The record of a run beside the report's pages, and the one of its steps that is no notebook."""
CHECKED = "periksa"
"""What the folder of a period that could only be checked ends in: reports/<period>-periksa."""


class Standing(NamedTuple):
    """A report that may be standing: the key of all it is made from, and where what was made is remembered."""

    period: str
    made_from: str
    record: Path

    @property
    def notebooks(self) -> int | None:
        """How many notebooks the report is of; None where it does not stand: other inputs, or a page, table or picture touched since."""
        try:
            kept = json.loads(self.record.read_text(encoding="utf-8"))
            stands = kept["made_from"] == self.made_from and kept["outputs"] == _outputs(self.period)
            return kept["notebooks"] if stands else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @property
    def said(self) -> list[str]:
        """What a run says where nothing is to be done; no line where the report does not stand."""
        total = self.notebooks
        if total is None:
            return []
        page = folders.shown(folders.reports(self.period) / "index.html")
        return [
            words.label("report.tables_unchanged", period=self.period),
            words.label("report.executing", total=total, cached=total, todo=0, at_once=1),
            words.label("report.where", path=page),
        ]

    @property
    def ran(self) -> int:
        """How many notebooks the record of the last run names, beside the step of its tables."""
        steps = json.loads((folders.reports(self.period) / RECORD).read_text(encoding="utf-8"))["steps"]
        return sum(one["step"] != TABLES for one in steps)

    def remember(self) -> None:
        """Keep that the report as it is now was made from this; a store that cannot be written costs only the next run's time."""
        kept = {"made_from": self.made_from, "notebooks": self.ran, "outputs": _outputs(self.period)}
        with contextlib.suppress(OSError):
            self.record.parent.mkdir(parents=True, exist_ok=True)
            with staging.files(self.record.parent) as beside:
                (beside / self.record.name).write_text(json.dumps(kept), encoding="utf-8")


def standing(period: str) -> Standing:
    """The report of a period in the bound language, by everything it is made from."""
    made_from = store.key("report", inputs(period), store.contents(folders.root() / "notebooks"), period, words.language())
    return Standing(period, made_from, store_folder() / "standing" / f"{period}.json")


def store_folder() -> Path:
    """Where finished tables and notebooks are kept."""
    return folders.root() / ".cache" / "sanlib"


def inputs(period: str) -> dict:
    """Everything a table or a notebook of this period may depend on: data, sanlib itself, packages."""
    data = store.contents(folders.root() / "data")
    made = (f"processed/{period}/", f"private/{period}/")
    beside = store.contents(folders.root() / "notebooks")
    return {
        "data": {path: digest for path, digest in data.items() if not path.startswith(made)},
        "beside": {path: digest for path, digest in beside.items() if not path.endswith(".ipynb")},
        "sanlib": store.contents(Path(words.__file__).parents[1]),
        "packages": store.versions(),
        "python": platform.python_version(),
    }


def checked(period: str) -> Path:
    """Where the pages of a period that could only be checked stand; gone once its report is made."""
    whole = folders.reports(period)
    return whole.with_name(f"{whole.name}-{CHECKED}")


def _outputs(period: str) -> list[dict[str, str]]:
    """All that a report has written, by path and digest."""
    return [store.contents(place(period)) for place in (folders.processed, folders.private, folders.reports, checked)]
