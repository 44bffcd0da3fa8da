"""What a chart may claim: no line across a break, no value that may not be published, no colour alone, no synthetic unmarked."""

import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from build import achievement, achievements, series
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import sanlib as san
from sanlib import charts, words
from sanlib.charts import chart_page, chart_rows, composition_chart, differences_chart, risk_chart, series_marks, source_lines, style
from sanlib.charts import joined_series as runs
from sanlib.charts.chart_files import save
from sanlib.charts.one_region import region_charts
from sanlib.judging import flags, gap
from sanlib.printing import pilots
from sanlib.project import folders, schema
from sanlib.project.problems import InputError
from sanlib.reference import targets
from sanlib.reference.targets import dated


def drawn(chart, gid):
    return chart.findobj(match=lambda artist: artist.get_gid() == gid)


def texts(chart):
    return [one.get_text() for one in chart.findobj(match=lambda artist: hasattr(artist, "get_text")) if one.get_text()]


def joined(*rows):
    """The years each line joins, as drawn."""
    chart = charts.trends(achievements(*rows), "penanganan")
    return sorted([int(year) for year in line.get_xdata()] for line in drawn(chart, "series"))


def over_years(values, flag=None, code="3572", **other):
    return [row | {"flag": (flag or {}).get(row["period"], "")} for row in series(code, "penanganan", values, source="uji", **other)]


FOUR = {"2020": 50.0, "2021": 52.0, "2022": 54.0, "2023": 56.0}


def test_consecutive_sound_years_are_one_line():
    assert joined(*over_years(FOUR)) == [[2020, 2021, 2022, 2023]]


def test_a_missing_year_ends_the_line():
    assert joined(*over_years({"2019": 1.0, "2020": 2.0, "2022": 3.0, "2023": 4.0})) == [[2019, 2020], [2022, 2023]]


def test_a_year_without_a_value_is_a_missing_year():
    assert joined(*over_years(FOUR | {"2021": float("nan")})) == [[2022, 2023]]


def test_a_method_break_starts_a_new_line():
    assert joined(*over_years(FOUR, {"2022": "patahan_metode"})) == [[2020, 2021], [2022, 2023]]


def test_a_figure_that_cannot_be_stands_alone():
    assert joined(*over_years(FOUR, {"2022": "revisi;bagian_mustahil"})) == [[2020, 2021]]


@pytest.mark.parametrize("notice", ["revisi", "basis_basi", "instrumen_campur", "nilai_kembar_asal"])
def test_a_notice_does_not_break_a_line_nor_empty_a_point(notice):
    rows = over_years(FOUR, {"2022": notice})
    assert joined(*rows) == [[2020, 2021, 2022, 2023]]
    assert not drawn(charts.trend(achievements(*rows), "penanganan", "3572"), "hollow")


def test_a_flag_nobody_has_listed_isolates_its_point():
    assert joined(*over_years(FOUR, {"2022": "bendera_baru"})) == [[2020, 2021]]


def test_two_instruments_and_two_ladders_are_separate_lines():
    rows = over_years({"2020": 1.0, "2021": 2.0}) + over_years({"2022": 3.0, "2023": 4.0}, instrument="Pusdal")
    assert joined(*rows) == [[2020, 2021], [2022, 2023]]
    old, new = ({"ladder": ladder} for ladder in ("2015", "2020"))
    assert joined(*over_years({"2018": 1.0, "2019": 2.0}, **old), *over_years({"2020": 3.0, "2021": 4.0}, **new)) == [
        [2018, 2019],
        [2020, 2021],
    ]


def test_the_new_ladder_is_a_break_with_a_note():
    rows = over_years({"2019": 1.0}, ladder="2015") + over_years({"2021": 3.0}, ladder="2020")
    chart = charts.trend(achievements(*rows), "penanganan", "3572")
    assert [float(line.get_xdata()[0]) for line in drawn(chart, "break")] == [2019.5]
    assert "2020" in drawn(chart, "break note")[0].get_text()


def test_a_break_of_one_region_does_not_seem_to_cut_the_others():
    rows = over_years(FOUR) + over_years({y: v - 40 for y, v in FOUR.items()}, {"2022": "basis_melompat"}, code="3506")
    chart = charts.trend(achievements(*rows), "penanganan", ["3572", "3506"])
    assert not drawn(chart, "break")
    assert [max(line.get_ydata()) < 50 for line in drawn(chart, "break of one")] == [True]


def test_flagged_points_are_hollow_and_the_rest_are_not():
    chart = charts.trend(achievements(*over_years(FOUR, {"2023": "patahan_metode"})), "penanganan", "3572")
    assert len(drawn(chart, "hollow")) == 1 and len(drawn(chart, "solid")) == 3


def test_every_flag_says_what_it_does_to_a_line():
    assert set(flags.breaking().values()) == {"before", "isolated", ""}


@pytest.mark.parametrize("draw", [charts.trend, lambda rows, name, region, **o: charts.trends(rows, name, **o)])
def test_a_projection_is_dashed_and_said_to_be_one(draw):
    ahead = pd.DataFrame({"period": ["2024", "2025"], "value_pct": [58.0, 60.0], "low_pct": [50.0, 50.0], "high_pct": [65.0, 70.0]})
    chart = draw(achievements(*over_years(FOUR)), "penanganan", "3572", projection=ahead)
    (line,) = drawn(chart, "projection")
    assert line.get_linestyle() == "--" and list(line.get_xdata()) == [2024, 2025]
    assert any("proyeksi" in said for said in texts(chart))


def wide(name, *widths):
    years = range(2024, 2024 + len(widths))
    return pd.DataFrame(
        [
            {"region": name, "period": str(y), "value_pct": 50.0, "low_pct": 50 - w / 2, "high_pct": 50 + w / 2}
            for y, w in zip(years, widths, strict=True)
        ]
    )


