"""The sentence above a chart, computed again from the rows the chart draws: names, numbers, counts and whether it may be said at all.

    audit_finding(tally, truth, "pilot-aman", sentence, rows)    # rows: the chart's csv
    finding(svg)                                                 # the sentence a drawing carries, "" where none

The wording is that of labels.csv (`find.*`), each blank read back; what stands in it is written from METHODS.md, not from sanlib. A sentence
in no such wording is a fault: nothing is left unread.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from .computed import _flags, _sides
from .geometry import read
from .truth import REFERENCE, Truth, distances, is_as_far, is_range, number, numbers, rounds_to, sizes, words

if TYPE_CHECKING:
    from .compare import Tally

BAD_PART = {"timbulan": "tidak_terkelola", "2020": "belum_layak", "2015": "babs", "rumah tangga": "dibuang"}
KIND = ("region", "regions", "where", "desa", "parts", "change", "pairs", "estimates", "contrasts", "ranks", "definitions", "risk")
REGIONS = REFERENCE / "regions.csv"
STEP = 0.1
"""Points, the step charts print by: what is smaller heads nothing (METHODS.md)."""
ENDS = r"(?P<unsure>{unsure})?(?P<unfit>{unfit})?(?P<far>{far})?\."


def finding(svg: str) -> str:
    """The sentence above a drawing."""
    return next((text.text for text in read(svg).said("finding")), "")


def audit_finding(tally: Tally, truth: Truth, name: str, sentence: str, rows: list[dict]) -> None:
    """One sentence: read by its wording, then held against the rows."""
    head = Headline(truth, [defaultdict(str, row) for row in rows])
    try:
        faults = head.faults(sentence)
    except (KeyError, ValueError, IndexError, TypeError) as problem:  # a name or number no row has
        faults = [f"cannot be read: {problem!r}"]
    tally.compared["finding"] += 1
    tally.wrong += [f"finding: {name}: {sentence}: {fault}" for fault in faults]


BLANKS = dict.fromkeys(
    ("points", "change", "fit", "met", "total", "count", "up", "down", "of", "sure", "told", "done", "step"),
    r"[+−]?[\d.,]*\d(?:-[\d.,]*\d)?",
)
BLANKS |= dict.fromkeys(("share", "least"), r"[\d.,]*\d%") | {
    "rest": r"(?:, \d+ [^;]*)?",
    "unit": r"\w+",
    "amount": r"(?: \([^()]*\))?",
    "period": r"\S+",
}
"""What may stand in a blank; in any other whatever the rest leaves."""


@functools.cache
def worded(lang: str, key: str) -> str:
    """A label as a pattern, each {blank} a group; of {count:region|regions} either word."""
    seen: set[str] = set()

    def group(found: re.Match) -> str:
        again, _ = found[1] in seen, seen.add(found[1])
        noun = f" (?:{found[2]}|{found[3]})" if found[2] else ""
        return (".+?" if again else rf"(?P<{found[1]}>{BLANKS.get(found[1], '.*?')})") + noun

    return re.sub(r"\\\{(\w+)(?::(.*?)\\\|(.*?))?\\\}", group, re.escape(words(lang)[key]))


def _anonymous(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


class Headline:
    """The rows of a chart, and what may be said of them."""

    def __init__(self, truth: Truth, rows: list[dict]):
        self.truth, self.rows, self.said = truth, rows, words(truth.lang)

    def faults(self, sentence: str) -> list[str]:
        mark = f"[{self.said['synthetic']}] "
        synthetic = any(row["synthetic"] == "True" for row in self.rows)
        if sentence.startswith(mark) != synthetic:
            return ["does not say that its rows are synthetic, or says it of others"]
        return self.read(sentence.removeprefix(mark))

    def read(self, said: str) -> list[str]:
        readers: dict[str, Callable] = {kind: getattr(self, kind) for kind in KIND}
        for key in sorted((key for key in self.said if key.startswith("find.")), key=lambda key: -len(self.said[key])):
            kind = key.split(".")[1]
            if kind not in readers or key in (
                "find.region.first",
                "find.regions.unsure",
                "find.regions.unfit",
                "find.regions.far",
                "find.change.rest",
                "find.change.jumped",
                "find.change.span",
                "find.change.spans",
                "find.change.latest",
                "find.risk.bare",
                "find.risk.partly",
                "find.risk.alike",
                "find.risk.near",
                "find.risk.apart",
                "find.pairs.nobody",
                "find.pairs.highest",
                "find.pairs.lowest",
                "find.where.in",
                "find.where.more",
                "find.desa.more",
            ):
                continue
            found = re.fullmatch(worded(self.truth.lang, key) + self.ending(key), said)
            if found:
                return readers[kind](key.removeprefix(f"find.{kind}").lstrip("."), found.groupdict())
        done = re.fullmatch(worded(self.truth.lang, "chart.milestones.counted"), said)
        return self.milestones(done.groupdict()) if done else ["in no wording of labels.csv"]

    def ending(self, key: str) -> str:
        """What may follow a sentence: the miss due first, the undecided, the farthest."""
        if key == "find.region.short":
            return rf"(?P<first>{_anonymous(worded(self.truth.lang, 'find.region.first'))})?\."
        if key.startswith("find.change.") and key != "find.change.none":
            return rf"(?P<jumped>{_anonymous(worded(self.truth.lang, 'find.change.jumped'))})?"
        if key.startswith("find.regions."):
            return ENDS.format(**{part: _anonymous(worded(self.truth.lang, f"find.regions.{part}")) for part in ("unsure", "unfit", "far")})
        return ""

    def is_number(self, text: str, value: float) -> bool:
        printed = number(text.replace("%", ""), self.truth.lang)
        return printed is not None and rounds_to(value, printed)

    def counts(self, **pairs) -> list[str]:
        return [f"{text}: expected {value}" for text, value in pairs.values() if text and str(text) != str(value)]

    # ------------------------------------------------------------ one region

    def region(self, key: str, told: dict) -> list[str]:
        judged = [row for row in self.rows if row["target_pct"]]
        verdicts = [row["verdict"] for row in judged]
        missed = [row for row in judged if row["verdict"] == "belum"]
        right = (
            "unstated"
            if not judged
            else "short"
            if missed
            else "met"
            if set(verdicts) == {"tercapai"}
            else "some"
            if "tercapai" in verdicts
            else "unsure"
            if "belum dapat dipastikan" in verdicts
            else "none"
        )
        faults = [] if key == right else [f"said as {key}, is {right}"]
        faults += [] if {row["region"] for row in self.rows} == {told["region"]} else ["another region"]
        faults += self.counts(met=(told.get("met"), verdicts.count("tercapai")), total=(told.get("total"), len(judged)))
        return faults + (self.misses(told, missed) if key == right == "short" else [])

    def misses(self, told: dict, missed: list[dict]) -> list[str]:
        """One deficit per indicator and instrument: the one due first; said is that of most households, then the one due first."""
        ordered = sorted(missed, key=lambda row: (float(row["target_year"]), -float(row["shortfall_pp"])))
        one: dict[tuple, dict] = {}
        for row in ordered:
            one.setdefault((row["indicator"], row["instrument"]), row)
        most = max(
            one.values(),
            key=lambda row: tuple(float(row[name] or -1) for name in ("shortfall_households", "shortfall_tonnes", "shortfall_pp")),
        )
        due = next(iter(one.values()))
        faults = self.item(told["item"], most)
        earlier = float(due["target_year"]) < float(most["target_year"])
        if bool(told["first"]) != earlier:
            return [*faults, "the miss due first is not told where it is another, or told where it is the same"]
        return faults + (self.item(told["first"].split(": ", 1)[1], due) if earlier else [])

    def item(self, said: str, row: dict) -> list[str]:
        if row["flag"] and "nol_mungkin_kosong" in row["flag"].split(";") and float(row["value_pct"] or 1) == 0:
            doubted = re.fullmatch(worded(self.truth.lang, "find.item.zero"), said)
            if not doubted:
                return [f"{said}: does not say that the zero is perhaps a blank"]
            said = doubted["item"]
        found = re.fullmatch(worded(self.truth.lang, f"find.item.{row['direction']}"), said)
        if not found:
            return [f"{said}: not worded for {row['direction']}"]
        aim = self.truth.target_of(found["target"])
        checks = {
            "indicator": self.named(row["indicator"]).casefold() == found["indicator"].casefold(),
            "points": self.is_span(found["points"], row, "shortfall_pp"),
            "target": aim is not None and (aim[0], float(aim[1] or 0)) == (row["target_set"], float(row["target_year"])),
            "amount": self.amount(found["amount"], row),
        }
        return [
            f"{said}: {what} is another, expected {row['indicator']} {row['shortfall_pp']} {row['target_set']}"
            for what, right in checks.items()
            if not right
        ]

    def amount(self, said: str, row: dict) -> bool:
        """(21.649 KK), (3.167 ton): the shortfall in that unit; none where the source gives none."""
        for column, unit in (("shortfall_households", "find.kk"), ("shortfall_tonnes", "tonnes")):
            if row[column]:
                found = re.fullmatch(rf" \(([\d.,\-]+) {re.escape(self.said[unit])}\)", said)
                return found is not None and self.is_span(found[1], row, column)
        return said == ""

    def is_span(self, said: str, row: dict, column: str) -> bool:
        """A size, or both where the base jumped, the smaller first."""
        return is_range([number(one, self.truth.lang) for one in said.split("-")], sizes(row, column))

    def named(self, key: str) -> str:
        return self.said.get(key) or self.said.get(f"chart.{key}") or key.replace("_", " ")

    # ------------------------------------------------------------ regions

    def main(self) -> list[dict]:
        """The rows of the instrument that measured most regions, the first of several."""
        groups: dict[tuple, list[dict]] = {}
        for row in self.rows:
            if row["instrument"]:
                groups.setdefault((row["sector"], row["instrument"], row["ladder"]), []).append(row)
        return max(groups.values(), key=len)

    def regions(self, key: str, told: dict) -> list[str]:
        rows = [row for row in self.main() if row["target_pct"]]
        fit = [row for row in rows if row["verdict"] != "tidak dapat dinilai"]
        met, missed = ([row for row in fit if row["verdict"] == verdict] for verdict in ("tercapai", "belum"))
        unsure = len(fit) - len(met) - len(missed)
        right = (
            "nobody"
            if not fit
            else f"one_{'met' if met else 'unsure' if unsure else 'short'}"
            if len(fit) == 1
            else "all"
            if len(met) == len(fit)
            else "only"
            if len(met) == 1 and not unsure
            else "some"
            if met
            else "none_sure"
            if unsure
            else "none"
        )
        faults = [] if key == right else [f"said as {key}, is {right}"]
        aim = self.truth.target_of(told["target"])
        faults += [] if aim and aim[0] == rows[0]["target_set"] else ["another target"]
        faults += [] if self.named(rows[0]["indicator"]).casefold() == told["indicator"].casefold() else ["another indicator"]
        if fit:
            stood = re.search(r"\d+", told["unfit"] or "0")
            faults += [] if int(stood[0]) == len(rows) - len(fit) else [f"{len(rows) - len(fit)} cannot be judged"]
        faults += self.counts(fit=(told.get("fit"), len(fit)), met=(told.get("met"), len(met)), total=(told.get("total"), len(rows)))
        if told.get("region"):
            faults += [] if told["region"] in {row["region"] for row in met or fit} else [f"{told['region']} is not the one"]
        if bool(told["unsure"]) != bool(unsure and len(fit) > 1) or (told["unsure"] and str(unsure) not in told["unsure"]):
            faults.append(f"{unsure} are undecided")
        return faults + self.farthest(told["far"] or "", missed if len(fit) > 1 else [])

    def where(self, key: str, told: dict, desa: bool = False) -> list[str]:
        """Misses by province, the most first, three named; of desa by kabupaten or kota."""
        rows = [row for row in self.rows if row["target_pct"]]
        fit = [row for row in rows if row["verdict"] != "tidak dapat dinilai"]
        listed = list(csv.DictReader(REGIONS.open(encoding="utf-8")))
        names = {row["region_code"]: row["region"] for row in listed}
        regency = {code: row["region_code"] for row in listed for code in row["kemendagri_code"].split("|") if code}

        def within(code: str) -> str:
            return regency[code[:5]] if len(code) == len("35.72.01.1001") else code[:2]

        lie: dict[str, list[bool]] = defaultdict(list)
        for row in sorted(fit, key=lambda row: row["region_code"]):
            lie[within(row["region_code"])].append(row["verdict"] == "belum")
        missed = sorted((code for code in lie if sum(lie[code])), key=lambda code: -sum(lie[code]))
        met = sum(row["verdict"] == "tercapai" for row in fit)
        right = "nobody" if not fit else "met" if met == len(fit) else "none" if not missed else ""
        aim = self.truth.target_of(told["target"])
        faults = [] if key == right else [f"said as {key or 'where'}, is {right or 'where'}"]
        faults += [] if aim and aim[0] == rows[0]["target_set"] else ["another target"]
        faults += [] if self.named(rows[0]["indicator"]).casefold() == told["indicator"].casefold() else ["another indicator"]
        faults += self.counts(fit=(told.get("fit"), len(fit)), total=(told.get("total"), len(rows)))
        unsure = sum(row["verdict"] == "belum dapat dipastikan" for row in rows)
        expected = self.said["find.regions.unsure"].format(count=unsure) if unsure else ""
        faults += [] if key or told["unsure"] == expected else [f"{unsure} are undecided"]
        faults += [] if {len(row["region_code"]) == len("35.72.01.1001") for row in rows} == {desa} else ["not of desa, or of nothing else"]
        if key == right == "":
            pieces = [
                self.said["find.where.in"].format(place=names[code], missed=sum(lie[code]), fit=len(lie[code])) for code in missed[:3]
            ]
            other = "find.where.more" if len(missed[0]) == 2 else "find.desa.more"
            more = self.said[other].format(count=len(missed) - 3) if len(missed) > 3 else ""
            faults += [] if told["places"] == ", ".join(pieces) + more else [f"expected {pieces}{more}"]
        return faults

    def desa(self, key: str, told: dict) -> list[str]:
        """Misses by kabupaten or kota, of desa alone."""
        return self.where(key, told, desa=True)

    def farthest(self, said: str, missed: list[dict]) -> list[str]:
        sure = None
        for row in missed:
            least, most, down, up = _sides(row)
            away = [self.bounds(other) for other in missed if other is not row]
            low, high = least - down, most + up
            if away and all(high < one for one, _ in away) if row["direction"] == "minimal" else away and all(low > one for _, one in away):
                sure = None if row["alt_pct"] else row
        if (sure is None) != (said == ""):
            return [f"farthest is surely {sure['region'] if sure else 'nobody'}"]
        if sure is None:
            return []
        found = re.fullmatch(worded(self.truth.lang, "find.regions.far"), said)
        right = found and found["region"] == sure["region"]
        spoken = distances(said, self.truth.lang)
        right = right and len(spoken) == 1 and is_as_far(spoken[0], sure)
        amount = re.search(r" \([^()]*\)$", said)
        return [] if right and self.amount(amount[0] if amount else "", sure) else [f"{said}: expected {sure['region']} {sure['gap_pp']}"]

    @staticmethod
    def bounds(row: dict) -> tuple[float, float]:
        least, most, down, up = _sides(row)
        return least - down, most + up

    def ends(self, rows: list[dict]) -> tuple[dict, dict] | None:
        """The surely highest and the surely lowest."""
        rows = sorted(rows, key=lambda row: float(row["value_pct"]))
        low, high = rows[0], rows[-1]
        sure = all(self.bounds(high)[0] > self.bounds(row)[1] for row in rows[:-1]) and all(
            self.bounds(low)[1] < self.bounds(row)[0] for row in rows[1:]
        )
        return (high, low) if sure and float(high["value_pct"]) - float(low["value_pct"]) >= STEP else None

    def parts(self, key: str, told: dict) -> list[str]:
        rows = self.main()
        part = BAD_PART.get(rows[0]["ladder"], "")
        own = [
            row
            for row in rows
            if row["indicator"] == part
            and row["value_pct"]
            and 0 <= float(row["value_pct"]) <= 100
            and not _flags("veto", "yes") & set(row["flag"].split(";"))
            and not row["alt_pct"]
        ]
        ends = self.ends(own) if len(own) > 1 else None
        right = "unfit" if not own else "one" if len(own) == 1 else "most" if ends else "alike"
        faults = [] if key == right else [f"said as {key}, is {right}"]
        faults += (
            []
            if told["part"] == self.named(part or rows[0]["indicator"]) and told["instrument"] == rows[0]["instrument"]
            else ["another part or instrument"]
        )
        faults += self.counts(count=(told.get("count"), len(own)))
        faults += self.unsure(told["unsure"], own) if key == right == "alike" else []
        faults += self.counts(period=(told.get("period"), rows[0]["period"]))
        if key == right and key in ("one", "most"):
            high, low = ends or (own[0], own[0])
            faults += self.pair(told, high, low, "share", "least", float(high["value_pct"]), float(low["value_pct"]))
        return faults

    def pair(self, told: dict, high: dict, low: dict, one: str, other: str, first: float, second: float) -> list[str]:
        """Two names with their two numbers."""
        sound = told.get("region") in (None, high.get("region") or high.get("domain")) and told.get("other") in (
            None,
            low.get("region") or low.get("domain"),
        )
        sound = sound and all(
            told.get(name) is None or self.is_number(told[name], value) for name, value in ((one, first), (other, second))
        )
        return (
            []
            if sound
            else [f"expected {high.get('region') or high.get('domain')} {first:g}, {low.get('region') or low.get('domain')} {second:g}"]
        )

    # ------------------------------------------------------------ years

    def runs(self) -> list[list[list[dict]]]:
        """The runs of each series a line may join: consecutive years, no break before, no figure that stands alone."""
        series: dict[tuple, list[dict]] = {}
        for row in self.rows:
            if row["value_pct"]:
                series.setdefault((row["region_code"] or row["region"], row["instrument"], row["ladder"]), []).append(row)
        found = []
        for rows in series.values():
            rows.sort(key=lambda row: int(re.search(r"\d{4}", row["period"])[0]))
            pieces = [[rows[0]]]
            for before, row in pairwise(rows):
                years = [int(re.search(r"\d{4}", one["period"])[0]) for one in (before, row)]
                flags = [set(one["flag"].split(";")) for one in (before, row)]
                stops = _flags("line", "isolated") & (flags[0] | flags[1]) or _flags("line", "before") & flags[1]
                pieces = [*pieces, [row]] if stops or years[1] - years[0] != 1 else [*pieces[:-1], [*pieces[-1], row]]
            found.append([piece for piece in pieces if len(piece) > 1])
        return [lines for lines in found if lines]

    def change(self, key: str, told: dict) -> list[str]:
        lines = self.runs()
        moved = [(run, float(run[-1]["value_pct"]) - float(run[0]["value_pct"])) for run in (own[-1] for own in lines)]
        sure = [
            (run, by)
            for run, by in moved
            if abs(by) >= STEP and (self.bounds(run[-1])[0] > self.bounds(run[0])[1] or self.bounds(run[-1])[1] < self.bounds(run[0])[0])
        ]
        top = max(sure, key=lambda one: abs(one[1]), default=None)
        right = (
            "none"
            if not moved
            else ("chance" if len(moved) > 1 else "still")
            if not sure
            else "many"
            if len(moved) > 1
            else "up"
            if top[1] > 0
            else "down"
        )
        if key != right:
            return [f"said as {key}, is {right}"]
        ups = sum(by > 0 for _, by in sure)
        faults = self.counts(count=(told.get("count"), len(moved)), up=(told.get("up"), ups), down=(told.get("down"), len(sure) - ups))
        ends = {tuple(re.search(r"\d{4}", row["period"])[0] for row in (run[0], run[-1])) for run, _ in moved}
        span = self.said["find.change.latest" if any(len(own) > 1 for own in lines) else "find.change.spans"]
        if len(ends) == 1:
            span = self.said["find.change.span"].format(**dict(zip(("first", "last"), *ends, strict=True)))
        opening = self.named(self.rows[0]["indicator"]) + span
        faults += [] if told.get("span") is None or told["Indicator"] + told["span"] == opening else [f"does not open with {opening}"]
        if "rest" in told:
            stood = re.search(r"\d+", told["rest"] or "0")
            faults += [] if int(stood[0]) == len(moved) - len(sure) else [f"{len(moved) - len(sure)} have not surely changed"]
        named = dict.fromkeys(run[0]["region"] for run, _ in moved if any(row.get("alt_pct") for row in (run[0], run[-1])))
        jumped = {"regions": ", ".join(named), "why": self.said["flag.basis_melompat"]}
        faults += self.counts(jumped=(told.get("jumped") or "-", self.said["find.change.jumped"].format(**jumped) if named else "-"))
        faults += [] if told.get("step") in (None, "0,1", "0.1") else ["another step than charts print by"]
        if top is None and key != "still":
            return faults
        run, by = top or moved[0]
        years = [re.search(r"\d{4}", row["period"])[0] for row in (run[0], run[-1])]
        same = (told["region"], told["first"], told["last"], told["instrument"]) == (run[0]["region"], *years, run[0]["instrument"])
        other = float(run[-1].get("alt_pct") or run[-1]["value_pct"]) - float(run[0].get("alt_pct") or run[0]["value_pct"])
        size = (told.get("points") or told.get("change") or "").replace("−", "-")
        signed = bool(told.get("points")) or size.startswith("+" if by > 0 else "-")
        amount = key == "still" or (
            signed and is_range(numbers(size.lstrip("+-").replace("-", " "), self.truth.lang), [abs(by), abs(other)])
        )
        return faults + ([] if same and amount else [f"expected {run[0]['region']} {by:+.2f}, {years}"])

    # ------------------------------------------------------------ pairs and surveys

    def pairs(self, key: str, told: dict) -> list[str]:
        ladder = max(row["ladder"] for row in self.rows)
        rows = [row for row in self.rows if row["value_pct"] and row["ladder"] == ladder]
        rows = [row for row in rows if not _flags("veto", "yes") & set(row["flag"].split(";")) and not row["alt_pct"]]
        ends = self.ends(rows)
        if key != ("apart" if ends else "alike"):
            return ["said apart where it is not sure, or the reverse"]
        faults = self.about(told) + self.counts(count=(told.get("count"), len(rows)))
        if not ends:
            return faults + self.unsure(told["unsure"], rows)
        gap = float(ends[0]["value_pct"]) - float(ends[1]["value_pct"])
        return faults + self.pair(told, *ends, "points", "-", gap, 0)

    def about(self, told: dict) -> list[str]:
        """What a sentence says it is about is the one indicator and the periods of its rows."""
        periods = sorted({row["period"] for row in self.rows if row["period"]})
        if self.rows and self.rows[0]["period_before"]:
            periods = [self.said["find.change.span"].format(first=self.rows[0]["period_before"], last=self.rows[0]["period_after"]).strip()]
        named = self.named(self.rows[0]["indicator"]) if self.rows else ""
        meant = self.said["find.about"].format(indicator=named, when=", ".join(periods)).replace(" : ", ": ")
        return [] if told["about"] == meant else [f"said of {told['about']}, drawn is {meant}"]

    def unsure(self, said: str, rows: list[dict]) -> list[str]:
        """Which end nobody surely holds: of one region or none the whole interval is above, or below, that of every other."""
        surely = {
            "highest": [row for row in rows if all(self.bounds(row)[0] > self.bounds(other)[1] for other in rows if other is not row)],
            "lowest": [row for row in rows if all(self.bounds(row)[1] < self.bounds(other)[0] for other in rows if other is not row)],
        }
        shares = [float(row["value_pct"]) for row in rows]
        key = next((end for end, own in surely.items() if own and max(shares) - min(shares) >= STEP), "nobody")
        meant = self.said[f"find.pairs.{key}"].format(region=surely[key][0]["region"] if key != "nobody" else "")
        return [] if said == meant else [f"said {said}, is {meant}"]

    def estimates(self, key: str, told: dict) -> list[str]:
        rows = sorted((row for row in self.rows if row["value_pct"] and row["low_pct"]), key=lambda row: float(row["value_pct"]))
        apart = bool(rows) and float(rows[-1]["low_pct"]) > float(rows[0]["high_pct"])
        right = "none" if not rows else "apart" if apart else "alike" if len(rows) > 1 else "one"
        if key != right:
            return [f"said as {key}, is {right}"]
        ends = (rows[-1], rows[0]) if rows else None
        faults = self.about(told) + self.counts(count=(told.get("count"), len(rows)))
        return faults + (
            self.pair(told, *ends, "share", "least", *(float(row["value_pct"]) for row in ends)) if key in ("apart", "one") else []
        )

    def contrasts(self, key: str, told: dict) -> list[str]:
        rows = [row for row in self.rows if row["diff_pp"]]
        apart = [row for row in rows if row["distinguishable"] == "True"]
        right = "none" if not rows else "told" if apart else "alike"
        faults = self.about(told) + ([] if key == right else [f"said as {key}, is {right}"])
        faults += self.counts(told=(told.get("told"), len(apart)), total=(told.get("total"), len(rows)))
        if key == right == "told":
            row = max(apart, key=lambda one: abs(float(one["diff_pp"])))
            name = f"{row['domain_2']} – {row['domain_1']}" if row["domain_1"] else row["domain"]
            if told["name"] != name or not self.is_number(told["points"], float(row["diff_pp"])):
                faults.append(f"expected {name} {row['diff_pp']}")
        return faults

    def ranks(self, key: str, told: dict) -> list[str]:
        rows = [row for row in self.rows if row["rank"]]
        sure = sum(row["rank_low"] == row["rank_high"] for row in rows)
        faults = [] if key == ("sure" if sure else "none") else ["said sure where no rank is, or the reverse"]
        return faults + self.about(told) + self.counts(sure=(told.get("sure"), sure), of=(told.get("of"), len(rows)))

    def definitions(self, key: str, told: dict) -> list[str]:
        by_rung: dict[str, list[dict]] = {}
        for row in self.rows:
            if row["value_pct"]:
                by_rung.setdefault(row["rung"], []).append(row)
        spans = {
            rung: max(float(r["value_pct"]) for r in rows) - min(float(r["value_pct"]) for r in rows) for rung, rows in by_rung.items()
        }
        if not spans or max(spans.values()) < STEP or key == "none":
            return [] if key == "none" and (not spans or max(spans.values()) < STEP) else ["said where nothing differs, or the reverse"]
        rung = max(spans, key=spans.get)
        high, low = (pick(by_rung[rung], key=lambda row: float(row["value_pct"])) for pick in (max, min))
        names = (told["rung"].casefold(), told["one"], told["other"])
        meant = (self.named(rung).casefold(), *(self.named(f"definition.{row['definition']}") for row in (high, low)))
        sound = (
            names == meant
            and self.is_number(told["share"], float(high["value_pct"]))
            and self.is_number(told["least"], float(low["value_pct"]))
        )
        return [] if sound else [f"expected {meant} {high['value_pct']} {low['value_pct']}"]

    def risk(self, key: str, told: dict) -> list[str]:
        rows = [row for row in self.rows if row["irs"]]
        most = max(round(float(row["irs"])) for row in rows)
        top = [row for row in rows if round(float(row["irs"])) == most]
        faults = self.counts(count=(told.get("count"), len(top))) if key else []
        faults += [] if self.is_number(told["irs"], most) and bool(key) == (len(top) > 1) else [f"expected {most}, {len(top)} areas"]
        others = [row for row in rows if row not in top]
        faults += [] if told["tail"] == self.told_from(top, others) else [f"{told['tail']}: is {self.told_from(top, others)}"]
        if told.get("area") and not any(told["area"] == value or told["area"].endswith(f" {value}") for value in top[0].values() if value):
            faults.append(f"{told['area']} is not the one")
        return faults

    def told_from(self, top: list[dict], others: list[dict]) -> str:
        """Of how many others the interval reaches into that of the highest, from what the csv says of both ends."""
        if not others:
            return ""
        ends = {id(row): [float(end) for end in row["irs_interval"].split("–")] for row in top + others if row["irs_interval"]}
        if len(ends) < len(top + others):
            least = min(round(float(row["irs"])) for row in others)
            return self.said[f"find.risk.{'partly' if ends else 'bare'}"].format(least=least)
        low = min(ends[id(row)][0] for row in top)
        near = sum(ends[id(row)][1] >= low for row in others)
        said = self.said[f"find.risk.{'apart' if not near else 'alike' if near == len(others) else 'near'}"]
        return re.sub(r"\{count(?::(.*?)\|(.*?))?\}", lambda noun: f"{near} {noun[1] if near == 1 else noun[2] or ''}".strip(), said)

    def milestones(self, told: dict) -> list[str]:
        dated = [row for row in self.rows if row["date"].strip() not in ("", "tidak terdokumentasi")]
        return self.counts(done=(told.get("done"), len(dated)), total=(told.get("total"), len(self.rows)))
