"""The reader on ordinary workbooks: addresses, headers, tables, numbers."""

import datetime

import openpyxl
import pytest

from sanlib import reading
from sanlib.project.problems import InputError
from sanlib.reading import numerals, totals
from sanlib.reading.tables import no_table

DINKES = [
    ["PERSENTASE AKSES SANITASI"],
    ["KOTA BLITAR TAHUN 2023"],
    [],
    ["NO", "KECAMATAN", "JUMLAH KK", "AKSES LAYAK", None, None],
    [None, None, None, "AMAN", "LAYAK SENDIRI", "% LAYAK"],
    [1, 2, 3, 4, 5, 6],
    [1, "Sukorejo", 100, 10, 50, 60.0],
    [2, "Kepanjenkidul", 200, 20, 160, 90.0],
    ["JUMLAH", None, 300, 30, 210, 80.0],
    [],
    ["Sumber: Dinas Kesehatan"],
    [],
]
SPELLINGS = {"Kecamatan": "wilayah", "jumlah kk": "kk", "akses layak / aman": "aman", "layak sendiri": "sendiri", "% layak": "pct"}


def workbook(path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return reading.open_book(path)


@pytest.mark.parametrize(("row", "column", "cell"), [(0, 0, "A1"), (6, 1, "B7"), (9, 26, "AA10"), (0, 16383, "XFD1")])
def test_an_address_is_written_as_excel_writes_it_and_read_back(row, column, cell):
    assert reading.address(row, column) == cell
    assert reading.place(cell) == (row, column)


def test_a_table_is_found_under_its_titles_with_merged_parents_and_notes_below(tmp_path):
    book = workbook(tmp_path / "dinkes.xlsx", DINKES, ("A4:A5", "B4:B5", "C4:C5", "D4:F4", "A9:B9"))
    (table,) = reading.find_tables(book.sheets[0], SPELLINGS, {"wilayah", "aman"})
    assert table.title == "PERSENTASE AKSES SANITASI\nKOTA BLITAR TAHUN 2023"
    assert table.header_rows == (4, 5)
    assert [(c.letter, c.header, c.field) for c in table.columns] == [
        ("A", "NO", None),
        ("B", "KECAMATAN", "wilayah"),
        ("C", "JUMLAH KK", "kk"),
        ("D", "AKSES LAYAK / AMAN", "aman"),
        ("E", "AKSES LAYAK / LAYAK SENDIRI", "sendiri"),
        ("F", "AKSES LAYAK / % LAYAK", "pct"),
    ]
    assert [(row.number, row.kind) for row in table.rows] == [(7, "data"), (8, "data"), (9, "total")]
    assert table.rows[1].values == {"wilayah": "Kepanjenkidul", "kk": 200.0, "aman": 20.0, "sendiri": 160.0, "pct": 90.0}
    assert table.rows[1].cell("pct") == "F8"
    assert table.notes == [("A11", "Sumber: Dinas Kesehatan")]
    assert reading.numbers(table, "kk", "count") == ([100.0, 200.0, 300.0], [])


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(InputError) as refusal:
        reading.open_book(tmp_path / "tidak-ada.xlsx")
    assert refusal.value.problem.rule == "file_missing"


def tables(path, rows, spellings, required, merged=()):
    return reading.find_tables(workbook(path, rows, merged).sheets[0], spellings, required)


def column(values, header="% Layak", edit=None, tmp=None):
    """The one table of a workbook with one column of values, after `edit` of its sheet."""
    book = openpyxl.Workbook()
    for row in [["Wilayah", header], *[[f"W{n}", value] for n, value in enumerate(values)]]:
        book.active.append(row)
    if edit:
        edit(book.active)
    book.save(tmp / "kolom.xlsx")
    spellings = {"wilayah": "wilayah", header: "nilai"}
    return reading.find_tables(reading.open_book(tmp / "kolom.xlsx").sheets[0], spellings, {"wilayah", "nilai"})[0]


def test_two_tables_in_a_sheet_keep_their_own_titles_and_notes(tmp_path):
    rows = [
        ["Tabel 1"],
        ["Wilayah", "KK"],
        ["A", 1],
        ["Sumber: Dinkes"],
        [],
        ["Tabel 2"],
        ["Wilayah", "KK"],
        ["B", 2],
        [],
        ["Catatan: sementara"],
    ]
    one, two = tables(tmp_path / "dua.xlsx", rows, {"wilayah": "w", "kk": "kk"}, {"w", "kk"})
    assert (one.title, one.notes, [r.number for r in one.rows]) == ("Tabel 1", [("A4", "Sumber: Dinkes")], [3])
    assert (two.title, two.notes, [r.number for r in two.rows]) == ("Tabel 2", [("A10", "Catatan: sementara")], [8])


def test_two_tables_side_by_side_are_two_tables(tmp_path):
    rows = [["Wilayah", "KK", None, "Wilayah", "KK"], ["A", 1, None, "C", 3], ["B", 2, None, "D", 4]]
    one, two = tables(tmp_path / "sisi.xlsx", rows, {"wilayah": "w", "kk": "kk"}, {"w", "kk"})
    assert [row.values for row in one.rows] == [{"w": "A", "kk": 1.0}, {"w": "B", "kk": 2.0}]
    assert [row.cell("kk") for row in two.rows] == ["E2", "E3"]


def test_a_parent_written_once_over_its_children_belongs_to_each(tmp_path):
    rows = [["Wilayah", "Layak", None, "BABS", None], [None, "KK", "%", "KK", "%"], ["A", 9, 90, 1, 10]]
    spellings = {"wilayah": "w", "layak / %": "layak", "babs / %": "babs"}
    (table,) = tables(tmp_path / "induk.xlsx", rows, spellings, {"w", "layak", "babs"})
    assert table.rows[0].values == {"w": "A", "layak": 90.0, "babs": 10.0}
    assert [c.header for c in table.unknown] == ["Layak / KK", "BABS / KK"]


def test_units_in_brackets_under_the_header_belong_to_it(tmp_path):
    rows = [["Wilayah", "Timbulan"], [None, "(ton/hari)"], ["A", 9]]
    (table,) = tables(tmp_path / "satuan.xlsx", rows, {"wilayah": "w", "timbulan": "t"}, {"w", "t"})
    assert table.columns[1].header == "Timbulan (ton/hari)"
    parsed = reading.numbers(table, "t", unit="ton/tahun")
    assert parsed.values == [None]
    assert [(p.rule, p.cell, p.details["found"]) for p in parsed.problems] == [("read_unit", "B1", "ton/hari")]
    assert reading.numbers(table, "t", unit="ton/hari") == ([9.0], [])


def test_rows_without_values_inside_a_table_stay_rows(tmp_path):
    rows = [["Wilayah", "KK", "Ton"], ["A", 1, 1], ["B"], ["C", 3, 3], [], ["D", 4, 4], [], ["Kepala Dinas"]]
    (table,) = tables(tmp_path / "kosong.xlsx", rows, {"wilayah": "w", "kk": "kk", "ton": "t"}, {"w", "kk"})
    assert [row.values["w"] for row in table.rows] == ["A", "B", "C", "D"]
    assert table.notes == [("A8", "Kepala Dinas")]


def test_a_percent_format_is_known_and_needs_no_guess(tmp_path):
    def percent(page):
        page["B2"].number_format, page["B3"].number_format = "0%", "0.00%"

    parsed = reading.numbers(column([0.92, 0.57, 88.5, "75%"], edit=percent, tmp=tmp_path), "nilai", "percent")
    assert parsed.values == [92.0, 57.0, 88.5, 75.0]
    assert [(p.rule, p.cell) for p in parsed.problems] == [("read_text_number", "B5")]


def test_a_small_percentage_is_known_where_its_parts_say_so(tmp_path):
    table = column([0.03, 8.97, 0.92], tmp=tmp_path)
    parsed = reading.numbers(table, "nilai", "percent", against=[0.0301, 8.9712, 92.3])
    assert parsed.values == [0.03, 8.97, 92.0]
    assert [(p.rule, p.cell) for p in parsed.problems] == [("read_scale_from_parts", "B4")]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "kosong"),
        ("", "kosong"),
        (" - ", "kosong"),
        ("...", "tidak tersedia"),
        ("N/A", "tidak tersedia"),
        ("None", "tidak ada"),
        ("Tidak  Ada", "tidak ada"),
        ("tidak tahu", "tidak tahu"),
        ("0", None),
        (0.0, None),
        ("tidak", None),
        ("Nanas", None),
    ],
)
def test_words_for_no_value_are_told_apart(value, kind):
    assert reading.marker(value) == kind


