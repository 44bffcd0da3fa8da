"""Any spreadsheet in; its tables of cells with addresses and doubts out, nothing guessed. Knows no sanitation."""

from sanlib.project.formula_text import safe_text
from sanlib.reading.book import Book, Sheet, open_book, sheet_shown
from sanlib.reading.cells import MISSING, address, is_blank, marker, normalise, place, shown, text
from sanlib.reading.columns import Parsed, numbers
from sanlib.reading.container import SUFFIXES
from sanlib.reading.dates import Dates, dates
from sanlib.reading.duplicates import duplicates
from sanlib.reading.headers import JOIN, Column, year_and_mark
from sanlib.reading.marks import Marks
from sanlib.reading.numerals import numeral
from sanlib.reading.tables import Row, Table, find_tables, no_table
from sanlib.reading.units import spelled as unit
from sanlib.reading.units import stated as units_stated

__all__ = [
    "JOIN",
    "MISSING",
    "SUFFIXES",
    "Book",
    "Column",
    "Dates",
    "Marks",
    "Parsed",
    "Row",
    "Sheet",
    "Table",
    "address",
    "dates",
    "duplicates",
    "find_tables",
    "is_blank",
    "marker",
    "no_table",
    "normalise",
    "numbers",
    "numeral",
    "open_book",
    "place",
    "safe_text",
    "sheet_shown",
    "shown",
    "text",
    "unit",
    "units_stated",
    "year_and_mark",
]
