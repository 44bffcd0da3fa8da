"""The walk that takes a plain sheet whole gives calamine's values or declines; it never reads what calamine would not."""

import datetime
import io
import random
import zipfile

import openpyxl
import python_calamine as calamine
import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st

from sanlib import project, reading
from sanlib.problems import InputError
from sanlib.reading import package, plainsheet, strings, xlsx

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def made(rows, formats=None):
    """Rows as xlsxwriter writes them, blanks with a format as formatted blanks."""
    box = io.BytesIO()
    with xlsxwriter.Workbook(box, {"in_memory": True}) as book:
        page = book.add_worksheet("data")
        known = {code: book.add_format({"num_format": code}) for code in (formats or {}).values()}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                shape = known.get((formats or {}).get((r, c)))
                if isinstance(value, str):
                    page.write_string(r, c, value, shape)
                elif value is not None:
                    page.write_number(r, c, value, shape)
                elif shape:
                    page.write_blank(r, c, None, shape)
    return box.getvalue()


def edited(data, part, change):
    """The same workbook with one part changed."""
    box = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return box.getvalue()


def plain(data):
    """What the walk takes, None where it declines."""
    return xlsx.scan(package.open_package(data, "x.xlsx")).cells.get("data")


def loaded(data):
    """The same sheet from calamine, blanks as None."""
    rows = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("data").to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]


def typed(grid):
    """A grid in which 1.0 differs from True and 0.0 from -0.0."""
    return [[(type(value), repr(value)) for value in row] for row in grid]


NUMBERS = st.one_of(st.integers(-10**18, 10**18), st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2000),
                    st.sampled_from([0, -0.0, 1e300, 5e-324, 0.1, 123456789012345678, 1023, 1024, 1e15, 999999999999999.9]))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12) | st.sampled_from(
    [" depan", "belakang ", "a&b", "<b>", "&amp;", "'=1+1", "002", "é😀", "baris\nbaru", "_x0041_", "  "])
CELLS = st.none() | NUMBERS | WORDS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=30), min_size=1, max_size=30), st.sampled_from([None, "0.0%", "0.00", "@"]))
def test_a_plain_sheet_holds_what_calamine_reads(rows, code):
    formats = {(r, c): code for r, row in enumerate(rows) for c in range(len(row))} if code else {}
    data = made(rows, formats)
    if any(value is not None for row in rows for value in row):
        found = plain(data)
        assert found is None or typed(found) == typed(loaded(data))


def test_the_walk_is_taken_and_right_over_many_rows_and_columns():
    draw = random.Random(5)
    rows = [[draw.choice([draw.randrange(10), draw.random() * 1e6, -3, f"teks {draw.randrange(50)}", None]) for _ in range(750)]
            for _ in range(120)]  # columns past ZZ, several chunks
    data = made(rows, {(r, c): "0%" for r in range(0, 120, 7) for c in range(0, 750, 3)})
    assert typed(plain(data)) == typed(loaded(data))
    marks = reading_marks(data)
    assert marks.percent == {(r, c) for r in range(0, 120, 7) for c in range(0, 750, 3)}


def reading_marks(data):
    return xlsx.scan(package.open_package(data, "x.xlsx")).marks["data"]


