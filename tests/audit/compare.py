"""Every number of an output beside what may stand there: compared, wrong, or not to be placed.

    tally = Tally()
    audit_page(tally, truth, "03-pilots-against-targets", html)      # tables and sentences
    audit_csv(...), audit_alt(...), audit_marks(...)                 # a chart's csv, alt text and SVG (marks.py)
    tally.compared["table"], tally.wrong, tally.unplaced

What is not to be placed must be explained by a row of unplaced.csv (kind of output, pattern, reason); see `unexplained`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from . import computed, headlines, reading
from .marks import audit_marks
from .truth import (
    COUNTS,
    DEFICITS,
    GAPS,
    KINDS,
    REFERENCE,
    ROOT,
    RUNS,
    Context,
    Figure,
    Printed,
    Truth,
    distances,
    idle_zeros,
    is_as_far,
    is_range,
    number,
    numbers,
    records,
    rounds_to,
    sets_named,
    shows,
    sizes,
    without_distances,
    words,
)

NAMES = (
    "region",
    "domain",
    "indicator",
    "indicators",
    "instrument",
    "period",
    "ladder",
    "target_set",
    "target_year",
    "region_code",
    "points",
)
"""Columns that say where the numbers of a row belong."""


UNKNOWN = "?"
"""An indicator or instrument the tables of `data/processed` do not hold."""


@dataclass
class Tally:
    """What an audit found: numbers compared by kind of output, those that are wrong, those it cannot place."""

    compared: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unplaced: Counter = field(default_factory=Counter)

    def take(self, kind: str, where: str, printed: Printed, allowed: list[Figure]) -> None:
        """A number that must be one of these figures."""
        self.compared[kind] += 1
        fit = [figure for figure in allowed if shows(printed, figure)]
        if any(not figure.withheld for figure in fit):
            return
        said = (
            "may not be published"
            if fit
            else "expected " + (", ".join(sorted({f"{figure.value:g} ({figure.kind})" for figure in allowed})[:4]) or "nothing here")
        )
        self.wrong.append(f"{kind}: {where}: {printed.text}: {said}")

    def same(self, kind: str, where: str, printed: Printed, value: float) -> None:
        """A number that must be this value."""
        self.compared[kind] += 1
        if not rounds_to(value, printed):
            self.wrong.append(f"{kind}: {where}: {printed.text}: expected {value:g}")

    def far(self, kind: str, where: str, text: str, truth: Truth, context: Context) -> str:
        """Compares every distance to a target a text says; gives the text without them."""
        for said in distances(text, truth.lang):
            self.compared[kind] += 1
            rows = [figure.row for figure in truth.figures(context, ("gap_pp",)) if not figure.withheld]
            if not any(is_as_far(said, row) for row in rows):
                told = sorted({f"{row['gap_pp']} {row['direction']} {row['verdict']}" for row in rows})
                self.wrong.append(f"{kind}: {where}: {text[said.start : said.end]}: expected {', '.join(told[:4]) or 'nothing here'}")
        return without_distances(text, truth.lang)

    def leave(self, kind: str, where: str, pattern: str) -> None:
        """A number this audit cannot place: in which page or chart, and what kind of number it is."""
        self.unplaced[kind, f"{re.split(' > |: ', where)[0]}: {pattern}"] += 1


@functools.cache
def pilot_codes() -> frozenset:
    return frozenset(row["region_code"] for row in records(REFERENCE / "regions.csv") if row["pilot_batch"])


def explained() -> list[dict]:
    return records(Path(__file__).with_name("unplaced.csv"))


def unexplained(tally: Tally) -> dict[tuple[str, str], int]:
    """Numbers not placed that no row of unplaced.csv explains."""
    reasons = [(row["kind"], re.compile(row["pattern"])) for row in explained()]
    return {
        key: count
        for key, count in tally.unplaced.items()
        if not any(kind == key[0] and pattern.search(key[1]) for kind, pattern in reasons)
    }


# ---------------------------------------------------------------- where numbers belong


def page_context(truth: Truth) -> Context:
    """What a report speaks of where it says nothing: its own year, and the runs of its own series."""
    synthetic = truth.run.startswith("contoh")
    runs = frozenset(run for run in RUNS if run.startswith("contoh") == synthetic)
    return Context(period=truth.run[-4:], run=runs)


@functools.cache
def _headings(lang: str) -> dict[str, str]:
    """What a column's heading means: its key without "column."."""
    said = words(lang)
    keys = [
        key for key in said if re.match(r"column\.|pace\.|diff\.(?:old|new|change_pp|cause)$|pack\.closing\.(?:missing|needed)$", key)
    ] + ["capaian", "region", "indicator", "instrument", "period"]
    meant = {"capaian": "value_pct", "pack.closing.missing": "closing_missing", "pack.closing.needed": "closing_needed"}
    return {said[key]: meant.get(key, key.split(".")[-1]) for key in reversed(keys) if "{" not in said[key]}


