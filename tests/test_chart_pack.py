"""A region's charts by one call: whole or not at all, in every form, the missing named."""

import pandas as pd
import pytest
from build import achievement, achievements

import sanlib as san
from sanlib import charts
from sanlib.charts import chart_files
from sanlib.documents import chart_folder
from sanlib.project.problems import InputError
from sanlib.report import pages as report_pages
from sanlib.report.notebooks import Notebook


def quiet(_line):
    pass


def test_one_call_writes_every_chart_of_a_region_in_every_form(tmp_path):
    said = []
    made = san.documents.every_chart("2018", "Kota Blitar", folder=tmp_path / "blitar", say=said.append)
    drawn = made.loc[made["drawn"], "name"]
    assert {"gap-air-limbah-2018", "susunan-air-limbah-2018", "tren-layak", "tonggak"} <= set(drawn)
    names = {path.name for path in (tmp_path / "blitar").iterdir()}
    assert names == {f"{name}.{form}" for name in drawn for form in chart_files.FORMS} | {"isi.csv"}
    assert len(said) == len(made) + 1 and [path.name for path in tmp_path.iterdir()] == ["blitar"]
    assert made["alt"].str.len().gt(40).all()
    listed = pd.read_csv(tmp_path / "blitar" / "isi.csv", keep_default_na=False)
    assert listed["name"].tolist() == made["name"].tolist()


def test_a_chart_that_draws_nothing_leaves_one_line_and_no_picture(tmp_path, monkeypatch):
    """In a chart folder it is listed with why, where it was saved before its picture goes; who calls san.charts still gets a figure."""
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    full = charts.trend(achievements(achievement("3572", "2023", "penanganan", 50.0, source="uji")), "penanganan", "3572", "id")
    empty = charts.trend(achievements(), "penanganan", "3572", "id")
    san.save_chart(full, "2023", "tren")
    assert {path.suffix for path in (tmp_path / "charts").iterdir()} == {".png", ".svg", ".pdf", ".csv", ".txt"}
    assert san.save_chart(empty, "2023", "tren") is empty and empty.get_size_inches().all()
    [left] = (tmp_path / "charts").iterdir()
    assert left.name == "tren.txt" and "Tidak ada angka Penanganan sampah" in left.read_text(encoding="utf-8")
    told, said = report_pages.section(Notebook(tmp_path / "04.ipynb", "Tren", ""), tmp_path), []
    assert [(one.name, one.shows) for one in told.charts] == [("tren", False)] and report_pages._note(told)
    assert report_pages.other_files(tmp_path, [told]) == []
    monkeypatch.setattr(chart_folder, "_charts", lambda *_: iter([("kosong", empty)]))
    made = san.documents.every_chart("2023", "Kota Blitar", folder=tmp_path / "peta", say=said.append)
    assert [path.name for path in (tmp_path / "peta").iterdir()] == ["isi.csv"] and not made["drawn"].any()
    assert empty.absent in said[0] and empty.absent in made["alt"].iloc[0]


def test_a_survey_adds_its_ladders_and_parts_and_its_watermark(tmp_path, monkeypatch):
    monkeypatch.setattr(chart_folder, "region_charts", lambda *_: [])
    made = san.documents.every_chart("contoh-2023", "3572", folder=tmp_path / "x", say=quiet).set_index("name")
    assert made.loc[["survei-definisi", "survei-layak", "survei-aman"], "drawn"].all()
    title, _, shown = made.loc["survei-layak", "alt"].partition("DATA SINTETIS: bukan temuan. ")
    assert "SINTETIS" not in title and shown.count("[DATA SINTETIS: bukan temuan]") == 1, (
        "what is shown says it once, and its finding for itself"
    )


def test_a_region_without_figures_gets_what_there_is_and_no_empty_chart(tmp_path):
    made = san.documents.every_chart("2018", "Kab. Situbondo", folder=tmp_path / "x", say=quiet)
    assert made["name"].tolist() == ["tonggak"]


def test_an_unknown_region_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(InputError):
        san.documents.every_chart("2018", "Kota Antah", folder=tmp_path / "x", say=quiet)
    assert not list(tmp_path.iterdir())


def test_a_failing_chart_leaves_the_pack_that_was_there_whole(tmp_path, monkeypatch):
    one = chart_folder.region_charts
    monkeypatch.setattr(chart_folder, "region_charts", lambda *asked: [next(one(*asked))])
    place = tmp_path / "x"
    san.documents.every_chart("2018", "Kota Blitar", folder=place, say=quiet)
    before = {path.name: path.read_bytes() for path in place.iterdir()}

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(chart_folder.advocacy, "milestones", full)
    with pytest.raises(OSError, match="disk full"):
        san.documents.every_chart("2018", "Kota Blitar", folder=place, say=quiet)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
