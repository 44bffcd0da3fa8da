"""What a mayor sees must carry the sign, the source and the doubt, and must not collide."""

import itertools

import pytest
from build import achievement, achievements

import sanlib as san
from sanlib import charts
from sanlib.charts import style
from sanlib.charts.chart_files import save
from sanlib.judging import gap
from sanlib.project.problems import InputError
from sanlib.reference import targets


def opened(period):
    return san.open_period(period, say=lambda line: None)


def gaps_of(period):
    return san.gaps(opened(period).achievements, san.targets())


def texts(chart):
    return [text.get_text() for text in chart.findobj(match=lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def drawn(chart, gid):
    return chart.findobj(match=lambda artist: artist.get_gid() == gid)


@pytest.mark.parametrize(
    "period, sector, signs",
    [
        ("2018", "air_limbah", ["+8", "−7", "−1", "−7", "+8", "−1", "−1", "+2", "−1"]),
        ("2023", "persampahan", ["+11,31", "−10,07", "+10,31", "−15,07", "−46,55"]),
    ],
)
def test_the_gap_chart_prints_every_gap_with_its_sign(period, sector, signs):
    chart = charts.gap(gaps_of(period), "Kota Blitar", sector=sector)
    assert sorted(text.get_text() for text in drawn(chart, "gap")) == sorted(signs)


def test_gaps_published_without_sign_stand_apart_and_without_sign():
    chart = charts.gap(gaps_of("2018"), "Kota Blitar", sector="persampahan")
    assert [text.get_text() for text in drawn(chart, "reported")] == ["2%", "6%", "12%"]


def test_what_cannot_be_judged_is_hatched_bracketed_and_explained():
    chart = charts.pilots(san.of_pilots(gaps_of("2024")), "pengurangan", "Jakstranas")
    assert all(text.get_text().startswith("(") for text in drawn(chart, "gap"))
    assert all(patch.get_hatch() for patch in drawn(chart, "tidak dapat dinilai"))
    assert any("cara ukur berganti" in text for text in texts(chart))


def test_a_region_without_a_figure_is_listed_and_not_drawn_as_zero():
    chart = charts.pilots(san.of_pilots(gaps_of("2023")), "layak", "RPJMN 2020-2024")
    assert len(drawn(chart, "gap")) == 6
    assert any("Kab. Maros" in text and "bukan nol" in text for text in texts(chart))


@pytest.mark.parametrize("lang, capaian", [("id", "98,39%"), ("en", "98.39%")])
def test_decimals_are_the_languages_own(lang, capaian):
    chart = charts.pilots(san.of_pilots(gaps_of("2023")), "layak", "RPJMN 2020-2024", lang=lang)
    assert capaian in texts(chart)


def test_every_chart_names_source_instrument_and_date():
    said = " ".join(texts(charts.gap(gaps_of("2023"), "Kota Blitar", sector="persampahan")))
    assert "SIPSN KLHK" in said and "Instrumen: SIPSN" in said and "2025-11" in said and "Perpres 97/2017" in said


def lines(chart):
    return [list(line.get_xdata()) for line in drawn(chart, "series")]


def test_no_line_crosses_the_break_of_2024_or_a_year_without_report():
    chart = charts.trends(san.of_pilots(opened("2024").history), "pengurangan")
    assert not [years for years in lines(chart) if 2024 in years and len(years) > 1]
    assert all(later - former == 1 for years in lines(chart) for former, later in itertools.pairwise(years))
    assert len(drawn(chart, "break")) >= 8


def test_two_instruments_are_never_one_line():
    chart = charts.trend(opened("2024").history, "layak", "Kota Blitar")
    assert [2022, 2023, 2024] in lines(chart) and not [years for years in lines(chart) if 2021 in years and len(years) > 1]


def test_impossible_parts_are_said_and_not_stacked():
    chart = charts.composition(opened("2022").achievements, "Kab. Gresik", "persampahan")
    assert not drawn(chart, "penanganan") and any("Tidak mungkin ditumpuk" in text for text in texts(chart))


def test_parts_of_a_stack_fill_exactly_a_hundred():
    chart = charts.composition(opened("2023").achievements, "Kota Blitar", "persampahan")
    widths = [drawn(chart, part)[0].get_width() for part in ("pengurangan", "penanganan", "tidak_terkelola")]
    assert sum(widths) == pytest.approx(charts.composition_chart.AREA)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rows: charts.gap(rows, "Kota Jambi"),
        lambda rows: charts.pilots(rows, "babs", "UA nasional"),
        lambda rows: charts.composition(rows.iloc[:0], sector="persampahan"),
        lambda rows: charts.trends(rows.iloc[:0], "layak"),
    ],
)
def test_nothing_to_draw_is_said_instead_of_an_empty_axis(draw):
    chart = draw(gaps_of("2023"))
    assert any("idak ada" in text for text in texts(chart))


