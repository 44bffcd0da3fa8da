"""What is bent: every kind of file the readers know, every table an analyst edits, and what once brought the program down."""

from __future__ import annotations

import functools
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).with_name("corpus")
LARGEST = 300_000
"""Bytes of a file worth bending: what goes wrong in a small one is found sooner."""
sys.path.insert(0, str(ROOT / "tests"))


def files(folder: Path) -> list[tuple[str, bytes]]:
    """Names and bytes of ordinary files of each kind."""
    import bad_workbooks
    from bad_workbooks import old_formats

    rows = [["Wilayah", "KK", "% Layak"], ["Kota Blitar", 54646.0, 0.92], ["Kab. Kediri", 505615.0, "#REF!"]]
    marked = {"percent": {(1, 2)}, "hidden_rows": {2}, "merged": [(1, 0, 2, 0)]}
    made = [("lama.xls", old_formats.xls(rows, **marked)), ("buka.ods", old_formats.ods(rows, **marked)), *_spss(folder), *surveys()]
    made += [("formulir.xlsx", _form()), ("kobo.csv", _OWN)]
    for case in bad_workbooks.CASES:
        path = folder / case.name
        case.make(path)
        if path.is_file() and not path.is_symlink() and path.stat().st_size < LARGEST:
            made.append((case.name, path.read_bytes()))
    raw = [
        path
        for path in sorted((ROOT / "data/raw").glob("20*/*"))
        if path.suffix in (".xlsx", ".xls", ".ods") and path.stat().st_size < LARGEST
    ]
    return made + [(path.name, path.read_bytes()) for path in raw]


def _spss(folder: Path) -> list[tuple[str, bytes]]:
    """An SPSS file in each of its compressions, with text, numbers, dates and labels."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"d_1": [1.0, 2.0, None], "id_2": ["72", "72", ""], "a_1": [13_900_000_000.0, 13_900_086_400.0, None]})
    made = []
    for name, compress, row_compress in (("biasa.sav", False, False), ("bait.sav", False, True), ("padat.sav", True, False)):
        path = folder / name
        labels = {"d_1": {1: "sendiri", 2: "bersama"}}
        pyreadstat.write_sav(
            frame, path, compress=compress, row_compress=row_compress, variable_value_labels=labels, variable_format={"a_1": "DATE11"}
        )
        made.append((name, path.read_bytes()))
    return made


def surveys() -> list[tuple[str, bytes]]:
    """A small household survey and its list of desa."""
    import openpyxl

    head = ["ID.1", "ID.2", "ID.3", "ID.4", "ID.5", "ID.6", "ID.9", "A.1", "A.6", "B.1", "C.4", "D.1", "D.3", "D.12"]
    book = openpyxl.Workbook()
    book.active.append(head)
    for number in range(1, 9):
        book.active.append(
            [35, 72, 1, 1001 + number % 2, 0, 2, f"3572011001{number:03}", "2024-05-01", f"Mawar {number}", 40, "A C", 1, 3, 1]
        )
    box = io.BytesIO()
    book.save(box)
    desa = b"kode_desa,strata,rumah_tangga\n35.72.01.1001,0,400\n35.72.01.1002,0,500\n"
    return [("survei.xlsx", box.getvalue()), ("desa.csv", desa)]


@functools.cache
def beside() -> dict[str, bytes]:
    """The files of a period's folder: an official workbook, a survey with its list of desa, a survey of an own form with that form."""
    sipsn = ROOT / "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx"
    return dict(surveys()) | {"formulir.xlsx": _form(), "kobo.csv": _OWN, sipsn.name: sipsn.read_bytes()}


_OWN = b"kode,jamban,tangki,bobot\n35.72.01.1001,1,1,1.5\n35.72.01.1002,2,0,0.5\n" * 3


def _form() -> bytes:
    """A questionnaire (XLSForm) with a group, a choice and what is asked only after it."""
    import openpyxl

    book = openpyxl.Workbook()
    rows = [
        ["type", "name", "label", "relevant", "calculation"],
        ["begin_group", "rumah", "Rumah", "", ""],
        ["select_one jamban", "jamban", "Di mana BAB?", "", ""],
        ["integer", "tangki", "Tangki?", "${jamban} = '1'", ""],
        ["end_group", "", "", "", ""],
        ["calculate", "bobot", "", "", "1 + ${tangki}"],
    ]
    for row in rows:
        book.active.append(row)
    book.active.title = "survey"
    choices = book.create_sheet("choices")
    for row in (["list_name", "name", "label"], ["jamban", "1", "Jamban sendiri"], ["jamban", "2", "Sungai"]):
        choices.append(row)
    box = io.BytesIO()
    book.save(box)
    return box.getvalue()


@functools.cache
def tables() -> list[tuple[str, bytes]]:
    """Every table of data/raw/reference by its place there, and the SOURCES.csv of a period."""
    folder = ROOT / "data/raw/reference"
    found = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*.csv"))]
    return [*found, ("SOURCES.csv", (ROOT / "data/raw/2023/SOURCES.csv").read_bytes())]


@functools.cache
def corpus() -> dict[str, bytes]:
    """What brought the program down before, by a name that ends in the one it had."""
    return {path.name: path.read_bytes() for path in sorted(CORPUS.iterdir()) if path.suffix != ".md"}
