"""The columns of an unknown table understood: what each holds, by what stands in it and by the words of its header."""

from __future__ import annotations

import re
from typing import NamedTuple

from sanlib import reading, words
from sanlib.intake.table_shape import Shape, is_number
from sanlib.project.problems import InputError, Problem
from sanlib.reading.numerals import numeral
from sanlib.reference import header_words, indicators, layouts, regions
from sanlib.reference.reference_schemas import UNITS

MOST = 0.8
"""The share of a column's cells that must be years, codes or units for the column to hold them [own rule]."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FIRST_2020 = 2020
"""From this year on official tables count by the 2020 ladder (RPJMN 2020-2024)."""
ONLY_2020, ONLY_2015 = {"aman", "layak_sendiri", "layak_bersama"}, {"dasar"}
TIMES = {"hari": ("harian", "per hari", "/hari", "daily", "per day"), "tahun": ("tahunan", "per tahun", "/tahun", "annual", "per year")}


class Header(NamedTuple):
    """One column as it would stand in headers.csv: its spelling ("{year}" for a year in it), field, and unit."""

    column: int
    text: str
    field: str
    unit: str = ""
    required: bool = False

    def row(self) -> dict[str, str]:
        """Its row of headers.csv."""
        return {"field": self.field, "required": "yes" if self.required else "no", "spellings": self.text, "unit": self.unit}


class Understood(NamedTuple):
    """A table's columns, what only its title says, and what is not sure; `open` are columns left out that may hold figures."""

    headers: list[Header]
    doubts: list[Problem]
    open: list[Header]
    title: str
    year_from: str
    ladder: str
    base_unit: str


class _Meaning(NamedTuple):
    """What a column's words say: the indicator (or base:UNIT), why there is none, where it was said, and share or amount."""

    field: str
    why: str
    in_title: str
    kind: str


def understand(shape: Shape, shown: str, columns: dict[str, str], said: dict[str, str]) -> Understood:
    """Every column of a table with what it is taken for; `columns` are answers by header, `said` is the file's row of SOURCES.csv."""
    doubts: list[Problem] = []

    def doubt(rule: str, column: int, value: str = "", **details) -> None:
        doubts.append(Problem(rule, shown, shape.sheet.name, shape.cell(column), "", value, details))

    answered = _answered(shape, shown, columns)
    roles = {**_roles(shape, answered), **{column: head for column, head in answered.items()}}
    left = [column for column in shape.paths if column not in roles and (shape.values(column) or shape.paths[column])]
    long = any(head.field == "indicator" for head in roles.values())
    named, opened, title = _long(shape, roles, left, doubt) if long else _wide(shape, roles, left, doubt, answered)
    heads = [*roles.values(), *named]
    figures = [head for head in heads if head.field.startswith(layouts.FIGURES)]
    if len({head.field for head in figures}) == 1:
        heads = [head._replace(required=True) if head in figures else head for head in heads]
    for head in heads:
        if "|" in head.text:
            doubt("adopt_left_out", head.column, _said_name(shape, head.column), **_why("bar"))
    year_from = _year_from(shape, heads, said, doubt)
    unsaid = [head for head in heads if head.unit == layouts.SOURCES and not said.get("unit") and not _unit_in_rows(shape, heads, head)]
    for head in unsaid[:1]:
        doubt("adopt_unit_unsaid", head.column, _said_name(shape, head.column))
    if shape.region in {head.column for head in heads if head.field == "region"} and _only_codes(shape):
        doubt("adopt_codes_alone", shape.region)
    ladder = _ladder(shape, heads, said, doubt)
    doubts = _each_once(doubts, said)
    return Understood(_distinct(heads), doubts, opened, title, year_from, ladder, _base_unit(shape, heads))


def _each_once(doubts: list[Problem], said: dict[str, str]) -> list[Problem]:
    """Doubts without those that SOURCES.csv settles, and once for columns that differ by their year only."""
    open_ones = [one for one in doubts if one.rule != "adopt_scale_unsaid" or not said.get("unit")]
    return list({(one.rule, YEAR.sub("", one.value)): one for one in reversed(open_ones)}.values())[::-1]


