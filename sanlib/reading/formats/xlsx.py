"""The sheets of an .xlsx or .xlsm workbook beside their values: where each part lies, its styles, its warnings."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import NamedTuple

from sanlib.project.problems import InputError, Problem
from sanlib.reading.cells import shown
from sanlib.reading.formats import loaded_text, package, xlsx_patterns
from sanlib.reading.formats.package import Package
from sanlib.reading.marks import MOST_CELLS, Marks, Styles, is_percent_format

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PERCENT_IDS = {"9", "10"}


_DIMENSION = re.compile(rb'<(?:\w+:)?dimension [^<>]{0,200}?\bref="([^"<>]{0,100})"[^<>]{0,200}/>')
_EXTENT = re.compile(rb"[A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?")


class Scan(NamedTuple):
    """A workbook as its XML tells it: marks by sheet name, problems of the file as a whole, and whether a sheet's stated
    extent is no extent at all, over which the fast reader would stumble."""

    marks: dict[str, Marks]
    problems: list[Problem]
    wrong_dimension: bool = False


def scan(whole: Package) -> Scan:
    """Marks of every sheet, found before a single value is loaded; a sheet too large to load is refused here."""
    sheets, doubtful = _workbook(whole)
    styles, shared = _cell_styles(whole)._replace(zeros_doubtful=doubtful), loaded_text.lengths(whole)
    marks, cells, text, wrong = {}, 0, 0, False
    for name, part in sheets.items():
        xml = package.content(whole, part)
        found = xlsx_patterns.scan(xml, styles, whole.file)
        cells += found.rows * found.columns
        if cells > MOST_CELLS:
            raise InputError("read_too_many_cells", whole.file, shown(name), rows=found.rows, columns=found.columns)
        text += loaded_text.spent(xml, shared, found.rows * found.columns)
        marks[name] = found.marks
        wrong |= any(not _EXTENT.fullmatch(stated) for stated in _DIMENSION.findall(xml, 0, xml.find(b"<sheetData")))
    loaded_text.refuse_beyond(text, whole.file)
    _check_rest(whole, set(sheets.values()))
    return Scan(marks, _file_problems(whole), wrong)


def without_dimensions(whole: Package) -> bytes:
    """The workbook with no extent stated in any sheet: its cells say themselves where they stand."""
    sheets, bare = set(_workbook(whole)[0].values()), io.BytesIO()
    with zipfile.ZipFile(bare, "w") as copy:
        for name in whole.parts:
            part = package.content(whole, name)
            copy.writestr(name, _DIMENSION.sub(b"", part, count=1) if name in sheets else part)
    return bare.getvalue()


def _workbook(whole: Package) -> tuple[dict[str, str], bool]:
    """Part of each worksheet by sheet name, and whether formula values of 0 may never have been calculated."""
    if "xl/workbook.xml" not in whole.parts:
        raise InputError("read_not_spreadsheet", whole.file, found=_office_kind(whole))
    book, targets = package.tree(whole, "xl/workbook.xml"), _targets(whole)
    sheets = {}
    for sheet in book.iterfind(".//{*}sheets/{*}sheet"):
        part = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "", "")
        if part in whole.parts and "/chartsheets/" not in part:
            sheets[sheet.get("name", "")] = part
    if len(set(sheets.values())) < len(sheets):
        raise InputError("read_part_names", whole.file)
    calculation = book.find("{*}calcPr")
    return sheets, calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")


def _office_kind(whole: Package) -> str:
    kinds = {"word/": "Word", "ppt/": "PowerPoint", "xl/workbook.bin": "xlsb"}
    return next((kind for start, kind in kinds.items() if any(p.startswith(start) for p in whole.parts)), "ZIP")


def _targets(whole: Package) -> dict[str, str]:
    name = "xl/_rels/workbook.xml.rels"
    if name not in whole.parts:
        raise InputError("read_broken", whole.file)
    return {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in package.tree(whole, name)
        if link.get("TargetMode") != "External"
    }


def _cell_styles(whole: Package) -> Styles:
    """Cell styles that show a value as a percentage: 0.92 in such a cell is 92 %."""
    if "xl/styles.xml" not in whole.parts:
        return Styles(frozenset(), False)
    styles = package.tree(whole, "xl/styles.xml")
    own = {form.get("numFmtId"): form.get("formatCode", "") for form in styles.iterfind(".//{*}numFmts/{*}numFmt")}
    percent = _PERCENT_IDS | {number for number, code in own.items() if is_percent_format(code)}
    used = [style.get("numFmtId") for style in styles.iterfind(".//{*}cellXfs/{*}xf")]
    return Styles(frozenset(b"%d" % n for n, number in enumerate(used) if number in percent), False)


def _check_rest(whole: Package, checked: set[str]) -> None:
    for name in whole.parts:
        if name.endswith((".xml", ".rels")) and name not in checked:
            package.xml(whole, name)


def _file_problems(whole: Package) -> list[Problem]:
    problems = []
    if any(name.startswith("xl/externalLinks/") for name in whole.parts):
        problems.append(Problem("read_external_links", whole.file))
    if any(name.endswith("vbaProject.bin") for name in whole.parts):
        problems.append(Problem("read_macros", whole.file))
    return problems
