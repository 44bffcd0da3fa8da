"""Every trap in the shipped figures is found by a general rule; every near miss passes."""

import pandas as pd
import pytest
from build import achievement, achievements, of_base, series

from sanlib.judging import flags

KEY = ["flag", "region_code", "indicator"]


def raised(*rows, period=None, revisions=None):
    """(flag, region, indicator) of every flag but the ones about who reported and with what."""
    found = flags.find(achievements(*rows), revisions)
    found = found[~found["flag"].isin(["tidak_melapor", "instrumen_campur"])]
    found = found[found["period"].eq(period)] if period else found
    return set(found[KEY].itertuples(index=False, name=None))


def of(flag, *rows, **options):
    return {(code, name) for its, code, name in raised(*rows, **options) if its == flag}


def waste(code, period, base, b, c, d=None, e=None):
    parts = (
        {"pengurangan": b, "penanganan": c, "terkelola": b + c}
        | ({"daur_ulang": d} if d is not None else {})
        | ({"bahan_baku": e} if e is not None else {})
    )
    return [achievement(code, period, **figure) for figure in of_base(base, **parts)]


def access(code, period, kk, aman, sendiri, bersama):
    whole = of_base(kk, aman=aman, layak_sendiri=sendiri, layak_bersama=bersama, layak=aman + sendiri + bersama)
    return [achievement(code, period, **figure) for figure in whole]


GRESIK = waste("3525", "2022", 142835.43, 179537.46, 87963.22)


def test_parts_that_exceed_their_whole_are_impossible():
    assert of("bagian_mustahil", *GRESIK) == {("3525", "pengurangan"), ("3525", "penanganan"), ("3525", "terkelola")}


def test_parts_that_just_fill_their_whole_are_possible():
    assert not raised(*waste("3525", "2022", 100.0, 40.0, 60.0))


PENGURANGAN = {
    "3506": (8.97, 0.03),
    "3521": (15.70, 0.01),
    "3502": (22.81, 1.39),
    "3512": (10.00, 3.82),
    "3572": (15.69, 11.17),
    "3574": (19.63, 0.52),
    "7308": (16.27, 0.18),
    "7318": (5.31, 0.00),
}
PENANGANAN = {
    "3506": (20.71, 29.54),
    "3521": (24.05, 26.66),
    "3502": (61.72, 31.26),
    "3512": (61.12, 9.25),
    "3572": (82.07, 86.51),
    "3574": (64.13, 16.95),
    "7308": (55.12, 69.12),
    "7318": (36.48, 0.06),
}


def sipsn_2024():
    rows = []
    for name, table in (("pengurangan", PENGURANGAN), ("penanganan", PENANGANAN)):
        for code, (old, new) in table.items():
            rows += series(code, name, {"2023": old, "2024": new})
    for code in PENGURANGAN:
        rows += series(
            code, "terkelola", {"2023": PENGURANGAN[code][0] + PENANGANAN[code][0], "2024": PENGURANGAN[code][1] + PENANGANAN[code][1]}
        )
    return rows


def test_a_fall_shared_by_most_regions_is_a_method_break_of_the_part_and_its_siblings():
    found = of("patahan_metode", *sipsn_2024(), period="2024")
    assert found == {(code, name) for code in PENGURANGAN for name in ("pengurangan", "penanganan")}


def test_the_whole_of_broken_parts_stands_noted_unless_it_fell_by_more_than_twenty_points():
    rows = sipsn_2024()
    assert of("patahan_bagian", *rows) == {(code, "terkelola") for code in PENGURANGAN}
    assert of("anjlok_saat_patahan", *rows) == {(code, "terkelola") for code in ("3502", "3512", "3574", "7318")}


def test_the_same_fall_in_a_minority_of_regions_is_no_method_break():
    rows = [
        row
        for code, values in {"3506": (8.97, 0.03), "3521": (15.7, 15.1), "3502": (22.8, 23.0), "3512": (10.0, 9.8)}.items()
        for row in series(code, "pengurangan", dict(zip(("2022", "2023"), values, strict=True)))
    ]
    assert not raised(*rows)


