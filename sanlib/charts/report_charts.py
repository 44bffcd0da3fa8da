"""Charts into a period's report folder: one by one, or every pilot's by one call."""

from __future__ import annotations

import pandas as pd

from sanlib.charts.chart_files import save_or_say
from sanlib.charts.chart_page import Chart
from sanlib.charts.gap_chart import chart_gap
from sanlib.project import folders
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.project.tables_taken import takes
from sanlib.reference import regions


@bound
def save_chart(chart: Chart, period: str, name: str, root=None) -> Chart:
    """Save a chart to reports/<period>/charts in every form an office can use, and give it back to be shown.

    Of one that draws nothing no picture is saved, only the line that says why (.txt).

    >>> san.save_chart(san.charts.gap(gaps, "Kota Blitar"), "2023", "gap-contoh").title
    'Kota Blitar 2023: capaian dan gap terhadap target, air limbah dan persampahan'
    """
    if not isinstance(chart, Chart):
        raise InputError("chart_expected", value=type(chart).__name__)
    save_or_say(chart, folders.reports(period) / "charts", name)
    return chart


@takes("gaps")
@bound
def save_pilot_charts(gaps: pd.DataFrame, period: str, lang: str | None = None, root=None) -> pd.DataFrame:
    """The gap chart of every pilot and sector that has figures, saved; a table of what was saved.

    >>> san.charts.save_pilots(san.choose(gaps, region="Kota Blitar", sector="persampahan"), "2023")["file"].tolist()
    ['charts/pilot-3572-persampahan.png']
    """
    rows = regions.of_report(gaps)
    pairs = rows[["region_code", "region", "sector"]].drop_duplicates()
    saved = []
    for code, region, sector in pairs.itertuples(index=False, name=None):
        name = f"pilot-{code}-{sector.replace('_', '-')}"
        if not save_chart(chart_gap(rows, region, sector=sector), period, name).absent:
            saved.append({"region": region, "sector": sector, "file": f"charts/{name}.png"})
    return pd.DataFrame(saved, columns=["region", "sector", "file"])
