"""Pilots beside each other: ranks that mean something, and sentences that say which way a gap goes."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from build import achievement, achievements
from matplotlib.text import Text

import sanlib as san
from sanlib import words
from sanlib.charts import chart_page, findings, joined_series
from sanlib.documents import province_page
from sanlib.documents.brief_table import scopes
from sanlib.judging import flags
from sanlib.printing import pilots
from sanlib.project import schema


@functools.cache
def shipped(period):
    return san.open_period(period, say=lambda _line: None).achievements


def ranked(table, indicator, **chosen):
    rows = san.ranks(table)
    for column, value in (chosen | {"indicator": indicator}).items():
        rows = rows[rows[column].eq(value)]
    return {row.region: (row.rank_best, row.rank_worst, row.of) for row in rows.itertuples()}


def test_the_best_city_has_the_least_unmanaged_waste_and_the_most_managed():
    least, most = (ranked(shipped("2023"), name) for name in ("tidak_terkelola", "terkelola"))
    assert least == most and least["Kota Blitar"] == (1, 1, 8) and least["Kab. Kediri"] == (8, 8, 8)


@pytest.mark.parametrize("indicator", ["layak", "belum_layak"])
def test_a_figure_whose_base_jumped_has_no_rank_and_says_why(indicator):
    found = san.ranks(shipped("2023")).query("indicator == @indicator").set_index("region")
    assert found.loc["Kab. Kediri", ["rank_best", "rank_worst", "of"]].tolist() == [5, 5, 5] and found.loc["Kota Blitar", "rank_best"] == 1
    assert found.loc["Kab. Situbondo", ["rank_best", "rank_worst", "of"]].isna().all()
    assert found["not_compared"].dropna().to_dict() == {"Kab. Situbondo": "basis_melompat"}


def test_what_has_no_better_or_worse_is_not_ranked():
    assert not {"layak_sendiri", "layak_bersama", "bahan_baku", "daur_ulang"} & set(san.ranks(shipped("2023"))["indicator"])


def test_the_ladders_of_one_survey_are_ranked_apart():
    ladders = san.ranks(shipped("contoh-2023")).query("indicator == 'layak'").groupby("ladder")["region"]
    assert set(ladders.groups) == {"2015", "2020"} and ladders.apply(lambda names: names.is_unique).all()


def test_intervals_that_overlap_share_places():
    rows = achievements(
        *(
            achievement(code, "2023", "layak", value, basis="survei", low_pct=value - 4, high_pct=value + 4)
            for code, value in (("3572", 96.0), ("3574", 90.0), ("3506", 70.0))
        )
    )
    found = san.ranks(rows).set_index("region_code")[["rank_best", "rank_worst"]]
    assert found.loc["3572"].tolist() == found.loc["3574"].tolist() == [1, 2] and found.loc["3506"].tolist() == [3, 3]


def test_no_figures_give_no_ranks_and_a_lone_figure_none():
    assert not len(san.ranks(achievements())) and not len(san.ranks(achievements(achievement())))


@pytest.mark.parametrize(
    "lang, over, under",
    [("id", "Masih 1 poin di atas target", "Kurang 8 poin"), ("en", "Still 1 point above the target", "Short by 8 points")],
)
def test_too_much_babs_is_above_its_target_and_not_short_of_it(lang, over, under):
    gaps = san.gaps(shipped("2018"), san.targets())
    said = dict(zip(gaps["indicator"] + gaps["target_set"], san.say.gaps(gaps, lang), strict=True))
    assert over in said["babsKota Blitar"] and under in said["layakKota Blitar"]


def test_a_target_nobody_confirmed_is_marked_in_the_reconciliation():
    table = san.reconcile(san.gaps(shipped("2018"), san.targets()), san.targets())
    sure = table.set_index(["target_set", "year"])["confidence"]
    assert sure["Jakstranas", 2018] == "unverified" and sure["Jakstrada Kota Blitar", 2023] == "published"
    assert isinstance(table, pd.DataFrame) and not table["confidence"].eq("").any()


def test_a_gap_that_cannot_be_judged_stands_in_brackets_and_every_other_has_its_verdict():
    gaps = san.gaps(shipped("2023"), san.targets())
    row = san.matrix(gaps, "layak").set_index("Wilayah").loc["Kab. Situbondo"]
    assert "(−2,77) · tidak dapat dinilai" in row.tolist()
    assert "−8,39 · lebih 8,39 poin · tercapai" in san.gap_table(gaps, "Kota Blitar", "air_limbah").to_numpy().ravel().tolist()


def test_the_regions_and_rows_of_a_chart_add_up():
    gaps = san.of_pilots(san.gaps(shipped("2021"), san.targets()))
    for indicator in ("layak", "pengurangan", "penanganan"):
        chart = san.charts.pilots(gaps, indicator)
        told = next(
            text.get_text() for text in chart.findobj(lambda one: hasattr(one, "get_text")) if re.match(r"\d+ wilayah", text.get_text())
        )
        head, parts = told.split(": ", 1)
        assert sum(int(n) for n in re.findall(r"\d+", parts)) == int(re.findall(r"\d+", head)[-1])


def test_ranks_of_equal_regions_hold_the_truth_in_19_of_20_surveys():
    rng, regions, tries, n = np.random.default_rng(20261127), 8, 1500, 800
    together = 0
    for _ in range(tries):
        share = rng.binomial(n, 0.8, regions) / n
        half = 1.959964 * np.sqrt(share * (1 - share) / n)
        rows = pd.DataFrame(
            {
                "value_pct": 100 * share,
                "low_pct": 100 * (share - half),
                "high_pct": 100 * (share + half),
                "alt_pct": np.nan,
                "basis": "survei",
            }
        )
        found = pilots._rank(rows, "minimal")
        together += bool((found["rank_best"].eq(1) & found["rank_worst"].eq(regions)).all())
    assert together / tries >= 0.95, together / tries


@pytest.mark.parametrize("better, first", [("minimal", 0), ("maksimal", 1)])
def test_far_apart_is_told_apart_and_counts_rank_exactly(better, first):
    sample = pd.DataFrame(
        {"value_pct": [90.0, 50.0], "low_pct": [87.0, 46.0], "high_pct": [93.0, 54.0], "alt_pct": np.nan, "basis": "survei"}
    )
    counted = pd.DataFrame({"value_pct": [50.02, 50.01], "low_pct": np.nan, "high_pct": np.nan, "alt_pct": np.nan, "basis": "laporan"})
    for rows in (sample, counted):
        found = pilots._rank(rows, better)
        assert found["rank_best"].tolist() == found["rank_worst"].tolist() == [1 + first, 2 - first]


def test_a_report_without_a_pilot_is_about_the_regions_it_has():
    """Figures of another country's districts: no empty page per pilot; with a pilot's row the pilots are the report again."""
    elsewhere = achievements(
        *(
            achievement(region_code=code, region=code.title(), indicator=name)
            for code, name in (("zomba", "jmp_basic"), ("thyolo", "jmp_limited"))
        )
    )
    elsewhere = pd.concat([elsewhere, elsewhere.tail(1).assign(indicator="jmp_basic")], ignore_index=True)
    assert not len(san.of_pilots(elsewhere)) and san.of_report(elsewhere)["region"].tolist() == ["Zomba", "Thyolo", "Thyolo"]
    assert san.main_region(elsewhere) == "Thyolo"
    assert san.main_indicators(elsewhere, ["layak", "aman"]) == ["jmp_basic", "jmp_limited"]
    beside = pd.concat([elsewhere, achievements(achievement(region_code="3502", region="Kab. Ponorogo", indicator="layak"))])
    assert san.of_report(beside)["region"].tolist() == ["Kab. Ponorogo"] and san.main_region(beside) == "Kab. Ponorogo"
    assert san.main_indicators(beside, ["layak", "aman"]) == ["layak", "aman"]
    assert san.main_region(elsewhere.iloc[:0]) == "Kab. Kediri" and san.main_indicators(elsewhere.iloc[:0], ["aman"]) == ["aman"]
    many = achievements(*(achievement(region_code=f"p{number}", region=f"P{number}") for number in range(20)))
    assert san.of_report(many)["region"].nunique() == 12


def test_the_main_region_is_the_one_with_targets_of_its_own():
    gaps = san.gaps(shipped("2023"), san.targets())
    assert san.main_region(gaps) == "Kota Blitar" and san.main_region(gaps[gaps["region"].ne("Kota Blitar")]) != "Kota Blitar"


# ---------------------------------------------------------------- who is compared with whom

REAL = ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "contoh-2023"]


@functools.cache
def period_of(name):
    return san.open_period(name, say=lambda _line: None)


def fit(rows):
    """Regions whose figures have one sure share: a number, no flag that always withholds, one base, a survey's with its interval."""
    always = {flag for flag, veto in flags.vetoes().items() if veto == "yes"}
    flagged = rows["flag"].map(lambda names: bool(always & set(names.split(";")))).astype(bool)
    bare = rows["basis"].eq("survei") & rows["low_pct"].isna()
    return set(rows.loc[rows["value_pct"].notna() & ~flagged & rows["alt_pct"].isna() & ~bare, "region"])


