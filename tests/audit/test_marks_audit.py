"""Every number of a chart stands at its own mark: read in the drawn SVG by marks.py, and a planted fault is found.

Charts of the reports are read by test_pages_audit.py; here those no notebook saves, every kind over tables of one and five regions, and
the plants. `SANLIB_AUDIT=all` reads 38 regions too, and every chart of every pilot of every shipped period in both languages.
"""

import csv
import io
import os
import re
from pathlib import Path

import pytest
from build import achievements, series
from drawn import DRAWN, LONG

import sanlib as san
from audit import compare, geometry, marks
from audit.truth import LANGUAGES, RUNS, Truth
from sanlib import charts as charts_of_sanlib
from sanlib.charts import CHARTS, differences_chart, series_marks
from sanlib.documents import chart_folder
from sanlib.reference import advocacy, regions

KINDS = {
    "gap": "gaps",
    "pilots": "pilots",
    "pilots by survey": "pilots",
    "map": "tiles",
    "composition": "wholes",
    "trend": "trend",
    "trends": "trend",
    "differences": "differences",
    "estimates": "estimates",
    "contrasts": "contrasts",
    "ranks": "ranks",
    "definitions": "wholes",
    "risk": "risk",
    "milestones": "milestones",
}
"""What reads each chart of drawn.DRAWN."""


def kept(chart):
    """A chart as its reader gets it: SVG and csv."""
    svg = io.StringIO()
    chart.savefig(svg, format="svg")
    return svg.getvalue(), list(csv.DictReader(io.StringIO(chart.drawn.to_csv(index=False))))


def read(svg, rows, lang="id", run="2023", name="gambar"):
    tally = compare.Tally()
    marks.audit_marks(tally, Truth.load(run, lang), name, svg, rows)
    return tally


COUNTS = [(1, "id"), (5, "en"), *([(38, "id"), (38, "en")] if os.environ.get("SANLIB_AUDIT") == "all" else [])]


