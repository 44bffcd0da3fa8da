"""The unit a header states, such as ton/tahun, compared with the unit a caller expects."""

from __future__ import annotations

import re

from sanlib.reading.cells import normalise, text

_SAME = {
    "ton": "ton",
    "tons": "ton",
    "tonnes": "ton",
    "t": "ton",
    "kg": "kg",
    "kilogram": "kg",
    "m3": "m3",
    "m³": "m3",
    "liter": "liter",
    "l": "liter",
    "kk": "kk",
    "rumah tangga": "rumah tangga",
    "rt": "rumah tangga",
    "jiwa": "jiwa",
    "orang": "jiwa",
    "penduduk": "jiwa",
    "%": "%",
    "persen": "%",
    "percent": "%",
    "persentase": "%",
    "pct": "%",
    "unit": "unit",
    "hari": "hari",
    "day": "hari",
    "hr": "hari",
    "minggu": "minggu",
    "week": "minggu",
    "bulan": "bulan",
    "bln": "bulan",
    "month": "bulan",
    "tahun": "tahun",
    "thn": "tahun",
    "th": "tahun",
    "year": "tahun",
}
_TIMES = {"hari", "minggu", "bulan", "tahun"}
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_RATE = re.compile(r"\b(ton|tonnes|kg|m3|m³|liter)\s*(?:/|per)\s*(hari|day|minggu|week|bulan|month|tahun|thn|th|year)\b")


def stated(header: str) -> set[str]:
    """Every unit a header states, in one spelling each: "Timbulan (ton/thn) (A)" states ton/tahun."""
    header = normalise(header)
    candidates = _BRACKETS.findall(header) + ["/".join(rate) for rate in _RATE.findall(header)]
    return {unit for unit in map(_spelled, candidates) if unit}


def mismatch(header: str, expected: str) -> str:
    """The unit a header states where it is not the expected one; "" where it agrees or states none."""
    units = stated(header) if expected else set()
    return "" if not units or _spelled(expected) in units else ", ".join(sorted(units))


def spelled(unit) -> str:
    """One spelling of a unit that stands alone ("TON PER HARI" is ton/hari, "PERSEN" is %); "" for what is none."""
    return _spelled(text(unit))


def _spelled(unit: str) -> str:
    """One spelling of a unit, "" for a text in brackets that is no unit."""
    parts = [_SAME.get(part.strip(), "") for part in re.split(r"/|\bper\b", normalise(unit))]
    if len(parts) == 1:
        return parts[0] if parts[0] not in _TIMES else ""
    return "/".join(parts) if len(parts) == 2 and all(parts) and parts[1] in _TIMES else ""
