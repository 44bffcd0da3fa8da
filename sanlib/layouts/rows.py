"""Reading the two things every layout's row has, a region and a year, and the row of achievements they begin."""

from __future__ import annotations

import re
from typing import NamedTuple

from sanlib import indicators, reading, regions
from sanlib.layouts.spec import Layout
from sanlib.problems import Problem


class Reference(NamedTuple):
    """What the reference tables say, looked up once per workbook: names by code, and how indicators hang together."""

    root: object
    regions: dict[str, str]
    sectors: dict[str, str]
    wholes: dict[str, str]
    complements: dict[str, str]


def reference(root=None) -> Reference:
    """The reference tables as look-ups."""
    return Reference(root, regions.names(root), indicators.sectors(root), indicators.wholes(root),
                     indicators.complements(root))


class Sheet(NamedTuple):
    """A recognised table and everything that is the same for each of its rows."""

    file: str
    table: object
    layout: Layout
    origin: dict[str, str]
    reference: Reference

    @property
    def name(self) -> str:
        return self.table.sheet


def region_codes(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    """The BPS code of each row ("" where there is none), and a problem for each name that is unknown or ambiguous."""
    kinds = ("provinsi",) if _is_province_column(sheet) else (*regions.LEVEL_2, "provinsi")
    codes, problems = [], []
    for row in sheet.table.rows:
        if row.kind == "total":
            codes.append("")
            continue
        name = row.values.get("region")
        found = regions.candidates(name, kinds, sheet.layout.plain_name, sheet.reference.root) if name is not None else []
        codes.append(found[0] if len(found) == 1 else "")
        if len(found) != 1:
            problems.append(_region_problem(sheet, row, name, found))
    return codes, problems


def _is_province_column(sheet: Sheet) -> bool:
    header = next(column.header for column in sheet.table.columns if column.field == "region")
    return "provinsi" in header.casefold()


def _region_problem(sheet: Sheet, row, name, found: list[str]) -> Problem:
    place = (sheet.file, sheet.name, row.cell("region"), "region", "" if name is None else str(name))
    if name is None:
        return Problem("region_blank", *place)
    if found:
        return Problem("region_ambiguous", *place, {"candidates": _list(found, sheet.reference.root)})
    near = regions.similar(name, sheet.reference.root)
    return Problem("region_unknown", *place, {"candidates": ", ".join(near) or "-"})


def _list(codes: list[str], root) -> str:
    return ", ".join(regions.label(code, root) for code in codes)


def years(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    """The year each row describes, from its own column or from the table's title ("" where there is none)."""
    if sheet.layout.year_from == "column":
        texts = [row.values.get("year") for row in sheet.table.rows]
        found = [_year(text) for text in texts]
        return found, [Problem("year_wrong", sheet.file, sheet.name, row.cell("year"), "year", str(text or ""))
                       for row, text, year in zip(sheet.table.rows, texts, found) if not year and row.kind == "data"]
    year = _year(re.search(r"\b(19|20)\d\d\b", sheet.table.title)) if sheet.layout.year_from == "title" else ""
    lost = sheet.layout.year_from == "title" and not year
    problems = [Problem("year_not_in_title", sheet.file, sheet.name, "A1", "year")] if lost else []
    return [year] * len(sheet.table.rows), problems


def _year(value) -> str:
    text = value[0] if isinstance(value, re.Match) else str(value if value is not None else "").strip()
    text = text.removesuffix(".0")
    return text if re.fullmatch(r"(19|20)\d\d", text) else ""


def repeated(sheet: Sheet) -> tuple[set[int], set[int], list[Problem]]:
    """Numbers of the rows that copy another, and of those (both) that contradict another of the same region and year."""
    keys = [name for name in ("year", "province", "region") if sheet.table.column(name)]
    problems = reading.duplicates(sheet.table, keys)
    differing = [problem.details for problem in problems if problem.rule == "read_duplicate_differs"]
    disputed = {details[name] for details in differing for name in ("row", "first")}
    return {problem.details["row"] for problem in problems} - disputed, disputed, problems


def start(sheet: Sheet, code: str, period: str, indicator: str) -> dict:
    """The beginning of an achievement: who, when, what, measured by which instrument, from which source."""
    layout, origin = sheet.layout, sheet.origin
    return {
        "period": period, "region_code": code, "region": sheet.reference.regions[code],
        "sector": sheet.reference.sectors[indicator], "indicator": indicator, "basis": layout.basis,
        "instrument": layout.instrument, "ladder": layout.ladder, "base_unit": layout.base_unit,
        "source": origin["source"] or _source_line(sheet), "export_date": origin["export_date"],
        "confidence": origin["confidence"], "synthetic": origin["synthetic"] == "yes" or is_synthetic(sheet),
        "file": sheet.file, "sheet": sheet.name,
    }


def _source_line(sheet: Sheet) -> str:
    lines = [text for _, text in sheet.table.notes if text.casefold().startswith("sumber")]
    return lines[0].split(":", 1)[-1].strip() if lines else f"{sheet.layout.source} ({sheet.file})"


def is_synthetic(sheet: Sheet) -> bool:
    """Whether the workbook itself says that its figures are synthetic, whatever SOURCES.csv says."""
    words = [sheet.file, sheet.name, sheet.table.title, *(text for _, text in sheet.table.notes)]
    return any("sintetis" in word.casefold() or "synthetic" in word.casefold() for word in words)