def test_a_projection_that_says_nothing_is_a_sentence_and_a_wide_one_ends_sooner():
    rows = [*over_years(FOUR), *over_years(FOUR, code="3502"), *over_years(FOUR, code="3521")]
    named = {"3572": "Kota Blitar", "3502": "Kab. Ponorogo", "3521": "Kab. Ngawi"}
    table = achievements(*(row | {"region": named[row["region_code"]]} for row in rows))
    ahead = pd.concat([wide("Kota Blitar", 20, 30, 50, 51), wide("Kab. Ponorogo", 40, 51, 60), wide("Kab. Ngawi", 99, 40, 30)])
    chart = charts.trends(table, "penanganan", projection=ahead)
    (line,) = drawn(chart, "projection")
    assert list(line.get_xdata()) == [2024, 2025, 2026]
    said = " ".join(texts(chart)).replace("\n", " ").split("Tanpa proyeksi", 1)[1]
    assert "Kab. Ponorogo, Kab. Ngawi" in said and "Kota Blitar" not in said and "50 poin" in said
    alone = charts.trend(table, "penanganan", "Kab. Ponorogo", projection=wide("", 99, 99).drop(columns="region"))
    assert not drawn(alone, "projection") and "Tanpa proyeksi (Kab. Ponorogo)" in " ".join(texts(alone)).replace("\n", " ")


@pytest.mark.parametrize("known", [{"3502": 4.4}, {"3502": 92.5}])
def test_a_withheld_figure_does_not_stretch_the_axis(known):
    """Of two regions the first is withheld: the axis is that of the other's figure and the targets alone."""
    rows = [row | {"region": code} for code, share in known.items() for row in series(code, "layak", {"2023": share}, ladder="JMP")]
    thin = achievement("3501", "2023", "layak", 50.0, ladder="JMP", flag=gap.WITHHELD_FLAG, region="3501")
    alone, both = (charts.trends(achievements(*some), "layak").axes for some in (rows, [thin, *rows]))
    assert {axes.get_ylim() for axes in both if axes.get_yticks().size} == {axes.get_ylim() for axes in alone if axes.get_yticks().size}


def test_an_abbreviation_keeps_its_capitals_in_a_title():
    rows = achievements(*series("3572", "babs", {"2023": 1.0}, ladder="2020", region="Kota Blitar"))
    assert charts.trend(rows, "babs", "3572").title.startswith("Kota Blitar, BABS 2023")


@pytest.mark.parametrize("ahead", [None, pd.DataFrame(columns=["period", "value_pct", "low_pct", "high_pct"])])
def test_without_a_projection_none_is_drawn_or_mentioned(ahead):
    chart = charts.trend(achievements(*over_years(FOUR)), "penanganan", "3572", projection=ahead)
    assert not drawn(chart, "projection") and not any("proyeksi" in said for said in texts(chart))


def gaps_of(*rows):
    return gap.gaps(achievements(*rows), targets.targets())


def test_the_level_of_the_intervals_is_said_where_the_first_domain_may_not_be_published():
    rows = [
        estimate(name, value, shown) | {"level_pct": 90.0}
        for name, value, shown in (("Selatan", 37.0, "ditahan"), ("Utara", 81.0, "disajikan"))
    ]
    assert any("90%" in said for said in texts(charts.estimates(pd.DataFrame(rows), "layak")))
    assert any("90%" in said for said in texts(charts.estimates(pd.DataFrame(rows[:1]), "layak")))


@pytest.mark.parametrize(
    "lang, said",
    [("id", "data contoh SINTETIS (2 berkas di data/raw/contoh-2023)"), ("en", "SYNTHETIC example data (2 files in data/raw/contoh-2023)")],
)
def test_the_files_of_an_example_survey_are_one_readable_source_and_named_in_the_table(lang, said):
    files = "data/raw/contoh-2023/SINTETIS_A.xlsx, data/raw/contoh-2023/SINTETIS_B.sav"
    chart = charts.estimates(pd.DataFrame([estimate("Utara", 81.0, "disajikan") | {"source": files, "synthetic": True}]), "layak", lang)
    foot = " ".join(texts(chart)).replace("\n", " ")
    assert said in foot and "SINTETIS_A" not in foot and set(chart.drawn["source"]) == {files}


def test_a_survey_that_is_no_example_keeps_its_source_in_sight():
    def source(named):
        return source_lines.lines(pd.DataFrame([{"source": named, "synthetic": False}]))[0]

    assert source("data/raw/2025/EHRA.xlsx") == "Sumber: data/raw/2025/EHRA.xlsx."
    assert (
        source("data/raw/2025/A.xlsx, data/raw/2026/B.xlsx, data/raw/2026/C.xlsx")
        == "Sumber: data/raw/2025/A.xlsx, 2 berkas di data/raw/2026."
    )
    assert source("BPS, Susenas 2021") == "Sumber: BPS, Susenas 2021."


def waste(code, value, region=None, **other):
    return achievement(code, "2023", "pengurangan", value, source="uji", region=region or f"Kab. {code}", base=100.0, **other)


def test_highlighting_greys_the_rest_and_keeps_their_verdicts_shape():
    chart = charts.pilots(gaps_of(waste("3572", 15.0), waste("3506", 9.0)), "pengurangan", "Jakstranas", highlight="3572")
    colours = [patch.get_facecolor()[:3] for patch in drawn(chart, "belum")]
    assert colours == [to_rgb(style.colour("belum")), to_rgb(style.colour("lainnya"))]


def test_regions_are_sorted_best_first_and_what_cannot_be_judged_stands_last():
    rows = gaps_of(waste("3501", 10.0), waste("3502", 30.0), waste("3503", 90.0, flag="patahan_metode"), waste("3504", 20.0))
    chart = charts.pilots(rows, "pengurangan", "Jakstranas")
    assert [said.get_text()[0] for said in drawn(chart, "gap")] == ["−", "+", "+", "("]
    assert "cara ukur berganti" in " ".join(said.get_text() for said in drawn(chart, "reason")).replace("\n", " ")


def test_a_province_is_not_one_of_its_regions():
    rows = gaps_of(waste("35", 12.0, "Jawa Timur"), waste("3502", 30.0))
    assert "Jawa Timur" not in texts(charts.pilots(rows, "pengurangan", "Jakstranas"))


def test_nobody_is_missing_from_a_target_that_is_one_regions_own():
    rows = gaps_of(waste("3572", 12.0, "Kota Blitar"), achievement("3506", "2023", "layak", 90.0, source="uji", region="Kab. Kediri"))
    chart = charts.pilots(rows, "pengurangan", "Jakstrada Kota Blitar")
    assert not any("Kab. Kediri" in said for said in texts(chart))


def test_those_who_should_have_reported_can_be_named():
    chart = charts.pilots(gaps_of(waste("3572", 12.0)), "pengurangan", "Jakstranas", regions=["3572", "Kab. Maros"])
    assert any("Kab. Maros" in said.get_text() for said in drawn(chart, "absent"))


