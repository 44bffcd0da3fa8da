"""Tables with one region a row and one indicator a column: SIPSN, Dinkes and BPS."""

from __future__ import annotations

from typing import NamedTuple

from sanlib import reading
from sanlib.official import agreement, figure_units
from sanlib.official import region_and_year as each
from sanlib.official.agreement import Printed
from sanlib.official.region_and_year import Sheet
from sanlib.project.problems import Problem
from sanlib.reference import bounds, whole_and_parts
from sanlib.reference.layouts import fields

PRINTED_TOLERANCE = 0.005 + 1e-9
"""A percentage printed with two decimals is the right rounding of its parts within half a hundredth."""
BEYOND = 0.05
"""Points beyond 0-100 that rounding may leave, as in flags.csv (bagian_mustahil)."""


FAR = 0.5
"""Points from which on a printed share that its own amounts do not give is no rounding, and is a warning [own rule]."""


class Figure(NamedTuple):
    """An indicator's share (0-100) and amount in one row, and the cells they came from."""

    pct: float | None = None
    pct_cell: str = ""
    amount: float | None = None
    amount_cell: str = ""


def achievements(sheet: Sheet) -> tuple[list[dict], list[Problem], set[int]]:
    """Rows of achievements from a wide table, a problem for each cell that could not be used, and the rows that were.

    Those of rows that contradict each other are marked `disputed`.
    """
    codes, problems = each.region_codes(sheet)
    years, year_problems = each.years(sheet)
    columns, number_problems = _columns(sheet)
    copies, disputed, doubled = each.repeated(sheet, codes)
    foreign, unit_problems = each.not_percent(sheet, lambda row: figure_units.in_amounts(sheet, row))
    found, share_problems, used = [], [], set()
    for i, row in enumerate(sheet.table.rows):
        if not codes[i] or row.number in copies | foreign:
            continue
        for year, figures in _by_year(sheet, columns, i, years[i]).items():
            base = _at(columns, "base", i)
            inside, impossible = _possible(sheet, row, codes[i], figures, base)
            settled, printed = _settle(sheet, row, inside, base)
            share_problems += impossible + printed
            used |= {row.number} if settled and row.number not in disputed else set()
            made = [_row(sheet, row, codes[i], year, name, figure, base) for name, figure in settled.items()]
            found += [one | {"disputed": True} for one in made] if row.number in disputed else made
    return found, problems + year_problems + doubled + unit_problems + number_problems + share_problems + _not_read(sheet), used


COUNTED = ("KK", "rumah tangga", "jiwa", "desa")
"""Units of what is counted: there are no decimals in them."""


def _columns(sheet: Sheet) -> tuple[dict[str, list], list[Problem]]:
    """Every field as numbers; a printed share is read beside the one its own amounts give, so its scale is known."""
    named = fields(sheet.table)
    kind = "count" if sheet.layout.counted_in in COUNTED else "amount"
    counted = [field for field in named if field == "base" or field.startswith("amount:")]
    amounts = {field: reading.numbers(sheet.table, field, kind) for field in counted}
    amounts |= {
        field: reading.numbers(sheet.table, field, kind, within=_expected(sheet, field, amounts))
        for field, one in amounts.items()
        if any(p.rule == "read_ambiguous_number" for p in one.problems)
    }
    amounts = {field: _in_own_unit(sheet, field, one) for field, one in amounts.items()}
    parsed = amounts | {field: _shares(sheet, field, amounts) for field in named if field.startswith("pct:")}
    return {field: one.values for field, one in parsed.items()}, [p for one in parsed.values() for p in one.problems]


def _in_own_unit(sheet: Sheet, field: str, parsed: reading.Parsed) -> reading.Parsed:
    """A column of amounts in the unit of its layout; an amount whose unit is not known or is another one is missing."""
    factors, told = figure_units.amounts(sheet, field)
    values = [None if None in (value, factor) else value * factor for value, factor in zip(parsed.values, factors, strict=True)]
    return reading.Parsed(values, parsed.problems + told)


