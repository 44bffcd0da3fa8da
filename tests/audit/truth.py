"""What may stand on a page: the tables of `data/processed`, read with the standard library alone, and numbers as people print them.

The audit reads what was printed and asks here. Nothing of sanlib is imported, so that a fault of a printer cannot excuse itself.

    truth = Truth.load("2023", "id")                       # run (folder of data/processed) and language; all periods are known
    truth.mentions("Kota Blitar 2023, Akses layak (Dinkes)")   # names found, longest first, never overlapping
    truth.context(text)                                    # the same as a Context; what the text does not say is None
    numbers("gap -8,39 poin", "id")                        # Printed(text, value, decimals, signed, start, end)
    numbers(truth.without_names(text), "id")               # digits inside names ("tangga 2020", "Visi 2045") are no figures
    truth.figures(context, kinds)                          # every Figure that can stand there
    truth.standing(printed, context, kinds)                # the Figure a printed number shows, or None: it may not stand there
    truth.target_of("RPJMN 2020-2024 (2024)")              # ("RPJMN 2020-2024", 2024): a heading that is a target set
    truth.withheld(context)                                # figures that may not be printed at all

A Context names region, indicator, instrument, period (a year as text), target_set, target_year; None means "any". Each may also be
a set of values ("one of these"). `kinds` are columns of achievements.csv and gaps.csv: SHARES, TARGETS, GAPS, AMOUNTS below, or
single ones. A figure with flag `sampel_tidak_cukup` never stands anywhere. A number stands where |truth - printed| is at most half of
its last printed digit; gaps (`SIGNED`) must carry their own sign, and a plus above zero.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PROCESSED, REFERENCE = ROOT / "data" / "processed", ROOT / "data" / "raw" / "reference"
LABELS = ROOT / "sanlib" / "words" / "labels.csv"
RUNS = ("2018", "2019", "2020", "2021", "2022", "2023", "2024", "contoh-2023", "contoh-2024")
LANGUAGES = ("id", "en")

SHARES = ("value_pct", "low_pct", "high_pct", "alt_pct")
TARGETS = ("target_pct",)
GAPS = ("gap_pp", "reported_gap_pp")
NEEDS = ("shortfall_pp", "required_pp_per_year")
AMOUNTS = ("amount", "base", "alt_base", "shortfall_households", "shortfall_tonnes")
COUNTS = ("n", "known_pct")
KINDS = SHARES + TARGETS + GAPS + NEEDS + AMOUNTS + COUNTS
SIGNED = ("gap_pp",)
DEFICITS = ("shortfall_pp", "required_pp_per_year", "shortfall_households", "shortfall_tonnes")
"""Columns that the audit works out itself: two values where the base jumped."""
TOO_THIN = "sampel_tidak_cukup"
UNSTATED = "tidak dinyatakan"


class Printed(NamedTuple):
    """A number as it stands on a page: its text, value, decimals, whether it carries a sign, and where in the text it stands."""

    text: str
    value: float
    decimals: int
    signed: bool
    start: int
    end: int

    @property
    def is_year(self) -> bool:
        return not self.decimals and not self.signed and re.fullmatch(r"(?:19|20)\d\d", self.text) is not None


class Distance(NamedTuple):
    """How far a figure is said to be from its target: the number, whether short of it, whether worded so that less is better, and where."""

    printed: Printed
    short: bool
    better: bool
    start: int
    end: int
    other: Printed | None = None
    """The larger number of a range: the distance on the other base."""


class Mention(NamedTuple):
    """A name found in a text: of what (`region`, `indicator`, `instrument`, `target_set`, `period`), which, and where."""

    what: str
    name: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Context:
    """Beside what a number stands; None where the page does not say; a set of values where it says several."""

    region: str | frozenset | None = None
    indicator: str | frozenset | None = None
    instrument: str | frozenset | None = None
    period: str | frozenset | None = None
    target_set: str | frozenset | None = None
    target_year: int | frozenset | None = None
    ladder: str | frozenset | None = None
    run: str | frozenset | None = None

    def but(self, **said) -> Context:
        """The same with what is said here (what is None leaves it as it was)."""
        return replace(self, **{name: value for name, value in said.items() if value is not None})


_SAID = tuple(field.name for field in fields(Context))


class Figure(NamedTuple):
    """One number of the tables: its column and value, its row, and whether it may be published."""

    kind: str
    value: float
    row: dict
    withheld: bool

    @property
    def unit(self) -> str:
        """%, points, KK, ton or n: what the number counts."""
        fixed = {"shortfall_households": "KK", "shortfall_tonnes": "ton", "n": "n"}
        if self.kind in ("amount", "base", "alt_base"):
            return self.row["base_unit"]
        return fixed.get(self.kind) or ("points" if self.kind in GAPS + NEEDS else "%")


@dataclass(frozen=True)
class Truth:
    """The tables one report may print from, and the names its language uses."""

    run: str
    lang: str
    rows: tuple[dict, ...]
    names: dict[str, tuple[str, str]]

    @classmethod
    def load(cls, run: str, lang: str, processed: Path = PROCESSED) -> Truth:
        """Rows of every period (a report shows earlier ones too), each knowing the `run` (folder) it comes from."""
        return cls(run, lang, _rows(processed), _names(lang))

    def mentions(self, text: str) -> list[Mention]:
        """Every name in a text, in its order; the longest wins where two begin together."""
        return [mention for found in _pattern(tuple(self.names)).finditer(text) for mention in _mentioned(found, *self._meant(text, found))]

    def _meant(self, text: str, found: re.Match) -> tuple[str, str]:
        """A target set named like a region ("Kota Blitar") is meant only where "target" or "gap" stands before it."""
        what, name = self.names[_folded(found[0])]
        if (
            what == "region"
            and name in _target_sets()
            and re.search(r"(?:target|gap(?: ke| to)?|set)\s*:?\s*$|\d ?%(?: of)?\s*$", text[: found.start()], re.IGNORECASE)
        ):
            return "target_set", name
        return what, name

    def without_names(self, text: str) -> str:
        """The text with every name, its year included, blanked out: what is left are figures."""
        for mention in self.mentions(text):
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
        return text

    def context(self, text: str) -> Context:
        """What a text says of where its numbers belong; a thing named twice differently becomes a set."""
        said: dict[str, set] = {}
        for mention in self.mentions(text):
            said.setdefault(mention.what, set()).add(mention.name)
            if mention.what == "target_set" and mention.year:
                said.setdefault("target_year", set()).add(mention.year)
        return Context(**{what: _one(names) for what, names in said.items()})

    def is_target(self, row: dict) -> bool:
        """Whether a row below a chart's figures is one of targets.csv."""
        same = ("target_set", "scope", "ladder", "indicator", "direction")
        return any(
            all(row[name] == one[name] for name in same)
            and (float(row["target_year"]), float(row["target_pct"])) == (float(one["year"]), float(one["target_pct"]))
            for one in records(REFERENCE / "targets.csv")
        )

    def asked(self, target_set: str, year: int | None, indicator: str | None) -> list[float]:
        """What a set asks for in a year, of this indicator, on each ladder and scope it has."""
        return [
            float(row["target_pct"])
            for row in records(REFERENCE / "targets.csv")
            if (row["target_set"], int(row["year"]), row["indicator"]) == (target_set, year, indicator) and row["target_pct"]
        ]

    def target_of(self, text: str) -> tuple[str, int | None] | None:
        """A heading that is a target set, with its year where it says one: "Jakstranas 2023" is ("Jakstranas", 2023)."""
        plain = re.sub(r"^(?:target|gap)\s+|,?\s*%$", "", text.strip(), flags=re.IGNORECASE)
        for name in sorted(_target_sets(), key=len, reverse=True):
            told = re.fullmatch(re.escape(name) + r"(?:\s*\(?(\d{4})\)?)?", plain)
            if told:
                year = told[1] or (name[-4:] if re.fullmatch(r".* \d{4}", name) and "-" not in name[-9:] else None)
                return name, int(year) if year else None
        return None

    def figures(self, context: Context, kinds: Iterable[str] = KINDS) -> list[Figure]:
        """Every figure that can stand beside these names."""
        kinds = tuple(kinds)
        return [figure for row in self._near(context) if _fits(row, context) for figure in _figures(row, kinds)]

    def _near(self, context: Context) -> Iterable[dict]:
        """The rows that can fit: those of the context's region, where it says one; a look at each row takes most of an audit."""
        return _by_region(self.rows).get(context.region, ()) if isinstance(context.region, str) else self.rows

    def achievements(self, context: Context) -> list[dict]:
        """The rows of achievements.csv that fit: what is counted when a page says how many figures there are."""
        return [row for row in self._near(context) if "target_set" not in row and _fits(row, context)]

    def standing(self, printed: Printed, context: Context, kinds: Iterable[str] = KINDS) -> Figure | None:
        """The publishable figure this printed number shows, or None."""
        return next((figure for figure in self.figures(context, kinds) if not figure.withheld and shows(printed, figure)), None)

    def withheld(self, context: Context) -> list[Figure]:
        """Shares too thinly sampled to print, with their intervals and gaps."""
        return [figure for figure in self.figures(context) if figure.withheld]


