"""Killed inside the swap, two at once over a cache that vanishes, a full disk, a folder nobody may write: what stands is whole.

SANLIB_SWEEP=1 kills at every step of every swap instead of at every ninth.
"""

import errno
import json
import os
import subprocess
import sys
import textwrap
import time

import pandas as pd
import pytest

from sanlib.project import cache, folders, staging, store
from sanlib.project.problems import InputError

SWEEP = 1 if os.environ.get("SANLIB_SWEEP") else 9
posix_only = pytest.mark.skipif(os.name != "posix", reason="forks, signals and mounts as Linux has them")

KILLS = """
import json, os, shutil, signal, sys
from pathlib import Path
from sanlib.project import staging
step, in_one_step, final = int(sys.argv[1]), sys.argv[2] == "1", Path(sys.argv[3])
if not in_one_step:
    staging._exchange = lambda one, other: False
STEPS = ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.mkdir", "os.scandir", "open", "shutil.copyfile", "ctypes.dlsym")
armed, seen, kill_at = [False], [0], [0]
def hook(event, arguments):
    if armed[0] and event in STEPS:
        seen[0] += 1
        if seen[0] == kill_at[0]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
FILES = [f"bagian/{n}.csv" for n in range(12)] + ["index.html"]
def fill(word):
    def into(folder):
        for name in FILES:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(word + name)
    return into
def words():
    return {(final / name).read_text()[:3] for name in FILES} if final.is_dir() else set()
def whole():
    try:
        return len(words()) == 1
    except FileNotFoundError:
        return False
kills, torn, stuck, at = 0, [], [], 1
while True:
    shutil.rmtree(final.parent, ignore_errors=True)
    final.parent.mkdir(parents=True)
    staging.swap(final, staging.stage(final, fill("old")))
    child = os.fork()
    if not child:
        kill_at[0], armed[0] = at, True
        staging.swap(final, staging.stage(final, fill("new")))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        break
    kills += 1
    between = not in_one_step and not final.exists() and final.with_name(f".{final.name}.old").exists()
    if not between and not whole():
        torn.append(at)
    staging.swap(final, staging.stage(final, fill("new")))
    if words() != {"new"} or sorted(p.name for p in final.parent.iterdir()) != [final.name]:
        stuck.append(at)
    at += step
print(json.dumps({"kills": kills, "torn": torn, "stuck": stuck}))
"""


def program(code, *arguments, **more):
    """A Python of its own on this library; what it said, its exit code, its complaints."""
    call = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, cwd=folders.root(), timeout=300, check=False, **more)


@posix_only
@pytest.mark.parametrize("in_one_step", [True, False])
def test_killed_at_any_step_of_a_swap_the_old_or_the_new_stands_whole_and_the_next_run_goes_on(tmp_path, in_one_step):
    """In one step the folder is always there; where a system has two, the next run puts right what stood between them."""
    done = program(KILLS, SWEEP, int(in_one_step), tmp_path / "laporan" / "2023")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["torn"] == [] and told["stuck"] == []
    assert told["kills"] >= (50 if SWEEP == 1 else 6), told


WORKS = """
import sys, time
import pandas as pd
from sanlib.project import cache, folders
folders.work_in(sys.argv[1])
end, wrong, made = time.monotonic() + 4, 0, [0]  # on a busy machine longer: 12 turns, each value found again twice
def make(n):
    made[0] += 1
    return cache.Kept({"n": n}, {"tabel": pd.DataFrame({"x": [n] * 50, "s": ["a"] * 50})})
turn = 0
while time.monotonic() < end or turn < 12:
    turn += 1
    n = turn % 4
    found = cache.kept("uji", [n], lambda: make(n))
    wrong += found.told != {"n": n} or found.tables["tabel"]["x"].tolist() != [n] * 50
print(turn, made[0], wrong)
"""


def disturb(place, how):
    """One blow to the cache while others use it."""
    for path in list(place.rglob("*")) if how == "corrupt" else []:
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            break
    if how == "emptied":
        subprocess.run(["rm", "-rf", str(place)], check=False)


