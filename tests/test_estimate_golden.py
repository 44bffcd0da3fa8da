"""Every survey estimate equals R `survey` 4.1.1 to 1e-9: golden values made by tests/golden/survey.R."""

from pathlib import Path

import pandas as pd
import pytest

from sanlib.estimation import compare, estimate
from sanlib.estimation.design import Design

GOLDEN = Path(__file__).parent / "golden"
TOLERANCE = 1e-9
TINY = pd.DataFrame(
    {
        "s": [1] * 5 + [2] * 3,
        "w": [3] * 5 + [4] * 3,
        "x": [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2],
        "N": [15] * 5 + [12] * 3,
    }
)
"""TRUTH.md's example: two strata, every household its own PSU."""

INDICATORS = ["layak", "babs", "semua"]
PERCENT = {
    "value": "value_pct",
    "se": "se_pp",
    "logit_low": "logit_low_pct",
    "logit_high": "logit_high_pct",
    "kg_low": "kg_low_pct",
    "kg_high": "kg_high_pct",
}
AS_R_ITERATES = {"svyciprop_logit_low": "logit_low_pct", "svyciprop_logit_high": "logit_high_pct"}
"""svyciprop stops iterating at 1e-8 (see survey.R): these agree to 1e-6, the converged ones beside them to 1e-9."""
AS_IS = {"n": "n", "df": "df", "deff": "deff"}
DIFFERENCE = {
    "difference": ("diff_pp", 100),
    "difference_se": ("se_pp", 100),
    "difference_df": ("df", 1),
    "p": ("p", 1),
    "difference_low": ("low_pp", 100),
}


def _households():
    text = {"period": str, "stratum": str, "psu": str, "kec": str, "rung": str}
    return pd.read_csv(GOLDEN / "households.csv", dtype=text)


def _designs():
    households = _households()
    later = households[households["period"] == "2023"].reset_index(drop=True)
    one = later[(later["stratum"] != "2") | (later["psu"] == "01")].reset_index(drop=True)
    drawn = {"strata": "stratum", "psu": "psu", "weight": "weight"}
    designs = {
        "plain": Design.from_households(later, **drawn),
        "fpc": Design.from_households(later, fpc="psu_in_frame", **drawn),
        "unstratified": Design.from_households(later, psu=["stratum", "psu"], weight="weight"),
        "unweighted": Design.from_households(later, strata="stratum", psu="psu"),
        "merged": Design.from_households(one, merge={"2": "1"}, **drawn),
    }
    return designs | {
        f"lonely_{rule}": Design.from_households(one, lonely=rule, **drawn) for rule in ("remove", "certainty", "adjust", "average")
    }


def _rows(case, table, domain, columns):
    """(case, domain, indicator, statistic) -> value for columns given as statistic -> (column, divisor)."""
    return {
        (case, row[domain], row["indicator"], statistic): row[column] / divisor
        for row in table.to_dict("records")
        for statistic, (column, divisor) in columns.items()
    }


def _share_rows(case, design):
    columns = {s: (c, 100) for s, c in (PERCENT | AS_R_ITERATES).items()}
    columns |= {s: (c, 1) for s, c in AS_IS.items()}
    found = {}
    for by in (None, "kec"):
        table = estimate.shares(design, INDICATORS, by)
        found |= _rows(case, table if by else table.assign(kec="semua"), "kec", columns)
        if design.counts_households:
            table = estimate.totals(design, INDICATORS, by)
            totals = {"total": ("households", 1), "total_se": ("se", 1)}
            found |= _rows(case, table if by else table.assign(kec="semua"), "kec", totals)
    return found


def _difference_rows(case, design):
    table = compare.between_domains(design, ["layak"], "kec")
    return _rows(case, table.assign(pair=table["kec_1"] + "-" + table["kec_2"]), "pair", DIFFERENCE)


def _other_rows(plain):
    households = _households()
    earlier, later = (
        Design.from_households(households[households["period"] == year], "stratum", "psu", "weight") for year in ("2018", "2023")
    )
    value = {"value": ("value", 1), "se": ("se", 1)}
    share = {"value": ("value_pct", 100), "se": ("se_pp", 100)}
    truth = estimate.means(Design.from_households(TINY, "s", None, "w"), "x").assign(kec="semua")
    with_fpc = estimate.means(Design.from_households(TINY, "s", None, "w", "N"), "x").assign(kec="semua")
    return {
        **_rows("truth", truth, "kec", value),
        **_rows("truth_fpc", with_fpc, "kec", value),
        **_rows("plain", estimate.means(plain, "anggota", "kec"), "kec", value),
        **_rows("classes", estimate.shares(plain, estimate.class_answers(plain, "rung")).assign(kec="semua"), "kec", share),
        **_rows(
            "periods",
            compare.between_periods(earlier, later, ["layak"], "kec"),
            "kec",
            {name: DIFFERENCE[name] for name in ("difference", "difference_se")},
        ),
    }


def _compared():
    """Golden values with ours and the relative difference, one row each."""
    designs, found = _designs(), {}
    for case, design in designs.items():
        found |= _share_rows(case, design) | _difference_rows(case, design)
    found |= _other_rows(designs["plain"])
    golden = pd.read_csv(GOLDEN / "values.csv", dtype=str).assign(value=lambda table: table["value"].map(float))
    keys = golden[["case", "domain", "indicator", "statistic"]].itertuples(index=False, name=None)
    ours = golden.assign(ours=[found[key] for key in keys])
    # a share of 0 or 100 % has an SE of exactly 0 in both: compared on the scale of the share
    scale = ours["value"].abs().where(ours["value"].abs() > 1e-12, 1)
    return ours.assign(relative=(ours["ours"] - ours["value"]).abs() / scale)


@pytest.fixture(scope="module")
def compared():
    return _compared()


def test_golden_values_cover_what_is_promised(compared):
    assert len(compared) > 700
    assert set(compared["statistic"]) == {*PERCENT, *AS_R_ITERATES, *AS_IS, *DIFFERENCE, "total", "total_se"}
    assert {"fpc", "unweighted", "merged", "lonely_average", "periods", "classes"} <= set(compared["case"])


@pytest.mark.parametrize("statistic", [*PERCENT, *AS_IS, *DIFFERENCE, "total", "total_se"])
def test_equals_r_survey(compared, statistic):
    ours = compared[compared["statistic"] == statistic]
    apart = ours[~(ours["relative"] <= TOLERANCE)]
    assert apart.empty, apart.to_string()


@pytest.mark.parametrize("statistic", AS_R_ITERATES)
def test_equals_svyciprop_as_far_as_it_iterates(compared, statistic):
    assert compared.loc[compared["statistic"] == statistic, "relative"].max() <= 1e-6


def test_truth_example_as_printed():
    plain, fpc = (estimate.means(Design.from_households(TINY, "s", None, "w", n), "x").iloc[0] for n in (None, "N"))
    assert round(plain["value"], 4) == 5.4481
    assert (round(plain["se"], 4), round(fpc["se"], 4)) == (0.7413, 0.6160)
