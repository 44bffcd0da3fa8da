"""The tables handed from step to step: what one row is, which columns there are, in which units."""

from __future__ import annotations

import pandas as pd
from pandas.api.types import is_numeric_dtype

from sanlib import words
from sanlib.project import identifiers
from sanlib.project.formula_text import plain_text

PROBLEMS = ("file", "sheet", "cell", "column", "value", "severity", "problem", "fix", "rule")

ACHIEVEMENTS = tuple(
    """
    period region_code region sector indicator value_pct low_pct high_pct n known_pct amount basis instrument ladder base
    base_unit source export_date confidence flag alt_pct alt_base published_as reported_gaps synthetic file sheet cell
    """.split()
)
"""A region x period x indicator x source. `value_pct` is 0-100; `amount` and `base` are in `base_unit` (KK, ton, ...);
`n` counts sampled households and is blank for counts; `alt_pct` is the share on the previous period's base, `alt_base`;
both are filled only where the base jumped; `reported_gaps` are gaps printed as such by the source ("Kota Blitar=8;...")."""

TARGETS = ("target_set", "scope", "ladder", "indicator", "direction", "year", "target_pct", "source", "confidence")

GAPS = (
    *ACHIEVEMENTS,
    *"""
    target_set target_year target_pct direction gap_pp shortfall_pp shortfall_households shortfall_tonnes verdict
    required_pp_per_year reported_gap_pp target_source target_confidence
    """.split(),
)
"""An achievement x target set. `gap_pp` = target - capaian, signed; `shortfall_pp` is what is still to go in the
indicator's own direction, never below 0."""

DETAILS = ("detail", *(f"detail_{lang}" for lang in words.LANGUAGES[1:]))
"""What was seen, in every language side by side."""

FLAGS = ("flag", "veto", "period", "region_code", "region", "indicator", "instrument", "ladder", *DETAILS, "file", "sheet", "cell")
"""A flagged figure. `veto` says whether its flag withholds the verdict: yes, no, if (on the condition `flags.veto_said` tells)."""

TERCAPAI, BELUM = "tercapai", "belum"
BELUM_PASTI, TIDAK_DINILAI = "belum dapat dipastikan", "tidak dapat dinilai"
DISAJIKAN, DITINJAU, DALAM_KURUNG = "disajikan", "ditinjau", "dalam kurung"
DITAHAN, TANPA_DATA = "ditahan", "tanpa data"
"""The values of `presentation`: whether and how an estimate may be published."""
TIDAK_DINYATAKAN = "tidak dinyatakan"
VERDICTS = (TERCAPAI, BELUM, BELUM_PASTI, TIDAK_DINILAI)

_TEXT = {
    *"""
    period region_code region sector indicator basis instrument ladder base_unit source export_date confidence flag
    published_as reported_gaps file sheet cell target_set direction verdict target_source target_confidence scope rule column
    value severity problem fix veto
    """.split(),
    *DETAILS,
}


def table(rows, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows as a table with exactly these columns: text (blank is "", telephone numbers are hidden) and numbers (blank is missing)."""
    frame = pd.DataFrame(rows) if not isinstance(rows, pd.DataFrame) else rows
    frame = frame.reindex(columns=list(columns)).reset_index(drop=True)
    typed = pd.DataFrame({column: _typed(column, frame[column]) for column in columns}, index=frame.index)
    typed.attrs = frame.attrs
    return typed


def _typed(column: str, values: pd.Series) -> pd.Series:
    """A column as its kind: text, yes or no, number."""
    if column in _TEXT:
        return _texts(values)
    if column == "synthetic":
        return values.astype(object).where(values.notna(), False).astype(bool)
    return pd.to_numeric(values).astype(float)


def _texts(values: pd.Series) -> pd.Series:
    """Texts, blank as "", telephone numbers hidden: each text is looked at once, however many rows hold it."""
    held = values.to_numpy(dtype=object, copy=True)
    held[pd.isna(held)] = ""
    said = pd.Series(held, index=values.index, dtype=object).astype(str)
    hidden = {text: identifiers.hidden(text) for text in set(said)}
    if all(text == shown for text, shown in hidden.items()):
        return said
    return pd.Series([hidden[text] for text in said], index=values.index, dtype=object).astype(str)


SAYS_SYNTHETIC, SAYS_YES = ("synthetic", "sintetis"), ("true", "ya", "yes", "1")


def synthetic(rows: pd.DataFrame) -> pd.Series:
    """Whether each row is synthetic, by its column `synthetic` or `sintetis` (yes, ya, True); none is where no column says."""
    said = pd.Series(bool(rows.attrs.get("synthetic")), index=rows.index)
    for name in SAYS_SYNTHETIC:
        if name in rows:
            said |= rows[name].astype(str).str.strip().str.casefold().isin(SAYS_YES)
    return said


def marked(made: pd.DataFrame, said) -> pd.DataFrame:
    """A table made from others with a column `synthetic` where any of its rows is: a synthetic figure says so wherever it goes.

    `said` is one answer for all rows, or one a row on the table's own index (missing: a row without figures). A table
    without any synthetic row stays as it is.
    """
    column = pd.Series(said, index=made.index, dtype="boolean")
    return made.assign(synthetic=column if column.isna().any() else column.astype(bool)) if column.any() else made


def keys(rows: pd.DataFrame, columns) -> list[tuple]:
    """What each row holds in these columns."""
    return list(zip(*(rows[name].to_numpy(object).tolist() for name in columns), strict=True))


def within(rows: pd.DataFrame, columns, among) -> pd.Series:
    """Whether what each row holds in these columns is among others: a collection of such keys, or a table with these columns."""
    known = set(keys(among, columns)) if isinstance(among, pd.DataFrame) else among
    return pd.Series([key in known for key in keys(rows, columns)], rows.index, dtype=bool)


def in_language(table: pd.DataFrame) -> pd.DataFrame:
    """A table that says a thing in every language ("name_id", "name_en") says it in the one spoken, as "name"."""
    both = [name.removesuffix("_id") for name in table if str(name).endswith("_id") and f"{str(name).removesuffix('_id')}_en" in table]
    others = [f"{name}_{lang}" for name in both for lang in words.LANGUAGES if lang != words.language()]
    return table.drop(columns=others).rename(columns={f"{name}_{words.language()}": name for name in both})


def is_blank(values: pd.Series) -> bool:
    """Whether nothing stands in a column: every value is missing or an empty text."""
    there = values.notna().to_numpy()
    return not there.any() or (not is_numeric_dtype(values) and not any(map(str, values.to_numpy(object)[there])))


def read_texts(path) -> pd.DataFrame:
    """A .csv that sanlib wrote, every cell the text it was."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").map(plain_text)


def read_table(path, columns: tuple[str, ...]) -> pd.DataFrame:
    """A table written by sanlib, read back with the types it was written with (codes stay text, blanks stay blank)."""
    raw = read_texts(path)
    for column in raw.columns:
        if column == "synthetic":
            raw[column] = raw[column].eq("True")
        elif column not in _TEXT:
            raw[column] = pd.to_numeric(raw[column].replace("", None))
    return table(raw, columns)
