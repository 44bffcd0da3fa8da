"""The sheets of the workbook: their columns in order, widths, number formats, and the words for ids."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows as named
from sanlib.documents import appendix, brief
from sanlib.documents.need import as_read, counted_in
from sanlib.judging import flags, gap, sizes
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reference import advocacy
from sanlib.words import quoted


class Column(NamedTuple):
    """A column of a sheet: its key (heading `column.<key>`, meaning `meaning.<key>`), number format and width in characters."""

    key: str
    form: str = "text"
    width: int = 12


TEXT = {
    name: Column(name, "text", width)
    for name, width in {
        "region": 17,
        "period": 8,
        "sector": 13,
        "indicator": 19,
        "instrument": 13,
        "ladder": 10,
        "target_set": 20,
        "verdict": 18,
        "flag": 26,
        "synthetic": 10,
        "id": 6,
        "basis": 16,
        "published_as": 26,
        "source": 42,
        "file": 34,
        "sheet": 13,
        "cell": 7,
    }.items()
}
WHO = [TEXT[name] for name in ("id", "region", "period", "sector", "indicator", "instrument", "ladder")]
MEASURED = [
    Column("value_pct", "percent", 9),
    Column("low_pct", "percent", 8),
    Column("high_pct", "percent", 8),
    Column("n", "count", 7),
    Column("known_pct", "percent", 9),
]
WHERE = [TEXT[name] for name in ("file", "sheet", "cell")]
COLUMNS: dict[str, list[Column]] = {
    "gaps": [
        *WHO,
        *MEASURED,
        TEXT["target_set"],
        Column("target_year", "year", 7),
        Column("target_pct", "percent", 8),
        Column("gap_pp", "signed", 9),
        Column("distance", "text", 19),
        Column("reported_gap_pp", "percent", 9),
        Column("shortfall_pp", "percent", 12),
        Column("shortfall_households", "count", 12),
        Column("shortfall_tonnes", "count", 12),
        Column("required_pp_per_year", "percent", 9),
        Column("both_bases", "text", 30),
        TEXT["verdict"],
        TEXT["flag"],
        TEXT["synthetic"],
    ],
    "achievements": [
        *WHO[1:],
        *MEASURED,
        Column("amount", "count", 11),
        Column("base", "count", 11),
        Column("base_unit", "text", 8),
        TEXT["basis"],
        TEXT["flag"],
        TEXT["synthetic"],
        TEXT["published_as"],
        *WHERE,
    ],
    "needs": [
        TEXT["id"],
        TEXT["region"],
        Column("name", width=26),
        TEXT["target_set"],
        Column("amount", "count", 11),
        Column("amount_other", "count", 11),
        Column("amount_unit", width=10),
        Column("low", "number", 10),
        Column("high", "number", 10),
        Column("unit", width=12),
        *(Column(f"{name}_{end}", "number", 11) for name in ("available", "needed", "gap", "per_year") for end in ("low", "high")),
        Column("how", width=26),
        Column("available", width=26),
        Column("direction", width=26),
        Column("question", width=30),
        Column("source", width=26),
    ],
    "assumptions": [
        Column("assumption", width=20),
        TEXT["region"],
        Column("low", "number", 9),
        Column("high", "number", 9),
        Column("unit", width=11),
        Column("meaning", width=40),
        Column("source", width=34),
        Column("question", width=44),
    ],
    "flags": [
        Column("flag", width=26),
        Column("veto", width=24),
        TEXT["period"],
        TEXT["region"],
        TEXT["indicator"],
        TEXT["instrument"],
        Column("detail", width=44),
        *WHERE,
    ],
    "policies": [
        TEXT["region"],
        Column("name", width=32),
        Column("indicators", width=26),
        Column("evidence", width=48),
        Column("evidence_source", width=30),
        Column("opd", width=14),
        Column("status", width=19),
        Column("source", width=34),
    ],
    "sources": [
        TEXT["file"],
        Column("source", width=46),
        Column("from_whom", width=26),
        Column("received", width=10),
        Column("export_date", width=10),
        Column("licence", width=14),
        Column("kind", width=12),
        Column("synthetic", width=10),
        Column("confidence", width=12),
        Column("note", width=36),
        Column("sha256", width=24),
    ],
    "targets": [
        TEXT["target_set"],
        Column("scope", width=16),
        TEXT["indicator"],
        TEXT["ladder"],
        Column("target_direction", width=16),
        Column("target_year", "year", 8),
        Column("target_pct", "percent", 9),
        Column("source", width=46),
        Column("confidence", width=13),
    ],
    "trail": [TEXT["region"], TEXT["id"], Column("step", width=24), Column("what", width=120)],
}
"""The columns of each sheet; one that is blank throughout is left out, the full tables are in data/processed."""
ALWAYS = {"value_pct", "gap_pp", "target_pct", "verdict", "low", "high", "question"}


@bound
def sheets(chosen: list[brief.Region], opened, lang: str | None = None, trails=appendix.trails) -> dict[str, pd.DataFrame]:
    """Every sheet by name with its columns' keys as headings and its contents in words; one without rows is left out."""
    codes = [one.code for one in chosen]
    found = {
        "gaps": _with_distance(pd.concat([brief.identified(one) for one in chosen])),
        "needs": pd.concat([_numbered(one) for one in chosen]),
        "assumptions": advocacy.table("assumptions"),
        "achievements": pd.concat([one.achievements for one in chosen]),
        "targets": _targets(chosen),
        "flags": _flags(opened.flags[opened.flags["region_code"].isin(codes)]),
        "policies": advocacy.policies().query("region_code in @codes"),
        "sources": opened.sources,
        "trail": pd.concat([trails(one).assign(region=one.name) for one in chosen]),
    }
    names = {one.code: one.name for one in chosen}
    return {name: _in_words(name, rows.reset_index(drop=True), names) for name, rows in found.items() if len(rows)}


