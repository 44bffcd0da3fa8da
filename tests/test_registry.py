"""Nothing is printed, drawn or written for a reader without a test that would see it say something else."""

import ast
from pathlib import Path

import pytest
from registry import CHARTS, DOCUMENTS, PUBLIC

import sanlib as san
from sanlib.charts import CHARTS as DRAWN
from sanlib.documents.pack_folder import PARTS

HERE = Path(__file__).parent
FUNCTIONS = {name for name in san.__all__ if name not in (*san.SUBJECTS, "InputError")} | {
    f"{subject}.{name}" for subject in san.SUBJECTS for name in dir(getattr(san, subject))
}


def functions_of(file):
    return {node.name for node in ast.parse((HERE / file).read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def test_every_public_function_has_its_row_and_no_row_is_of_nothing():
    assert set(PUBLIC) | {f"charts.{name}" for name in DRAWN} == FUNCTIONS


def test_every_document_of_a_pack_is_audited():
    assert set(DOCUMENTS) == set(PARTS)
    assert all("test_" in file and (HERE / file).is_file() for file in DOCUMENTS.values())


@pytest.mark.parametrize("held", sorted({*PUBLIC.values(), CHARTS}))
def test_the_test_of_a_row_is_there(held):
    file, _, name = held.partition("::")
    assert name in functions_of(file)


def test_every_chart_is_drawn_by_the_tests_of_charts():
    source = (HERE / CHARTS.partition("::")[0]).read_text(encoding="utf-8")
    assert "import CHARTS" in source and "set(NAMES) <= set(DRAWN)" in source
