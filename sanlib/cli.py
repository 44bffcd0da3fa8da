"""The command line: sanlib check, adopt, report, new, diff; every refusal is one paragraph and exit code 1."""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from sanlib import words
from sanlib.project import folders
from sanlib.project.problems import InputError


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong call is a refusal like any other: exit code 1."""

    def error(self, message: str):
        self.print_usage(sys.stderr)
        self.exit(1, f"sanlib: {message}\n")


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = _Parser(prog="sanlib", description="Gap sanitasi kota-kota Indonesia / sanitation gaps of Indonesian cities")
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    check = commands.add_parser("check", help="periksa berkas / check workbooks")
    check.add_argument("path", help="berkas atau folder / file or folder")
    check.add_argument("--annotate", metavar="OUT.xlsx", help="salinan bertanda / an annotated copy")
    reporting = commands.add_parser("report", help="buat laporan satu periode / make a period's report")
    reporting.add_argument("period", help="nama folder di data/raw, misalnya 2023 / a folder of data/raw")
    reporting.add_argument("--fresh", action="store_true", help="jalankan ulang semua buku catatan / rerun every notebook")
    laying = commands.add_parser("new", help="siapkan folder periode baru / lay out a new period")
    laying.add_argument("period", help="tahunnya, misalnya 2025 / its year")
    adopting = commands.add_parser("adopt", help="usulkan cara membaca tabel yang tidak dikenal / propose how an unknown table is read")
    adopting.add_argument("path", help="berkas / file")
    adopting.add_argument("--as", dest="columns", action="append", default=[], metavar="JUDUL=BIDANG", help="misalnya Capaian=pct:layak")
    adopting.add_argument("--year", default="", help="tahun tabel yang tidak menyebutnya / the year of a table that names none")
    adopting.add_argument("--unit", default="", help="persen, pecahan, ton/tahun, ton/hari, kg/tahun, kg/hari")
    adopting.add_argument("--form", default="", metavar="XLSFORM", help="kuesioner survei (XLSForm) / the survey's questionnaire")
    adopting.add_argument("--yes", action="store_true", help="tulis tanpa bertanya / write without asking")
    comparing = commands.add_parser("diff", help="apa yang berubah dan mengapa / what changed and why")
    comparing.add_argument("old", help="periode atau folder tabel / a period or a folder of tables")
    comparing.add_argument("new", help="periode atau folder tabel / a period or a folder of tables")
    for command in (check, comparing):
        command.add_argument("--format", choices=("text", "json", "csv"), default="text")
    for command in (check, adopting, reporting, laying, comparing):
        command.add_argument("--lang", choices=words.LANGUAGES, default="id")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when it is not."""
    _print_in_utf8()
    asked = parser().parse_args(arguments)
    try:
        _look_ahead(asked)
        code = {"check": _check, "adopt": _adopt, "report": _report, "new": _new, "diff": _diff}[asked.command](asked)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(error.message(asked.lang), file=sys.stderr)
    except KeyboardInterrupt:
        print(words.label("interrupted", asked.lang), file=sys.stderr)
    except OSError as error:
        with words.speaking(asked.lang):
            _refused(error)
    return 1


def _refused(error: OSError) -> None:
    """What the system refused (a full disk, no permission) as one paragraph; a closed pipe (`| head`) is not reported."""
    if error.errno == errno.EPIPE or (os.name == "nt" and error.errno == errno.EINVAL):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    refusal = InputError("system_refused", error.filename or "", value=words.of_system(error))
    print(refusal.message(), file=sys.stderr)


