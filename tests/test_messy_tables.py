"""Official tables as offices really arrange them: beside and under one another, in groups, in parts, split by a separator."""

import openpyxl
import pytest

from sanlib import official
from sanlib.project import folders, problems
from sanlib.reference import reference_schemas, regions, sources
from tests import build

SIPSN = build.SIPSN_HEADER[:6]
LAYAK = "Persentase Rumah Tangga yang Memiliki Akses terhadap Sanitasi Layak (Persen)"
DINKES = (
    (
        "NO",
        "KABUPATEN/KOTA",
        "JUMLAH KK",
        "JUMLAH KK DENGAN AKSES TERHADAP FASILITAS SANITASI",
        None,
        None,
        "KK DENGAN AKSES SANITASI LAYAK",
    ),
    (None, None, None, "AKSES SANITASI AMAN", "AKSES SANITASI LAYAK SENDIRI", "AKSES SANITASI LAYAK BERSAMA", "%"),
)
BLITAR = (1, "KOTA BLITAR", 54646, 16603, 36229, 934, 98.39)
PORTAL = "kode_kabupaten_kota,nama_kabupaten_kota,{column},persentase_sanitasi_layak,satuan,tahun\n"


def sipsn(year, region, reduced=3000):
    return (year, "Jawa Timur", region, 20000, reduced, reduced / 200)


@pytest.fixture
def read(tmp_path):
    """Reads sheets of rows ({name: rows}, or the rows of one), or the text of a .csv."""

    def of(content, merged=()):
        path = tmp_path / ("tabel.csv" if isinstance(content, str) else "tabel.xlsx")
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
            return official.read(path)
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in content.items() if isinstance(content, dict) else [("Lembar1", content)]:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for area in merged:
                sheet.merge_cells(area)
        book.save(path)
        return official.read(path)

    return of


def bps(years, *rows):
    """A table of BPS with its years under one merged heading, and what to merge."""
    return [("Kabupaten/Kota", LAYAK, *[None] * (len(years) - 1)), (None, *years), *rows], ["A1:A2", f"B1:{chr(65 + len(years))}1"]


def dinkes(title, *rows):
    return [("TABEL 81",), (title,), (), *DINKES, *rows], ["D4:F4", "A4:A5", "B4:B5", "C4:C5"]


def figures(found, indicator):
    return {(row["region"], row["period"]): row["value_pct"] for row in found.rows if row["indicator"] == indicator}


def told(found, rule):
    return [(problem.cell, problem.value) for problem in found.problems if problem.rule == rule]


@pytest.mark.parametrize("gap", [(None,), ()], ids=["a blank column between", "none"])
def test_two_tables_side_by_side_are_both_read(read, gap):
    found = read([(*SIPSN, *gap, *SIPSN), (*sipsn(2031, "Kota Blitar"), *gap, *sipsn(2032, "Kota Blitar", 4000))])
    assert figures(found, "pengurangan") == {("Kota Blitar", "2031"): 15, ("Kota Blitar", "2032"): 20}


def test_rows_of_another_table_below_are_not_rows_of_the_known_one(read):
    below = ("Tahun", "Provinsi", "Kabupaten/Kota", "Jumlah TPS 3R", "Kapasitas", "Unit")
    found = read([SIPSN, sipsn(2031, "Kota Blitar"), below, (2031, "Jawa Timur", "Kab. Kediri", 500, 100, 30)])
    assert figures(found, "pengurangan") == {("Kota Blitar", "2031"): 15}
    assert [cell for cell, _ in told(found, "read_table_below")] == ["C3"]


def test_a_table_of_another_indicator_below_does_not_give_its_shares(read):
    rows, merged = bps([2030, 2031], ("Kota Blitar", 95, 96))
    water = "Persentase Rumah Tangga yang Memiliki Akses terhadap Air Minum Layak (Persen)"
    found = read([*rows, (), ("Kabupaten/Kota", water, None), (None, 2030, 2031), ("Blitar", 77, 78)], merged)
    assert figures(found, "layak") == {("Kota Blitar", "2030"): 95, ("Kota Blitar", "2031"): 96}
    assert [cell for cell, _ in told(found, "read_table_below")] == ["A5"]


