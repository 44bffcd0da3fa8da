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

ROOT = folders.root()
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LOWER_FIRST = [
    "words",
    "schema",
    "problems",
    "project",
    "store",
    "cache",
    "date_texts",
    "reading",
    "reference_tables",
    "corrections",
    "regions",
    "indicators",
    "parts",
    "bounds",
    "target_sets",
    "layouts",
    "conflicting_figures",
    "flagging",
    "copies",
    "flags",
    "gap",
    "survey",
    "tables",
    "pilots",
    "sentences",
    "reported",
    "steps",
    "manifest",
    "period",
    "trail",
    "charts",
    "export",
    "show",
    "checking",
    "report",
    "pack",
    "explain",
    "explore",
    "cli",
]


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


def rooms_imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sanlib":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sanlib."):
            yield node.module.split(".")[1]


def test_imports_run_one_way():
    for path in sorted((ROOT / "sanlib").rglob("*.py")):
        room = path.relative_to(ROOT / "sanlib").parts[0].removesuffix(".py")
        if room in LOWER_FIRST:
            above = [name for name in rooms_imported(path) if name in LOWER_FIRST and LOWER_FIRST.index(name) > LOWER_FIRST.index(room)]
            assert not above, f"{path.name} imports {above}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_in_its_form(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    source = "".join("".join(cell["source"]) + "\n" for cell in code)
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]
    assert sum("parameters" in cell["metadata"].get("tags", ()) for cell in code) == 1
    assert not re.search(r"^\s*(def|while|class) ", source, flags=re.MULTILINE)
    assert all(name == "indicator" for name in re.findall(r"^\s*for (\w+) in", source, flags=re.MULTILINE))
    assert source.count("LANG") == 2, "the language is set by the parameters and bound where the period is opened"
    prose = [cell["metadata"]["tags"] for cell in cells if cell["cell_type"] == "markdown"]
    assert prose.count(["id"]) == prose.count(["en"]) and all(tags in (["id"], ["en"]) for tags in prose)
