"""The command line refuses in one paragraph, exits 1, and names file, sheet and cell."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from sanlib import cli, report
from sanlib.project import folders
from tests import report_project as small

RAW = folders.root() / "data" / "raw"


def run(capsys, *arguments):
    try:
        code = cli.main(list(arguments))
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr()
    return code, said.out, said.err


def test_check_names_the_layout_first_and_exits_0_without_errors(capsys):
    code, out, _ = run(capsys, "check", str(RAW / "2023" / "SIPSN_Data_Capaian_2023.xlsx"))
    assert code == 0 and "SIPSN Data Capaian" in out.splitlines()[0]


def test_check_takes_a_folder(capsys):
    code, out, _ = run(capsys, "check", str(RAW / "2022"), "--lang", "en")
    assert code == 0 and "Dinkes" in out and "SIPSN" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "tidak-ada.xlsx"],
        ["check"],
        ["report"],
        ["report", "1999"],
        ["report", "../2023"],
        ["apa"],
        [],
        ["report", "2023", "--lang", "fr"],
        ["report", ""],
        ["report", "a/b"],
        ["report", "reference"],
        ["new"],
        ["new", "2023"],
        ["new", "../x"],
        ["diff", "2023"],
        ["diff", "2023", "1999"],
        ["diff", "2023", "2024", "--format", "xml"],
    ],
)
def test_every_refusal_exits_1(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 1 and err.strip() and "Traceback" not in err


@pytest.mark.parametrize(
    "name, content",
    [
        ("kosong.xlsx", b""),
        ("bukan.xlsx", b"<html><body>login</body></html>"),
        ("potong.xlsx", b"PK\x03\x04abc"),
        ("kosong.csv", b""),
        ("lain.csv", b"a;b\n1;2\n"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_words(tmp_path, capsys, name, content):
    (tmp_path / name).write_bytes(content)
    code, out, err = run(capsys, "check", str(tmp_path / name))
    assert code == 1 and name in out + err and "Traceback" not in out + err


def test_a_directory_named_like_a_workbook_is_refused(tmp_path, capsys):
    (tmp_path / "buku.xlsx").mkdir()
    code, out, err = run(capsys, "check", str(tmp_path / "buku.xlsx"))
    assert code == 1 and "buku.xlsx" in out + err


def test_an_empty_folder_is_refused(tmp_path, capsys):
    code, _, err = run(capsys, "check", str(tmp_path))
    assert code == 1 and str(tmp_path) in err


def test_python_m_sanlib_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "sanlib", "report", "1999"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "1999" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["check", str(RAW / "2023")], ["diff", "2023", "2024"], ["new", "2031"], ["report", "2023"]])
def test_a_reader_that_has_had_enough_is_no_error(tmp_path, arguments):
    """As `sanlib check ... | head -0`: the other end of the pipe is closed before anything is said."""
    for part in ("data/raw/reference", "data/raw/2023", "data/processed/2023", "data/processed/2024"):
        shutil.copytree(folders.root() / part, tmp_path / part)
    (tmp_path / "notebooks").mkdir()
    small.write_notebook(tmp_path, "a", "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "sanlib", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ, SANLIB_ROOT=str(tmp_path)),
    )
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait(timeout=60) == 1 and "BrokenPipe" not in said and "Traceback" not in said


def test_a_period_without_workbooks_is_refused_in_one_paragraph(tmp_path, capsys, monkeypatch):
    shutil.copytree(RAW / "reference", tmp_path / "data/raw/reference")
    (tmp_path / "data/raw/2025").mkdir()
    (tmp_path / "notebooks").mkdir()
    small.write_notebook(tmp_path, "a", "1")
    monkeypatch.setenv("SANLIB_ROOT", str(tmp_path))
    code, _, err = run(capsys, "report", "2025")
    assert code == 1 and err.count("\n") == 1 and err.startswith("data/raw/2025: ")


def test_what_the_system_refuses_is_said_in_one_paragraph(tmp_path, capsys, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device", "data/processed/.2025")

    monkeypatch.setattr("sanlib.compare.diff.diff", full)
    code, _, err = run(capsys, "diff", "2023", "2024", "--lang", "en")
    assert code == 1 and err.startswith("data/processed/.2025: the system refused: the disk is full.")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_comparison_for_another_program_is_rows_and_nothing_else(capsys, form):
    code, out, err = run(capsys, "diff", "2023", "2024", "--format", form)
    rows = json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and len(rows) > 50 and set(rows[0]) >= {"region_code", "old", "new", "change_pp", "causes", "effects", "why"}
    assert "reports/diff-2023-2024.html" in err


@pytest.mark.parametrize("ends", ["well", "refused", "interrupted"])
def test_a_report_leaves_the_signals_of_whoever_called_it(monkeypatch, ends):
    seen = []

    def run(*_given, **_more):
        seen.append(signal.getsignal(signal.SIGTERM))
        if ends != "well":
            raise {"refused": cli.InputError("file_missing", "x"), "interrupted": KeyboardInterrupt}[ends]

    monkeypatch.setattr(report, "run", run)
    before = signal.getsignal(signal.SIGTERM)
    assert cli.main(["report", "2023", "--fresh"]) == int(ends != "well")
    assert seen == [signal.default_int_handler] and signal.getsignal(signal.SIGTERM) is before


def test_a_report_may_be_asked_for_outside_the_main_thread(monkeypatch):
    codes = []
    monkeypatch.setattr(report, "run", lambda *_given, **_more: None)
    other = threading.Thread(target=lambda: codes.append(cli.main(["report", "2023", "--fresh"])))
    other.start()
    other.join()
    assert codes == [0]