def test_a_row_named_like_the_heading_that_holds_figures_ends_no_table(read):
    found = read(*bps([2031], ("Kota Blitar", 95), ("Provinsi", 88), ("Ngawi", 71)))
    assert figures(found, "layak") == {("Kota Blitar", "2031"): 95, ("Kab. Ngawi", "2031"): 71}
    assert told(found, "region_unknown") == [("A4", "Provinsi")]


@pytest.mark.parametrize("surplus", ["", "6"], ids=["blank", "filled"])
def test_a_row_a_comma_split_into_too_many_columns_gives_no_figure(read, surplus):
    rows = ["3506,KABUPATEN KEDIRI,,88,PERSEN,2031", f"3572,KOTA BLITAR,,95,5,PERSEN,2031{surplus and ',' + surplus}"]
    found = read(PORTAL.format(column="catatan") + "\n".join(rows) + "\n")
    assert figures(found, "layak") == {("Kab. Kediri", "2031"): 88}
    assert [cell for cell, _ in told(found, "read_csv_too_wide")] == ["G3"]
    assert found.counts["left_out"] == {"read_csv_too_wide": 1}


def test_a_separator_at_the_end_of_every_row_splits_none(read):
    found = read(PORTAL.format(column="catatan") + "3506,KABUPATEN KEDIRI,,88,PERSEN,2031,\n3572,KOTA BLITAR,,95,PERSEN,2031,\n")
    assert len(figures(found, "layak")) == 2 and not told(found, "read_csv_too_wide")


@pytest.mark.parametrize(
    "title, year",
    [
        ("TAHUN 2031 (ANGKA SEMENTARA)", "2031"),
        ("KEADAAN 31 DESEMBER 2031", "2031"),
        ("SESUAI PERDA NO 5 TAHUN 2016, TAHUN 2031", "2031"),
        ("PERPRES 97/2017: CAPAIAN 2031", "2031"),
        ("PROFIL KESEHATAN 2032: DATA TAHUN 2031", "2031"),
        ("TARGET RPJMN 2025-2029, CAPAIAN TAHUN 2031", "2031"),
    ],
)
def test_the_year_of_a_title_is_the_one_its_figures_describe(read, title, year):
    assert set(figures(read(*dinkes(title, BLITAR)), "layak")) == {("Kota Blitar", year)}


@pytest.mark.parametrize("title", ["TAHUN 2030 DAN 2031", "TAHUN 2030-2031", "CAPAIAN 2030 DAN 2031", "TAHUN 2030 S.D. 2031"])
def test_a_title_of_several_years_is_not_settled_in_silence(read, title):
    found = read(*dinkes(title, BLITAR))
    assert not found.rows and told(found, "year_several_in_title") == [("A1", "2030, 2031")]


def test_doing_what_the_message_of_several_years_says_gives_the_figure(read, tmp_path):
    listed = [column.name for column in reference_schemas.SCHEMAS[sources.NAME].columns if not column.optional]
    row = {"file": "tabel.xlsx", "year": "2031"}
    text = [",".join([*listed, "year"]), ",".join(row.get(name, "") for name in [*listed, "year"])]
    (tmp_path / sources.NAME).write_text("\n".join(text) + "\n", encoding="utf-8")
    assert set(figures(read(*dinkes("TAHUN 2030 DAN 2031", BLITAR)), "layak")) == {("Kota Blitar", "2031")}


def test_a_sheet_named_after_its_year_says_it_where_the_title_does_not(read):
    rows, merged = dinkes("PROVINSI JAWA TIMUR", BLITAR)
    found = read({"2030": rows, "Tahun 2031": rows}, merged)
    assert set(figures(found, "layak")) == {("Kota Blitar", "2030"), ("Kota Blitar", "2031")}