def _shares(sheet: Sheet, field: str, amounts: dict) -> reading.Parsed:
    """A column of shares as percentages; where the rows' unit is that of the amounts beside it, its own header must say percent."""
    scale, told = figure_units.share(sheet, field)
    if scale == 0:
        return reading.Parsed([None] * len(sheet.table.rows), told)
    parsed = reading.numbers(sheet.table, field, "percent", against=_computed(field, amounts), scale=scale)
    if scale is not None or figure_units.says_percent(sheet.table.column(field).header):
        return parsed
    values = [None if figure_units.in_amounts(sheet, row) else value for row, value in zip(sheet.table.rows, parsed.values, strict=True)]
    return reading.Parsed(values, parsed.problems)


HALF_PRINTED = 0.0051
"""Points a share printed to two decimals may be off."""


def _expected(sheet: Sheet, field: str, amounts: dict) -> list[tuple[float, float] | None]:
    """Between which two numbers an amount lies, by the row's own printed share and its base (or, for the base, its amounts)."""
    pairs = [(name, f"pct:{name.partition(':')[2]}") for name in (amounts if field == "base" else [field]) if name != "base"]
    printed = {share: reading.numbers(sheet.table, share, "percent").values for _, share in pairs if sheet.table.column(share)}
    ranges: list[tuple[float, float] | None] = [None] * len(sheet.table.rows)
    for name, share in ((name, share) for name, share in pairs if share in printed):
        known = amounts[name if field == "base" else "base"].values if "base" in amounts else [None] * len(ranges)
        for i, (pct, other) in enumerate(zip(printed[share], known, strict=True)):
            if pct and other and pct > HALF_PRINTED:
                low, high = pct - HALF_PRINTED, pct + HALF_PRINTED
                ranges[i] = (100 * other / high, 100 * other / low) if field == "base" else (other * low / 100, other * high / 100)
    return ranges


def _computed(field: str, amounts: dict) -> list[float | None] | None:
    """The share a row's own cells give for an indicator, None where they do not."""
    amount, base = amounts.get(field.replace("pct:", "amount:")), amounts.get("base")
    if amount is None or base is None:
        return None
    return [100 * part / whole if part is not None and whole else None for part, whole in zip(amount.values, base.values, strict=True)]


def _at(columns: dict[str, list], field: str, i: int) -> float | None:
    return columns[field][i] if field in columns else None


def _by_year(sheet: Sheet, columns: dict, i: int, year: str) -> dict[str, dict[str, Figure]]:
    """Figures of one row by the year they describe: the row's own, or the year that stands in the header."""
    row, by_year = sheet.table.rows[i], {}
    for field in columns:
        if field == "base":
            continue
        name, _, header_year = field.partition("@")
        kind, indicator = name.split(":")
        figures = by_year.setdefault(header_year or year, {})
        own = {kind: columns[field][i], f"{kind}_cell": row.cell(field)}
        figures[indicator] = figures.get(indicator, Figure())._replace(**own)
    return {a_year: figures for a_year, figures in by_year.items() if a_year}


def _possible(sheet: Sheet, row, code: str, figures: dict[str, Figure], base: float | None) -> tuple[dict[str, Figure], list[Problem]]:
    """Figures whose amounts can be, where the base can be; 0 of 0 and a share of nothing are unknown, not 0 %."""
    impossible = _impossible(sheet, "base", code, base, row.cell("base") if sheet.table.column("base") else "", "base")
    if impossible:
        return {}, impossible
    bad = {
        name: problem
        for name, figure in figures.items()
        for problem in _impossible(sheet, "amount", code, figure.amount, figure.amount_cell, name)
    }
    return {name: figure for name, figure in figures.items() if name not in bad}, list(bad.values())