def _unit_in_rows(shape: Shape, heads: list[Header], head: Header) -> bool:
    """Whether a column of units says the weight and the time of every amount."""
    units = {reading.unit(value) for one in heads if one.field == "unit" for value in shape.values(one.column)}
    return not head.field.startswith("pct:") and bool(units) and all("/" in unit for unit in units)


def _only_codes(shape: Shape) -> bool:
    return not any(isinstance(value, str) and any(map(str.isalpha, value)) for value in shape.values(shape.region))


def _distinct(heads: list[Header]) -> list[Header]:
    """Columns that differ by their year only are one row of headers.csv; region and year first."""
    order = ("region_code", "region", "province", "year", "indicator", "value", "unit", "base")
    found = {(head.field, head.text): head for head in heads if head.text and "|" not in head.text}
    return sorted(found.values(), key=lambda head: (head.field == "ignore", order.index(head.field) if head.field in order else len(order)))


def _spelling(shape: Shape, column: int) -> str:
    """A column's header as headers.csv spells it, parents and all, each year in it as {year}."""
    return reading.JOIN.join(_with_year_blank(part) for part in shape.paths[column])


def _with_year_blank(part: str) -> str:
    if reading.year_and_mark(part)[0]:
        return "{year}"
    return YEAR.sub("{year}", part) if len(YEAR.findall(part)) == 1 else part


def _own_name(shape: Shape, column: int) -> str:
    return " ".join(shape.paths[column][-1].split())


def _answered(shape: Shape, shown: str, columns: dict[str, str]) -> dict[int, Header]:
    """The columns whose meaning is said, by their header; an answer for no column, or with no field, is an InputError."""
    by_name = {}
    for column in shape.paths:
        for name in (_spelling(shape, column), reading.JOIN.join(shape.paths[column]), _own_name(shape, column)):
            by_name.setdefault(reading.normalise(name), []).append(column)
    found = {}
    for name, answer in columns.items():
        meant = by_name.get(reading.normalise(name), [])
        if not meant:
            listed = "; ".join(f'"{_own_name(shape, column)}"' for column in shape.paths)
            raise InputError("adopt_header_unknown", shown, shape.sheet.name, value=name, known=listed)
        field, _, unit = answer.strip().partition(" ")
        kind, _, indicator = field.partition(":")
        fits = (kind in ("pct", "amount") and indicator in set(indicators.table()["indicator"])) or field in layouts.FIELDS
        if not fits or unit not in ("", *UNITS, layouts.SOURCES):
            known = ", ".join(("pct:INDICATOR", "amount:INDICATOR", *layouts.FIELDS))
            raise InputError("adopt_answer_unknown", shown, shape.sheet.name, value=answer, known=known, units=", ".join(UNITS))
        required = field in ("region", "region_code", "year", "indicator", "value")
        found |= {column: Header(column, _spelling(shape, column), field, unit, required) for column in meant}
    return found


def _roles(shape: Shape, answered: dict[int, Header]) -> dict[int, Header]:
    """The columns that are told by what stands in them: regions, their codes, provinces, years, units, names of indicators."""
    free = [column for column in shape.paths if column not in answered]
    found = {shape.region: Header(shape.region, _own_name(shape, shape.region), "region", required=True)}
    for column in free:
        field = _role(shape, column) if column not in found else ""
        if field and field not in {head.field for head in found.values()}:
            found[column] = Header(column, _own_name(shape, column), field, required=field in ("year", "region_code", "indicator"))
    return found


