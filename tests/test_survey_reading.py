"""Survey files become households: every spelling is a row, every wrong answer a problem, nobody's name gets in."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from pyxform.xls2xform import convert

from sanlib import intake, reading
from sanlib.households import exports, personal_data, spellings, weights
from sanlib.households.read_households import read_households, read_period
from sanlib.intake import xlsform
from sanlib.project import folders, problems
from sanlib.project.problems import InputError
from sanlib.reference import codebook, conditions
from tools.sample_survey import draw, write

BOOK = codebook.load()
TABLES = folders.reference("survey/codebook.csv").parent
SOUND = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001, "ID.5": 0, "ID.6": 2, "D.1": 1, "D.3": 3}


@pytest.fixture
def workbook(tmp_path):
    """Writes rows of answers, by header, as a workbook."""

    def written(rows, name="survei.xlsx"):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet = book.add_worksheet("data")
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, list(row.values()))
        return tmp_path / name

    return written


def read(path):
    return read_households(path, "2024")


def rules(found):
    return [(problem.rule, problem.cell) for problem in found.problems]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("D1", "D.1"),
        ("D.1", "D.1"),
        ("d_1", "D.1"),
        ("D-1", "D.1"),
        ("C4A", "C.4.A"),
        ("C.4.A", "C.4.A"),
        ("E1_1_DAPUR", "E.1.DAPUR"),
        ("e_1_dapur", "E.1.DAPUR"),
        ("grp_d/d1", "D.1"),
        ("a/b/grp_c/c4/A", "C.4.A"),
        ("grp_c/c_4", "C.4"),
        ("E31", "E.3.1"),
        ("F.1.11", "F.1.11"),
        ("F111", "F.1.11"),
        ("f_1_1_minum", "F.1.1.MINUM"),
        ("Di mana anggota keluarga BAB", "D.1"),
        ("D.1. Di mana anggota keluarga BAB", "D.1"),
        ("Bagaimana sampah RT dikelola/dibakar", "C.4.E"),
        ("username", "@pribadi:username"),
        ("kolom baru", None),
    ],
)
def test_a_header_means_the_item_its_spelling_says(header, field):
    assert spellings.resolve(header, spellings.headers(BOOK)) == field


def test_a_new_form_is_new_rows(tmp_path):
    folder = shutil.copytree(TABLES, tmp_path / "survey")
    for name in ("forms.csv", "codebook.csv", "items.csv", "spellings.csv", "answers.csv"):
        rows = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        added = rows[rows["form"].eq("2025")].assign(form="2030")
        pd.concat([rows, added]).to_csv(folder / name, index=False)
    with (folder / "codebook.csv").open("a") as stream:
        stream.write("2030,D.1,T,single,Di mana anggota keluarga BAB,5,di kantor,\n")
    assert codebook.load("2030", folder).fields["D.1"].options == ("1", "2", "3", "4", "5")
    assert codebook.load("2025", folder).fields["D.1"].options == ("1", "2", "3", "4")


def test_two_items_may_not_share_a_spelling(tmp_path):
    folder = shutil.copytree(TABLES, tmp_path / "survey")
    with (folder / "spellings.csv").open("a") as stream:
        stream.write("2025,D.3,D1\n")
    with pytest.raises(InputError) as refusal:
        spellings.headers(codebook.load(folder=folder))
    assert refusal.value.problem.details == {"first": "D.1", "second": "D.3"}


@pytest.mark.parametrize("name", ["items.csv", "checks.csv", "ladder_rules.csv", "indicators.csv", "irs.csv"])
def test_every_condition_in_the_tables_asks_about_fields_there_are(name):
    fields = {name for book in codebook.every() for name in book.fields}
    known = fields | {f"rung_{ladder.replace(' ', '_')}" for ladder in codebook.table("ladder_classes.csv")["ladder"]}
    table = codebook.table(name)
    written = [text for column in ("asked_if", "condition", "yes", "base", "at_risk") if column in table for text in table[column]]
    assert written
    assert not set().union(*map(conditions.fields, written)) - known


def test_a_condition_on_a_blank_answer_is_unknown_unless_the_rest_decides():
    frame = pd.DataFrame({"D.1": ["1", "2", None], "D.3": ["3", None, "3"]}).astype(object)
    found = conditions.evaluate("D.1 = 1 & D.3 in 2,3", frame)
    assert found[0] and not found[1] and found[2] is pd.NA


def test_codes_labels_and_numbers_stored_as_text_read_alike(workbook):
    rows = [
        SOUND,
        SOUND | {"D.1": "jamban pribadi", "D.3": "3"},
        SOUND | {"D.1": "1. jamban pribadi"},
        SOUND | {"D.1": " 1 ", "ID.3": "01"},
    ]
    found = read(workbook([row | {"ID.8": number} for number, row in enumerate(rows, 1)]))
    assert rules(found) == []
    assert set(found.households["D.1"]) == {"1"} and set(found.households["D.3"]) == {"3"}
    assert set(found.households["desa"]) == {"35.72.01.1001"} and set(found.households["region_code"]) == {"3572"}


def test_an_answer_outside_the_list_is_a_problem_and_a_blank(workbook):
    found = read(workbook([SOUND, SOUND | {"D.1": 9, "D.3": "tidak tahu"}]))
    assert ("survey_answer_unlisted", "G3") in rules(found)
    assert found.households["D.1"].isna().tolist() == [False, True]
    assert found.households["D.3"].isna().tolist() == [False, True]
    assert [p.cell for p in found.problems if p.rule == "survey_answer_unlisted"] == ["G3"]


def test_blank_in_a_block_of_letters_is_not_no(workbook):
    block = {f"C.4.{letter}": 0 for letter in "ABCDEFGHIJ"}
    found = read(workbook([SOUND | block, SOUND | block | {"C.4.D": None, "C.4.E": 1}, SOUND | dict.fromkeys(block)]))
    assert rules(found) == [("survey_block_half_blank", "L3")]
    assert found.households["C.4.D"].tolist() == [False, pd.NA, pd.NA]


def test_one_column_of_letters_is_the_same_as_its_columns(workbook):
    found = read(workbook([SOUND | {"C.4": "A D"}, SOUND | {"C.4": None}, SOUND | {"C.4": "A Z"}]))
    assert found.households["C.4.D"].astype(object).where(lambda v: v.notna(), None).tolist() == [True, None, None]
    assert found.households["C.4.A"].astype(object).where(lambda v: v.notna(), None).tolist() == [True, None, True]
    assert rules(found) == [("survey_answer_unlisted", "I4")]


def test_a_missing_header_is_refused_by_name(workbook):
    rows = [{key: value for key, value in SOUND.items() if key != "D.3"}]
    with pytest.raises(InputError) as refusal:
        read(workbook(rows))
    assert "D.3" in str(refusal.value) and "spellings.csv" in str(refusal.value) and "survei.xlsx" in str(refusal.value)


def test_an_unknown_header_is_refused_with_its_cell(workbook):
    with pytest.raises(InputError) as refusal:
        read(workbook([SOUND | {"X.99": 1}, SOUND | {"X.99": 2}]))
    assert refusal.value.problem.cell == "I1" and refusal.value.problem.column == "X.99"


@pytest.mark.parametrize(
    ("looks", "values"),
    [
        ("nama", ["Mawar Contoh", "Melati Contoh", "Dahlia Contoh"]),
        ("telepon", ["0812-0000-0001", "6281200000002", "081200000003"]),
        ("telepon", [81200000001.0, 81200000002.0]),
        ("NIK", ["3572010101010001", "3572010101010002"]),
        ("koordinat", [-8.09512, -8.09723, -8.10011]),
        ("koordinat", ["-8.0951, 112.1602", "-8.0972, 112.1611"]),
        ("alamat", ["Jl. Mawar 1", "Jalan Melati 2"]),
        ("surel", ["a@contoh.id", "b@contoh.id"]),
        ("", ["jamban pribadi", "MCK/WC umum", "jamban pribadi"]),
        ("", [1.0, 2.0, 3.0]),
        ("", [None, ""]),
        ("", [2.5, 3.25, 1.0]),
    ],
)
def test_personal_data_are_known_by_their_content(looks, values):
    assert personal_data.kind(values) == looks


def test_personal_data_never_leave_the_reader(workbook):
    names = ["Mawar Contoh", "Melati Contoh", "Dahlia Contoh"]
    rows = [SOUND | {"ID.8": number, "Ket": name, "A.6": name, "D.4": name} for number, name in enumerate(names, 1)]
    found = read(workbook(rows))
    told = problems.table(found.problems).to_csv() + problems.table(found.problems, "en").to_csv()
    assert not any(word in found.households.to_csv() + told for word in ("Mawar", "Melati", "Dahlia"))
    assert [rule for rule, _ in rules(found)].count("survey_answer_unlisted") == 3
    assert ("survey_personal_dropped", "J1") in rules(found) and ("survey_personal_items", "K1") in rules(found)


def test_weights_give_back_the_frame():
    found = read_period("contoh-2023")
    blitar = found.households.query("region_code == '3572'")
    assert blitar["weight"].sum() == pytest.approx(54646)  # KK of Dinkes 2023; every kelurahan is sampled
    sizes = found.frame.set_index("desa")["households"]
    pd.testing.assert_series_equal(blitar.groupby("desa")["weight"].sum(), sizes[blitar["desa"].unique()].sort_index(), check_names=False)
    maros = found.frame[found.frame["desa"].str.startswith("73.09")]
    per_stratum = found.households.query("region_code == '7308'").groupby("stratum")["weight"].sum()
    sampled = maros[maros["desa"].isin(found.households["desa"])]
    expected = maros.groupby("stratum").size() / sampled.groupby("stratum").size() * sampled.groupby("stratum")["households"].sum()
    pd.testing.assert_series_equal(per_stratum, expected, check_names=False)


def plain(column):
    return [None if pd.isna(value) else value for value in column.tolist()]


@pytest.mark.parametrize("layout", ["coded", "labelled", "kobo", "sav"])
def test_each_format_gives_the_answers_that_were_written(layout, tmp_path):
    scenario = draw.scenarios().query("format == @layout").iloc[0]
    _, drawn = draw.load(scenario, BOOK)
    path = tmp_path / f"SINTETIS.{'sav' if layout == 'sav' else 'xlsx'}"
    write.FORMATS[layout](path, drawn, BOOK)
    found = read(path).households
    for field in BOOK.columns():
        if field.kept == "no":
            assert field.name not in found
        elif not field.kept:
            assert plain(found[field.name]) == plain(drawn[field.name]), field.name
    assert plain(found["A.1"]) == [text[:7] for text in plain(drawn["A.1"])]
    bands = dict(zip(plain(drawn["B.1"]), plain(found["B.1"]), strict=True))
    assert all(band == ("70+" if age >= 70 else f"{int(age) // 10}0-{int(age) // 10}9") for age, band in bands.items() if age)
    assert [len(set(plain(one))) for _, one in found.groupby("desa")["rt"]] == [
        len(set(plain(one))) for _, one in drawn.groupby(["ID.3", "ID.4"])["ID.7"]
    ]


def test_the_xlsform_is_valid_and_sanlib_reads_its_names(tmp_path):
    path = xlsform.xlsform(tmp_path / "ehra.xlsx")
    form = convert(str(path), validate=False)
    assert form.warnings == []
    known = spellings.headers(BOOK)
    asked = [field.name for field in BOOK.fields.values() if field.kind != "tick"]
    assert [spellings.resolve(f"grp_x/{xlsform.name(name)}", known) for name in asked] == asked
    assert "/data/grp_a/a_6" not in form.xform
    assert "data pribadi" in convert(str(xlsform.xlsform(tmp_path / "p.xlsx", personal=True)), validate=False).xform


def test_skips_become_relevants():
    assert xlsform.relevant("C.4 any A,B & C.6 = 1", BOOK) == "(selected(${c_4}, 'A') or selected(${c_4}, 'B')) and ${c_6} = '1'"
    assert xlsform.relevant("D.3 != 7", BOOK) == "${d_3} != '7'"
    assert xlsform.relevant("", BOOK) == ""


def test_a_file_that_is_no_survey_is_not_recognised(tmp_path, workbook):
    other = reading.open_book(workbook([{"Tahun": 2023, "Kabupaten/Kota": "Kota Blitar", "A": 1.0}], "lain.xlsx"))
    assert not exports.is_survey(other, BOOK)
    assert exports.is_survey(reading.open_book(workbook([SOUND])), BOOK)


def test_a_broken_spss_file_is_refused(tmp_path):
    (tmp_path / "x.sav").write_bytes(b"not spss")
    with pytest.raises(InputError, match="SPSS"):
        read(tmp_path / "x.sav")


NAMES = [f"{first} Contoh {last}" for first in ("Mawar", "Melati", "Dahlia") for last in ("Seruni", "Teratai", "Anggrek", "Cempaka")]


@pytest.mark.parametrize(
    ("looks", "values"),
    [
        ("telepon", ["'0812 3456 0001", "'0857-1234-0002"]),
        ("telepon", ["(0342) 800001", "(0342) 800002"]),
        ("NIK", ["'3572010101010001"] * 2),
        ("koordinat", ["-8.095123", "-8.097231"]),
        ("koordinat", ["-8,095123", "-8,097231"]),
        ("koordinat", ["8°05'42\"S", "8°05'40\"S"]),
        ("nama", ["1. Mawar", "2. Melati", "3. Dahlia"]),
        ("nama", ["Mawar (istri)", "Melati (KRT)", "Dahlia (istri)"]),
        ("nama", ["Mawar/Melati", "Dahlia/Seruni", "Teratai/Anggrek"]),
        ("alamat", ["RT 02 RW 03 Contoh", "RT 01 RW 03 Contoh"]),
    ],
)
def test_personal_data_are_known_however_they_are_written(looks, values):
    assert personal_data.kind(values) == looks


def test_of_a_date_its_month_is_kept_and_of_any_other_free_text_nothing(workbook):
    dates = ["2024-03-05", "5 Maret 2024", "05/03/2024", "Bu Mawar, jam 9", "0812 0000 0001", "1" * 60]
    found = read(workbook([SOUND | {"ID.8": n, "A.1": text, "A.2": text} for n, text in enumerate(dates, 1)]))
    assert plain(found.households["A.1"]) == ["2024-03", "2024-03", "2024-03", None, None, None]
    assert "A.2" not in found.households


def test_a_name_merged_over_rows_is_told_without_the_name(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, [*SOUND, "A.6"])
        for row in range(1, 5):
            sheet.write_row(row, 0, list(SOUND.values()))
        sheet.merge_range(1, 8, 2, 8, "Mawar Contoh")
    told = problems.table(read(tmp_path / "x.xlsx").problems)
    assert "read_merged_text" in set(told["rule"]) and "Mawar" not in told.to_csv()


@pytest.mark.parametrize(
    ("file", "sheet"), [("EHRA 081234560001.xlsx", "data"), ("EHRA 3572010101010001.xlsx", "data"), ("a.xlsx", "0812-3456-0001")]
)
def test_a_file_or_sheet_named_after_a_number_is_refused_without_the_number(tmp_path, file, sheet):
    with xlsxwriter.Workbook(tmp_path / file) as book:
        book.add_worksheet(sheet).write_row(0, 0, list(SOUND))
    with pytest.raises(InputError, match="NIK") as refusal:
        read(tmp_path / file)
    assert "3456" not in str(refusal.value) and "3572" not in str(refusal.value)


@pytest.mark.parametrize("layout", ["xlsx", "sav"])
def test_an_annotated_copy_leaves_personal_data_behind(tmp_path, layout):
    rows = [SOUND | {"ID.8": n, "D.1": 9 if n == 1 else 1, "Ket 2": name, "A.6": name} for n, name in enumerate(NAMES, 1)]
    path = tmp_path / f"survei.{layout}"
    frame = pd.DataFrame(rows)
    if layout == "sav":
        pyreadstat.write_sav(frame.rename(columns=lambda name: name.replace(".", "_").replace(" ", "_").lower()), path)
    else:
        frame.to_excel(path, index=False, sheet_name="data")
    checked = intake.check(path).files[0]
    out, notices = intake.annotate(checked, tmp_path / "keluar.xlsx")
    assert "annotate_personal_hidden" in {one.rule for one in notices}
    book = openpyxl.load_workbook(out)
    cells = [str(cell.value) + (cell.comment.text if cell.comment else "") for page in book for row in page.iter_rows() for cell in row]
    assert not [text for text in cells if "Contoh" in text] and any("survei" in text or "D.1" in text for text in cells)


def test_the_xlsform_can_ask_of_each_child_and_sanlib_counts_the_repeat(tmp_path):
    form = convert(str(xlsform.xlsform(tmp_path / "ehra.xlsx", children=True)), validate=False)
    assert form.warnings == [] and '<repeat nodeset="/ehra_2025/grp_b/anak">' in form.xform.replace("/data/", "/ehra_2025/")
    assert "b_13_u0_1" not in form.xform
    known = spellings.headers(BOOK)
    assert [spellings.resolve(f"grp_b/anak/{name}", known) for name in ("anak_jk", "anak_umur")] == ["@anak_jk", "@anak_umur"]


def test_an_export_of_the_xlsform_with_labels_as_headers_is_read(tmp_path, workbook):
    """What KoboToolbox writes for "Labels": the label of each question and of each answer."""
    sheet = openpyxl.load_workbook(xlsform.xlsform(tmp_path / "ehra.xlsx"))["survey"]
    label = {row[1]: row[2] for row in sheet.iter_rows(values_only=True)}
    asked = {"id_1": 35, "id_2": 72, "id_3": "01", "id_4": "1001", "id_5": "0", "id_6": "Perkotaan", "d_1": "jamban pribadi", "d_3": "3"}
    found = read(workbook([{label[name]: value for name, value in asked.items()} | {label["id_8"]: n} for n in (1, 2, 3)]))
    assert rules(found) == [] and set(found.households["D.1"]) == {"1"} and set(found.households["ID.6"]) == {"2"}


def test_user_missing_values_of_spss_are_blank_and_its_codes_are_checked(tmp_path):
    frame = pd.DataFrame([{key.replace(".", "_").lower(): float(value) for key, value in SOUND.items()}] * 12)
    frame["d_1"] = [1.0, 99.0, 9.0] + [1.0] * 9
    pyreadstat.write_sav(
        frame, tmp_path / "x.sav", missing_ranges={"d_1": [99]}, variable_value_labels={"d_1": {1.0: "jamban pribadi", 99.0: "tidak tahu"}}
    )
    found = read(tmp_path / "x.sav")
    assert found.households["D.1"].isna().tolist() == [False, True, True] + [False] * 9
    assert [(rule, cell) for rule, cell in rules(found) if rule == "survey_answer_unlisted"] == [("survey_answer_unlisted", "3:d_1")]


@pytest.mark.parametrize("count", ["0", "-3", "1e300", "3000001", "", "nan", "inf"])
def test_a_number_of_households_no_desa_can_have_is_refused_with_its_cell(tmp_path, count):
    path = tmp_path / "desa.csv"
    path.write_text(f"kode_desa,strata,rumah_tangga\n35.72.01.1001,0,400\n35.72.01.1002,0,{count}\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        weights.read_frame(path)
    assert refusal.value.problem.rule == "survey_frame_households" and refusal.value.problem.cell == "C3"


def test_a_survey_beside_a_list_of_desa_that_cannot_be_used_is_checked_and_the_list_is_told_once(tmp_path, workbook):
    folder = tmp_path / "data" / "raw" / "2024"
    folder.mkdir(parents=True)
    (folder / "desa.csv").write_text("kode_desa,strata,rumah_tangga\n35.72.01.1001,0,-5\n", encoding="utf-8")
    shutil.copy(workbook([SOUND]), folder / "survei.xlsx")
    for asked in (folder / "survei.xlsx", folder):
        checked = intake.check(asked)
        [told] = checked.problems.query("rule == 'survey_frame_households'").itertuples()
        assert told.file.endswith("desa.csv") and told.cell == "C2"
        assert {Path(one.file).name: one.figures for one in checked.files} == {"desa.csv": 0, "survei.xlsx": 1}


def _lists_of_desa(folder, *rows):
    """A list of desa for each row, and how they are read together."""
    for number, row in enumerate(rows):
        (folder / f"desa_{number}.csv").write_text(f"kode_desa,strata,rumah_tangga\n{row}\n", encoding="utf-8")
    return weights.as_one([weights.read_frame(path) for path in sorted(folder.glob("desa_*.csv"))])


@pytest.mark.parametrize("other", ["35.72.01.1001,0,500", "35.72.01.1001,1,400"])
def test_a_desa_that_two_lists_give_otherwise_is_refused_with_both_cells(tmp_path, other):
    with pytest.raises(InputError) as refusal:
        _lists_of_desa(tmp_path, "35.72.01.1001,0,400", other)
    told = refusal.value.problem
    assert (told.rule, told.file, told.cell, told.value) == ("survey_frame_desa_differs", "desa_1.csv", "C2", "35.72.01.1001")
    assert "desa_0.csv" in told.details["other"] and "C2" in told.details["other"]


def test_a_desa_that_two_lists_give_alike_counts_once_and_is_told(tmp_path):
    frame, told = _lists_of_desa(tmp_path, "35.72.01.1001,0,400", "35.72.01.1001,0,400\n35.72.01.1002,0,300")
    assert frame["households"].tolist() == [400, 300]
    assert [(problem.rule, problem.file, problem.value) for problem in told] == [("survey_frame_desa_again", "desa_1.csv", "1")]