def _impossible(sheet: Sheet, quantity: str, code: str, value: float | None, cell: str, column: str) -> list[Problem]:
    """A problem where a base or an amount is outside bounds.csv; nothing of it is used."""
    unit = sheet.layout.counted_in
    bound = bounds.broken(sheet.reference.bounds, quantity, unit, code, value)
    if not bound:
        return []
    details = {"low": float(bound.low), "high": float(bound.high), "unit": unit, "source": bound.source, "value": float(value)}
    rule = "base_zero" if quantity == "base" and value == 0 else f"{quantity}_outside_bounds"
    return [sheet.problem(rule, cell, column, f"{value:.10g}", **details)]


def _settle(sheet: Sheet, row, figures: dict[str, Figure], base: float | None):
    """Figures completed: wholes from their parts, shares from amounts, complements; each with a value or left out."""
    whole = _with_wholes(figures, sheet.reference.wholes, base)
    settled, problems = {}, []
    for name, figure in whole.items():
        settled[name], problem = _share(sheet, name, figure, base)
        problems += problem
    problems += _over_whole(sheet, row, settled) + agreement.problems(sheet, *_printed(figures, settled))
    settled |= _complements(settled, sheet.reference.complements, base)
    return {name: figure for name, figure in settled.items() if figure.pct is not None}, problems


def _with_wholes(figures: dict[str, Figure], part_of: dict[str, str], base: float | None) -> dict[str, Figure]:
    """A whole that has no amount of its own gets its parts' sum, where every part indicators.csv gives it is there.

    Not where it is published as another share than that: it stays as printed, to be reported and flagged.
    """
    figures = dict(figures)
    counted = {name: figure.amount for name, figure in figures.items() if figure.amount is not None}
    for whole in sorted({part_of[name] for name in figures if name in part_of}):
        own = figures.get(whole, Figure())
        its = [figure for name, figure in figures.items() if part_of.get(name) == whole]
        if own.amount is None and whole_and_parts.complete(whole, counted, part_of) and not _contradicted(own.pct, its, base):
            cells = "+".join(part.amount_cell for part in its)
            figures[whole] = own._replace(amount=sum(part.amount for part in its), amount_cell=cells)
    return figures


def _contradicted(pct: float | None, its: list[Figure], base: float | None) -> bool:
    """Whether a printed share is not, within rounding, what these amounts are of the base."""
    if pct is None or not base or not -BEYOND <= pct <= 100 + BEYOND:
        return False
    shares = [100 * part.amount / base for part in its]
    return abs(sum(shares) - pct) > whole_and_parts.slack([pct, *shares])


def _printed(figures: dict[str, Figure], settled: dict[str, Figure]) -> tuple[Printed, Printed]:
    """The shares and amounts printed in the row itself, without those computed from others."""
    own = {name: settled[name] for name, figure in figures.items() if (figure.pct, figure.amount) != (None, None)}
    shares = {name: figure for name, figure in own.items() if figure.pct is not None}
    amounts = {name: figure for name, figure in figures.items() if figure.amount is not None}
    return (
        Printed({name: one.pct for name, one in shares.items()}, {name: one.pct_cell for name, one in shares.items()}),
        Printed({name: one.amount for name, one in amounts.items()}, {name: one.amount_cell for name, one in amounts.items()}),
    )


def _over_whole(sheet: Sheet, row, settled: dict[str, Figure]) -> list[Problem]:
    """A warning at the first of the parts of a whole that together are more than all there is."""
    part_of = sheet.reference.wholes
    problems = []
    for whole in dict.fromkeys(part_of[name] for name in settled if name in part_of and part_of[name] not in part_of):
        its = [figure for name, figure in settled.items() if part_of.get(name) == whole and figure.pct is not None]
        total = sum(figure.pct for figure in its)
        if total > 100 + max(BEYOND, whole_and_parts.slack(figure.pct for figure in its)):
            cells = [figure.amount_cell or figure.pct_cell for figure in its]
            problems.append(
                sheet.problem(
                    "parts_over_whole",
                    cells[0],
                    whole,
                    f"{total:.2f}",
                    value=round(total, 2),
                    cells=" + ".join(cells),
                    whole=row.cell("base") if sheet.table.column("base") else "100%",
                )
            )
    return problems