@pytest.mark.parametrize("count, lang", COUNTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_chart_prints_each_number_at_its_own_mark(kind, count, lang):
    svg, rows = kept(DRAWN[kind](count, lang))
    tally = read(svg, rows, lang)
    assert not tally.wrong, "\n".join(tally.wrong[:20])
    reader = marks.Marks(compare.Tally(), Truth.load("2023", lang), kind, geometry.read(svg), rows).kind().__name__
    if kind == "differences" and count > differences_chart.MOST:  # refused in words: how many there are, and how many can be read
        shown = " ".join(text.text for text in geometry.read(svg).texts)
        assert reader == "empty" and not rows and f"{count} " in shown and f" {differences_chart.MOST}" in shown
        return
    assert tally.compared["mark"] >= 10 or count == 1
    assert reader == KINDS[kind] or (reader == "empty" and count == 1)


def test_every_kind_of_chart_is_read():
    assert set(CHARTS) <= set(KINDS) == set(DRAWN)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_milestones_stand_under_their_step_beside_their_region(lang):
    rows = advocacy.milestones()
    svg, drawn = kept(charts_of_sanlib.milestones(rows.assign(region=rows["region_code"].map(regions.names())), lang))
    tally = read(svg, drawn, lang)
    assert not tally.wrong and tally.compared["mark"] >= 2 * len(rows), tally
    assert read(swapped(svg, "Kota Blitar", "Kab. Ngawi"), drawn, lang).wrong
    assert "2018/2019" in svg and read(svg.replace("2018/2019", "2018"), drawn, lang).wrong  # regions began in two years


def packed(run, region, lang, folder, monkeypatch):
    """Every chart of one region, as `chart_pack` draws them: the trends on one pair of axes among them."""
    tally, truth = compare.Tally(), Truth.load(run, lang)

    def read_too(chart, _folder, name):
        marks.audit_marks(tally, truth, name, *kept(chart))
        return Path(f"{name}.png")

    monkeypatch.setattr(chart_folder, "save", read_too)
    chart_folder.chart_pack(run, region, lang=lang, folder=folder, say=lambda _line: None)
    return tally


def test_the_charts_of_one_region_print_each_number_at_its_own_mark(tmp_path, record_property, monkeypatch):
    tally = packed("2023", "Kab. Ponorogo", "id", tmp_path / "peta", monkeypatch)
    record_property("audit", f"Kab. Ponorogo 2023: marks {tally.compared['mark']}; wrong {len(tally.wrong)}")
    assert not tally.wrong, "\n".join(tally.wrong[:20])
    assert tally.compared["mark"] >= 300


@pytest.mark.skipif(os.environ.get("SANLIB_AUDIT") != "all", reason="every pilot, period and language: SANLIB_AUDIT=all")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("run", RUNS)
def test_every_chart_of_every_pilot_prints_each_number_at_its_own_mark(run, lang, tmp_path, record_property, monkeypatch):
    there = san.of_pilots(san.open_period(run, say=lambda _line: None).achievements)["region"].unique()
    found = [packed(run, region, lang, tmp_path / region, monkeypatch) for region in there]
    record_property("audit", f"{run} {lang}: marks {sum(one.compared['mark'] for one in found)}")
    assert not [wrong for one in found for wrong in one.wrong], "\n".join([wrong for one in found for wrong in one.wrong][:40])


# ---------------------------------------------------------------- proof by breaking


def said(svg, pattern, least=2):
    """The comments of an SVG that match, in the order of the drawing: what it prints."""
    found = list(dict.fromkeys(text for text in re.findall(r"<!-- (.*?) -->", svg) if re.fullmatch(pattern, text)))
    assert len(found) >= least, (pattern, found)
    return found


def swapped(svg, one, other):
    """Two printed texts changed for one another, wherever they stand."""
    return svg.replace(f"<!-- {one} -->", "\0").replace(f"<!-- {other} -->", f"<!-- {one} -->").replace("\0", f"<!-- {other} -->")


def moved(svg, text, right, down):
    """One printed text put elsewhere on the page."""
    place = re.compile(rf"(<!-- {re.escape(text)} -->\s*<g[^>]*transform=\"translate\()([-\d.]+) ([-\d.]+)\)")
    return place.sub(lambda found: f"{found[1]}{float(found[2]) + right} {float(found[3]) + down})", svg, count=1)


NUMBERS = {
    "gap": (r"[+−]\d+,\d+", 1, 95),
    "pilots": (r"\d+,\d\d%", 4, 36),
    "pilots by survey": (r"\d+(?:,\d+)?%", 4, 36),
    "map": (r"\d,0%", 4, 90),
    "composition": (r"\d+,\d\*?", 4, 56),
    "trend": (r"\d+,\d", 2, 60),
    "trends": (r"6[1-9]", 4, 60),
    "differences": (r"\+\d+,\d", 5, 42),
    "estimates": (r"\(?\d+,\d%\)?", 5, 37),
    "contrasts": (r"[+−]\d+,\d \(.*\)", 5, 40),
    "ranks": (r"peringkat .* dari \d+", 5, 40),
    "definitions": (r"\d+,\d", 1, 100),
    "risk": (r"1\d\d", 5, 33),
    "milestones": (r"M\d", 3, 68),
}
"""Of each kind: what its numbers look like, of how many regions it is drawn, and how far down its next row stands."""


def apart():
    """Two series with room for their numbers, as drawn.DRAWN's have not."""
    rows = [
        *series("3572", "penanganan", {"2021": 20.1, "2022": 34.2, "2023": 41.3}, region="Kota Blitar"),
        *series("7308", "penanganan", {"2021": 70.4, "2022": 61.5, "2023": 82.6}, region="Kab. Maros"),
    ]
    return charts_of_sanlib.trend(achievements(*rows), "penanganan", ["3572", "7308"], "id")


@pytest.fixture(scope="module")
def charts():
    drawn = {kind: DRAWN[kind](count, "id") for kind, (_, count, _) in NUMBERS.items() if kind != "trend"}
    return {kind: kept(chart) for kind, chart in (drawn | {"trend": apart()}).items()}


@pytest.mark.parametrize("kind", NUMBERS)
def test_two_labels_swapped_are_found(kind, charts):
    svg, rows = charts[kind]
    labels = said(svg, NUMBERS[kind][0])
    assert not read(svg, rows).wrong
    assert read(swapped(svg, labels[0], labels[-1]), rows).wrong


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_label_moved_is_found(kind, charts):
    svg, rows = charts[kind]
    label = said(svg, NUMBERS[kind][0])[0]
    broken = moved(svg, label, 0, NUMBERS[kind][2])
    assert broken != svg and read(broken, rows).wrong


ROWS = r".*35\d\d"
"""The line of a name that tells one row of drawn.DRAWN from another."""


@pytest.mark.parametrize("kind", [kind for kind in NUMBERS if kind not in ("gap", "trend", "definitions", "milestones")])
def test_two_rows_swapped_are_found(kind, charts):
    svg, rows = charts[kind]
    first, *_, last = said(svg, ROWS)
    assert read(swapped(svg, first, last), rows).wrong


@pytest.mark.parametrize(
    "kind, one, other",
    [
        ("gap", "Penanganan sampah", "Pengurangan sampah"),
        ("gap", "Jakstranas 2023", "RPJMN 2025-2029 (2025)"),
        ("gap", "tercapai", "belum"),
        ("pilots", "tidak dapat dinilai", "belum"),
        ("map", "tidak dapat dinilai", "belum"),
        ("trend", "Kota Blitar · SIPSN · %", "Kab. Maros · SIPSN · %"),
        ("composition", "Pengurangan sampah", "Penanganan sampah"),
        ("definitions", "Layak sendiri", "Layak bersama"),
        ("definitions", "Tangga 2020 (RPJMN, SDG)", "Tangga 2015 (RPJMN 2015-2019)"),
        ("risk", "Sumber air", "Air limbah"),
        ("estimates", "25", "75"),
        ("contrasts", "+5", "+10"),
    ],
)
def test_names_and_ticks_swapped_are_found(kind, one, other, charts):
    svg, rows = charts[kind]
    broken = swapped(svg, one, other)
    assert broken != svg, "the plant took no root"
    assert read(broken, rows).wrong


@pytest.mark.parametrize(
    "kind, name, along", [("estimates", "thin", "x"), ("contrasts", "told", "x"), ("trend", "solid", "y"), ("ranks", "rank", "x")]
)
def test_a_mark_drawn_elsewhere_is_found(kind, name, along, charts):
    """The number stays, its dot goes."""
    svg, rows = charts[kind]
    dot = re.compile(rf'(<g id="{name}">(?:(?!</g>\s*</g>).)*?<use [^>]*{along}=")([\d.]+)', re.DOTALL)
    broken = dot.sub(lambda found: f"{found[1]}{float(found[2]) - 9}", svg, count=1)
    assert broken != svg and read(broken, rows).wrong


@pytest.mark.parametrize(
    "kind, name",
    [("pilots", "belum"), ("gap", "belum"), ("composition", "penanganan"), ("risk", "phbs"), ("ranks", "range"), ("pilots", "target")],
)
def test_a_bar_drawn_longer_is_found(kind, name, charts):
    """The number stays, its bar grows (a target's line goes) by nine points."""
    svg, rows = charts[kind]
    path = re.search(rf'<g id="{name}">\s*<path d="([^"]*)"', svg)[1]
    most = max(re.findall(r"[ML] ([\d.]+)", path), key=float)
    broken = svg.replace(path, path.replace(f" {most} ", f" {float(most) + 9} "))
    assert broken != svg and read(broken, rows).wrong


def test_two_texts_on_one_another_and_a_text_off_the_page_are_found(charts):
    svg, rows = charts["pilots"]
    share = said(svg, r"\d+,\d\d%")[0]
    assert any("overlap" in wrong for wrong in read(moved(svg, share, 0, 36), rows).wrong)
    assert any("leaves the page" in wrong for wrong in read(moved(svg, share, 400, 0), rows).wrong)


def test_a_label_over_anothers_mark_is_found(charts):
    svg, rows = charts["estimates"]
    dot = next(shape for shape in geometry.read(svg).shapes if shape.name == "thin")
    text = next(text for text in geometry.read(svg).texts if re.fullmatch(r"n = \d+", text.text))
    assert any("covers the mark" in wrong for wrong in read(moved(svg, text.text, dot.x - text.box.x, dot.y - text.box.y), rows).wrong)


def just_about(kind):
    """Layak against a target of 90: the least above it, the least below it, and clear of it."""
    shares = {"3572": 90.8, "3506": 90.2, "3574": 89.7, "7308": 84.0}
    gaps = san.gaps(achievements(*(row for code, share in shares.items() for row in series(code, "layak", {"2023": share}, ladder="2020"))))
    return charts_of_sanlib.pilots(gaps, "layak") if kind == "pilots" else charts_of_sanlib.gap(gaps, "3572")


@pytest.mark.parametrize("kind, ends", [("pilots", 3), ("gap", 1)])
def test_a_bar_that_ends_under_its_targets_rim_shows_its_end(kind, ends):
    svg, rows = kept(just_about(kind))
    assert not read(svg, rows).wrong and len(geometry.read(svg).named("end")) == ends
    hidden = svg.replace('<g id="end"', '<g id="gone"')
    assert hidden != svg and any("under its target's rim" in wrong for wrong in read(hidden, rows).wrong)


def one_share_on_two_ladders():
    rows = [row for ladder in ("2015", "2020") for row in series("3572", "layak", {"2023": 91.7}, instrument="EHRA", ladder=ladder)]
    return achievements(*rows)


@pytest.mark.parametrize(
    "draw", [lambda rows: charts_of_sanlib.trend(rows, "layak", "3572"), lambda rows: charts_of_sanlib.trends(rows, "layak")]
)
def test_two_series_at_one_place_are_both_seen_and_have_one_number(draw, monkeypatch):
    svg, rows = kept(draw(one_share_on_two_ladders()))
    assert not read(svg, rows).wrong and len(geometry.read(svg).said("value")) == 1
    label = re.search(r'<g id="value">.*?<!-- .*? -->.*?</g>\s*</g>', svg, re.DOTALL)[0]
    assert any("stands twice" in wrong for wrong in read(svg.replace(label, label + label), rows).wrong)
    monkeypatch.setattr(series_marks, "COVERED", 1)
    assert any("hides another" in wrong for wrong in read(*kept(draw(one_share_on_two_ladders()))).wrong)


def test_a_letters_box_is_where_its_ink_is():
    """Against another library's reading of the same drawing: the box of a text as matplotlib measures it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 2))
    FigureCanvasAgg(figure)
    text = figure.text(0.2, 0.5, LONG, fontsize=20)
    out = io.StringIO()
    figure.savefig(out, format="svg")
    box = next(one for one in geometry.read(out.getvalue()).texts if one.text == LONG).box
    drawn = text.get_window_extent(figure.canvas.get_renderer())
    assert box.x0 * figure.dpi / 72 == pytest.approx(drawn.x0, rel=0.02) and box.x1 * figure.dpi / 72 == pytest.approx(drawn.x1, rel=0.02)


def test_the_audit_of_marks_reads_without_sanlib_and_matplotlib():
    for module in (marks, geometry):
        source = Path(module.__file__).read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) (sanlib|matplotlib)", source, re.MULTILINE)
