"""Differences, changes, ranks and totals as an analyst calls them: each with interval, n, and what may not be published."""

import shutil

import numpy as np
import pytest

import sanlib as san
from sanlib import words
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.survey import survey_achievements

LANGUAGES = pytest.mark.parametrize("lang", words.LANGUAGES)


@pytest.fixture(scope="module")
def earlier():
    return san.survey.earlier("contoh-2024")


@pytest.fixture(scope="module")
def later():
    return san.open_period("contoh-2024", say=lambda line: None).households


@pytest.fixture(scope="module")
def none():
    return san.open_period("2023", say=lambda line: None).households


def test_the_survey_before_is_of_the_same_series(earlier):
    assert set(earlier["period"]) == {"contoh-2023"} and earlier["file"].str.startswith("data/raw/contoh-2023/").all()
    assert not len(san.survey.earlier("contoh-2023")) and not len(san.survey.earlier("2024"))


def test_every_pair_of_the_four_regions_has_a_difference_with_interval_and_n(later):
    found = san.survey.differences(later)
    assert len(found) == 6 and found[["diff_pp", "low_pp", "high_pp", "n_1", "n_2"]].notna().all(axis=None)
    assert found["diff_pp"].to_numpy() == pytest.approx((found["value_2_pct"] - found["value_1_pct"]).to_numpy())
    assert (found["distinguishable"] == ~found["low_pp"].le(0) | ~found["high_pp"].ge(0)).all() and found["synthetic"].all()
    alone = san.survey.differences(later, together=False)
    assert (alone["high_pp"] - alone["low_pp"] < found["high_pp"] - found["low_pp"]).all()


def test_a_difference_from_a_withheld_share_is_withheld(earlier):
    thin = san.survey.estimates(earlier, indicators="2020:layak").set_index("domain")["presentation"]
    found = san.survey.differences(earlier)
    hidden = found["domain_1"].map(thin).eq("ditahan") | found["domain_2"].map(thin).eq("ditahan")
    assert hidden.any() and found["presentation"].eq("ditahan").tolist() == hidden.tolist()


@pytest.mark.parametrize("survey", ["earlier", "later"])
@pytest.mark.parametrize("indicator", ["layak", "aman", "belum_layak"])
def test_no_rank_is_sure_where_its_difference_is_not(survey, indicator, request):
    """Both stand on one page: a withheld share is one domain less for both (Kab. Maros was surely third, yet told apart from one)."""
    households = request.getfixturevalue(survey)
    ranks = san.survey.ranks(households, indicator).dropna(subset="rank")
    pairs = san.survey.differences(households, indicator)
    for row in ranks.itertuples():
        mine = pairs[pairs[["domain_1", "domain_2"]].eq(row.domain).any(axis=1) & pairs["presentation"].ne("ditahan")]
        assert mine["distinguishable"].sum() == len(ranks) - 1 - (row.rank_high - row.rank_low)


def test_changes_between_the_sample_periods_are_later_minus_earlier(earlier, later):
    found = san.survey.changes(earlier, later, indicators=["2020:layak", "genangan"])
    assert len(found) == 8 and found["diff_pp"].to_numpy() == pytest.approx(
        (found["value_after_pct"] - found["value_before_pct"]).to_numpy(), nan_ok=True
    )
    assert found["diff_pp"].isna().equals(found["presentation"].eq("ditahan")) and found["diff_pp"].isna().sum() == 1
    assert set(found["period_before"]) == {"contoh-2023"} and set(found["period_after"]) == {"contoh-2024"}
    own = san.survey.estimates(later, indicators="2020:layak").set_index("domain")["value_pct"]
    now = found[found["indicator"].eq("layak")].set_index("domain")["value_after_pct"]
    shown = now.dropna()
    assert shown.to_dict() == pytest.approx(own[shown.index].to_dict())


def test_ranks_range_around_their_place_and_turn_round(later):
    high, low = (san.survey.ranks(later, best=best).set_index("domain") for best in ("high", "low"))
    for found in (high, low):
        assert (found["rank_low"].le(found["rank"]) & found["rank"].le(found["rank_high"])).all() and found["of"].eq(4).all()
    assert high["rank_low"].to_dict() == (5 - low["rank_high"]).to_dict()


LISTED = {"Kab. Kediri": 64800, "Kab. Maros": 43900, "Kota Blitar": 55085, "Kota Probolinggo": 46900}
"""Households in the lists of desa of contoh-2024, summed by hand from the files."""


