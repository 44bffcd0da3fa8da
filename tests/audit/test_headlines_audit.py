"""The sentence above a chart is computed again by code that imports nothing of sanlib, and each kind of lie planted in it is found."""

import re
from pathlib import Path

import pandas as pd
import pytest
from build import achievement, achievements, series

from audit import headlines
from audit.compare import Tally
from audit.truth import Truth
from sanlib import charts, words
from sanlib.charts import findings, joined_series
from sanlib.judging import gap
from sanlib.printing import pilots
from sanlib.project import folders, schema
from sanlib.reference import targets

CITIES = {"3572": "Kota Blitar", "3506": "Kab. Kediri", "3521": "Kab. Ngawi", "3502": "Kab. Ponorogo", "7308": "Kab. Maros"}


def judged(shares, indicator="penanganan", **other):
    rows = [
        achievement(code, "2023", indicator, share, base=1000.0, source="uji", region=CITIES[code], **other)
        for code, share in shares.items()
    ]
    return gap.gaps(achievements(*rows), targets.targets())


def wrong(chart, sentence=None, lang="id"):
    rows = chart.drawn.astype(object).where(chart.drawn.notna(), "").astype(str).to_dict("records")
    tally = Tally()
    headlines.audit_finding(tally, Truth.load("2023", lang), "x", sentence or chart.finding, rows)
    return tally.wrong


def one(lang="id"):
    return charts.pilots(judged({"3572": 80.0, "3506": 20.7, "3521": 60.0}), "penanganan", "Jakstranas", lang=lang)


@pytest.mark.parametrize(
    "lang, said",
    [
        (
            "id",
            (
                "Dari 3 wilayah yang dapat dinilai, hanya Kota Blitar mencapai target Jakstranas 2023 untuk penanganan sampah; "
                "paling jauh Kab. Kediri, kurang 51,30 poin (513 ton)."
            ),
        ),
        (
            "en",
            (
                "Of 3 regions that can be judged, only Kota Blitar meets target Jakstranas 2023 for waste handled (penanganan); "
                "farthest Kab. Kediri, 51.30 points short (513 tonnes)."
            ),
        ),
    ],
)
def test_one_of_three_reaches_its_target(lang, said):
    chart = one(lang)
    assert chart.finding == said and not wrong(chart, lang=lang) and said in chart.alt


@pytest.mark.parametrize(
    "true, planted",
    [
        ("hanya Kota Blitar", "hanya Kab. Ngawi"),
        ("kurang 51,30", "lebih 51,30"),
        ("jauh Kab. Kediri", "jauh Kab. Ngawi"),
        ("513 ton", "513 KK"),
        ("Dari 3", "Dari 4"),
        ("penanganan", "pengurangan"),
        ("Jakstranas 2023", "RPJMN 2025-2029 (2025)"),
        ("; paling jauh Kab. Kediri, kurang 51,30 poin (513 ton)", ""),
        ("Dari 3 wilayah", "Sebagian wilayah"),
    ],
)
def test_a_lie_about_regions_is_found(true, planted):
    chart = one()
    assert true in chart.finding and wrong(chart, chart.finding.replace(true, planted))


def test_only_is_not_said_where_another_is_undecided():
    rows = judged({"3572": 80.0, "3506": 20.0}), judged({"3521": 71.0}, basis="survei tanpa interval")
    chart = charts.pilots(pd.concat(rows, ignore_index=True), "penanganan", "Jakstranas")
    assert "hanya" not in chart.finding and "1 belum dapat dipastikan" in chart.finding and not wrong(chart)
    assert wrong(chart, chart.finding.replace(", 1 belum dapat dipastikan", ""))


def test_a_withheld_share_is_never_named():
    rows = judged({"3572": 80.0, "3506": 20.7, "3521": 60.0})
    rows.loc[rows["region"].eq("Kab. Kediri"), ["flag", "verdict"]] = ["sampel_tidak_cukup", "tidak dapat dinilai"]
    chart = charts.pilots(rows, "penanganan", "Jakstranas")
    assert "Kediri" not in chart.finding and not wrong(chart)
    assert wrong(chart, chart.finding.replace("Kota Blitar", "Kab. Kediri"))


def region(lang="id"):
    rows = achievements(
        achievement("3572", "2023", "aman", 30.38, base=54646.0, source="uji", region="Kota Blitar"),
        achievement("3572", "2023", "pengurangan", 15.69, base=27988.2, source="uji", region="Kota Blitar"),
    )
    return charts.gap(gap.gaps(rows, targets.targets()), "Kota Blitar", lang=lang)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_concerns_most_households_leads_then_what_is_due_first(lang):
    chart = region(lang)
    assert not wrong(chart, lang=lang)
    assert re.search(r"39[.,]62.*21[.,]651.*Visi 2045.*11[.,]31.*Jakstranas 2023", chart.finding)


