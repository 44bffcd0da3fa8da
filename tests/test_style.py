"""The code keeps the style that pyproject.toml chooses, each rule with its reason there."""

import subprocess
import sys

import pytest

from sanlib.project import folders

TO_DO = "run `python -m ruff check --fix` and `python -m ruff format`, then mend by hand what is left"


@pytest.mark.parametrize("asked", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_finds_nothing_to_say(asked):
    done = subprocess.run([sys.executable, "-m", "ruff", *asked, "."], cwd=folders.root(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{TO_DO}\n{done.stdout}{done.stderr}"
