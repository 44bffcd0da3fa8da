"""The sanitation risk index: published checks, the trap of the empty denominator, classes that say what they are."""

import numpy as np
import pandas as pd
import pytest

import sanlib as san
from sanlib import charts, words
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


def without_one(households, stratum, desa):
    """The sample without one desa, the others of its stratum weighted up for it."""
    its = households["stratum"].eq(stratum)
    count = households.loc[its, "desa"].nunique()
    return households[households["desa"].ne(desa)].assign(
        weight=lambda rows: rows["weight"].where(rows["stratum"].ne(stratum), rows["weight"] * count / (count - 1))
    )


def test_the_interval_of_an_index_is_that_of_leaving_out_each_desa_in_turn():
    """Linearised as all figures of the survey; the jackknife of the whole index, which knows nothing of influences, is as wide."""
    households = san.survey.in_region(san.open_period("contoh-2023", say=lambda _line: None).households, "Kota Blitar")
    found = san.survey.risk(households, "stratum").set_index("stratum")
    runged = ladders(households)
    for stratum, own in runged.groupby("stratum"):
        desa = own["desa"].unique()
        if len(desa) < 4:  # of two the jackknife is one difference, and says nothing of ratios with unlike denominators
            continue
        left = [risk_index.index(risk_index.variables(without_one(own, stratum, one), "stratum"), "stratum")["irs"].iloc[0] for one in desa]
        error = np.sqrt((len(desa) - 1) / len(desa) * ((np.array(left) - np.mean(left)) ** 2).sum())
        reach = risk_index.intervals.t_quantile(len(desa) - 1) * error
        row = found.loc[stratum]
        assert row["irs_high"] - row["irs"] == pytest.approx(row["irs"] - row["irs_low"]) == pytest.approx(reach, rel=0.1)
    of_one = san.survey.risk(households)
    assert of_one["irs"].notna().all() and of_one[["irs_low", "irs_high"]].isna().all(axis=None)


def alike_in(households, stratum, copied):
    """The survey with each household of a stratum answering as one of `copied` (numbers of its first desa), in turn in every desa."""
    own = households[households["stratum"].eq(stratum)]
    first = own[own["desa"].eq(own["desa"].iloc[0])].iloc[copied]
    place = own.groupby("desa").cumcount().to_numpy() % len(copied)
    kept = ["region_code", "region", "desa", "stratum", "weight", "kecamatan", "kecamatan_name", "desa_name"]
    answers = [name for name in households if name not in kept]
    households.loc[own.index, answers] = first[answers].iloc[place].set_index(own.index)
    return households


def test_an_index_is_no_surer_than_its_households_drawn_one_by_one():
    """Desa that are alike by luck show no error between them: +-1.3 of 500 was printed for two desa of the sample."""
    households = san.survey.in_region(san.open_period("contoh-2023", say=lambda _line: None).households, "Kota Blitar")
    own = ladders(alike_in(households.copy(), "3", list(range(20)))).query("stratum == '3'")
    row = san.survey.risk(own, "stratum").iloc[0]
    chance = np.random.default_rng(13)
    drawn = [own.iloc[chance.integers(0, len(own), len(own))] for _ in range(150)]
    error = np.std([risk_index.index(risk_index.variables(one, "stratum"), "stratum")["irs"].iloc[0] for one in drawn])
    assert row["irs_high"] - row["irs"] == pytest.approx(risk_index.intervals.t_quantile(len(own) - 1) * error, rel=0.15)


def test_an_index_of_households_all_alike_has_no_interval_and_is_not_said_to_be_above_the_others():
    households = san.survey.in_region(san.open_period("contoh-2023", say=lambda _line: None).households, "Kota Blitar")
    households = alike_in(households.copy(), "0", [1])
    found = san.survey.risk(households, "stratum").set_index("stratum")
    assert found.loc["0", "irs"] == found["irs"].max() and found.loc["0", ["irs_low", "irs_high"]].isna().all()
    assert charts.risk(found.reset_index(), by="stratum", lang="id").finding.endswith("sebagian tanpa selang: urutannya belum pasti.")


@pytest.mark.parametrize(
    "ends, said",
    [
        ([(190.0, 210.0), (150.0, 170.0), (140.0, 160.0)], "; seluruh selangnya di atas semua yang lain."),
        ([(165.0, 235.0), (150.0, 170.0), (140.0, 160.0)], "; selangnya bertumpang tindih dengan 1 wilayah lain: belum pasti di atasnya."),
        ([(150.0, 250.0), (150.0, 170.0), (140.0, 160.0)], "; selangnya bertumpang tindih dengan semua yang lain: urutannya belum pasti."),
        ([(150.0, 250.0), (None, None), (140.0, 160.0)], "; terendah 150, sebagian tanpa selang: urutannya belum pasti."),
        ([(None, None)] * 3, "; terendah 150, tanpa selang: urutannya belum pasti."),
    ],
)
def test_the_finding_of_an_index_says_whether_the_sample_tells_the_highest_from_the_others(ends, said):
    table = pd.DataFrame(
        {
            "desa": ["Utara", "Tengah", "Selatan"],
            "irs": [200.0, 160.0, 150.0],
            **dict.fromkeys(("sumber_air", "air_limbah", "persampahan", "genangan", "phbs"), 40.0),
            "irs_low": [low for low, _ in ends],
            "irs_high": [high for _, high in ends],
            "relative_class": "risiko tinggi",
            "absolute_class": "berisiko sedang",
            "status": "",
            "source": "uji",
        }
    ).astype({"irs_low": float, "irs_high": float})
    chart = charts.risk(table, lang="id")
    assert chart.finding == f"Taksiran IRS tertinggi: Utara, 200 dari 500{said}"
    lines = [
        line for axes in chart.axes for line in axes.lines if line.get_gid() == "interval" and line.get_ydata()[0] == line.get_ydata()[1]
    ]
    assert len({tuple(line.get_xdata()) for line in lines}) == len({pair for pair in ends if pair[0]})
    shown = " ".join(text.get_text() for text in chart.texts).replace("\n", " ")
    assert ("garis hitam = selang 95%" in shown) == any(low for low, _ in ends) and "(150 sampai 200, 50 poin)" in shown


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_strata_of_the_sample_are_said_not_to_be_told_apart(lang):
    """186 to 179 of 500 in Kota Blitar: a very high class beside a low one, and all intervals overlap."""
    households = san.survey.in_region(san.open_period("contoh-2023", say=lambda _line: None).households, "Kota Blitar")
    chart = charts.risk(san.survey.risk(households, "stratum"), by="stratum", lang=lang)
    assert words.label("find.risk.alike", lang) in chart.finding and "irs_low" not in chart.drawn and len(chart.drawn["irs_interval"]) == 4
