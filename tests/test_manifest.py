"""The stable record of a run: the same inputs give the same bytes, and what it counts is what the tables hold."""

import json
import shutil

import openpyxl
import pytest

from sanlib import words
from sanlib.periods import manifest
from sanlib.periods import period as periods
from sanlib.project import folders, schema
from sanlib.reference import sources

SURVEYED = ["contoh-2023", "contoh-2024"]
SHIPPED = ["2018", "2019", "2020", "2021", "2022", "2023", "2024"]


@pytest.mark.parametrize("period", SHIPPED)
def test_the_committed_manifest_tells_of_the_committed_tables(period):
    folder = folders.root() / "data" / "processed" / period
    told = manifest.read(folder)
    achievements = schema.read_table(folder / "achievements.csv", schema.ACHIEVEMENTS)
    gaps = schema.read_table(folder / "gaps.csv", schema.GAPS)
    assert told["steps"]["figures"]["out"]["achievements"] == len(achievements)
    assert sum(told["steps"]["gaps"]["in"].values()) == len(gaps)
    assert {name: count for name, count in told["steps"]["gaps"]["out"].items() if count} == gaps["verdict"].value_counts().to_dict()
    assert all(one["sha256"] == sources.sha256(folders.root() / one["file"]) for one in told["inputs"])


def test_two_runs_give_the_same_bytes(tmp_path):
    one, two = (periods.write("2018", tmp_path / name, say=lambda line: None) / manifest.NAME for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_a_manifest_names_no_place_of_this_machine(tmp_path):
    text = (periods.write("2021", tmp_path / "a", say=lambda line: None) / manifest.NAME).read_text(encoding="utf-8")
    assert str(folders.root()) not in text and json.loads(text)["period"] == "2021"


def test_a_folder_without_manifest_tells_nothing(tmp_path):
    assert manifest.read(tmp_path) == {}


@pytest.mark.parametrize("period", SHIPPED + SURVEYED)
def test_what_comes_out_of_a_step_sums_to_what_went_in(period):
    told = manifest.read(folders.root() / "data" / "processed" / period)["steps"]
    assert [name for name, step in told.items() if sum(step["in"].values()) != sum(step["out"].values())] == []
    assert told["figures"]["out"]["achievements"] == sum(told["flags"]["out"].values()) == sum(told["compared"]["out"].values())


def rows_below(path, first):
    """Filled rows of a workbook's first sheet from a row on, counted by another reader."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    return sum(any(cell is not None for cell in row) for row in sheet.iter_rows(min_row=first, values_only=True))


def test_the_rows_of_a_workbook_are_counted_as_another_reader_counts_them():
    told = manifest.read(folders.processed("2019"))["steps"]["rows"]
    assert told == {"in": {"rows": 6}, "out": {"used": 6, "totals": 0}}
    assert rows_below(folders.raw("2019") / "SIPSN_Data_Capaian_2019.xlsx", 3) - told["in"]["rows"] <= 2  # notes below


def test_the_rows_of_a_survey_are_counted_as_another_reader_counts_them(tmp_path):
    """Kab. Maros alone: every row is a household or a duplicate, and every answer known or blank."""
    shutil.copytree(folders.root() / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    (tmp_path / "data" / "raw" / "2023").mkdir()
    for path in folders.raw("contoh-2023").glob("*Kab_Maros*"):
        shutil.copy(path, tmp_path / "data" / "raw" / "2023")
    found = periods.open_period("2023", tmp_path, say=lambda line: None)
    workbook = next((tmp_path / "data" / "raw" / "2023").glob("*.xlsx"))
    sheets = openpyxl.load_workbook(workbook, read_only=True)
    most = max(rows_in(sheet) for sheet in sheets.worksheets)
    read = found.steps["survey_rows"]
    assert 0 < most - read.went_in["survey_rows"] <= 3  # title and header rows
    assert found.steps["households"].went_in["households"] == len(found.households)


def rows_in(sheet):
    return sum(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True))


def test_rows_left_out_say_why_and_a_superseded_figure_is_counted(tmp_path):
    shutil.copytree(folders.root() / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    shutil.copytree(folders.raw("2021"), tmp_path / "data" / "raw" / "2021")
    path = tmp_path / "data" / "raw" / "2021" / "SIPSN_Data_Capaian_2021.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C3"] = "Kab. Atlantis"
    book.save(path)
    found = periods.open_period("2021", tmp_path, say=lambda line: None)
    assert found.steps["rows"].came_out["region_unknown"] == 1
    assert found.steps["figures"].came_out["superseded"] == 1
    assert sum(found.steps["rows"].went_in.values()) == sum(found.steps["rows"].came_out.values())
    assert sum(found.steps["figures"].went_in.values()) == sum(found.steps["figures"].came_out.values())


def test_every_step_and_count_has_its_words():
    told = [manifest.read(folders.root() / "data" / "processed" / period)["steps"] for period in SHIPPED + SURVEYED]
    counts = {name for steps_of in told for step in steps_of.values() for side in step.values() for name in side}
    assert not [name for name in counts if not words.has_label(f"count.{name}") and not words.has_label(f"verdict.{name}")]
    assert not [name for steps_of in told for name in steps_of if not words.has_label(f"step.{name}")]


def test_a_table_has_a_version_a_person_can_say():
    told = manifest.read(folders.processed("2023"))["reference"]["targets.csv"]
    assert manifest.version(told) == f"{told['sha256'][:8]} ({told['rows']})"
    assert manifest.version("0123456789") == "01234567" and manifest.fingerprint(None) == ""
