"""Files that are broken, disguised or made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl

from bad_workbooks.case import HEADER, ROWS, Case, raw, sheet

SHEET = "xl/worksheets/sheet1.xml"
_OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_CLOSE = "</sheetData></worksheet>"


def sound() -> bytes:
    """The sound table as the bytes of an .xlsx file."""
    box, book = io.BytesIO(), openpyxl.Workbook()
    book.active.title = "Data"
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.save(box)
    return box.getvalue()


def repacked(
    replace: dict[str, bytes | str] | None = None, add: list[tuple[str, bytes | str]] = (), leave_out: tuple[str, ...] = ()
) -> bytes:
    """The sound workbook with parts replaced, added or left out."""
    box = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound())) as old, zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in leave_out:
                new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in add:
            new.writestr(name, content)
    return box.getvalue()


def one_sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose sheet is this XML between sheetData tags."""
    return repacked({SHEET: before + _OPEN + rows + _CLOSE.replace("</worksheet>", after + "</worksheet>")})


def _lying_size() -> bytes:
    """A part that declares fewer bytes than it unpacks to."""
    data = bytearray(repacked({SHEET: _OPEN + " " * 100_000 + _CLOSE}))
    for info in zipfile.ZipFile(io.BytesIO(bytes(data))).infolist():
        if info.filename == SHEET:
            place = data.index(b"PK\x01\x02")
            while data[place + 46 : place + 46 + len(SHEET)] != SHEET.encode():
                place = data.index(b"PK\x01\x02", place + 4)
            data[place + 24 : place + 28] = struct.pack("<L", 1000)
    return bytes(data)


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _no_such_link(path: Path) -> None:
    path.symlink_to("tidak-ada.xlsx")


def _bomb() -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made, made.open(SHEET, "w", force_zip64=True) as part:
        for _ in range(300):
            part.write(b" " * 2**20)
    return box.getvalue()


def _shared_bomb() -> bytes:
    text = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + "x" * 30_000 + "</t></si></sst>"
    rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 9001))
    strings = "xl/sharedStrings.xml"
    return repacked({SHEET: _OPEN + rows + _CLOSE}, add=[(strings, text)], leave_out=(strings,))


_FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_MILLION = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="XFD{row}" s="0"/></row>' for row in range(2, 60_000))
_DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_WORD = repacked(add=[("word/document.xml", "<w/>")], leave_out=("xl/workbook.xml",))
_OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