def _role(shape: Shape, column: int) -> str:
    values = shape.values(column)
    said = {meaning for _, meaning in header_words.meanings(" ".join(shape.paths[column]))}
    if not values:
        return ""
    if _is_code(shape, column):
        return "region_code"
    if "year" in said | {""} and _most(values, lambda value: reading.year_and_mark(value)[0]) and not _is_years_own_heading(shape, column):
        return "year" if "year" in said else ""
    texts = [value for value in values if isinstance(value, str) and not is_number(value)]
    if len(texts) < MOST * len(values):
        return ""
    if "unit" in said or _most(texts, reading.unit):
        return "unit" if _most(texts, reading.unit) else ""
    if _most(texts, lambda value: regions.candidates(value, ("provinsi",))):
        return "province"
    return "indicator" if _names_indicators(texts, said) else ""


def _is_years_own_heading(shape: Shape, column: int) -> bool:
    return bool(reading.year_and_mark(shape.paths[column][-1])[0])


def _most(values: list, true) -> bool:
    return sum(bool(true(value)) for value in values) >= MOST * len(values) > 0


def _is_code(shape: Shape, column: int) -> bool:
    """Whether a column holds codes that the names beside it confirm."""
    pairs = [(shape.sheet.cells[row][column], shape.sheet.cells[row][shape.region]) for row in shape.rows]
    pairs = [(reading.text(code), str(name)) for code, name in pairs if not reading.is_blank(code) and not regions.whole_country(name)]
    agree = sum(bool(set(regions.of_code(code)) & set(regions.candidates(name, (*regions.LEVEL_2, "provinsi")))) for code, name in pairs)
    return column != shape.region and bool(pairs) and 2 * agree > len(pairs)


def _names_indicators(texts: list[str], said: set[str]) -> bool:
    distinct = set(texts)
    if len(distinct) == len(texts) > 1 and "indicator" not in said:
        return False
    return any(header_words.indicator(text, text)[0] for text in distinct)


def _long(shape: Shape, roles: dict[int, Header], left: list[int], doubt) -> tuple[list[Header], list[Header], str]:
    """The column of values of a table with one indicator a row, and the indicators that are spelt in a way of their own."""
    column = next(column for column, head in roles.items() if head.field == "indicator")
    numbers = [one for one in left if _most(shape.values(one), is_number) and not _is_numbering(shape, one)]
    values = [one for one in numbers if {"value", "percent"} & {meaning for _, meaning in header_words.meanings(_own_name(shape, one))}]
    values = values if len(values) == 1 else numbers if len(numbers) == 1 else []
    if any(head.field == "value" for head in roles.values()):
        values = []
    values = values or _of_years(shape, numbers)
    found = [Header(one, _spelling(shape, one), "value", _long_unit(shape, roles, one), required=True) for one in values]
    rest = [one for one in left if one not in values]
    for one in rest if not found else ():
        doubt("adopt_left_out", one, _own_name(shape, one), **_why("unknown"))
    opened = [Header(one, _spelling(shape, one), "") for one in rest if one in numbers]
    return [*found, *_spelt(shape, column, doubt), *(Header(one, _spelling(shape, one), "ignore") for one in rest)], opened, ""


def _of_years(shape: Shape, numbers: list[int]) -> list[int]:
    """The columns of values that differ by their year only, where all do."""
    return numbers if {_spelling(shape, one) for one in numbers} == {"{year}"} else []


def _long_unit(shape: Shape, roles: dict[int, Header], column: int) -> str:
    """Blank where rows, header or title say percent and the figures look it; else SOURCES.csv must say it."""
    if any(head.field == "unit" for head in roles.values()):
        return ""
    around = f"{shape.header(column)} {shape.title}"
    names = next(head.column for head in roles.values() if head.field == "indicator")
    texts = [str(text) for text in dict.fromkeys(shape.values(names)) if header_words.indicator(str(text), str(text))[0]]
    says = all("percent" in {meaning for _, meaning in header_words.meanings(f"{around} {text}")} for text in texts)
    return "" if says and not _may_be_fraction(shape, column) else layouts.SOURCES


