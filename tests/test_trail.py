"""Every number walks back: each cell or household named is there and gives the number, whatever it was met on."""

import functools

import pandas as pd
import pytest

import sanlib as san
from sanlib import charts, trail
from sanlib.charts.chart_files import save
from sanlib.documents import appendix, pack_folder
from sanlib.judging import gap
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reading.numerals import numeral

PERIODS = folders.periods()
WHOLE = {"belum_layak": "layak", "tidak_terkelola": "terkelola"}
"""What an indicator that its source does not print is the complement of."""


@functools.cache
def opened(period):
    return san.open_period(period, say=lambda line: None)


@functools.cache
def gaps_of(period):
    return san.gaps(opened(period).achievements, san.targets())


def number(stands):
    return float(stands) if not isinstance(stands, str) else numeral(stands).value(".")


def given(cells, name, computed=False):
    """The share that cells give an indicator: as printed, else (or if asked) amount over base."""
    found = {
        (one.role, one.indicator): number(one.stands) for one in cells.itertuples() if one.role in ("pct", "amount", "base", "value", "gap")
    }
    if not computed and (("value", name) in found or ("pct", name) in found):
        return found.get(("value", name), found.get(("pct", name)))
    amounts = [value for (role, _), value in found.items() if role == "amount"]
    return 100 * sum(amounts) / found[("base", "")]


@pytest.mark.parametrize("period", PERIODS)
def test_every_row_of_every_shipped_period_stands_in_the_cells_or_households_it_names(period):
    rows = gaps_of(period)
    assert len(rows)
    for _, row in rows.iterrows():
        if trail.is_survey(row):
            counted = trail.households(row)
            known = counted[counted["in_denominator"] & counted["answer"].notna()]
            assert len(known) == row["n"]
            if pd.isna(row["value_pct"]):
                told = san.explain(row).set_index("step")["what"]
                assert gap.withheld(pd.DataFrame([row])).all() and told.eq("ditahan").sum() == 2
                continue
            assert 100 * known.loc[known["answer"].eq(1), "weight"].sum() / known["weight"].sum() == pytest.approx(
                row["value_pct"], abs=1e-6
            )
            continue
        cells = trail.cells(row)
        assert len(cells) and cells["stands"].notna().all()
        assert set(cells["role"]) & {"region"}
        if pd.isna(row["value_pct"]):
            assert number(cells.set_index("role").loc["gap", "stands"]) == row["reported_gap_pp"]
        elif row["indicator"] in set(cells["indicator"]) or row["indicator"] not in WHOLE:
            printed_otherwise = "Tercetak pada sumber" in set(san.explain(row)["step"])
            share = given(cells, row["indicator"], computed=printed_otherwise)
            assert row["value_pct"] == pytest.approx(share, abs=0.0051)
        else:
            assert row["value_pct"] == pytest.approx(100 - given(cells, WHOLE[row["indicator"]]), abs=0.0051)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_official_number_tells_cell_base_target_and_gap(lang):
    """TRUTH.md: Kota Blitar 2023, pengurangan 15.69 of 27,988.20 t; +11.31 to Jakstranas."""
    named = {"region": "Kota Blitar", "indicator": "pengurangan", "period": "2023", "target_set": "Jakstranas"}
    said = san.explain(lang=lang, **named)["what"].str.cat(sep="\n")
    assert "F7) = 15.69" in said and "D7) = 27988.2" in said and "Perpres 97/2017" in said and "sha256" in said
    assert ("27,00 − 15,69 = +11,31" if lang == "id" else "27.00 − 15.69 = +11.31") in said
    assert set(san.cells(**named)["role"]) == {"region", "year", "base", "pct", "amount"}


def test_a_share_the_source_does_not_print_names_what_it_completes_and_its_parts():
    row = opened("2023").achievements.query("region_code == '3572' and indicator == 'belum_layak'").iloc[0]
    said = san.explain(row).set_index("step")["what"]
    assert said["Pelengkap"] == "100 − Akses layak 98,39 = 1,61%"
    amounts = san.cells(row).query("role == 'amount'")
    assert amounts["stands"].sum() == 53766 and row["base"] - row["amount"] == 53766