CASES = [
    Case("tidak-ada.xlsx", lambda path: None, (("file_missing", "", ""),)),
    Case("folder.xlsx", _folder, (("read_folder", "", ""),)),
    Case("tautan-berputar.xlsx", _loop, (("read_unreadable", "", ""),)),
    Case("tautan-putus.xlsx", _no_such_link, (("file_missing", "", ""),)),
    raw("kosong.xlsx", b"", ("read_empty_file", "", "")),
    raw("kosong.csv", " \n\r\n", ("read_empty_file", "", "")),
    raw("~$terbuka.xlsx", b"\x05Siti" + b" " * 160, ("read_lock_file", "", "")),
    raw("csv-bernama.xlsx", "Wilayah;KK\nA;1\n", ("read_renamed", "", "")),
    raw("csv-bernama.xls", "Wilayah;KK\nA;1\n", ("read_renamed", "", "")),
    raw("html-bernama.xls", "<html><table><tr><td>Wilayah</td></tr></table></html>", ("read_not_spreadsheet", "", "")),
    raw("html-bernama.xlsx", "\n <!DOCTYPE html><html></html>", ("read_not_spreadsheet", "", "")),
    raw("html-bernama.csv", "<table><tr><td>Wilayah</td></tr></table>", ("read_not_spreadsheet", "", "")),
    raw("xml-bernama.xls", '<?xml version="1.0"?><Workbook/>', ("read_not_spreadsheet", "", "")),
    raw("pdf-bernama.xlsx", b"%PDF-1.7 ...", ("read_not_spreadsheet", "", "")),
    raw("json-bernama.csv", '{"wilayah": 1}', ("read_not_spreadsheet", "", "")),
    raw("gambar.csv", b"\x89PNG\r\n\x1a\n", ("read_not_spreadsheet", "", "")),
    raw("bita.csv", bytes(range(256)) * 4, ("read_not_text", "", "")),
    raw("kutip-terbuka.csv", 'Wilayah;KK\n"A;1\n' + "B;2\n" * 50_000, ("read_csv_broken", "", "")),
    raw(
        "koma-desimal-memecah-kolom.csv",
        "Wilayah,KK,Timbulan\nA,1,87,5\nB,2,9\nC,3,8\n",
        ("read_csv_too_wide", "koma-desimal-memecah-kolom", "D2"),
    ),
    raw("terpotong.xlsx", sound()[:3000], ("read_broken", "", "")),
    raw("zip-kosong.xlsx", b"PK\x05\x06" + bytes(18), ("read_not_spreadsheet", "", "")),
    raw("bukan-buku-kerja.xlsx", repacked(leave_out=("xl/workbook.xml",)), ("read_not_spreadsheet", "", "")),
    raw("word-bernama.xlsx", _WORD, ("read_not_spreadsheet", "", "")),
    raw("tanpa-hubungan.xlsx", repacked(leave_out=("xl/_rels/workbook.xml.rels",)), ("read_broken", "", "")),
    raw("xml-rusak.xlsx", repacked({"xl/workbook.xml": "<workbook><sheets>"}), ("read_broken", "", "")),
    raw("lembar-rusak.xlsx", repacked({SHEET: _OPEN + '<row r="1"><c r="A1"><v>1</row>'}), ("read_broken", "", "")),
    raw("tanpa-sel.xlsx", one_sheet(""), ("read_no_cells", "", "")),
    raw("hanya-sel-kosong-berformat.xlsx", one_sheet('<row r="1"><c r="A1" s="0"/></row>'), ("read_no_cells", "", "")),
    raw("hanya-rumus.xlsx", one_sheet('<row r="1"><c r="A1"><f>1+1</f></c></row>'), ("read_only_formulas", "", "")),
    raw("alamat-folder-di-dalam.xlsx", repacked(add=[("../../etc/x", "x")]), ("read_part_names", "", "")),
    raw("alamat-mutlak-di-dalam.xlsx", repacked(add=[("/etc/x", "x")]), ("read_part_names", "", "")),
    raw("entitas-xml.xlsx", one_sheet("", before=_DOCTYPE), ("read_xml_tricks", "", "")),
    raw("entitas-di-buku-kerja.xlsx", repacked({"xl/workbook.xml": _DOCTYPE + "<workbook/>"}), ("read_xml_tricks", "", "")),
    raw("ukuran-berbohong.xlsx", _lying_size(), ("read_sizes_lie", "", "")),
    Case("bom-zip.xlsx", lambda path: path.write_bytes(_bomb()), (("read_bomb", "", ""),)),
    Case("bom-teks.xlsx", lambda path: path.write_bytes(_shared_bomb()), (("read_bomb", "", ""),)),
    raw("sel-di-ujung-lembar.xlsx", one_sheet(_FAR), ("read_too_many_cells", "Data", "")),
    raw("makro.xlsm", repacked(add=[("xl/vbaProject.bin", b"vba")]), ("read_macros", "", "")),
    raw("tautan-luar.xlsx", repacked(add=[("xl/externalLinks/externalLink1.xml", "<x/>")]), ("read_external_links", "", "")),
    raw("xlsx-bernama.xls", sound(), ("read_other_suffix", "", "")),
    raw("ole-terpotong.xls", _OLE_HEADER + bytes(100), ("read_broken", "", "")),
    raw("ole-rusak.xls", _OLE_HEADER + bytes(2000), ("read_broken", "", "")),
    # not bad: a million formatted blank rows and 16,384 formatted columns weigh nothing
    raw(
        "bersih-sejuta-sel-kosong.xlsx",
        one_sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>Wilayah</t></is></c><c r="B1" t="inlineStr"><is><t>KK</t></is></c></row>' + _MILLION
        ),
    ),
    sheet("bersih-awal-tilde.xlsx"),
]
