"""Another questionnaire is rows: read, laddered and estimated without a line of code, and never taken for this one.

The form here is made up for the tests ("uji", tests/invented_form.py).
"""

import shutil

import pandas as pd
import pytest
from invented_form import add, add_form, households, written

from sanlib.households import access_ladders
from sanlib.households.read_households import combine, read_households
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.survey import contrasts, survey_indicators
from sanlib.survey.survey_achievements import achievements, estimates

TABLES = folders.reference("survey/codebook.csv").parent


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The survey's tables with the form "uji" added as rows, its identity block that of 2025."""
    folder = shutil.copytree(TABLES, tmp_path_factory.mktemp("tabel") / "survey")
    add_form(folder)
    return folder


@pytest.fixture(scope="module")
def read(tables, tmp_path_factory):
    path = written(tmp_path_factory.mktemp("berkas") / "survei.xlsx", households())
    found = read_households(path, "2024", folder=tables)
    frame = pd.DataFrame({"desa": [f"35.72.01.{1001 + n}" for n in range(3)], "stratum": ["0", "0", "1"], "households": [300.0, 200, 100]})
    return combine([found], frame)


def test_the_only_form_whose_headers_fit_is_recognised_and_said(read):
    assert set(read.households["form"]) == {"uji"} and len(read.households) == 90
    assert {p.rule for p in read.problems} == {"survey_d3_kosong"}  # its own check, where "tidak tahu" left T.3 blank


def test_codes_labels_and_tidak_tahu_are_read(read):
    first = read.households.head(5)
    assert first["T.1"].tolist() == ["1", "2", "3", "4", "5"]
    assert first["T.2"].isna().tolist() == [False, False, False, True, False] and pd.isna(read.households["T.3"].iloc[12])


def test_its_own_profile_ladders_it_and_aman_is_not_a_class(read, tables):
    ladder = access_ladders.ladders(read.households, folder=tables)
    assert ladder["rung_2020"].astype(str).head(4).tolist() == ["layak_sendiri", "belum_layak", "belum_layak", "babs"]
    assert "aman" not in ladder["rung_2020"].cat.categories
    table = access_ladders.side_by_side(ladder, ("2020", "2015"), None, tables)
    assert table.groupby("ladder")["n"].sum().to_dict() == {"2020": 90, "2015": 90} and "aman" not in set(table["class"])
    assert set(ladder["rung_rumah_tangga"]) == {"tidak_terklasifikasi"}


def test_what_the_form_cannot_tell_is_unknown_and_not_zero(read, tables):
    known = survey_indicators.measures(access_ladders.ladders(read.households, folder=tables), tables)
    assert known["2020:aman"].isna().all() and known["2020:layak"].notna().any()
    assert known["rumah tangga:terlayani"].isna().all() and known["sarana_ctps"].isna().all()


def test_it_is_estimated_end_to_end(read, tables):
    found = achievements(read.households, folder=tables, lonely="adjust")
    assert set(found["indicator"]) == {"layak", "layak_sendiri", "layak_bersama", "belum_layak", "babs", "dasar"}
    printed = found[found["value_pct"].notna()]  # three desa carry no figure, but for one share that hardly varies between them
    assert printed[["indicator", "flag"]].values.tolist() == [["dasar", "sampel_ditinjau"]]
    assert set(found["flag"]) == {"sampel_tidak_cukup", "sampel_ditinjau"}
    raw = estimates(read.households, folder=tables, lonely="adjust")
    layak = raw[raw["indicator"].eq("2020:layak")].iloc[0]
    rung = access_ladders.ladders(read.households, folder=tables)["rung_2020"].astype(str)
    known, weight = rung.ne("tidak_terklasifikasi"), read.households["weight"]
    yes = rung.isin(["layak_sendiri", "layak_bersama"])
    assert layak["value_pct"] == pytest.approx(100 * weight[yes].sum() / weight[known].sum())
    assert layak["low_pct"] < layak["value_pct"] < layak["high_pct"] and layak["base"] == pytest.approx(600)
    assert layak["known_pct"] == pytest.approx(100 * weight[known].sum() / weight.sum()) and layak["known_pct"] < 100


def test_two_forms_in_one_period_are_each_laddered_by_their_own_rules(read, tables):
    today = pd.DataFrame([{"D.1": "1", "D.3": "1", "ID.6": "2", "form": "2025"}])
    both = access_ladders.ladders(pd.concat([read.households.head(1), today], ignore_index=True), folder=tables)
    assert both["rung_2020"].astype(str).tolist() == ["layak_sendiri", "aman"]
    assert (
        survey_indicators.measures(both, tables)["2020:aman"].tolist()[1] == 1
        and survey_indicators.measures(both, tables)["2020:aman"].isna()[0]
    )


