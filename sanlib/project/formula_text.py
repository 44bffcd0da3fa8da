"""Making values safe for spreadsheets: what Excel would run as a formula is written as text."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(value: object) -> object:
    """A value for a .csv or .xlsx cell: text Excel would run as a formula gets a leading apostrophe; numbers stay."""
    if not isinstance(value, str) or not value.lstrip(" \u00a0").startswith(_STARTS):
        return value
    return value if _is_number(value) else f"'{value}"


def _is_number(value: str) -> bool:
    """Whether the text is a plain signed number, such as "+8" or "-10,07", that Excel shows and does not run."""
    digits = value.lstrip("+-")
    return len(value) - len(digits) == 1 and digits.replace(".", "").replace(",", "").isdigit() and digits.isascii()
