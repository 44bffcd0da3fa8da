"""The explorer: pickers for region, sector, indicator, target set and period above a chart, or the same from parameters."""

from __future__ import annotations

import base64
import functools
import html as escaped
import io
import os
from pathlib import Path

import IPython.display
import ipywidgets
import matplotlib as mpl
import pandas as pd

from sanlib import trail, words
from sanlib.charts import chart_files, chart_page, one_region, style
from sanlib.charts.gap_chart import chart_gap
from sanlib.charts.pilots_chart import chart_pilots
from sanlib.charts.trend_chart import chart_trend
from sanlib.judging import gap
from sanlib.periods.period import every_figure, open_period
from sanlib.printing import pilots
from sanlib.printing.gap_table import SHOWN
from sanlib.printing.show import browse, show
from sanlib.project import folders
from sanlib.project.binding import bind, bound, later
from sanlib.project.problems import InputError
from sanlib.project.tables_taken import takes
from sanlib.reference import regions
from sanlib.reference.choices import ALL, PICKED, meant
from sanlib.reference.targets import dated, targets

MOST_ROWS = 200
"""Rows that can be clicked; all of them stand in the table below."""


@takes("gaps")
@bound
def choose(
    gaps: pd.DataFrame, region: str = ALL, sector: str = ALL, indicator: str = ALL, target_set: str = ALL, period: str = ALL, root=None
) -> pd.DataFrame:
    """The rows of `gaps` that fit what was picked, by any name or code sanlib knows ("Tator", "Layak"); "" picks everything.

    Picked by region, sector, indicator, target_set and period, one or several. What is known but has no
    figure here gives no rows; what is unknown or ambiguous is an InputError with what there is.

    >>> san.choose(gaps, region="3572", indicator="waste handled")["target_set"].tolist()
    ['Jakstranas', 'Jakstrada Kota Blitar']
    """
    picked = meant(gaps, region=region, sector=sector, indicator=indicator, target_set=target_set, period=period)
    rows = gaps
    for column, value in picked.items():
        rows = rows[rows[column].eq(value)] if value else rows
    return rows.reset_index(drop=True)


@bound
def draw(gaps: pd.DataFrame, history: pd.DataFrame, lang: str | None = None, **picked) -> chart_page.Chart:
    """The chart that answers what was picked: one region's gaps, the pilots on one indicator, or one series over time.

    With neither region nor indicator it asks to pick one; it never picks a region itself.
    """
    picks = dict.fromkeys(PICKED, ALL) | meant(gaps, **picked)
    region, indicator = picks["region"], picks["indicator"]
    rows = choose(gaps, **(picks | {"region": ALL}))
    if not region and not indicator:
        return chart_page.missing(words.label("explore.pick.title"), words.label("explore.pick"), gaps)
    if region and indicator and not picks["period"]:
        return chart_trend(history, indicator, [region])
    period = picks["period"] or _latest(rows)
    if region:
        return chart_gap(rows, region, period, picks["sector"] or None)
    rows = regions.of_report(rows[rows["period"].eq(period)])
    return chart_pilots(rows, indicator, picks["target_set"] or pilots.shared_set(rows, indicator), period=period)


def _latest(rows: pd.DataFrame) -> str:
    """The newest period; an example is only shown where it is asked for, or where there is nothing else."""
    years = [period for period in rows["period"] if period.isdigit()]
    return max(years or list(rows["period"]), default="")


@takes("gaps")
@bound
def explore(gaps: pd.DataFrame, history: pd.DataFrame, lang: str | None = None, **picked) -> None:
    """Pickers over a chart and its rows; in a report run, where nobody can click, chart and rows of the plain parameters.

    >>> san.explore(gaps, history, region="Kota Blitar")  # doctest: +SKIP
    """
    picks = dict.fromkeys(PICKED, ALL) | meant(gaps, **picked)
    if os.environ.get("SANLIB_REPORT_DIR"):
        IPython.display.display(draw(gaps, history, **picks), browse(choose(gaps, **picks)[[*SHOWN, "synthetic"]]))
        return
    IPython.display.display(Explorer(gaps, history, picks).widget())


