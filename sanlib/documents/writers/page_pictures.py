"""The pages of a brief as pictures: to read it before it is exported, and for README's gallery."""

from __future__ import annotations

import base64
import html
import tempfile
from pathlib import Path

import typst
from IPython.display import HTML

from sanlib import words
from sanlib.documents import brief, pack_folder
from sanlib.documents.document import Document
from sanlib.documents.writers import pdf
from sanlib.judging import gap
from sanlib.periods import period as periods
from sanlib.periods.period import Period
from sanlib.project.binding import bound
from sanlib.words.finding import Finding

_PAGES = """#set page(width: auto, height: auto, margin: 0pt)
#for number in range(1, {count} + 1) {{ image("document.pdf", page: number); if number < {count} {{ pagebreak() }} }}"""


def pages(document: bytes, most: int = 2, ppi: float = 110) -> list[bytes]:
    """The first pages of a PDF as PNG, as many as it has and at most so many."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "document.pdf").write_bytes(document)
        source = Path(folder) / "pages.typ"
        for count in range(most, 0, -1):
            source.write_text(_PAGES.format(count=count), encoding="utf-8")
            try:
                found = typst.compile(input=str(source), root=folder, format="png", ppi=ppi)
            except typst.TypstError:  # it has fewer pages
                continue
            return found if isinstance(found, list) else [found]
    return []


@bound
def brief_pages(period: str | Period, region: str = "", lang: str | None = None, root=None) -> HTML:
    """The brief of one region (none named: the first pilot) as it will be printed, under its headline, with all it says as alt text.

    >>> san.documents.brief_pages(period, "Kota Blitar")  # doctest: +SKIP
    """
    opened = periods.opened(period)
    gaps = gap.gaps(opened)
    one = pack_folder.gather(opened, gaps, pack_folder.codes(region or None, opened.achievements)[:1])[0]
    document = brief.brief(one)
    shown = [
        _picture(page, said)
        for page, said in zip(pdf.pictures(document), [spoken(document), words.label("pack.second_page")], strict=False)
    ]
    head = Finding(document.headline)._repr_html_()
    return HTML(f'{head}<div style="display:flex;flex-wrap:wrap;gap:12px">{"".join(shown)}</div>')


def spoken(document: Document) -> str:
    """The text of a brief, section by section, as alt text of its pages."""
    texts = [document.title, document.headline]
    for section in document.sections:
        texts += [section.title, *section.text, *section.bullets]
    return ". ".join(text.rstrip(".") for text in filter(None, texts)) + "."


def _picture(page: bytes, said: str) -> str:
    data = base64.b64encode(page).decode("ascii")
    style = "width:48%;min-width:340px;border:1px solid #ccc"
    return f'<img alt="{html.escape(said, quote=True)}" src="data:image/png;base64,{data}" style="{style}">'
