"""Published figures with one indicator a row: a recap, with its target set where there is one, or an open-data portal's table."""

from __future__ import annotations

from sanlib import reading
from sanlib.official import agreement, figure_units, rows_used
from sanlib.official import region_and_year as each
from sanlib.official.agreement import Printed
from sanlib.official.region_and_year import Sheet
from sanlib.project import schema
from sanlib.project.problems import Problem
from sanlib.reference import indicators, whole_and_parts
from sanlib.reference.layouts import fields


def achievements(sheet: Sheet) -> tuple[list[dict], list[Problem], set[int]]:
    """Rows of achievements from a recap, problems, and the rows used: an indicator once per instrument, its published
    gaps beside it as printed."""
    codes, problems = each.region_codes(sheet)
    years, year_problems = each.years(sheet)
    names, name_problems = _indicators(sheet)
    numbers, number_problems = _numbers(sheet)
    foreign, unit_problems = each.not_percent(sheet)
    unknown_unit = any(problem.rule in rows_used.NO_UNIT for problem in number_problems)
    problems += year_problems + name_problems + number_problems + unit_problems
    found: dict[tuple, dict] = {}
    used = set()
    for i, row in enumerate(sheet.table.rows):
        if not (codes[i] and names[i]) or row.number in foreign:
            continue
        by_year = _by_year(numbers, years[i], i)
        if by_year and all(number is None for figures in by_year.values() for number in figures.values()):
            if unknown_unit:
                continue
            problems.append(sheet.problem("recap_without_number", row.cell("indicator"), "indicator", names[i]))
            continue
        for year, figures in by_year.items():
            if all(number is None for number in figures.values()):
                continue
            used.add(row.number)
            new = _row(sheet, row, codes[i], year, names[i], figures)
            key = (new["period"], new["region_code"], new["indicator"], new["instrument"])
            old = found.setdefault(key, new)
            problems += (disagreement := _disagreement(sheet, old, new))
            if disagreement:
                found[(*key, new["cell"])] = new
            elif old is not new:
                old["reported_gaps"] = ";".join(filter(None, (old["reported_gaps"], new["reported_gaps"])))
    return list(found.values()), problems + _wrong_gaps(sheet, numbers) + _contradictions(sheet, list(found.values())), used


def _wrong_gaps(sheet: Sheet, numbers: dict[str, list]) -> list[Problem]:
    """A warning at each published gap that is not the row's own target less its achievement: a sign is easily lost."""
    if not sheet.table.column("target"):
        return []
    targets = reading.numbers(sheet.table, "target", "percent").values
    rows = zip(sheet.table.rows, targets, *(numbers.get(name, [None] * len(targets)) for name in ("value", "gap")), strict=True)
    return [
        sheet.problem(
            "recap_gap_differs",
            row.cell("gap"),
            "gap",
            f"{gap:g}",
            target=f"{target:g}",
            reached=f"{value:g}",
            expected=f"{target - value:g}",
        )
        for row, target, value, gap in rows
        if row.kind == "data" and None not in (target, value, gap)
        if abs(target - value - gap) > whole_and_parts.slack([target, value, gap])
    ]


def _contradictions(sheet: Sheet, found: list[dict]) -> list[Problem]:
    """Problems of figures of one instrument, region and year that contradict each other."""
    together: dict[tuple, Printed] = {}
    for row in found:
        key = tuple(row[name] for name in ("period", "region_code", "instrument", "ladder", "source"))
        if row["value_pct"] is not None:
            printed = together.setdefault(key, Printed({}, {}))
            printed.values[row["indicator"]], printed.cells[row["indicator"]] = row["value_pct"], row["cell"]
    return [problem for printed in together.values() for problem in agreement.problems(sheet, printed, Printed({}, {}))]


def _indicators(sheet: Sheet) -> tuple[list[str], list[Problem]]:
    own = {text: field.removeprefix("pct:") for text, field in sheet.layout.spellings.items() if field.startswith("pct:")}
    known = {reading.normalise(text): name for text, name in indicators.spellings().items()} | own
    texts = [str(row.values.get("indicator") or "").strip() for row in sheet.table.rows]
    names = [known.get(reading.normalise(text), "") for text in texts]
    unknown = [(row, text) for row, text, name in zip(sheet.table.rows, texts, names, strict=True) if not name and row.kind == "data"]
    if not sheet.table.column("instrument"):
        return names, _left_out(sheet, unknown)
    listed = ", ".join(indicators.table()["indicator"])
    return names, [sheet.problem("indicator_unknown", row.cell("indicator"), "indicator", text, known=listed) for row, text in unknown]


def _left_out(sheet: Sheet, unknown: list) -> list[Problem]:
    """One warning per indicator of a portal's table that is none of ours: such tables hold much else."""
    by_text: dict[str, list] = {}
    for row, text in unknown:
        by_text.setdefault(text, []).append(row)
    return [
        sheet.problem("indicator_left_out", rows[0].cell("indicator"), "indicator", text, count=len(rows)) for text, rows in by_text.items()
    ]


def _numbers(sheet: Sheet) -> tuple[dict[str, list], list[Problem]]:
    values = [field for field in fields(sheet.table) if field.partition("@")[0] == "value"]
    parsed = {field: _values(sheet, field) for field in values}
    parsed |= {"gap": reading.numbers(sheet.table, "gap")} if sheet.table.column("gap") else {}
    return {field: one.values for field, one in parsed.items()}, [p for one in parsed.values() for p in one.problems]


def _by_year(numbers: dict[str, list], year: str, i: int) -> dict[str, dict[str, float | None]]:
    """What a row says, by the year in the header of its columns, else by its own year."""
    found: dict[str, dict[str, float | None]] = {}
    for field, values in numbers.items():
        if when := field.partition("@")[2] or year:
            found.setdefault(when, {})[field] = values[i]
    return found


def _values(sheet: Sheet, field: str) -> reading.Parsed:
    """A column of achievements as percentages, by the scale its layout or SOURCES.csv says, where one does."""
    scale, told = figure_units.share(sheet, field)
    if scale == 0:
        return reading.Parsed([None] * len(sheet.table.rows), told)
    return reading.numbers(sheet.table, field, "percent", scale=scale)


def _row(sheet: Sheet, row, code: str, year: str, indicator: str, figures: dict[str, float | None]) -> dict:
    own = next((field for field in figures if field != "gap"), "value")
    value, gap = figures.get(own), figures.get("gap")
    text = {name: str(row.values.get(name) or "").strip() for name in ("instrument", "ladder", "source", "target_set")}
    begun = each.start(sheet, code, year, indicator)
    reported = f"{text['target_set'] or schema.TIDAK_DINYATAKAN}={gap:g}" if gap is not None else ""
    return begun | {
        "value_pct": value,
        "instrument": text["instrument"] or begun["instrument"],
        "ladder": text["ladder"].removesuffix(".0") or begun["ladder"],
        "source": text["source"] or begun["source"],
        "base_unit": "",
        "published_as": reading.JOIN.join(filter(None, (str(row.values["indicator"]).strip(), each.year_as_marked(sheet, row)))),
        "reported_gaps": reported,
        "cell": row.cell(own if value is not None else "gap"),
    }


def _disagreement(sheet: Sheet, old: dict, new: dict) -> list[Problem]:
    if old is new or old["value_pct"] == new["value_pct"]:
        return []
    return [
        sheet.problem(
            "recap_values_disagree",
            new["cell"],
            new["indicator"],
            f"{new['value_pct']}",
            first=f"{old['value_pct']}",
            first_cell=old["cell"],
        )
    ]
