"""Every rule over a whole country: planted faults are found, and no rule withholds more than one sound figure in a thousand."""

import national
import pytest

MOST_SOUND_HIT = 1.0
"""Sound figures a rule may withhold, per thousand."""


@pytest.fixture(scope="module", params=[514, 2031])
def measured(request, tmp_path_factory):
    made = national.country(tmp_path_factory.mktemp("negeri"), request.param)
    assert made.achievements["region_code"].nunique() == 514
    return national.measured(made).set_index("flag")


def test_no_rule_withholds_more_than_one_sound_figure_in_a_thousand(measured):
    assert measured["per_1000_sound"].le(MOST_SOUND_HIT).all(), measured["per_1000_sound"]


def test_every_rule_finds_its_planted_faults_and_hardly_anything_else(measured):
    assert (measured["planted"] > 0).all()
    assert measured["precision"].ge(0.5).all() and measured["recall"].ge(0.9).all(), measured


def test_a_country_that_never_erred_is_never_withheld(tmp_path, monkeypatch):
    monkeypatch.setattr(national, "EACH", 0)
    monkeypatch.setattr(national, "BREAK", 9999)
    made = national.country(tmp_path, 7)
    hit = national.measured(made).set_index("flag")["sound_hit"].drop(["jiwa_sebagai_kk", "basis_melompat"])
    assert not made.planted.keys() - {"jiwa_sebagai_kk", "basis_melompat"} and hit.sum() <= len(made.achievements) / 1000
