"""The survey to compare with: the nearest earlier period of the same series that has households."""

from __future__ import annotations

import pandas as pd

from sanlib.households.read_households import read_period
from sanlib.project import folders
from sanlib.project.binding import bound


@bound
def earlier_survey(period: str, root=None) -> pd.DataFrame:
    """The households of the latest earlier period with a survey; no rows where there is none.

    Only a period named alike counts ("contoh-2023" before "contoh-2024", "2021" before "2024"), so that synthetic and
    real surveys are never compared. `file` is the place in the project, as in open_period.

    >>> san.survey.earlier("contoh-2024")["period"].unique().tolist()
    ['contoh-2023']
    """
    period = str(getattr(period, "period", period))
    series, year = folders.series(period)
    before = [other for other in folders.periods() if folders.series(other)[0] == series and folders.series(other)[1] < year]
    for other in sorted(before, key=folders.series, reverse=True):
        households = read_period(other).households
        if len(households):
            folder = folders.shown(folders.raw(other))
            return households.assign(file=folder + "/" + households["file"].astype(str))
    return read_period(period).households.iloc[:0]