class Explorer:
    """Pickers above everything, then the chart, its rows to click for their trail, and a button that keeps what is shown.

    What belongs to one picture of it, from a change to the next, is its state: the chart, its rows.
    """

    def __init__(self, gaps: pd.DataFrame, history: pd.DataFrame, picked: dict):
        self.gaps, self.history = gaps, history
        self.boxes = {name: _box(gaps, name, picked[name]) for name in PICKED}
        self.picture, self.table, self.trail, self.said = (ipywidgets.HTML() for _ in range(4))
        self.rows_box = ipywidgets.Select(rows=6, layout={"width": "100%"})
        self.keep = ipywidgets.Button(description=words.label("explore.keep"), layout={"width": "auto"})
        self.chart, self.rows = chart_page.missing("", "", gaps), gaps.iloc[:0]
        for box in self.boxes.values():
            box.observe(later(self.redraw), names="value")
        self.rows_box.observe(later(self.follow), names="value")
        self.keep.on_click(later(self.save))
        self.redraw()

    def widget(self) -> ipywidgets.VBox:
        """Everything, from the top down."""
        pickers = ipywidgets.HBox([*self.boxes.values(), self.keep], layout={"flex_flow": "row wrap"})
        asked = ipywidgets.HTML(f"<b>{words.label('explore.trail')}</b>")
        return ipywidgets.VBox([ipywidgets.HTML(_fonts()), pickers, self.said, self.picture, asked, self.rows_box, self.trail, self.table])

    def redraw(self, _change=None) -> None:
        """The chart and rows of what is picked now; what is refused is said in their place."""
        values = {name: box.value for name, box in self.boxes.items()}
        self.said.value = self.trail.value = ""
        try:
            values = meant(self.gaps, **values)
            self.chart, self.rows = draw(self.gaps, self.history, **values), choose(self.gaps, **values)
        except InputError as refused:
            self.said.value = f"<p>{escaped.escape(refused.message(words.language()))}</p>"
            return
        self.picture.value = _picture(self.chart)
        self.table.value = show(self.rows[[*SHOWN, "synthetic"]]).data
        few = self.rows.head(MOST_ROWS)
        self.rows_box.options = [("–", None), *((_line(row), place) for place, row in enumerate(few.itertuples()))]

    def follow(self, change: dict) -> None:
        """The trail of the row clicked: definition, cells, target, verdict."""
        place = change["new"]
        self.trail.value = "" if place is None else show(trail.steps(self.rows.iloc[place])).data

    def save(self, _button=None) -> None:
        """The chart as picture, drawing, page and table, into reports/<explore.folder>; it says where, or why there is none."""
        folder = folders.root() / "reports" / words.label("explore.folder")
        if self.chart.absent:
            self.said.value = f"<p>{escaped.escape(self.chart.absent)}</p>"
            return
        kept = chart_files.save(self.chart, folder, one_region.file_name(self.chart.title))
        self.said.value = f"<p>{escaped.escape(words.label('explore.kept', path=folders.shown(kept)))}</p>"


def _line(row) -> str:
    """A row as one line to click: region, indicator, share, target set with its year, signed gap, verdict."""
    share = words.label("withheld") if pd.isna(row.value_pct) else words.percent(row.value_pct, None)
    target = dated(row.target_set, row.target_year) if pd.notna(row.target_year) else row.target_set
    gap_said = "" if pd.isna(row.gap_pp) else words.signed_points(row.gap_pp)
    parts = (row.region, row.period, words.label_or(row.indicator, row.indicator), row.instrument, share, target, gap_said)
    return " · ".join(filter(None, (*parts, words.label_or(f"verdict.{row.verdict}", row.verdict))))


def _picture(chart: chart_page.Chart) -> str:
    """A chart as SVG whose texts are texts: a fifth of the time a PNG takes, sharp at any size, its words to read and to search."""
    if chart.absent:
        return f"<p><b>{escaped.escape(chart.title)}</b><br>{escaped.escape(chart.absent)}</p>"
    stream = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        chart.savefig(stream, format="svg")
    drawn = stream.getvalue()
    return f'<div class="sanlib-chart" role="img" aria-label="{escaped.escape(chart.alt)}">{drawn[drawn.index("<svg") :]}</div>'


@functools.cache
def _fonts() -> str:
    """The charts' font for the texts of `_picture`, once for all of them."""
    faces = [
        f"@font-face{{font-family:'{style.FAMILY}';font-weight:{weight};src:url(data:font/ttf;base64,{_base64(style.font_file(bold))})}}"
        for bold, weight in ((False, 400), (True, 700))
    ]
    return f"<style>{''.join(faces)}.sanlib-chart svg{{max-width:100%;height:auto}}</style>"


def _base64(path: str) -> str:
    return base64.b64encode(Path(path).read_bytes()).decode()


def _box(gaps: pd.DataFrame, column: str, value: str):
    """A box of what there is; what was asked for stands in it even where it has no figure."""
    there = list(dict.fromkeys(text for text in [*gaps[column], value] if text))
    options = [(words.label("explore.all"), ALL)]
    options += [(words.label_or(text, text), text) for text in there]
    return ipywidgets.Dropdown(options=options, value=value, description=words.label(f"explore.{column}"))


def every_period(lang: str | None = None, root=None, say=print) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Gaps of every period there is, and the achievements of every year: what exploring over the periods needs.

    A period that is no year ("contoh-2023") stands in the gaps under its own name and in no series. A file that cannot
    be read is said, and costs its own figures only.

    >>> gaps, history = san.every_period("id")  # doctest: +SKIP
    """
    bind(lang, root)
    periods = folders.periods()
    history, unread = every_figure()
    sets = targets()
    named = [_named(name, sets) for name in periods if not name.isdigit()]
    together = pd.concat([gap.gaps(history, sets), *named], ignore_index=True)
    say(
        words.label(
            "provenance.every",
            periods=", ".join(periods),
            figures=len(history),
            regions=history["region_code"].nunique(),
            synthetic=words.label("provenance_synthetic") if together["synthetic"].any() else "",
        )
    )
    for row in unread.itertuples():
        say(f"{words.label('severity.' + row.severity)}: {row.problem} {row.fix}")
    return together, history


def _named(period: str, sets: pd.DataFrame) -> pd.DataFrame:
    """The gaps of a period that is no year, told apart from its year's own by its name; what it cannot read it leaves out."""
    opened = open_period(period, say=_quiet, strict=False)
    return gap.gaps(opened.achievements, sets).assign(period=period)


def _quiet(_line: str) -> None:
    """A `say` that prints nothing: one line is printed for all periods together."""
