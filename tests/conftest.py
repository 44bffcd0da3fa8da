"""What every test begins from: Indonesian, and the project this checkout is."""

import pytest
from hypothesis import settings

from sanlib import words
from sanlib.project import folders

settings.register_profile("untimed", deadline=None)  # how fast a machine is, is for benchmarks/ to say
settings.load_profile("untimed")


LONGEST = (
    "test_pages_audit.py",
    "test_flags_national.py",
    "test_withheld_everywhere.py",
    "test_report_interrupted.py",
    "test_survey_corrections.py",
    "test_cache.py",
    "test_charts.py",
    "test_period.py",
    "test_survey_two_forms.py",
    "test_pack_documents.py",
    "test_workbook.py",
    "test_diff.py",
)
"""Files that take longest: begun first, so that no core ends with one of them while the others are idle."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(autouse=True)
def nothing_bound():
    """A language or project that one test binds is not the next one's."""
    with words.speaking("id"), folders.within(None):
        yield