def synthetic(**other):
    rows = achievements(achievement("3572", "2023", "pengurangan", 15.0, synthetic=True, source="contoh", **other))
    return gap.gaps(rows, targets.targets())


@pytest.mark.parametrize("lang, mark", [("id", "DATA SINTETIS"), ("en", "SYNTHETIC DATA")])
def test_synthetic_figures_are_watermarked_on_every_chart(lang, mark):
    rows = synthetic()
    for chart in (
        charts.gap(rows, "3572", lang=lang),
        charts.pilots(rows, "pengurangan", "Jakstranas", lang=lang),
        charts.trends(rows, "pengurangan", lang=lang),
    ):
        assert mark in texts(chart)


def test_real_figures_are_not_watermarked():
    assert not drawn(charts.gap(gaps_of("2023"), "Kota Blitar"), "watermark")


def test_a_chart_without_a_source_is_not_saved(tmp_path):
    rows = gap.gaps(achievements(achievement("3572", "2023", "pengurangan", 15.0)), targets.targets())
    with pytest.raises(InputError, match="sumber"):
        save(charts.gap(rows, "3572"), tmp_path, "tanpa")
    assert not list(tmp_path.iterdir())


def test_a_chart_leaves_in_every_form_with_the_same_bytes_twice(tmp_path):
    for folder in ("a", "b"):
        save(charts.gap(gaps_of("2023"), "Kota Blitar"), tmp_path / folder, "gap")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["gap.csv", "gap.pdf", "gap.png", "gap.svg", "gap.txt"]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_alt_text_tells_value_target_gap_and_verdict():
    alt = charts.gap(gaps_of("2018"), "Kota Blitar", sector="air_limbah", lang="en").alt
    assert "92%" in alt and "gap +8 points (8 points short), not met" in alt


def test_verdicts_differ_in_grey_and_not_by_colour_alone():
    looks = [style.look(verdict) for verdict in ("tercapai", "belum", "belum dapat dipastikan", "tidak dapat dinilai")]
    assert len({look.marker for look in looks}) == 4
    shades = sorted(style.luminance(look.colour) for look in looks)
    assert all(brighter - darker > 0.05 for darker, brighter in itertools.pairwise(shades))


def many(count):
    codes = [f"35{number:02d}" for number in [*range(1, 30), *range(71, 80)]][:count]
    rows = [
        achievement(code, "2023", "pengurangan", float(place), base=1000.0, source="uji", region=f"Kab. {code} Kepulauan Panjang")
        for place, code in enumerate(codes, start=1)
    ]
    return gap.gaps(achievements(*rows), targets.targets())


@pytest.mark.parametrize("count", [1, 8, 38])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_texts_stay_on_the_page_and_off_each_other_for_one_eight_and_all_38_regions(count, lang):
    chart = charts.pilots(many(count), "pengurangan", "Jakstranas", lang=lang)
    renderer = chart.canvas.get_renderer()
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in chart.findobj(match=lambda artist: hasattr(artist, "get_text") and artist.get_text())
    ]
    assert all(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= chart.bbox.x1 and box.y1 <= chart.bbox.y1 for _, box in boxes)
    clashes = [(a, b) for i, (a, one) in enumerate(boxes) for b, other in boxes[i + 1 :] if one.overlaps(other)]
    assert not clashes
