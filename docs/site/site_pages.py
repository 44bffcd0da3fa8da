"""Which pages the site has in each language, and which page of the other language says the same."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("id", "en")
SOURCES = ("*.md", "docs/*.md", "docs/example-survey/*.md", "docs/site/*.md")
NAMED_APART = {"docs/perlindungan-data": "docs/data-protection"}
"""Indonesian pages that are not called as the English one with ".id" behind it."""
ENGLISH_ONLY = ("CHANGELOG", "CONTRIBUTING", "docs/architecture", "docs/example-survey/README", "docs/large-tables")
"""Written for who changes the code, or of one example file; the Indonesian page of the project says so and leads there."""


def pages(lang: str) -> list[str]:
    """The pages of a language by their path in the project, without ".md": an Indonesian one ends in ".id"."""
    every = {path.relative_to(ROOT).with_suffix("").as_posix() for pattern in SOURCES for path in ROOT.glob(pattern)}
    return sorted(name for name in every if language(name) == lang)


def language(name: str) -> str:
    """The language a page is written in."""
    return "id" if name.endswith(".id") or name in NAMED_APART else "en"


def other(name: str) -> str | None:
    """The page that says the same in the other language; None where there is none."""
    if name in ENGLISH_ONLY:
        return None
    if language(name) == "id":
        return NAMED_APART.get(name, name.removesuffix(".id"))
    return next((own for own, english in NAMED_APART.items() if english == name), f"{name}.id")


def first(lang: str) -> str:
    """The page a language's site opens with."""
    return "docs/site/index" + (".id" if lang == "id" else "")


def between(name: str, target: str) -> str:
    """From one page of the site to another, in whichever language: a path relative to the first."""
    up = "../" * (name.count("/") + 1)
    return f"{up}{language(target)}/{target}.html"