def test_two_regions_are_too_few_to_speak_of_most():
    rows = [row for code in ("3506", "3521") for row in series(code, "pengurangan", {"2022": 20.0, "2023": 1.0})]
    assert not raised(*rows)


def test_three_regions_are_enough_to_speak_of_most():
    rows = [row for code in ("3506", "3521", "3502") for row in series(code, "pengurangan", {"2022": 20.0, "2023": 1.0})]
    assert of("patahan_metode", *rows) == {(code, "pengurangan") for code in ("3506", "3521", "3502")}


def test_a_rise_of_a_third_shared_by_all_regions_is_no_method_break_and_a_doubling_is():
    def rising(to):
        return [row for code in PENGURANGAN for row in series(code, "pengurangan", {"2022": 12.0, "2023": to})]

    assert not of("patahan_metode", *rising(16.0))
    assert of("patahan_metode", *rising(26.0)) == {(code, "pengurangan") for code in PENGURANGAN}


def test_a_shared_fall_within_the_usual_range_is_no_method_break():
    rows = [row for code in PENGURANGAN for row in series(code, "pengurangan", {"2022": 20.0, "2023": 14.0})]
    assert not raised(*rows)


def test_a_region_that_skipped_the_year_of_the_break_is_not_compared_across_it_nor_withheld():
    rows = [row for row in sipsn_2024() if (row["region_code"], row["period"]) != ("3506", "2024")]
    rows += (
        series("3506", "pengurangan", {"2025": 0.05})
        + series("3506", "penanganan", {"2025": 29.0})
        + series("3506", "terkelola", {"2025": 29.05})
    )
    assert of("patahan_terlewati", *rows) == {("3506", name) for name in ("pengurangan", "penanganan", "terkelola")}
    assert not of("definisi_bergeser", *rows)
    assert flags.breaking()["patahan_terlewati"] == "before"


def test_the_year_before_the_break_is_clean():
    assert not raised(*sipsn_2024(), period="2023")


SITUBONDO_2024 = waste("3512", "2024", 93669.45, 3580.11, 8661.45, d=274.10, e=8661.45)


def test_a_column_equal_to_another_to_the_cent_is_a_copy_and_spoils_its_whole():
    assert of("kolom_kembar", *SITUBONDO_2024) == {("3512", "penanganan"), ("3512", "bahan_baku"), ("3512", "terkelola")}


def test_a_whole_equal_to_its_only_part_is_no_copy():
    assert not of("kolom_kembar", *waste("7318", "2023", 47255.46, 0.0, 30.31))


def test_recycling_equal_to_all_reduction_is_no_copy():
    assert not of("kolom_kembar", *waste("3512", "2023", 1000.0, 120.0, 500.0, d=120.0, e=40.0))


def test_two_columns_both_zero_are_no_copy():
    assert not of("kolom_kembar", *waste("3512", "2023", 1000.0, 100.0, 0.0, d=50.0, e=0.0))


def test_two_blank_columns_are_no_copy():
    """Shares published without their amounts: nothing stands in both, and nothing is equal."""
    shares = [achievement("3512", "2023", name, share) for name, share in (("penanganan", 50.0), ("bahan_baku", 5.0), ("daur_ulang", 5.0))]
    assert not {flag for flag, _, _ in raised(*shares)} & {"kolom_kembar", "semua_bahan_baku"}


KEDIRI = [
    *access("3506", "2022", 505615, 244276, 201986, 23371),
    *access("3506", "2023", 512329, 23224, 398980, 42990),
    *access("3506", "2024", 527153, 6623, 434331, 23712),
]


def test_aman_that_collapses_while_layak_stands_is_a_shifted_definition():
    assert of("definisi_bergeser", *KEDIRI, period="2023") == {("3506", "aman")}
    assert of("definisi_bergeser", *KEDIRI, period="2024") == {("3506", "aman")}
    blitar = [*access("3572", "2023", 54646, 16603, 36229, 934), *access("3572", "2024", 55085, 6255, 47016, 934)]
    assert of("definisi_bergeser", *blitar) == {("3572", "aman")}


