"""A sample that nothing can be estimated from is refused in a sentence, not by an error of the array library."""

import pandas as pd
import pytest

from sanlib.estimation.design import Design
from sanlib.estimation.estimate import shares
from sanlib.project.problems import InputError

HOUSEHOLDS = pd.DataFrame({"stratum": [1, 1, 2, 2], "desa": [1, 2, 3, 4], "bobot": [0.0, 0.0, 0.0, 0.0]})


@pytest.mark.parametrize("columns", [{}, {"strata": "stratum", "psu": "desa", "weight": "bobot"}])
def test_no_household_is_refused(columns):
    with pytest.raises(InputError, match="survey_no_households|kosong|empty"):
        Design.from_households(HOUSEHOLDS.iloc[:0], **columns)


def test_weights_that_are_all_zero_are_refused_with_their_column():
    with pytest.raises(InputError, match="bobot"):
        Design.from_households(HOUSEHOLDS, strata="stratum", psu="desa", weight="bobot")


def test_one_weight_above_zero_is_a_sample():
    design = Design.from_households(HOUSEHOLDS.assign(bobot=[0, 0, 0, 2.0]), strata="stratum", psu="desa", weight="bobot")
    assert design.weight.sum() == 2


def test_what_is_withheld_does_not_move_with_the_level_printed():
    asked = pd.DataFrame({"layak": [0, 1] * 19})
    design = Design.from_households(asked)
    wide, narrow = (shares(design, "layak", level=level) for level in (0.95, 0.90))
    assert wide["presentation"].tolist() == narrow["presentation"].tolist() == ["ditahan"]
    assert narrow["high_pct"].iloc[0] < wide["high_pct"].iloc[0]
