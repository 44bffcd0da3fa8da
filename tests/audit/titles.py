"""What the sections of a document are headed by, computed again from the tables: counts, names, distances, and which is said.

    faults(truth, "Kota Blitar", "Dari 9 pembandingan dengan target: 5 tercapai, 4 belum", "Gap terhadap target")     # [] where it is true

The wording is that of labels.csv (`title.*`), each blank read back; what stands in it is written from METHODS.md, not from sanlib. A title in no
such wording is a fault. Of needs, which stand in no table of data/processed, only the sum is held here.
"""

from __future__ import annotations

import re

from . import headlines
from .computed import _flags, _sides
from .truth import REFERENCE, Truth, bases, distances, is_as_far, numbers, records, rounds_to, shares, words

BARS = 5
"""Figures the chart has room for: its title counts them."""
ORDER = ("tercapai", "tidak dapat dinilai", "belum dapat dipastikan", "belum")
OTHER = ("chart.milestones.counted",)
"""Titles whose wording a chart has too."""


def worded(lang: str, said: str) -> str:
    """The key of the wording a title is in; "" where it is in none. Longer wordings are tried first."""
    keys = sorted((key for key in words(lang) if _whole(key)), key=lambda key: -len(words(lang)[key]))
    return next((key for key in keys if re.fullmatch(_pattern(lang, key), said)), "")


def _whole(key: str) -> bool:
    return key in OTHER or (
        key.startswith("title.") and key not in ("title.policy.blank", "title.policy.left") and not key.startswith("title.need.")
    )


def _pattern(lang: str, key: str) -> str:
    ends = "".join(rf"(?P<{end}>{headlines._anonymous(headlines.worded(lang, f'title.policy.{end}'))})?" for end in ("blank", "left"))
    return headlines.worded(lang, key) + (ends if key == "title.policy" else "")


def faults(truth: Truth, region: str, said: str, shown: str) -> list[str]:
    """What is wrong with a title of a region's document, and whether it stands above what it is about."""
    key = worded(truth.lang, said)
    if not key:
        return ["in no wording of labels.csv"]
    told = re.fullmatch(_pattern(truth.lang, key), said).groupdict()
    title, section = Title(truth, region), key.split(".")[1]
    if shown != title.said[f"pack.{section}"]:
        return [f"stands above {shown}"]
    return getattr(title, section)(key.partition(".")[2].partition(".")[2], told)


