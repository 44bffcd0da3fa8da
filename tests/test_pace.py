"""Pace and projection: JMP's own published line from its points, and what a line must not be drawn through."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

import sanlib as san
from sanlib.judging import flags, pace
from tests import build

# WHO/UNICEF JMP, country file Indonesia, update 2021, rural open defecation (% of population): SUSENAS, DHS, census 2010,
# RISKESDAS, PMA; and the estimates JMP publishes from them.
JMP = [
    (2002, 43.977050),
    (2003, 40.064980),
    (2007, 37.261200),
    (2008, 36.182995),
    (2009, 31.833754),
    (2010, 31.267050),
    (2011, 27.53),
    (2012, 25.37),
    (2013, 25.506460),
    (2014, 22.43),
    (2015, 20.989306),
    (2016, 17.90),
    (2017, 17.25),
    (2018, 16.02),
    (2019, 13.08),
    (2003, 33.70),
    (2007, 32.20),
    (2012, 21.929030),
    (2017, 13.906180),
    (2010, 29.30),
    (2010, 27.53),
    (2013, 20.80),
    (2016, 13.502070),
]
JMP_PUBLISHED = {2000: 45.798863, 2010: 28.476581, 2015: 19.815441, 2019: 12.886529, 2020: 11.154300}


@pytest.mark.parametrize("year, published", JMP_PUBLISHED.items())
def test_the_line_through_jmps_points_gives_the_estimates_jmp_publishes(year, published):
    assert pace.at(pace.line(*zip(*JMP, strict=True)), year)[0] == pytest.approx(published, abs=5e-7)


def test_a_projection_goes_two_years_on_the_line_four_flat_and_then_ends():
    ahead = pace.project(*zip(*JMP, strict=True)).set_index("period")["value_pct"]
    assert ahead.index.tolist() == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert ahead["2020"] == pytest.approx(JMP_PUBLISHED[2020], abs=5e-7)
    assert ahead["2020"] > ahead["2021"] == ahead["2025"]


def test_backwards_it_goes_as_far_jmp_publishes_the_line_for_2000():
    back = pace.project(*zip(*JMP, strict=True), backwards=True).set_index("period")["value_pct"]
    assert back.index.tolist() == ["1996", "1997", "1998", "1999", "2000", "2001"]
    assert back["2000"] == pytest.approx(JMP_PUBLISHED[2000], abs=5e-7) and back["1996"] == back["1999"] == back["2000"]


def test_jmps_points_as_figures_of_a_series_give_jmps_estimate():
    """The same through the tables an analyst has: one figure a year, so the mean of the year's points by weight of one."""
    years = sorted({year for year, _ in JMP})
    single = {str(year): next(value for at, value in JMP if at == year) for year in years}
    history = build.achievements(*build.series("3572", "babs", single, instrument="SUSENAS"))
    ahead = pace.projection(history, "3572", "babs", "SUSENAS").set_index("period")["value_pct"]
    own = pace.line([float(year) for year in single], list(single.values()))
    assert ahead["2020"] == pytest.approx(pace.at(own, 2020)[0]) and abs(ahead["2020"] - JMP_PUBLISHED[2020]) < 1


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
    fitted = pace.line(*zip(*JMP, strict=True))
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
    assert row["reach_year"] == 2033 and row["reach"] == "melampaui ekstrapolasi"


def test_the_pace_has_the_interval_of_a_lines_slope():
    """50, 53, 54, 59: slope 14 / 5, residual variance 2.8 / 2, so 2.8 +- t(0.975; 2) x sqrt(1.4 / 5), as R's confint(lm)."""
    row = paced(*build.series("3572", "pengurangan", {"2020": 50.0, "2021": 53.0, "2022": 54.0, "2023": 59.0}))
    assert row[["pp_per_year", "low_pp", "high_pp"]].tolist() == pytest.approx([2.8, 0.52325, 5.07675], abs=1e-6)


def doing(effect):
    return sorted(name for name, its in flags.breaking().items() if its == effect)


