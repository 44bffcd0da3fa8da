"""python -m tools.anonymity [PERIOD ...]    k of every table of a survey that can be shared, by each rule of presentation

k is the fewest households that a printed number is about. Looked at: each number by itself; what a region's number less those of
its parts leaves (households of parts that are withheld, or of no part); and, for comparison, how many households two indicators of
one domain differ by, whose answers nobody knows from outside: no group that could be looked up. Exit 1 where k is under 5.
"""

from __future__ import annotations

import itertools
import sys

import pandas as pd

import sanlib as san
from sanlib.estimation.presentation import FEWEST_HOUSEHOLDS

RULES = ("nchs", "dhs", None)
PARTS = {"kecamatan": "region_code", "desa": "region_code", "stratum": "region_code"}
ROW = ["ladder", "indicator"]


def behind(table: pd.DataFrame, number: str) -> float:
    """The fewest households behind a number that a table prints; infinite where it prints none."""
    return table.loc[table[number].notna(), "n"].min() if table[number].notna().any() else float("inf")


def left_over(whole: pd.DataFrame, parts: pd.DataFrame, number: str = "value_pct") -> float:
    """The fewest households that the printed number of a whole less the printed ones of its parts is about, none left being no group;
    `parts` names its whole in the column `whole`."""
    printed = parts[parts[number].notna()].groupby(["whole", *ROW])["n"].sum().rename("told").reset_index()
    both = whole[whole[number].notna()].merge(printed, left_on=["domain_code", *ROW], right_on=["whole", *ROW], validate="1:1")
    left = both["n"] - both["told"]
    return left[left.gt(0)].min() if left.gt(0).any() else float("inf")


def between_ladders(table: pd.DataFrame) -> float:
    """The fewest households by which two printed indicators of one domain differ."""
    printed = table[table["value_pct"].notna()].groupby("domain_code")["n"].unique()
    apart = [abs(one - two) for numbers in printed for one, two in itertools.combinations(sorted(numbers), 2)]
    return min(apart, default=float("inf"))


def measured(households: pd.DataFrame, rule: str | None) -> dict[str, float]:
    """k of each table by what it is called here."""
    regions = san.survey.estimates(households, rule=rule)
    found = {"estimates by region": behind(regions, "value_pct"), "(two indicators of a region)": between_ladders(regions)}
    for by, of in PARTS.items():
        table = san.survey.estimates(households, by, rule=rule, lonely="adjust")
        whole = households.dropna(subset=[by]).groupby(by)[of].agg(["nunique", "first"])
        table["whole"] = table["domain_code"].map(whole["first"].where(whole["nunique"].eq(1)))
        found[f"estimates by {by}"] = behind(table, "value_pct")
        found[f"region less its {by}"] = left_over(regions, table)
    for by in ("region_code", "desa"):
        found[f"totals by {by}"] = behind(san.survey.totals(households, by, rule=rule, lonely="adjust"), "households")
        found[f"ranks by {by}"] = behind(san.survey.ranks(households, by=by, rule=rule, lonely="adjust"), "value_pct")
    return found


def always(households: pd.DataFrame) -> dict[str, float]:
    """k of the tables that know the rule of design.csv only."""
    found = {}
    for by in ("region_code", "kecamatan", "desa"):
        found[f"risk shares by {by}"] = behind(san.survey.risk_variables(households, by), "risk_pct")
        found[f"risk index by {by}"] = behind(san.survey.risk(households, by), "irs")
    found["definitions"] = behind(san.survey.definitions(households).assign(n=lambda table: table["n_all"]), "value_pct")
    return found


def main(periods: list[str]) -> int:
    """Prints a line a table; k of numbers that are held to five households comes first."""
    least = float("inf")
    for period in periods:
        households = san.open_period(period, say=lambda _line: None).households
        for rule in (*RULES, "design.csv"):
            for table, k in (always(households) if rule == "design.csv" else measured(households, rule)).items():
                told = "none printed" if k == float("inf") else f"{k:.0f}"
                print(f"{period}  {rule or 'no rule':10}  {table:30} {told:>12}")
                least = least if table.startswith("(") else min(least, k)
    print(f"k = {least:.0f}")
    return int(least < FEWEST_HOUSEHOLDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["contoh-2023", "contoh-2024"]))
