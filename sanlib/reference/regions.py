"""Region names to BPS codes: Kota Blitar is never Kab. Blitar, and an ambiguous name is refused with its candidates."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from sanlib.project import folders
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.project.tables_taken import takes
from sanlib.reference import reference_tables

LEVEL_2, OWN = ("kabupaten", "kota"), "lain"
"""The kinds of a regency, and the kind of a place of a survey that is none of the official list's: another country's district."""
PLACES = (*LEVEL_2, OWN)
"""What a household can be in, and a brief be about."""


class Parts(NamedTuple):
    """The parts region names are written with (name_parts.csv): words for the kind, words alike, words often left out, and
    where a word for the kind stands: at the front, at the end, before the province behind a name."""

    kinds: dict[str, str]
    alike: re.Pattern
    meant: dict[str, str]
    optional: re.Pattern
    country: frozenset[str]
    leading: re.Pattern
    trailing: re.Pattern
    inner: re.Pattern


@bound
def table(root=None) -> pd.DataFrame:
    """Every region, one row each, as text: codes of BPS and Kemendagri, spellings met, pilot batch, population."""
    return reference_tables.table("regions.csv")


def pilots() -> pd.DataFrame:
    """The pilot regions, in order of batch and code: the rows of regions.csv that have a pilot_batch."""
    rows = table()
    return rows[rows["pilot_batch"].ne("")].sort_values(["pilot_batch", "region_code"]).reset_index(drop=True)


def declared_odf() -> pd.DataFrame:
    """Regions declared free of open defecation, with the year since: the rows of odf.csv."""
    return reference_tables.table("odf.csv")[["region_code", "since"]]


def candidates(name: str, kinds=LEVEL_2, plain: str = "") -> list[str]:
    """The codes a name can mean. One is certain, several are ambiguous, none is unknown.

    A code counts as a name ("3572" BPS, "35.72" Kemendagri). `plain` is the kind that a name without "Kab." or "Kota"
    means in this layout ("kabupaten" in BPS tables, where a name that is no kabupaten's is the province's);
    without it such a name means whatever carries it.
    """
    index, parts = _index(folders.root())
    for found in _meanings(index, parts, name, kinds, plain):
        if meant := [code for code, its_kind in dict.fromkeys(found) if its_kind in kinds]:
            return meant
    return _numbered(str(name), kinds, plain)


_NUMBER = re.compile(r"\s*(?:(?P<place>\d{1,2})[.)]?|(?P<code>\d{4}|\d\d\.\d\d)[.):]?)[\s-]+(?=[^\W\d])(?P<name>.+)")
_FOOTNOTE = re.compile(r"(?P<name>.*[^\W\d])[\s.]*(?:\(?\d\)|\*{1,3}\)?|[¹²³⁴-⁹]+⁾?)\s*")


def _numbered(name: str, kinds, plain: str) -> list[str]:
    """What a name means without its place in a list ("06. Kediri"), its code ("3572 Kota Blitar": it must agree) or the mark of a
    footnote ("Kab. Maros 1)"); nothing where it has none of these."""
    if found := _FOOTNOTE.fullmatch(name):
        return candidates(found["name"], kinds, plain)
    if not (found := _NUMBER.fullmatch(name)):
        return []
    if code := found["code"]:
        named = candidates(found["name"], kinds)
        return [one for one in of_code(code) if one in named]
    return candidates(found["name"], kinds, plain)


def names_a_kind(header: str) -> bool:
    """Whether a heading names a kind of region among other words ("Kabupaten/Kecamatan")."""
    kinds = _index(folders.root())[1].kinds
    return any(word in kinds for word in re.findall(r"[a-z]+", header.casefold()))


def kind_alone(name) -> str:
    """The kind of region a text is only the word for ("Kota/Municipality": kota), as it heads a group of names; "" for any other."""
    parts = _index(folders.root())[1]
    words = [_squeeze(word, parts) for word in re.split(r"[/:]", name) if word.strip()] if isinstance(name, str) else []
    kinds = {parts.kinds.get(word, "") for word in words}
    return kinds.pop() if len(kinds) == 1 else ""


def _meanings(index: dict, parts: Parts, name: str, kinds, plain: str) -> Iterator[list[tuple[str, str]]]:
    """The regions a name can mean, by the readings tried in order: as written, with words left out, with its kind at the end."""
    text = _squeeze(name, parts)
    kind, bare = _kind(text, parts.leading, parts.kinds)
    exactly, loosely = _letters(bare), _loose(bare, parts)
    if kind:
        yield from (index.get((kind, exactly), []), index.get(("loose", kind, loosely), []))
    yield _plain(index, text, kinds, plain)
    behind, before = _kind(text, parts.trailing, parts.kinds)
    if behind and behind != kind:  # "Kota Baru, Kab." begins with the other kind
        yield from (index.get((behind, _letters(before)), []), index.get(("loose", behind, _loose(before, parts)), []))
    if not kind:
        yield _of_kind(index.get(("loose", "", loosely), []), kinds, plain)


def whole_country(name) -> bool:
    """Whether a name is the country's, whose row is the total of the others."""
    parts = _index(folders.root())[1]
    return isinstance(name, str) and _squeeze(name, parts) in parts.country