@pytest.mark.parametrize(
    "true, planted",
    [
        ("39,62", "36,92"),
        ("21.651 KK", "21.561 KK"),
        ("Visi 2045", "SDG 6.2 (2030)"),
        ("kurang 11,31", "lebih 11,31"),
        ("tenggat lebih dulu", "tercapai"),
        ("Kota Blitar 2023", "Kab. Kediri 2023"),
        ("akses aman", "akses layak"),
    ],
)
def test_a_lie_about_a_region_is_found(true, planted):
    chart = region()
    assert true in chart.finding and wrong(chart, chart.finding.replace(true, planted))


def test_a_region_that_cannot_be_judged_says_only_that():
    rows = judged({"3572": 80.0}, flag="kolom_kembar")
    chart = charts.gap(rows, "Kota Blitar")
    assert "tak satu pun dapat dinilai" in chart.finding and not wrong(chart)
    assert wrong(chart, "Kota Blitar 2023: semua 1 pembandingan dengan target tercapai.")


def years(**other):
    return achievements(
        *series("3572", "penanganan", {"2021": 20.0, "2022": 34.0, "2023": 41.3}, region="Kota Blitar", **other),
        *series("3506", "penanganan", {"2021": 70.0, "2022": 61.0, "2023": 60.0}, region="Kab. Kediri", **other),
    )


def test_the_largest_change_is_said_with_its_years():
    chart = charts.trends(years(), "penanganan")
    assert "1 naik dan 1 turun; terbesar Kota Blitar, +21,30 poin, 2021 ke 2023" in chart.finding and not wrong(chart)
    for true, planted in (
        ("+21,30", "−21,30"),
        ("1 naik", "2 naik"),
        ("Kota Blitar", "Kab. Kediri"),
        ("2021 ke", "2022 ke"),
        ("dari 2 deret", "dari 3 deret"),
        ("sampah 2021 ke 2023", "sampah"),
        ("sampah 2021 ke", "sampah 2022 ke"),
    ):
        assert wrong(chart, chart.finding.replace(true, planted)), planted
    single = charts.trend(years(), "penanganan", "Kab. Kediri")
    assert "turun 10 poin" in single.finding and not wrong(single)
    assert wrong(single, single.finding.replace("turun", "naik"))


def test_series_that_have_not_surely_moved_are_counted_too():
    still = series("3521", "penanganan", {"2022": 50.0, "2023": 50.0}, region="Kab. Ngawi")
    chart = charts.trends(pd.concat([years(), achievements(*still)], ignore_index=True), "penanganan")
    assert "dari 3 deret yang dapat disambung 1 naik dan 1 turun, 1 tidak pasti berubah 0,1 poin; terbesar" in chart.finding and not wrong(
        chart
    )
    assert wrong(chart, chart.finding.replace(", 1 tidak pasti berubah", "")) and wrong(chart, chart.finding.replace(", 1 ti", ", 2 ti"))


@pytest.mark.parametrize("lang, said", [("id", ", awal ke akhir tiap garis: "), ("en", ", start to end of each line: ")])
def test_a_count_of_rises_says_over_which_years(lang, said):
    """Of two series of three years and one of two "2 rose" is over no one span; where a series broke it is its latest line."""
    late = series("3521", "penanganan", {"2022": 50.0, "2023": 60.0}, region="Kab. Ngawi")
    rows = pd.concat([years(), achievements(*late)], ignore_index=True)
    chart = charts.trends(rows, "penanganan", lang=lang)
    assert said in chart.finding and not wrong(chart, lang=lang)
    same = charts.trends(years(), "penanganan", lang=lang)
    assert ("2021 ke 2023: " if lang == "id" else "2021 to 2023: ") in same.finding and not wrong(same, lang=lang)
    assert wrong(chart, chart.finding.replace(said, ": "), lang)
    broke = series("3521", "penanganan", {"2020": 90.0, "2021": 80.0, "2022": 50.0, "2023": 60.0}, region="Kab. Ngawi")
    broke[2] |= {"flag": "patahan_metode"}
    latest = charts.trends(pd.concat([years(), achievements(*broke)], ignore_index=True), "penanganan", lang=lang)
    with words.speaking(lang):
        assert words.label("find.change.latest") in latest.finding and not wrong(latest, lang=lang)
    assert wrong(latest, latest.finding.replace(words.label("find.change.latest", lang), words.label("find.change.spans", lang)), lang)