def test_numbers_of_households_are_shares_of_the_list_of_desa_and_not_sums_of_weights(later):
    found = san.survey.totals(later, indicators=["2020:layak", "2020:belum_layak", "2020:babs"], rule=None)
    sums = found.groupby("domain")["households"].sum()
    assert sums.to_dict() == pytest.approx(LISTED, abs=2) and set(found["method"]) == {"bagian_kali_daftar_desa"}
    assert san.survey.left_out(later).set_index("domain")["stands_for"].to_dict() == LISTED
    shares = san.survey.estimates(later, indicators="2020:layak", rule=None).set_index("domain")
    assert shares["base"].to_dict() == pytest.approx(LISTED)
    layak = found[found["indicator"].eq("layak")].set_index("domain")
    for limit in ("value_pct", "low_pct", "high_pct"):
        column = {"value_pct": "households"}.get(limit, limit.removesuffix("_pct"))
        assert layak[column].to_dict() == pytest.approx((shares[limit] / 100 * shares["base"]).to_dict(), abs=1)


def test_the_sum_of_the_weights_stays_available_as_r_computes_it(later):
    found = san.survey.totals(later, indicators="2020:layak", horvitz_thompson=True).set_index("domain")
    known = san.survey.totals(later, indicators="2020:layak").set_index("domain")
    ratio = found["households"] / known["households"]
    assert set(found["method"]) == {"jumlah_bobot"}
    assert ratio["Kab. Kediri"] == pytest.approx(51306.67 / 64800, abs=0.01) and ratio["Kab. Maros"] == pytest.approx(
        48730.33 / 43900, abs=0.01
    )


@pytest.mark.parametrize("by", ["kecamatan", "desa", "stratum", "urban_rural", ["kecamatan", "stratum"]])
def test_households_of_every_division_are_counted_in_the_list_of_desa(later, by):
    mine = san.survey.in_region(later, "Kota Blitar")
    found = san.survey.estimates(mine, by, "2020:layak")
    assert found["base"].sum() == pytest.approx(55085)
    unlisted = mine.drop(columns=[name for name in mine if name.startswith("households_in_")])
    assert san.survey.estimates(unlisted, by, "2020:layak")["base"].isna().all()


def test_a_total_with_a_denominator_of_its_own_never_exceeds_it(later):
    found = san.survey.totals(later, indicators="pemilahan")
    assert (found["high"] <= found["base"]).all()


@pytest.mark.parametrize("by", ["kecamatan", "desa", "stratum", "urban_rural", ["region_code", "stratum"], "A.1"])
def test_any_column_makes_domains(later, by):
    mine = san.survey.in_region(later, "Kota Blitar")
    found = san.survey.estimates(mine, by, "2020:layak")
    assert found["n"].sum() == san.survey.estimates(mine, indicators="2020:layak")["n"].iloc[0]


def test_desa_and_kecamatan_are_named_as_the_list_of_desa_names_them(later):
    mine = san.survey.in_region(later, "Kota Blitar")
    assert {"Kepanjenkidul", "Sananwetan", "Sukorejo"} == set(san.survey.estimates(mine, "kecamatan", "2020:layak")["domain"])
    assert "Kauman" in set(san.survey.risk(mine)["desa"])


def test_a_household_outside_the_frame_is_counted_and_told(earlier):
    counts = san.survey.left_out(earlier)
    assert counts["read"].sum() == len(earlier) and counts["not_in_frame"].sum() == 1
    assert (counts["read"] - counts["used"] == counts[["no_stratum", "no_desa", "not_in_frame"]].sum(axis=1)).all()
    estimated = san.survey.estimates(earlier, indicators="genangan")
    assert estimated["n"].sum() <= counts["used"].sum()


@LANGUAGES
def test_blank_stratum_desa_and_weight_are_said_each_by_its_number(earlier, lang):
    holed = earlier.copy()
    holed.loc[holed.index[:2], "stratum"] = None
    holed.loc[holed.index[2:5], ["desa", "weight"]] = [None, np.nan]
    counts = san.survey.left_out(holed)[["no_stratum", "no_desa", "not_in_frame"]].sum()
    assert counts.tolist() == [2, 3, 1]
    said = san.say.left_out(holed, lang)
    assert all(part in said for part in ("2", "3", "1", words.label("survey.left_out.no_desa", lang, n=3)))


@LANGUAGES
def test_sentences_carry_interval_n_and_the_synthetic_mark(earlier, later, lang):
    estimates = san.survey.estimates(later, indicators="2020:layak")
    said = [
        *san.say.estimates(estimates, lang),
        *san.say.differences(san.survey.differences(later), lang),
        *san.say.ranks(san.survey.ranks(later), lang),
        *san.say.changes(san.survey.changes(earlier, later, indicators="2020:layak"), lang),
    ]
    assert all(sentence.startswith("[" + words.label("synthetic", lang)) for sentence in said)
    assert not [sentence for sentence in said if "nan" in sentence.split() or "{" in sentence]
    assert any("n = 838" in sentence for sentence in said)


