"""Sets up .venv beside this file from requirements.lock, then runs what it is asked to in it.

    python bootstrap.py                        only sets up
    python bootstrap.py -m sanlib report 2023  sets up, then runs .venv's Python with these arguments

Any Python 3.11 or newer and nothing else; the same on Linux, macOS and Windows. A second run costs nothing.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = HERE / "requirements.lock"
STAMP = VENV / "sanlib-ready.txt"
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    """Set up where something changed, then run; the exit status is that of what was run."""
    if sys.version_info < OLDEST:
        return refuse("Python {}.{} or newer is needed, this is {}".format(*OLDEST, sys.version.split()[0]))
    if not ready():
        try:
            set_up()
        except subprocess.CalledProcessError as failure:
            return refuse(f"setting up .venv failed at: {' '.join(map(str, failure.cmd))}")
    return subprocess.call([PYTHON, *arguments], env=os.environ | {"PYTHONUTF8": "1"}) if arguments else 0


def refuse(reason: str) -> int:
    """Say in one paragraph why it cannot go on."""
    print(
        f"sanlib: {reason}. How to set up stands at the top of README.md; deleting the folder .venv and trying again is always safe.",
        file=sys.stderr,
    )
    return 1


def ready() -> bool:
    """Whether .venv holds what the lock asks for, made at this very place."""
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted()


def wanted() -> str:
    """What .venv was made from: the lock, what sanlib says of itself, and this place (a copied .venv does not work)."""
    made_from = [str(HERE).encode(), LOCK.read_bytes(), (HERE / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(made_from)).hexdigest() + "\n"


def set_up() -> None:
    """Make .venv, fill it from the lock, install sanlib itself, and only then mark it as ready."""
    print("sanlib: setting up .venv (once; about a minute) ...", flush=True)
    STAMP.unlink(missing_ok=True)
    make_venv()
    fill()
    pip("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--editable", HERE)
    ask_nothing(VENV)
    STAMP.write_text(wanted(), encoding="utf-8")


def ask_nothing(place: Path) -> None:
    """JupyterLab of this environment neither asks whether to fetch Jupyter's news nor looks for updates on the net."""
    settings = place / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    settings.write_text(json.dumps(quiet, indent=1) + "\n", encoding="utf-8")


def make_venv() -> None:
    """A virtual environment with pip in it; one that does not start, or lacks pip, is made anew."""
    if not (PYTHON.exists() and works(PYTHON, "-m", "pip", "--version")):
        run(sys.executable, "-m", "venv", "--clear", VENV)


def fill() -> None:
    """Install exactly what the lock lists, every file checked against its hash: by uv, or by pip where uv cannot."""
    uv = [PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", LOCK]
    if not (install_uv() and works(*uv)):
        print("sanlib: uv cannot be used here, installing with pip (slower) ...", flush=True)
        pip("--no-deps", "--require-hashes", "--quiet", "--requirement", LOCK)


def install_uv() -> bool:
    """The installer named in the lock itself, at that version and with its hashes."""
    entry = re.search(r"^uv==.*(?:\n .*)*", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        wish = Path(folder, "uv.txt")
        wish.write_text(entry.group(), encoding="utf-8")
        return works(PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes", "--quiet", "--requirement", wish)


def pip(*arguments) -> None:
    """Install with pip; what fails stops the set-up."""
    run(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *arguments)


def run(*command) -> None:
    """Run a command of the set-up; one that fails stops it."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env=environment())


def works(*command) -> bool:
    """Whether a command of the set-up succeeds, for those that have another way; what it says is shown."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(), check=False)
    return done.returncode == 0


def environment() -> dict[str, str]:
    """This environment, with what would send the packages elsewhere or leave them uncompiled taken out."""
    elsewhere = {"UV_PYTHON", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_USER"}
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    return kept | {"UV_COMPILE_BYTECODE": "1", "PIP_NO_INPUT": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