@pytest.mark.parametrize(
    "lang, end", [("id", "tertinggi Kota Blitar, tak satu pun pasti terendah"), ("en", "Kota Blitar is highest, none")]
)
def test_a_comparison_says_of_what_and_which_end_nobody_holds(lang, end):
    """60 and 61 points by samples without interval are not told apart, 90 is above both: the highest is sure, the lowest is not."""
    rows = [
        achievement(code, "2023", "penanganan", share, region=CITIES[code], basis="survei tanpa interval", source="uji")
        for code, share in (("3572", 90.0), ("3506", 60.0), ("3521", 61.0))
    ]
    table = achievements(*rows)
    instrument = table["instrument"].iloc[0]
    chart = charts.differences(pilots.differences(table, "penanganan", instrument), table, "penanganan", instrument, lang=lang)
    assert end in chart.finding and " 2023: " in chart.finding and not wrong(chart, lang=lang)
    with words.speaking(lang):
        name = words.label("penanganan")
        assert chart.finding.startswith(name)
        for true, planted in ((name, words.label("pengurangan")), (" 2023: ", " 2022: "), ("Kota Blitar", "Kab. Kediri")):
            assert wrong(chart, chart.finding.replace(true, planted), lang), planted


def test_a_change_on_a_base_that_jumped_says_so_and_by_how_much_on_both():
    """20 % on the base of 2022, 24 % on the one before it: 28.8 % in 2023 are 8.8 or 4.8 points more, and of 22 % nobody can say."""
    moved = series("3506", "penanganan", {"2022": 20.0, "2023": 28.8}, region="Kab. Kediri")
    moved[0] |= {"alt_pct": 24.0, "alt_base": 150000.0, "flag": "basis_melompat"}
    chart = charts.trend(achievements(*moved), "penanganan", "Kab. Kediri")
    assert "naik 4,80-8,80 poin" in chart.finding and "pembagi berubah tajam: Kab. Kediri" in chart.finding and not wrong(chart)
    assert wrong(chart, chart.finding.replace("4,80-8,80", "8,80")) and wrong(chart, chart.finding.partition(" Belum pasti")[0])
    still = [moved[0], moved[1] | {"value_pct": 22.0}]
    undecided = charts.trend(achievements(*still), "penanganan", "Kab. Kediri")
    assert (
        "tidak pasti berubah 0,1 poin atau lebih, 2022 ke 2023 (SIPSN). Belum pasti besarnya, pembagi berubah tajam: Kab. Kediri."
        in undecided.finding
    )
    assert not wrong(undecided) and wrong(undecided, undecided.finding.partition(" Belum pasti")[0])


def test_a_change_that_no_chart_prints_heads_nothing():
    small = achievements(*series("3521", "penanganan", {"2022": 50.0, "2023": 50.04}, region="Kab. Ngawi"))
    chart = charts.trend(small, "penanganan", "Kab. Ngawi", lang="id")
    assert chart.finding == "Kab. Ngawi: penanganan sampah tidak pasti berubah 0,1 poin atau lebih, 2022 ke 2023 (SIPSN)."
    assert not wrong(chart) and wrong(chart, chart.finding.replace("0,1", "0,2"))
    seen = achievements(*series("3521", "penanganan", {"2022": 50.0, "2023": 50.1}, region="Kab. Ngawi"))
    assert "naik 0,10 poin" in charts.trend(seen, "penanganan", "Kab. Ngawi", lang="id").finding
    for share, said in ((80.03, "tak satu pun pasti tertinggi"), (80.2, "selisih 0,2 poin")):
        with words.speaking("id"):
            assert said in findings.pairs(judged({"3572": share, "3506": 80.0}).drop_duplicates("region"))


def placed(lang="id"):
    rows = judged({"3572": 80.0, "3506": 20.7, "3521": 60.0, "7308": 10.0})
    return charts.map(rows, "penanganan", "Jakstranas", lang=lang)