@posix_only
@pytest.mark.parametrize("how", ["cold", "corrupt", "emptied"])
def test_two_runs_at_once_over_a_cache_that_is_cold_corrupted_or_emptied_get_what_they_made(tmp_path, how):
    (tmp_path / "data/raw/reference").mkdir(parents=True)
    call = [sys.executable, "-c", WORKS, str(tmp_path)]
    both = [subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folders.root()) for _ in range(2)]
    place = tmp_path / ".cache" / "reading"
    while any(one.poll() is None for one in both):
        try:
            disturb(place, how)
        except OSError:  # a run has just moved what was to be spoilt
            continue
        finally:
            time.sleep(0.05)
    for one in both:
        said, complaints = one.communicate()
        assert one.returncode == 0, complaints
        turns, made, wrong = map(int, said.split())
        assert one.returncode == 0 and not complaints and wrong == 0 and turns > 4, complaints
        assert made < turns or how == "emptied"


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 400 KB, where this system lets one be made."""
    place = tmp_path / "penuh"
    place.mkdir()
    if (
        os.name != "posix"
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], capture_output=True, check=False).returncode
    ):
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["mount", "-o", "remount,rw", place], capture_output=True, check=False)
    subprocess.run(["umount", "-l", place], check=True)


def _large(n=60_000):
    return cache.Kept({"n": n}, {"tabel": pd.DataFrame({"x": [str(number * 7919) for number in range(n)]})})


def test_on_a_full_disk_what_was_read_is_given_and_not_kept_and_the_old_folder_stands(tiny_disk):
    (tiny_disk / "data/raw/reference").mkdir(parents=True)
    assert len(cache.kept("uji", [1], _large, root=tiny_disk).tables["tabel"]) == 60_000
    final = tiny_disk / "reports" / "2023"
    final.parent.mkdir()
    staging.swap(final, staging.stage(final, lambda new: (new / "page").write_text("old")))
    with pytest.raises(OSError) as full:
        staging.stage(final, lambda new: (new / "page").write_bytes(b"x" * 500_000))
    assert full.value.errno == errno.ENOSPC and (final / "page").read_text() == "old"
    staging.swap(final, staging.stage(final, lambda new: (new / "page").write_text("new")))
    assert (final / "page").read_text() == "new" and [path.name for path in final.parent.iterdir()] == ["2023"]


def test_a_folder_nobody_may_write_is_read_from_and_told(tiny_disk):
    (tiny_disk / "data/raw/reference").mkdir(parents=True)
    small = cache.Kept({"n": 1})
    cache.kept("uji", [1], lambda: small, root=tiny_disk)
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    asked = []
    assert cache.kept("uji", [1], lambda: asked.append(1) or small, root=tiny_disk).told == {"n": 1} and not asked
    assert cache.kept("uji", [2], lambda: small, root=tiny_disk).told == {"n": 1}
    with pytest.raises(OSError):
        staging.stage(tiny_disk / "2023", lambda new: None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_nobody_may_read_is_told_and_the_others_are_looked_at(tmp_path):
    from sanlib import reading

    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "a.csv").chmod(0)
    assert store.contents(tmp_path) == {"a.csv": store.NO_FILE}
    with pytest.raises(InputError) as refusal:
        reading.open_book(tmp_path / "a.csv")
    assert refusal.value.problem.rule == "read_unreadable"


def test_an_unreadable_file_has_no_fingerprint_and_stops_no_listing(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("y")
    real = store.digest

    def denied(path):
        if path.name == "a.csv":
            raise PermissionError(errno.EACCES, "no", str(path))
        return real(path)

    monkeypatch.setattr(store, "digest", denied)
    assert store.contents(tmp_path)["a.csv"] == store.NO_FILE and len(store.contents(tmp_path)["b.csv"]) == 64
    assert cache._digest(tmp_path / "a.csv") == ""


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_set_back_or_forward_loses_nothing_that_is_used(tmp_path, monkeypatch, days):
    (tmp_path / "data/raw/reference").mkdir(parents=True)
    cache.kept("uji", [1], lambda: cache.Kept({"n": 1}), root=tmp_path)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + days * 86_400)
    monkeypatch.setattr(time, "time_ns", lambda: int((now + days * 86_400) * 1e9))
    assert cache.kept("uji", [1], lambda: None, root=tmp_path).told == {"n": 1}
    cache.kept("uji", [2], lambda: cache.Kept({"n": 2}), root=tmp_path)
    store.prune(cache.place(tmp_path))
    assert cache.kept("uji", [2], lambda: cache.Kept({"n": 2}), root=tmp_path).told == {"n": 2}
