"""A survey's answers are corrected by rows of corrections.csv: in a copy, while the old value stands, hiding personal data."""

import csv
import shutil

import pytest
import xlsxwriter

import sanlib as san
from sanlib.households import weights
from sanlib.households.read_households import read_households
from sanlib.periods import period
from sanlib.project import folders
from sanlib.reference import codebook, corrections
from tools.sample_survey import draw, write

BOOK = codebook.load()
SOUND = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001, "ID.5": 0, "ID.6": 2, "D.1": 1, "D.3": 3, "A.6": "Mawar Contoh"}
SIGNED = {"who": "Ani", "when": "2026-11-02", "why": "surat kelurahan"}


@pytest.fixture
def place(tmp_path):
    """A project with the reference tables and one empty period."""
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/2024").mkdir()
    return tmp_path


def correct(place, *rows, file="survei.xlsx", sheet="data"):
    with (place / "data/raw/reference/corrections.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, corrections.COLUMNS)
        table.writeheader()
        table.writerows({"file": f"2024/{file}", "sheet": sheet} | SIGNED | row for row in rows)


def workbook(place, rows, name="survei.xlsx"):
    with xlsxwriter.Workbook(place / "data/raw/2024" / name) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, list(row.values()))
    return place / "data/raw/2024" / name


def three(place):
    names = ("Mawar Contoh", "Melati Contoh", "Dahlia Contoh")
    return workbook(place, [{**SOUND, "A.6": name, "Ket": name, "ID.8": n} for n, name in enumerate(names, 1)])


def read(path, place):
    return read_households(path, "2024", root=place)


def test_an_answer_is_corrected_in_a_copy_and_told_with_its_cell(place):
    path = three(place)
    before = path.read_bytes()
    correct(place, {"cell": "G3", "old": "1", "new": "jamban tetangga/saudara"}, {"cell": "H4", "old": "3,0", "new": "4"})
    found = read(path, place)
    assert found.households["D.1"].tolist() == ["1", "2", "1"] and found.households["D.3"].tolist() == ["3", "3", "4"]
    assert [(one["cell"], one["applied"], one["rule"]) for one in found.corrections] == [
        ("G3", True, "correction_applied"),
        ("H4", True, "correction_applied"),
    ]
    assert [(p.rule, p.file, p.cell) for p in found.problems if p.rule.startswith("correction")] == [
        ("correction_applied", "survei.xlsx", "G3"),
        ("correction_applied", "survei.xlsx", "H4"),
    ]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change, rule",
    [
        ({"old": "2"}, "correction_old_differs"),
        ({"sheet": "lain"}, "correction_no_sheet"),
        ({"cell": "G99"}, "correction_no_cell"),
        ({"cell": "7:d_1"}, "correction_no_cell"),
        ({"who": ""}, "correction_unsigned"),
    ],
)
def test_one_that_does_not_fit_is_refused_and_changes_nothing(place, change, rule):
    path = three(place)
    correct(place, {"cell": "G3", "old": "1", "new": "4"} | change)
    found = read(path, place)
    assert found.households["D.1"].tolist() == ["1", "1", "1"]
    assert [(one["applied"], one["rule"]) for one in found.corrections] == [(False, rule)]


def test_a_wrong_new_value_is_a_problem_of_its_cell_as_any_other(place):
    path = three(place)
    correct(place, {"cell": "G3", "old": "1", "new": "9"})
    found = read(path, place)
    assert ("survey_answer_unlisted", "G3") in [(p.rule, p.cell) for p in found.problems]


@pytest.mark.parametrize(
    "row",
    [
        {"cell": "I3", "old": "Melati Contoh", "new": "Kenanga Contoh"},
        {"cell": "I3", "old": "Seruni Contoh", "new": "Kenanga Contoh"},
        {"cell": "J3", "old": "Melati Contoh", "new": "Kenanga Contoh"},
        {"cell": "G3", "old": "1", "new": "0812 0000 0001"},
        {"cell": "G3", "old": "1", "new": "2", "why": "telepon 0812-0000-0001"},
        {"cell": "G3", "old": "Seruni Contoh", "new": "2"},
    ],
)
def test_no_correction_carries_personal_data_out(place, row):
    path = three(place)
    correct(place, row)
    try:
        opened = san.open_period("2024", place, say=lambda line: None)
    except san.InputError as refusal:
        told = refusal.message() + refusal.message("en")
    else:
        told = opened.problems.to_csv() + opened.corrections.to_csv() + opened.every_correction.to_csv()
        told += repr(san.open_period("2024", place, "en", say=lambda line: None).problems.to_csv())
        folder = period.write("2024", place / "ditulis", place, say=lambda line: None)
        told += "".join(one.read_text(encoding="utf-8") for one in folder.iterdir() if one.suffix in (".csv", ".json"))
    assert not [word for word in ("Melati", "Kenanga", "Seruni", "0812") if word in told]
    assert path.is_file()


