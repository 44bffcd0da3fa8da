"""A share too thinly sampled to publish has its row, n and flag, and its number nowhere."""

import pandas as pd
import pytest

import sanlib as san
from sanlib import words
from sanlib.documents import brief, pack_folder
from sanlib.documents.writers import deck
from sanlib.judging import gap
from sanlib.judging.pace import projection
from sanlib.survey import survey_achievements

REGION, BETRAYING = "Kab. Kediri", ("81,1", "81.1", "8,85", "8.85", "18,8", "18.8", "59,5", "59.5", "94,2", "94.2")
"""Kab. Kediri, synthetic 2023, layak 81.15 %, interval 59.57-94.23."""


@pytest.fixture(scope="module")
def opened():
    return san.open_period("contoh-2023", say=lambda line: None)


@pytest.fixture(scope="module")
def gaps(opened):
    return san.gaps(opened.achievements, san.targets())


def betrays(text):
    return [number for number in BETRAYING if number in text]


def shown(chart):
    return " ".join(text.get_text() for text in chart.findobj(match=lambda artist: hasattr(artist, "get_text")))


def test_the_tables_keep_its_row_with_n_and_flag_and_no_number(opened, gaps):
    rows = opened.achievements[gap.withheld(opened.achievements)]
    assert len(rows) == 6 and set(rows["region"]) == {REGION} and set(rows["flag"]) == {"sampel_tidak_cukup"}
    assert rows["n"].eq(399).all() and rows["known_pct"].notna().all() and rows["base"].round(6).eq(64_000).all()
    assert rows[["value_pct", "low_pct", "high_pct", "amount"]].isna().all(axis=None)
    hidden = gaps[gap.withheld(gaps)]
    assert len(hidden) and hidden["target_pct"].notna().all() and hidden["verdict"].eq("tidak dapat dinilai").all()
    assert hidden[["value_pct", "gap_pp", "shortfall_pp", "shortfall_households", "required_pp_per_year"]].isna().all(axis=None)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_chart_draws_its_number(opened, gaps, lang):
    hidden = words.label("withheld", lang)
    layak = gaps[gaps["indicator"].eq("layak")]
    for chart in (san.charts.gap(layak, REGION, lang=lang), san.charts.pilots(gaps, "layak", lang=lang)):
        assert hidden in shown(chart) and not betrays(shown(chart))
        mine = chart.drawn[chart.drawn["region"].eq(REGION)]
        assert len(mine) and ("value_pct" not in mine or mine["value_pct"].isna().all())
    composed = san.charts.composition(opened.achievements[opened.achievements["region"].eq(REGION)], lang=lang)
    assert not set(composed.drawn["indicator"]) & {"layak", "layak_sendiri", "belum_layak", "dasar"}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_shown_table_or_sentence_prints_its_number(opened, gaps, lang):
    mine = gaps[gaps["region"].eq(REGION) & gaps["indicator"].eq("layak")]
    estimates = san.survey.estimates(san.survey.in_region(opened.households, REGION), indicators="2020:layak")
    hidden = words.label("withheld", lang)
    printed = [
        san.show(mine, lang).data,
        san.show(estimates, lang).data,
        san.gap_table(mine, REGION, lang=lang).to_string(),
        " ".join(san.say.gaps(mine, lang)),
        san.matrix(gaps, "layak", lang).set_index(words.label("region", lang)).loc[REGION].to_string(),
    ]
    assert all(hidden in text and not betrays(text) for text in printed)
    assert not betrays(" ".join(san.say.estimates(estimates, lang)))


def test_no_brief_and_no_deck_prints_its_number(opened, gaps):
    one = pack_folder.gather(opened, gaps, pack_folder.codes([REGION])[:1], "id")[0]
    document = brief.brief(one, "id")
    assert not betrays(repr(document)) and "ditahan" in repr(document)
    assert deck.render(document)


@pytest.fixture(scope="module")
def two_years(opened):
    """The withheld share of 2023 beside two that may be published."""
    figures = opened.achievements
    moved = figures[["value_pct", "low_pct", "high_pct"]].fillna({"value_pct": 81.1, "low_pct": 59.5, "high_pct": 94.2}) + 1
    later = [figures.assign(period=year, flag="", **moved) for year in ("2024", "2025")]
    return pd.concat([opened.achievements, *later], ignore_index=True)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_trend_draws_its_number_or_its_height(two_years, opened, lang):
    hidden = words.label("withheld", lang)
    for table in (two_years, opened.achievements):
        for chart in (san.charts.trend(table, "layak", REGION, lang), san.charts.trends(table, "layak", lang)):
            thin = chart.drawn[chart.drawn["region"].eq(REGION) & chart.drawn["period"].eq("2023")]
            assert len(thin) and ("value_pct" not in thin or thin["value_pct"].isna().all()) and not betrays(shown(chart) + chart.alt)
            assert (
                hidden in shown(chart)
                and hidden in chart.alt
                and words.label("chart.trend.withheld", lang) in shown(chart).replace("\n", " ")
            )
            hatched = chart.findobj(match=lambda artist: artist.get_gid() == "withheld" and hasattr(artist, "get_height"))
            assert hatched and all((bar.get_y(), bar.get_y() + bar.get_height()) == bar.axes.get_ylim() for bar in hatched)


