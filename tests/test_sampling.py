"""Planning a survey: sizes as published, weights that add up to the frame, intervals that say what they assume."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanlib.estimation import sampling
from sanlib.project.problems import InputError

FRAME = pd.DataFrame(
    {
        "desa": ["a", "b", "c", "d", "e", "f", "g"],
        "stratum": ["0", "0", "0", "1", "1", "2", "2"],
        "households": [100, 200, 300, 400, 500, 600, 700],
    }
)


@pytest.mark.parametrize(
    "population, asked", [(10, 10), (15, 14), (20, 19), (100, 80), (1_000, 278), (10_000, 370), (100_000, 383), (1_000_000, 384)]
)
def test_krejcie_morgan_as_in_their_table(population, asked):
    """Krejcie and Morgan (1970), table 1."""
    assert sampling.krejcie_morgan(population) == asked


def test_krejcie_morgan_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        sampling.krejcie_morgan(0)


def _many_desa():
    strata = ["0"] * 30 + ["1"] * 50 + ["2"] * 19 + ["3"]
    return pd.DataFrame({"stratum": strata, "households": [300] * 100})


def test_allocation_gives_whole_desa_of_40_and_at_least_400_households():
    plan = sampling.allocate(_many_desa())
    assert plan["households_sampled"].sum() == 400
    assert plan["households_sampled"].eq(plan["desa_sampled"] * 40).all()
    assert plan["rt"].eq(plan["desa_sampled"] * 8).all()


def test_allocation_is_proportional_but_leaves_no_stratum_with_one_desa_if_it_has_two():
    plan = sampling.allocate(_many_desa(), needed=4_000).set_index("stratum")
    assert plan["desa_sampled"].to_dict() == {"0": 30, "1": 50, "2": 19, "3": 1}
    assert sampling.allocate(_many_desa(), needed=400).set_index("stratum").loc["2", "desa_sampled"] == 2
    assert sampling.allocate(_many_desa(), needed=2_000).set_index("stratum")["desa_sampled"].to_dict() == {
        "0": 15,
        "1": 25,
        "2": 9,
        "3": 1,
    }


def test_allocation_takes_a_small_kota_whole():
    assert sampling.allocate(FRAME)["desa_sampled"].sum() == len(FRAME)


def test_allocation_refuses_a_desa_without_households():
    with pytest.raises(InputError, match="households"):
        sampling.allocate(FRAME.assign(households=[0, *FRAME["households"][1:]]))


def test_weights_sum_to_the_households_of_the_frame_where_all_desa_were_sampled():
    asked = pd.DataFrame({"desa": FRAME["desa"].repeat([3, 5, 4, 6, 2, 7, 1])}).sample(frac=1, random_state=0)
    weight = sampling.frame_weights(asked, FRAME)
    assert weight.groupby(asked["desa"]).sum().to_dict() == pytest.approx(dict(zip(FRAME["desa"], FRAME["households"], strict=True)))
    assert weight.index.equals(asked.index)


def test_weights_raise_a_sampled_desa_to_its_stratum():
    asked = pd.DataFrame({"desa": ["a", "a", "b", "d", "f", "g"]})
    # stratum 0: two of three desa; stratum 1: one of two
    assert sampling.frame_weights(asked, FRAME).tolist() == [75, 75, 300, 800, 600, 700]


def test_weights_refuse_a_desa_the_frame_does_not_have():
    with pytest.raises(InputError, match="zz"):
        sampling.frame_weights(pd.DataFrame({"desa": ["a", "zz"]}), FRAME)


def test_weights_refuse_a_desa_listed_twice():
    with pytest.raises(InputError, match="a"):
        sampling.frame_weights(pd.DataFrame({"desa": ["a"]}), pd.concat([FRAME, FRAME[:1]]))


def test_desa_of_one_name_in_two_kecamatan_are_told_apart():
    frame = FRAME.assign(kecamatan="x")[:2].replace({"desa": {"b": "a"}}).assign(kecamatan=["x", "y"])
    asked = pd.DataFrame({"kecamatan": ["x", "y"], "desa": ["a", "a"]})
    assert sampling.frame_weights(asked, frame, ["kecamatan", "desa"]).tolist() == [100, 200]


def test_planned_interval_says_what_it_assumes():
    plan = sampling.planned_interval([90, 1], desa=10, strata=4, icc=0.05)
    assert plan["deff"].tolist() == pytest.approx([2.95, 2.95])
    assert plan["assumption"].eq("icc = 0.05, deff = 2.95").all() and plan["df"].eq(6).all()
    assert plan.equals(plan.assign(n=400)) and plan["n_eff"].iloc[0] == pytest.approx(400 / 2.95)


@pytest.mark.parametrize("assumption", [{}, {"deff": 2, "icc": 0.1}])
def test_planned_interval_refuses_to_plan_without_one_assumption(assumption):
    with pytest.raises(ValueError, match="assumption"):
        sampling.planned_interval(50, 10, 4, **assumption)


def test_planned_interval_refuses_a_plan_without_degrees_of_freedom():
    with pytest.raises(ValueError, match="degree of freedom"):
        sampling.planned_interval(50, 4, 4, deff=1)


def test_a_planned_share_of_nought_still_feels_the_clustering():
    alike, apart = (sampling.planned_interval(0, 10, 4, icc=icc)["high_pct"].iloc[0] for icc in (1, 0))
    assert alike > 20 * apart


@given(share=st.sampled_from([0.0, 100.0]) | st.floats(0.01, 99.99), icc=st.floats(0, 1), desa=st.integers(6, 60))
def test_planned_interval_contains_the_share_and_narrows_with_more_desa(share, icc, desa):
    plan, larger = (sampling.planned_interval(share, count, 4, icc=icc).iloc[0] for count in (desa, 4 * desa))
    assert 0 <= plan["low_pct"] <= share + 1e-9 and share - 1e-9 <= plan["high_pct"] <= 100
    assert larger["width_pp"] <= plan["width_pp"] + 1e-9
