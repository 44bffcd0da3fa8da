"""A withheld share follows from nothing that is published: along a ladder, between the parts of a region, in what is made of it.

Whether it follows is told here by the rank of the rungs, written out, and not by the function that withholds.
"""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_form import add_form

import sanlib as san
from sanlib import words
from sanlib.judging import gap
from sanlib.project import folders
from sanlib.project.schema import DISAJIKAN, DITAHAN
from sanlib.survey import withholding
from tools import anonymity

RUNGS = ("aman", "sendiri", "bersama", "belum", "tertutup", "terbuka")
COUNTS = {
    "2020:layak": "aman sendiri bersama",
    "2020:aman": "aman",
    "2020:layak_sendiri": "sendiri",
    "2020:layak_bersama": "bersama",
    "2020:belum_layak": "belum tertutup",
    "2020:babs": "terbuka",
    "2015:layak": "aman sendiri bersama",
    "2015:dasar": "belum",
    "2015:babs": "tertutup terbuka",
}
MADE_OF = {name: np.array([float(rung in rungs.split()) for rung in RUNGS]) for name, rungs in COUNTS.items()}
WASTE = ("terlayani", "ditangani_di_rumah", "dibakar", "dibuang")


def known(shown):
    return np.array([np.ones(len(RUNGS)), *(MADE_OF[name] for name in sorted(shown))])


def follows(name, shown):
    return np.linalg.matrix_rank(np.vstack([known(shown), MADE_OF[name]])) == np.linalg.matrix_rank(known(shown))


def shares(*parts):
    return {name: float(made @ np.array(parts)) for name, made in MADE_OF.items()}


KEDIRI = shares(6, 71, 7, 13, 1.5, 1.5)


@pytest.mark.parametrize(
    ("hidden", "partners"),
    [
        (["2020:belum_layak"], {"2020:babs"}),
        (["2015:dasar"], {"2015:babs"}),
        (["2020:aman"], {"2020:layak_bersama"}),
        (["2020:layak_bersama"], {"2020:layak_sendiri"}),
        (["2015:babs"], {"2015:dasar"}),
        (["2020:babs"], {"2020:belum_layak"}),
        (["2020:aman", "2020:layak_bersama"], set()),
        (["2020:aman", "2020:belum_layak"], {"2020:layak_bersama", "2020:babs"}),
        ([], set()),
    ],
)
def test_what_goes_with_a_withheld_share(hidden, partners):
    shown = set(MADE_OF) - set(hidden)
    assert withholding.partners(KEDIRI, hidden, shown, MADE_OF) == partners


def test_a_withheld_whole_takes_a_part_of_each_way_to_it():
    hidden = ["2020:layak", "2015:layak"]
    found = withholding.partners(KEDIRI, hidden, set(MADE_OF) - set(hidden), MADE_OF)
    assert found == {"2020:layak_sendiri", "2020:belum_layak", "2015:dasar"}


def test_a_share_that_is_100_less_one_other_is_left_to_its_footnote():
    made = {"a:ya": np.array([1.0, 0.0]), "a:tidak": np.array([0.0, 1.0])}
    assert withholding.partners({"a:ya": 96.0, "a:tidak": 4.0}, ["a:tidak"], {"a:ya"}, made) == set()


@settings(max_examples=150)
@given(
    st.sets(st.sampled_from(sorted(MADE_OF))), st.sets(st.sampled_from(sorted(MADE_OF))), st.lists(st.floats(0, 30), min_size=6, max_size=6)
)
def test_nothing_withheld_follows_from_what_is_left(hidden, absent, parts):
    """Whatever is withheld, and whatever a form does not ask; a share that nothing gave away takes nothing along."""
    hidden, shown = sorted(hidden - absent), set(MADE_OF) - hidden - absent
    found = withholding.partners(shares(*parts), hidden, shown, MADE_OF)
    assert found <= shown and not [name for name in hidden if follows(name, shown - found)]
    assert bool(found) == bool([name for name in hidden if follows(name, shown)])


@pytest.fixture(scope="module", params=["contoh-2023", "contoh-2024"])
def period(request):
    return san.open_period(request.param, say=lambda line: None)


def test_no_withheld_achievement_follows_from_the_published_ones(period):
    for _, rows in period.achievements.assign(name=lambda t: t["ladder"] + ":" + t["indicator"]).groupby("region_code"):
        hidden = set(rows.loc[rows["value_pct"].isna(), "name"])
        shown = set(rows.loc[rows["value_pct"].notna(), "name"])
        assert not [name for name in hidden & set(MADE_OF) if follows(name, shown & set(MADE_OF))]
        assert len(hidden & {f"rumah tangga:{name}" for name in WASTE}) != 1


