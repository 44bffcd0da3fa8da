"""What holds for every cell of a table of regions, whatever its order, and for every label of a drawn trend."""

import functools
import math
import os
import re

import pytest

import sanlib as san
from sanlib import charts, words
from sanlib.judging import flags
from sanlib.printing.pilots import main_instrument
from sanlib.project import problems, schema
from sanlib.project.schema import TIDAK_DINILAI
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
    found = found[found["rank_best"].notna()]
    assert (found["rank_best"].between(1, found["rank_worst"]) & found["rank_worst"].le(found["of"])).all()
    again = san.ranks(opened(period).achievements.sample(frac=1, random_state=1))
    again = again[again["rank_best"].notna()]
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


# ---------------------------------------------------------------- what a flag is printed to do, and what it does

EVERY = ["2024", "contoh-2024"]
"""Periods whose history holds every figure that ships."""


def without(rows, flag):
    """The same figures as if one flag had not been raised; with the base that jumped goes its other share."""
    kept = rows["flag"].str.split(";").map(lambda names: ";".join(name for name in names if name != flag))
    others = {"alt_pct": math.nan, "alt_base": math.nan} if flag == flags.JUMPED else {}
    return rows.assign(flag=kept, **others)


@functools.cache
def compared(period):
    rows = opened(period).history
    found = san.gaps(rows, san.targets())
    return rows, found[found["target_pct"].notna()].reset_index(drop=True)


@pytest.mark.parametrize("period", EVERY)
def test_every_verdict_withheld_has_a_flag_printed_as_able_to_withhold_it(period):
    _, found = compared(period)
    veto = flags.vetoes()
    unfit = found[found["verdict"].eq(TIDAK_DINILAI)]
    assert len(unfit)
    for row in unfit.itertuples():
        printed = {veto[name] for name in row.flag.split(";") if name}
        unmeasured = row.basis == "survei" and math.isnan(row.low_pct)
        assert printed & {"yes", "if"} or unmeasured, (row.region, row.period, row.indicator, row.flag)


@pytest.mark.parametrize("period", EVERY)
def test_a_flag_does_to_verdicts_what_it_is_printed_to_do(period):
    """Printed always: all that carries it is withheld. Never: without it no verdict is another. Conditional: neither."""
    rows, found = compared(period)
    raised = {name for names in rows["flag"] for name in names.split(";") if name}
    for flag in sorted(raised):
        carries = found["flag"].str.split(";").map(lambda names, flag=flag: flag in names)
        if flags.vetoes()[flag] == "yes":
            assert found.loc[carries, "verdict"].eq(TIDAK_DINILAI).all(), flag
            continue
        again = san.gaps(without(rows, flag), san.targets())
        again = again[again["target_pct"].notna()].reset_index(drop=True)
        changed = again["verdict"].ne(found["verdict"])
        if flags.vetoes()[flag] == "no":
            assert not changed.any(), flag
        else:
            assert changed.any() and found.loc[carries & ~changed, "verdict"].ne(TIDAK_DINILAI).any(), flag


def test_what_a_reader_is_told_of_the_base_that_jumped_is_its_condition():
    with words.speaking("en"):
        shown = flags.summary(opened("2023").flags).set_index("flag")["veto"]
        assert shown["basis_melompat"] == "conditional: only if the base of the period before gives another verdict"
        assert shown["definisi_bergeser"] == "always" and shown["odf_bukan_layak"] == "never"
    assert set(shown.index[:2]) == {"definisi_bergeser", "nilai_kembar"}


# ---------------------------------------------------------------- numbers inside sentences that are kept


OF_THOUSANDS = {"id": re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)"), "en": re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")}
OTHERS_SIGN = {"id": re.compile(r"\d\.\d"), "en": re.compile(r"\d,\d")}


def amiss(text, lang):
    """What of a sentence is written as the other language, or a machine, writes it."""
    plain = OF_THOUSANDS[lang].sub("0", text)
    return [*OTHERS_SIGN[lang].findall(plain), *re.findall(r"->|(?<![\w.,/-])-\d", plain), *re.findall(r"\d{5,}", plain)]


@pytest.mark.parametrize("period", EVERY)
@BOTH
def test_numbers_in_what_a_flag_saw_are_set_by_the_language(period, lang):
    found = flags.find(opened(period).history)
    with words.speaking(lang):
        told = found[words.column("detail")]
    assert len(told) and not [(text, bad) for text in told if (bad := amiss(text, lang))]


@BOTH
def test_numbers_in_a_problem_are_set_by_the_language_and_the_table_has_both(lang):
    table = problems.in_every_language(opened("2022").found)
    told = table[table["rule"].isin(["printed_share_differs", "parts_over_whole"])]
    with words.speaking(lang):
        said = [problems.spoken(row)["problem"] for row in told.to_dict("records")]
    assert len(said) >= 4 and not [(text, bad) for text in said if (bad := amiss(text, lang))]
    assert any({"id": "187,28%", "en": "187.28%"}[lang] in text for text in said)


def test_the_kept_tables_do_not_depend_on_the_readers_language():
    kept = [san.open_period("2022", lang=lang, say=lambda _line: None).flags for lang in words.LANGUAGES]
    assert kept[0].equals(kept[1]) and {"187,28%", "187.28%"} <= {text.split(":")[0] for name in schema.DETAILS for text in kept[0][name]}
