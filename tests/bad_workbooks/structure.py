"""Sheets whose shape misleads: hidden, merged, totalled, headed twice."""

from __future__ import annotations

import openpyxl

from bad_workbooks.case import HEADER, ROWS, Case, grid, sheet

_TOTAL = ["Jumlah", None, sum(row[2] for row in ROWS), round(sum(row[3] for row in ROWS), 2), None]


def _hide_rows(*numbers: int):
    def edit(page):
        for number in numbers:
            page.row_dimensions[number].hidden = True

    return edit


def _hide_column(letter: str):
    def edit(page):
        page.column_dimensions[letter].hidden = True

    return edit


def _merge(*areas: str):
    def edit(page):
        for area in areas:
            page.merge_cells(area)

    return edit


def _hidden_sheet(path):
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    hidden = book.create_sheet("Lama")
    hidden.append(["rahasia"])
    hidden.sheet_state = "veryHidden"
    book.save(path)


def _wrong_total(column: int, by: float) -> list:
    return [value + by if place == column else value for place, value in enumerate(_TOTAL)]


CASES = [
    sheet("baris-tersembunyi.xlsx", {}, ("read_hidden_rows", "A4"), edit=_hide_rows(4, 5)),
    sheet("dua-kelompok-baris-tersembunyi.xlsx", {}, ("read_hidden_rows", "A3"), ("read_hidden_rows", "A6"), edit=_hide_rows(3, 6)),
    sheet("kolom-tersembunyi.xlsx", {}, ("read_hidden_column", "C2"), edit=_hide_column("C")),
    Case("lembar-tersembunyi.xlsx", _hidden_sheet, (("read_hidden_sheet", "Lama", ""),)),
    grid("jumlah-benar.xlsx", [HEADER, *ROWS, _TOTAL], ("read_total_row", "A6")),
    grid("jumlah-salah.xlsx", [HEADER, *ROWS, _wrong_total(2, 1)], ("read_total_row", "A6"), ("read_total_mismatch", "C6")),
    grid("jumlah-ton-salah.xlsx", [HEADER, *ROWS, _wrong_total(3, 0.5)], ("read_total_row", "A6"), ("read_total_mismatch", "D6")),
    grid(
        "subjumlah-dan-jumlah.xlsx",
        [["Wilayah", "KK"], ["A", 1], ["B", 2], ["Sub jumlah", 3], ["C", 4], ["Sub jumlah", 4], ["TOTAL", 7]],
        ("read_total_row", "A4"),
        ("read_total_row", "A6"),
        ("read_total_row", "A7"),
    ),
    grid(
        "subjumlah-salah.xlsx",
        [["Wilayah", "KK"], ["A", 1], ["B", 2], ["Subtotal", 9], ["C", 4], ["Total", 7]],
        ("read_total_row", "A4"),
        ("read_total_mismatch", "B4"),
        ("read_total_row", "A6"),
    ),
    grid("rata-rata.xlsx", [["Wilayah", "KK"], ["A", 1], ["B", 2], ["Rata-rata", 1.5]], ("read_total_row", "A4"), ("read_not_count", "B4")),
    grid("judul-kembar.xlsx", [["Wilayah", "KK", "Jumlah KK"], ["A", 1, 2]], ("read_header_twice", "C1")),
    grid(
        "nama-digabung-ke-bawah.xlsx",
        [HEADER, [2022, "A", 1, 1.5, 50], [2023, None, 2, 2.5, 51]],
        ("read_merged_text", "B2"),
        edit=_merge("B2:B3"),
    ),
    grid(
        "angka-digabung-ke-bawah.xlsx",
        [HEADER, [2022, "A", 1, 1.5, 50], [2023, "B", None, 2.5, 51]],
        ("read_merged_number", "C2"),
        edit=_merge("C2:C3"),
    ),
    grid("angka-digabung-ke-samping.xlsx", [HEADER, [2022, "A", 1, None, 50]], ("read_merged_across", "C2"), edit=_merge("C2:D2")),
    grid("tanpa-judul.xlsx", [["Kota Blitar", 100], ["Kab. Kediri", 200]], ("read_no_header", "A1")),
    grid("judul-kurang.xlsx", [["Wilayah", "Luas"], ["Kota Blitar", 200]], ("read_no_header", "A1")),
]
