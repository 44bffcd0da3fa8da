"""What BPS, SIPSN and portals really publish is recognised; what is not says so, stops nothing, and says what to do."""

import shutil

import openpyxl
import pandas as pd
import pytest

import sanlib as san
from sanlib import official
from sanlib.intake.adopt import adopt
from sanlib.project import folders, schema
from sanlib.project.problems import InputError
from sanlib.reference import regions

REFERENCE = folders.root() / "data" / "raw" / "reference"


@pytest.fixture
def house(tmp_path):
    """A project with the shipped reference tables and SIPSN 2023 alone."""
    shutil.copytree(REFERENCE, tmp_path / "data/raw/reference")
    folder = tmp_path / "data/raw/2023"
    folder.mkdir()
    shutil.copy(folders.root() / "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx", folder)
    return tmp_path


def csv(tmp_path, text, name="berkas.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(tmp_path, rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(tmp_path / "unduhan.xlsx")
    return tmp_path / "unduhan.xlsx"


def told(read, *names):
    return [(one.rule, one.cell) for one in read.problems if one.rule in names]


def shares(read, indicator="layak"):
    return {(row["region"], row["period"]): row["value_pct"] for row in read.rows if row["indicator"] == indicator}


@pytest.mark.parametrize(
    "area, count, names",
    [
        ("Provinsi", 38, {"ACEH": "Aceh", "KEP. RIAU": "Kepulauan Riau", "PAPUA SELATAN": "Papua Selatan"}),
        ("Kabupaten/Kota", 38, {"Kota Blitar": "Kota Blitar", "Blitar": "Kab. Blitar"}),
    ],
)
@pytest.mark.parametrize("unit", [" (Persen)", ""])
def test_bps_own_tables_are_recognised_and_the_country_is_a_total(tmp_path, area, count, names, unit):
    title = f"Persentase Rumah Tangga menurut {area} dan Memiliki Akses terhadap Sanitasi Layak{unit}"
    rows = [
        [f"{count} {area}", None],
        [None, title],
        [None, 2031],
        *([name, 60.5 + i] for i, name in enumerate(names)),
        ["INDONESIA", 83.5],
    ]
    read = official.read(workbook(tmp_path, rows, ["A1:A3"]))
    assert shares(read) == {(name, "2031"): 60.5 + i for i, name in enumerate(names.values())}
    assert told(read, "read_total_row", "region_unknown") == [("read_total_row", f"A{4 + len(names)}")]
    assert read.counts["totals"] == 1


def test_every_province_is_read_however_bps_writes_it_and_twice_is_told(tmp_path):
    names = [
        "Aceh",
        "Kep. Bangka Belitung",
        "Kepulauan Bangka Belitung",
        "DI Yogyakarta",
        "D.I. Yogyakarta",
        "Papua Barat Daya",
        "Papua Tengah",
        "Papua Pegunungan",
        "INDONESIA",
    ]
    rows = [
        ["Provinsi", "Persentase Rumah Tangga yang Memiliki Akses terhadap Sanitasi Layak (Persen)"],
        [None, "2031"],
        *([name, 80.5] for name in names),
    ]
    rows[6][1] = 70.5
    read = official.read(workbook(tmp_path, rows, ["A1:A2"]))
    assert {name for name, _ in shares(read)} == {
        "Aceh",
        "Kepulauan Bangka Belitung",
        "Papua Barat Daya",
        "Papua Tengah",
        "Papua Pegunungan",
    }
    assert told(read, "read_duplicate", "read_duplicate_differs") == [("read_duplicate", "A5"), ("read_duplicate_differs", "A7")]


PORTAL = "id,kode_provinsi,nama_provinsi,kode_kabupaten_kota,nama_kabupaten_kota,persentase_sanitasi_layak,satuan,tahun\n"


def test_a_portals_code_decides_and_its_name_confirms(tmp_path):
    read = official.read(
        csv(
            tmp_path,
            PORTAL
            + "\n".join(
                [
                    "1,32,JAWA BARAT,3201,KABUPATEN BOGOR,70,PERSEN,2029",
                    "2,32,JAWA BARAT,32.77,KOTA CIMAHI,74.5,PERSEN,2030",
                    "3,32,JAWA BARAT,3204,KOTA BANDUNG,80,PERSEN,2030",
                    "4,73,SULAWESI SELATAN,7309,MAROS,61,PERSEN,2030",
                    "5,73,SULAWESI SELATAN,7309,PANGKAJENE KEPULAUAN,62,PERSEN,2030",
                    "6,32,JAWA BARAT,9999,KABUPATEN GARUT,63,PERSEN,2030",
                    "7,32,JAWA BARAT,3206,,64,PERSEN,2030",
                    "8,73,SULAWESI SELATAN,7309,,65,PERSEN,2030",
                    "9,32,JAWA BARAT,3207,KABUPATEN CIAMIS,66,RUMAH TANGGA,2030",
                ]
            ),
        )
    )
    assert shares(read) == {
        ("Kab. Bogor", "2029"): 70,
        ("Kota Cimahi", "2030"): 74.5,
        ("Kab. Maros", "2030"): 61,
        ("Kab. Pangkajene dan Kepulauan", "2030"): 62,
        ("Kab. Garut", "2030"): 63,
        ("Kab. Tasikmalaya", "2030"): 64,
    }
    assert told(read, "region_code_differs", "unit_not_percent") == [
        ("region_code_differs", "D4"),
        ("region_code_differs", "D9"),
        ("unit_not_percent", "G10"),
    ]
    assert {row["instrument"] for row in read.rows} == {"Portal data terbuka"} and {row["ladder"] for row in read.rows} == {"2020"}


def test_a_portals_table_of_provinces_and_one_without_a_share(tmp_path):
    head = "kode_provinsi,nama_provinsi,persentase_sanitasi_layak,satuan,tahun\n"
    read = official.read(
        csv(tmp_path, head + "32,JAWA BARAT,70,PERSEN,2023\n92,PAPUA BARAT,60,PERSEN,2023\n95,PAPUA SELATAN,50,PERSEN,2023\n")
    )
    assert shares(read) == {("Jawa Barat", "2023"): 70, ("Papua Selatan", "2023"): 50}
    assert told(read, "region_code_differs") == [("region_code_differs", "A3")]
    with pytest.raises(InputError, match="persentase_sanitasi_layak"):
        official.read(
            csv(
                tmp_path,
                PORTAL.replace("persentase_sanitasi_layak", "jumlah_produksi_sampah") + "1,32,JAWA BARAT,3201,KAB. BOGOR,9,TON,2023\n",
            )
        )


def test_a_portals_tonnes_a_day_are_tonnes_a_year_and_a_unit_without_a_time_is_asked(tmp_path):
    head = "kode_kabupaten_kota,nama_kabupaten_kota,jumlah_timbulan_sampah,jumlah_sampah_tertangani,persentase_pengurangan_sampah,satuan,tahun\n"
    rows = [
        "3572,KOTA BLITAR,80,60,12.5,TON PER HARI,2023",
        "3573,KOTA MALANG,29200,14600,5,TON PER TAHUN,2023",
        "3571,KOTA KEDIRI,100,60,4,TON,2023",
        "3506,KABUPATEN KEDIRI,861919.33,600000,4,TON PER HARI,2023",
        "3502,KABUPATEN PONOROGO,80000,60000,,KG/HARI,2023",
    ]
    path = csv(tmp_path, head + "\n".join(rows))
    read = official.read(path)
    waste = {(row["region"], row["indicator"]): row for row in read.rows}
    own = {key: (row["value_pct"], row["amount"], row["base"]) for key, row in waste.items() if key[1] == "penanganan"}
    assert own == {
        ("Kota Blitar", "penanganan"): (75, 60 * 365, 80 * 365),
        ("Kota Malang", "penanganan"): (50, 14600, 29200),
        ("Kab. Ponorogo", "penanganan"): (75, pytest.approx(60 * 365), pytest.approx(80 * 365)),
    }
    assert waste["Kota Kediri", "pengurangan"]["value_pct"] == 4 and pd.isna(waste["Kota Kediri", "pengurangan"]["base"])
    assert waste["Kota Blitar", "penanganan"]["published_as"] == "jumlah_sampah_tertangani (ton/hari × 365)"
    assert waste["Kota Blitar", "penanganan"]["base_unit"] == "ton"
    assert told(read, "unit_without_time", "base_outside_bounds") == [
        ("unit_without_time", "F4"),
        ("unit_without_time", "F4"),
        ("base_outside_bounds", "C5"),
    ]
    csv(tmp_path, "file,source,unit\nberkas.csv,Portal,ton/hari\n", "SOURCES.csv")
    again = {(row["region"], row["indicator"]): row for row in official.read(path).rows}
    assert again["Kota Kediri", "penanganan"]["base"] == 36500 and again["Kota Malang", "penanganan"]["base"] == 29200


def test_a_portal_that_does_not_say_how_it_measured_is_not_judged_to_the_decimal(tmp_path):
    rows = official.read(
        csv(tmp_path, PORTAL + "1,32,JAWA BARAT,3201,KABUPATEN BOGOR,89.77,PERSEN,2023\n2,32,JAWA BARAT,3277,KOTA CIMAHI,80,PERSEN,2023\n")
    ).rows
    gaps = san.gaps(schema.table(rows, schema.ACHIEVEMENTS), san.targets()).query(
        "indicator == 'layak' and target_set == 'RPJMN 2020-2024'"
    )
    assert gaps.set_index("region")["verdict"].to_dict() == {"Kab. Bogor": schema.BELUM_PASTI, "Kota Cimahi": schema.BELUM}


def test_a_long_portal_table_is_read_and_what_is_no_sanitation_is_said_once(tmp_path):
    rows = [
        f"{code},{name},{indicator},{value},PERSEN,2031"
        for code, name in ((3201, "KABUPATEN BOGOR"), (3277, "KOTA CIMAHI"))
        for indicator, value in (
            ("Akses sanitasi layak", 78.25),
            ("Akses sanitasi aman", 9.5),
            ("BABS di tempat terbuka", 1.2),
            ("Penanganan sampah", 50.5),
            ("Akses air minum layak", 95.1),
        )
    ]
    read = official.read(csv(tmp_path, "kode_kabupaten_kota,nama_kabupaten_kota,indikator,nilai,satuan,tahun\n" + "\n".join(rows)))
    assert shares(read) == {("Kab. Bogor", "2031"): 78.25, ("Kota Cimahi", "2031"): 78.25} and len(read.rows) == 8
    assert {row["indicator"]: row["ladder"] for row in read.rows} == {
        "layak": "2020",
        "aman": "2020",
        "babs": "2020",
        "penanganan": "timbulan",
    }
    assert told(read, "indicator_left_out", "indicator_unknown") == [("indicator_left_out", "C6")]


SIBLINGS = {
    "timbulan": "Tahun,Provinsi,Kabupaten/Kota,Timbulan Sampah Harian(ton),Timbulan Sampah Tahunan(ton)\n2023,Jawa Timur,Kota Blitar,76.7,27988\n",
    "komposisi": "Tahun,Provinsi,Kabupaten/Kota,Sisa Makanan(%),Kayu-Ranting(%),Plastik(%)\n2023,Jawa Timur,Kota Blitar,50,20,30\n",
    "sumber": "Tahun,Provinsi,Kabupaten/Kota,Rumah Tangga(%),Perkantoran(%),Pasar(%)\n2023,Jawa Timur,Kota Blitar,50,20,30\n",
    "fasilitas": "Tahun,Provinsi,Kabupaten/Kota,Nama Fasilitas,Jenis\n2023,Jawa Timur,Kota Blitar,TPA Ngegong,TPA\n",
}


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_sibling_export_without_achievements_is_said_to_be_that_and_stops_nothing(house, name):
    alone = san.open_period("2023", house, say=lambda line: None).achievements
    csv(house / "data/raw/2023", SIBLINGS[name], f"{name}.csv")
    opened = san.open_period("2023", house, "en", say=lambda line: None)
    pd.testing.assert_frame_equal(opened.achievements, alone)
    said = opened.problems[opened.problems["rule"].eq("layout_without_achievement")]
    assert said["severity"].tolist() == ["notice"] and "no achievement" in said["problem"].iloc[0]


def test_an_unknown_file_is_named_as_not_used_and_stops_nothing(house):
    alone = san.open_period("2023", house, say=lambda line: None).achievements
    csv(house / "data/raw/2023", "Nama,Jam,Ruang\nAni,10,A\n", "jadwal.csv")
    opened = san.open_period("2023", house, "en", say=lambda line: None)
    pd.testing.assert_frame_equal(opened.achievements, alone)
    row = opened.problems[opened.problems["rule"].eq("layout_none_near")].iloc[0]
    assert row["file"] == "data/raw/2023/jadwal.csv" and "not used" in row["problem"] and "Nearest" not in row["problem"]
    assert '"Ruang"' in row["problem"] and "Ani" not in row["problem"]


def test_a_file_of_another_year_only_is_named_and_moving_it_as_told_gives_its_figure(house):
    text = "Tahun,Provinsi,Kabupaten/Kota,Timbulan Sampah Tahunan (ton/tahun)(A),Pengurangan Sampah Tahunan (ton/tahun)(B)\n"
    path = csv(house / "data/raw/2023", text + "2032,Jawa Timur,Kota Kediri,1000,100\n", "unduhan.csv")
    opened = san.open_period("2023", house, "en", say=lambda line: None)
    row = opened.problems[opened.problems["rule"].eq("file_of_other_years")].iloc[0]
    assert (
        row["file"] == "data/raw/2023/unduhan.csv" and "no figure of 2023, only of 2032" in row["problem"] and "data/raw/2032" in row["fix"]
    )
    (house / "data/raw/2032").mkdir()
    path.rename(house / "data/raw/2032/unduhan.csv")
    moved = san.open_period("2032", house, say=lambda line: None)
    assert moved.achievements["value_pct"].tolist() == [10.0]
    assert "file_of_other_years" not in set(moved.problems["rule"])


def test_a_period_of_unknown_files_only_is_refused(house):
    (house / "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx").unlink()
    csv(house / "data/raw/2023", "Nama,Jam,Ruang\nAni,10,A\n", "jadwal.csv")
    with pytest.raises(InputError, match=r"jadwal\.csv.*tidak dipakai"):
        san.open_period("2023", house, say=lambda line: None)


def test_doing_what_the_refusal_says_makes_the_file_read(house):
    text = "Tahun,Provinsi,Kabupaten/Kota,Berat Sampah Setahun,Pengurangan Sampah Tahunan (ton/tahun)(B)\n2023,Jawa Timur,Kota Kediri,1000,100\n"
    path = csv(house / "data/raw/2023", text)
    with pytest.raises(InputError) as refused:
        official.read(path, house)
    assert refused.value.problem.rule == "layout_unknown" and "timbulan sampah tahunan" in str(refused.value)
    headers = house / "data/raw/reference/headers.csv"
    headers.write_text(
        headers.read_text(encoding="utf-8").replace("sipsn,base,yes,", "sipsn,base,yes,berat sampah setahun|"), encoding="utf-8"
    )
    assert shares(official.read(path, house), "pengurangan") == {("Kota Kediri", "2023"): 10.0}


def _writings(row):
    """How offices write a region's name: BPS, SIPSN, Kemendagri, portals."""
    kind, bare = row.kind, row.region.removeprefix("Kota " if row.kind == "kota" else "Kab. ")
    short = bare.replace("Kepulauan", "Kep.")
    before = {
        "kabupaten": ("Kab.", "Kabupaten", "KAB", "Kab. Adm.", "Kabupaten Administrasi", "Pemkab"),
        "kota": ("Kota", "KOTA", "Kota Adm.", "Kota Administrasi", "Kotamadya"),
        "provinsi": ("Provinsi", "Prov.", ""),
    }[kind]
    return [
        f"{word} {name}".strip()
        for word in before
        for name in (bare, short, bare.replace(" dan ", " "), bare.replace(" ", ""), bare.upper())
    ]


def test_every_official_writing_of_every_region_is_that_region():
    assert regions.table()["kind"].value_counts().to_dict() == {"kabupaten": 416, "kota": 98, "provinsi": 38}
    for row in regions.table().itertuples():
        kinds = ("provinsi",) if row.kind == "provinsi" else regions.LEVEL_2
        for name in _writings(row):
            assert regions.candidates(name, kinds) == [row.region_code], name


@pytest.mark.parametrize(
    "name, code",
    [
        ("Kab. Adm. Kep. Seribu", "3101"),
        ("Kab. Pangkajene Kepulauan", "7309"),
        ("Pangkep", "7309"),
        ("Kab. Kep. Siau Tagulandang Biaro", "7108"),
        ("Kab. Bolmut", "7107"),
        ("Kep. Riau", "21"),
        ("Riau", "14"),
        ("KOTA BARU", "6302"),
        ("Kab. Kotabaru", "6302"),
        ("Blitar (Kota)", "3572"),
        ("Blitar, Kab.", "3505"),
        ("Lima Puluh Kota", "1308"),
        ("Sumatra Utara", "12"),
        ("Papua", "94"),
        ("Papua Barat", "91"),
        ("Papua Barat Daya", "92"),
        ("Daerah Khusus Ibukota Jakarta", "31"),
        ("Kota Tidore", "8272"),
        ("Banggai Kepulauan", "7201"),
        ("Kab. Banggai", "7202"),
        ("Jatim", "35"),
    ],
)
def test_names_as_they_are_met(name, code):
    assert regions.candidates(name, (*regions.LEVEL_2, "provinsi")) == [code]


@pytest.mark.parametrize("name", ["Kota Kab. Blitar", "Kep.", "Kab.", "Kota", "Pulau", "Kab. Batam", "dan", "Indonesia"])
def test_a_name_of_no_region_stays_unknown(name):
    assert regions.candidates(name) == []


RECAP = [
    "Tahun",
    "Kabupaten/Kota",
    "Sektor",
    "Indikator",
    "Capaian (%)",
    "Target",
    "Tahun target",
    "Target (%)",
    "Gap terbit (poin)",
    "Instrumen",
    "Tangga",
    "Sumber",
]


def recap(path, *heads):
    """A workbook with a recap of one figure on each sheet, under these headers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, head in enumerate(heads):
        sheet = book.create_sheet(f"Tabel {number}")
        sheet.append(head)
        sheet.append([2018, "Kota Blitar", "Air limbah", "Akses layak", 92, "Kota Blitar", 2019, 100, 8, "Pokja", "2015", "Pokja"])
    book.save(path)
    return official.read(path)


def test_a_sheet_whose_headers_are_damaged_is_told_and_the_others_are_read(tmp_path):
    damaged = ["<script>x" if head == "Capaian (%)" else "1e5" if head == "Gap terbit (poin)" else head for head in RECAP]
    found = recap(tmp_path / "rusak.xlsx", RECAP, damaged)
    told = [problem for problem in found.problems if problem.rule == "layout_sheet_unread"]
    assert len(found.rows) == 1 and [(one.sheet, one.cell) for one in told] == [("Tabel 1", "A1")]
    assert "capaian (%)" in told[0].details["missing"]


def test_a_sheet_of_notes_is_not_called_damaged(tmp_path):
    found = recap(tmp_path / "catatan.xlsx", RECAP, ["Catatan", "Tahun", "Isi"])
    assert len(found.rows) == 1 and not [problem for problem in found.problems if problem.rule == "layout_sheet_unread"]


@pytest.mark.parametrize(
    "line", ["¹ Angka revisi", "*) Angka sementara", "1) Termasuk kota baru", "Angka sangat sementara", "² Lihat catatan"]
)
def test_the_explanation_of_a_mark_right_below_a_table_is_no_region(tmp_path, line):
    rows = [
        ["Kabupaten/Kota", "Persentase Rumah Tangga menurut Kabupaten/Kota dan Memiliki Akses terhadap Sanitasi Layak", None],
        [None, "2030", "2031¹"],
        ["Kota Blitar", 95.5, 96.5],
        ["Kediri", 70.5, 71.5],
        [line],
    ]
    read = official.read(workbook(tmp_path, rows, ["A1:A2", "B1:C1"]))
    assert shares(read) == {
        ("Kota Blitar", "2030"): 95.5,
        ("Kota Blitar", "2031"): 96.5,
        ("Kab. Kediri", "2030"): 70.5,
        ("Kab. Kediri", "2031"): 71.5,
    }
    assert not told(read, "region_unknown")


def test_a_portals_count_of_households_stands_in_its_own_unit(tmp_path):
    """`satuan` KK beside a number of KK and their base: 746 of 50,000 is 1.492 %; JIWA is another thing and refused."""
    text = "kode_kabupaten_kota,nama_kabupaten_kota,jumlah_kk_babs,jumlah_kk,satuan,tahun\n3572,KOTA BLITAR,746,50000,{},2031\n"
    for unit, found in (("KK", {("Kota Blitar", "2031"): 1.492}), ("JIWA", {})):
        proposal = adopt(csv(tmp_path, text.format(unit)))
        rows = proposal.figures[proposal.figures["indicator"].eq("babs")]
        assert {(row.region, row.period): row.value_pct for row in rows.itertuples()} == found