def test_an_interval_is_drawn_and_a_small_sample_hatched():
    row = achievement("3572", "2023", "layak", 80.0, basis="survei", n=40.0, low_pct=70.0, high_pct=88.0, source="uji")
    for chart in (charts.gap(gaps_of(row), "3572"), charts.pilots(gaps_of(row), "layak", "RPJMN 2020-2024")):
        assert drawn(chart, "interval")
        assert all(patch.get_hatch() for patch in drawn(chart, "belum"))


def test_an_unverified_target_is_dashed_and_said_to_be_unverified():
    row = achievement("3506", "2019", "penanganan", 70.0, source="uji")
    for chart in (charts.gap(gaps_of(row), "3506"), charts.pilots(gaps_of(row), "penanganan", "Jakstranas")):
        assert drawn(chart, "target unverified") and not drawn(chart, "target")
        assert any("(?)" in said for said in texts(chart))


def test_what_the_source_does_not_break_down_is_a_part_of_its_own():
    rows = [achievement("3572", "2023", name, value, source="uji") for name, value in {"pengurangan": 20.0, "penanganan": 60.0}.items()]
    chart = charts.composition(achievements(*rows), "3572", "persampahan")
    assert drawn(chart, "tidak_dirinci")[0].get_width() == pytest.approx(composition_chart.AREA * 0.2)


def test_a_zero_part_has_no_number_and_a_flagged_part_is_framed_and_starred():
    values = {"pengurangan": 0.0, "penanganan": 60.0, "tidak_terkelola": 40.0}
    rows = [
        achievement("3572", "2023", name, value, source="uji", flag="patahan_metode" if name == "penanganan" else "")
        for name, value in values.items()
    ]
    chart = charts.composition(achievements(*rows), "3572", "persampahan")
    assert [said.get_text() for said in drawn(chart, "part")] == ["60*", "40"]
    assert len(drawn(chart, "flagged")) == 1 and drawn(chart, "penanganan")[0].get_hatch() is None
    assert words.label("chart.composition.flagged", "id") in " ".join(texts(chart)).replace("\n", " ")


def test_a_class_with_a_hatch_of_its_own_is_not_taken_for_flagged():
    parts = {"pengurangan": 10.0, "penanganan": 60.0, "tidak_terkelola": 30.0}
    chart = charts.composition(
        achievements(*(achievement("3572", "2023", name, value, source="uji") for name, value in parts.items())), "3572", "persampahan"
    )
    assert drawn(chart, "tidak_terkelola")[0].get_hatch() and not drawn(chart, "flagged")
    assert words.label("chart.composition.flagged", "id") not in " ".join(texts(chart)).replace("\n", " ")


