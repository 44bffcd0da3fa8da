"""One case after the other, run as an analyst would meet it; the answer says "read", "refused" or what went wrong and what it took."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import psutil

from tools.fuzz import cases, seeds
from tools.fuzz.seeds import ROOT

PERIOD = "2023"


def project(folder: Path) -> Path:
    """A small project: the tables analysts edit, a period with an official workbook, a survey and a list of desa, and its tables."""
    from sanlib.periods import period

    shutil.copytree(ROOT / "data/raw/reference", folder / "data/raw/reference")
    received = folder / "data/raw" / PERIOD
    received.mkdir()
    for name in ("SIPSN_Data_Capaian_2023.xlsx", "SOURCES.csv"):
        shutil.copy(ROOT / "data/raw/2023" / name, received)
    for name, data in seeds.surveys():
        (received / name).write_bytes(data)
    period.write(PERIOD, root=folder, say=lambda _line: None)
    return folder


def of_opened(path: Path) -> str:
    """A file opened and no more: a hundred times as many in the same time, where most of what breaks is found."""
    from sanlib import reading
    from sanlib.project.problems import InputError

    try:
        reading.open_book(path)
    except InputError as refusal:
        str(refusal)
        return "refused"
    return "read"


def of_file(path: Path) -> str:
    """A file checked, and what is said of it printed in every form."""
    from sanlib import intake
    from sanlib.intake import check_printed

    checked = intake.check(path)
    for form in (str, repr, lambda one: one._repr_html_(), lambda one: check_printed.as_json(one.files, one.problems)):
        form(checked)
    check_printed.as_csv(checked.problems)
    _foreseen(checked)
    return "read" if checked.files[0].layouts else "refused"


UNFORESEEN = ("berhenti dengan cara yang tidak diduga", "in an unforeseen way")
"""Of the two sentences that tell a fault of sanlib's own."""


def _foreseen(checked) -> None:
    """A fault of sanlib's own costs an analyst one file; here it is what is looked for."""
    unforeseen = checked.problems["rule"].eq("unexpected_in_file")
    if unforeseen.any():
        raise AssertionError(checked.problems.loc[unforeseen, "problem"].iloc[0])


BESIDE = "2024"


def of_folder(place: Path, name: str, data: bytes) -> str:
    """A period with one file bent among sound ones: the folder and the survey checked, the unknown survey adopted, the period opened."""
    from sanlib import intake
    from sanlib.intake import adopt
    from sanlib.periods.period import open_period
    from sanlib.project.problems import InputError

    folder = place / "data/raw" / BESIDE
    folder.mkdir()
    try:
        for file, sound in (seeds.beside() | {name: data}).items():
            (folder / file).write_bytes(sound)
        for path in (folder, folder / "survei.xlsx"):
            _foreseen(intake.check(path))
        with contextlib.suppress(InputError):
            str(adopt.adopt(folder / "kobo.csv", form=folder / "formulir.xlsx"))
        _foreseen(open_period(BESIDE, place, say=lambda _line: None, strict=False))
    finally:
        shutil.rmtree(folder)
    return "read"


def of_table(place: Path, name: str, data: bytes) -> str:
    """The period opened by a bent table; a refusal that names the table is what is wanted."""
    from sanlib.judging import gap
    from sanlib.periods.period import open_period
    from sanlib.project.problems import InputError
    from sanlib.reference import advocacy, targets
    from sanlib.words.refusal import Refusal

    target = place / "data/raw" / (f"{PERIOD}/SOURCES.csv" if name == "SOURCES.csv" else f"reference/{name}")
    before = target.read_bytes()
    target.write_bytes(data)
    try:
        opened = open_period(PERIOD, place, say=lambda _line: None)
        _foreseen(opened)
        gap.gaps(opened.achievements, targets.targets())
        for office in ("policies", "milestones", "issues", "needs", "facilities", "assumptions", "paces"):
            advocacy.table(office)
    except (InputError, Refusal) as refusal:
        str(refusal)
        return "refused"
    finally:
        target.write_bytes(before)
    return "read"


