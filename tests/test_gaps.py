"""The gap is signed, belongs to a target set and year, and its verdict is never surer than the figure."""

import pytest
from build import achievement, achievements

from sanlib import words
from sanlib.judging import gap, sizes
from sanlib.printing.gap_sentences import gap_sentences
from sanlib.project import folders, schema
from sanlib.project.problems import InputError
from sanlib.reference.targets import targets


def against(row, target_set):
    table = gap.gaps(achievements(row), targets())
    return table[table["target_set"].eq(target_set)].iloc[0]


DECK = {"layak": 92, "dasar": 7, "babs": 1}


@pytest.mark.parametrize(
    "target_set, expected", [("Kota Blitar", [8, -7, -1]), ("UA nasional", [-7, 8, -1]), ("UA Jawa Timur", [-1, 2, -1])]
)
def test_kota_blitar_2018_has_the_signs_the_article_lost(target_set, expected):
    rows = [achievement("3572", "2018", name, value, ladder="2015") for name, value in DECK.items()]
    table = gap.gaps(achievements(*rows), targets())
    assert table.loc[table["target_set"].eq(target_set), "gap_pp"].tolist() == expected


@pytest.mark.parametrize(
    "target_set, indicator, value, gap",
    [
        ("Jakstranas", "pengurangan", 15.69, 11.31),
        ("Jakstranas", "penanganan", 82.07, -10.07),
        ("Jakstrada Kota Blitar", "pengurangan", 15.69, 10.31),
        ("Jakstrada Kota Blitar", "penanganan", 82.07, -15.07),
    ],
)
def test_kota_blitar_2023_waste_gaps(target_set, indicator, value, gap):
    assert against(achievement("3572", "2023", indicator, value), target_set)["gap_pp"] == gap


def test_direction_decides_shortfall_and_verdict_but_never_the_sign():
    dasar = against(achievement("3572", "2018", "dasar", 7, ladder="2015"), "UA nasional")
    babs = against(achievement("3572", "2018", "babs", 1, ladder="2015"), "UA nasional")
    assert (dasar["gap_pp"], dasar["shortfall_pp"], dasar["verdict"]) == (8, 0, "tercapai")
    assert (babs["gap_pp"], babs["shortfall_pp"], babs["verdict"]) == (-1, 1, "belum")


def test_a_target_set_of_another_ladder_never_applies():
    table = gap.gaps(achievements(achievement("3572", "2018", "layak", 92, ladder="2020")), targets())
    assert not {"UA nasional", "Kota Blitar"} & set(table["target_set"])


def test_a_set_applies_to_its_own_region_and_province_only():
    def sets(code):
        return set(gap.gaps(achievements(achievement(code, "2018", "layak", 92, ladder="2015")), targets())["target_set"])

    assert sets("3572") == {"UA nasional", "UA Jawa Timur", "Kota Blitar"}
    assert sets("3505") == {"UA nasional", "UA Jawa Timur"}
    assert sets("7308") == {"UA nasional"}


def test_the_target_year_is_the_periods_own_else_the_next_and_a_past_set_gives_no_row():
    table = gap.gaps(
        achievements(achievement("3572", "2020", "pengurangan", 9.22), achievement("3572", "2024", "pengurangan", 11.17)), targets()
    )
    years = table.set_index(["period", "target_set"])["target_year"].to_dict()
    assert years == {("2020", "Jakstranas"): 2020, ("2020", "Jakstrada Kota Blitar"): 2021, ("2024", "Jakstranas"): 2024}


def test_pace_is_blank_when_the_target_year_has_come():
    rows = against(achievement("3572", "2020", "pengurangan", 9.0), "Jakstrada Kota Blitar")
    assert rows["required_pp_per_year"] == 14.0
    assert against(achievement("3572", "2023", "pengurangan", 9.0), "Jakstranas").isna()["required_pp_per_year"]


@pytest.mark.parametrize("indicator, value, a_year", [("layak", 81.0, 3.0), ("babs", 6.0, 2.0), ("layak", 96.0, 0.0)])
def test_the_pace_required_is_what_is_missing_over_the_years_that_are_left(indicator, value, a_year):
    """To the 90 % and 0 % of 2024 from a figure of 2021, whichever way is better."""
    assert against(achievement("3572", "2021", indicator, value), "RPJMN 2020-2024")["required_pp_per_year"] == a_year


@pytest.mark.parametrize(
    "indicator, value, target_set, amount, base, size",
    [
        ("layak", 90.68, "SDG 6.2", 458480.0, 505615.0, 47135.0),  # 9.32 % of 505,615 are 47,123
        ("aman", 30.38, "Visi 2045", 16603.0, 54646.0, 21649.2),
        ("babs", 2.0, "SDG 6.2", 1009.0, 50000.0, 1009.0),  # less is better: what there is less what is allowed
        ("layak", 99.99, "RPJMN 2020-2024", 54640.0, 54646.0, 0.0),
    ],
)
def test_the_size_of_a_deficit_is_what_the_target_asks_less_what_there_is(indicator, value, target_set, amount, base, size):
    row = against(achievement("3506", "2023", indicator, value, amount=amount, base=base), target_set)
    assert row["shortfall_households"] == pytest.approx(size)


