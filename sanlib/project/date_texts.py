"""Dates as people write them in tables: day first, months in Indonesian or English, Excel's serials; to ISO text.

The day comes first, as Indonesia writes it: 03/04/2026 is 3 April 2026, and 04/13/2026 is refused because there is no
month 13. A month ("2025-11", "11/2025", "Nov 2025") or a year ("2025") alone stays as exact as it was written. A year of
two digits is of this century: 25 is 2025.
"""

from __future__ import annotations

import calendar
import datetime
import re

_EPOCH = datetime.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050
"""Excel's numbers of 1 January 1950 and 31 December 2099."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february peb pebruari",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = r"(?:[t ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
_FORMS = (
    (re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}")),
    (re.compile(rf"(?P<d>\d{{1,2}})[-/. ](?P<m>\d{{1,2}})[-/. ](?P<y>\d{{4}}|\d\d){_TIME}")),
    (re.compile(rf"(?P<d>\d{{1,2}})[-/. ]*(?P<name>[a-z]+)\.?[-/., ]*(?P<y>\d{{4}}|\d\d){_TIME}")),
    (re.compile(r"(?P<name>[a-z]+)\.? (?P<d>\d{1,2}), (?P<y>\d{4})")),
    (re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})")),
    (re.compile(r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})")),
    (re.compile(r"(?P<name>[a-z]+)\.?[-/., ]*(?P<y>\d{4}|\d\d)")),
    (re.compile(r"(?P<y>\d{4})")),
)


def iso(text: str) -> str:
    """A written date as "2026-03-03", "2025-11" or "2025", as exact as it was written; blank stays blank.

    A ValueError where it is no date, or none that there is in the calendar.
    """
    plain = " ".join(str(text).replace("\xa0", " ").casefold().split())
    if not plain:
        return ""
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", plain):
        return _from_serial(int(plain[:5]))
    plain = re.sub(r"^(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|tanggal|tgl)\.?,? ", "", plain)
    parts = next((found.groupdict() for form in _FORMS if (found := form.fullmatch(plain))), None)
    if parts is None:
        raise ValueError(text)
    return _made(parts)


def _from_serial(serial: int) -> str:
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        raise ValueError(serial)
    return (_EPOCH + datetime.timedelta(days=serial)).isoformat()


def _made(parts: dict) -> str:
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if parts.get("name") and parts["name"] not in _MONTHS:
        raise ValueError(parts["name"])
    month = _MONTHS[parts["name"]] if parts.get("name") else int(parts.get("m") or 0)
    has_month, has_day = bool(parts.get("name") or parts.get("m")), bool(parts.get("d"))
    datetime.date(year, month if has_month else 1, int(parts["d"]) if has_day else 1)  # refuses what no calendar has
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(year)
    return f"{year:04}" + (f"-{month:02}" if has_month else "") + (f"-{int(parts['d']):02}" if has_day else "")


def days(written: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day an ISO date, month or year can mean; None where nothing is written."""
    if not written:
        return None
    year, month, day = (int(part) for part in (*written.split("-"), "0", "0")[:3])
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return datetime.date(year, month or 1, day or 1), datetime.date(year, last_month, last_day)


def newer(one: str, other: str) -> bool:
    """Whether a date is certainly after another: 2025-12 is after 2025-11, and not after 2025; undated never is."""
    mine, its = days(one), days(other)
    return mine is not None and its is not None and mine[0] > its[1]
