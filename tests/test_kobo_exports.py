"""A Kobo export is read the same in every shape KoboToolbox offers, and what does not fit is named at once."""

import itertools

import pandas as pd
import pytest
import xlsxwriter

from sanlib import reading
from sanlib.households import exports, spellings
from sanlib.households.read_households import read_households
from sanlib.intake import xlsform
from sanlib.project.problems import InputError
from sanlib.reference import codebook

BOOK = codebook.load()
IDENTITY = {"ID.1": "35", "ID.2": "72", "ID.3": "01", "ID.4": "1001", "ID.5": "1"}
HOUSEHOLDS = [
    {"ID.6": "2", "ID.8": "1", "C.4": "A,C,E", "D.1": "1", "D.3": "3", "E.1.DAPUR": "2", "G.3": "B,C", "C.8": "2"},
    {"ID.6": "1", "ID.8": "2", "C.4": "B", "D.1": "4", "D.3": None, "E.1.DAPUR": "1", "G.3": "H", "C.8": None},
    {"ID.6": "2", "ID.8": "3", "C.4": None, "D.1": "3", "D.3": "1", "E.1.DAPUR": None, "G.3": None, "C.8": "1"},
]
SEPARATORS = ["/", ".", ":", "::", "|", "-", "_", ">", " - ", "\\", "~"]


def answer(field, value, labels):
    if value is None or not labels or not BOOK.fields[field].options:
        return value
    return BOOK.labels(BOOK.fields[field].code)[value]


def heading(field, header, group):
    """What stands above a question, in front of it its group."""
    item = BOOK.fields[field]
    text = xlsform.name(field) if header == "name" else f"{item.code} {item.label}"
    section = item.code.split(".")[0]
    return [*([f"grp_{section.lower()}" if header == "name" else xlsform.SECTIONS[section]] if group else []), text]


def row(household, header="name", separator="/", group=True, multiple="both", labels=False):
    """One submission as KoboToolbox writes it."""
    told = {"start": "2023-05-01T08:00:00.000+07:00", "_uuid": household["ID.8"], "__version__": "v1"}
    for field, value in (IDENTITY | household).items():
        place = heading(field, header, group)
        if BOOK.fields[field].kind != "letters":
            told[separator.join(place)] = answer(field, value, labels)
            continue
        ticked = [] if value is None else value.split(",")
        words = BOOK.labels(field)
        if multiple != "split":
            told[separator.join(place)] = " ".join(words[one] if labels else one for one in ticked) or None
        if multiple != "single":
            options = {option: label if header == "label" else option for option, label in words.items()}
            told |= {separator.join([*place, name]): (int(o in ticked) if ticked else None) for o, name in options.items()}
    return told


def written(path, rows):
    headers = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("EHRA 2025")
        sheet.write_row(0, 0, headers)
        for number, one in enumerate(rows, start=1):
            sheet.write_row(number, 0, [one.get(name) for name in headers])
    return path


def answers_read(path):
    found = read_households(path, "2023")
    columns = [
        field.name for field in BOOK.columns() if field.code in {*IDENTITY, *HOUSEHOLDS[0], "E.1"} and field.name in found.households
    ]
    return found, found.households[columns].astype(object).where(found.households[columns].notna(), None)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    found, table = answers_read(written(tmp_path_factory.mktemp("polos") / "a.xlsx", [row(one) for one in HOUSEHOLDS]))
    assert [problem.rule for problem in found.problems] == []
    return table


def test_the_plain_export_gives_the_answers_that_were_written(plain):
    assert plain["D.1"].tolist() == ["1", "4", "3"] and plain["E.1.DAPUR"].tolist() == ["2", "1", None]
    assert plain["C.4.A"].tolist() == [True, False, None] and plain["G.3.C"].tolist() == [True, False, None]


@pytest.mark.parametrize("labels", [False, True], ids=["codes", "labels"])
@pytest.mark.parametrize("multiple", ["split", "single", "both"])
@pytest.mark.parametrize("group", [False, True], ids=["flat", "groups"])
@pytest.mark.parametrize("header", ["name", "label"])
def test_every_choice_of_the_export_page_reads_alike(plain, tmp_path, header, group, multiple, labels):
    rows = [row(one, header, "/", group, multiple, labels) for one in HOUSEHOLDS]
    found, table = answers_read(written(tmp_path / "a.xlsx", rows))
    assert [problem.rule for problem in found.problems] == []
    pd.testing.assert_frame_equal(table, plain)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize(("header", "group"), [("name", True), ("label", True), ("name", False), ("label", False)])
def test_any_separator_reads_alike(plain, tmp_path, header, group, separator):
    rows = [row(one, header, separator, group, "split", header == "label") for one in HOUSEHOLDS]
    found, table = answers_read(written(tmp_path / "a.xlsx", rows))
    assert [problem.rule for problem in found.problems] == []
    pd.testing.assert_frame_equal(table, plain)


def test_a_separator_is_not_believed_for_a_few_headers():
    """ "x.no" is no numbering column because "no" is one: what is dropped must be a group of the form."""
    known = spellings.headers(BOOK)
    headers = ["d_1", "d_3", "catatan lain.no", "grp:c_5"]
    joined = spellings.grouping(headers, known)
    assert joined == spellings.SLASH and spellings.resolve("catatan lain.no", known, joined) is None


