"""From a number back to its cells: what it is, how it was computed, where each part stands, why it was judged so."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import flags, gap, sizes
from sanlib.official import wide
from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.reference import corrections, indicators, sources
from sanlib.reference.targets import dated
from sanlib.trail import cells_behind, households_behind
from sanlib.trail.complete_row import whole
from sanlib.words import quoted


def steps(row: pd.Series) -> pd.DataFrame:
    """The trail of one row of `gaps`, `achievements` or survey estimates: one step a row (`step`, `what`), read
    back from the raw file. Steps that do not apply (a target for an achievement, an interval for a count) are left out, not left empty.
    """
    row = whole(row)
    found = [*_measured(row), *_counted(row), *_origin(row), *_compared(row), *_judged(row)]
    return table(found)


@bound
def table(found: list[tuple[str, str]], lang: str | None = None) -> pd.DataFrame:
    """Steps by id and what each says as a table to read, those with nothing to say left out."""
    rows = [(words.label(f"explain.{step}"), what) for step, what in found if what]
    return pd.DataFrame(rows, columns=["step", "what"])


def _measured(row) -> list[tuple[str, str]]:
    value = "" if pd.isna(row["value_pct"]) else words.percent(row["value_pct"], 2)
    where = " ".join(filter(None, (row["region"] or row.get("domain", ""), row["period"])))
    return [
        ("number", f"{where}, {_called(row)}: {value or '–'}"),
        ("definition", _definition(row)),
        ("formula", _formula(row)),
        ("sample", _sample(row)),
        ("basis", "; ".join(filter(None, (row["instrument"], words.label("basis." + row["basis"]) if row["basis"] else "")))),
        ("published_as", row["published_as"]),
    ]


def _called(row) -> str:
    name = row["indicator"] or row.get("rung", "")
    named = words.label_or(name, name.replace("_", " "))
    return f"{named} ({words.ladder(row['ladder'])})" if households_behind.is_survey(row) and row["ladder"] else named


def _definition(row) -> str:
    known = indicators.table().set_index("indicator")[f"definition_{words.language()}"]
    return known.get(row["indicator"], "")


def _formula(row) -> str:
    """The share as its amount over its base; a complement with neither as 100 less what it completes."""
    if households_behind.is_survey(row) or pd.isna(row["amount"]) or pd.isna(row["base"]):
        return ""
    amount, base = (words.number(row[name], 2 if row["base_unit"] == "ton" else 0) for name in ("amount", "base"))
    return f"{amount} / {base} {words.unit(row['base_unit'])} × 100"


def _sample(row) -> str:
    if pd.isna(row["n"]):
        return ""
    known = words.label("explain.known", share=words.number(row["known_pct"], 1)) if pd.notna(row["known_pct"]) else ""
    interval = "" if pd.isna(row["low_pct"]) else f"{words.number(row['low_pct'], 2)} – {words.percent(row['high_pct'], 2)}"
    return "; ".join(filter(None, (f"n = {words.number(row['n'], 0)}", interval, known)))


def _counted(row) -> list[tuple[str, str]]:
    """What the number is made of: the cells of a spreadsheet, or the households of a survey."""
    if households_behind.is_survey(row):
        return households_behind.steps(row)
    place = " > ".join(part for part in (row["file"], row["sheet"], row["cell"]) if part)
    return [
        ("cells", place),
        ("found", cells_behind.contents(row)),
        ("parts", _parts(row)),
        ("printed", _printed(row)),
        ("complement", _complement(row)),
        ("corrections", _corrections(row)),
    ]


def _parts(row) -> str:
    """Every cell behind the number by its header: its own, its base, what it is the sum of, whose row it is."""
    return "; ".join(f"{one.header} ({one.cell}) = {one.stands}" for one in cells_behind.cells(row).itertuples())


def _printed(row) -> str:
    """What the source prints where it is not the rounding of its own parts, from which the number was then computed."""
    own = [one.stands for one in cells_behind.cells(row).itertuples() if one.role == "pct" and one.indicator == row["indicator"]]
    other = [stands for stands in own if isinstance(stands, (int, float)) and abs(stands - row["value_pct"]) > wide.PRINTED_TOLERANCE]
    return words.label("explain.printed_as", printed=", ".join(words.number(one, 2) for one in other)) if other else ""


def _complement(row) -> str:
    """For a share the source does not print: 100 less what it completes, as read from that one's cells."""
    whole = indicators.complements().get(row["indicator"], "")
    if not whole or pd.isna(row["value_pct"]) or row["indicator"] in set(cells_behind.cells(row)["indicator"]):
        return ""
    return f"100 {words.MINUS} {words.label(whole)} {words.number(100 - row['value_pct'], 2)} = {words.percent(row['value_pct'], 2)}"


