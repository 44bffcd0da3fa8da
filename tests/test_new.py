"""A new period laid out: every blank is recognised, blank is a notice, nothing that stands there is touched."""

import shutil

import openpyxl
import pandas as pd
import pytest

import sanlib as san
from sanlib import intake, reading, words
from sanlib.households import answers, exports
from sanlib.intake import survey_forms
from sanlib.intake.new_period import new
from sanlib.project import folders
from sanlib.reference import codebook
from sanlib.reference.layouts import FIELDS, layouts


@pytest.fixture
def empty(tmp_path):
    shutil.copytree(folders.root() / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    return tmp_path


def test_each_blank_is_recognised_as_its_layout_and_gives_a_notice_and_no_error(empty):
    checked = intake.check(new("2025", empty), empty)
    names = {names["id"] for one in checked.files for _, names in one.layouts}
    assert names == {layout.names["id"] for layout in layouts(empty) if layout.blank}
    assert set(checked.problems["rule"]) == {"workbook_blank"} and not checked.has_errors


@pytest.mark.parametrize("field", [field for field in ("pct", "amount", *FIELDS) if field != "region_code"])
def test_whatever_a_blank_has_a_column_for_has_its_note(field):
    """A column of codes came into three layouts without one, and `sanlib new` ended in a traceback."""
    assert words.has_own_label(f"new.note.{field}")


def test_a_form_whose_fingerprint_nobody_recorded_is_not_called_unchanged(empty):
    folder = new("2025", empty)
    assert not [one for one in intake.check(folder, empty).files if ("recorded", None) in one.fine]
    assert ("recorded", None) in intake.check(folders.raw("2023") / "SIPSN_Data_Capaian_2023.xlsx").files[0].fine


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
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(san.InputError, match="2025"):
        new("2025", empty)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["../2025", "reference", "", "terbaru"])
def test_a_name_that_is_no_period_is_refused_and_leaves_nothing(empty, name):
    with pytest.raises(san.InputError):
        new(name, empty)
    assert [path.name for path in (empty / "data" / "raw").iterdir()] == ["reference"]


def test_the_survey_forms_stand_apart_and_disturb_nothing(empty):
    forms = new("2025", empty) / survey_forms.FOLDER
    assert sorted(path.name for path in forms.iterdir()) == ["daftar_desa_2025.xlsx", "ehra_2025.xlsx", "ehra_xlsform_2025.xlsx"]
    assert not intake.check(forms.parent, empty).has_errors


def test_no_survey_form_asks_for_personal_data(empty):
    sheet = openpyxl.load_workbook(new("2025", empty) / survey_forms.FOLDER / "ehra_2025.xlsx").worksheets[0]
    headers = {cell.value for cell in sheet[2]}
    assert {"D.1", "C.4.A"} <= headers and not headers & {"A.3", "A.4", "A.5", "A.6", "A.9", "A.11"}
    assert all(cell.comment for cell in sheet[2]) and sheet.data_validations.dataValidation


def answered(file):
    """The answers of a survey file as they were given, before anything of them is dropped."""
    source, book = reading.open_book(folders.root() / "data/raw" / file), codebook.load()
    given = answers.typed(exports.exports(source, book).main, book)[0]
    desa = given[["ID.1", "ID.2", "ID.3", "ID.4"]].astype(str).agg(".".join, axis=1)
    return given.assign(desa=desa, stratum=given["ID.5"].astype(object)).dropna(subset=["ID.4", "ID.5"])


def test_the_survey_forms_filled_in_are_read_and_weighted(empty):
    """Five households of two desa in each stratum, as somebody would enter them, and the list of desa."""
    folder = new("2025", empty)
    forms = folder / survey_forms.FOLDER
    entered = answered("contoh-2023/SINTETIS_EHRA_Kota_Blitar_2023.xlsx")
    drawn = entered.drop_duplicates("desa").groupby("stratum").head(2)["desa"]
    some = entered[entered["desa"].isin(drawn)].groupby("desa").head(5)
    book = openpyxl.load_workbook(forms / "ehra_2025.xlsx")
    sheet = book.worksheets[0]
    for row in some[[cell.value for cell in sheet[2]]].astype(object).itertuples(index=False):
        sheet.append([None if pd.isna(value) else int(value) if isinstance(value, bool) else value for value in row])
    book.save(folder / "isian.xlsx")
    book = openpyxl.load_workbook(forms / "daftar_desa_2025.xlsx")
    for place, (desa, stratum) in enumerate(some[["desa", "stratum"]].drop_duplicates("desa").itertuples(index=False)):
        book.worksheets[0].append([desa, f"Desa {place}", "Kepanjenkidul", int(stratum), 1000 + place, "Dukcapil"])
    book.save(folder / "desa.xlsx")
    opened = san.open_period("2025", empty, say=lambda line: None)
    assert len(opened.households) == len(some) and opened.households["weight"].notna().all()
    assert not opened.problems["rule"].isin(["survey_header_unknown", "survey_desa_not_in_frame"]).any()


@pytest.mark.parametrize("name", ["20255", "205", "1825", "contoh", "2025_baru", "../2025", "reference", ""])
def test_a_period_is_a_year_or_a_year_with_a_word(empty, name):
    with pytest.raises(san.InputError, match="2025.*contoh-2025"):
        new(name, empty)
    assert not [path for path in (empty / "data/raw").iterdir() if path.name != "reference"]


@pytest.mark.parametrize("name", ["2025", "contoh-2025", "2025-revisi"])
def test_a_year_with_a_word_is_laid_out(empty, name):
    assert new(name, empty).name == name and folders.periods(empty) == [name]
