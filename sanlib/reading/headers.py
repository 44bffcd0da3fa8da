"""Finding the header of a table (one to three rows, merged parents joined by " / ") and the field of each column."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sanlib.reading.cells import is_blank, letter, normalise, normalise_text, text

DEEPEST = 3
NEAR_TOP = 60
AT_ONCE = 20_000
"""Cells whose texts are normalised together: almost none is a header, and one glance at them all is cheaper than each."""
MOST_TRIED = 5000
"""Places where a header may stand that are looked at closely in one sheet [own limit]."""
_SEAM = "\0"
"""Between texts normalised together: no cell can hold it, and it is no white space."""
JOIN = " / "
_NUMBERING = re.compile(r"\(?-?(\d{1,3})\)?(\s*=.*)?", re.DOTALL)


_SAID = r"(?:(?:tahun anggaran|tahun|thn|th|year|ta|t\.a)\b[.:]{0,2} ?:? ?)?"
_YEAR = re.compile(rf"{_SAID}((?:19|20)\d\d)(?!\d)(?: ?[-–;,] ?(?=[^\d\s]))? ?(.*)", re.DOTALL)
_ALONE = re.compile(rf"['(\[]? ?{_SAID}((?:19|20)\d\d)(?:[.,]0+|-\d\d-\d\d(?:[t ][\d:.]+)?)? ?[)\].]?")
_DATED = re.compile(r"\d{1,2}([/.-])\d{1,2}\1((?:19|20)\d\d)")
_PROVISIONAL = (
    r"(?:angka |data )?(?:sangat )?(?:sementara|revisi|direvisi|diperbaiki|perbaikan|tetap)|rev\.?|provisional|revised|preliminary|final|"
    r"\*{1,4}|[rpexs]|\^\d|[¹²³⁴-⁹⁰]+"
)
_UNITS = "%|persen|percent|kk|ton|jiwa|rumah tangga|desa"
_MARK = re.compile(rf"(?:{_PROVISIONAL}|\d\))\)?|[(\[⁽](?:{_PROVISIONAL}|{_UNITS}|\d)[)\]⁾]+|[¹²³⁴-⁹⁰]+⁾|[†‡]")
"""What may stand behind a year that is still a figure of that year; "2031 (target)" or "2031 km" is none."""
_UNIT_MARKS = tuple(_UNITS.split("|"))


def year_and_mark(value) -> tuple[str, str]:
    """The year a heading or cell says, and the mark its source put on it: "2031*" is 2031 marked "*"; ("", "") where it is no year.

    A date stands for its year: Excel shows 1 January 2031 as 2031 where the cell says so. A unit in brackets is no mark.
    """
    if isinstance(value, datetime.date):
        return str(value.year), ""
    text = normalise(value)
    if alone := _ALONE.fullmatch(text) or _DATED.fullmatch(text):
        return alone[alone.lastindex or 1], ""
    found = _YEAR.fullmatch(text)
    if not found or not (found[2] == "" or _MARK.fullmatch(found[2])):
        return "", ""
    mark = found[2]
    return found[1], "" if mark.strip("()[]") in _UNIT_MARKS else mark


class TooManyHeadersError(Exception):
    """A sheet in which almost every row looks like a header."""


class Column(NamedTuple):
    """One column of a table; `field` is None where its header is in no spelling."""

    index: int  # type: ignore[assignment]  # a tuple's own method of this name is used by nobody
    letter: str
    header: str
    field: str | None


class Header(NamedTuple):
    """Rows `top` to `top + depth - 1` of the sheet; `twice` are fields that two columns claim equally well."""

    top: int
    depth: int
    columns: tuple[Column, ...]
    twice: Mapping[str, tuple[Column, ...]]

    @property
    def named(self) -> set[str]:
        """Fields that at least one column claims; a field of one year ("share@2030") is that field too."""
        fields = {column.field for column in self.columns if column.field} | set(self.twice)
        return {*fields, *(field.partition("@")[0] for field in fields)}


class Spellings(NamedTuple):
    """Field by normalised header, and the fields a header cell may belong to by its own last text."""

    fields: Mapping[str, str]
    by_last: Mapping[str, frozenset[str]]
    of_years: frozenset[str] = frozenset()
    """Fields that a year in the header tells, which may be typed as a number and not as a text."""

    @classmethod
    def of(cls, spellings: Mapping[str, str]) -> Spellings:
        """From header texts as a layout spells them."""
        fields = {normalise(spelling): field for spelling, field in spellings.items()}
        by_last = defaultdict(set)
        for spelling, field in fields.items():
            by_last[spelling.rsplit(JOIN, 1)[-1]].add(field)
        of_years = frozenset(field.partition("@")[0] for field in fields.values() if "@" in field)
        return cls(fields, {last: frozenset(names) for last, names in by_last.items()}, of_years)


def spelled_rows(grid: Grid, spellings: Spellings) -> dict[int, frozenset[str]]:
    """The rows in which a cell is the last text of a known header, with the fields it may name."""
    rows = {}
    step = max(1, AT_ONCE // max(1, len(grid.rows[0]) if grid.rows else 1))
    for first in range(0, len(grid.rows), step):
        block = grid.rows[first : first + step]
        known = _known({value for value in set().union(*block) if value.__class__ is str}, spellings.by_last)
        for number, row in enumerate(block if known else (), first):
            met = [known[value] for value in row if value.__class__ is str and value in known]
            if met:
                rows[number] = frozenset().union(*met)
    return rows


def _known(texts: set[str], by_last: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The texts that are a known header once normalised; all are normalised in one go first, as almost none ever is."""
    together = " ".join(_SEAM.join(texts).casefold().split())
    pieces = together.replace(" " + _SEAM, _SEAM).replace(_SEAM + " ", _SEAM).split(_SEAM)
    if by_last.keys().isdisjoint(pieces) and ":" not in together:
        return {}
    normal = ((text, normalise_text(text)) for text in texts)
    return {text: by_last[form] for text, form in normal if form in by_last}


