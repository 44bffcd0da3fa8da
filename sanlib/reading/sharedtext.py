"""The shared texts of an .xls workbook: how long each is, before a million cells each get a copy."""

from __future__ import annotations

import struct
from collections.abc import Iterable

RECORDS = (0xFC, 0x3C)
"""The table of texts and the records that continue it."""
_LONGEST = 65_535
_RICH, _EAST_ASIAN, _WIDE = 8, 4, 1


def lengths(parts: list[bytes]) -> list[int]:
    """Bytes each shared text takes once loaded, as far as the table can be followed."""
    found, reader = [], _Reader(parts)
    while header := reader.take(3):
        count, flags = struct.unpack("<HB", header)
        runs = struct.unpack("<H", reader.take(2) or b"\0\0")[0] if flags & _RICH else 0
        extra = struct.unpack("<L", reader.take(4) or bytes(4))[0] if flags & _EAST_ASIAN else 0
        reader.skip_text(count, flags & _WIDE)
        reader.skip(4 * runs + extra)
        found.append(2 * count)
    return found


def spent(cells: Iterable[bytes], lengths: list[int]) -> int:
    """Bytes of text these cells make; a text the table does not tell counts as the longest there can be."""
    places = (struct.unpack_from("<L", body, 6)[0] for body in cells if len(body) >= 10)
    return sum(lengths[place] if place < len(lengths) else _LONGEST for place in places)


class _Reader:
    """Where the walk stands: the record and the byte in it."""

    def __init__(self, parts: list[bytes]):
        self.parts, self.part, self.at = parts, 0, 8

    def take(self, count: int) -> bytes:
        """The next bytes of this record or the next one; nothing at the end."""
        while self.part < len(self.parts) and self.at >= len(self.parts[self.part]):
            self.part, self.at = self.part + 1, 0
        taken = self.parts[self.part][self.at:self.at + count] if self.part < len(self.parts) else b""
        self.at += count
        return taken if len(taken) == count else b""

    def skip(self, count: int) -> None:
        """Past this many bytes, over the ends of records."""
        while self.part < len(self.parts) and count:
            step = min(count, max(0, len(self.parts[self.part]) - self.at))
            self.at, count = self.at + step, count - step
            if count:
                self.part, self.at = self.part + 1, 0

    def skip_text(self, count: int, wide: int) -> None:
        """Past this many characters; a record that continues a text says anew how wide its characters are."""
        while self.part < len(self.parts) and count:
            step = min(count, max(0, len(self.parts[self.part]) - self.at) // (1 + wide))
            self.at, count = self.at + step * (1 + wide), count - step
            if count:
                self.part, self.at = self.part + 1, 1
                wide = self.parts[self.part][0] & 1 if self.part < len(self.parts) and self.parts[self.part] else 0