def _spelt(shape: Shape, column: int, doubt) -> list[Header]:
    """The texts of an indicator column that mean a known indicator in other words; the reader of the proposal is asked about the others."""
    known = {reading.normalise(text) for text in indicators.spellings()}
    texts = [text for text in dict.fromkeys(shape.values(column)) if reading.normalise(text) not in known]
    meant = [(text, *header_words.indicator(str(text), str(text))) for text in texts]
    claimed = [indicator for _, indicator, _ in meant if indicator]
    taken = {indicators.spellings()[str(one).strip().casefold()] for one in shape.values(column) if reading.normalise(one) in known}
    found = []
    for text, indicator, _ in meant:
        if indicator and claimed.count(indicator) == 1 and indicator not in taken:
            found.append(Header(column, str(text), f"pct:{indicator}"))
            doubt("adopt_read_as", column, reading.shown(text), **_label(indicator))
        elif indicator:
            doubt("adopt_left_out", column, reading.shown(text), **_why("several"))
    return found


def _wide(shape: Shape, roles: dict[int, Header], left: list[int], doubt, answered) -> tuple[list[Header], list[Header], str]:
    """The columns of figures of a table with one indicator a column."""
    figures, opened, titles, ignored = [], [], [], []
    for column in left:
        meaning = _meaning(shape, column, roles)
        values = shape.values(column)
        if not values or _is_numbering(shape, column) or not _most([v for v in values if not reading.marker(v)], is_number):
            ignored.append(Header(column, _spelling(shape, column), "ignore"))
            continue
        head = _figure(shape, column, meaning, doubt) if meaning.field else None
        if head is None:
            doubt("adopt_left_out", column, _said_name(shape, column), **_why(meaning.why or "unknown"))
            opened.append(Header(column, _spelling(shape, column), ""))
            continue
        figures.append(head)
        titles += [meaning.in_title] if meaning.in_title else []
    figures, more = _settled(shape, figures, [*roles.values()], doubt)
    opened += more
    ignored += [head._replace(field="ignore") for head in opened if not reading.year_and_mark(head.text)[0] and head.text != "{year}"]
    told = [column for column, head in answered.items() if head.field.startswith(("pct:", "amount:"))]
    named = any(_is_generic([YEAR.sub(" ", part) for part in shape.paths[column]]) for column in told)
    return [*figures, *ignored], opened, layouts.NAMED if named else (titles[0] if titles else "")


def _said_name(shape: Shape, column: int) -> str:
    return reading.shown(reading.JOIN.join(shape.paths[column]))


def _is_numbering(shape: Shape, column: int) -> bool:
    """Whether a column only counts the rows."""
    values = [reading.text(value) for value in shape.values(column)]
    counted = [str(number) for number in range(1, len(values) + 1)]
    return values == counted and (len(values) > 2 or reading.normalise(_own_name(shape, column)).strip(".") in ("no", "id", "nomor"))


def _meaning(shape: Shape, column: int, roles: dict[int, Header]) -> _Meaning:
    """What a column's own words say, the child before its parents before the title."""
    parts = [part for part in (YEAR.sub(" ", part).strip() for part in reversed(shape.paths[column])) if part]
    sheet = shape.sheet.name if shape.sheet.typed else ""
    around = " ".join([*parts, shape.title, sheet])
    met = {meaning for part in parts for _, meaning in header_words.meanings(part)}
    kind = _kind(shape, [shape.units.get(column, ""), *parts], roles)
    if "unused" in met:
        return _Meaning("", "unused", "", kind)
    if kind in ("amount", "") and "scaled" in met | {meaning for _, meaning in header_words.meanings(shape.title)}:
        return _Meaning("", "scaled", "", kind)
    for part in parts:
        found, why = header_words.indicator(part, around)
        if found or why:
            told = next((one for one in ("other", "part", "not") if any(header_words.indicator(p, around)[1] == one for p in parts)), why)
            return _Meaning("" if told else found, told, "", kind)
    base = next((meaning for part in parts for _, meaning in header_words.meanings(part) if meaning.startswith("base:")), "")
    if base:
        return _Meaning(base, "", "", kind)
    if told := next((one for one in ("other", "part", "not") if one in met), ""):
        return _Meaning("", told, "", kind)
    if parts and not _is_generic(parts):
        return _Meaning("", "unknown", "", kind)
    return _from_title(shape, f"{shape.title} {sheet}".strip(), kind)


