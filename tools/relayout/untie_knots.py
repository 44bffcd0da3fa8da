import pathlib
import re


def sub(p, *prs):
    t = open(p).read()
    for a, b in prs:
        if a not in t:
            print("NOT FOUND", p, repr(a[:80]))
            continue
        t = t.replace(a, b)
    open(p, "w").write(t)


sub(
    "sanlib/reference/regions.py",
    (
        """    order = regions.pilots(root)["region_code"].tolist()
    rows = table[table["region_code"].isin(order)]
    return rows.iloc[np.argsort(rows["region_code"].map(order.index).to_numpy(), kind="stable")].reset_index(drop=True)""",
        """    order = pilots(root)["region_code"].tolist()
    rows = table[table["region_code"].isin(order)]
    return rows.sort_values("region_code", key=lambda codes: codes.map(order.index), kind="stable").reset_index(drop=True)""",
    ),
    ("order = regions.pilots(root)", "order = pilots(root)"),
)
sub("sanlib/documents/chart_folder.py", ("regions.of_pilots", "region_table.of_pilots"))
sub(
    "sanlib/survey/__init__.py",
    ("from sanlib.intake.xlsform import xlsform\n", ""),
    ('"totals", "weigh", "xlsform",', '"totals", "weigh",'),
)
t = open("sanlib/documents/__init__.py").read()
t = (
    t.replace("from sanlib.report.pack_picker import showcase\n", "")
    .replace(',\n           "showcase"]', "]")
    .replace(' "showcase",', "")
    .replace(', "showcase"', "")
)
open("sanlib/documents/__init__.py", "w").write(t)
sub("sanlib/__init__.py", ("from sanlib.report import pack_picker\n", "from sanlib.report.pack_picker import showcase\n"))
t = open("sanlib/__init__.py").read()
if "import showcase" not in t:
    t = re.sub(r"(from sanlib\.documents import [^\n]*?),? showcase\b", r"\1", t)
    t = t.replace("from sanlib.survey", "from sanlib.report.pack_picker import showcase\nfrom sanlib.survey", 1)
    open("sanlib/__init__.py", "w").write(t)
S = {
    "project": "Where things stand and what is said of them: the project's folders, its problems, what each table holds, what is kept.",
    "reference": "The tables analysts edit: regions, indicators, targets, sources, layouts, corrections, the questionnaire, advocacy.",
    "estimation": "Any table with weights and a design in; shares, means, totals, differences, ranks and sample sizes with their intervals out.",
    "judging": "Achievements and targets in; gaps, flags, verdicts and pace out.",
    "households": "Household files in; households out: one a row, typed, weighted, without personal data.",
    "periods": "A period's folder in; its achievements, problems and manifest out, written whole.",
    "printing": "Finished tables in; tables and sentences as a reader sees them out.",
    "documents/writers": "A document as data in; PDF, DOCX, PPTX and XLSX out.",
    "reading/formats": "One kind of spreadsheet file in; its cells and what the fast reader cannot see out.",
}
for k, v in S.items():
    p = pathlib.Path("sanlib") / k / "__init__.py"
    t = p.read_text()
    if t.strip() == '"""."""':
        p.write_text(f'"""{v}"""\n')
    else:
        print(k, t.split("\n")[0])
