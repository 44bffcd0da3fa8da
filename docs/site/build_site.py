"""The documentation site in both languages, with the executed notebooks: python docs/site/build_site.py [--period 2023] [--no-notebooks]

Written whole to reports/docs (open reports/docs/index.html); a warning of Sphinx stops it and leaves the site there was. A report
of the period in a language's own tongue is shown as it is; where there is none it is made, which runs the notebooks once.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import site_pages

from sanlib import words
from sanlib.project import folders, staging

HERE = Path(__file__).resolve().parent
ROOT = site_pages.ROOT
OUT = ROOT / "reports" / "docs"
WORK = ROOT / ".cache" / "docs"
"""What is left between two runs; may be deleted at any time."""


def main(arguments: list[str] | None = None) -> int:
    """Build, say in each language where the page to open stands; the exit status is that of what failed first."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--period", default="2023", help="the period whose report shows the notebooks as executed")
    asked.add_argument("--no-notebooks", action="store_true", help="without executed notebooks")
    given = asked.parse_args(arguments)
    try:
        reports = {} if given.no_notebooks else {lang: report(given.period, lang) for lang in site_pages.LANGUAGES}
        OUT.parent.mkdir(exist_ok=True)
        with staging.lock(OUT.parent):
            staging.swap(OUT, staging.stage(OUT, lambda folder: site(folder, reports)))
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    for lang in site_pages.LANGUAGES:
        print(where(lang))
    return 0


def where(lang: str) -> str:
    """Which page to open: the first one goes on in the browser's language, each language has its own."""
    own = OUT / lang / f"{site_pages.first(lang)}.html"
    return words.label("site.where", lang, index=folders.shown(OUT / "index.html"), path=folders.shown(own))


def report(period: str, lang: str) -> Path:
    """The period's report in a language: the one there is, or one made beside it (what sanlib kept of it is not run again)."""
    there = ROOT / "reports" / period
    if spoken(there) == lang:
        return there
    made = WORK / lang / period
    aside = {"SANLIB_PERIOD": period, "SANLIB_REPORT_DIR": str(made), "SANLIB_PROCESSED_DIR": str(WORK / lang / f"{period}-tables")}
    made.parent.mkdir(parents=True, exist_ok=True)
    _made([sys.executable, "-m", "sanlib", "report", period, "--lang", lang], os.environ | aside, lang)
    return made


def _made(command: list[str], environment: dict[str, str], lang: str) -> None:
    """A report made beside, what it says passed on but where to open it: that is not where the site will show it."""
    where = words.label("report.where", lang, path="")
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        for line in running.stdout or ():
            if not line.startswith(where):
                print(line, end="", flush=True)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)


def spoken(folder: Path) -> str:
    """The language a report was made in; "" where there is none."""
    record = folder / "run.json"
    return json.loads(record.read_text(encoding="utf-8"))["parameters"]["LANG"] if record.is_file() else ""


def site(folder: Path, reports: dict[str, Path]) -> None:
    """Both languages' pages, each with its report, and the page that leads to them."""
    for lang in site_pages.LANGUAGES:
        shown = f"report-{reports[lang].name}" if lang in reports else ""
        pages(folder / lang, lang, shown)
        if shown:
            shutil.copytree(reports[lang], folder / lang / shown)
    shutil.copy(HERE / "first.html", folder / "index.html")


def pages(folder: Path, lang: str, shown: str = "") -> None:
    """One language's pages by Sphinx, every warning an error; `shown`: the folder in it that the report will stand in."""
    trees = WORK / "trees" / lang
    options = ["-q", "-E", "-W", "--keep-going", "-t", lang, "-D", f"sanlib_report={shown}", "-d", str(trees)]
    subprocess.run([sys.executable, "-m", "sphinx", *options, "-c", str(HERE), str(ROOT), str(folder)], cwd=ROOT, check=True)
    shutil.rmtree(trees, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
