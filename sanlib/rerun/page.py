"""The one-page report of a comparison: what moved, by how much and why, in one file that opens without a network."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd

from sanlib import project, words
from sanlib.report.pages import TEMPLATES
from sanlib.rerun.diff import diff

SHOWN = ("region", "indicator", "instrument", "target_set", "measure", "old", "new", "change_pp", "distinguishable",
         "causes", "why", "cell")


def printed(table: pd.DataFrame, lang: str = "id") -> pd.DataFrame:
    """The comparison as a reader sees it: headings and indicators in words, numbers as printed, gaps signed."""
    shown = table[list(SHOWN)].copy()
    shown["indicator"] = [words.label(name, lang) for name in table["indicator"]]
    for column in ("old", "new"):
        shown[column] = [words.number(value, 2, lang) for value in table[column]]
    shown["change_pp"] = [words.signed(value, 2, lang) for value in table["change_pp"]]
    return shown.set_axis([words.label(f"diff.{name}", lang) for name in SHOWN], axis=1)


def write(table: pd.DataFrame, old: str, new: str, lang: str = "id", root=None) -> Path:
    """Write reports/diff-OLD-NEW.html and return it."""
    title = html.escape(words.label("diff.title", lang, old=old, new=new))
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    body = printed(table, lang).to_html(index=False, border=0) if len(table) else words.label("diff.none", lang)
    text = (f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
            f'</head>\n<body><main><h1>{title}</h1><div class="scroll">{body}</div></main></body></html>\n')
    folder = project.root(root) / "reports"
    folder.mkdir(exist_ok=True)
    path = folder / f"diff-{Path(old).name}-{Path(new).name}.html"
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    return beside.replace(path)


def what_changed(period: str, old: str = "", lang: str = "id", root=None) -> pd.DataFrame:
    """The comparison of a period with an older one as printed; with nothing to compare, one row that says so.

    Without `old` it is the last period before that has processed tables.
    """
    made = sorted(path.parent.name for path in (project.root(root) / "data" / "processed").glob("*/achievements.csv"))
    before = old or max((name for name in made if name < period), default="")
    if not before:
        return pd.DataFrame({words.label("period", lang): [period], "": [words.label("diff.no_older", lang)]})
    table = diff(project.root(root) / "data" / "processed" / before, project.processed(period, root), root)
    return printed(table, lang)
