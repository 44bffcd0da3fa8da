"""Spreadsheets in the layouts offices send, recognised by their headers, with every figure's cell."""

import datetime
import shutil

import openpyxl
import pytest

from sanlib import intake, official
from sanlib.judging import flags
from sanlib.project import folders, schema
from sanlib.project.problems import InputError
from sanlib.reference import bounds, layouts, sources
from tests import build

RAW = folders.root() / "data" / "raw"


def read(period, name):
    return official.read(RAW / period / name)


def figure(rows, region, indicator):
    return next(row for row in rows if row["region"] == region and row["indicator"] == indicator)


def edited(tmp_path, period, name, edit, new_name=None):
    """A copy of a shipped workbook with one thing changed, under any name."""
    path = tmp_path / (new_name or name)
    book = openpyxl.load_workbook(RAW / period / name)
    edit(book.worksheets[0])
    book.save(path)
    return official.read(path)


def rules(found):
    return {problem.rule for problem in found.problems} - {"source_not_listed"}


@pytest.mark.parametrize(
    "period, name, expected",
    [
        ("2023", "SIPSN_Data_Capaian_2023.xlsx", [("Data Capaian", "sipsn")]),
        ("2022", "Dinkes_Jatim_Profil_Kesehatan_2022_sanitasi.xlsx", [("Tabel 81", "dinkes"), ("Tabel 82", "dinkes_stbm")]),
        ("2021", "BPS_sanitasi_layak_kabkota_2021.xlsx", [("Sanitasi layak", "bps")]),
        ("2018", "Rekap_gap_Kota_Blitar_2018.xlsx", [("Tabel gap deck", "rekap"), ("Artikel 2018", "rekap")]),
    ],
)
def test_each_layout_is_recognised_by_its_content_whatever_the_file_is_called(tmp_path, period, name, expected):
    shutil.copy(RAW / period / name, tmp_path / "kiriman terbaru (2).xlsx")
    assert official.read(tmp_path / "kiriman terbaru (2).xlsx").layouts == expected


def test_a_sipsn_share_keeps_the_cell_it_was_printed_in():
    row = figure(read("2023", "SIPSN_Data_Capaian_2023.xlsx").rows, "Kota Blitar", "pengurangan")
    assert (row["value_pct"], row["amount"], row["base"], row["base_unit"]) == (15.69, 4390.08, 27988.20, "ton")
    assert (row["file"], row["sheet"], row["cell"]) == ("data/raw/2023/SIPSN_Data_Capaian_2023.xlsx", "Data Capaian", "F7")


@pytest.mark.parametrize("region, layak", [("Kota Blitar", 98.32), ("Kab. Kediri", 92.88), ("Kab. Situbondo", 65.37)])
def test_dinkes_layak_is_its_three_parts_over_all_households(region, layak):
    rows = read("2022", "Dinkes_Jatim_Profil_Kesehatan_2022_sanitasi.xlsx").rows
    assert figure(rows, region, "layak")["value_pct"] == pytest.approx(layak, abs=0.005)


def test_a_printed_share_that_is_not_its_parts_is_reported_and_the_computed_one_used():
    found = read("2022", "Dinkes_Jatim_Profil_Kesehatan_2022_sanitasi.xlsx")
    told = next(p for p in found.problems if p.rule == "printed_share_differs" and p.value == "98.33")
    assert told.cell == "G12" and told.details["cells"] == "D12+E12+F12"
    assert figure(found.rows, "Kota Blitar", "layak")["value_pct"] == pytest.approx(100 * 52409 / 53302)


def test_odf_is_not_all_layak_kota_blitar_counts_880_households_without():
    row = figure(read("2023", "Dinkes_Jatim_Profil_Kesehatan_2023_sanitasi.xlsx").rows, "Kota Blitar", "belum_layak")
    assert row["amount"] == 880


def test_a_total_row_is_left_out_and_reported():
    found = read("2023", "Dinkes_Jatim_Profil_Kesehatan_2023_sanitasi.xlsx")
    assert "read_total_row" in rules(found) and "region_unknown" not in rules(found)


def test_bps_decimal_commas_dashes_and_kabupaten_without_kab():
    rows = read("2021", "BPS_sanitasi_layak_kabkota_2021.xlsx").rows
    layak = {row["region"]: row["value_pct"] for row in rows if row["indicator"] == "layak"}
    assert layak["Kab. Kediri"] == 86.92 and layak["Kota Blitar"] == 96.77 and len(layak) == 8
    assert {row["period"] for row in rows} == {"2021"}