@functools.cache
def _ladders(lang: str) -> dict[str, str]:
    said = words(lang)
    return {said[key]: key.rpartition(".")[2] for key in said if key.startswith("chart.ladder.")}


def section_indicator(truth: Truth, heading: str) -> str | None:
    """The indicator a section is about, by its name or by its id in brackets."""
    named = truth.context(heading).indicator
    if isinstance(named, str):
        return named
    told = re.search(r"\((\w+)\)", heading)
    known = {row["indicator"] for row in truth.rows}
    if told and told[1] in known:
        return told[1]
    short = {re.sub(r"\s*\(.*", "", name): meant for name, meant in truth.names.items() if meant[0] == "indicator"}
    meant = short.get(heading.casefold())
    return meant[1] if meant else None


# ---------------------------------------------------------------- pages


def audit_page(tally: Tally, truth: Truth, name: str, source: str, drawn: frozenset[str] = frozenset()) -> None:
    """The tables and lines of a page; what a chart says above itself (`drawn`) is held with the chart."""
    tables, lines = reading.page(source)
    for table in tables:
        before = sum(tally.compared.values())
        audit_table(tally, truth, name, table)
        audit_cards(tally, truth, name, table)
        if name.startswith(OWN_SAMPLE) or (truth.run.startswith("contoh") and sum(tally.compared.values()) > before):
            synthetic_told(tally, truth, name, table)
    tally.compared["finding"] += sum(line in drawn for line in lines)
    for line in lines:
        if line not in drawn:
            audit_sentence(tally, truth, f"{name}: {line[:90]}", line)
    for said in [*lines, *(cell for table in tables for row in table.rows for cell in row)]:
        if idle_zeros(said):
            tally.wrong.append(f"sentence: {name}: {said[:120]}: points with zeros behind the decimal sign")


def audit_cards(tally: Tally, truth: Truth, name: str, table: reading.Table) -> None:
    """The first page's table of findings: each is a sentence of the region it stands beside."""
    finding = words(truth.lang)["report.finding"]
    for row in table.rows if finding in table.headings else ():
        said = row[table.headings.index(finding)]
        if truth.context(said).region is not None:  # a target may be called after its region
            tally.wrong.append(f"sentence: {name}: {row[0]} is said twice: {said}")
        mark, bare = re.fullmatch(r"(\[[^]]*\] )?(.*)", said).groups(default="")  # what is synthetic says so first
        bare = bare[:1].lower() + bare[1:] if bare[1:2].islower() else bare
        audit_sentence(tally, truth, f"{name}: {row[0]}: {said[:90]}", f"{mark}{row[0]} {truth.run}: {bare}")


OWN_SAMPLE = "10-"
"""The page whose table is synthetic whatever the run."""


def synthetic_told(tally: Tally, truth: Truth, name: str, table: reading.Table) -> None:
    """A table of synthetic figures says so itself: in its caption, or row by row; a table of words alone has none."""
    if not any(number(cell, truth.lang) for row in table.rows for cell in row):
        return
    column = words(truth.lang)["column.synthetic"]
    tally.compared["synthetic"] += 1
    if not re.search("SINTETIS|SYNTHETIC", table.caption) and column not in table.headings:
        tally.wrong.append(
            f"synthetic: {name} > {table.section}: {' | '.join(table.headings[:4])}: the table does not say that it is synthetic"
        )


