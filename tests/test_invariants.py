"""What holds for every cell of a table of regions, whatever its order, and for every label of a drawn trend."""

import functools
import math
import os
import re

import pytest

import sanlib as san
from sanlib import charts, words
from sanlib.printing.pilots import main_instrument
from sanlib.reference import regions

PERIODS = ["2018", "2019", "2020", "2021", "2022", "2023", "2024", "contoh-2023", "contoh-2024"]
SOME = PERIODS if os.environ.get("SANLIB_FULL_SWEEP") else ["2023", "2024"]
EACH = pytest.mark.parametrize("period", SOME)
BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)


@functools.cache
def opened(period):
    return san.open_period(period, say=lambda _line: None)


@functools.cache
def gaps(period):
    return san.gaps(opened(period).achievements, san.targets())


def cells(table, region, column):
    """What a table says of a region: each row as its filled cells, in no order; decimals are those of the whole table."""
    own = table[table[column].eq(region)].to_dict("records")
    return sorted(
        sorted((str(k), re.sub(r"(\d)[.,]00\b", r"\1", str(v))) for k, v in row.items() if str(v) not in ("–", "", "nan")) for row in own
    )


def printed(period, lang):
    history = opened(period).history
    yield "coverage", history, lambda rows: san.coverage(rows, lang)
    yield "series_table", history, lambda rows: san.series_table(rows, lang)
    for name in gaps(period)["indicator"].unique():
        yield "matrix", gaps(period), lambda rows, name=name: san.matrix(rows, name, lang)


@EACH
@BOTH
def test_what_is_said_of_a_region_depends_on_its_own_rows_and_not_on_their_order(period, lang):
    column = words.label("region", lang)
    for name, table, print_ in printed(period, lang):
        whole, shuffled = print_(table), print_(table.sample(frac=1, random_state=1))
        for region in regions.of_pilots(table)["region"].unique():
            expected = cells(whole, region, column)
            assert expected == cells(shuffled, region, column), (name, region)
            assert expected == cells(print_(table[table["region"].eq(region)]), region, column), (name, region)


@EACH
def test_a_gap_is_target_less_capaian_and_does_not_depend_on_order(period):
    rows = gaps(period).dropna(subset=["gap_pp"])
    assert (rows["target_pct"] - rows["value_pct"] - rows["gap_pp"]).abs().max() < 1e-5
    keys = ["period", "region_code", "indicator", "instrument", "ladder", "target_set", "scope", "reported_gap_pp"]
    kept = [*[k for k in keys if k in rows], "gap_pp", "verdict"]
    again = san.gaps(opened(period).achievements.sample(frac=1, random_state=1), san.targets()).dropna(subset=["gap_pp"])
    assert sorted(map(str, rows[kept].values.tolist())) == sorted(map(str, again[kept].values.tolist()))


@EACH
def test_a_rank_lies_in_its_range_and_does_not_depend_on_order(period):
    found = san.ranks(opened(period).achievements)
    assert (found["rank_best"].between(1, found["rank_worst"]) & found["rank_worst"].le(found["of"])).all()
    again = san.ranks(opened(period).achievements.sample(frac=1, random_state=1))
    assert sorted(map(str, found.values.tolist())) == sorted(map(str, again.values.tolist()))


@EACH
def test_each_cell_of_the_series_is_the_figure_of_its_own_region(period):
    history = regions.of_pilots(opened(period).history)
    table = san.series_table(opened(period).history, "en").set_index(
        [words.label(n, "en") for n in ("indicator", "instrument", "ladder", "region")]
    )
    for row in history[history["value_pct"].notna() & ~history["flag"].str.contains("sampel_tidak_cukup")].itertuples():
        cell = table.loc[(words.label(row.indicator, "en"), row.instrument, row.ladder, row.region), row.period]
        assert cell.split(" ")[0] == words.number(row.value_pct, 2, "en")


@EACH
def test_coverage_counts_the_figures_of_each_region(period):
    history = regions.of_pilots(opened(period).history)
    table = san.coverage(opened(period).history, "en").set_index([words.label(n, "en") for n in ("instrument", "region")])
    for (instrument, region, year), own in history.groupby(["instrument", "region", "period"]):
        flagged = int(own["flag"].ne("").sum())
        assert table.loc[(instrument, region), year] == f"{len(own)}" + (f" ({flagged} ⚑)" if flagged else "")


@EACH
def test_history_flags_are_of_pilots_and_up_to_the_period(period):
    found = opened(period).breaks
    assert set(found["region_code"]) <= set(regions.of_pilots(opened(period).history)["region_code"])
    assert len(found) and found["period"].max() <= opened(period).history["period"].max()


@EACH
def test_the_main_instrument_measured_most_regions_whatever_the_order(period):
    rows = opened(period).achievements
    for name in rows["indicator"].unique():
        counts = rows[rows["indicator"].eq(name) & rows["value_pct"].notna()].groupby("instrument")["region_code"].nunique()
        chosen = main_instrument(rows.iloc[::-1], name)
        assert chosen == main_instrument(rows, name) and (not len(counts) or counts[chosen] == counts.max())


def astray(chart):
    """Numbers of a trend that stand nearer to another point than to one of their own value."""
    drawn = chart.canvas.get_renderer()
    for axes in chart.axes:
        marks = [line for line in axes.lines if line.get_gid() in ("solid", "hollow")]
        points = [(axes.transData.transform((float(m.get_xdata()[0]), float(m.get_ydata()[0]))), float(m.get_ydata()[0])) for m in marks]
        for said in (one for one in axes.texts if one.get_gid() == "value" and one.get_text()[0].isdigit()):
            box, number = said.get_window_extent(drawn), float(said.get_text().replace(",", "."))
            near = min((math.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1)), value) for (x, y), value in points)
            if abs(near[1] - number) > 0.5:
                yield said.get_text(), near[1]


@BOTH
def test_a_number_of_a_trend_stands_nearest_to_its_own_point(lang):
    history = regions.of_pilots(opened("2024").history)
    for name in history["indicator"].unique():
        assert not list(astray(charts.trends(history, name, lang))), name
        for region in history.loc[history["indicator"].eq(name), "region"].unique()[: None if len(SOME) > 2 else 1]:
            assert not list(astray(charts.trend(history, name, region, lang))), (name, region)


def test_a_number_put_at_another_point_is_found():
    chart = charts.trends(regions.of_pilots(opened("2024").history), "penanganan")
    axes = next(axes for axes in chart.axes if len([t for t in axes.texts if t.get_gid() == "value"]) > 1)
    one, other = [text for text in axes.texts if text.get_gid() == "value"][:2]
    before = one.get_position()
    one.set_position(other.get_position())
    other.set_position(before)
    assert list(astray(chart))


@BOTH
def test_the_coverage_of_no_pilot_has_the_columns_of_a_table_and_no_row(lang):
    none = san.coverage(opened("2024").history.iloc[:0], lang)
    assert list(none.columns) == [words.label("instrument", lang), words.label("region", lang)] and not len(none)