@pytest.mark.parametrize("count", [1, 8, 38])
def test_impossible_parts_are_written_within_their_bar_and_no_number_leaves_its_percent(count):
    parts = {"pengurangan": 70.0, "penanganan": 60.0, "tidak_terkelola": -30.0}
    chart = charts.composition(
        achievements(
            *(
                achievement(f"35{code:02d}", "2023", name, value, region=f"Kab. {code}", source="uji")
                for code in range(1, count + 1)
                for name, value in parts.items()
            )
        ),
        None,
        "persampahan",
    )
    said = next(one for one in drawn(chart, "impossible") if hasattr(one, "get_text"))
    bar = next(one for one in drawn(chart, "impossible") if not hasattr(one, "get_text"))
    renderer = chart.canvas.get_renderer()
    inner, outer = Text.get_window_extent(said, renderer), bar.get_window_extent(renderer)
    assert outer.x0 <= inner.x0 and inner.x1 <= outer.x1 and inner.height <= outer.height + 2
    assert "…" not in said.get_text() and not any(line.strip().startswith("%") for line in said.get_text().split("\n"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_parts_that_make_no_whole_stand_uncut_among_those_of_a_province_too(lang):
    rows = [
        achievement(f"35{place:02d}", "2023", name, value, base=1000.0, source="uji")
        for place in range(1, 15)
        for name, value in {"pengurangan": 38.0, "penanganan": 63.0, "tidak_terkelola": -1.0}.items()
    ]
    chart = charts.composition(achievements(*rows), None, "persampahan", lang)
    said = [one.get_text() for one in drawn(chart, "impossible") if hasattr(one, "get_text")]
    assert len(said) == 14 and all("…" not in one and "−1" in one for one in said)


def test_figures_of_the_difference_matrix_are_read_on_every_shade():
    for lead in (-100, -5, 0, 0.1, 1, 5, 10, 30, 60, 99, 100):
        shade = differences_chart._shade(lead, 100)
        assert style.contrast(style.on(shade), shade) >= 4.5, (lead, shade)


NOTED = {
    "odf_bukan_layak": ({"layak": 98.4, "belum_layak": 1.6}, "SDG 6.2"),
    "revisi": ({"pengurangan": 12.15, "penanganan": 85.54}, "Jakstranas"),
}


@pytest.mark.parametrize("note", list(NOTED))
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_note_is_told_in_words_and_never_looks_like_a_veto(note, lang):
    values, target = NOTED[note]
    rows = achievements(*(achievement("3572", "2023", name, value, source="uji", base=100.0, flag=note) for name, value in values.items()))
    compared = gap.gaps(rows, targets.targets())
    assert set(compared["verdict"]) <= {"belum", "tercapai"} and len(compared)
    for chart in (
        charts.gap(compared, "3572", lang=lang),
        charts.composition(rows, "3572", lang=lang),
        charts.pilots(compared, next(iter(values)), target, lang),
    ):
        assert not any(drawn(chart, gid) for gid in ("tidak dapat dinilai", "flagged", "impossible", "reason"))
        assert not any(said.get_text().startswith("(") for said in drawn(chart, "gap"))
        assert any(words.label(f"flag.{note}", lang) in said.replace("\n", " ") for said in texts(chart))


def test_a_note_is_not_given_as_the_reason_a_figure_cannot_be_judged():
    assert flags.withholding("instrumen_campur;nilai_kembar") == "nilai_kembar"
    assert flags.withholding("basis_melompat;odf_bukan_layak") == "basis_melompat"
    assert flags.withholding("odf_bukan_layak") == "odf_bukan_layak" and flags.withholding("") == ""
    rows = gaps_of(waste("3501", 10.0, flag="patahan_bagian;basis_melompat", alt_pct=90.0))
    reason = " ".join(said.get_text() for said in drawn(charts.pilots(rows, "pengurangan", "Jakstranas"), "reason"))
    assert reason.replace("\n", " ") == words.label("flag.basis_melompat", "id")


def test_gaps_of_one_picture_have_one_setting_of_decimals():
    rows = gaps_of(
        *(achievement(code, "2023", "penanganan", share, base=1000.0, source="uji") for code, share in (("3572", 64.0), ("3506", 62.65)))
    )
    for chart in (charts.pilots(rows, "penanganan", "Jakstranas", "id"), charts.gap(rows, "3572", lang="id")):
        shown = [one.get_text() for one in drawn(chart, "gap")]
        far = [one.get_text() for one in drawn(chart, "distance")]
        assert len({"," in one for one in [*shown, *far]}) == 1, shown
    assert "+8,00" in [one.get_text() for one in drawn(charts.pilots(rows, "penanganan", "Jakstranas", "id"), "gap")]


def test_the_word_on_a_withheld_column_stands_off_the_interval_of_another_series():
    """One year, two ladders: of one the share is withheld, of the other the interval begins at 0, where the word would stand."""
    own = {"basis": "survei", "instrument": "EHRA", "source": "uji", "n": 400.0}
    rows = achievements(
        achievement("3506", "2024", "babs", float("nan"), ladder="2020", flag="sampel_tidak_cukup", **own),
        achievement("3506", "2024", "babs", 0.9, ladder="2015", low_pct=0.0, high_pct=0.9, **own),
    )
    for chart in (charts.trend(rows, "babs", "3506", "id"), charts.trends(rows, "babs", "id")):
        paper = chart.canvas.get_renderer()
        [word] = [one for one in drawn(chart, "value") if one.get_text() == words.label("withheld", "id")]
        lines = [line.get_window_extent(paper) for line in drawn(chart, "interval")]
        assert lines and not any(word.get_window_extent(paper).overlaps(line) for line in lines)


def test_a_short_line_tells_its_latest_figure():
    rows = series("3572", "penanganan", {"2022": 92.7, "2023": 96.0, "2024": 97.1}, source="uji") + series(
        "3506", "penanganan", {"2018": 50.0}, source="uji"
    )
    shown = [said.get_text() for said in drawn(charts.trends(achievements(*rows), "penanganan"), "value")]
    assert "97,1" in shown


def test_a_number_in_small_trends_covers_no_point():
    rows = series("3572", "penanganan", {"2018": 60.0, "2022": 65.4, "2023": 92.2}, source="uji") + series(
        "3572", "penanganan", {"2024": 100.0}, source="uji", instrument="Pusdal"
    )
    chart = charts.trends(achievements(*rows), "penanganan")
    shown, paper = drawn(chart, "value"), chart.canvas.get_renderer()
    assert {"60,0", "100,0"} <= {said.get_text() for said in shown}
    axes = next(axes for axes in chart.axes if axes.lines)
    points = [axes.transData.transform((int(row["period"]), row["value_pct"])) for row in rows]
    assert not [said.get_text() for said in shown for x, y in points if said.get_window_extent(paper).contains(x, y)]


def test_one_figure_is_no_composition():
    chart = charts.composition(achievements(achievement("3572", "2023", "layak", 80.0, source="uji")), "3572", "air_limbah")
    assert not len(chart.drawn) and any("Tidak ada" in said for said in texts(chart))


def estimate(domain, value, presentation, n=100.0):
    return {
        "domain": domain,
        "indicator": "layak",
        "ladder": "2020",
        "value_pct": value,
        "low_pct": value - 9,
        "high_pct": value + 9,
        "kg_low_pct": value - 9,
        "n": n,
        "presentation": presentation,
        "source": "uji",
    }


def test_an_estimate_that_may_not_be_published_leaves_neither_in_picture_nor_table_nor_words():
    table = pd.DataFrame([estimate("Utara", 81.0, "disajikan"), estimate("Selatan", 37.0, "ditahan")])
    chart = charts.estimates(table, "layak")
    assert len(drawn(chart, "estimate")) == 1 and len(drawn(chart, "withheld")) == 1
    told = " ".join([*texts(chart), chart.alt, chart.drawn.to_csv()])
    assert "81" in told and not any(number in told for number in ("37", "28", "46"))


def test_an_estimate_of_few_households_is_hollow_and_in_brackets():
    chart = charts.estimates(pd.DataFrame([estimate("Utara", 81.0, "disajikan", n=49.0)]), "layak")
    assert drawn(chart, "thin") and "(81,0%)" in texts(chart)


def test_a_milestone_without_a_date_is_said_to_be_undocumented():
    table = pd.DataFrame(
        [
            {"region": "Kota Blitar", "milestone": f"M{n}", "date": date, "source": "uji"}
            for n, date in enumerate(["2018", "", "tidak terdokumentasi", None], start=1)
        ]
    )
    chart = charts.milestones(table)
    assert len(drawn(chart, "terdokumentasi")) == 1 and len(drawn(chart, "tidak_terdokumentasi")) == 3
    assert any("1 dari 4" in said for said in texts(chart)) and "Kota Blitar, M2: tidak terdokumentasi." in chart.alt


def test_an_area_whose_risk_is_unknown_is_named_and_not_drawn_as_none():
    parts = dict.fromkeys(risk_chart.COMPONENTS, 40.0)
    table = pd.DataFrame(
        [
            {
                "desa": "Turi",
                **parts,
                "irs": 200.0,
                "status": "",
                "relative_class": "tidak ada kelas",
                "absolute_class": "berisiko sedang",
                "source": "uji",
            },
            {"desa": "Bendo", "irs": float("nan"), "status": "tidak ada layanan: x", "source": "uji"},
        ]
    )
    chart = charts.risk(table)
    assert [said.get_text() for said in drawn(chart, "irs")] == ["200"]
    assert any("Bendo: tidak ada layanan" in said.replace("\n", " ") for said in texts(chart))


SYNTHETIC = {
    "gap": lambda rows: charts.gap(gap.gaps(rows, targets.targets()), "3572"),
    "composition": lambda rows: charts.composition(rows, "3572", "persampahan"),
    "trend": lambda rows: charts.trend(rows, "penanganan", "3572"),
    "estimates": lambda rows: charts.estimates(pd.DataFrame([estimate("x", 50.0, "disajikan") | {"synthetic": True}]), "layak"),
}


@pytest.mark.parametrize("kind", list(SYNTHETIC))
def test_synthetic_figures_are_marked_on_the_picture_and_in_the_words(kind):
    rows = [achievement("3572", "2023", name, 40.0, synthetic=True, source="uji") for name in ("penanganan", "pengurangan")]
    chart = SYNTHETIC[kind](achievements(*rows))
    assert "DATA SINTETIS" in texts(chart) and "DATA SINTETIS" in chart.alt


def test_example_data_are_called_so_whatever_their_source_is_called():
    rows = achievements(achievement("3572", "2023", "penanganan", 40.0, synthetic=True, source="tools.sample_survey"))
    assert "data contoh SINTETIS" in source_lines.lines(rows)[0]
    assert "SINTETIS" not in source_lines.lines(rows.assign(synthetic=False))[0]


def square(*shares):
    """Regions beside each other by one instrument, and the chart of their differences."""
    rows = achievements(
        *(
            achievement(code, "2023", "layak", share, flag=flag, source="uji")
            for code, share, flag in zip(("3572", "3574", "7308"), shares, ("", "", "sampel_tidak_cukup"), strict=True)
        )
    )
    values = rows.set_index("region")["value_pct"].where(rows.set_index("region")["flag"].eq(""))
    table = pd.DataFrame(values.to_numpy()[:, None] - values.to_numpy()[None, :], index=values.index, columns=values.index)
    return charts.differences(table, rows, "layak", rows["instrument"].iloc[0], "id")


def test_a_withheld_share_is_not_in_the_table_beside_the_differences():
    drawn_rows = square(91.68, 90.34, 81.148).drawn.set_index("region_code")
    assert pd.isna(drawn_rows.loc["7308", "value_pct"]) and drawn_rows.loc["3572", "value_pct"] == 91.68
    assert "81.148" not in drawn_rows.to_csv()


def test_a_difference_that_prints_as_nothing_is_drawn_as_nobodys_lead():
    looks = {(cell.get_facecolor()) for cell in drawn(square(90.34, 90.33, 81.0), "difference")}
    assert looks == {(*to_rgb("#FFFFFF"), 1.0)}


def test_the_numbers_of_a_trend_are_text_in_the_picture():
    """Drawn as outlines they could neither be searched nor read aloud, nor read by the audit of what is drawn."""
    import io

    out = io.StringIO()
    rows = achievements(*over_years({"2021": 20.0, "2022": 40.5, "2023": 60.0}))
    charts.trend(rows, "penanganan", "3572", "id").savefig(out, format="svg")
    assert "<!-- 40,5 -->" in out.getvalue()


def test_a_definition_is_not_told_as_a_year():
    table = pd.DataFrame(
        [("Kota Blitar", "2020", "aman", 16.2, 840.0, "uji"), ("Kota Blitar", "2020", "babs", 83.8, 840.0, "uji")],
        columns=["region", "definition", "rung", "value_pct", "n_all", "source"],
    )
    alt = charts.definitions(table, "Kota Blitar", "id").alt
    assert words.label("definition.2020", "id") in alt and "Kota Blitar 2020" not in alt


def grey(key):
    return style.luminance(style.colour(key))


@pytest.mark.parametrize("ladder", [parts for options in composition_chart.PARTS.values() for parts in options], ids="-".join)
def test_neighbouring_parts_are_told_apart_in_grey(ladder):
    for left, right in itertools.pairwise(ladder):
        assert style.contrast(style.colour(left), style.colour(right)) > 1.4 or style.look(left).hatch != style.look(right).hatch


def test_series_differ_in_shape_and_each_reads_on_white():
    looks = [style.look(key) for key in style.keys("series")]
    assert len({look.marker for look in looks}) == len(looks)
    assert all(style.contrast(look.colour, "white") >= 3 for look in looks)


def test_text_on_any_colour_of_the_palette_is_readable():
    for kind in ("verdict", "part", "component"):
        assert all(style.contrast(style.on(style.colour(key)), style.colour(key)) >= 4.5 for key in style.keys(kind))


def test_every_text_is_set_in_the_shipped_font():
    chart = charts.trend(achievements(*over_years(FOUR)), "penanganan", "3572")
    used = {
        font_manager.findfont(one.get_fontproperties()) for one in chart.findobj(match=lambda a: hasattr(a, "get_text")) if one.get_text()
    }
    assert all("sanlib" in path and "Lato" in path for path in used)


def test_a_notebook_is_given_the_alt_text_with_the_picture():
    shown = charts.gap(gaps_of(waste("3572", 15.0)), "3572")._repr_html_()
    assert 'src="data:image/png;base64,' in shown and "gap +12 poin" in shown.split('alt="')[1].split('"')[0]


def test_no_chart_leaves_a_figure_behind_in_pyplot():
    charts.trend(achievements(*over_years(FOUR)), "penanganan", "3572")
    assert not plt.get_fignums()


def test_a_cell_that_excel_would_run_is_made_harmless(tmp_path):
    rows = gaps_of(waste("3572", 15.0, '=HYPERLINK("x")'))
    save(charts.gap(rows, "3572"), tmp_path, "gap")
    told = (tmp_path / "gap.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in told and ",=HYPERLINK" not in told and '"=HYPERLINK' not in told


def test_a_figure_drawn_otherwise_brings_its_table_words_and_source(tmp_path):
    figure = chart_page.Figure()
    table = pd.DataFrame({"a": [1]})
    with pytest.raises(InputError):
        save(figure, tmp_path, "x", table, alt="kata")
    assert not list(tmp_path.iterdir())
    assert save(figure, tmp_path, "x", table, alt="kata", source="uji").exists()
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "kata\n"


def test_a_failing_save_leaves_what_was_there_and_nothing_half_written(tmp_path):
    chart = charts.gap(gaps_of(waste("3572", 15.0)), "3572")
    save(chart, tmp_path, "gap")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(AttributeError):
        save(chart, tmp_path, "gap", table="not a table")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_region_has_every_chart_its_figures_allow_and_the_missing_say_so():
    rows = [
        waste("3572", 15.0, "Kota Blitar"),
        achievement("3572", "2023", "penanganan", 80.0, source="uji", region="Kota Blitar"),
        achievement("3572", "2023", "layak", 95.0, source="uji", region="Kota Blitar"),
        waste("3506", 9.0),
    ]
    made = dict(region_charts(gaps_of(*rows), achievements(*rows), "Kota Blitar"))
    assert list(made) == [
        "gap-air-limbah-2023",
        "gap-persampahan-2023",
        "susunan-air-limbah-2023",
        "susunan-persampahan-2023",
        "pilot-pengurangan-jakstranas-2023",
        "tren-layak",
        "tren-penanganan",
        "tren-pengurangan",
    ]
    assert [name for name, chart in made.items() if not len(chart.drawn)] == ["susunan-air-limbah-2023"]


def test_a_run_is_one_number_per_line():
    table = runs.points(achievements(*over_years(FOUR, {"2022": "patahan_metode"})), "penanganan")
    assert table["segment"].tolist() == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "target_set, year, said",
    [
        ("RPJMN 2020-2024", 2024.0, "RPJMN 2020-2024 (2024)"),
        ("RPJMN 2025-2029", 2025.0, "RPJMN 2025-2029 (2025)"),
        ("Visi 2045", 2045.0, "Visi 2045"),
        ("SDG 6.2", 2030.0, "SDG 6.2 (2030)"),
        ("Jakstranas", 2023.0, "Jakstranas 2023"),
    ],
)
def test_a_target_is_said_with_its_year_once_and_readably(target_set, year, said):
    assert dated(target_set, year) == said


def test_small_trends_name_the_regions_without_a_figure():
    rows = [*over_years(FOUR), achievement("3505", "2023", "layak", 80.0, region="Kab. Blitar", source="uji")]
    said = " ".join(texts(charts.trends(achievements(*rows), "penanganan"))).replace("\n", " ")
    assert words.label("chart.pilots.no_data", "id", regions="Kab. Blitar") in said


# ---------------------------------------------------------------- targets over the years, the axis, instruments, differences


def steps(chart, axes=0):
    """Each target line of a plot as the share it stands at in each year."""
    lines = [line for line in chart.axes[axes].lines if line.get_gid() == "target line"]
    ends = [list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in lines]
    return [{int(x + 0.5): y for x, y in line[::2]} for line in ends]


def test_a_trend_shows_each_years_target_and_names_the_last():
    chart = charts.trend(achievements(*over_years(FOUR)), "penanganan", "3572")
    assert steps(chart) == [{2020: 75, 2021: 74, 2022: 73, 2023: 72}, {2020: 65, 2021: 65, 2022: 66, 2023: 67}]
    named = [said.get_text().replace("\n", " ") for said in drawn(chart, "target name")]
    assert sorted(named) == ["Target Jakstrada Kota Blitar 2023: min. 67%", "Target Jakstranas 2023: min. 72%"]
    assert "Target Jakstranas: min. 75% (2020), 74% (2021), 73% (2022), 72% (2023)." in chart.alt and "Perpres 97/2017" in " ".join(
        texts(chart)
    )
    assert set(chart.drawn.query("target_set == 'Jakstranas'")["target_pct"]) == {75, 74, 73, 72}
    assert {said.get_text() for said in drawn(chart, "target step")} == {"75%", "74%", "73%", "65%", "66%"}
    small = " ".join(texts(charts.trends(achievements(*over_years(FOUR)), "penanganan", lang="id")))
    assert "Target Jakstrada Kota Blitar: min. 65% (2021), 66% (2022), 67% (2023)" in small


def test_two_sets_at_one_share_are_one_line_named_by_both():
    rows = achievements(*series("3572", "layak", {"2018": 92.0, "2019": 93.0}, ladder="2015", sector="air_limbah", source="uji"))
    later = achievements(*series("3572", "layak", {"2022": 98.0, "2023": 98.4}, ladder="2020", sector="air_limbah", source="uji"))
    chart = charts.trend(pd.concat([rows, later], ignore_index=True), "layak", "3572")
    at_100 = [line for line in steps(chart) if set(line.values()) == {100}]
    assert at_100 == [dict.fromkeys(range(2018, 2024), 100)]
    named = [said.get_text().replace("\n", " ") for said in drawn(chart, "target name")]
    assert [one for one in named if "100%" in one] == ["Target Kota Blitar 2019, SDG 6.2 (2030): min. 100%"]
    assert {"Kota Blitar", "SDG 6.2"} <= set(
        chart.drawn["target_set"]
    ) and "Target Kota Blitar 2019, SDG 6.2 (2030): min. 100%." in chart.alt


@pytest.mark.parametrize("high, told", [(100.0, True), (99.0, False)])
def test_a_projection_cut_off_at_100_says_so(high, told):
    ahead = pd.DataFrame({"period": ["2024", "2025"], "value_pct": [97.0, 98.0], "low_pct": [90.0, 90.0], "high_pct": [98.0, high]})
    chart = charts.trend(achievements(*over_years(FOUR)), "penanganan", "3572", projection=ahead, lang="id")
    assert ("dipotong pada 0 atau 100%: 3572." in " ".join(texts(chart)).replace("\n", " ")) == told


def test_the_foot_of_a_chart_says_each_thing_once_and_leaves_notes_of_sources_to_the_csv():
    copied = "SIPSN KLHK, Data Capaian (public copy of the export: github x/y)"
    rows = pd.DataFrame(
        {
            "source": [copied, copied.replace("x/y", "x/z"), "BPS, Susenas 2021"],
            "instrument": ["SIPSN", "SIPSN", "BPS"],
            "basis": "",
            "export_date": "",
        }
    )
    with words.speaking("id"):
        assert source_lines.lines(rows) == [
            "Sumber (selengkapnya di csv): SIPSN KLHK, Data Capaian; BPS, Susenas 2021.",
            "Instrumen: SIPSN; BPS; tanggal ekspor tidak diketahui.",
        ]
        dated = source_lines.lines(rows.assign(export_date=["2025-11", "", ""]))[1]
        assert dated == "Instrumen: SIPSN (ekspor 2025-11); BPS (tanggal ekspor tidak diketahui)."
    assert source_lines.source(rows).startswith(copied)
    flagged = pd.DataFrame({"region": [f"Kab. {n}" for n in range(5)], "indicator": "layak", "flag": "instrumen_campur"})
    with words.speaking("id"):
        assert chart_rows.flag_notes(flagged) == ["5 wilayah: instrumen lain dari periode lalu."]
        assert chart_rows.flag_notes(flagged.head(2)) == ["Kab. 0, Kab. 1: instrumen lain dari periode lalu."]


def test_a_set_past_its_last_year_and_one_of_another_region_or_ladder_are_not_drawn():
    rows = [*over_years({"2023": 50.0, "2024": 52.0}), *over_years({"2023": 40.0, "2024": 42.0}, code="3506")]
    chart = charts.trends(achievements(*rows), "penanganan", lang="id")
    by_region = {said.get_text(): place for place, said in enumerate(one for one in chart.texts if one.get_text() in ("3572", "3506"))}
    blitar, kediri = (steps(chart, 1 + by_region[name]) for name in ("3572", "3506"))
    assert blitar == [{2023: 72, 2024: 71}, {2023: 67}] and kediri == [{2023: 72, 2024: 71}]


@pytest.mark.parametrize(
    "shares, aims, span",
    [
        ([12.0, 16.0], [28.0], (0, 30)),  # half of it would not be empty
        ([97.0, 98.4], [90.0, 100.0], (80, 100)),
        ([82.0, 86.0], [75.0, 65.0], (60, 90)),
        ([0.3, 1.4], [0.0], (0, 2)),
        ([55.0, 98.0], [], (50, 100)),
        ([40.0, 98.0], [], (0, 100)),
        ([100.0], [], (90, 100)),
        ([], [], (0, 100)),
    ],
)
def test_an_axis_shows_where_things_happen(shares, aims, span):
    assert series_marks.span_of([*shares, *aims]) == span


@pytest.mark.parametrize("value, marked", [(95.0, True), (20.0, False)])
def test_an_axis_that_does_not_start_at_0_says_so(value, marked):
    rows = achievements(*series("3572", "layak", {"2022": value, "2023": value}, ladder="2020", sector="air_limbah", source="uji"))
    for chart in (charts.trend(rows, "layak", "3572"), charts.trends(rows, "layak")):
        assert bool(drawn(chart, "axis break")) == marked == any("bukan dari 0" in said for said in texts(chart))


def test_an_instrument_has_one_colour_in_every_chart_and_none_of_a_verdict():
    known = style.keys("instrument")
    assert {style.colour(key) for key in known} <= {style.colour(key) for key in style.keys("series")}
    alone = style.instruments([("SIPSN", "timbulan")])["SIPSN", "timbulan"]
    mixed = style.instruments([("Pokja", "timbulan"), ("Dinkes", "timbulan"), ("SIPSN", "timbulan"), ("Artikel", "timbulan")])
    assert mixed["SIPSN", "timbulan"] == alone and len({look.marker for look in mixed.values()}) == 4
    shades = style.instruments([("Dinkes", "2015"), ("Dinkes", "2020")])
    assert shades["Dinkes", "2020"] == style.look("Dinkes") and style.luminance(shades["Dinkes", "2015"].colour) > style.luminance(
        style.colour("Dinkes")
    )


def test_small_trends_stand_in_the_order_of_the_change_the_finding_names():
    moves = {"3572": 3.0, "3506": -20.0, "3574": 9.0}
    rows = [row for code, by in moves.items() for row in over_years({"2022": 50.0, "2023": 50.0 + by}, code=code)]
    rows += over_years({"2021": 30.0, "2023": 31.0}, code="3502")
    chart = charts.trends(achievements(*rows), "penanganan")
    heads = [said.get_text() for said in chart.texts if said.get_text() in (*moves, "3502")]
    assert heads == ["3506", "3574", "3572", "3502"] and "3506" in chart.finding


@pytest.mark.parametrize("indicator", ["layak", "penanganan", "pengurangan", "terkelola"])
def test_both_ends_of_every_small_trend_carry_their_number_at_their_own_mark(indicator):
    """The shipped years to 2023. One may go without: the start of Kab. Kediri's two years, between a break and a nearer point."""
    every = [schema.read_table(folders.processed(year) / "achievements.csv", schema.ACHIEVEMENTS) for year in map(str, range(2018, 2024))]
    table = san.of_pilots(pd.concat(every, ignore_index=True))
    chart = charts.trends(table, indicator, lang="id")
    figures = runs.points(table, indicator)
    ends = figures[~figures["segment"].duplicated() | ~figures["segment"].duplicated(keep="last")]
    meant = {(row.region, row.year, words.number(row.value_pct, 1, "id")) for row in ends.itertuples()}
    paper, shown = chart.canvas.get_renderer(), 0
    for axes in (axes for axes in chart.axes if axes.lines):
        marks = [line for line in axes.lines if line.get_gid() in ("solid", "hollow")]
        at = [axes.transData.transform((line.get_xdata()[0], line.get_ydata()[0])) for line in marks]
        for text in (text for text in axes.texts if text.get_gid() == "value"):
            box, shown = text.get_window_extent(paper), shown + 1
            away = min(np.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1)) for x, y in at)
            assert away / chart.dpi < 0.115, text.get_text()
    assert shown >= len(meant) - (indicator == "penanganan")


