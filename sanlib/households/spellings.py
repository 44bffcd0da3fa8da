"""Which field a column header means, and which option an answer means: every spelling is a row, none is guessed.

spelling_rules.csv turns each field of the form into its code spellings (`D.1`, `D1`, `d_1`, `C4A`, `c4/A`);
spellings.csv adds single ones; the question's own text is a spelling too. Targets that start with "@" are no answers:
`@pribadi` (personal, dropped), `@abaikan` (ignored), `@index` and `@parent` (which rows of repeat sheets belong to which household),
`@wilayah`, `@klaster`, `@strata`, `@bobot` (the form's own region, clusters, strata and weight).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sanlib import reading
from sanlib.project.problems import InputError
from sanlib.reference import codebook
from sanlib.reference.codebook import Codebook, Field

UNKNOWN, INVALID = -1, -2
WILDCARD = "*"
CONSTANT, PART, PARTS = "=", "@bagian", re.compile(r"\{([^{}]+)\}")
"""A spelling "=1" is a constant, "={ward} {month}" a text drawn from columns of the file, each of which is named in braces;
"={waste/*}" names the choices of a question that stands in a column for each."""
AND = " + "
"""Between the choices so drawn."""
DESIGN = (codebook.PLACE, "@klaster", "@strata", "@bobot")
"""The fields of a form's own region, clusters (PSU), strata and weight."""


@functools.lru_cache(maxsize=8)
def headers(book: Codebook) -> dict[str, str]:
    """Header in its normal form to its target: rules and rows must agree; a question two fields share names neither."""
    written = [(spelling, field.name) for field in book.fields.values() for spelling in _by_rules(field, book)]
    rows = (row for row in book.rows("spellings.csv") if not _is_pattern(row) and not row.spelling.startswith(CONSTANT))
    listed = [(row.spelling, _own(row.field, row.spelling)) for row in rows]
    known: dict[str, str] = {}
    for spelling, target in written + listed:
        _add(known, reading.normalise(spelling), target)
    drawn_on = {reading.normalise(name): f"{PART}:{name}" for name in _parts(book)}
    return _questions(book) | drawn_on | known


def derived(book: Codebook) -> dict[str, str]:
    """By field of the design the text it is made of, the same for every row ("1") or drawn from other columns ("{ward} {month}")."""
    return {
        row.field: row.spelling.removeprefix(CONSTANT).strip()
        for row in reversed(book.rows("spellings.csv"))
        if row.spelling.startswith(CONSTANT)
    }


@functools.lru_cache(maxsize=8)
def own_columns(book: Codebook) -> dict[str, list[str]]:
    """The headers by which a form names its own region, clusters, strata and weight, and the columns these are drawn from."""
    found: dict[str, list[str]] = {}
    for row in book.rows("spellings.csv"):
        if row.field in DESIGN and not row.spelling.startswith(CONSTANT):
            found.setdefault(row.field, []).append(row.spelling)
    known = headers(book)
    for name in _parts(book):
        found.setdefault(known[reading.normalise(name)], []).append(name)
    return found


def _parts(book: Codebook) -> list[str]:
    """The columns that single texts are drawn from; those of choices are told by `choices_of`."""
    return [name for text in derived(book).values() for name in PARTS.findall(text) if not name.endswith(WILDCARD)]


def choices_of(text: str) -> str:
    """What the columns of a question's choices begin with ("={waste/*}": "waste/"); "" where a text is drawn from no such columns."""
    found = PARTS.fullmatch(text)
    return found[1].removesuffix(WILDCARD) if found and found[1].endswith(WILDCARD) else ""


_YES, _NO = {"1", "true", "yes", "ya", "oui", "sim"}, {"0", "false", "no", "tidak", "non", "não"}


def ticked(cell) -> bool | None:
    """Whether a cell of a choice says yes; None where it says neither."""
    text = reading.normalise(cell)
    return True if text in _YES else False if text in _NO else None


def drawn_ticks(ticks: Mapping[str, object], start: str) -> str | None:
    """The choices ticked, by what their headers say after `start`; None where none is, or one is neither yes nor no nor blank."""
    if any(not reading.is_blank(cell) and ticked(cell) is None for cell in ticks.values()):
        return None
    return AND.join(header[len(start) :].strip() for header, cell in ticks.items() if ticked(cell)) or None


def _own(target: str, spelling: str) -> str:
    """The target of a header, which for an ignored or personal column includes its own name, since a file may have many."""
    return f"{target}:{spelling}" if target in ("@abaikan", "@pribadi") else target