@LANGUAGES
def test_a_period_without_a_survey_says_so(none, later, lang):
    tables = [
        san.survey.differences(none),
        san.survey.ranks(none),
        san.survey.changes(none, later),
        san.survey.totals(none),
        san.survey.left_out(none),
        san.survey.clustering(none),
        san.survey.variants(none, "Kota Blitar", lang),
        san.survey.risk_reasons(none, lang=lang),
    ]
    assert not any(len(table) for table in tables)
    assert words.label("chart.estimates.absent", lang) == san.say.left_out(none, lang)
    for chart in (
        san.charts.contrasts(tables[0], "layak", lang),
        san.charts.contrasts(tables[2], "layak", lang),
        san.charts.ranks(tables[1], "layak", lang),
    ):
        assert any(words.label("no_data", lang).capitalize() in text.get_text() for text in chart.texts)


def test_a_withheld_difference_is_hatched_without_its_number(earlier):
    found = san.survey.differences(earlier)
    chart = san.charts.contrasts(found, "layak")
    gids = [artist.get_gid() for artist in chart.findobj() if artist.get_gid()]
    assert gids.count("withheld") == found["presentation"].eq("ditahan").sum() > 0
    shown = chart.drawn["diff_pp"].astype(float)
    assert shown.isna().sum() == gids.count("withheld") and shown.isna().is_monotonic_increasing and shown.dropna().is_monotonic_decreasing
    assert gids.count("told") == found["distinguishable"].eq(True)[found["presentation"].ne("ditahan")].sum()


def test_choices_are_arguments_of_the_same_call(later):
    one = {"by": "region_code", "indicators": "2020:layak"}
    plain = san.survey.estimates(later, **one)
    logit = san.survey.estimates(later, interval="logit", **one)
    assert logit["low_pct"].to_numpy() == pytest.approx(plain["logit_low_pct"].to_numpy())
    assert set(san.survey.estimates(later, weighted=False, **one)["weighting"]) == {"tanpa bobot"}
    assert set(san.survey.estimates(later, rule=None, **one)["presentation"]) == {"disajikan"}
    narrow = san.survey.estimates(later, level=0.8, **one)
    assert (narrow["high_pct"] < plain["high_pct"]).all()
    switched = san.survey.estimates(later, switches=["mck_komunal"], **one)
    assert (switched["value_pct"] >= plain["value_pct"]).all() and (switched["value_pct"] > plain["value_pct"]).any()


def test_choices_reach_contrasts_too_and_the_level_is_printed(later):
    found = san.survey.differences(later, rule="dhs", interval="logit", level=0.9)
    assert set(found["presentation"]) == {"disajikan"} and found["level_pct"].eq(90).all()
    ranks = san.survey.ranks(later, level=0.9)
    own = san.survey.estimates(later, indicators="2020:layak", level=0.9).set_index("domain")["low_pct"]
    assert ranks.set_index("domain")["low_pct"].to_dict() == pytest.approx(own.to_dict())
    for chart in (
        san.charts.contrasts(found, "layak"),
        san.charts.ranks(ranks, "layak"),
        san.charts.estimates(san.survey.estimates(later, indicators="2020:layak", level=0.9), "layak"),
    ):
        said = " ".join(text.get_text() for text in chart.texts).replace("\n", " ")
        assert "90%" in said and "95%" not in said
    assert len(san.survey.totals(later, indicators="babs", weighted=True, rule="dhs")) == 8


def test_fpc_counts_the_desa_of_the_frame_and_a_kota_surveyed_whole_takes_its_rt(later):
    sampled, whole = san.survey.in_region(later, "Kab. Kediri"), san.survey.in_region(later, "Kota Blitar")
    plain, with_fpc = (san.survey.estimates(sampled, indicators="2020:layak", fpc=flag)["se_pp"].iloc[0] for flag in (False, True))
    assert 0 < with_fpc < plain
    with pytest.raises(InputError) as refusal:
        san.survey.estimates(whole, indicators="2020:layak", fpc=True)
    assert refusal.value.problem.rule == "survey_fpc_small"
    by_rt = san.survey.estimates(whole, indicators="2020:layak", strata=("region_code", "desa"), psu=("rt",))
    assert by_rt["df"].iloc[0] > 100 and by_rt["value_pct"].iloc[0] == pytest.approx(
        san.survey.estimates(whole, indicators="2020:layak")["value_pct"].iloc[0]
    )


