"""The one-page report of a comparison: what moved, by how much and why, in one file that opens without a network."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pandas as pd

from sanlib import words
from sanlib.compare.change_sentences import foremost, groups, opening, printed, without_empty
from sanlib.compare.diff import Tables, diff, previous, tables
from sanlib.periods import manifest
from sanlib.project import folders, staging
from sanlib.project.binding import bound
from sanlib.report.pages import TEMPLATES


@bound
def write(table: pd.DataFrame, old: str, new: str, lang: str | None = None, root=None) -> Path:
    """Write reports/diff-OLD-NEW.html and return it."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined)
    runs = [words.label("diff.run", name=name) for name in (old, new)]
    text = pages.get_template("diff.html.j2").render(
        lang=words.language(),
        style=style,
        title=title(old, new),
        opening=opening(table),
        groups=[(name, without_empty(rows)) for name, rows in groups(table)],
        foremost=foremost(table),
        made_from=made_from(tables(old), tables(new)),
        runs=runs,
        say=words.label,
    )
    folder = folders.root() / "reports"
    folder.mkdir(exist_ok=True)
    name = f"diff-{Path(old).name}-{Path(new).name}.html"
    with staging.files(folder) as beside:
        (beside / name).write_text(text, encoding="utf-8")
    return folder / name


@bound
def title(old: str, new: str, lang: str | None = None) -> str:
    """What is compared, in words."""
    return words.label("diff.title", old=Path(old).name, new=Path(new).name)


def made_from(before: Tables, after: Tables) -> list[list[str]]:
    """What differs between what the two runs were made from: inputs, corrections, tables; one row each."""
    old, new = before.manifest, after.manifest
    inputs = [{one["file"]: one["sha256"][:8] for one in side.get("inputs", [])} for side in (old, new)]
    reference = [{name: manifest.version(table) for name, table in side.get("reference", {}).items()} for side in (old, new)]
    corrections = [
        {f"{one['file']} > {one['sheet']} > {one['cell']}": f"{one['old']} -> {one['new']}" for one in side.get("corrections", [])}
        for side in (old, new)
    ]
    kinds = zip(("diff.input", "diff.correction", "diff.table"), (inputs, corrections, reference), strict=True)
    return [
        [words.label(kind), name, one.get(name, "–"), other.get(name, "–")]
        for kind, (one, other) in kinds
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    ]


@bound
def what_changed(period: str, old: str = "", lang: str | None = None, root=None) -> pd.DataFrame:
    """The comparison of a period with an older one as printed; with nothing to compare, one row that says so.

    Without `old` it is the last period before that has processed tables.
    """
    before = old or previous(period)
    if not before:
        return pd.DataFrame({words.label("period"): [period], "": [words.label("diff.no_older")]})
    return printed(diff(before, period))


@bound
def diff_sentences(old: str | Path, new: str | Path, lang: str | None = None, root=None) -> list[str]:
    """What the comparison of two periods, or folders of tables, says first: which two, how many rows moved, by which cause.

    `old` "" is the last period before `new`, as in `diff`; where there is none the one sentence says so.

    >>> san.say.diff("2022", "2023")[0]
    'Apa yang berubah: 2022 ke 2023.'
    """
    return change_sentences(str(new), str(old))


@bound
def change_sentences(period: str, old: str = "", lang: str | None = None, root=None) -> list[str]:
    """What the comparison says first: which two are compared, how many rows moved, by which cause, which verdicts."""
    before = old or previous(period)
    if not before:
        return [words.label("diff.no_older")]
    return [title(before, period) + ".", *opening(diff(before, period))]
