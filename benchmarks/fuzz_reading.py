"""Mutated workbooks read to the end: counts files, refusals and crashes, and tells the longest run and peak memory.

python benchmarks/fuzz_reading.py [FILES SEED]    exit 1 on any crash, or a file over 30 s or 2 GiB
"""

from __future__ import annotations

import collections
import io
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import bad_workbooks
from bad_workbooks import old_formats

LONGEST_SECONDS, LARGEST_MEGABYTES = 30, 2048
SPICE = [
    b"",
    b"<",
    b">",
    b'"',
    b"\0",
    b"\xff\xfe",
    b"-1",
    b"99999999999",
    b"1e400",
    b"NaN",
    b"XFD1048576",
    b"&amp;",
    b"<!--",
    b"]]>",
    b"#REF!",
    b't="e"',
    b't="s"',
    b' r="A1"',
    b"<c/>",
    b"</row>",
    b"<f>",
    b"%",
    b"1.250",
    b"=1+1",
]


VALUES = [
    "",
    " ",
    "0",
    "-1",
    "1e308",
    "1e400",
    "NaN",
    "0.92",
    "1.250",
    "1.250,5",
    "87,5%",
    "Jumlah",
    "TOTAL",
    "Wilayah",
    "KK",
    "Sumber: x",
    "-",
    "...",
    "tidak ada",
    "=1+1",
    "45047",
    "TRUE",
    "(1)",
    "x" * 40_000,
    "\u202e",
    "&#9;",
    "\U0001f600",
]
ATTRIBUTES = [b' hidden="1"', b' t="e"', b' t="b"', b' t="d"', b' t="str"', b' s="1"', b' s="99"', b' t="s"']
_VALUE, _TAG = re.compile(rb"(?<=>)[^<>]+(?=</)"), re.compile(rb"(?<=<)(?:c|row|col|cell)(?= )")


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Every case of the corpus that makes an ordinary file, and an .xls and an .ods."""
    made = []
    for case in bad_workbooks.CASES:
        path = folder / case.name
        case.make(path)
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 300_000:
            made.append((case.name, path.read_bytes()))
    rows = [["Wilayah", "KK", "% Layak"], ["Kota Blitar", 54646.0, 0.92], ["Kab. Kediri", 505615.0, "#REF!"]]
    marked = {"percent": {(1, 2)}, "hidden_rows": {2}, "merged": [(1, 0, 2, 0)]}
    return [*made, ("lama.xls", old_formats.xls(rows, **marked)), ("buka.ods", old_formats.ods(rows, **marked))]


def mutated(data: bytes, draw: random.Random) -> bytes:
    """The same file with bytes changed outside, or inside one of its unpacked parts."""
    if data.startswith(b"PK\x03\x04") and draw.random() < 0.75:
        try:
            return _inside(data, draw)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
            pass
    return _scrambled(data, draw)


def _inside(data: bytes, draw: random.Random) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = draw.choice([name for name in names if "sheet" in name] or names) if draw.random() < 0.6 else draw.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                if draw.random() < 0.05:
                    continue
                content = _scrambled(content, draw) if draw.random() < 0.4 else _revalued(content, draw)
            new.writestr(name, content)
    return box.getvalue()


def _revalued(content: bytes, draw: random.Random) -> bytes:
    """The part still well formed, with some of its values and cell attributes changed."""
    share = draw.choice((0.02, 0.1, 0.5))

    def value(found: re.Match) -> bytes:
        return draw.choice(VALUES).encode() if draw.random() < share else found[0]

    def tag(found: re.Match) -> bytes:
        return found[0] + draw.choice(ATTRIBUTES) if draw.random() < share / 4 else found[0]

    return _TAG.sub(tag, _VALUE.sub(value, content))


def _scrambled(data: bytes, draw: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(content) + 1)
        length = draw.choice((0, 1, 1, 2, 8, 60))
        kind = draw.randrange(5)
        if kind == 0:
            content[place : place + length] = draw.choice(SPICE)
        elif kind == 1:
            content[place : place + length] = draw.randbytes(length)
        elif kind == 2:
            start = draw.randrange(len(content) + 1)
            content[place:place] = content[start : start + draw.randint(1, 400)] * draw.choice((1, 1, 2, 50))
        elif kind == 3:
            del content[place : place + draw.choice((1, 10, 300))]
        else:
            digits = [at for at in range(place, min(place + 400, len(content))) if content[at : at + 1].isdigit()]
            for at in digits[:1]:
                content[at : at + 1] = str(draw.choice((0, 9, 65535, 1048576, 4294967295))).encode()
    return bytes(content)


def main(files: int = 1000, seed: int = 4) -> int:
    """Runs the mutations and prints what came of them."""
    draw, outcomes, crashes, longest = random.Random(seed), collections.Counter(), [], (0.0, "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "asal").mkdir()
        (folder / "uji").mkdir()
        origins = seeds(folder / "asal")
        for number in range(files):
            origin, data = draw.choice(origins)
            path = folder / "uji" / origin
            path.write_bytes(mutated(data, draw))
            start = time.perf_counter()
            try:
                found = bad_workbooks.found(path)
                outcomes["refused" if path_refused(found) else "read"] += 1
            except Exception as crash:  # noqa: BLE001 - whatever it is, it is what a fuzz run is there to find
                crashes.append(f"{number} {origin}: {crash!r}")
            longest = max(longest, (time.perf_counter() - start, f"{number} {origin}"))
            path.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"files {files}, read {outcomes['read']}, refused {outcomes['refused']}, crashes {len(crashes)}; "
        f"longest {longest[0]:.2f} s ({longest[1]}), peak memory {peak} MB, seed {seed}"
    )
    print("\n".join(crashes[:20]))
    return int(bool(crashes) or longest[0] > LONGEST_SECONDS or peak > LARGEST_MEGABYTES)


def path_refused(found: list[tuple[str, str, str]]) -> bool:
    """Whether the problems are one refusal, a problem of the whole file without a cell, rather than cells reported."""
    return len(found) == 1 and not found[0][2]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
