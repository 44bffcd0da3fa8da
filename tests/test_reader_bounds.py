"""What a file declares is not believed: readers that could exhaust or abort the program are stopped, the other files are read."""

import contextlib
import os
import shutil
import signal
import socket
import struct
import sys
import types
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

import sanlib as san
from sanlib import intake, official, reading, words
from sanlib.intake import adopted_rows, check_printed
from sanlib.official import region_and_year, rows_used
from sanlib.project import folders, problems, staging, store
from sanlib.project.problems import InputError, Problem
from sanlib.reading import reader_process
from sanlib.reference import codebook, reference_tables, sources
from sanlib.reference.reference_schemas import SCHEMAS
from sanlib.report import notebooks


@pytest.fixture
def sav(tmp_path):
    """A small SPSS file."""
    path = tmp_path / "kecil.sav"
    pyreadstat.write_sav(pd.DataFrame({"d_1": [1.0, 2.0, 3.0], "nama": ["a", "b", "c"]}), path)
    return path


def refusal(path):
    with pytest.raises(InputError) as error:
        reading.open_book(path)
    return error.value.problem.rule


def test_a_case_count_that_the_file_cannot_hold_is_refused_before_it_is_loaded(sav):
    data = bytearray(sav.read_bytes())
    struct.pack_into("<i", data, 80, 16_712_160)
    sav.write_bytes(data)
    assert refusal(sav) == "read_sizes_lie"


def test_a_date_beyond_the_calendar_is_one_cell(tmp_path):
    path = tmp_path / "tanggal.sav"
    pyreadstat.write_sav(pd.DataFrame({"d_1": [1.0, 2.0], "t": [13_800_000_000.0, 6.3e12]}), path, variable_format={"t": "DATE11"})
    book = reading.open_book(path)
    assert [(p.rule, p.cell) for p in book.problems] == [("read_date_beyond_calendar", "2:t")]
    assert 'variabel "t"' in problems.table(book.problems)["problem"].iloc[0]
    assert book.sheets[0].cells[1][0] == 1.0 and book.sheets[0].cells[2][1] is None


