"""Which estimates are shown: thresholds of NCHS (Parker et al. 2017, table on page 2) and DHS, at and beside each bound."""

import pandas as pd
import pytest

from sanlib import words
from sanlib.estimation.design import Design
from sanlib.estimation.estimate import shares
from sanlib.estimation.presentation import present

SOUND = {"n": 400, "n_eff": 150.0, "df": 12, "value_pct": 50.0, "kg_low_pct": 42.0, "kg_high_pct": 58.0}


def estimate(**changes):
    """A sound estimate with these changes, printed with its Korn-Graubard interval unless they say otherwise."""
    row = SOUND | changes
    return {"low_pct": row["kg_low_pct"], "high_pct": row["kg_high_pct"]} | row


def shown(rule="nchs", **changes):
    row = present(pd.DataFrame([estimate(**changes)]), rule).iloc[0]
    return row["presentation"], row["presentation_reason"]


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({}, ("disajikan", "")),
        ({"n_eff": 30.0}, ("disajikan", "")),
        ({"n_eff": 29.9}, ("ditahan", "n_efektif_kecil")),
        ({"n": 29, "n_eff": 29.5}, ("ditahan", "n_efektif_kecil")),
        ({"kg_low_pct": 35.1, "kg_high_pct": 65.0}, ("disajikan", "")),
        ({"kg_low_pct": 35.0, "kg_high_pct": 65.0}, ("ditahan", "interval_lebar")),
        ({"value_pct": 0.0, "n": 40, "n_eff": 13.6, "kg_low_pct": 0.0, "kg_high_pct": 4.9}, ("ditinjau", "nol_atau_seratus")),
        ({"value_pct": 95.0, "kg_low_pct": 91.0, "kg_high_pct": 97.5}, ("disajikan", "")),
        ({"value_pct": 96.0, "kg_low_pct": 91.0, "kg_high_pct": 98.0}, ("disajikan", "pelengkap_lebar")),
        ({"value_pct": 96.0, "kg_low_pct": 91.0, "kg_high_pct": 98.0, "df": 7}, ("ditinjau", "derajat_bebas_kecil;pelengkap_lebar")),
        ({"n": 40, "n_eff": 900.0, "kg_low_pct": 46.0, "kg_high_pct": 54.0}, ("ditahan", "interval_lebar")),
        ({"value_pct": 5.0, "kg_low_pct": 2.0, "kg_high_pct": 8.5}, ("disajikan", "")),
        ({"value_pct": 5.0, "kg_low_pct": 2.0, "kg_high_pct": 8.6}, ("ditahan", "interval_lebar_relatif")),
        ({"value_pct": 1.0, "kg_low_pct": 0.1, "kg_high_pct": 5.1}, ("disajikan", "")),
        # the printed interval, wider than the one NCHS judges: 30 points withhold, 130 % of the share over 5 points review
        (
            {"value_pct": 3.0, "kg_low_pct": 1.5, "kg_high_pct": 4.9, "low_pct": 1.5, "high_pct": 31.5},
            ("ditahan", "interval_lebar;tercetak_lebar_relatif"),
        ),
        (
            {"value_pct": 3.0, "kg_low_pct": 1.5, "kg_high_pct": 4.9, "low_pct": 1.5, "high_pct": 31.4},
            ("ditinjau", "tercetak_lebar_relatif"),
        ),
        ({"value_pct": 3.0, "kg_low_pct": 1.5, "kg_high_pct": 4.9, "low_pct": 1.5, "high_pct": 6.5}, ("disajikan", "")),
        (
            {"value_pct": 3.0, "kg_low_pct": 1.5, "kg_high_pct": 4.9, "low_pct": 1.5, "high_pct": 6.6},
            ("ditinjau", "tercetak_lebar_relatif"),
        ),
        ({"df": 8}, ("disajikan", "")),
        ({"df": 7}, ("ditinjau", "derajat_bebas_kecil")),
        ({"value_pct": 0.0, "kg_low_pct": 0.0, "kg_high_pct": 2.0}, ("ditinjau", "nol_atau_seratus")),
        ({"df": 7, "n_eff": 10.0}, ("ditahan", "n_efektif_kecil;derajat_bebas_kecil")),
        ({"n": 0, "n_eff": float("nan"), "value_pct": float("nan"), "kg_low_pct": float("nan"), "df": 0}, ("tanpa data", "tanpa_jawaban")),
    ],
)
def test_nchs_rules(changes, expected):
    assert shown(**changes) == expected


@pytest.mark.parametrize("n, expected", [(24, "ditahan"), (25, "dalam kurung"), (49, "dalam kurung"), (50, "disajikan"), (0, "tanpa data")])
def test_dhs_rules(n, expected):
    assert shown("dhs", n=n)[0] == expected


def test_no_rule_shows_everything_and_no_rule_deletes():
    table = pd.DataFrame([estimate(n_eff=2.0), estimate()])
    assert present(table, None)["presentation"].tolist() == ["disajikan"] * 2
    pd.testing.assert_frame_equal(present(table)[list(table)], table)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="jmp"):
        present(pd.DataFrame([SOUND]), "jmp")


@pytest.mark.parametrize("rule", ["nchs", "dhs"])
def test_every_presentation_and_reason_has_its_words(rule):
    worst = [
        estimate(n=n, n_eff=n / 2.0, df=1, kg_low_pct=low, kg_high_pct=99.0, value_pct=value, high_pct=high)
        for high in (4.0, 99.0)
        for n in (0, 10, 30, 400)
        for low in (float("nan"), 0.0)
        for value in (0.0, 50.0)
    ]
    found = present(pd.DataFrame(worst), rule)
    keys = {f"presentation.{shown}" for shown in found["presentation"]}
    keys |= {f"reason.{why}" for reasons in found["presentation_reason"] for why in reasons.split(";") if why}
    assert keys and all(words.has_label(key) for key in keys)


def two_alike_clusters():
    """2 of 150 and 2 of 152 say yes: two clusters, 1 degree of freedom, and by luck hardly a difference between them."""
    rows = pd.DataFrame({"yes": [1] * 2 + [0] * 148 + [1] * 2 + [0] * 150, "psu": ["a"] * 150 + ["b"] * 152, "weight": 1.0})
    return Design.from_table(rows, weight="weight", psu="psu")


def test_a_share_whose_printed_interval_says_nothing_is_withheld():
    """NCHS takes the clusters' likeness for 302 strangers (0.36-3.35) and would have it reviewed; printed are 0.36-98.77."""
    share = shares(two_alike_clusters(), "yes").iloc[0]
    assert (share["df"], round(share["value_pct"], 2), round(share["low_pct"], 2), round(share["high_pct"], 2)) == (1, 1.32, 0.36, 98.77)
    assert share["presentation"] == "ditahan"
    assert share["presentation_reason"] == "interval_lebar;tercetak_lebar_relatif;derajat_bebas_kecil"


def test_another_printed_interval_is_judged_by_itself():
    """The logit interval believes the clusters: 1.22-1.44, so the share stands, to be reviewed for its 1 degree of freedom."""
    share = shares(two_alike_clusters(), "yes", interval="logit").iloc[0]
    assert share["high_pct"] - share["low_pct"] < 5
    assert (share["presentation"], share["presentation_reason"]) == ("ditinjau", "derajat_bebas_kecil")


def test_the_level_that_is_printed_changes_no_decision():
    assert shares(two_alike_clusters(), "yes", level=0.5)["presentation"].tolist() == ["ditahan"]
