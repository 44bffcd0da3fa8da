"""The example in the docstring of every public name gives what it says, on the shipped figures."""

import doctest
import inspect
import re

import pytest

import sanlib as san
from sanlib import old_names, words
from sanlib.project import folders
from sanlib.reference import advocacy, regions

PUBLIC = {name: getattr(san, name) for name in san.__all__ if name not in san.SUBJECTS} | {
    f"{subject}.{name}": getattr(getattr(san, subject), name) for subject in san.SUBJECTS for name in dir(getattr(san, subject))
}
NOT_RUN = {"adopt", "every_period", "explore", "pack", "documents.brief_pages", "documents.every_chart", "documents.export"}
"""They read every period or write documents: test_adopt, test_explore, test_pack and test_showcase run them."""
EVERYWHERE = {"lang", "root", "say", "progress"}
"""The language and the project folder, bound once, and who is handed the lines a run says."""
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


@pytest.mark.parametrize("name", sorted(name for name in PUBLIC if inspect.isfunction(PUBLIC[name])))
def test_a_docstring_names_every_option_of_its_function(name):
    text = (inspect.getdoc(PUBLIC[name]) or "").partition(">>>")[0]
    options = [one.name for one in inspect.signature(PUBLIC[name]).parameters.values() if one.default is not one.empty]
    assert not [option for option in options if option not in EVERYWHERE and not re.search(rf"\b{option}\b", text)]


def test_no_docstring_sends_a_reader_to_an_old_name():
    old = {name for name in {**old_names.RENAMED, **old_names.RETIRED} if "_" in name} - set(dir(san.documents)) - set(dir(san.plan))
    texts = {name: inspect.getdoc(public) or "" for name, public in PUBLIC.items()}
    assert not [(name, said) for name, text in texts.items() for said in re.findall(r"\w+", text.partition(">>>")[0]) if said in old]


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
