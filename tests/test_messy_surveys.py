"""Survey files as programs and offices leave them: what they changed without changing an answer, and what they made uncertain."""

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from sanlib.households import weights
from sanlib.households.read_households import read_households
from sanlib.judging import flags
from sanlib.project.problems import InputError
from tests import build

SOUND = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001, "ID.5": 0, "ID.6": 2, "D.1": 1, "D.3": 3}
LETTERS = [f"C.4.{letter}" for letter in "ABCDEFGHIJ"]


def households(count=12, **changed):
    return [SOUND | {"ID.8": number} | changed for number in range(1, count + 1)]


@pytest.fixture
def read(tmp_path):
    """Reads sheets of households ({name: rows}, those named "lama" hidden) or the rows of one; `lines` are a .csv's."""

    def of(content, frame=None):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in content.items() if isinstance(content, dict) else [("data", content)]:
            sheet = book.create_sheet(name)
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append(list(row.values()))
            sheet.sheet_state = "hidden" if name == "lama" else "visible"
        book.save(tmp_path / "survei.xlsx")
        return read_households(tmp_path / "survei.xlsx", "2031", frame)

    return of


def told(found, rule):
    return [problem.cell for problem in found.problems if problem.rule == rule]


@pytest.mark.parametrize("typed", ["3.0", "03", "3,0", " 3.00 ", "3", 3.0])
def test_a_code_a_program_wrote_as_a_number_is_that_code(read, typed):
    found = read(households(**{"D.3": typed, "ID.1": "35.0", "ID.4": "1001.0"}))
    assert set(found.households["D.3"]) == {"3"} and set(found.households["desa"]) == {"35.72.01.1001"}
    assert not told(found, "survey_answer_unlisted")


@pytest.mark.parametrize("typed", ["3.5", "3.05", "30", "-3", "3-4"])
def test_another_number_is_no_code(read, typed):
    found = read([*households(), *households(1, **{"D.3": typed, "ID.8": 99})])
    assert found.households["D.3"].isna().sum() == 1 and len(told(found, "survey_answer_unlisted")) == 1


@pytest.mark.parametrize("code", ["3572011001", 3572011001, "35.72.01.1001", "3572011001.0", "35 72 01 1001"])
def test_a_list_of_desa_is_matched_however_its_codes_are_written(read, tmp_path, code):
    book = openpyxl.Workbook()
    for row in [("kode_desa", "strata", "rumah_tangga"), (code, "0.0", 1200), ("35.72.01.1002", 0, 800)]:
        book.active.append(row)
    book.save(tmp_path / "daftar.xlsx")
    found = read(households(), weights.read_frame(tmp_path / "daftar.xlsx"))
    assert found.households["weight"].tolist() == [1200 / 12 * 2] * 12
    assert not told(found, "survey_desa_not_in_frame") and not told(found, "survey_stratum_not_in_frame")


def test_a_code_of_bps_is_not_taken_for_one_of_kemendagri():
    assert weights.desa_code("3572010001") == "35.72.01.0001" and weights.desa_code("9999010001") == "9999010001"
    assert weights.desa_code("klaster 12") == "klaster 12"


def test_a_household_twice_without_a_questionnaire_number_counts_once(read):
    rows = households()
    found = read([*rows, rows[4], rows[5] | {"D.1": 2}])
    assert len(found.households) == 13
    assert told(found, "survey_household_twice") == ["I14"] and told(found, "survey_number_twice") == ["I15"]


def test_serial_numbers_that_begin_again_are_no_numbers_of_households(read):
    found = read([row | {"ID.8": 1} for row in households()])
    assert len(found.households) == 12 and not told(found, "survey_household_twice")


def test_a_hidden_sheet_of_households_is_left_out_and_told(read):
    found = read({"lama": households(5, **{"D.1": 4}), "data": households()})
    assert len(found.households) == 12 and set(found.households["D.1"]) == {"1"}
    assert [(p.sheet, p.value) for p in found.problems if p.rule == "survey_hidden_sheet"] == [("lama", "data")]