def shows(printed: Printed, figure: Figure) -> bool:
    """Whether a printed number is this figure, rounded to its printed decimals, with its own sign where the sign is the message."""
    if figure.kind in SIGNED and round(figure.value, printed.decimals) > 0 and not printed.text.startswith("+"):
        return False
    return rounds_to(figure.value, printed)


def rounds_to(value: float, printed: Printed) -> bool:
    """Within half of the last printed digit."""
    return abs(value - printed.value) <= 0.5 * 10.0**-printed.decimals + 1e-6


def numbers(text: str, lang: str) -> list[Printed]:
    """Every number in a text as this language prints it: "1.234,5" in Indonesian, "1,234.5" in English; inside words none."""
    found = (_printed(match, lang) for match in _number_pattern(lang).finditer(text))
    return [printed for printed in found if printed]


def sets_named(text: str, lang: str) -> list[tuple[list[str], list[tuple[Printed, str]]]]:
    """ "Target A 2019, B (2030): min. 100%" as [["A 2019", "B (2030)"], [(100, "")]]; each step with the year in brackets behind it."""
    found = []
    for piece in re.split(r"(?<=[%)]); ", text.removeprefix(f"{words(lang)['explain.target']} ")):
        names, _, asked = piece.partition(": ")
        shares = re.findall(r"([\d.,]*\d%)(?: \((\d{4})\))?", asked)
        found.append((names.split(", "), [(numbers(share, lang)[0], year) for share, year in shares]))
    return found