def audit_table(tally: Tally, truth: Truth, name: str, table: reading.Table) -> None:
    meanings = [_headings(truth.lang).get(heading, heading) for heading in table.headings]
    by_year = bool({"indicator", "indicators"} & set(meanings))
    whole = page_context(truth).but(indicator=section_indicator(truth, table.section))
    if not {"region", "domain"} & set(meanings):
        whole = whole.but(region=_region_told(truth, table.caption) or page_region(name))
    for row in table.rows:
        if len(row) == len(meanings):
            context = _row_context(truth, whole, dict(zip(meanings, row, strict=False)))
            if "rank_best" in meanings:
                computed.audit_rank(tally, truth, f"{name} > {' | '.join(row)}", context, dict(zip(meanings, row, strict=False)))
            if "pp_per_year" in meanings:
                computed.audit_pace(tally, truth, f"{name} > {' | '.join(row)}", context, dict(zip(meanings, row, strict=False)))
            if set(computed.INDEX) <= set(meanings):
                computed.audit_index(tally, truth, f"{name} > {' | '.join(row)}", dict(zip(meanings, row, strict=False)))
            if "change_pp" in meanings:
                _changed(tally, truth, f"{name} > {' | '.join(row[:5])}", context, dict(zip(meanings, row, strict=False)))
                continue
            for heading, meaning, cell in zip(table.headings, meanings, row, strict=False):
                if meaning not in (*NAMES, *computed.RANKS, *computed.PACES, *computed.INDEX):
                    _cell(tally, truth, f"{name} > {table.section} > {' | '.join(row[:4])} > {heading}", context, meaning, cell, by_year)


def _region_told(truth: Truth, caption: str) -> str | None:
    """The region a table's own caption names; None where it names none, or several."""
    named = {mention.name for mention in truth.mentions(caption) if mention.what == "region"}
    return named.pop() if len(named) == 1 else None


@functools.cache
def page_region(name: str) -> str | None:
    """The region of a table of the pack that names none: the one the page's parameters cell says, else the first pilot."""
    if name[:2] != "07":
        return None
    source = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    told = re.search(r'REGION = \\"([^"\\]+)', source)
    return told[1] if told else "Kab. Kediri"


def _changed(tally: Tally, truth: Truth, where: str, context: Context, row: dict[str, str]) -> None:
    """Old, new and their difference, of a figure or of a target: both stand in the tables, and the third is what they leave."""
    target = truth.target_of(row.get("target_set", ""))
    kind = "target_pct" if target else "value_pct"
    any_year = context.but(run=frozenset(RUNS), period=frozenset(run[-4:] for run in RUNS))
    old, new, change = (numbers(truth.without_names(row[name]), truth.lang) for name in ("old", "new", "change_pp"))
    for printed in [*old[:1], *new[:1]]:
        tally.take("table", where, printed, truth.figures(any_year, (kind,)))
    if old and new and change:
        tally.compared["table"] += 1
        if abs(new[0].value - old[0].value - change[0].value) > 0.0151 or (change[0].value > 0) != change[0].text.startswith("+"):
            tally.wrong.append(f"table: {where}: {old[0].text}, {new[0].text}: the difference says {change[0].text}")
    for name, cell in row.items():
        found = numbers(truth.without_names(cell), truth.lang)
        for _ in found[1:] if name in ("old", "new", "change_pp") else () if name in NAMES else found:
            tally.leave("table", where, f"changed: {name}")


def _row_context(truth: Truth, context: Context, row: dict[str, str]) -> Context:
    said = {name: value for name, value in (truth_name(truth, column, cell) for column, cell in row.items()) if value}
    return context.but(**said)


