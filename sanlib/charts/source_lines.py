"""The lines below every chart: source, instrument, base and date of the data."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

import pandas as pd

from sanlib import words

RAW = ("data", "raw")
"""Where the files of a survey lie, as its table names them."""
MOST = 4
"""Sources named under a chart; the rest are in the table saved beside it."""
FEW = 1
"""Sources named where a foot would be too high."""
NOTE = re.compile(r"\s*\([^()]*\)")
"""What stands in brackets in a source: how a copy of it was come by. The table saved beside the chart has it whole."""


def source(rows: pd.DataFrame) -> str:
    """Every source of the rows drawn, joined; empty where the rows name none."""
    return "; ".join(_values(rows, "source"))


def lines(rows: pd.DataFrame, most: int = MOST) -> list[str]:
    """The source line, with so many sources named at most, and the date line; none where the chart draws no row."""
    if not len(rows):
        return []
    return [line for line in (_source_line(rows, most), _target_line(rows, most), _base_line(rows)) if line]


def _values(rows: pd.DataFrame, column: str) -> list[str]:
    return list(dict.fromkeys(str(value) for value in rows[column] if str(value))) if column in rows else []


def _shortened(values: list[str], most: int) -> str:
    more = words.label("chart.more_sources", count=len(values) - most) if len(values) > most else ""
    return "; ".join(values[:most]) + more


def _source_line(rows: pd.DataFrame, most: int) -> str:
    fake = "synthetic" in rows and bool(rows["synthetic"].eq(True).any())
    whole = _values(rows, "source")
    key = "chart.source.short" if any(NOTE.search(value) for value in whole) else "chart.source"
    named = list(dict.fromkeys(_called(value, fake) for value in whole))
    return words.label(key, sources=_shortened(named, most)) if named else ""


def _called(source: str, fake: bool) -> str:
    """A source as a reader understands it: publisher, table and year; example data by what they are, files by number and folder."""
    said = _files(source) or NOTE.sub("", source)
    return words.label("chart.source.sample", module=said) if fake else said


def _files(source: str) -> str:
    """Files "folder/a, folder/b" as "2 files in folder", one as it is; "" where the source is not a list of files."""
    paths = [PurePosixPath(part) for part in source.split(", ")]
    if not all(len(path.parts) > 2 and path.suffix and path.parts[:2] == RAW for path in paths):
        return ""
    folders = Counter(str(path.parent) for path in dict.fromkeys(paths))
    return ", ".join(
        words.label("chart.source.files", count=count, folder=folder)
        if count > 1
        else next(str(path) for path in paths if str(path.parent) == folder)
        for folder, count in folders.items()
    )


def _target_line(rows: pd.DataFrame, most: int) -> str:
    named = list(dict.fromkeys(part for value in _values(rows, "target_source") for part in NOTE.sub("", value).split("; ")))
    return words.label("chart.target_source", sources=_shortened(named, most)) if named else ""


def _base_line(rows: pd.DataFrame) -> str:
    """Instrument and basis, with the date of the data: the export's, never today's."""
    if "instrument" not in rows:
        return ""
    named = rows.reindex(columns=["instrument", "basis", "export_date"], fill_value="").drop_duplicates()
    groups = [group for name, group in named.groupby("instrument", sort=False) if name]
    if not groups:
        return ""
    undated = not any(_values(group, "export_date") for group in groups)
    said = [_instrument(group, undated) for group in groups] + ([words.label("chart.export.unknown")] if undated else [])
    return words.label("chart.instrument", instruments="; ".join(said))


def _instrument(group: pd.DataFrame, undated: bool) -> str:
    """An instrument with its basis and the date of its data; that no date is known of any is said once, after all."""
    bases = [words.label(f"basis.{basis}") for basis in _values(group, "basis")]
    dates = ", ".join(sorted(_values(group, "export_date")))
    when = [words.label("chart.export.on", dates=dates) if dates else words.label("chart.export.unknown")]
    told = ", ".join([*bases, *([] if undated else when)])
    return f"{group['instrument'].iloc[0]} ({told})" if told else str(group["instrument"].iloc[0])


def base(rows: pd.DataFrame) -> str:
    """What the percentages of these rows are of: "n = 840", "basis 54.646 KK", or that it was not published."""
    sampled = rows["n"].dropna().unique() if "n" in rows else []
    if len(sampled):
        return f"n = {_range(sampled)}"
    counted = rows["base"].dropna().unique() if "base" in rows else []
    if not len(counted):
        return words.label("chart.no_base")
    unit = _values(rows, "base_unit")
    named = words.label(f"chart.unit.{unit[0]}") if unit and words.has_label(f"chart.unit.{unit[0]}") else "".join(unit)
    return words.label("chart.base", base=_range(counted), unit=named).strip()


def _range(values) -> str:
    low, high = (words.number(bound, 0) for bound in (min(values), max(values)))
    return low if low == high else f"{low}–{high}"
