"""The code keeps the style and the types that pyproject.toml asks for, each rule with its reason there."""

import subprocess
import sys

import pytest

from sanlib.project import folders

TO_DO = "run `python -m ruff check --fix` and `python -m ruff format`, then mend by hand what is left"


@pytest.mark.parametrize("asked", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_finds_nothing_to_say(asked):
    assert_silent(["ruff", *asked, "."], TO_DO)


def test_the_rooms_that_others_call_keep_their_types():
    """A few seconds the first time; what has not changed since (.mypy_cache) is not checked again."""
    assert_silent(["mypy"], "mend what mypy names; where it is wrong, `# type: ignore[its code]` and why")


def assert_silent(command, to_do):
    done = subprocess.run([sys.executable, "-m", *command], cwd=folders.root(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{to_do}\n{done.stdout}{done.stderr}"


def test_every_hook_before_a_commit_is_a_tool_of_this_environment():
    """So that a commit needs no network and says what the tests say."""
    file = folders.root() / ".pre-commit-config.yaml"
    assert_silent(["pre_commit", "validate-config", str(file)], "mend .pre-commit-config.yaml")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line.split(":", 1)[1].strip() for line in lines if line.strip().startswith("- repo:")] == ["local"]
    assert {line.strip() for line in lines if line.strip().startswith("language:")} == {"language: system"}