def test_text_that_unfolds_to_gigabytes_is_stopped_and_the_next_file_is_read(tmp_path, sav, monkeypatch):
    monkeypatch.setattr(reader_process, "MEMORY", 200 * 2**20)
    reader_process._running.clear()
    path = tmp_path / "bom.ods"
    spaces = '<text:p><text:s text:c="2000000000"/></text:p>'
    names = {"office": "office", "table": "table", "text": "text"}
    spaced = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{other}:1.0"' for one, other in names.items())
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("META-INF/manifest.xml", "<manifest/>")
        box.writestr(
            "content.xml",
            f'<office:document-content {spaced}><office:body><office:spreadsheet><table:table table:name="A">'
            f'<table:table-row><table:table-cell office:value-type="string">{spaces}</table:table-cell></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    assert refusal(path) in ("read_too_heavy", "read_broken", "read_bomb")
    assert reading.open_book(sav).sheets[0].cells[1][0] == 1.0


def test_a_reader_that_dies_costs_its_file_only(tmp_path, sav, monkeypatch):
    assert reading.open_book(sav).kind == "sav"
    reader_process._running[0].process.kill()
    assert refusal(sav) == "read_broken"
    assert reading.open_book(sav).kind == "sav"


def test_the_process_is_made_ready_before_the_file_is_opened_and_only_for_files_that_need_it(sav, monkeypatch):
    monkeypatch.setattr(reader_process, "_running", [])
    reader_process.expect([sav.with_suffix(".xlsx"), sav.with_suffix(".csv")])
    assert not reader_process._running
    reader_process.expect([sav.with_suffix(".xlsx"), sav])
    [ready] = reader_process._running
    assert reading.open_book(sav).sheets[0].cells[1][0] == 1.0 and reader_process._running == [ready]
    ready.end()


@pytest.mark.parametrize("stated", ["1:10901", "A:F", "", "A1:F", "A0:F9", "R1C1:R9C9"])
def test_a_stated_extent_that_is_none_does_not_hide_the_cells(tmp_path, stated):
    plain, bent = tmp_path / "asli.xlsx", tmp_path / "batas.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = "Wilayah", 92.0
    book.save(plain)
    with zipfile.ZipFile(plain) as one, zipfile.ZipFile(bent, "w") as other:
        for name in one.namelist():
            part = one.read(name)
            other.writestr(name, part.replace(b'<dimension ref="A1:B2"', f'<dimension ref="{stated}"'.encode()))
    assert reading.open_book(bent).sheets[0].cells == reading.open_book(plain).sheets[0].cells


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\u202a", "\ufe0f"])
def test_characters_nobody_sees_are_not_there(tmp_path, unseen):
    path = tmp_path / "lebar.csv"
    path.write_text(f"Wila{unseen}yah,KK\nKota{unseen} Blitar,{unseen}5{unseen}\n{unseen},7\n", encoding="utf-8")
    assert reading.open_book(path).sheets[0].cells == [["Wilayah", "KK"], ["Kota Blitar", "5"], [None, "7"]]


def test_an_unforeseen_fault_names_its_file_and_the_others_are_checked(tmp_path, monkeypatch):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    real = reading.open_book
    monkeypatch.setattr(reading, "open_book", lambda path: {}["gap"] if path.name == "a.csv" else real(path))
    found = intake.check(tmp_path)
    one = found.problems.query("rule == 'unexpected_in_file'").iloc[0]
    assert one["file"].endswith("a.csv") and "KeyError" in one["problem"] and len(found.files) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_pipes_and_links_that_lead_nowhere_are_named_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipa.xlsx")
    (tmp_path / "putar.csv").symlink_to(tmp_path / "putar.csv")
    (tmp_path / "baik.csv").write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    found = intake.check(tmp_path)
    assert {"pipa.xlsx", "putar.csv"} <= {name.rpartition("/")[2] for name in found.problems.query("rule == 'read_unreadable'")["file"]}
    assert store.contents(tmp_path)["pipa.xlsx"] == store.NO_FILE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("what", ["pipe", "device", "loop"])
def test_a_period_with_a_pipe_a_device_or_a_loop_among_its_files_names_it_at_once(tmp_path, what):
    """Its fingerprint is not taken either: that alone would never end."""
    folder = tmp_path / "data/raw/2023"
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "data/raw/reference")
    folder.mkdir()
    if what == "pipe":
        os.mkfifo(folder / "aneh.csv")
    else:
        (folder / "aneh.csv").symlink_to("/dev/zero" if what == "device" else folder / "aneh.csv")
    with pytest.raises(InputError) as refused:
        san.open_period("2023", tmp_path, say=lambda line: None)
    assert refused.value.problem.rule == "read_unreadable" and refused.value.problem.file == "data/raw/2023/aneh.csv"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_table_that_is_a_pipe_is_refused_by_name_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "targets.csv")
    os.mkfifo(tmp_path / "SOURCES.csv")
    with pytest.raises(InputError) as refused:
        reference_tables.read(tmp_path / "targets.csv", SCHEMAS["targets.csv"])
    assert refused.value.problem.rule == "reference_unreadable"
    assert [one.rule for one in sources.problems(tmp_path, "data/raw/2023")] == ["sources_unreadable"]


SPECIAL = {"pipe": "ENXIO", "socket": "ENXIO", "device": "ENXIO", "loop": "ELOOP", "nowhere": "ENOENT", "folder": "EISDIR"}


def put(path, what):
    """A pipe, a socket, a link to a device, to itself or to nowhere, or a folder, in a file's place."""
    path.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as one, contextlib.chdir(path.parent):
            one.bind(path.name)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to({"device": Path("/dev/zero"), "loop": path, "nowhere": path.parent / "tidak_ada"}[what])


@contextlib.contextmanager
def within_seconds(most):
    """What waits for ever is a failure and not a wait."""

    def late(*_):
        raise AssertionError(f"still waiting after {most} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("what", SPECIAL)
def test_every_table_and_notebook_that_is_no_file_is_told_in_one_sentence_and_never_waited_for(tmp_path, what):
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "data/raw/reference")
    for place in ("data/raw/2023", "notebooks", "reports"):
        (tmp_path / place).mkdir()
    names = [name for name in SCHEMAS if (tmp_path / "data/raw/reference" / name).exists()]
    assert {"corrections.csv", "targets.csv", "survey/items.csv"} <= set(names)
    for name in names:
        put(tmp_path / "data/raw/reference" / name, what)
    for name in ("data/raw/2023/SOURCES.csv", "notebooks/01.ipynb", "reports/2023"):
        put(tmp_path / name, what)
    told = {}
    with folders.within(tmp_path), within_seconds(20):
        for name in names:
            with pytest.raises(InputError) as refused:
                reference_tables.table(name)
            told[f"data/raw/reference/{name}"] = refused.value.problem
        with pytest.raises(InputError):
            codebook.load(folder=tmp_path / "data/raw/reference/survey")
        [told["data/raw/2023/SOURCES.csv"]] = sources.problems(tmp_path / "data/raw/2023", "data/raw/2023/SOURCES.csv")
        with pytest.raises(InputError) as refused:
            notebooks.found(tmp_path / "notebooks")
        told["notebooks/01.ipynb"] = refused.value.problem
        if what not in ("folder", "nowhere"):
            with pytest.raises(InputError, match="folder"):
                staging.stage(tmp_path / "reports/2023", lambda folder: None)
    for name, problem in told.items():
        assert problem.file.endswith(name.rpartition("/")[2])
        for lang in words.LANGUAGES:
            assert words.label(f"system.{SPECIAL[what]}", lang) in words.sentence(problem, "problem", lang), problem


