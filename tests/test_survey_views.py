"""A survey in a period feeds the same tables as every other source, and a period without one says so."""

import pytest

import sanlib as san
from sanlib.judging import gap
from sanlib.project import schema


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
