"""Whatever stands on a chart stays on its page and off everything else: one region or 38, long names, both languages."""

import pandas as pd
import pytest
from build import achievement, achievements, series

from sanlib import charts, gap, target_sets
from sanlib.charts import risk, style, text

CODES = [f"35{number:02d}" for number in [*range(1, 30), *range(71, 80)]]
SIZES = [1, 8, 38]
LONG = "Kabupaten Kepulauan Tanimbar Selatan"


def named(code):
    return {"region": f"{LONG} {code}" if code.endswith("2") else f"Kab. {code}", "source": "sumber uji"}


def figures(count):
    """Waste and access of many regions over three years: sound, flagged, impossible and missing ones among them."""
    rows = []
    for place, code in enumerate(CODES[:count]):
        flag = ["", "", "patahan_metode", "kolom_kembar;patahan_metode"][place % 4]
        parts = {"pengurangan": 5.03 + place, "penanganan": 60.0 + place % 30, "tidak_terkelola": 34.97 - place - place % 30}
        for year in ("2021", "2022", "2023"):
            rows += [achievement(code, year, name, value, base=1000.0 + place, flag=flag if year == "2023" else "", **named(code))
                     for name, value in parts.items()]
        rows += [achievement(code, "2023", "layak", 80.0 + place % 20, basis="survei", n=40.0 + place, low_pct=70.0 + place % 20,
                             high_pct=min(100.0, 90.0 + place % 20), instrument="EHRA", **named(code))]
        rows += [achievement(code, "2023", "layak", 71.25 + place % 20, basis="administrasi", base=1000.0, **named(code))]
    return achievements(*rows)


def gaps(count):
    return gap.gaps(figures(count), target_sets.targets())


def estimates(count):
    return pd.DataFrame([{
        "domain": named(code)["region"], "indicator": "layak", "ladder": "2020", "value_pct": 55.0 + place, "low_pct": 50.0 + place,
        "high_pct": 62.0 + place, "n": 30.0 + 5 * place, "presentation": ["disajikan", "ditahan", "dalam kurung"][place % 3],
        "source": "uji", "instrument": "EHRA", "basis": "survei"} for place, code in enumerate(CODES[:count])])


def milestones(count):
    return pd.DataFrame([{"region": named(code)["region"], "milestone": step, "date": "12 Desember 2018" if step == "M1" else "",
                          "meaning_id": "Uji coba layanan skala terbatas", "meaning_en": "Trial service at a limited scale",
                          "planned_year": "2018", "source": "uji"} for code in CODES[:count] for step in ("M1", "M2", "M3", "M4")])


def index(count):
    rows = [{"desa": f"{LONG} {code}", **{part: 20.0 + place for part in risk.COMPONENTS}, "irs": 100.0 + 5 * place, "status": "",
             "relative_class": "risiko sangat tinggi", "absolute_class": "berisiko sedang", "source": "uji"}
            for place, code in enumerate(CODES[:count])]
    blank = {"desa": "Tanpa layanan", "irs": float("nan"), "status": "tidak ada layanan: jarang_atau_terlambat", "source": "uji"}
    return pd.DataFrame([*rows, blank])


def definitions():
    rungs = {"2020": {"aman": 4.5, "layak_sendiri": 70.0, "layak_bersama": 6.4, "belum_layak": 17.1, "babs": 1.7, "tidak_terklasifikasi": 0.3},
             "2015": {"layak": 81.0, "dasar": 15.7, "babs": 3.0, "tidak_terklasifikasi": 0.3}}
    return pd.DataFrame([{"region": LONG, "definition": name, "rung": rung, "value_pct": value, "n": 10.0, "source": "uji"}
                         for name, parts in rungs.items() for rung, value in parts.items()])


DRAWN = {
    "gap": lambda count, lang: charts.chart_gap(gaps(count), CODES[count - 1], lang=lang),
    "pilots": lambda count, lang: charts.chart_pilots(gaps(count), "pengurangan", "Jakstranas", lang, highlight=CODES[0]),
    "pilots by survey": lambda count, lang: charts.chart_pilots(gaps(count), "layak", "RPJMN 2020-2024", lang),
    "composition": lambda count, lang: charts.chart_composition(figures(count), None, "persampahan", lang),
    "trend": lambda count, lang: charts.chart_trend(figures(count), "penanganan", CODES[:count], lang),
    "trends": lambda count, lang: charts.chart_trends(figures(count), "penanganan", lang),
    "milestones": lambda count, lang: charts.chart_milestones(milestones(count), lang),
    "estimates": lambda count, lang: charts.chart_estimates(estimates(count), "layak", lang),
    "risk": lambda count, lang: charts.chart_risk(index(count), lang),
    "definitions": lambda count, lang: charts.chart_ladder_definitions(definitions(), LONG, lang),
}


def boxes(chart):
    """Every text a reader sees and the box it takes, the watermark apart: it lies over all on purpose."""
    renderer = chart.canvas.get_renderer()
    found = chart.findobj(match=lambda artist: hasattr(artist, "get_text") and artist.get_text() and artist.get_visible())
    return [(one.get_text(), one.get_window_extent(renderer)) for one in found if one.get_gid() != "watermark"]


def faults(chart):
    found = boxes(chart)
    page = chart.bbox
    outside = [said for said, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1]
    clashes = [(a, b) for place, (a, one) in enumerate(found) for b, other in found[place + 1:] if one.overlaps(other)]
    return outside + clashes


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", list(DRAWN))
def test_texts_stay_on_the_page_and_off_each_other(kind, count, lang):
    assert not faults(DRAWN[kind](count, lang))


def test_a_trend_with_points_close_together_prints_only_the_numbers_there_is_room_for():
    rows = [row for code, shift in zip(CODES[:5], (0, 0.2, 0.4, 0.6, 0.8)) for row in series(
        code, "penanganan", {"2021": 50 + shift, "2022": 50.5 + shift, "2023": 51 + shift}, **named(code))]
    chart = charts.chart_trend(achievements(*rows), "penanganan", CODES[:5])
    assert not faults(chart)
    assert 0 < len(chart.findobj(match=lambda artist: artist.get_gid() == "value")) < 15


def test_a_measured_line_is_as_wide_as_the_renderer_draws_it():
    said = "Kab. Ponorogo · 1.234,5 % – tidak dapat dinilai"
    chart = charts.chart_gap(gaps(1), CODES[0])
    put = chart.write(0, 1, said, style.LABEL, bold=True)
    drawn = put.get_window_extent(chart.canvas.get_renderer()).width / chart.dpi
    assert drawn <= text.width(said, style.LABEL, bold=True) <= drawn * 1.06


@pytest.mark.parametrize("words, inches, lines", [("satu dua tiga", 0.5, 3), ("satu dua tiga", 9, 1), ("x" * 60, 1, 5), ("", 1, 1)])
def test_wrapped_lines_fit(words, inches, lines):
    wrapped = text.wrap(words, style.LABEL, inches).split("\n")
    assert len(wrapped) == pytest.approx(lines, abs=1)
    assert all(text.width(line, style.LABEL) <= inches for line in wrapped)
    assert "".join(wrapped).replace(" ", "") == words.replace(" ", "")


def test_spread_moves_as_little_as_needed_and_keeps_the_order():
    assert text.spread([1, 5], [1, 1], 0, 10) == [1, 5]
    close = text.spread([4, 4.1, 9.9], [1, 1, 1], 0, 10, gap=0.1)
    assert close == sorted(close) and close[1] - close[0] >= 1.1 - 1e-9 and close[-1] <= 9.5 + 1e-9
