"""Reading the two things every layout's row has, a region and a year, and the row of achievements they begin."""

from __future__ import annotations

import re
from typing import NamedTuple

from sanlib import reading
from sanlib.project import folders
from sanlib.project.problems import Problem
from sanlib.reference import indicators, regions, sources
from sanlib.reference.bounds import Bounds, bounds
from sanlib.reference.layouts import FIGURES, SOURCES, YEARS, Layout


class Reference(NamedTuple):
    """What the reference tables say, looked up once per workbook: names by code, and how indicators hang together."""

    root: object
    regions: dict[str, str]
    sectors: dict[str, str]
    wholes: dict[str, str]
    complements: dict[str, str]
    bounds: Bounds


def reference() -> Reference:
    """The reference tables as look-ups."""
    return Reference(
        folders.root(), regions.names(), indicators.sectors(), indicators.wholes(), indicators.complements(), bounds(folders.root())
    )


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

    def problem(self, rule: str, cell: str, column="", value="", /, **details) -> Problem:
        """A problem at a cell of this sheet."""
        return Problem(rule, self.file, self.name, cell, column, value, details)


def region_codes(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    """The BPS code of each row ("" where there is none), and a problem for each name that is unknown or ambiguous."""
    kinds = ("provinsi",) if _is_province_column(sheet) else (*regions.LEVEL_2, "provinsi")
    codes, problems = [], _country_rows(sheet)
    plain, told = _plain_names(sheet)
    problems += told
    known: dict[tuple, list[str]] = {}
    alike: dict[str, str] = {}
    for row, kind in zip(sheet.table.rows, plain, strict=True):
        if row.kind != "data":
            codes.append("")
            continue
        name = row.values.get("region")
        found = _meant(known, name, kinds, kind)
        if sheet.table.column("region_code"):
            found, differing = _coded(sheet, row, name, _meant(known, name, kinds, ""), found, alike)
            problems += differing
        elif len(found) != 1:
            problems.append(_region_problem(sheet, row, name, found, alike))
        codes.append(found[0] if len(found) == 1 else "")
    return codes, problems + _of_other_provinces(sheet, codes)


MOVED = "9"
"""What the codes of Papua's provinces begin with: their regions are named under the provinces before and after 2022 alike."""


def _of_other_provinces(sheet: Sheet, codes: list[str]) -> list[Problem]:
    """A warning at each row whose column of provinces names another province than its region lies in: a column may have slipped."""
    if not sheet.table.column("province"):
        return []
    known: dict[tuple, list[str]] = {}
    names = sheet.reference.regions
    return [
        sheet.problem(
            "province_differs",
            row.cell("province"),
            "province",
            reading.shown(row.values.get("province")),
            region=names[code],
            own=names[code[:2]],
            cell=row.cell("region"),
        )
        for row, code in zip(sheet.table.rows, codes, strict=True)
        if len(code) > 2 and not code.startswith(MOVED)
        for meant in [_meant(known, row.values.get("province"), ("provinsi",), "")]
        if meant and code[:2] not in meant
    ]


def _meant(known: dict[tuple, list[str]], name, kinds: tuple, plain: str) -> list[str]:
    """The codes a name means, looked up once; a national table repeats each in every year."""
    if (name, plain) not in known:
        known[name, plain] = [] if name is None else regions.candidates(_code_text(name), kinds, plain)
    return known[name, plain]


GROUP = "group"
"""The kind of a row that only heads the names below it."""


def _plain_names(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    """What kind of region a name without its kind is, row by row: the layout's, or that of the last line above that holds nothing but
    "Kabupaten" or "Kota"; such a line is no data and is told."""
    groups = {reading.place(cell)[0] + 1: (cell, text) for cell, text in sheet.table.notes if regions.kind_alone(text)}
    for row in sheet.table.rows:
        filled = [column for column in sheet.table.columns if not reading.is_blank(row.at(column.index))]
        if row.kind == "data" and len(filled) == 1 and regions.kind_alone(row.at(filled[0].index)):
            row.kind = GROUP
            groups[row.number] = (f"{filled[0].letter}{row.number}", row.at(filled[0].index))
    kinds = {number: regions.kind_alone(text) for number, (_, text) in groups.items()}
    above = [max((number for number in kinds if number < row.number), default=0) for row in sheet.table.rows]
    return [kinds.get(number, sheet.layout.plain_name) for number in above], [
        sheet.problem("region_group", cell, "region", text.strip(), kind=kinds[number]) for number, (cell, text) in sorted(groups.items())
    ]


def _distinct_names(sheet: Sheet) -> list:
    """The different contents of the region cells, in their order; a national table repeats each in every year."""
    return [name for name in dict.fromkeys(row.values.get("region") for row in sheet.table.rows) if name is not None]


MOST_ALIKE = 200


def _similar(name, alike: dict[str, str]) -> str:
    """The official names that look like an unknown one, looked for once; a table of villages has thousands that none looks like."""
    if name not in alike and len(alike) < MOST_ALIKE:
        alike[name] = ", ".join(regions.similar(name))
    return alike.get(name) or "-"


def _country_rows(sheet: Sheet) -> list[Problem]:
    """Marks the rows of the whole country as totals, with a notice for each."""
    problems, country = [], {name for name in _distinct_names(sheet) if regions.whole_country(name)}
    for row in sheet.table.rows if country else ():
        name = row.values.get("region")
        if row.kind == "data" and name in country:
            row.kind, row.label = "total", str(name).strip()
            problems.append(sheet.problem("read_total_row", row.cell("region"), "region", row.label))
    return problems


def _coded(sheet: Sheet, row, name, named: list[str], plainly: list[str], alike: dict[str, str]) -> tuple[list[str], list[Problem]]:
    """The region of a row with a code: the code decides and the name confirms it; where they differ, neither is used.

    A code can be BPS's or Kemendagri's; where these are two regions, the name says which. Without a code the name is read `plainly`,
    by the layout's rule for names that do not say their kind; so it is beside the two digits of a province, where codes may be missing.
    """
    code = _code_text(row.values.get("region_code"))
    coded = regions.of_code(code) if code else []
    if not coded or (len(code) == 2 and "region_code" not in sheet.layout.required):
        return plainly, [] if len(plainly) == 1 else [_region_problem(sheet, row, name, plainly, alike)]
    both = [one for one in coded if one in named]
    if len(both) == 1 or (len(coded) == 1 and not named):
        return both or coded, []
    said = {"name": str(name or "-"), "candidates": _list(coded), "cell": row.cell("region")}
    return [], [sheet.problem("region_code_differs", row.cell("region_code"), "region", code, **said)]


def _code_text(value) -> str:
    text = f"{value:.10g}" if isinstance(value, float) else str(value or "")
    return text.strip()


def _is_province_column(sheet: Sheet) -> bool:
    header = next(column.header for column in sheet.table.columns if column.field == "region").casefold()
    return "provin" in header and not any(word in header for word in ("kab", "kota", "regency", "municipal", "city"))


def _region_problem(sheet: Sheet, row, name, found: list[str], alike: dict[str, str]) -> Problem:
    cell = row.cell("region")
    if name is None:
        return sheet.problem("region_blank", cell, "region")
    if found:
        return sheet.problem("region_ambiguous", cell, "region", str(name), candidates=_list(found))
    return sheet.problem("region_unknown", cell, "region", str(name), candidates=_similar(name, alike))


def _list(codes: list[str]) -> str:
    return ", ".join(regions.label(code) for code in codes)


def years(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    """The year each row describes, from its own column or from the table's title ("" where there is none)."""
    if sheet.layout.year_from == "column":
        found = [_in_years(reading.year_and_mark(row.values.get("year"))[0]) for row in sheet.table.rows]
        return found, [
            sheet.problem("year_wrong", row.cell("year"), "year", reading.text(row.values.get("year")))
            for row, year in zip(sheet.table.rows, found, strict=True)
            if not year and row.kind == "data"
        ]
    if sheet.layout.year_from == SOURCES:
        said = sheet.origin.get("year", "")
        unsaid = [] if said else [sheet.problem("year_not_in_sources", "A1", "year", table=sources.NAME)]
        return [said] * len(sheet.table.rows), unsaid
    if sheet.layout.year_from != "title":
        return [""] * len(sheet.table.rows), []
    year, problems = _of_title(sheet)
    return [year] * len(sheet.table.rows), problems


def _in_years(year: str) -> str:
    """A year a figure can describe; "" for one that a slip made (1931, 2099)."""
    return year if year and int(year) in YEARS else ""


_YEAR = r"(?:19|20)\d\d"
_LAW = re.compile(
    rf"\b(?:uu|undang|pp|perpres|peraturan|permen\w*|perda|pergub|perwali|perbup|kepmen\w*|keputusan|sk|instruksi|inpres)\b.{{0,60}}?{_YEAR}"
)
"""A law named with its year ("Perpres 97/2017"): no year of figures."""
_SPAN = rf"{_YEAR}(?:\s?(?:-|–|/|dan|s\.?d\.?|sampai(?: dengan)?|&|,)\s?{_YEAR})*"
_SAID_YEARS = re.compile(rf"(?<!\d)((?:tahun|thn|th|year)\b\.?\s?(?:anggaran\s)?)?({_SPAN})(?!\d)")


def _of_title(sheet: Sheet) -> tuple[str, list[Problem]]:
    """The year a table's title says, else its sheet's name, else SOURCES.csv; a title of several years says none of them."""
    said = _years_said(sheet.table.title)
    if len(said) == 1:
        return said[0], []
    named = reading.year_and_mark(sheet.name)[0] if sheet.table.typed and not said else ""
    year = sheet.origin.get("year", "") or named
    if year:
        return year, []
    rule = "year_several_in_title" if said else "year_not_in_title"
    return "", [sheet.problem(rule, "A1", "year", ", ".join(said), table=sources.NAME)]


def _years_said(title: str) -> list[str]:
    """The different years a title may mean: those that stand alone or behind "tahun" ("TAHUN 2029"), else every other one."""
    strong: list[str] = []
    weak: list[str] = []
    for line in title.casefold().splitlines():
        alone = reading.year_and_mark(line)[0]
        for found in _SAID_YEARS.finditer(_LAW.sub("", line)):
            (strong if found[1] or alone else weak).extend(re.findall(_YEAR, found[2]))
    return list(dict.fromkeys(strong or weak))


def _titled(sheet: Sheet) -> tuple[str, str]:
    """The year in a table's title, and the mark behind it."""
    year = next(iter(_years_said(sheet.table.title)), "")
    found = re.search(rf"\b{year}(\*+\)?| \*+\)?| ?\((?:angka )?(?:sangat )?sementara\))?(?!\d)", sheet.table.title, re.IGNORECASE)
    return (year, (found[1] or "").strip()) if year and found else (year, "")


def year_as_marked(sheet: Sheet, row) -> str:
    """The year of a row as its source marks it ("2024*"); "" where it carries no mark."""
    if sheet.layout.year_from == "title":
        return " ".join(filter(None, _titled(sheet))) if _titled(sheet)[1] else ""
    value = row.values.get("year") if sheet.table.column("year") else None
    return reading.text(value) if reading.year_and_mark(value)[1] else ""


def repeated(sheet: Sheet, codes: list[str]) -> tuple[set[int], set[int], list[Problem]]:
    """Numbers of the rows that copy another, and of those (both) that contradict another of the same region and year.

    A region written in two ways is the same region, and two regions may be written alike under two headings ("Kota").
    """
    keys = [name for name in ("year", "province", "region_code", "region") if sheet.table.column(name)]
    meant = {row.number: code for row, code in zip(sheet.table.rows, codes, strict=True)}
    problems = [one for one in reading.duplicates(sheet.table, keys) if meant[one.details["row"]] == meant[one.details["first"]]]
    problems += _written_twice(sheet, codes, {problem.details["row"] for problem in problems})
    differing = [problem.details for problem in problems if problem.rule == "read_duplicate_differs"]
    disputed = {details[name] for details in differing for name in ("row", "first")}
    return {problem.details["row"] for problem in problems} - disputed, disputed, problems


PERCENT = ("%", "persen", "persentase", "percent", "pct")


def not_percent(sheet: Sheet, counted=lambda _row: False) -> tuple[set[int], list[Problem]]:
    """Row numbers whose own unit column says something other than percent, and a problem for each; not those whose unit is
    that of amounts beside it (`counted`)."""
    stated = [(row, str(row.values.get("unit") or "").strip()) for row in sheet.table.rows if sheet.table.column("unit")]
    wrong = [(row, unit) for row, unit in stated if unit and unit.casefold() not in PERCENT and not counted(row)]
    return {row.number for row, _ in wrong}, [sheet.problem("unit_not_percent", row.cell("unit"), "unit", unit) for row, unit in wrong]


def _written_twice(sheet: Sheet, codes: list[str], reported: set[int]) -> list[Problem]:
    """A problem at each row whose region and year an earlier row has under another name."""
    first, problems = {}, []
    for row, code in zip(sheet.table.rows, codes, strict=True):
        key = (code, reading.normalise(row.values.get("year")))
        if not code or row.number in reported:
            continue
        if key in first:
            problems.append(_twice(sheet, first[key], row, code))
        first.setdefault(key, row)
    return problems


def _twice(sheet: Sheet, first, row, code: str) -> Problem:
    figures = [name for name in row.values if name == "base" or name.startswith(FIGURES)]
    differ = [name for name in figures if reading.normalise(first.values[name]) != reading.normalise(row.values[name])]
    details = {"first": first.number, "row": row.number, "cells": ", ".join(row.cell(name) for name in differ[:8])}
    return sheet.problem(
        "read_duplicate_differs" if differ else "read_duplicate", row.cell("region"), "region", sheet.reference.regions[code], **details
    )


def of_sector(text: str, sector: str) -> str:
    """What a layout says of a sector, its ladder or base unit: "2020", or by sector "air_limbah=2020|persampahan=timbulan"."""
    return dict(one.split("=", 1) for one in text.split("|")).get(sector, "") if "=" in text else text


def start(sheet: Sheet, code: str, period: str, indicator: str) -> dict:
    """The beginning of an achievement: who, when, what, measured by which instrument, from which source."""
    layout, origin = sheet.layout, sheet.origin
    return {
        "period": period,
        "region_code": code,
        "region": sheet.reference.regions[code],
        "sector": sheet.reference.sectors[indicator],
        "indicator": indicator,
        "basis": layout.basis,
        "instrument": layout.instrument,
        "ladder": of_sector(layout.ladder, sheet.reference.sectors[indicator]),
        "base_unit": of_sector(layout.base_unit, sheet.reference.sectors[indicator]),
        "source": origin["source"] or _source_line(sheet),
        "export_date": origin["export_date"],
        "confidence": origin["confidence"],
        "synthetic": origin["synthetic"] == "yes" or is_synthetic(sheet),
        "file": sheet.file,
        "sheet": sheet.name,
    }


def _source_line(sheet: Sheet) -> str:
    lines = [text for _, text in sheet.table.notes if text.casefold().startswith("sumber")]
    return lines[0].split(":", 1)[-1].strip() if lines else f"{sheet.layout.source} ({sheet.file})"


def is_synthetic(sheet: Sheet) -> bool:
    """Whether the workbook itself says that its figures are synthetic, whatever SOURCES.csv says."""
    words = [sheet.file, sheet.name, sheet.table.title, *(text for _, text in sheet.table.notes)]
    return any("sintetis" in word.casefold() or "synthetic" in word.casefold() for word in words)
