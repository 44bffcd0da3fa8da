"""The example in the docstring of every public name gives what it says, on the shipped figures."""

import doctest
import inspect

import pytest

import sanlib as san
from sanlib import words
from sanlib.project import folders
from sanlib.reference import advocacy, regions

SUBJECTS = [subject for subject in san.SUBJECTS if subject != "estimation"]  # a table of one's own: notebook 10
PUBLIC = {name: getattr(san, name) for name in san.__all__ if name not in san.SUBJECTS} | {
    f"{subject}.{name}": getattr(getattr(san, subject), name) for subject in SUBJECTS for name in dir(getattr(san, subject))
}
NOT_RUN = {"adopt", "every_period", "explore", "pack", "documents.brief_pages", "documents.every_chart", "documents.export"}
"""They read every period or write documents: test_adopt, test_explore, test_pack and test_showcase run them."""
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def shown():
    """What the examples take for granted, as a notebook has it after its first cells."""
    with words.speaking("id"):
        period, survey, later = (san.open_period(name, say=lambda _line: None) for name in ("2023", "contoh-2023", "contoh-2024"))
    milestones = advocacy.milestones()
    return {
        "san": san,
        "period": period,
        "gaps": san.gaps(period),
        "households": survey.households,
        "later": later.households,
        "kota": san.survey.in_region(survey, "Kota Blitar"),
        "frame": san.plan.frame("contoh-2023", "Kab. Kediri"),
        "milestones": milestones.assign(region=milestones["region_code"].map(regions.names())),
    }


def examples(name: str) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(inspect.getdoc(PUBLIC[name]) or "", name)


def test_every_public_name_has_an_example_that_runs_but_for_those_that_write_documents():
    assert not [name for name in PUBLIC if not examples(name)]
    assert {name for name in PUBLIC if all(doctest.SKIP in one.options for one in examples(name))} == NOT_RUN


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - NOT_RUN))
def test_an_example_gives_what_it_says(name, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(folders.root())
    monkeypatch.setenv("SANLIB_REPORT_DIR", str(tmp_path))
    monkeypatch.setenv("SANLIB_PERIOD", "2023")
    told = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    with words.speaking("id"):
        runner.run(doctest.DocTest(examples(name), dict(shown), name, None, None, None), out=told.append)
    assert not runner.failures, "".join(told)
