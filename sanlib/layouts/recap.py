"""A recap of published figures: one indicator, and one target set where there is one, a row."""

from __future__ import annotations

from sanlib import indicators, reading, schema
from sanlib.layouts import rows as each
from sanlib.layouts.rows import Sheet
from sanlib.problems import Problem


def achievements(sheet: Sheet) -> tuple[list[dict], list[Problem], set[int]]:
    """Rows of achievements from a recap, problems, and the rows used: an indicator once per instrument, its published
    gaps beside it as printed."""
    codes, problems = each.region_codes(sheet)
    years, year_problems = each.years(sheet)
    names, name_problems = _indicators(sheet)
    numbers, number_problems = _numbers(sheet)
    problems += year_problems + name_problems + number_problems
    found: dict[tuple, dict] = {}
    used = set()
    for i, row in enumerate(sheet.table.rows):
        if not (codes[i] and years[i] and names[i]):
            continue
        used.add(row.number)
        new = _row(sheet, row, codes[i], years[i], names[i], numbers, i)
        key = (new["period"], new["region_code"], new["indicator"], new["instrument"])
        old = found.setdefault(key, new)
        problems += (disagreement := _disagreement(sheet, row, old, new))
        if disagreement:
            found[(*key, new["cell"])] = new
        elif old is not new:
            old["reported_gaps"] = ";".join(filter(None, (old["reported_gaps"], new["reported_gaps"])))
    return list(found.values()), problems, used


def _indicators(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    known = indicators.spellings(sheet.reference.root)
    texts = [str(row.values.get("indicator") or "").strip() for row in sheet.table.rows]
    return [known.get(text.casefold(), "") for text in texts], [
        Problem("indicator_unknown", sheet.file, sheet.name, row.cell("indicator"), "indicator", text,
                {"known": ", ".join(indicators.table(sheet.reference.root)["indicator"])})
        for row, text in zip(sheet.table.rows, texts) if text.casefold() not in known and row.kind == "data"
    ]


def _numbers(sheet: Sheet) -> tuple[dict[str, list], list[Problem]]:
    parsed = {field: reading.numbers(sheet.table, field, kind)
              for field, kind in (("value", "percent"), ("gap", "amount"))
              if any(column.field == field for column in sheet.table.columns)}
    return {field: one.values for field, one in parsed.items()}, [p for one in parsed.values() for p in one.problems]


def _row(sheet: Sheet, row, code: str, year: str, indicator: str, numbers: dict[str, list], i: int) -> dict:
    value, gap = (numbers[field][i] if field in numbers else None for field in ("value", "gap"))
    text = {name: str(row.values.get(name) or "").strip() for name in ("instrument", "ladder", "source", "target_set")}
    reported = f"{text['target_set'] or schema.TIDAK_DINYATAKAN}={gap:g}" if gap is not None else ""
    return each.start(sheet, code, year, indicator) | {
        "value_pct": value, "instrument": text["instrument"], "ladder": text["ladder"].removesuffix(".0"),
        "source": text["source"], "base_unit": "", "published_as": str(row.values["indicator"]).strip(),
        "reported_gaps": reported, "cell": row.cell("value" if value is not None else "gap"),
    }


def _disagreement(sheet: Sheet, row, old: dict, new: dict) -> list[Problem]:
    if old is new or old["value_pct"] == new["value_pct"]:
        return []
    return [Problem("recap_values_disagree", sheet.file, sheet.name, row.cell("value"), new["indicator"],
                    f"{new['value_pct']}", {"first": f"{old['value_pct']}", "first_cell": old["cell"]})]
