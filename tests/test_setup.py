"""One list of dependencies: pyproject.toml, the lock, the conda file and what the code imports say the same."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sanlib import charts

HERE = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (HERE / "requirements.lock").read_text(encoding="utf-8")
CONDA = (HERE / "environment.yml").read_text(encoding="utf-8")
CONDA_NAMES = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn", "python-duckdb": "duckdb"}
"""The same package by another name, or without the parts that conda adds (Qt, statsmodels)."""


def _bounds(texts) -> dict[str, str]:
    wanted = map(Requirement, texts)
    return {CONDA_NAMES.get(found.name, str(canonicalize_name(found.name))): str(found.specifier) for found in wanted}


def _declared(*extras: str) -> dict[str, str]:
    optional = (text for extra in extras for text in PROJECT["optional-dependencies"][extra])
    return _bounds([*PROJECT["dependencies"], *optional])


def _locked() -> list[Requirement]:
    return [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if re.match(r"\w", line)]


def test_conda_gets_the_same_dependencies():
    listed = re.findall(r"^ +- ([A-Za-z][\w.-]*[<>=][^#\s]*)", CONDA, flags=re.MULTILINE)
    wanted = _declared("large", "map", "test", "build") | {"python": PROJECT["requires-python"]}
    del wanted["uv"]  # fills .venv; conda has an environment of its own
    assert _bounds(listed) == wanted


def test_the_lock_holds_every_dependency_within_its_bounds():
    locked = {}
    for found in _locked():
        locked.setdefault(str(canonicalize_name(found.name)), []).append(str(found.specifier).removeprefix("=="))
    for name, bounds in _declared("large", "map", "test", "build").items():
        for version in locked[name]:
            assert Requirement(f"{name}{bounds}").specifier.contains(version), (name, version)


def test_every_file_of_the_lock_has_a_hash_and_no_place_is_named():
    entries = re.split(r"^(?=\w)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(_locked()) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.search(r"://|--index|--find-links|(?:^|\s)/\w", LOCK) is None


def test_every_dependency_has_its_reason():
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    listed = [line for line in text.splitlines() if re.match(r'  "[\w-]+[>=]', line)]
    assert len(listed) == len(_declared(*PROJECT["optional-dependencies"]))
    assert [line for line in listed if not re.search(r"# \w.{10,}", line)] == []


@pytest.mark.parametrize(("folder", "extras"), [("sanlib", ("large", "map")), ("tests", ("large", "map", "test"))])
def test_what_the_code_imports_is_declared(folder, extras):
    own = {"sanlib", "tests", "tools", *(path.stem for place in ("tests/*", "docs/site/*.py") for path in HERE.glob(place))}
    known = packages_distributions()
    imported = set().union(*(_imports(path) for path in (HERE / folder).rglob("*.py"))) - sys.stdlib_module_names - own
    named = {module: {str(canonicalize_name(name)) for name in known.get(module, [module])} for module in imported}
    assert {module for module, names in named.items() if not names & _declared(*extras).keys()} == set()


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}


@pytest.fixture
def bootstrap(tmp_path):
    """bootstrap.py as it would stand in another folder, with a lock and a pyproject.toml there."""
    for name in ("bootstrap.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(HERE / name, tmp_path)
    found = importlib.util.spec_from_file_location("bootstrap", tmp_path / "bootstrap.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _pretend_ready(bootstrap) -> None:
    if sys.platform == "win32":
        pytest.skip("a link to Python needs rights that Windows does not give by default")
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.symlink_to(sys.executable)
    bootstrap.STAMP.write_text(bootstrap.wanted(), encoding="utf-8")


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_second_run_sets_up_only_where_the_lists_changed(bootstrap, tmp_path, file):
    assert not bootstrap.ready()
    _pretend_ready(bootstrap)
    assert bootstrap.ready()
    (tmp_path / file).write_text("# changed\n", encoding="utf-8")
    assert not bootstrap.ready()


def test_a_venv_whose_python_is_gone_is_not_ready(bootstrap):
    _pretend_ready(bootstrap)
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to("gone")
    assert not bootstrap.ready()


def test_the_status_is_that_of_what_was_run(bootstrap):
    _pretend_ready(bootstrap)
    assert bootstrap.main(["-c", "raise SystemExit(3)"]) == 3
    assert bootstrap.main([]) == 0


def test_a_set_up_that_fails_says_at_what_and_leaves_no_mark(bootstrap, monkeypatch, capfd):
    monkeypatch.setattr(bootstrap.sys, "executable", shutil.which("false"))
    assert bootstrap.main(["-c", "print('ran')"]) == 1
    said = capfd.readouterr()
    assert "setting up .venv failed at: " in said.err and "-m venv" in said.err and "ran" not in said.out
    assert not bootstrap.ready()


def test_a_python_too_old_is_told_before_anything_else(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main([]) == 1
    assert "Python 99.0 or newer is needed" in capsys.readouterr().err
    assert not bootstrap.VENV.exists()


def test_nothing_sends_the_packages_elsewhere(bootstrap, monkeypatch):
    for name in ("UV_PYTHON", "VIRTUAL_ENV", "PYTHONPATH", "PIP_TARGET"):
        monkeypatch.setenv(name, "/elsewhere")
    told = bootstrap.environment()
    assert "/elsewhere" not in told.values() and told["UV_COMPILE_BYTECODE"] == "1"


def test_uv_is_installed_with_the_hashes_of_the_lock(bootstrap, monkeypatch):
    wishes = []
    monkeypatch.setattr(bootstrap, "works", lambda *command: wishes.append(Path(command[-1]).read_text(encoding="utf-8")))
    bootstrap.install_uv()
    assert re.match(r"uv==[\d.]+ \\\n    --hash=sha256:", wishes[0])
    assert wishes[0].count("==") == 1 and not wishes[0].rstrip().endswith("\\")


@pytest.mark.skipif(shutil.which("make") is None, reason="Windows has run.bat instead of make")
def test_make_passes_period_and_language_and_not_the_shells_own():
    told = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "de_DE.UTF-8", "PERIOD": "1999"}
    plain, asked = (
        subprocess.run(["make", "-n", "report", *given], cwd=HERE, env=told, capture_output=True, text=True, check=True).stdout
        for given in ([], ["PERIOD=2024", "BAHASA=en"])
    )
    assert plain.strip().endswith("bootstrap.py -m sanlib report 2023 --lang id")
    assert asked.strip().endswith("bootstrap.py -m sanlib report 2024 --lang en")


@pytest.mark.skipif(shutil.which("bash") is None or shutil.which("make") is None, reason="CI runs where both are")
@pytest.mark.parametrize(("tests", "newest"), [(0, 0), (0, 1), (2, 0), (2, 1)])
def test_ci_ends_with_pytests_closing_line_and_status_whatever_the_newest_releases_do(tmp_path, tests, newest):
    (tmp_path / ".ci").mkdir()
    shutil.copy(HERE / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / ".ci" / "newest").write_text(f"echo tried; exit {newest}\n", encoding="utf-8")
    closing = "3 failed, 274 passed in 111.11s (0:01:51)"
    (tmp_path / "Makefile").write_text(f"test:\n\t@echo '{closing}'; exit {tests}\n", encoding="utf-8")
    done = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == tests
    assert done.stdout.splitlines()[-1] == closing
    assert ("WARN" in done.stdout) == bool(newest) and "tried" in done.stdout


AUDIT = runpy.run_path(str(HERE / ".ci" / "audit"))
SOUND, SKIPPED = {"name": "pandas", "version": "2.3", "vulns": []}, {"name": "xlrd", "skip_reason": "not found"}
HIT = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND, SOUND], 0, "2 packages checked, none known"),
        ([SOUND, HIT], 1, "jinja2 3.0: GHSA-2, PYSEC-1"),
        ([SOUND, HIT, SKIPPED], 1, "2 packages checked, 1 not"),
        ([SOUND, SKIPPED], 2, "NOT CHECKED (1 packages could not be looked up"),
        ([SOUND, SKIPPED], 2, "the 1 others have no known ones"),
        ([SKIPPED, SKIPPED], 2, "NOT CHECKED (2 packages could not be looked up; nothing is known of any package)"),
        ([], 2, "NOT CHECKED (all packages could not be looked up; nothing is known of any package)"),
    ],
)
def test_the_vulnerabilities_of_the_lock_are_told_and_what_was_not_looked_up_is_not_none(packages, code, said):
    found, sentence = AUDIT["told"](packages)
    assert found == code and said in sentence and ("none known" in sentence) == (code == 0)


def test_an_audit_that_cannot_run_is_not_checked(tmp_path):
    assert AUDIT["asked"](str(tmp_path / "nowhere")) == []
    assert ".ci/audit" in (HERE / ".ci" / "newest").read_text(encoding="utf-8")


def test_the_jupyterlab_set_up_here_asks_nothing(bootstrap, tmp_path):
    """It would else ask, over the notebook, whether to fetch Jupyter's news."""
    bootstrap.ask_nothing(tmp_path / "venv")
    told = json.loads((tmp_path / "venv/share/jupyter/lab/settings/overrides.json").read_text(encoding="utf-8"))
    assert told["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}
    schema = Path(sys.prefix, "share/jupyter/lab/schemas/@jupyterlab/apputils-extension/notification.json")
    assert {"fetchNews", "checkForUpdates"} <= set(json.loads(schema.read_text(encoding="utf-8"))["properties"])
    assert "ask_nothing(VENV)" in (bootstrap.HERE / "bootstrap.py").read_text(encoding="utf-8")


def test_what_is_loaded_before_kernels_are_forked_is_there():
    """A module that is not there is passed over without a word, and every kernel then loads what it lacks by itself."""
    from sanlib.report import warm_kernels

    assert not [name for name in warm_kernels.LOADED if importlib.util.find_spec(name) is None]
    assert set(warm_kernels.LOADED) >= {f"sanlib.{place.partition(':')[0]}" for place in charts.CHARTS.values()}