def test_of_a_whole_province_the_trend_that_the_finding_names_carries_its_numbers():
    rows = [row for place in range(1, 15) for row in over_years({"2022": 50.0, "2023": 50.0 + place}, code=f"35{place:02d}")]
    chart = charts.trends(achievements(*rows), "penanganan", lang="id")
    assert "3514" in chart.finding and [text.get_text() for text in drawn(chart, "value")] == ["64", "50"]


def test_the_matrix_of_differences_says_why_a_pilot_is_absent():
    rows = achievements(
        achievement("3572", "2023", "layak", 90.0, region="Kota Blitar"),
        achievement("3506", "2023", "layak", 80.0, region="Kab. Kediri"),
        achievement("3502", "2023", "layak", 70.0, region="Kab. Ponorogo", flag="kolom_kembar"),
        achievement("3521", "2023", "layak", 70.0, region="Kab. Ngawi", alt_pct=60.0),
    )
    chart = charts.differences(pilots.differences(rows, "layak", "Dinkes"), rows, "layak", "Dinkes", "id")
    said = " ".join(texts(chart)).replace("\n", " ")
    assert "Kab. Ponorogo: tidak dibandingkan, angkanya tidak dapat dinilai (satu kolom menyalin kolom lain)." in said
    assert "Kab. Ngawi: tidak dibandingkan dengan wilayah lain, pembaginya berubah tajam sehingga ada dua persentase." in said
    absent = re.search(r"[^:]*: tidak ada angka Dinkes\.", said)[0].removeprefix(" ")
    assert "Kab. Maros" in absent and "Kota Blitar" not in absent.split("). ")[-1]
    assert "Kab. Ngawi" in chart.alt