@pytest.mark.parametrize(
    "column, value, used",
    [
        ("nama_kecamatan", "Sukorejo", False),
        ("nama_kecamatan", "Ngawi", False),
        ("nama_kecamatan", "", True),
        ("kecamatan", "Semua", True),
        ("klasifikasi", "Perkotaan", False),
        ("kelompok", "Perdesaan", False),
        ("klasifikasi", "Perkotaan dan Perdesaan", True),
        ("klasifikasi", "Kabupaten", True),
        ("semester", "1", False),
        ("triwulan", "TW III", False),
        ("bulan", "Juni", False),
        ("puskesmas", "Puskesmas Geneng", False),
        ("keterangan", "data desa belum masuk", True),
        ("jumlah_desa", "217", True),
        ("sampah_bulan_ton", "1200", True),
    ],
)
def test_the_figure_of_a_part_is_not_that_of_its_region(read, column, value, used):
    found = read(PORTAL.format(column=column) + f"3521,KABUPATEN NGAWI,{value},80,PERSEN,2031\n")
    assert bool(found.rows) == used
    assert told(found, "rows_of_parts") == ([] if used else [("C2", value)])
    assert found.counts["left_out"] == ({} if used else {"rows_of_parts": 1})


def test_the_row_of_the_total_stands_where_parts_are_left_out(read):
    rows = [f"3521,KABUPATEN NGAWI,{part},{share},PERSEN,2031" for part, share in (("Perkotaan", 90), ("Perdesaan", 70), ("Total", 80))]
    assert figures(read(PORTAL.format(column="klasifikasi") + "\n".join(rows) + "\n"), "layak") == {("Kab. Ngawi", "2031"): 80}


@pytest.mark.parametrize("blank", [[()], []], ids=["a blank row between", "none"])
@pytest.mark.parametrize("heads", [("Kabupaten/Regency", "Kota/Municipality"), ("KABUPATEN", "KOTA")])
def test_names_under_the_heading_kota_are_those_of_kota(read, heads, blank):
    found = read(*bps([2031], (heads[0],), ("1. Blitar", 87), ("Ngawi", 70), *blank, (heads[1],), ("71. Blitar", 96), ("Jawa Timur", 89)))
    named = {"Kab. Blitar": 87, "Kab. Ngawi": 70, "Kota Blitar": 96, "Jawa Timur": 89}
    assert figures(found, "layak") == {(name, "2031"): share for name, share in named.items()}
    assert [value for _, value in told(found, "region_group")] == list(heads)
    assert not told(found, "read_duplicate_differs")


def test_a_code_beside_a_name_without_its_kind_decides(read):
    rows = [("Kode", "Kabupaten/Kota", LAYAK), (None, None, 2031), (3572.0, "Blitar", 96), ("35.05", "Blitar", 85), ("11", "Bondowoso", 70)]
    found = read([*rows, (3573, "Ngawi", 1)], ["A1:A2", "B1:B2"])
    assert figures(found, "layak") == {("Kota Blitar", "2031"): 96, ("Kab. Blitar", "2031"): 85, ("Kab. Bondowoso", "2031"): 70}
    assert told(found, "region_code_differs") == [("A6", "3573")]


@pytest.mark.parametrize(
    "name, code",
    [
        ("06. Kab. Kediri", "3506"),
        ("3572 Kota Blitar", "3572"),
        ("35.72 - Kota Blitar", "3572"),
        ("Kab. Maros 1)", "7308"),
        ("3 Kota Blitar*)", "3572"),
    ],
)
def test_a_place_in_a_list_a_code_and_a_footnote_do_not_hide_a_name(name, code):
    assert regions.candidates(name) == [code]


@pytest.mark.parametrize("name", ["3573 Kota Blitar", "Kab. 9", "06. Kediri"])
def test_a_code_of_another_region_or_a_name_of_two_is_not_settled(name):
    assert len(regions.candidates(name)) != 1


def test_the_shipped_tables_are_divided_into_no_parts():
    files = [path for path in (folders.root() / "data" / "raw").glob("20*/*.xlsx")]
    assert files and not any(told(official.read(path), "rows_of_parts") for path in files)


def test_a_printed_share_far_from_its_own_amounts_is_a_warning_and_a_rounding_a_notice(read):
    found = read([build.SIPSN_HEADER[:8], (2031, "Jawa Timur", "Kota Blitar", 20000, 3010, 15, 15000, 51)])
    assert figures(found, "penanganan") == {("Kota Blitar", "2031"): 75}
    assert told(found, "printed_share_far") == [("H2", "51")] and told(found, "printed_share_differs") == [("F2", "15")]
    assert problems.table(found.problems, "id").set_index("cell").loc[["H2", "F2"], "severity"].tolist() == ["warning", "notice"]


