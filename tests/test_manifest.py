"""The stable record of a run: the same inputs give the same bytes, and what it counts is what the tables hold."""

import json

import pytest

from sanlib import period as periods
from sanlib import project, schema
from sanlib.layouts import sources
from sanlib import manifest

SHIPPED = ["2018", "2019", "2020", "2021", "2022", "2023", "2024"]


@pytest.mark.parametrize("period", SHIPPED)
def test_the_committed_manifest_tells_of_the_committed_tables(period):
    folder = project.root() / "data" / "processed" / period
    told = manifest.read(folder)
    achievements = schema.read_table(folder / "achievements.csv", schema.ACHIEVEMENTS)
    gaps = schema.read_table(folder / "gaps.csv", schema.GAPS)
    assert told["rows"]["achievements"] == len(achievements) and told["rows"]["gaps"] == len(gaps)
    assert sum(told["rows"]["verdicts"].values()) == len(gaps)
    assert all(one["sha256"] == sources.sha256(project.root() / one["file"]) for one in told["inputs"])


def test_two_runs_give_the_same_bytes(tmp_path):
    one, two = (periods.write("2018", tmp_path / name, say=lambda line: None) / manifest.NAME for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_a_manifest_names_no_place_of_this_machine(tmp_path):
    text = (periods.write("2021", tmp_path / "a", say=lambda line: None) / manifest.NAME).read_text(encoding="utf-8")
    assert str(project.root()) not in text and json.loads(text)["period"] == "2021"


def test_a_folder_without_manifest_tells_nothing(tmp_path):
    assert manifest.read(tmp_path) == {}
