"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out.

    import sanlib as san
    period = san.open_period("2023")
    gaps = san.gaps(period)
    san.charts.gap(gaps, region="Kota Blitar")

The daily work stands here; the rest by subject: `san.charts`, `san.survey`, `san.plan` (before a survey), `san.say`
(sentences computed from a table), `san.documents` and `san.estimation` (any table with weights). There a name drops the
subject it stands under (`san.charts.gap`), so that a table, its chart and its sentences are called alike:
`san.survey.ranks`, `san.charts.ranks`, `san.say.ranks`. A name is loaded when it is first asked for, so that a program
which only reads files does not load what draws.
"""

import importlib
import sys

_FOUND_IN = {
    "charts.report_charts": "save_chart",
    "compare.diff": "diff",
    "documents.pack_folder": "pack",
    "explaining": "cells explain",
    "intake": "check",
    "intake.adopt": "adopt",
    "judging.gap": "gaps",
    "judging.pace": "pace projections",
    "judging.reconcile": "reconcile",
    "periods.period": "open_period",
    "printing.gap_table": "gap_table",
    "printing.pilots": "coverage differences matrix ranks series_table",
    "printing.show": "browse show",
    "project.problems": "InputError",
    "reference.indicators": "main_indicators",
    "reference.regions": "of_pilots of_report",
    "reference.targets": "main_region targets",
    "report.explorer": "choose every_period explore",
    "words": "speak",
}
"""The names of the daily work by the module of sanlib they stand in."""
_PLACES = {name: module for module, names in _FOUND_IN.items() for name in names.split()}
SUBJECTS = ("charts", "documents", "estimation", "plan", "say", "survey")

__all__ = sorted([*_PLACES, *SUBJECTS])  # noqa: PLE0605


def __getattr__(name: str):
    if name.startswith("__"):
        raise AttributeError(f"module 'sanlib' has no attribute {name!r}")
    if name in SUBJECTS:
        return importlib.import_module(f"sanlib.{name}")
    if name in _PLACES:
        found = getattr(importlib.import_module(f"sanlib.{_PLACES[name]}"), name)
    else:
        found = importlib.import_module("sanlib.old_names").found(name)
    globals()[name] = found
    _show_in_notebook()
    return found


def _show_in_notebook() -> None:
    """In a notebook, let the tables say what they are (once)."""
    running = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if running is not None and "sanlib.printing.shown_in_notebook" not in sys.modules:
        importlib.import_module("sanlib.printing.shown_in_notebook").register(running.display_formatter.formatters["text/html"])


def __dir__() -> list[str]:
    return __all__
