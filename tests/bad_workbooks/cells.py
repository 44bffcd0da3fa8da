"""Cells that do not hold what they seem to hold."""

from __future__ import annotations

import datetime

from bad_workbooks.case import HEADER, grid, sheet


def _error(cell: str, code: str):
    def edit(page):
        page[cell] = code
        page[cell].data_type = "e"

    return edit


def _format(cells: str, form: str):
    def edit(page):
        for row in page[cells]:
            for cell in row:
                cell.number_format = form

    return edit


def _column(values: list, form: str = "General"):
    """A table of one percentage column."""
    rows = [["Wilayah", "KK", "% Layak"], *[[f"Desa {n}", 100 + n, value] for n, value in enumerate(values)]]
    return rows, _format(f"C2:C{len(rows)}", form) if form != "General" else None


def _pct(name: str, values: list, *expected: tuple[str, str], form: str = "General"):
    rows, edit = _column(values, form)
    return grid(name, rows, *expected, edit=edit)


def _kk(name: str, values: list, *expected: tuple[str, str]):
    return grid(name, [["Wilayah", "KK"], *[[f"Desa {n}", value] for n, value in enumerate(values)]], *expected)


def _ton(name: str, values: list, *expected: tuple[str, str], header: str = "Timbulan"):
    rows = [["Wilayah", "KK", header], *[[f"Desa {n}", 100 + n, value] for n, value in enumerate(values)]]
    return grid(name, rows, *expected)


CASES = [
    sheet("galat-ref.xlsx", {}, ("read_error_cell", "D4"), edit=_error("D4", "#REF!")),
    sheet("galat-div0.xlsx", {}, ("read_error_cell", "E6"), edit=_error("E6", "#DIV/0!")),
    sheet("galat-di-kolom-lain.xlsx", {"F2": "Catatan"}, ("read_error_cell_unused", "F3"), edit=_error("F3", "#N/A")),
    sheet("rumus-belum-dihitung.xlsx", {"E3": "=D3/C3"}, ("read_uncalculated", "E3")),
    sheet("rumus-belum-dihitung-di-kolom-lain.xlsx", {"F2": "Cek", "F5": "=1+1"}, ("read_uncalculated_unused", "F5")),
    sheet("tanggal-di-kolom-kk.xlsx", {"C5": datetime.date(2023, 5, 1)}, ("read_date_not_number", "C5")),
    sheet("tanggal-di-kolom-persen.xlsx", {"E4": datetime.datetime(2023, 7, 29)}, ("read_date_not_number", "E4")),
    sheet("angka-sebagai-teks.xlsx", {"C4": "505615"}, ("read_text_number", "C4")),
    sheet("kolom-teks-seluruhnya.xlsx", {f"C{row}": str(row * 10) for row in range(3, 7)}, ("read_text_column", "C3:C6")),
    sheet("kata-di-kolom-angka.xlsx", {"D5": "sekitar 300"}, ("read_not_number", "D5")),
    sheet("benar-salah-di-kolom-angka.xlsx", {"D5": True}, ("read_not_number", "D5")),
    sheet("karakter-kendali.xlsx", {"D5": "12\t\n3x"}, ("read_not_number", "D5")),
    sheet("rumus-suntikan.xlsx", {"D5": "@SUM(A1)"}, ("read_not_number", "D5")),
    sheet("kata-tidak-ada.xlsx", {"C5": "tidak ada"}, ("read_none_or_zero", "C5")),
    sheet("nihil.xlsx", {"D5": "Nihil"}, ("read_none_or_zero", "D5")),
    sheet("strip.xlsx", {"D4": " - ", "D5": "-"}, ("read_no_value", "D4")),
    sheet("titik-titik-dan-na.xlsx", {"D4": "...", "E5": "n/a"}, ("read_no_value", "D4"), ("read_no_value", "E5")),
    sheet("tidak-tahu.xlsx", {"C5": "tidak tahu"}, ("read_no_value", "C5")),
    sheet("kk-pecahan.xlsx", {"C5": 1.25}, ("read_not_count", "C5")),
    sheet("kk-negatif.xlsx", {"C5": -3}, ("read_not_count", "C5")),
    sheet("persen-0-92-di-antara-92.xlsx", {"E5": 0.92}, ("read_scale_mixed", "E5")),
    _pct(
        "persen-semua-di-bawah-1.xlsx",
        [0.92, 0.5, 1],
        ("read_scale_unknown", "C2"),
        ("read_scale_unknown", "C3"),
        ("read_scale_unknown", "C4"),
    ),
    _pct("persen-format-persen-berisi-92.xlsx", [0.92, 92], ("read_percent_format", "C3"), form="0%"),
    _pct("persen-teks-0-92-di-antara-92.xlsx", [90.5, "0,92"], ("read_scale_mixed", "C3")),
    _ton("ribuan-atau-desimal.xlsx", ["1.250", "2.500", 7], ("read_ambiguous_number", "C2"), ("read_ambiguous_number", "C3")),
    _ton(
        "koma-dan-titik-desimal.xlsx",
        ["87,5", "90,25", "88.5", 7],
        ("read_text_number", "C2"),
        ("read_text_number", "C3"),
        ("read_text_number", "C4"),
        ("read_mixed_decimals", "C4"),
    ),
    _ton(
        "koma-titik-dan-ambigu.xlsx",
        ["87,5", "88.25", "1.250", 7],
        ("read_text_number", "C2"),
        ("read_text_number", "C3"),
        ("read_mixed_decimals", "C3"),
        ("read_ambiguous_number", "C4"),
    ),
    _kk("kk-desimal-teks.xlsx", ["12,5", 7], ("read_not_count", "B2")),
    _kk(
        "kk-koma-di-kolom-titik.xlsx",
        ["1.234.567", "1,250", 7],
        ("read_text_number", "B2"),
        ("read_text_number", "B3"),
        ("read_mixed_decimals", "B3"),
        ("read_thousands_by_count", "B3"),
    ),
    _kk("kk-seribu-atau-satu.xlsx", ["1.000", 7], ("read_ambiguous_number", "B2")),
    _ton("satuan-per-hari.xlsx", [1.5, 2.5], ("read_unit", "C1"), header="Timbulan (ton/hari)"),
    grid(
        "baris-kembar.xlsx", [HEADER, [2023, "A", 1, 2.5, 50], [2023, "B", 1, 2.5, 50], [2023, "A", 1, 2.5, 50]], ("read_duplicate", "A4")
    ),
    grid("kunci-kembar-isi-beda.xlsx", [HEADER, [2023, "A", 1, 2.5, 50], [2023, " a ", 9, 2.5, 50]], ("read_duplicate_differs", "A3")),
]
