"""A form of one's own brings its weight, clusters, strata and region under any name and codes; the rest is left out by a pattern.

The form is made up: five questions in the way of the JMP core questions, asked in clusters that are no desa.
"""

import shutil

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from test_survey_forms import TABLES, add

from sanlib.estimation import Design, tabulate
from sanlib.households import files_of_a_region, read_households, survey_corrections, which_form
from sanlib.project.problems import InputError
from sanlib.reading import open_book
from sanlib.reference import codebook
from sanlib.survey import survey_achievements

FORM = "sendiri"
ITEMS = {
    "S11": (
        "What kind of toilet facility do members of your household usually use?",
        ["flush to septic tank", "pit latrine", "no facility"],
    ),
    "S12": ("Do you share this facility with others?", ["yes", "no"]),
}
RULES = [
    ("layak_bersama", "S11 = 1 & S12 = 1"),
    ("layak_sendiri", "S11 = 1 & S12 = 2"),
    ("belum_layak", "S11 = 2"),
    ("babs_terbuka", "S11 = 3"),
]
CLASSES = [
    ("layak_sendiri", "layak_sendiri"),
    ("layak_bersama", "layak_bersama"),
    ("belum_layak", "belum_layak"),
    ("babs", "babs_terbuka"),
    ("tidak_terklasifikasi", "tidak_terklasifikasi"),
]
OWN = {"@wilayah": "town", "@klaster": "ea_no", "@strata": "zone", "@bobot": "hhwt"}


def with_form(folder, own=OWN, extra=("hv2*", "*_note")):
    """The survey's tables with the form as rows: its questions, what makes its rungs, and its own columns of the design."""
    place = shutil.copytree(TABLES, folder / "survey")
    add(
        place / "codebook.csv",
        [
            {"form": FORM, "code": code, "mode": "T", "kind": "single", "question": question, "option": n, "label": label}
            for code, (question, labels) in ITEMS.items()
            for n, label in enumerate(labels, 1)
        ],
    )
    add(place / "items.csv", [{"form": FORM, "code": code, "required": "yes"} for code in ITEMS])
    spelled = [(target, spelling) for target, spelling in own.items()] + [("@abaikan", one) for one in extra]
    add(place / "spellings.csv", [{"form": FORM, "field": field, "spelling": spelling} for field, spelling in spelled])
    rules = [{"profile": FORM, "order": n, "rung": r, "condition": c, "source": "uji"} for n, (r, c) in enumerate(RULES, 1)]
    add(place / "ladder_rules.csv", rules)
    classes = [{"ladder": "2020", "profile": FORM, "order": n, "class": c, "rungs": r} for n, (c, r) in enumerate(CLASSES, 1)]
    add(place / "ladder_classes.csv", classes)
    form = {"form": FORM, "instrument": "Survei uji", "name_id": "uji", "name_en": "test", "profiles": FORM}
    add(place / "forms.csv", [form | {"indicators": "2020:layak|2020:layak_sendiri|2020:babs", "source": "uji"}])
    return place