def test_a_rise_of_aman_never_fires():
    ngawi = [
        *access("3521", "2022", 303338, 1530, 238978, 32594),
        *access("3521", "2023", 303716, 4859, 265339, 17333),
        *access("3521", "2024", 328605, 9937, 285796, 16230),
    ]
    assert not raised(*ngawi)


def test_what_a_shifted_part_lost_is_noted_where_it_went():
    rows = [*access("3506", "2022", 505615, 244276, 201986, 23371), *access("3506", "2023", 512329, 23224, 398980, 42990)]
    assert of("definisi_bergeser", *rows) == {("3506", "aman")}
    assert of("definisi_bergeser_imbas", *rows) == {("3506", "layak_sendiri")}
    assert set(flags.find(achievements(*rows)).query("flag == 'definisi_bergeser_imbas'")["veto"]) <= {"no"}


def test_aman_that_falls_together_with_layak_may_be_real():
    rows = [*access("3572", "2022", 1000, 400, 500, 50), *access("3572", "2023", 1000, 150, 500, 50)]
    assert not of("definisi_bergeser", *rows)


def test_population_entered_as_households_is_found():
    rows = access("3512", "2024", 700719, 0, 476444, 224275)
    assert of("jiwa_sebagai_kk", *rows) == {("3512", n) for n in ("aman", "layak", "layak_sendiri", "layak_bersama")}


def test_small_households_are_still_households():
    assert not of("jiwa_sebagai_kk", *access("3512", "2022", 258212, 0, 126221, 42568))


def test_a_base_that_moves_by_a_fifth_is_found_with_the_share_on_the_old_base():
    rows = achievements(*access("3512", "2022", 258212, 0, 126221, 42568), *access("3512", "2023", 207989, 0, 136704, 56241))
    found = flags.find(rows)
    assert {"layak"} <= set(found.loc[found["flag"].eq("basis_melompat"), "indicator"])
    marked = flags.mark(rows, found)
    layak = marked[marked["period"].eq("2023") & marked["indicator"].eq("layak")].iloc[0]
    assert layak["alt_pct"] == pytest.approx(100 * 192945 / 258212)


def test_the_complement_of_a_share_on_the_old_base_is_what_that_share_leaves():
    rows = achievements(
        *access("3512", "2022", 258212, 0, 126221, 42568),
        *access("3512", "2023", 207989, 0, 136704, 56241),
        *series("3512", "belum_layak", {"2022": 100 - 100 * 168789 / 258212, "2023": 100 - 100 * 192945 / 207989}),
    )
    marked = flags.mark(rows, flags.find(rows))
    belum = marked[marked["period"].eq("2023") & marked["indicator"].eq("belum_layak")].iloc[0]
    assert belum["alt_pct"] == pytest.approx(100 - 100 * 192945 / 258212)


def test_a_share_on_the_old_base_ends_at_a_hundred():
    rows = achievements(*access("3512", "2023", 207989, 0, 136704, 56241), *access("3512", "2024", 700719, 0, 476444, 224275))
    marked = flags.mark(rows, flags.find(rows))
    assert marked["alt_pct"].max() == 100


def test_a_base_that_moves_by_a_tenth_is_ordinary():
    assert not of("basis_melompat", *access("3574", "2022", 74250, 4539, 64681, 1445), *access("3574", "2023", 81299, 5691, 72490, 1506))


def test_a_base_compared_over_a_long_silence_is_no_jump():
    assert not of("basis_melompat", *waste("3506", "2019", 100000, 10000, 20000), *waste("3506", "2023", 140000, 14000, 28000))


def test_a_base_not_updated_is_noted_and_not_vetoed():
    rows = [*access("3574", "2023", 81299, 5691, 72490, 1506), *access("3574", "2024", 81299, 6051, 73293, 894)]
    found = flags.find(achievements(*rows))
    stale = found[found["flag"].eq("basis_basi")]
    assert set(stale["period"]) == {"2024"} and set(stale["veto"]) <= {"no"}


