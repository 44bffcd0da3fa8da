"""The glossary as pages, in both languages, from sanlib/words/glossary.csv: python docs/glossary.py writes them anew."""

from __future__ import annotations

from pathlib import Path

from sanlib import words

HERE = Path(__file__).resolve().parent
PAGES = {"id": "glossary.id.md", "en": "glossary.md"}
HEADS = {
    "id": ("Daftar istilah", "[English](glossary.md)", "istilah", "artinya", "Inggris", "dipakai di semua halaman, grafik, dan dokumen"),
    "en": ("Glossary", "[Bahasa Indonesia](glossary.id.md)", "term", "meaning", "Indonesian", "used on every page, chart and document"),
}


def page(lang: str) -> str:
    """One language's page: every term, what it means, and what the other language calls it."""
    title, other, term, meaning, foreign, used = HEADS[lang]
    rows = [f"| {row[lang]} | {row['meaning_' + lang]} | {row['en' if lang == 'id' else 'id']} |" for row in words.glossary()]
    made = "sanlib/words/glossary.csv"
    return "\n".join(
        [f"# {title}", "", f"*{other}*", "", f"{made}: {used}.", "", f"| {term} | {meaning} | {foreign} |", "|---|---|---|", *rows, ""]
    )


if __name__ == "__main__":
    for lang, name in PAGES.items():
        (HERE / name).write_text(page(lang), encoding="utf-8")