def of_command(place: Path, arguments: list[str]) -> str:
    """A call of the command line in the project's folder; it ends in an exit code and never in a trace, and no file that was
    received changes."""
    from sanlib import cli

    before = _contents(place / "data/raw")
    try:
        code = cli.main(arguments)
    except SystemExit as ended:
        code = ended.code
    finally:
        changed = _put_back(place / "data/raw", before)
    received = [path for path in changed if path.parent.name == PERIOD and path in before]
    if code not in (0, 1, None) or received:
        raise AssertionError(f"exit code {code}, changed {received}")
    return "refused" if code else "read"


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _put_back(folder: Path, before: dict[Path, bytes]) -> list[Path]:
    """What a command made or changed below this folder, undone."""
    now = _contents(folder)
    for path in now.keys() - before.keys():
        path.unlink()
    changed = [path for path, data in before.items() if now.get(path) != data]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before[path])
    for made in [path for path in folder.iterdir() if path.is_dir() and not any(path in one.parents for one in before)]:
        shutil.rmtree(made)
    return changed


def serve(asked, seed: int, below: Path) -> None:
    """Run the cases whose numbers are asked for, one after the other, and say of each what came of it and what it took."""
    place = project(Path(tempfile.mkdtemp(dir=below)))
    os.environ["SANLIB_ROOT"] = str(place)
    os.chdir(place)
    with contextlib.suppress(EOFError), Path(os.devnull).open("r+", encoding="utf-8") as nothing:
        sys.stdin = nothing
        _said(place, cases.Case("command", arguments=("--help",)))
        _bounded()
        while True:
            case = cases.case(asked.recv(), seed)
            meter = Meter()
            said = _said(place, case)
            asked.send({"kind": case.label, "said": said, **meter.read()})


def _said(place: Path, case: cases.Case) -> str:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            said = _run(place, case)
    except Exception:  # noqa: BLE001 - whatever it is, it is what this run is there to find
        return "traceback: " + traceback.format_exc(limit=-4)
    return f"traceback: {out.getvalue()[-2000:]}" if any(one in out.getvalue() for one in UNFORESEEN) else said


def _bounded() -> None:
    """No case gets all the memory of the machine: what asks for 3 GiB more than this process has at rest does not get it."""
    if os.name == "posix":
        import resource

        most = psutil.Process().memory_info().vms + 3 * 2**30
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


class Meter:
    """What a case takes from now on: seconds of a processor, most bytes beyond what this process and its reader had before."""

    def __init__(self):
        self.spent, self.rest = _spent(), 0
        for one in _processes():
            _forget_peak(one)
            self.rest += _peak(one)

    def read(self) -> dict:
        """Seconds and bytes since."""
        return {"spent": max(_spent() - self.spent, 0.0), "peak": max(sum(map(_peak, _processes())) - self.rest, 0)}


def _processes() -> list[psutil.Process]:
    mine = psutil.Process()
    children = Path(f"/proc/{mine.pid}/task/{mine.pid}/children")
    with contextlib.suppress(psutil.Error):
        return [mine, *(map(psutil.Process, map(int, children.read_text().split())) if children.exists() else mine.children())]
    return [mine]


def _forget_peak(process: psutil.Process) -> None:
    with contextlib.suppress(OSError):
        Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def _peak(process: psutil.Process) -> int:
    """The most bytes since they were last forgotten; where the system does not count them, those of now."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    with contextlib.suppress(psutil.Error):
        return process.memory_info().rss
    return 0


def _spent() -> float:
    """Seconds of a processor, with those of a reader process that goes on and of those that ended."""
    with contextlib.suppress(psutil.Error):
        return sum(sum(process.cpu_times()[: 4 if not place else 2]) for place, process in enumerate(_processes()))
    return 0.0


def _run(place: Path, case: cases.Case) -> str:
    if case.kind == "command":
        return of_command(place, list(case.arguments))
    if case.kind == "folder":
        return of_folder(place, case.name, case.data)
    if case.kind == "table":
        return of_table(place, case.name, case.data)
    path = place / "uji" / case.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(case.data)
    try:
        return of_opened(path) if case.kind == "open" else of_file(path)
    finally:
        path.unlink()