@pytest.mark.parametrize("flag", doing("before"))
def test_no_line_crosses_a_break(flag):
    rows = build.series("3572", "pengurangan", {"2021": 10.0, "2022": 12.0}) + build.series(
        "3572", "pengurangan", {"2023": 20.0}, flag=flag
    )
    row = paced(*rows)
    assert row["points"] == 1 and row["reach"] == "satu titik" and math.isnan(row["pp_per_year"])


@pytest.mark.parametrize("flag", doing("isolated"))
def test_a_wrong_figure_is_no_point(flag):
    rows = build.series("3572", "pengurangan", {"2021": 10.0, "2023": 14.0}) + build.series(
        "3572", "pengurangan", {"2022": 90.0}, flag=flag
    )
    assert paced(*rows)["pp_per_year"] == pytest.approx(2.0)


def test_a_break_at_a_wrong_figure_cuts_all_the_same():
    """SIPSN 2024 in Situbondo: the figure copies another column, in the year the method changed."""
    rows = build.series("3512", "terkelola", {"2021": 80.0, "2022": 79.0, "2023": 71.0}) + build.series(
        "3512", "terkelola", {"2024": 13.0}, flag="anjlok_saat_patahan;kolom_kembar"
    )
    history = build.achievements(*rows)
    assert pace.unbroken(history).empty and pace.projections(history, "terkelola").empty
    assert len(pace.unbroken(history[history["period"].ne("2024")])) == 3


def test_nothing_shipped_is_projected_across_the_break_of_2024():
    history = san.of_pilots(san.open_period("2024", say=lambda line: None).history)
    drawn = [name for name in ("pengurangan", "penanganan", "terkelola") if len(pace.projections(history, name))]
    assert drawn == []


def test_a_region_is_projected_from_its_longest_series_and_never_from_two_points():
    rows = build.series("3572", "layak", {"2021": 90.0, "2022": 92.0, "2023": 93.0}, instrument="Dinkes")
    rows += build.series("3572", "layak", {"2022": 95.0, "2023": 96.0}, instrument="BPS Susenas")
    rows += build.series("3574", "layak", {"2022": 80.0, "2023": 82.0}, instrument="Dinkes")
    found = pace.projections(build.achievements(*rows), "layak")
    assert set(found["region"]) == {"3572"} and set(found["instrument"]) == {"Dinkes"} and len(found) == 6
    assert found["low_pct"].notna().all()


def test_two_instruments_or_two_ladders_are_never_one_line():
    one = build.series("3572", "layak", {"2021": 90.0, "2022": 92.0}, instrument="BPS Susenas", ladder="2020")
    two = build.series("3572", "layak", {"2023": 95.0}, instrument="Dinkes", ladder="2020")
    old = build.series("3572", "layak", {"2019": 70.0}, instrument="Dinkes", ladder="2015")
    assert paced(*one, *two, *old, target_set="SDG 6.2")["points"] == 1


def test_a_figure_that_moves_away_has_no_year():
    row = paced(*build.series("3572", "pengurangan", {"2021": 14.0, "2022": 13.0, "2023": 12.0}))
    assert row["reach"] == "menjauh" and math.isnan(row["reach_year"])


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_pace_as_printed_sets_todays_beside_the_one_required(lang):
    history = build.achievements(
        *build.series("3572", "terkelola", {"2022": 30.0, "2023": 32.1, "2024": 34.0}), *build.series("3574", "terkelola", {"2024": 60.0})
    )
    gaps = san.gaps(history[history["period"].eq("2024")], san.targets())
    rows = pace.pace_table(pace.pace(history, gaps), lang).set_index(pace.pace_table(pace.pace(history, gaps), lang).columns[0])
    moving = rows.loc["3572"].astype(str).tolist()
    assert any("17,21" in text or "17.21" in text for text in moving) and any(text.startswith("+2 (") for text in moving)
    assert ("garis lurus" in moving[-1]) == (lang == "id") and "2033" in moving[-1]
    assert rows.loc["3574"].iloc[-1] == {"id": "sudah tercapai", "en": "already reached"}[lang]