def states_kind(name: str) -> bool:
    """Whether a text begins with a word for the kind of a region ("Kota", "Kab. Kediri")."""
    parts = _index(folders.root())[1]
    return bool(_kind(_squeeze(name, parts), parts.leading, parts.kinds)[0])


def _kind(text: str, pattern: re.Pattern, kinds: dict[str, str]) -> tuple[str, str]:
    """The kind a name states at one end, and the name without it; "" where it states none."""
    found = pattern.search(text)
    return (kinds[found[1]], (text[: found.start()] + text[found.end() :]).strip()) if found else ("", text)


def _plain(index: dict, text: str, kinds, plain: str) -> list[tuple[str, str]]:
    found = index.get(("", _letters(text)), []) + index.get(("code", text.replace(" ", "")), [])
    return _of_kind(found, kinds, plain)


def _of_kind(found: list[tuple[str, str]], kinds, plain: str) -> list[tuple[str, str]]:
    of_kind = {kind: [hit for hit in found if hit[1] == kind and kind in kinds] for kind in (plain, "provinsi")}
    meant = of_kind[plain] or of_kind["provinsi"]
    return meant if plain and meant else found


@reference_tables.derived("regions.csv", "name_parts.csv")
def _index(rows: pd.DataFrame, part_rows: pd.DataFrame) -> tuple[dict[tuple, list[tuple[str, str]]], Parts]:
    index: dict[tuple, list[tuple[str, str]]] = {}
    parts = _parts(part_rows)
    provinces = {row.region_code: _spellings(row) for row in rows.itertuples() if row.kind == "provinsi"}
    for row in rows.itertuples():
        keys = {("code", code) for code in (row.region_code, *_codes(row))}
        behind = provinces.get(row.province_code, []) if row.kind in LEVEL_2 else []
        for spelling in _spellings(row):
            keys |= _keys(row.kind, spelling, parts)
            for province in behind:  # "Kab. Blitar, Jawa Timur", "Kota Blitar (Prov. Jawa Timur)"
                keys |= _keys(row.kind, f"{spelling} {province}", parts)
        for key in keys:
            index.setdefault(key, []).append((row.region_code, row.kind))
    return index, parts


def _spellings(row) -> list[str]:
    """A region's official name and the others it was met under."""
    return [row.region, *filter(None, row.spellings.split("|"))]


def _keys(kind: str, spelling: str, parts: Parts) -> set[tuple]:
    """What a spelling is looked up by: with its kind and without, exactly and without the words often left out."""
    text = _squeeze(spelling, parts)
    bare = _kind(text, parts.leading, parts.kinds)[1]
    loose = _loose(bare, parts)
    return {(kind, _letters(bare)), ("", _letters(bare)), ("", _letters(text)), ("loose", kind, loose), ("loose", "", loose)}


