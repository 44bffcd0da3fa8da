"""Pace and projection: JMP's own published line from its points, and what a line must not be drawn through."""

import math

import pytest

import sanlib as san
from sanlib.rerun import pace
from tests import build

# WHO/UNICEF JMP, country file Indonesia, update 2021, rural open defecation (% of population): SUSENAS, DHS, census 2010,
# RISKESDAS, PMA; and the estimates JMP publishes from them.
JMP = [
    (2002, 43.977050), (2003, 40.064980), (2007, 37.261200), (2008, 36.182995), (2009, 31.833754), (2010, 31.267050),
    (2011, 27.53), (2012, 25.37), (2013, 25.506460), (2014, 22.43), (2015, 20.989306), (2016, 17.90), (2017, 17.25),
    (2018, 16.02), (2019, 13.08), (2003, 33.70), (2007, 32.20), (2012, 21.929030), (2017, 13.906180), (2010, 29.30),
    (2010, 27.53), (2013, 20.80), (2016, 13.502070)]
JMP_PUBLISHED = {2000: 45.798863, 2010: 28.476581, 2015: 19.815441, 2019: 12.886529, 2020: 11.154300}


@pytest.mark.parametrize("year, published", JMP_PUBLISHED.items())
def test_the_line_through_jmps_points_gives_the_estimates_jmp_publishes(year, published):
    assert pace.at(pace.line(*zip(*JMP)), year)[0] == pytest.approx(published, abs=5e-7)


def test_a_projection_goes_two_years_on_the_line_four_flat_and_then_ends():
    ahead = pace.project(*zip(*JMP)).set_index("period")["value_pct"]
    assert ahead.index.tolist() == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert ahead["2020"] == pytest.approx(JMP_PUBLISHED[2020], abs=5e-7)
    assert ahead["2020"] > ahead["2021"] == ahead["2025"]


def test_a_projection_stays_within_0_and_100():
    ahead = pace.project([2020, 2021, 2022], [90.0, 96.0, 99.0])
    assert ahead[["value_pct", "low_pct", "high_pct"]].max().max() == 100
    falling = pace.project([2020, 2021, 2022], [9.0, 5.0, 1.0])
    assert falling[["value_pct", "low_pct", "high_pct"]].min().min() == 0


def test_one_point_gives_no_projection_and_two_give_one_without_interval():
    assert pace.project([2023], [50.0]).empty
    two = pace.project([2022, 2023], [50.0, 52.0])
    assert two["value_pct"].tolist()[:2] == [54.0, 56.0] and two["low_pct"].isna().all()


def test_the_interval_of_the_year_holds_the_years_at_which_the_target_is_within_the_prediction():
    fitted = pace.line(*zip(*JMP))
    year, low, high = pace.reach(fitted, 5.0)
    assert pace.at(fitted, year)[0] == pytest.approx(5.0)
    assert pace.at(fitted, low)[1] == pytest.approx(5.0) and pace.at(fitted, high)[2] == pytest.approx(5.0)
    assert low < year < high


def test_a_slope_that_cannot_be_told_from_zero_may_never_get_there():
    assert pace.reach(pace.line([2019, 2020, 2021, 2022], [50, 56, 49, 55]), 90.0)[2] == math.inf


def test_a_level_line_reaches_nothing():
    assert math.isnan(pace.reach(pace.line([2020, 2021, 2022], [50, 50, 50]), 60.0)[0])


def paced(*rows, target_set="Jakstranas"):
    history = build.achievements(*rows)
    newest = history[history["period"].eq(history["period"].max())]
    table = pace.pace(history, san.gaps(newest, san.targets()))
    return table[table["target_set"].eq(target_set)].iloc[0]


def test_pace_required_pace_and_the_year_it_is_reached():
    row = paced(*build.series("3572", "terkelola", {"2022": 30.0, "2023": 32.0, "2024": 34.0}), target_set="RPJMN 2025-2029")
    assert row["pp_per_year"] == pytest.approx(2.0) and row["required_pp_per_year"] == pytest.approx(51.21 - 34)
    assert row["reach_year"] == pytest.approx(2024 + (51.21 - 34) / 2) and row["reach"] == "melampaui ekstrapolasi"


@pytest.mark.parametrize("flag", sorted(pace.STARTS_ANEW))
def test_no_line_crosses_a_break(flag):
    rows = build.series("3572", "pengurangan", {"2021": 10.0, "2022": 12.0}) + build.series(
        "3572", "pengurangan", {"2023": 20.0}, flag=flag)
    row = paced(*rows)
    assert row["points"] == 1 and row["reach"] == "satu titik" and math.isnan(row["pp_per_year"])


@pytest.mark.parametrize("flag", sorted(pace.LEFT_OUT))
def test_a_wrong_figure_is_no_point(flag):
    rows = build.series("3572", "pengurangan", {"2021": 10.0, "2023": 14.0}) + build.series(
        "3572", "pengurangan", {"2022": 90.0}, flag=flag)
    assert paced(*rows)["pp_per_year"] == pytest.approx(2.0)


def test_two_instruments_or_two_ladders_are_never_one_line():
    one = build.series("3572", "layak", {"2021": 90.0, "2022": 92.0}, instrument="BPS Susenas", ladder="2020")
    two = build.series("3572", "layak", {"2023": 95.0}, instrument="Dinkes", ladder="2020")
    old = build.series("3572", "layak", {"2019": 70.0}, instrument="Dinkes", ladder="2015")
    assert paced(*one, *two, *old, target_set="SDG 6.2")["points"] == 1


def test_a_figure_that_moves_away_has_no_year():
    row = paced(*build.series("3572", "pengurangan", {"2021": 14.0, "2022": 13.0, "2023": 12.0}))
    assert row["reach"] == "menjauh" and math.isnan(row["reach_year"])