def test_an_indicator_nobody_defined_is_refused_with_those_there_are(later):
    with pytest.raises(InputError, match="genangan"):
        san.survey.estimates(later, indicators="layakk")


@pytest.fixture
def chosen(tmp_path):
    for path in folders.reference("survey/design.csv").parent.glob("*.csv"):
        shutil.copy(path, tmp_path)

    def choose(setting, value):
        table = codebook.table("design.csv", tmp_path)
        table.loc[table["setting"].eq(setting), "value"] = value
        table.to_csv(tmp_path / "design.csv", index=False)
        return tmp_path

    return choose


def test_a_stratum_with_one_desa_is_refused_until_design_csv_chooses(later, chosen):
    mine = san.survey.in_region(later, "Kab. Kediri")
    lone = mine[mine["stratum"].ne("3") | mine["desa"].eq(mine.loc[mine["stratum"].eq("3"), "desa"].iloc[0])]
    with pytest.raises(InputError) as refusal:
        survey_achievements.achievements(lone)
    assert refusal.value.problem.rule == "survey_single_psu" and "design.csv" in refusal.value.message("id")
    found = {rule: survey_achievements.achievements(lone, folder=chosen("lonely", rule)) for rule in ("remove", "adjust", "average")}
    printed = [rows[rows["value_pct"].notna()] for rows in found.values()]
    assert all(len(rows) and rows["low_pct"].notna().all() for rows in printed)


def test_a_choice_that_is_none_is_refused(chosen):
    with pytest.raises(InputError, match="korn-graubard"):
        survey_achievements.settings(chosen("interval", "wald"))


@LANGUAGES
def test_every_row_of_choices_and_glossary_reads_in_the_language(lang):
    assert san.survey.choices(lang)["meaning"].ne("").all()
    glossary = san.survey.glossary(lang)
    assert glossary[["indicator", "meaning", "denominator", "unknown", "yes"]].ne("").all(axis=None)
    assert set(glossary["denominator"]).isdisjoint(set(san.survey.glossary("en" if lang == "id" else "id")["denominator"]))


@LANGUAGES
def test_variants_add_up_under_every_switch(later, lang):
    table = san.survey.variants(later, "Kota Blitar", lang)
    shares = table.drop(columns=["definition", "rung", "n", "presentation", "synthetic"])
    assert shares.shape[1] == 5
    assert np.allclose(shares.groupby(table["definition"]).sum(), 100)


def test_risk_reasons_add_up_to_the_index(later):
    mine = san.survey.in_region(later, "Kota Blitar")
    index, reasons = san.survey.risk(mine).set_index("desa")["irs"], san.survey.risk_reasons(mine)
    parts = reasons.groupby("desa")["part"].sum()
    hidden = reasons[reasons["presentation"].eq("ditahan")]
    assert len(parts) == 3 and hidden[["part", "risk_pct"]].isna().all(axis=None) and hidden["n"].gt(0).all()
    assert reasons.loc[reasons["n"].between(1, 29), "presentation"].eq("ditahan").all()
    assert hidden.groupby("desa").size().ne(1).all()  # one alone would be what the index leaves
    assert (parts <= index.reindex(parts.index) + 1e-9).all()
    assert index.head(3).index.tolist() == list(dict.fromkeys(reasons["desa"]))


def test_a_survey_without_its_list_of_desa_is_told_and_estimates_only_without_weights(later):
    bare = later.assign(weight=np.nan)
    told = survey_achievements.without_weights(bare)
    assert {problem.rule for problem in told} == {"survey_without_frame"} and len(told) == later["file"].nunique()
    assert sum(int(problem.value) for problem in told) == len(later) and not survey_achievements.without_weights(later)
    assert not len(survey_achievements.achievements(bare)) and not len(san.survey.estimates(bare)) and not len(san.survey.risk(bare))
    assert not len(san.survey.differences(bare)) and not len(san.survey.changes(later, bare)) and not len(san.survey.totals(bare))
    assert len(san.survey.estimates(bare, weighted=False, indicators="2020:layak")) == 4
    assert words.number(len(later), 0, "id") in san.say.left_out(bare)


def test_one_region_alone_has_no_pairs_and_one_rank(later):
    alone = san.survey.in_region(later, "Kota Blitar")
    assert not len(san.survey.differences(alone)) and san.say.differences(san.survey.differences(alone)) == []
    assert san.survey.ranks(alone)[["rank", "rank_low", "rank_high", "of"]].values.tolist() == [[1, 1, 1, 1]]
