"""Many survey files are read by several processes, a bad one costs only itself, and a stopped run goes on with what is missing."""

import importlib
import shutil
import subprocess
import sys
import textwrap
import time

import pandas as pd
import psutil
import pyarrow.parquet as pq
import pytest
from invented_form import add_form, written
from invented_form import households as of_the_invented_form
from test_survey_files_of_a_region import DESA, household

import sanlib as san
from sanlib.households import alike_households, files_of_a_region, read_ahead, read_households
from sanlib.periods import anonymity
from sanlib.project import cache, folders
from sanlib.project.problems import InputError
from sanlib.reading import reader_process
from sanlib.reference import sources
from sanlib.survey import survey_figures

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


def opened(place, say=lambda line: None):
    return san.open_period("2024", root=place, say=say, strict=False)


def joined_at_once(monkeypatch):
    """The regions of each table that is put together from files while a period is opened."""
    seen, real = [], files_of_a_region.joined
    monkeypatch.setattr(files_of_a_region, "joined", lambda rows: seen.append(sorted(rows["region_code"].unique())) or real(rows))
    return seen


def test_a_period_is_opened_a_region_at_a_time_and_gives_its_households_when_asked(place, monkeypatch):
    opened(place)
    cache.clear(root=place)
    with folders.within(place):
        read_ahead.read_ahead(sorted((place / "data/raw/2024").glob("*")), "2024", processes=2)
    seen = joined_at_once(monkeypatch)
    period = opened(place)
    assert seen == [[f"35{city}"] for city in CITIES]
    seen.clear()
    whole = read_households.placed(read_households.read_period("2024", root=place).households, "2024")
    pd.testing.assert_frame_equal(period.households, whole, check_exact=True)
    assert [len(one) for one in seen] == [7, 7] and period.households is period.households
    seen.clear()
    again = opened(place)
    assert seen == [] and again.achievements.equals(period.achievements)


def of_two_forms_and_two_files(place):
    """One city in two files that are not neighbours by name, one that shares a file with another, and one of another form."""
    folder = place / "data/raw/2024"
    both = [household(desa, number, city=city) for city in (72, 73) for desa in DESA for number in range(1, 11)]
    written(folder / "ehra_72.xlsx", both[:40] + both[40:50])
    written(folder / "ehra_73.xlsx", both[50:])
    every = [household(desa, number, city=71) for desa in DESA for number in range(1, 11)]
    written(folder / "ehra_71.xlsx", every[:25])
    written(folder / "ehra_79.xlsx", every[20:])
    add_form(place / "data/raw/reference/survey")
    written(folder / "ehra_74.xlsx", [row | {"ID2": 74} for row in of_the_invented_form(30)])


def test_files_that_share_a_region_are_measured_together_and_written_piece_by_piece(place, monkeypatch):
    of_two_forms_and_two_files(place)
    seen = joined_at_once(monkeypatch)
    period = opened(place)
    alone = [regions for regions in seen if len(regions) > 1]
    assert alone and {tuple(regions) for regions in alone} <= {("3572", "3573")} and ["3571"] in seen
    assert len(period.households.query("region_code == '3571'")) == 40 and set(period.households["form"]) == {"2025", "uji"}
    period.survey.behind.to_parquet(place / "written.parquet")
    period.households.to_parquet(place / "whole.parquet", index=False)
    both = (pd.read_parquet(place / f"{name}.parquet") for name in ("written", "whole"))
    pd.testing.assert_frame_equal(*both, check_exact=True)
    files = {path: period.households["file"].eq(path).sum() for path in sorted(period.households["file"].unique())}
    assert [pq.ParquetFile(place / "written.parquet").metadata.row_group(number).num_rows for number in range(len(files))] == [
        *files.values()
    ]
    assert anonymity.measured(period.households) == anonymity.measured([one.alike for one in period.survey.counted])
    own = period.survey.behind.of_region("3573")
    assert set(own["region_code"]) == {"3572", "3573"} and len(own) == 80


