"""The library keeps its shape: words in both languages, imports in one direction, notebooks in their form."""

import ast
import csv
import json
import re

import pytest

from sanlib import words
from sanlib.judging import flags
from sanlib.project import folders
from sanlib.reference import indicators
from sanlib.reference.layouts import layouts
from tools import english_notebooks

ROOT = folders.root()
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TWINS = [path.parent / "en" / path.name for path in NOTEBOOKS]
ROOMS = [
    "words",
    "project",
    "reading",
    "reference",
    "estimation",
    "judging",
    "official",
    "households",
    "survey",
    "periods",
    "printing",
    "charts",
    "trail",
    "documents",
    "intake",
    "report",
    "compare",
]
"""In the order the data takes: a room imports only from itself and from those before it."""
DOORS = ["explaining.py", "plan.py", "say.py", "old_names.py", "cli.py", "__main__.py", "__init__.py"]
"""What an analyst calls; each imports only rooms and the doors before it."""
LOWER_FIRST = [*ROOMS, *(name.removesuffix(".py") for name in DOORS)]
PYTHON = sorted(path.relative_to(ROOT / "sanlib") for path in (ROOT / "sanlib").rglob("*.py"))


@pytest.mark.parametrize("name", ["labels.csv", "messages.csv"])
def test_every_word_stands_in_both_languages_once(name):
    with (ROOT / "sanlib" / "words" / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["key"] for row in rows}) == len(rows)
    assert not [row["key"] for row in rows if not all(row.values()) or None in row]


def blanks(sentence):
    """The blanks a sentence fills; one that comes in each language ("problem_id", "problem_en") counts as the same."""
    return {re.sub(r"_(id|en)$", "", name) for name in re.findall(r"{(\w+)", sentence)}


def test_the_blanks_of_a_sentence_are_the_same_in_both_languages():
    for name, pairs in (("labels.csv", [("id", "en")]), ("messages.csv", [("problem_id", "problem_en"), ("fix_id", "fix_en")])):
        for row in words._rows(name).values():
            for one, other in pairs:
                assert blanks(row[one]) == blanks(row[other]), row["key"]


def test_every_indicator_sector_flag_and_basis_has_its_words():
    table = indicators.table()
    keys = [
        *table["indicator"],
        *table["sector"],
        *("flag." + name for name in flags.rules()["flag"]),
        *("basis." + layout.basis for layout in layouts()),
    ]
    assert not [key for key in keys if not words.has_label(key)]


