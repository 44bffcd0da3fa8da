"""Properties that hold for every number, header, address and region name."""

import csv
import io
import math
import string

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sanlib import reading, words
from sanlib.project.problems import InputError
from sanlib.reading import headers, numerals
from sanlib.reading.book import Sheet
from sanlib.reading.marks import Marks
from sanlib.reference import regions

AMOUNTS = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2))
WORDS = st.text(string.ascii_letters + " éü%()/-", min_size=1, max_size=20).filter(
    lambda text: reading.normalise(text) and " / " not in text
)


def table_of(values, header="% Layak", percent=(), typed=True):
    """A table of one column, as find_tables gives it."""
    marks = Marks(percent=frozenset((row + 1, 1) for row in percent))
    cells = [["Wilayah", header], *[[f"W{n}", value] for n, value in enumerate(values)]]
    (table,) = reading.find_tables(
        Sheet("f.xlsx", "S", False, cells, marks, typed), {"Wilayah": "wilayah", header: "nilai"}, {"wilayah", "nilai"}
    )
    return table


@given(st.integers(0, 2**20 - 1), st.integers(0, 16383))
def test_addresses_go_there_and_back(row, column):
    assert reading.place(reading.address(row, column)) == (row, column)


@given(AMOUNTS, st.sampled_from(["id", "en"]))
def test_a_number_as_printed_is_read_as_itself(value, lang):
    found = numerals.numeral(words.number(value, 2, lang))
    assert found.value("," if lang == "id" else ".") == pytest.approx(value, abs=1e-9)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_not_but_never_a_crash(text):
    found = numerals.numeral(text)
    if found:
        assert any(char.isdigit() for char in text)
        assert all(math.isfinite(value) for value in (found.comma, found.point) if value is not None)


@given(st.integers(1, 999), st.integers(0, 999))
def test_one_sign_before_three_digits_is_never_settled_alone(left, right):
    found = numerals.numeral(f"{left}.{right:03d}")
    assert found.ambiguous
    assert (found.value(","), found.value("."), found.value("")) == (left * 1000 + right, float(f"{left}.{right:03d}"), None)


@given(st.lists(AMOUNTS, min_size=2, max_size=8), st.sampled_from(["id", "en"]))
def test_a_column_printed_in_one_convention_is_read_whole_or_reported(values, lang):
    printed = [words.number(value, 2, lang) for value in values]
    parsed = reading.numbers(table_of(printed, "Timbulan", typed=False), "nilai", "amount")
    assert parsed.problems == []
    assert parsed.values == pytest.approx(values, abs=1e-9)


@given(st.lists(st.integers(1, 999_999), min_size=1, max_size=8))
def test_counts_with_thousands_points_are_whole_numbers(values):
    printed = [words.number(value, 0, "id") for value in values]
    parsed = reading.numbers(table_of(printed, "KK", typed=False), "nilai", "count")
    if all(value % 1000 == 0 or value < 1000 for value in values) and max(values) >= 1000:
        assert {problem.rule for problem in parsed.problems} == {"read_ambiguous_number"}  # 1.000 may be 1, too
    else:
        assert (parsed.values, parsed.problems) == (values, [])


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=8), AMOUNTS, st.booleans(), st.dates()), min_size=1, max_size=8),
    st.sampled_from(["percent", "count", "amount"]),
)
def test_every_value_is_read_or_blank_or_reported(values, kind):
    assume(any(not reading.is_blank(value) for value in values))
    table = table_of(values)
    parsed = reading.numbers(table, "nilai", kind)
    assert len(parsed.values) == len(table.rows)
    told = {problem.cell for problem in parsed.problems}
    markers = {reading.text(row.values["nilai"]) for row in table.rows if reading.marker(row.values["nilai"])}
    for row, value in zip(table.rows, parsed.values, strict=True):
        raw = row.values["nilai"]
        assert value is not None or reading.is_blank(raw) or row.cell("nilai") in told or reading.text(raw) in markers


