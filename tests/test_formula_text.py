"""No text an office typed becomes a formula in anything that leaves: one way out for every csv, text as text in every workbook."""

import csv
import io
import re
import shutil
import subprocess
import sys

import openpyxl
import pandas as pd
import pptx
import pytest
from pptx.enum.chart import XL_CHART_TYPE

import sanlib as san
from sanlib import intake
from sanlib.documents import chart_folder
from sanlib.documents.document import Bar
from sanlib.documents.writers import deck_chart
from sanlib.intake import check_printed, survey_forms
from sanlib.intake.new_period import new
from sanlib.periods import period
from sanlib.project import folders, formula_text, schema
from sanlib.reference import appended_rows, sources

PAYLOADS = ["=cmd|' /C calc'!A0", "+SUM(1,2)", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", " =1+1"]


def runs(cell: str) -> bool:
    """Whether a spreadsheet could take the text of a cell for a formula; a signed number is none."""
    return cell.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r\n＝＋－＠") and not re.fullmatch(r"[+-]\d+([.,]\d+)*(e[+-]?\d+)?", cell)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A period whose office typed formulas into every cell, name and table that is ever repeated."""
    place = tmp_path_factory.mktemp("proyek")
    shutil.copytree(folders.reference("regions.csv").parent, place / "data/raw/reference")
    folder = place / "data/raw/2023"
    folder.mkdir()
    source = folders.raw("2023") / "Dinkes_Jatim_Profil_Kesehatan_2023_sanitasi.xlsx"
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.title = "=1+1"
    for row, text in enumerate(PAYLOADS, start=sheet.max_row + 1):
        for column in range(1, 6):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = text.replace("\r", " "), "s"
    book.save(folder / "=2+3.xlsx")
    with (folder / "SOURCES.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["file", "source", "licence"], ["=2+3.xlsx", PAYLOADS[0], PAYLOADS[3]]])
    corrections = place / "data/raw/reference/corrections.csv"
    with corrections.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(["2023/=2+3.xlsx", "=1+1", "B6", "-", "1", "=1+1", "2026-03-02", "@x"])
    return place


@pytest.fixture(scope="module")
def written(project):
    """Every csv that comes of it, by name."""
    with folders.within(project):
        tables = period.write("2023", say=lambda line: None)
        checked = intake.check(project / "data/raw/2023")
        out = project / "keluaran"
        chart_folder.chart_pack("2023", "Kota Blitar", folder=out, say=lambda line: None)
        (out / "check.csv").write_text(check_printed.as_csv(checked.problems), encoding="utf-8")
        (out / "explain.csv").write_text(formula_text.csv_text(san.explain(region="Kota Blitar", indicator="layak", period="2023")))
        new("2031")
    return tables, {path.name: path for place in (tables, out, project / "data/raw/2031") for path in place.rglob("*.csv")}


def test_no_cell_of_any_csv_is_a_formula(written):
    _, found = written
    assert {"achievements.csv", "gaps.csv", "problems.csv", "flags.csv", "check.csv", "isi.csv", "SOURCES.csv"} <= set(found)
    for name, path in found.items():
        with path.open(encoding="utf-8", newline="") as stream:
            bad = [cell for row in csv.reader(stream) for cell in row if runs(cell)]
        assert not bad, (name, bad[:3])
    said = found["problems.csv"].read_text(encoding="utf-8")
    assert "'=cmd|" in said or "'=1+1" in said


def test_what_left_as_text_is_read_back_as_it_was(written, project):
    tables, _ = written
    back = schema.read_table(tables / "achievements.csv", schema.ACHIEVEMENTS)
    assert set(back["sheet"]) == {"=1+1"} and set(back["source"]) == {PAYLOADS[0]}
    gaps = schema.read_table(tables / "gaps.csv", schema.GAPS)
    with folders.within(project):
        assert "=1+1" in san.explain(gaps.iloc[0]).to_csv()


@pytest.mark.parametrize("value", [-1.5, 3, "+8", "-10,07", "-0.5", "Kota Blitar", "", None])
def test_numbers_and_ordinary_text_stay(value):
    table = pd.DataFrame({"x": [value], "y": "-1"})
    text = formula_text.csv_text(table)
    assert formula_text.safe_text(value) is value and "'" not in text


@pytest.mark.parametrize("value", PAYLOADS)
def test_a_formula_leaves_as_text_and_comes_back(value):
    out = formula_text.safe_text(value)
    assert not runs(out) and formula_text.plain_text(out) == value
    (_, (cell, _)) = list(csv.reader(io.StringIO(formula_text.csv_text(pd.DataFrame({value: [value], "y": 1})), newline="")))
    assert not runs(cell)


def test_every_csv_of_the_library_takes_that_way():
    """`to_csv` and csv.writer stand in formula_text alone, and where rows are added to a table an analyst edits, in its own dialect."""
    writes = re.compile(r"\.to_csv\(|csv\.(writer|DictWriter)\(|\.to_excel\(")
    found = [path for path in (folders.root() / "sanlib").rglob("*.py") if writes.search(path.read_text(encoding="utf-8"))]
    assert {path.name for path in found} == {"formula_text.py", "appended_rows.py"}


def test_a_blank_form_holds_no_formula_an_analyst_typed_into_a_table(project, tmp_path):
    shutil.copytree(project / "data/raw/reference", tmp_path / "data/raw/reference")
    codebook = tmp_path / "data/raw/reference/survey/codebook.csv"
    options = pd.read_csv(codebook, dtype=str, keep_default_na=False)
    options.loc[options["code"].eq("D.1"), "label"] = "=1+1"
    options.loc[options["code"].eq("D.1"), "question"] = "=2+2"
    options.to_csv(codebook, index=False)
    folder = new("2032", tmp_path)
    for path in [*folder.glob("*.xlsx"), *(folder / survey_forms.FOLDER).glob("*.xlsx")]:
        formulas = [
            cell.value
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" and str(cell.value) in ("=1+1", "=2+2")
        ]
        assert not formulas, path.name


def test_the_csv_of_the_command_line_is_the_same(project):
    call = [sys.executable, "-m", "sanlib", "check", str(project / "data/raw/2023"), "--format", "csv"]
    said = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", cwd=project, timeout=120, check=False).stdout
    assert not [cell for row in csv.reader(io.StringIO(said, newline="")) for cell in row if runs(cell)]


def test_a_formula_an_office_typed_is_added_to_an_analysts_table_as_text_and_read_back_as_it_was(tmp_path):
    """What `sanlib adopt` writes into layouts.csv, headers.csv and SOURCES.csv, which an analyst opens in a spreadsheet."""
    rows = [{"file": f"{number}.xlsx", "source": text} for number, text in enumerate(PAYLOADS)]
    data = appended_rows.added(b"file,source\n'=2+3.xlsx,\n", [{"file": "=2+3.xlsx", "source": "=1+1"}], key="file")
    assert data == b"file,source\n'=2+3.xlsx,'=1+1\n"
    (tmp_path / "SOURCES.csv").write_bytes(appended_rows.added(data, rows))
    with (tmp_path / "SOURCES.csv").open(encoding="utf-8", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if runs(cell)]
    read = sources.sources(tmp_path)["source"]
    assert read["=2+3.xlsx"] == "=1+1" and read.tolist()[1:] == [text.strip() for text in PAYLOADS]


def test_a_chart_of_the_deck_carries_no_formula_in_its_workbook():
    data = deck_chart._data((Bar("=1+1", 50.0, 80.0, "", "", "", False), Bar("Kota Blitar", 60.0, 80.0, "", "", "", False)))
    deck = pptx.Presentation()
    frame = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, 9, 9, data)
    book = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "'=1+1" in [cell.value for cell in cells] and not [cell.value for cell in cells if cell.data_type == "f"]
