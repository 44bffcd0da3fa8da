"""The documents of a pack as a reader has them: DOCX, PPTX with native charts, XLSX and PDF, against the tables.

    tally = Tally()
    audit_pack(tally, Truth.load("2023", "id"), folder)     # every document of a pack, region by region
    tally.compared["docx"], tally.wrong, tally.unplaced

Each number is compared with the rows its document puts it beside; nothing of sanlib is imported.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
from docx import Document as Word
from pptx import Presentation
from pypdf import PdfReader

from . import titles
from .compare import Tally, page_context, pilot_codes
from .truth import (
    REFERENCE,
    Context,
    Printed,
    Truth,
    bases,
    distances,
    idle_zeros,
    is_range,
    numbers,
    records,
    rounds_to,
    shares,
    sizes,
    words,
)

MARKS = {"●": "tercapai", "▼": "belum", "◆": "belum dapat dipastikan", "×": "tidak dapat dinilai"}
AMOUNT = {
    "KK": "shortfall_households",
    "households": "shortfall_households",
    "ton": "shortfall_tonnes",
    "tonnes": "shortfall_tonnes",
    "t": "shortfall_tonnes",
}
SHEET = {
    "value_pct",
    "low_pct",
    "high_pct",
    "n",
    "known_pct",
    "target_pct",
    "gap_pp",
    "reported_gap_pp",
    "shortfall_pp",
    "shortfall_households",
    "shortfall_tonnes",
    "required_pp_per_year",
    "amount",
    "base",
}


SHOWN = "   "
"""Stands between what a title says and what is shown below it."""


SECTIONS = ("table", "now", "chart", "need", "issue", "policy", "milestones", "limits", "sources", "missing", "pace", "commit")
"""What is shown in the sections of a document (`pack.<key>`)."""


class Reader:
    """One document being read: its kind, its region (None: several), and where its findings go."""

    def __init__(self, tally: Tally, truth: Truth, kind: str, where: str, region: str | None):
        self.tally, self.truth, self.kind, self.where, self.region = tally, truth, kind, where, region
        self.context = page_context(truth).but(region=region, run=truth.run, period=truth.run[-4:])
        self.said = words(truth.lang)
        self.province, self.codes = "", pilot_codes()
        self.verdicts = {self.said[f"verdict.{name}"]: name for name in MARKS.values()}

    def take(self, what: str, printed: Printed, context: Context, kinds: tuple) -> None:
        self.tally.take(self.kind, f"{self.where} > {what}", printed, self.truth.figures(context, kinds))

    def far(self, what: str, text: str, context: Context) -> str:
        """A text without the distances it says, each of which is compared."""
        return self.tally.far(self.kind, f"{self.where} > {what}", text, self.truth, context)

    def equal(self, what: str, said, expected) -> None:
        """A word or an id that must be this one."""
        self.tally.compared[self.kind] += 1
        if said != expected:
            self.tally.wrong.append(f"{self.kind}: {self.where} > {what}: {said}: expected {expected}")

    def leave(self, shape: str) -> None:
        self.tally.unplaced[self.kind, shape] += 1

    def numbers(self, text: str) -> list[Printed]:
        return numbers(self.truth.without_names(text), self.truth.lang)

    def compared_rows(self, region: str | None = None) -> list[dict]:
        """The region's comparisons with a target in the order of gaps.csv: the nth is Gn."""
        here = Context(region=region or self.region, run=self.truth.run)
        return [row for row in self.truth.rows if row.get("target_pct") and row["run"] == here.run and row["region"] == here.region]

    def of_id(self, name: str, region: str | None = None) -> dict:
        rows, number = self.compared_rows(region), int(name[1:])
        return rows[number - 1] if number <= len(rows) else {}

    # ------------------------------------------------------------ tables

    def table(self, title: str, rows: list[list[str]]) -> None:
        """A table by what stands in its first heading; one of nobody's figures cell by cell."""
        heads = rows[0]
        if heads[0] in (self.said["pack.commit.number"], self.said["pack.aspect"]):
            self.told(title, heads[0], rows[1:])
        elif heads[0] == self.said["indicator"]:
            self.titled(title, "pack.table")
            for row in rows[1:]:
                self.gap_row(row)
        elif heads[0] == self.said["region"] and ":" in heads[1]:
            for row in rows[1:]:
                self.province_row(heads, row)
        elif heads[0] == self.said["pack.need.name"]:
            self.titled(title, "pack.need")
            for row in rows[1:]:
                self.need_row(row)
        else:
            self.cells(heads, rows)

    def told(self, title: str, head: str, rows: list[list[str]]) -> None:
        """Rows of what is asked, or of issues: sentences in their second column."""
        if head == self.said["pack.aspect"]:
            self.titled(title, "pack.issue")
        for row in rows:
            (self.sentence if head == self.said["pack.aspect"] else self.ask)(row[1])

    def ask(self, text: str) -> None:
        """What is asked for a deficit: its capaian, what the target asks, how far that is and what it concerns, by its id."""
        code = re.search(r"\[(G\d+)\]", text)
        if not code:
            return
        row = self.of_id(code[1])
        here = self.context.but(**{key: row.get(key) for key in ("indicator", "instrument", "target_set", "target_year")})
        self.equal(f"{text} belum", row.get("verdict"), "belum")
        self.equal(f"{text} names", self.named(text).indicator, row.get("indicator"))
        plain = self.far(text[:80], self.truth.without_names(text[: code.start()]), here)
        found = numbers(plain, self.truth.lang)
        amount = "shortfall_households" if row.get("shortfall_households") else "shortfall_tonnes"
        kinds = (*("value_pct", "alt_pct")[: len(shares(row))], "target_pct", amount)
        for printed, kind in zip(found, kinds, strict=False):
            self.take(text[:80], printed, here, (kind,))
        if row.get(amount):
            said = found[len(kinds) - 1 : len(kinds) + 1]
            self.equal(f"{text[:80]} both sizes", is_range(said, sizes(row, amount)), True)

    def cells(self, heads: list[str], rows: list[list[str]]) -> None:
        """A row of big numbers, or a table whose numbers are nobody's figures."""
        if len(rows) == 1 and all("%" in cell for cell in heads if cell):
            for cell in heads:
                self.box(cell.split("\n"))
        else:
            for cell in (cell for row in rows for cell in row):
                for _ in self.numbers(cell):
                    self.leave("a table of policies, milestones or signatures")

    def titled(self, title: str, key: str) -> None:
        """What stands below a title is what it shows; of synthetic figures the title says so."""
        if self.truth.run.startswith("contoh"):
            self.equal(f"synthetic, said in {title}", self.said["synthetic"] in title, True)
        self.equal("title", title.rpartition(SHOWN)[2], self.said[key])

    def finding(self, title: str) -> None:
        """What a title says is true of the region's tables."""
        said, _, shown = title.rpartition(SHOWN)
        said = said.removesuffix(f" · {self.said['synthetic']}")
        if self.region and said:
            self.tally.compared["title"] += 1
            wrong = titles.faults(self.truth, self.region, said, shown)
            self.tally.wrong += [f"{self.kind}: {self.where} > title: {said}: {fault}" for fault in wrong]

    def named(self, text: str) -> Context:
        """The context with the names of a text, those of figures alone (no region: a document has its own)."""
        said = self.truth.context(text)
        return self.context.but(
            indicator=said.indicator, instrument=said.instrument, target_set=said.target_set, target_year=said.target_year
        )

    def gap_row(self, row: list[str]) -> None:
        """Indicator and instrument; capaian with its interval; the target's name, what it asks, the gap, how far that is, the id."""
        target = self.truth.target_of(row[2])
        here = self.named(row[0]).but(target_set=target[0] if target else row[2], target_year=target[1] if target else None)
        lines = row[1].split("\n")
        for printed in self.numbers(lines[0])[:1]:
            self.take(f"{row[0]} capaian", printed, here, ("value_pct",))
        for kind, text in zip(("low_pct", "high_pct"), lines[1].split("-") if len(lines) > 1 else (), strict=False):
            for printed in numbers(text, self.truth.lang):
                self.take(f"{row[0]} {kind}", printed, here, (kind,))
        for printed in self.numbers(row[3].replace("(?)", "").lstrip("≥≤ "))[:1]:
            self.take(f"{row[0]} {row[2]}", printed, here, ("target_pct",))
        for printed in numbers(row[4], self.truth.lang):
            self.take(f"{row[0]} {row[2]} gap", printed, here, ("gap_pp",))
            self.equal(f"{row[0]} {row[2]} zeros in {row[4]}", printed.text.endswith((",00", ".00")), False)
        self.judged(f"{row[0]} {row[2]}", here, row[5], self.of_id(row[6]), row[3])

    def judged(self, what: str, there: Context, said: str, row: dict, asked: str) -> None:
        """ "kurang 1,61 poin", G2: the comparison of this id, with its distance or, where that is left open, its verdict."""
        self.equal(
            f"{what} id",
            (row.get("indicator"), row.get("target_set"), row.get("target_year")),
            (there.indicator, there.target_set, there.target_year),
        )
        self.equal(f"{what} {asked}", asked[:1], "≥" if row.get("direction") == "minimal" else "≤")
        if row.get("verdict") in ("tercapai", "belum") and float(row["gap_pp"]):
            self.equal(f"{what} left of {said}", self.far(what, said, there).strip(), "")
            self.equal(f"{what} distance in {said}", len(distances(said, self.truth.lang)), 1)
        elif row.get("verdict") in ("tercapai", "belum"):
            self.equal(f"{what} verdict", said, self.said["distance.on"])
        else:
            self.equal(f"{what} verdict", self.verdicts.get(said), row.get("verdict"))

    def province_row(self, heads: list[str], row: list[str]) -> None:
        for head, cell in zip(heads[1:], row[1:], strict=False):
            named = self.truth.context(head)
            here = self.context.but(
                region=row[0],
                indicator=named.indicator,
                instrument=named.instrument,
                target_set=named.target_set,
                target_year=named.target_year,
            )
            self.take(head, self.numbers(head)[-1], replace(here, region=None), ("target_pct",))
            if not cell:
                self.equal(f"{row[0]} {head}", len(self.truth.figures(here, ("gap_pp",))), 0)
                continue
            value, _, gap = self.far(f"{row[0]} {head}", cell, here).partition("\n")
            for printed, kind in zip(
                [*numbers(value, self.truth.lang), *numbers(gap, self.truth.lang)], ("value_pct", "gap_pp"), strict=False
            ):
                self.take(f"{row[0]} {head} {kind}", printed, here, (kind,))
            verdicts = {figure.row["verdict"] for figure in self.truth.figures(here, ("target_pct",))}
            self.equal(f"{row[0]} {head} mark", {MARKS.get(cell[-1])}, verdicts)

    def need_row(self, row: list[str]) -> None:
        """What is missing in households (one unit each) or tonnes (a day) is the shortfall; a year's share of what is printed is rounded up."""
        here = self.named(row[0].split("\n")[-1])
        self.added_up(row)
        self.sludge(row)
        unit = re.search(r"KK|households|unit|ton(?:nes)?|t/", row[3])
        ends = self.numbers(row[3].split("\n")[0])
        jumped = any(figure.row["alt_base"] for figure in self.truth.figures(here, ("target_pct",)))
        facilities = row[0].startswith("TPS 3R")  # as many as the waste takes, not as many as the households
        if facilities or not isinstance(here.target_set, str) or not unit or len(ends) not in ((1, 2) if jumped else (1,)):
            for cell in row[1:4]:
                for _ in self.numbers(cell):
                    self.leave("a need computed from assumptions or facilities")
            return
        column, divisor = ("shortfall_tonnes", 365) if unit[0].startswith("t") else ("shortfall_households", 1)
        missing, *share = row[3].split("\n")
        rows = {id(figure.row): figure.row for figure in self.truth.figures(here, (column,))}.values()
        rows = [one for one in rows if sizes(one, column)]
        fit = [one for one in rows if is_range(ends, [size / divisor for size in sizes(one, column)])]
        if len(ends) == 2 and not any(one["alt_base"] for one in rows):
            self.leave("a need computed from assumptions or facilities")
            return
        self.equal(f"{row[0]} missing {missing}", bool(fit), True)
        for printed, pace in zip(ends, self.numbers(share[0]), strict=False) if share and fit else ():
            step = 10.0**-pace.decimals
            needed = [printed.value / (one["target_year"] - int(one["period"][:4])) for one in fit]
            self.equal(f"{row[0]} a year", round(pace.value, 4) in {round(math.ceil(one / step - 1e-9) * step, 4) for one in needed}, True)
        for cell in row[1:3]:
            for _ in self.numbers(cell):
                self.leave("a need computed from assumptions or facilities")

    def added_up(self, row: list[str]) -> None:
        """The three amounts of a need as printed: what is needed less what there is leaves what is missing, and what comes whole is whole."""
        there, needed, missing = (self.numbers(cell.split("\n")[0].replace("-", " ")) for cell in row[1:4])
        unit = next((re.sub(r"^[\d.,\-\s]+", "", cell.split("\n")[0]) for cell in (row[3], row[2], row[1]) if self.numbers(cell)), "")
        if not re.match(r"(?:ton(?:nes)?|t|m³)\b|m³", unit):
            whole = [one.text for one in (*there, *needed, *self.numbers(row[3].replace("-", " "))) if one.decimals]
            self.equal(f"{row[0]} whole {unit}", whole, [])
        if not (there and needed and missing):
            return
        towards = isinstance(self.named(row[0].split("\n")[-1]).target_set, str)
        taken = (there[0], there[-1]) if towards else (there[-1], there[0])  # a plant's need is met at best by the most it may take
        left = [round(max(of.value - less.value, 0), 6) for of, less in zip((needed[0], needed[-1]), taken, strict=True)]
        self.equal(f"{row[0]} adds up", [round(one.value, 6) for one in (missing[0], missing[-1])], left)

    def sludge(self, row: list[str]) -> None:
        """What the people with a tank of their own leave in it, by the audit's own product: on both bases where the base jumped."""
        need = next((one for one in records(REFERENCE / "needs.csv") if one[f"name_{self.truth.lang}"] == row[0].split("\n")[0]), {})
        if need.get("rule") != "jiwa_tangki" or not self.numbers(row[2]):
            return
        counted = {one["indicator"]: one for one in self.truth.rows if one["run"] == self.truth.run and one["region"] == self.region}
        own = float(counted["layak"]["amount"]) - float(counted["layak_bersama"]["amount"])
        code = counted["layak"]["region_code"]
        people = max(float(one["population"] or 0) for one in records(REFERENCE / "regions.csv") if one["region_code"] == code)
        known = [one for one in records(REFERENCE / "assumptions.csv") if one["region_code"] in ("", code)]
        ends = [{one["assumption"]: float(one[end]) for one in known if one[end]} for end in ("low", "high")]
        each = [end["lumpur_per_jiwa"] / end["hari_per_tahun"] for end in ends]
        live = [people * own / base for base in bases(counted["layak"])]
        said = self.numbers(row[2].replace("-", " "))
        self.equal(f"{row[0]} sludge {row[2]}", is_range(said, [min(live) * each[0], max(live) * each[1]]), True)

    def box(self, lines: list[str], whole: bool = True) -> None:
        """A large number, what it is, its amounts on both bases where the base jumped, or its interval; then its verdict by which target."""
        first, _, other = lines[0].partition(f" {self.said['share.or'].split()[0]} ")
        other = other or next(
            (line for line in lines[1:2] if re.fullmatch(self.said["share.or"].format(share=r"\(?[\d.,]+%\)?"), line)), ""
        )
        lines = [first, *(line for line in lines[1:] if line != other)]
        if len(lines) < 2:
            return
        here = self.named(lines[1])
        for printed in self.numbers(lines[0]):
            self.take(f"{lines[1]} capaian", printed, here, ("value_pct",))
        both = {tuple(shares(figure.row)) for figure in self.truth.figures(here, ("value_pct",))}
        for printed in self.numbers(other):
            self.equal(f"{lines[1]} other share", any(rounds_to(one[-1], printed) for one in both), True)
        said = " ".join(lines[2:])
        counted = said.split(";")[0] if not said.startswith("n =") else ";".join(said.split(";")[:2])
        if " · " not in counted:  # a card in brackets has its verdict only
            self.counted_of(lines[1], counted, here)
        if whole:
            self.carded(lines, said)

    def counted_of(self, name: str, text: str, here: Context) -> None:
        """ "192.945 dari 207.989-258.212 KK", "n = 838; 88,06-94,49%"."""
        sample = text.startswith("n =")
        found = self.numbers(text.replace("-", " "))
        for printed, kind in zip(found, ("n", "low_pct", "high_pct") if sample else ("amount",), strict=False):
            self.take(f"{name} {kind}", printed, here, (kind,))
        rows = [figure.row for figure in self.truth.figures(here, ("amount",))]
        if not sample and found and rows:
            self.equal(
                f"{name} base in {text}", any(is_range(sorted(found[1:3], key=lambda one: one.value), bases(row)) for row in rows), True
            )

    def carded(self, lines: list[str], said: str) -> None:
        """A large number names its verdict and the target it has that by, and is missed wherever a comparison of it is."""
        here = self.named(lines[1])
        rows = [row for row in self.compared_rows() if (row["indicator"], row["instrument"]) == (here.indicator, here.instrument)]
        if not rows:
            return
        found = next((pair for pair in (text.split(" · ", 1) for text in said.split("; ")) if len(pair) == 2), ["", ""])
        aim = self.truth.target_of(re.split(r", (?=[A-Z])|: ", found[1])[0])
        verdicts = [row["verdict"] for row in rows if aim and (row["target_set"], row["target_year"]) == aim[:2]]
        self.equal(f"{lines[1]} card: {said}", self.verdicts.get(found[0], "no verdict") in verdicts, True)
        self.equal(f"{lines[1]} card missed: {said}", self.verdicts.get(found[0]) == "belum", "belum" in [row["verdict"] for row in rows])
        unfit = all(row["verdict"] == "tidak dapat dinilai" for row in rows)
        self.equal(f"{lines[1]} card in brackets: {lines[0]}", lines[0].startswith("("), unfit)

    # ------------------------------------------------------------ sentences

    def sentence(self, text: str) -> None:
        """Clause by clause: the indicator before a number, the target beside it, its role by the words around it."""
        self.other_shares(text)
        self.equal(f"{text[:60]} zeros", idle_zeros(text), [])
        for clause in re.split(r";\s+|(?<!\bKab)\.\s+", text):
            self.counted(clause) if self.province else self.clause(clause)

    def counted(self, clause: str) -> None:
        """ "Akses layak: 5 dari 5 wilayah ... RPJMN 2020-2024 (2024): >= 90 %": how many pilots of the province meet a target."""
        named, found = self.truth.context(clause), self.numbers(clause)
        if not isinstance(named.indicator, str) or not isinstance(named.target_set, str) or len(found) != 3:
            for _ in found:
                self.leave("sentence: a count, a source's number, or prose without an indicator")
            return
        here = replace(self.context, indicator=named.indicator, target_set=named.target_set, target_year=named.target_year)
        rows = [figure.row for figure in self.truth.figures(here, ("target_pct",)) if figure.row["region_code"][:2] == self.province]
        fit = [row for row in rows if row["verdict"] != "tidak dapat dinilai" and row["region_code"] in self.codes]
        counts = [
            (sum(row["verdict"] == "tercapai" for row in its), len(its))
            for its in ([row for row in fit if row["instrument"] == name] for name in {row["instrument"] for row in fit})
        ]
        self.equal(f"{clause[:90]} counts", (found[0].value, found[1].value) in counts, True)
        self.take(f"{clause[:90]} target", found[2], here, ("target_pct",))

    def clause(self, clause: str) -> None:
        mentions, plain = self.truth.mentions(clause), self.truth.without_names(clause)
        indicator = [m.name for m in mentions if m.what == "indicator"]
        instrument = [m.name for m in mentions if m.what == "instrument"]
        here = self.context.but(indicator=indicator[0] if indicator else None, instrument=instrument[0] if len(instrument) == 1 else None)
        targets = [m for m in mentions if m.what == "target_set"]
        if self.region is not None and (indicator or targets):
            plain = self.far(clause[:90], plain, here)
        if self.region is not None and here.indicator:
            plain = self.share_ranges(clause, plain, here)
        for printed in numbers(plain, self.truth.lang):
            kind, aim = self.role(plain, printed, targets)
            if not kind or not (indicator or aim) or self.region is None:
                if not printed.is_year:
                    self.leave("sentence: a count, a source's number, or prose without an indicator")
                continue
            self.take(clause[:90], printed, here.but(target_set=aim.name, target_year=aim.year) if aim else here, (kind,))

    def share_ranges(self, clause: str, plain: str, here: Context) -> str:
        """A range of shares is one figure on both its bases; the text without it."""
        rows = [figure.row for figure in self.truth.figures(here, ("value_pct",))]
        for found in re.finditer(r"(?<![\w.,\-])\d[\d.,]*-\d[\d.,]*%", plain):
            said = numbers(found[0].replace("-", " ").replace("%", " %"), self.truth.lang)
            self.equal(f"{clause[:90]} shares on both bases", any(is_range(said, shares(row)) for row in rows), True)
            return plain[: found.start()] + " " * len(found[0]) + plain[found.end() :]
        return plain

    def other_shares(self, text: str) -> None:
        """A share of a base that jumped does not stand alone in a text: the share on the previous base is said too."""
        if self.region is None:
            return
        rows = [figure.row for figure in self.truth.figures(self.context, ("value_pct",))]
        jumped = [row for row in rows if len(shares(row)) == 2]
        said = numbers(text.replace("-", " ").replace("%", " %"), self.truth.lang)
        for printed in said if jumped else ():
            mine = [row for row in jumped if printed.decimals and rounds_to(float(row["value_pct"]), printed)]
            if mine and text.count(f"{printed.text}%"):
                told = any(rounds_to(float(row["alt_pct"]), other) for row in mine for other in said)
                self.equal(f"{text[:90]} the share on the other base of {printed.text}", told, True)

    def role(self, plain: str, printed: Printed, targets: list):
        """What a number of a clause is, and the target it is measured to."""
        before, after = plain[max(0, printed.start - 12) : printed.start], plain[printed.end : printed.end + 20]
        earlier = [m for m in targets if m.end <= printed.start]
        later = [m for m in targets if m.start >= printed.end]
        nearest = later[0] if later else earlier[-1] if earlier else None
        if re.search(r"[≥≤]\s*$", before) and earlier:
            return "target_pct", earlier[-1]
        if re.search(r"target(?: of)?\s*$", before) and re.match(r"\s*%", after) and nearest:
            return "target_pct", nearest
        if (
            re.match(r"\s*%?(?: of| short of)?\s*$", plain[printed.end : later[0].start] if later else "x")
            and "%" in plain[printed.end : later[0].start]
        ):
            return "target_pct", later[0]
        if re.match(r"\s*%", after):
            return "value_pct", None
        unit = re.match(r"(?:-[\d.,]*\d)?\s*(KK|households|ton|tonnes|t)\b", after)
        if unit and nearest:
            return AMOUNT[unit[1]], nearest
        if re.match(r"\s*(poin|point)", after) and nearest:
            return ("gap_pp" if printed.signed else "shortfall_pp"), nearest
        if printed.signed and nearest:
            return "gap_pp", nearest
        return None, None

    # ------------------------------------------------------------ the native chart

    def chart(self, title: str, chart, beside: list[str]) -> None:
        """Each category's two bars, the numbers on them and in the workbook behind them, and the gap printed beside it."""
        self.titled(title, "pack.chart")
        plot = chart.plots[0]
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        behind = {row[0]: row[1:] for row in book.iter_rows(min_row=2, values_only=True)}
        names = list(plot.categories)
        pairs = list(zip(beside[::2], beside[1::2], strict=False))[::-1]
        for place, (name, (gap, said)) in enumerate(zip(names, pairs, strict=False)):
            here = self.named(f"{name} · " + said.replace(" · ", " · target ", 1))
            for number, (series, kind) in enumerate(zip(plot.series, ("target_pct", "value_pct"), strict=False)):
                value = series.values[place]
                self.equal(f"{name} {kind} behind the chart", _short(behind[name][number]), _short(value))
                if value is None:
                    continue
                self.take(f"chart {name} {kind}", Printed(f"{value:.4f}", value, 4, True, 0, 0), here, (kind,))
                label = self.numbers(series.points[place].data_label.text_frame.text)
                self.take(f"chart {name} {kind} label", label[0], here, (kind,))
            self.far(f"chart {name}", said, here)
            for printed in numbers(gap, self.truth.lang):
                self.take(f"chart {name} gap", printed, here, ("gap_pp",))
            verdicts = {figure.row["verdict"] for figure in self.truth.figures(here, ("target_pct",))}
            self.equal(f"chart {name} verdict", {self.verdicts.get(said.split(" · ")[0])}, verdicts)