pathlib.Path(
    "sanlib/project/binding.py"
).write_text('''"""The language and the project folder of a call: handed over once, then known to everything that runs within it."""

from __future__ import annotations

import functools
import inspect

from sanlib import words
from sanlib.project import folders


def bound(function):
    """Let `lang` and `root`, where a call hands them over, hold for all that runs within it; what is not handed over stays as it is."""
    parameters = inspect.signature(function)

    @functools.wraps(function)
    def call(*args, **kwargs):
        given = parameters.bind(*args, **kwargs).arguments
        with words.speaking(given.get("lang")), folders.within(given.get("root")):
            return function(*args, **kwargs)

    return call


def later(function):
    """The function as it is called later (a click), in the language and the project folder bound now."""
    lang, root = words.language(), folders.root()

    @functools.wraps(function)
    def call(*args, **kwargs):
        with words.speaking(lang), folders.within(root):
            return function(*args, **kwargs)

    return call


def bind(lang: str | None = None, root=None) -> None:
    """Let a language and a project folder hold from here on, until others are bound."""
    words.speak(lang)
    folders.work_in(root)
''')
sub(
    "sanlib/words/__init__.py",
    ("import csv\nimport functools\n", "import contextlib\nimport csv\nimport functools\n"),
    ("from importlib import resources\n", "from collections.abc import Iterator\nfrom importlib import resources\n"),
    (
        """def label(key: str, lang: str = "id", **blanks)""",
        '''_spoken = ["id"]


def language() -> str:
    """The language spoken now: the one bound last, Indonesian where none was."""
    return _spoken[-1]


def speak(lang: str | None) -> None:
    """Speak a language from here on; None changes nothing, an unknown one is refused."""
    _spoken[-1] = _known(lang)


@contextlib.contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Speak a language within a block; None goes on in the language spoken."""
    _spoken.append(_known(lang))
    try:
        yield
    finally:
        _spoken.pop()


def label(key: str, lang: str | None = None, **blanks)''',
    ),
    ('def sentence(problem, part: str, lang: str = "id")', "def sentence(problem, part: str, lang: str | None = None)"),
    (
        """def _known(lang: str) -> str:
    if lang not in LANGUAGES:""",
        """def _known(lang: str | None) -> str:
    if lang is None:
        return language()
    if lang not in LANGUAGES:""",
    ),
    ('decimals: int = 2, lang: str = "id")', "decimals: int = 2, lang: str | None = None)"),
    ('def with_decimal_sign(text: str, lang: str = "id")', "def with_decimal_sign(text: str, lang: str | None = None)"),
)
sub(
    "sanlib/project/problems.py",
    ('def message(self, lang: str = "id")', "def message(self, lang: str | None = None)"),
    ('def table(problems, lang: str = "id")', "def table(problems, lang: str | None = None)"),
    ('in the language asked for."""\n        found', 'in the language asked for, else the one spoken."""\n        found'),
)
sub("sanlib/words/refusal.py", ('def message(self, lang: str = "id")', "def message(self, lang: str | None = None)"))
sub(
    "sanlib/project/folders.py",
    (
        "from __future__ import annotations\n\nimport os\nimport re\n",
        "from __future__ import annotations\n\nimport contextlib\nimport os\nimport re\nfrom collections.abc import Iterator\n",
    ),
    (
        '''def root(start: str | Path | None = None) -> Path:
    """The project folder: the one named, else SANLIB_ROOT, else upward from here, else the checkout sanlib stands in."""
    named = start or os.environ''',
        '''_bound: list[str | Path | None] = [None]


def work_in(start: str | Path | None) -> None:
    """Work in a project folder from here on; None changes nothing."""
    _bound[-1] = start or _bound[-1]


@contextlib.contextmanager
def within(start: str | Path | None) -> Iterator[None]:
    """Work in a project folder within a block; None stays where one is."""
    _bound.append(start or _bound[-1])
    try:
        yield
    finally:
        _bound.pop()


def root(start: str | Path | None = None) -> Path:
    """The project folder: the one named, else the one bound, else SANLIB_ROOT, else upward from here, else the checkout sanlib stands in."""
    named = start or _bound[-1] or os.environ''',
    ),
    (".resolve().parents[1]", ".resolve().parents[2]"),
)
sub("sanlib/project/cache.py", ("    here = Path(__file__).parent\n", "    here = Path(__file__).parents[1]\n"))
p = pathlib.Path("tests/test_survey_reading.py")
t = p.read_text()
t = t.replace("survey.xlsform(", "xlsform.xlsform(")
p.write_text(t)
p = pathlib.Path("tests/conftest.py")
old = p.read_text() if p.exists() else ""
if "nothing_bound" not in old:
    p.write_text(
        old
        + '''"""What every test begins from: Indonesian, and the project this checkout is."""

import pytest

from sanlib import words
from sanlib.project import folders


@pytest.fixture(autouse=True)
def nothing_bound():
    """A language or project that one test binds is not the next one's."""
    with words.speaking("id"), folders.within(None):
        yield
'''
    )
    if old:
        print("CONFTEST existed: tidy by hand")
