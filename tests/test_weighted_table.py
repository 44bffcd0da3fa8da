"""Any table with weights: shares, classes, means, ratios, totals, their differences and covariance equal R `survey` to 1e-9."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sanlib as san
from sanlib.estimation import Design, covariance, pairwise, tabulate
from sanlib.printing.show import show
from sanlib.project.problems import InputError

GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 1e-9
CASES = ("table", "table_fpc", "table_average", "fpc_fraction", "fpc_whole")
ASKED = {
    "classes": "rung",
    "means": "anggota",
    "ratios": {"jiwa_layak": ("jiwa_layak", "jiwa")},
    "totals": ["anggota", "jiwa_layak"],
}
TINY = pd.DataFrame(
    {"s": [1] * 5 + [2] * 3, "w": [3.0] * 5 + [4.0] * 3, "x": [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2], "N": [5] * 5 + [12] * 3}
)


def households():
    text = {"period": str, "stratum": str, "psu": str, "kec": str, "rung": str}
    table = pd.read_csv(GOLDEN / "households.csv", dtype=text)
    known = table["layak"].notna()
    return table[table["period"] == "2023"].assign(jiwa_layak=table["layak"] * table["anggota"], jiwa=table["anggota"].where(known))


def designs():
    later = households()
    one = later[(later["stratum"] != "2") | (later["psu"] == "01")]
    drawn = {"strata": "stratum", "psu": "psu", "weight": "weight"}
    return {
        "table": Design.from_table(later, **drawn),
        "table_fpc": Design.from_table(later, fpc="psu_in_frame", **drawn),
        "table_average": Design.from_table(one, lonely="average", **drawn),
    }


def estimated(case, design):
    """(case, domain, what, statistic) -> ours, of every estimate by kecamatan and of all."""
    tables = (tabulate(design, **ASKED).assign(kec="semua"), tabulate(design, by="kec", **ASKED))
    found = {}
    for row in pd.concat(tables).to_dict("records"):
        what = f"{row['statistic']} {row['class'] or row['variable']}"
        columns = {"amount": "value", "amount_se": "se", "amount_deff": "deff", "amount_n": "n"}
        found |= {(case, row["kec"], what, statistic): row[column] for statistic, column in columns.items()}
    return found


CONTRAST = {"contrast": "difference", "contrast_se": "se", "contrast_low": "low", "contrast_df": "df", "contrast_p": "p"}


def contrasted(case, design):
    classes = pd.concat(
        [
            pairwise(design, classes="rung", by=by, between="classes", adjust=None).assign(**extra)
            for by, extra in ((None, {"kec": "semua"}), ("kec", {}))
        ]
    )
    domains = pairwise(design, by="kec", adjust=None, **ASKED)
    rows = [
        *((row["kec"], f"class {row['class_1']}|{row['class_2']}", 100, row) for row in classes.to_dict("records")),
        *((f"{row['kec_1']}|{row['kec_2']}", f"{row['statistic']} {row['variable']}", 1, row) for row in domains.to_dict("records")),
    ]
    scaled = {"contrast", "contrast_se", "contrast_low"}
    return {
        (case, domain, what, statistic): row[column] / (scale if statistic in scaled else 1)
        for domain, what, scale, row in rows
        for statistic, column in CONTRAST.items()
    }


def covaried(case, design):
    whole = covariance(design, classes="rung")
    found = {(case, "semua", f"{one[-1]}|{two[-1]}", "covariance"): whole.loc[one, two] for one in whole for two in whole}
    each = covariance(design, classes="rung", by="kec")
    found |= {(case, one[0], f"{one[-1]}|{two[-1]}", "covariance"): each.loc[one, two] for one in each for two in each if one[0] == two[0]}
    means = covariance(design, means="anggota", by="kec")
    return found | {(case, f"{one[0]}|{two[0]}", "mean anggota", "covariance"): means.loc[one, two] for one in means for two in means}


@pytest.fixture(scope="module")
def compared():
    found = {}
    for case, design in designs().items():
        found |= estimated(case, design) | contrasted(case, design) | covaried(case, design)
    later = households().assign(fraction=lambda t: t["stratum"].map({"0": 7, "1": 6, "2": 5, "3": 4}) / t["psu_in_frame"])
    fraction = Design.from_table(later, "stratum", "psu", "weight", fpc="fraction")
    whole = Design.from_table(TINY, "s", weight="w", fpc="N")
    for case, design, name in (("fpc_fraction", fraction, "anggota"), ("fpc_whole", whole, "x")):
        row = tabulate(design, means=name).iloc[0]
        columns = {"amount": "value", "amount_se": "se", "amount_deff": "deff", "amount_n": "n"}
        found |= {(case, "semua", f"mean {name}", statistic): row[column] for statistic, column in columns.items()}
    golden = pd.read_csv(GOLDEN / "any_table.csv", dtype=str).assign(value=lambda table: table["value"].map(float))
    keys = golden[["case", "domain", "indicator", "statistic"]].itertuples(index=False, name=None)
    table = golden.assign(ours=[found[key] for key in keys])
    scale = table["value"].abs().where(table["value"].abs() > 1e-12, 1)
    return table.assign(relative=(table["ours"] - table["value"]).abs() / scale)


def test_every_kind_of_estimate_is_among_the_golden_values(compared):
    assert len(compared) > 900 and set(compared["case"]) == set(CASES)
    assert {name.partition(" ")[0] for name in compared["indicator"] if "|" not in name} == {"class", "mean", "ratio", "total"}


@pytest.mark.parametrize("statistic", ["amount", "amount_se", "amount_deff", "amount_n", "covariance", *CONTRAST])
def test_any_table_equals_r_survey(compared, statistic):
    ours = compared[compared["statistic"] == statistic]
    apart = ours[~(ours["relative"] <= TOLERANCE)]
    assert len(ours) and apart.empty, apart.to_string()


SCHOOLS = pd.DataFrame(
    {
        "area": ["urban"] * 4 + ["rural"] * 4,
        "cluster": ["a", "a", "b", "b", "a", "a", "b", "b"],
        "weight": [10.0, 10, 12, 12, 20, 20, 24, 24],
        "frame": [9] * 4 + [30] * 4,
        "pupils": [100, 50, 80, 70, 60, 40, 90, 110],
        "toilets": [1, 2, 2, 1, 1, 1, 3, 2],
        "water": [1, 1, 0, 1, 0, np.nan, 1, 0],
        "kind": ["flush", "pit", "flush", "flush", "pit", "", "flush", "pit"],
    }
)
DRAWN = {"weight": "weight", "strata": "area", "psu": "cluster"}


def test_a_ratio_is_a_total_over_a_total_by_hand():
    design = Design.from_table(SCHOOLS, **DRAWN)
    row = tabulate(design, ratios={"pupils_per_toilet": ("pupils", "toilets")}).iloc[0]
    weight, pupils, toilets = (SCHOOLS[name].to_numpy() for name in ("weight", "pupils", "toilets"))
    ratio = (weight * pupils).sum() / (weight * toilets).sum()
    influence = weight * (pupils - ratio * toilets) / (weight * toilets).sum()
    by_psu = influence.reshape(4, 2).sum(axis=1).reshape(2, 2)  # linearised by hand: strata of two PSU each, scale 2
    variance = (2 * (by_psu - by_psu.mean(axis=1, keepdims=True)) ** 2).sum()
    assert row["value"] == pytest.approx(ratio) and row["se"] == pytest.approx(variance**0.5)
    assert (row["df"], row["n"], row["unit"]) == (2, 8, "")


def test_one_call_answers_everything_in_the_order_asked_and_only_a_blank_is_unknown():
    design = Design.from_table(SCHOOLS, fpc="frame", **DRAWN)
    found = tabulate(
        design, shares="water", classes="kind", means="pupils", ratios={"r": ("pupils", "toilets")}, totals=["toilets", "water"]
    )
    assert found["statistic"].tolist() == ["share", "class", "class", "mean", "ratio", "total", "total"]
    assert found["class"].tolist() == ["", "flush", "pit", "", "", "", ""]
    assert found.loc[found["statistic"].eq("class"), "value"].sum() == pytest.approx(100)
    assert found["n"].tolist() == [7, 7, 7, 8, 8, 8, 7]
    assert found["known_pct"].iloc[0] == pytest.approx(100 * (132 - 20) / 132)
    assert found["value"].iloc[-1] == pytest.approx(10 + 10 + 12 + 24)


def test_a_domain_is_a_column_or_several_and_rows_outside_it_stay_in_the_design():
    design = Design.from_table(SCHOOLS, **DRAWN)
    several = tabulate(design, means="pupils", by=["area", "kind"])
    assert several[["area", "kind"]].drop_duplicates().shape[0] == len(several) == 4
    assert tabulate(design, means="pupils", by="area")["df"].tolist() == [1, 1]


def test_a_category_keeps_its_own_order_and_codes_keep_theirs():
    sizes = pd.Categorical(["small", "large", "middle", "small"] * 2, ["small", "middle", "large", "huge"], ordered=True)
    design = Design.from_table(SCHOOLS.assign(size=sizes, code=[3, 1, 2, 10] * 2), **DRAWN)
    assert tabulate(design, classes="size")["class"].tolist() == ["small", "middle", "large"]
    assert tabulate(design, classes="code")["class"].tolist() == [1, 2, 3, 10]


def many(size=60, seed=1):
    """One row per school, `size` of them in 10 clusters, every answer known."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "cluster": np.repeat(np.arange(10), size // 10),
            "weight": rng.uniform(2, 9, size).round(2),
            "side": np.tile(["east", "west"], size // 2),
            "pupils": rng.integers(50, 150, size),
            "kind": rng.choice(["flush", "pit", "none"], size, p=[0.5, 0.4, 0.1]),
            "water": (rng.random(size) < 0.6).astype(int),
        }
    )


