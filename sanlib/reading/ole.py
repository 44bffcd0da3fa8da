"""The streams inside an OLE container, the box of .xls and of password-protected files, read within bounds."""

from __future__ import annotations

import struct

from sanlib.problems import InputError

_FREE = 0xFFFFFFFA
"""Sector numbers from here on are signs (end of chain, free), not places."""


class _Box:
    """Sectors of one container; every chain is followed at most once round."""

    def __init__(self, data: bytes, file: str):
        self.data, self.file = data, file
        self.size = 1 << self._header("<H", 30)[0]
        if self.size not in (512, 4096):
            raise InputError("read_broken", file)
        self.cutoff, self.mini_start = self._header("<L", 56)[0], self._header("<L", 60)[0]
        self.fat = self._fat()
        self.directory = self.chain(self._header("<L", 48)[0])

    def _header(self, form: str, offset: int) -> tuple:
        try:
            return struct.unpack_from(form, self.data, offset)
        except struct.error:
            raise InputError("read_broken", self.file) from None

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) * self.size:(number + 2) * self.size]

    def _fat(self) -> list[int]:
        places = list(self._header("<109L", 76))
        follow, seen = self._header("<L", 68)[0], set()
        while follow < _FREE and follow not in seen:
            seen.add(follow)
            more = _numbers(self._sector(follow))
            places, follow = places + more[:-1], more[-1] if more else _FREE
        if follow in seen:
            raise InputError("read_broken", self.file)
        return [number for place in places if place < _FREE for number in _numbers(self._sector(place))]

    def chain(self, start: int) -> bytes:
        """The sectors of one stream joined; a chain that bites its tail or leaves the file is refused."""
        parts, seen = [], set()
        while start < _FREE:
            if start in seen or start >= len(self.fat):
                raise InputError("read_broken", self.file)
            seen.add(start)
            parts.append(self._sector(start))
            start = self.fat[start]
        return b"".join(parts)


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}L", sector[: len(sector) // 4 * 4]))


def streams(data: bytes, file: str) -> dict[str, bytes]:
    """Streams by name; those in the small-stream area, where no workbook fits, come out empty."""
    box = _Box(data, file)
    box.chain(box.mini_start)
    found = {}
    for start in range(0, len(box.directory) - 127, 128):
        entry = box.directory[start:start + 128]
        kind, first, size = entry[66], *struct.unpack_from("<LL", entry, 116)
        name = entry[: max(0, min(64, struct.unpack_from("<H", entry, 64)[0]) - 2)].decode("utf-16-le", "replace")
        if kind == 5:
            box.chain(first)
        if kind == 2:
            found[name] = box.chain(first)[:size] if size >= box.cutoff else b""
    return found