def test_the_shades_of_leads_are_even_in_lightness_and_darker_than_any_lag():
    shades = [differences_chart._shade(value, 10.0) for value in (2.5, 5.0, 7.5, 10.0)]
    steps_down = np.diff([116 * style.luminance(shade) ** (1 / 3) - 16 for shade in shades])
    assert np.allclose(steps_down, steps_down[0], atol=0.6) and steps_down[0] < -5
    assert all(style.contrast("white", shade) >= 4.4 for shade in shades)
    assert style.luminance(differences_chart._shade(-10.0, 10.0)) > 4 * style.luminance(shades[0])


def test_a_lag_is_told_from_no_difference_and_a_lead_is_seen_as_blue():
    """Lightness in grey print; a* and b* of CIELAB: a lead of any size is a colour, not the slate that reads as grey."""
    lead, lag, none = (differences_chart._shade(value, 10.0) for value in (0.1, -0.1, 0.0))
    lightness = [116 * style.luminance(shade) ** (1 / 3) - 16 for shade in (lead, lag, none)]
    assert lightness[0] + 12 < lightness[1] < lightness[2] - 12
    for value in (0.1, 2.5, 5.0, 10.0):
        red, green, blue = to_rgb(differences_chart._shade(value, 10.0))
        assert blue > 1.4 * green and blue > 2 * red, value