@pytest.mark.skipif(os.name != "posix", reason="links need no right of their own there")
@pytest.mark.parametrize("leads", ["loop", "nowhere"])
def test_a_folder_of_tables_that_leads_nowhere_is_this_projects_all_the_same(tmp_path, leads):
    """And is not silently replaced by the tables of another project."""
    (tmp_path / "data/raw").mkdir(parents=True)
    put(tmp_path / "data/raw/reference", leads)
    with contextlib.chdir(tmp_path), pytest.MonkeyPatch.context() as patch, folders.within(None):
        patch.delenv("SANLIB_ROOT", raising=False)
        patch.setattr(folders, "_bound", [None])
        assert folders.root() == tmp_path
        with pytest.raises(InputError) as refused:
            folders.reference("targets.csv")
    assert refused.value.problem.rule == "reference_unreadable"


@pytest.mark.skipif(os.name != "posix", reason="links need no right of their own there")
def test_tables_reached_by_a_link_are_added_to_where_they_lie(tmp_path):
    shutil.copytree(folders.reference("regions.csv").parent, tmp_path / "bersama")
    (tmp_path / "p/data/raw").mkdir(parents=True)
    link = tmp_path / "p/data/raw/reference"
    link.symlink_to(tmp_path / "bersama")
    with folders.within(tmp_path / "p"):
        adopted_rows.write_tables({"layouts.csv": [{"layout": "baru"}]})
    assert link.is_symlink() and "baru" in (tmp_path / "bersama/layouts.csv").read_text(encoding="utf-8")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bersama", "p"] and [one.name for one in link.parent.iterdir()] == [
        "reference"
    ]


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="this system has no such names")
def test_a_name_that_is_no_text_is_told_and_the_folder_is_checked(tmp_path, capsys):
    (tmp_path / "baik.csv").write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"nama\xff.csv")).write_bytes(b"Tahun,x\n2023,1\n")
    found = intake.check(tmp_path)
    print(found)
    assert len(found.files) == 2 and "\\udcff" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="this system has no such names")
def test_a_name_that_a_terminal_would_obey_is_shown_on_one_line(tmp_path):
    (tmp_path / "a\x1b[2J\nb\u2028.csv").write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    found = intake.check(tmp_path)
    said = str(found) + check_printed.as_csv(found.problems) + check_printed.as_json(found.files, found.problems)
    assert "a\\x1b[2J\\nb\\u2028.csv" in found.files[0].file and "\x1b" not in said and "\u2028" not in said


def test_a_broken_xls_is_a_sentence(tmp_path):
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    assert refusal(tmp_path / "x.xls") in ("read_broken", "read_not_spreadsheet")


SIPSN = "Tahun,Provinsi,Kabupaten/Kota,Timbulan Sampah Tahunan (ton/tahun)(A),Pengurangan Sampah Tahunan (ton/tahun)(B)"


def _official(path, regions):
    head = f"{SIPSN},%Pengurangan Sampah(B/A),Penanganan Sampah Tahunan (ton/tahun)(C),%Penanganan Sampah(C/A)\n"
    path.write_text(head + "".join(f"2023,Jawa Timur,{region},1000,10,1,20,2\n" for region in regions), encoding="utf-8")
    return path


def test_more_rows_than_there_can_be_figures_for_are_refused_before_they_are_read(tmp_path, monkeypatch):
    path = _official(tmp_path / "panjang.csv", ["Kota Blitar"] * 5)
    assert official.read(path).counts["read"] == 5
    monkeypatch.setattr(official, "MOST_CELLS", 39)
    with pytest.raises(InputError, match=r"panjang\.csv > panjang: .*5 baris, lebih dari 4;") as refused:
        official.read(path)
    assert refused.value.problem.rule == "layout_too_long"


