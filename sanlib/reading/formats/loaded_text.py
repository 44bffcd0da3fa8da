"""How much text the cells of a workbook hold once loaded: one long text that a million cells of an .xlsx share is a million long texts."""

from __future__ import annotations

import re

from sanlib.project.problems import InputError
from sanlib.reading.formats import package
from sanlib.reading.formats.package import Package

LARGEST_TEXT = 192 * 2**20
"""Bytes of text in all cells together [own limit, keeps memory under 2 GiB]."""
_SHARED = re.compile(rb't="s"[^<>]{0,400}>\s*<v>(\d{1,9})')
_PART = "xl/sharedstrings.xml"


def lengths(whole: Package) -> list[int]:
    """Bytes of each shared string, markup included."""
    parts = [name for name in whole.parts if name.lower() == _PART]
    return [len(piece) for name in parts for piece in re.split(rb"<(?:\w+:)?si\b", package.xml(whole, name))[1:]]


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
