"""Links of the sources as links of the site: to the other language's pages, to executed notebooks, to files of the project."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath

import site_pages
from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref

from sanlib import words

BEFORE_DOWNLOADS = 400
"""Sphinx collects the files to copy at 500."""


def add(app) -> None:
    """Ask Sphinx to hand over each page when it is read, and when it is written."""
    app.connect("doctree-read", _across_languages, priority=BEFORE_DOWNLOADS)
    app.connect("doctree-read", _to_notebooks, priority=BEFORE_DOWNLOADS)
    app.connect("doctree-read", _boxes_to_tick)
    app.connect("html-page-context", _other_language)


def _across_languages(app, doctree) -> None:
    """A page that only the other language's site has is linked there; what is found in neither stays and is warned of."""
    there = {name for lang in site_pages.LANGUAGES for name in site_pages.pages(lang)} - set(app.env.found_docs)
    for found in list(doctree.findall(pending_xref)):
        if found.get("refdomain") == "doc" and found["reftarget"] in there:
            path = site_pages.between(found["refdoc"], found["reftarget"])
            anchor = f"#{found['reftargetid']}" if found.get("reftargetid") else ""
            told = words.label("site.language", site_pages.language(found["reftarget"]))
            found.replace_self(_link(path + anchor, found, reftitle=told))


def _to_notebooks(app, doctree) -> None:
    """A notebook is linked as executed where a report is at hand; else the file itself, as it is in the project."""
    if not app.config.sanlib_report:
        return
    for found in list(doctree.findall(download_reference)):
        if found["reftarget"].endswith(".ipynb"):
            found.replace_self(_link(executed(app, found["refdoc"], PurePosixPath(found["reftarget"]).stem), found))


def _boxes_to_tick(_app, doctree) -> None:
    """A box of a checklist as a sign: on a page nobody can tick it, and a field to fill in must have a name."""
    for found in list(doctree.findall(nodes.raw)):
        if "task-list-item-checkbox" in found.astext():
            found.replace_self(nodes.Text("☐ "))


def executed(app, page: str, notebook: str) -> str:
    """From a page to a notebook as the report has it."""
    return posixpath.join("../" * page.count("/"), app.config.sanlib_report, f"{notebook}.html")


def _link(path: str, found, **attributes) -> nodes.reference:
    """The same words, leading to a path."""
    return nodes.reference("", "", *found.children, refuri=path, internal=False, **attributes)


def _other_language(app, page, _template, context, _doctree) -> None:
    """What the switch of languages needs: the other language's name and page; its first page where it has none of this."""
    here = app.config.language
    there = next(lang for lang in site_pages.LANGUAGES if lang != here)
    same = site_pages.other(page) if page in app.env.found_docs else None
    target = same or (page if page == "search" else site_pages.first(there))
    up = "../" * (page.count("/") + 1)
    context["other_language"] = {
        "lang": there,
        "name": words.label("site.language", there),
        "path": f"{up}{there}/{target}.html",
    }