def _with_distance(rows: pd.DataFrame) -> pd.DataFrame:
    """Beside each signed gap how far it is in words, as far as the verdict allows, and its sizes where its base jumped."""
    told = [gap.distance_of(r) for r in rows.itertuples()]
    return rows.assign(distance=told, both_bases=[_both(row) for row in rows.itertuples()])


def _both(row) -> str:
    """A deficit on the base and on the one of the period before: points, households or tonnes, points a year; "" where it did not jump."""
    if len(sizes.of(row).points) < 2:
        return ""
    points, amount = sizes.said(row)
    year = sizes.a_year(row)
    said = (f"{points} {words.label('points')}", amount, year and words.label("both_bases.year", points=year))
    return "; ".join(filter(None, said))


def _flags(rows: pd.DataFrame) -> pd.DataFrame:
    """Flags with what was seen and whether the verdict is withheld, in the language bound."""
    return rows.assign(detail=rows[words.column("detail")], veto=[flags.veto_said(flag) for flag in rows["flag"]])


def _numbered(one: brief.Region) -> pd.DataFrame:
    """The needs with their ids and their amounts as the brief prints them."""
    read = pd.DataFrame([as_read(row) for row in one.needs.to_dict("records")], columns=one.needs.columns, index=one.needs.index)
    units = [counted_in(row) for row in read.to_dict("records")]
    return read.assign(id=[f"K{number}" for number in range(1, len(read) + 1)], unit=units)


def _targets(chosen: list[brief.Region]) -> pd.DataFrame:
    """The targets the gaps are measured to, each once, with its source; a region's own set names the region."""
    rows = pd.concat([one.gaps for one in chosen])
    rows = rows[rows["target_pct"].notna()]
    regions = rows.groupby("target_set")["region"].nunique()
    own = rows["target_set"].map(regions).eq(1) & (rows["region"].nunique() > 1)
    named = rows.assign(
        scope=rows["region"].where(own, ""),
        target_direction=rows["direction"],
        source=rows["target_source"],
        confidence=rows["target_confidence"],
    )
    return named.drop_duplicates(["target_set", "scope", "indicator", "ladder", "target_year"])


def _in_words(name: str, rows: pd.DataFrame, regions: dict[str, str]) -> pd.DataFrame:
    """The sheet's columns in order, ids in words, columns that are blank throughout left out."""
    table = rows.rename(columns={f"{key}_{words.language()}": key for key in ("name", "meaning", "question", "evidence")})
    if "region" not in table and "region_code" in table:
        table = table.assign(region=table["region_code"].map(regions).fillna(table["region_code"]))
    table = table.assign(**{key: table[key].map(say) for key, say in WORDS.items() if key in table})
    kept = [
        column.key for column in COLUMNS[name] if column.key in table and (column.key in ALWAYS or not schema.is_blank(table[column.key]))
    ]
    return table[kept]


def _word(value) -> str:
    return named.name(str(value)) if value else ""


def _joined(value) -> str:
    return ", ".join(_word(part) for part in str(value).split("|") if part)


def _said(before: str):
    """The words of an id whose keys begin so; blank, and what a table brings of its own, as it is."""
    return lambda value: words.label_or(f"{before}.{value or ''}", str(value or ""))


def _when_yes(yes: str, no: str):
    return lambda value: words.label_or(yes if str(value).lower() in ("true", "yes", "ya") else no, "")


WORDS = {
    "indicator": _word,
    "sector": _word,
    "verdict": _said("verdict"),
    "flag": named.reasons,
    "basis": _said("basis"),
    "indicators": _joined,
    "target_direction": _said("at"),
    "confidence": _said("confidence"),
    "synthetic": _when_yes("chart.watermark", ""),
    "source": quoted.notes_of,
    "evidence_source": quoted.notes_of,
    "from_whom": quoted.notes_of,
    "note": quoted.note,
    "status": _said("status"),
    "unit": words.unit,
    "amount_unit": words.unit,
    "base_unit": words.unit,
    "kind": _said("kind"),
    "licence": _said("licence"),
}
"""How the ids of a column are said."""


def withheld(rows: pd.DataFrame) -> pd.Series:
    """Which rows of a sheet may not be judged, by what stands in the sheet itself; none where it has no verdicts."""
    if "verdict" not in rows:
        return pd.Series(False, index=rows.index)
    return rows["verdict"].eq(words.label(f"verdict.{schema.TIDAK_DINILAI}"))