def find(grid: Grid, spellings: Spellings, required: frozenset[str]) -> Iterator[Header]:
    """Every header that names all required fields; where two overlap the fullest, then shallowest."""
    spelled = spelled_rows(grid, spellings)
    tried, after = 0, 0
    for top in sorted({row - up for row in spelled for up in range(DEEPEST)}):
        window = (spelled.get(row, frozenset()) for row in range(top, top + DEEPEST))
        if top < after or not required - spellings.of_years <= frozenset().union(*window):
            continue
        tried += 1
        found = _fullest(grid, spellings, required, top)
        if found:
            after = found.top + found.depth
            yield found
        if tried > MOST_TRIED:
            raise TooManyHeadersError


def _fullest(grid: Grid, spellings: Spellings, required: frozenset[str], top: int) -> Header | None:
    found = _best(grid, spellings, required, top)
    if found is None:
        return None
    inner = (_best(grid, spellings, required, top + down) for down in range(1, found.depth))
    return max([found, *filter(None, inner)], key=_fullness)


def nearest(grid: Grid, spellings: Spellings, required: frozenset[str]) -> Header | None:
    """The header-like rows near the top of a sheet that name the most required fields, for the refusal that tells it."""
    tops = range(min(len(grid.rows), NEAR_TOP))
    read = [_read(grid, spellings, top, depth) for top in tops for depth in range(1, min(DEEPEST, len(grid.rows) - top) + 1)]
    return max(read, key=lambda header: (len(header.named & required), len(header.columns) > 1, -header.depth, -header.top), default=None)


def _best(grid: Grid, spellings: Spellings, required: frozenset[str], top: int) -> Header | None:
    deepest = min(DEEPEST, len(grid.rows) - top)
    headers = [_read(grid, spellings, top, depth) for depth in range(1, deepest + 1)]
    return max((header for header in headers if header.named >= required), key=_fullness, default=None)


def _fullness(header: Header) -> tuple[int, int]:
    return len(header.named), -header.depth


