"""Corrections: applied by meaning while the old value stands, listed, refused aloud; raw files never change."""

import csv
import shutil

import openpyxl
import pytest

import sanlib as san
from sanlib import official, reading
from sanlib.project import folders
from sanlib.reference import corrections

FILE = "2023/SIPSN_Data_Capaian_2023.xlsx"
GOOD = {
    "file": FILE,
    "sheet": "Data Capaian",
    "cell": "F7",
    "old": "15,69",
    "new": "15.70",
    "who": "Ani",
    "when": "2026-11-02",
    "why": "surat DLH",
}


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(folders.root() / "data", tmp_path / "data", ignore=shutil.ignore_patterns("processed", "contoh*"))
    return tmp_path


def write(root, *rows):
    with (root / "data/raw/reference/corrections.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, corrections.COLUMNS)
        table.writeheader()
        table.writerows(rows)


def quiet(root):
    return san.open_period("2023", root, say=lambda line: None)


def kota_blitar(opened, indicator):
    return opened.achievements.query("region == 'Kota Blitar' and indicator == @indicator and instrument == 'SIPSN'").iloc[0]


def test_the_shipped_table_has_its_header_and_no_rows():
    assert corrections.listed().empty and (folders.root() / "data/raw/reference/corrections.csv").is_file()


def test_a_correction_changes_the_figure_and_is_listed_while_the_raw_file_stays(copy):
    before = (copy / "data/raw" / FILE).read_bytes()
    write(copy, GOOD | {"cell": "D7", "old": "27.988,20", "new": "30000"})
    opened = quiet(copy)
    assert kota_blitar(opened, "pengurangan")["base"] == 30000
    assert opened.corrections[["cell", "applied"]].to_numpy().tolist() == [["D7", True]]
    assert "correction_applied" in set(opened.problems["rule"])
    assert (copy / "data/raw" / FILE).read_bytes() == before


def test_a_number_tells_the_correction_of_its_own_row(copy):
    write(copy, GOOD | {"cell": "D7", "old": "27988.20", "new": "30000"}, GOOD | {"cell": "D6", "old": "0", "new": "1"})
    opened = quiet(copy)
    trail = san.explain(kota_blitar(opened, "pengurangan"), root=copy).set_index("step")["what"]
    assert trail["Koreksi"] == "D7: 27988.20 → 30000 (Ani, 2026-11-02: surat DLH)"


@pytest.mark.parametrize(
    "change, rule",
    [
        ({"old": "15.68"}, "correction_old_differs"),
        ({"old": ""}, "correction_old_differs"),
        ({"sheet": "Lembar1"}, "correction_no_sheet"),
        ({"cell": "F9999"}, "correction_no_cell"),
        ({"cell": "tujuh"}, "correction_no_cell"),
        ({"who": ""}, "correction_unsigned"),
        ({"when": " "}, "correction_unsigned"),
        ({"why": ""}, "correction_unsigned"),
        ({"file": "2023/tidak-ada.xlsx"}, "correction_no_file"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_and_changes_nothing(copy, change, rule):
    write(copy, GOOD | change)
    opened = quiet(copy)
    told = opened.problems[opened.problems["rule"].eq(rule)]
    assert len(told) == 1 and told["severity"].iloc[0] == "error"
    assert opened.corrections[["applied", "rule"]].to_numpy().tolist() == [[False, rule]]
    assert kota_blitar(opened, "pengurangan")["value_pct"] == 15.69


def test_a_correction_listed_twice_is_applied_once_and_the_second_refused(copy):
    write(copy, GOOD, GOOD)
    assert quiet(copy).corrections["applied"].tolist() == [True, False]


def test_a_missing_file_of_another_period_is_that_periods_problem(copy):
    write(copy, GOOD | {"file": "2022/tidak-ada.xlsx"})
    assert quiet(copy).corrections.empty


@pytest.mark.parametrize(
    "value, written, same",
    [
        (12.5, "12,5", True),
        (12.5, "12.5", True),
        ("12,5", "12.5", True),
        (0.92, "92%", True),
        (1250.0, "1.250", True),
        ("Kota  Blitar", "kota blitar", True),
        (None, "", True),
        (None, "0", False),
        (0.0, "", False),
        (92.0, "0.92", False),
        ("Kota Blitar", "Kab. Blitar", False),
    ],
)
def test_old_values_match_by_meaning_and_blank_is_not_zero(value, written, same):
    assert corrections.same(value, written) is same


def test_an_error_cell_that_is_corrected_is_no_error_any_more(copy):
    path = copy / "data/raw" / FILE
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F7"] = "#REF!"
    book.worksheets[0]["F7"].data_type = "e"
    book.save(path)
    assert "read_error_cell" in {p.rule for p in official.read(path, copy).problems}
    write(copy, GOOD | {"old": "#REF!", "new": "15.69"})
    found = official.read(path, copy)
    assert "read_error_cell" not in {p.rule for p in found.problems} and found.corrections[0]["applied"]


def test_a_correction_that_could_mean_two_numbers_is_left_to_its_column(copy):
    write(copy, GOOD | {"new": "1.250"})
    book = corrections.apply(reading.open_book(copy / "data/raw" / FILE), f"data/raw/{FILE}", [GOOD | {"new": "1.250", "row": 2}]).book
    assert book.sheets[0].cells[6][5] == "1.250"


@pytest.mark.parametrize("content", [b"", b"file,sheet\n", b"\xff\xfe\x00", b'file,sheet,cell,old,new,who,when,why\n"a,b\n'])
def test_a_broken_table_of_corrections_is_refused_in_words(copy, content):
    (copy / "data/raw/reference/corrections.csv").write_bytes(content)
    with pytest.raises(san.InputError, match=r"corrections\.csv"):
        corrections.listed(copy)