def test_thin_and_unsure_amounts_are_withheld_and_shown_without_their_number():
    table = many().assign(rare=lambda t: np.where(t.index == 7, 1000, 0.0))
    design = Design.from_table(table, weight="weight", psu="cluster")
    found = tabulate(design, means=["pupils", "rare"], totals="pupils").set_index(["statistic", "variable"])
    assert found["presentation"].tolist() == ["disajikan", "ditahan", "disajikan"]
    assert found.loc[("mean", "rare"), "presentation_reason"] == "galat_relatif_besar"
    small = Design.from_table(table.iloc[::3], weight="weight", psu="cluster")
    assert tabulate(small, means="pupils")["presentation_reason"].tolist() == ["n_kurang_30"]
    page = san.show(found.reset_index(), "en").data
    assert "Standard error above 30% of the value" in page and f"{found.loc[('mean', 'rare'), 'value']:.2f}" not in page
    assert f"{found.loc[('mean', 'pupils'), 'value']:.2f}" in page


def test_the_rule_of_dhs_and_none_are_taken_as_asked():
    design = Design.from_table(many().iloc[:30], weight="weight", psu="cluster")
    shown = [tabulate(design, shares="water", means="pupils", rule=rule)["presentation"].tolist() for rule in ("dhs", None)]
    assert shown == [["dalam kurung"] * 2, ["disajikan"] * 2]
    with pytest.raises(ValueError, match="rule"):
        tabulate(design, means="pupils", rule="mics")


