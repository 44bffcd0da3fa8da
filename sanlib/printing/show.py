"""Tables on the screen: every row and the whole text, headings in words; as a page to read or a table to search."""

from __future__ import annotations

import json
import os
import re
from html import escape

import pandas as pd
from IPython.display import HTML
from itables.javascript import generate_init_offline_itables_html, to_html_datatable
from itables.utils import find_package_file

from sanlib import words
from sanlib.judging import gap
from sanlib.printing.table_kinds import as_printed, kind
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import InputError
from sanlib.words import quoted
from sanlib.words.finding import EMPTY

LEFT = (
    "<style>table.sanlib td, table.sanlib th { text-align: left !important; vertical-align: top } "
    "table.sanlib tr.below td { padding: 0 .6rem .5rem 1.6rem; font-size: .92em } "
    "table.sanlib caption { caption-side: top; text-align: left; font-weight: bold }</style>"
)
"""JupyterLab aligns every cell of a table to the right, which makes sentences hard to read."""
SIGNED = ("gap_pp", "difference_pp", "diff_pp", "difference", "pp_per_year")
"""Columns whose plus is never left out."""
DATA = '"data_json":'
"""Where itables puts the cells of a table, as [printed, number]."""
FEW = 10
"""Up to so many rows are read at a glance: searching them needs no boxes."""


@bound
def show(table: pd.DataFrame, lang: str | None = None) -> HTML:
    """Every row and the whole of every text, with headings in the language bound; an empty table says so.

    A table of sanlib's (gaps, estimates, a pace, flags ...) is printed by the columns it is read by; choose others with
    `table[[...]]`. Numbers of shares that may not be published are replaced by the word that says so.

    >>> san.show(gaps).data.count("<tr>") > len(gaps) - 1
    True
    """
    if not isinstance(table, pd.DataFrame) and hasattr(table, "_repr_html_"):  # an opened period: it says itself what it holds
        return HTML(table._repr_html_() or "")
    if not isinstance(table, pd.DataFrame):
        raise InputError("table_to_show", value=type(table).__name__)
    if not len(table):
        return HTML(f"<p {EMPTY}><em>{words.label('show.empty')}</em></p>")
    caption, printed = _captioned(_flat(as_printed(_withheld_in_words(table))))
    below, named, always = _laid(table, _named(printed))
    places = {name: words.column_places(named[name]) for name in named.select_dtypes("number").columns}
    signed, points = ({_heading(name) for name in names} for names in (SIGNED, filter(_of_points, printed)))
    formats = {name: _formatter(None if name in points else count, name in signed) for name, count in places.items()}
    with pd.option_context("display.max_colwidth", None):
        html = named.to_html(index=False, formatters=formats, na_rep="–", justify="left", border=0, classes="sanlib")
    html = _with_lines_below(html, below)
    html = html.replace("<thead>", f"<caption>{caption}</caption>\n  <thead>", 1) if caption else html
    # a table wider than the page is scrolled, never cut
    above = f"<p>{'; '.join(always)}</p>" if always else ""
    return HTML(f'{LEFT}{above}<div style="overflow-x: auto" tabindex="0">{html}</div>')