BASE = made([["Wilayah", "KK"], ["Kota Blitar", 54646], ["Kab. Kediri", 0.92], [None, 7]])
OTHERWISE = [
    (SHEET, b"<v>54646</v>", b"<f>1+1</f><v>54646</v>"), (SHEET, b'<c r="B2"', b'<c r="B2" t="b"'),
    (SHEET, b'<c r="B2"><v>54646</v>', b'<c r="B2" t="e"><v>#REF!</v>'), (SHEET, b"<v>54646</v>", b"<v> 54646</v>"),
    (SHEET, b"<v>54646</v>", b"<v></v>"), (SHEET, b"<v>54646</v>", b"<v>5 4</v>"), (SHEET, b"<v>54646</v>", b"<v>NaN</v>"),
    (SHEET, b"<v>54646</v>", b"<v>1e999</v>"), (SHEET, b"<v>54646</v>", b"<v>&#53;</v>"), (SHEET, b'<c r="B2"', b'<c r="B1"'),
    (SHEET, b'<c r="B2"', b'<c r="b2"'), (SHEET, b'<c r="B2"', b'<c r="B02"'), (SHEET, b'<c r="B2"', b"<c"),
    (SHEET, b'<c r="B2"', b'<c r="B2" cm="1"'), (SHEET, b"</c><c", b"</c> <c"), (SHEET, b"</c><c", b"</c>x<c"),
    (SHEET, b"</row>", b"<!-- x --></row>"), (SHEET, b"</row>", b"<extra/></row>"), (SHEET, b"</row>", b"</rov>"),
    (SHEET, b"<sheetData>", b"<sheetData x='1'>"), (SHEET, b"</worksheet>", b""), (SHEET, b"<v>0</v>", b"<v>99</v>"),
    (SHEET, b'<c r="B2">', b'<c r="ZZZZ2">'), (SHEET, b'<c r="B2">', b'<c r="B9999999">'),
    (SHEET, b'<c r="A1" t="s"><v>0</v></c>', b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>'),
    (SHEET, b'<row r="2"', b'<row r="B"'), (SHEET, b'<row r="2"', b"<row r='2'"), (SHEET, b'<row r="2"', b'<row r=""'),
    (TEXTS, b"<t>KK</t>", b"<t>KK </t>"), (TEXTS, b"<t>KK</t>", b"<t>\tKK</t>"),
    (TEXTS, b"<si><t>KK</t></si>", b"<si><r><t>K</t></r><r><t>K</t></r></si>"), (TEXTS, b"<t>KK</t>", b"<t></t>"),
    (TEXTS, b"<t>KK</t>", b"<t/>"), (TEXTS, b"<t>KK</t>", b"<t>_x0041_</t>"), (TEXTS, b"<t>KK</t>", b"<t>a\r\nb</t>"),
    (TEXTS, b"<t>KK</t>", b"<t>\xff</t>"), (TEXTS, b"<t>KK</t>", b"<t>&#65;</t>"), (TEXTS, b"<t>KK</t>", b"<t>&nbsp;</t>"),
]


def test_the_base_of_the_changes_is_plain():
    assert plain(BASE) == [["Wilayah", "KK"], ["Kota Blitar", 54646.0], ["Kab. Kediri", 0.92], [None, 7.0]]


@pytest.mark.parametrize(("part", "old", "new"), OTHERWISE, ids=[f"{n}-{new[:20]!r}" for n, (_, _, new) in enumerate(OTHERWISE)])
def test_a_sheet_written_in_any_other_way_is_declined(part, old, new):
    def change(content):
        assert old in content
        return content.replace(old, new, 1)
    data = edited(BASE, part, change)
    try:
        assert plain(data) is None
    except InputError:
        pass  # the scan that follows refuses it


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "h:mm", "[h]:mm", "0.00 \"hari\"", "General;[Red]-0", "mmm", "yyyy"])
def test_a_number_that_may_be_a_date_is_left_to_calamine(code):
    data = made([["tanggal"], [45000]], {(1, 0): code})
    assert plain(data) is None
    assert plain(made([["tanggal"], ["teks"]], {(1, 0): code})) == [["tanggal"], ["teks"]]


def test_whatever_bytes_are_changed_the_walk_agrees_with_calamine_or_declines():
    draw, taken = random.Random(11), 0
    spice = [b"<", b">", b'"', b" ", b"0", b"9", b"A", b"/", b"&", b's="1"', b't="s"', b"<v>", b"</c>", b"e5", b".", b"-"]
    base = made([[draw.choice([draw.randrange(100), draw.random(), f"t{draw.randrange(9)}", None]) for _ in range(8)] for _ in range(8)],
                {(2, 2): "0%", (3, 3): "0.0"})
    for _ in range(300):
        def change(content):
            at, length = draw.randrange(content.find(b"<sheetData"), len(content)), draw.choice((0, 1, 1, 4))
            return content[:at] + draw.choice([*spice, b"", draw.randbytes(2)]) + content[at + length:]
        data = edited(base, SHEET, change)
        try:
            found = plain(data)
        except InputError:
            continue
        if found is not None:
            taken += 1
            assert typed(found) == typed(loaded(data))
    assert taken > 10


@pytest.mark.parametrize("path", sorted(project.root().glob("data/raw/contoh-*/*.xlsx")), ids=lambda path: path.stem)
def test_the_shipped_surveys_are_plain_and_read_as_calamine_reads_them(path):
    book = reading.open_book(path)
    scanned = xlsx.scan(package.open_package(path.read_bytes(), path.name))
    raw = calamine.CalamineWorkbook.from_path(path)
    for sheet in book.sheets:
        theirs = raw.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        assert sheet.name in scanned.cells
        assert typed(sheet.cells) == typed([[None if value == "" else value for value in row] for row in theirs])


def test_hidden_and_merged_are_told_of_a_plain_sheet_too(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet("data")
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_row(1, 0, [1, 2, 3])
        page.merge_range(3, 0, 3, 1, "gabung")
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(2, 2, None, None, {"hidden": True})
    data = (tmp_path / "x.xlsx").read_bytes()
    assert plain(data) is not None
    marks = reading_marks(data)
    assert (marks.hidden_rows, marks.hidden_columns, marks.merged) == ({1}, {2}, ((3, 0, 3, 1),))


def test_texts_are_taken_only_where_every_one_is_plain():
    assert strings.texts(package.open_package(BASE, "x.xlsx")).tolist() == ["Wilayah", "KK", "Kota Blitar", "Kab. Kediri"]
    assert plainsheet.take(b"<worksheet></worksheet>") is None


def test_a_date_stays_a_date_beside_plain_cells(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["tanggal", 1])
    book.active.append([datetime.date(2023, 5, 1), 2])
    book.save(tmp_path / "t.xlsx")
    assert reading.open_book(tmp_path / "t.xlsx").sheets[0].cells[1][0] == datetime.date(2023, 5, 1)