def imported(source):
    """What a file imports of sanlib, as dotted names: at its top, within a function, for its types only."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield "sanlib.relative"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sanlib":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("sanlib."))


def rooms_imported(path):
    """The room or door behind each import of sanlib, at the top of the file or within a function."""
    return {name.split(".")[1] for name in imported((ROOT / "sanlib" / path).read_text(encoding="utf-8"))}


def circles(sources):
    """The files, by dotted name, from which imports lead back to themselves, wherever in the file these stand."""
    leads = {
        name: {found if found in sources else found.rpartition(".")[0] for found in imported(source)} for name, source in sources.items()
    }
    for _ in leads:  # as many rounds as a chain can have links; the way of the data ends after a few
        further = {name: set().union(there, *(leads.get(one, ()) for one in there)) for name, there in leads.items()}
        if further == leads:
            break
        leads = further
    return sorted(name for name, there in leads.items() if name in there)


def room(path):
    return path.parts[0].removesuffix(".py")


def test_every_file_stands_in_a_listed_room_or_is_a_door_and_no_room_is_empty():
    assert not [str(path) for path in PYTHON if path.parts[0] not in (ROOMS if len(path.parts) > 1 else DOORS)]
    assert {path.parts[0] for path in PYTHON if len(path.parts) > 1} == set(ROOMS)
    assert {path.name for path in (ROOT / "sanlib").iterdir() if path.is_dir()} - {"__pycache__"} == set(ROOMS)


def test_the_map_says_what_each_room_says_of_itself_in_the_order_of_the_data():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\| (\w+) \| (.+) \|$", text.partition("<!-- map")[2].partition("<!-- /map -->")[0], flags=re.MULTILINE)
    said = [ast.get_docstring(ast.parse((ROOT / "sanlib" / name / "__init__.py").read_text(encoding="utf-8"))) for name in ROOMS]
    assert [row for row in drawn if row[0] != "room"] == [(name, one.splitlines()[0]) for name, one in zip(ROOMS, said, strict=True)]


def test_what_is_often_looked_for_stands_where_the_index_says():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = text.partition("<!-- index -->")[2].partition("<!-- /index -->")[0].splitlines()
    named = [found for row in rows for found in re.findall(r"`([\w/]+\.py)`((?: `\w+`,?)+)", row)]
    assert len(named) > len(rows) - 4
    for file, functions in named:
        tree = ast.parse((ROOT / "sanlib" / file).read_text(encoding="utf-8"))
        there = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert set(re.findall(r"\w+", functions)) <= there, file


def test_no_two_files_share_a_name():
    names = [path.name for path in PYTHON if path.name != "__init__.py"]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_imports_run_one_way(path):
    allowed = LOWER_FIRST[: LOWER_FIRST.index(room(path)) + 1]
    assert not [name for name in rooms_imported(path) if name not in allowed]


def test_no_import_leads_back_to_its_file():
    dotted = {".".join(("sanlib", *path.with_suffix("").parts)).removesuffix(".__init__"): ROOT / "sanlib" / path for path in PYTHON}
    assert circles({name: path.read_text(encoding="utf-8") for name, path in dotted.items()}) == []


@pytest.mark.parametrize(
    "late", ["def f():\n    from sanlib.a import one\n", "if TYPE_CHECKING:\n    import sanlib.a.one\n", "from sanlib.a import one\n"]
)
def test_a_circle_closed_within_a_function_or_for_types_alone_is_seen(late):
    sources = {"sanlib.a.one": "from sanlib.a.two import x\n", "sanlib.a.two": "from sanlib.a import three\n", "sanlib.a.three": late}
    assert circles(sources) == ["sanlib.a.one", "sanlib.a.three", "sanlib.a.two"]
    assert circles(sources | {"sanlib.a.three": "import pandas\n"}) == []


@pytest.mark.parametrize("path", [*NOTEBOOKS, *TWINS], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notebook_is_committed_in_its_form(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    source = "".join("".join(cell["source"]) + "\n" for cell in code)
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]
    assert sum("parameters" in cell["metadata"].get("tags", ()) for cell in code) == 1
    assert not re.search(r"^\s*(def|while|class) ", source, flags=re.MULTILINE)
    assert all(name == "indicator" for name in re.findall(r"^\s*for (\w+) in", source, flags=re.MULTILINE))
    assert source.count("LANG") == 2, "the language is set by the parameters and bound where the period is opened"
    assert f'LANG = "{"en" if path in TWINS else "id"}"' in source


def test_every_notebook_has_its_english_twin_and_no_other():
    assert {path.name for path in (ROOT / "notebooks" / "en").glob("*")} - {".ipynb_checkpoints"} == {path.name for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_english_twin_has_the_same_code_and_its_own_texts_in_step(path):
    """`python -m tools.english_notebooks` brings it there; a text it has not translated yet is found here."""
    own, twin = (json.loads(place.read_text(encoding="utf-8")) for place in (path, path.parent / "en" / path.name))
    assert english_notebooks.text_of(english_notebooks.in_step(own, twin)) == (path.parent / "en" / path.name).read_text(encoding="utf-8")
    for cell, other in zip(own["cells"], twin["cells"], strict=True):
        text, translated = ("".join(one["source"]) for one in (cell, other))
        if cell["cell_type"] == "markdown":
            assert text != translated
            assert skeleton(text) == skeleton(translated), (cell["id"], skeleton(text), skeleton(translated))
        if "parameters" in cell["metadata"].get("tags", ()):
            values = [dict(assigned(one)) for one in (text, translated)]
            assert values[0] | {"LANG": "en", **OWN_VALUES.get(path.stem, {})} == values[1]


OWN_VALUES = {"10-weigh-any-table": {"TABLE": "../contoh-sekolah.csv"}}
"""Parameters that a twin must set otherwise: a file beside the Indonesian notebook is one folder up."""


def assigned(source: str):
    """Each parameter with its value; what a comment says of it is the twin's own."""
    for node in ast.parse(source).body:
        yield node.targets[0].id, ast.literal_eval(node.value)


def numbers(markdown: str) -> list[str]:
    """The numbers of a text, as both languages write them (1,000 and 1.000 are one)."""
    prose = re.sub(r"`[^`]+`", " ", markdown)
    return sorted(re.sub(r"[.,]", "", one) for one in re.findall(r"\d+(?:[.,]\d+)*", prose))


@pytest.mark.parametrize(
    "text, translated, in_step",
    [
        ("## Gap\n\nDi atas 5 poin: `veto`.", "## Gap\n\nOver 5 points: `veto`.", True),
        ("Di atas 5 poin.", "Over 6 points.", False),
        ("## Gap", "### Gap", False),
        ("`veto` berarti", "a veto means", False),
        ("1.000 KK", "1,000 households", True),
    ],
)
def test_texts_out_of_step_are_told_apart(text, translated, in_step):
    assert (skeleton(text) == skeleton(translated)) is in_step


def skeleton(markdown: str) -> tuple:
    """What a text and its translation share: levels of headings, how many paragraphs, the code, links and numbers in them."""
    headings = re.findall(r"^(#+) ", markdown, re.MULTILINE)
    code = sorted(re.sub(r"<\w+>|(?<=reports/)\w+", "<>", one) for one in re.findall(r"`[^`]+`", markdown))
    links = sorted(re.findall(r"\]\(([^)]*)\)", markdown))
    return headings, len(re.split(r"\n\s*\n", markdown)), code, links, numbers(markdown)
