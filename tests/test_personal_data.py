"""Personal data end at the reader: what tells who somebody is stands in no output and in no cache, and k is held."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from planted_people import GIVEN, NIK, PHONE, PLACES, SURNAME, below, found

import sanlib as san
from sanlib import explaining, intake, reading
from sanlib.estimation import presentation
from sanlib.intake import check_printed
from sanlib.periods import anonymity, period
from sanlib.project import folders, formula_text, identifiers, schema, store
from sanlib.project.problems import InputError
from sanlib.reference import corrections, sources
from sanlib.report import pages
from sanlib.survey import survey_tables

ANSWERS = {"D.1": 1, "D.3": 3, "D.12": 1, "D.13": 1, "D.14": 1, "B.1": 37, "B.5": 4, "A.7": 2, "A.10": 1}


SAID = f"hubungi {PHONE} / 0812.3456.7890 siti.zqa@contoh.co.id di -8.0954123 112.1609234"
"""Numbers in a note of SOURCES.csv or corrections.csv."""


def household(desa, number):
    """One row of a survey with somebody's data wherever anybody ever typed any."""
    place = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001 + desa, "ID.5": 0, "ID.6": 2, "ID.7": 304, "ID.8": number}
    people = {"A.3": f"Bu {GIVEN}", "A.6": f"Siti {SURNAME} {number}", "A.11": f"Jl. Mawar {number}", "Telp": f"0812-3456-78{number:02}"}
    typed = {
        "ID.9": PHONE,
        "A.1": f"2 Mei 2024 {GIVEN}",
        "A.2": f"{PHONE} {GIVEN}",
        "C.8": f"{SURNAME} {PHONE}",
        "NIK": NIK,
        f"Telp Bu {GIVEN}": PHONE,
    }
    return place | people | typed | ANSWERS


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose survey and list of desa hold personal data in cells, headers, sheet names and names of places."""
    place = tmp_path_factory.mktemp("proyek")
    shutil.copytree(folders.reference("regions.csv").parent, place / "data/raw/reference")
    folder = place / "data/raw/2024"
    folder.mkdir()
    rows = [household(desa, 5 * desa + n) for desa in range(3) for n in range(1, 6)] + [household(3, 99)]
    with xlsxwriter.Workbook(folder / "survei.xlsx") as book:
        sheet = book.add_worksheet(f"Siti {SURNAME}")
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, list(row.values()))
        sheet.write_comment(3, 3, f"tanya Bu {GIVEN} {PHONE}")
        hidden = book.add_worksheet(f"Bu {GIVEN}")
        hidden.write_row(0, 0, [SURNAME, PHONE, NIK])
        hidden.hide()
    lines = [f"35.72.01.{1001 + n},{name},Kecamatan 8123456789,0,{400 + n},x" for n, name in enumerate([*PLACES, "Tanggung"])]
    header = "kode_desa,nama_desa,kecamatan,strata,rumah_tangga,sumber"
    (folder / "desa.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (folder / "SOURCES.csv").write_text(
        f"file,source,licence,note\nsurvei.xlsx,Pokja,izin {PHONE},{SAID}\ndesa.csv,Dukcapil,,{NIK}\n", encoding="utf-8"
    )
    return place


RECEIVED: dict[str, str] = {}
"""The fingerprint of every file received, from before anything was made of it."""


@pytest.fixture(scope="module")
def outputs(project):
    """Every kind of output of that period below one folder, and what was read."""
    with folders.within(project):
        RECEIVED.update(store.contents(project / "data/raw"))
        tables = period.write("2024", say=lambda line: None)
        opened = san.open_period("2024", say=lambda line: None)
        checked = intake.check(project / "data/raw/2024")
        out = project / "keluaran"
        out.mkdir()
        (out / "periksa.json").write_text(check_printed.as_json(checked.files, checked.problems), encoding="utf-8")
        (out / "periksa.csv").write_text(check_printed.as_csv(checked.problems), encoding="utf-8")
        (out / "periksa.html").write_text(checked._repr_html_() + str(checked), encoding="utf-8")
        survey = next(one for one in checked.files if one.file.endswith("survei.xlsx"))
        intake.annotate(survey, out / "bertanda.xlsx")
        by_desa = san.survey.estimates(opened.households, "desa", "2020:layak", rule=None)
        formula_text.write_csv(by_desa, out / "desa.csv")
        formula_text.write_csv(san.survey.risk(opened.households), out / "risiko.csv")
        formula_text.write_csv(explaining.counted(indicator="layak", region="Kota Blitar", period="2024"), out / "jejak.csv")
        formula_text.write_csv(san.explain(indicator="layak", region="Kota Blitar", period="2024"), out / "asal.csv")
        return opened, tables, by_desa


def test_what_was_planted_everywhere_stands_in_no_output_and_no_cache(project, outputs):
    searched = below(project, but=("data/raw",))
    kinds = {name.rpartition(".")[2] for name in searched}
    assert {"csv", "json", "html", "xlsx", "parquet", "arrow"} <= kinds
    assert any(name.startswith(".cache/") for name in searched)
    assert not found(searched)


def test_the_reader_was_shown_what_it_then_hid(project, outputs):
    """The plants are really there, and the file gave its households and figures all the same."""
    opened, _, _ = outputs
    assert {planted for _, planted in found(below(project / "data/raw/2024"))} >= {PHONE, NIK, SURNAME, GIVEN}
    assert len(opened.households) == 16 and opened.achievements["n"].max() == 16
    rules = set(opened.problems["rule"])
    assert {"read_sheet_of_somebody", "survey_place_of_somebody", "survey_personal_items", "survey_number_parts"} <= rules
    assert set(opened.households["sheet"]) == {"lembar 1"} and "lembar 2" in set(opened.problems["sheet"])
    assert set(opened.households["desa_name"].dropna()) == {"Tanggung"}


def test_what_no_indicator_asks_for_is_not_kept(outputs):
    opened, _, _ = outputs
    dropped = {"ID.7", "ID.8", "ID.9", "A.2", "A.3", "A.6", "A.7", "A.8.L", "A.10", "A.11", "B.3", "B.7", "B.11", "B.13.U0_1"}
    assert not dropped & set(opened.households)
    assert set(opened.households["B.1"]) == {"30-39"} and opened.households["D.12"].notna().all()


def test_an_item_an_indicator_asks_for_is_kept_whatever_items_csv_says(project, tmp_path):
    shutil.copytree(project / "data/raw", tmp_path / "data/raw")
    table = tmp_path / "data/raw/reference/survey/indicators.csv"
    rows = pd.read_csv(table, dtype=str, keep_default_na=False)
    rows.loc[rows["indicator"].eq("genangan"), "yes"] = "A.7 > 1"
    rows.to_csv(table, index=False)
    kept = san.open_period("2024", tmp_path, say=lambda line: None).households
    assert set(kept["A.7"]) == {2.0} and "A.10" not in kept


def test_households_stand_apart_from_what_is_shared(project, outputs):
    _, tables, _ = outputs
    assert sorted(path.name for path in tables.iterdir()) == ["achievements.csv", "flags.csv", "gaps.csv", "manifest.json", "problems.csv"]
    assert (project / "data/private/2024/households.parquet").is_file()
    assert "data/private/" in (folders.root() / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_no_shared_figure_stands_on_fewer_than_five_households(outputs):
    """A desa of one household gives no share, no index, under any rule; five give one."""
    opened, tables, by_desa = outputs
    few = by_desa["n"] < presentation.FEWEST_HOUSEHOLDS
    assert few.sum() == 1 and by_desa.loc[few, "value_pct"].isna().all() and by_desa.loc[~few, "value_pct"].notna().any()
    assert by_desa.loc[few, "presentation_reason"].str.contains("kurang_dari_lima").all()
    risk = survey_tables.risk_index(opened.households)
    assert risk.loc[risk["n"] < 5, "irs"].isna().all() and (risk["n"] < 5).sum() == 1
    told = json.loads((tables / "manifest.json").read_text(encoding="utf-8"))["anonymity"]
    assert told["shared"] == {"achievements.csv": None, "gaps.csv": None}  # 16 households are too few for any printed share
    assert told["kept"]["desa"] == {"k": 1, "alone": 1, "households": 16} and "dari 16" in anonymity.sentence(told)


def test_an_achievement_on_four_households_has_no_number():
    households = pd.DataFrame({"desa": ["1"] * 4, "rt": "1"})
    kept = anonymity.measured(households, figures=pd.DataFrame({"basis": ["survei"], "value_pct": [50.0], "n": [4]}))
    assert kept["shared"] == {"figures": 4}
    shown = presentation.present(pd.DataFrame({"n": [4, 5, 0], "value_pct": [50.0, 50.0, None]}), rule=None)
    assert shown["presentation"].tolist() == ["ditahan", "disajikan", "tanpa data"]


@pytest.mark.parametrize("name", [f"EHRA Siti {SURNAME}.xlsx", "EHRA_kiriman_Bu_Zqa.xlsx", "DataRahmawati.csv", "hp 0812 3456 7890.csv"])
def test_a_file_named_after_somebody_is_refused_without_the_name(tmp_path, name, capsys):
    path = tmp_path / name
    path.write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        reading.open_book(path)
    assert refusal.value.problem.rule == "read_personal_name"
    said = str(refusal.value) + str(intake.check(path)) + check_printed.as_json(intake.check(path).files, intake.check(path).problems)
    assert not [word for word in (SURNAME, GIVEN, "Siti", "_Zqa", "3456") if word in said] and "•" in said


@pytest.mark.parametrize(
    "name",
    [
        "EHRA_Kota_Blitar_2023",
        "SIPSN_Data_Capaian_2021_ekspor_Maret_2022",
        "Hasil survei PHBS ibu hamil Jawa Timur (final)",
        "Rekap Kab. Kediri 20230501_0815",
        "data EHRA - all versions - labels - 2023-05-01-08-15-30",
        "Lembar1",
        "Rekap Budi Daya Cakrawala",
        "EHRA Kec. Halim Kel. Sarah Teube",
        "Desa Umar",
        "Kel_Bu_Selatan",
        "Darul Ikhsan",
        "Kute Galuh Asli",
        "Kecamatan Ibu Utara",
        "Kel. Galih dan Tanah Karo (Ginting)",
    ],
)
def test_ordinary_names_of_files_and_sheets_are_nobody(name):
    assert not identifiers.has_name(name) and not identifiers.has_number(name) and identifiers.file_shown(f"{name}.xlsx") == f"{name}.xlsx"


@pytest.mark.parametrize(
    "name", ["EHRA petugas Dewi", "EHRA_Budi_Santoso", "rekap oleh Galih", "Siti Rahmawati", "Enumerator-Umar", "BambangWidodo"]
)
def test_a_name_that_is_a_place_or_a_word_too_is_told_by_what_stands_beside_it(name):
    assert identifiers.has_name(name) and "•" in identifiers.file_shown(f"{name}.xlsx")


def test_no_word_of_the_tables_and_of_the_files_received_is_a_name_by_itself():
    listed = pd.read_csv(folders.root() / "sanlib/project/person_names.csv", dtype=str, keep_default_na=False)
    names = set(listed.loc[listed["also"].eq(""), "name"])
    raw = folders.root() / "data" / "raw"
    texts = [path.read_text(encoding="utf-8-sig") for path in (*raw.glob("reference/**/*.csv"), *raw.glob("*/SOURCES.csv"))]
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold())}
    assert len(words) > 2000 and not names & words and set(listed["also"]) == {"", "place", "word"}


def test_no_region_and_no_layout_is_taken_for_a_person():
    for table, columns in (
        ("regions.csv", ["region"]),
        ("layouts.csv", None),
        ("headers.csv", None),
        ("survey/codebook.csv", ["question", "label"]),
    ):
        rows = pd.read_csv(folders.reference(table), dtype=str, keep_default_na=False)
        texts = set(rows[columns or list(rows)].to_numpy().ravel())
        assert not [text for text in texts if identifiers.has_name(text) or identifiers.has_number(text)], table


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hubungi 0812-3456-7890 ya", "hubungi (disembunyikan) ya"),
        ("+62 812 3456 7890", "(disembunyikan)"),
        ("(0812) 34567890", "(disembunyikan)"),
        ("NIK 3572014107900001.", "NIK (disembunyikan)."),
        ("0812.3456.7890", "(disembunyikan)"),
        ("No. KK 3572011203090004", "No. KK (disembunyikan)"),
        ("surel siti.zqa+ehra@contoh.co.id ya", "surel (disembunyikan) ya"),
        ("rumahnya -8.09541, 112.16092 itu", "rumahnya (disembunyikan) itu"),
        ("-8.0954100 112.1609200 130.2 4.5", "(disembunyikan) 130.2 4.5"),
        ("@sum(a1)", "@sum(a1)"),
        ("8.0954, 112.16 dan 0.9167 98.3921", "8.0954, 112.16 dan 0.9167 98.3921"),
        ("35.72.01.1001 dan 27,219.69 t", "35.72.01.1001 dan 27,219.69 t"),
        ("7052026400000000", "7052026400000000"),
        ("sha a0812345678901f", "sha a0812345678901f"),
        ("35062919081234", "35062919081234"),
    ],
)
def test_numbers_of_people_are_hidden_and_figures_stay(text, left):
    assert identifiers.hidden(text) == left


def test_a_marked_copy_names_no_sheet_after_somebody(project, outputs):
    book = openpyxl.load_workbook(project / "keluaran/bertanda.xlsx")
    assert book.sheetnames[1:] == ["lembar 1"] and book.sheetnames[0] in ("Masalah", "Problems")


def test_deleting_two_folders_deletes_every_answer_outside_the_raw_files(project, outputs, tmp_path):
    shutil.copytree(project, tmp_path / "p")
    for name in (".cache", "data/private"):
        shutil.rmtree(tmp_path / "p" / name)
    left = [path for path in (tmp_path / "p").rglob("*") if path.suffix in (".parquet", ".arrow")]
    assert not left and not (tmp_path / "p/data/processed/2024/households.parquet").exists()
    assert len(san.open_period("2024", tmp_path / "p", say=lambda line: None).households) == 16


def test_a_run_changes_no_file_received(project, outputs):
    assert len(RECEIVED) > 20 and store.contents(project / "data/raw") == RECEIVED


def test_a_household_taken_out_of_the_raw_file_is_gone_from_what_is_made_after(project, outputs, tmp_path):
    shutil.copytree(project / "data/raw", tmp_path / "data/raw")
    path = tmp_path / "data/raw/2024/survei.xlsx"
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book.worksheets[0][1]]
    desa = [row[head.index("ID.4")].value for row in book.worksheets[0].iter_rows(min_row=2)]
    book.worksheets[0].delete_rows(2 + desa.index(1004))
    book.save(path)
    before = outputs[0].households
    tables = period.write("2024", root=tmp_path, say=lambda line: None)
    kept = pd.read_parquet(tmp_path / "data/private/2024/households.parquet")
    assert len(kept) == len(before) - 1 == 15 and "35.72.01.1004" in set(before["desa"]) - set(kept["desa"])
    assert json.loads((tables / "manifest.json").read_text(encoding="utf-8"))["anonymity"]["kept"]["desa"]["households"] == 15


def test_what_nobody_used_for_a_month_leaves_the_cache(tmp_path):
    for name, days in (("lama", 31), ("baru", 29)):
        entry = tmp_path / "made" / f"{name}.1"
        (entry / "files").mkdir(parents=True)
        os.utime(entry, (time.time() - days * 86400,) * 2)
    store.prune(tmp_path)
    assert [one.name for one in (tmp_path / "made").iterdir()] == ["baru.1"]


def test_numbers_in_the_notes_of_sources_and_corrections_are_hidden_as_they_are_read(project):
    (project / "data/raw/2031").mkdir(exist_ok=True)
    table = project / "data/raw/reference/corrections.csv"
    before = table.read_bytes()
    table.write_text(f"file,sheet,cell,old,new,who,when,why\n2031/a.xlsx,S,B2,1,2,Ani {PHONE},2026-03-02,{SAID} {NIK}\n", encoding="utf-8")
    with folders.within(project):
        read = [sources.sources(project / "data/raw/2024"), corrections.listed(), pages.rows(project / "data/raw/2024/SOURCES.csv")]
    table.write_bytes(before)
    said = " ".join(one.to_csv() if isinstance(one, pd.DataFrame) else str(one) for one in read)
    assert "hubungi" in said and "Ani" in said and said.count("(disembunyikan)") >= 12
    assert not [one for one in (PHONE, NIK, "0812.3456", "zqa@", "112.1609") if one in said]


PAGES = [folders.root() / "docs" / name for name in ("perlindungan-data.md", "data-protection.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_promises_what_is_tested_and_names_what_is_dropped(page):
    said = page.read_text(encoding="utf-8")
    promised = re.findall(r"`(test_\w+)`", said)
    there = {
        name
        for file in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert len(promised) == 11 and not set(promised) - there
    assert [re.findall(r"`(test_\w+)`", one.read_text(encoding="utf-8")) for one in PAGES] == [promised] * 2
    items = pd.read_csv(folders.reference("survey/items.csv"), dtype=str, keep_default_na=False)
    how = said[said.index("ID.7") : said.index("`kept`")]
    assert set(re.findall(r"\b[A-Z]+\.\d+", how)) == set(items.loc[items["kept"].ne(""), "code"])
    assert "data/private" in said and "27/2022" in said and "items.csv" in said


def test_a_telephone_number_in_a_text_is_in_no_table_of_ours():
    shown = schema.table([{"source": "Dinkes, hubungi 0812-3456-7890"}, {"source": "Dinkes"}, {"source": None}], ("source",))[
        "source"
    ].tolist()
    assert "3456" not in shown[0] and shown[0].startswith("Dinkes, hubungi ") and shown[1:] == ["Dinkes", ""]
