"""Whatever stands on a chart stays on its page and off everything else: one region or 38, long names, both languages."""

import pytest
from build import achievements, series
from drawn import CODES, DRAWN, LONG, gaps, named

from sanlib import charts
from sanlib.charts import measured_text, style

SIZES = [0, 1, 8, 38]


def boxes(chart):
    """Every text a reader sees and the box it takes, the watermark apart: it lies over all on purpose."""
    renderer = chart.canvas.get_renderer()
    found = chart.findobj(match=lambda artist: hasattr(artist, "get_text") and artist.get_text() and artist.get_visible())
    return [(one.get_text(), one.get_window_extent(renderer)) for one in found if one.get_gid() != "watermark"]


def faults(chart):
    found = boxes(chart)
    page = chart.bbox
    outside = [said for said, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1]
    clashes = [(a, b) for place, (a, one) in enumerate(found) for b, other in found[place + 1 :] if one.overlaps(other)]
    return outside + clashes


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", list(DRAWN))
def test_texts_stay_on_the_page_and_off_each_other(kind, count, lang):
    assert not faults(DRAWN[kind](count, lang))


def test_a_trend_with_points_close_together_prints_only_the_numbers_there_is_room_for():
    rows = [
        row
        for code, shift in zip(CODES[:5], (0, 0.2, 0.4, 0.6, 0.8), strict=True)
        for row in series(code, "penanganan", {"2021": 50 + shift, "2022": 50.5 + shift, "2023": 51 + shift}, **named(code))
    ]
    chart = charts.trend(achievements(*rows), "penanganan", CODES[:5])
    assert not faults(chart)
    assert 0 < len(chart.findobj(match=lambda artist: artist.get_gid() == "value")) < 15


def test_a_measured_line_is_as_wide_as_the_renderer_draws_it():
    said = "Kab. Ponorogo · 1.234,5 % – tidak dapat dinilai"
    chart = charts.gap(gaps(1), CODES[0])
    put = chart.write(0, 1, said, style.LABEL, bold=True)
    drawn = put.get_window_extent(chart.canvas.get_renderer()).width / chart.dpi
    assert drawn <= measured_text.width(said, style.LABEL, bold=True) <= drawn * 1.06


@pytest.mark.parametrize("kind", ["pilots", "composition", "estimates", "ranks", "risk", "milestones", "trends"])
def test_the_longest_name_is_never_cut_so_that_two_like_it_stay_apart(kind):
    said = [one.replace("\n", " ") for one, _ in boxes(DRAWN[kind](38, "id"))]
    assert any(f"{LONG} 3512" == one for one in said) and any(f"{LONG} 3522" == one for one in said)


@pytest.mark.parametrize("words, inches, lines", [("satu dua tiga", 0.5, 3), ("satu dua tiga", 9, 1), ("x" * 60, 1, 5), ("", 1, 1)])
def test_wrapped_lines_fit(words, inches, lines):
    wrapped = measured_text.wrap(words, style.LABEL, inches).split("\n")
    assert len(wrapped) == pytest.approx(lines, abs=1)
    assert all(measured_text.width(line, style.LABEL) <= inches for line in wrapped)
    assert "".join(wrapped).replace(" ", "") == words.replace(" ", "")


def test_spread_moves_as_little_as_needed_and_keeps_the_order():
    assert measured_text.spread([1, 5], [1, 1], 0, 10) == [1, 5]
    close = measured_text.spread([4, 4.1, 9.9], [1, 1, 1], 0, 10, gap=0.1)
    assert close == sorted(close) and close[1] - close[0] >= 1.1 - 1e-9 and close[-1] <= 9.5 + 1e-9
