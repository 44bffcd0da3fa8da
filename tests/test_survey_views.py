"""A survey in a period feeds the same tables as every other source, and a period without one says so."""

import pandas as pd
import pytest

import sanlib as san
from sanlib.households.access_ladders import ladders
from sanlib.judging import gap
from sanlib.project import schema
from sanlib.survey import risk_index, survey_achievements


@pytest.fixture(scope="module")
def sample():
    return san.open_period("contoh-2023", say=lambda line: None)


def test_survey_figures_are_achievements_with_interval_n_and_known_share(sample):
    rows = sample.achievements
    assert rows["synthetic"].all() and set(rows["instrument"]) == {"EHRA"} and set(rows["basis"]) == {"survei"}
    assert rows[["n", "known_pct", "base"]].notna().all(axis=None)
    rows = rows[~gap.withheld(rows)]
    assert len(rows) == 46 and rows[["low_pct", "high_pct"]].notna().all(axis=None)
    assert ((rows["low_pct"] <= rows["value_pct"]) & (rows["value_pct"] <= rows["high_pct"])).all()


def test_the_weighted_sample_lands_near_the_published_margins_of_2018(sample):
    rows = sample.achievements.query("region == 'Kota Blitar' and ladder == '2015'").set_index("indicator")["value_pct"]
    assert rows["layak"] == pytest.approx(92, abs=1) and rows["dasar"] == pytest.approx(7, abs=1)
    assert rows["babs"] == pytest.approx(1, abs=0.5)


def test_an_interval_across_its_target_decides_nothing(sample):
    gaps = san.gaps(sample.achievements, san.targets())
    across = gaps[(gaps["low_pct"] <= gaps["target_pct"]) & (gaps["target_pct"] <= gaps["high_pct"])]
    assert len(across) and set(across["verdict"]) <= {schema.BELUM_PASTI, schema.TIDAK_DINILAI}


def test_each_definition_adds_up_to_all_households(sample):
    table = san.survey.definitions(sample.households)
    assert table["value_pct"].isna().equals(table["presentation"].eq("ditahan"))
    sums = table[table["presentation"].ne("ditahan")].groupby(["region", "definition"])["value_pct"].sum()
    assert len(sums) and sums.to_numpy() == pytest.approx(100)
    assert table.groupby(["region", "definition"])["n"].sum().groupby("region").nunique().eq(1).all()


def test_households_carry_no_personal_data(sample):
    assert not [name for name in sample.households if name in ("A.3", "A.4", "A.5", "A.6", "A.9", "A.11")]


@pytest.mark.parametrize(
    "draw",
    [
        lambda none: san.charts.estimates(san.survey.estimates(none), "layak"),
        lambda none: san.charts.risk(san.survey.risk(none)),
        lambda none: san.charts.definitions(san.survey.definitions(none), "Kota Blitar"),
    ],
)
def test_a_period_without_a_survey_says_so_instead_of_failing(draw):
    none = san.open_period("2023", say=lambda line: None).households
    chart = draw(none)
    assert any("idak ada" in text.get_text() for text in chart.findobj(match=lambda a: hasattr(a, "get_text")))


def test_every_risk_score_is_the_sum_of_its_components(sample):
    risk = san.survey.risk(san.survey.in_region(sample.households, "Kota Blitar"))
    parts = risk[["sumber_air", "air_limbah", "persampahan", "genangan", "phbs"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(risk["irs"].to_numpy()) and len(risk) == 21


def test_a_page_in_english_reads_english_where_a_service_is_missing(sample):
    unserved = san.survey.in_region(sample.households, "Kota Blitar").assign(**{"C.8": None})
    codes = [status for status in san.survey.risk_variables(unserved)["status"].unique() if status]
    from sanlib.survey import risk_index as risk

    said = risk.status_words(f"{risk.NO_SERVICE}: {risk.profile()['variable'].iloc[0]}", "en")
    assert said == f"no service: {risk.labels('en')[risk.profile()['variable'].iloc[0]]}" and risk.status_words("", "en") == ""
    assert not [text for text in san.survey.risk(unserved, "desa", "en")["status"] if "tidak ada" in text] and set(codes) <= {
        risk.NO_SERVICE
    }


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_glossary_names_rungs_and_not_their_ids(lang):
    assert not [text for text in san.survey.glossary(lang)["yes"] if "rung_" in text or "layak_sendiri" in text]


def test_an_assumption_prints_the_sign_of_its_language():
    options = san.plan.options(92)
    assert "icc = 0,05" in san.show(options, "id").data and "icc = 0.05" in san.show(options, "en").data


def test_a_page_shows_first_what_its_own_survey_gives(sample):
    """The region in most clusters, the form's first indicator; a choice is kept, and a period without a survey has a pilot."""
    mine = sample.households
    assert san.survey.headline(mine) == ("Kota Blitar", "2020", "layak", "kecamatan")
    assert san.survey.headline(mine, "Kab. Maros", "2015", "babs", "desa") == ("Kab. Maros", "2015", "babs", "desa")
    assert san.survey.headline(mine, indicator="genangan")[1:3] == ("", "genangan")
    assert san.survey.headline(mine.assign(kecamatan=None)).by == "stratum"
    assert san.survey.headline(mine.iloc[:0]) == ("Kab. Kediri", "2020", "layak", "kecamatan")


def test_what_a_form_does_not_ask_has_no_row(sample):
    shown = san.survey.estimates(sample.households)
    assert not shown["presentation"].eq("tanpa data").any() and not shown["indicator"].str.startswith("jmp_").any()
    listed = san.survey.glossary(households=sample.households)
    assert len(listed) < len(san.survey.glossary()) and set(listed["ladder"]) == {"2020", "2015", "rumah tangga", ""}


def test_households_that_stand_for_an_unknown_number_do_not_stand_for_none(sample):
    mine = san.survey.in_region(sample.households, "Kota Blitar")
    uncounted = mine.drop(columns=[name for name in mine if name.startswith("households_in_")])
    assert san.survey.left_out(uncounted)["stands_for"].isna().all()
    assert "tidak diketahui" in san.say.left_out(uncounted) and "54.646" in san.say.left_out(mine)


def test_no_risk_index_is_made_of_what_a_form_does_not_ask(sample):
    mine = san.survey.in_region(sample.households, "Kota Blitar")
    other = mine.assign(form="jmp")
    assert not len(san.survey.risk(other)) and not len(san.survey.risk_reasons(other)) and not len(san.survey.risk_variables(other))
    assert len(san.survey.risk(pd.concat([mine, other.assign(desa="lain")]))) == len(san.survey.risk(mine))


def test_an_unclassified_household_is_not_one_without_risk(sample):
    """20 of 40 households of a desa that nobody can classify: half of those known are at risk, not a quarter."""
    desa = sample.households.query("desa == '35.72.01.1001'").head(40).reset_index(drop=True)
    runged = ladders(desa).assign(weight=1.0)
    rung = ["babs"] * 10 + ["aman"] * 10 + ["tidak_terklasifikasi"] * 20
    found = risk_index.variables(runged.assign(rung_2020=rung)).set_index("variable").loc["tidak_layak"]
    assert (found["risk_pct"], found["n"]) == (50, 20)


@pytest.mark.parametrize(
    "asked, columns",
    [("layak", ["2020:layak", "2015:layak"]), ("Akses layak", ["2020:layak", "2015:layak"]), (["2020:babs"], ["2020:babs"])],
)
def test_an_indicator_of_a_survey_is_meant_by_any_of_its_names(asked, columns):
    assert survey_achievements._wanted(pd.DataFrame(), asked, None) == columns
