"""Whatever stands on a chart stays on its page and off everything else: lines, targets, close points, long names.

Every chart of none to 38 regions in both languages: test_charts_every.py, where they are drawn.
"""

import csv
from importlib.resources import files

import pytest
from build import achievements, series
from drawn import CODES, crossed, faults, gaps, named
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sanlib import charts, words
from sanlib.charts import measured_text, style


def near_its_targets():
    """One region whose shares lie between its targets, by a count and by a sample with an interval."""
    counted = series("3572", "layak", {"2021": 96.8, "2022": 98.3, "2023": 98.4}, ladder="2020", instrument="Dinkes")
    sampled = series("3572", "layak", {"2022": 93.0}, ladder="2020", instrument="EHRA")
    return achievements(*counted, *(row | {"low_pct": 90.5, "high_pct": 95.5, "n": 400.0} for row in sampled))


@pytest.mark.parametrize("draw", [lambda rows: charts.trend(rows, "layak", "3572"), lambda rows: charts.trends(rows, "layak")])
def test_no_number_stands_on_a_target_an_interval_or_a_line(draw):
    chart = draw(near_its_targets())
    numbers = chart.findobj(match=lambda artist: artist.get_gid() == "value")
    assert {"98,4", "93,0"} <= {one.get_text() for one in numbers} and not faults(chart)


@pytest.mark.parametrize("gid", ["target line", "interval", "series", "solid"])
def test_a_number_put_on_a_line_or_a_mark_is_a_fault(gid):
    chart = charts.trend(near_its_targets(), "layak", "3572")
    line = next(one for one in chart.findobj(Line2D) if one.get_gid() == gid)
    number = next(one for one in chart.findobj(Text) if one.get_gid() == "value")
    number.set_position((line.get_xdata()[0], line.get_ydata()[0]))
    assert (number.get_text(), gid) in crossed(chart)


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


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_text_is_broken_where_measuring_each_line_whole_would_break_it(lang):
    """Words are measured one by one and a line only near its end: kerning at its spaces must never make it longer than that allows."""

    def measured_whole(text, size, inches, bold):
        lines = []
        for word in text.split():
            joined = f"{lines[-1]} {word}" if lines else word
            lines[-1:] = [joined] if lines and measured_text.width(joined, size, bold) <= inches else [*lines[-1:], word]
        return "\n".join(lines)

    with (files("sanlib.words") / "labels.csv").open(encoding="utf-8", newline="") as stream:
        said = [row[lang] for row in csv.DictReader(stream)]
    said += [" ".join(f"{a}{b}" for a in "AVTWLPY1" for b in "oaV.1T-'")]
    for text in said:
        for size, inches, bold in ((9.5, 11.1, False), (13, 2.35, True), (22, 6, True)):
            if max(measured_text.width(word, size, bold) for word in [*text.split(), "-"]) <= inches:
                assert measured_text.wrap(text, size, inches, bold) == measured_whole(text, size, inches, bold)


def test_a_mark_the_font_lacks_is_measured_without_a_warning(recwarn):
    assert measured_text.width("▼ 9,35", 9) > measured_text.width(" 9,35", 9) and not list(recwarn)