PROBOLINGGO = [*series("3574", "pengurangan", {"2023": 19.63}), *series("3574", "penanganan", {"2023": 64.13})]
PONOROGO = [*series("3502", "pengurangan", {"2023": 22.81}), *series("3502", "penanganan", {"2023": 61.72})]
PAGE = [
    *series("3502", "pengurangan", {"2023": 19.63}, instrument="Pusdal LH Jawa"),
    *series("3502", "penanganan", {"2023": 64.13}, instrument="Pusdal LH Jawa"),
]


def test_figures_printed_under_the_wrong_region_are_found_and_the_original_keeps_its_verdict():
    found = flags.find(achievements(*PROBOLINGGO, *PONOROGO, *PAGE))
    copy, original = (found[found["flag"].eq(flag)] for flag in ("nilai_kembar", "nilai_kembar_asal"))
    assert set(copy["region_code"]) == {"3502"} and set(copy["instrument"]) == {"Pusdal LH Jawa"} and set(copy["veto"]) == {"yes"}
    assert set(original["region_code"]) == {"3574"} and set(original["veto"]) <= {"no"}


def test_without_a_second_source_identical_figures_are_noted_in_both_regions_and_judged():
    found = flags.find(achievements(*PROBOLINGGO, *PAGE)).query("flag == 'nilai_kembar_mungkin'")
    assert set(found["region_code"]) == {"3502", "3574"} and set(found["veto"]) <= {"no"}
    assert not of("nilai_kembar", *PROBOLINGGO, *PAGE)


def test_a_second_source_half_a_point_apart_says_which_is_the_copy_and_one_that_only_rounds_otherwise_does_not():
    def second(share):
        own = [*series("3502", "pengurangan", {"2023": share}), *series("3502", "penanganan", {"2023": 64.13})]
        return of("nilai_kembar", *PROBOLINGGO, *own, *PAGE)

    assert ("3502", "pengurangan") in second(20.13)
    assert not second(19.66)


def test_a_second_source_of_another_indicator_says_nothing_of_the_copied_ones():
    other = series("3502", "daur_ulang", {"2023": 21.0}, instrument="SIPSN")
    mine = series("3502", "daur_ulang", {"2023": 30.0}, instrument="Pusdal LH Jawa")
    assert not of("nilai_kembar", *PROBOLINGGO, *PAGE, *other, *mine)


def test_shares_that_only_round_alike_are_no_copies():
    rows = [*waste("3211", "2024", 176000, 616.0, 25000, d=616.0), *waste("3521", "2024", 28400, 99.4, 17900, d=99.4)]
    assert not raised(*rows)


def test_a_part_and_its_whole_are_one_witness():
    rows = [row for code in ("3574", "3502") for name in ("pengurangan", "daur_ulang") for row in series(code, name, {"2023": 19.63})]
    assert not raised(*rows)
    third = [row for code in ("3574", "3502") for row in series(code, "penanganan", {"2023": 64.13})]
    assert of("nilai_kembar_mungkin", *rows, *third) == {
        (code, name) for code in ("3574", "3502") for name in ("pengurangan", "daur_ulang", "penanganan")
    }


def test_a_complement_is_no_second_witness():
    rows = [
        row
        for code in ("3574", "3502")
        for name, value in (("layak", 80.25), ("belum_layak", 19.75))
        for row in series(code, name, {"2023": value})
    ]
    assert not raised(*rows)


def test_all_that_is_handled_may_be_raw_material_and_keeps_its_verdict():
    for handled in (1110.0, 18.6, 20371.42):
        rows = waste("1104", "2025", 41602.0, 0.0, handled, d=0.0, e=handled)
        assert of("semua_bahan_baku", *rows) == {("1104", "penanganan"), ("1104", "bahan_baku")} and not of("kolom_kembar", *rows)
        assert set(flags.find(achievements(*rows)).query("flag == 'semua_bahan_baku'")["veto"]) <= {"no"}


def test_handling_that_falls_to_its_raw_material_is_a_copy_though_nothing_is_recycled():
    before = waste("7318", "2023", 39563.66, 2102.69, 14431.95, e=27.05)
    rows = [*before, *waste("7318", "2024", 47255.46, 0.0, 30.31, d=0.0, e=30.31)]
    assert of("kolom_kembar", *rows, period="2024") == {("7318", n) for n in ("penanganan", "bahan_baku", "terkelola")}
    assert not of("kolom_kembar", *rows, period="2023")
    still = [*rows, *waste("7318", "2025", 47300.0, 0.0, 31.2, d=0.0, e=31.2)]
    assert ("7318", "penanganan") in of("kolom_kembar", *still, period="2025")