def test_a_column_that_is_not_read_takes_no_correction(place):
    path = three(place)
    correct(place, {"cell": "I3", "old": "Melati Contoh", "new": "Kenanga Contoh"})
    assert [(one["applied"], one["rule"], one["old"]) for one in read(path, place).corrections] == [
        (False, "correction_not_read", "(disembunyikan)")
    ]


def test_a_header_can_be_corrected(place):
    path = workbook(place, [{("D.l" if name == "D.1" else name): value for name, value in SOUND.items()} | {"ID.8": n} for n in (1, 2, 3)])
    correct(place, {"cell": "G1", "old": "D.l", "new": "D.1"})
    assert read(path, place).households["D.1"].tolist() == ["1", "1", "1"]


@pytest.mark.parametrize("layout", ["kobo", "sav"])
def test_kobo_and_spss_are_corrected_at_their_own_addresses(place, layout):
    scenario = draw.scenarios().query("format == @layout").iloc[0]
    drawn = draw.load(scenario, BOOK)[1].head(30)
    name = f"SINTETIS.{'sav' if layout == 'sav' else 'xlsx'}"
    path = place / "data/raw/2024" / name
    at = write.FORMATS[layout](path, drawn, BOOK)
    correct(place, {"cell": at.cell("D.1", 6), "old": drawn["D.1"].iloc[6], "new": "4"}, file=name, sheet=at.sheet)
    found = read(path, place)
    assert found.households["D.1"].iloc[6] == "4" and found.corrections[0]["applied"]
    correct(place, {"cell": at.cell("D.1", 6), "old": "9", "new": "4"}, file=name, sheet=at.sheet)
    assert read(path, place).corrections[0]["rule"] == "correction_old_differs"


def test_a_child_in_a_repeat_sheet_can_be_corrected(place):
    drawn = draw.load(draw.scenarios().query("format == 'kobo'").iloc[0], BOOK)[1].head(30)
    path = place / "data/raw/2024/SINTETIS.xlsx"
    write.kobo(path, drawn, BOOK)
    sheet = san.reading.open_book(path).sheets[1]
    row = next(number for number, line in enumerate(sheet.cells, 1) if line[1] == 5.0)
    correct(place, {"cell": f"B{row}", "old": "5", "new": "8"}, file="SINTETIS.xlsx", sheet=sheet.name)
    before = read_households(path, "2024")
    found = read(path, place)
    assert found.corrections[0]["applied"]
    assert "survey_repeat_no_group" in {p.rule for p in before.problems}
    assert "survey_repeat_no_group" not in {p.rule for p in found.problems}


def test_the_list_of_desa_is_corrected_too_and_the_figure_walks_back_to_both(place):
    for path in folders.raw("contoh-2024").glob("*Kota_Blitar*"):
        shutil.copy(path, place / "data/raw/2024")
    survey_file, frame = "SINTETIS_EHRA_Kota_Blitar_2024.xlsx", "SINTETIS_daftar_desa_Kota_Blitar_2024.csv"
    book = san.reading.open_book(place / "data/raw/2024" / survey_file)
    column = book.sheets[0].cells[2].index("D1")
    cell = san.reading.address(9, column)
    lines = (place / "data/raw/2024" / frame).read_text(encoding="utf-8").splitlines()
    count = weights.read_frame(place / "data/raw/2024" / frame)["cell"].iloc[0]
    old = weights.read_frame(place / "data/raw/2024" / frame)["households"].iloc[0]
    rows = [
        {
            "file": f"2024/{survey_file}",
            "sheet": book.sheets[0].name,
            "cell": cell,
            "old": str(book.sheets[0].cells[9][column])[:1],
            "new": "4",
        },
        {"file": f"2024/{frame}", "sheet": frame.removesuffix(".csv"), "cell": count, "old": f"{old:.0f}", "new": f"{2 * old:.0f}"},
    ]
    correct(place, *rows)
    opened = san.open_period("2024", place, say=lambda line: None)
    assert opened.corrections["applied"].tolist() == [True, True] and lines
    figure = opened.achievements.query("indicator == 'layak' and ladder == '2020'").iloc[0]
    trail = san.explain(figure, root=place).set_index("step")["what"]
    assert trail["Koreksi"].startswith(f"{cell}: ") and "→ 4 (Ani" in trail["Koreksi"]
    correct(place)
    assert "Koreksi" not in san.explain(figure, root=place)["step"].tolist()
    assert san.open_period("2024", place, say=lambda line: None).achievements["base"].iloc[0] < figure["base"]