def test_households_without_a_desa_are_one_group_over_all_regions(place):
    rows = opened(place).households
    rows.loc[rows.groupby("region_code").head(1).index, "desa"] = None
    parts = [alike_households.counted(mine) for _, mine in rows.groupby("region_code")]
    found = anonymity.measured(parts)
    assert found == anonymity.measured(rows)
    sizes = {name: rows.groupby(keys, dropna=False).size() for name, keys in {"desa": ["desa"], "desa_rt": ["desa", "rt"]}.items()}
    for name, groups in sizes.items():
        assert found["kept"][name] == {"k": groups.min(), "alone": groups.eq(1).sum(), "households": len(rows)}
    assert sizes["desa"].max() < 11 and sizes["desa"][sizes["desa"].index.isna()].tolist() == [7]


def test_many_regions_are_measured_by_several_processes_to_the_same_figures(place, monkeypatch):
    alone = opened(place)
    cache.clear(root=place)
    monkeypatch.setattr(survey_figures, "MANY", 7)
    monkeypatch.setattr(survey_figures, "_measured", None)  # nothing is left to this process
    said = []
    period = opened(place, said.append)
    assert sum("wilayah terhitung" in line for line in said) == 7 and "7 dari 7 wilayah terhitung, sisa sekitar 0 detik" in said[-2]
    assert period.achievements.equals(alone.achievements) and period.problems.equals(alone.problems)


def test_what_goes_wrong_in_measuring_one_region_costs_only_its_figures(place, monkeypatch):
    real = survey_figures.achievements

    def failing(households):
        if "3573" in set(households["region_code"]):
            raise ZeroDivisionError("as a fault of ours would")
        return real(households)

    monkeypatch.setattr(survey_figures, "achievements", failing)
    period = opened(place)
    assert len(shares(period)) == 6 and len(period.households) == 40 + 39 + 37 + 36 + 35 + 34
    assert period.problems.query("severity == 'error'")["file"].unique().tolist() == ["data/raw/2024/ehra_73.xlsx"]
    with pytest.raises(InputError, match=r"ehra_73\.xlsx"):
        san.open_period("2024", root=place, say=lambda line: None)


def test_households_are_those_the_period_was_opened_with_or_none(place):
    period, other = opened(place), opened(place)
    written(place / "data/raw/2024/ehra_75.xlsx", [household(1001, number, city=75) for number in range(1, 4)])
    assert period.households.groupby("region_code").size()["3575"] == 36
    cache.clear(root=place)
    with pytest.raises(InputError, match=r"ehra_75\.xlsx"):
        _ = other.households
    assert opened(place).households.groupby("region_code").size()["3575"] == 3


STOPPED = """
import os, signal, sys
import sanlib as san
from sanlib.households import read_ahead
from sanlib.survey import survey_figures
read_ahead.SMALL, read_ahead.PATIENCE, survey_figures.MANY = 1_500, 0, 7

def say(line):
    if sys.argv[2] in line:
        os.kill(os.getpid(), signal.SIGKILL)

san.open_period("2024", root=sys.argv[1], say=say)
"""


@pytest.mark.parametrize("at", ["3 dari 7 terbaca", "3 dari 7 wilayah"], ids=["reading", "measuring"])
def test_a_run_killed_in_the_middle_goes_on_with_what_is_missing(place, at):
    killed = subprocess.run([sys.executable, "-c", STOPPED, str(place), at], check=False)
    assert killed.returncode == -9
    entries = {
        kind: lambda kind=kind: {one.name for one in (place / ".cache/reading/made").glob(f"{kind}-*")}
        for kind in ("households", "estimated")
    }
    done = "households" if "terbaca" in at else "estimated"
    for _ in range(100):  # its readers end with the file they are at
        before = entries[done]()
        time.sleep(0.1)
        if before == entries[done]():
            break
    assert 3 <= len(before) < 7
    period = opened(place)
    assert before < entries[done]() and len(entries["households"]()) == len(entries["estimated"]()) == 7
    assert len(shares(period)) == 7


@pytest.mark.parametrize(
    ("places", "groups"),
    [
        ([["3571"], ["3572"]], [[0], [1]]),
        ([["3571"], ["3572"], ["3571", "3573"], ["3573"]], [[0, 2, 3], [1]]),
        ([["a"], ["b"], ["c"], ["a", "b", "c"]], [[0, 1, 2, 3]]),
        ([[], []], [[0], [1]]),
    ],
)
def test_files_belong_together_where_they_share_a_region_however_far_round(places, groups):
    assert files_of_a_region.together(places) == groups
