"""An SPSS file (.sav) as a grid: variable names above the cases, blanks as None, codes as codes; and its labels."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

from sanlib.project.problems import InputError, Problem

_LARGEST_RATIO = {0: 1 / 8, 1: 1.0, 2: 1032.0}
"""Values that a byte of the file can stand for at most: none compressed, by byte code, by byte code and zlib."""


def grid(path: Path) -> tuple[list[list], list[Problem], dict[str, tuple[str, dict]]]:
    """Variable names, then the cases, a problem for each date no calendar has, and by variable its label ("" = none) and
    those of its values, which are not applied.

    User-missing values are blank. A file that promises more cases than it can hold is refused before it is loaded.
    """
    import pyreadstat  # noqa: PLC0415  a fifth of a second, for these files alone

    _refuse_promises(path.read_bytes(), path.name)
    try:
        values, about = pyreadstat.read_sav(path, user_missing=False, disable_datetime_conversion=True, output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, IndexError, KeyError, ValueError):
        raise InputError("survey_spss_unreadable", path.name) from None
    dates = {name for name, kind in about.original_variable_types.items() if _is_date(kind or "")}
    columns, problems = [], []
    for name in about.column_names:
        cells = [None if value is None or value != value else value for value in values[name]]
        if name in dates:
            cells, wrong = _dates(cells, name, path.name)
            problems += wrong
        columns.append(cells)
    return [list(about.column_names), *map(list, zip(*columns, strict=True))], problems, _labels(about)


def _labels(about) -> dict[str, tuple[str, dict]]:
    called, of_values = about.column_names_to_labels, about.variable_value_labels
    return {name: (called.get(name) or "", dict(of_values.get(name, {}))) for name in about.column_names}


def _refuse_promises(data: bytes, file: str) -> None:
    """Refuse a header that counts more cases than the rest of the file can hold."""
    if len(data) < 176 or data[:4] not in (b"$FL2", b"$FL3"):
        raise InputError("survey_spss_unreadable", file)
    order = "<" if data[64] in (2, 3) else ">"
    size, compression, _weight, cases = struct.unpack_from(order + "iiii", data, 68)
    if size > 0 and cases > 0 and size * cases > len(data) * _LARGEST_RATIO.get(compression, 1032.0):
        raise InputError("read_sizes_lie", file)


_DATES = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR", "YMDHMS")
_SPSS_ZERO = datetime.datetime(1582, 10, 14)


def _is_date(kind: str) -> bool:
    return kind.upper().startswith(_DATES)


def _dates(values: list, name: str, file: str) -> tuple[list, list[Problem]]:
    """Seconds since the calendar's reform as dates; one beyond the calendar is blank and reported at its case."""
    read, problems = [], []
    for case, value in enumerate(values, start=1):
        try:
            moment = None if value is None else _SPSS_ZERO + datetime.timedelta(seconds=float(value))
        except (OverflowError, ValueError, TypeError):
            moment = None
            problems.append(Problem("read_date_beyond_calendar", file, "", f"{case}:{name}", name))
        read.append(moment if moment is None or moment.time() != datetime.time() else moment.date())
    return read, problems