def test_a_pace_on_a_base_that_jumped_is_said_on_both():
    """Kab. Kediri: 19.12 % of the base of 2022 is 23.56 % of that of 2021; to 20.71 % it rose by 1.59 or fell by 2.85."""
    rows = build.series("3506", "penanganan", {"2022": 19.12, "2023": 20.71}, amount=1.0, base=2.0)
    rows[0] |= {"alt_pct": 23.56, "alt_base": 1.5, "flag": "basis_melompat"}
    history = build.achievements(*rows)
    found = pace.pace(history, san.gaps(history[history["period"].eq("2023")], san.targets()))
    assert found["pp_per_year"].iloc[0] == pytest.approx(1.59) and found["alt_pp_per_year"].iloc[0] == pytest.approx(-2.85)
    printed = pace.pace_table(found, "id").iloc[0].tolist()
    assert printed[3] == "2 titik, 2022–2023 (pembagi berubah tajam)" and printed[5] == "+1,59; pada pembagi periode sebelumnya −2,85"
    assert printed[-1].startswith("2056; ") and printed[-1].endswith("pada pembagi periode sebelumnya tidak: datar atau menjauh")


def test_what_is_required_where_the_base_jumped_is_a_range():
    """51.21 asked in 2025 of 26.01, or of 32.01 on the base before: 12.60 or 9.60 points a year."""
    facts = dict(amount=1.0, base=2.0, alt_pct=32.01, alt_base=1.5, flag="basis_melompat")
    one = build.achievements(*build.series("3506", "terkelola", {"2023": 26.01}, **facts))
    found = pace.pace(one, san.gaps(one, san.targets()))
    assert found["alt_required_pp_per_year"].iloc[0] == pytest.approx(9.6)
    told = pace.pace_table(found, "id").iloc[0].tolist()
    assert told[3] == "1 titik, 2023 (pembagi berubah tajam)" and told[4] == "26,01; pada pembagi periode sebelumnya 32,01"
    assert told[7] == "+9,60-12,60"


def test_a_target_of_a_later_year_has_not_come_where_its_figure_cannot_be_judged():
    """Visi 2045 in 2023: the page said that its year had come, because a figure that cannot be judged requires no pace."""
    history = build.achievements(*build.series("3506", "aman", {"2023": 4.53}, flag="definisi_bergeser"))
    gaps = san.gaps(history, san.targets())
    printed = pace.pace_table(pace.pace(history, gaps), "id").astype(str)
    said = dict(zip(printed.iloc[:, -3].str.extract(r"(20\d\d)(?=[):])", expand=False), printed.iloc[:, -2], strict=True))
    assert said["2045"] == "tidak dapat dinilai" and "tahun target sudah tiba" not in said.values()


@pytest.mark.parametrize("target, year", [(51.21, 2024), (43.0, 2024), (52.0, 2024), (52.01, 2025)])
def test_a_year_reached_is_the_first_in_which_the_target_is_met(target, year):
    """A line of 2 points a year from 50 in 2023: within the next year it is the next year, and never the one just measured."""
    fitted = pace.line([2021, 2022, 2023], [46.0, 48.0, 50.0])
    aim = SimpleNamespace(verdict="belum", direction="minimal", target_pct=target)
    assert pace._arrival(fitted, aim, 2023)["reach_year"] == year


@pytest.mark.parametrize("goes_on", (True, False), ids=("the line goes on", "the line stops"))
def test_the_interval_holds_19_of_20_new_figures_in_every_year_of_the_projection(goes_on):
    rng, tries, years = np.random.default_rng(20261127), 2000, np.arange(2016, 2024)
    held = np.zeros(pace.ON_THE_LINE + pace.FLAT)
    for _ in range(tries):
        ahead = pace.project(years, 40 + 2.0 * (years - 2016) + rng.normal(0, 1.5, len(years)))
        far = np.arange(1, len(held) + 1)
        new = 40 + 2.0 * (7 + (far if goes_on else np.minimum(far, pace.ON_THE_LINE))) + rng.normal(0, 1.5, len(far))
        held += (ahead["low_pct"].to_numpy() <= new) & (new <= ahead["high_pct"].to_numpy())
    assert (held / tries >= 0.94).all(), (held / tries).round(3)
