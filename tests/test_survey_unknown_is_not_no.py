"""Blank, unknown and unreadable answers are never "no", for every kind of item; what was read stays what it was."""

import random

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings, strategies

from sanlib.households import access_ladders, answers, spellings, unreadable_items
from sanlib.households.exports import Export
from sanlib.households.read_households import read_households
from sanlib.reference import codebook
from sanlib.reference.codebook import Field
from sanlib.survey import survey_indicators

BOOK = codebook.load()
SOUND = {"ID.1": 35, "ID.2": 72, "ID.3": 1, "ID.4": 1001, "ID.5": 0, "ID.6": 2, "D.1": 1, "D.3": 3}
SAYS_NOTHING = (None, "", " ", "tidak tahu", "Tidak Tahu", "tdk tahu", "99", 99.0, 98, "-", "n/a")
UNLISTED = ("xx", "??", "zz 7", "-1", "1?", "lainnya saja", 1234.0)
WHOLES = [f.name for f in BOOK.fields.values() if f.kind == "letters"]
SINGLES = [f.name for f in BOOK.columns() if f.kind == "single"]
NUMBERS = [f.name for f in BOOK.columns() if f.kind in ("integer", "decimal") and f.high is not None and f.high < 98]


def one(cells):
    """A file of one household with these cells."""
    columns = SOUND | cells
    return Export(
        "survei.xlsx",
        "data",
        {name: [value] for name, value in columns.items()},
        [2],
        {name: f"C{place}" for place, name in enumerate(columns)},
        1,
        [],
    )


def typed(cells):
    return answers.typed(one(cells), BOOK)[0].iloc[0]


def is_an_option(cell, code, option):
    """Some items print "Tidak tahu" as an option of their own; it is then an answer."""
    label = BOOK.labels(code).get(option, "")
    return label.casefold() == "tidak tahu" and str(cell).casefold() == label.casefold()


def spelled(text, way):
    return {"upper": text.upper(), "lower": text.lower(), "quoted": f'"{text}"', "stop": f"{text}.", "bracket": f"({text})"}[way]


WAYS = strategies.sampled_from(["upper", "lower", "quoted", "stop", "bracket"])


@settings(max_examples=150)
@given(strategies.sampled_from(WHOLES), strategies.data())
def test_a_select_multiple_says_yes_only_of_what_it_names_and_no_only_where_all_was_read(name, data):
    options = BOOK.fields[name].options
    named = data.draw(strategies.sets(strategies.sampled_from(options), min_size=1))
    noise = data.draw(strategies.lists(strategies.sampled_from([*UNLISTED[:1], "99", "tidak tahu"]), max_size=1))
    said = [spelled(option, data.draw(WAYS)) for option in sorted(named)]
    cell = data.draw(strategies.sampled_from([" ", ", ", ";", " / "])).join([*said, *noise])
    found = typed({name: cell})
    told = {option: None if pd.isna(found[f"{name}.{option}"]) else bool(found[f"{name}.{option}"]) for option in options}
    noisy = noise and not any(is_an_option(noise[0], name, option) for option in options)
    assert all(told[option] is True for option in named)
    assert all(
        told[option] is (None if noisy else False)
        for option in options
        if option not in named and not (noise and is_an_option(noise[0], name, option))
    )


@pytest.mark.parametrize("cell", [*SAYS_NOTHING, *UNLISTED])
def test_one_column_that_says_nothing_ticks_nothing_and_denies_nothing(cell):
    """Every select-multiple of the form in one household: each is read by itself."""
    found = typed(dict.fromkeys(WHOLES, cell))
    said = [
        f"{name}.{option}"
        for name in WHOLES
        if not any(is_an_option(cell, name, option) for option in BOOK.fields[name].options)
        for option in BOOK.fields[name].options
        if not pd.isna(found[f"{name}.{option}"])
    ]
    assert not said


@pytest.mark.parametrize("cell", [*SAYS_NOTHING, *UNLISTED])
def test_every_other_kind_of_item_is_unknown_too(cell):
    ticks = [f.name for f in BOOK.columns() if f.kind == "tick"]
    found = typed(dict.fromkeys([*ticks, *SINGLES, *NUMBERS], cell))
    assert not [
        name
        for name in [*ticks, *SINGLES, *NUMBERS]
        if not pd.isna(found[name]) and not is_an_option(cell, BOOK.fields[name].code, found[name])
    ]


@pytest.mark.parametrize("way", ["upper", "lower", "quoted", "stop", "bracket"])
def test_a_single_choice_is_its_code_or_label_in_any_case(way):
    """Every single choice of the form, by each of its codes and labels."""
    misread = []
    for field in (BOOK.fields[name] for name in SINGLES):
        known, labels = spellings.answers(field, BOOK), BOOK.labels(field.code)
        for option, label in ((option, label) for option, label in labels.items() if option):
            place = field.options.index(option)
            alone = list(labels.values()).count(label) == 1
            misread += [f"{field.name} = {option}"] if known[spelled(option, way)] != place else []
            misread += [f"{field.name} = {label}"] if alone and known[spelled(label, way)] != place else []
    assert not misread


@pytest.mark.parametrize(
    ("cell", "yes"),
    [
        ("A C", "AC"),
        ("a c", "AC"),
        ("a,C;e", "ACE"),
        ("Dibakar", "E"),
        ("dipilah, dibakar", "BE"),
        ("Dikumpulkan & dibuang ke TPS; E", "DE"),
        ("Sungai/kali/laut/danau", "H"),
    ],
)
def test_letters_and_labels_are_read(cell, yes):
    found = typed({"C.4": cell})
    assert [option for option in "ABCDEFGHIJ" if found[f"C.4.{option}"] == True] == list(yes)  # noqa: E712