def test_a_survey_number_tells_rows_answers_rule_weights_design_and_interval():
    named = {"region": "Kota Blitar", "indicator": "layak", "period": "contoh-2023", "target_set": "RPJMN 2020-2024"}
    steps = san.explain(**named).set_index("step")["what"]
    assert "840 rumah tangga (baris 4 sampai 843)" in steps["Baris yang dihitung"]
    assert steps["Jawaban"].startswith("ya 760, tidak 78, tidak diketahui 2")
    assert "21 desa (klaster) dalam 4 strata, derajat bebas 17" in steps["Rancangan"]
    assert "D.1 = 1 & D.3 = 1" in steps["Aturan"] and "SINTETIS_daftar_desa_Kota_Blitar_2023.csv" in steps["Bobot"]
    assert "n = 838" in steps["Sampel"] and "88,06 – 94,49" in steps["Penilaian"] and "SINTETIS" in steps["Peringatan"]
    counted = san.cells(**named)
    assert list(counted) == list(trail.HOUSEHOLDS) and len(counted) == 840


def test_the_households_of_a_part_of_a_region_are_found_again():
    households = opened("contoh-2023").households
    for by in ("desa", ["region_code", "urban_rural"]):
        row = san.survey.estimates(households, by, ["aman"], rule=None).iloc[-1]
        counted = san.cells(row)
        known = counted[counted["answer"].notna()]
        assert len(known) == row["n"]
        assert 100 * known["weight"].mul(known["answer"]).sum() / known["weight"].sum() == pytest.approx(row["value_pct"])


def test_a_need_tells_the_gap_it_counts_its_cells_and_its_assumptions_with_their_rows():
    one = pack_folder.gather(opened("2023"), gaps_of("2023"), ["3572"], "id")[0]
    name = f"K{one.needs['need'].tolist().index('jamban') + 1}"
    said = san.explain(name, region="Kota Blitar", period="2023")
    assert said["what"].iloc[0].endswith(": 880 unit")
    text = said["what"].str.cat(sep="\n")
    assert "G2: Kota Blitar 2023" in text and "100,00% × 54.646 KK − 53.766 KK = 880 KK" in text and "C12) = 54646" in text
    assert "1 unit/KK ([own] bacaan sanlib" in text and "[assumptions.csv > A2]" in text
    assert "G12" in set(san.cells(name, region="Kota Blitar", period="2023")["cell"])


def test_a_need_with_an_unknown_assumption_tells_what_to_ask():
    one = pack_folder.gather(opened("2023"), gaps_of("2023"), ["3572"], "id")[0]
    unknown = [f"K{place}" for place, row in enumerate(one.needs.itertuples(), start=1) if row.question]
    assert unknown
    for name in unknown:
        assert "?" in appendix.trail_of(one, name).set_index("step").loc["Yang harus ditanyakan", "what"]


def test_a_chart_its_saved_table_and_its_row_give_the_same_trail(tmp_path):
    chart = charts.gap(gaps_of("2023"), "Kota Blitar", sector="persampahan")
    save(chart, tmp_path, "gap")
    whole = san.explain(chart)
    assert set(whole["row"]) == {1, 2, 3, 4, 5}
    pd.testing.assert_frame_equal(whole, san.explain(tmp_path / "gap.csv"))
    third = san.explain(chart.drawn.iloc[2])
    pd.testing.assert_frame_equal(third, whole.query("row == 3")[["step", "what"]].reset_index(drop=True))


def test_every_id_of_a_pack_has_a_trail_and_no_other_id_has():
    one = pack_folder.gather(opened("2023"), gaps_of("2023"), ["3572"], "id")[0]
    assert list(dict.fromkeys(appendix.trails(one)["id"])) == appendix.ids(one)
    with pytest.raises(InputError, match="K1"):
        san.explain("K99", region="Kota Blitar", period="2023")


@pytest.mark.parametrize(
    "asked", [{}, {"what": "G1"}, {"what": "tidak-ada.csv"}, {"region": "Kota Blitar", "indicator": "babs", "period": "2023"}]
)
def test_a_number_that_cannot_be_found_is_refused_with_what_to_do(asked):
    with pytest.raises(InputError):
        san.explain(**asked)


def test_a_chart_without_figures_has_no_trail():
    with pytest.raises(InputError, match="tidak memuat angka"):
        san.explain(charts.gap(gaps_of("2023"), "Kota Jambi"))


def test_what_is_no_figure_tells_what_it_holds():
    said = san.explain({"region": "Kota Blitar", "milestone": "M1", "date": "12 Desember 2018", "source": "uji"})
    assert "12 Desember 2018" in set(said["what"]) and "uji" in set(said["what"])