def test_a_blank_cell_is_missing_and_not_zero():
    rows = read("2019", "SIPSN_Data_Capaian_2019.xlsx").rows
    kediri = {row["indicator"] for row in rows if row["region"] == "Kab. Kediri"}
    assert "bahan_baku" not in kediri and "pengurangan" in kediri


def test_a_tiny_printed_share_is_what_its_own_tonnes_say():
    found = read("2024", "SIPSN_Data_Capaian_2024.xlsx")
    assert figure(found.rows, "Kab. Kediri", "pengurangan")["value_pct"] == 0.03
    assert not rules(found) & {"read_scale_mixed", "printed_share_differs"}


@pytest.mark.parametrize("indicator, column", [("pengurangan", "B"), ("penanganan", "C"), ("terkelola", "BC")])
def test_every_published_sipsn_share_equals_its_tonnes_to_two_decimals(indicator, column):
    for year in range(2019, 2025):
        for row in read(str(year), f"SIPSN_Data_Capaian_{year}.xlsx").rows:
            if row["indicator"] == indicator:
                assert row["value_pct"] == pytest.approx(100 * row["amount"] / row["base"], abs=0.00501), (year, row["region"])


def test_an_article_gap_stays_without_target_and_value():
    rows = [row for row in read("2018", "Rekap_gap_Kota_Blitar_2018.xlsx").rows if row["instrument"] == "Artikel USDP"]
    assert {row["indicator"]: row["reported_gaps"] for row in rows} == {
        name: f"tidak dinyatakan={gap}"
        for name, gap in {"layak": 8, "dasar": 7, "babs": 1, "penanganan": 2, "pengurangan": 6, "tidak_terkelola": 12}.items()
    }
    assert all(row["value_pct"] is None for row in rows)


def test_a_deck_indicator_listed_per_target_set_is_one_achievement():
    rows = [row for row in read("2018", "Rekap_gap_Kota_Blitar_2018.xlsx").rows if row["instrument"] == "Pokja Kota Blitar"]
    assert {row["indicator"]: (row["value_pct"], row["reported_gaps"]) for row in rows} == {
        "layak": (92, "Kota Blitar=8"),
        "dasar": (7, "Kota Blitar=-7"),
        "babs": (1, "Kota Blitar=-1"),
    }


def test_an_ambiguous_region_is_refused_in_its_cell_with_both_candidates(tmp_path):
    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: sheet.__setitem__("C7", "Blitar"))
    told = next(p for p in found.problems if p.rule == "region_ambiguous")
    assert (told.sheet, told.cell) == ("Data Capaian", "C7") and "3505" in told.details["candidates"]
    assert not [row for row in found.rows if row["region"] in ("Kota Blitar", "Kab. Blitar")]


def test_an_unknown_region_keeps_the_others(tmp_path):
    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: sheet.__setitem__("C7", "Kota Antah"))
    assert "region_unknown" in rules(found) and len({row["region"] for row in found.rows}) == 7


def test_a_fraction_among_percentages_is_corrected_by_its_own_tonnes_and_reported(tmp_path):
    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: sheet.__setitem__("H7", 0.8207))
    assert figure(found.rows, "Kota Blitar", "penanganan")["value_pct"] == pytest.approx(82.07, abs=0.005)
    assert [p for p in found.problems if p.cell == "H7"]


def test_a_region_listed_twice_with_different_figures_gives_neither(tmp_path):
    def repeat(sheet):
        for column, value in enumerate([cell.value for cell in sheet[7]], start=1):
            sheet.cell(11, column, value)
        sheet["E11"] = 1.0

    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", repeat)
    assert "read_duplicate_differs" in rules(found)
    assert not [row for row in found.rows if row["region"] == "Kota Blitar"]


def test_tonnes_a_day_are_never_read_as_tonnes_a_year(tmp_path):
    with pytest.raises(InputError, match="ton/tahun"):
        edited(
            tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: sheet.__setitem__("D2", "Timbulan Sampah Tahunan (ton/hari)(A)")
        )


def test_an_unknown_layout_names_the_nearest_one_the_missing_header_and_the_table_to_edit(tmp_path):
    with pytest.raises(InputError) as refused:
        edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: sheet.__setitem__("D2", "Berat"))
    assert all(word in str(refused.value) for word in ("SIPSN", "timbulan sampah tahunan", "headers.csv", "Data Capaian"))


def test_a_file_not_in_sources_and_a_changed_file_are_reported(tmp_path):
    shutil.copy(RAW / "2023" / "SOURCES.csv", tmp_path / "SOURCES.csv")
    unlisted = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: None, "baru.xlsx")
    changed = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", lambda sheet: None)
    assert "source_not_listed" in {p.rule for p in unlisted.problems}
    assert "raw_file_changed" in {p.rule for p in changed.problems}