def truth_name(truth: Truth, column: str, cell: str) -> tuple[str, object]:
    """What a naming cell says: ("region", "Kota Blitar"); ("", None) for any other."""
    if column in ("region", "domain"):
        return "region", cell or None
    if column in ("indicator", "indicators", "instrument"):
        what = "instrument" if column == "instrument" else "indicator"
        return what, getattr(truth.context(cell), what) or (UNKNOWN if cell not in ("", "–") else None)
    if column == "target_pct" and truth.context(cell).target_set:
        return "target_set", truth.context(cell).target_set
    if column == "target_set":
        named = truth.target_of(cell)
        return ("target_set", named[0]) if named else ("", None)
    if column == "target_year" and cell.isdigit():
        return "target_year", int(cell)
    if column == "period":
        return "period", cell[-4:] if cell[-4:].isdigit() else None
    if column == "points":
        return "period", (re.findall(r"\d{4}", cell) or [None])[-1]
    if column == "ladder":
        return "ladder", _ladders(truth.lang).get(cell) or (cell if cell in ("2015", "2020") else None)
    return "", None


def _cell(tally: Tally, truth: Truth, where: str, context: Context, meaning: str, cell: str, by_year: bool) -> None:
    """A cell whose heading says what its numbers are; what no heading says is read as a sentence."""
    kind, context = _meaning(truth, meaning, context, cell)
    if re.fullmatch(r"(19|20)\d\d", meaning):
        return _of_a_year(tally, truth, where, context.but(period=meaning), cell, by_year)
    unknown = context.region is None or UNKNOWN in (context.indicator, context.instrument) or (kind in COUNTS and context.indicator is None)
    if kind is None or unknown:
        return _free(tally, truth, where, context, meaning, cell)
    if kind == "gap_pp":
        cell = tally.far("table", where, cell, truth, context)
    found = numbers(truth.without_names(cell), truth.lang)
    spoken = 2 if kind in DEFICITS and len(found) == 2 and re.search(r"\d-\d", cell) else 1
    if kind in DEFICITS and found:
        _both_sizes(tally, truth, where, context, kind, found[:spoken])
    if kind == "value_pct" and len(found) == 2:  # the share on the previous base, where the base jumped
        tally.take("table", where, found.pop(), truth.figures(context, ("alt_pct",)))
    for printed in found[:spoken]:
        tally.take("table", where, printed, [_directed(figure) for figure in truth.figures(context, (kind,))])
    for _ in found[spoken:]:
        tally.leave("table", where, f"{meaning}: second number of a cell")
    return None


def _both_sizes(tally: Tally, truth: Truth, where: str, context: Context, kind: str, said: list[Printed]) -> None:
    """The size of a deficit is one where its base stands, and a range of both where it jumped."""
    rows = {id(figure.row): figure.row for figure in truth.figures(context, (kind,))}.values()
    plain = [printed._replace(text=printed.text.lstrip("+-"), value=abs(printed.value)) for printed in said]
    tally.compared["table"] += 1
    if rows and not any(is_range(plain, sizes(row, kind)) for row in rows if sizes(row, kind)):
        tally.wrong.append(f"table: {where}: {[one.text for one in said]}: not the size on each base")


def _directed(figure: Figure) -> Figure:
    """The pace required, with a minus where the share must fall: so tables print it, with its sign."""
    falling = figure.kind == "required_pp_per_year" and figure.row["direction"] == "maksimal"
    return figure._replace(value=-figure.value) if falling else figure


def _meaning(truth: Truth, meaning: str, context: Context, cell: str) -> tuple[str | None, Context]:
    """The column of the tables a heading stands for: "Gap Jakstranas 2023" is gap_pp against that set."""
    if meaning in KINDS:
        return meaning, context
    if meaning == "closing_missing":
        return "shortfall_tonnes" if re.search(r"\bt(on(nes)?)?\b", cell) else "shortfall_households", context
    named = truth.target_of(meaning)
    if not named:
        return None, context
    kind = "target_pct" if meaning.rstrip().endswith("%") else "gap_pp"
    return kind, context.but(target_set=named[0], target_year=named[1])


def _of_a_year(tally: Tally, truth: Truth, where: str, context: Context, cell: str, by_year: bool) -> None:
    """A year's column: shares where the rows are indicators, else how many figures there are, and how many flagged."""
    if by_year:
        for printed in numbers(cell, truth.lang):
            tally.take("table", where, printed, truth.figures(context, ("value_pct",)))
        return
    rows = truth.achievements(context)
    for printed, value in zip(numbers(cell, truth.lang), (len(rows), sum(row["flag"] != "" for row in rows)), strict=False):
        tally.same("table", where, printed, value)


