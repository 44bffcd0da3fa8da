"""What each table an analyst edits holds: its columns, what may stand in them, and what makes two rows the same row.

One entry a table of data/raw/reference, and SOURCES.csv of every period. `reference_tables` reads and checks by it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import NamedTuple

from sanlib import words


class Column(NamedTuple):
    """One column. `kind` is text, number, count, year, date, choice, key (of another table: `of` = file:column), template,
    kemendagri (codes of regions, joined by "|") or setting (a number or a word).

    A choice is one of `choices`, by any of the spellings of `said`; `also` are values beside those of a key. `several`
    allows a list joined by "|". Numbers stand within `low` and `high`. A template's {blanks} are `choices`.
    `filled` = never blank; `optional` = the column itself may be missing.
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    of: str = ""
    also: tuple[str, ...] = ()
    several: bool = False
    low: float | None = None
    high: float | None = None
    filled: bool = False
    optional: bool = False


class Schema(NamedTuple):
    """The columns of a table, and the columns that together name a row (no two rows share them).

    A `short` table may leave out columns, unless one that nobody knows stands there in their place. `always` are rows that are
    computed with, by the key's first column: they may not be missing, nor be blank in the column named beside them.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    short: bool = False
    always: Mapping[str, str] = types.MappingProxyType({})


SAID = {
    "ya": "yes",
    "y": "yes",
    "true": "yes",
    "benar": "yes",
    "tidak": "no",
    "n": "no",
    "false": "no",
    "salah": "no",
    "diterima": "received",
    "disalin": "transcribed",
    "sintetis": "synthetic",
    "terbit": "published",
    "konsep": "draft",
    "belum diperiksa": "unverified",
    "tahun disimpulkan": "year inferred",
    "minimum": "minimal",
    "paling sedikit": "minimal",
    "maksimum": "maksimal",
    "paling banyak": "maksimal",
    "%": "persen",
    "percent": "persen",
    "fraction": "pecahan",
    "proporsi": "pecahan",
    "ton per hari": "ton/hari",
    "ton per tahun": "ton/tahun",
    "kg per hari": "kg/hari",
    "kg per tahun": "kg/tahun",
}
"""Indonesian words for the values of choices."""
CONFIDENCE = ("published", "draft", "unverified", "year inferred", "synthetic")
UNITS = ("persen", "pecahan", "ton/tahun", "ton/hari", "kg/tahun", "kg/hari")
"""Units a figure of an official table can be said to stand in; "pecahan" is a share of 1."""
SECTORS = ("air_limbah", "persampahan", "drainase", "higiene", "kesehatan")
VERDICTS = ("tercapai", "belum", "belum dapat dipastikan", "tidak dapat dinilai")


def _text(names: str, **options) -> tuple[Column, ...]:
    """Columns of text; what is named in English ("label_en") is named in every further language too."""
    own = names.split()
    further = [f"{name.removesuffix('en')}{lang}" for name in own if name.endswith("_en") for lang in words.LANGUAGES]
    return tuple(Column(name, **options) for name in dict.fromkeys([*own, *further]))


def _number(names: str, low: float | None = 0, **options) -> tuple[Column, ...]:
    return _text(names, kind="number", low=low, **options)


def _choice(name: str, *choices: str, **options) -> Column:
    return Column(name, "choice", choices, **options)


def _key(name: str, of: str, **options) -> Column:
    return Column(name, "key", of=of, **options)


def _rows(names: str, filled: str = "") -> dict[str, str]:
    """Rows that must stand, each with the column that may not be blank in it."""
    return dict.fromkeys(names.split(), filled)


def _region(**options) -> Column:
    return _key("region_code", "regions.csv:region_code", **options)


def _indicator(name: str = "indicator", **options) -> Column:
    return _key(name, "indicators.csv:indicator", **options)


_YES_NO = ("yes", "no")
_LABELS = _text("label_id label_en", optional=True)
_FORM = _key("form", "survey/forms.csv:form", filled=True)

SCHEMAS: dict[str, Schema] = {
    "SOURCES.csv": Schema(
        (
            *_text("file", filled=True),
            *_text("source from_whom"),
            *_text("received export_date", kind="date"),
            *_text("licence sha256"),
            _choice("kind", "received", "transcribed", "synthetic"),
            _choice("synthetic", *_YES_NO),
            _choice("confidence", *CONFIDENCE),
            *_text("note"),
            *_text("form layout", optional=True),
            Column("year", "year", optional=True),
            _choice("unit", *UNITS, optional=True),
        ),
        short=True,
    ),
    "regions.csv": Schema(
        (
            *_text("region_code", filled=True),
            _choice("kind", "provinsi", "kabupaten", "kota", "lain", filled=True),
            *_text("region province_code", filled=True),
            *_text("kemendagri_code", kind="kemendagri"),
            *_text("spellings pilot_batch pilot_source"),
            _choice("pilot_confidence", *CONFIDENCE),
            *_number("population"),
            *_text("population_year population_source source"),
        ),
        ("region_code",),
    ),
    "indicators.csv": Schema(
        (
            *_text("indicator", filled=True),
            _choice("sector", *SECTORS, filled=True),
            _indicator("part_of"),
            _indicator("complement_of"),
            _choice("direction", "minimal", "maksimal"),
            *_text("spellings definition_id definition_en source"),
            *_LABELS,
        ),
        ("indicator",),
    ),
    "targets.csv": Schema(
        (
            *_text("target_set", filled=True),
            _key("scope", "regions.csv:region_code", also=("nasional",), filled=True),
            *_text("ladder"),
            _indicator(filled=True),
            _choice("direction", "minimal", "maksimal", filled=True),
            Column("year", "year", filled=True),
            *_text("target_pct", kind="share", low=0, high=100, filled=True),
            *_text("source", filled=True),
            _choice("confidence", *CONFIDENCE),
        ),
        ("target_set", "scope", "ladder", "indicator", "year"),
    ),
    "corrections.csv": Schema((*_text("file sheet cell old new who"), Column("when", "date"), *_text("why"))),
    "flags.csv": Schema(
        (
            *_text("flag", filled=True),
            _choice("veto", "yes", "no", "if", filled=True),
            _choice("line", "before", "isolated"),
            *_number("threshold"),
            *_text("unit", optional=True),
            *_text("meaning_id meaning_en", filled=True),
            *_text("why", optional=True),
        ),
        ("flag",),
        always=_rows(
            "bagian_mustahil kolom_kembar jiwa_sebagai_kk nilai_kembar nilai_kembar_asal nilai_kembar_mungkin patahan_metode "
            "anjlok_saat_patahan definisi_bergeser definisi_bergeser_imbas basis_melompat revisi nol_mungkin_kosong",
            filled="threshold",
        )
        | _rows(
            "jumlah_tidak_cocok angka_bertentangan patahan_bagian patahan_terlewati basis_basi semua_bahan_baku odf_bukan_layak "
            "instrumen_campur tidak_melapor sampel_tidak_cukup pelengkap_ditahan sampel_ditinjau angka_sementara"
        ),
    ),
    "layouts.csv": Schema(
        (
            *_text("layout name_id name_en", filled=True),
            *_text("instrument ladder basis base_unit"),
            _choice("year_from", "column", "title", "header", "sources", filled=True),
            _choice("plain_name", "kabupaten", "kota", "provinsi"),
            *_text("source"),
            _choice("blank", *_YES_NO, optional=True),
            *_text("headers_from title", optional=True),
        ),
        ("layout",),
    ),
    "name_parts.csv": Schema((*_text("spelling part role", filled=True),)),
    "bounds.csv": Schema(
        (
            _choice("quantity", "share", "base", "amount", filled=True),
            *_text("unit", filled=True),
            _choice("level", "semua", "kabupaten/kota", "provinsi", filled=True),
            *_number("low high", filled=True),
            *_text("source", filled=True),
        ),
        ("quantity", "unit", "level"),
    ),
    "headers.csv": Schema(
        (
            _key("layout", "layouts.csv:layout", filled=True),
            *_text("field", filled=True),
            _choice("required", *_YES_NO, filled=True),
            *_text("spellings", filled=True),
            _choice("unit", *UNITS, "sources", optional=True),
        )
    ),
    "header_words.csv": Schema((*_text("means words", filled=True),), ("means",)),
    "odf.csv": Schema((_region(filled=True), Column("since", "year", filled=True), *_text("source")), ("region_code",)),
    "kemendagri_codes.csv": Schema(
        (*_text("kemendagri_code", kind="kemendagri", filled=True), _region(filled=True), *_text("edition name confirmed note source")),
        ("kemendagri_code",),
    ),
    "policies.csv": Schema(
        (
            *_text("policy", filled=True),
            _region(filled=True),
            *_text("name_id name_en"),
            _indicator("indicators", several=True),
            *_text("evidence_id evidence_en evidence_source opd"),
            _choice("status", "terdokumentasi", "tidak terdokumentasi", filled=True),
            *_text("source"),
        ),
        ("policy", "region_code"),
    ),
    "milestones.csv": Schema(
        (
            _region(filled=True),
            *_text("milestone meaning_id meaning_en", filled=True),
            Column("planned_year", "year"),
            Column("date", "date"),
            _choice("status", "terdokumentasi", "tidak terdokumentasi", filled=True),
            *_text("source"),
        ),
        ("region_code", "milestone"),
    ),
    "facilities.csv": Schema(
        (
            _region(filled=True),
            *_text("facility measure name_id name_en", filled=True),
            *_number("low high"),
            *_text("unit"),
            Column("year", "year"),
            *_text("source"),
            _choice("confidence", *CONFIDENCE),
        ),
        ("region_code", "facility", "measure", "year"),
    ),
    "assumptions.csv": Schema(
        (
            *_text("assumption", filled=True),
            _region(),
            *_number("low high"),
            *_text("unit meaning_id meaning_en source"),
            _choice("confidence", *CONFIDENCE),
            *_text("question_id question_en"),
        ),
        ("assumption", "region_code"),
    ),
    "needs.csv": Schema(
        (
            *_text("need", filled=True),
            _indicator(filled=True),
            *_text("name_id name_en", filled=True),
            _choice("rule", "kekurangan_kk", "kekurangan_ton", "kk_tangki", "jiwa_tangki", filled=True),
            _key("factors", "assumptions.csv:assumption", several=True),
            _key("divisors", "assumptions.csv:assumption", several=True),
            *_text("unit facility measure"),
            Column("direction_id", "template", ("density",)),
            Column("direction_en", "template", ("density",)),
        ),
        ("need",),
    ),
    "paces.csv": Schema(
        (
            _region(filled=True),
            *_text("policy"),
            _indicator(filled=True),
            _key("target_set", "targets.csv:target_set"),
            *_number("per_year", filled=True),
            *_text("unit"),
            *_text("assumed_by reason", filled=True),
        )
    ),
    "issues.csv": Schema(
        (
            _region(),
            *_text("aspect", filled=True),
            _indicator(),
            _choice("verdict", *VERDICTS),
            Column("text_id", "template", ("capaian", "gap", "distance", "target_set"), filled=True),
            Column("text_en", "template", ("capaian", "gap", "distance", "target_set"), filled=True),
            *_text("source"),
        )
    ),
    "survey/answers.csv": Schema(
        (_FORM, *_text("code", filled=True), *_text("spelling", filled=True), *_text("option"), *_text("note", optional=True)),
        ("form", "code", "spelling"),
    ),
    "survey/checks.csv": Schema((_FORM, *_text("rule field condition", filled=True)), ("form", "rule")),
    "survey/codebook.csv": Schema(
        (_FORM, *_text("code", filled=True), *_text("mode kind question option label skip")), ("form", "code", "option")
    ),
    "survey/core_questions.csv": Schema(
        (
            *_text("question", filled=True),
            *_text("option"),
            _choice("known_by", "name", "label", "words", "code", filled=True),
            *_text("lang"),
            *_text("text", filled=True),
            *_text("source"),
        )
    ),
    "survey/design.csv": Schema(
        (*_text("setting", filled=True), Column("value", "setting", filled=True), *_text("choices meaning_id meaning_en source")),
        ("setting",),
        always=_rows("lonely interval level rule icc"),
    ),
    "survey/forms.csv": Schema(
        (
            *_text("form", filled=True),
            *_text("instrument", optional=True),
            *_text("name_id name_en"),
            _key("profiles", "survey/ladder_rules.csv:profile", several=True),
            *_text("indicators source"),
            *_text("questions", optional=True),
        ),
        ("form",),
    ),
    "survey/frame_headers.csv": Schema(
        (*_text("field", filled=True), _choice("required", *_YES_NO, filled=True), *_text("spelling", filled=True)), ("spelling",)
    ),
    "survey/indicators.csv": Schema(
        (
            *_text("ladder"),
            *_text("indicator", filled=True),
            _choice("sector", *SECTORS, filled=True),
            _choice("achievement", *_YES_NO),
            *_text("yes", filled=True),
            *_text("base meaning_id denominator_id unknown_id meaning_en denominator_en unknown_en source"),
            *_LABELS,
        ),
        ("ladder", "indicator"),
        always={"2020": ""},
    ),
    "survey/irs.csv": Schema(
        (
            *_text("profile component variable", filled=True),
            *_number("weight", high=1, filled=True),
            *_text("at_risk", filled=True),
            *_text("base empty"),
            *_text("label_id label_en note", optional=True),
        ),
        ("profile", "variable"),
    ),
    "survey/irs_classes.csv": Schema(
        (
            _choice("kind", "relative", "absolute", filled=True),
            *_text("order", kind="count", low=0, filled=True),
            *_text("class", filled=True),
            *_number("upper"),
        ),
        ("kind", "order"),
    ),
    "survey/items.csv": Schema(
        (
            _FORM,
            *_text("code", filled=True),
            _choice("type", "code", "integer", "decimal", "text"),
            *_text("width", kind="count", low=0),
            *_number("min max", low=None),
            *_text("parts alone"),
            _choice("required", *_YES_NO),
            _choice("personal", *_YES_NO),
            *_text("asked_if"),
            _choice("kept", "no", "month", "decade")._replace(optional=True),
        ),
        ("form", "code"),
    ),
    "survey/kelurahan_kota_blitar.csv": Schema(_text("kode_kemendagri kode_bps_2018_jika_ada kecamatan kelurahan"), ("kode_kemendagri",)),
    "survey/ladder_classes.csv": Schema(
        (
            *_text("ladder", filled=True),
            _key("profile", "survey/ladder_rules.csv:profile", filled=True),
            *_text("order", kind="count", low=0, filled=True),
            *_text("class rungs", filled=True),
        ),
        ("ladder", "profile", "class"),
    ),
    "survey/ladder_rules.csv": Schema(
        (
            *_text("profile", filled=True),
            *_text("order", kind="count", low=0, filled=True),
            *_text("when"),
            *_text("rung condition", filled=True),
            *_text("note source"),
        ),
        ("profile", "order", "when"),
    ),
    "survey/repeats.csv": Schema((_FORM, *_text("needs field condition", filled=True), *_text("note", optional=True)), ("form", "field")),
    "survey/spelling_rules.csv": Schema(_text("after_section between_numbers before_part example note")),
    "survey/spellings.csv": Schema((_FORM, *_text("field spelling", filled=True))),
}
