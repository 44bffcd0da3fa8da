"""The project folder and the folders in it, found from any working directory."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from sanlib import words
from sanlib.project import identifiers, store
from sanlib.project.problems import InputError

_SIGN = Path("data", "raw", "reference")
_CHECKOUT = Path(__file__).resolve().parents[2]
_PERIOD = re.compile(r"([^\W\d_]+-)?(19|20)[0-9]{2}(-[^\W_]+)?")


_bound: list[str | Path | None] = [None]


def work_in(start: str | Path | None) -> None:
    """Work in a project folder from here on; None changes nothing."""
    _bound[-1] = start or _bound[-1]


@contextlib.contextmanager
def within(start: str | Path | None) -> Iterator[None]:
    """Work in a project folder within a block; None stays where one is."""
    if not isinstance(start, (str, os.PathLike, type(None))):
        raise InputError("folder_expected", value=type(start).__name__)
    _bound.append(start or _bound[-1])
    try:
        yield
    finally:
        _bound.pop()


def root(start: str | Path | None = None) -> Path:
    """The project folder: the one named, else the one bound, else SANLIB_ROOT, else upward from here, else sanlib's own checkout."""
    named = start or _bound[-1] or os.environ.get("SANLIB_ROOT")
    if named:
        return Path(os.path.realpath(named))
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents, _CHECKOUT) if os.path.lexists(folder / _SIGN)), None)
    if found is None:
        raise InputError("project_not_found", here)
    return found


def raw(period: str, start: str | Path | None = None) -> Path:
    """The folder of workbooks received for a period; refused with what to do when it is not there or holds none."""
    folder = root(start) / "data" / "raw" / check_period(period)
    if not folder.is_dir():
        raise InputError("period_missing", shown(folder, start), value=period, known=", ".join(periods(start)) or "-")
    return folder


def check_period(period: str) -> str:
    """The period as text: a year, or a year with a word ("contoh-2023"); anything else ("../x", "20255") is refused."""
    name = str(period)
    if not _PERIOD.fullmatch(name):
        raise InputError("period_not_a_name", value=name)
    return name


def series(period: str) -> tuple[str, str]:
    """The parts of a period's name, its series and its year: ("contoh-", "2023"). Only periods of one series follow
    each other: a synthetic example never comes before a real year."""
    year = re.search(r"(19|20)\d\d", period)
    return (period[: year.start()] + period[year.end() :], year[0]) if year else (period, "")


def year(period: str) -> str:
    """The year in a period's name ("contoh-2023": 2023)."""
    return series(period)[1]


def periods(start: str | Path | None = None) -> list[str]:
    """Every period that has a folder in data/raw, in order."""
    folder = root(start) / "data" / "raw"
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and _PERIOD.fullmatch(p.name))


def period_of(path: Path, start: str | Path | None = None) -> str:
    """The period whose folder of workbooks received a file lies in; "" for a file elsewhere."""
    folder = Path(os.path.realpath(path)).parent
    return folder.name if _PERIOD.fullmatch(folder.name) and folder.parent == root(start) / "data" / "raw" else ""


def _staging(variable: str, period: str) -> str:
    """The folder a report run stages this period in; another period's stands where it always does."""
    return os.environ.get(variable, "") if os.environ.get("SANLIB_PERIOD", period) == period else ""


def processed(period: str, start: str | Path | None = None) -> Path:
    """Where a period's tidy tables are written; during a report run, its staging folder."""
    staging = _staging("SANLIB_PROCESSED_DIR", period)
    return Path(staging) if staging else root(start) / "data" / "processed" / check_period(period)


def private(period: str, start: str | Path | None = None) -> Path:
    """Where a period's households are kept: a folder that is neither shared nor committed."""
    return root(start) / "data" / "private" / check_period(period)


def reports(period: str, start: str | Path | None = None) -> Path:
    """Where a period's report is written; during a report run, its staging folder."""
    staging = _staging("SANLIB_REPORT_DIR", period)
    return Path(staging) if staging else root(start) / "reports" / check_period(period)


def reference(name: str, start: str | Path | None = None) -> Path:
    """A table that analysts edit, in data/raw/reference."""
    path = root(start) / _SIGN / name
    try:
        return store.ordinary(path)
    except OSError as error:
        if error.errno == errno.ENOENT and not _leads_nowhere(path):
            raise InputError("reference_missing", shown(path, start)) from None
        raise InputError("reference_unreadable", shown(path, start), reason=words.of_system(error)) from None


def _leads_nowhere(path: Path) -> bool:
    """Whether it, or the folder it stands in, is a link to what is not there."""
    return any(one.is_symlink() and not one.exists() for one in (path, path.parent))


def _within(base: Path, path: str | Path) -> Path | None:
    """Where a path stands below this folder, whichever way it is reached; None where it stands elsewhere. A link stands where it
    lies, wherever it leads: what it leads to has another place, and another name, on the next computer."""
    named = Path(os.path.normpath(Path(path).absolute()))
    for place in (named, Path(os.path.realpath(named.parent), named.name)):
        if place.is_relative_to(base):
            return place.relative_to(base)
    above = next((folder for folder in (named, *named.parents) if os.path.realpath(folder) == str(base)), None)
    return named.relative_to(above) if above else None


def shown(path: str | Path, start: str | Path | None = None) -> str:
    """A path as printed and stored: from the project folder where it lies in it, with forward slashes, a name of nobody, on one line
    and without what a terminal would obey."""
    shown_path = (_within(root(start), path) or Path(path)).as_posix()
    said = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda found: found[0].encode("unicode_escape").decode(), shown_path)
    return identifiers.file_shown(said.encode("utf-8", "backslashreplace").decode())
