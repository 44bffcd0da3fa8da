"""What every test begins from: Indonesian, and the project this checkout is."""

import pytest
from hypothesis import settings

from sanlib import words
from sanlib.project import folders

settings.register_profile("untimed", deadline=None)  # how fast a machine is, is for benchmarks/ to say
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def nothing_bound():
    """A language or project that one test binds is not the next one's."""
    with words.speaking("id"), folders.within(None):
        yield