def test_the_highest_stands_first_in_the_matrix_and_what_is_not_compared_is_hatched():
    chart = square(81.0, 90.34, None)
    heads = [text.get_text() for text in chart.findobj(Text) if text.get_text() in set(chart.drawn["region"])]
    assert list(dict.fromkeys(heads)) == ["3574", "3572"]
    assert not drawn(chart, "uncompared") and "arsir" not in " ".join(texts(chart))
    rows = achievements(*(achievement(code, "2023", "layak", 80.0 + place) for place, code in enumerate(("3572", "3574", "7308"))))
    table = pd.DataFrame([[0, -1, np.nan], [1, 0, -1], [np.nan, 1, 0]], index=rows["region"], columns=rows["region"], dtype=float)
    partly = charts.differences(table, rows, "layak", rows["instrument"].iloc[0], "id")
    assert len(drawn(partly, "uncompared")) == 2 and "arsir = tidak dibandingkan" in " ".join(texts(partly)).replace("\n", " ")


@pytest.mark.parametrize("lang, meant", [("id", "Pembagi = jumlah KK atau ton"), ("en", "Base = the households or tonnes")])
def test_where_a_base_jumped_the_foot_says_what_a_base_is_and_nowhere_else(lang, meant):
    rows = achievements(
        achievement("3572", "2023", "layak", 90.0, base=1000.0, source="uji"),
        achievement("3506", "2023", "layak", 80.0, base=1000.0, source="uji", flag="basis_melompat", alt_pct=70.0, alt_base=1500.0),
    )
    for chosen, said in ((rows, True), (rows.head(1), False)):
        chart = charts.pilots(gap.gaps(chosen, targets.targets()), "layak", "SDG 6.2", lang)
        assert (meant in " ".join(texts(chart)).replace("\n", " ")) == said