def _free(tally: Tally, truth: Truth, where: str, context: Context, meaning: str, cell: str) -> None:
    """A cell of words, or of numbers the tables of `data/processed` do not hold."""
    named = truth.mentions(cell)
    if any(mention.what == "target_set" for mention in named) and ":" in cell:
        _sentence(tally, truth, "table", where, context, cell)
        return
    for _ in numbers(truth.without_names(cell), truth.lang):
        tally.leave("table", where, meaning)


# ---------------------------------------------------------------- sentences and alt texts

BEFORE = (
    ("value_pct", r"(?:capaian|achievement)\s*$"),
    ("low_pct", r"(?:selang|interval|%\s*\()\s*$"),
    ("high_pct", r"(?:(?:selang|interval)\s|%\s*\()[\d.,]+\s*(?:–|\.\.)\s*$"),
    ("n", r"\bn\s*=\s*$"),
    ("gap_pp", r"\bgap(?: of| terbit)?\s*$"),
    ("shortfall_pp", r"(?:kurang|masih|short by|still|sebesar|short|by)\s*(?:[\d.,]+-)?$"),
    ("required_pp_per_year", r"(?:perlu|needs)\s*(?:[\d.,]+-)?$"),
    (
        "target_pct",
        r"(?:paling sedikit|paling banyak|at least|at most|min\.|maks\.|max\.|target\s*:|^\s*:|short of the|above the|dari target|target of|batas|limit of|limit)\s*$",
    ),
)
AFTER = (
    ("alt_pct", r"\s*% (?:pada pembagi|on the previous)"),
    ("shortfall_households", r"(?:-[\d.,]*\d)?\s*(?:KK|households)\b"),
    ("shortfall_tonnes", r"(?:-[\d.,]*\d)?\s*(?:ton|tonnes|t)\b"),
    ("known_pct", r"\s*% (?:diketahui|known)"),
    ("value_pct", r"\s*%"),
)


def audit_sentence(tally: Tally, truth: Truth, where: str, line: str) -> None:
    """A line of a page: only where it names a region its numbers are figures of that region."""
    context = page_context(truth)
    if _counted(tally, truth, where, line):
        return
    if set(re.findall(r"contoh-\d{4}", line)) - {truth.run}:
        tally.leave("sentence", where, "a change between two surveys")
        return
    if _missed(line):
        tally.leave("sentence", where, "how many figures of a region cannot be judged")
        return
    if truth.context(line).region is None:
        for printed in numbers(truth.without_names(line), truth.lang):
            if not printed.is_year:
                tally.leave("sentence", where, _shape(truth, line, printed))
        return
    _sentence(tally, truth, "sentence", where, context, line)


def _counted(tally: Tally, truth: Truth, where: str, line: str) -> bool:
    """A sentence that counts the figures of the run, or its comparisons by verdict, has the tables' own counts."""
    run = [row for row in truth.rows if row["run"] == truth.run]
    own = [row for row in run if "target_set" not in row]
    gaps = [row for row in run if "target_set" in row]
    told = re.search(r"(\d+) (?:angka dari|figures? of) (\d+) (?:wilayah|regions?)", line)
    if told and line.split(":", maxsplit=1)[0].endswith(truth.run):
        _counts(tally, truth, where, told.groups(), [len(own), len({row["region"] for row in own})])
        return True
    said = re.sub(r"^\[[^]]*\] ", "", line)
    if told := re.fullmatch(headlines.worded(truth.lang, "find.sources"), said):
        rows = records(ROOT / "data" / "raw" / truth.run / "SOURCES.csv")
        kinds = Counter(row["kind"] for row in rows)
        undated = sum(not row["export_date"] for row in rows)
        _counts(tally, truth, where, told.groups(), [len(rows), kinds["transcribed"], kinds["synthetic"], undated])
        return True
    if told := re.fullmatch(headlines.worded(truth.lang, "find.figures"), said):
        there = {row["region_code"] for row in own if row["period"] == told["period"]} & pilot_codes()
        _counts(tally, truth, where, (told["count"], told["total"]), [len(there), len(pilot_codes())])
        return True
    told = re.match(
        r"(\d+) (?:pembandingan di|comparisons? in) (\d+) (?:wilayah|regions?): (\d+) [^,]+, (\d+) [^,]+, (\d+) [^,]+, (\d+)", line
    )
    if told:
        piloted = [row for row in gaps if row["region_code"] in pilot_codes()]
        counted = [_by_verdict(piloted), _by_verdict(gaps), _by_verdict([row for row in gaps if row["target_pct"]])]
        _counts(tally, truth, where, told.groups(), next((one for one in counted if str(one[0]) == told[1]), counted[0]))
    return bool(told)


