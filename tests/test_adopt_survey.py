"""A household survey of a form of one's own is adopted: its questions recognised, its answers confirmed, its figures its own."""

import csv
import shutil

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

import sanlib as san
from sanlib import cli, intake
from sanlib.documents import headline, pack_folder
from sanlib.intake.adopt import adopt
from sanlib.periods import period as san_period
from sanlib.project import folders
from sanlib.project.problems import InputError
from sanlib.reference import codebook, core_questions, regions

REFERENCE = folders.root() / "data" / "raw" / "reference"
EXAMPLE = folders.root() / "docs" / "example-survey" / "washmalawi_2018_2023.csv"
TOILETS = {
    "11": ("Flush to piped sewer system", "Chasse d'eau reliée à un système d'égout"),
    "12": ("Flush to septic tank", "Chasse branchée à fosse septique"),
    "22": ("Pit latrine with slab", "Latrine à fosse avec dalle"),
    "23": ("Pit latrine without slab/open pit", "Latrine à fosse sans dalle/trou ouvert"),
    "95": ("No facility/bush/field", "Pas de toilettes/brousse/champ"),
    "96": ("Other", "Autre"),
}
SURVEY = [
    ("type", "name", "label::English (en)", "label::Français (fr)"),
    ("begin_group", "san", "", ""),
    ("select_one toilet", "s1", "What kind of toilet facility do members of your household usually use?", "Quel type de toilettes ?"),
    (
        "select_one yesno",
        "s2",
        "Do you share this facility with others who are not members of your household?",
        "Partagez-vous ces toilettes ?",
    ),
    ("end_group", "", "", ""),
    ("integer", "age", "Age of respondent", "Âge"),
]
CHOICES = [
    ("list_name", "name", "label::English (en)", "label::Français (fr)"),
    *(("toilet", code, *said) for code, said in TOILETS.items()),
]
CHOICES += [("yesno", "1", "Yes", "Oui"), ("yesno", "2", "No", "Non")]
MALAWI = {
    "district": "@wilayah baru",
    "={traditional_authority} {month_submitted}": "@klaster",
    "=1": "@strata @bobot",
    "toilet_facility_shared": "JMP.SHARED",
}
SAID = {"town": "@wilayah", "ea": "@klaster", "zone": "@strata", "hhwt": "@bobot"}