def _print_in_utf8() -> None:
    """A Windows console that is not UTF-8 must not stop a run at a "→" or a "–"."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _look_ahead(asked) -> None:
    """Where a file will be read in a process of its own, that process loads while this one does."""
    from sanlib.reading import reader_process

    if asked.command in ("check", "adopt"):
        place = Path(asked.path)
        with contextlib.suppress(OSError, ValueError):  # whatever is wrong with the path is told by who reads it
            reader_process.expect(place.iterdir() if place.is_dir() else [place])


def _check(asked) -> int:
    from sanlib import intake
    from sanlib.intake import check_printed

    checked = intake.check(asked.path, lang=asked.lang)
    marked = _annotate(checked, asked) if asked.annotate else []
    if asked.format == "json":
        print(check_printed.as_json(checked.files, checked.problems, asked.lang))
    elif asked.format == "csv":
        print(check_printed.as_csv(checked.problems), end="")
    else:
        print(checked)
    for line in marked:
        print(line, file=sys.stderr)
    return int(checked.has_errors)


def _annotate(checked, asked) -> list[str]:
    """Writes the marked copy of the one workbook checked; what is said of it, its notices included."""
    from sanlib import intake

    if Path(asked.path).is_dir() and len(checked.files) != 1:
        raise InputError("annotate_needs_file", asked.path)
    path, notices = intake.annotate(checked.files[0], asked.annotate, lang=asked.lang)
    said = [f"{words.sentence(one, 'problem', asked.lang)} {words.sentence(one, 'fix', asked.lang)}" for one in notices]
    return [words.label("checking.annotated", asked.lang, path=path), *said]


def _adopt(asked) -> int:
    """Shows the proposal and writes it after a yes; who cannot be asked (a script) writes with --yes."""
    from sanlib.intake.adopt import adopt

    columns: dict[str, str] = {}
    for name, _, field in (one.rpartition("=") for one in asked.columns):
        columns[name] = f"{columns[name]} {field}" if name in columns else field
    found = adopt(asked.path, columns, asked.year, asked.unit, asked.yes, asked.form, lang=asked.lang)
    if not (asked.yes or found.known_as or hasattr(found, "missing")) and sys.stdin.isatty():
        columns, asked.year, asked.unit = _asked(found, columns, asked)
        found = adopt(asked.path, columns, asked.year, asked.unit, lang=asked.lang)
    print(found)
    writable = not (asked.yes or found.known_as or getattr(found, "missing", ()))
    if writable and _says_yes(words.label("adopt.ask_write", asked.lang)):
        print(str(adopt(asked.path, columns, asked.year, asked.unit, True, asked.form, lang=asked.lang)).splitlines()[-1])
    return 0


def _says_yes(question: str) -> bool:
    """Whether a question is answered with yes; a script that answers nothing does not."""
    try:
        return input(question).strip().casefold() in ("y", "ya", "yes")
    except EOFError:
        print()
        return False


def _asked(found, columns: dict[str, str], asked) -> tuple[dict[str, str], str, str]:
    """The columns, the year and the unit that the proposal leaves open, asked one by one; blank leaves them so."""
    rules = {one.rule for one in found.doubts}
    print(found)
    for head in {head.text: head for head in found.open}.values():
        if answer := input(words.label("adopt.ask_column", asked.lang, header=head.text)).strip():
            columns[head.text] = answer
    year = input(words.label("adopt.ask_year", asked.lang)).strip() if "adopt_year_unsaid" in rules else asked.year
    unit = input(words.label("adopt.ask_unit", asked.lang)).strip() if "adopt_unit_unsaid" in rules else asked.unit
    return columns, year, unit


def _report(asked) -> int:
    from sanlib.project import standing_report

    folders.raw(asked.period)
    with words.speaking(asked.lang):
        before = standing_report.standing(asked.period)
        if not asked.fresh and (said := before.said):
            print(*said, sep="\n")
            return 0
    from sanlib import report
    from sanlib.documents.headline import opening
    from sanlib.periods import period

    writing = functools.partial(period.write, lang=asked.lang)
    with _ending_as_on_ctrl_c():
        report.run(asked.period, asked.lang, write_processed=writing, fresh=asked.fresh, opening=opening, remember=before.remember)
    return 0


@contextlib.contextmanager
def _ending_as_on_ctrl_c() -> Iterator[None]:
    """Asked to end (SIGTERM), a report stops its kernels and tidies up as on Ctrl-C; whoever called it (a notebook) has its own way
    back afterwards. Only a program's main thread can be told of a signal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def _new(asked) -> int:
    from sanlib.intake import survey_forms
    from sanlib.intake.new_period import new

    folder = folders.shown(new(asked.period))
    print(words.label("new.next", asked.lang, folder=folder, period=asked.period, forms=survey_forms.FOLDER))
    return 0


def _diff(asked) -> int:
    from sanlib.compare import change_page, change_sentences
    from sanlib.compare.diff import diff
    from sanlib.project.formula_text import csv_text

    changed = diff(asked.old, asked.new, lang=asked.lang)
    written = change_page.write(changed, asked.old, asked.new, asked.lang)
    if asked.format == "json":
        print(changed.to_json(orient="records", force_ascii=False, indent=1))
    elif asked.format == "csv":
        print(csv_text(changed), end="")
    else:
        print(change_sentences.text(changed, change_page.title(asked.old, asked.new, asked.lang), asked.lang))
    said = words.label("diff.written", asked.lang, rows=len(changed), path=folders.shown(written))
    print(said, file=sys.stdout if asked.format == "text" else sys.stderr)
    return 0