def _by_verdict(gaps: list[dict]) -> list[int]:
    verdicts = Counter(row["verdict"] for row in gaps)
    order = ("tercapai", "belum", "belum dapat dipastikan", "tidak dapat dinilai")
    return [len(gaps), len({row["region"] for row in gaps}), *(verdicts[name] for name in order)]


def _counts(tally: Tally, truth: Truth, where: str, printed: tuple[str, ...], counted: list[int]) -> None:
    for text, value in zip(printed, counted, strict=False):
        tally.same("sentence", where, numbers(text, truth.lang)[0], value)


def _sentence(tally: Tally, truth: Truth, kind: str, where: str, context: Context, text: str) -> None:
    said = _here(truth, context, text)
    if isinstance(said.region, frozenset):
        _of_two(tally, truth, kind, where, said, text)
        return
    plain = truth.without_names(text)
    if said.region is not None:
        plain = tally.far(kind, where, plain, truth, said)
    for printed in numbers(plain, truth.lang):
        role = _role(plain, printed)
        if printed.is_year and role is None:
            continue
        if role is None or said.region is None:
            tally.leave(kind, where, _shape(truth, text, printed))
        else:
            tally.take(kind, where, printed, truth.figures(said, GAPS if role == "gap_pp" else (role,)))


def _of_two(tally: Tally, truth: Truth, kind: str, where: str, said: Context, text: str) -> None:
    """A sentence about two regions: what it says in points is the difference of their shares."""
    first, second = [mention.name for mention in truth.mentions(text) if mention.what == "region"][:2]
    plain = truth.without_names(text)
    for printed in numbers(plain, truth.lang):
        if re.match(r"\s*(poin|points)", plain[printed.end :]) and not printed.signed:
            take_difference(tally, truth, kind, where, said, first, second, printed)
        elif not printed.is_year:
            tally.leave(kind, where, _shape(truth, text, printed))


def _here(truth: Truth, context: Context, text: str) -> Context:
    named = truth.context(text)
    return context.but(
        **{name: getattr(named, name) for name in ("region", "indicator", "instrument", "period", "target_set", "target_year")},
        ladder=_ladder(truth, text),
    )


def _ladder(truth: Truth, text: str) -> str | None:
    found = {ladder for said, ladder in _ladders(truth.lang).items() if said in text}
    return found.pop() if len(found) == 1 else None


def _role(text: str, printed: Printed) -> str | None:
    """What a number in a sentence is, by the words around it."""
    before, after = text[max(0, printed.start - 40) : printed.start], text[printed.end : printed.end + 26]
    if re.match(r"\s*% (?:dikurangi|less|minus)", after):
        return None
    unit = next((kind for kind, pattern in AFTER[:4] if re.match(pattern, after, re.IGNORECASE)), None)
    return (
        unit
        or next((kind for kind, pattern in BEFORE if re.search(pattern, before, re.IGNORECASE)), None)
        or next((kind for kind, pattern in AFTER if re.match(pattern, after, re.IGNORECASE)), None)
    )


def _shape(truth: Truth, text: str, printed: Printed) -> str:
    """What stands before and after a number, without names and other numbers: what kind of number it is."""
    plain = truth.without_names(text)
    before, after = plain[max(0, printed.start - 45) : printed.start], plain[printed.end : printed.end + 25]
    return " ".join(re.sub(r"[+\-]?\d[\d.,]*", "#", f"{before} <{'#'}> {after}").split())


