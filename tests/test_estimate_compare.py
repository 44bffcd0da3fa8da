"""Differences and ranks: what two domains share is counted, what cannot be told apart is said so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanlib.estimation import compare, estimate
from sanlib.estimation.design import Design


def cities(shares, psu=10, size=20, seed=0):
    """One stratum and `psu` clusters per region, with about these shares."""
    rng = np.random.default_rng(seed)
    rows = psu * size
    return pd.DataFrame(
        {
            "region_code": np.repeat([f"{3500 + i}" for i in range(len(shares))], rows),
            "desa": np.tile(np.repeat([f"{p:02d}" for p in range(psu)], size), len(shares)),
            "weight": rng.uniform(20, 60, rows * len(shares)),
            "layak": np.concatenate([(rng.random(rows) < share).astype(float) for share in shares]),
        }
    )


def drawn(table):
    return Design.from_households(table, "region_code", "desa", "weight")


def test_domains_sharing_a_psu_are_not_taken_for_independent():
    """Men and women of the same desa: the difference is surer than two separate samples would make it."""
    table = cities([0.5])
    level = np.random.default_rng(1).uniform(0, 1, 10).repeat(20)
    table["layak"] = (np.random.default_rng(2).random(200) < level).astype(float)
    table["kepala"] = np.tile(["laki-laki", "perempuan"], 100)
    design = Design.from_households(table, psu="desa", weight="weight")
    apart = estimate.shares(design, "layak", "kepala")["se_pp"]
    assert compare.between_domains(design, "layak", "kepala")["se_pp"].iloc[0] < 0.8 * np.hypot(*apart)


def test_regions_surveyed_separately_are_independent():
    design = drawn(cities([0.5, 0.7]))
    apart = estimate.shares(design, "layak", "region_code")["se_pp"]
    found = compare.between_domains(design, "layak", "region_code").iloc[0]
    assert found["se_pp"] == pytest.approx(np.hypot(*apart)) and found["df"] == 20 - 2


def test_a_region_at_nought_is_not_told_apart_from_one_at_half_a_percent():
    """Its variance is 0: a t interval would call every neighbour different."""
    table = cities([0, 0])
    table.loc[table.index[-1], "layak"] = 1
    found = compare.between_domains(drawn(table), "layak", "region_code").iloc[0]
    assert found["interval_method"] == "mover" and np.isnan(found["p"])
    assert found["low_pp"] < 0 < found["high_pp"] and not found["distinguishable"]


@pytest.mark.parametrize("yes", [(6, 6, 7, 5, 6, 6, 6, 6, 6, 6), (1, 0, 0, 0, 1, 0, 0, 0, 0, 0)], ids=["alike by luck", "rare"])
def test_a_difference_from_nought_is_as_sure_as_the_two_intervals_printed_beside_it(yes):
    """A design effect below 1, and a rare share's, are no more believed in a difference than in the share itself."""
    table = cities([0, 0]).assign(weight=1.0)
    table.loc[200:, "layak"] = np.concatenate([np.arange(20) < count for count in yes]).astype(float)
    one, two = estimate.shares(drawn(table), "layak", "region_code").itertuples()
    found = compare.between_domains(drawn(table), "layak", "region_code").iloc[0]
    assert (two.low_pct, two.high_pct) != (two.kg_low_pct, two.kg_high_pct) and found["interval_method"] == "mover"
    assert found["low_pp"] == pytest.approx(two.value_pct - np.hypot(two.value_pct - two.low_pct, one.high_pct))
    assert found["high_pp"] == pytest.approx(two.value_pct + np.hypot(two.high_pct - two.value_pct, 0.0))


def test_a_clear_difference_is_told_and_has_its_sign():
    found = compare.between_domains(drawn(cities([0.9, 0.3])), "layak", "region_code").iloc[0]
    assert found["distinguishable"] and found["high_pp"] < 0 and found["p"] < 1e-6


def test_no_difference_without_data():
    table = cities([0.5, 0.5])
    table.loc[table["region_code"] == "3501", "layak"] = np.nan
    found = compare.between_domains(drawn(table), "layak", "region_code")
    assert found[["diff_pp", "se_pp", "low_pp", "p"]].isna().all(axis=None) and found["distinguishable"].isna().all()


def test_periods_are_matched_by_domain_and_one_met_once_has_no_change():
    before = drawn(cities([0.4, 0.5], seed=1))
    after = drawn(cities([0.8, 0.5, 0.6], seed=2))
    found = compare.between_periods(before, after, "layak", "region_code").set_index("region_code")
    assert found.index.tolist() == ["3500", "3501", "3502"]
    assert found.loc["3500", "distinguishable"] and found.loc["3500", "diff_pp"] > 20
    assert np.isnan(found.loc["3502", "diff_pp"]) and found.loc["3502", "value_after_pct"] > 0