def test_a_field_the_table_lacks_is_missing_in_every_row_without_a_problem(tmp_path):
    table = column([1, 2], tmp=tmp_path)
    assert reading.numbers(table, "lain") == ([None, None], [])
    assert reading.dates(table, "lain") == ([None, None], [])


def test_an_unknown_kind_of_number_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="percent"):
        reading.numbers(column([1], tmp=tmp_path), "nilai", "persen")


def test_a_name_merged_down_stands_in_each_row(tmp_path):
    rows = [["Wilayah", "KK"], ["A", 1], [None, 2], ["B", 3]]
    (table,) = tables(tmp_path / "gabung.xlsx", rows, {"wilayah": "w", "kk": "kk"}, {"w", "kk"}, ("A2:A3",))
    assert [row.values["w"] for row in table.rows] == ["A", "A", "B"]


def test_dates_are_read_however_they_are_stored(tmp_path):
    day = datetime.date(2023, 4, 3)
    values = [
        day,
        datetime.datetime(2023, 4, 3, 8, 0),
        "2023-04-03T10:00:00+07:00",
        "3 April 2023",
        "03/04/2023",
        "25/12/2023",
        45019,
        "kemarin",
        None,
        3,
    ]
    found = reading.dates(column(values, "Tanggal", tmp=tmp_path), "nilai")
    assert found.values == [day] * 5 + [datetime.date(2023, 12, 25), day, None, None, None]
    assert [(p.rule, p.cell) for p in found.problems] == [("read_date_serial", "B8"), ("read_not_date", "B9"), ("read_not_date", "B11")]


