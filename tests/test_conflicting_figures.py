"""Two figures for one thing: withheld until something says which is newer, never decided in silence."""

import shutil

import openpyxl
import pytest
from build import SIPSN_HEADER

import sanlib as san
from sanlib import intake
from sanlib.judging import flags, gap
from sanlib.project import folders, schema

HEAD = list(SIPSN_HEADER[:8])
OLD = [2023, "Jawa Timur", "Kota Blitar", 20000, 4000, 20.0, 12000, 60.0]
NEW = [2023, "Jawa Timur", "Kota Blitar", 20000, 5000, 25.0, 12000, 60.0]
NGAWI = [2023, "Jawa Timur", "Kab. Ngawi", 30000, 3000, 10.0, 9000, 30.0]
CONTESTED = flags.CONTESTED


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(folders.root() / "data/raw/reference", tmp_path / "data/raw/reference")
    place = tmp_path / "data/raw/2023"
    place.mkdir()
    return place


def csv_file(folder, name, *rows):
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def workbook(folder, name, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, (state, rows) in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in (HEAD, *rows):
            sheet.append(row)
    book.save(folder / name)


def listed(folder, **dates):
    rows = ["file,source,from_whom,received,export_date,licence,sha256,kind,synthetic,confidence,note"]
    rows += [f"{name}.csv,KLHK,,,{date},,,,no,," for name, date in dates.items()]
    (folder / "SOURCES.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def opened(folder):
    return san.open_period("2023", folder.parents[2], say=lambda line: None)


def value(found, indicator="pengurangan", region="Kota Blitar"):
    rows = found.achievements
    return rows[rows["indicator"].eq(indicator) & rows["region"].eq(region)].iloc[0]


def told(found, rule):
    rows = found.problems[found.problems["rule"].eq(rule)]
    return sorted(zip(rows["file"].str.rsplit("/", n=1).str[-1], rows["cell"], strict=True))


@pytest.mark.parametrize("names", [("kemarin.csv", "hari_ini.csv"), ("a.csv", "b.csv"), ("z.csv", "a.csv")])
def test_two_downloads_without_a_date_withhold_the_figure_and_name_both_cells(folder, names):
    csv_file(folder, names[0], OLD, NGAWI)
    csv_file(folder, names[1], NEW, NGAWI)
    found = opened(folder)
    row = value(found)
    assert row[["value_pct", "amount", "base"]].isna().all() and row["flag"] == CONTESTED
    assert told(found, "figures_contradict") == sorted((name, "F2") for name in names)
    assert set(found.problems.loc[found.problems["rule"].eq("figures_contradict"), "severity"]) == {"error"}
    for name in names:
        assert found.problems["problem"].str.contains(f"{name} > ").any()
    assert value(found, "penanganan")["value_pct"] == 60 and value(found, region="Kab. Ngawi")["value_pct"] == 10


def test_a_withheld_figure_stays_on_the_page_without_a_number(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    found = opened(folder)
    gaps = gap.gaps(found.achievements, san.targets(), folder.parents[2])
    own = gaps[gaps["indicator"].eq("pengurangan")]
    numbers = own[["value_pct", "gap_pp", "shortfall_pp", "shortfall_tonnes", "required_pp_per_year"]]
    assert len(own) and numbers.isna().all(axis=None) and set(own["verdict"]) == {schema.TIDAK_DINILAI}
    sentences = " ".join(san.say.gaps(own))
    assert "ditahan" in sentences and "bertentangan" in sentences and "n = " not in sentences
    detail = found.flags.loc[found.flags["flag"].eq(CONTESTED), "detail"].iloc[0]
    assert "20%" in detail and "25%" in detail and "F2" in detail
    assert "ditahan" in san.gap_table(gaps, "Kota Blitar").to_string()


def test_what_is_summed_from_a_withheld_part_is_withheld_too(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    found = opened(folder)
    assert value(found, "terkelola")["flag"] == CONTESTED and value(found, "tidak_terkelola")["flag"] == CONTESTED
    assert found.achievements.loc[found.achievements["flag"].ne(""), "value_pct"].isna().all()


@pytest.mark.parametrize(
    "old, new", [("15/11/2025", "03/03/2026"), ("2025-11", "Maret 2026"), ("15-Nov-25", "46084"), ("2025-11-15", "2025-11-16")]
)
def test_the_newer_export_decides_however_its_date_is_written(folder, old, new):
    csv_file(folder, "z_lama.csv", OLD)
    csv_file(folder, "a_baru.csv", NEW)
    listed(folder, z_lama=old, a_baru=new)
    found = opened(folder)
    assert value(found)["value_pct"] == 25 and "revisi" in value(found)["flag"] and not told(found, "figures_contradict")


@pytest.mark.parametrize(
    "old, new", [("2025-11", "2025-11"), ("", "2025-11-15"), ("2025-11-15", ""), ("2025-11", "2025-11-15"), ("2025", "2025-06")]
)
def test_dates_that_do_not_decide_leave_the_figure_withheld(folder, old, new):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    listed(folder, a=old, b=new)
    assert value(opened(folder))["flag"] == CONTESTED


def test_a_correction_decides(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    rows = ["file,sheet,cell,old,new,who,when,why"]
    rows += [f"2023/b.csv,b,{cell},{was},{now},Ani,2026-03-02,surat" for cell, was, now in (("E2", 5000, 4000), ("F2", 25, 20))]
    (folder.parent / "reference/corrections.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = opened(folder)
    assert value(found)["value_pct"] == 20 and value(found)["flag"] == "" and not told(found, "figures_contradict")


def test_an_identical_repeat_is_only_a_notice(folder):
    csv_file(folder, "a.csv", OLD, NGAWI)
    csv_file(folder, "b.csv", OLD, NGAWI)
    found = opened(folder)
    assert value(found)["value_pct"] == 20 and value(found)["flag"] == ""
    rows = found.problems[found.problems["rule"].eq("figure_repeated")]
    assert set(rows["severity"]) == {"notice"} and not found.problems["severity"].eq("error").any()


@pytest.mark.parametrize("later", ["2022", "2025"])
@pytest.mark.parametrize("base", [20000, "20.000 jiwa"])
def test_a_copy_among_another_periods_files_does_not_take_the_place_of_a_figure(folder, later, base):
    """Least of all one whose base cannot be read, which would take its size in tonnes away."""
    csv_file(folder, "sipsn.csv", OLD)
    (other := folder.with_name(later)).mkdir()
    csv_file(other, "sipsn.csv", [*OLD[:3], base, *OLD[4:]])
    kept = value(opened(folder))
    assert kept["file"] == "data/raw/2023/sipsn.csv" and (kept["value_pct"], kept["base"]) == (20, 20000)


def test_the_same_share_of_another_base_is_no_repeat(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", [2023, "Jawa Timur", "Kota Blitar", 40000, 8000, 20.0, 24000, 60.0])
    assert value(opened(folder))["flag"] == CONTESTED


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_never_beats_a_visible_one(folder, state):
    workbook(folder, "x.xlsx", **{"Data Capaian": ("visible", [OLD]), "lama": (state, [NEW])})
    found = opened(folder)
    assert value(found)["value_pct"] == 20 and value(found)["sheet"] == "Data Capaian" and value(found)["flag"] == ""
    assert ("x.xlsx", "F2") in told(found, "figure_in_hidden_sheet") and not told(found, "figures_contradict")


def test_a_hidden_sheet_of_a_newer_file_does_not_beat_a_visible_one(folder):
    workbook(folder, "b.xlsx", sampul=("visible", []), lama=("hidden", [NEW]))
    csv_file(folder, "a.csv", OLD)
    (folder / "SOURCES.csv").write_text("file,source,export_date\na.csv,KLHK,2024-01\nb.xlsx,KLHK,2025-01\n", encoding="utf-8")
    assert value(opened(folder))["value_pct"] == 20


def test_two_visible_sheets_and_two_rows_of_one_sheet_withhold_the_figure(folder):
    workbook(folder, "x.xlsx", Satu=("visible", [OLD, NGAWI]), Dua=("visible", [NEW]))
    found = opened(folder)
    assert value(found)["flag"] == CONTESTED and told(found, "figures_contradict") == [("x.xlsx", "F2")] * 2
    workbook(folder, "x.xlsx", Satu=("visible", [OLD, NEW, NGAWI]))
    found = opened(folder)
    assert value(found)["flag"] == CONTESTED and value(found, region="Kab. Ngawi")["value_pct"] == 10
    assert told(found, "figures_contradict") == [("x.xlsx", "F2"), ("x.xlsx", "F3")]


def test_one_region_under_two_spellings_is_one_region(folder):
    csv_file(folder, "a.csv", OLD, [2023, "Jawa Timur", "KOTA  BLITAR", *NEW[3:]])
    csv_file(folder, "b.csv", [2023, "Jawa Timur", "35.72", *OLD[3:]])
    assert value(opened(folder))["flag"] == CONTESTED


def test_the_check_of_a_folder_names_both_cells(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    checked = san.check(folder, folder.parents[2])
    assert checked.has_errors
    assert sorted(checked.problems.loc[checked.problems["rule"].eq("figures_contradict"), "file"]) == [
        "data/raw/2023/a.csv",
        "data/raw/2023/b.csv",
    ]


def test_a_withheld_year_enters_no_later_rule(folder):
    csv_file(folder, "a.csv", OLD)
    csv_file(folder, "b.csv", NEW)
    later = folder.parent / "2024"
    later.mkdir()
    csv_file(later, "c.csv", [2024, *NEW[1:]])
    found = san.open_period("2024", folder.parents[2], say=lambda line: None)
    row = found.achievements[found.achievements["indicator"].eq("pengurangan")].iloc[0]
    assert row["value_pct"] == 25 and row["flag"] == "" and not told(found, "figures_contradict")
    assert CONTESTED in set(found.history.loc[found.history["period"].eq("2023"), "flag"])


# ---------------------------------------------------------------- a later period's folder, read by earlier reports


def earlier(folder, lang="id"):
    """What the check of a later folder says of earlier reports: rule to severity, and the sentences."""
    found = intake.check(folder, folder.parents[2], lang).problems
    found = found[found["rule"].str.startswith("earlier_")]
    return dict(zip(found["rule"], found["severity"], strict=True)), " ".join(found["problem"])


def later_folder(folder, *rows, date="", own=""):
    """A folder of 2024 with these rows beside the one of 2023, which holds OLD and NGAWI of 2023."""
    csv_file(folder, "sipsn.csv", OLD, NGAWI)
    if own:
        listed(folder, sipsn=own)
    (later := folder.with_name("2024")).mkdir()
    csv_file(later, "ekspor.csv", [2024, *OLD[1:]], *rows)
    if date:
        listed(later, ekspor=date)
    return later


def test_an_identical_copy_in_a_later_folder_is_a_notice_and_counts_once(folder):
    before = opened(folder.parent / "2023") if (later := later_folder(folder, OLD)) else None
    said, sentence = earlier(later)
    assert said == {"earlier_figures_same": "notice"} and "laporan 2023 membaca berkas ini juga: 4 angka tahun 2023 sama" in sentence
    assert not intake.check(later, folder.parents[2]).has_errors
    assert len(before.achievements[before.achievements["region"].eq("Kota Blitar")]) == 4 and value(before)["file"].endswith(
        "2023/sipsn.csv"
    )
    assert value(before)["flag"] == "" and not before.problems["severity"].eq("error").any()


def test_a_newer_figure_in_a_later_folder_says_which_report_it_enters_and_what_it_replaces(folder):
    later = later_folder(folder, NEW, date="2026-03-03", own="2025-11-15")
    said, sentence = earlier(later, "en")
    assert said == {"earlier_figures_enter": "notice", "earlier_figures_same": "notice"}
    assert "25.00%, newer and in place of 20.00% (data/raw/2023/sipsn.csv)" in sentence
    assert value(opened(folder))["value_pct"] == 25


def test_an_older_figure_in_a_later_folder_is_shown_as_a_revision(folder):
    later = later_folder(folder, NEW, date="2025-11-15", own="2026-03-03")
    assert "25,00%, lebih lama dari 20,00%" in earlier(later)[1] and "revisi" in value(opened(folder))["flag"]


def test_a_figure_that_contradicts_an_earlier_folder_is_an_error_of_the_check_as_of_the_report(folder):
    later = later_folder(folder, NEW)
    said, sentence = earlier(later)
    assert said["earlier_figures_contradict"] == "error" and "25,00%, di data/raw/2023/sipsn.csv 20,00%" in sentence
    assert value(opened(folder))["flag"] == CONTESTED


def test_a_figure_that_stands_nowhere_else_enters_the_earlier_report(folder):
    later = later_folder(folder, [2023, "Jawa Timur", "Kab. Kediri", 20000, 4000, 20.0, 12000, 60.0])
    assert earlier(later)[0] == {"earlier_figures_enter": "notice"} and "Kab. Kediri" in earlier(later)[1]
    assert value(opened(folder), region="Kab. Kediri")["value_pct"] == 20


def test_a_folder_of_its_own_year_and_the_years_before_every_report_are_read_by_no_earlier_one(folder):
    later = later_folder(folder)
    assert earlier(later) == ({}, "")
    csv_file(folder, "lama.csv", [2019, *OLD[1:]])
    assert earlier(folder) == ({}, "")


def test_of_many_figures_the_first_are_named_and_the_others_counted(folder):
    names = ("Kab. Kediri", "Kab. Ponorogo", "Kab. Blitar")
    later = later_folder(folder, *([2023, "Jawa Timur", name, 20000, 4000, 20.0, 12000, 60.0] for name in names))
    assert "12 angka tahun 2023" in earlier(later)[1] and "dan 6 angka lain" in earlier(later)[1]
