"""The one way out of a table to a .csv: no text is a formula to a spreadsheet, none holds a telephone number or a NIK."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sanlib.project import identifiers

if TYPE_CHECKING:
    import pandas as pd

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}
"""What a workbook is opened with for writing, so that a text stays text whatever it begins with."""
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(value: object) -> object:
    """A value for a .csv or .xlsx cell: text Excel would run as a formula gets a leading apostrophe; numbers stay."""
    if not isinstance(value, str) or not value.lstrip(" \u00a0").startswith(_STARTS):
        return value
    return value if _is_number(value) else f"'{value}"


def plain_text(value: str) -> str:
    """What a text was before safe_text."""
    bare = value.removeprefix("'")
    return bare if safe_text(bare) == value else value


def _is_number(value: str) -> bool:
    """Whether the text is a plain signed number, such as "+8" or "-10,07", that Excel shows and does not run."""
    digits = value.lstrip("+-")
    return len(value) - len(digits) == 1 and digits.replace(".", "").replace(",", "").isdigit() and digits.isascii()


def csv_text(table: pd.DataFrame) -> str:
    """A table as the text of a .csv: dot decimals rounded to 6 places, one line feed a row."""
    told = table.round(6).map(_leaving).rename(columns=_leaving)
    return told.to_csv(index=False, lineterminator="\n")


def asked_csv(rows: Iterable[Iterable]) -> bytes:
    """Rows an analyst fills in, as Excel opens them: no text is a formula; `plain_text` of each cell is what it was."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([safe_text(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_csv(table: pd.DataFrame, path: str | Path) -> None:
    """A table as a .csv file (see csv_text), in UTF-8."""
    Path(path).write_text(csv_text(table), encoding="utf-8", newline="\n")


def _leaving(value):
    return _fit(value) if isinstance(value, str) else value


@functools.lru_cache(maxsize=8192)
def _fit(text: str) -> str:
    """A text fit for a .csv that anybody may read: telephone numbers and NIK hidden, else as `csv_cell`."""
    return csv_cell(identifiers.hidden(text))


def csv_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, without the lone returns that would end its row."""
    return str(safe_text(text)).replace("\r\n", "\n").replace("\r", "\n")
