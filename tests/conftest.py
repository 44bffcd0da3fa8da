"""What every test begins from: Indonesian, and the project this checkout is."""

import functools
import gc
import os
import pickle

import pytest
from hypothesis import settings

import sanlib as san
from sanlib import words
from sanlib.project import cache, folders, store
from sanlib.reference import reference_tables

settings.register_profile("untimed", deadline=None)  # how fast a machine is, is for benchmarks/ to say
settings.load_profile("untimed")


gc.set_threshold(100_000)
"""A chart is ten thousand objects that point at each other; gone through every 700 of them, as Python does of itself, they cost a seventh of
all time."""

pytest_plugins = ["in_browser"]
"""Fixtures of more than one file: `browser`, `seen`."""
LONGEST = (
    "test_withheld_everywhere.py",
    "test_pages_audit.py",
    "test_style.py",
    "test_site.py",
    "test_large_tables.py",
    "test_adopt_survey.py",
    "test_flags.py",
    "test_survey_sample.py",
    "test_conflicting_figures.py",
    "test_shown_in_notebook.py",
    "test_pack.py",
    "test_flags_national.py",
    "test_report_interrupted.py",
    "test_survey_corrections.py",
    "test_cache.py",
    "test_charts.py",
    "test_period.py",
    "test_survey_two_forms.py",
    "test_pack_documents.py",
    "test_workbook.py",
    "test_diff.py",
    "test_charts_every.py",
    "test_invariants.py",
    "test_survey_contrasts.py",
)
"""Files that take longest: begun first, so that no core ends with one of them while the others are idle."""


READ_THEMSELVES = (
    "test_cache",
    "test_disturbed_runs",
    "test_personal_data",
    "test_read_ahead",
    "test_reference_tables",
    "test_withheld_everywhere",
)
"""Files that look at what is read and kept, and when: nothing is remembered for them."""


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """The folder in which the processes of one run of the tests keep for each other what files gave."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "results"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module", autouse=True)
def read_once(request, results):
    """What one project's files gave is taken for the same files in another: most tests lay out a project of their own.

    By content and by nothing else: a key of the cache that lacks what a result is made of shows as a wrong result somewhere.
    """
    if request.module.__name__.rpartition(".")[2] in READ_THEMSELVES:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "kept", functools.partial(_remembered, results, cache.kept))
        patch.setattr(reference_tables, "_state", _content)
        yield


def _remembered(results, kept, kind, made_from, make, root=None):
    there = results / store.key(kind, made_from, cache.CODE_AND_PACKAGES)
    if not there.exists():
        beside = there.with_name(f"{there.name}.{os.getpid()}")
        beside.write_bytes(pickle.dumps(kept(kind, made_from, make, root)))
        beside.replace(there)
    return pickle.loads(there.read_bytes())


def _content(path):
    """In place of a table's path and time: its name and what it holds, the same in every project."""
    try:
        found = path.stat()
        return path.name, _digest(path, found.st_mtime_ns, found.st_size)
    except OSError:
        return path, None


@functools.lru_cache(maxsize=4096)
def _digest(path, _time, _size):
    return store.digest(path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests on one core, so that what they share is made once, in the order below, whatever is typed after pytest."""
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="module")
def opened():
    """The period of 2023, where a file does not open another one under this name."""
    return san.open_period("2023", say=lambda _line: None)


@pytest.fixture(scope="module")
def gaps(opened):
    """Its figures against every target."""
    return san.gaps(opened.achievements, san.targets())


@pytest.fixture(scope="module", autouse=True)
def nothing_left_bound():
    """What the fixtures of one file bind (to open a period binds its language) is not the next file's."""
    with words.speaking("id"), folders.within(None):
        yield


@pytest.fixture(autouse=True)
def nothing_bound():
    """A language or project that one test binds is not the next one's."""
    with words.speaking("id"), folders.within(None):
        yield
