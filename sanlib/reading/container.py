"""The kind of a file, told by its content; what is none is refused here, a password or a damaged part by the reader of its kind."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from sanlib import words
from sanlib.project.problems import InputError
from sanlib.reading.formats.package import open_package

LARGEST_FILE = 200 * 2**20
"""Bytes on disk; the largest official workbook met is under 5 MB [own limit]."""

SPREADSHEETS = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}
SPSS = ".sav"
SUFFIXES = (*(suffix for suffix in SPREADSHEETS if suffix != ".txt"), SPSS)
"""The endings of file names that sanlib reads in a folder."""

LARGEST_UNPACKED_FILE = 48 * 2**20
"""The same for .csv and .xls, which are not compressed."""

_ZIP, _OLE, _SPSS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"$FL2@(#)", b"$FL3@(#)")
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x09\x08", "Excel 4/5"),
    (b"PK\x05\x06", "ZIP"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)


def take(path: Path) -> tuple[bytes, str]:
    """A file's bytes and what they really are ("xlsx", "ods", "xls", "sav" or "csv"), or a refusal saying why it cannot be read."""
    data = _bytes(path)
    if data.startswith(_ZIP):
        return data, "ods" if "content.xml" in open_package(data, path.name).parts else "xlsx"
    if len(data) > LARGEST_UNPACKED_FILE:
        raise InputError("read_too_large", path.name, megabytes=LARGEST_UNPACKED_FILE // 2**20)
    if path.suffix.lower() == SPSS or data.startswith(_SPSS):
        return data, "sav"
    if data.startswith(_OLE):
        return data, "xls"
    found = _foreign(data)
    if found:
        raise InputError("read_not_spreadsheet", path.name, found=found)
    if SPREADSHEETS.get(path.suffix.lower(), "csv") != "csv":
        raise InputError("read_renamed", path.name, found="CSV/teks", suffix=path.suffix)
    return data, "csv"


def _bytes(path: Path) -> bytes:
    try:
        state = path.stat()
        _refuse_by_state(path, state)
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError("file_missing", path) from None
    except (OSError, ValueError) as error:  # no right to read, a loop of links, a name the system does not allow
        raise InputError("read_unreadable", path.name, reason=words.of_system(error)) from None
    if len(data) > LARGEST_FILE:
        raise InputError("read_too_large", path.name, megabytes=LARGEST_FILE // 2**20)
    if not data.strip(b"\x00 \t\r\n"):
        raise InputError("read_empty_file", path.name)
    return data


def _refuse_by_state(path: Path, state) -> None:
    if path.name.startswith(("~$", ".~lock.")):
        raise InputError("read_lock_file", path.name)
    if stat.S_ISDIR(state.st_mode):
        raise InputError("read_folder", path.name)
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.ENXIO, "not a regular file")


def _foreign(data: bytes) -> str:
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            return name
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<div")):
        return "HTML"
    if start.startswith((b"<?xml", b"<")) and b">" in start:
        return "XML"
    return "JSON" if start.startswith((b"{", b"[{")) else ""