def test_raw_material_filled_from_handling_is_a_copy():
    rows = [
        *waste("3512", "2023", 90000.0, 900.0, 50000.0, d=0.0, e=3500.0),
        *waste("3512", "2024", 90000.0, 900.0, 51000.0, d=0.0, e=51000.0),
    ]
    assert ("3512", "penanganan") in of("kolom_kembar", *rows, period="2024")


def test_raw_material_that_grows_to_be_all_of_handling_is_no_copy():
    rows = [*waste("1104", "2024", 41602.0, 0.0, 500.25, d=0.0, e=300.5), *waste("1104", "2025", 41602.0, 0.0, 700.25, d=0.0, e=700.25)]
    assert not of("kolom_kembar", *rows) and of("semua_bahan_baku", *rows)


def test_a_region_that_has_always_made_raw_material_of_all_keeps_its_verdicts():
    rows = [
        row
        for year, handled in (("2024", 1100.5), ("2025", 1200.25))
        for row in waste("1104", year, 41602.0, 0.0, handled, d=0.0, e=handled)
    ]
    assert not of("kolom_kembar", *rows)


def test_short_round_amounts_alike_are_no_copy_but_long_ones_are():
    assert not of("kolom_kembar", *waste("3512", "2023", 9000.0, 500.0, 500.0))
    assert of("kolom_kembar", *waste("3512", "2023", 9000.0, 512.37, 512.37)) == {
        ("3512", name) for name in ("pengurangan", "penanganan", "terkelola")
    }


@pytest.mark.parametrize("amount, hit", [(123.0, False), (1234.0, True), (1230.0, False), (12.34, True)])
def test_amounts_alike_in_four_digits_are_a_copy_and_in_three_may_be_chance(amount, hit):
    assert bool(of("kolom_kembar", *waste("3512", "2023", 9000.0, amount, amount))) == hit


def test_a_copied_part_does_not_spoil_a_whole_that_is_more_than_its_parts():
    assert of("kolom_kembar", *waste("3512", "2023", 9000.0, 2000.5, 5000.0, d=712.37, e=712.37)) == {
        ("3512", "daur_ulang"),
        ("3512", "bahan_baku"),
    }


def printed(code, period, base=None, **shares):
    return [achievement(code, period, name, value, base=base, file="a.xlsx") for name, value in shares.items()]


def test_a_whole_that_is_not_the_sum_of_its_parts_is_flagged_with_them():
    assert of("jumlah_tidak_cocok", *printed("6407", "2024", pengurangan=57.84, penanganan=40.89, terkelola=40.89)) == {
        ("6407", name) for name in ("pengurangan", "penanganan", "terkelola")
    }
    found = flags.find(achievements(*printed("6407", "2024", pengurangan=57.84, penanganan=40.89, terkelola=40.89)))
    assert set(found.query("flag == 'jumlah_tidak_cocok'")["veto"]) == {"yes"}


@pytest.mark.parametrize(
    "shares",
    [
        {"pengurangan": 10.0, "penanganan": 50.0, "terkelola": 60.0},
        {"pengurangan": 5, "penanganan": 16.06, "terkelola": 21.06},
        {"pengurangan": 33.33, "penanganan": 33.33, "terkelola": 66.67},
        {"pengurangan": 33.4, "penanganan": 33.4, "terkelola": 66.7},
        {"pengurangan": 33, "penanganan": 33, "terkelola": 67},
        {"daur_ulang": 8.0, "pengurangan": 9.0},
        {"penanganan": 20.0, "terkelola": 50.0},
        {"aman": 10.0, "layak_sendiri": 60.0, "layak": 90.0},
        {"aman": 10.0, "layak_sendiri": 60.0, "layak_bersama": 5.25, "layak": 75.25},
        {"layak": 80.0, "belum_layak": 20.0},
        {"layak": 80.0, "belum_layak": 17.5, "babs": 2.5},
        {"layak": 80.33, "belum_layak": 19.68},
    ],
)
def test_wholes_and_complements_that_agree_within_their_rounding_stay_unflagged(shares):
    assert not raised(*printed("6407", "2024", **shares))