def test_a_stratum_of_one_desa_keeps_its_region_out_and_loses_nothing_else(place):
    for path in (*folders.raw("contoh-2024").glob("*Kota_Blitar*"), *folders.raw("contoh-2024").glob("*Kab_Kediri*")):
        shutil.copy(path, place / "data/raw/2024")
    whole = san.open_period("2024", place, say=lambda line: None)
    kediri = whole.households[whole.households["region_code"].eq("3506") & whole.households["stratum"].eq("3")]
    moved = min(kediri["desa"].unique())
    listed = place / "data/raw/2024/SINTETIS_daftar_desa_Kab_Kediri_2024.csv"
    lines = [line.replace(",3,", ",2,", 1) if moved in line else line for line in listed.read_text(encoding="utf-8").splitlines()]
    listed.write_text("\n".join(lines), encoding="utf-8")
    opened = san.open_period("2024", place, say=lambda line: None)
    told = opened.problems[opened.problems["rule"].eq("survey_single_psu_region")]
    assert (
        len(told) == 1 and told["severity"].eq("error").all() and told["file"].iloc[0].startswith("data/raw/2024/SINTETIS_EHRA_Kab_Kediri")
    )
    assert "Kab. Kediri" in told["problem"].iloc[0] and "strata 3" in told["problem"].iloc[0] and "design.csv" in told["fix"].iloc[0]
    blitar = whole.achievements[whole.achievements["region"].eq("Kota Blitar")]
    assert set(opened.achievements["region"]) == {"Kota Blitar"} and len(opened.households) == len(whole.households)
    assert opened.achievements["value_pct"].tolist() == blitar["value_pct"].tolist()
    with pytest.raises(san.InputError, match="3506 / 3"):
        san.survey.estimates(opened.households)
    kept = san.survey.estimable(opened.households)
    assert (
        set(kept["region_code"]) == {"3572"}
        and len(san.survey.estimates(kept))
        and san.survey.estimable(whole.households).equals(whole.households)
    )
    for lang, stratum in (("id", "Strata 3 di Kab. Kediri"), ("en", "Stratum 3 of Kab. Kediri")):
        counted, left_out = san.say.left_out(opened.households, lang).split("\n")
        assert counted == san.say.left_out(kept, lang) and left_out.startswith(stratum) and "survey/design.csv" in left_out


def test_a_survey_without_its_list_of_desa_says_so_and_gives_no_estimates(place):
    three(place)
    opened = san.open_period("2024", place, say=lambda line: None)
    assert opened.achievements.empty and "survey_without_frame" in set(opened.problems["rule"])
    assert san.survey.estimates(opened.households).empty and san.survey.definitions(opened.households).empty


def test_the_survey_of_another_period_is_history_and_no_problem(place):
    for name in ("2023", "2024"):
        (place / "data/raw" / name).mkdir(exist_ok=True)
        for path in folders.raw(f"contoh-{name}").glob("*Kota_Blitar*"):
            shutil.copy(path, place / "data/raw" / name)
    opened = san.open_period("2024", place, say=lambda line: None)
    assert "other_period_unread" not in set(opened.problems["rule"])
    assert set(opened.history["period"]) == {"2023", "2024"} and set(opened.achievements["period"]) == {"2024"}


def test_each_file_of_a_period_is_opened_once(place, monkeypatch):
    for path in folders.raw("contoh-2024").iterdir():
        shutil.copy(path, place / "data/raw/2024")
    taken = []
    real = san.reading.container.take
    monkeypatch.setattr(san.reading.container, "take", lambda path: taken.append(path.name) or real(path))
    san.open_period("2024", place, say=lambda line: None)
    assert sorted(taken) == sorted(set(taken)) and len(taken) >= 7
