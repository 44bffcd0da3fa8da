"""How often the printed interval of a rare share holds the truth, as METHODS.md says it (benchmarks/interval_coverage.py)."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sanlib.estimation import estimate, intervals
from sanlib.estimation.design import Design

SURVEYS, DESA, HOUSEHOLDS = 2000, 21, 40


def surveys(share, icc, seed):
    """`SURVEYS` surveys of 21 desa of 40 households in 4 strata; each desa's own share is drawn from a beta distribution."""
    rng = np.random.default_rng(seed)
    spread = 1 / icc - 1
    of_desa = rng.beta(share * spread, (1 - share) * spread, SURVEYS * DESA)
    desa = np.repeat(np.arange(SURVEYS * DESA), HOUSEHOLDS)
    return pd.DataFrame(
        {
            "region": desa // DESA,
            "stratum": desa // DESA * 4 + desa % DESA % 4,
            "desa": desa,
            "weight": 1.0,
            "babs": (rng.random(desa.size) < of_desa[desa]).astype(float),
        }
    )


def coverage(found, low, high, truth):
    return 100 * np.mean((found[low] <= 100 * truth) & (100 * truth <= found[high]))


@pytest.mark.parametrize(
    ("share", "icc", "printed", "as_r"),
    [
        (0.02, 0.05, 98.7, 94.0),
        (0.02, 0.15, 95.6, 88.8),
        (0.98, 0.15, 95.7, 88.9),
    ],
)
def test_the_printed_interval_of_a_rare_share_holds_the_truth_as_often_as_methods_says(share, icc, printed, as_r):
    """The figures are of 8,000 surveys a row; here it is 2,000 others, drawn household by household."""
    design = Design.from_households(surveys(share, icc, 3), strata="stratum", psu="desa", weight="weight")
    found = estimate.shares(design, "babs", "region")
    assert coverage(found, "low_pct", "high_pct", share) == pytest.approx(printed, abs=1.5)
    assert coverage(found, "kg_low_pct", "kg_high_pct", share) == pytest.approx(as_r, abs=1.5)


def printed_at(count, n=840.0, df=17.0, assumed=2.95):
    """The printed interval of `count` of n households whose desa are as alike as strangers: the sample shows deff 1."""
    share, size = np.atleast_1d(count) / n, np.full(np.size(count), n)
    variance, dfs = share * (1 - share) / n, np.full(np.size(count), df)
    exact = intervals.korn_graubard(share, variance, size, dfs, assumed_deff=assumed)
    n_eff = intervals.effective_n(share, variance, size, assumed)
    return intervals.printed(exact, share, n_eff, size, dfs, np.full(np.size(count), assumed))


@pytest.mark.parametrize(("df", "assumed"), [(6.0, 2.95), (6.0, 5.0), (17.0, 2.95), (17.0, 6.0), (36.0, 1.0)])
def test_one_household_more_never_lowers_a_limit(df, assumed):
    """0 of 840 gave at most 1.5 % and 1 of 840 at most 0.7 %: the limit of none believed the clusters, that of one did not."""
    low, high = printed_at(np.arange(0, 841), df=df, assumed=assumed)
    assert (np.diff(low) >= 0).all() and (np.diff(high) >= 0).all()


def test_a_share_of_five_percent_or_more_has_the_interval_of_nchs():
    """42 of 840 is 5 %: exact binomial at n corrected for 17 degrees of freedom, computed with scipy alone."""
    n = 840 * (stats.t.ppf(0.975, 839) / stats.t.ppf(0.975, 17)) ** 2
    exact = stats.beta.ppf(0.025, 0.05 * n, 0.95 * n + 1), stats.beta.ppf(0.975, 0.05 * n + 1, 0.95 * n)
    assert np.ravel(printed_at(42)) == pytest.approx(exact)


def test_under_two_and_a_half_percent_the_far_limit_takes_the_assumed_design_effect_and_the_near_one_what_is_measured():
    """8 of 840 measured as if drawn one by one, deff 2.95 assumed: scipy alone."""
    n = 840 * (stats.t.ppf(0.975, 839) / stats.t.ppf(0.975, 17)) ** 2
    share, few = 8 / 840, n / 2.95
    exact = stats.beta.ppf(0.025, share * n, (1 - share) * n + 1), stats.beta.ppf(0.975, share * few + 1, (1 - share) * few)
    assert np.ravel(printed_at(8)) == pytest.approx(exact)
    assert np.ravel(printed_at(832))[::-1] == pytest.approx(1 - np.array(exact))


def test_without_likeness_assumed_the_rule_takes_only_what_the_sample_says():
    """icc = 0: the assumed design effect is 1, and the limit that of n households corrected for the degrees of freedom."""
    exact = intervals.binomial(np.array([4 / 840]), np.array([840.0]) * intervals.df_correction(840, 17.0))
    assert printed_at(4, assumed=1.0).high == pytest.approx(exact.high)