def test_what_is_withheld_in_kediri_2024_is_the_worked_example():
    rows = san.open_period("contoh-2024", say=lambda line: None).achievements
    rows = rows[rows["region"].eq("Kab. Kediri") & rows["ladder"].eq("2020")].set_index("indicator")
    assert rows["flag"].to_dict() == {
        "layak": "sampel_ditinjau",
        "babs": "pelengkap_ditahan",
        "aman": "sampel_tidak_cukup",
        "layak_sendiri": "sampel_ditinjau",
        "layak_bersama": "pelengkap_ditahan",
        "belum_layak": "sampel_tidak_cukup",
    }
    assert rows.loc["layak", "value_pct"] == pytest.approx(83.85, abs=0.005) and rows.loc["babs", ["value_pct", "amount"]].isna().all()


def test_estimates_by_kecamatan_leave_no_lone_part_of_a_region_and_ask_the_same_of_one_indicator(period):
    mine = san.survey.in_region(period.households, "Kota Blitar")
    every = san.survey.estimates(mine, "kecamatan")
    hidden = every["presentation"].eq(DITAHAN)
    assert hidden.any() and every.loc[hidden, ["value_pct", "low_pct", "base"]].isna().to_numpy()[:, :2].all()
    assert not hidden.groupby([every["ladder"], every["indicator"]]).sum().eq(1).any()
    for _, rows in every.assign(name=every["ladder"] + ":" + every["indicator"]).groupby("domain"):
        shown = set(rows.loc[rows["value_pct"].notna(), "name"]) & set(MADE_OF)
        assert not [name for name in set(MADE_OF) - shown if follows(name, shown)]
    one = san.survey.estimates(mine, "kecamatan", "2020:babs").set_index("domain")["presentation"]
    babs = every[every["ladder"].eq("2020") & every["indicator"].eq("babs")].set_index("domain")["presentation"]
    assert one.to_dict() == babs.to_dict()


def test_numbers_of_households_are_withheld_with_their_share(period):
    share = san.survey.estimates(period.households).set_index(["domain", "ladder", "indicator"])["presentation"]
    for choice in ({}, {"horvitz_thompson": True}):
        totals = san.survey.totals(period.households, **choice).set_index(["domain", "ladder", "indicator"])
        hidden = totals.loc[share.index[share.eq(DITAHAN)]]
        assert len(hidden) >= 6 and hidden[["households", "se", "low", "high"]].isna().all(axis=None)
        assert totals.loc[("Kota Blitar", "2020", "layak"), "households"] > 0


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_withheld_ladder_has_no_count_per_class_either(period, lang):
    table = san.survey.definitions(period.households)
    hidden = table["presentation"].eq(DITAHAN)
    assert hidden.any() and table.loc[hidden, ["n", "value_pct"]].isna().all(axis=None)
    shown = table[~hidden].groupby(["region", "definition"])
    assert (shown["n"].sum() == shown["n_all"].first()).all() and shown["value_pct"].sum().sub(100).abs().max() < 1e-9
    variants = san.survey.variants(period.households, "Kab. Kediri")
    assert variants["presentation"].eq(DITAHAN).any() and variants.loc[variants["presentation"].eq(DITAHAN), "n"].isna().all()
    with words.speaking(lang):
        printed = san.show(variants).data
        chart = san.charts.definitions(table, "Kab. Kediri")
    counts = san.survey.in_region(period.households, "Kab. Kediri").pipe(lambda mine: mine["D.1"].value_counts())
    assert not [count for count in counts if f">{count}<" in printed] and "400" in chart.alt + chart.drawn.to_csv()
    assert chart.drawn["n"].isna().all() if "n" in chart.drawn else True


def test_a_component_of_the_risk_index_leaves_no_lone_share(period):
    found = san.survey.risk_variables(period.households, "desa")
    hidden = gap.withheld(found)
    assert hidden.any() and not hidden.groupby([found["desa"], found["component"]]).sum().eq(1).any()
    assert found.loc[hidden, "risk_pct"].isna().all() and set(found["presentation"]) <= {DISAJIKAN, DITAHAN}