def test_a_block_that_holds_only_yes_says_nothing_of_no(read):
    rows = [row | dict.fromkeys(LETTERS) | {"C.4.D" if row["ID.8"] % 2 else "C.4.E": 1, "C.8": 1} for row in households(20)]
    found = read(rows)
    assert told(found, "survey_block_only_yes") and not told(found, "survey_block_half_blank")
    assert set(found.households["unread"]) == {"C.4"}


def test_a_block_of_yes_and_no_is_read_as_before(read):
    rows = [row | dict.fromkeys(LETTERS, 0) | {"C.4.D" if row["ID.8"] % 2 else "C.4.E": 1} for row in households(20)]
    found = read(rows)
    assert not told(found, "survey_block_only_yes") and "unread" not in found.households
    assert found.households["C.4.D"].sum() == 10


def test_a_row_a_comma_split_is_no_household(tmp_path):
    rows = [row | {"C.4": "D", "D.9": None} for row in households(10)]
    lines = [",".join(rows[0]), *(",".join("" if cell is None else str(cell) for cell in row.values()) for row in rows)]
    lines[3] = lines[3].replace(",D,", ",A,D,")
    (tmp_path / "survei.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read_households(tmp_path / "survei.csv", "2031")
    assert told(found, "read_csv_too_wide") == ["L4"] and len(found.households) == 9
    assert not told(found, "survey_answer_unlisted")


def test_equal_counts_of_a_survey_are_no_copied_column():
    rows = [build.achievement(indicator=name, value_pct=10.084, amount=605.04, base=6000, basis="survei") for name in ("babs", "dasar")]
    official = [row | {"basis": "administrasi"} for row in rows]
    assert "kolom_kembar" not in set(flags.find(build.achievements(*rows))["flag"])
    assert "kolom_kembar" in set(flags.find(build.achievements(*official))["flag"])


@pytest.mark.parametrize("count, refused", [(12, False), (1.25, True), (11, True)])
def test_a_desa_has_no_fewer_households_than_answered_in_it(read, tmp_path, count, refused):
    book = openpyxl.Workbook()
    for row in [("kode_desa", "strata", "rumah_tangga"), ("35.72.01.1001", 0, count)]:
        book.active.append(row)
    book.save(tmp_path / "daftar.xlsx")
    frame = weights.read_frame(tmp_path / "daftar.xlsx")
    if not refused:
        assert read(households(), frame).households["weight"].tolist() == [1] * 12
        return
    with pytest.raises(InputError) as told:
        read(households(), frame)
    assert (told.value.problem.rule, told.value.problem.file, told.value.problem.cell) == ("survey_frame_too_few", "daftar.xlsx", "C2")


def test_a_row_of_the_list_without_a_code_is_refused_by_its_cell(tmp_path):
    book = openpyxl.Workbook()
    for row in [("kode_desa", "nama_desa", "strata", "rumah_tangga"), ("35.72.01.1001", "A", 0, 900), (None, "Kec. B", None, 900)]:
        book.active.append(row)
    book.save(tmp_path / "daftar.xlsx")
    with pytest.raises(InputError) as told:
        weights.read_frame(tmp_path / "daftar.xlsx")
    assert (told.value.problem.rule, told.value.problem.cell) == ("survey_frame_desa_blank", "D3")


@pytest.mark.parametrize(
    "labels, read_as",
    [
        ({1: "Jamban pribadi", 98: "Tidak tahu"}, {"1"}),
        ({1: "WC sendiri", 2: "WC tetangga"}, {"1"}),
        ({1: "MCK/WC umum", 3: "Jamban pribadi"}, set()),
    ],
    ids=["the form's own", "of other words", "changed places"],
)
def test_labels_of_spss_that_contradict_the_form_are_not_read_as_the_form(tmp_path, labels, read_as):
    rows = [{name.replace(".", "_"): float(value) for name, value in row.items()} for row in households(12)]
    pyreadstat.write_sav(pd.DataFrame(rows), tmp_path / "survei.sav", variable_value_labels={"D_1": labels})
    found = read_households(tmp_path / "survei.sav", "2031")
    assert set(found.households["D.1"].dropna()) == read_as
    assert told(found, "survey_labels_differ") == ([] if read_as else ["0:D_1"])
    assert ("unread" in found.households) == (not read_as)