def _origin(row) -> list[tuple[str, str]]:
    source = quoted.notes_of(row["source"]) + (f"; {words.label('explain.exported')} {row['export_date']}" if row["export_date"] else "")
    paths = [folders.root() / name for name in row["file"].split("; ") if name]
    prints = [f"{path.name} sha256 {sources.sha256(path)}" for path in paths if path.is_file()]
    return [("source", source), ("file", "; ".join(prints))]


def _corrections(row) -> str:
    """Every correction applied in the rows the number was read from, which hold its base and parts too."""
    rows = {number for _, number in cells_behind.CELL.findall(row["cell"])}
    return corrections.as_text(corrections.of_rows(row["file"], row["sheet"], rows))


def _compared(row) -> list[tuple[str, str]]:
    if not row["target_set"]:
        return []
    if pd.isna(row["target_pct"]):
        reported = words.label("explain.unstated", gap=words.number(row["reported_gap_pp"], 0))
        return [("target", reported)]
    target = (
        f"{dated(row['target_set'], row['target_year'])}: {words.label('at.' + row['direction'])} "
        f"{words.percent(row['target_pct'], 2)} ({quoted.notes_of(row['target_source'])}; "
        f"{words.label('confidence.' + row['target_confidence'])})"
    )
    difference = (
        f"{words.number(row['target_pct'], 2)} {words.MINUS} {words.number(row['value_pct'], 2)} = "
        f"{words.signed_points(row['gap_pp'])} {words.label('points')}"
    )
    said = gap.distance_of(row)
    difference += f" ({said})" if said else ""
    return [("target", target), ("gap", difference), ("shortfall", _shortfall(row))]


def _shortfall(row) -> str:
    if pd.isna(row["shortfall_pp"]):
        return ""
    points = f"{sizes.said(row)[0] or words.points(row['shortfall_pp'])} {words.label('points')}"
    for column, unit in (("shortfall_households", "KK"), ("shortfall_tonnes", "ton")):
        if pd.notna(row[column]):
            size = f"{words.number(row[column], 0)} {words.unit(unit)}"
            if pd.isna(row["amount"]) or not row["shortfall_pp"] > 0:
                return f"{points} × {words.number(row['base'], 0)} {words.unit(unit)} = {size}"
            return f"{points}; {_size(row, row['base'], unit)} = {size}{_other_size(row, unit)}"
    return points


def _size(row, base: float, unit: str) -> str:
    """The size of a deficit as it is computed: what the target asks of the base, and what there is, the larger first."""
    places = 2 if unit == "ton" else 0
    asked = f"{words.percent(row['target_pct'], 2)} × {words.number(base, places)} {words.unit(unit)}"
    there = f"{words.number(row['amount'], places)} {words.unit(unit)}"
    return f" {words.MINUS} ".join([asked, there] if row["direction"] == "minimal" else [there, asked])


def _other_size(row, unit: str) -> str:
    """The same on the previous period's base, where the base jumped."""
    if pd.isna(row["alt_base"]):
        return ""
    said = f"{words.label('explain.other_base').lower()}: {_size(row, row['alt_base'], unit)}"
    return f"; {said} = {words.number(sizes.of(row).amount[1], 0)} {words.unit(unit)}"


def _judged(row) -> list[tuple[str, str]]:
    meanings = flags.rules().set_index("flag")[f"meaning_{words.language()}"]
    flagged = " ".join(f"{flags.reasons(name)}: {meanings[name]}" for name in row["flag"].split(";") if name)
    verdict = words.label("verdict." + row["verdict"]) if row["verdict"] else ""
    return [
        ("flags", flagged),
        ("other_base", _other_base(row)),
        ("verdict", "; ".join(filter(None, (verdict, _uncertain(row))))),
        ("synthetic", words.label("synthetic") if row["synthetic"] else ""),
    ]


def _other_base(row) -> str:
    """Where the base jumped: the share on the previous base, which a verdict must survive too."""
    return "" if pd.isna(row["alt_pct"]) else words.percent(row["alt_pct"], 2)


def _uncertain(row) -> str:
    """The range the verdict had to respect, where there is one."""
    low, high = (float(bound.iloc[0]) for bound in gap.interval(pd.DataFrame([row])))
    if row["verdict"] in ("", schema.TIDAK_DINILAI) or pd.isna(low) or low == high:
        return ""
    return words.label("explain.range", low=words.number(low, 2), high=words.number(high, 2))
