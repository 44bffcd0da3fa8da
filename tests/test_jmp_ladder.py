"""The JMP ladder for sanitation as rows: each rung on hand-made households, and every combination of answers held to plain code."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sanlib.households import access_ladders
from sanlib.reference import codebook
from sanlib.survey import survey_indicators

ASKED = ("TOILET", "OUTLET", "SHARED", "EMPTIED", "SLUDGE", "PLACE")
IMPROVED = {"flush_sewer", "flush_septic", "flush_pit", "flush_unknown", "vip", "pit_slab", "twin_slab", "composting", "container"}
UNIMPROVED = {"flush_open", "pit_open", "twin_open", "bucket", "hanging"}


def households(*rows):
    """Answers by item, None = blank."""
    return pd.DataFrame([{f"JMP.{name}": row.get(name) for name in ASKED} for row in rows]).assign(form="jmp")


def rung(profile="jmp_inti", switches=(), **answers):
    return access_ladders.rung(households(answers), profile, switches)[0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"TOILET": "flush_sewer", "SHARED": "not_shared"}, "safely_managed"),
        ({"TOILET": "pit_slab", "SHARED": "not_shared", "EMPTIED": "emptied", "SLUDGE": "treatment_plant"}, "safely_managed"),
        ({"TOILET": "flush_septic", "SHARED": "not_shared", "EMPTIED": "emptied", "SLUDGE": "uncovered"}, "basic"),
        ({"TOILET": "flush_septic", "SHARED": "not_shared", "EMPTIED": "never_emptied"}, "basic"),
        ({"TOILET": "flush", "OUTLET": "septic_tank", "SHARED": "not_shared"}, "basic"),
        ({"TOILET": "vip", "SHARED": "shared"}, "limited"),
        ({"TOILET": "flush_sewer", "SHARED": "public"}, "limited"),
        ({"TOILET": "pit_slab", "PLACE": "public_toilet"}, "limited"),
        ({"TOILET": "pit_open", "SHARED": "shared"}, "unimproved"),
        ({"TOILET": "hanging"}, "unimproved"),
        ({"TOILET": "flush", "OUTLET": "open_drain"}, "unimproved"),
        ({"TOILET": "no_facility"}, "open_defecation"),
        ({"PLACE": "open"}, "open_defecation"),
        ({"TOILET": "pit_slab"}, "tidak_terklasifikasi"),
        ({"TOILET": "flush", "SHARED": "not_shared"}, "tidak_terklasifikasi"),
        ({"TOILET": "other_toilet", "SHARED": "not_shared"}, "tidak_terklasifikasi"),
        ({}, "tidak_terklasifikasi"),
    ],
)
def test_each_rung(answers, expected):
    assert rung(**answers) == expected


def test_in_place_is_a_switch():
    kept = {"TOILET": "pit_slab", "SHARED": "not_shared"}
    for more in ({"EMPTIED": "never_emptied"}, {"EMPTIED": "emptied", "SLUDGE": "own_pit"}):
        assert (rung(**kept, **more), rung(switches=["jmp_in_situ"], **kept, **more)) == ("basic", "safely_managed")
    assert rung(switches=["jmp_in_situ"], **kept, EMPTIED="emptied", SLUDGE="uncovered") == "basic"


def test_a_form_that_does_not_ask_says_no_more_than_it_can():
    private = {"TOILET": "flush_sewer", "SHARED": "not_shared"}
    assert (rung("jmp_inti_tanpa_lumpur", **private), rung("jmp_inti_tanpa_berbagi", **private)) == ("at_least_basic", "improved")
    assert rung("jmp_inti_tanpa_berbagi", TOILET="pit_slab") == "improved"


def plainly(toilet, outlet, shared, emptied, sludge, place):
    """The JMP definitions as written, without the rules' table."""
    flush = toilet == "flush"
    improved = toilet in IMPROVED or (flush and outlet in ("sewer", "septic_tank", "pit"))
    if toilet == "no_facility" or place == "open":
        return "open_defecation"
    if toilet in UNIMPROVED or (flush and outlet == "open_drain"):
        return "unimproved"
    if not improved:
        return "tidak_terklasifikasi"
    if shared in ("shared", "public") or place in ("others_toilet", "public_toilet"):
        return "limited"
    if shared != "not_shared":
        return "tidak_terklasifikasi"
    if toilet == "flush_sewer" or (flush and outlet == "sewer"):
        return "safely_managed"
    on_site = toilet != "flush_unknown"
    return "safely_managed" if on_site and (emptied, sludge) == ("emptied", "treatment_plant") else "basic"


def test_every_combination_of_answers_is_as_the_definitions_say():
    options = [[None, *codebook.load("jmp").fields[f"JMP.{name}"].options] for name in ASKED]
    every = list(itertools.product(*options))
    table = pd.DataFrame(every, columns=[f"JMP.{name}" for name in ASKED]).astype("category").assign(form="jmp")
    expected = np.array([plainly(*row) for row in every])
    found = access_ladders.rung(table, "jmp_inti")
    assert len(every) > 30_000 and set(found) >= {"safely_managed", "basic", "limited", "unimproved", "open_defecation"}
    assert (found == expected).all()
    without = access_ladders.rung(table, "jmp_inti_tanpa_lumpur")
    assert (without == np.where(np.isin(expected, ["safely_managed", "basic"]), "at_least_basic", expected)).all()


def test_the_ehra_form_gives_no_figure_of_the_jmp_ladder_and_the_core_questions_read_no_file():
    defined = survey_indicators.definitions().query("ladder == 'jmp'")
    assert len(defined) == 7 and not any(survey_indicators.gives(codebook.FORM, row) for row in defined.itertuples())
    assert codebook.of_files() == [codebook.FORM]