def test_names_like_an_unknown_region_are_looked_for_a_bounded_number_of_times(tmp_path, monkeypatch):
    looked = []
    monkeypatch.setattr(region_and_year.regions, "similar", lambda name: looked.append(name) or ["Kota Blitar"])
    monkeypatch.setattr(region_and_year, "MOST_ALIKE", 2)
    told = official.read(_official(tmp_path / "desa.csv", [f"Desa {n}" for n in (1, 1, 2, 3, 3)])).problems
    assert [one.details["candidates"] for one in told if one.rule == "region_unknown"] == ["Kota Blitar"] * 3 + ["-"] * 2
    assert looked == ["Desa 1", "Desa 2"]


def test_more_columns_or_sheets_than_a_table_can_have_are_told_and_not_looked_through(tmp_path, monkeypatch):
    monkeypatch.setattr(reading.book, "MOST_SHEETS", 2)
    wide, many = tmp_path / "lebar.csv", tmp_path / "banyak.xlsx"
    wide.write_text(",".join(map(str, range(16_385))) + "\n", encoding="utf-8")
    with xlsxwriter.Workbook(many) as book:
        for number in range(3):
            book.add_worksheet(f"s{number}").write(0, 0, 1)
    assert refusal(wide) == "read_too_many_cells" and refusal(many) == "read_too_many_sheets"


def test_why_rows_are_left_out_is_the_first_rule_of_the_row_or_of_the_whole_table():
    rows = [types.SimpleNamespace(number=number, kind="data" if number < 6 else "total") for number in range(1, 7)]
    table = types.SimpleNamespace(sheet="s", rows=rows)
    told = [("year_wrong", "A1"), ("region_unknown", "B1"), ("unit_not_said", "C9"), ("region_blank", "A2")]
    problems = [Problem("region_blank", "x", "lain", "A3"), *(Problem(rule, "x", "s", cell) for rule, cell in told)]
    left_out = {"unit_not_said": 3, "year_wrong": 1}
    assert rows_used.counts(table, {5}, problems) == {"read": 6, "used": 1, "totals": 1, "left_out": left_out}
    assert rows_used.counts(table, {5}, problems[:1])["left_out"] == {"row_without_figure": 4}


@pytest.mark.skipif(os.name != "posix", reason="links need no right of their own there")
def test_a_link_to_a_file_elsewhere_stands_where_it_lies_and_no_path_of_this_computer_is_kept(tmp_path):
    raw, elsewhere, project = tmp_path / "asli/data/raw", tmp_path / "bersama", tmp_path / "tautan"
    for folder in (raw / "2023", elsewhere):
        folder.mkdir(parents=True)
    project.symlink_to(tmp_path / "asli")
    (raw / "2023/sipsn.csv").symlink_to(_official(elsewhere / "sipsn.csv", ["Kota Blitar"]))
    shutil.copytree(folders.reference("regions.csv").parent, raw / "reference")
    for where in (tmp_path / "asli", project):
        assert folders.shown(where / "data/raw/2023/sipsn.csv", where) == "data/raw/2023/sipsn.csv"
        period = san.open_period("2023", where, say=lambda line: None)
        assert set(period.achievements["file"]) == set(period.problems["file"]) == {"data/raw/2023/sipsn.csv"}
    assert folders.shown(elsewhere / "sipsn.csv", project) == (elsewhere / "sipsn.csv").as_posix()


@pytest.mark.parametrize("name", ["../2022/a.csv", "./a.csv", "a.csv/", "ada/a.csv", "/{here}/a.csv"])
def test_a_name_in_sources_that_is_a_path_names_no_file_of_the_folder(tmp_path, name):
    for folder in (tmp_path / "2022", tmp_path / "2023/ada"):
        folder.mkdir(parents=True)
    for place in ("2022", "2023", "2023/ada"):
        (tmp_path / place / "a.csv").write_text("Tahun,x\n2023,1\n", encoding="utf-8")
    listed = name.replace("/{here}", (tmp_path / "2023").as_posix())
    row = sources.sources(folders.raw("2023")).iloc[0].astype(str).to_dict() | {"file": listed}
    pd.DataFrame([row]).to_csv(tmp_path / "2023/SOURCES.csv", index=False)
    [told] = sources.absent(tmp_path / "2023", "data/raw/2023/SOURCES.csv")
    assert told.rule == "source_without_file"
    assert sources.is_there(tmp_path / "2023", "a.csv") and not sources.is_there(tmp_path / "2023", "b.csv")
