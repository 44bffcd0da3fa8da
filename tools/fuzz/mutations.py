"""A file or a table bent by chance: bytes changed outside or inside its parts, or values changed with the form kept."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile

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


NASTY = [
    *VALUES,
    "{",
    "{tidak_ada}",
    "}",
    "yes|yes",
    "=cmd|' /C calc'!A0",
    "31/02/2026",
    "../../etc/passwd",
    "a;b\nc",
    '"',
    "\x00",
    "D.1 = ",
    "12.345",
]


def bent_table(data: bytes, draw: random.Random) -> bytes:
    """A table an analyst edits with cells, rows or columns as nobody meant them; sometimes its bytes scrambled."""
    if draw.random() < 0.2:
        return _scrambled(data, draw)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for _ in range(draw.choice((1, 1, 2, 5))):
        _bend(rows, draw)
    out = io.StringIO()
    csv.writer(out, delimiter=draw.choice(",,,,;\t"), lineterminator=draw.choice(("\n", "\n", "\r\n"))).writerows(rows)
    return out.getvalue().encode(draw.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16")), "replace")


def _bend(rows: list[list[str]], draw: random.Random) -> None:
    row = draw.choice(rows) if rows else []
    place = draw.randrange(max(len(row), 1))
    kind = draw.randrange(7)
    if kind <= 2 and row:
        row[place] = draw.choice(NASTY)
    elif kind == 3:
        rows.insert(draw.randrange(len(rows) + 1), list(row))
    elif kind == 4 and row:
        del row[place]
    elif kind == 5:
        for one in rows:
            del one[place : place + 1]
    elif rows:
        rows.remove(row)


PLACES = ["data/raw/2023", "data/raw/2023/survei.xlsx", "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx", "data/raw/2023/desa.csv", "data", "."]
OPTIONS = {
    "check": ["--format", "json", "csv", "--annotate", "tanda.xlsx", "data/raw/2023/survei.xlsx"],
    "adopt": ["--yes", "--as", "Wilayah=region", "KK=households", "x=pct:layak", "=", "--year", "--unit", "persen"],
    "diff": ["2023", "data/processed/2023", "--format", "json", "csv"],
    "new": ["2099", "2100"],
    "report": ["--fresh"],
    "": ["--help"],
    "cek": [],
}


def arguments(draw: random.Random) -> list[str]:
    """A call of the command line that some hurried or hostile hand could make; never one that makes a whole report."""
    command = draw.choice(list(OPTIONS))
    likely = [*(PLACES * 2), *(OPTIONS[command] * 3), *NASTY, "2023", "2099", "-1", "--lang", "en", "xx"]
    words = [draw.choice(likely) for _ in range(draw.randrange(5))]
    if command == "report":
        words = ["periode/" + draw.choice(NASTY), *OPTIONS[command][: draw.randrange(2)]]
    elif draw.random() < 0.6:
        words = [draw.choice(PLACES), *words]
    return [word.replace("\x00", "\\0") for word in (command, *words)]