def left_alone(texts):
    """The regions that a chart or page names as not compared because their base jumped."""
    before, after = words.label("chart.differences.two_bases", regions="@").split("@")
    named = (re.search(rf"{re.escape(before)}((?:(?:Kab\.|Kota) [^:.]+)+){re.escape(after)}", " ".join(text.split())) for text in texts)
    return {name for found in named if found for name in found[1].split(", ")}


@pytest.mark.parametrize("name", REAL)
def test_the_same_regions_are_compared_in_ranks_differences_and_matrix(name):
    period, told = period_of(name), 0
    rows, ranks, gaps = san.of_report(period.achievements), san.ranks(period), san.gaps(period)
    matrices = {indicator: san.matrix(gaps, indicator) for indicator in rows["indicator"].unique()}
    for (indicator, instrument, ladder), group in rows.groupby(["indicator", "instrument", "ladder"]):
        same = ranks["indicator"].eq(indicator) & ranks["instrument"].eq(instrument) & ranks["ladder"].eq(ladder)
        own, right = ranks[same], fit(group)
        if len(own):
            assert set(own.loc[own["rank_best"].notna(), "region"]) == right
            assert set(own.loc[own["rank_best"].isna(), "region"]) == set(group["region"]) - right
            assert right == set(group["region"]) or not own.loc[own["rank_best"].isna(), "not_compared"].isin(["", None]).any()
            told += 1
        if ladder == rows.loc[rows["indicator"].eq(indicator) & rows["instrument"].eq(instrument), "ladder"].max():
            table = san.differences(period, indicator, instrument)
            assert set(table.dropna(how="all").index) == right
        table = matrices[indicator]
        printed = table[table[words.label("instrument")].eq(instrument)]
        why = printed.get(words.label("not_compared"), pd.Series("–", index=printed.index))
        against = gaps[gaps["indicator"].eq(indicator) & gaps["instrument"].eq(instrument) & gaps["ladder"].eq(ladder)]
        if len(against.dropna(subset="target_pct")):
            assert set(printed.loc[why.eq("–"), words.label("region")]) == right & set(against["region"])
    assert told or name == "2018"