class Title:
    """The tables of one region, and what may be said of them."""

    def __init__(self, truth: Truth, region: str):
        self.truth, self.said = truth, words(truth.lang)
        mine = [row for row in truth.rows if row["run"] == truth.run and row["region"] == region]
        self.compared = [row for row in mine if row.get("target_pct")]
        self.figures = [row for row in mine if "target_set" not in row]
        self.code = next(
            (row["region_code"] for row in mine),
            next(row["region_code"] for row in records(REFERENCE / "regions.csv") if row["region"] == region),
        )

    def deficits(self) -> list[dict]:
        """One per figure, the missed target that falls due first, of one year the larger; those that concern most first."""
        missed = sorted(
            (row for row in self.compared if row["verdict"] == "belum"), key=lambda row: (row["target_year"], -float(row["shortfall_pp"]))
        )
        one: dict[tuple, dict] = {}
        for row in missed:
            one.setdefault((row["indicator"], row["instrument"]), row)
        return sorted(
            one.values(), key=lambda row: [-float(row[name] or -1) for name in ("shortfall_households", "shortfall_tonnes", "shortfall_pp")]
        )

    def is_indicator(self, said: str, row: dict) -> bool:
        return self.said.get(row["indicator"], row["indicator"]).casefold() == said.casefold()

    def same(self, told: dict, **expected) -> list[str]:
        return [f"{key} {told[key]}: expected {value}" for key, value in expected.items() if str(told[key]) != str(value)]

    # ------------------------------------------------------------ sections with figures

    def chart(self, key: str, told: dict) -> list[str]:
        missed = self.deficits()
        if key == "counted":
            figures: dict[tuple, list[dict]] = {}
            for row in self.compared:
                figures.setdefault((row["indicator"], row["instrument"]), []).append(row)
            verdicts = [
                "belum" if any(row["verdict"] == "belum" for row in rows) else min(rows, key=lambda row: row["target_year"])["verdict"]
                for rows in figures.values()
            ]
            room = ["belum", "belum dapat dipastikan", "tercapai", "tidak dapat dinilai"]  # who is left out first stands last
            return self.verdicts(told, sorted(verdicts, key=room.index)[:BARS]) + (
                [f"{self.farthest(missed)['indicator']} is surely farthest"] if self.farthest(missed) else []
            )
        far, aim = self.farthest(missed), self.truth.target_of(told["target"])
        if far is None:
            return ["nothing is surely farthest"]
        spoken = distances(told["distance"], self.truth.lang)
        right = len(spoken) == 1 and is_as_far(spoken[0], far) and self.is_indicator(told["indicator"], far)
        return [] if right and aim and aim[0] == far["target_set"] else [f"expected {far['indicator']} {far['gap_pp']} {far['target_set']}"]

    @staticmethod
    def farthest(missed: list[dict]) -> dict | None:
        """The miss whose whole interval is farther than every other's."""

        def span(row: dict) -> tuple[float, float]:
            sides = [float(row["low_pct"] or "nan"), float(row["high_pct"] or "nan")]
            if sides[0] != sides[0]:
                least, most, down, up = _sides(row)
                sides = [least - down, most + up]
            away = (
                [float(row["target_pct"]) - side for side in sides]
                if row["direction"] == "minimal"
                else [side - float(row["target_pct"]) for side in sides]
            )
            return min(away), max(away)

        top = max(missed, key=lambda row: float(row["shortfall_pp"]), default=None)
        others = [row for row in missed if row is not top]
        return top if top and all(span(top)[0] > span(row)[1] for row in others) else None

    def verdicts(self, told: dict, found: list[str]) -> list[str]:
        counts = ", ".join(f"{found.count(name)} {self.said[f'verdict.{name}']}" for name in ORDER if name in found)
        return self.same(told, total=len(found), verdicts=counts)

    def table(self, _key: str, told: dict) -> list[str]:
        return self.verdicts(told, [row["verdict"] for row in self.compared])

    def now(self, key: str, told: dict) -> list[str]:
        missed = self.deficits()
        known = [row for row in self.figures if row["value_pct"]]
        if key == "count":
            fit = {(row["indicator"], row["instrument"]) for row in self.compared if row["verdict"] != "tidak dapat dinilai"}
            unfit = {(row["indicator"], row["instrument"]) for row in self.compared} - fit
            bad = [
                row
                for row in known
                if (row["indicator"], row["instrument"]) in unfit or _flags("veto", "yes") & set(row["flag"].split(";"))
            ]
            return (["there is a deficit to tell"] if missed else []) + self.same(told, count=len(known), unfit=len(bad))
        if not missed:
            return ["there is no deficit to tell"]
        row, wrong = missed[0], []
        row = next(
            (
                one
                for one in known
                if (one["indicator"], one["instrument"], one["ladder"]) == (row["indicator"], row["instrument"], row["ladder"])
            ),
            row,
        ) | {"row": ""}
        wrong += [] if self.is_indicator(told["indicator"], row) else [f"expected {row['indicator']}"]
        expected = {
            name: [float(row[column])] for name, column in (("part", "amount"), ("low", "low_pct"), ("high", "high_pct")) if row[column]
        }
        expected |= {"value": shares(row), "base": sorted(bases(row))}
        for name in (name for name in ("value", "part", "base", "low", "high") if name in told):
            printed, values = numbers(told[name].replace("-", " "), self.truth.lang), expected.get(name, [])
            right = len(printed) == len(values) and all(map(rounds_to, values, printed))
            wrong += [] if right and values else [f"{name} {told[name]}: expected {values}"]
        surveyed = bool(row["low_pct"] and row["high_pct"])
        return wrong + ([] if surveyed == (key == "interval") else ["an interval is left out, or told where there is none"])

    def missing(self, _key: str, told: dict) -> list[str]:
        sectors = {
            row["sector"]
            for row in self.figures
            if row["value_pct"] or "angka_bertentangan" in row["flag"] or "sampel_tidak_cukup" in row["flag"]
        }
        absent = [self.said[name].lower() for name in ("air_limbah", "persampahan") if name not in sectors]
        return self.same(told, sectors=", ".join(absent))

    # ------------------------------------------------------------ what is counted

    def need(self, _key: str, told: dict) -> list[str]:
        parts = [int(printed.value) for printed in numbers(told["counted"], self.truth.lang)]
        return self.same(told, total=sum(parts))

    def issue(self, _key: str, told: dict) -> list[str]:
        rows = [row for row in records(REFERENCE / "issues.csv") if row["region_code"] in ("", self.code)]
        here = {
            (row["indicator"], row["verdict"]) for row in self.compared if row["verdict"] != "belum" or float(row["shortfall_pp"] or 0) > 0
        }
        return self.same(
            told,
            gaps=sum(bool(row["indicator"]) and (row["indicator"], row["verdict"]) in here for row in rows),
            documented=sum(not row["indicator"] for row in rows),
        )

    def policy(self, key: str, told: dict) -> list[str]:
        mine = [row for row in records(REFERENCE / "policies.csv") if row["region_code"] == self.code]
        named = [row for row in mine if row[f"name_{self.truth.lang}"]]
        if key == "none":
            return ["some are recorded"] if named else []
        moved = {name for row in named for name in row["indicators"].split("|")}
        left = list(dict.fromkeys(row["indicator"] for row in self.deficits() if row["indicator"] not in moved))
        names = ", ".join(self.inside(self.said.get(name, name)) for name in left)
        blank = self.said["title.policy.blank"].format(count=len(mine) - len(named)) if len(mine) > len(named) else None
        return self.same(
            told, count=len(named), blank=blank, left=self.said["title.policy.left"].format(indicators=names) if left else None
        )

    @staticmethod
    def inside(name: str) -> str:
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def steps(self) -> list[dict]:
        return [row for row in records(REFERENCE / "milestones.csv") if row["region_code"] == self.code]

    def milestones(self, _key: str, told: dict) -> list[str]:
        return self.same(told, done=sum(bool(row["date"]) for row in self.steps()), total=len(self.steps()))

    def commit(self, _key: str, told: dict) -> list[str]:
        return self.same(told, count=len(self.deficits()), steps=sum(not row["date"] for row in self.steps()))

    def limits(self, key: str, told: dict) -> list[str]:
        known = [row for row in self.figures if row["value_pct"]]
        flagged = sum(bool(row["flag"]) for row in known)
        return ([] if (key == "none") == (not flagged) else ["flags are told where there are none, or the reverse"]) + (
            [] if key else self.same(told, count=flagged, total=len(known))
        )

    def sources(self, _key: str, told: dict) -> list[str]:
        of_figures = len({(row["source"], row.get("export_date", "")) for row in self.figures if row["source"]})
        return self.same(told, count=of_figures, sets=len({row["target_set"] for row in self.compared}))

    def pace(self, _key: str, told: dict) -> list[str]:
        return [] if int(told["in_time"]) <= int(told["total"]) else ["more in time than there are"]