def test_the_shipped_files_are_the_ones_recorded():
    for path in sorted(RAW.glob("20*/*.xlsx")):
        assert not rules(official.read(path)) & {"raw_file_changed", "source_not_listed"}, path


def folder_with(tmp_path, listing):
    shutil.copy(RAW / "2023" / "SIPSN_Data_Capaian_2023.xlsx", tmp_path / "a.xlsx")
    (tmp_path / "SOURCES.csv").write_bytes(listing)
    return tmp_path


HEAD = ",".join(sources.COLUMNS)


@pytest.mark.parametrize(
    "listing, cell",
    [
        (b"berkas,asal\na.xlsx,KLHK\n", "A1"),
        (b"\x00\x01\x02", ""),
        (b"", ""),
        (b"\n\n", ""),
        (f"{HEAD}\na.xlsx,KLHK,x,,,,,,no,,,lebih\n".encode(), "L2"),
        (f"{HEAD},asal\na.xlsx,a{',' * 10}b\n".encode(), "L2"),
        (f"{HEAD}\na.xlsx,KLHK\na.xlsx,DLH\n".encode(), "A3"),
        (f"{HEAD}\n,KLHK\n".encode(), "A2"),
        (f"{HEAD}\na.xlsx,KLHK,,,,,,,mungkin\n".encode(), "I2"),
        (f"{HEAD.replace('source', 'sumber')}\na.xlsx,x\n".encode(), "A1"),
    ],
)
def test_a_malformed_list_of_sources_is_one_clear_problem(tmp_path, listing, cell):
    found = sources.problems(folder_with(tmp_path, listing), "SOURCES.csv")
    assert len(found) == 1 and found[0].cell == cell and found[0].rule.startswith("sources_")
    checked = intake.check(tmp_path)
    told = checked.problems
    assert told["rule"].str.startswith("sources_").sum() == 1 and "KLHK" not in str(told["rule"].tolist())
    assert [one.figures > 0 for one in checked.files] == [True, False]  # the workbook is read all the same


@pytest.mark.parametrize(
    "listing",
    [
        f"{HEAD}\na.xlsx,KLHK\na.xlsx,KLHK\n".encode(),
        f"\ufeff{HEAD}\na.xlsx,KLHK\n".encode(),
        f"{HEAD}\na.xlsx,KLHK\n".encode("utf-16"),
        f"{HEAD.replace(',', ';')}\na.xlsx;KLHK\n".encode(),
        b"file,source\na.xlsx,KLHK\n",
        f"{HEAD.upper()}\r\na.xlsx,KLHK\r\n".encode(),
        f"{HEAD}\na.xlsx,KLHK,Café,,,,,,ya\n".encode("cp1252"),
    ],
)
def test_a_list_of_sources_is_read_however_excel_saved_it(tmp_path, listing):
    listed = sources.sources(folder_with(tmp_path, listing))
    assert listed.loc["a.xlsx", "source"] == "KLHK" and listed.loc["a.xlsx", "synthetic"] in ("", "yes")


def at(found, rule):
    return [(problem.cell, problem.value) for problem in found.problems if problem.rule == rule]


def test_parts_over_their_whole_are_a_warning_at_the_first_part(tmp_path):
    def more(sheet):
        sheet["E3"] = sheet["D3"].value

    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", more)
    assert [cell for cell, _ in at(found, "parts_over_whole")] == ["E3"]
    assert [cell for cell, _ in at(read("2022", "SIPSN_Data_Capaian_2022.xlsx"), "parts_over_whole")] == ["E3"]


def test_a_printed_percentage_outside_0_to_100_is_an_error_and_not_used(tmp_path):
    def hundredfold(sheet):
        column = next(cell.column for row in sheet.iter_rows(max_row=2) for cell in row if "%" in str(cell.value))
        sheet.cell(3, column).value = 54800

    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", hundredfold)
    assert [value for _, value in at(found, "printed_share_outside")] == ["54800"]
    assert all(row["value_pct"] <= 100 for row in found.rows) and not at(found, "printed_share_differs")


def test_a_total_row_is_one_whatever_stands_beside_its_label(tmp_path):
    def total(sheet):
        last = sheet.max_row + 1
        for column, value in enumerate(["2023", "Jawa Timur", "JUMLAH"], start=1):
            sheet.cell(last, column).value = value

    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", total)
    assert "region_unknown" not in rules(found)