def test_answers_that_are_all_alike_are_not_taken_for_certain():
    """The variance of a constant is nought: an interval of no width, and a difference told apart for sure, would be made of that."""
    table = many().assign(pupils=lambda t: np.where(t["side"] == "east", 80, 81))
    design = Design.from_table(table, weight="weight", psu="cluster")
    found = tabulate(design, means="pupils", by="side")
    assert found["value"].tolist() == pytest.approx([80, 81]) and found[["low", "high", "deff"]].isna().all(axis=None)
    assert found["presentation"].eq("ditahan").all()
    assert pairwise(design, means="pupils", by="side")["distinguishable"].isna().all()


def test_a_stratum_of_which_every_row_was_asked_has_no_error_and_clusters_taken_whole_are_refused():
    whole = Design.from_table(TINY.assign(N=[5] * 5 + [3] * 3), "s", weight="w", fpc="N")
    row = tabulate(whole, means="x").iloc[0]
    assert row["se"] == 0 and row["low"] == row["value"] == row["high"]
    with pytest.raises(InputError) as refusal:
        Design.from_table(SCHOOLS.assign(frame=2), fpc="frame", **DRAWN)
    assert refusal.value.problem.rule == "survey_fpc_small"


def test_an_fpc_in_fractions_is_that_in_numbers():
    of_numbers = Design.from_table(SCHOOLS, fpc="frame", **DRAWN)
    of_fractions = Design.from_table(SCHOOLS.assign(frame=2 / SCHOOLS["frame"]), fpc="frame", **DRAWN)
    np.testing.assert_allclose(of_fractions.scale, of_numbers.scale)


def test_of_two_classes_the_withheld_one_is_not_betrayed_by_the_other():
    table = many(200).assign(kind=lambda t: np.where(t.index < 2, "none", np.where(t.index % 3 == 0, "pit", "flush")))
    design = Design.from_table(table, weight="weight", psu="cluster")
    found = tabulate(design, classes="kind").set_index("class")
    assert found["presentation"].to_dict() == {"flush": "disajikan", "none": "ditahan", "pit": "ditahan"}
    assert found.loc["pit", "presentation_reason"] == "membuka_kelas_lain"
    pairs = pairwise(design, classes="kind", between="classes")
    assert pairs["presentation"].tolist() == ["ditahan", "ditahan", "ditahan"]


