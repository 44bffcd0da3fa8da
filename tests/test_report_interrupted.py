"""Killed, interrupted or run twice at once: the previous results stand whole, and the next run goes on from there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from sanlib import report
from sanlib.project import staging
from tests import report_project as small

posix_only = pytest.mark.skipif(os.name == "nt", reason="signals as Linux and macOS have them")
SLOW = "import time; time.sleep(60)"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A project whose store knows an old and a new version of its notebook; the report shows the old one."""
    made = small.project(tmp_path_factory.mktemp("template"), a="print('new')")
    _finish(made)
    small.write_notebook(made, "a", "print('old')")
    _finish(made)
    return made


@pytest.fixture
def folder(template, tmp_path):
    """A copy of it whose next report differs: it would show the new version."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    small.write_notebook(tmp_path, "a", "print('new')")
    return tmp_path


def _finish(folder):
    """A run that nothing stops, in this process: it ends of itself, and says what it found of the one before."""
    said = []
    report.run("2023", root=folder, write_processed=small.write_tables, progress=said.append)
    return "\n".join(said)


def _until(process, word: str) -> None:
    for line in process.stdout:
        if word in line:
            return
    raise AssertionError(f"ended without saying {word!r}")


@posix_only
@pytest.mark.parametrize(
    ("how", "when"), [(signal.SIGKILL, "lembar analisis:"), (signal.SIGKILL, "] c:"), (signal.SIGINT, "] c:"), (signal.SIGTERM, "] c:")]
)
def test_stopped_while_notebooks_run(folder, how, when):
    before = small.results(folder)
    small.write_notebook(folder, "b", SLOW)
    small.write_notebook(folder, "c", "3")
    process = small.start(folder)
    _until(process, when)
    process.send_signal(how)
    process.communicate(timeout=20)
    assert process.returncode != 0
    assert small.results(folder) == before
    small.write_notebook(folder, "b", "2")
    said = _finish(folder)
    assert ("2 tidak berubah, 1 dijalankan" if when == "] c:" else "1 tidak berubah, 2 dijalankan") in said
    assert "new" in small.results(folder)["reports/2023/a.html"].decode()


@posix_only
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_kernels_forked_from_a_warm_process_end_with_the_run(folder, how):
    """Many notebooks share what was loaded once: a run that is killed leaves neither them nor the process they came from."""
    before = small.results(folder)
    for name in "bcdef":
        small.write_notebook(folder, name, f"import os; open({str(folder / name)!r}, 'w').write(str(os.getpid())); {SLOW}")
    process = small.start(folder)
    _until(process, "lembar analisis:")
    while not (folder / "b").exists():
        time.sleep(0.05)
    process.send_signal(how)
    process.communicate(timeout=20)  # ends only when nobody holds its output any more
    assert small.results(folder) == before


ALONE = """import builtins, os, sys
from pathlib import Path
assert not hasattr(builtins, "left_behind")
builtins.left_behind = 1
assert os.getcwd() == {folder!r}
assert "" in sys.path and sys.path.count({checkout!r}) == 1, sys.path  # PYTHONPATH, as for any kernel
assert ("pandas" in sys.modules) is (sys.platform == "linux")
import matplotlib
assert "inline" in matplotlib.get_backend()
Path(os.environ["SANLIB_REPORT_DIR"], "{name}.txt").write_text(str(os.getpid()))"""


def test_many_notebooks_share_no_more_than_what_was_loaded(folder):
    for name in "bcde":
        source = ALONE.format(folder=str(folder / "notebooks"), checkout=str(small.CHECKOUT), name=name)
        small.write_notebook(folder, name, source)
    process = small.start(folder)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    own = [(folder / "reports" / "2023" / f"{name}.txt").read_text() for name in "bcde"]
    assert len(set(own)) == len(own)


STOPS = {
    "tables staged": ("staging", "stage", "after"),
    "before the first swap": ("staging", "swap", "before"),
    "between the swaps": ("staging", "swap", "after"),
    "while the old one is dropped": ("staging.shutil", "rmtree", "after"),
    "notebook kept": ("store", "keep", "after"),
    "while a folder is copied": ("shutil", "copytree", "after"),
}
"""What is told to kill the run: a function of the program, and whether before or after its first call."""
NO_EXCHANGE = "import sanlib.project.staging as staging; staging._exchange = lambda one, other: False\n"


@posix_only
@pytest.mark.parametrize(
    ("moment", "in_one_step"),
    [*((moment, True) for moment in STOPS), ("between the swaps", False), ("while the old one is dropped", False)],
)
def test_killed_at_the_worst_moments(folder, moment, in_one_step):
    if moment == "notebook kept":
        small.write_notebook(folder, "a", "print('newer')")
    before = _by_folder(folder)
    process = small.start(folder, prelude=_kill_at(*STOPS[moment]) + ("" if in_one_step else NO_EXCHANGE))
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    left = _by_folder(folder)
    said = _finish(folder)
    after = _by_folder(folder)
    for place in before:
        assert left[place] == before[place] or _only_the_time_differs(left[place], after[place])
    assert "new" in after["reports"]["reports/2023/a.html"].decode()
    assert "0 dijalankan" in said
    assert _names(folder / "reports") == [".lock", "2023"] and _names(folder / "data" / "processed") == ["2023"]


def _kill_at(module: str, name: str, side: str) -> str:
    kill = "os.kill(os.getpid(), 9)"
    return (
        f"import os, shutil, sanlib.report; from sanlib.project import staging, store\nreal = {module}.{name}\n"
        f"def stop(*a, **k):\n    {kill if side == 'before' else 'real(*a, **k)'}\n    {kill}\n{module}.{name} = stop\n"
    )


def _names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _by_folder(folder):
    found = small.results(folder)
    return {place: {path: data for path, data in found.items() if path.startswith(place)} for place in ("data", "reports")}


def _only_the_time_differs(one, other) -> bool:
    pages = {path for path in one if one[path] != other.get(path)}
    return one.keys() == other.keys() and pages <= {"reports/2023/index.html", "reports/2023/run.json"}


@posix_only
def test_killed_between_the_two_steps_of_a_system_without_an_exchange(tmp_path, monkeypatch):
    final = tmp_path / "2023"
    staging.swap(final, staging.stage(final, lambda new: (new / "page").write_text("old")))
    final.rename(tmp_path / ".2023.old")
    staging.stage(final, lambda new: None)
    assert (final / "page").read_text() == "old"


@pytest.mark.parametrize("in_one_step", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path, monkeypatch, in_one_step):
    if not in_one_step:
        monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    final = tmp_path / "2023"
    for text in ("one", "two"):
        staging.swap(final, staging.stage(final, lambda new, text=text: (new / text).write_text(text)))
        assert [path.name for path in final.iterdir()] == [text]
    assert [path.name for path in tmp_path.iterdir()] == ["2023"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked for the exchange")
def test_linux_swaps_in_one_step(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not staging._exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this file system cannot exchange two folders")
    assert (tmp_path / "a" / "b").exists() and (tmp_path / "b" / "a").exists()


@posix_only
def test_two_runs_at_once_both_finish_and_leave_a_whole_report(folder):
    small.write_notebook(folder, "b", "2")
    both = [small.start(folder) for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert "new" in small.results(folder)["reports/2023/a.html"].decode()
    assert _names(folder / "reports") == [".lock", "2023"]
    assert "0 dijalankan" in _finish(folder)


@posix_only
def test_the_command_told_to_end_stops_its_kernels_and_says_so(tmp_path):
    """`sanlib report` in the background, ended by `kill`: nothing of it goes on, nothing is left in the folder of temporary files."""
    for part in ("data/raw/reference", "data/raw/2019"):
        shutil.copytree(small.CHECKOUT / part, tmp_path / part)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "tmp").mkdir()
    small.write_notebook(tmp_path, "a", "import os; open('pid', 'w').write(str(os.getpid()))\n" + SLOW)
    told = dict(os.environ, SANLIB_ROOT=str(tmp_path), TMPDIR=str(tmp_path / "tmp"), PYTHONPATH=str(small.CHECKOUT))
    process = subprocess.Popen(
        [sys.executable, "-m", "sanlib", "report", "2019"],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    kernel = _written(tmp_path / "notebooks" / "pid")
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 1 and "Dihentikan" in said and "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)
    assert not list((tmp_path / "tmp").glob("sanlib-*")) and not (tmp_path / "reports" / "2019").exists()


def _written(path) -> int:
    for _ in range(300):
        if path.is_file() and path.read_text():
            return int(path.read_text())
        time.sleep(0.1)
    raise AssertionError(f"{path.name} was never written")


def test_files_take_their_place_together_and_those_that_were_there_beside_them_stay(tmp_path):
    (tmp_path / "other").write_text("stays")
    (tmp_path / "a").write_text("old")
    with staging.files(tmp_path) as beside:
        for name in "ab":
            (beside / name).write_text("new")
        assert (tmp_path / "a").read_text() == "old" and not (tmp_path / "b").exists()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"other": "stays", "a": "new", "b": "new"}


def test_files_of_which_one_fails_leave_what_was_there(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(ZeroDivisionError), staging.files(tmp_path) as beside:
        (beside / "a").write_text("new")
        1 / 0  # noqa: B018 - what fails while the second file is made
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]
