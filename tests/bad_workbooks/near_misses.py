"""Clean workbooks that look like bad ones: not one problem may come of them."""

from __future__ import annotations

from bad_workbooks.case import HEADER, ROWS, grid, raw, sheet

_NESTED = [
    ["Tabel 81"],
    ["Kota Blitar"],
    [],
    ["No", "Kecamatan", "KK", "Layak", None],
    [None, None, None, "Jumlah", "%"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, "Sukorejo", 10, 9, 90],
    [2, "Sananwetan", 20, 10, 50],
    [],
    ["Sumber: Dinas Kesehatan"],
    ["Blitar, 1 Mei 2023"],
]


def _percent(page):
    for row in range(2, 5):
        page.cell(row, 3).number_format = "0.0%"


def _filter(page):
    page.auto_filter.ref = "A2:E6"
    page.row_dimensions[1].hidden = True


def _nested(page):
    for area in ("A4:A5", "B4:B5", "C4:C5", "D4:E4", "A1:E1"):
        page.merge_cells(area)


def _far_format(page):
    for row in range(7, 400):
        page.cell(row, 30).number_format = "0%"


def _offset(page):
    page.move_range("A1:E6", rows=10, cols=6)


def _second_table(page):
    for place, row in enumerate([["Tabel lain"], ["Wilayah", "KK"], ["A", 1], ["B", 2]]):
        for column, value in enumerate(row):
            page.cell(10 + place, 1 + column, value)


def _beside(page):
    for place, row in enumerate([["Wilayah", "KK"], ["A", 1], ["B", 2]]):
        for column, value in enumerate(row):
            page.cell(2 + place, 8 + column, value)


CASES = [
    sheet("bersih.xlsx"),
    sheet("bersih-saringan-tanpa-baris-tersembunyi-di-tabel.xlsx", edit=_filter),
    sheet("bersih-format-di-luar-tabel.xlsx", edit=_far_format),
    sheet("bersih-tabel-bergeser.xlsx", edit=_offset),
    sheet("bersih-dua-tabel.xlsx", edit=_second_table),
    sheet("bersih-dua-tabel-bersebelahan.xlsx", edit=_beside),
    sheet("bersih-rumus-terhitung-nol.xlsx", {"D3": 0, "C4": 0}),
    sheet("bersih-sel-kosong.xlsx", {"C3": None, "D4": None, "E5": None}),
    sheet("bersih-babs-1-persen.xlsx", {"E3": 92, "E4": 7, "E5": 1, "E6": 0}),
    sheet("bersih-nama-total-di-tengah.xlsx", {"B4": "Desa Subtotalan"}),
    sheet("bersih-tahun-berbeda.xlsx", {"A4": 2022, "B4": "Kota Blitar"}),
    grid("bersih-judul-dua-baris.xlsx", _NESTED, edit=_nested),
    grid("bersih-judul-dua-baris-tanpa-gabung.xlsx", _NESTED),
    grid("bersih-format-persen.xlsx", [["Wilayah", "KK", "% Layak"], ["A", 1, 0.92], ["B", 2, 0.5], ["C", 3, 1]], edit=_percent),
    grid("bersih-judul-huruf-besar.xlsx", [[" TAHUN ", "WILAYAH:", "JUMLAH\nKK"], [2023, "A", 1]]),
    grid("bersih-baris-kosong-di-bawah.xlsx", [HEADER, *ROWS, [], [None, " "], []]),
    raw("bersih-titik-koma.csv", "Tahun;Wilayah;KK;Timbulan;% Layak\n2023;A;1.250;2.500,75;97,5\n2023;B;900;10,5;0%\n"),
    raw("bersih-koma.csv", 'Tahun,Wilayah,KK,Timbulan,% Layak\n2023,A,"1,250","2,500.75",97.5\n2023,B,900,10.5,90\n'),
    raw("bersih-tab.csv", "Tahun\tWilayah\tKK\n2023\tA\t1250\n2023\tB\t900\n"),
    raw("bersih-tanda-urutan-bita.csv", b"\xef\xbb\xbf" + "Wilayah;KK\nDesa é;7\n".encode()),
    raw("bersih-windows-1252.csv", "Wilayah;KK\nDesa é;7\n".encode("cp1252")),
    raw("bersih-utf-16.csv", "Wilayah\tKK\nDesa é\t7\n".encode("utf-16")),
    raw("bersih-sep.csv", "sep=;\nWilayah;KK\nA;7\n"),
    raw("bersih-kutip-dan-baris-baru.csv", 'Wilayah;KK\n"Desa ""A"";\nbaru";7\n'),
]
