"""What an analyst types: few names for the daily work, the rest by subject, and the names of the version before."""

import importlib
import pkgutil
import re
import subprocess
import sys
import types
import warnings
from pathlib import Path

import pytest

import sanlib as san
from sanlib import old_names, words
from sanlib.project import folders

ROOT = folders.root()
DAILY = [
    "InputError",
    "adopt",
    "browse",
    "cells",
    "check",
    "choose",
    "coverage",
    "diff",
    "differences",
    "every_period",
    "explain",
    "explore",
    "gap_table",
    "gaps",
    "main_indicators",
    "main_region",
    "matrix",
    "of_pilots",
    "of_report",
    "open_period",
    "pace",
    "pack",
    "projections",
    "ranks",
    "reconcile",
    "save_chart",
    "series_table",
    "show",
    "speak",
    "targets",
]
SINCE = ["adopt", "main_indicators", "main_region", "of_report", "speak"]
OLD = [*old_names.RENAMED, *old_names.RETIRED, *(name for name in DAILY if name not in SINCE)]
MOST_OF_A_SUBJECT = 25
"""More names than that are no longer found by looking through them."""


def public():
    yield from ((name, getattr(san, name)) for name in DAILY)
    for subject in san.SUBJECTS:
        yield from ((f"{subject}.{name}", getattr(getattr(san, subject), name)) for name in dir(getattr(san, subject)))


def test_the_daily_names_and_the_subjects_are_all_there_is():
    assert dir(san) == sorted([*DAILY, *san.SUBJECTS])
    assert all(0 < len(dir(getattr(san, subject))) <= MOST_OF_A_SUBJECT for subject in san.SUBJECTS)


def test_a_name_is_a_function_with_a_docstring_wherever_modules_were_loaded_from():
    """Loading a module puts it beside the names of its room: a name must never become the module it stands in."""
    for module in pkgutil.walk_packages(san.__path__, "sanlib."):
        if module.name != "sanlib.__main__":
            importlib.import_module(module.name)
    wrong = [name for name, thing in public() if isinstance(thing, types.ModuleType) or not callable(thing) or not thing.__doc__]
    assert not wrong and not [name for name in dir(san) if name.isupper()]


def test_importing_sanlib_loads_nothing_that_computes_or_draws():
    found = "import sys, sanlib; print([name for name in ('pandas', 'numpy', 'matplotlib', 'scipy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_tab_finds_the_names_in_two_steps():
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell(user_ns={"san": san})

    def offered(typed: str) -> set[str]:
        with provisionalcompleter():
            return {found.text.rpartition(".")[2] for found in shell.Completer.completions(typed, len(typed))}

    assert "survey" in offered("san.surv")
    assert offered("san.survey.") == set(dir(san.survey))


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", [*old_names.RENAMED, *old_names.RETIRED])
def test_an_old_name_is_the_same_object_and_warns_once_with_the_new_one(name, lang, monkeypatch):
    monkeypatch.setattr(words, "_spoken", [lang])
    vars(san).pop(name, None)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        things = [getattr(san, name) for _ in range(2)]
    vars(san).pop(name, None)
    new = f"san.{old_names.RENAMED[name]}" if name in old_names.RENAMED else old_names.RETIRED[name][1]
    assert [one.category for one in seen] == [DeprecationWarning] and Path(seen[0].filename) == Path(__file__)
    assert new in str(seen[0].message) and f"san.{name}" in str(seen[0].message)
    assert things[0] is things[1]
    if name in old_names.RENAMED:
        subject, _, own = old_names.RENAMED[name].partition(".")
        assert things[0] is getattr(getattr(san, subject), own) and own in dir(getattr(san, subject))


def test_every_name_of_the_version_before_is_still_there():
    assert len(OLD) == 103


def test_what_never_was_a_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="chart_everything"):
        san.chart_everything  # noqa: B018


def test_no_page_notebook_or_test_of_ours_uses_an_old_name():
    old = re.compile(rf"\bsan(?:lib)?\.({'|'.join([*old_names.RENAMED, *old_names.RETIRED])})\b")
    pages = [ROOT / name for name in ("README.md", "README.id.md", "METHODS.md", "METHODS.id.md")]
    pages += [path for folder in ("notebooks", "docs", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.*") if path.is_file()]
    pages += list((ROOT / "sanlib" / "words").glob("*.csv"))
    texts = [path for path in pages if path.suffix in (".md", ".py", ".ipynb", ".csv") and path.name != Path(__file__).name]
    assert len(texts) > 80
    assert not [(path.name, found[0]) for path in texts for found in old.finditer(path.read_text(encoding="utf-8"))]


def test_a_refusal_in_one_line_says_what_to_hand_over():
    period = san.open_period("2018", say=lambda _line: None)
    with pytest.raises(san.InputError, match=r"san\.gaps\(period\)"):
        san.charts.gap(period.achievements, "Kota Blitar")
    with pytest.raises(san.InputError, match=r"period\.households"):
        san.survey.estimates(san.gaps(period))
    with pytest.raises(san.InputError, match=r"period\.achievements"):
        san.gaps("2018")
    assert san.gaps(period).equals(san.gaps(period.achievements, san.targets()))