def feet(chart):
    """The lines of notes and sources at the foot of a page."""
    grey = style.colour("abu_tua")
    return sum(text.get_text().count("\n") + 1 for text in chart.texts if (text.get_fontsize(), text.get_color()) == (style.FOOT, grey))


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("year", folders.periods())
def test_no_chart_of_a_shipped_period_has_a_foot_of_more_than_four_lines(year, lang, monkeypatch):
    monkeypatch.setattr(chart_page, "_panels", lambda *_: None)  # the foot alone is looked at
    with words.speaking(lang):
        period = san.open_period(year, say=lambda _line: None)
        gaps, history = san.of_report(san.gaps(period)), san.of_report(period.history)
        made = {f"gap {key}": charts.gap(gaps, key[0], sector=key[1]) for key in set(zip(gaps["region"], gaps["sector"], strict=True))}
        for name in dict.fromkeys(gaps["indicator"]):
            made |= {f"pilots {name}": charts.pilots(gaps, name), f"map {name}": charts.map(gaps, name)}
        for name in dict.fromkeys(history["indicator"]):
            made[f"trends {name}"] = charts.trends(history, name, projection=san.projections(history, name))
    assert {name: feet(chart) for name, chart in made.items() if feet(chart) > chart_page.FOOT_LINES} == {}


def test_a_break_names_its_regions_each_with_its_own_years_and_its_flag_only_once():
    """Two regions that break for one reason in different years are not said to break in both."""
    rows = [*over_years(FOUR), *over_years(FOUR, code="3502")]
    table = achievements(*(row | {"region": {"3572": "Kota Blitar", "3502": "Kab. Ponorogo"}[row["region_code"]]} for row in rows))
    for code, year in (("3572", "2021"), ("3502", "2022"), ("3502", "2023")):
        table.loc[table["region_code"].eq(code) & table["period"].eq(year), "flag"] = "basis_melompat"
    said = " ".join(texts(charts.trends(table, "penanganan"))).replace("\n", " ")
    why = chart_rows.reasons("basis_melompat")
    assert f"{why} (Kota Blitar 2021)" in said and f"{why} (Kab. Ponorogo 2022, 2023)" in said and said.count(why) == 2


@pytest.mark.parametrize("lang", ["id", "en"])
def test_targets_that_share_a_line_are_named_whole_beside_it(lang):
    """BABS of Kota Blitar 2018 has three targets of 0 %: the third name and the value were cut off."""
    chart = san.charts.trend(san.open_period("2018", lang=lang, say=lambda _line: None), "babs", "Kota Blitar", lang=lang)
    named = " ".join(text.get_text() for text in chart.texts if text.get_gid() == "target name").replace("\n", " ")
    assert "…" not in named and all(name in named for name in ("UA Jawa Timur", "Kota Blitar 2019", "UA nasional", "0%"))


@pytest.mark.parametrize("target, right", [(15.0, True), (90.0, False)])
def test_a_zero_that_is_perhaps_a_blank_says_so_in_its_own_row(target, right):
    period = san.open_period("2023", say=lambda _line: None)
    gaps = san.of_report(san.gaps(period))
    gaps = gaps[gaps["indicator"].eq("aman") & gaps["target_set"].str.startswith("RPJMN 2020")].assign(target_pct=target)
    texts = [text for axes in charts.pilots(gaps, "aman").axes for text in axes.texts]
    said, name = (next(t for t in texts if t.get_text() == own) for own in (words.label("flag.nol_mungkin_kosong"), "Kab. Situbondo"))
    assert said.get_position()[1] == name.get_position()[1] and (said.get_ha() == "right") == right