def test_all_unknown_headers_are_named_at_once_with_the_form_that_nearly_fits(tmp_path):
    rows = [row(one) | {"grp_x/x_1": 1, "grp_x/x_2": 2, "grp_d/d_99": 3} for one in HOUSEHOLDS]
    with pytest.raises(InputError) as refusal:
        read_households(written(tmp_path / "a.xlsx", rows), "2023")
    problem = refusal.value.problem
    assert problem.rule == "survey_header_unknown" and problem.details == {"count": 3, "form": "2025"}
    assert all(f"{name} (" in str(refusal.value) for name in ("grp_x/x_1", "grp_x/x_2", "grp_d/d_99"))


def test_a_missing_column_is_told_beside_the_new_one_that_may_be_it(tmp_path):
    rows = [{name.replace("grp_d/d_3", "grp_d/jenis_kloset"): value for name, value in row(one).items()} for one in HOUSEHOLDS]
    with pytest.raises(InputError) as refusal:
        read_households(written(tmp_path / "a.xlsx", rows), "2023")
    said = str(refusal.value)
    assert refusal.value.problem.rule == "survey_header_missing" and "2025" in said and "D.3" in said and "grp_d/jenis_kloset" in said


def versions(*changed):
    """Submissions of two versions of a form: the second has its toilet questions in another group."""
    moved = {name: name.replace("grp_d/", "grp_jamban/") for name in row(HOUSEHOLDS[0])}
    rows = [row(HOUSEHOLDS[0]), *({moved[name]: value for name, value in row(one).items()} for one in HOUSEHOLDS[1:])]
    return [one | change for one, change in itertools.zip_longest(rows, changed, fillvalue={})]


def test_two_versions_of_a_form_in_one_file_are_one_survey_whose_cells_stay_known(plain, tmp_path):
    path = written(tmp_path / "a.xlsx", versions({}, {"grp_jamban/d_1": "77"}))
    found, table = answers_read(path)
    assert table["D.1"].tolist() == ["1", None, "3"] and table["D.3"].tolist() == plain["D.3"].tolist()
    export = exports.exports(reading.open_book(path), BOOK).main
    wrong = next(problem for problem in found.problems if problem.rule == "survey_answer_unlisted")
    assert wrong.cell == export.cell("D.1", 3) != f"{export.letters['D.1']}3"
    assert {(p.rule, p.details["field"]) for p in found.problems if p.rule == "survey_versions_joined"} == {
        ("survey_versions_joined", "D.1"),
        ("survey_versions_joined", "D.3"),
    }


def test_a_question_answered_twice_in_one_row_is_refused_with_both_cells_and_twice_alike_is_not(plain, tmp_path):
    _, table = answers_read(written(tmp_path / "a.xlsx", versions({}, {"grp_d/d_1": "4"})))
    assert table["D.1"].tolist() == plain["D.1"].tolist()
    with pytest.raises(InputError) as refusal:
        read_households(written(tmp_path / "b.xlsx", versions({}, {"grp_d/d_1": "2"})), "2023")
    problem = refusal.value.problem
    assert problem.rule == "survey_answered_twice" and problem.cell.endswith("3") and problem.details["first"].endswith("3")


@pytest.mark.parametrize("order", ["names above labels", "labels above names"])
@pytest.mark.parametrize("known", [True, False], ids=["the form's labels", "other labels"])
def test_a_second_row_of_headers_is_told_and_no_household(plain, tmp_path, order, known):
    """Names and labels right below each other, whichever stands above, whether or not the labels are those of the form."""
    rows = [row(one) for one in HOUSEHOLDS]
    names = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    labels = list(dict.fromkeys(itertools.chain.from_iterable(row(one, "label") for one in HOUSEHOLDS)))
    labels = labels if known else [f"Pertanyaan nomor {number} di lembar" for number in range(len(names))]
    heads = [names, labels] if order.startswith("names") else [labels, names]
    with xlsxwriter.Workbook(tmp_path / "dua.xlsx") as book:
        sheet = book.add_worksheet("EHRA 2025")
        for number, texts in enumerate([*heads, *([one.get(name) for name in names] for one in rows)]):
            sheet.write_row(number, 0, texts)
    found, table = answers_read(tmp_path / "dua.xlsx")
    pd.testing.assert_frame_equal(table, plain)
    second = order.startswith("names") or known
    assert [problem.rule for problem in found.problems] == ["survey_second_header"] * second
    assert found.households["row"].tolist() == [3, 4, 5]


def test_a_first_household_in_words_the_form_does_not_know_is_no_header(tmp_path):
    """Every row is in another language: none of them is taken for a header, each stands in the problems."""
    strange = [
        row(one | {name: f"jawaban {name}" for name in ("ID.6", "C.4", "D.1", "D.3", "E.1.DAPUR", "C.8")}, multiple="single")
        for one in HOUSEHOLDS
    ]
    found = read_households(written(tmp_path / "asing.xlsx", strange), "2023")
    assert len(found.households) == len(HOUSEHOLDS) and "survey_second_header" not in {problem.rule for problem in found.problems}
    unlisted = [problem for problem in found.problems if problem.rule == "survey_answer_unlisted" and problem.column == "D.1"]
    assert len(unlisted) == len(HOUSEHOLDS)
