"""The fast path and the slow ones agree, and the three spreadsheet formats tell the same of the same sheet."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from bad_workbooks import files, old_formats
from openpyxl.utils import get_column_letter

from sanlib import reading
from sanlib.project.problems import InputError
from sanlib.reading.formats import xlsx_patterns, xlsx_walk
from sanlib.reading.marks import Styles

ROWS = [
    ["Wilayah", "KK", "% Layak", "Catatan"],
    ["Kota Blitar", 54646.0, 0.92, "sel ‘aneh’ & <b>"],
    ["Kab. Kediri", 505615.0, 0.5, None],
    [None, None, None, None],
    ["Kab. Ngawi", 1.5, "#REF!", "é"],
]
MARKED = {"percent": {(1, 2), (2, 2)}, "hidden_rows": {2}, "hidden_columns": {3}, "merged": [(3, 0, 3, 1)]}
VALUES = [*ROWS[:4], ["Kab. Ngawi", 1.5, None, "é"]]


def varied(path):
    """A sheet with every kind of cell the reader tells apart, as openpyxl writes it."""
    book = openpyxl.Workbook()
    page = book.active
    values = [
        1,
        1.5,
        -0.25,
        1e15,
        0,
        True,
        False,
        "teks",
        "  ",
        "'=1+1",
        "1.250",
        "baris\nbaru",
        "é😀",
        datetime.datetime(2023, 5, 1, 13, 30),
        datetime.date(2023, 5, 1),
        datetime.time(7, 15),
    ]
    for row in range(40):
        for column in range(30):
            if (row * 7 + column) % 5:
                page.cell(row + 2, column + 3, values[(row * 30 + column) % len(values)])
    page["AB50"], page["AC50"], page["AD50"] = 0.92, "#REF!", "=1+1"
    page["AB50"].number_format, page["AC50"].data_type = "0.0%", "e"
    page["AE50"] = 0.5
    page["AE50"].number_format = '0.0"%"'
    page.row_dimensions[5].hidden = page.row_dimensions[6].hidden = True
    page.column_dimensions["D"].hidden = True
    page.merge_cells("E60:G62")
    book.save(path)


def as_openpyxl(value):
    """A value of ours as openpyxl hands over the same cell."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    return value


def test_values_and_addresses_are_those_of_openpyxl(tmp_path):
    varied(tmp_path / "ragam.xlsx")
    sheet = reading.open_book(tmp_path / "ragam.xlsx").sheets[0]
    page = openpyxl.load_workbook(tmp_path / "ragam.xlsx", data_only=True).active
    ours = {
        reading.address(r, c): as_openpyxl(value) for r, row in enumerate(sheet.cells) for c, value in enumerate(row) if value is not None
    }
    theirs = {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None and cell.data_type != "e"}
    assert len(ours) > 900
    assert ours == theirs


def test_marks_are_those_of_openpyxl(tmp_path):
    varied(tmp_path / "ragam.xlsx")
    marks = reading.open_book(tmp_path / "ragam.xlsx").sheets[0].marks
    page = openpyxl.load_workbook(tmp_path / "ragam.xlsx").active
    assert marks.hidden_rows == {n - 1 for n, row in page.row_dimensions.items() if row.hidden} == {4, 5}
    assert {get_column_letter(c + 1) for c in marks.hidden_columns} == {"D"}
    assert [reading.address(a, b) + ":" + reading.address(c, d) for a, b, c, d in marks.merged] == ["E60:G62"]
    assert {reading.address(*cell) for cell in marks.percent} == {"AB50"}
    assert {reading.address(*cell): code for cell, code in marks.errors.items()} == {"AC50": "#REF!"}
    assert {reading.address(*cell) for cell in marks.uncalculated} == {"AD50"}


def sheet_xml(path) -> bytes:
    with zipfile.ZipFile(path) as box:
        return box.read("xl/worksheets/sheet1.xml")