@pytest.mark.parametrize(("cell", "yes"), [("A xx", "A"), ("A xx yy", "A"), ("99 a", "A"), ("a; tidak tahu", "A"), ("in a river", "")])
def test_of_a_cell_read_in_part_the_rest_is_unknown(cell, yes):
    found = typed({"C.4": cell})
    assert [option for option in "ABCDEFGHIJ" if not pd.isna(found[f"C.4.{option}"])] == list(yes)


@pytest.fixture
def workbook(tmp_path):
    def written(rows):
        with xlsxwriter.Workbook(tmp_path / "survei.xlsx") as book:
            sheet = book.add_worksheet("data")
            sheet.write_row(0, 0, list(rows[0]))
            for number, row in enumerate(rows, start=1):
                sheet.write_row(number, 0, list(row.values()))
        return tmp_path / "survei.xlsx"

    return written


def household(n, **cells):
    return SOUND | {"ID.8": n % 99 + 1} | {name.replace("_", "."): value for name, value in cells.items()}


def share(households, name):
    values = survey_indicators.measures(access_ladders.ladders(households))[name]
    return 100 * values.mean(), 100 * values.notna().mean()


def test_dont_know_lowers_the_known_share_and_not_the_estimate(workbook):
    """400 households: 143 served, 140 burn, 117 do not know; 50.5 % of the known are served, known 70.75 %."""
    cells = ["D"] * 143 + ["E"] * 140 + ["tidak tahu"] * 117
    random.Random(3).shuffle(cells)
    found = read_households(workbook([household(n, C_4=cell, C_8=1) for n, cell in enumerate(cells)]), "2024")
    value, known = share(found.households, "rumah tangga:terlayani")
    assert value == pytest.approx(100 * 143 / 283) and known == pytest.approx(70.75)
    assert not [problem for problem in found.problems if problem.rule == "survey_answer_unlisted"]


def test_lower_case_options_are_read_as_they_are(workbook):
    rows = [household(n, C_4="d" if n % 3 else "e", C_8=1) for n in range(300)]
    found = read_households(workbook(rows), "2024")
    assert share(found.households, "rumah tangga:terlayani") == (pytest.approx(200 / 3), 100)
    assert not [problem for problem in found.problems if problem.rule == "survey_answer_unlisted"]


def test_an_item_nobody_can_read_stops_what_asks_for_it_and_nothing_else(workbook):
    rows = [household(n, C_4="D" if n < 20 else "opsi_x", C_8=1, E_3_1=1 + n % 2) for n in range(100)]
    found = read_households(workbook(rows), "2024")
    told = [problem for problem in found.problems if problem.rule == "survey_item_unreadable"]
    assert [problem.column for problem in told] == ["C.4"] and "layak" not in told[0].details["indicators"]
    known = survey_indicators.measures(access_ladders.ladders(found.households))
    assert known["rumah tangga:terlayani"].isna().all() and known["rumah tangga:dibakar"].isna().all()
    assert known["2020:layak"].eq(1).all() and known["genangan"].mean() == 0.5


def test_a_letter_read_in_part_leaves_open_what_it_leaves_open():
    ticks = {f"C.4.{option}": pd.array([None] * 3, dtype="boolean") for option in "ABCDEFGHIJ"}
    ticks["C.4.E"], ticks["C.4.D"] = pd.array([True, True, True], dtype="boolean"), pd.array([None, True, False], dtype="boolean")
    for option in "ABCFGHIJ":
        ticks[f"C.4.{option}"] = pd.array([None, None, False], dtype="boolean")
    answered = pd.DataFrame(ticks | {"C.8": ["1"] * 3})
    assert access_ladders.rung(answered, "sampah").tolist() == ["tidak_terklasifikasi", "terlayani", "dibakar"]


@pytest.mark.parametrize(
    ("item", "stops", "keeps"),
    [
        ("D.3", ["2020:layak", "2020:aman", "2015:babs"], ["rumah tangga:terlayani", "genangan"]),
        ("D.12", ["2020:aman", "2020:layak_sendiri"], ["2020:layak", "2015:layak", "2020:babs"]),
    ],
)
def test_which_indicators_an_item_stops(item, stops, keeps):
    rows = {survey_indicators.column(row.ladder, row.indicator): row for row in survey_indicators.definitions().itertuples()}
    assert all(unreadable_items.asks("2025", rows[name], item) for name in stops)
    assert not any(unreadable_items.asks("2025", rows[name], item) for name in keeps)


@pytest.mark.parametrize("count", [128, 129, 344, 40_000])
def test_a_list_may_be_as_long_as_the_form_has_it(count):
    options = tuple(str(n) for n in range(1, count + 1))
    field = Field("X.1", "X.1", "", "single", "Desa", options)
    table = pd.DataFrame({"code": "X.1", "option": options, "label": [f"Desa {n}" for n in options], "form": "2025"})
    items = pd.DataFrame({"code": ["X.1"]})
    book = codebook.Codebook("2025", items, table, {"X.1": field}, BOOK.folder)
    asked = [options[0], options[126], options[127], options[-1], "99" if count < 99 else None]
    found = answers._single(field, Export("a", "b", {"X.1": asked}, [2, 3, 4, 5, 6], {"X.1": "A"}, 1, []), book)
    assert found.values.tolist()[:4] == asked[:4] and not len(found.wrong)
