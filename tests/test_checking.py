"""The check: a line a problem, what was fine, exit 1 and never a traceback; and the marked copy sent back."""

import json
import os
import re
import shutil
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

import sanlib as san
from sanlib import cli, intake
from sanlib.intake import readers
from sanlib.project import folders

SIPSN = folders.root() / "data" / "raw" / "2023" / "SIPSN_Data_Capaian_2023.xlsx"


def spoiled(path, edit=lambda sheet: None, book_edit=lambda book: None):
    """The shipped SIPSN workbook with a region that could be two, a formula never run, and what else is asked."""
    book = openpyxl.load_workbook(SIPSN)
    sheet = book.worksheets[0]
    sheet["C6"], sheet["N8"] = "Blitar", "=SUM(D5:D7)"
    edit(sheet)
    book_edit(book)
    book.save(path)
    return path


def annotated(tmp_path, path, name="tanda.xlsx"):
    out, notices = intake.annotate(intake.check(path).files[0], tmp_path / name)
    return openpyxl.load_workbook(out), {problem.rule for problem in notices}


def test_a_known_file_that_is_refused_is_not_called_unknown(tmp_path, capsys):
    whole = folders.root() / "data/raw/contoh-2023/SINTETIS_daftar_desa_Kota_Blitar_2023.csv"
    lines = whole.read_text(encoding="utf-8").splitlines()
    path = tmp_path / whole.name
    path.write_text("\n".join([*lines, lines[2].replace(",2153,", ",2154,")]), encoding="utf-8")
    assert cli.main(["check", str(path), "--lang", "en"]) == 1
    said = capsys.readouterr().out.splitlines()[0]
    assert said.endswith("not read for the error below") and "not recognised" not in said