def _laid(table: pd.DataFrame, named: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """What stands on a second line of each row, what in its columns, and what is said once above, by the table's kind."""
    found = kind(table)
    below, once = ([_named_column(key, named) for key in keys] for keys in ((found.below, found.said_once) if found else ((), ())))
    if not set(below) <= set(named):
        return named.iloc[:, :0], named, []
    same = [name for name in once if name in named and named[name].nunique() == 1 and (len(named) > 1 or named[name].eq("").all())]
    said = [f"{escape(name)}: {escape(str(named[name].iloc[0]))}" for name in same if str(named[name].iloc[0])]
    lines = named[below]
    return lines.loc[:, lines.ne("").any()], named.drop(columns=[*below, *same]), said


def _named_column(key: str, named: pd.DataFrame) -> str:
    """The heading a column of a kind stands under."""
    heading = _heading(key)
    return heading if heading in named else words.label_or(f"diff.{key}", key)


def _with_lines_below(html: str, below: pd.DataFrame) -> str:
    """After each row of a table a line across all of it, with what stands below, each under its heading's name."""
    if not below.shape[1]:
        return html
    head, *rows = html.split("</tr>")
    wide = len(re.findall("<th[ >]", head))
    lines = [
        "; ".join(f'<span title="{escape(name)}">{escape(str(row[name]))}</span>' for name in below if str(row[name]))
        for _, row in below.iterrows()
    ]
    put = [f'<tr class="below"><td colspan="{wide}">{line}</td></tr>' if line else "" for line in lines]
    return (
        head + "</tr>" + "".join(f"{row}</tr>{line}" for row, line in zip(rows[: len(put)], put, strict=True)) + "".join(rows[len(put) :])
    )


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """A square of estimates, whose rows and columns are named by several ids, with its rows' ids as columns and one heading a column."""
    if table.columns.nlevels == 1:
        return table
    names = table.columns.names
    heads = [
        ", ".join(str(_words_of(part, _WORDED[name]) if name in _WORDED else part) for name, part in zip(names, parts, strict=True) if part)
        for parts in table.columns
    ]
    return table.set_axis(heads, axis=1).reset_index()


def _captioned(table: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """What a table says of itself above its head (whose it is, that it is synthetic), and the table without a column of yes to all."""
    mark, shown = _marked(table)
    return escape(" · ".join(filter(None, [table.attrs.get("caption", ""), mark]))), shown


def _marked(table: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    said = schema.synthetic(table)
    if not said.any():
        return "", table
    if said[table["synthetic"].notna() if "synthetic" in table else said.index].all():
        return words.label("synthetic"), table.drop(columns="synthetic", errors="ignore")
    return words.label("provenance_synthetic").strip(), table


def _withheld_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers of shares that may not be published replaced by the word that says so; the others as printed."""
    hidden = gap.withheld(table)
    if not hidden.any():
        return table
    table = table.copy()
    for name in gap.withheld_numbers(table):
        table[name] = _printed(table[name], hidden).astype(object).mask(hidden, words.label("withheld"))
    return table


def _printed(column: pd.Series, hidden: pd.Series) -> pd.Series:
    """A column as its cells are printed: yes and no in words, numbers with the decimals of those that are shown."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return _yes_or_no(column)
    values = column.astype(object).where(column.notna(), None)
    places = None if _of_points(column.name) else words.column_places(values[~hidden])
    return values.map(_formatter(places, column.name in SIGNED))


def _of_points(name) -> bool:
    """Whether a column holds percentage points, which are printed by their own rule (`words.point_places`)."""
    return str(name).endswith("_pp")


def _yes_or_no(column: pd.Series) -> pd.Series:
    return column.map({True: words.label("yes"), False: words.label("no")}).astype(object).fillna("–")


_WORDED = {
    "flag": "flag.",
    "not_compared": "flag.",
    "statistic": "statistic.",
    "indicator": "",
    "rung": "",
    "sector": "",
    "verdict": "verdict.",
    "presentation": "presentation.",
    "presentation_reason": "reason.",
    "weighting": "weighting.",
    "component": "chart.risk.",
    "ladder": "chart.ladder.",
    "status": "status.",
    "relative_class": "chart.",
    "absolute_class": "chart.",
    "definition": "definition.",
    "method": "method.",
    "indicators": "",
    "severity": "shown.",
    "kind": "kind.",
    "basis": "basis.",
    "confidence": "confidence.",
    "target_confidence": "confidence.",
    "licence": "licence.",
    "synthetic": "shown.",
    "veto": "veto.",
}
"""Columns of ids, and what stands before an id in labels.csv."""


def _is_year(name) -> bool:
    """Whether a column holds years, which are names and not amounts: 2024 is never 2.024."""
    return str(name) == "year" or (str(name).endswith("_year") and not str(name).endswith("_per_year"))


def _year(value):
    if pd.isna(value):
        return "–"
    return value if isinstance(value, str) else f"{value:.0f}"


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Ids in the words of the language, yes and no too; an id without words stays as it is."""
    ids = _WORDED | {words.label("ladder"): _WORDED["ladder"]}  # of a series, whose headings are in words already
    worded = {name: table[name].map(lambda ids, before=ids[name]: _words_of(ids, before)) for name in ids if name in table}
    worded |= {
        name: table[name].map(lambda text: words.with_decimal_sign(text) if isinstance(text, str) else text)
        for name in ("assumption",)
        if name in table
    }
    if {"file", "source", "export_date"} <= set(table):  # of other tables a source is cited by the publisher's own words
        worded["source"] = table["source"].map(quoted.notes_of)
    if "evidence_source" in table:
        worded["evidence_source"] = table["evidence_source"].map(quoted.notes_of)
    if {"statistic", "unit"} <= set(table):  # elsewhere a unit is what an analyst types
        worded["unit"] = table["unit"].map(lambda unit: words.unit(unit) if isinstance(unit, str) else unit)
    worded |= {name: _yes_or_no(table[name]) for name in table if table[name].dtype in ("bool", "boolean")}
    if "signs" in table:
        worded["signs"] = [re.sub(r"[a-z_]+", lambda found: _words_of(found[0], ""), text) for text in table["signs"]]
    return table.assign(**worded)


def _words_of(ids, before: str):
    if not isinstance(ids, str):
        return ids
    return "; ".join(words.label_or(before + name, name) for name in re.split(r"; ?|[|]", ids))


@bound
def browse(table: pd.DataFrame, lang: str | None = None) -> HTML:
    """The table to search, sort and page through in JupyterLab, every row of it, without the network.

    In a report, where the page would carry 0.7 MB of script for each, and for a few rows it is `show`.

    >>> "Kota Blitar" in san.browse(gaps).data
    True
    """
    if not isinstance(table, pd.DataFrame) or len(as_printed(table)) <= FEW or os.environ.get("SANLIB_REPORT_DIR"):
        return show(table)
    bundle = generate_init_offline_itables_html(find_package_file("html/dt_bundle.js"))
    caption, printed = _captioned(as_printed(gap.published(table)))
    named = _sortable(_named(printed))
    with pd.option_context("display.float_format", _formatter(2), "display.max_colwidth", None):
        html = to_html_datatable(
            named,
            connected=False,
            maxBytes=0,
            maxColumns=0,
            showIndex=False,
            classes="display compact sanlib",
            language=_language(),
            lengthMenu=[10, 25, 100],
            pageLength=25,
            layout={"topStart": "search", "topEnd": "pageLength"},
            style="width:100%",
        )
    mark = f"<p><strong>{caption}</strong></p>" if caption else ""
    return HTML(bundle + LEFT + mark + _blanks(_plussed(html, [list(named).index(name) for name in _signed(named)])))


def _signed(named: pd.DataFrame) -> list[str]:
    return [heading for heading in (_heading(key) for key in SIGNED) if heading in named]


def _plussed(html: str, columns: list[int]) -> str:
    """Puts a plus before positive numbers in these columns; itables has one number format a table."""
    start = html.find(DATA)
    if not columns or start < 0:
        return html
    start = html.index('"', start + len(DATA))
    text, end = json.JSONDecoder().raw_decode(html, start)
    rows = json.loads(text)
    for row in rows:
        for place in columns:
            if isinstance(row[place], list) and isinstance(row[place][1], (int, float)) and row[place][1] > 0:
                row[place][0] = "+" + row[place][0].lstrip("+")
    return html[:start] + json.dumps(json.dumps(rows, ensure_ascii=False), ensure_ascii=False) + html[end:]


def _sortable(named: pd.DataFrame) -> pd.DataFrame:
    """Years and counts without decimals, yes in words, the unknown blank; numbers stay numbers, so that a column sorts."""
    numbers = named.select_dtypes("number").columns
    return named.astype({name: "Int64" for name in numbers if words.column_places(named[name]) == 0})


def _blanks(html: str) -> str:
    """Replaces what pandas prints for a missing number by a dash or nothing; no option of pandas or itables does it."""
    return html.replace('[\\"NaN\\"', '[\\"–\\"').replace('\\"<NA>\\"', '\\"\\"').replace(">NaN<", ">–<").replace(">&lt;NA&gt;<", ">–<")


def _language() -> dict:
    """What the boxes of a searchable table say."""
    said = {name: words.label(f"browse.{name}") for name in ("search", "lengthMenu", "info", "infoEmpty", "infoFiltered", "zeroRecords")}
    comma = words.language() in words.DECIMAL_COMMA
    return said | {"decimal": "," if comma else ".", "thousands": "." if comma else ","}


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """The table in words, headings and ids, with an index that says something as its first column."""
    counted = not table.index.name and pd.api.types.is_integer_dtype(table.index)  # row numbers say nothing to a reader
    numbered = _in_words(table.reset_index(drop=True) if counted else table.reset_index())
    numbered = numbered.assign(**{name: [_year(value) for value in numbered[name]] for name in numbered if _is_year(name)})
    return numbered.rename(columns={name: _heading(name) for name in numbered.columns})


def _heading(name) -> str:
    key = f"column.{name}"
    if name == "index":
        return ""
    stem, _, side = str(name).rpartition("_")
    named = f"{words.label_or(f'column.{stem}', stem)} {side}" if side in ("1", "2") and stem else str(name)
    return words.label_or(key, named)


def _formatter(places: int | None, sign: bool = False):
    """Prints a number with so many decimals, or as points (None)."""
    if places is None:
        return words.signed_points if sign else words.points
    return lambda value: (words.signed if sign else words.number)(value, places)