def _read(grid: Grid, spellings: Spellings, top: int, depth: int) -> Header:
    paths = grid.paths(top, depth)
    claims = defaultdict(list)
    for index, path in paths.items():
        field, dropped = _field([grid.normal(part) for part in path], spellings.fields)
        if field:
            claims[field].append((dropped, index))
    owner, twice = {}, {}
    for field, claimed in claims.items():
        best = [index for dropped, index in claimed if dropped == min(claimed)[0]]
        if len(best) == 1:
            owner[best[0]] = field
        else:
            twice[field] = tuple(Column(i, letter(i), JOIN.join(paths[i]), field) for i in best)
    columns = tuple(Column(i, letter(i), JOIN.join(path), owner.get(i)) for i, path in paths.items())
    return Header(top, depth, columns, twice)


def _field(normal: list[str], fields: Mapping[str, str]) -> tuple[str | None, int]:
    """The field of a normalised header path and how many leading parents had to be dropped to recognise it."""
    for dropped in range(len(normal)):
        field = fields.get(JOIN.join(normal[dropped:]))
        if field:
            return field, dropped
    return None, 0


class Grid(NamedTuple):
    """Rows of a sheet and the merged areas touching each row, as headers need them; `forms` are texts once normalised."""

    rows: list[list]
    merged: Mapping[int, list[tuple[int, int, int, int]]]
    forms: dict[str, str]

    @classmethod
    def of(cls, rows: list[list], merged) -> Grid:
        by_row = defaultdict(list)
        for area in merged:
            for row in range(area[0], min(area[2], area[0] + DEEPEST + 1) + 1):
                by_row[row].append(area)
        return cls(rows, by_row, {})

    def normal(self, part: str) -> str:
        """A header's part in its normal form, a marked year as the year: the same rows are tried as headers several times over."""
        form = self.forms.get(part)
        if form is None:
            form = self.forms[part] = year_and_mark(part)[0] or normalise_text(part)
        return form

    def paths(self, top: int, depth: int) -> dict[int, list[str]]:
        """Header texts from parent to child by column, columns without any text left out."""
        lines = [self._filled(row) for row in range(top, top + depth)]
        for level in range(depth - 1):
            _spread(lines, level)
        paths = {}
        for index, texts in enumerate(zip(*lines, strict=True)):
            parts = [part for level, part in enumerate(texts) if part and (level == 0 or part != texts[level - 1])]
            if parts:
                paths[index] = parts
        return paths

    def _filled(self, row: int) -> list[str]:
        line = [" ".join(text(value).split()) for value in self.rows[row]]
        for top, left, _bottom, right in self.merged.get(row, ()):
            if top < len(self.rows) and left < len(line):
                label = " ".join(text(self.rows[top][left]).split())
                line[left : right + 1] = [label] * (min(right, len(line) - 1) - left + 1)
        return line


def _spread(lines: list[list[str]], level: int) -> None:
    """A parent written once over several children, unmerged, belongs to each child until the next parent."""
    line, below = lines[level], lines[level + 1]
    for index in range(1, len(line)):
        if not line[index] and below[index] and below[index - 1] and line[index - 1] != below[index - 1]:
            line[index] = line[index - 1]


ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"]


def is_numbering(values: list) -> bool:
    """Whether a row under a header only numbers the columns: (1) (2) (3), or 1 2 3 4 and on, or I II III IV."""
    texts = [text(value) for value in values if not is_blank(value)]
    if len(texts) > 2 and [part.casefold().strip("()") for part in texts] == ROMAN[: len(texts)]:
        return True
    found = [match for part in texts if (match := _NUMBERING.fullmatch(part))]
    if len(texts) < 2 or len(found) < len(texts) or [int(match[1]) for match in found] != list(range(1, len(texts) + 1)):
        return False
    return len(texts) > 3 or all(part.startswith(("(", "-")) for part in texts)


def is_units(values: list) -> bool:
    """Whether a row under a header only holds units in brackets: (ton), (%)."""
    texts = [text(value) for value in values if not is_blank(value)]
    return bool(texts) and all(re.fullmatch(r"\([^()\d]{1,30}\)", part) for part in texts)