def test_classes_of_the_same_rows_are_not_independent():
    design = Design.from_table(many(), weight="weight", psu="cluster")
    alone = tabulate(design, classes="kind").set_index("class")["se"]
    pair = pairwise(design, classes="kind", between="classes", adjust=None).set_index(["class_1", "class_2"]).loc[("flush", "pit")]
    both = covariance(design, classes="kind").loc[("class", "kind", "flush"), ("class", "kind", "pit")]
    assert both < 0 and pair["se"] > np.hypot(alone["flush"], alone["pit"])
    assert pair["se"] ** 2 == pytest.approx(alone["flush"] ** 2 + alone["pit"] ** 2 - 2 * both)


def test_the_covariance_of_all_classes_adds_up_to_nothing_and_stands_in_the_order_of_the_table():
    design = Design.from_table(many(), weight="weight", psu="cluster")
    both, rows = covariance(design, shares="water", classes="kind", by="side"), tabulate(design, shares="water", classes="kind", by="side")
    assert both.index.tolist() == both.columns.tolist() == rows[["side", "statistic", "variable", "class"]].apply(tuple, axis=1).tolist()
    np.testing.assert_allclose(np.sqrt(np.diag(both)), rows["se"])
    east = (
        both.xs("east", level="side").xs("class", level="statistic").xs("east", axis=1, level="side").xs("class", axis=1, level="statistic")
    )
    np.testing.assert_allclose(east.sum(), 0, atol=1e-9)


def test_a_class_at_nought_is_told_from_another_by_their_exact_intervals():
    table = many().assign(kind=lambda t: np.where(t["side"] == "east", "flush", t["kind"]))
    design = Design.from_table(table, weight="weight", psu="cluster")
    east = pairwise(design, classes="kind", by="side", between="classes").query("side == 'east'").set_index(["class_1", "class_2"])
    row = east.loc[("flush", "pit")]
    assert row["interval_method"] == "mover" and np.isnan(row["p"]) and row["difference"] == -100
    assert -100 <= row["low"] <= row["difference"] < row["high"] < 0
    alone = pairwise(design, classes="kind", by="side", between="classes", adjust=None).query("side == 'east'")
    each = tabulate(design, classes="kind", by="side").query("side == 'east'").set_index("class")
    high = alone.set_index(["class_1", "class_2"]).loc[("flush", "pit"), "high"]
    assert high == pytest.approx(each.loc["pit", "high"] - each.loc["flush", "low"])
    neither = east.loc[("none", "pit")]
    assert neither["difference"] == 0 and neither["low"] < 0 < neither["high"] and not neither["distinguishable"]


def test_all_pairs_are_judged_together_unless_asked_otherwise():
    design = Design.from_table(many(), weight="weight", psu="cluster")
    together, alone = (pairwise(design, classes="kind", between="classes", adjust=rule) for rule in ("bonferroni", None))
    assert ((together["high"] - together["low"]) > (alone["high"] - alone["low"])).all()


def test_among_is_the_denominator_of_every_kind():
    table = many().assign(big=lambda t: t["pupils"] > 100)
    design, only = Design.from_table(table, weight="weight", psu="cluster"), {"water": "big", "kind": "big", "pupils": "big"}
    found = tabulate(design, shares="water", classes="kind", means="pupils", among=only)
    assert found["n"].eq(table["big"].sum()).all() and found["known_pct"].eq(100).all()
    mean = np.average(table.loc[table["big"], "pupils"], weights=table.loc[table["big"], "weight"])
    assert found["value"].iloc[-1] == pytest.approx(mean)


