"""The sanitation risk index: published checks, the trap of the empty denominator, classes that say what they are."""

import pandas as pd
import pytest

from sanlib.households.access_ladders import ladders
from sanlib.households.read_households import read_period
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.survey import risk_index

SUMBERSARI = pd.Series([57.0, 70, 80, 86.5, 95, 116])
"""Kec. Sumbersari, Jember, 2022: published are the lowest (57), the highest (116) and the bounds; others are filled in."""


def of_study(score):
    """The class of one more score within the range of the study."""
    return risk_index.relative(pd.Series([score, *SUMBERSARI]))[0]


def test_the_published_bounds_and_class_of_sumbersari():
    assert risk_index.bounds(SUMBERSARI).tolist() == [57, 71.75, 86.5, 101.25, 116]
    assert of_study(87) == "risiko tinggi"


def test_a_bound_belongs_to_the_class_below_and_the_lowest_score_to_the_lowest():
    assert of_study(86.5) == "berisiko sedang"
    assert [of_study(score) for score in (57, 71.75, 71.76, 116)] == [
        "kurang berisiko",
        "kurang berisiko",
        "berisiko sedang",
        "risiko sangat tinggi",
    ]


def test_there_is_no_relative_class_with_one_area_or_all_equal():
    assert risk_index.relative(pd.Series([80.0])).tolist() == ["tidak ada kelas"]
    assert risk_index.relative(pd.Series([80.0, 80.0])).tolist() == ["tidak ada kelas"] * 2
    assert risk_index.absolute(pd.Series([125.0, 125.1, 500.0, None])).tolist() == [
        "kurang berisiko",
        "berisiko sedang",
        "risiko sangat tinggi",
        "",
    ]


@pytest.fixture
def trap(tmp_path):
    """Waste with four variables of a quarter each; an unserved stratum A and a served stratum B of 100 households."""
    handling = [100, 100]  # % at risk in A and B, chosen so that the wrong reckoning gives the 29 and 81 of EHRA.md
    sorting = [16, 24]
    rows = [
        {
            "stratum": area,
            "weight": 1.0,
            "h": "1" if n < handling[number] else "2",
            "s": "1" if n < sorting[number] else "2",
            "C.8": None if area == "A" else "5",
            "C.9": None if area == "A" else "2",
            "served": "2" if area == "A" else "1",
        }
        for number, area in enumerate("AB")
        for n in range(100)
    ]

    def scored(collection_at_risk, late_at_risk, base):
        folder = tmp_path / f"t{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        pd.DataFrame(
            [
                ("trap", "persampahan", name, 0.25, condition, among, risk_index.NO_SERVICE)
                for name, condition, among in (
                    ("h", "h = 1", ""),
                    ("s", "s = 1", ""),
                    ("f", collection_at_risk, base),
                    ("t", late_at_risk, base),
                )
            ],
            columns=["profile", "component", "variable", "weight", "at_risk", "base", "empty"],
        ).to_csv(folder / "irs.csv", index=False)
        codebook.table("irs_classes.csv").to_csv(folder / "irs_classes.csv", index=False)
        found = risk_index.variables(pd.DataFrame(rows), "stratum", "trap", folder=folder)
        return found, risk_index.index(found, "stratum", folder)

    return scored


def test_the_trap_unserved_29_against_served_81(trap):
    found, index = trap("C.8 in 4,5", "C.9 = 2", "served = 1")
    naive = (found["risk_pct"].fillna(0) * found["weight"]).groupby(found["stratum"]).sum()
    assert naive.tolist() == [29, 81]
    assert found.query("stratum == 'A' and variable in ['f', 't']")["status"].tolist() == ["tidak ada layanan"] * 2
    assert index["irs"].isna().tolist() == [True, False] and index["irs"][1] == 81
    assert index["status"][0] == "tidak ada layanan: f, t"
    assert index["relative_class"][0] == "" and index["absolute_class"][0] == ""


def test_no_service_counts_as_risk_where_the_denominator_is_all_households(trap):
    _, index = trap("C.8 in 4,5 | served = 2", "C.9 = 2 | served = 2", "")
    assert index["irs"].tolist() == [79, 81]


def test_the_shipped_profile_never_scores_an_unserved_area_below_the_same_area_served():
    answers = {"ID.6": "2", "C.6": "2", "weight": 1.0, **{f"C.4.{letter}": False for letter in "ABCDEFGHIJ"}}
    served = [answers | {"stratum": "1", "C.4.D": True, "C.8": "2", "C.9": "1"}] * 5
    unserved = [answers | {"stratum": "2", "C.4.J": True, "C.8": None, "C.9": None}] * 5
    found = risk_index.variables(ladders(pd.DataFrame(served + unserved)), "stratum").query("component == 'persampahan'")
    score = (found["risk_pct"] * found["weight"]).groupby(found["stratum"]).sum()
    assert score["2"] == 100 and score["1"] == 20


def test_the_weights_of_a_component_must_add_up_to_one(tmp_path):
    rows = codebook.table("irs.csv")
    rows.loc[0, "weight"] = "0.9"
    rows.to_csv(tmp_path / "irs.csv", index=False)
    with pytest.raises(InputError, match="sumber_air"):
        risk_index.variables(pd.DataFrame({"desa": ["a"], "weight": [1.0]}), folder=tmp_path)


def test_the_index_of_the_sample_is_five_components_and_marked_illustrative():
    households = ladders(read_period("contoh-2023").households.query("region_code == '3572'"))
    found = risk_index.variables(households, "stratum")
    index = risk_index.index(found, "stratum")
    assert index[["sumber_air", "air_limbah", "persampahan", "genangan", "phbs"]].sum(axis=1).tolist() == pytest.approx(
        index["irs"].tolist()
    )
    assert index["irs"].between(0, risk_index.TOP).all()
    assert set(codebook.table("irs.csv")["profile"]) == {risk_index.ILLUSTRATIVE}
    assert {"relative_class", "absolute_class"} <= set(index)
