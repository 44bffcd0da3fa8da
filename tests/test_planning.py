"""Planning with no survey at hand: sizes, allocation, and the sample that a wanted interval needs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sanlib as san
from sanlib import words
from sanlib.estimation import intervals, sampling

FRAME = pd.DataFrame(
    {
        "desa": [f"d{i}" for i in range(40)],
        "stratum": ["0"] * 14 + ["1"] * 14 + ["2"] * 8 + ["3"] * 4,
        "households": [2000] * 14 + [1500] * 14 + [1000] * 8 + [800] * 4,
    }
)


def test_sizes_of_the_regions_of_a_period_and_without_any_figures_of_round_numbers():
    achievements = pd.DataFrame({"region": ["Kota Blitar"] * 2, "base_unit": ["KK", "ton"], "base": [54646.0, 1e9]})
    assert san.plan.sample_sizes(achievements).values.tolist() == [["Kota Blitar", 54646.0, 381]]
    assert dict(zip(san.plan.sample_sizes()["households"], san.plan.sample_sizes()["n"], strict=True))[100_000] == 383


def test_the_list_of_desa_of_a_period_by_region_and_none_where_there_is_none():
    frame = san.plan.frame("contoh-2023", "Kota Blitar")
    assert len(frame) == 21 and frame["households"].sum() == 54646 and set(frame["region_code"]) == {"3572"}
    assert not len(san.plan.allocate(san.plan.frame("2023")))
    assert not len(san.plan.frame("2023")) and not len(san.plan.allocations(san.plan.frame("2023")))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_frame_and_the_plan_are_told_in_words(lang):
    assert words.label("synthetic", lang) in san.say.frame(san.plan.frame("contoh-2023", "Kota Blitar"), lang)
    assert san.say.frame(san.plan.frame("2023"), lang) == words.label("plan.no_frame", lang)
    needed = san.plan.sample_for_interval(92, 6)
    for said in (san.say.options(san.plan.options(92), 92, lang), san.say.sample_for_interval(needed, 92, 6, lang)):
        assert "{" not in said and "nan" not in said.split()


def test_ways_of_dividing_the_desa_stand_side_by_side():
    plan = san.plan.allocations(FRAME, needed=800, expected_pct={"0": 99, "1": 90, "2": 50, "3": 50})
    assert plan[["desa_proportional", "desa_equal", "desa_neyman"]].sum().tolist() == [20, 20, 20]
    assert plan["desa_equal"].tolist() == [6, 5, 5, 4]  # the smallest has only four
    neyman, proportional = plan["desa_neyman"], plan["desa_proportional"]
    assert neyman[0] < proportional[0] and neyman[2] > proportional[2]


def test_neyman_asks_for_an_expected_share_of_every_stratum():
    with pytest.raises(ValueError, match="expected_pct"):
        san.plan.allocate(FRAME, how="neyman", expected_pct={"0": 90})
    with pytest.raises(ValueError, match="how="):
        san.plan.allocate(FRAME, how="optimal")


def test_what_one_respondent_will_stand_for_adds_up_to_the_frame():
    plan = san.plan.allocate(FRAME, needed=800)
    assert (plan["raise"] * plan["households_sampled"]).to_numpy() == pytest.approx(plan["households"].to_numpy())


@settings(max_examples=30)
@given(share=st.floats(1, 99), width=st.floats(3, 30), strata=st.integers(1, 5), icc=st.floats(0, 0.3))
def test_the_sample_for_an_interval_is_the_smallest_that_reaches_it(share, width, strata, icc):
    found = san.plan.sample_for_interval(share, width, strata=strata, icc=icc).iloc[0]
    assert found["width_pp"] <= width
    if found["desa_sampled"] - 1 > strata:
        fewer = sampling.planned_interval(share, int(found["desa_sampled"]) - 1, strata, icc=icc)
        assert fewer["width_pp"].iloc[0] > width


def test_a_width_that_no_sample_reaches_is_refused():
    with pytest.raises(ValueError, match="not reached"):
        san.plan.sample_for_interval(50, 0.1)


def test_more_neighbours_narrow_less_than_more_desa():
    options = san.plan.options(80, desa=(10, 20), per_desa=(20, 40)).set_index(["desa_sampled", "per_desa"])["width_pp"]
    assert options[20, 20] < options[10, 40] < options[10, 20]


def test_sizes_that_leave_no_degree_of_freedom_are_left_out():
    assert san.plan.options(80, desa=(4, 5), per_desa=(40,), strata=4)["desa_sampled"].tolist() == [5]


@pytest.mark.parametrize("share, width", [(50, 12), (80, 10), (92, 6)])
def test_the_assured_share_of_surveys_keeps_the_width(share, width):
    expected, assured = (_kept(share, width, **asked) for asked in ({}, {"assurance": 0.8}))
    assert 0.45 <= expected <= 0.72 and 0.76 <= assured <= 0.92, (expected, assured)


def _kept(share, width, tries=600, strata=4, per_desa=40, icc=0.05, **asked):
    """Of surveys of beta-binomial desa in equal strata, the share whose own interval is no wider than asked."""
    desa = int(san.plan.sample_for_interval(share, width, strata=strata, icc=icc, **asked)["desa_sampled"].iloc[0])
    rng, alike = np.random.default_rng(20261127), 1 / icc - 1
    stratum = np.arange(desa) % strata
    yes = rng.binomial(per_desa, rng.beta(share / 100 * alike, (1 - share / 100) * alike, (tries, desa))) / per_desa
    found, variance = yes.mean(axis=1), np.zeros(tries)
    for one in range(strata):
        own = yes[:, stratum == one]
        variance += own.shape[1] * own.var(axis=1, ddof=1) / desa**2
    n = np.full(tries, desa * per_desa)
    limits = intervals.korn_graubard(found, variance, n, np.full(tries, desa - strata), 0.95, np.ones(tries))
    return (100 * (limits.high - limits.low) <= width).mean()


def test_an_assurance_that_is_none_is_refused():
    with pytest.raises(ValueError, match="assurance"):
        san.plan.sample_for_interval(92, 6, assurance=80)
