"""A table as a reader wants it on the screen: nothing cut, text to the left, headings in words."""

from __future__ import annotations

import pandas as pd

from sanlib import words


def show(table: pd.DataFrame, lang: str = "id"):
    """Every row and the whole of every text, with headings in the language asked for; an empty table says so."""
    from IPython.display import HTML

    if not len(table):
        return HTML(f"<p><em>{words.label('show.empty', lang)}</em></p>")
    counted = not table.index.name and pd.api.types.is_integer_dtype(table.index)  # row numbers say nothing to a reader
    numbered = table.reset_index(drop=True) if counted else table.reset_index()
    numbered = _in_words(numbered, lang)
    named = numbered.rename(columns={name: _heading(name, lang) for name in numbered.columns})
    places = {name: words.decimals(named[name]) for name in named.select_dtypes("number").columns}
    formats = {name: _formatter(count, lang) for name, count in places.items()}
    with pd.option_context("display.max_colwidth", None):
        html = named.to_html(index=False, formatters=formats, na_rep="–", justify="left", border=0, classes="sanlib")
    style = "<style>table.sanlib td, table.sanlib th { text-align: left; vertical-align: top }</style>"
    # a table wider than the page is scrolled, never cut
    return HTML(f'{style}<div style="overflow-x: auto">{html}</div>')


_WORDED = {"indicator": "", "rung": "", "sector": "", "verdict": "verdict.", "presentation": "presentation.",
           "presentation_reason": "reason.", "weighting": "weighting.", "component": "chart.risk.", "ladder": "chart.ladder.",
           "relative_class": "chart.", "absolute_class": "chart.",
           "definition": "definition."}
"""Columns of ids, and what stands before an id in labels.csv."""


def _in_words(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Ids in the words of the language, yes and no too; an id without words stays as it is."""
    told = {name: table[name].map(lambda ids, before=_WORDED[name]: _told(ids, before, lang)) for name in _WORDED if name in table}
    told |= {name: table[name].map({True: words.label("yes", lang), False: words.label("no", lang)}).fillna("–")
             for name in table if table[name].dtype in ("bool", "boolean")}
    return table.assign(**told)


def _told(ids, before: str, lang: str):
    if not isinstance(ids, str):
        return ids
    return "; ".join(words.label(before + name, lang) if words.has_label(before + name) else name for name in ids.split(";"))


def _heading(name, lang: str) -> str:
    key = f"column.{name}"
    if name == "index":
        return ""
    return words.label(key, lang) if words.has_label(key) else str(name)


def _formatter(places: int, lang: str):
    return lambda value: words.number(value, places, lang)