_FAR = {
    "id": r"\b(?:(?P<still>masih (?=[\d.,\-]+ poin di atas\b))|(?P<word>kurang|lebih baik|lebih) )(?P<number>[\d.,]*\d)(?:-(?P<other>[\d.,]*\d))? poin\b(?(still) di atas)",
    "en": r"(?P<still>\bstill )?(?<![\d.,+\-−])(?P<number>[\d.,]*\d)(?:-(?P<other>[\d.,]*\d))? points? (?P<word>short|above|better)\b(?(still)|(?! the| of))",
}
_SHORT, _BETTER = ("kurang", "short"), ("lebih baik", "better")


def distances(text: str, lang: str) -> list[Distance]:
    """Every "kurang 39,62 poin", "lebih 8,39 poin", "masih 1 poin di atas", "39.62 points short" of a text."""
    found = re.finditer(_FAR[lang], text, re.IGNORECASE)
    return [
        Distance(
            number(one["number"], lang),
            bool(one["still"]) or one["word"].lower() in _SHORT,
            bool(one["still"]) or one["word"].lower() in _BETTER,
            *one.span(),
            number(one["other"], lang) if one["other"] else None,
        )
        for one in found
    ]


def is_as_far(said: Distance, row: dict) -> bool:
    """Whether a comparison is so far from its target, on that side of it, in a word its direction and its verdict allow."""
    if not row.get("gap_pp"):
        return False
    gap, at_least = float(row["gap_pp"]), row["direction"] == "minimal"
    short = gap > 0 if at_least else gap < 0
    worded = said.short == short and said.better == (not at_least)
    allowed = row["verdict"] == ("belum" if short else "tercapai")
    return worded and allowed and is_range([said.printed, said.other], _gaps(row))