def _is_generic(parts: list[str]) -> bool:
    """Whether a header says nothing of its own ("Nilai", "2023", "Persentase (%)"), so that the title must."""
    rest = header_words.vocabulary().pattern.sub(" ", header_words.plain(" ".join(parts)))
    own = {meaning for part in parts for _, meaning in header_words.meanings(part)}
    return not re.search(r"[^\W\d]{2,}", rest) and own <= {"value", "percent", "fraction", "amount", "year", "unit", "whole"}


def _from_title(shape: Shape, title: str, kind: str) -> _Meaning:
    found, why = header_words.indicator(title, title)
    if not found:
        return _Meaning("", why or "unknown", "", kind)
    word = next(word for word, meaning in header_words.meanings(title) if meaning == found)
    lines = [line for line in [*shape.title.split("\n"), title] if header_words.indicator(line, title)[0]]
    own = word if " " in word and word in reading.normalise(title) else reading.normalise(YEAR.split(lines[0])[0]).strip(" ,;:-")
    return _Meaning(found, "", own, kind)


def _kind(shape: Shape, parts: list[str], roles: dict[int, Header]) -> str:
    """Share ("percent", "fraction") or "amount", as the header, else the column of units, else the title says; "" where none does."""
    for text in parts:
        met = [meaning for _, meaning in header_words.meanings(text)]
        if "%" in reading.units_stated(text) or "percent" in met:
            return "percent"
        if "fraction" in met:
            return "fraction"
        if reading.units_stated(text) or "amount" in met or any(meaning.startswith("base:") for meaning in met):
            return "amount"
    units = {reading.unit(value) for column, head in roles.items() if head.field == "unit" for value in shape.values(column)}
    if units:
        return "percent" if units == {"%"} else "amount" if "%" not in units else ""
    title = {meaning for _, meaning in header_words.meanings(shape.title)}
    return "percent" if "percent" in title else "fraction" if "fraction" in title else "amount" if "amount" in title else ""


def _figure(shape: Shape, column: int, meaning: _Meaning, doubt) -> Header | None:
    """A column of figures with the unit that must be said of it; None where its words contradict each other."""
    text = _spelling(shape, column)
    if meaning.field.startswith("base:"):
        return None if meaning.kind in ("percent", "fraction") else Header(column, text, meaning.field, _time(shape, column))
    if meaning.kind == "amount" or (not meaning.kind and max(_numbers(shape, column), default=0) > 100):
        waste = indicators.sectors()[meaning.field] == "persampahan"
        return Header(column, text, f"amount:{meaning.field}", _time(shape, column) if waste else "")
    unit = ""
    if _cells_say_percent(shape, column):
        return Header(column, text, f"pct:{meaning.field}")
    if meaning.kind == "fraction" or _may_be_fraction(shape, column):
        sure = meaning.kind == "fraction" and all(abs(value) <= 1 for value in _numbers(shape, column))
        unit = "pecahan" if sure else layouts.SOURCES
        doubt("adopt_fraction" if sure else "adopt_scale_unsaid", column, _said_name(shape, column))
    elif not meaning.kind:
        unit = layouts.SOURCES
    return Header(column, text, f"pct:{meaning.field}", unit)


def _numbers(shape: Shape, column: int) -> list[float]:
    """A column's numbers; of a text that can be read as two numbers the smaller one."""
    values = shape.values(column)
    texts = [numeral(value) for value in values if isinstance(value, str)]
    return [value for value in values if isinstance(value, float)] + [
        min(value for value in (found.comma, found.point) if value is not None) for found in texts if found and not found.percent
    ]


def _cells_say_percent(shape: Shape, column: int) -> bool:
    """Whether every figure carries a percent sign, or is formatted as percent."""
    cells = [(row, shape.sheet.cells[row][column]) for row in shape.rows]
    figures = [(row, value) for row, value in cells if is_number(value)]
    signed = [(row, column) in shape.sheet.marks.percent or str(value).strip().endswith("%") for row, value in figures]
    return bool(signed) and all(signed)