@pytest.mark.parametrize("name", ["2021", "2022", "2023", "2024"])
def test_the_same_regions_are_compared_in_charts_and_on_the_province_page(name, monkeypatch):
    monkeypatch.setattr(chart_page, "compose", lambda story, panels: story)  # what a chart says, without drawing it
    period = period_of(name)
    gaps = san.of_report(san.gaps(period))
    for indicator in gaps["indicator"].unique():
        about = gaps[gaps["indicator"].eq(indicator) & gaps["target_pct"].notna()]
        for draw in (san.charts.map, san.charts.pilots) if len(about) else ():
            story = draw(gaps, indicator)
            for _, drawn in story.rows[story.rows["verdict"].ne("")].groupby(["instrument", "ladder"]):
                own = about.merge(drawn[["region", "instrument", "target_set"]].drop_duplicates(), validate="many_to_one")
                judged = set(own.loc[own["verdict"].ne(schema.TIDAK_DINILAI), "region"])
                assert judged - left_alone(story.notes) == fit(own), (indicator, draw)
        points = joined_series.points(period.history, indicator)
        for _, own in points[points["period"].eq(name)].groupby(["instrument", "ladder"]):
            assert own.loc[~own["region"].isin(fit(own)), "hollow"].all(), indicator
    codes = [code for code in dict.fromkeys(gaps["region_code"]) if code.startswith("35")]
    page = province_page.document("35", codes, period, gaps)
    said = [bullet for section in page.sections if section.key == "missing" for bullet in section.bullets]
    shown = province_page._held_to(gaps[gaps["region_code"].isin(codes) & gaps["target_pct"].notna()].assign(scope=scopes))
    for (indicator, instrument, _), own in shown.groupby(["indicator", "instrument", "ladder"]):
        before = f"{words.label(indicator)}, {instrument}: "
        named = left_alone(text.removeprefix(before) for text in said if text.startswith(before))
        assert set(own.loc[own["verdict"].ne(schema.TIDAK_DINILAI), "region"]) - named == fit(own), (indicator, instrument)


def test_who_stands_on_two_bases_is_named_where_it_is_judged_and_never_as_the_farthest():
    gaps = san.of_report(san.gaps(period_of("2022")))
    chart = san.charts.map(gaps, "pengurangan")
    assert left_alone(text.get_text() for text in chart.findobj(Text)) == {"Kab. Kediri"}
    rows = gaps[gaps["indicator"].eq("pengurangan") & gaps["target_set"].eq("Jakstranas") & gaps["instrument"].eq("SIPSN")].copy()
    assert "paling jauh Kab. Tana Toraja" in findings.regions(rows)
    worst = rows["region"].eq("Kab. Tana Toraja")
    rows.loc[worst, ["alt_pct", "flag"]] = [5.5, "basis_melompat"]
    assert "paling jauh" not in findings.regions(rows)
    drawn = san.charts.pilots(gaps, "pengurangan")
    assert "paling jauh Kab. Tana Toraja" in drawn.finding
    names = [text.get_text() for text in drawn.findobj(Text) if text.get_text() in set(gaps["region"])]
    assert names.index("Kab. Kediri") > names.index("Kab. Tana Toraja")