def test_every_shipped_size_is_counted_from_the_amounts_beside_it():
    counted = 0
    for period in folders.periods():
        rows = schema.read_table(folders.processed(period) / "gaps.csv", schema.GAPS)
        rows = rows[rows["shortfall_pp"].gt(0) & rows["amount"].notna()]
        for row in rows.itertuples():
            away = row.target_pct / 100 * row.base - row.amount
            size = row.shortfall_tonnes if row.base_unit == "ton" else row.shortfall_households
            assert size == pytest.approx(away if row.direction == "minimal" else -away, abs=1e-5), row
            counted += 1
    assert counted > 100


def test_where_the_base_jumped_both_sizes_are_said():
    """192,945 of 207,989 households, of 258,212 a year before: 15,044 or 65,267 short of 100 %."""
    facts = dict(flag="basis_melompat", amount=192945.0, base=207989.0, alt_pct=74.723483, alt_base=258212.0)
    row = against(achievement("3512", "2023", "layak", 92.77, **facts), "SDG 6.2")
    assert sizes.said(row) == ("7,23-25,28", "15.044-65.267 KK")
    assert gap.distance_of(row) == "kurang 7,23-25,28 poin" == gap.distance_of(row.to_dict())
    assert "Kurang 7,23-25,28 poin (15.044-65.267 KK); perlu 1,03-3,61 poin per tahun." in gap_sentences(row.to_frame().T)[0]
    nothing = against(achievement("3512", "2023", "aman", 0.0, **facts | {"amount": 0.0, "alt_pct": 0.0}), "Visi 2045")
    assert sizes.said(nothing) == ("70", "145.592-180.748 KK")
    assert sizes.share(row) == "92,77% (74,72% pada pembagi periode sebelumnya)" and sizes.share_span(row) == "74,72-92,77%"
    assert sizes.base(row) == "207.989-258.212" and (sizes.share(nothing), sizes.share_span(nothing)) == ("0%", "0%")
    assert sizes.each_year(row) == pytest.approx((7.23 / 7, (100 - 74.723483) / 7))


def test_sizes_on_the_previous_base_stand_beside_each_size_of_a_charts_table():
    facts = dict(flag="basis_melompat", amount=192945.0, base=207989.0, alt_pct=74.723483, alt_base=258212.0)
    rows = against(achievement("3512", "2023", "layak", 92.77, **facts), "SDG 6.2").to_frame().T
    table = sizes.beside(rows)
    assert table.columns.tolist().index("alt_shortfall_pp") == table.columns.tolist().index("shortfall_pp") + 1
    told = table.iloc[0][["alt_shortfall_pp", "alt_shortfall_households", "alt_required_pp_per_year"]].astype(float).tolist()
    assert told == pytest.approx([25.276517, 65267.0, 3.610931], abs=1e-5)
    steady = against(achievement("3572", "2023", "layak", 92.77, amount=192945.0, base=207989.0), "SDG 6.2").to_frame().T
    assert sizes.beside(steady) is steady and sizes.beside(rows[["region"]]).columns.tolist() == ["region"]


@pytest.mark.parametrize(
    "value, printed",
    [(15.0, "15"), (14.9988, "15"), (10.88, "10,88"), (9.2, "9,20"), (0.001, "0,001"), (-7.0, "−7"), (0.0, "0"), (None, "–")],
)
def test_points_are_set_in_one_way(value, printed):
    assert words.points(value, "id") == printed
    assert words.signed_points(value, "id") == (f"+{printed}" if value and value > 0 else printed)


def test_points_of_one_column_have_one_setting():
    assert words.column_point_places([8.0, 9.35]) == 2 and words.column_point_places([8.0, -7.0, None]) == 0
    assert [words.signed_points(value, "id", 2) for value in (8.0, 9.35, 0.0, 0.001)] == ["+8,00", "+9,35", "0,00", "+0,001"]
    assert words.distance(8.0, "minimal", "id", least=2) == "kurang 8,00 poin"


@pytest.mark.parametrize(
    "value, decimals, printed", [(109654.5, 0, "109.655"), (220086.5, 0, "220.087"), (2.675, 2, "2,68"), (-0.5, 0, "−1")]
)
def test_a_half_is_rounded_away_from_zero_wherever_a_number_is_printed(value, decimals, printed):
    assert words.number(value, decimals) == printed