@pytest.mark.parametrize(
    "shares, hit",
    [
        ({"daur_ulang": 12.5, "pengurangan": 9.25}, {"daur_ulang", "pengurangan"}),
        ({"penanganan": 50.25, "terkelola": 40.5}, {"penanganan", "terkelola"}),
        (
            {"aman": 10.25, "layak_sendiri": 60.5, "layak_bersama": 5.25, "layak": 80.75},
            {"aman", "layak_sendiri", "layak_bersama", "layak"},
        ),
        ({"layak": 80.25, "belum_layak": 25.5}, {"layak", "belum_layak"}),
        ({"layak": 80.25, "belum_layak": 10.5}, {"layak", "belum_layak"}),
        ({"terkelola": 40.25, "tidak_terkelola": 40.25}, {"terkelola", "tidak_terkelola"}),
        ({"layak": 80.25, "belum_layak": 10.5, "babs": 2.5}, {"layak", "belum_layak"}),
    ],
)
def test_wholes_and_complements_beyond_rounding_are_flagged(shares, hit):
    assert {name for _, name in of("jumlah_tidak_cocok", *printed("6407", "2024", **shares))} == hit


def test_a_whole_of_one_export_is_not_held_against_the_parts_of_another():
    old = printed("6407", "2024", penanganan=40.25, terkelola=50.25)
    assert not raised(*old, achievement("6407", "2024", "pengurangan", 20.5, file="b.xlsx"))


def test_one_indicator_alike_by_chance_is_no_copy():
    rows = [*PROBOLINGGO, *series("3502", "pengurangan", {"2023": 19.63}), *series("3502", "penanganan", {"2023": 61.72})]
    assert not raised(*rows)


def test_two_regions_both_at_zero_or_a_hundred_are_no_copies():
    rows = [
        row
        for code in ("3502", "3574")
        for name, value in (("pengurangan", 0.0), ("penanganan", 100.0))
        for row in series(code, name, {"2023": value})
    ]
    assert not raised(*rows)


def test_a_revision_between_exports_is_reported_with_both_values():
    rows = achievements(achievement("3572", "2021", "pengurangan", 12.15, export_date="2025-11"))
    old = achievements(achievement("3572", "2021", "pengurangan", 11.76, export_date="2022-03"))
    found = flags.find(rows, old)
    assert found["flag"].tolist() == ["revisi"] and set(found["veto"]) <= {"no"}
    assert "11,76% (2022-03) → 12,15% (2025-11)" in found["detail"].iloc[0]


def test_an_earlier_export_with_the_same_value_is_no_revision():
    row = achievement("3572", "2021", "pengurangan", 12.15)
    assert not raised(row, revisions=achievements(row))


def test_a_revised_base_is_noted_on_every_figure_that_stands_on_it():
    rows = [
        achievement("3572", "2021", name, value, base=27442.53, export_date="2025-11")
        for name, value in (("pengurangan", 12.15), ("penanganan", 80.0))
    ]
    old = achievements(achievement("3572", "2021", "pengurangan", 11.76, base=27219.69, export_date="2022-03"))
    found = flags.find(achievements(*rows), old).query("flag == 'revisi'").set_index("indicator")["detail"]
    assert found["pengurangan"] == "11,76% (2022-03) → 12,15% (2025-11)"
    assert found["penanganan"] == "27.219,69 (2022-03) → 27.442,53 ton (2025-11)"


def test_odf_is_not_a_hundred_percent_layak_and_says_so_without_a_veto():
    rows = achievements(
        *access("3572", "2020", 54000, 17000, 34000, 900),
        *access("3572", "2023", 54646, 16603, 36229, 934),
        *access("3574", "2023", 81299, 5691, 72490, 1506),
    )
    found = flags.find(rows).query("flag == 'odf_bukan_layak'")
    assert found[["region_code", "period", "detail"]].values.tolist() == [["3572", "2023", "ODF 2021; 880 KK belum layak"]]
    assert set(found["veto"]) <= {"no"}