def _parts(rows: pd.DataFrame) -> Parts:
    """name_parts.csv as look-ups; the longest spelling of a part is tried first."""

    def any_of(role: str) -> str:
        return "|".join(re.escape(text) for text in sorted(rows.loc[rows["role"].eq(role), "spelling"], key=len, reverse=True)) or "(?!)"

    def of(role: str) -> dict[str, str]:
        return dict(rows.loc[rows["role"].eq(role), ["spelling", "part"]].itertuples(index=False))

    alike = "|".join(re.escape(text) for text in sorted({*of("same"), *of("optional")}, key=len, reverse=True)) or "(?!)"
    left_out = "|".join(sorted(set(of("optional").values()))) or "(?!)"
    return Parts(
        of("kind"),
        re.compile(rf"(?<!\S)({alike})(?!\S)"),
        of("same") | of("optional"),
        re.compile(rf"(?<!\S)({left_out})(?!\S)"),
        frozenset(of("country")),
        re.compile(rf"^({any_of('kind')})(?:\s+|$)"),
        re.compile(rf"\s({any_of('kind')})$"),
        re.compile(rf"(?<=\s)({'|'.join(spelling for spelling, kind in of('kind').items() if kind == 'provinsi') or '(?!)'})\s"),
    )


def of_code(code: str) -> list[str]:
    """The regions a code can mean, as BPS or as Kemendagri writes it, with or without its point."""
    return list(_by_code(folders.root()).get(code, []))


@reference_tables.derived("regions.csv")
def _by_code(rows: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows.itertuples():
        for code in {row.region_code, *_codes(row), *(one.replace(".", "") for one in _codes(row))}:
            found.setdefault(code, []).append(row.region_code)
    return found


@reference_tables.derived("regions.csv")
def by_kemendagri(rows: pd.DataFrame) -> dict[str, str]:
    """Kemendagri code to BPS code ("73.09" is Maros, 7308); a region that moved to a new province has both its codes."""
    return {code: row.region_code for row in rows.itertuples() for code in _codes(row)}


VILLAGE = re.compile(r"(\d\d\.\d\d)\.\d\d\.[1-9]\d{3}")
"""A desa's or kelurahan's code as Kemendagri writes it: province, regency, kecamatan, and a number that does not start with 0."""


def regency(code: str) -> str:
    """The BPS code of the kabupaten/kota that a desa's Kemendagri code lies in ("35.72.01.1001": "3572"); any other code as it is."""
    village = VILLAGE.fullmatch(code)
    return by_kemendagri().get(village[1], code) if village else code


def _codes(row) -> list[str]:
    """A region's Kemendagri codes, newest first; none where no source gives one."""
    return [code for code in row.kemendagri_code.split("|") if code]


def _squeeze(name: str, parts: Parts) -> str:
    """A name in lower case with single spaces, its punctuation gone, and each of its known parts written one way.

    "Prov." before the province that stands behind a name says nothing and goes.
    """
    text = " ".join(re.sub(r"[.,](?!\d)|[()]", " ", str(name).casefold()).split())
    return parts.inner.sub("", parts.alike.sub(lambda found: parts.meant[found[0]], text))


def _loose(text: str, parts: Parts) -> str:
    """The letters of a name without the words that are often left out."""
    return _letters(parts.optional.sub(" ", text))


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text)


def resolve(name: str, kinds=(*PLACES, "provinsi"), plain: str = "") -> str:
    """The one code a name means; an unknown or ambiguous name is an InputError that lists the candidates."""
    found = candidates(name, kinds, plain)
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError("region_name_ambiguous", value=name, candidates=", ".join(label(code) for code in found))
    raise InputError("region_name_unknown", value=name, candidates=", ".join(similar(name)) or "-")