def audit_alt(tally: Tally, truth: Truth, name: str, text: str, kind: str = "alt", finding: str = "") -> None:
    """An alt text: its title says what all of it is about, each further sentence begins with its region.

    `finding` is the sentence above the drawing, read by said.py: the alt text must hold it as it stands.
    """
    tally.compared[kind] += 1
    if finding not in text:
        tally.wrong.append(f"{kind}: {name}: does not say what its drawing says: {finding}")
    text = text.replace(finding, "", 1) if finding else text
    pieces = _pieces(truth, text)
    title = _here(truth, page_context(truth), pieces[0]).but(region=None) if pieces else page_context(truth)
    for piece in pieces:
        pair = _pair(truth, piece)
        if _aimed(tally, truth, kind, f"{name}: {piece[:80]}", title, piece):
            continue
        if pair:
            _difference(tally, truth, kind, f"{name}: {piece[:80]}", title, *pair, piece)
        else:
            _sentence(tally, truth, kind, f"{name}: {piece[:80]}", title, piece)


def _aimed(tally: Tally, truth: Truth, kind: str, where: str, title: Context, piece: str) -> bool:
    """ "Target Jakstranas 2023: min. 72%", a line of a trend: whether the piece is one; its share is that of targets.csv."""
    if not piece.startswith(words(truth.lang)["explain.target"] + " "):
        return False
    told = [(truth.target_of(name), shares) for names, shares in sets_named(piece, truth.lang) for name in names]
    if not all(meant and shares for meant, shares in told):
        return False
    for (target_set, year), shares in told:
        for share, due in shares:
            tally.compared[kind] += 1
            asked = truth.asked(target_set, int(due) if due else year, title.indicator)
            if not any(rounds_to(one, share) for one in asked):
                tally.wrong.append(f"{kind}: {where}: no such target of {title.indicator}")
    return True


def _missed(piece: str) -> bool:
    """How many of a region's figures cannot be judged is a count, and no figure."""
    return re.search(r"\d+ (?:dari|of(?: the)?) \d+ (?:angka|figures|pembandingan|comparisons)", piece) is not None


def _pieces(truth: Truth, text: str) -> list[str]:
    """Sentences; the stop of "Kab." or "min." ends none."""
    return [piece.strip() for piece in re.split(r"(?<!\bKab)(?<!\bKec)(?<!\bmin)(?<!\bmax)(?<!\bmaks)\.\s+", text.strip()) if piece.strip()]


def _pair(truth: Truth, piece: str) -> tuple[str, str] | None:
    """The two regions of "Kab. Kediri – Kota Blitar: -6,7"."""
    named = [mention for mention in truth.mentions(piece) if mention.what == "region"]
    two = len(named) == 2 and re.fullmatch(r"\s*–\s*", piece[named[0].end : named[1].start])
    return (named[0].name, named[1].name) if two and named[0].start == 0 else None


def _difference(tally: Tally, truth: Truth, kind: str, where: str, context: Context, first: str, second: str, piece: str) -> None:
    plain = truth.without_names(piece)
    found = numbers(plain, truth.lang)
    said = [printed for printed in found[:1] if re.fullmatch(r"\D*:\s*", plain[: printed.start])]
    for printed in said:
        take_difference(tally, truth, kind, where, context, first, second, printed)
    for printed in found[len(said) :]:
        tally.leave(kind, where, _shape(truth, piece, printed))


def take_difference(tally: Tally, truth: Truth, kind: str, where: str, context: Context, first: str, second: str, printed: Printed) -> None:
    """A difference of two regions' shares within one instrument and ladder."""
    mine, others = (
        {
            (figure.row["instrument"], figure.row["ladder"], figure.value)
            for figure in truth.figures(context.but(region=region), ("value_pct",))
            if not figure.withheld
        }
        for region in (first, second)
    )
    values = [one - other for instrument, ladder, one in mine for its, same, other in others if (instrument, ladder) == (its, same)]
    tally.compared[kind] += 1
    if not any(rounds_to(value, printed) for value in values):
        tally.wrong.append(
            f"{kind}: {where}: {printed.text}: expected {', '.join(f'{value:.2f}' for value in values[:3]) or 'nothing here'}"
        )


