"""Rungs: the profile as EHRA.md section 3 prints it, exhaustive and exclusive, over every combination of answers."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanlib.households import access_ladders
from sanlib.households.access_ladders import ladders, side_by_side
from sanlib.survey import survey_indicators

D1, D3, D12, D13, D14, ID6 = (
    ("1", "2", "3", "4", None),
    ("1", "2", "3", "4", "5", "6", "7", None),
    ("1", "2", "3", "5", None),
    ("1", "2", None),
    ("1", "2", None),
    ("1", "2", None),
)
NAMES = ["D.1", "D.3", "D.12", "D.13", "D.14", "ID.6"]
EVERY = pd.DataFrame(list(itertools.product(D1, D3, D12, D13, D14, ID6)), columns=NAMES, dtype=object)


def expected(d1, d3, d12, d13, d14, place):
    """The table of EHRA.md section 3, written once more by hand."""
    if d1 == "4":
        return "babs"
    if d3 == "7" or d1 == "3":
        return "belum_layak"
    if d1 == "1" and (d3 == "1" or (d3 in ("2", "3") and d12 in ("1", "2") and d13 == "1" and d14 == "1")):
        return "aman"
    if d1 == "1" and (d3 in ("2", "3") or (d3 == "4" and place == "1")):
        return "layak_sendiri"
    if d1 in ("1", "2") and d3 == "4" and place == "2":
        return "belum_layak"
    if d1 == "2" and (d3 in ("1", "2", "3") or (d3 == "4" and place == "1")):
        return "layak_bersama"
    return "belum_layak" if d3 in ("5", "6") else "tidak_terklasifikasi"


def test_the_2020_ladder_is_the_table_for_every_combination():
    found = ladders(EVERY)["rung_2020"].astype(str).tolist()
    assert found == [expected(*row) for row in EVERY.itertuples(index=False)]


def test_the_2015_ladder_follows_from_the_same_answers():
    found = ladders(EVERY)
    layak = found["rung_2020"].isin(["aman", "layak_sendiri", "layak_bersama"])
    babs = EVERY["D.1"].eq("4") | EVERY["D.3"].eq("7")
    unknown = found["rung_2020"].eq("tidak_terklasifikasi")
    wanted = pd.Series("dasar", index=EVERY.index).mask(layak, "layak").mask(unknown, "tidak_terklasifikasi").mask(babs, "babs")
    assert found["rung_2015"].astype(str).tolist() == wanted.tolist()


def test_every_household_is_in_exactly_one_class_of_each_ladder():
    table = side_by_side(ladders(EVERY), weight=None)
    assert table.groupby("ladder")["n"].sum().to_dict() == dict.fromkeys(["2020", "2015", "jmp"], len(EVERY))
    assert table.groupby("ladder")["share_pct"].sum().tolist() == pytest.approx([100, 100, 100])


@pytest.mark.parametrize(
    ("answers", "switch", "before", "after"),
    [
        ({"D.1": "3", "D.3": "3"}, "mck_komunal", "belum_layak", "layak_bersama"),
        ({"D.1": "3", "D.3": "5"}, "mck_komunal", "belum_layak", "belum_layak"),
        ({"D.1": "3"}, "mck_komunal", "belum_layak", "tidak_terklasifikasi"),
        ({"D.1": "1", "D.3": "3", "D.11": "2", "D.12": "5"}, "tangki_muda", "layak_sendiri", "aman"),
        ({"D.1": "1", "D.3": "3", "D.11": "3", "D.12": "5"}, "tangki_muda", "layak_sendiri", "layak_sendiri"),
        ({"D.1": "1", "D.3": "3"}, "pengurasan_wajib_diketahui", "layak_sendiri", "tidak_terklasifikasi"),
    ],
)
def test_a_variant_is_a_switch(answers, switch, before, after):
    household = pd.DataFrame([{name: answers.get(name) for name in [*NAMES, "D.11"]}], dtype=object)
    assert ladders(household)["rung_2020"].iloc[0] == before
    assert ladders(household, [switch])["rung_2020"].iloc[0] == after


answers = st.fixed_dictionaries(
    {
        "D.1": st.sampled_from([*"1234", None]),
        "D.3": st.sampled_from([*"1234567", None]),
        "D.10": st.sampled_from([*"1234", None]),
        "D.11": st.sampled_from([*"1234", None]),
        "D.12": st.sampled_from([*"12345", None]),
        "D.13": st.sampled_from([*"123", None]),
        "D.14": st.sampled_from([*"123", None]),
        "ID.6": st.sampled_from([*"12", None]),
        "C.8": st.sampled_from([*"12345", None]),
        **{f"C.4.{letter}": st.sampled_from([True, False, None]) for letter in "ABCDEFGHIJ"},
    }
)


@settings(max_examples=40)
@given(households=st.lists(answers, min_size=1, max_size=30), switches=st.sets(st.sampled_from(access_ladders.switches_known())))
def test_ladders_are_exhaustive_and_exclusive_under_any_answers_blanks_and_switches(households, switches):
    found = ladders(pd.DataFrame(households, dtype=object), switches)
    columns = [name for name in found if name.startswith("rung_")]
    assert len(columns) == 4 and found[columns].notna().all(axis=None)
    table = side_by_side(found, ("2020", "2015", "jmp", "rumah tangga"), weight=None)
    assert table.groupby("ladder")["n"].sum().eq(len(households)).all()
    layak_2020 = found["rung_2020"].isin(["aman", "layak_sendiri", "layak_bersama"])
    assert (layak_2020 == found["rung_2015"].eq("layak")).all()
    measured = survey_indicators.measures(found)
    for ladder, classes in (
        ("2020", ["aman", "layak_sendiri", "layak_bersama", "belum_layak", "babs"]),
        ("2015", ["layak", "dasar", "babs"]),
        ("rumah tangga", ["terlayani", "ditangani_di_rumah", "dibakar", "dibuang"]),
    ):
        sums = measured[[f"{ladder}:{name}" for name in classes]].sum(axis=1, min_count=1)
        assert sums.dropna().eq(1).all(), "a household with a known rung is in exactly one class"


def test_a_switch_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="tangki_tua"):
        ladders(EVERY.head(1), ["tangki_tua"])


def test_jmp_takes_a_pour_flush_pit_in_town_that_indonesia_does_not():
    pit = pd.DataFrame([{"D.1": "1", "D.3": "4", "ID.6": "2"}])
    found = ladders(pit).iloc[0]
    assert (found["rung_2020"], found["rung_jmp"]) == ("belum_layak", "basic")


def waste(frequency=None, **letters):
    ticks = {f"C.4.{letter}": letter in letters for letter in "ABCDEFGHIJ"}
    return ladders(pd.DataFrame([ticks | {"C.8": frequency}]))["rung_rumah_tangga"].iloc[0]


def test_waste_is_collected_only_where_its_frequency_is_told():
    assert waste("2", D=True) == "terlayani" and waste("2", C=True) == "terlayani"
    assert waste(None, D=True) == "tidak_terklasifikasi"
    assert waste("2", E=True) == "dibakar"  # C.8 without a service is a contradiction, not a service
    assert waste(None, E=True, J=True) == "dibuang" and waste(None, F=True) == "ditangani_di_rumah"


def test_an_indicator_is_unknown_where_its_answer_is_and_outside_where_it_does_not_apply():
    rows = pd.DataFrame(
        {
            "G.1": ["1", "2", "1", "1"],
            "G.5": ["1", None, None, "2"],
            "G.6": ["2", None, "1", None],
            "C.6": ["1", "1", None, "2"],
            "C.4.A": pd.array([True, False, True, True], dtype="boolean"),
            **{f"C.4.{letter}": pd.array([False] * 4, dtype="boolean") for letter in "BCD"},
        }
    )
    found = survey_indicators.measures(ladders(rows))
    assert found["sarana_ctps"].tolist()[:2] == [1, 0] and pd.isna(found["sarana_ctps"][2]) and found["sarana_ctps"][3] == 0
    assert found["pemilahan"][0] == 1 and found["pemilahan"][1:3].isna().all() and found["pemilahan"][3] == 0
    assert found["2020:layak"].isna().all()