def official(name: str, table: pd.DataFrame | None = None) -> str:
    """The name as shown of the region meant: "Tator" and "7318" are Kab. Tana Toraja; refused as by `resolve`.

    What stands in `table` is meant, and named, as it stands there. No name ("") means the one region of a table that
    holds one; of several one must be chosen.
    """
    if isinstance(name, (list, tuple, set)):
        raise InputError("region_one_only", value=", ".join(map(str, name)))
    if not name and table is not None:
        return _only(table)
    if table is not None and str(name) in set(table["region"]):
        return str(name)
    there = {} if table is None else dict(zip(table.get("region_code", ()), table["region"], strict=True))
    code = name if name in there else resolve(name)
    return there.get(code) or names()[code]


def _only(table: pd.DataFrame) -> str:
    there = list(dict.fromkeys(table["region"]))
    if len(there) != 1:
        raise InputError("region_not_chosen", known=", ".join(there) or "–", first=next(iter(there), "–"))
    return there[0]


def similar(name: str) -> list[str]:
    """Up to three official names that look like an unknown one, whether or not it says Kab. or Kota."""
    names = table()["region"].tolist()
    bare = {row: re.sub(r"^(?:Kab\.|Kota|Provinsi)\s+", "", row).casefold() for row in names}
    asked = re.sub(r"^(?:kab(?:\.|upaten)?|kota|prov(?:\.|insi)?)\s+", "", str(name).strip().casefold())
    near = difflib.get_close_matches(asked, dict.fromkeys(bare.values()), n=3, cutoff=0.75)
    found = [row for one in near for row in names if bare[row] == one]
    return list(dict.fromkeys([*difflib.get_close_matches(str(name).title(), names, n=3, cutoff=0.7), *found]))[:3]


def names() -> dict[str, str]:
    """Code to name as shown."""
    return dict(_names(folders.root()))


@reference_tables.derived("regions.csv")
def _names(rows: pd.DataFrame) -> dict[str, str]:
    return dict(zip(rows["region_code"], rows["region"], strict=True))


def label(code: str) -> str:
    """A region as named to a person who must choose: name and code."""
    return f"{names()[code]} ({code})"


@takes("achievements", columns=("region_code",))
@bound
def of_pilots(table: pd.DataFrame, root=None) -> pd.DataFrame:
    """The rows of the pilot regions, in the order of regions.csv's batches.

    >>> san.of_pilots(period.achievements)["region"].unique().tolist()[:2]
    ['Kab. Kediri', 'Kota Blitar']
    """
    order = pilots()["region_code"].tolist()
    rows = table[table["region_code"].isin(order)]
    return rows.sort_values("region_code", key=lambda codes: codes.map(order.index), kind="stable").reset_index(drop=True)


MOST_SHOWN = 12
"""Regions a report of no pilot is about, at most [own limit]."""


@takes("achievements", columns=("region_code",))
@bound
def of_report(table: pd.DataFrame, root=None) -> pd.DataFrame:
    """The rows of the regions a report is about: the pilots, or where the table has no row of one (a survey elsewhere) the
    regions with the most rows, twelve at most.

    >>> san.of_report(period.achievements)["region"].unique().tolist()[:2]
    ['Kab. Kediri', 'Kota Blitar']
    """
    own = of_pilots(table)
    if len(own) or not len(table):
        return own
    most = table["region_code"].value_counts(sort=True).index[:MOST_SHOWN]
    return table[table["region_code"].isin(most)].reset_index(drop=True)


def reported_on(table: pd.DataFrame) -> pd.DataFrame:
    """The regions a report is about, a row each (region_code, region): every pilot, one without a row too; of a table about
    none of them its own."""
    rows = pilots() if len(of_pilots(table)) or not len(table) else of_report(table)
    return rows[["region_code", "region"]].drop_duplicates().reset_index(drop=True)