# ---------------------------------------------------------------- a chart's csv


def audit_csv(tally: Tally, truth: Truth, name: str, path: Path) -> None:
    """Every figure of the table a chart draws, to its last decimal."""
    for row in records(path):
        _csv_sizes(tally, name, row)
        region = row.get("region") or row.get("domain")
        said = {key: row[key] for key in ("indicator", "instrument", "ladder", "target_set") if row.get(key)}
        year = re.search(r"\d{4}", row.get("period", ""))
        context = page_context(truth).but(
            region=region,
            period=year[0] if year else None,
            target_year=int(float(row["target_year"])) if row.get("target_year") else None,
            **said,
        )
        placed = bool(region and row.get("indicator")) and bool(truth.figures(context, ("value_pct", "n", "reported_gap_pp")))
        for column, text in row.items():
            _csv_number(tally, truth, name, context if placed else None, column, text)


def _csv_sizes(tally: Tally, name: str, row: dict) -> None:
    """A deficit whose base jumped has each of its sizes on the previous base beside it; no other row has any."""
    jumped = bool(row.get("alt_base")) and float(row.get("shortfall_pp") or 0) > 0
    for column in DEFICITS:
        other = row.get(f"alt_{column}") or ""
        if not jumped and not other:
            continue
        expected = sizes(row, column)[1:] if jumped else []
        tally.compared["csv"] += 1
        if ([round(float(other), 4)] if other else []) != [round(one, 4) for one in expected]:
            tally.wrong.append(
                f"csv: {name} > {row['region']} {row['indicator']} {row['target_set']} > alt_{column}: {other}: expected {expected}"
            )


def _csv_number(tally: Tally, truth: Truth, name: str, context: Context | None, column: str, text: str) -> None:
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text or "") or column in ("period", "region_code", "target_year", "ladder", "domain_code"):
        return
    if column in {f"alt_{kind}" for kind in DEFICITS}:  # held by _csv_sizes
        return
    if context is None or column not in KINDS:
        tally.leave("csv", name, column)
        return
    printed = Printed(text if text.startswith("-") else "+" + text, float(text), 4, True, 0, 0)
    tally.take(
        "csv",
        f"{name} > {context.region} {context.indicator} {context.period} {context.target_set} > {column}",
        printed,
        truth.figures(context, (column,)),
    )


def audit_charts(tally: Tally, truth: Truth, folder: Path) -> None:
    """Every chart of a folder: csv, alt text and drawing."""
    for path in sorted(folder.glob("*.csv")):
        alt = path.with_suffix(".txt").read_text(encoding="utf-8")
        if path.stem in computed.SURVEY:
            computed.audit_survey_csv(tally, truth, path.stem, records(path))
            told = headlines.finding(path.with_suffix(".svg").read_text(encoding="utf-8"))
            computed.audit_survey_alt(tally, truth, path.stem, alt.replace(told, "", 1), records(path))
        else:
            audit_csv(tally, truth, path.stem, path)
            audit_alt(tally, truth, path.stem, alt, finding=headlines.finding(path.with_suffix(".svg").read_text(encoding="utf-8")))
        audit_marks(tally, truth, path.stem, path.with_suffix(".svg").read_text(encoding="utf-8"), records(path))


def chart_findings(folder: Path) -> frozenset[str]:
    """The sentences above the drawings of a folder, which `audit_charts` holds to their rows."""
    return frozenset(headlines.finding(path.read_text(encoding="utf-8")) for path in folder.glob("*.svg"))


def audit_outputs(tally: Tally, outputs) -> Tally:
    """All pages and charts of a run in a language."""
    truth, drawn = Truth.load(outputs.run, outputs.lang), chart_findings(outputs.charts)
    for name, source in outputs.pages.items():
        audit_page(tally, truth, name, source, drawn)
    audit_charts(tally, truth, outputs.charts)
    return tally