def _short(value):
    return value if value is None else round(value, 9)


def audit_docx(tally: Tally, truth: Truth, path, where: str, region: str | None, codes=None) -> None:
    reader, title = Reader(tally, truth, "docx", where, region), ""
    reader.province, reader.codes = "" if region else Path(where).stem[-2:], codes or pilot_codes()
    for block in Word(path).iter_inner_content():
        if hasattr(block, "rows"):
            reader.table(title, [[cell.text for cell in row.cells] for row in block.rows])
        elif block.style.name.startswith("Heading"):
            title = block.text
            reader.finding(title)
        else:
            _line(reader, title, block.text)


def _line(reader: Reader, title: str, text: str) -> None:
    if title.rpartition(SHOWN)[2] in (reader.said["pack.limits"], reader.said["pack.sources"]):
        for _ in reader.numbers(text):
            reader.leave("what is not shown and the sources, in words")
    else:
        reader.sentence(text)


def audit_pptx(tally: Tally, truth: Truth, path, where: str, region: str | None) -> None:
    reader = Reader(tally, truth, "pptx", where, region)
    for number, slide in enumerate(Presentation(path).slides):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]
        title, texts = re.sub(r" \(\d+/\d+\)$", "", texts[0]) + SHOWN + texts[3], texts[4:]
        if number:
            reader.finding(title)
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        for chart in charts:
            reader.chart(title, chart, texts)
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        for table in tables:
            reader.table(title, [[cell.text.replace("\v", "\n") for cell in row.cells] for row in table.rows])
        if not charts:
            _texts(reader, title, texts)