def _gaps(row: dict) -> list[float]:
    """How far a figure is from its target, on its base and, where the base jumped, on the other."""
    return [abs(float(row["target_pct"]) - float(row[name])) for name in ("value_pct", "alt_pct") if row.get(name)]


def is_range(printed: list[Printed | None], values: list[float]) -> bool:
    """Whether a number, or a range of two, says these one or two values: one number only where it is both."""
    said = [one for one in printed if one]
    low, high = min(values), max(values)
    if len(said) == 1:
        return rounds_to(low, said[0]) and rounds_to(high, said[0])
    return len(said) == 2 and said[0].text != said[1].text and rounds_to(low, said[0]) and rounds_to(high, said[1])


def sizes(row: dict, kind: str) -> list[float]:
    """A column of a deficit by the audit's own sum: on the row's base and, where that jumped, on the other base.

    Households or tonnes are what the target asks of the base less what there is, where the source gives the amount.
    """
    if not row.get(kind):
        return []
    if not float(row["shortfall_pp"] or 0) > 0:
        return [float(row[kind])]
    sign = 1 if row["direction"] == "minimal" else -1
    target, bases = float(row["target_pct"]), [float(row[name]) for name in ("base", "alt_base") if row.get(name)]
    points = [max(sign * (target - float(row[name])), 0.0) for name in ("value_pct", "alt_pct") if row.get(name)]
    if kind == "shortfall_pp":
        return points
    if kind == "required_pp_per_year":
        return [one / (float(row["target_year"]) - int(row["period"][:4])) for one in points]
    if not row["amount"]:
        return [points[0] / 100 * bases[0]]
    return [max(sign * (target / 100 * base - float(row["amount"])), 0.0) for base in bases]


def shares(row: dict) -> list[float]:
    """A capaian, and its share on the previous base where the base jumped and two decimals tell the two apart."""
    both = [float(row[name]) for name in ("value_pct", "alt_pct") if row.get(name)]
    return both if len(both) == 2 and abs(both[0] - both[1]) > 0.011 else both[:1]


def bases(row: dict) -> list[float]:
    """What a capaian is a share of, and what it was of in the period before where that jumped."""
    return [float(row[name]) for name in ("base", "alt_base") if row.get(name)]


def idle_zeros(text: str) -> list[str]:
    """Numbers of points with decimals that are zeros: "15,00 poin", which elsewhere is "15 poin"."""
    return re.findall(r"\d[,.]00(?=\)?\s*(?:poin|points?)\b)", text)


def without_distances(text: str, lang: str) -> str:
    """The text with them blanked out: what is left is read by the words around it."""
    for one in distances(text, lang):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def number(text: str, lang: str) -> Printed | None:
    """The number that is the whole of a text (a table's cell, a label of a chart), else None."""
    found = numbers(text, lang)
    return found[0] if len(found) == 1 and text.strip(" %()").replace("−", "-") == found[0].text.strip() else None


@functools.cache
def _number_pattern(lang: str) -> re.Pattern:
    thousands, decimal = (r"\.", ",") if lang == "id" else (",", r"\.")
    whole = rf"(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)"
    return re.compile(rf"(?<![\w.,/])(?P<sign>(?<![\d)])[+\-−–](?=\d))?(?P<body>{whole}(?:{decimal}\d+)?)(?![\w/]|[.,]\d)")


def _printed(match: re.Match, lang: str) -> Printed | None:
    body = match["body"]
    plain = body.replace(".", "").replace(",", ".") if lang == "id" else body.replace(",", "")
    sign = (match["sign"] or "").replace("−", "-")
    sign = "" if sign == "–" else sign  # an en dash before a number stands between two
    return Printed(sign + body, float(sign + plain), len(plain.partition(".")[2]), bool(sign), match.start(), match.end())


def _one(names: set):
    return names.pop() if len(names) == 1 else frozenset(names)


def _by_region(rows: tuple[dict, ...]) -> dict[str, list[dict]]:
    """The rows by their region, in their order; rows are the same object as long as they are the same rows."""
    if id(rows) not in _REGIONS:
        found: dict[str, list[dict]] = {}
        for row in rows:
            found.setdefault(row["region"], []).append(row)
        _REGIONS[id(rows)] = (rows, found)
    return _REGIONS[id(rows)][1]


