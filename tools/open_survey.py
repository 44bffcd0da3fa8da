"""The open household survey of docs/example-survey, made from the file as published: fewer rows, no personal columns, nothing else changed.

    python -m tools.open_survey washmalawi.xlsx

Every 30th household of the five districts with thousands of them; latitude and longitude are left out, of the date the month is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

DISTRICTS = ("Chiradzulu", "Lilongwe", "Mangochi", "Thyolo", "Zomba")
EVERY = 30
PERSONAL = ["latitude", "longitude"]
PLACE = Path(__file__).parents[1] / "docs" / "example-survey" / "washmalawi_2018_2023.csv"


def shipped(published: pd.DataFrame) -> pd.DataFrame:
    """The rows and columns that are shipped."""
    rows = published[published["district"].isin(DISTRICTS)].iloc[::EVERY]
    month = rows["date_submitted"].str.replace(r"^\d{2}/(\d{2})/(\d{4})$", r"\2-\1", regex=True)
    return rows.drop(columns=PERSONAL).assign(date_submitted=month).rename(columns={"date_submitted": "month_submitted"})


if __name__ == "__main__":
    shipped(pd.read_excel(sys.argv[1], dtype=str, engine="calamine")).to_csv(PLACE, index=False, lineterminator="\n")