def test_no_projection_uses_it(two_years):
    published = two_years[~gap.withheld(two_years)]
    assert projection(two_years, REGION, "layak", "EHRA").equals(projection(published, REGION, "layak", "EHRA"))
    assert len(projection(published, REGION, "layak", "EHRA"))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_table_of_definitions_or_weights_prints_its_number(opened, lang):
    mine, hidden = san.survey.in_region(opened.households, REGION), words.label("withheld", lang)
    told = (*BETRAYING, "80,9", "80.9", "79,4", "79.4")
    definitions, weights = san.survey.definitions(opened.households), san.survey.weighting(mine)
    whole = definitions[definitions["region"].eq(REGION)].groupby("definition")["presentation"]
    assert whole.nunique().eq(1).all() and whole.first()[["2020", "2015"]].eq("ditahan").all()
    assert definitions.loc[definitions["region"].eq("Kota Blitar"), "presentation"].ne("ditahan").all()
    chart = san.charts.definitions(definitions, REGION, lang)
    printed = [
        san.show(san.survey.variants(opened.households, REGION, lang), lang).data,
        shown(chart),
        san.show(weights[weights["indicator"].eq("layak")], lang).data,
    ]
    assert not [number for text in (*printed, chart.alt) for number in told if number in text]
    assert hidden in printed[0] and hidden in printed[2]
    assert words.label("chart.estimates.withheld", lang, n=words.number(400, 0, lang)) in printed[1]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_difference_rank_or_change_holds_its_number(opened, lang):
    """Neither as a number (81.148 in the charts' own tables) nor in a sentence, an alt text, or a place among the others."""
    later = san.open_period("contoh-2024", say=lambda line: None)
    one, ranks = san.survey.differences(opened.households, "layak"), san.survey.ranks(opened.households, "layak")
    changes = san.survey.changes(opened.households, later.households, indicators="2020:layak")
    totals = san.survey.totals(opened.households, indicators="2020:layak")
    charts = [
        san.charts.contrasts(one, "layak", lang),
        san.charts.ranks(ranks, "layak", lang),
        san.charts.contrasts(changes, "layak", lang),
    ]
    told = [*san.say.differences(one, lang), *san.say.ranks(ranks, lang), *san.say.changes(changes, lang)]
    texts = [
        *(table.to_csv() for table in (one, ranks, changes, totals)),
        *(chart.drawn.to_csv() + chart.alt + shown(chart) for chart in charts),
        *told,
        *(san.show(table, lang).data for table in (one, ranks, changes, totals)),
    ]
    assert not [text for text in texts if "81.14" in text or "81,1" in text or "81.1 " in text]
    mine = ranks[ranks["domain"].eq(REGION)].iloc[0]
    assert pd.isna(mine["rank"]) and pd.isna(mine["rank_low"]) and mine["of"] == 3 and mine["n"] > 0
    assert (
        one.loc[one["domain_1"].eq(REGION) | one["domain_2"].eq(REGION), ["diff_pp", "low_pp", "value_1_pct", "value_2_pct"]]
        .isna()
        .all(axis=None)
    )
    assert one["diff_pp"].notna().sum() == 3 and changes["diff_pp"].notna().sum() >= 2


def test_a_composition_with_a_withheld_part_is_not_drawn_from_what_is_left(opened):
    chart = san.charts.composition(opened.achievements, lang="id")
    ladders = chart.drawn[chart.drawn["region"].eq(REGION)]["ladder"]
    assert not set(ladders) & {"2020", "2015"} and "Tidak dirinci" not in shown(
        san.charts.composition(opened.achievements[opened.achievements["region"].eq(REGION)])
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_changed_prints_neither_side_of_it(lang):
    text = san.show(san.diff("contoh-2023", "contoh-2024", lang=lang), lang).data
    assert "81,15" not in text and "81.15" not in text


@pytest.mark.parametrize("kind", ["no households", "no region", "all weights zero"])
def test_a_survey_nothing_can_be_estimated_from_gives_empty_tables_and_a_sentence(opened, kind):
    mine = opened.households[opened.households["region_code"].eq("3572")].reset_index(drop=True)
    mine = {"no households": mine.iloc[:0], "no region": mine.assign(region_code=None), "all weights zero": mine.assign(weight=0.0)}[kind]
    for table in (
        san.survey.estimates,
        san.survey.differences,
        san.survey.ranks,
        san.survey.totals,
        san.survey.definitions,
        san.survey.weighting,
    ):
        assert table(mine).empty
    if kind == "all weights zero":
        told = survey_achievements.without_weights(mine)
        assert (
            told
            and {problem.rule for problem in told} == {"survey_weights_zero"}
            and str(len(mine)) in words.sentence(told[0], "problem", "en")
        )
