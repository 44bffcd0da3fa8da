"""Many survey files are read by several processes, a bad one costs only itself, and a stopped run goes on with what is missing."""

import importlib
import shutil
import textwrap

import pandas as pd
import psutil
import pytest
from invented_form import written
from test_survey_files_of_a_region import DESA, household

import sanlib as san
from sanlib.households import read_ahead, read_households
from sanlib.project import cache, folders
from sanlib.project.problems import InputError
from sanlib.reading import reader_process
from sanlib.reference import sources

CITIES = range(71, 78)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Seven cities of East Java with a survey each, and one list of desa for all."""
    monkeypatch.setattr(read_ahead, "SMALL", 1_500)  # files of a test are small
    monkeypatch.setattr(read_ahead, "PATIENCE", 0)
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "data/raw/reference")
    folder = tmp_path / "data/raw/2024"
    folder.mkdir()
    lines = [f"35.{city}.01.{desa},{int(desa > 1002)},{size}" for city in CITIES for desa, size in DESA.items()]
    (folder / "desa.csv").write_text("\n".join(["kode_desa,strata,rumah_tangga", *lines]), encoding="utf-8")
    for city in CITIES:
        rows = [household(desa, number, city=city) for desa in DESA for number in range(1, 11)]
        written(folder / f"ehra_{city}.xlsx", rows[: 40 - (city - 71)])
    return tmp_path


def kept(place, period="2024"):
    """Which survey files the cache holds, as the period will ask for them."""
    with folders.within(place):
        lists, *surveys = sources.received(sorted((place / "data/raw" / period).glob("[de]*")))
        beside = read_households.read_kept_lists([lists])
        return [source.name for source in surveys if read_households.is_kept(source, period, beside)]


def shares(period):
    rows = period.achievements.query("indicator == 'layak' and ladder == '2020'")
    return rows[["region", "value_pct", "low_pct", "high_pct", "n"]].astype(str).values.tolist()


def test_what_several_processes_read_is_what_one_reads(place):
    said = []
    with folders.within(place):
        read_ahead.read_ahead(sorted((place / "data/raw/2024").glob("*")), "2024", said.append, processes=2)
    assert len(kept(place)) == 7 and len(said) == 7 and said[-1].endswith("7 dari 7 terbaca, sisa sekitar 0 detik.")
    ahead = read_households.read_period("2024", root=place)
    cache.clear(root=place)
    pd.testing.assert_frame_equal(read_households.read_period("2024", root=place).households, ahead.households)
    assert ahead.households.groupby("region_code").size().tolist() == [40, 39, 38, 37, 36, 35, 34]


def test_one_bad_workbook_costs_only_itself_and_is_told(place):
    (place / "data/raw/2024/ehra_73.xlsx").write_bytes(b"PK" + bytes(5_000))
    period = san.open_period("2024", root=place, say=lambda line: None, strict=False)
    assert len(shares(period)) == 6 and len(kept(place)) == 6
    errors = period.problems.query("severity == 'error'")["file"].unique().tolist()
    assert errors == ["data/raw/2024/ehra_73.xlsx"]
    with pytest.raises(InputError, match=r"ehra_73\.xlsx"):
        san.open_period("2024", root=place, say=lambda line: None)


def test_a_survey_refused_when_it_is_read_costs_only_itself_where_a_period_is_checked(place, monkeypatch):
    for city in (71, 72, 75, 76, 77):
        (place / f"data/raw/2024/ehra_{city}.xlsx").unlink()
    written(place / "data/raw/2024/ehra_74.xlsx", [household(1001, number, city=74) | {"D.3": None} for number in range(1, 4)])
    read = read_households.read_households

    def refusing(source, *rest):
        if source.name == "ehra_74.xlsx":
            raise InputError("file_missing", source.name)
        return read(source, *rest)

    monkeypatch.setattr(read_households, "read_households", refusing)
    period = san.open_period("2024", root=place, say=lambda line: None, strict=False)
    assert [region for region, *_ in shares(period)] == ["Kota Malang"]
    assert "data/raw/2024/ehra_74.xlsx" in set(period.problems.query("severity == 'error'")["file"])


def test_a_stopped_reading_goes_on_with_what_is_missing(place):
    """As a killed run leaves it: three of seven files are kept; the rest is read, and no file twice."""
    paths = sorted((place / "data/raw/2024").glob("*"))
    with folders.within(place):
        lists = read_households.read_kept_lists(sources.received([paths[0]]))
        for path in paths[1:4]:
            read_households.read_kept(sources.received([path])[0], "2024", lists)
        before = {entry.name for entry in (cache.place() / "made").glob("households-*")}
        read_ahead.FEWEST, fewest = 4, read_ahead.FEWEST
        try:
            said = []
            read_ahead.read_ahead(paths, "2024", said.append, processes=2)
        finally:
            read_ahead.FEWEST = fewest
        after = {entry.name for entry in (cache.place() / "made").glob("households-*")}
    assert len(before) == 3 and before < after and len(after) == 7 and len(said) == 4


def test_other_workbooks_are_looked_at_once(place, monkeypatch):
    """A period of many official workbooks starts no process again when it is opened again."""
    folder = place / "data/raw/2024"
    for path in folder.glob("ehra_*.xlsx"):
        path.unlink()
    for number in range(7):
        written(folder / f"lain_{number}.xlsx", [{f"Kolom {name}": number * name for name in range(1, 40)}])
    paths = sorted(folder.glob("*"))
    assert sum(path.stat().st_size > read_ahead.SMALL for path in paths) >= read_ahead.FEWEST
    with folders.within(place):
        read_ahead.read_ahead(paths, "2024", processes=2)
        monkeypatch.setattr(reader_process, "each", None)
        read_ahead.read_ahead(paths, "2024", processes=2)


def test_few_files_are_left_to_the_reading_of_the_period(place, monkeypatch):
    monkeypatch.setattr(read_ahead, "FEWEST", 8)
    monkeypatch.setattr(reader_process, "each", None)
    with folders.within(place):
        read_ahead.read_ahead(sorted((place / "data/raw/2024").glob("*")), "2024")
    assert kept(place) == []


@pytest.fixture
def reading_slowly(tmp_path, monkeypatch):
    """What reads a file by marking it read, a twentieth of a second each; the fourth brings its process down."""
    text = """
        import os, time
        def read(path):
            time.sleep(0.05)
            if path.name == "3":
                os._exit(1)
            path.write_text("read")
        """
    (tmp_path / "reading_slowly.py").write_text(textwrap.dedent(text), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("reading_slowly").read


def test_a_file_that_brings_its_process_down_costs_only_itself(reading_slowly, tmp_path):
    paths, counted = [tmp_path / str(number) for number in range(8)], []
    reader_process.each(reading_slowly, paths, processes=2, done=counted.append)
    assert counted == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [path.name for path in paths if not path.exists()] == ["3"]


def test_a_stopped_reading_leaves_no_process(reading_slowly, tmp_path):
    before, paths = psutil.Process().children(), [tmp_path / str(number) for number in range(40)]

    def stop(number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reader_process.each(reading_slowly, paths, processes=2, done=stop)
    assert psutil.Process().children() == before
    assert sum(path.exists() for path in paths) < 10