def _add(known: dict[str, str], spelling: str, target: str) -> None:
    if known.setdefault(spelling, target) != target:
        raise InputError("survey_spelling_twice", "spellings.csv", column="spelling", value=spelling, first=known[spelling], second=target)


def _by_rules(field: Field, book: Codebook) -> Iterator[str]:
    section, *numbers = field.code.split(".")
    for rule in book.rows("spelling_rules.csv"):
        item = section + rule.after_section + rule.between_numbers.join(numbers)
        yield f"{item}{rule.before_part}{field.part}" if field.part else item
        if rule.before_part == "/" and field.part:
            yield f"{item} / {field.part}"


def _questions(book: Codebook) -> dict[str, str]:
    """The question as header, alone or after its code; where two fields would share one, neither has it."""
    known: dict[str, str] = {}
    shared = set()
    for field in book.fields.values():
        for spelling in set(map(reading.normalise, _printed(field))):
            if known.setdefault(spelling, field.name) != field.name:
                shared.add(spelling)
    return {spelling: target for spelling, target in known.items() if spelling not in shared}


def _printed(field: Field) -> Iterator[str]:
    question, _, part = field.label.partition(": ") if field.part else (field.label, "", "")
    for text in [f"{question}{joint}{part}" for joint in (": ", "/", " / ")] if field.part else [question]:
        yield text
        yield from (f"{code}{dot} {text}" for code in dict.fromkeys((field.name, field.code)) for dot in ("", "."))


def left_out(header: str, book: Codebook) -> bool:
    """Whether a row of spellings.csv for @abaikan or @pribadi speaks of this header by a pattern: "*" is any text, so
    "hv2*" is every header that begins so and "*" alone every header no other row knows."""
    text = reading.normalise(header)
    patterns = (row.spelling for row in book.rows("spellings.csv") if _is_pattern(row))
    return any(re.fullmatch(".*".join(map(re.escape, reading.normalise(one).split(WILDCARD))), text) for one in patterns)


def _is_pattern(row) -> bool:
    return WILDCARD in row.spelling and row.field in ("@abaikan", "@pribadi")


class Grouping(NamedTuple):
    """How a file joins the groups of a form to its questions, and a question to its options: "grp_d/d1", "c_4/A".

    `groups` are what may stand before a question; None = anything.
    """

    separator: str = "/"
    groups: frozenset[str] | None = None


SLASH = Grouping()
LEAST_GROUPED, MOST_TRIED = 5, 20
"""Headers that only one separator explains before it is believed; separators tried, the most frequent first [own limits]."""


def resolve(header: str, known: dict[str, str], grouping: Grouping = SLASH) -> str | None:
    """The target of one header: as it stands, else with its Kobo groups (`grp_d/d1`) dropped one by one.

    With another separator than "/" its options may be joined by that one too: "c_4:A", "persampahan:c.4 ...:dibakar".
    """
    return next((target for _, target in _resolved(reading.normalise(header), known, grouping)), None)


def _resolved(text: str, known: dict[str, str], grouping: Grouping) -> Iterator[tuple[str, str]]:
    """What may be dropped before a header's question, and the target that is left then."""
    joint = grouping.separator
    parts = text.split(joint)
    for start in range(len(parts)):
        group, rest = joint.join(parts[:start]), joint.join(parts[start:])
        if grouping.groups is not None and start and group not in grouping.groups:
            continue
        cuts = () if joint == "/" else range(len(parts) - 1, start, -1)
        spelled = (f"{joint.join(parts[start:cut])}/{joint.join(parts[cut:])}" for cut in cuts)
        target = next((known[form] for form in (rest, *spelled) if form in known), None)
        if target:
            yield group, target


def grouping(headers: list[str], known: dict[str, str]) -> Grouping:
    """The separator between groups, questions and options that explains the most headers "/" does not.

    Kobo lets whoever exports choose it. What it drops must be a group: something that stands before a question of the form.
    """
    left = [text for header in headers if (text := reading.normalise(header)) and resolve(text, known) is None]
    runs = Counter(run for text in left for run in set(re.findall(r"[^\w\s]+|_+|\s[^\w\s]+\s", text)))
    tried = [_explained(run, left, known) for run, _ in runs.most_common(MOST_TRIED)]
    count, found = max(tried, key=lambda pair: pair[0], default=(0, SLASH))
    return found if count >= LEAST_GROUPED else SLASH