def test_a_number_that_is_left_missing_is_not_told_as_read(tmp_path):
    def text(sheet):
        sheet["D3"] = "4.200"

    found = edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", text)
    told = [problem.rule for problem in found.problems if problem.cell == "D3"]
    assert told == ["read_ambiguous_number"]


@pytest.mark.parametrize("cell", ["D", "E", "G"])
def test_a_point_in_tonnes_is_settled_by_the_share_of_its_row(tmp_path, cell):
    def text(sheet):
        sheet[f"{cell}7"] = f"{sheet[f'{cell}7'].value:.3f}".split(".")[0][:-3] + "." + f"{sheet[f'{cell}7'].value:.0f}"[-3:]

    whole, found = (edited(tmp_path, "2023", "SIPSN_Data_Capaian_2023.xlsx", change) for change in (lambda sheet: None, text))
    here = [problem.rule for problem in found.problems if problem.cell == f"{cell}7"]
    assert "read_thousands_by_parts" in here and "read_ambiguous_number" not in here
    own = [[row["value_pct"] for row in one.rows if row["cell"].endswith("7")] for one in (whole, found)]
    assert own[0] == pytest.approx(own[1], abs=0.01)


MARKED = ["2031*", "2031r", "2031 *)", "2031 (sementara)", "Tahun 2031", "2031**)", "2031 ¹⁾", "2031 p", datetime.date(2031, 1, 1)]


@pytest.mark.parametrize("heading", MARKED, ids=str)
def test_the_newest_year_of_bps_is_read_with_its_mark(tmp_path, heading):
    path = bps(tmp_path / "bps.xlsx", ["2030", heading])
    found = official.read(path)
    by_year = {row["period"]: row for row in found.rows if row["indicator"] == "layak" and row["region"] == "Kab. Ngawi"}
    assert set(by_year) == {"2030", "2031"} and by_year["2031"]["value_pct"] == 91.5
    flagged = flags.find(schema.table(found.rows, schema.ACHIEVEMENTS)).query("flag == 'angka_sementara'")
    marked = heading not in ("Tahun 2031", MARKED[-1])
    assert set(flagged["period"]) == ({"2031"} if marked else set())


@pytest.mark.parametrize("heading", ["2030/2031", "2031 (target)", "2031 (Target RPJMD)", "2031 km", "2031 ha", "20311", "2031 1"])
def test_a_column_beside_the_years_that_says_no_year_is_named(tmp_path, heading):
    found = official.read(bps(tmp_path / "bps.xlsx", ["2030", heading]))
    assert {row["period"] for row in found.rows} == {"2030"}
    assert [(p.rule, p.cell) for p in found.problems if p.rule == "column_not_read"] == [("column_not_read", "C3")]