def _share(sheet: Sheet, name: str, figure: Figure, base: float | None) -> tuple[Figure, list[Problem]]:
    """The printed share where it is the right rounding of its parts, else the share computed from them, reported."""
    computed = 100 * figure.amount / base if figure.amount is not None and base else None
    if figure.pct is not None and bounds.broken(sheet.reference.bounds, "share", "persen", "", figure.pct, BEYOND):
        outside = sheet.problem("printed_share_outside", figure.pct_cell, name, f"{figure.pct:g}", value=float(figure.pct))
        return figure._replace(pct=computed, pct_cell=figure.amount_cell if computed is not None else ""), [outside]
    if computed is None:
        return figure, []
    if figure.pct is None:
        return figure._replace(pct=computed, pct_cell=figure.amount_cell), []
    if abs(figure.pct - computed) <= PRINTED_TOLERANCE:
        return figure, []
    problem = sheet.problem(
        "printed_share_far" if abs(figure.pct - computed) > FAR else "printed_share_differs",
        figure.pct_cell,
        name,
        f"{figure.pct:g}",
        value=float(figure.pct),
        computed=round(computed, 4),
        cells=figure.amount_cell,
    )
    return figure._replace(pct=computed, pct_cell=figure.amount_cell), [problem]


def _complements(figures: dict[str, Figure], complement_of: dict[str, str], base: float | None) -> dict[str, Figure]:
    found = {}
    for name, of in complement_of.items():
        whole = figures.get(of, Figure())
        if name not in figures and whole.pct is not None:
            amount = base - whole.amount if base is not None and whole.amount is not None else None
            found[name] = Figure(_rest(whole.pct), whole.pct_cell, amount, whole.amount_cell)
    return found


def _rest(pct: float) -> float:
    """What a share leaves of 100; 0 where it is over 100 by rounding alone."""
    return 0.0 if 100 < pct <= 100 + BEYOND else 100 - pct


def _not_read(sheet: Sheet) -> list[Problem]:
    """A warning for each column beside the years that are read, under the same heading, that says no year itself."""
    parents = {_parent(column.header) for column in sheet.table.columns if column.field and "@" in column.field}
    return [
        sheet.problem("column_not_read", sheet.table.heading(column), "year", column.header)
        for column in sheet.table.unknown
        if _parent(column.header) in parents - {""}
    ]


def _parent(header: str) -> str:
    return header.rpartition(reading.JOIN)[0]


def _row(sheet: Sheet, row, code: str, year: str, name: str, figure: Figure, base: float | None) -> dict:
    said = filter(None, (_said(sheet, row, name, year), each.year_as_marked(sheet, row)))
    return each.start(sheet, code, year, name) | {
        "value_pct": figure.pct,
        "amount": figure.amount,
        "base": base,
        "cell": figure.pct_cell,
        "published_as": reading.JOIN.join(said),
    }


def _said(sheet: Sheet, row, name: str, year: str) -> str:
    """What the column of an indicator is called, of its share before its amount, under its title where only that says what it is;
    and how its amounts were made those of a year."""
    by_field = {column.field: column.header for column in sheet.table.columns if column.field}
    fields_of = [f"{kind}:{name}{when}" for kind in ("pct", "amount") for when in ("", f"@{year}")]
    own = next((field for field in fields_of if field in by_field), "")
    header = " ".join(by_field[own].split()) if own else ""
    title = " ".join(sheet.table.title.split()) if sheet.layout.title and own else ""
    counted = [field for field in ("base", f"amount:{name}", f"amount:{name}@{year}") if field in by_field]
    converted = next(filter(None, (figure_units.conversion(sheet, field, row) for field in counted)), "")
    return reading.JOIN.join(filter(None, (title, header + f" ({converted})" * bool(converted))))
