"""A table on the screen: ids in words, no row numbers, unknown as a dash, nothing cut."""

import pandas as pd
import pytest

from sanlib import words
from sanlib.show import show


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_ids_are_shown_in_the_words_of_the_language(lang):
    table = pd.DataFrame({"indicator": ["layak", "milik_sendiri_x"], "presentation": ["ditahan", ""], "ladder": ["2020", ""],
                          "presentation_reason": ["interval_lebar;derajat_bebas_kecil", ""],
                          "distinguishable": pd.array([True, pd.NA], dtype="boolean")}, index=[4, 9])
    page = show(table, lang).data
    for key in ("layak", "presentation.ditahan", "reason.interval_lebar", "reason.derajat_bebas_kecil", "chart.ladder.2020", "yes"):
        assert words.label(key, lang) in page
    assert "milik_sendiri_x" in page and "<td>–</td>" in page
    assert "<td>4</td>" not in page and "<td>9</td>" not in page and "overflow-x: auto" in page


def test_a_named_or_worded_index_is_shown():
    assert "Kota Blitar" in show(pd.DataFrame({"a": [1]}, index=["Kota Blitar"])).data
    assert "<td>7</td>" in show(pd.DataFrame({"a": [1]}, index=pd.Index([7], name="year"))).data