REFUSED = {
    "an empty table": (lambda t: Design.from_table(t.iloc[:0], **DRAWN), "survey_no_households"),
    "weights of nought": (lambda t: Design.from_table(t.assign(weight=0), **DRAWN), "design_weights_zero"),
    "a negative weight": (lambda t: Design.from_table(t.assign(weight=t["weight"] - 11), **DRAWN), "survey_weight_wrong"),
    "a blank weight": (lambda t: Design.from_table(t.assign(weight=t["weight"].where(t.index > 0)), **DRAWN), "survey_weight_wrong"),
    "a weight in words": (lambda t: Design.from_table(t.assign(weight="12,5"), **DRAWN), "survey_not_number"),
    "a weight without end": (lambda t: Design.from_table(t.assign(weight=np.inf), **DRAWN), "survey_not_number"),
    "a blank cluster": (lambda t: Design.from_table(t.assign(cluster=t["cluster"].where(t.index > 2)), **DRAWN), "survey_design_blank"),
    "a blank stratum": (lambda t: Design.from_table(t.assign(area=t["area"].where(t.index > 2, "")), **DRAWN), "survey_design_blank"),
    "no such cluster": (lambda t: Design.from_table(t, weight="weight", psu="village"), "survey_column_missing"),
    "one cluster": (lambda t: Design.from_table(t[(t["area"] == "urban") | (t["cluster"] == "a")], **DRAWN), "survey_single_psu"),
    "a frame of nought": (lambda t: Design.from_table(t.assign(frame=0), fpc="frame", **DRAWN), "survey_fpc_uneven"),
    "a name twice": (lambda t: Design.from_table(t.rename(columns={"pupils": "weight"}), **DRAWN), "survey_column_twice"),
    "words for a mean": (lambda t: tabulate(Design.from_table(t, **DRAWN), means="kind"), "survey_not_number"),
    "numbers for a share": (lambda t: tabulate(Design.from_table(t, **DRAWN), shares="pupils"), "survey_answer_not_yes_no"),
    "a total without weights": (lambda t: tabulate(Design.from_table(t, psu="cluster"), totals="pupils"), "survey_totals_unweighted"),
    "nothing": (lambda t: tabulate(Design.from_table(t, **DRAWN)), "survey_nothing_asked"),
    "a blank class": (lambda t: tabulate(Design.from_table(t.assign(kind=""), **DRAWN), classes="kind"), "survey_class_blank"),
    "a domain named n": (lambda t: tabulate(Design.from_table(t.assign(n=1), **DRAWN), means="pupils", by="n"), "survey_domain_reserved"),
    "no pair": (lambda t: pairwise(Design.from_table(t, **DRAWN), means="pupils"), "survey_no_pair"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_computed_is_refused_in_one_sentence_and_what_to_do(case):
    call, rule = REFUSED[case]
    with pytest.raises(InputError) as refusal:
        call(SCHOOLS)
    assert refusal.value.problem.rule == rule
    assert all("{" not in refusal.value.message(lang) for lang in ("id", "en"))
    assert "households table" not in refusal.value.message("en")


def test_the_stratum_with_one_cluster_is_named_and_each_rule_for_it_gives_an_error():
    one = SCHOOLS[(SCHOOLS["area"] == "urban") | (SCHOOLS["cluster"] == "a")]
    with pytest.raises(InputError, match="rural"):
        Design.from_table(one, **DRAWN)
    errors = [
        tabulate(Design.from_table(one, lonely=rule, **DRAWN), means="pupils")["se"].iloc[0] for rule in ("remove", "adjust", "average")
    ]
    assert errors[0] < min(errors[1:])
    with_merge = Design.from_table(one, merge={"rural": "urban"}, **DRAWN)
    assert with_merge.summary().iloc[0][["psus", "strata", "df"]].tolist() == [3, 1, 2]


def test_the_table_keeps_its_own_index_and_is_not_changed():
    table = SCHOOLS.set_index(pd.Index(["x"] * 8))
    before = table.copy()
    found = tabulate(Design.from_table(table, **DRAWN), classes="kind", means="pupils", by="area")
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(found, tabulate(Design.from_table(SCHOOLS, **DRAWN), classes="kind", means="pupils", by="area"))


def test_the_order_of_rows_does_not_matter():
    one, other = (Design.from_table(table, **DRAWN) for table in (SCHOOLS, SCHOOLS.sample(frac=1, random_state=3)))
    asked = {"classes": "kind", "means": "pupils", "ratios": {"r": ("pupils", "toilets")}, "by": "area"}
    pd.testing.assert_frame_equal(tabulate(one, **asked), tabulate(other, **asked))


def test_everything_made_of_a_synthetic_table_says_so_itself():
    """By a column of the table's own, "sintetis" or "synthetic"; a table without one makes tables without one."""
    table = pd.DataFrame({"w": 1.5, "psu": [1, 1, 2, 2, 3, 3], "kec": list("ababab"), "y": [1, 0, 1, 1, 0, 1], "k": list("xyxyxx")})
    for told, marked in ((table, False), (table.assign(sintetis="tidak"), False), (table.assign(sintetis="ya"), True)):
        design = Design.from_table(told, weight="w", psu="psu")
        made = (
            design.summary(),
            tabulate(design, shares="y", by="kec", rule=None),
            pairwise(design, shares="y", by="kec", rule=None),
            pairwise(design, classes="k", between="classes", rule=None),
            covariance(design, classes="k").round(2),
        )
        assert ["<caption>DATA SINTETIS" in show(one).data for one in made] == [marked] * 5
    assert "<th>Statistik</th>" in show(made[-1]).data and "k, x</th>" in show(made[-1]).data