def _may_be_fraction(shape: Shape, column: int) -> bool:
    """Whether shares could be of 1: none above 1, some between 0 and 1, and no percent format or sign says otherwise."""
    formatted = [row for row in shape.rows if (row, column) in shape.sheet.marks.percent]
    numbers = _numbers(shape, column)
    return not formatted and bool(numbers) and max(map(abs, numbers)) <= 1 and any(0 < abs(value) < 1 for value in numbers)


def _time(shape: Shape, column: int) -> str:
    """The unit an amount's header says where it says a weight and a time; SOURCES where it says a weight or nothing; else blank."""
    header = reading.normalise(shape.header(column))
    stated = next(iter(sorted(reading.units_stated(header) - {"%"})), "")
    if stated and stated.partition("/")[0] not in ("ton", "kg"):
        return ""
    if any(meaning in ("base:KK", "base:rumah tangga", "base:jiwa") for _, meaning in header_words.meanings(header)):
        return ""
    weight = stated.partition("/")[0] or "ton"
    said = [time for time, spellings in TIMES.items() if any(word in header for word in spellings)]
    if "/" in stated:
        return ""
    return f"{weight}/{said[0]}" if len(said) == 1 and stated else layouts.SOURCES


def _settled(shape: Shape, figures: list[Header], known: list[Header], doubt) -> tuple[list[Header], list[Header]]:
    """The figures that can be used (one column each, amounts with a base in their unit), and the columns left out."""
    out: list[Header] = []
    for unfit in (_doubled, _bases_unfit, _without_base):
        for head, why in unfit(shape, figures, known):
            figures = [one for one in figures if one is not head]
            out.append(head._replace(field="", unit=""))
            doubt("adopt_left_out", head.column, _said_name(shape, head.column), **_why(why))
    return [head._replace(field=head.field.partition(":")[0]) if head.field.startswith("base:") else head for head in figures], out


def _doubled(shape: Shape, figures: list[Header], known: list[Header]) -> list[tuple[Header, str]]:  # noqa: ARG001
    """Columns that claim one figure together, or one that is said of another column."""
    said = {head.field for head in known}
    claims = {head.field: {one.text for one in figures if one.field == head.field} for head in figures}
    return [(head, "several") for head in figures if head.field in said or len(claims[head.field]) > 1]


def _bases_unfit(shape: Shape, figures: list[Header], known: list[Header]) -> list[tuple[Header, str]]:
    """Bases in another unit than the amounts beside them, persons without any amount, and what is left where several are."""
    bases = [head for head in figures if head.field.startswith("base:")]
    units = {_amount_unit(shape, head) for head in [*figures, *known] if head.field.startswith("amount:")}
    fit = [head for head in bases if (head.field[5:] in units if units else head.field != "base:jiwa")]
    unfit = [(head, "other_base") for head in bases if head not in fit]
    return unfit + [(head, "several") for head in fit if len(fit) > 1]


def _without_base(shape: Shape, figures: list[Header], known: list[Header]) -> list[tuple[Header, str]]:  # noqa: ARG001
    """Amounts without a base, and a base without any figure."""
    has_base = any(head.field.startswith("base") for head in [*figures, *known])
    has_figure = any(head.field.startswith(("pct:", "amount:")) for head in [*figures, *known])
    amounts = [(head, "no_base") for head in figures if head.field.startswith("amount:") and not has_base]
    return amounts + [(head, "base_alone") for head in figures if head.field.startswith("base:") and not has_figure]


def _amount_unit(shape: Shape, head: Header) -> str:
    """The unit an amount is counted in, by its header, else by what its indicator is a part of."""
    header = shape.header(head.column)
    stated = next(iter(sorted(reading.units_stated(header) - {"%"})), "")
    spoken = next((meaning[5:] for _, meaning in header_words.meanings(header) if meaning.startswith("base:")), "")
    text = header_words.plain(header)
    weight = "ton" if stated.partition("/")[0] in ("ton", "kg") else ""
    counted = "KK" if stated == "kk" or re.search(r"\bkk\b|kepala keluarga|keluarga", text) else ""
    household = "rumah tangga" if "rumah tangga" in text or "household" in text else ""
    waste = indicators.sectors().get(head.field.partition(":")[2]) == "persampahan"
    return weight or counted or household or spoken or (stated if stated != "kk" else "") or ("ton" if waste else "")


