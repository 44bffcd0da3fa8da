"""Tables are joined on keys: nothing is pasted onto a table by the place a row happens to stand in."""

import ast

import pytest

from sanlib.project import folders

SOURCES = sorted((folders.root() / "sanlib").rglob("*.py"))
ALLOWED = {
    "tools/sample_survey": "the synthetic files are written row by row, from one table",
}
"""Places that build a column by position, with the reason."""


def pasted(tree):
    """Calls that put a list of one table's rows into another: insert(place, name, [...]), and assign(x=[... for row in other...])."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "insert" and len(node.args) == 3 and not isinstance(node.args[2], ast.Constant):
            yield node.lineno, "insert"
        if node.func.attr == "assign":
            own = ast.unparse(node.func.value)
            for keyword in node.keywords:
                if isinstance(keyword.value, ast.ListComp) and not _walks(keyword.value, own):
                    yield node.lineno, f"assign({keyword.arg})"


def _walks(made: ast.ListComp, own: str) -> bool:
    """Whether a list is made from the very table it is put into (or from a plain list beside it)."""
    base = own.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0].split("(", maxsplit=1)[0]
    walked = ast.unparse(made.generators[0].iter)
    return base in walked or ("itertuples" not in walked and "iterrows" not in walked and "to_numpy" not in walked)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_column_is_pasted_by_position(path):
    place = path.relative_to(folders.root() / "sanlib").as_posix()
    if any(place.startswith(allowed) for allowed in ALLOWED):
        return
    assert list(pasted(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_fault_of_the_pilots_matrix_is_one():
    fault = "wide.insert(0, 'capaian', [words.number(v) for v in capaian])"
    assert list(pasted(ast.parse(fault)))
    assert list(pasted(ast.parse("a.assign(x=[row.y for row in b.itertuples()])")))
    assert not list(pasted(ast.parse("a.assign(x=[row.y for row in a.itertuples()])")))


def test_every_merge_says_how_many_rows_may_meet():
    unsaid = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            merges = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "merge"
            if merges and not any(keyword.arg == "validate" for keyword in node.keywords):
                unsaid.append(f"{path.name}:{node.lineno}")
    assert unsaid == []
