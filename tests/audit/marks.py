"""Every number of a drawing at its own mark: nearest to it, equal to what the mark's place says, and the chart's own row of its csv.

    audit_marks(tally, truth, "pilot-layak", svg, rows)    # rows: the chart's csv
    tally.compared["mark"], tally.wrong

A chart's kind is told by what it draws. Bars are read against the pale ground behind them (0-100) or their whole, marks against
the ticks; then name, value, interval, target, gap, verdict, rank and n are those of one row of the csv. A number beside no mark, a
text over another, over a mark, across another series' line or beyond the page is a fault. Nothing of sanlib is imported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING

from . import headlines
from .geometry import Box, Drawing, Scale, Shape, Text, read
from .truth import Printed, Truth, distances, is_as_far, numbers, rounds_to, sets_named, words

if TYPE_CHECKING:
    from .compare import Tally

VERDICTS = ("tercapai", "belum", "belum dapat dipastikan", "tidak dapat dinilai")
NO_DATA = "tidak ada data"
COMPONENTS = ("sumber_air", "air_limbah", "persampahan", "genangan", "phbs")
POINTS = ("solid", "hollow", "estimate", "thin", "told", "untold", "rank")
LINES = (
    "series",
    "interval",
    "target line",
    "target",
    "target unverified",
    "projection",
    "break",
    "break of one",
    "axis break",
    "target key",
)
"""Lines that no text may stand on."""
LEFT = 45.0
"""Names of rows begin left of here, in points."""
THINNEST = 3.7
"""A share above 0 is drawn at least so long, and a target of 0 stands so far left of 0: in points."""
EXACT = 0.02
"""Places are drawn to a millionth of a point; a csv holds six decimals."""
INSET = 4.5
"""Points between the end of a bar of ranks and the edge of its place."""
RIM = 2.9
"""Points from the middle of a target to the edge of its pale rim, less a rounding."""
TIGHT, ROOM = 20.0, 40.0
"""In a bar this low (a province's) no number stands above: a part of fewer points across may go without."""


def audit_marks(tally: Tally, truth: Truth, name: str, source: str, rows: list[dict]) -> None:
    """One chart of any kind."""
    audit = Marks(tally, truth, name, read(source), rows)
    audit.layout()
    audit.title()
    for text in audit.drawing.said("finding"):
        headlines.audit_finding(tally, truth, name, text.text, rows)
    try:
        audit.kind()()
    except (KeyError, ValueError, IndexError, StopIteration) as problem:  # what should be there is not: a fault of the drawing
        audit.fault(f"cannot be read: {problem!r}")
    audit.left_over()


class Marks:
    """A drawing being read, the csv beside it, and where findings go."""

    def __init__(self, tally: Tally, truth: Truth, name: str, drawing: Drawing, rows: list[dict]):
        self.tally, self.truth, self.name, self.drawing = tally, truth, name, drawing
        self.rows = [defaultdict(str, row) for row in rows]  # a column blank throughout is not saved
        self.columns = set(rows[0]) if rows else set()  # of the csv: a column asked for in vain is none of them
        self.said, self.texts = words(truth.lang), drawing.body()
        self.placed: set[Text] = set()

    # ------------------------------------------------------------ findings

    def fault(self, what: str) -> None:
        self.tally.wrong.append(f"mark: {self.name}: {what}")

    def holds(self, what: str, true: bool) -> None:
        self.tally.compared["mark"] += 1
        if not true:
            self.fault(what)

    def shows(self, what: str, printed: Printed, *values: float) -> None:
        """A printed number is each of these values, to its last digit."""
        for value in values:
            self.holds(f"{what}: {printed.text} stands where {value:.2f} is meant", _rounded(printed, value))

    def same(self, what: str, drawn: float, meant: float, slack: float = EXACT) -> None:
        self.holds(f"{what}: drawn {drawn:.2f}, the table says {meant:.2f}", abs(drawn - meant) <= slack)

    def take(self, text: Text) -> list[Printed]:
        """The numbers of a text, which from here on has its place."""
        self.placed.add(text)
        return numbers(self.truth.without_names(text.text), self.truth.lang)

    def named(self, key: str) -> str:
        """The word a chart uses for an indicator, a rung, a definition or a component."""
        return self.said.get(key) or self.said.get(f"chart.{key}") or key.replace("_", " ")

    def kind(self) -> Callable[[], None]:
        """What reads this drawing, by what it holds."""
        drawn = {shape.name for shape in self.drawing.shapes} | {text.name for text in self.drawing.texts}
        kinds = {
            ("irs",): self.risk,
            ("difference",): self.differences,
            ("terdokumentasi", "tidak_terdokumentasi"): self.milestones,
            ("rank",): self.ranks,
            ("told", "untold"): self.contrasts,
            ("estimate", "thin"): self.estimates,
            ("part",): self.wholes,
            tuple(f"tile {verdict}" for verdict in (*VERDICTS, NO_DATA)): self.tiles,
            ("solid", "hollow"): self.trend,
            ("gap", "reported"): self.pilots if _beside_bars(self.drawing) else self.gaps,
        }
        found = next((reader for names, reader in kinds.items() if drawn & set(names)), None)
        if found is None and "withheld" in drawn:
            if "definition" in self.columns:
                return self.wholes
            if "domain" not in self.columns and not {"diff_pp", "domain_1"} & self.columns:
                return self.trend
            return self.contrasts if {"diff_pp", "domain_1"} & self.columns else self.estimates
        return found or self.empty

    def empty(self) -> None:
        """A page that says what is missing has neither bars nor rows."""
        self.holds("a page without marks has rows", not self.rows)
        self.placed.update(self.texts)

    # ------------------------------------------------------------ where texts stand

    def title(self) -> None:
        """What the title names is what the rows are of."""
        top = min((text for text in self.drawing.texts if not text.axes and text.name != "finding"), key=lambda text: text.box.y)
        said, rows = self.truth.context(top.text), [row for row in self.rows if row["value_pct"] or row["diff_pp"]]
        for column, told in (("region", said.region), ("indicator", said.indicator)):
            if isinstance(told, str) and column in self.csv_columns():
                self.holds(f"{top.text}: drawn are {column}s of another", {row[column] for row in rows} <= {told})
        for year in {row["period"][-4:] for row in rows if row["period"]}:
            years = [int(one) for one in re.findall(r"(?:19|20)\d\d", top.text)]
            self.holds(f"{top.text}: drawn is {year}", not years or min(years) <= int(year) <= max(years))

    def csv_columns(self) -> set[str]:
        return set(self.rows[0]) if self.rows else set()

    def layout(self) -> None:
        """No text on another, off the page, on a mark, or across a line of any kind."""
        texts, page = self.drawing.texts, Box(0, 0, self.drawing.wide, self.drawing.high)
        for text in texts:
            inside = page.x0 <= text.box.x0 and text.box.x1 <= page.x1 and page.y0 <= text.box.y0 and text.box.y1 <= page.y1
            self.holds(f"{text.text}: leaves the page", inside)
        for one, other in combinations(texts, 2):
            if one.box.overlaps(other.box, 0.4):
                self.fault(f"{one.text} and {other.text} overlap")
        for mark in self.drawing.named(*POINTS):
            for text in texts:
                if text.box.overlaps(mark.box, 0.5):
                    self.fault(f"{text.text} covers the mark at {mark.x:.0f}, {mark.y:.0f}")
        for line in self.drawing.named(*LINES):
            for text in texts:
                if not line.mark and text.box.crossed_by(line.points):
                    self.fault(f"{text.text} is struck through by a line ({line.name})")

    def left_over(self) -> None:
        """Numbers that belong to no mark and no name."""
        ladders = [said for key, said in self.said.items() if key.startswith("chart.ladder.")]
        names = {row[column] for row in self.rows for column in ("region", "domain", "desa", "stratum", "kecamatan")}
        for text in self.texts:
            plain = self.truth.without_names(text.text)
            for ladder in ladders:
                plain = plain.replace(ladder, "")
            if text not in self.placed and text.text not in names and numbers(plain, self.truth.lang):
                self.fault(f"{text.text}: a number beside no mark")

    def rows_named(self, within: Box | None = None) -> list[Text]:
        """The names at the left, one a row."""
        return [text for text in self.texts if text.box.x0 < LEFT and (within is None or within.y0 <= text.box.y <= within.y1)]

    def row_of(self, names: list[Text], y: float) -> str:
        return min(names, key=lambda text: abs(text.box.y - y)).text

    def nearest(self, text: Text, marks: list[Shape]) -> Shape:
        return min(marks, key=lambda mark: abs(mark.y - text.box.y))

    def ticks(self) -> Scale | None:
        """The scale along the top: numbers, each above an upright of its own."""
        uprights = [
            s
            for s in self.drawing.shapes
            if s.axes and not s.mark and len(s.points) == 2 and s.box.wide < 0.01 and s.name.startswith("line2d")
        ]
        found = []
        for text in self.texts:
            said = numbers(re.sub(r"(?<=\d) ?%$", "", text.text), self.truth.lang)
            under = [s for s in uprights if abs(s.x - text.box.x) < 4 and 0 < s.box.y0 - text.box.y1 < 30]
            if len(said) == 1 and said[0].text == re.sub(r" ?%$", "", text.text).replace("−", "-") and under:
                found.append((said[0].value, min(under, key=lambda s: abs(s.x - text.box.x)).x))
                self.placed.add(text)
        if len(found) < 2:
            return None
        scale = Scale.through(found)
        for value, place in found:
            self.same("a tick", scale.value(place), value)
        return scale

    def grounds(self) -> list[Shape]:
        """The pale grounds of 0-100 behind bars."""
        return [
            s
            for s in self.drawing.shapes
            if s.axes and s.name.startswith("patch_") and not s.stroke and len(s.points) == 4 and s.fill == "#eef0f2"
        ]

    # ------------------------------------------------------------ estimates, contrasts, ranks

    def estimates(self) -> None:
        scale, names = self.ticks(), self.rows_named()
        by_name = {row["domain"]: row for row in self.rows}
        dots = self.drawing.named("estimate", "thin")
        self.holds("each row of the table is drawn", sorted(by_name) == sorted(text.text for text in names))
        for text in names:
            row = by_name.get(text.text, {})
            beside = [
                other
                for other in self.texts
                if other is not text and self.row_of(names, other.box.y) == text.text and other not in self.placed
            ]
            own = [dot for dot in dots if self.row_of(names, dot.y) == text.text]
            self.holds(f"{text.text}: one mark, or none where withheld", len(own) == (1 if row.get("value_pct") else 0))
            for other in beside:
                self.estimate(text.text, row, other, own, scale)
            for dot in own:
                self.same(f"{text.text}: mark", scale.value(dot.x), float(row["value_pct"]))
                self.interval(text.text, scale, dot.y, row)

    def estimate(self, where: str, row: dict, text: Text, own: list[Shape], scale: Scale) -> None:
        for printed in self.take(text):
            if "%" in text.text and row.get("value_pct"):
                self.shows(where, printed, float(row["value_pct"]), *(scale.value(dot.x) for dot in own))
                self.holds(f"{where}: in brackets where the mark is hollow", text.text.startswith("(") == (own[0].name == "thin"))
            else:
                self.shows(f"{where}: n", printed, float(row.get("n") or -1))

    def interval(self, where: str, scale: Scale, y: float, row: dict, low: str = "low_pct", high: str = "high_pct") -> None:
        """The whisker at this height ends where the table's interval does."""
        across = (scale.place - 1, scale.place + 101 / abs(scale.step)) if low == "low_pct" else (0, self.drawing.wide)
        level = [s for s in self.drawing.named("interval") if abs(s.y - y) < 0.1 and s.box.high < 0.01]
        lines = [s for s in level if across[0] <= s.x <= across[1]]
        self.holds(f"{where}: an interval is drawn where there is one", bool(lines) == bool(row.get(low)))
        for line in lines:
            self.same(f"{where}: {low}", scale.value(line.box.x0), float(row[low]))
            self.same(f"{where}: {high}", scale.value(line.box.x1), float(row[high]))

    def contrasts(self) -> None:
        scale, names = self.ticks(), self.rows_named()
        by_name = {_pair(row): row for row in self.rows}
        self.placed.update(text for text in names if text.text in by_name)
        dots = self.drawing.named("told", "untold")
        self.holds("each row of the table is drawn", sorted(by_name) == sorted(text.text for text in names))
        for text in names:
            row = by_name.get(text.text, {})
            own = [dot for dot in dots if self.row_of(names, dot.y) == text.text]
            self.holds(f"{text.text}: one mark, or none where withheld", len(own) == (1 if row.get("diff_pp") else 0))
            for other in self.texts:
                if other is not text and other not in self.placed and self.row_of(names, other.box.y) == text.text:
                    self.contrast(text.text, row, other)
            for dot in own:
                self.same(f"{text.text}: mark", scale.value(dot.x), float(row["diff_pp"]))
                self.interval(text.text, scale, dot.y, row, "low_pp", "high_pp")
                self.holds(f"{text.text}: filled where told apart", (dot.name == "told") == (row["distinguishable"] == "True"))

    def contrast(self, where: str, row: dict, text: Text) -> None:
        """ "+1,2 (-3,4 … +5,0)", or "tidak dapat dibedakan · n = 838 – 300"."""
        found = self.take(text)
        if "…" in text.text:
            for printed, column in zip(found, ("diff_pp", "low_pp", "high_pp"), strict=False):
                self.shows(f"{where}: {column}", printed, float(row.get(column) or "nan"))
            return
        counts = ("n_2", "n_1") if "domain_1" in row else ("n_before", "n_after")
        for printed, column in zip(found, counts, strict=False):
            self.shows(f"{where}: {column}", printed, float(row.get(column) or -1))
        if row.get("diff_pp"):
            verdict = self.said["survey.told_apart" if row["distinguishable"] == "True" else "survey.not_told_apart"]
            self.holds(f"{where}: {text.text}: not its verdict", text.text.startswith(verdict))

    def ranks(self) -> None:
        names, by_name = self.rows_named(), {row["domain"]: row for row in self.rows}
        self.holds("each row of the table is drawn", sorted(by_name) == sorted(text.text for text in names))
        scale = self.places()
        for text in names:
            row = by_name.get(text.text, {})
            dots = [dot for dot in self.drawing.named("rank") if self.row_of(names, dot.y) == text.text]
            bars = [bar for bar in self.drawing.named("range") if self.row_of(names, bar.y) == text.text]
            self.holds(f"{text.text}: one place and one range, or none", len(dots) == len(bars) == (1 if row.get("rank") else 0))
            for dot, bar in zip(dots, bars, strict=False):
                self.same(f"{text.text}: place", scale.value(dot.x), float(row["rank"]))
                # a bar ends a little before its place does; of a single place the axis has no step
                inset = INSET * scale.step if len(self.rows) > 1 else 0.1
                self.same(f"{text.text}: first place", scale.value(bar.box.x0) + 0.5, float(row["rank_low"]), inset)
                self.same(f"{text.text}: last place", scale.value(bar.box.x1) - 0.5, float(row["rank_high"]), inset)
            for other in self.texts:
                if other is not text and other not in self.placed and self.row_of(names, other.box.y) == text.text:
                    self.rank(text.text, row, other)

    def rank(self, where: str, row: dict, text: Text) -> None:
        found = self.take(text)
        if "n =" in text.text:
            kinds = ("value_pct", "n") if row.get("value_pct") else ("n",)
        else:
            kinds = ("rank_low", "rank_high", "of") if row.get("rank_low") != row.get("rank_high") else ("rank_low", "of")
        for printed, column in zip(found, kinds if row.get("rank") or "n =" in text.text else (), strict=False):
            self.shows(f"{where}: {column}", printed, float(row.get(column) or "nan"))

    def places(self) -> Scale:
        """The places along the top: "ke-1", "1st", each above its upright."""
        uprights = [s for s in self.drawing.shapes if s.axes and not s.mark and s.box.wide < 0.01 and s.name.startswith("line2d")]
        found = []
        for text in self.texts:
            told = re.fullmatch(r"\D*(\d+)\D*", text.text)
            under = [s for s in uprights if abs(s.x - text.box.x) < 4 and 0 < s.box.y0 - text.box.y1 < 30]
            if told and under:
                found.append((float(told[1]), under[0].x))
                self.placed.add(text)
        scale = Scale.through(found) if len(found) > 1 else Scale(found[0][0], found[0][1], 1 / 316.8)
        for value, place in found:
            self.same("a place", scale.value(place), value)
        return scale

    # ------------------------------------------------------------ risk, wholes

    def risk(self) -> None:
        scale, names = self.ticks(), self.rows_named()
        by = next(column for column in ("desa", "stratum", *(self.rows[0])) if column in self.rows[0])
        by_name = {
            self.said["chart.risk.stratum"].format(name=row[by]) if by == "stratum" else row[by]: row for row in self.rows if row["irs"]
        }
        self.holds("each row of the table is drawn", sorted(by_name) == sorted(text.text for text in names))
        for text in self.drawing.said("irs"):
            where = self.row_of(names, text.box.y)
            bars = [bar for bar in self.drawing.named(*COMPONENTS) if self.row_of(names, bar.y) == where and bar.box.x0 < text.box.x0]
            for printed in self.take(text):
                self.shows(where, printed, float(by_name[where]["irs"]), scale.value(max(bar.box.x1 for bar in bars)))
            for bar in bars:
                self.same(f"{where}: {bar.name}", (bar.box.wide) * scale.step, float(by_name[where][bar.name]))
            self.holds(f"{where}: a bar a component", len(bars) == len({bar.name for bar in bars}))
            for kind in ("relative_class", "absolute_class"):
                beside = [t.text for t in self.texts if abs(t.box.y - text.box.y) < 6 and t.box.x0 > text.box.x1]
                self.holds(f"{where}: {kind}", self.named(by_name[where][kind]) in beside)
        self.placed.update(names)
        self.legend(self.drawing.named(*COMPONENTS), lambda key: self.said[f"chart.risk.{key}"])

    def legend(self, drawn: list[Shape], name: Callable[[str], str], heads: list[Text] = ()) -> None:
        """Each colour and hatch drawn stands in the key of its own panel beside its own name."""

        def panel(y: float) -> int:
            return sum(head.box.y < y for head in heads)

        swatches = [s for s in self.drawing.shapes if s.name.startswith("patch_") and s.box.wide < 23 and s.stroke and s not in drawn]
        for key, within in sorted({(shape.name, panel(shape.y)) for shape in drawn}):
            look = next(shape for shape in drawn if shape.name == key and panel(shape.y) == within)
            own = [s for s in swatches if (s.fill, s.stroke) == (look.fill, look.stroke) and panel(s.y) == within]
            beside = {self.beside(swatch) for swatch in own}
            self.holds(f"the key calls {key} {beside or 'nothing'}", beside == {name(key)})

    def beside(self, swatch: Shape) -> str:
        """The words right of an entry of a key."""
        right = [text for text in self.texts if text.box.x0 > swatch.box.x1]
        return min(right, key=lambda text: abs(text.box.y - swatch.y) * 50 + text.box.x0).text

    def wholes(self) -> None:
        """Bars of parts: each number in its own part, or above it, joined by a hairline."""
        definitions = bool(self.rows) and "definition" in self.rows[0]
        keys = {row["rung" if definitions else "indicator"] for row in self.rows} | {"tidak_dirinci"}
        parts = [shape for shape in self.drawing.shapes if shape.name in keys and shape.box.high > 15 and not shape.mark]
        by_height = [
            sorted((part for part in parts if round(part.y, 1) == y), key=lambda part: part.box.x0)
            for y in sorted({round(p.y, 1) for p in parts})
        ]
        for bar in by_height:
            where, own = self.definition(bar[0].y) if definitions else self.region(bar[0].y)
            self.whole(where, own, bar, [text for text in self.drawing.said("part") if _over(by_height, text) is bar])
        titles = {self.named(f"definition.{row['definition']}") for row in self.rows} if definitions else set()
        heads = [text for text in self.rows_named() if text.text in titles or (not definitions and " · " in text.text)]
        self.legend(parts, self.named, heads)
        self.placed.update(heads)
        self.counted() if definitions else self.bases()
        self.impossible()

    def counted(self) -> None:
        """n beside a definition, or in the words on one withheld, is that of all its households."""
        withheld = re.escape(self.said["chart.estimates.withheld"]).replace(r"\{n\}", r"[\d.,]+")
        for text in self.texts:
            if not (text.box.x1 > 760 and text.text.startswith("n =")) and not re.fullmatch(withheld, text.text):
                continue
            name, _ = self.definition(text.box.y + 8)
            for printed in self.take(text):
                self.shows(f"{name}: n", printed, *{float(row["n_all"]) for row in self.rows if row["definition"] == name})

    def definition(self, y: float) -> tuple[str, dict[str, float]]:
        """The nearest heading above names the definition."""
        titles = {self.named(f"definition.{row['definition']}"): row["definition"] for row in self.rows}
        above = [text for text in self.texts if text.text in titles and text.box.y < y]
        name = titles[max(above, key=lambda text: text.box.y).text]
        return name, {row["rung"]: float(row["value_pct"]) for row in self.rows if row["definition"] == name and row["value_pct"]}

    def region(self, y: float) -> tuple[str, dict[str, float]]:
        """The name at the left of a bar, under its instrument's heading."""
        names = {row["region"] for row in self.rows}
        where = self.row_of([text for text in self.rows_named() if text.text in names], y)
        group = self.heading(y)
        rows = [row for row in self.rows if row["region"] == where and row["value_pct"] and self.under(row, group)]
        return f"{where}, {group}", {row["indicator"]: float(row["value_pct"]) for row in rows}

    def heading(self, y: float) -> str:
        above = [text for text in self.texts if " · " in text.text and text.box.y < y and text.box.x0 < LEFT]
        return max(above, key=lambda text: text.box.y).text

    def under(self, row: dict, heading: str) -> bool:
        """Whether a row's instrument and ladder are those of a panel's heading."""
        ladder = self.said.get(f"chart.ladder.{row['ladder']}")
        return heading == " · ".join(part for part in (self.named(row["sector"]), row["instrument"], ladder) if part)

    def whole(self, where: str, own: dict[str, float], bar: list[Shape], texts: list[Text]) -> None:
        wide = bar[-1].box.x1 - bar[0].box.x0
        meant = own | ({"tidak_dirinci": 100 - sum(own.values())} if any(part.name == "tidak_dirinci" for part in bar) else {})
        self.holds(f"{where}: its parts", sorted(part.name for part in bar) == sorted(meant))
        full = sum(meant.values())
        for text in texts:
            part = self.part_of(text, bar)
            if part is None:
                self.fault(f"{where}: {text.text} stands in no part and is joined to none")
                continue
            for printed in self.take(Text(text.text.rstrip("*"), *text[1:])):
                self.placed.add(text)
                self.shows(f"{where}: {part.name}", printed, meant.get(part.name, float("nan")), part.box.wide / wide * full)
        for part in bar:
            self.same(f"{where}: {part.name}", part.box.wide / wide * full, meant.get(part.name, -1))
        numbered = {(self.part_of(text, bar) or part).name for text in texts}
        room = ROOM if bar[0].box.high < TIGHT else 0.0
        bare = [part.name for part in bar if part.name not in numbered and meant[part.name] >= 0.05 and part.box.wide > room]
        self.holds(f"{where}: no number on {bare}", not bare)

    def part_of(self, text: Text, bar: list[Shape]) -> Shape | None:
        """The part a number stands in, or the one its hairline ends at."""
        inside = [
            part for part in bar if part.box.x0 <= text.box.x0 and text.box.x1 <= part.box.x1 and part.box.y0 <= text.box.y <= part.box.y1
        ]
        if inside:
            return inside[0]
        lines = [s for s in self.drawing.shapes if s.name.startswith("line2d") and len(s.points) == 2 and not s.mark and 0 < s.box.high < 8]
        hung = [line for line in lines if abs(line.points[0][0] - text.box.x) < 2.5 and 0 <= line.box.y0 - text.box.y1 < 6]
        ends = [line.points[1][0] for line in hung]
        found = [part for part in bar for x in ends if part.box.x0 - EXACT <= x <= part.box.x1 + EXACT]
        return min(found, key=lambda part: abs(part.x - ends[0]), default=None)

    def impossible(self) -> None:
        """Parts that make no whole stand in words on a hatched bar: each with its own name."""
        for text in self.drawing.said("impossible"):
            where, own = self.region(text.box.y)
            for key, value in own.items():
                said = re.search(rf"{re.escape(self.named(key))} ([-+]?[\d.,]*\d)", text.text.replace("\u00a0", " ").replace("−", "-"))
                self.holds(f"{where}: {key} is named", bool(said))
                for printed in numbers(said[1], self.truth.lang) if said else ():
                    self.shows(f"{where}: {key}", printed, value)
            self.placed.add(text)

    # ------------------------------------------------------------ gaps and pilots

    def gaps(self) -> None:
        """One region: indicators down, target sets across; a gap, its bar and its target in each cell."""
        bars = self.drawing.named(*VERDICTS)
        self.holds("a gap each", len(self.drawing.said("gap")) == len(bars) == sum(bool(row.get("target_pct")) for row in self.rows))
        for text in self.drawing.said("gap"):
            below = [bar for bar in bars if bar.box.y0 > text.box.y and abs(bar.box.x0 - text.box.x0) < 6]
            self.gap(text, min(below, key=lambda bar: bar.box.y0))
        self.reported()
        self.bases()

    def gap(self, text: Text, bar: Shape) -> None:
        shares = [t for t in self.rows_named() if t.text == self.said["withheld"] or re.fullmatch(r"[\d.,-]+ ?%", t.text)]
        name = max((t for t in self.rows_named() if t.box.y < bar.y and t not in shares), key=lambda t: t.box.y)
        share = [t for t in self.rows_named() if name.box.y < t.box.y < bar.box.y1 + 20 and t is not name]
        head = max(
            (t for t in self.texts if abs(t.box.x0 - bar.box.x0) < 4 and t.box.y < text.box.y and self.truth.target_of(t.text)),
            key=lambda t: t.box.y,
        )
        row = self.comparison(name.text, self.heading(bar.y), *self.truth.target_of(head.text))
        where = f"{name.text}, {head.text}"
        ground = next(s for s in self.grounds() if abs(s.y - bar.y) < 0.1 and abs(s.box.x0 - bar.box.x0) < 0.1)
        scale = Scale(0, ground.box.x0, 100 / ground.box.wide)
        self.share(where, row, share[0], bar, scale)
        line = [
            s
            for s in self.drawing.named("target", "target unverified")
            if s.box.y0 < bar.y < s.box.y1 and ground.box.x0 - 5 < s.x < ground.box.x1 + 1
        ]
        self.holds(f"{where}: one target line", len(line) == 1)
        below = [t for t in self.texts if ground.box.y1 < t.box.y < ground.box.y1 + 20 and ground.box.x0 - 5 < t.box.x < ground.box.x1 + 12]
        for target in below:
            self.target(where, row, target, line[0], scale)
        self.signed(where, row, text, scale, bar, line[0])
        self.end_seen(where, bar, line[0].x)
        beside = [
            t
            for t in self.texts
            if t.box.x0 > text.box.x1 and t.box.x0 < ground.box.x1 + 15 and abs(t.box.y - text.box.y) < 12 and t.name != "gap"
        ]
        self.holds(
            f"{where}: {row['verdict']} beside its gap",
            bar.name == row["verdict"] and [t.text for t in beside[:1]] == [self.said[f"verdict.{row['verdict']}"]],
        )
        self.distance(where, row, beside)
        self.interval(where, scale, bar.y, row)

    def comparison(self, name: str, heading: str, target_set: str, year: int | None) -> dict:
        """The row of the csv: an indicator of a panel against a target set."""
        fits = [
            row
            for row in self.rows
            if row.get("target_set") == target_set
            and (year is None or int(float(row["target_year"])) == year)
            and self.under(row, heading)
            and (self.named(row["indicator"]) == name or (name.endswith("…") and self.named(row["indicator"]).startswith(name[:-1])))
        ]
        self.holds(f"{name}, {heading}, {target_set} {year}: one row of the table", len(fits) == 1)
        return fits[0] if fits else defaultdict(str, target_pct="nan")

    def share(self, where: str, row: dict, text: Text, bar: Shape, scale: Scale) -> None:
        """A capaian: printed, drawn and in the table; where it may not be published the bar is the whole ground."""
        for printed in self.take(text):
            self.shows(where, printed, float(row["value_pct"] or "nan"))
        drawn = scale.value(bar.box.x1)
        if row["value_pct"]:
            value = min(max(float(row["value_pct"]), 0.0), 100.0)
            short = value > 0 and bar.box.wide < THINNEST and value <= THINNEST * scale.step
            self.holds(f"{where}: a bar of {drawn:.2f} for {value:.2f}", short or abs(drawn - value) < EXACT)
        else:
            self.holds(f"{where}: withheld, and a number beside it", not numbers(text.text, self.truth.lang) and abs(drawn - 100) < EXACT)

    def target(self, where: str, row: dict, text: Text, line: Shape, scale: Scale) -> None:
        for printed in self.take(text):
            zero = printed.value == 0 and 0 < scale.place - line.x < THINNEST
            self.shows(f"{where}: target", printed, float(row["target_pct"]), 0.0 if zero else scale.value(line.x))
        nearest = min(
            self.drawing.named("target", "target unverified"),
            key=lambda other: text.box.away(other.x, min(max(text.box.y, other.box.y0), other.box.y1)),
        )
        self.holds(f"{where}: {text.text} stands nearest another target", nearest is line)
        self.holds(
            f"{where}: unverified is dashed and marked",
            ("(?)" in text.text) == (line.name != "target") == (row.get("target_confidence") == "unverified"),
        )

    def signed(self, where: str, row: dict, text: Text, scale: Scale, bar: Shape, line: Shape) -> None:
        """target - capaian, in brackets where it cannot be judged."""
        withheld = row["verdict"] == "tidak dapat dinilai"
        found = self.take(Text(text.text.strip("()"), *text[1:]))
        self.placed.add(text)
        self.holds(f"{where}: a gap printed where there is one", bool(found) == bool(row["gap_pp"]))
        for printed in found:
            self.shows(f"{where}: gap", printed, float(row["gap_pp"] or "nan"), float(row["target_pct"]) - float(row["value_pct"] or "nan"))
            self.holds(f"{where}: {text.text}: its sign", printed.signed or printed.value == 0)
            self.holds(f"{where}: {text.text}: brackets", text.text.startswith("(") == withheld)

    def called(self, row: dict) -> str:
        """A gap as published is called as its source does in the language of the source, by its indicator's name in any other."""
        return (row.get("published_as") if self.truth.lang == "id" else "") or self.named(row["indicator"])

    def distance(self, where: str, row: dict, beside: list[Text]) -> None:
        """How far in words: beside the gap of each verdict that is decided, the same number on the same side."""
        said = [text for text in beside if text.name == "distance"]
        decided = row["verdict"] in ("tercapai", "belum") and bool(row["gap_pp"])
        self.holds(f"{where}: how far in words where the verdict is decided", len(said) == decided)
        for text in said:
            self.placed.add(text)
            found = distances(text.text, self.truth.lang)
            if float(row["gap_pp"]) == 0:
                self.holds(f"{where}: {text.text}: on its target", text.text == self.said["distance.on"])
            else:
                self.holds(f"{where}: {text.text}: expected {row['gap_pp']}", len(found) == 1 and is_as_far(found[0], row))

    def reported(self) -> None:
        """Gaps as published: under each stands what it was called."""
        for text in self.drawing.said("reported"):
            below = min((t for t in self.texts if t.box.y0 > text.box.y1 and abs(t.box.x0 - text.box.x0) < 5), key=lambda t: t.box.y0)
            fits = [
                r
                for r in self.rows
                if r.get("reported_gap_pp") and below.text.rstrip("…").replace(" ", "") in self.called(r).replace(" ", "")
            ]
            for printed in self.take(text):
                self.holds(f"{below.text}: {text.text}", any(rounds_to(float(row["reported_gap_pp"]), printed) for row in fits))
            self.placed.add(below)

    def bases(self) -> None:
        """What percentages are of: the smallest and largest n or base of the panel's rows."""
        for text in self.texts:
            if text.box.x1 > 760 and re.match(r"n =|basis|base", text.text, re.IGNORECASE) and " · " not in text.text:
                column = "n" if text.text.startswith("n") else "base"
                heading = self.heading(text.box.y + 6)
                values = [float(row[column]) for row in self.rows if row.get(column) and self.under(row, heading)]
                for printed, value in zip(self.take(text), (min(values, default=-1), max(values, default=-1)), strict=False):
                    self.shows(f"{heading}: {column}", Printed(printed.text.lstrip("-–"), abs(printed.value), *printed[2:]), value)

    def tiles(self) -> None:
        """A tile a region: its name, its share and its verdict's colour are those of one row, and of each row there is one."""
        drawn = [s for s in self.drawing.shapes if s.name.startswith("tile ")]
        seen = [self.tile(tile) for tile in drawn]
        self.holds(f"tiles of {seen}", sorted(seen) == sorted(row["region"] for row in self.rows))
        said = {f"tile {verdict}": self.said[f"verdict.{verdict}"] for verdict in VERDICTS} | {f"tile {NO_DATA}": self.said["no_data"]}
        self.legend(drawn, said.__getitem__)
        for text in self.texts:
            if " = " in text.text or text.text.startswith(("n = ", "basis ", "base ")):
                self.placed.add(text)

    def tile(self, tile: Shape) -> str:
        inside = [
            t
            for t in self.texts
            if t.name in ("name", "value") and tile.box.x0 <= t.box.x <= tile.box.x1 and tile.box.y0 <= t.box.y <= tile.box.y1
        ]
        by_name = {text.name: text for text in inside}
        name, share = by_name["name"], by_name["value"]
        row = next(row for row in self.rows if row["region"] == name.text)
        self.placed.add(name)
        self.holds(f"{name.text}: drawn as {tile.name}", tile.name == f"tile {row['verdict'] or NO_DATA}")
        self.holds(f"{name.text}: one name and one share in a tile", len(inside) == 2)
        printed = self.take(share)
        self.holds(
            f"{name.text}: {share.text} where the table has {row['value_pct'] or 'nothing'}", bool(printed) == bool(row["value_pct"])
        )
        for number in printed:
            self.shows(name.text, number, float(row["value_pct"]))
        return row["region"]

    def pilots(self) -> None:
        """Regions down, one target across."""
        bars = self.drawing.named(*VERDICTS)
        self.holds("a bar each", len(bars) == sum(bool(row.get("target_pct")) for row in self.rows))
        for bar in bars:
            self.pilot(bar)
        for line in self.drawing.named("target", "target unverified"):
            self.aim(line)
        self.bases()
        self.keyed()

    def pilot(self, bar: Shape) -> None:
        names = [t for t in self.rows_named() if " · " not in t.text]
        where, heading = self.row_of(names, bar.y), self.heading(bar.y)
        fits = [row for row in self.rows if row["region"] == where and row.get("target_pct") and self.under(row, heading)]
        self.holds(f"{where}, {heading}: one row of the table", len(fits) == 1)
        if not fits:
            return
        row, line = (
            fits[0],
            [
                t
                for t in self.texts
                if abs(t.box.y - bar.y) < bar.box.high / 2 + 4 and t.box.x0 > bar.box.x0 and self.row_of(names, t.box.y) == where
            ],
        )
        ground = next(s for s in self.grounds() if abs(s.y - bar.y) < 0.1)
        scale = Scale(0, ground.box.x0, 100 / ground.box.wide)
        shares = [t for t in line if t.name.startswith("text") and t.box.x0 > ground.box.x1 and t.box.x1 < ground.box.x1 + 75]
        self.holds(f"{where}: one capaian", len(shares) == 1)
        for text in shares:
            self.share(where, row, text, bar, scale)
        target = next(s for s in self.drawing.named("target", "target unverified") if s.box.y0 < bar.y < s.box.y1)
        self.end_seen(where, bar, target.x)
        for text in line:
            if text.name == "gap":
                self.signed(where, row, text, scale, bar, target)
        self.distance(where, row, line)
        self.holds(f"{where}: one gap", sum(text.name == "gap" for text in line) == 1)
        self.holds(f"{where}: drawn as {bar.name}", bar.name == row["verdict"])
        self.interval(where, scale, bar.y, row)

    def end_seen(self, where: str, bar: Shape, target: float) -> None:
        """A bar that ends under its target's rim has its end drawn over it: a reader sees whether it passes."""
        if bar.box.wide and abs(bar.box.x1 - target) <= RIM:
            ends = [s for s in self.drawing.named("end") if abs(s.y - bar.y) < 1 and abs(s.box.x1 - bar.box.x1) < EXACT]
            self.holds(f"{where}: the bar ends under its target's rim", len(ends) == 1)

    def aim(self, line: Shape) -> None:
        """A target's line: its height in words stands right above it."""
        ground = next(s for s in self.grounds() if line.box.y0 < s.y < line.box.y1)
        scale = Scale(0, ground.box.x0, 100 / ground.box.wide)
        above = min(
            (t for t in self.texts if t.box.y1 <= line.box.y0 + 3 and ":" in t.text and self.truth.target_of(t.text.split(":")[0])),
            key=lambda t: line.box.y0 - t.box.y1,
        )
        heading = self.heading(above.box.y)
        rows = [row for row in self.rows if row.get("target_pct") and self.under(row, heading)]
        for printed in self.take(above)[-1:]:
            zero = printed.value == 0 and 0 < scale.place - line.x < THINNEST
            self.shows(f"{heading}: target", printed, *{float(row["target_pct"]) for row in rows}, 0.0 if zero else scale.value(line.x))
        self.holds(f"{above.text}: stands away from its line", above.box.x0 - 5 <= line.x <= above.box.x1 + 5)

    def keyed(self) -> None:
        """The key's shapes are those beside the rows: a verdict's colour is its own."""
        marks = [s for s in self.drawing.shapes if s.mark and s.axes]
        for bar in self.drawing.named(*VERDICTS):
            beside = [mark for mark in marks if abs(mark.y - bar.y) < 0.1 and mark.x > bar.box.x1]
            keys = [m for m in marks if m.axes != bar.axes and any(m.fill == b.fill and _like(m, b) for b in beside)]
            named = {self.beside(mark) for mark in keys}
            self.holds(f"{bar.name}: the key calls its shape {named}", self.said[f"verdict.{bar.name}"] in named and len(named) == 1)

    # ------------------------------------------------------------ trends

    def trend(self) -> None:
        """Every pair of axes: marks at the table's years and shares, numbers at their own marks."""
        drawn = {shape.axes for shape in self.drawing.named("solid", "hollow", "withheld")}
        marks = self.drawing.named("solid", "hollow")
        values = [row for row in self.rows if row.get("value_pct")]
        self.holds(f"{len(marks)} marks for {len(values)} shares", len(marks) == len(values))
        for axes in sorted(drawn):
            self.plot(axes)
            self.targets(axes)
        self.target_names()

    def sets(self) -> dict[tuple[str, str, str], list[dict]]:
        """The targets a csv holds below its figures, by set, scope and ladder; each is a row of targets.csv."""
        found = defaultdict(list)
        for row in self.rows:
            if row["target_set"] and not row["value_pct"]:
                found[row["target_set"], row["scope"], row["ladder"]].append(row)
                self.holds(f"{row['target_set']} {row['target_year']}: a row of targets.csv", self.truth.is_target(row))
        return found

    def targets(self, axes: str) -> None:
        """Every set that applies to a plot is one line of its own, each year at that year's share or its next later one's."""
        years, shares = self.years(axes), self.shares(axes)
        region = self.region_of(axes)
        codes = {row["region_code"] for row in self.rows if row["region_code"] and (region is None or row["region"] == region)}
        scopes = {"nasional", *codes, *(code[:2] for code in codes)} if codes else set()
        meant = [own for (_, scope, _), own in self.sets().items() if scope in scopes]
        lines = [line for line in self.drawing.named("target line") if line.axes == axes]
        drawn = [{(round(years.value(x)), round(shares.value(y), 2)) for x, y in _middles(line.points, years)} for line in lines]
        for line in drawn:
            held = any(all(_in_force(own, year) == share for year, share in line) for own in self.sets().values())
            self.holds(f"{region or axes}: a target's line at {sorted(line)}", held)
        for own in meant:
            asked = {(year, _in_force(own, year)) for line in drawn for year, _ in line}
            asked = {(year, share) for year, share in asked if share is not None}
            self.holds(f"{region or axes}: no line says {own[0]['target_set']}", any(asked <= line for line in drawn))
        self.holds(f"{region or axes}: two lines at one place", not any(one <= other for one, other in permutations(drawn, 2)))
        self.steps(axes, years, shares, lines)

    def steps(self, axes: str, years: Scale, shares: Scale, lines: list[Shape]) -> None:
        """A share beside a step is that of a line in the year above or below it."""
        for text in (text for text in self.drawing.said("target step") if text.axes == axes):
            shown, year = self.take(text)[-1], round(years.value(text.box.x))
            near = [shares.value(y) for line in lines for x, y in _middles(line.points, years) if abs(years.value(x) - year) < 0.6]
            self.holds(f"{text.text} at {year}: no target's step", any(rounds_to(share, shown) for share in near))

    def target_names(self) -> None:
        """A target's name says each set of its line once, with its last year and share drawn, or every step; the dashes are its line's."""
        named = [
            t for t in self.drawing.texts if t.text.startswith(f"{self.said['explain.target']} ") and not t.tick and t.text[-1] in "%)"
        ]
        keys = self.drawing.named("target key")
        self.holds(f"{len(named)} names for {len(keys)} keys", len(named) == len(keys))
        told: list[str] = []
        for text in named:
            key = min(keys, key=lambda one: abs(one.y - text.box.y) + abs(text.box.x0 - one.box.x1))
            lines = [line for line in self.drawing.named("target line") if line.dash == key.dash]
            ends = {round(self.shares(line.axes).value(line.points[-1][1]), 2) for line in lines}
            self.take(text)
            for titles, asked in sets_named(text.text, self.truth.lang):
                told += [self.set_named(text.text, title, asked) for title in titles]
            self.holds(f"{text.text}: its dashes end at {ends}", any(rounds_to(end, asked[-1][0]) for end in ends))
        meant = sorted({name for name, _, _ in self.sets()})
        self.holds(f"{sorted(told)} named for {meant}", sorted(set(told)) == meant)

    def set_named(self, where: str, title: str, asked: list[tuple[Printed, str]]) -> str:
        """The set a name speaks of; each share it says is a row drawn, of the year it says."""
        found = self.truth.target_of(title) or (title, None)
        rows = [row for own in self.sets().values() for row in own if row["target_set"] == found[0]]
        for share, year in asked:
            due = int(year) if year else found[1]
            fits = [row for row in rows if due is None or int(float(row["target_year"])) == due]
            self.holds(f"{where}: no such target is drawn", any(rounds_to(float(row["target_pct"]), share) for row in fits))
        return found[0]

    def plot(self, axes: str) -> None:
        marks = [mark for mark in self.drawing.named("solid", "hollow") if mark.axes == axes]
        years, shares = self.years(axes), self.shares(axes)
        places = [(round(years.value(mark.x)), shares.value(mark.y), mark) for mark in marks]
        self.holds(f"{axes}: a mark between two years", all(abs(years.value(mark.x) - year) < 0.06 for year, _, mark in places))
        region = self.region_of(axes)
        rows = [row for row in self.rows if row.get("value_pct") and (region is None or row["region"] == region)]
        meant = sorted((int(re.search(r"\d{4}", row["period"])[0]), float(row["value_pct"])) for row in rows)
        drawn = sorted((year, value) for year, value, _ in places)
        self.holds(f"{region or axes}: as many marks as shares", len(meant) == len(drawn))
        for (year, value), (its, share) in zip(drawn, meant, strict=False):
            self.holds(
                f"{region or axes}: a mark at {year} {value:.2f} for {its} {share:.2f}",
                (year == its and abs(value - share) < EXACT) or share > 100,
            )
        said = [text for text in self.drawing.said("value") if text.axes == axes]
        for text in said:
            self.value(region or axes, text, places)
        self.one_place(region or axes, marks, said)
        self.series_names(axes, rows, places)

    def one_place(self, where: str, marks: list[Shape], said: list[Text]) -> None:
        """Marks at one place are of different sizes, so that each is seen, and have one number between them."""
        for one, other in combinations(marks, 2):
            if abs(one.x - other.x) < 0.5 and abs(one.y - other.y) < 0.5:
                self.holds(f"{where}: a mark hides another at {one.x:.0f}, {one.y:.0f}", abs(one.box.wide - other.box.wide) > 1)
        for one, other in combinations(said, 2):
            near = [min(marks, key=lambda mark, text=text: text.box.away(mark.x, mark.y), default=None) for text in (one, other)]
            twice = one.text == other.text and None not in near and abs(near[0].x - near[1].x) + abs(near[0].y - near[1].y) < 0.5
            self.holds(f"{where}: {one.text} stands twice beside one place", not twice)

    def years(self, axes: str) -> Scale:
        ticks = [(t, t.box.x) for t in self.drawing.texts if t.axes == axes and t.tick == "xtick" and re.match(r"\d{4}", t.text)]
        self.placed.update(text for text, _ in ticks)
        found = [(float(text.text[:4]), place) for text, place in ticks]
        if len(found) > 1:
            return Scale.through(found)
        return Scale(found[0][0], found[0][1], 1 / 1000)

    def shares(self, axes: str) -> Scale:
        """A row of small charts shares the numbers at its left end; their lines are each chart's own."""
        lines = sorted({round(s.y, 4) for s in self.drawing.shapes if s.axes == axes and s.tick == "ytick" and s.box.wide > 10})
        said = [t for t in self.drawing.texts if t.tick == "ytick" and re.fullmatch(r"\d+(?: ?%)?", t.text)]
        self.placed.update(said)
        for text in (text for text in said if text.axes == axes):
            self.holds(f"{text.text}: a share's tick away from its line", any(abs(text.box.y - y) < 3 for y in lines))
        ticks = [(float(t.text.rstrip(" %")), y) for y in lines for t in said if abs(t.box.y - y) < 3]
        return Scale.through(sorted(dict.fromkeys(ticks)))

    def region_of(self, axes: str) -> str | None:
        """The region above a small chart; None where all is on one pair of axes."""
        regions = {row["region"] for row in self.rows}
        if len({shape.axes for shape in self.drawing.named("solid", "hollow", "withheld")}) < 2 and not any(
            t.text in regions for t in self.drawing.texts
        ):
            return None
        lines = [s for s in self.drawing.shapes if s.axes == axes and s.tick == "ytick" and s.box.wide > 10]
        left, top = min(s.box.x0 for s in lines), min(s.box.y0 for s in lines)
        heads = [t for t in self.drawing.texts if t.text in regions and not t.axes and t.box.y < top and abs(t.box.x0 - left) < 45]
        return max(heads, key=lambda t: t.box.y).text if heads else None

    def value(self, where: str, text: Text, places: list[tuple[int, float, Shape]]) -> None:
        """A number's nearest mark is one of its value; no other series' line runs through it."""
        found = self.take(text)
        if not found:
            self.holds(f"{where}: {text.text}: not a number", text.text == self.said["withheld"])
            return
        printed = found[0]
        own = [mark for _, share, mark in places if _rounded(printed, share)]
        away = {mark: text.box.away(mark.x, mark.y) for _, _, mark in places}
        nearest = min(away.values())
        self.holds(
            f"{where}: {text.text} stands nearest a mark of {[round(share, 2) for _, share, mark in places if away[mark] == nearest]}",
            any(away[mark] <= nearest for mark in own),
        )
        self.holds(f"{where}: {text.text} stands {nearest:.0f} points from its mark", nearest < 16)
        colours = {mark.stroke for mark in own if away[mark] <= nearest}
        for line in self.drawing.named("series"):
            if line.axes == text.axes and line.stroke not in colours and text.box.crossed_by(line.points):
                self.fault(f"{where}: {text.text} lies on another series' line")

    def series_names(self, axes: str, rows: list[dict], places: list) -> None:
        """Names at the right of a large chart: the mark beside each is of the series it names."""
        for text in self.drawing.said("name"):
            beside = [
                s for s in self.drawing.shapes if s.mark and s.axes != axes and abs(s.y - text.box.y) < 4 and 0 < text.box.x0 - s.x < 30
            ]
            fits = [
                r
                for r in rows
                if all(
                    part in (r["region"], r["instrument"], self.said.get(f"chart.ladder.{r['ladder']}")) for part in text.text.split(" · ")
                )
            ]
            shares = {float(row["value_pct"]) for row in fits if row["value_pct"]}  # of a series withheld whole nothing is drawn
            drawn = {round(share, 4) for _, share, mark in places if beside and mark.stroke == beside[0].stroke}
            self.holds(
                f"{text.text}: its colour draws {sorted(drawn)[:4]}, the table says {sorted(shares)[:4]}",
                "…" in text.text or (bool(drawn) == bool(shares) and all(any(abs(d - s) < EXACT for s in shares) for d in drawn)),
            )
            self.placed.add(text)

    # ------------------------------------------------------------ differences, milestones

    def differences(self) -> None:
        """Row minus column in every cell; what is row and column the other way has the other sign."""
        values = {row["region"]: float(row["value_pct"]) for row in self.rows if row["value_pct"]}
        cells = self.drawing.named("difference")
        heads = [text for text in self.texts if text.text in values and text.box.y < min(cell.box.y0 for cell in cells)]
        names = [text for text in self.rows_named() if text.text in values and text not in heads]
        self.holds("a name for each row and column", sorted(t.text for t in heads) == sorted(t.text for t in names))
        for cell in cells:
            inside = [
                text
                for text in self.drawing.said("value")
                if cell.box.x0 <= text.box.x <= cell.box.x1 and cell.box.y0 <= text.box.y <= cell.box.y1
            ]
            down, across = self.row_of(names, cell.y), min(heads, key=lambda text: abs(text.box.x - cell.x)).text
            self.holds(f"{down} - {across}: one number", len(inside) == 1)
            for text in inside:
                for printed in self.take(text):
                    self.shows(f"{down} - {across}", printed, values[down] - values[across])
                    self.holds(
                        f"{down} - {across}: dark where it leads",
                        (_light(cell.fill) < 0.5) == (round(values[down] - values[across], 1) > 0),
                    )

    def milestones(self) -> None:
        """A date in a cell under its milestone, beside its region."""
        cells = [cell for cell in self.drawing.named("terdokumentasi", "tidak_terdokumentasi") if cell.box.wide > 23]
        by_key = {(row.get("region") or row["region_code"], row["milestone"]): row for row in self.rows}
        names = [text for text in self.rows_named() if text.text in {region for region, _ in by_key}]
        heads = [text for text in self.texts if text.text in {step for _, step in by_key}]
        for cell in cells:
            step = min(heads, key=lambda text: abs(text.box.x0 - cell.box.x0)).text
            row = by_key[self.row_of(names, cell.y), step]
            dated = row.get("date", "").strip() not in ("", "tidak terdokumentasi")
            said = [text for text in self.texts if cell.box.x0 <= text.box.x <= cell.box.x1 and cell.box.y0 <= text.box.y <= cell.box.y1]
            meant = row["date"] if dated else self.named("tidak_terdokumentasi").lower()
            self.holds(
                f"{self.row_of(names, cell.y)}, {step}: {[t.text for t in said]} for {meant}", len(said) == 1 and _cut(said[0].text, meant)
            )
            self.holds(f"{step}: drawn as {cell.name}", (cell.name == "terdokumentasi") == dated)
            self.placed.update(said)
        self.planned(heads)
        self.placed.update(text for text in self.texts if text.box.y < min(cell.box.y0 for cell in cells))

    def planned(self, heads: list[Text]) -> None:
        """Below each step every year some region planned it for, and no other."""
        for head in heads:
            nearest = [t for t in self.texts if head.box.y0 - 4 < t.box.y < head.box.y1 + 28 and t.box.x0 >= head.box.x0 - 4]
            said = " ".join(t.text for t in nearest if max(heads, key=lambda h, t=t: (h.box.x0 <= t.box.x0 + 4) * h.box.x0) is head)
            years = {row["planned_year"] for row in self.rows if row["milestone"] == head.text and row["planned_year"]}
            self.holds(f"{head.text}: {said} for {sorted(years)}", set(re.findall(r"(?:19|20)\d\d", said)) == years)


def _in_force(own: list[dict], year: int) -> float | None:
    """The share a set asks for in a year: its row for that year, else for its next later one; None past its last."""
    ahead = [row for row in own if float(row["target_year"]) >= year]
    return round(float(min(ahead, key=lambda row: float(row["target_year"]))["target_pct"]), 2) if ahead else None


def _middles(points: tuple[tuple[float, float], ...], years: Scale) -> list[tuple[float, float]]:
    """Where a stepped line stands in the middle of each year it runs through."""
    flat = [(years.value(x0), years.value(x1), y0) for (x0, y0), (x1, y1) in pairwise(points) if y0 == y1]
    spans = [(range(round(first + 0.5), round(last - 0.5) + 1), y) for first, last, y in flat]
    return [(years.place + (year - years.start) / years.step, y) for within, y in spans for year in within]


def _rounded(printed: Printed, value: float) -> bool:
    """Within half of the last digit, and a hundredth of it."""
    return abs(value - printed.value) <= 0.505 * 10.0**-printed.decimals + 1e-6


def _pair(row: dict) -> str:
    return f"{row['domain_2']} – {row['domain_1']}" if "domain_1" in row else row["domain"]


def _cut(shown: str, whole: str) -> bool:
    return shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def _over(bars: list[list[Shape]], text: Text) -> list[Shape]:
    """The bar a number stands in, else the first one below it."""
    inside = [bar for bar in bars if bar[0].box.y0 <= text.box.y <= bar[0].box.y1]
    return inside[0] if inside else min((bar for bar in bars if bar[0].box.y0 > text.box.y), key=lambda bar: bar[0].box.y0)


def _beside_bars(drawing: Drawing) -> bool:
    """Whether gaps stand right of their bars (a page of regions) or above them (a cell of one region's table)."""
    bars = drawing.named(*VERDICTS)
    return any(bar.box.y0 <= text.box.y <= bar.box.y1 and text.box.x0 > bar.box.x1 for text in drawing.said("gap") for bar in bars)


def _like(one: Shape, other: Shape) -> bool:
    """Whether two symbols are of one shape and size."""
    return abs(one.box.wide - other.box.wide) < 0.5 and abs(one.box.high - other.box.high) < 0.5


def _light(fill: str) -> float:
    red, green, blue = (int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
