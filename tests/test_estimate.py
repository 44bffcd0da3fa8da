"""What goes wrong elsewhere with survey estimates, one test each (TRUTH.md), and what must hold for any sample."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sanlib import words
from sanlib.estimation import estimate, intervals
from sanlib.estimation.design import Design, within
from sanlib.project.problems import InputError


def sample(strata=3, psu=4, size=12, seed=0):
    """A small survey: `psu` clusters in each stratum, numbered from 1 again in every stratum."""
    rng = np.random.default_rng(seed)
    rows = strata * psu * size
    table = pd.DataFrame(
        {
            "stratum": np.repeat([str(s) for s in range(strata)], psu * size),
            "psu": np.tile(np.repeat([f"{p:02d}" for p in range(1, psu + 1)], size), strata),
            "weight": rng.uniform(20, 60, rows),
            "kec": rng.choice(["A", "B", "C"], rows),
            "layak": (rng.random(rows) < 0.6).astype(float),
        }
    )
    table.loc[rng.random(rows) < 0.1, "layak"] = np.nan
    return table


def drawn(table, **changes):
    return Design.from_households(table, **({"strata": "stratum", "psu": "psu", "weight": "weight"} | changes))


def one(table, indicator="layak", by=None, **options):
    return estimate.shares(drawn(table), indicator, by, **options).iloc[0]


# --- what goes wrong elsewhere ---------------------------------------------------------------------------------------


def test_households_outside_the_domain_keep_their_psu_in_the_design():
    """Dropping them would lose the PSU without a household of the domain, and with them part of the error."""
    table = sample(strata=1, psu=8, size=10, seed=3)
    table["kec"] = np.where(table["psu"].isin(["01", "02", "03"]), "A", "B")
    whole = estimate.shares(drawn(table), "layak", "kec").set_index("kec").loc["A"]
    dropped = one(table[table["kec"] == "A"].reset_index(drop=True))
    assert whole["value_pct"] == pytest.approx(dropped["value_pct"])
    # residuals of a whole-PSU domain add up to 0, so only n / (n - 1) differs: 8/7 against 3/2
    assert whole["se_pp"] / dropped["se_pp"] == pytest.approx(np.sqrt((8 / 7) / (3 / 2)))


def test_households_without_an_answer_keep_their_psu_in_the_design():
    table = sample(strata=1, psu=8, size=10, seed=3)
    table.loc[table["psu"].isin(["07", "08"]), "layak"] = np.nan
    kept, dropped = one(table), one(table[table["layak"].notna()].reset_index(drop=True))
    assert kept["value_pct"] == pytest.approx(dropped["value_pct"])
    assert kept["se_pp"] / dropped["se_pp"] == pytest.approx(np.sqrt((8 / 7) / (6 / 5)))


def test_degrees_of_freedom_are_the_domains_own_psu_minus_its_own_strata():
    table = sample(strata=3, psu=4)
    table["kec"] = np.where((table["stratum"] == "0") | ((table["stratum"] == "1") & (table["psu"] < "03")), "A", "B")
    found = estimate.shares(drawn(table), "layak", "kec").set_index("kec")
    assert found["df"].to_dict() == {"A": 6 - 2, "B": 6 - 2}
    assert estimate.shares(drawn(table), "layak")["df"].tolist() == [12 - 3]


def test_degrees_of_freedom_leave_out_a_psu_in_which_nobody_answered():
    table = sample()
    table.loc[(table["stratum"] == "0") & (table["psu"] == "01"), "layak"] = np.nan
    assert one(table)["df"] == 11 - 3


def test_psu_ids_repeated_in_two_strata_are_two_psu():
    table = sample()
    unique = table.assign(psu=table["stratum"] + "-" + table["psu"])
    assert len(drawn(table).stratum) == 12
    repeated, named_apart = (estimate.shares(drawn(each), "layak", "kec") for each in (table, unique))
    pd.testing.assert_frame_equal(repeated, named_apart)


def test_a_stratum_with_one_psu_is_an_error_that_names_it():
    table = sample()
    table = table[(table["stratum"] != "2") | (table["psu"] == "01")].reset_index(drop=True)
    with pytest.raises(InputError, match=r"\b2\b") as refusal:
        drawn(table)
    assert refusal.value.problem.rule == "survey_single_psu"
    assert refusal.value.problem.details["strata"] == "2"


def test_a_stratum_with_one_psu_passes_by_each_rule_and_by_merging():
    table = sample()
    table = table[(table["stratum"] != "2") | (table["psu"] == "01")].reset_index(drop=True)
    errors = {
        rule: estimate.shares(drawn(table, lonely=rule), "layak")["se_pp"].iloc[0] for rule in ("remove", "certainty", "adjust", "average")
    }
    with pytest.raises(InputError, match=r"\b2\b"):
        drawn(table, lonely="fail")
    merged = estimate.shares(drawn(table, merge={"2": "1"}), "layak")
    assert errors["remove"] == errors["certainty"] < min(errors["average"], errors["adjust"])
    assert merged["df"].tolist() == [9 - 2] and merged["se_pp"].iloc[0] > 0


@pytest.mark.parametrize(
    "options, said", [({"lonely": "drop"}, "lonely"), ({"merge": {"9": "1"}}, "9"), ({"merge": {"1": "2", "2": "0"}}, "2")]
)
def test_an_unknown_rule_or_stratum_is_refused(options, said):
    with pytest.raises(ValueError, match=said):
        drawn(sample(), **options)


def test_weights_normalised_to_mean_one_give_no_totals():
    table = sample()
    table["weight"] = (table["weight"] / table["weight"].mean()).round(3)
    with pytest.raises(InputError) as refusal:
        estimate.totals(drawn(table), "layak")
    assert refusal.value.problem.rule == "survey_totals_normalised"
    assert estimate.shares(drawn(table), "layak")["base"].isna().all()


def test_unweighted_reproduces_a_published_ehra_table():
    """Kab. Gianyar: (39+76+155+187) of (39+80+158+201) households, 457 of 478, printed as 95.6 % without weights."""
    yes, asked = [39, 76, 155, 187], [39, 80, 158, 201]
    rows = [
        {"stratum": str(s), "psu": str(i % 4), "layak": float(i < y)}
        for s, (y, n) in enumerate(zip(yes, asked, strict=True))
        for i in range(n)
    ]
    found = estimate.shares(drawn(pd.DataFrame(rows), weight=None), "layak").iloc[0]
    assert (found["n"], round(found["value_pct"], 1), found["weighting"]) == (478, 95.6, "tanpa bobot")


def test_an_unweighted_survey_gives_no_totals_and_says_it_is_unweighted():
    design = drawn(sample(), weight=None)
    assert estimate.shares(design, "layak")["weighting"].tolist() == ["tanpa bobot"]
    with pytest.raises(InputError) as refusal:
        estimate.totals(design, "layak")
    assert refusal.value.problem.rule == "survey_totals_unweighted"


@pytest.mark.parametrize("answer, sure", [(0.0, "low_pct"), (1.0, "high_pct")])
@pytest.mark.parametrize("interval", ["logit", "korn-graubard"])
def test_nought_and_a_hundred_percent_have_a_one_sided_exact_interval_not_a_point(answer, sure, interval):
    found = one(sample().assign(layak=answer), interval=interval)
    assert found[sure] == found["value_pct"] == 100 * answer
    # 144 households tell as much as 144 / (1 + 11 x 0.05) / 1.1 for their weights: about 4 / 84, widened for 9 df
    assert 4 < found["high_pct"] - found["low_pct"] < 7
    assert found["interval_method"] == "eksak satu sisi"


def test_the_limit_of_nought_is_wider_the_more_alike_neighbours_may_be_and_without_that_is_the_binomial_one():
    table = sample().assign(babs=0.0, weight=10.0)
    high = {icc: estimate.shares(drawn(table, icc=icc), "babs").iloc[0]["kg_high_pct"] for icc in (0, 0.05, 1)}
    n = 144 * (stats.t.ppf(0.975, 143) / stats.t.ppf(0.975, 9)) ** 2
    assert high[0] == pytest.approx(100 * (1 - 0.025 ** (1 / n)))
    assert high[0] < high[0.05] < high[1] == pytest.approx(100 * (1 - 0.025 ** (12 / n)))


def test_a_share_alike_in_every_psu_still_has_an_interval():
    """No spread between PSU is luck, not certainty: taken as that many households drawn one by one."""
    table = sample().assign(layak=np.tile([1.0, 0.0], 72), weight=10.0)
    found = one(table)
    assert found["n_eff"] == 144 and found["low_pct"] < 45 and found["high_pct"] > 55


def test_a_group_without_answers_is_no_data_not_nought():
    table = sample()
    table.loc[table["kec"] == "C", "layak"] = np.nan
    found = estimate.shares(drawn(table), "layak", "kec").set_index("kec").loc["C"]
    assert found["n"] == 0 and found["known_pct"] == 0 and found["presentation"] == "tanpa data"
    assert found[["value_pct", "se_pp", "low_pct", "high_pct", "kg_low_pct", "deff", "n_eff"]].isna().all()
    totals = estimate.totals(drawn(table), "layak", "kec").set_index("kec").loc["C"]
    assert np.isnan(totals["households"]) and totals["n"] == 0


def test_tidak_tahu_is_neither_yes_nor_no():
    table = pd.DataFrame({"stratum": "0", "psu": ["1", "1", "2", "2"], "weight": [10.0, 10, 10, 30], "layak": [1.0, 0, 1, np.nan]})
    found = one(table)
    assert found["value_pct"] == pytest.approx(200 / 3) and found["n"] == 3 and found["known_pct"] == 50


def test_the_denominator_is_the_households_asked_and_known_share_is_of_them():
    table = sample().assign(punya_tangki=lambda t: t["psu"] < "03")
    found = one(table, among={"layak": "punya_tangki"})
    asked = table[table["punya_tangki"]]
    known = asked[asked["layak"].notna()]
    assert found["n"] == len(known)
    assert found["known_pct"] == pytest.approx(100 * known["weight"].sum() / asked["weight"].sum())
    assert found["base"] == pytest.approx(asked["weight"].sum()) and found["base_unit"] == "KK"


def test_a_total_says_what_share_of_the_households_answered():
    """Weights 10, 10, 10 and 30, the last one unknown: two yes stand for 20 households, and half of all answered."""
    table = pd.DataFrame({"stratum": "0", "psu": ["1", "1", "2", "2"], "weight": [10.0, 10, 10, 30], "layak": [1.0, 0, 1, np.nan]})
    found = estimate.totals(drawn(table), "layak").iloc[0]
    assert found["households"] == pytest.approx(20) and found["known_pct"] == pytest.approx(50)


@pytest.mark.parametrize("total", [estimate.shares, estimate.totals, estimate.means, estimate.amounts])
def test_an_interval_is_of_95_percent_where_no_level_is_asked_for(total):
    pd.testing.assert_frame_equal(total(drawn(sample()), "layak", "kec"), total(drawn(sample()), "layak", "kec", level=0.95))


def test_a_domain_in_one_psu_has_a_share_but_no_error():
    """Its residuals add up to 0: R prints an SE of 0, which is not a finding."""
    table = sample().assign(desa=lambda t: t["stratum"] + t["psu"])
    found = estimate.shares(drawn(table), "layak", "desa")
    assert found["value_pct"].notna().all()
    assert found[["se_pp", "low_pct", "high_pct", "deff", "n_eff"]].isna().all(axis=None)
    assert found["presentation"].eq("ditahan").all() and found["interval_method"].eq("").all()


def test_an_fpc_under_which_a_sampled_stratum_would_have_no_error_is_refused():
    with pytest.raises(InputError) as refusal:
        drawn(sample().assign(frame=4), fpc="frame")
    assert refusal.value.problem.rule == "survey_fpc_small"


def test_an_fpc_that_differs_within_a_stratum_is_refused():
    with pytest.raises(InputError) as refusal:
        drawn(sample().assign(frame=lambda t: np.where(t.index == 0, 30, 20)), fpc="frame")
    assert refusal.value.problem.details["strata"] == "0"


@pytest.mark.parametrize(
    "name, value, rule",
    [
        ("psu", "", "survey_design_blank"),
        ("stratum", None, "survey_design_blank"),
        ("weight", np.nan, "survey_weight_wrong"),
        ("weight", -1.0, "survey_weight_wrong"),
    ],
)
def test_a_household_without_its_place_in_the_design_is_named_by_its_row(name, value, rule):
    table = sample().assign(row=lambda t: t.index + 5)
    table.loc[7, name] = value
    with pytest.raises(InputError) as refusal:
        drawn(table)
    assert (refusal.value.problem.rule, refusal.value.problem.details["rows"]) == (rule, "12")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_refusals_read_as_sentences_in_both_languages(lang):
    with pytest.raises(InputError) as refusal:
        estimate.shares(drawn(sample()), "babs")
    assert "babs" in refusal.value.message(lang)


def test_answer_codes_are_not_taken_for_yes_and_no():
    with pytest.raises(InputError) as refusal:
        one(sample().assign(layak=8.0))
    assert refusal.value.problem.value == "8"


def test_a_household_with_a_blank_domain_is_in_none():
    table = sample()
    table.loc[:9, "kec"] = None
    assert sorted(estimate.shares(drawn(table), "layak", "kec")["kec"]) == ["A", "B", "C"]


def test_booleans_and_nullable_integers_count_as_answers():
    table = sample()
    as_integer = table.assign(layak=table["layak"].astype("Int8"))
    as_boolean = table.assign(layak=table["layak"].astype("Int8").astype("boolean"))
    for other in (as_integer, as_boolean):
        pd.testing.assert_frame_equal(estimate.shares(drawn(other), "layak"), estimate.shares(drawn(table), "layak"))


def test_totals_count_households_and_none_found_has_an_upper_limit():
    table = sample().assign(babs=0.0)
    found = estimate.totals(drawn(table), ["layak", "babs"]).set_index("indicator")
    assert found.loc["layak", "households"] == pytest.approx(table["weight"].mul(table["layak"].fillna(0)).sum())
    assert found.loc["babs", "households"] == found.loc["babs", "low"] == 0
    assert 0 < found.loc["babs", "high"] < 0.08 * table["weight"].sum()


# --- what must hold for any sample -----------------------------------------------------------------------------------

samples = st.builds(sample, strata=st.integers(1, 4), psu=st.integers(2, 6), size=st.integers(2, 15), seed=st.integers(0, 10**6))
NUMBERS = ("value_pct", "se_pp", "low_pct", "high_pct", "logit_low_pct", "kg_high_pct", "known_pct", "df", "deff", "n_eff")
few = settings(max_examples=40)


def same(one, other):
    left, right = (table[list(NUMBERS)].to_numpy(float) for table in (one, other))
    np.testing.assert_allclose(left, right, rtol=1e-7, atol=1e-9)


@few
@given(table=samples, factor=st.floats(0.01, 100))
def test_scaling_the_weights_changes_no_share(table, factor):
    scaled = table.assign(weight=table["weight"] * factor)
    same(estimate.shares(drawn(table), "layak", "kec"), estimate.shares(drawn(scaled), "layak", "kec"))


@few
@given(seed=st.integers(0, 10**6), outer=st.integers(1, 5), inner=st.integers(1, 8), nested=st.booleans())
def test_pairs_are_numbered_alike_however_they_are_found(seed, outer, inner, nested):
    """Nested pairs (a desa in its stratum) take a short cut; blanks and crossed pairs do not."""
    rng = np.random.default_rng(seed)
    two = rng.integers(-1, inner, 60)
    one = np.where(two < 0, -1, two % outer) if nested else rng.integers(-1, outer, 60)
    number, found = within(one, two, inner)
    pair = np.where((one < 0) | (two < 0), -1, one * inner + two)
    known = np.unique(pair[pair >= 0])
    assert found.tolist() == known.tolist()
    assert number.tolist() == [np.searchsorted(known, each) if each >= 0 else -1 for each in pair]


@few
@given(table=samples, seed=st.integers(0, 1000))
def test_the_order_of_rows_is_irrelevant(table, seed):
    shuffled = table.sample(frac=1, random_state=seed)
    same(estimate.shares(drawn(table), "layak", "kec"), estimate.shares(drawn(shuffled), "layak", "kec"))


@few
@given(table=samples)
def test_a_complement_has_the_same_error_and_the_mirrored_interval(table):
    found = estimate.shares(drawn(table.assign(tidak=1 - table["layak"])), ["layak", "tidak"], "kec")
    found = found[found["n"] > 0]
    yes, no = (found[found["indicator"] == name].reset_index(drop=True) for name in ("layak", "tidak"))
    np.testing.assert_allclose(yes["value_pct"] + no["value_pct"], 100)
    np.testing.assert_allclose(yes["se_pp"], no["se_pp"], atol=1e-9)
    np.testing.assert_allclose(yes["low_pct"], 100 - no["high_pct"], atol=1e-6)


@few
@given(table=samples)
def test_intervals_contain_the_share_and_stay_within_0_and_100(table):
    found = estimate.shares(drawn(table), "layak", "kec").dropna(subset="low_pct")
    for low, high in (("low_pct", "high_pct"), ("logit_low_pct", "logit_high_pct"), ("kg_low_pct", "kg_high_pct")):
        assert (found[low].ge(0) & found[low].le(found["value_pct"] + 1e-9)).all()
        assert (found[high].le(100) & found[high].ge(found["value_pct"] - 1e-9)).all()


@few
@given(table=samples)
def test_a_printed_interval_is_never_narrower_than_that_of_as_many_households_drawn_one_by_one(table):
    """A design effect below 1 from a few PSU is luck (NCHS caps it; R does not)."""
    found = estimate.shares(drawn(table), "layak", "kec").dropna(subset="low_pct")
    simple = intervals.binomial(found["value_pct"].to_numpy() / 100, found["n"].to_numpy(float))
    assert (found["low_pct"] <= 100 * simple.low + 1e-9).all() and (found["high_pct"] >= 100 * simple.high - 1e-9).all()
    assert (found["low_pct"] <= found["kg_low_pct"] + 1e-9).all() and (found["high_pct"] >= found["kg_high_pct"] - 1e-9).all()


@few
@given(table=samples, seed=st.integers(0, 1000))
def test_shares_of_exhaustive_classes_add_up_to_100(table, seed):
    rungs = np.random.default_rng(seed).choice(["aman", "belum_layak", "tidak terklasifikasi"], len(table))
    design = drawn(table.assign(rung=rungs))
    found = estimate.shares(design, estimate.class_answers(design, "rung"), "kec")
    np.testing.assert_allclose(found.groupby("kec")["value_pct"].sum(), 100)


@few
@given(table=samples)
def test_a_domain_under_two_names_gives_the_same_numbers_twice(table):
    twin = table.assign(again=table["kec"])
    same(estimate.shares(drawn(twin), "layak", "kec"), estimate.shares(drawn(twin), "layak", ["kec", "again"]))


@few
@given(table=samples)
def test_one_domain_for_all_is_the_same_as_no_domain(table):
    same(estimate.shares(drawn(table.assign(kota="3572")), "layak", "kota"), estimate.shares(drawn(table), "layak"))


def counted_by(events, per_psu=20, psus=20, level=0.95):
    """A total of `events` yes spread one a PSU over `psus` PSU of `per_psu` households."""
    table = pd.DataFrame({"kec": "A", "desa": np.repeat(np.arange(psus), per_psu), "weight": 10.0, "babs": 0.0})
    table.loc[np.arange(events) % psus * per_psu + np.arange(events) // psus, "babs"] = 1.0
    return estimate.totals(Design.from_households(table, strata="kec", psu="desa", weight="weight"), "babs", level=level).iloc[0]


@pytest.mark.parametrize("level", (0.8, 0.95, 0.99))
@pytest.mark.parametrize(
    "events, shown, reason",
    [(9, "ditahan", "kejadian_sedikit"), (10, "disajikan", ""), (0, "ditahan", "kejadian_sedikit;selang_jumlah_lebar")],
)
def test_a_count_is_judged_as_nchs_judges_counts_whatever_level_is_printed(events, shown, reason, level):
    found = counted_by(events, level=level)
    assert found["households"] == events * 10
    assert (found["presentation"], found["presentation_reason"]) == (shown, reason)


def test_a_count_from_few_clusters_has_too_wide_an_interval():
    table = pd.DataFrame({"kec": "A", "desa": np.repeat(np.arange(20), 20), "weight": 2.0, "babs": 0.0})
    table.loc[:19, "babs"] = 1.0  # all in one desa of twenty
    found = estimate.totals(Design.from_households(table, strata="kec", psu="desa", weight="weight"), "babs").iloc[0]
    assert found["presentation_reason"] == "selang_jumlah_lebar" and found["presentation"] == "ditahan"


def test_the_error_of_a_domain_counts_the_clusters_of_its_strata_it_is_not_in():
    table = sample(strata=2, psu=5, size=6, seed=4)
    table["kec"] = np.where(table["stratum"].eq("0") & table["psu"].isin(["01", "02"]), "B", table["kec"])
    found = estimate.shares(drawn(table), "layak", "kec").set_index("kec").loc["A"]
    mine = table["kec"].eq("A") & table["layak"].notna()
    share = np.average(table.loc[mine, "layak"], weights=table.loc[mine, "weight"])
    influence = (table["weight"] * (table["layak"] - share) / table.loc[mine, "weight"].sum()).where(mine, 0.0)
    totals = influence.groupby([table["stratum"], table["psu"]]).sum()
    spread = totals.groupby("stratum").agg(lambda of: len(of) / (len(of) - 1) * ((of - of.mean()) ** 2).sum())
    assert found["value_pct"] == pytest.approx(100 * share) and found["se_pp"] == pytest.approx(100 * np.sqrt(spread.sum()))


@pytest.mark.parametrize("listed, certain", [(48, True), (480, False)])
def test_a_mean_is_certain_only_where_everybody_was_asked(listed, certain):
    table = sample().assign(listed=listed, people=lambda t: np.arange(len(t)) % 7 + 1.0)
    found = estimate.means(Design.from_table(table, strata="stratum", fpc="listed"), "people").iloc[0]
    assert (found["low"] == found["value"] == found["high"]) == certain and (found["se"] == 0) == certain
