"""The sample: every planted defect is found at its cell, nothing else is, and it is marked synthetic everywhere."""

import hashlib

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from sanlib.households.read_households import read_period
from sanlib.project import folders, problems
from sanlib.survey.survey_achievements import achievements
from tools.sample_survey import __main__ as sample
from tools.sample_survey import draw

PERIODS = ["contoh-2023", "contoh-2024"]
PLANTED = pd.read_csv(sample.PLANTED, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("period", PERIODS)
def test_every_planted_defect_is_found_and_nothing_unplanned(period):
    told = problems.table(read_period(period).problems)
    place = ["file", "sheet", "cell", "rule"]
    found = told[place].sort_values(place).reset_index(drop=True)
    planted = PLANTED.query("period == @period")[place].sort_values(place).reset_index(drop=True)
    assert len(planted) > 30
    pd.testing.assert_frame_equal(found, planted)


@pytest.mark.parametrize("period", PERIODS)
def test_the_weighted_shares_of_blitar_land_near_the_margins(period):
    shares = achievements(read_period(period).households).query("region_code == '3572' and ladder == '2015'")
    margins = draw.scenarios().query("period == @period and region_code == '3572'").iloc[0]
    found = shares.set_index("indicator")["value_pct"]
    assert [found["layak"], found["dasar"], found["babs"]] == pytest.approx([margins["layak"], margins["dasar"], margins["babs"]], abs=0.5)
    assert shares["low_pct"].lt(shares["value_pct"]).all() and shares["high_pct"].gt(shares["value_pct"]).all()


def test_the_first_margins_are_the_published_ones():
    first = draw.scenarios().query("period == 'contoh-2023' and region_code == '3572'").iloc[0]
    assert (first["layak"], first["dasar"], first["babs"]) == (92, 7, 1)  # Pokja Kota Blitar, deck 2018
    assert first["frame_households"] == 54646  # Dinkes Jawa Timur, Profil Kesehatan 2023


def test_the_achievements_say_that_they_are_synthetic_and_where_from():
    found = achievements(read_period("contoh-2023").households)
    assert found["synthetic"].all() and set(found["confidence"]) == {"synthetic"}
    assert found["file"].str.startswith("SINTETIS_").all()
    assert set(found["period"]) == {"2023"} and set(found["base_unit"]) == {"KK"} and set(found["basis"]) == {"survei"}
    assert set(found["ladder"]) == {"2020", "2015", "rumah tangga"}


def test_the_access_classes_of_a_ladder_add_up():
    found = achievements(read_period("contoh-2023").households).set_index(["region_code", "ladder", "indicator"])
    value = found["value_pct"].unstack("indicator")
    new, old = value.xs("2020", level="ladder"), value.xs("2015", level="ladder")
    assert (new["aman"] + new["layak_sendiri"] + new["layak_bersama"]).tolist() == pytest.approx(new["layak"].tolist(), nan_ok=True)
    for whole in (new["layak"] + new["belum_layak"] + new["babs"], old["layak"] + old["dasar"] + old["babs"]):
        assert whole.drop("3506").tolist() == pytest.approx([100] * 3) and whole.isna()["3506"]  # withheld there: no sum either


def test_the_script_gives_the_committed_bytes(tmp_path):
    sample.main(tmp_path, tmp_path / "planted.csv")
    for period in PERIODS:
        for path in sorted(folders.raw(period).iterdir()):
            made = tmp_path / "data" / "raw" / period / path.name
            assert made.read_bytes() == path.read_bytes(), path.name
    assert (tmp_path / "planted.csv").read_bytes() == sample.PLANTED.read_bytes()


@pytest.mark.parametrize("period", PERIODS)
def test_every_file_says_synthetic_wherever_it_can(period):
    listed = pd.read_csv(folders.raw(period) / "SOURCES.csv", dtype=str, keep_default_na=False).set_index("file")
    files = [path for path in folders.raw(period).iterdir() if path.name != "SOURCES.csv"]
    assert {path.name for path in files} == set(listed.index)
    for path in files:
        assert path.name.startswith("SINTETIS_")
        assert listed.loc[path.name, "sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert listed.loc[path.name, "synthetic"] == "yes" and listed.loc[path.name, "kind"] == "synthetic"
        assert _inside(path)


def _inside(path):
    if path.suffix == ".sav":
        return "SINTETIS" in pyreadstat.read_sav(path, metadataonly=True)[1].file_label
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8").startswith("SINTETIS")
    book = openpyxl.load_workbook(path, read_only=True)
    return book.properties.title == "SINTETIS" and all(name.startswith("SINTETIS") for name in book.sheetnames)
