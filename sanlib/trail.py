"""From a number back to its cells: what it is, how it was computed, where each part stands, why it was judged so."""

from __future__ import annotations

import re

import pandas as pd

from sanlib import corrections, flags, indicators, project, reading, words
from sanlib.layouts import sources
from sanlib.survey.households import corrected_for
from sanlib.survey.results import BASIS

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


def explain(row: pd.Series, lang: str = "id", root=None) -> pd.DataFrame:
    """The trail of one row of `gaps` or `achievements`: one step a row (`step`, `what`), read back from the raw file.

    Steps that do not apply (a target for an achievement, an interval for a count) are left out, not left empty.
    """
    steps = [*_measured(row, lang, root), *_cells(row, lang, root), *_compared(row, lang), *_judged(row, lang, root)]
    told = [(words.label(f"explain.{step}", lang), what) for step, what in steps if what]
    return pd.DataFrame(told, columns=["step", "what"])


def _measured(row, lang: str, root) -> list[tuple[str, str]]:
    definition = indicators.table(root).set_index("indicator").loc[row["indicator"], f"definition_{lang}"]
    value = "" if pd.isna(row["value_pct"]) else f"{words.number(row['value_pct'], 2, lang)} %"
    return [
        ("number", f"{row['region']} {row['period']}, {words.label(row['indicator'], lang)}: {value or '–'}"),
        ("definition", definition),
        ("formula", _formula(row, lang)),
        ("sample", _sample(row, lang)),
        ("basis", f"{row['instrument']}; {words.label('basis.' + row['basis'], lang)}"),
        ("published_as", row["published_as"]),
    ]


def _formula(row, lang: str) -> str:
    if pd.isna(row["amount"]) or pd.isna(row["base"]):
        return ""
    amount, base = (words.number(row[name], 2 if row["base_unit"] == "ton" else 0, lang) for name in ("amount", "base"))
    return f"{amount} / {base} {row['base_unit']} × 100"


def _sample(row, lang: str) -> str:
    if pd.isna(row["n"]):
        return ""
    interval = f"{words.number(row['low_pct'], 2, lang)} – {words.number(row['high_pct'], 2, lang)} %"
    return f"n = {words.number(row['n'], 0, lang)}; {interval}"


def _cells(row, lang: str, root) -> list[tuple[str, str]]:
    place = " > ".join(part for part in (row["file"], row["sheet"], row["cell"]) if part)
    source = row["source"] + (f"; {words.label('explain.exported', lang)} {row['export_date']}" if row["export_date"] else "")
    path = project.root(root) / row["file"]
    found = [("cells", place), ("found", _contents(path, row["sheet"], row["cell"])),
             ("corrections", _corrections(row, root)), ("source", source)]
    if path.is_file():
        found.append(("file", f"sha256 {sources.sha256(path)}"))
    return found


def _corrections(row, root) -> str:
    """Every correction applied in the rows the number was read from, which hold its base and parts too; for a survey, in
    the households of the region."""
    if row["basis"] == BASIS:
        return _listed(corrected_for(row["region_code"], row["file"].split("; "), row["period"], root))
    rows = {number for _, number in _CELL.findall(row["cell"])}
    return _listed(corrections.of_rows(row["file"], row["sheet"], rows, root))


def _listed(applied: list[dict]) -> str:
    return "; ".join(f"{one['cell']}: {one['old']} → {one['new']} ({one['who']}, {one['when']}: {one['why']})"
                     for one in applied)


def _contents(path, sheet_name: str, cell: str) -> str:
    """What stands in the named cells now, read from the raw file again."""
    if not cell or not path.is_file():
        return ""
    sheet = next((one for one in reading.open_book(path).sheets if one.name == sheet_name), None)
    if sheet is None:
        return ""
    return "; ".join(f"{letters}{number} = {_value(sheet, letters, int(number))}" for letters, number in _CELL.findall(cell))


def _value(sheet, letters: str, number: int) -> object:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return sheet.cells[number - 1][column - 1]


def _compared(row, lang: str) -> list[tuple[str, str]]:
    if not row.get("target_set"):
        return []
    if pd.isna(row["target_pct"]):
        reported = words.label("explain.unstated", lang, gap=words.number(row["reported_gap_pp"], 0, lang))
        return [("target", reported)]
    target = (f"{row['target_set']} {row['target_year']:.0f}: {words.label('at.' + row['direction'], lang)} "
              f"{words.number(row['target_pct'], 2, lang)} % ({row['target_source']}; "
              f"{words.label('confidence.' + row['target_confidence'], lang)})")
    gap = (f"{words.number(row['target_pct'], 2, lang)} - {words.number(row['value_pct'], 2, lang)} = "
           f"{words.signed(row['gap_pp'], 2, lang)} {words.label('points', lang)}")
    return [("target", target), ("gap", gap), ("shortfall", _shortfall(row, lang))]


def _shortfall(row, lang: str) -> str:
    if pd.isna(row["shortfall_pp"]):
        return ""
    text = f"{words.number(row['shortfall_pp'], 2, lang)} {words.label('points', lang)}"
    for column, unit in (("shortfall_households", "KK"), ("shortfall_tonnes", "ton")):
        if pd.notna(row[column]):
            text += f" × {words.number(row['base'], 0, lang)} {unit} = {words.number(row[column], 0, lang)} {unit}"
    return text


def _judged(row, lang: str, root) -> list[tuple[str, str]]:
    meanings = flags.rules(root).set_index("flag")[f"meaning_{lang}"]
    raised = [name for name in row["flag"].split(";") if name]
    flagged = " ".join(f"{name}: {meanings[name]}" for name in raised)
    verdict = words.label("verdict." + row["verdict"], lang) if row.get("verdict") else ""
    return [("flags", flagged), ("verdict", verdict), ("synthetic", words.label("synthetic", lang) if row["synthetic"] else "")]