@pytest.fixture
def house(tmp_path):
    """A project with the shipped reference tables and an empty period."""
    shutil.copytree(REFERENCE, tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/2031").mkdir()
    with folders.within(tmp_path):
        yield tmp_path / "data/raw/2031"


def households(size=160, seed=5):
    """Two zones of four clusters of twenty; codes as answers, weights that matter."""
    rng = np.random.default_rng(seed)
    n = np.arange(size)
    return pd.DataFrame(
        {
            "town": "Kota Blitar",
            "zone": np.where(n < size // 2, "north", "south"),
            "ea": 900 + n // 20,
            "hhwt": np.where(n < size // 2, 12.5, 40.25),
            "san/s1": rng.choice(list(TOILETS), size, p=[0.1, 0.4, 0.2, 0.2, 0.05, 0.05]),
            "san/s2": rng.choice(["1", "2"], size),
            "age": rng.integers(18, 90, size),
            **{f"other_{k}": k for k in range(20)},
        }
    )


def written(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, list(row))
    return path


def export(folder, table, name="survei.xlsx"):
    rows = table.astype(object).where(table.notna(), None)
    return written(folder / name, data=[list(table), *rows.to_numpy().tolist()])


def with_form(folder, table, where="."):
    (folder / where).mkdir(exist_ok=True)
    written(folder / where / "kuesioner.xlsx", survey=SURVEY, choices=CHOICES, settings=[("form_title",), ("Household WASH survey",)])
    return export(folder, table)


def rungs(table):
    """The rung of each household by independent code; without where sludge goes nothing is safely managed."""
    kind = {"11": "improved", "12": "improved", "22": "improved", "23": "unimproved", "95": "open_defecation"}
    of = table["san/s1"].map(kind)
    return of.mask(of.eq("improved"), table["san/s2"].map({"1": "limited", "2": "at_least_basic"}))


def test_codes_are_read_by_the_form_beside_the_export_and_the_figures_are_those_of_plain_code(house):
    table = households()
    path = with_form(house, table)
    found = adopt(path, SAID, yes=True)
    mine = rungs(table)
    assert {name: count for name, count in found.rungs.items() if name != "tidak_terklasifikasi"} == mine.value_counts().to_dict()
    assert found.rungs["tidak_terklasifikasi"] == table["san/s1"].eq("96").sum() == mine.isna().sum()
    period = san.open_period("2031", say=lambda line: None)
    rows = period.achievements.set_index("indicator")
    for rung in ("at_least_basic", "limited", "unimproved", "open_defecation"):
        expected = 100 * np.average(mine[mine.notna()].eq(rung), weights=table.loc[mine.notna(), "hhwt"])
        assert rows.loc[f"jmp_{rung}", "value_pct"] == pytest.approx(expected, abs=1e-6) or pd.isna(rows.loc[f"jmp_{rung}", "value_pct"])
    assert set(rows["instrument"]) == {"Household WASH survey"} and set(rows["ladder"]) == {"jmp"}
    assert rows["value_pct"].notna().sum() >= 2 and not period.problems["severity"].eq("error").any()
    assert "Household WASH survey" in str(san.explain(period.achievements.iloc[0]))


def test_the_rows_are_few_however_many_columns_there_are(house):
    found = adopt(with_form(house, households()), SAID)
    counts = {table: len(lines) for table, lines in found.rows.items()}
    assert counts == {"regions.csv": 0, "survey/forms.csv": 1, "survey/spellings.csv": 7, "survey/answers.csv": 24}
    assert not found.written and codebook.of_files() == [codebook.FORM]


@pytest.mark.parametrize("language", [0, 1])
def test_labels_as_answers_and_as_headers_in_english_and_french(house, language):
    table = households()
    mine = rungs(table).value_counts().to_dict()
    table["san/s1"] = table["san/s1"].map({code: said[language] for code, said in TOILETS.items()})
    table["san/s2"] = table["san/s2"].map(dict(zip("12", [("Yes", "No"), ("Oui", "Non")][language], strict=True)))
    table = table.rename(columns={f"san/{row[1]}": row[2 + language] for row in SURVEY[2:4]})
    found = adopt(with_form(house, table, "formulir-survei"), SAID)
    assert {name: n for name, n in found.rungs.items() if name != "tidak_terklasifikasi"} == mine


def test_without_a_form_labels_are_certain_and_yes_and_no_wait_for_the_analyst(house):
    table = households().rename(columns={"san/s1": "toilet", "san/s2": "is_it_shared"})
    table["toilet"] = table["toilet"].map({code: said[0] for code, said in TOILETS.items()})
    table["is_it_shared"] = table["is_it_shared"].map({"1": "Yes", "2": "No"})
    path = export(house, table)
    found = adopt(path, SAID)
    taken = {row.column: row.means for row in found.table if not row.answer and row.means}
    assert taken["toilet"] == "JMP.TOILET" and "is_it_shared" not in taken
    assert set(found.rungs) == {"improved", "unimproved", "open_defecation", "tidak_terklasifikasi"}
    confirm(house / "formulir-survei" / "arti_survei.csv", {("is_it_shared", ""): "ya", ("is_it_shared", "Yes"): "ya"})
    again = adopt(path, SAID)
    means = {row.answer: row.means for row in again.table if row.column == "is_it_shared" and row.answer}
    assert means == {"Yes": "shared", "No": "not_shared"}


def confirm(place, means):
    """The table as an analyst saves it from Excel: column means filled in, semicolons between the cells."""
    with place.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["means"] = means.get((row["column"], row["answer"]), row["means"])
    with place.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        table.writeheader()
        table.writerows(rows)


def test_a_constant_and_a_text_drawn_from_columns_are_confirmed_in_the_table(house):
    path = with_form(house, households().drop(columns=["zone", "hhwt"]))
    assert adopt(path, {"town": "@wilayah"}).missing == ["@klaster", "@strata", "@bobot"]
    place = house / "formulir-survei" / "arti_survei.csv"
    confirm(place, {("'=1", ""): "yes"})
    place.write_bytes(place.read_bytes() + b"={ea} {town};;;;;'@klaster\r\n")
    adopt(path, yes=True)
    read = san.open_period("2031", say=lambda line: None).households
    assert read["desa"].nunique() == 8 and read["desa"].iloc[0] == "900 Kota Blitar" and set(read["weight"]) == {1.0}


def test_an_answer_the_other_way_round_is_what_the_analyst_says_and_an_unconfirmed_one_is_unknown(house):
    table = households().rename(columns={"san/s1": "toilet", "san/s2": "private"})
    table["toilet"] = table["toilet"].map({code: said[0] for code, said in TOILETS.items()})
    table["private"] = table["private"].map({"1": "No", "2": "Yes"}).where(np.arange(160) % 10 != 0, "Sometimes")
    path = export(house, table)
    adopt(path, SAID | {"private": "JMP.SHARED"})
    place = house / "formulir-survei" / "arti_survei.csv"
    confirm(place, {("private", "Yes"): "not_shared", ("private", "No"): "shared"})
    found = adopt(path, SAID | {"private": "JMP.SHARED"}, yes=True)
    improved = table["toilet"].isin([TOILETS[code][0] for code in ("11", "12", "22")])
    assert found.rungs["at_least_basic"] == (improved & table["private"].eq("Yes")).sum()
    assert found.rungs["limited"] == (improved & table["private"].eq("No")).sum()
    assert found.rungs["tidak_terklasifikasi"] == (improved & table["private"].eq("Sometimes")).sum() + table["toilet"].eq("Other").sum()
    period = san.open_period("2031", say=lambda line: None)
    assert period.households["JMP.SHARED"].isna().sum() == table["private"].eq("Sometimes").sum()
    assert not period.problems["severity"].eq("error").any()


def test_codes_alone_are_proposed_and_never_taken(house):
    table = households().rename(columns={"san/s1": "WS11", "san/s2": "WS15"})
    found = adopt(export(house, table), SAID)
    assert "JMP.TOILET" in found.missing and not found.rows.get("written")
    proposed = {row.answer: row.proposed for row in found.table if row.column == "WS11" and row.answer}
    assert proposed["22"] == "pit_slab" and proposed["95"] == "no_facility"
    assert not any(row.means for row in found.table if row.column in ("WS11", "WS15"))
    with pytest.raises(InputError, match="JMP.TOILET"):
        adopt(house / "survei.xlsx", SAID, yes=True)


def test_two_columns_that_could_be_one_question_are_both_left_to_the_analyst(house):
    table = households()
    table["toilet now"] = table["san/s1"].map({code: said[0] for code, said in TOILETS.items()})
    table["toilet before"] = table["toilet now"].iloc[::-1].to_numpy()
    found = adopt(export(house, table.drop(columns=["san/s1"])), SAID)
    assert "JMP.TOILET" in found.missing


def test_a_wrong_word_in_the_table_is_refused_with_its_cell(house):
    path = with_form(house, households())
    adopt(path, SAID)
    confirm(house / "formulir-survei" / "arti_survei.csv", {("san/s1", "96"): "hutan"})
    with pytest.raises(InputError, match=r"arti_survei\.csv.*F\d+.*hutan.*other_toilet"):
        adopt(path, SAID)


def test_the_real_survey_is_brought_in_by_these_means_only(house):
    """Malawi 2018-2023 (CC BY 4.0, docs/example-survey): 770 households, 25 columns, districts that are no region of Indonesia."""
    table = pd.read_csv(EXAMPLE, dtype=str, keep_default_na=False)
    assert not {"latitude", "longitude"} & set(table) and table["month_submitted"].str.fullmatch(r"\d{4}-\d{2}").all()
    path = shutil.copy(EXAMPLE, house / EXAMPLE.name)
    found = adopt(path, MALAWI, yes=True)
    improved = table["toilet_facility_type"].isin(["Pit latrine with slab", "Ventilated Improved Pit (VIP) Latrine", "Composting Toilet"])
    unimproved = table["toilet_facility_type"].isin(["Pit latrine without slab/ Open pit", "Hanging toilet, hanging latrine", "Bucket"])
    none = table["toilet_facility_type"].eq("No Facilities or bush or field")
    shared = table["toilet_facility_shared"]
    assert found.rungs == {
        "at_least_basic": int((improved & shared.eq("No")).sum()),
        "limited": int((improved & shared.eq("Yes")).sum()),
        "unimproved": int(unimproved.sum()),
        "open_defecation": int(none.sum()),
        "tidak_terklasifikasi": int((~(improved & shared.isin(["Yes", "No"])) & ~unimproved & ~none).sum()),
    }
    assert {table: len(lines) for table, lines in found.rows.items()}["regions.csv"] == 5
    period = san.open_period("2031", say=lambda line: None)
    rows = period.achievements.set_index(["region", "indicator"])
    lilongwe = table["district"].eq("Lilongwe") & (unimproved | none | (improved & shared.isin(["Yes", "No"])))
    raw = period.households.query("region_code == 'lilongwe'")
    assert len(raw) == table["district"].eq("Lilongwe").sum() and raw["desa"].nunique() == 2
    chiradzulu = table["district"].eq("Chiradzulu") & (unimproved | none | (improved & shared.isin(["Yes", "No"])))
    assert rows.loc[("Chiradzulu", "jmp_unimproved"), "value_pct"] == pytest.approx(100 * unimproved[chiradzulu].mean(), abs=1e-6)
    assert lilongwe.sum() and set(rows["instrument"]) == {"washmalawi"}
    assert {code for code, _ in period.achievements.groupby("region_code")} == {"chiradzulu", "lilongwe", "mangochi", "thyolo", "zomba"}
    assert regions.table().query("kind == 'lain'")["region"].tolist() == list(dict.fromkeys(table["district"]))


def test_the_next_wave_without_a_column_is_refused_by_the_form_that_comes_nearest_and_its_header(house):
    adopt(with_form(house, households()), SAID, yes=True)
    export(house, households(seed=9).drop(columns="hhwt"), "gelombang2.xlsx")
    found = intake.check(house / "gelombang2.xlsx", lang="en").problems
    assert found["rule"].tolist()[0] == "survey_header_missing" and "hhwt" in found["problem"][0] and "D.1" not in found["problem"][0]
    export(house, households(seed=9).rename(columns={"san/s2": "san/s2_baru"}), "gelombang3.xlsx")
    found = intake.check(house / "gelombang3.xlsx", lang="en").problems
    assert "san/s2" in found["problem"][0] and "s2_baru" in found["problem"][0] and "form survei comes nearest" in found["problem"][0]


def test_a_known_form_is_left_as_it_is_and_the_questionnaire_beside_it_stops_nothing(house):
    path = with_form(house, households())
    adopt(path, SAID, yes=True)
    assert adopt(path).known_as == "Household WASH survey"
    checked = intake.check(house, lang="en")
    assert [one.rule for file in checked.files for one in file.problems if file.file.endswith("kuesioner.xlsx")] == ["survey_form_file"]
    assert len(san.open_period("2031", say=lambda line: None).households) == 160


def test_an_spss_file_of_no_known_form_is_said_to_be_that_and_is_adopted(house):
    table = households(60).rename(columns={"san/s1": "toilet", "san/s2": "shared"})
    mine = table["toilet"].isin(["11", "12", "22"]) & table["shared"].eq("2")
    table["toilet"] = table["toilet"].map({code: said[0] for code, said in TOILETS.items()})
    table["shared"] = table["shared"].map({"1": "Yes", "2": "No"})
    path = house / "survei.sav"
    pyreadstat.write_sav(table, path)
    found = intake.check(path, lang="en").problems
    assert found["rule"].tolist()[0] == "survey_form_none" and 'sanlib adopt "data/raw/2031/survei.sav"' in found["fix"][0]
    adopted = adopt(path, SAID | {"shared": "JMP.SHARED"}, yes=True)
    assert adopted.rungs["at_least_basic"] == mine.sum()
    assert not intake.check(path, lang="en").has_errors


def test_what_the_message_of_an_unknown_survey_says_leads_to_its_figures_and_their_trail(house):
    """check says which command; the command, with what it asks for, leads to a period, its written tables and explain."""
    table = households().rename(columns={"san/s1": "toilet", "san/s2": "shared"})
    table["toilet"] = table["toilet"].map({code: said[0] for code, said in TOILETS.items()})
    export(house, table)
    told = intake.check(house / "survei.xlsx", lang="en").problems
    command = told["fix"][0].partition("`")[2].partition("`")[0]
    assert command == 'sanlib adopt "data/raw/2031/survei.xlsx"'
    arguments = ["adopt", str(house / "survei.xlsx"), *(f"--as={header}={field}" for header, field in SAID.items()), "--yes"]
    assert cli.main(arguments) == 0 and not intake.check(house / "survei.xlsx").has_errors
    place = san_period.write("2031", house / "tables", say=lambda line: None)
    rows = pd.read_csv(place / "achievements.csv").set_index("indicator")
    given = table["toilet"].ne("Other")
    expected = 100 * np.average(table.loc[given, "toilet"].eq(TOILETS["95"][0]), weights=table.loc[given, "hhwt"])
    assert rows.loc["jmp_improved", "n"] == given.sum() and set(rows.index) == {"jmp_improved", "jmp_unimproved", "jmp_open_defecation"}
    told = san.open_period("2031", lang="en", say=lambda line: None).achievements.set_index("indicator").loc["jmp_open_defecation"]
    assert pd.isna(told["value_pct"]) or told["value_pct"] == pytest.approx(expected, abs=1e-6)
    steps = san.explain(told.rename("jmp_open_defecation").to_frame().T.reset_index(names="indicator").iloc[0], lang="en")
    text = " ".join(map(str, steps.to_numpy().ravel()))
    assert "survei: hhwt" in text and "jmp_inti_tanpa_berbagi" in text and "D.1" not in text


def test_a_table_of_achievements_that_speaks_of_toilets_is_no_survey(house):
    rows = [
        ["Kabupaten/Kota", "Jenis jamban: layak (%)", "Jamban dipakai bersama (KK)", "Sampah dibakar (%)"],
        ["Kota Blitar", 95.5, 1200, 12.25],
        ["Kab. Kediri", 81.25, 25200, 30.5],
    ]
    found = adopt(written(house / "dinas.xlsx", data=rows), year=2031)
    assert not hasattr(found, "table") and not (house / "formulir-survei").exists()


def test_undo_is_deleting_the_rows(house):
    before = {path.name: path.read_bytes() for path in (REFERENCE / "survey").glob("*.csv")}
    adopt(with_form(house, households()), SAID, yes=True)
    for name in ("forms", "spellings", "answers"):
        place = house.parent / "reference" / "survey" / f"{name}.csv"
        kept = [line for line in place.read_bytes().splitlines(keepends=True) if not line.startswith(b"survei,")]
        place.write_bytes(b"".join(kept))
        assert place.read_bytes() == before[place.name]


def test_the_command_line_says_it_with_as(house, capsys):
    with_form(house, households())
    said = [f"--as={header}={field}" for header, field in SAID.items()]
    assert cli.main(["adopt", str(house / "survei.xlsx"), *said, "--lang", "en", "--yes"]) == 0
    assert "Written: form survei (32 rows" in capsys.readouterr().out
    assert cli.main(["check", str(house / "survei.xlsx"), "--lang", "en"]) == 0


def test_every_text_of_the_core_questions_means_one_thing():
    rows = folders.reference("survey/core_questions.csv")
    table = pd.read_csv(rows, dtype=str, keep_default_na=False)
    book = codebook.load(core_questions.FORM)
    of = table[table["option"].ne("")]
    assert all(row.option in book.fields[row.question].options for row in of.itertuples())
    labels = of[of["known_by"].eq("label")].assign(plain=lambda t: t["text"].map(core_questions.plain))
    assert labels.groupby(["question", "plain"])["option"].nunique().max() == 1
    heads = table[table["option"].eq("") & table["known_by"].isin(["label", "name"])].assign(
        plain=lambda t: t["text"].map(core_questions.plain)
    )
    assert heads.groupby("plain")["question"].nunique().max() == 1
    for lang in ("en", "fr", "id"):
        assert set(of.query("lang == @lang")["question"]) == set(book.fields)


WASTE = {"1": "Collected from the household", "2": "Burnt", "3": "Dumped", "4": "Buried in the yard"}
MEANT = {"1": "collected", "2": "burnt", "3": "dumped", "4": "buried"}


def with_waste(folder, table):
    """The form with a question on waste that takes several answers, beside an export."""
    asked = ("select_multiple waste", "s9", "What does your household mostly do with its solid waste?", "Que fait votre ménage ?")
    choices = [*CHOICES, *(("waste", code, label, "") for code, label in WASTE.items())]
    written(folder / "kuesioner.xlsx", survey=[*SURVEY, asked], choices=choices, settings=[("form_title",), ("WASH",)])
    return export(folder, table)


def several(size=160, seed=9):
    """For each household the choices it ticked, the first answer of most being the only one."""
    rng = np.random.default_rng(seed)
    first, more = rng.integers(0, 4, size), rng.random(size) < 0.2
    codes = list(WASTE)
    return [[codes[one], *([codes[(one + 1) % 4]] if two else [])] for one, two in zip(first, more, strict=True)]


@pytest.mark.parametrize("joint", ["/", ".", "_", "-", ":"])
@pytest.mark.parametrize("shape", ["one column", "split", "both"])
def test_a_question_that_takes_several_answers_is_read_in_every_shape(house, joint, shape):
    """One answer means what it says; several that are not alike mean nothing that was not confirmed; never "no"."""
    chosen, table = several(), households().rename(columns=lambda name: name.replace("/", joint))
    if shape != "split":
        table[f"san{joint}s9"] = [" ".join(one) for one in chosen]
    if shape != "one column":
        for code in WASTE:
            table[f"san{joint}s9{joint}{code}"] = [int(code in one) for one in chosen]
    found = adopt(with_waste(house, table), SAID | {f"san{joint}s2": "JMP.SHARED"}, yes=True)
    fields = {row["field"]: row["spelling"] for row in found.rows["survey/spellings.csv"]}
    assert fields["JMP.TOILET"] == f"san{joint}s1"
    assert fields["JMP.WASTE"] == (f"={{san{joint}s9{joint}*}}" if shape == "split" else f"san{joint}s9")
    mine = san.open_period("2031", say=lambda line: None).households
    assert len(mine) == len(table) and mine["JMP.WASTE"].isna().sum() == sum(len(one) > 1 for one in chosen)
    assert mine["JMP.WASTE"].dropna().tolist() == [MEANT[one[0]] for one in chosen if len(one) == 1]
    assert not intake.check(house / "survei.xlsx").has_errors


@pytest.mark.parametrize("order", ["labels above names", "names above labels"])
def test_a_second_row_of_headers_is_no_household(house, order):
    table = households()
    asked = {
        "san/s1": SURVEY[2][2],
        "san/s2": SURVEY[3][2],
        "town": "Name of the town",
        "ea": "Enumeration area number",
        "hhwt": "Weight of it",
    }
    names, labels = list(table), [asked.get(name, f"Label of {name}") for name in table]
    rows = [labels, names] if order.startswith("labels") else [names, labels]
    table["san/s1"] = table["san/s1"].map({code: said[0] for code, said in TOILETS.items()})
    table["san/s2"] = table["san/s2"].map({"1": "Yes", "2": "No"})
    written(house / "survei.xlsx", data=[*rows, *table.astype(object).to_numpy().tolist()])
    found = adopt(house / "survei.xlsx", SAID | {"san/s2": "JMP.SHARED"}, yes=True)
    back = households()
    assert found.households == 160 and found.rungs["unimproved"] == (back["san/s1"].eq("23")).sum()
    assert len(san.open_period("2031", say=lambda line: None).households) == 160
    assert not intake.check(house / "survei.xlsx").has_errors


def test_an_spss_files_labels_are_its_form(house):
    """Codes as values, their meaning in the value labels, the question in the variable's label, as SPSS keeps them."""
    table = households(60)[["town", "zone", "ea", "hhwt", "san/s1", "san/s2"]].set_axis(
        ["town", "zone", "ea", "hhwt", "q31", "q32"], axis=1
    )
    expected = rungs(table.rename(columns={"q31": "san/s1", "q32": "san/s2"})).value_counts()
    table[["q31", "q32"]] = table[["q31", "q32"]].astype(float)
    labels = {"q31": SURVEY[2][2], "q32": SURVEY[3][2]}
    values = {"q31": {float(code): said[0] for code, said in TOILETS.items()}, "q32": {1.0: "Yes", 2.0: "No"}}
    pyreadstat.write_sav(table, house / "survei.sav", column_labels=labels, variable_value_labels=values)
    found = adopt(house / "survei.sav", SAID, yes=True)
    assert {rung: count for rung, count in found.rungs.items() if rung != "tidak_terklasifikasi"} == expected.to_dict()
    assert not intake.check(house / "survei.sav").has_errors


def test_two_versions_of_a_form_in_one_file_are_one_question(house):
    table = households()
    later = np.arange(len(table)) >= 100
    for name in ("s1", "s2"):
        table[f"v2/{name}"] = table[f"san/{name}"].where(later, None)
        table[f"san/{name}"] = table[f"san/{name}"].mask(later, None)
    found = adopt(with_form(house, table), SAID, yes=True)
    expected = rungs(households()).value_counts()
    assert {rung: count for rung, count in found.rungs.items() if rung != "tidak_terklasifikasi"} == expected.to_dict()


def test_a_weight_may_be_the_product_or_quotient_of_columns(house):
    table = households()
    table["scaled"], table["members"] = (table["hhwt"] * 1_000_000 / 4).round(), 4
    said = {name: field for name, field in SAID.items() if field != "@bobot"}
    found = adopt(with_form(house, table.drop(columns="hhwt")), said | {"={scaled} / 1000000 * {members}": "@bobot"}, yes=True)
    assert not found.problems
    mine = san.open_period("2031", say=lambda line: None).households
    assert mine["weight"].to_numpy() == pytest.approx(households()["hhwt"].to_numpy())


def test_a_wave_without_the_columns_of_a_questions_choices_is_refused_by_their_name(house):
    chosen, table = several(), households()
    for code in WASTE:
        table[f"san/s9/{code}"] = [int(code in one) for one in chosen]
    adopt(with_waste(house, table), SAID, yes=True)
    export(house, households(), "survei.xlsx")
    told = intake.check(house / "survei.xlsx", lang="en").problems
    assert "san/s9/*" in told["problem"].iloc[0]


@pytest.mark.parametrize("weight", ["wt", "hhweight", "peso", "Poids du ménage", "bobot"])
def test_a_french_form_with_clusters_in_words_needs_its_design_confirmed_only(house, weight):
    """Answers and headers in French, villages as clusters, a weight under any name; the rungs are those of the codes."""
    back = households()
    table = back.rename(columns={"hhwt": weight, "ea": "Village", "zone": "Strate", "town": "Commune"})
    table["Village"] = [f"Village n° {one - 899}" for one in table["Village"]]
    table["Quel type de toilettes utilisez-vous ?"] = table.pop("san/s1").map({code: said[1] for code, said in TOILETS.items()})
    table["Toilettes partagées"] = table.pop("san/s2").map({"1": "Oui", "2": "Non"})
    export(house, table)
    first = adopt(house / "survei.xlsx")
    assert {row.proposed for row in first.table} >= {"@bobot", "@klaster", "@strata", "@wilayah", "JMP.TOILET"}
    said = {weight: "@bobot", "Village": "@klaster", "Strate": "@strata", "Commune": "@wilayah", "Toilettes partagées": "JMP.SHARED"}
    found = adopt(house / "survei.xlsx", said, yes=True)
    expected = rungs(back).value_counts()
    assert {rung: count for rung, count in found.rungs.items() if rung != "tidak_terklasifikasi"} == expected.to_dict()
    mine = san.open_period("2031", say=lambda line: None).households
    assert mine["weight"].tolist() == back["hhwt"].tolist() and mine["desa"].nunique() == 8


def test_undoing_names_every_table_that_was_written(house):
    """Places of one's own stand in regions.csv under the file's name; a survey of known regions writes none."""
    written_rows = str(adopt(shutil.copy(EXAMPLE, house / EXAMPLE.name), MALAWI, yes=True))
    assert "forms.csv, spellings.csv, answers.csv" in written_rows and f"regions.csv (source = {EXAMPLE.name})" in written_rows
    assert "regions.csv" not in str(adopt(with_form(house, households()), SAID, yes=True)).splitlines()[-1]


def test_a_period_of_an_adopted_survey_is_told_by_its_own_instrument_ladder_and_regions(house):
    """What the report's pages are made of: nothing of EHRA, of the pilots or of what the form does not ask."""
    (before := house.with_name("2029")).mkdir()
    adopt(shutil.copy(EXAMPLE, before / EXAMPLE.name), MALAWI, yes=True)
    period = san.open_period("2029", lang="en", say=lambda line: None)
    gaps, mine = san.gaps(period.achievements, san.targets()), period.households
    assert set(gaps["target_set"]) == {"SDG 1.4", "SDG 6.2"} and set(gaps["ladder"]) == {"jmp"}
    assert san.survey.headline(mine) == ("Chiradzulu", "jmp", "jmp_at_least_basic", "stratum")
    assert san.main_region(gaps) in set(gaps["region"]) and set(san.of_report(gaps)["region"]) == set(gaps["region"])
    shown = san.survey.estimates(mine)
    assert set(shown["instrument"]) == {"washmalawi"} and not shown["presentation"].eq("tanpa data").any()
    assert san.survey.definitions(mine)["definition"].unique().tolist() == ["jmp"] and not len(san.survey.risk(mine))
    assert "not known" in san.say.left_out(mine, lang="en") and san.survey.totals(mine)["households"].isna().all()
    drawn = [san.charts.definitions(san.survey.definitions(mine), "Chiradzulu"), san.charts.composition(period, sector="air_limbah")]
    drawn += [san.charts.gap(gaps, "Chiradzulu"), san.charts.estimates(shown, "jmp_at_least_basic", ladder="jmp")]
    assert all(len(chart.drawn) and "EHRA" not in chart.alt for chart in drawn)
    place = san_period.write("2029", house / "tables", say=lambda line: None)
    assert {card.region for card in headline.opening(place).cards} == set(gaps["region"])
    assert len(san.survey.variants(mine, "Lilongwe")) and pack_folder.codes(None, period.achievements)[0] in set(gaps["region_code"])
