"""One case after the other, run as an analyst would meet it; the answer says "read", "refused" or what went wrong."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from tools.fuzz.seeds import ROOT

PERIOD = "2023"


def project(folder: Path) -> Path:
    """A small project: the tables analysts edit, a period with an official workbook, a survey and a list of desa."""
    from tools.fuzz import seeds

    shutil.copytree(ROOT / "data/raw/reference", folder / "data/raw/reference")
    period = folder / "data/raw" / PERIOD
    period.mkdir()
    shutil.copy(ROOT / "data/raw/2023/SIPSN_Data_Capaian_2023.xlsx", period)
    shutil.copy(ROOT / "data/raw/2023/SOURCES.csv", period)
    for name, data in seeds._surveys():
        (period / name).write_bytes(data)
    return folder


def of_opened(_place: Path, case: str) -> str:
    """A file opened and no more: a hundred times as many in the same time, where most of what breaks is found."""
    from sanlib import reading
    from sanlib.project.problems import InputError

    try:
        reading.open_book(case)
    except InputError as refusal:
        str(refusal)
        return "refused"
    return "read"


def of_file(_place: Path, case: str) -> str:
    """A file checked, and what is said of it printed in every form."""
    from sanlib import intake
    from sanlib.intake import check_printed

    checked = intake.check(Path(case))
    rules = set(checked.problems["rule"])
    for form in (str, repr, lambda one: one._repr_html_(), lambda one: check_printed.as_json(one.files, one.problems)):
        form(checked)
    check_printed.as_csv(checked.problems)
    if "unexpected_in_file" in rules:
        raise AssertionError(checked.problems.loc[checked.problems["rule"].eq("unexpected_in_file"), "problem"].iloc[0])
    return "read" if checked.files[0].layouts else "refused"


def of_table(place: Path, name: str, data: bytes) -> str:
    """The period opened by a bent table; a refusal that names the table is what is wanted."""
    from sanlib.intake import check
    from sanlib.judging import gap
    from sanlib.periods.period import open_period
    from sanlib.project.problems import InputError
    from sanlib.reference import advocacy, targets
    from sanlib.words.refusal import Refusal

    target = place / "data/raw" / (f"{PERIOD}/SOURCES.csv" if name == "SOURCES.csv" else f"reference/{name}")
    before = target.read_bytes()
    target.write_bytes(data)
    try:
        str(check(place / "data/raw" / PERIOD, place))
        opened = open_period(PERIOD, place, say=lambda _line: None)
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
    """A call of the command line in the project's folder; it ends in an exit code and never in a trace."""
    from sanlib import cli

    os.chdir(place)
    try:
        code = cli.main(arguments)
    except SystemExit as ended:
        code = ended.code
    shutil.rmtree(place / "data/raw/2099", ignore_errors=True)
    if code not in (0, 1, None):
        raise AssertionError(f"exit code {code}")
    return "refused" if code else "read"


def main() -> None:
    """Serve cases from stdin, a JSON object a line: kind, and path, or name and bytes as latin-1, or arguments."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        place = project(Path(folder))
        os.environ["SANLIB_ROOT"] = str(place)
        for line in sys.stdin:
            case = json.loads(line)
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    said = _run(place, case)
            except Exception:  # noqa: BLE001 - whatever it is, it is what this run is there to find
                said = "traceback: " + traceback.format_exc(limit=-4)
            answers.write(json.dumps(said) + "\n")
            answers.flush()


def _run(place: Path, case: dict) -> str:
    if case["kind"] == "command":
        return of_command(place, case["arguments"])
    if case["kind"] == "table":
        return of_table(place, case["name"], case["data"].encode("latin-1"))
    return of_opened(place, case["path"]) if case["kind"] == "open" else of_file(place, case["path"])


if __name__ == "__main__":
    main()
