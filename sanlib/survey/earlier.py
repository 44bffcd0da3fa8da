"""The survey before this one: the nearest earlier period of the same series that has households."""

from __future__ import annotations

import pandas as pd

from sanlib import project
from sanlib.survey.households import read_period


def earlier_survey(period: str, root=None) -> pd.DataFrame:
    """The households of the latest earlier period with a survey; no rows where there is none.

    Only a period named alike counts ("contoh-2023" before "contoh-2024", "2021" before "2024"), so that synthetic and
    real surveys are never compared. `file` is the place in the project, as in open_period.
    """
    series, year = project.series(period)
    before = [other for other in project.periods(root) if project.series(other)[0] == series and project.series(other)[1] < year]
    for other in sorted(before, key=project.series, reverse=True):
        households = read_period(other, root).households
        if len(households):
            folder = project.shown(project.raw(other, root), root)
            return households.assign(file=folder + "/" + households["file"].astype(str))
    return read_period(period, root).households.iloc[:0]