def bps(path, years):
    """BPS's table of two kabupaten as it is published: a heading over the years."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Akses terhadap Sanitasi Layak menurut Kabupaten/Kota"
    sheet["A2"], sheet["B2"] = "Kabupaten/Kota", "Persentase Rumah Tangga yang Memiliki Akses terhadap Sanitasi Layak (Persen)"
    sheet.merge_cells("B2:C2")
    for column, year in enumerate(years, start=2):
        sheet.cell(3, column).value = year
    for row, (name, *values) in enumerate([("Ngawi", 90.5, 91.5), ("Maros", 80.5, 81.5)], start=4):
        for column, value in enumerate([name, *values], start=1):
            sheet.cell(row, column).value = value
    book.save(path)
    return path


SIPSN_HEADER = build.SIPSN_HEADER[:10]


def sipsn(tmp_path, *rows, header=SIPSN_HEADER):
    """A SIPSN export as csv from rows of text."""
    path = tmp_path / "ekspor.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)), encoding="utf-8")
    return official.read(path)


def test_a_published_whole_that_is_not_its_parts_sum_is_told_by_its_cell_with_theirs(tmp_path):
    found = sipsn(
        tmp_path,
        (2024, "X", "Kab. Kutai Barat", 25640, 14831, 57.84, 10483, 40.89, 10483, 40.89),
        (2024, "X", "Kab. Paser", 40000, 4000, 10.0, 20000, 50.0, 24000, 60.0),
    )
    told = [p for p in found.problems if p.rule in ("whole_not_sum", "amounts_not_sum")]
    assert [(p.cell, p.value, p.details["cells"], p.details["expected"]) for p in told] == [("J2", "40.89", "H2 + F2", 98.73)]


@pytest.mark.parametrize("whole, told", [(40.89, True), (98.73, False), (98.74, False), (98.76, True)])
def test_a_whole_published_as_a_share_alone_is_held_against_its_parts_amounts(tmp_path, whole, told):
    found = sipsn(tmp_path, (2024, "X", "Kab. Kutai Barat", 25640, 14831, 57.84, 10483, 40.89, "", whole))
    assert ("whole_not_sum" in {p.rule for p in found.problems}) == told
    kept = figure(found.rows, "Kab. Kutai Barat", "terkelola")["value_pct"]
    assert kept == whole if told else kept == pytest.approx(98.7285, abs=0.01)


def test_a_printed_layak_far_from_its_parts_is_told_and_kept_as_printed(tmp_path):
    (tmp_path / "profil.csv").write_text(
        "PROFIL KESEHATAN TAHUN 2023,,,,,\nKabupaten/Kota,Jumlah KK,Akses Sanitasi Aman,Akses Sanitasi Layak Sendiri,"
        "Akses Sanitasi Layak Bersama,KK dengan Akses Sanitasi Layak (%)\nKota Blitar,1000,100,500,100,90\n",
        encoding="utf-8",
    )
    found = official.read(tmp_path / "profil.csv")
    assert at(found, "whole_not_sum") == [("F3", "90")] and figure(found.rows, "Kota Blitar", "layak")["value_pct"] == 90


def test_amounts_that_do_not_add_up_by_less_than_a_share_shows_are_a_notice(tmp_path):
    found = sipsn(tmp_path, (2024, "X", "Kab. Paser", 400000, 40000.5, 10.0, 200000.25, 50.0, 240003.75, 60.0))
    assert [(p.rule, p.cell) for p in found.problems if p.rule.endswith("not_sum")] == [("amounts_not_sum", "I2")]


def test_the_shipped_figures_agree_with_their_own_parts():
    for path in sorted(RAW.glob("20*/*.xlsx")):
        assert not rules(official.read(path)) & {"whole_not_sum", "complement_not_rest", "amounts_not_sum"}, path


def test_a_recap_whose_whole_is_not_its_parts_is_told_by_cell(tmp_path):
    head = "Tahun,Kabupaten/Kota,Indikator,Capaian (%),Instrumen,Sumber\n"
    rows = [
        f"2023,Kab. Ngawi,{name},{value},SIPSN,SIPSN"
        for name, value in (("pengurangan", 10.5), ("penanganan", 50.5), ("terkelola", 50.5), ("tidak_terkelola", 39.25))
    ]
    (tmp_path / "rekap.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    found = official.read(tmp_path / "rekap.csv")
    assert {(p.rule, p.cell) for p in found.problems if p.rule in ("whole_not_sum", "complement_not_rest")} == {
        ("whole_not_sum", "D4"),
        ("complement_not_rest", "D5"),
    }


@pytest.mark.parametrize(
    "row, rule, cell",
    [
        ((0, 0, 0, 0, 0), "base_zero", "D2"),
        ((0, 0, "", 0, ""), "base_zero", "D2"),
        ((0, "", 0, "", 0), "base_zero", "D2"),
        (("1e300", 100, 0, 100, 0), "base_outside_bounds", "D2"),
        ((-1000, 10, 1, 10, 1), "base_outside_bounds", "D2"),
        ((0.5, 0.1, 20, 0.1, 20), "base_outside_bounds", "D2"),
        ((6e6, 6e5, 10, 6e5, 10), "base_outside_bounds", "D2"),
    ],
)
def test_what_cannot_be_a_base_gives_no_figure_and_is_told_by_its_cell(tmp_path, row, rule, cell):
    found = sipsn(tmp_path, (2024, "X", "Kota Blitar", *row), header=SIPSN_HEADER[:8])
    assert not found.rows and (rule, cell) in {(p.rule, p.cell) for p in found.problems}
    assert found.counts["left_out"] == {rule: 1}


@pytest.mark.parametrize("amount", ["1e300", -10, 5000001])
def test_an_amount_that_cannot_be_gives_no_figure_and_leaves_the_others(tmp_path, amount):
    found = sipsn(tmp_path, (2024, "X", "Kota Blitar", 28000, amount, 20, 2800, 10), header=SIPSN_HEADER[:8])
    assert {row["indicator"] for row in found.rows} == {"penanganan"}
    assert [p.cell for p in found.problems if p.rule == "amount_outside_bounds"] == ["E2"]


def test_every_bound_has_its_source_and_every_unit_of_a_layout_its_bounds():
    known = bounds.bounds()
    assert all(bound.source and bound.low < bound.high for bound in known.values())
    units = {unit.rpartition("=")[2] for layout in layouts.layouts() for unit in layout.base_unit.split("|")} - {""}
    assert all(
        (quantity, unit, level) in known for unit in units for quantity in ("base", "amount") for level in (bounds.REGENCY, bounds.PROVINCE)
    )