def test_shortfall_is_in_households_or_tonnes_of_the_known_base_only():
    waste = against(achievement("3572", "2023", "pengurangan", 15.69, base=27988.20), "Jakstranas")
    households = against(achievement("3506", "2023", "layak", 80.0, base=1000), "RPJMN 2020-2024")
    assert waste["shortfall_tonnes"] == pytest.approx(0.1131 * 27988.20) and waste.isna()["shortfall_households"]
    assert households["shortfall_households"] == 100 and households.isna()["shortfall_tonnes"]
    assert against(achievement("3506", "2023", "layak", 80.0), "RPJMN 2020-2024").isna()["shortfall_households"]


@pytest.mark.parametrize(
    "value, verdict",
    [
        (89.77, "belum dapat dipastikan"),
        (93.0, "belum dapat dipastikan"),
        (93.01, "tercapai"),
        (86.92, "belum"),
        (87.0, "belum dapat dipastikan"),
    ],
)
def test_a_sample_figure_without_its_interval_is_not_judged_within_three_points(value, verdict):
    row = achievement("3506", "2021", "layak", value, basis="survei tanpa interval")
    assert against(row, "RPJMN 2020-2024")["verdict"] == verdict


@pytest.mark.parametrize(
    "low, high, verdict",
    [
        (85, 93, "belum dapat dipastikan"),
        (91, 95, "tercapai"),
        (80, 89.9, "belum"),
        (90, 95, "belum dapat dipastikan"),
        (85, 90, "belum dapat dipastikan"),
    ],
)
def test_an_interval_that_reaches_the_target_decides_nothing(low, high, verdict):
    row = achievement("3506", "2023", "layak", (low + high) / 2, basis="survei", low_pct=low, high_pct=high)
    assert against(row, "RPJMN 2020-2024")["verdict"] == verdict
    said = gap_sentences(gap.gaps(achievements(row), targets()).query("target_set == 'RPJMN 2020-2024'"))[0]
    assert verdict in said and ("Kurang" in said) == (verdict == "belum") and ("Lebih" in said) == (verdict == "tercapai")


def test_an_estimate_that_lost_its_interval_is_not_judged():
    row = achievement("3506", "2023", "layak", 99.0, basis="survei")
    assert against(row, "RPJMN 2020-2024")["verdict"] == schema.TIDAK_DINILAI


def test_a_vetoed_value_keeps_its_gap_and_loses_its_verdict_and_shortfall():
    row = against(achievement("3506", "2024", "pengurangan", 0.03, flag="patahan_metode", base=100.0), "Jakstranas")
    assert (row["gap_pp"], row["verdict"]) == (27.97, schema.TIDAK_DINILAI)
    assert row[["shortfall_pp", "shortfall_tonnes", "required_pp_per_year"]].isna().all()


def test_a_notice_keeps_the_verdict():
    assert against(achievement("3572", "2021", "pengurangan", 12.15, flag="revisi"), "Jakstranas")["verdict"] == "belum"


def test_a_jumped_base_withholds_the_verdict_only_where_it_would_change_it():
    changed = achievement("3512", "2023", "layak", 92.77, flag="basis_melompat", alt_pct=74.7)
    same = achievement("3512", "2023", "layak", 92.77, flag="basis_melompat", alt_pct=91.0)
    assert against(changed, "RPJMN 2020-2024")["verdict"] == schema.TIDAK_DINILAI
    assert against(same, "RPJMN 2020-2024")["verdict"] == "tercapai"


def test_a_gap_published_without_target_stays_as_published():
    row = achievement("3572", "2018", "penanganan", None, reported_gaps="tidak dinyatakan=2", instrument="Artikel USDP")
    told = against(row, "tidak dinyatakan")
    assert told["reported_gap_pp"] == 2 and told["verdict"] == schema.TIDAK_DINILAI
    assert told[["gap_pp", "target_pct", "value_pct", "target_year"]].isna().all()


def test_a_published_gap_stands_beside_the_computed_one():
    row = against(achievement("3572", "2018", "layak", 92, ladder="2015", reported_gaps="Kota Blitar=8"), "Kota Blitar")
    assert (row["gap_pp"], row["reported_gap_pp"]) == (8, 8)


def test_a_year_past_every_target_is_refused_with_the_table_to_edit():
    with pytest.raises(InputError, match="targets.csv"):
        gap.gaps(achievements(achievement("3572", "2050", "layak", 92)), targets())


def test_no_achievements_give_no_gaps():
    assert list(gap.gaps(achievements(), targets()).columns) == list(schema.GAPS)


def test_a_figure_of_the_last_year_that_has_a_target_is_judged_and_one_of_the_year_after_is_refused():
    last = int(targets()["year"].max())
    assert len(gap.gaps(achievements(achievement("3572", str(last), "aman", 40.0)), targets()))
    with pytest.raises(InputError, match=str(last + 1)):
        gap.gaps(achievements(achievement("3572", str(last + 1), "aman", 40.0)), targets())
