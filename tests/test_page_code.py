"""What a page tells a reader to type does what the page says: every block of commands and of Python on the pages for readers."""

import ast
import doctest
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from test_public_examples import NOT_RUN

import sanlib as san
from sanlib import cli, words
from sanlib.project import folders

ROOT = folders.root()
TUTORIALS = ("docs/tutorial.md", "docs/tutorial.id.md")
TRANSLATED = ("README.md", "docs/each-period.md", "docs/layout-tables.md", "docs/adopt-survey.md")
"""Pages whose Indonesian one tells to type the same, but for the language asked for: run once."""
PAGES = (*TUTORIALS, *TRANSLATED)
BLOCK = re.compile(r"^( *)```(sh|python|pycon|text)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
IN_A_COPY = ("docs/each-period", "docs/layout-tables", "docs/adopt-survey")
"""Pages whose commands write into data/raw."""
ELSEWHERE = {
    "make report": "test_report.py: a whole report",
    "make test": "these are the tests",
    "python3 bootstrap.py": "test_setup.py: sets up .venv",
    ". .venv/bin/activate": "a shell's own",
    "sanlib report": "test_report.py: a whole report",
}
"""What is not run here, and where it is."""
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page in their order: (language, text)."""
    found = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [(kind, re.sub(rf"^{room}", "", text, flags=re.MULTILINE)) for room, kind, text in found]


@pytest.fixture
def project(request, tmp_path, monkeypatch):
    """The checkout, with what is written led elsewhere; for a page that writes into data/raw a copy of what it needs."""
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path / "report"))
    if not request.param.startswith(IN_A_COPY):
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("SANLIB_PERIOD", "2018" if "tutorial" in request.param else "2023")
        yield request.param
        return
    for part in ("data/raw/reference", "data/raw/2018", "data/processed/2024", "docs/example-survey"):
        shutil.copytree(ROOT / part, tmp_path / part)
    monkeypatch.chdir(tmp_path)
    with folders.within(tmp_path):
        yield request.param


@pytest.mark.parametrize("project", PAGES, indirect=True)
def test_what_a_page_tells_to_type_does_what_it_says(project, capsys):
    known = {}
    with words.speaking("id"):
        prepare(project)
        for kind, text in in_order(project):
            if kind == "sh":
                said = "".join(run(line, capsys) for line in text.replace("\\\n", " ").splitlines())
            elif kind == "text":
                assert said.rstrip("\n") == text.rstrip("\n")
            elif kind == "pycon":
                hold(text, project, known)
            else:
                exec(compile(without_documents(text), project, "exec"), known)
    if project in TUTORIALS:
        drawn = (Path(os.environ["SANLIB_REPORT_DIR"]) / "charts").glob("gap-kota-blitar.*")
        assert {file.suffix for file in drawn} == {".png", ".svg", ".pdf", ".csv", ".txt"}


def in_order(page):
    """A survey is adopted before its figures are asked for; the page shows the one command last, for who has no Excel."""
    found = blocks(page)
    return sorted(found, key=lambda block: block[0] == "python") if "adopt-survey" in page else found


def prepare(page):
    """What stands before a page's first block: a period laid out and the table of the example saved in it."""
    if "layout-tables" in page:
        (table,) = re.findall(r"^   ```\n(.*?)^   ```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[:1]
        assert cli.main(["new", "2025"]) == 0
        file = folders.raw("2025") / "sanitasi_dinas.csv"
        file.write_text(re.sub(r"^   ", "", table, flags=re.MULTILINE), encoding="utf-8")
        assert cli.main(["adopt", str(file), "--yes"]) == 0 and cli.main(["check", str(file)]) == 0


def run(line, capsys):
    """One line of a shell as a reader types it; what it printed."""
    capsys.readouterr()
    typed = shlex.split(line, comments=True)
    if not typed or any(line.startswith(left) for left in ELSEWHERE):
        return ""
    if typed[0] == "mkdir":
        folders.root().joinpath(typed[-1]).mkdir(parents=True)
    elif typed[0] == "cp":
        shutil.copy(folders.root() / typed[1], folders.root() / typed[2])
    else:
        assert typed[0] == "sanlib", f"nobody runs {line!r}"
        if typed[1] == "diff":
            as_if_reported(typed[-1])
        assert cli.main(typed[1:]) == 0, capsys.readouterr()
    return capsys.readouterr().out


def as_if_reported(period):
    """The tables that the report of step 5 would have left."""
    if not folders.processed(period).exists():
        shutil.copytree(folders.processed("2024"), folders.processed(period))


def hold(text, page, known):
    """Each example prints what the page prints."""
    told, asked = [], doctest.DocTest(doctest.DocTestParser().get_examples(text), {}, page, None, None, None)
    asked.globs = known  # the page goes on with the names it has
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    runner.run(asked, out=told.append, clear_globs=False)
    assert not runner.failures, "".join(told)


def without_documents(text):
    """The statements without the calls that test_public_examples leaves to others, by the same list."""
    tree = ast.parse(text)
    tree.body = [one for one in tree.body if not (isinstance(one, ast.Expr) and called(one.value) in NOT_RUN)]
    return tree


def called(value):
    return ast.unparse(value.func).removeprefix("san.") if isinstance(value, ast.Call) else ""


@pytest.mark.parametrize("page", TRANSLATED)
def test_the_indonesian_page_tells_to_type_the_same(page):
    assert list(map(without_language, blocks(page.replace(".md", ".id.md")))) == list(map(without_language, blocks(page)))


def without_language(block):
    """A block as it would be in the other language: comments and the choice of language do not count."""
    kind, text = block
    text = re.sub(r', lang="en"| --lang en|(?<=\s)#.*', "", text)
    return kind, ast.dump(ast.parse(text)) if kind == "python" else [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("page", [*PAGES, "README.id.md", "METHODS.md", "METHODS.id.md"])
def test_every_name_a_page_calls_is_there(page):
    for name in re.findall(r"\bsan((?:\.\w+)+)\(", (ROOT / page).read_text(encoding="utf-8")):
        found = san
        for part in name[1:].split("."):
            found = getattr(found, part)
