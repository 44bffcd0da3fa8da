"""Region names to BPS codes: Kota Blitar is never Kab. Blitar, and an ambiguous name is refused with its candidates."""

from __future__ import annotations

import difflib
import re

import pandas as pd

from sanlib import reference_tables
from sanlib.problems import InputError

LEVEL_2 = ("kabupaten", "kota")
_PREFIX = re.compile(r"^(kabupaten|kab|kota|kotamadya|provinsi|prov)\b(?:\s+(?:administrasi|adm)\b)?")
_KIND = {"kabupaten": "kabupaten", "kab": "kabupaten", "kota": "kota", "kotamadya": "kota", "provinsi": "provinsi",
         "prov": "provinsi"}


def table(root=None) -> pd.DataFrame:
    """Every region, one row each, as text: codes of BPS and Kemendagri, spellings met, pilot batch, population."""
    return reference_tables.table("regions.csv", root)


def pilots(root=None) -> pd.DataFrame:
    """The pilot regions, in order of batch and code: the rows of regions.csv that have a pilot_batch."""
    rows = table(root)
    return rows[rows["pilot_batch"].ne("")].sort_values(["pilot_batch", "region_code"]).reset_index(drop=True)


def declared_odf(root=None) -> pd.DataFrame:
    """Regions declared free of open defecation, with the year since: the rows of odf.csv."""
    return reference_tables.table("odf.csv", root)[["region_code", "since"]]


def candidates(name: str, kinds=LEVEL_2, plain: str = "", root=None) -> list[str]:
    """The codes a name can mean. One is certain, several are ambiguous, none is unknown.

    A code counts as a name ("3572" BPS, "35.72" Kemendagri). `plain` is the kind that a name without "Kab." or "Kota"
    means in this layout ("kabupaten" in BPS tables, where a name that is no kabupaten's is the province's);
    without it such a name means whatever carries it.
    """
    index = _index(root)
    text = _squeeze(name)
    prefix = _PREFIX.match(text)
    kind, bare = (_KIND[prefix[1]], text[prefix.end():]) if prefix else ("", text)
    found = index.get((kind, _letters(bare)), []) if kind else _plain(index, text, kinds, plain)
    return [code for code, its_kind in found if its_kind in kinds]


def _plain(index: dict, text: str, kinds, plain: str) -> list[tuple[str, str]]:
    found = index.get(("", _letters(text)), []) + index.get(("code", text.replace(" ", "")), [])
    of_kind = {kind: [hit for hit in found if hit[1] == kind and kind in kinds] for kind in (plain, "provinsi")}
    meant = of_kind[plain] or of_kind["provinsi"]
    return meant if plain and meant else found


@reference_tables.derived("regions.csv")
def _index(rows: pd.DataFrame) -> dict[tuple[str, str], list[tuple[str, str]]]:
    index: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows.itertuples():
        hit = (row.region_code, row.kind)
        bare = _letters(_PREFIX.sub("", _squeeze(row.region)))
        keys = {(row.kind, bare), ("", bare), *(("code", code) for code in (row.region_code, *_codes(row)))}
        for spelling in filter(None, row.spellings.split("|")):
            text = _squeeze(spelling)
            prefix = _PREFIX.match(text)
            keys |= {(row.kind, _letters(text[prefix.end():] if prefix else text)), ("", _letters(text))}
        for key in keys:
            index.setdefault(key, []).append(hit)
    return index


def by_kemendagri(root=None) -> dict[str, str]:
    """Kemendagri code to BPS code ("73.09" is Maros, 7308); a region that moved to a new province has both its codes."""
    return _by_kemendagri(root)


@reference_tables.derived("regions.csv")
def _by_kemendagri(rows: pd.DataFrame) -> dict[str, str]:
    return {code: row.region_code for row in rows.itertuples() for code in _codes(row)}


def _codes(row) -> list[str]:
    """A region's Kemendagri codes, newest first; none where no source gives one."""
    return [code for code in row.kemendagri_code.split("|") if code]


def _squeeze(name: str) -> str:
    return " ".join(re.sub(r"[.,](?!\d)", " ", str(name).casefold()).split())


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text)


def resolve(name: str, kinds=(*LEVEL_2, "provinsi"), plain: str = "", root=None) -> str:
    """The one code a name means; an unknown or ambiguous name is an InputError that lists the candidates."""
    found = candidates(name, kinds, plain, root)
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError("region_name_ambiguous", value=name, candidates=", ".join(label(code, root) for code in found))
    raise InputError("region_name_unknown", value=name, candidates=", ".join(similar(name, root)) or "-")


def official(name: str, table: pd.DataFrame | None = None, root=None) -> str:
    """The name as shown of the region meant: "Tator" and "7318" are Kab. Tana Toraja; refused as by `resolve`.

    What stands in `table` is meant, and named, as it stands there.
    """
    if table is not None and str(name) in set(table["region"]):
        return str(name)
    there = {} if table is None else dict(zip(table.get("region_code", ()), table["region"]))
    code = name if name in there else resolve(name, root=root)
    return there.get(code) or names(root)[code]


def similar(name: str, root=None) -> list[str]:
    """Up to three official names that look like an unknown one."""
    names = table(root)["region"].tolist()
    return difflib.get_close_matches(str(name).title(), names, n=3, cutoff=0.7)


def names(root=None) -> dict[str, str]:
    """Code to name as shown."""
    return dict(_names(root))


@reference_tables.derived("regions.csv")
def _names(rows: pd.DataFrame) -> dict[str, str]:
    return dict(zip(rows["region_code"], rows["region"]))


def label(code: str, root=None) -> str:
    """A region as named to a person who must choose: name and code."""
    return f"{names(root)[code]} ({code})"
