"""Every chart of one region by one call: a folder that goes to an office as it is, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sanlib import charts, words
from sanlib.charts.chart_files import save
from sanlib.charts.chart_page import Chart
from sanlib.charts.one_region import file_name, region_charts
from sanlib.documents import pack_folder
from sanlib.judging import gap
from sanlib.periods import period as periods
from sanlib.periods.period import Period
from sanlib.project import folders, formula_text, staging
from sanlib.project.binding import bound
from sanlib.reference import advocacy
from sanlib.reference import regions as region_table
from sanlib.survey import survey_tables
from sanlib.survey.survey_achievements import estimable

LISTED = "isi.csv"
COLUMNS = ["name", "file", "title", "drawn", "alt"]


@bound
def chart_pack(period: str | Period, region: str, lang: str | None = None, folder=None, root=None, say=print) -> pd.DataFrame:
    """Every chart of one region (name or BPS code), each as png, svg, pdf, csv and alt text, in a folder of its own.

    Its gaps, their composition, the region lit among the others, its trends, its survey where it had one, its
    milestones; by default in reports/<period>/charts/<code-name>. Everything is written beside that folder and then
    takes its place, so that nobody meets half a pack; the same figures give the same bytes. One row per chart (also
    saved as isi.csv): name, file, title, drawn, alt. A chart without figures is listed with what is missing, not saved.

    >>> san.documents.every_chart("2023", "Kota Blitar")  # doctest: +SKIP
    """
    opened = periods.opened(period)
    code = pack_folder.codes(region)[0]
    place = Path(folder) if folder else folders.reports(opened.period) / "charts" / file_name(code, region_table.names()[code])
    made: list[dict] = []

    def fill(new: Path) -> None:
        for name, chart in _charts(opened, code):
            made.append(_saved(new, name, chart))
            say(f"{name}: {chart.alt if chart.absent else chart.title}")
        formula_text.write_csv(pd.DataFrame(made, columns=COLUMNS), new / LISTED)

    staging.replace(place, fill)
    say(words.label("pack.done", path=folders.shown(place)))
    return pd.DataFrame(made, columns=COLUMNS)


def _saved(folder: Path, name: str, chart: Chart) -> dict:
    drawn = bool(len(chart.drawn))
    file = save(chart, folder, name).name if drawn else ""
    return {"name": name, "file": file, "title": chart.title, "drawn": drawn, "alt": chart.alt}


def _charts(opened: Period, code: str) -> Iterator[tuple[str, Chart]]:
    gaps = region_table.of_report(gap.gaps(opened))
    if code not in set(gaps["region_code"]):
        own = gap.gaps(opened.achievements[opened.achievements["region_code"].eq(code)])
        gaps = pd.concat([gaps, own], ignore_index=True)
    history = opened.history if code in set(opened.history["region_code"]) else opened.achievements
    yield from region_charts(gaps, history, code, _year(opened))
    yield from _surveyed(opened, code)
    mine = advocacy.milestones(code)
    yield "tonggak", charts.milestones(mine.assign(region=mine["region_code"].map(region_table.names())))


def _year(opened: Period) -> str:
    """The year the period's figures carry ("contoh-2023": 2023); the folder's name where it has none."""
    return max(opened.achievements["period"], default=opened.period)


def _surveyed(opened: Period, code: str) -> Iterator[tuple[str, Chart]]:
    households = estimable(survey_tables.in_region(opened.survey.behind.of_region(code), code))
    if not len(households):
        return
    name = region_table.names()[code]
    yield "survei-definisi", charts.definitions(survey_tables.definitions(households), name)
    for indicator in ("layak", "aman"):
        parts = survey_tables.by_domain(households, "kecamatan", [indicator])
        yield file_name("survei", indicator), charts.estimates(parts, indicator, ladder="2020")