def test_a_share_at_risk_does_not_tell_what_is_withheld_as_not_at_risk():
    """Layak of Kab. Kediri 2023 is withheld; "not layak" is 100 less it, of the 399 of 400 households that are classified."""
    households = san.open_period("contoh-2023", say=lambda line: None).households
    risk = san.survey.risk_variables(households, "region_code").set_index(["region_code", "variable"])
    assert risk.loc[("3506", "tidak_layak"), ["presentation", "n"]].tolist() == [DITAHAN, 399]
    assert pd.isna(risk.loc[("3506", "tidak_layak"), "risk_pct"]) and risk.loc[("3572", "tidak_layak"), "risk_pct"] > 0


def test_a_lone_part_takes_the_one_on_fewest_households():
    hidden = pd.Series([True, False, False, False, True, False])
    whole = [pd.Series(list("aaabbb"))]
    assert withholding.paired(hidden, whole, pd.Series([9, 40, 30, 5, 6, 7])).tolist() == [True, False, True, True, True, False]
    assert withholding.paired(~hidden, whole, pd.Series([9, 40, 30, 5, 6, 7])).tolist() == [False, True, True, True, False, True]
    assert withholding.paired(hidden, whole, pd.Series([9, np.nan, 0, 5, 6, 7])).tolist() == [True, False, False, True, True, False]


GROUPS = {
    "two of two": ["A"] * 400 + ["B"] * 436 + ["C"] * 2 + ["D"] * 2,
    "three of no group": ["A"] * 400 + ["B"] * 300 + ["C"] * 137 + [None] * 3,
    "ten of no group": ["A"] * 400 + ["B"] * 430 + [None] * 10,
}


@pytest.mark.parametrize("name", GROUPS)
def test_a_regions_figure_less_those_of_its_groups_is_about_no_fewer_than_five_households(name):
    """Whatever the groups: several small ones that are withheld, or households of none, are a group too, told by subtraction."""
    mine = san.survey.in_region(san.open_period("contoh-2023", say=lambda line: None).households, "Kota Blitar")
    mine = mine.assign(group=GROUPS[name])
    asked = {"indicators": ["2020:layak", "genangan"], "rule": None, "lonely": "adjust"}
    whole = san.survey.estimates(mine, **asked)
    parts = san.survey.estimates(mine, "group", **asked).assign(whole="3572")
    assert anonymity.behind(whole, "value_pct") > 800 and anonymity.behind(parts, "value_pct") >= 5
    assert anonymity.left_over(whole, parts) >= 5
    every = parts.assign(value_pct=50.0)
    assert anonymity.left_over(whole, every) == (float("inf") if name == "two of two" else 3 if name.startswith("three") else 10)
    assert parts["value_pct"].isna().sum() == {"two of two": 6, "three of no group": 4, "ten of no group": 0}[name]


def test_hidden_parts_on_fewer_than_five_households_together_take_another_along():
    hidden, whole = pd.Series([True, True, False, False]), [pd.Series(list("aaaa"))]
    assert withholding.paired(hidden, whole, pd.Series([2, 2, 40, 30])).tolist() == [True, True, False, True]
    assert withholding.paired(hidden, whole, pd.Series([2, 3, 40, 30])).tolist() == [True, True, False, False]
    assert withholding.paired(~hidden & hidden, whole, pd.Series([9, 8, 40, 30]), 4).tolist() == [False, True, False, False]


def test_what_follows_in_a_region_is_a_matter_of_its_own_form(tmp_path):
    """The made-up form knows no `aman`: there both parts of layak follow from each other, which says nothing of a region asked otherwise."""
    shutil.copytree(folders.reference("survey/codebook.csv").parent, tmp_path / "survey")
    add_form(tmp_path / "survey")
    values = {name: KEDIRI[name] for name in KEDIRI if name.startswith("2020")}
    rows = [{"region_code": "3572", "indicator": name, "value_pct": value, "n": 400} for name, value in values.items()]
    found = pd.DataFrame(rows).assign(presentation=DISAJIKAN, presentation_reason="")
    found.loc[found["indicator"].eq("2020:aman"), "presentation"] = DITAHAN
    asked = pd.DataFrame({"region_code": ["3572"] * 5 + ["3573"] * 5, "form": ["2025"] * 5 + ["uji"] * 5})

    def hidden(households):
        told = withholding.complemented(found, ["region_code"], households, tmp_path / "survey")
        return told.loc[told["presentation"].eq(DITAHAN), "indicator"].tolist()

    assert hidden(asked) == hidden(asked[:5]) == ["2020:aman", "2020:layak_bersama"]
    assert len(hidden(asked.assign(region_code="3572"))) == 3