def _base_unit(shape: Shape, heads: list[Header]) -> str:
    counted = [head for head in heads if head.field == "base" or head.field.startswith("amount:")]
    units = [_amount_unit(shape, head) for head in sorted(counted, key=lambda head: head.field == "base")]
    unit = next(filter(None, units), "")
    both = {indicators.sectors().get(head.field.partition(":")[2]) for head in heads if head.field.startswith(("pct:", "amount:"))}
    sector = "persampahan" if unit == "ton" else "air_limbah"
    return f"{sector}={unit}" if unit and len(both - {None}) > 1 else unit


def _year_from(shape: Shape, heads: list[Header], said: dict[str, str], doubt) -> str:
    if any(head.field == "year" for head in heads):
        return "column"
    if any("{year}" in head.text for head in heads if head.field.startswith(layouts.FIGURES)):
        return "header"
    if len(set(YEAR.findall(shape.title))) == 1 and not said.get("year"):
        return "title"
    if not said.get("year"):
        doubt("adopt_year_unsaid", shape.region)
    return layouts.SOURCES


def _ladder(shape: Shape, heads: list[Header], said: dict[str, str], doubt) -> str:
    """The ladder of definitions by sector: the one whose rungs the table has, else the one of its years; blank where unknown."""
    names = {head.field.partition(":")[2] for head in heads if ":" in head.field}
    column = next((head.column for head in heads if head.field == "indicator"), None)
    known = indicators.spellings()
    names |= {known.get(str(text).strip().casefold(), "") for text in (shape.values(column) if column is not None else ())} - {""}
    sectors = {indicators.sectors()[name] for name in names if name in indicators.sectors()}
    ladders = {"persampahan": "timbulan"} if "persampahan" in sectors else {}
    if "air_limbah" in sectors:
        rungs = "2020" if names & ONLY_2020 and not names & ONLY_2015 else "2015" if names & ONLY_2015 and not names & ONLY_2020 else ""
        years = _years(shape, heads, said)
        recent = bool(years) and min(years) >= FIRST_2020 and not names & ONLY_2015
        if not rungs:
            doubt("adopt_ladder_assumed" if recent else "adopt_ladder_unsaid", shape.region, "2020" if recent else "")
        ladders["air_limbah"] = rungs or ("2020" if recent else "")
    filled = {sector: ladder for sector, ladder in ladders.items() if ladder}
    return (
        next(iter(filled.values()), "") if len(sectors) < 2 else "|".join(f"{sector}={ladder}" for sector, ladder in sorted(filled.items()))
    )


def _years(shape: Shape, heads: list[Header], said: dict[str, str]) -> set[int]:
    """Every year the table's figures are said to be of."""
    column = next((head.column for head in heads if head.field == "year"), None)
    if column is not None:
        found = {reading.year_and_mark(value)[0] for value in shape.values(column)}
    else:
        figures = {head.text for head in heads if "{year}" in head.text and head.field.startswith(layouts.FIGURES)}
        paths = [" ".join(shape.paths[one]) for one in shape.paths if _spelling(shape, one) in figures]
        found = set(YEAR.findall(" ".join(paths))) or ({said["year"]} if said.get("year") else set(YEAR.findall(shape.title)))
    return {int(year) for year in found if year}


def _label(indicator: str) -> dict[str, str]:
    return {"id": indicator} | {f"label_{lang}": words.label(indicator, lang) for lang in words.LANGUAGES}


def _why(reason: str) -> dict[str, str]:
    return {f"why_{lang}": words.label(f"adopt.why.{reason}", lang) for lang in words.LANGUAGES}