def test_a_pilot_without_a_figure_is_missing_only_where_its_province_reports():
    rows = achievements(*waste("3572", "2020", 100.0, 10.0, 20.0))
    absent = flags.find(rows).query("flag == 'tidak_melapor'")
    assert set(absent["region_code"]) == {"3502", "3506", "3512", "3521", "3574"}
    assert absent["cell"].eq("").all()


def test_another_instrument_than_before_is_noted_once():
    rows = achievements(
        achievement("3572", "2018", "layak", 92.0, instrument="Pokja Kota Blitar", ladder="2015"),
        achievement("3572", "2021", "layak", 96.77, instrument="BPS Susenas"),
        achievement("3572", "2022", "layak", 98.3),
        achievement("3572", "2023", "layak", 98.39),
    )
    mixed = flags.find(rows).query("flag == 'instrumen_campur' and region_code == '3572'")
    assert mixed["period"].tolist() == ["2021", "2022"]


def test_a_complement_carries_the_flags_of_what_it_completes():
    rows = [*GRESIK, achievement("3525", "2022", "tidak_terkelola", -87.3)]
    assert ("3525", "tidak_terkelola") in of("bagian_mustahil", *rows)


def test_what_does_not_complete_the_whole_is_no_complement_of_it():
    """A survey counts BABS apart: belum layak 17 beside layak 81 is judged by itself."""
    rows = [
        achievement("3506", "2023", name, value, instrument="EHRA", basis="survei", flag=flag)
        for name, value, flag in (("layak", 81.0, "bagian_mustahil"), ("belum_layak", 17.0, ""))
    ]
    odd = [
        achievement("3506", "2023", "layak", 101.0, instrument="EHRA"),
        achievement("3506", "2023", "belum_layak", 17.0, instrument="EHRA"),
    ]
    assert of("bagian_mustahil", *odd) == {("3506", "layak")} and not raised(*rows)


def test_a_sample_too_thin_for_a_share_says_nothing_of_what_it_leaves():
    rows = [
        achievement("3506", "2023", name, value, instrument="EHRA", basis="survei", n=40, flag=flag)
        for name, value, flag in (("layak", 81.0, "sampel_tidak_cukup"), ("belum_layak", 19.0, ""))
    ]
    assert of("sampel_tidak_cukup", *rows) == {("3506", "layak")}


def test_order_of_rows_changes_nothing():
    rows = achievements(*sipsn_2024(), *KEDIRI, *SITUBONDO_2024)
    shuffled = rows.sample(frac=1, random_state=1).reset_index(drop=True)
    pd.testing.assert_frame_equal(flags.find(rows), flags.find(shuffled))


def test_no_achievements_raise_no_flags():
    assert not len(flags.find(achievements()))


def test_a_pilot_whose_figure_stands_in_a_recap_did_report():
    rows = achievements(
        achievement(
            region_code="3506",
            region="Kab. Kediri",
            indicator="pengurangan",
            instrument="SIPSN",
            base=10.0,
            basis="pelaporan",
            period="2025",
        ),
        achievement(
            region_code="3502",
            region="Kab. Ponorogo",
            indicator="pengurangan",
            instrument="SIPSN",
            base=float("nan"),
            basis="terbitan",
            period="2025",
        ),
    )
    missing = flags.find(rows).query("flag == 'tidak_melapor'")["region_code"].tolist()
    assert "3502" not in missing and "3572" in missing


def test_a_whole_that_falls_by_all_its_part_lost_is_a_fall_and_no_shifted_definition():
    """aman 6.0 to 2.0 with layak 80 to 76 is a loss; the same with layak at 79 went to a sibling."""
    for after, hit in ((76.0, set()), (79.0, {"aman"})):
        rows = [*series("3572", "aman", {"2022": 6.0, "2023": 2.0}), *series("3572", "layak", {"2022": 80.0, "2023": after})]
        found = flags.find(achievements(*rows))
        assert set(found.loc[found["flag"].eq("definisi_bergeser"), "indicator"]) == hit


