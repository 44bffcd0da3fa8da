"""The reader on ordinary workbooks: addresses, headers, tables, numbers."""

import openpyxl
import pytest

from sanlib import reading
from sanlib.problems import InputError

DINKES = [
    ["PERSENTASE AKSES SANITASI"], ["KOTA BLITAR TAHUN 2023"], [],
    ["NO", "KECAMATAN", "JUMLAH KK", "AKSES LAYAK", None, None], [None, None, None, "AMAN", "LAYAK SENDIRI", "% LAYAK"],
    [1, 2, 3, 4, 5, 6],
    [1, "Sukorejo", 100, 10, 50, 60.0], [2, "Kepanjenkidul", 200, 20, 160, 90.0],
    ["JUMLAH", None, 300, 30, 210, 80.0], [], ["Sumber: Dinas Kesehatan"], [],
]
SPELLINGS = {"Kecamatan": "wilayah", "jumlah kk": "kk", "akses layak / aman": "aman", "layak sendiri": "sendiri",
             "% layak": "pct"}


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
        ("A", "NO", None), ("B", "KECAMATAN", "wilayah"), ("C", "JUMLAH KK", "kk"), ("D", "AKSES LAYAK / AMAN", "aman"),
        ("E", "AKSES LAYAK / LAYAK SENDIRI", "sendiri"), ("F", "AKSES LAYAK / % LAYAK", "pct"),
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
