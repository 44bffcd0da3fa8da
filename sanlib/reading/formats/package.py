"""The parts inside an .xlsx or .ods file, taken out within bounds: nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import NamedTuple
from xml.etree import ElementTree

from sanlib.project.problems import InputError

LARGEST_CONTENT = 256 * 2**20
"""Bytes unpacked, all parts together: about 8 million cells [own limit, keeps memory under 2 GiB]."""
LARGEST_TREE = 24 * 2**20
"""Bytes of a part that is held as a tree, which takes ten times as much."""
MOST_PARTS = 5000
_UNSAFE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00|\\")
_ENCRYPTED = 0x1


class Package(NamedTuple):
    """A zip container: the file's name for messages, its bytes, and its parts by name."""

    file: str
    data: bytes
    parts: dict[str, zipfile.ZipInfo]


def open_package(data: bytes, file: str) -> Package:
    """The parts of a zip container, refused where they are broken, too large, named like paths or listed twice."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, UnicodeDecodeError, ValueError, OverflowError):
        raise InputError("read_broken", file) from None
    _refuse_unsafe(infos, file)
    return Package(file, data, {info.filename: info for info in infos})


def _refuse_unsafe(infos: list[zipfile.ZipInfo], file: str) -> None:
    names = [info.filename for info in infos]
    unsafe = [name for name in names if _UNSAFE.search(name)]
    if unsafe or len(set(names)) < len(names):
        raise InputError("read_part_names", file)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise InputError("read_password", file)
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_CONTENT:
        raise InputError("read_bomb", file, megabytes=LARGEST_CONTENT // 2**20)


def content(package: Package, name: str) -> bytes:
    """One part unpacked; refused where it does not hold what the container declares."""
    info = package.parts[name]
    raw = _stored(package, info)
    if info.compress_type == zipfile.ZIP_STORED:
        unpacked, whole = raw, True
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        unpacked, whole = _inflated(raw, info.file_size, package.file)
    else:
        raise InputError("read_broken", package.file)
    if not whole or len(unpacked) != info.file_size:
        raise InputError("read_sizes_lie", package.file)
    return unpacked


def _stored(package: Package, info: zipfile.ZipInfo) -> bytes:
    header = info.header_offset
    if package.data[header : header + 4] != b"PK\x03\x04" or len(package.data) < header + 30:
        raise InputError("read_broken", package.file)
    start = header + 30 + sum(struct.unpack_from("<HH", package.data, header + 26))
    return package.data[start : start + info.compress_size]


def _inflated(raw: bytes, size: int, file: str) -> tuple[bytes, bool]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = inflater.decompress(raw, size + 1)
        return unpacked, inflater.eof or not inflater.decompress(inflater.unconsumed_tail, 1)
    except zlib.error:
        raise InputError("read_broken", file) from None


def xml(package: Package, name: str) -> bytes:
    """One XML part as bytes, refused where it declares entities or hides in another encoding."""
    part = content(package, name)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part[:200]:
        raise InputError("read_xml_tricks", package.file)
    return part


def tree(package: Package, name: str) -> ElementTree.Element:
    """One small XML part as a tree; safe because `xml` has refused every DOCTYPE."""
    if package.parts[name].file_size > LARGEST_TREE:
        raise InputError("read_bomb", package.file, megabytes=LARGEST_TREE // 2**20)
    try:
        return ElementTree.fromstring(xml(package, name))
    except (ElementTree.ParseError, ValueError, LookupError):
        raise InputError("read_broken", package.file) from None