def _texts(reader: Reader, title: str, texts: list[str]) -> None:
    """A slide's boxes (a share, its name, its note) and its sentences."""
    rest = list(texts)
    while rest:
        text = rest.pop(0)
        if re.fullmatch(rf"\(?[\d.,]+ ?%\)?(?: {reader.said['share.or'].split()[0]} \(?[\d.,]+%\)?)?", text):
            reader.titled(title, "pack.now")
            reader.box([text, *rest[:2]])
            rest = rest[2:]
        else:
            for line in text.split("\n"):
                _line(reader, title, line.lstrip("• "))


def audit_xlsx(tally: Tally, truth: Truth, path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        reader = Reader(tally, truth, "xlsx", sheet.title, None)
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        keys = {
            value: key.removeprefix("column.")
            for key, value in sorted(reader.said.items(), key=lambda pair: -len(pair[0]))
            if key.startswith("column.")
        }
        heads = [keys.get(head) for head in rows[0]] if rows else []
        name = next(
            (key.rpartition(".")[2] for key, value in reader.said.items() if key.startswith("pack.sheet.") and value == sheet.title), ""
        )
        for row in rows[1:]:
            _sheet_row(reader, name, dict(zip(heads, row, strict=False)))


def _sheet_row(reader: Reader, name: str, row: dict) -> None:
    truth = reader.truth
    if name == "trail":
        _traced(reader, row["region"], row["id"], str(row["step"]), str(row["what"]))
        return
    if name not in ("gaps", "achievements", "targets"):
        for value in row.values():
            if isinstance(value, (int, float)):
                reader.leave(f"sheet {name}")
        return
    here = reader.context.but(
        region=row.get("region"),
        indicator=truth.context(row["indicator"]).indicator,
        instrument=row.get("instrument"),
        target_set=row.get("target_set"),
        target_year=row.get("target_year"),
        ladder=row.get("ladder"),
    )
    for key in sorted(SHEET & set(row)):
        if isinstance(row[key], (int, float)):
            value = float(row[key])
            reader.take(
                f"{row.get('region')} {row['indicator']} {row.get('target_set')} {key}",
                Printed(f"{value:+.4f}", value, 4, True, 0, 0),
                here,
                (key,),
            )
    if row.get("id"):
        told = reader.of_id(row["id"], row["region"])
        jumped = bool(told.get("alt_base")) and float(told.get("shortfall_pp") or 0) > 0
        reader.equal(f"{row['region']} {row['id']} says both bases", bool(row.get("both_bases")), jumped)
        if jumped:
            _both_bases(reader, f"{row['region']} {row['id']}", told, str(row["both_bases"]))
        reader.equal(
            f"{row['region']} {row['id']}",
            (row["target_set"], row["target_year"], here.indicator, row["instrument"]),
            (told.get("target_set"), told.get("target_year"), told.get("indicator"), told.get("instrument")),
        )
    if row.get("verdict"):
        expected = {figure.row["verdict"] for figure in truth.figures(here, ("target_pct", "reported_gap_pp"))}
        reader.equal(f"{row['region']} {row['indicator']} verdict", {reader.verdicts.get(row["verdict"])}, expected)


def _both_bases(reader: Reader, what: str, told: dict, said: str) -> None:
    """The sizes of a deficit on its base and on the other: points, households or tonnes, points a year, each by the audit's own sum."""
    asked = [sizes(told, kind) for kind in ("shortfall_pp", "shortfall_households", "shortfall_tonnes", "required_pp_per_year")]
    parts = said.split("; ")
    reader.equal(f"{what} parts of {said}", len(parts), sum(map(bool, asked)))
    for part, wanted in zip(parts, filter(None, asked), strict=False):
        printed = numbers(re.sub(r"(?<=\d)-(?=\d)", " ", part), reader.truth.lang)
        reader.equal(f"{what}: {part}", is_range(printed, wanted), True)


def _traced(reader: Reader, region: str, code: str, step: str, what: str) -> None:
    """A step of a trail holds the numbers of its id's comparison."""
    row = reader.of_id(code, region) if code.startswith("G") else None
    kinds = {
        reader.said["explain.number"]: ("value_pct",),
        reader.said["explain.target"]: ("target_pct",),
        reader.said["explain.gap"]: ("target_pct", "value_pct", "gap_pp"),
        reader.said["explain.shortfall"]: (
            *("shortfall_pp", "target_pct", "base", "alt_base", "amount", "shortfall_households", "shortfall_tonnes"),
        ),
    }.get(step)
    if row is None or not kinds:
        for _ in reader.numbers(what):
            reader.leave("trail: cells, formulas and needs")
        return
    here = reader.context.but(
        region=region,
        indicator=row.get("indicator"),
        instrument=row.get("instrument"),
        target_set=row.get("target_set"),
        target_year=row.get("target_year"),
        ladder=row.get("ladder") or None,
    )
    plain = re.sub(r"\(.*\)$", "", what) if step == reader.said["explain.target"] else what
    plain = reader.far(f"{region} {code} {step}", plain, here)
    found = [one for one in reader.numbers(plain) if not one.is_year]
    for printed in found[:1] if "target_pct" in kinds and len(kinds) == 1 else found:
        loose = (
            printed._replace(text="+" + printed.text)
            if not printed.text.startswith(("-", "+")) and step != reader.said["explain.gap"]
            else printed
        )
        reader.take(f"{region} {code} {step}", loose, here, kinds)


def pdf_lines(path) -> list[str]:
    return [line.strip() for page in PdfReader(path).pages for line in page.extract_text().split("\n") if line.strip()]


def audit_pdf(tally: Tally, truth: Truth, path, where: str, region: str) -> None:
    """The text of a brief or a page to sign: its sentences up to the table, then each gap before its verdict and id."""
    reader = Reader(tally, truth, "pdf", where, region)
    lines = [line.removesuffix(f" · {reader.said['synthetic']}") for line in pdf_lines(path)]
    shown = {reader.said[f"pack.{key}"] for key in SECTIONS}
    heads = [number for number, line in enumerate(lines) if any(line == one or line.endswith(f" {one}") for one in shown)]
    reader.sentence(" ".join(lines[2 : heads[0]] if heads else lines[2:]))
    _pdf_titles(reader, lines, heads, shown)
    _pdf_table(reader, "\n".join(lines))
    for number, line in enumerate(lines[:-2]):
        if re.fullmatch(r"\(?[\d.,]+ ?%\)?", line) and truth.context(lines[number + 1]).indicator:
            reader.box([*lines[number : number + 2], _note(lines[number + 2 : number + 5])], whole=False)
    ways = [reader.said[f"pack.commit.ask.{way}"].split("{")[0] for way in ("minimal", "maksimal")]
    for ask in re.findall(rf"(?:{'|'.join(ways)})[^\[]+\[G\d+\]", " ".join(lines)):
        reader.ask(ask)


def _note(lines: list[str]) -> str:
    """What stands below a large number and its name, up to its unit: over two lines where it is long."""
    first = lines[0] if lines else ""
    return (
        first if re.search(r"\b(KK|households|ton|tonnes|t)\b|%", first) or not re.search(r"\b(dari|of)$", first) else " ".join(lines[:2])
    )


def _pdf_titles(reader: Reader, lines: list[str], heads: list[int], shown: set[str]) -> None:
    """Each title with what is shown behind it, the title over two lines where it is long."""
    for place in heads:
        line = lines[place]
        kind = max((one for one in shown if line.endswith(one)), key=len)
        said = line.removesuffix(kind).strip() or lines[place - 1]
        if not titles.worded(reader.truth.lang, _unmarked(reader, said)) and place:
            said = f"{lines[place - 1]} {said}"
        reader.finding(said + SHOWN + kind)


def _unmarked(reader: Reader, said: str) -> str:
    return said.removesuffix(f" · {reader.said['synthetic']}")


def _pdf_table(reader: Reader, text: str) -> None:
    """Each line of the gap table by its id: what the target asks, the gap and how far that is."""
    lang = reader.truth.lang
    number = r"[+−]?[\d.,]*\d"
    for found in re.finditer(
        rf"[≥≤]\s(?P<asked>{number})(?: \(\?\))?\s+\(?(?P<gap>{number})\)?\s+(?P<far>[^≥≤\d]*(?:{number})?[^≥≤\d]*?)\s+(?P<id>G\d+)", text
    ):
        row = reader.of_id(found["id"])
        here = reader.context.but(**{key: row.get(key) for key in ("indicator", "instrument", "target_set", "target_year")})
        reader.take(f"{found['id']} target", numbers(found["asked"], lang)[0], here, ("target_pct",))
        reader.take(f"{found['id']} gap", numbers(found["gap"], lang)[0], here, ("gap_pp",))
        reader.judged(found["id"], here, " ".join(found["far"].split()), row, found[0])


def audit_province_pdf(tally: Tally, truth: Truth, path, where: str) -> None:
    """Each cell of the page (capaian, gap, mark) is one comparison of the region whose row it stands in."""
    reader, region = Reader(tally, truth, "pdf", where, None), None
    names = {row["region"] for row in truth.rows}
    text = "\n".join(pdf_lines(path))
    far = r"(?P<far>(?:kurang|lebih|masih|still|[\d.,]+\s+points?)\s+[\w.,\s]{3,28}?\s+)?"
    cell = rf"(?P<value>[\d.,]+)\s+{far}\(?(?P<gap>[+−]?[\d.,]+)\)?\s+(?P<mark>[{''.join(MARKS)}])"
    for found in re.finditer(rf"(?P<region>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})|{cell}", text):
        region = found["region"] or region
        if found["region"] or region is None:
            continue
        value, gap = (numbers(found[key], truth.lang)[0] for key in ("value", "gap"))
        rows = [figure.row for figure in truth.figures(reader.context.but(region=region), ("gap_pp",))]
        fit = [row for row in rows if rounds_to(float(row["value_pct"]), value) and rounds_to(float(row["gap_pp"]), gap)]
        reader.equal(f"{region} {found[0]!r}", MARKS[found["mark"]] in {row["verdict"] for row in fit}, True)


def audit_trail(tally: Tally, truth: Truth, path, where: str, region: str) -> None:
    """The appendix: each G with its number, target, gap and shortfall."""
    reader, code = Reader(tally, truth, "trail", where, region), ""
    steps = {key: reader.said[f"explain.{key}"] for key in ("number", "target", "gap", "shortfall")}
    for line in pdf_lines(path):
        told = re.match(r"([GK]\d+)\. ", line)
        code = told[1] if told else code
        step = next((step for step in steps.values() if line.startswith(step + " ")), None)
        if code.startswith("G") and step:
            _traced(reader, region, code, step, line[len(step) :])


def audit_pack(tally: Tally, truth: Truth, folder: Path) -> Tally:
    """Every document of a pack."""
    regions = {row["region_code"]: row["region"] for row in truth.rows if row["region_code"]}
    said = words(truth.lang)
    names = {key: said[f"pack.file.{key}"] for key in ("brief", "commitment", "deck", "trail", "province", "workbook")}
    for path in sorted(folder.rglob("*.*")):
        region = regions.get(path.parent.name[:4])
        where = f"{path.parent.name}/{path.name}"
        if path.suffix == ".docx":
            audit_docx(tally, truth, path, where, region, {one.name[:4] for one in folder.iterdir() if one.is_dir()})
        elif path.suffix == ".pptx":
            audit_pptx(tally, truth, path, where, region)
        elif path.suffix == ".xlsx":
            audit_xlsx(tally, truth, path)
        elif path.suffix == ".pdf" and not region:
            audit_province_pdf(tally, truth, path, where)
        elif path.suffix == ".pdf":
            (audit_trail if path.stem == names["trail"] else audit_pdf)(tally, truth, path, where, region)
    return tally
