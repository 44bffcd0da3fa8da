"""The shared strings of an .xlsx file: one long text named by a million cells is a million long texts once loaded."""

from __future__ import annotations

import html
import re

import numpy as np

from sanlib.problems import InputError
from sanlib.reading import package
from sanlib.reading.package import Package

LARGEST_TEXT = 192 * 2**20
"""Bytes of text in all cells together [own limit, keeps memory under 2 GiB]."""
_SHARED = re.compile(rb't="s"[^<>]{0,400}>\s*<v>(\d{1,9})')
_PART = "xl/sharedstrings.xml"
_PLAIN_TEXT = re.compile(rb'<si><t(?: xml:space="preserve">([^<\r]+)|>([^<\s](?:[^<\r]*[^<\s])?))</t></si>')
_PLAIN_TABLE = re.compile(rb'\s*<\?xml [^<>]*\?>\s*<sst xmlns="[^"<>]*"(?: (?:count|uniqueCount)="\d+")*>(.*)</sst>\s*', re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")


def lengths(whole: Package) -> list[int]:
    """Bytes of each shared string, markup included."""
    parts = [name for name in whole.parts if name.lower() == _PART]
    return [len(piece) for name in parts for piece in re.split(rb"<(?:\w+:)?si\b", package.xml(whole, name))[1:]]


def texts(whole: Package) -> np.ndarray | None:
    """The shared strings themselves where each is one plain text; None where any is written in another way."""
    parts = [name for name in whole.parts if name.lower() == _PART]
    table = _PLAIN_TABLE.fullmatch(package.xml(whole, parts[0])) if len(parts) == 1 else None
    if table is None:
        return None
    found = [kept or bare for kept, bare in _PLAIN_TEXT.findall(table[1])]
    rest = _PLAIN_TEXT.sub(b"", table[1])
    try:
        decoded = b"\0".join(found).decode()
    except UnicodeDecodeError:
        return None
    if rest.strip() or _ENTITY.search(decoded) or "_x" in decoded:
        return None
    return np.array([*html.unescape(decoded).split("\0"), None], dtype=object)[:-1]


def named(shared: list[int], places: np.ndarray) -> int:
    """Bytes of text that cells naming these places would make."""
    return int(np.array(shared, dtype=np.int64).take(places).sum()) if len(places) else 0


def spent(xml: bytes, shared: list[int], cells: int) -> int:
    """Bytes of text that loading a sheet makes, or an upper bound of them where that is small."""
    longest = max(shared, default=0)
    if longest * cells <= LARGEST_TEXT // 64:
        return longest * cells
    return sum(shared[index] for index in map(int, _SHARED.findall(xml)) if index < len(shared))


def refuse_beyond(text: int, file: str) -> None:
    """Refuses a workbook whose cells would hold more text than memory should."""
    if text > LARGEST_TEXT:
        raise InputError("read_bomb", file, megabytes=LARGEST_TEXT // 2**20)
