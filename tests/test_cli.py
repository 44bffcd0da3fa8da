"""The command line refuses in one paragraph, exits 1, and names file, sheet and cell."""

import subprocess
import sys

import pytest

from sanlib import cli, project

RAW = project.root() / "data" / "raw"


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


@pytest.mark.parametrize("arguments", [
    ["check", "tidak-ada.xlsx"], ["check"], ["report"], ["report", "1999"], ["report", "../2023"], ["apa"], [],
    ["report", "2023", "--lang", "fr"]])
def test_every_refusal_exits_1(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 1 and err.strip() and "Traceback" not in err


@pytest.mark.parametrize("name, content", [
    ("kosong.xlsx", b""), ("bukan.xlsx", b"<html><body>login</body></html>"), ("potong.xlsx", b"PK\x03\x04abc"),
    ("kosong.csv", b""), ("lain.csv", b"a;b\n1;2\n")])
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