def _explained(separator: str, headers: list[str], known: dict[str, str]) -> tuple[int, Grouping]:
    """How many headers a separator resolves to questions, counting groups that stand before several, and what groups there are."""
    first = [next(_resolved(text, known, Grouping(separator)), ("", "@")) for text in headers]
    met = Counter(group for group, target in first if not target.startswith("@"))
    count = met[""] + sum(count for group, count in met.items() if group and count > 1)
    return count, Grouping(separator, frozenset(met) - {""})


class Answers(dict):
    """Raw cell to option number for one field, -1 where unknown or blank, -2 where it is in no list.

    A dict that looks a text up in its normal form the first time it meets it, so that a column of ten thousand cells
    costs ten thousand plain look-ups.
    """

    def __init__(self, spelled: dict[str, int]):
        super().__init__({None: UNKNOWN})
        self.spelled = spelled

    def __missing__(self, raw) -> int:
        self[raw] = found = self.number(reading.normalise(raw))
        return found

    @functools.cached_property
    def longest(self) -> int:
        """How many words the longest spelling has."""
        return max((len(words(text)) for text in self.spelled), default=1)

    def number(self, text: str) -> int:
        """The option of a text, with or without the quotes, brackets and full stops around it."""
        text = reading.normalise(text)
        bare = _bare(text)
        found = next((self.spelled[form] for form in (text, bare, " ".join(words(text)), whole(bare)) if form in self.spelled), None)
        if found is None:
            found = UNKNOWN if {reading.marker(text), reading.marker(bare)} & _SAYS_NOTHING else INVALID
        return found


_SAYS_NOTHING = {"kosong", "tidak tersedia", "tidak tahu"}
_AROUND = re.compile(r"""^["'“”‘’`(\[{]+|["'“”‘’`.,;:!)\]}]+$""")
"""What may stand around an answer without changing it; a minus, a point before a digit and a question mark are none of it."""


_WHOLE = re.compile(r"0*(\d+?)(?:[.,]0+)?")


def whole(text: str) -> str:
    """A whole number without the zeros a program put around it: "3.0" and "03" are "3"; any other text as it is."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def _bare(text: str) -> str:
    return _AROUND.sub("", text).strip()


def words(text: str) -> list[str]:
    """A text as the words a list of ticked options is cut into."""
    return [word for word in re.split(r"[\s,;|/+&]+", text) if word]


def answers(field: Field, book: Codebook) -> Answers:
    """How the answers of one field are spelled: codes, labels, "code label", and the rows of answers.csv."""
    return Answers(_spelled(field, book))


@functools.lru_cache(maxsize=2048)
def _spelled(field: Field, book: Codebook) -> dict[str, int]:
    own = ("@tick", field.code) if field.kind == "tick" else ("*", field.code)
    options = ("0", "1") if field.kind == "tick" else field.options
    place = {option: number for number, option in enumerate(options)} | {"": UNKNOWN}
    listed = [(row.code, reading.normalise(row.spelling), place[row.option]) for row in book.rows("answers.csv") if row.code in own]
    of_all, its_own = ({text: number for code, text, number in listed if (code == field.code) == mine} for mine in (False, True))
    printed = {spelling: place[option] for option in options for spelling in _of_option(option, field, book)}
    return _in_words(of_all | printed | its_own)


def _in_words(spelled: dict[str, int]) -> dict[str, int]:
    """Each spelling also without what stands between and around its words, where that means one option only."""
    plain: dict[str, set[int]] = {}
    for text, number in spelled.items():
        for form in (_bare(text), " ".join(words(text)), _bare(" ".join(words(text)))):
            plain.setdefault(form, set()).add(number)
    return {form: numbers.pop() for form, numbers in plain.items() if form and len(numbers) == 1} | spelled


def _of_option(option: str, field: Field, book: Codebook) -> Iterator[str]:
    label = "" if field.kind == "tick" else book.labels(field.code)[option]
    yield reading.normalise(option)
    for text in (label, f"{option} {label}", f"{option}. {label}", f"{option} - {label}", f"{option}={label}"):
        if label:
            yield reading.normalise(text)


@functools.lru_cache(maxsize=8)
def vocabulary(book: Codebook) -> frozenset[str]:
    """Every word of the form's options: an answer made of these alone cannot name a person, and may be shown."""
    words = re.findall(r"\w+", " ".join([*book.options["label"], *book.options["option"]]).casefold())
    return frozenset(word for word in words if not word.isdigit())


def words_of_all_forms() -> frozenset[str]:
    """The vocabulary of every questionnaire there is."""
    return frozenset().union(*map(vocabulary, codebook.every()))