_REGIONS: dict[int, tuple[tuple[dict, ...], dict[str, list[dict]]]] = {}
"""With the rows themselves, so that no other table takes their place in memory."""


def _fits(row: dict, context: Context) -> bool:
    return all(_allowed(row.get(name), getattr(context, name)) for name in _SAID)


def _allowed(value, asked) -> bool:
    return asked is None or (value in asked if isinstance(asked, (set, frozenset)) else value == asked)


def _figures(row: dict, kinds: tuple[str, ...]) -> Iterable[Figure]:
    thin = TOO_THIN in row["flag"].split(";")
    for kind in kinds:
        for value in _values(row, kind):
            yield Figure(kind, value, row, thin and kind not in ("n", "known_pct", "target_pct", "base"))


def _values(row: dict, kind: str) -> list[float]:
    if row.get(kind) in (None, ""):
        return []
    return sizes(row, kind) if kind in DEFICITS else [float(row[kind])]


@functools.cache
def _rows(processed: Path) -> tuple[dict, ...]:
    return tuple(
        row
        for run in sorted(path.name for path in processed.iterdir() if path.is_dir())
        for name in ("gaps.csv", "achievements.csv")
        for row in _table(processed / run / name, run)
    )


def _table(path: Path, run: str) -> list[dict]:
    if not path.is_file():
        return []
    return [row | {"run": run, "target_year": int(float(row["target_year"])) if row.get("target_year") else None} for row in records(path)]


def records(path: Path) -> list[dict]:
    """A csv as rows of text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@functools.cache
def _target_sets() -> frozenset:
    return frozenset(row["target_set"] for row in records(REFERENCE / "targets.csv"))


@functools.cache
def words(lang: str) -> dict[str, str]:
    """What stands on a page for each key: labels.csv, and the names of indicators in their own tables."""
    named = [row for table in ("survey/indicators.csv", "indicators.csv") for row in records(REFERENCE / table)]
    own = {row["indicator"]: row[f"label_{lang}"] for row in named if row[f"label_{lang}"]}
    return {row["key"]: row[lang] for row in records(LABELS)} | own


@functools.cache
def _names(lang: str) -> dict[str, tuple[str, str]]:
    """Each name as printed (folded) and what it means."""
    said = words(lang)
    rows = _rows(PROCESSED)
    regions = {row["region"] for row in rows} | {row["region"] for row in records(REFERENCE / "regions.csv") if row["pilot_batch"]}
    names = {name: ("target_set", name) for name in _target_sets()}
    names |= {name: ("instrument", name) for name in {row["instrument"] for row in rows}}
    for row in records(REFERENCE / "indicators.csv"):
        name = row["indicator"]
        if name in said:
            names[said[name]] = ("indicator", name)
    names |= {name: ("region", name) for name in regions}
    return {_folded(name): meant for name, meant in names.items()}


@functools.cache
def _pattern(names: tuple[str, ...]) -> re.Pattern:
    """Names with the year that belongs to a target set; a lone year is a period where nothing else claims it."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?P<name>{'|'.join(map(re.escape, longest))})(?!\w)(?:\s\(?(?P<year>20\d\d)(?!\d|[.,]\d| ladder)\)?)?", re.IGNORECASE
    )


def _folded(text: str) -> str:
    return re.sub(r"\s\(?20\d\d\)?$", "", text).casefold() if text.casefold() not in _dated_names() else text.casefold()


@functools.cache
def _dated_names() -> frozenset:
    """Names that themselves end in a year: "Visi 2045"."""
    return frozenset(name.casefold() for name in _target_sets() if re.search(r"\d{4}$", name))


def _mentioned(found: re.Match, what: str, name: str) -> list[Mention]:
    """A target set with the year it is due; after another name a year is the period the figure describes."""
    year = int(found["year"]) if found["year"] else None
    if what == "target_set":
        return [Mention(what, name, year or (int(name[-4:]) if name.casefold() in _dated_names() else None), found.start(), found.end())]
    named = [Mention(what, name, None, found.start(), found.end("name"))]
    return named + ([Mention("period", str(year), year, *found.span("year"))] if year else [])
