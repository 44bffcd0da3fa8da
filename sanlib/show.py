"""A table as a reader wants it on the screen: nothing cut, text to the left, headings in words."""

from __future__ import annotations

import pandas as pd

from sanlib import words


def show(table: pd.DataFrame, lang: str = "id"):
    """Every row and the whole of every text, with headings in the language asked for; an empty table says so."""
    from IPython.display import HTML

    if not len(table):
        return HTML(f"<p><em>{words.label('show.empty', lang)}</em></p>")
    numbered = table.reset_index() if table.index.name or not isinstance(table.index, pd.RangeIndex) else table
    named = numbered.rename(columns={name: _heading(name, lang) for name in numbered.columns})
    places = {name: words.decimals(named[name]) for name in named.select_dtypes("number").columns}
    formats = {name: _formatter(count, lang) for name, count in places.items()}
    with pd.option_context("display.max_colwidth", None):
        html = named.to_html(index=False, formatters=formats, na_rep="–", justify="left", border=0, classes="sanlib")
    return HTML(f"<style>table.sanlib td, table.sanlib th {{ text-align: left; vertical-align: top }}</style>{html}")


def _heading(name, lang: str) -> str:
    key = f"column.{name}"
    if name == "index":
        return ""
    return words.label(key, lang) if words.has_label(key) else str(name)


def _formatter(places: int, lang: str):
    return lambda value: words.number(value, places, lang)
