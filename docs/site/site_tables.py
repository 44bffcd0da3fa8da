"""What the reference pages hold, written when the site is built: from sanlib's own tables and docstrings, so that it is nowhere twice.

A line `<!-- site: NAME -->` of a page is replaced by the Markdown that MADE[NAME] gives in the language bound.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

import site_links

import sanlib as san
from sanlib import words
from sanlib.judging import flags as flag_rules
from sanlib.project import folders, schema
from sanlib.reference import indicators, reference_tables
from sanlib.reference.reference_schemas import SCHEMAS, Column
from sanlib.report import notebooks

MARK = re.compile(r"^<!-- site: (\w+) -->$", re.MULTILINE)
WRITTEN = {"achievements": schema.ACHIEVEMENTS, "gaps": schema.GAPS, "problems": schema.PROBLEMS, "flags": schema.FLAGS}
"""The tables of data/processed and their columns."""


def add(app) -> None:
    """Fill the marks of each page when it is read."""
    app.connect("source-read", _fill)


def _fill(app, page, source) -> None:
    with words.speaking(app.config.language):
        source[0] = MARK.sub(lambda mark: MADE[mark[1]](app, page), source[0])


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; what is blank stays blank, a "|" within a cell is none of the table's."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


def say(key: str, **blanks: str) -> str:
    """A word of the site in the language bound."""
    return words.label(f"site.{key}", **blanks)


def heads(*columns: str) -> list[str]:
    """Columns by their names for readers; one that has none by its own."""
    named = (words.label_or(f"site.{column}", words.label_or(f"column.{column}", column)) for column in columns)
    return [name[:1].upper() + name[1:] for name in named]


def code(text: str) -> str:
    """Text as it stands in a file; nothing where there is none."""
    return f"`{text}`" if text else ""


def rows_of(name: str) -> list[dict[str, str]]:
    """A table of data/raw/reference as text, read as sanlib reads it."""
    return reference_tables.table(name).fillna("").to_dict("records")


def edited(_app, _page) -> str:
    """Every table an analyst edits: its columns, what may stand in them, whether they may be blank."""
    return "\n".join(
        f"### {name}\n\n{table(heads('column', 'holds', 'blank'), map(_column, found.columns))}" for name, found in SCHEMAS.items()
    )


def _column(one: Column) -> tuple[str, str, str]:
    return code(one.name), _holds(one), say("filled" if one.filled else "may_be_missing" if one.optional else "may_be_blank")


def _holds(one: Column) -> str:
    """What may stand in a column, in words."""
    kind = say(f"kind.{one.kind}")
    choices = ", ".join(map(code, [*one.choices, *one.also]))
    told = [kind, f"`{one.of}`" if one.of else "", choices, _within(one), say("several") if one.several else ""]
    return "; ".join(filter(None, told))


def _within(one: Column) -> str:
    if one.low is None and one.high is None:
        return ""
    if one.high is None:
        return f"≥ {words.number(one.low, 0)}"
    return f"{words.number(one.low or 0, 0)}-{words.number(one.high, 0)}"


def layouts(_app, _page) -> str:
    """Every layout: what it measures, and each of its columns with the headers it is known by."""
    headers = rows_of("headers.csv")
    return "\n".join(_layout(one, [row for row in headers if row["layout"] == one["layout"]]) for one in rows_of("layouts.csv"))


def _layout(one: dict[str, str], headers: list[dict[str, str]]) -> str:
    what = ("instrument", "ladder", "basis", "base_unit", "source")
    told = "; ".join(f"{name}: {one[column]}" for name, column in zip(heads(*what), what, strict=True) if one[column])
    fields = ((code(row["field"]), _yes(row["required"]), row["spellings"].replace("|", " · "), code(row["unit"])) for row in headers)
    columns = table(heads("field", "required", "spellings", "unit"), fields)
    return f"### {one['name_' + words.language()]}\n\n`{one['layout']}`. {told}.\n\n{columns}"


def _yes(text: str) -> str:
    return say(text) if text in ("yes", "no") else text


def all_indicators(_app, _page) -> str:
    """Every indicator: what it is called, what it counts, whether more is better, from where."""
    lang = words.language()
    known = indicators.table().fillna("").to_dict("records")
    rows = (
        (code(row["indicator"]), words.label(row["indicator"]), row[f"definition_{lang}"], _direction(row["direction"]), row["source"])
        for row in known
    )
    return table(heads("indicator", "name", "definition", "direction", "source"), rows)


def _direction(direction: str) -> str:
    return say(f"direction.{direction}") if direction else ""


def flags(_app, _page) -> str:
    """Every quality flag: what it means, whether it withholds the verdict, its threshold."""
    rows = (
        (
            code(row["flag"]),
            row[f"meaning_{words.language()}"],
            flag_rules.veto_said(row["flag"]),
            " ".join(filter(None, (words.with_decimal_sign(str(row["threshold"])), row["unit"]))),
        )
        for row in rows_of("flags.csv")
    )
    return table(heads("flag", "meaning", "veto", "threshold"), rows)


def targets(_app, _page) -> str:
    """Every target with its source."""
    rows = (
        (
            row["target_set"],
            row["year"],
            words.label(row["indicator"]),
            f"{_direction(row['direction'])} {words.percent(float(row['target_pct']))}",
            row["ladder"],
            row["source"],
            code(row["confidence"]),
        )
        for row in rows_of("targets.csv")
    )
    return table(heads("target_set", "year", "indicator", "target", "ladder", "source", "confidence"), rows)


def written(_app, _page) -> str:
    """The columns of each table that a run writes."""
    return "\n".join(
        f"### {name}.csv\n\n{table(heads('column', 'name'), ((code(column), heads(column)[0]) for column in columns))}"
        for name, columns in WRITTEN.items()
    )


def executed(app, page) -> str:
    """Every notebook by the question it answers, leading to its page in the report."""
    found = notebooks.found(folders.root() / "notebooks")
    if not app.config.sanlib_report:
        return f"{say('no_report')}\n\n" + table(heads("notebook", "question"), ((code(one.name), one.title) for one in found))
    rows = ((f'<a href="{site_links.executed(app, page, one.name)}">{one.name}</a>', one.title) for one in found)
    index = site_links.executed(app, page, "index")
    return table(heads("notebook", "question"), rows) + f'\n<a href="{index}">{say("whole_report")}</a>\n'


def public(_app, _page) -> str:
    """Every public name with its signature and docstring, by subject."""
    daily = [name for name in san.__all__ if name not in san.SUBJECTS]
    parts = [f"## san\n\n{_names('san', san, daily)}"]
    for subject in san.SUBJECTS:
        module = getattr(san, subject)
        parts.append(f"## san.{subject}\n\n{_names(f'san.{subject}', module, dir(module))}")
    return "\n".join(parts)


def _names(place: str, module, names: Iterable[str]) -> str:
    return "\n".join(_documented(f"{place}.{name}", getattr(module, name)) for name in names)


def _documented(name: str, public) -> str:
    """One name: how it is called, what its docstring says, its example."""
    prose, arrow, example = (inspect.getdoc(public) or "").partition(">>>")
    called = f"```python\n{name}{inspect.signature(public)}\n```\n\n" if inspect.isfunction(public) else ""
    shown = f"\n```pycon\n{arrow}{example.rstrip()}\n```\n" if example else ""
    return f"### {name}\n\n{called}{_as_markdown(prose.strip())}\n{shown}"


def _as_markdown(prose: str) -> str:
    """A docstring as Markdown shows it word for word: code stays code, what Markdown would take for a mark of its own does not."""
    parts = re.split(r"(`[^`]*`)", prose)
    return "".join(part if part.startswith("`") else re.sub(r"([*_<>\[\]#|])", r"\\\1", part) for part in parts)


MADE = {
    "edited": edited,
    "layouts": layouts,
    "indicators": all_indicators,
    "flags": flags,
    "targets": targets,
    "written": written,
    "notebooks": executed,
    "public": public,
}
