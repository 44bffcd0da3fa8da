"""Every workbook of the corpus gives exactly the problems it must give, and every message can be read."""

import csv
import re
from pathlib import Path

import bad_workbooks
import pytest

from sanlib import reading, words
from sanlib.project import problems
from sanlib.project.problems import InputError


@pytest.mark.parametrize("case", bad_workbooks.CASES, ids=lambda case: case.name)
def test_a_workbook_gives_exactly_its_problems(case, tmp_path):
    path = tmp_path / case.name
    case.make(path)
    assert bad_workbooks.found(path) == sorted(case.expected)


@pytest.mark.parametrize("case", [c for c in bad_workbooks.CASES if c.expected], ids=lambda case: case.name)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_message_is_one_line_with_nothing_left_to_fill_in(case, lang, tmp_path):
    path = tmp_path / case.name
    case.make(path)
    try:
        told = problems.table(list(bad_workbooks.case._problems(path)), lang)[["problem", "fix"]].to_numpy().ravel().tolist()
    except InputError as refusal:
        told = [refusal.message(lang)]
    assert told
    for sentence in told:
        assert re.search(r"\w", sentence) and not re.search(r"[\n\t{}]", sentence)


def test_case_names_are_distinct():
    names = [case.name for case in bad_workbooks.CASES]
    assert len(set(names)) == len(names)


def test_a_refusal_names_file_sheet_and_cell_in_one_paragraph(tmp_path):
    path = tmp_path / "besar.xlsx"
    next(case for case in bad_workbooks.CASES if case.name == "sel-di-ujung-lembar.xlsx").make(path)
    with pytest.raises(InputError) as refusal:
        reading.open_book(path)
    assert str(refusal.value).startswith("besar.xlsx > Data: ")
    assert "1048576 baris x 16384 kolom" in str(refusal.value)


def test_every_rule_of_the_reader_has_its_sentences_and_every_sentence_its_rule():
    sources = Path(reading.__file__).parent.rglob("*.py")
    used = {rule for source in sources for rule in re.findall(r'"(read_\w+)"', source.read_text(encoding="utf-8"))}
    used |= {f"{rule}_unused" for rule in ("read_error_cell", "read_uncalculated")}
    messages = Path(words.__file__).parent / "messages.csv"
    with messages.open(encoding="utf-8", newline="") as stream:
        told = {row["key"] for row in csv.DictReader(stream) if row["key"].startswith("read_")}
    assert used <= told | {"file_missing"}
    assert told - used == set()