def test_a_clean_file_says_its_layout_first_and_what_was_fine(capsys):
    assert cli.main(["check", str(SIPSN)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx: Data Capaian: SIPSN Data Capaian"
    assert "8 baris data" in lines[1] and "8 wilayah" in lines[1] and "tidak ada baris ganda" in lines[1]
    assert lines[-1] == "1 berkas: 0 kesalahan, 0 peringatan, 0 catatan"


def test_totals_that_agree_are_counted_as_fine_and_a_wrong_one_is_not(tmp_path):
    dinkes = folders.root() / "data/raw/2023/Dinkes_Jatim_Profil_Kesehatan_2023_sanitasi.xlsx"
    assert ("totals", 1) in intake.check(dinkes).files[0].fine
    book = openpyxl.load_workbook(dinkes)
    total = next(row for row in book["Tabel 81"].iter_rows() if str(row[1].value).startswith("JUMLAH ("))
    total[2].value = 1
    book.save(tmp_path / "dinkes.xlsx")
    found = intake.check(tmp_path / "dinkes.xlsx").files[0]
    assert "totals" not in dict(found.fine) and "read_total_mismatch" in {p.rule for p in found.problems}


def test_every_problem_is_printed_worst_first_however_many(tmp_path, capsys):
    def many(sheet):
        for row in range(11, 400):
            sheet.cell(row, 1, "2023"), sheet.cell(row, 3, f"Kota Antah {row}"), sheet.cell(row, 4, 10.0)

    assert cli.main(["check", str(spoiled(tmp_path / "b.xlsx", many)), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert all(f"> C{row}: " in out for row in (6, *range(11, 400)))
    assert out.index("ERROR") < out.index("WARNING") and "…" not in out


def test_a_value_over_two_lines_stays_one_line(tmp_path, capsys):
    cli.main(["check", str(spoiled(tmp_path / "b.xlsx", lambda sheet: sheet.__setitem__("C7", "Kota\nX\u2028Y")))])
    assert [line for line in capsys.readouterr().out.splitlines() if "> C7: " in line and '"Kota X Y"' in line]


def make_unreadable(tmp_path, kind):
    path = tmp_path / "x.xlsx"
    if kind == "directory":
        path.mkdir()
    elif kind == "lock":
        path = tmp_path / "~$x.xlsx"
        path.write_bytes(b"\x05Ani" + b" " * 160)
    elif kind == "text":
        path.write_text("<html><table></table></html>")
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "broken":
        path.write_bytes(SIPSN.read_bytes()[:3000])
    elif kind == "unknown layout":
        book = openpyxl.Workbook()
        book.active.append(["a", "b"])
        book.save(path)
    elif kind == "empty folder":
        path = tmp_path
    elif kind == "name too long":
        path = tmp_path / ("a" * 300 + ".xlsx")
    return path


@pytest.mark.parametrize(
    "kind", ["missing", "directory", "lock", "text", "empty", "broken", "unknown layout", "empty folder", "name too long"]
)
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_whatever_the_path_the_check_ends_in_words_with_exit_1(tmp_path, capsys, kind, form):
    assert cli.main(["check", str(make_unreadable(tmp_path, kind)), "--format", form]) == 1
    said = capsys.readouterr()
    assert (said.out + said.err).strip() and "Traceback" not in said.out + said.err


@pytest.mark.parametrize("wrong", [[], ["x", "--format", "xml"], ["x", "--annotate"], ["x", "--lang", "fr"]])
def test_a_wrong_call_exits_1_and_never_2(wrong):
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", *wrong])
    assert ended.value.code == 1


def test_a_folder_is_checked_without_lock_files_and_one_bad_file_hides_no_other(tmp_path, capsys):
    shutil.copy(SIPSN, tmp_path / "baik.xlsx")
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "~$baik.xlsx").write_bytes(b"x")
    assert cli.main(["check", str(tmp_path), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["layouts"] != [] for one in told["files"]] == [True, False] and told["files"][0]["figures"] > 40


def test_csv_output_cannot_run_as_a_formula(tmp_path, capsys):
    cli.main(["check", str(spoiled(tmp_path / "b.xlsx", lambda s: setattr(s["D7"], "value", "@SUM(1)"))), "--format", "csv"])
    out = capsys.readouterr().out
    assert "'@SUM(1)" in out and not re.search(r"(^|,)@SUM", out, flags=re.MULTILINE)


def test_in_a_notebook_severity_is_a_sign_a_word_and_a_weight_and_text_is_escaped(tmp_path):
    path = spoiled(tmp_path / "b.xlsx", lambda sheet: sheet.__setitem__("C7", "<script>x</script>"))
    html = san.check(path)._repr_html_()
    assert "■ KESALAHAN" in html and "font-weight:bold" in html and "1 berkas: " in html
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_another_reader_is_asked_first_and_may_decline(tmp_path, monkeypatch):
    path = spoiled(tmp_path / "ehra.xlsx")
    mine = readers.Checked("ehra.xlsx", path, [("Data", {"id": "EHRA", "en": "EHRA"})], [])
    monkeypatch.setattr(readers, "READERS", readers.READERS)
    readers.READERS.insert(0, lambda source, beside: mine if source.name == "ehra.xlsx" else None)
    try:
        assert intake.check(path).files == [mine]
        assert intake.check(SIPSN).files[0].figures > 40
    finally:
        readers.READERS.pop(0)


def test_the_marked_copy_colours_and_comments_the_cell_and_keeps_formulas_and_formats(tmp_path):
    def formatted(sheet):
        sheet["D7"].number_format = "#,##0.000"
        sheet["D7"].font = openpyxl.styles.Font(italic=True)
        sheet["D7"] = "abc"

    before = spoiled(tmp_path / "b.xlsx", formatted)
    raw = before.read_bytes()
    book, notices = annotated(tmp_path, before)
    page = book["Data Capaian"]
    assert page["C6"].fill.start_color.rgb.endswith("E88A7D") and page["C6"].border.left.style == "thick"
    assert page["C6"].comment.text.startswith("KESALAHAN: ") and "3505" in page["C6"].comment.text
    assert page["N8"].value == "=SUM(D5:D7)"
    assert page["D7"].number_format == "#,##0.000" and page["D7"].font.italic and page["D7"].comment
    assert page["D8"].comment is None and page["D8"].fill.fill_type is None
    assert before.read_bytes() == raw and not notices


def test_the_marked_copy_lists_every_problem_first_with_a_link_to_its_cell(tmp_path):
    path = spoiled(tmp_path / "b.xlsx")
    book, _ = annotated(tmp_path, path)
    page = book.worksheets[0]
    assert page.title == "Masalah" and book.active is page
    assert page.max_row - 1 == len(intake.check(path).problems)
    links = {row[3].value: row[3].hyperlink.location for row in page.iter_rows(min_row=2) if row[3].hyperlink}
    assert links["C6"] == "'Data Capaian'!C6"


def test_a_range_of_cells_and_a_merged_cell_can_be_marked(tmp_path):
    def text_column(sheet):
        for row in range(3, 11):
            sheet.cell(row, 5, f"{row},5")
        sheet.merge_cells("C6:C7")

    book, _ = annotated(tmp_path, spoiled(tmp_path / "b.xlsx", text_column))
    assert book["Data Capaian"]["E3"].comment and book["Data Capaian"]["C6"].comment


@pytest.mark.parametrize("value", ["=1+1", "+cmd|'/c calc'!A0", "@SUM(A1)", "\x07bel"])
def test_no_value_leaves_as_a_formula_or_breaks_the_copy(tmp_path, value):
    (tmp_path / "b.csv").write_text(f"Tahun;Provinsi;Kabupaten/Kota\n2023;Jawa Timur;{value}\n", encoding="utf-8")
    book, notices = annotated(tmp_path, tmp_path / "b.csv")
    assert "annotate_values_only" in notices and book.worksheets[1]["C2"].data_type == "s"
    assert not [c for page in book for row in page.iter_rows() for c in row if c.data_type == "f"]


def test_a_chart_or_macro_the_copy_does_not_hold_is_said(tmp_path):
    path = spoiled(tmp_path / "b.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/ctrlProps/ctrlProp1.xml", "<a/>")
    assert annotated(tmp_path, path)[1] == {"annotate_loses"}


def test_a_chart_that_is_kept_is_not_called_lost(tmp_path):
    def with_chart(sheet):
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=4, min_row=3, max_row=8))
        sheet.add_chart(chart, "R2")

    book, notices = annotated(tmp_path, spoiled(tmp_path / "b.xlsx", with_chart))
    assert not notices and len(book["Data Capaian"]._charts) == 1


@pytest.mark.parametrize(
    "name, rule",
    [
        ("b.xlsx", "annotate_over_input"),
        ("tautan.xlsx", "annotate_over_input"),
        ("x.csv", "annotate_suffix"),
        ("x.xlsm", "annotate_suffix"),
        ("tidak/ada/x.xlsx", "annotate_not_written"),
    ],
)
def test_the_original_is_never_overwritten_and_a_bad_out_is_refused(tmp_path, name, rule):
    path = spoiled(tmp_path / "b.xlsx")
    (tmp_path / "tautan.xlsx").symlink_to(path)
    before = path.read_bytes()
    with pytest.raises(san.InputError) as refused:
        intake.annotate(intake.check(path).files[0], tmp_path / name)
    assert refused.value.problem.rule == rule and path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.xlsx", "tautan.xlsx"]


def test_a_file_of_data_raw_is_refused_as_out(tmp_path):
    with pytest.raises(san.InputError, match="data/raw"):
        intake.annotate(intake.check(spoiled(tmp_path / "b.xlsx")).files[0], SIPSN)


@pytest.mark.skipif(os.name != "posix", reason="links need no right of their own there")
def test_a_link_in_data_raw_and_a_data_raw_that_is_a_link_are_refused_as_out(tmp_path, monkeypatch):
    raw, shared = tmp_path / "data/raw", tmp_path / "bersama"
    (tmp_path / "data").mkdir()
    shared.mkdir()
    raw.symlink_to(shared)
    shutil.copytree(SIPSN.parent.parent / "reference", shared / "reference")
    spoiled(shared / "b.xlsx")
    (shared / "tautan.xlsx").symlink_to(tmp_path / "lain.xlsx")
    monkeypatch.setenv("SANLIB_ROOT", str(tmp_path))
    checked = intake.check(shared / "b.xlsx").files[0]
    for out in (shared / "baru.xlsx", raw / "baru.xlsx", raw / "tautan.xlsx"):
        with pytest.raises(san.InputError) as refused:
            intake.annotate(checked, out)
        assert refused.value.problem.rule == "annotate_over_input"


def test_annotate_refuses_a_folder_and_a_file_that_cannot_be_read(tmp_path, capsys):
    assert cli.main(["check", str(SIPSN.parent), "--annotate", str(tmp_path / "x.xlsx")]) == 1
    (tmp_path / "r.xlsx").write_bytes(b"")
    assert cli.main(["check", str(tmp_path / "r.xlsx"), "--annotate", str(tmp_path / "x.xlsx")]) == 1
    assert not (tmp_path / "x.xlsx").exists() and capsys.readouterr().err


def test_a_file_without_its_source_and_one_that_is_not_there_are_each_told_once(tmp_path):
    shutil.copy(SIPSN, tmp_path / "ada.xlsx")
    (tmp_path / "SOURCES.csv").write_text(
        ",".join(intake.sources.COLUMNS) + "\nada.xlsx" + "," * 10 + "\nhilang.xlsx" + "," * 10 + "\n", encoding="utf-8"
    )
    rows = intake.check(tmp_path).problems
    assert rows["rule"].tolist() == ["source_without_file", "source_blank"] or rows["rule"].tolist() == [
        "source_blank",
        "source_without_file",
    ]
    assert rows.set_index("rule").loc["source_without_file", "value"] == "hilang.xlsx"


def test_a_survey_checked_alone_is_held_to_the_list_of_desa_beside_it():
    folder = folders.raw("contoh-2024")
    whole = intake.check(folder)
    surveys = [one for one in whole.files if one.layouts and one.layouts[0][1]["id"].startswith("survei")]
    assert surveys
    alone = intake.check(surveys[0].path).files[0]
    assert [problem.rule for problem in alone.problems] == [problem.rule for problem in surveys[0].problems]


def test_lists_of_desa_are_read_once_and_one_that_contradicts_another_is_told_where_it_stands(tmp_path, monkeypatch):
    for number, row in enumerate(("35.72.01.1001,0,400", "35.72.01.1001,0,400", "35.72.01.1001,0,500", "35.72.01.1002,0,300")):
        (tmp_path / f"desa_{number}.csv").write_text(f"kode_desa,strata,rumah_tangga\n{row}\n", encoding="utf-8")
    read, real = [], readers.read_lists
    monkeypatch.setattr(readers, "read_lists", lambda lists: read.append(lists[0].name) or real(lists))
    told = {one.path.name: {problem.rule for problem in one.problems} - {"source_not_listed"} for one in san.check(tmp_path).files}
    assert sorted(read) == [f"desa_{number}.csv" for number in range(4)]
    assert list(told.values()) == [set(), {"survey_frame_desa_again"}, {"survey_frame_desa_differs"}, set()]