SAME = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001, "ID.5": 0, "ID.6": 2, "D.1": 1, "D.3": 3}


@pytest.fixture
def twins(tmp_path):
    """Tables with a second form that has the 2025 form's headers."""
    folder = shutil.copytree(TABLES, tmp_path / "survey")
    for name in ("codebook.csv", "items.csv", "spellings.csv", "answers.csv"):
        rows = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        add(folder / name, rows[rows["form"].eq("2025")].assign(form="kembar").to_dict("records"))
    add(folder / "forms.csv", [{"form": "kembar", "name_id": "kembar", "name_en": "twin", "profiles": "ehra2025", "indicators": "*"}])
    return folder


def test_a_file_that_fits_two_forms_must_be_named(twins, tmp_path):
    path = written(tmp_path / "survei.xlsx", [SAME | {"ID.8": n} for n in range(1, 4)])
    with pytest.raises(InputError, match=r"2025, kembar.*SOURCES\.csv"):
        read_households(path, "2024", folder=twins)
    assert set(read_households(path, "2024", form="kembar", folder=twins).households["form"]) == {"kembar"}
    (tmp_path / "SOURCES.csv").write_text("file,form\nsurvei.xlsx,kembar\n", encoding="utf-8")
    assert set(read_households(path, "2024", folder=twins).households["form"]) == {"kembar"}
    (tmp_path / "SOURCES.csv").write_text("file,form\nsurvei.xlsx,2012\n", encoding="utf-8")
    with pytest.raises(InputError, match="2012"):
        read_households(path, "2024", folder=twins)


def test_codes_of_another_form_are_not_read_as_this_ones(tmp_path):
    path = written(tmp_path / "survei.xlsx", [SAME | {"ID.8": n, "D.1": n % 10 + 1} for n in range(1, 21)])
    with pytest.raises(InputError) as refusal:
        read_households(path, "2024")
    assert refusal.value.problem.rule == "survey_form_other" and refusal.value.problem.cell == "G5"
    (tmp_path / "SOURCES.csv").write_text("file,form\nsurvei.xlsx,2025\n", encoding="utf-8")
    told = [p for p in read_households(path, "2024").problems if p.rule == "survey_answer_unlisted"]
    assert len(told) == 12  # said to be this form: its wrong cells are told one by one


def test_every_form_has_its_profiles():
    classes = codebook.table("ladder_classes.csv")
    for form in codebook.forms().itertuples():
        assert set(form.profiles.split("|")) <= set(classes["profile"]) and form.source and codebook.load(form.form).fields


def test_another_form_is_another_instrument_and_a_survey_is_its_own(read, tables):
    found = achievements(read.households, folder=tables, lonely="adjust")
    assert set(found["instrument"]) == {"uji"} and codebook.instrument("2025", tables) == "EHRA"
    both = pd.concat([read.households.head(1), read.households.head(1).assign(form="2025")])
    assert codebook.instruments(both, tables) == "EHRA + uji"


def test_two_forms_of_one_instrument_read_their_ladders_alike(tables, tmp_path):
    folder = shutil.copytree(tables, tmp_path / "survey")
    rows = pd.read_csv(folder / "forms.csv", dtype=str, keep_default_na=False)
    rows.assign(instrument="EHRA").to_csv(folder / "forms.csv", index=False)
    with pytest.raises(InputError) as refusal:
        codebook.instrument("2025", folder)
    assert refusal.value.problem.rule == "survey_instrument_profiles" and refusal.value.problem.value == "EHRA"
    rows.assign(instrument="EHRA", profiles=rows["profiles"].iloc[0]).to_csv(folder / "forms.csv", index=False)
    assert codebook.instrument("uji", folder) == "EHRA"


def test_the_change_from_one_instrument_to_another_is_not_a_difference():
    table = pd.DataFrame(
        {
            "diff_pp": [-15.7, 2.0],
            "low_pp": [-18.0, 1.0],
            "high_pp": [-13.0, 3.0],
            "distinguishable": [True, True],
            "presentation": ["disajikan", "disajikan"],
        }
    )
    apart = contrasts._apart(table, ["EHRA", "EHRA"], ["uji", "EHRA"])
    assert apart[["diff_pp", "low_pp", "high_pp", "distinguishable"]].iloc[0].isna().all() and apart["presentation"].tolist() == [
        "tanpa data",
        "disajikan",
    ]
    assert apart["diff_pp"].iloc[1] == 2


def test_a_question_without_options_has_none():
    """Its row of codebook.csv has a blank option, which is no answer."""
    fields = codebook.load().fields.values()
    assert any(not field.options for field in fields) and not [field.name for field in fields if "" in field.options]
