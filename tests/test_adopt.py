"""An unknown table is adopted: what each header is, is proposed, asked or left out and said; then it reads like any other."""

import io
import shutil

import openpyxl
import pytest

import sanlib as san
from sanlib import cli, intake, official
from sanlib.intake.adopt import adopt
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import appended_rows
from tests.bad_workbooks import old_formats

REFERENCE = folders.root() / "data" / "raw" / "reference"
REGIONS = ("Kota Blitar", "Kab. Kediri", "Kota Kediri")


@pytest.fixture
def house(tmp_path):
    """A project with the shipped reference tables and an empty period."""
    shutil.copytree(REFERENCE, tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/2031").mkdir()
    return tmp_path


def csv(folder, text, name="tabel_dinas.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder, rows, merged=(), name="tabel_dinas.xlsx", formats=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    for cell, code in (formats or {}).items():
        book.active[cell].number_format = code
    book.save(folder / name)
    return folder / name


def fields(found):
    return {head["spellings"]: " ".join(filter(None, (head["field"], head["unit"]))) for head in found.headers}


def shares(found, indicator="layak"):
    rows = found.figures[found.figures["indicator"].eq(indicator)]
    return {(row.region, row.period): row.value_pct for row in rows.itertuples()}


def rules(found):
    return {one.rule for one in found.doubts}


def left_out(found):
    return {one.value: one.details["why_en"] for one in found.doubts if one.rule == "adopt_left_out"}


def test_a_wide_table_with_its_header_under_a_title(tmp_path):
    rows = [
        ["Tabel 12. Akses sanitasi Kota dan Kabupaten, 2031"],
        [],
        ["No", "Nama Daerah", "Sanitasi Layak (%)", "Akses Air Minum (%)", "Target Sanitasi Layak (%)", "BABS (%)"],
        [1, "Kota Blitar", 98.5, 99, 100, 1.5],
        [2, "Kab. Kediri", 91.25, 80, 100, 2.5],
        [3, "Kota Kediri", 95, 81, 100, 1.25],
        ["", "JUMLAH", 94, 90, 100, 1.5],
        ["Sumber: Dinas Perumahan"],
    ]
    found = adopt(workbook(tmp_path, rows))
    assert shares(found) == {("Kota Blitar", "2031"): 98.5, ("Kab. Kediri", "2031"): 91.25, ("Kota Kediri", "2031"): 95}
    assert shares(found, "babs") == {("Kota Blitar", "2031"): 1.5, ("Kab. Kediri", "2031"): 2.5, ("Kota Kediri", "2031"): 1.25}
    assert found.layout["year_from"] == "title" and found.layout["ladder"] == "2020"
    assert set(left_out(found)) == {"Akses Air Minum (%)", "Target Sanitasi Layak (%)"}
    assert not found.written and "tabel_dinas" not in (REFERENCE / "layouts.csv").read_text(encoding="utf-8")


def test_headers_two_and_three_rows_deep_with_amounts_and_their_base(tmp_path):
    rows = [
        ["REKAP SANITASI TAHUN 2031", None, None, None, None, None],
        ["No", "Kabupaten/Kota", "Jumlah KK", "Akses Sanitasi", None, None],
        [None, None, None, "Layak", None, "Aman"],
        [None, None, None, "Jumlah KK", "%", "Jumlah KK"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Kota Blitar", "54.646", "53.766", 98.39, 16603],
        [2, "Kab. Kediri", 500000, 450000, 90, 100000],
        [None, "JUMLAH", 554646, 503766, 90.83, 116603],
    ]
    merged = ["A1:F1", "A2:A4", "B2:B4", "C2:C4", "D2:F2", "D3:E3"]
    found = adopt(workbook(tmp_path, rows, merged))
    assert {(k[0], round(v, 2)) for k, v in shares(found).items()} == {("Kota Blitar", 98.39), ("Kab. Kediri", 90)}
    assert {k[0]: round(v, 2) for k, v in shares(found, "aman").items()} == {"Kota Blitar": 30.38, "Kab. Kediri": 20}
    assert set(found.figures["base_unit"]) == {"KK"} and found.layout["ladder"] == "2020" and found.layout["year_from"] == "title"


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_years_across_under_a_title_that_says_what_they_are(tmp_path, kind):
    title = "Percentage of households with access to improved sanitation by regency/municipality"
    rows = [[title, None, None], ["Regency/Municipality", 2029, 2030], ["Kota Blitar", 95.5, 96.25], ["Kediri", 88, 90.5]]
    if kind == "xlsx":
        path = workbook(tmp_path, rows, ["A1:C1"])
    elif kind == "ods":
        path = tmp_path / "tabel.ods"
        path.write_bytes(old_formats.ods(rows))
    else:
        path = csv(tmp_path, "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows))
    found = adopt(path)
    assert shares(found) == {
        ("Kota Blitar", "2029"): 95.5,
        ("Kota Blitar", "2030"): 96.25,
        ("Kab. Kediri", "2029"): 88,
        ("Kab. Kediri", "2030"): 90.5,
    }
    assert fields(found) == {"Regency/Municipality": "region", "{year}": "pct:layak"} and found.layout["title"] == "improved sanitation"
    assert "adopt_plain_name" in rules(found)


LONG = "Kode;Wilayah;Uraian;Tahun;Satuan;Angka\n" + "\n".join(
    f"{code};{name};{what};2031;Persen;{value}"
    for code, name in (("35.72", "KOTA BLITAR"), ("73.09", "MAROS"))
    for what, value in (
        ("Rumah tangga dengan akses sanitasi layak", "92,5"),
        ("Rumah tangga BABS", "1,5"),
        ("Rumah tangga dengan air minum layak", "99"),
        ("Rumah tangga di perkotaan dengan sanitasi layak", "97"),
    )
)


def test_a_long_table_with_other_words_for_its_indicators_and_codes_that_decide(tmp_path):
    found = adopt(csv(tmp_path, LONG))
    assert shares(found) == {("Kota Blitar", "2031"): 92.5, ("Kab. Maros", "2031"): 92.5}
    assert shares(found, "babs") == {("Kota Blitar", "2031"): 1.5, ("Kab. Maros", "2031"): 1.5}
    assert fields(found)["Kode"] == "region_code" and fields(found)["Angka"] == "value"
    said = [one for one in found.problems if one.rule == "indicator_left_out"]
    assert {one.value for one in said} == {"Rumah tangga dengan air minum layak", "Rumah tangga di perkotaan dengan sanitasi layak"}


def test_years_across_with_one_indicator_a_row_and_a_unit_that_is_said(tmp_path):
    text = "Kabupaten/Kota,Indikator,2029,2030*\nKota Blitar,Akses sanitasi layak,95,96\nKota Blitar,BABS,2,\n"
    assert not len(adopt(csv(tmp_path, text)).figures)
    found = adopt(csv(tmp_path, text), unit="persen")
    assert shares(found) == {("Kota Blitar", "2029"): 95, ("Kota Blitar", "2030"): 96}
    assert shares(found, "babs") == {("Kota Blitar", "2029"): 2} and fields(found)["{year}"] == "value sources"


def test_provinces_whose_years_carry_a_mark_and_urban_columns_left_out(tmp_path):
    rows = [["Province", "Access to Improved Sanitation (%)", None], [None, "2030", "2031*"], ["Aceh", 77, 79], ["Gorontalo", 80, 82.5]]
    found = adopt(workbook(tmp_path, [*rows, ["INDONESIA", 82, 84]], ["A1:A2", "B1:C1"]))
    assert shares(found)[("Gorontalo", "2031")] == 82.5 and {region for region, _ in shares(found)} == {"Aceh", "Gorontalo"}
    head = "Persentase Rumah Tangga yang Memiliki Akses Sanitasi Layak 2031 (%)"
    rows = [["Kabupaten/Kota", head, None, None], [None, "Perkotaan", "Perdesaan", "Perkotaan+Perdesaan"], ["Kota Blitar", 97, None, 96]]
    found = adopt(workbook(tmp_path, rows, ["A1:A2", "B1:D1"]))
    assert shares(found) == {("Kota Blitar", "2031"): 96} and len(left_out(found)) == 1


def test_codes_alone_counts_without_a_unit_and_units_under_the_header(tmp_path):
    found = adopt(csv(tmp_path, "kode,tahun,persentase_sanitasi_layak\n3572,2031,98.5\n73.09,2031,91\n"))
    assert {region for region, _ in shares(found)} == {"Kota Blitar", "Kab. Maros"} and "adopt_codes_alone" in rules(found)
    text = "Kab/Kota;Jumlah Rumah Tangga;Rumah Tangga dengan Akses Sanitasi Layak;Tahun\nKota Blitar;54.646;53.766;2031\nKab. Kediri;500.000;450.000;2031\n"
    row = adopt(csv(tmp_path, text)).figures.iloc[0]
    assert (round(row["value_pct"], 2), row["base"], row["base_unit"]) == (98.39, 54646, "rumah tangga")
    rows = [
        ["Sampah Tertangani Menurut Kabupaten/Kota, 2031", None, None, None],
        ["Kabupaten/Kota", "Timbulan", "Tertangani", "Persentase"],
        [None, "(ton/hari)", "(ton/hari)", "(%)"],
        ["Kota Blitar", 100, 80, 80],
    ]
    row = adopt(workbook(tmp_path, rows)).figures.iloc[0]
    assert (row["indicator"], row["value_pct"], row["amount"], row["base"]) == ("penanganan", 80, 29200, 36500)


def test_a_share_of_one_is_asked_or_said_and_never_guessed(tmp_path):
    text = "Wilayah,Tahun,{head}\nKota Blitar,2031,0.985\nKab. Kediri,2031,0.9125\n"
    found = adopt(csv(tmp_path, text.format(head="Sanitasi layak (%)")))
    assert not len(found.figures) and {"adopt_scale_unsaid", "adopt_unit_unsaid"} <= rules(found)
    assert shares(adopt(csv(tmp_path, text.format(head="Sanitasi layak (%)")), unit="pecahan"))[("Kota Blitar", "2031")] == 98.5
    assert shares(adopt(csv(tmp_path, text.format(head="Sanitasi layak (%)")), unit="persen"))[("Kota Blitar", "2031")] == 0.985
    found = adopt(csv(tmp_path, text.format(head="Proporsi sanitasi layak")))
    assert shares(found)[("Kota Blitar", "2031")] == 98.5 and "adopt_fraction" in rules(found)
    rows = [["Wilayah", "Tahun", "Sanitasi layak"], ["Kota Blitar", 2031, 0.985], ["Kab. Kediri", 2031, 0.9125]]
    path = workbook(tmp_path, rows, formats={"C2": "0.0%", "C3": "0.0%"})
    assert shares(adopt(path, columns={"Sanitasi layak": "pct:layak persen"}))[("Kota Blitar", "2031")] == 98.5


def test_a_table_without_a_unit_or_a_year_takes_it_from_sources(house):
    path = csv(house / "data/raw/2031", "Wilayah,Sanitasi layak\nKota Blitar,98.5\nKab. Kediri,91.25\n")
    found = adopt(path, root=house)
    assert not len(found.figures) and {"adopt_year_unsaid", "adopt_unit_unsaid"} <= rules(found)
    adopt(path, root=house, yes=True)
    told = intake.check(path, root=house).problems
    assert {"year_not_in_sources", "unit_not_said"} <= set(told["rule"])
    csv(path.parent, "file,source,year,unit\ntabel_dinas.csv,Dinas PUPR,2031,persen\n", "SOURCES.csv")
    read = official.read(path, house)
    assert {(row["region"], row["period"]): row["value_pct"] for row in read.rows if row["indicator"] == "layak"} == {
        ("Kota Blitar", "2031"): 98.5,
        ("Kab. Kediri", "2031"): 91.25,
    }


@pytest.mark.parametrize(
    "header, why",
    [
        ("Persentase rumah tangga tanpa akses sanitasi layak", "opposite"),
        ("Sanitasi layak di sekolah (%)", "part"),
        ("Rumah layak huni (%)", "something else"),
        ("Air minum layak (%)", "something else"),
        ("Layak (%)", "not certain"),
        ("Penanganan stunting (%)", "not certain"),
        ("Target sanitasi layak (%)", "target"),
        ("Jumlah rumah tangga sanitasi layak (ribu)", "thousands"),
        ("Jumlah KK akses sanitasi layak", "base"),
    ],
)
def test_what_is_not_certainly_an_achievement_is_left_out_and_said(tmp_path, header, why):
    path = csv(tmp_path, f"Wilayah,Tahun,{header},BABS (%)\nKota Blitar,2031,98.5,1.5\nKab. Kediri,2031,91.25,2.5\n")
    found = adopt(path)
    assert set(found.figures["indicator"]) == {"babs"} and why in left_out(found)[header]


def test_waste_a_day_becomes_waste_a_year_and_a_base_of_persons_is_refused(tmp_path):
    text = "Kab/Kota,Tahun,Timbulan sampah (ton/hari),Sampah tertangani (ton/hari)\nKota Blitar,2031,80,60\n"
    row = adopt(csv(tmp_path, text)).figures.iloc[0]
    assert (row["value_pct"], row["amount"], row["base"], row["base_unit"]) == (75, 21900, 29200, "ton")
    text = "Kab/Kota,Tahun,Jumlah Penduduk,Jumlah KK akses sanitasi layak\nKota Blitar,2031,150000,53766\n"
    with pytest.raises(InputError, match="adopt"):
        adopt(csv(tmp_path, text))


def test_two_columns_that_could_be_one_figure_are_both_left_out(tmp_path):
    text = "Wilayah,Tahun,Sanitasi layak Susenas (%),Sanitasi layak Dinkes (%),BABS (%)\nKota Blitar,2031,98.5,97,1.5\n"
    found = adopt(csv(tmp_path, text))
    assert set(found.figures["indicator"]) == {"babs"} and len(left_out(found)) == 2
    found = adopt(csv(tmp_path, text), columns={"Sanitasi layak Dinkes (%)": "pct:layak"})
    assert shares(found) == {("Kota Blitar", "2031"): 97}


def test_a_table_that_says_nothing_needs_an_answer_and_then_only_sources_names_it(house):
    path = csv(house / "data/raw/2031", "Wilayah,Tahun,Nilai\nKota Blitar,2031,98.5\nKab. Kediri,2031,91.25\n")
    with pytest.raises(InputError, match='--as "Nilai=pct:layak"'):
        adopt(path, root=house)
    found = adopt(path, columns={"Nilai": "pct:layak"}, root=house, yes=True)
    assert len(found.figures) and found.layout["title"] == "sources"
    assert len(official.read(path, house).rows) == 4
    other = csv(house / "data/raw/2031", path.read_text(encoding="utf-8"), "air_minum.csv")
    with pytest.raises(InputError, match="sanlib adopt"):
        official.read(other, house)


def test_cells_or_names_that_say_percent_and_an_export_put_aside_that_holds_more(tmp_path):
    rows = [["Rekap 2031"], ["Kab/Kota", "Sanitasi Layak", "Capaian BABS"], ["Kota Blitar", "98,5%", "0,5%"], ["Kab. Kediri", "91%", "2%"]]
    found = adopt(workbook(tmp_path, rows))
    assert shares(found, "babs") == {("Kota Blitar", "2031"): 0.5, ("Kab. Kediri", "2031"): 2} and not left_out(found)
    text = "Region,Year,Indicator,Value\nKota Blitar,2031,Improved sanitation (%),98.5\nKota Blitar,2031,Waste handled (%),80\n"
    found = adopt(csv(tmp_path, text))
    assert shares(found, "penanganan") == {("Kota Blitar", "2031"): 80} and found.layout["ladder"] == "air_limbah=2020|persampahan=timbulan"
    text = "kabupaten_kota,tahun,jumlah_kk,kk_sanitasi_layak\nKota Blitar,2031,54646,53766\n"
    assert round(shares(adopt(csv(tmp_path, text)))[("Kota Blitar", "2031")], 2) == 98.39
    text = "Kabupaten/Kota,Tahun,Timbulan Sampah Harian (ton),{}\nKota Blitar,2031,80,12\n"
    row = adopt(csv(tmp_path, text.format("Pengurangan Sampah Harian (ton)"))).figures.iloc[0]
    assert (row["indicator"], row["value_pct"], row["base"]) == ("pengurangan", 15, 29200)
    assert adopt(csv(tmp_path, text.format("Catatan"))).known_as.startswith("SIPSN timbulan")


def test_another_sheet_with_a_table_of_its_own_is_said(tmp_path):
    path = workbook(tmp_path, [["Wilayah", "Tahun", "Sanitasi layak (%)"], ["Kota Blitar", 2031, 98.5]])
    book = openpyxl.load_workbook(path)
    for row in (["Daerah", "Tahun", "Sampah tertangani (%)"], ["Kota Blitar", 2031, 70]):
        book.create_sheet("sampah") if "sampah" not in book.sheetnames else None
        book["sampah"].append(row)
    book.save(path)
    found = adopt(path)
    assert set(found.figures["indicator"]) == {"layak", "belum_layak"}
    assert [(one.sheet, one.cell) for one in found.doubts if one.rule == "adopt_other_sheet"] == [("sampah", "A1")]


def test_wrong_answers_and_tables_without_regions_are_refused(tmp_path):
    path = csv(tmp_path, "Wilayah,Tahun,Sanitasi layak (%)\nKota Blitar,2031,98.5\n")
    for answers, said in (({"Judul lain": "pct:layak"}, "Judul lain"), ({"Tahun": "pct:x"}, "pct:x"), ({"Tahun": "year kilo"}, "kilo")):
        with pytest.raises(InputError, match=said):
            adopt(path, columns=answers)
    with pytest.raises(InputError, match="kilo"):
        adopt(path, unit="kilo")
    with pytest.raises(InputError, match="kabupaten"):
        adopt(csv(tmp_path, "Nama,Jam,Ruang\nAni,10,A\n", "jadwal.csv"))


def test_doing_what_the_refusal_says_gives_the_right_figure(house, monkeypatch, capsys):
    """adopt, check, the period's gaps and explain, from the command the message prints."""
    path = csv(
        house / "data/raw/2031", "Wilayah;Tahun;Sanitasi layak (%);BABS (%)\nKota Blitar;2023;89,5;1,5\nKab. Kediri;2023;80,25;2,5\n"
    )
    path = path.rename(house / "data/raw/2031/tabel dinas.csv")
    monkeypatch.setenv("SANLIB_ROOT", str(house))
    monkeypatch.chdir(house)
    assert cli.main(["check", str(path), "--lang", "en"]) == 1
    command = capsys.readouterr().out.split("`sanlib ")[1].split("`")[0]
    assert command == 'adopt "data/raw/2031/tabel dinas.csv"'
    asked = ["adopt", "data/raw/2031/tabel dinas.csv", "--lang", "en"]
    before = (house / "data/raw/reference/headers.csv").read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert cli.main(asked) == 0 and (house / "data/raw/reference/headers.csv").read_bytes() == before
    assert cli.main([*asked, "--yes"]) == 0
    after = (house / "data/raw/reference/headers.csv").read_bytes()
    assert after.startswith(before) and cli.main([*asked, "--yes"]) == 0
    assert (house / "data/raw/reference/headers.csv").read_bytes() == after
    capsys.readouterr()
    assert cli.main(["check", str(path), "--lang", "en"]) == 0
    rows = official.read(path, house).rows
    assert {row["region"]: row["value_pct"] for row in rows if row["indicator"] == "layak"} == {"Kota Blitar": 89.5, "Kab. Kediri": 80.25}
    (house / "data/raw/2031").rename(house / "data/raw/2023")
    opened = san.open_period("2023", house, "en", say=lambda line: None)
    gaps = san.gaps(opened.achievements, san.targets())
    row = gaps.query("region == 'Kab. Kediri' and indicator == 'layak' and target_set == 'RPJMN 2020-2024'").iloc[0]
    assert (row["gap_pp"], row["verdict"]) == (9.75, "belum")
    trail = " ".join(map(str, san.cells(row)["stands"]))
    assert "80,25" in trail and "Kab. Kediri" in trail and "C3" in set(san.cells(row)["cell"])
    undone = house / "data/raw/reference"
    for name in ("layouts.csv", "headers.csv"):
        kept = [line for line in (undone / name).read_text(encoding="utf-8").splitlines(True) if not line.startswith("tabel_dinas")]
        (undone / name).write_text("".join(kept), encoding="utf-8")
    with pytest.raises(InputError):
        official.read(house / "data/raw/2023/tabel dinas.csv", house)


def test_rows_are_added_in_the_dialect_of_the_table():
    table = '\ufefffile;source;note\r\na.csv;X;"satu; dua"\r\nb.csv;;\r\n'.encode("utf-8")
    told = appended_rows.added(table, [{"file": "b.csv", "year": "2031", "source": "Y"}], key="file").decode("utf-8")
    assert told == '\ufefffile;source;note;year\r\na.csv;X;"satu; dua"\r\nb.csv;Y;;2031\r\n'
    told = appended_rows.added(table, [{"file": "c.csv", "note": "é"}]).decode("utf-8")
    assert told.endswith("b.csv;;\r\nc.csv;;é\r\n") and told.startswith("\ufefffile;source;note\r\n")
    assert appended_rows.added(b"file,year\na,2030", [{"file": "a", "year": "2031"}], key="file") == b"file,year\na,2030\n"


@pytest.mark.parametrize("heading", ["Kecamatan", "Desa/Kelurahan", "Puskesmas"])
def test_a_table_of_parts_is_not_adopted_though_one_is_called_like_a_kabupaten(house, heading):
    path = workbook(house / "data/raw/2031", [("No", heading, "% Akses Sanitasi Layak"), (1, "Ponorogo", 95), (2, "Babadan", 94)])
    with pytest.raises(InputError) as refused:
        adopt(path, year=2031, root=house)
    assert (refused.value.problem.rule, refused.value.problem.cell) == ("adopt_parts_of_regions", "B1")


def test_rows_of_parts_are_left_out_of_the_proposal_and_told(house):
    path = csv(house / "data/raw/2031", "kode_kab,nama_kab,klasifikasi,sanitasi_layak_persen,tahun\n3572,Kota Blitar,Perkotaan,95,2031\n")
    found = adopt(path, root=house)
    assert not len(found.figures) and "rows_of_parts" in {one.rule for one in found.problems}