@pytest.mark.parametrize(
    "lang, said",
    [
        (
            "id",
            "Penanganan sampah: target Jakstranas 2023 belum tercapai di Jawa Timur 2 dari 3, Sulawesi Selatan 1 dari 1 wilayah yang dapat",
        ),
        ("en", "(penanganan): target Jakstranas 2023 is not met in Jawa Timur 2 of 3, Sulawesi Selatan 1 of 1 regions that can be judged."),
    ],
)
def test_a_map_says_where_the_misses_are(lang, said):
    chart = placed(lang)
    assert said in chart.finding and not wrong(chart, lang=lang)
    for true, planted in (
        ("Jawa Timur 2", "Jawa Timur 1"),
        ("Selatan 1", "Selatan 2"),
        ("Jawa Timur", "Jawa Barat"),
        ("Jakstranas 2023", "Visi 2045"),
    ):
        assert wrong(chart, chart.finding.replace(true, planted), lang), planted


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_map_of_desa_says_in_which_kota_and_how_many_are_undecided(lang):
    shares = {"35.72.01.1001": (70.0, 80.0), "35.72.01.1002": (20.0, 30.0), "35.06.01.2001": (10.0, 20.0), "35.06.01.2002": (80.0, 90.0)}
    rows = [
        achievement(code, "2023", "penanganan", low + 5, region=code, low_pct=low, high_pct=high, base=1000.0)
        for code, (low, high) in shares.items()
    ]
    chart = charts.map(gap.gaps(achievements(*rows)), "penanganan", "Jakstranas", lang=lang)
    assert "Kota Blitar 1 " in chart.finding and not wrong(chart, lang=lang)
    for true, planted in (("Blitar 1", "Blitar 2"), ("Kab. Kediri", "Kab. Blitar"), (", 1 ", ", 2 "), ("desa/kelurahan", "regions")):
        assert wrong(chart, chart.finding.replace(true, planted), lang), planted


def test_a_map_of_regions_that_all_meet_it_says_so():
    met = charts.map(judged({"3572": 80.0, "3506": 90.0}), "penanganan", "Jakstranas", lang="id")
    assert met.finding == "Penanganan sampah: semua 2 wilayah yang dapat dinilai mencapai target Jakstranas 2023." and not wrong(met)
    assert wrong(placed(), met.finding)


def test_regions_that_cannot_be_judged_are_counted_beside_those_that_can():
    rows = pd.concat([judged({"3572": 80.0, "3506": 20.7}), judged({"3521": 60.0}, flag="kolom_kembar")], ignore_index=True)
    chart = charts.pilots(rows, "penanganan", "Jakstranas")
    assert "Dari 2 wilayah yang dapat dinilai, hanya Kota Blitar" in chart.finding and ", 1 tidak dapat dinilai" in chart.finding
    assert not wrong(chart) and wrong(chart, chart.finding.replace(", 1 tidak dapat dinilai", ""))


@pytest.mark.parametrize("run", folders.periods())
def test_every_count_over_the_years_of_every_shipped_period_accounts_for_all_its_series(run):
    every = [one for one in folders.periods() if folders.series(one)[0] == folders.series(run)[0] and one <= run]
    tables = [schema.read_table(folders.processed(one) / "achievements.csv", schema.ACHIEVEMENTS) for one in every]
    table = pd.concat(tables, ignore_index=True)
    for indicator in table.loc[table["value_pct"].notna(), "indicator"].unique():
        said = findings.changes(joined_series.points(table, indicator))
        if " naik dan " in said:
            whole, *parts = map(int, re.findall(r"(?:dari|disambung|dan|turun,) (\d+) ", said.split(";")[0]))
            assert whole == sum(parts), said


def test_a_change_within_its_intervals_is_not_said():
    chart = charts.trend(years(basis="survei tanpa interval"), "penanganan", "Kab. Kediri")
    assert "turun" in chart.finding
    near = achievements(*series("3572", "penanganan", {"2022": 40.0, "2023": 44.0}, region="Kota Blitar", basis="survei tanpa interval"))
    assert "tidak pasti berubah 0,1 poin atau lebih" in charts.trend(near, "penanganan", "Kota Blitar").finding


def test_parts_are_sorted_by_what_the_sentence_is_about():
    rows = [
        achievement(code, "2023", name, share, base=1000.0, source="uji", region=CITIES[code])
        for code, shares in (("3572", (15, 80, 5)), ("3506", (9, 21, 70)), ("3521", (20, 40, 40)))
        for name, share in zip(("pengurangan", "penanganan", "tidak_terkelola"), map(float, shares), strict=True)
    ]
    chart = charts.composition(achievements(*rows))
    assert "terbanyak Kab. Kediri 70%, tersedikit Kota Blitar 5%" in chart.finding and not wrong(chart)
    assert wrong(chart, chart.finding.replace("terbanyak Kab. Kediri", "terbanyak Kab. Ngawi"))
    assert wrong(chart, chart.finding.replace("70%", "7%")) and wrong(chart, chart.finding.replace(" 2023: ", " 2022: "))


def test_synthetic_rows_say_so_first():
    chart = charts.pilots(judged({"3572": 80.0, "3506": 20.0}, synthetic=True), "penanganan", "Jakstranas")
    assert chart.finding.startswith("[DATA SINTETIS") and not wrong(chart)
    assert wrong(chart, chart.finding.split("] ")[1])


def test_the_audit_of_findings_reads_without_sanlib():
    assert not re.search(r"^\s*(from|import) sanlib", Path(headlines.__file__).read_text(encoding="utf-8"), re.MULTILINE)