def test_period_change_of_the_whole_sample():
    one, two = drawn(cities([0.4], seed=1)), drawn(cities([0.8], seed=2))
    errors = [estimate.shares(design, "layak")["se_pp"].iloc[0] for design in (one, two)]
    found = compare.between_periods(one, two, "layak").iloc[0]
    assert found["se_pp"] == pytest.approx(np.hypot(*errors)) and 9 <= found["df"] <= 18


def test_ranks_of_like_regions_range_over_all_places_and_of_a_clear_leader_do_not():
    found = compare.ranks(drawn(cities([0.97, 0.5, 0.5, 0.5])), "layak", "region_code").set_index("region_code")
    assert found.loc["3500", ["rank", "rank_low", "rank_high"]].tolist() == [1, 1, 1]
    assert found.loc["3501":, "rank_low"].eq(2).all() and found.loc["3501":, "rank_high"].eq(4).all()


def test_best_low_turns_the_ranks_round():
    design = drawn(cities([0.97, 0.6, 0.2]))
    high, low = (compare.ranks(design, "layak", "region_code", best) for best in ("high", "low"))
    assert high["rank"].tolist() == [1, 2, 3] and low["rank"].tolist() == [3, 2, 1]
    assert low["rank_low"].tolist() == (4 - high["rank_high"]).tolist()


def test_a_region_without_data_has_no_rank_and_takes_no_place():
    table = cities([0.9, 0.5, 0.1])
    table.loc[table["region_code"] == "3501", "layak"] = np.nan
    found = compare.ranks(drawn(table), "layak", "region_code").set_index("region_code")
    assert found.loc["3501", ["rank", "rank_low", "rank_high"]].isna().all()
    assert found.loc["3502", ["rank", "rank_low", "rank_high"]].tolist() == [2, 2, 2]


def test_a_region_in_one_psu_may_stand_anywhere():
    table = cities([0.9, 0.5, 0.1])
    table = table[(table["region_code"] != "3501") | (table["desa"] == "00")]
    design = Design.from_households(table, "region_code", "desa", "weight", lonely="certainty")
    found = compare.ranks(design, "layak", "region_code").set_index("region_code")
    assert found.loc["3501", ["rank_low", "rank_high"]].tolist() == [1, 3]


@pytest.mark.parametrize(
    "call",
    [
        lambda design: compare.ranks(design, "layak", "region_code", best="most"),
        lambda design: compare.between_domains(design, "layak", "region_code", adjust="holm"),
    ],
)
def test_an_unknown_option_is_refused(call):
    with pytest.raises(ValueError, match="expected"):
        call(drawn(cities([0.5, 0.5])))


@settings(max_examples=25)
@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=6), seed=st.integers(0, 10**6))
def test_a_range_of_ranks_holds_its_rank_and_judging_all_pairs_is_never_bolder(shares, seed):
    design = drawn(cities(shares, psu=4, size=8, seed=seed))
    ranks = compare.ranks(design, "layak", "region_code")
    assert (ranks["rank_low"].le(ranks["rank"]) & ranks["rank"].le(ranks["rank_high"])).all()
    each, together = (
        compare.between_domains(design, "layak", "region_code", adjust=rule)["distinguishable"].sum() for rule in (None, "bonferroni")
    )
    assert together <= each


def test_a_pair_and_a_change_stand_beside_the_shares_and_counts_they_are_made_of():
    before, after = (drawn(cities([0.2, 0.5, 0.7], seed=seed)) for seed in (1, 2))
    own = estimate.shares(before, "layak", "region_code").set_index("region_code")
    later = estimate.shares(after, "layak", "region_code").set_index("region_code")
    for pair in compare.between_domains(before, "layak", "region_code").itertuples():
        one, two = own.loc[pair.region_code_1], own.loc[pair.region_code_2]
        assert (pair.value_1_pct, pair.value_2_pct) == pytest.approx((one["value_pct"], two["value_pct"]))
        assert (pair.n_1, pair.n_2) == (one["n"], two["n"]) and pair.diff_pp == pytest.approx(two["value_pct"] - one["value_pct"])
    for change in compare.between_periods(before, after, "layak", "region_code").itertuples():
        one, two = own.loc[change.region_code], later.loc[change.region_code]
        assert (change.value_before_pct, change.value_after_pct) == pytest.approx((one["value_pct"], two["value_pct"]))
        assert (change.n_before, change.n_after) == (one["n"], two["n"])
        assert change.diff_pp == pytest.approx(two["value_pct"] - one["value_pct"])