def test_a_share_over_100_by_rounding_leaves_0_and_not_less(read):
    found = read(*bps([2031], ("Kota Blitar", 100.01)))
    assert figures(found, "belum_layak") == {("Kota Blitar", "2031"): 0}


def test_a_year_merged_down_is_that_of_each_row(read):
    rows = [SIPSN, sipsn(2031, "Kota Blitar"), sipsn(None, "Kab. Ngawi", 4000)]
    assert set(figures(read(rows, ["A2:A3"]), "pengurangan")) == {("Kota Blitar", "2031"), ("Kab. Ngawi", "2031")}


@pytest.mark.parametrize("year", [1931, 2099, "20231", "2031/2032"])
def test_a_year_that_can_be_none_of_a_figure_is_told(read, year):
    found = read([SIPSN, sipsn(year, "Kota Blitar")])
    assert not found.rows and told(found, "year_wrong") == [("A2", str(year))]


@pytest.mark.parametrize("heading", ["2031-12-31", "31/12/2031", "(2031)", "Tahun: 2031", "T.A. 2031", "2031,0"])
def test_a_year_written_as_a_date_or_in_brackets_is_that_year(read, heading):
    assert set(figures(read(*bps([2030, heading], ("Kota Blitar", 95, 96))), "layak")) == {("Kota Blitar", "2030"), ("Kota Blitar", "2031")}


def test_columns_numbered_in_roman_numerals_are_no_row(read):
    found = read(*dinkes("TAHUN 2031", ("I", "II", "III", "IV", "V", "VI", "VII"), BLITAR))
    assert set(figures(found, "layak")) == {("Kota Blitar", "2031")} and not told(found, "read_not_number")


def test_a_region_under_another_province_is_told(read):
    found = read([SIPSN, (2031, "Sulawesi Selatan", "Kota Blitar", 20000, 3000, 15), (2031, "Papua", "Kab. Merauke", 20000, 3000, 15)])
    assert told(found, "province_differs") == [("B2", "Sulawesi Selatan")] and len(figures(found, "pengurangan")) == 2


@pytest.mark.parametrize("gap, wrong", [(10, False), (10.4, False), (-10, True), (8, True)])
def test_a_published_gap_that_is_not_target_less_achievement_is_told(read, gap, wrong):
    head = "Tahun|Kabupaten/Kota|Indikator|Capaian (%)|Target|Tahun target|Target (%)|Gap terbit (poin)|Instrumen|Sumber".split("|")
    found = read([head, (2031, "Kota Blitar", "Akses layak", 80, "UA", 2031, 90, gap, "Pokja", "Pokja")])
    assert [cell for cell, _ in told(found, "recap_gap_differs")] == (["H2"] if wrong else [])


def test_a_unit_that_is_written_and_not_known_is_told_as_that_unit(read):
    head = "kode_kabupaten_kota,nama_kabupaten_kota,jumlah_timbulan_sampah,jumlah_sampah_tertangani,satuan,tahun\n"
    found = read(head + "3521,KABUPATEN NGAWI,55.5,41.25,RIBU TON/TAHUN,2031\n")
    assert not found.rows and not told(found, "unit_not_said")
    assert set(told(found, "unit_other")) == {("E2", "ribu ton/tahun")}


@pytest.mark.parametrize("between", [[], [()], [("Lanjutan Tabel 81",)]], ids=["none", "blank", "lanjutan"])
def test_a_header_repeated_on_the_next_page_is_of_the_same_title(read, between):
    rows, merged = dinkes("TAHUN 2031", BLITAR)
    found = read([*rows, *between, *DINKES, (2, "KAB. NGAWI", 303716, 4859, 265339, 17333, 94.67)], merged)
    assert set(figures(found, "layak")) == {("Kota Blitar", "2031"), ("Kab. Ngawi", "2031")} and not told(found, "year_not_in_title")


def test_a_table_with_another_title_below_does_not_take_the_year_above(read):
    rows, merged = dinkes("TAHUN 2031", BLITAR)
    found = read([*rows, ("CAPAIAN SEBELUMNYA",), *DINKES, (2, "KAB. NGAWI", 303716, 4859, 265339, 17333, 94.67)], merged)
    assert set(figures(found, "layak")) == {("Kota Blitar", "2031")}