def interviews(size=160, seed=7):
    """Two zones of four clusters of twenty, weights that matter, columns nobody asked for."""
    rng = np.random.default_rng(seed)
    n = np.arange(size)
    return pd.DataFrame(
        {
            "town": "Kota Blitar",
            "zone": np.where(n < size // 2, "north", "south"),
            "ea_no": 900 + n // 20,
            "hhwt": np.where(n < size // 2, 12.5, 40.25),
            "S11": rng.choice([1, 2, 3], size, p=[0.6, 0.3, 0.1]),
            "S12": rng.choice([1, 2], size),
            "hv201": n,
            "hv225": "x",
            "head_note": 5,
        }
    )


def written(path, table):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, list(table))
        for number, row in enumerate(table.astype(object).itertuples(index=False), start=1):
            sheet.write_row(number, 0, [None if pd.isna(cell) else cell for cell in row])
    return path


def read(tmp_path, table, **form):
    tables = with_form(tmp_path, **form)
    return read_households.read_households(written(tmp_path / "a.xlsx", table), "2024", folder=tables), tables


def test_its_own_design_is_read_and_gives_what_the_same_table_gives_by_itself(tmp_path):
    table = interviews()
    found, tables = read(tmp_path, table)
    mine = found.households
    assert [p.rule for p in found.problems] == ["survey_headers_left_out"] and found.problems[0].details["count"] == 3
    assert set(mine["region_code"]) == {"3572"} and set(mine["stratum"]) == {"north", "south"}
    assert mine["desa"].nunique() == 8 and mine["desa"].iloc[0] == "900" and mine["weight"].tolist() == table["hhwt"].tolist()
    row = survey_achievements.achievements(mine, folder=tables).query("indicator == 'layak'").iloc[0]
    design = Design.from_table(table.assign(layak=table["S11"].eq(1).astype(int)), strata="zone", psu="ea_no", weight="hhwt")
    alone = tabulate(design, shares="layak").iloc[0]
    assert row[["value_pct", "low_pct", "high_pct", "n"]].tolist() == pytest.approx(alone[["value", "low", "high", "n"]].tolist())
    assert row["instrument"] == "Survei uji" and pd.isna(row["base"])  # no list of desa counts its households


def test_weights_normalised_to_one_are_taken_as_given(tmp_path):
    table = interviews().assign(hhwt=lambda t: t["hhwt"] / t["hhwt"].mean())
    found, tables = read(tmp_path, table)
    shares = survey_achievements.achievements(found.households, folder=tables).set_index("indicator")["value_pct"]
    assert shares["layak"] == pytest.approx(100 * np.average(table["S11"].eq(1), weights=table["hhwt"]))


def test_a_list_of_desa_beside_it_does_not_replace_the_given_weights(tmp_path):
    found, _ = read(tmp_path, interviews())
    frame = pd.DataFrame({"desa": ["900", "901"], "stratum": ["north", "north"], "households": [100.0, 90]})
    both = read_households.combine([found], frame).households
    assert both["weight"].tolist() == found.households["weight"].tolist()


def test_weights_typed_as_text_are_read_by_the_sign_their_column_proves(tmp_path):
    table = interviews().assign(hhwt=lambda t: [f"{w:.3f}".replace(".", ",") if n else "7,25" for n, w in enumerate(t["hhwt"])])
    found, _ = read(tmp_path, table)
    assert found.households["weight"].tolist() == [7.25, *interviews()["hhwt"].tolist()[1:]]


def test_what_is_the_same_for_every_row_is_a_constant_of_the_form(tmp_path):
    own = {"@wilayah": "=3572", "@klaster": "ea_no", "@strata": "=1", "@bobot": "=1"}
    found, tables = read(tmp_path, interviews().drop(columns=["town", "zone", "hhwt"]), own=own)
    mine = found.households
    assert (set(mine["region_code"]), set(mine["stratum"]), set(mine["weight"])) == ({"3572"}, {"1"}, {1.0})
    assert len(survey_achievements.achievements(mine, folder=tables)) == 3


@pytest.mark.parametrize(("town", "code"), [("35.72", "3572"), (3572, "3572"), ("KAB. KEDIRI", "3506"), ("Maros", "7308")])
def test_a_region_is_a_code_or_a_name(tmp_path, town, code):
    found, _ = read(tmp_path, interviews().assign(town=town))
    assert set(found.households["region_code"]) == {code}


def test_a_name_of_several_regions_and_a_weight_that_is_none_are_told_by_their_cell_and_left_out(tmp_path):
    table = interviews().astype({"hhwt": object})
    table.loc[0, "town"], table.loc[3, "hhwt"], table.loc[4, "hhwt"], table.loc[5, "hhwt"] = "Kediri", "banyak", -2, None
    found, _ = read(tmp_path, table)
    told = [(p.rule, p.cell) for p in found.problems if p.rule != "survey_headers_left_out"]
    assert told == [("survey_place_unknown", "A2"), ("survey_weight_unreadable", "D5"), ("survey_weight_unreadable", "D6")]
    assert found.households["weight"].isna().tolist()[:7] == [False, False, False, True, True, True, False]
    assert survey_achievements.usable(found.households).sum() == 160 - 4


def test_a_design_that_is_not_told_is_refused_with_the_row_to_write(tmp_path):
    with pytest.raises(InputError) as refusal:
        read(tmp_path, interviews().drop(columns="zone"), own={name: at for name, at in OWN.items() if name != "@strata"})
    assert refusal.value.problem.rule == "survey_design_untold" and "@strata" in str(refusal.value)


def test_a_header_no_pattern_speaks_of_is_still_refused_and_a_star_leaves_out_all(tmp_path):
    with pytest.raises(InputError) as refusal:
        read(tmp_path / "one", interviews().assign(S13=1, S14=2))
    assert refusal.value.problem.details == {"count": 2, "form": FORM} and "S13" in str(refusal.value) and "S14" in str(refusal.value)
    found, _ = read(tmp_path / "two", interviews().assign(S13=1, S14=2), extra=("*",))
    assert found.problems[0].details["count"] == 5 and "S13" in found.problems[0].column


def test_it_is_recognised_as_a_survey_beside_the_form_of_today(tmp_path):
    tables, book = with_form(tmp_path), open_book(written(tmp_path / "a.xlsx", interviews()))
    assert which_form.is_survey(book, tables) and which_form.recognised(book, tables) == FORM


def test_two_files_of_one_region_without_household_numbers_are_pooled_only_where_they_share_no_cluster(tmp_path):
    found, _ = read(tmp_path, interviews())
    rows = found.households.assign(form=codebook.FORM)  # a form of the project's own tables
    north, south = rows["stratum"].eq("north"), rows["stratum"].eq("south")
    files = np.where(north, "a.xlsx", "b.xlsx")
    assert len(files_of_a_region.joined(rows.assign(file=files)).households) == (north | south).sum()
    mixed = files_of_a_region.joined(rows.assign(file=np.where(rows.index % 2, "a.xlsx", "b.xlsx")))
    assert len(mixed.households) == 0 and len(mixed.apart) == len(rows)


def test_a_correction_of_a_given_weight_is_read():
    assert set(OWN) <= set(survey_corrections._READ_ANYWAY)
    assert codebook.FORM in codebook.forms().index