def test_patterns_and_the_walk_find_the_same(tmp_path):
    varied(tmp_path / "ragam.xlsx")
    xml, styles = sheet_xml(tmp_path / "ragam.xlsx"), Styles(frozenset({b"1", b"2", b"3", b"4"}), False)
    by_patterns, by_walk = xlsx_patterns.scan(xml, styles, "f"), xlsx_walk.scan(xml, styles, "f")
    assert by_patterns.marks == by_walk.marks
    assert (by_patterns.rows, by_patterns.columns) >= (by_walk.rows, by_walk.columns) == (50, 32)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"<(/?)(c|row|v|f|is|t|sheetData|worksheet)\b", rb"<\1x:\2"),
        (rb'<c r="[A-Z]+\d+"', b"<c"),
        (rb'<c r="(\w+)"', rb'<c  r="\1"'),
        (rb'<c r="(\w+)"', rb"<c r='\1'"),
        (rb"<sheetData>", b"<!-- x --><sheetData>"),
    ],
)
def test_a_sheet_written_in_another_hand_reads_the_same(old, new, tmp_path):
    plain = tmp_path / "biasa.xlsx"
    plain.write_bytes(files.sound())
    xml = re.sub(old, new, sheet_xml(plain)).replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")
    other = tmp_path / "lain.xlsx"
    other.write_bytes(files.repacked({files.SHEET: xml}))
    assert xml != sheet_xml(plain)
    one, two = (reading.open_book(path).sheets[0] for path in (plain, other))
    assert one.cells == two.cells
    assert one.marks == two.marks


def as_xlsx() -> bytes:
    book, box = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    page.title = "Data"
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            cell = page.cell(r + 1, c + 1, value)
            if value == "#REF!":
                cell.data_type = "e"
            if (r, c) in MARKED["percent"]:
                cell.number_format = "0%"
    page.row_dimensions[3].hidden, page.column_dimensions["D"].hidden = True, True
    page.merge_cells("A4:B4")
    book.save(box)
    return box.getvalue()


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("xlsx", as_xlsx()),
        ("xls", old_formats.xls(ROWS, **MARKED)),
        ("ods", old_formats.ods(ROWS, **MARKED)),
    ],
)
def test_three_formats_tell_the_same(suffix, data, tmp_path):
    path = tmp_path / f"data.{suffix}"
    path.write_bytes(data)
    book = reading.open_book(path)
    (sheet,) = book.sheets
    assert (book.kind, sheet.name, book.problems) == (suffix, "Data", [])
    assert sheet.cells[:3] == VALUES[:3]
    assert sheet.cells[4][:2] == VALUES[4][:2]
    assert sheet.cells[4][3] == "é"
    marks = sheet.marks
    assert marks.percent == MARKED["percent"]
    assert (marks.hidden_rows, marks.hidden_columns) == (MARKED["hidden_rows"], MARKED["hidden_columns"])
    assert list(marks.merged) == MARKED["merged"]
    assert marks.errors == {(4, 2): "#REF!"}
    assert marks.unknown == {"xlsx": (), "xls": ("uncalculated",), "ods": ("boolean",)}[suffix]


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("sandi.xlsx", old_formats.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "read_password"),
        ("sandi.xls", old_formats.xls(ROWS, locked=True), "read_password"),
        ("sandi.ods", old_formats.ods(ROWS, locked=True), "read_password"),
        ("surat.xls", old_formats.ole({"WordDocument": b"x"}), "read_not_spreadsheet"),
        ("ujung.xls", old_formats.xls([[1.0], *[[]] * 65534, [None] * 255 + [1.0]]), "read_too_many_cells"),
        (
            "berulang.ods",
            old_formats.ods(
                [],
                body='<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
                ' table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>',
            ),
            "read_too_many_cells",
        ),
    ],
)
def test_an_old_format_that_cannot_be_read_is_refused(name, data, rule, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as refusal:
        reading.open_book(path)
    assert refusal.value.problem.rule == rule


def test_a_container_whose_chain_bites_its_tail_is_refused(tmp_path):
    data = bytearray(old_formats.xls(ROWS))
    data[512 + 4 * 4 : 512 + 4 * 5] = (2).to_bytes(4, "little")
    (tmp_path / "lingkar.xls").write_bytes(bytes(data))
    with pytest.raises(InputError) as refusal:
        reading.open_book(tmp_path / "lingkar.xls")
    assert refusal.value.problem.rule == "read_broken"


def test_a_zero_stored_by_a_program_that_never_calculates_is_no_result(tmp_path):
    sheet = '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1"><v>0</v></c></row>'
    with zipfile.ZipFile(io.BytesIO(files.sound())) as box:
        book = re.sub(rb"<calcPr[^>]*/>", b"", box.read("xl/workbook.xml"))
    doubtful = book.replace(b"</workbook>", b'<calcPr calcId="1" fullCalcOnLoad="1"/></workbook>')
    xml = files._OPEN + sheet + files._CLOSE
    for name, content, expected in (("pasti.xlsx", book, set()), ("ragu.xlsx", doubtful, {(0, 0)})):
        (tmp_path / name).write_bytes(files.repacked({files.SHEET: xml, "xl/workbook.xml": content}))
        assert reading.open_book(tmp_path / name).sheets[0].marks.uncalculated == expected
