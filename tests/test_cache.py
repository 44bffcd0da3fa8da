"""What was read once is not read again; what changed is; and a harmed cache is as good as none."""

import shutil
import subprocess
import sys

import pandas as pd
import pytest
from build import achievement

from sanlib import official, reading
from sanlib.households import access_ladders, files_of_a_region, read_households, survey_files
from sanlib.periods import conflicting_figures
from sanlib.periods import period as periods
from sanlib.project import cache, folders, schema
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.survey import survey_indicators, withholding

SIPSN = "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx"
REFERENCE = "data/raw/reference"


@pytest.fixture
def copy(tmp_path):
    """The reference tables and 2023's workbooks in a project of their own."""
    for part in (REFERENCE, "data/raw/2023"):
        shutil.copytree(folders.root() / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def opened(monkeypatch):
    """Which files were really read."""
    seen = []
    real = official.read
    monkeypatch.setattr(official, "read", lambda source: seen.append(source.name) or real(source))
    return seen


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8-sig") + text, encoding="utf-8")


def test_what_the_cache_gives_is_what_reading_gives(copy):
    for path in sorted((copy / "data/raw/2023").glob("*.xlsx")):
        read, first, again = official.read(path, copy), official.figures(path, copy), official.figures(path, copy)
        assert first == again
        assert (first.rows, first.problems, first.corrections, first.layouts) == (read.rows, read.problems, read.corrections, read.layouts)


def test_households_come_back_with_their_types():
    first, again = (read_households.read_period("contoh-2023") for _ in range(2))
    pd.testing.assert_frame_equal(first.households, again.households, check_exact=True)
    read = read_households.read_households(folders.raw("contoh-2023") / "SINTETIS_EHRA_Kab_Maros_2023.xlsx", "contoh-2023", first.frame)
    kept = again.households[again.households["file"].eq("SINTETIS_EHRA_Kab_Maros_2023.xlsx")].reset_index(drop=True)
    design = ["weight", "stratum"]
    alone = read.households.drop(columns=[*design, *files_of_a_region.WHILE_READ])
    pd.testing.assert_frame_equal(kept.drop(columns=design), alone, check_categorical=False)


@pytest.mark.parametrize("period", ["2023", "contoh-2023"])
def test_an_unchanged_period_opens_no_file(period, monkeypatch):
    first = periods.open_period(period, say=lambda line: None)
    monkeypatch.setattr(reading, "open_book", lambda path: pytest.fail(f"{path} was opened"))
    again = periods.open_period(period, say=lambda line: None)
    pd.testing.assert_frame_equal(first.achievements, again.achievements)
    assert first.problems.equals(again.problems) and first.corrections.equals(again.corrections)


CHECKOUT = folders.root()
CHANGES = {
    "nothing": (lambda folder: None, []),
    "the workbook": (
        lambda folder: shutil.copy(CHECKOUT / SIPSN.replace("2023", "2022"), folder / SIPSN),
        ["SIPSN_Data_Capaian_2023.xlsx"],
    ),
    "a correction of it": (
        lambda folder: append(folder / REFERENCE / "corrections.csv", "2023/SIPSN_Data_Capaian_2023.xlsx,Data Capaian,D7,1,2,A,2026,x\n"),
        ["SIPSN_Data_Capaian_2023.xlsx"],
    ),
    "a correction of another": (lambda folder: append(folder / REFERENCE / "corrections.csv", "2022/x.xlsx,S,A1,1,2,A,2026,x\n"), []),
    "a spelling": (lambda folder: append(folder / REFERENCE / "headers.csv", "sipsn,ignore,no,lain\n"), "all"),
    "a target": (lambda folder: append(folder / REFERENCE / "targets.csv", "\n"), []),
    "the code": (None, "all"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reads_again_what_it_touches(copy, opened, monkeypatch, change):
    every = sorted(path.name for path in (copy / "data/raw/2023").glob("*.xlsx"))
    periods.open_period("2023", copy, say=lambda line: None)
    assert opened == every
    opened.clear()
    make, again = CHANGES[change]
    if make:
        make(copy)
    else:
        monkeypatch.setattr(cache, "CODE_AND_PACKAGES", ["newer"])
    periods.open_period("2023", copy, say=lambda line: None)
    assert opened == (every if again == "all" else again)


def of_one_survey(folder):
    """A period with the survey of one region, in a project of its own."""
    for name in ("SINTETIS_EHRA_Kota_Probolinggo_2023.sav", "SINTETIS_daftar_desa_Kota_Probolinggo_2023.csv"):
        (folder / "data/raw/contoh-2023").mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / "data/raw/contoh-2023" / name, folder / "data/raw/contoh-2023")


def replaced(path, old, new):
    text = path.read_text(encoding="utf-8-sig")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


LESS = (
    '2020,layak,air_limbah,yes,"rung_2020 in aman,layak_sendiri,layak_bersama"',
    '2020,layak,air_limbah,yes,"rung_2020 in aman,layak_sendiri"',
)
LESS_LAYAK = "1,layak,aman|layak_sendiri\n2015,ehra2025,2,dasar,belum_layak|layak_bersama"
DECIDES = {
    "what a flag does": ("2023", "flags.csv", "\nnilai_kembar,yes,", "\nnilai_kembar,no,", "flags"),
    "how a survey is estimated": ("contoh-2023", "survey/design.csv", "interval,korn-graubard,", "interval,logit,", "achievements"),
    "what an indicator is": ("contoh-2023", "survey/indicators.csv", *LESS, "achievements"),
}


@pytest.mark.parametrize("decided", DECIDES)
def test_what_was_judged_or_estimated_is_so_anew_once_a_table_says_otherwise(copy, decided):
    period, table, old, new, changed = DECIDES[decided]
    of_one_survey(copy)
    before = periods.open_period(period, copy, say=lambda line: None)
    replaced(copy / REFERENCE / table, old, new)
    kept = periods.open_period(period, copy, say=lambda line: None)
    cache.clear(copy)
    anew = periods.open_period(period, copy, say=lambda line: None)
    for name in ("achievements", "flags", "history", "problems"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(anew, name), check_exact=True)
    assert not getattr(before, changed).equals(getattr(kept, changed))


def test_other_figures_are_judged_anew(copy):
    before = periods.open_period("2023", copy, say=lambda line: None)
    shutil.copy(CHECKOUT / SIPSN.replace("2023", "2022"), copy / SIPSN)
    kept = periods.open_period("2023", copy, say=lambda line: None)
    cache.clear(copy)
    anew = periods.open_period("2023", copy, say=lambda line: None)
    for name in ("achievements", "flags", "history"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(anew, name), check_exact=True)
    assert not before.achievements.equals(kept.achievements)


def contested(copy, cell):
    """The flags of a figure that two files give unlike, the other one's in this cell."""
    rows = [
        achievement("3572", "2023", "layak", value, file=f"data/raw/2023/{file}.xlsx", sheet="Data", cell=place)
        for file, place, value in (("a", "B2", 80.0), ("b", cell, 90.0))
    ]
    with folders.within(copy):
        return periods._judged(conflicting_figures.settle(rows)).flags.to_csv()


def test_a_contradiction_told_otherwise_is_judged_anew(copy):
    """The figure kept is the same, and what stands against it stands in another cell."""
    before, after = contested(copy, "C8"), contested(copy, "C9")
    assert "C8" in before and "C9" in after and "C8" not in after


@pytest.mark.parametrize("changed", [{"share": 2.0}, {"share": 1}, {"name": "b"}])
def test_a_tables_fingerprint_is_of_its_values_and_their_kinds(changed):
    own = pd.DataFrame({"name": ["a"], "share": [1.0]})
    assert cache.print_of([own]) == cache.print_of([own.copy()]) != cache.print_of([own.assign(**changed)])


def known(folder):
    """What is remembered of the questionnaire's tables."""
    gives = [survey_indicators.gives("2025", row, folder) for row in survey_indicators.definitions(folder).itertuples()]
    made_of = [{name: rungs.tolist() for name, rungs in one.items()} for one in withholding.rungs_of("2025", folder)]
    return access_ladders.classes_of("2025", folder).to_dict("records"), gives, made_of, codebook.instrument("2025", folder)


@pytest.mark.parametrize(
    ("table", "old", "new", "what"),
    [
        ("ladder_classes.csv", "3,layak_bersama,layak_bersama", "3,bersama,layak_bersama", {0, 1, 2}),
        ("ladder_classes.csv", "1,layak,aman|layak_sendiri|layak_bersama\n2015,ehra2025,2,dasar,belum_layak", LESS_LAYAK, {0, 2}),
        ("forms.csv", "2025,EHRA,", "2025,SURVEI,", {3}),
        ("forms.csv", ",2020:layak|2020:aman|", ",2020:layak|", {1}),
        ("indicators.csv", *LESS, {2}),
    ],
)
def test_what_is_remembered_of_the_questionnaire_follows_its_tables(copy, table, old, new, what):
    folder = copy / REFERENCE / "survey"
    before = known(folder)
    replaced(folder / table, old, new)
    assert {place for place, (one, other) in enumerate(zip(before, known(folder), strict=True)) if one != other} == what


@pytest.mark.parametrize(
    ("table", "old", "new", "rung"),
    [
        ("ladder_classes.csv", "4,belum_layak,belum_layak|babs_tertutup", "4,belum_layak,belum_layak", "babs_tertutup"),
        ("ladder_rules.csv", "2,,babs_tertutup,D.3 = 7", "2,,babs_lain,D.3 = 7", "babs_lain"),
    ],
)
def test_a_ladder_that_leaves_a_rung_out_is_refused_also_after_it_was_read(copy, table, old, new, rung):
    folder = copy / REFERENCE / "survey"
    codebook.table("ladder_classes.csv", folder)
    replaced(folder / table, old, new)
    with pytest.raises(InputError, match=rung):
        codebook.table("ladder_classes.csv", folder)


HARM = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "overwritten": lambda path: path.write_bytes(b"{}"),
    "lost": lambda path: path.unlink(),
    "deleted whole": lambda path: shutil.rmtree(path.parents[3]),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_entry_is_made_anew(copy, opened, harm):
    first = official.figures(copy / SIPSN, copy)
    HARM[harm](next(cache.place(copy).glob("made/*/files/told.json")))
    assert official.figures(copy / SIPSN, copy) == first and len(opened) == 2
    assert official.figures(copy / SIPSN, copy) == first and len(opened) == 2


def test_an_entry_of_another_form_is_made_anew(tmp_path):
    harmless = cache.kept("k", [1], lambda: cache.Kept({"a": 1}), tmp_path)
    folder = next(cache.place(tmp_path).glob("made/*/files"))
    shutil.rmtree(folder.parent)
    made = cache.store.workplace(cache.place(tmp_path))
    (made / "told.json").write_text('["another", "form"]')
    cache.store.keep(cache.place(tmp_path), folder.parent.name.rpartition(".")[0], made)
    assert cache.kept("k", [1], lambda: cache.Kept({"a": 2}), tmp_path).told == {"a": 2} and harmless.told == {"a": 1}


def test_where_nothing_can_be_kept_it_is_read_all_the_same(copy, opened):
    (copy / ".cache").write_text("a file where the folder should be")
    first = official.figures(copy / SIPSN, copy)
    assert official.figures(copy / SIPSN, copy) == first and len(opened) == 2


def test_a_reader_asks_only_for_tables_that_are_in_its_key(monkeypatch):
    asked, real = set(), folders.reference
    monkeypatch.setattr(folders, "reference", lambda name, start=None: asked.add(name) or real(name, start))
    for path in sorted(folders.root().glob("data/raw/20*/*.xlsx")):
        official.read(path)
    # of corrections only the file's own rows are in its key; how many days a year has is asked only of amounts a day
    assert asked - {"corrections.csv"} == set(official.DEPENDS_ON) - {"assumptions.csv"}
    asked.clear()
    read_households.read_households(folders.raw("contoh-2023") / "SINTETIS_EHRA_Kota_Probolinggo_2023.sav", "contoh-2023")
    known = {name.rstrip("/") for name in survey_files.DEPENDS_ON} - {"bounds.csv"}  # asked of a list of desa alone
    assert {name.split("/")[0] for name in asked - {"corrections.csv"}} == known


def test_the_cache_holds_no_personal_data(tmp_path):
    folder = tmp_path / "data" / "raw"
    shutil.copytree(folders.root() / REFERENCE, folder / "reference")
    (folder / "2023").mkdir()
    shutil.copy(folders.raw("contoh-2023") / "SINTETIS_EHRA_Kota_Blitar_2023.xlsx", folder / "2023")
    read = read_households.read_period("2023", tmp_path)
    assert {problem.rule for problem in read.problems} & {"survey_personal_items", "survey_personal_dropped"}
    kept = {name for path in cache.place(tmp_path).glob("made/*/files/households.arrow") for name in pd.read_feather(path)}
    assert kept == {*read.households, *files_of_a_region.WHILE_READ} and not [
        name for name in kept if name.startswith(("A.3", "A.4", "A.5", "A.6", "A.9", "A.11"))
    ]


def test_two_processes_at_once_read_the_same(copy):
    program = "import sys; from sanlib import official; print(len(official.figures(sys.argv[1], sys.argv[2]).rows))"
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(copy / SIPSN), str(copy)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in both}
    assert said == {str(len(official.figures(copy / SIPSN, copy).rows))}
    assert not list(cache.place(copy).glob("unfinished/*"))


def test_a_period_from_the_cache_is_the_period(copy):
    first, again = (periods.open_period("2023", copy, say=lambda line: None) for _ in range(2))
    pd.testing.assert_frame_equal(first.achievements, again.achievements, check_exact=True)
    assert list(first.achievements) == list(schema.ACHIEVEMENTS) and first.problems.equals(again.problems)