def test_a_date_that_may_be_day_first_or_month_first_is_left_missing(tmp_path):
    found = reading.dates(column(["03/04/2023", "05/05/2023"], "Tanggal", tmp=tmp_path), "nilai")
    assert found.values == [None, datetime.date(2023, 5, 5)]
    assert [(p.rule, p.cell) for p in found.problems] == [("read_date_ambiguous", "B2")]


@pytest.mark.parametrize(
    ("value", "out"),
    [
        ("=1+1", "'=1+1"),
        ("+62812", "+62812"),
        ("-10,07", "-10,07"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("--1", "'--1"),
        ("Kota Blitar", "Kota Blitar"),
        (-8.5, -8.5),
        (None, None),
        ("", ""),
    ],
)
def test_text_a_spreadsheet_would_run_leaves_as_text(value, out):
    assert reading.safe_text(value) == out


def test_a_message_never_carries_control_characters_or_a_whole_page():
    assert reading.shown("a\x1b[31m\nb\u202ec") == "a [31m b c"
    assert len(reading.shown("x" * 500)) == 60


def test_a_scale_that_is_said_holds_for_every_cell_but_one_with_its_own_sign(tmp_path):
    """SOURCES.csv or a layout says "of 100" or "of 1"; a cell with a percent sign says its own, and no share of 1 is above 1."""
    table = column([45.0, 0.5, 101.0, "92,5%"], tmp=tmp_path)
    parsed = reading.numbers(table, "nilai", "percent", scale=1)
    assert parsed.values == [45.0, 0.5, 101.0, 92.5] and {problem.rule for problem in parsed.problems} == {"read_text_number"}
    parsed = reading.numbers(column([0.92, 1.0, 1.2, "45%"], tmp=tmp_path), "nilai", "percent", scale=100)
    assert parsed.values == [92.0, 100.0, None, 45.0]
    assert [problem.cell for problem in parsed.problems if problem.rule == "read_share_over_one"] == ["B4"]


def test_a_wrong_unit_is_reported_in_the_last_row_of_the_header(tmp_path):
    rows = [["Tabel 3"], ["Kota"], ["Wilayah", "Timbulan"], [None, "(ton/hari)"], ["A", 5]]
    (table,) = tables(tmp_path / "satuan.xlsx", rows, {"wilayah": "w", "timbulan / (ton/hari)": "t"}, {"w", "t"})
    parsed = reading.numbers(table, "t", unit="ton/tahun")
    assert parsed.values == [None] and [(problem.rule, problem.cell) for problem in parsed.problems] == [("read_unit", "B4")]


def test_a_merged_parent_belongs_to_every_column_it_covers_though_the_first_has_no_child(tmp_path):
    rows = [["Wilayah", "Akses layak", None, "KK"], [None, None, "Sendiri", None], ["A", 90, 70, 100]]
    spellings = {"wilayah": "w", "akses layak": "layak", "akses layak / sendiri": "sendiri", "kk": "kk"}
    (table,) = tables(tmp_path / "induk.xlsx", rows, spellings, {"w", "layak", "sendiri"}, ("A1:A2", "B1:C1", "D1:D2"))
    assert table.rows[0].values == {"w": "A", "layak": 90.0, "sendiri": 70.0, "kk": 100.0}


@pytest.mark.parametrize("size", ["1e999", "-1e999"])
def test_a_number_too_large_to_be_one_is_none(size):
    assert numerals.numeral(size) is None


@pytest.mark.parametrize(("text", "comma", "point"), [("1.250", 1250.0, 1.25), ("1,250", 1.25, 1250.0)])
def test_a_text_with_two_readings_is_each_under_its_own_sign_and_neither_without(text, comma, point):
    found = numerals.numeral(text)
    assert found.ambiguous and (found.value(","), found.value("."), found.value("")) == (comma, point, None)


def test_a_header_claimed_twice_is_reported_at_the_second_column_of_its_own_row(tmp_path):
    rows = [["Tabel 1"], ["Kota Blitar"], [], ["Wilayah", "KK", "KK"], ["A", 1, 2]]
    (table,) = tables(tmp_path / "dua-kali.xlsx", rows, {"wilayah": "w", "kk": "kk"}, {"w"})
    (told,) = [problem for problem in table.problems if problem.rule == "read_header_twice"]
    assert (told.cell, told.details) == ("C4", {"field": "kk", "first": "B4"})


SUMS = {
    "below its rows": [1, 2, 3, "=6", 4, 5, 6, "=15"],
    "above its rows": [5, "=7", 3, 4, "=9", 4, 5],
    "of all there is": ["=10", 1, 2, 3, 4],
    "rounded to whole numbers": [1.4, 2.4, "=4"],
}


@pytest.mark.parametrize("values", SUMS.values(), ids=SUMS)
def test_a_total_is_the_sum_of_the_rows_on_either_side_or_of_all(values, tmp_path):
    table, read = _with_totals(values, tmp_path)
    assert totals.reconcile(table, "nilai", read) == []


@pytest.mark.parametrize("off", [-2, -0.5, 0.5, 2])
def test_a_total_above_or_below_its_parts_confirms_nothing_and_is_reported(off, tmp_path):
    table, read = _with_totals([1, 2, 3, f"={6 + off}"], tmp_path)
    assert not totals.confirmed(table, read)
    assert [(one.cell, one.value, one.details["expected"]) for one in totals.reconcile(table, "nilai", read)] == [
        ("B5", reading.shown(6.0 + off), 6.0)
    ]
    assert totals.confirmed(*_with_totals([1, 2, 3, "=6"], tmp_path))


def _with_totals(values, folder):
    """A table of these values, "=6" a total of 6, and the values as numbers."""
    rows = [["JUMLAH" if str(one).startswith("=") else f"Desa {n}", float(str(one).lstrip("="))] for n, one in enumerate(values)]
    book = workbook(folder / "jumlah.xlsx", [["Wilayah", "KK"], *rows])
    (table,) = reading.find_tables(book.sheets[0], {"wilayah": "w", "kk": "nilai"}, {"w", "nilai"})
    return table, [row[1] for row in rows]


def test_the_refusal_of_a_sheet_without_a_header_names_the_row_that_came_nearest_and_what_it_lacks(tmp_path):
    rows = [["Tabel 1", "2023"], ["Wilayah", "KK", "Catatan"], ["A", 1, "x"]]
    sheet = workbook(tmp_path / "kurang.xlsx", rows).sheets[0]
    told = no_table(sheet, {"wilayah": "w", "kk": "kk", "ton": "t"}, {"w", "kk", "t"}).problem
    assert (told.rule, told.cell, told.details) == ("read_no_header", "A2", {"lacking": "t", "headings": "Wilayah, KK, Catatan"})