# ---------------------------------------------------------------- 0 that may be a blank


NIL = "nol_mungkin_kosong"
REGIONS = ("3502", "3506", "3512", "3521", "3574")


def shares(indicator, values, period="2023", base=200_000.0, **other):
    """One figure a region, in the order of REGIONS; `base` a number or a number each."""
    bases = base if isinstance(base, tuple) else (base,) * len(values)
    return [
        achievement(code, period, indicator, value, amount=value / 100 * whole, base=whole, **other)
        for code, value, whole in zip(REGIONS, values, bases, strict=False)
    ]


def test_a_zero_beside_others_that_are_not_is_noted_and_judged_all_the_same():
    rows = shares("aman", (5.0, 30.0, 0.0, 1.6, 7.0))
    assert of(NIL, *rows) == {("3512", "aman")}
    found = flags.find(achievements(*rows)).set_index("flag").loc[[NIL]]
    assert found["veto"].tolist() == ["no"] and found["detail"].tolist() == ["0 dari 200.000 KK; 4 dari 4 wilayah lain bukan 0"]
    assert found["detail_en"].tolist() == ["0 of 200,000 KK; 4 of 4 other regions are not 0"]


@pytest.mark.parametrize("indicator", ["babs", "belum_layak", "tidak_terkelola"])
def test_none_of_what_should_be_none_is_what_everyone_wants(indicator):
    assert not of(NIL, *shares(indicator, (5.0, 30.0, 0.0, 1.6, 7.0)))


@pytest.mark.parametrize("indicator", ["layak_sendiri", "layak_bersama", "daur_ulang", "bahan_baku"])
def test_a_part_of_a_whole_may_be_nothing(indicator):
    assert not of(NIL, *shares(indicator, (5.0, 30.0, 0.0, 1.6, 7.0)))


def test_a_zero_that_several_regions_report_is_not_unusual():
    """Pengurangan: who has no waste bank reports 0."""
    assert not of(NIL, *shares("pengurangan", (5.0, 0.0, 0.0, 1.6, 7.0)))


def test_a_zero_where_every_region_reports_nothing_may_be_an_indicator_nobody_fills_in():
    assert of(NIL, *shares("aman", (0.0,) * 5)) == {(code, "aman") for code in REGIONS}
    assert not of(NIL, *shares("aman", (0.0, 0.0)))


def test_a_zero_of_a_small_base_may_be_true():
    assert not of(NIL, *shares("aman", (5.0, 30.0, 0.0, 1.6, 7.0), base=(2e5, 2e5, 1500.0, 2e5, 2e5)))
    assert not of(NIL, *shares("aman", (0.0,) * 5, base=9000.0))


def test_a_zero_after_a_year_that_was_not_is_noted_wherever_the_others_stand():
    rows = [row for period, value in (("2022", 6.0), ("2023", 0.0)) for row in shares("penanganan", (value,), period)]
    found = flags.find(achievements(*rows)).query("flag == @NIL")
    assert found["detail"].tolist() == ["0 dari 200.000 ton; 2022: 6%"]
    few = [row for period, value in (("2022", 0.04), ("2023", 0.0)) for row in shares("penanganan", (value,), period)]
    assert not of(NIL, *few)


def test_a_zero_that_a_method_break_explains_is_told_as_the_break():
    rows = [
        achievement(code, period, "pengurangan", share, amount=share * 1000, base=1e5)
        for code in REGIONS
        for period, share in (("2023", 20.0), ("2024", 0.0 if code == "3512" else 1.0))
    ]
    assert not of(NIL, *rows) and of("patahan_metode", *rows) >= {("3512", "pengurangan")}


def test_a_share_that_only_rounds_to_zero_and_a_surveys_zero_are_none():
    rows = shares("aman", (5.0, 30.0, 1.6, 7.0))
    assert not of(NIL, *rows, achievement("3574", "2023", "aman", 0.0, amount=3.0, base=200_000.0))
    assert not of(NIL, *shares("aman", (5.0, 30.0, 0.0, 1.6, 7.0), basis="survei"))
    assert not of(NIL, *rows, achievement("3574", "2023", "aman", 0.0))
