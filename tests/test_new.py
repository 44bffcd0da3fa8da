"""A new period laid out: every blank is recognised, blank is a notice, nothing that stands there is touched."""

import shutil

import openpyxl
import pytest

import sanlib as san
from sanlib import checking, project
from sanlib.layouts.spec import layouts
from sanlib.rerun.new import new


@pytest.fixture
def empty(tmp_path):
    shutil.copytree(project.root() / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    return tmp_path


def test_each_blank_is_recognised_as_its_layout_and_gives_a_notice_and_no_error(empty):
    checked = checking.check(new("2025", empty), empty)
    names = {names["id"] for one in checked.files for _, names in one.layouts}
    assert names == {layout.names["id"] for layout in layouts(empty)}
    assert set(checked.problems["rule"]) == {"workbook_blank"} and not checked.has_errors


def test_a_period_of_blanks_opens_empty(empty):
    new("2025", empty)
    assert san.open_period("2025", empty, say=lambda line: None).achievements.empty


def test_what_is_filled_in_is_read_with_its_cell(empty):
    path = new("2025", empty) / "sipsn_2025.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append([2025, "Jawa Timur", "Kota Blitar", 1000, 150, 15, 700, 70, 850, 85])
    book.save(path)
    rows = san.open_period("2025", empty, say=lambda line: None).achievements.set_index("indicator")
    assert rows.loc["pengurangan", "value_pct"] == 15 and rows.loc["pengurangan", "region"] == "Kota Blitar"
    assert rows.loc["pengurangan", "cell"] == "F3"


def test_the_region_column_has_a_drop_down_and_each_header_a_note(empty):
    sheet = openpyxl.load_workbook(new("2025", empty) / "dinkes_2025.xlsx").worksheets[0]
    assert any("Daftar" in rule.formula1 for rule in sheet.data_validations.dataValidation)
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) == 7


def test_a_folder_with_files_is_refused_and_untouched(empty):
    folder = new("2025", empty)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(san.InputError, match="2025"):
        new("2025", empty)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["../2025", "reference", "", "terbaru"])
def test_a_name_that_is_no_period_is_refused_and_leaves_nothing(empty, name):
    with pytest.raises(san.InputError):
        new(name, empty)
    assert [path.name for path in (empty / "data" / "raw").iterdir()] == ["reference"]