@given(st.lists(st.floats(1.01, 100), min_size=1, max_size=6), st.floats(0.01, 0.99))
def test_a_share_among_percentages_is_missing_unless_its_format_or_its_parts_settle_it(sure, share):
    values = [*sure, share]
    blind = reading.numbers(table_of(values), "nilai", "percent")
    assert blind.values == [*sure, None]
    assert [(p.rule, p.cell) for p in blind.problems] == [("read_scale_mixed", f"B{len(values) + 1}")]
    formatted = reading.numbers(table_of(values, percent=[len(sure)]), "nilai", "percent")
    assert formatted.values == pytest.approx([*sure, share * 100])
    settled = reading.numbers(table_of(values), "nilai", "percent", against=[None] * len(sure) + [share])
    assert (settled.values, settled.problems) == (values, [])


@given(st.lists(WORDS, min_size=2, max_size=6, unique_by=reading.normalise), st.integers(0, 5), st.integers(0, 5))
def test_a_header_is_found_wherever_it_stands_and_however_it_is_spaced(names, down, across):
    assume(not any(headers.is_units([name]) for name in names))
    spaced = [f"  {name.upper() if name.upper().casefold() == name.casefold() else name} :" for name in names]
    cells = [[None] * (across + len(names)) for _ in range(down)]
    cells += [[None] * across + spaced, [None] * across + [1.5] * len(names)]
    spellings = {name: f"f{place}" for place, name in enumerate(names)}
    (table,) = reading.find_tables(Sheet("f", "S", False, cells), spellings, set(spellings.values()))
    assert table.header_rows == (down + 1,)
    assert [row.cell("f0") for row in table.rows] == [reading.address(down + 1, across)]


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=6), AMOUNTS, st.sampled_from(["KK", "Wilayah", "Jumlah"])), min_size=4, max_size=4),
        max_size=12,
    )
)
def test_no_grid_of_cells_makes_the_table_finder_stumble(cells):
    sheet = Sheet("f", "S", False, cells)
    for table in reading.find_tables(sheet, {"KK": "kk", "Wilayah": "wilayah"}, {"kk", "wilayah"}):
        numbers = [row.number for row in table.rows]
        assert numbers == sorted(set(numbers))
        assert all(number > table.header_rows[-1] for number in numbers)
        reading.numbers(table, "kk", "count")
        reading.duplicates(table, ["wilayah"])


@given(st.text(max_size=30))
def test_text_on_its_way_out_never_runs_as_a_formula(value):
    out = reading.safe_text(value)
    assert out in (value, f"'{value}")
    assert not out.lstrip().startswith(("=", "@")) and not out.startswith(("\t", "\r"))
    if out.startswith(("+", "-")):
        assert numerals.numeral(out)


@given(st.one_of(AMOUNTS, st.integers(), st.none(), st.booleans()))
def test_what_is_no_text_leaves_as_it_is(value):
    assert reading.safe_text(value) is value


@settings(max_examples=25)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20))
def test_safe_text_survives_a_csv_and_an_xlsx(value):
    out, box = reading.safe_text(value), io.StringIO()
    csv.writer(box).writerow([out])
    assert next(csv.reader(io.StringIO(box.getvalue(), newline=""))) == [out]
    page = openpyxl.Workbook().active
    page["A1"] = out
    assert page["A1"].data_type != "f"


@given(st.text(max_size=25))
def test_any_text_names_regions_or_none_but_never_crashes(name):
    found = regions.candidates(name)
    assert len(found) == len(set(found))


@given(st.sampled_from(sorted(regions.names().items())), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["", "  "]))
def test_an_official_name_is_its_own_region_however_it_is_typed(region, case, space):
    code, name = region
    try:
        assert regions.resolve(space + case(name).replace(" ", space or " ") + space) == code
    except InputError as refusal:
        assert refusal.problem.rule == "region_name_ambiguous"
