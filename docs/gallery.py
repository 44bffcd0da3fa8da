"""Draws README's pictures and the tables that show them, from the shipped figures: `make gallery`.

Charts are drawn by the code as it is; the pages of the brief come from typst, the slides of the deck from LibreOffice
(where it is installed; else they stay as they are). Prints which pictures changed.
"""

from __future__ import annotations

import functools
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

import sanlib as san
from sanlib import words
from sanlib.documents import brief, pack_folder
from sanlib.documents.writers import deck, page_pictures, pdf

DOCS = Path(__file__).parent
READMES = {"en": DOCS.parent / "README.md", "id": DOCS.parent / "README.id.md"}
FIRST, WIDE = 1000, 640
"""Pixels across: README's first picture, and a picture of the gallery."""
COLOURS = 256
PACK = {"brief-1": "pack.shows.brief", "brief-2": "pack.shows.need", "deck-2": "pack.shows.deck", "deck-3": "pack.shows.slide"}


@functools.cache
def opened(period: str):
    """A shipped period, opened once."""
    return san.open_period(period, say=lambda _line: None)


def gaps(period: str):
    """The gaps of the pilots in a period."""
    return san.of_pilots(san.gaps(opened(period)))


def estimates():
    """The synthetic survey's shares of akses layak by region."""
    return san.survey.estimates(opened("contoh-2023").households, "region_code", ["layak"])


def contrasts(which):
    """What `which` (san.survey.differences, san.survey.ranks) makes of the synthetic survey."""
    return which(opened("contoh-2023").households, "layak")


def milestones():
    """The milestones of the pilots, with the names of their regions."""
    from sanlib.reference import advocacy, regions

    rows = advocacy.milestones()
    return rows.assign(region=rows["region_code"].map(regions.names()))


CHARTS: dict[str, Callable] = {
    "gap": lambda lang: san.charts.gap(gaps("2018"), "Kota Blitar", sector="air_limbah", lang=lang),
    "pilots": lambda lang: san.charts.pilots(gaps("2023"), "layak", "RPJMN 2020-2024", lang, highlight="Kota Blitar"),
    "map": lambda lang: san.charts.map(gaps("2023"), "layak", "RPJMN 2020-2024", lang=lang),
    "composition": lambda lang: san.charts.composition(san.of_pilots(opened("2023").achievements), None, "persampahan", lang),
    "trend": lambda lang: san.charts.trend(opened("2024").history, "pengurangan", "Kota Blitar", lang),
    "trends": lambda lang: san.charts.trends(san.of_pilots(opened("2024").history), "penanganan", lang),
    "differences": lambda lang: san.charts.differences(
        san.differences(opened("2023").achievements, "layak", "Dinkes"), opened("2023").achievements, "layak", "Dinkes", lang
    ),
    "estimates": lambda lang: san.charts.estimates(estimates(), "layak", lang, ladder="2020"),
    "contrasts": lambda lang: san.charts.contrasts(contrasts(san.survey.differences), "layak", lang),
    "ranks": lambda lang: san.charts.ranks(contrasts(san.survey.ranks), "layak", lang),
    "definitions": lambda lang: san.charts.definitions(san.survey.definitions(opened("contoh-2023").households), "Kota Blitar", lang),
    "risk": lambda lang: san.charts.risk(
        san.survey.risk(san.survey.in_region(opened("contoh-2023").households, "Kota Blitar")).head(8), lang
    ),
    "milestones": lambda lang: san.charts.milestones(milestones(), lang),
}


def small(png: bytes, across: int) -> bytes:
    """A picture so many pixels wide in 256 colours: a fifth of the bytes, and every number still read."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    scaled = whole.resize((across, round(whole.height * across / whole.width)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    scaled.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def chart(name: str, lang: str) -> bytes:
    """One chart of the gallery as PNG."""
    stream = io.BytesIO()
    CHARTS[name](lang).savefig(stream, format="png", dpi=140)
    return small(stream.getvalue(), FIRST if name == "gap" else WIDE)


def pages(lang: str) -> dict[str, bytes]:
    """The pages of the brief and the first slides of the deck of Kota Blitar 2023."""
    period = san.open_period("2023", lang=lang, say=lambda _line: None)
    one = pack_folder.gather(period, san.gaps(period.achievements, san.targets()), ["3572"], lang)[0]
    document = brief.brief(one, lang)
    found = {f"brief-{number}": page for number, page in enumerate(pdf.pictures(document), start=1)}
    found |= {f"deck-{number}": page for number, page in enumerate(slides(deck.render(document)), start=1)}
    return {name: small(page, WIDE) for name, page in found.items() if name in PACK}


def slides(pptx: bytes) -> list[bytes]:
    """The first slides as LibreOffice shows them; none where it is not installed."""
    office = shutil.which("soffice")
    if not office:
        print("LibreOffice (soffice) was not found: the slides stay as they are")
        return []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "deck.pptx").write_bytes(pptx)
        subprocess.run(
            [
                office,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                f"{folder}/deck.pptx",
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return page_pictures.pages((Path(folder) / "deck.pdf").read_bytes(), most=3, ppi=80)


def table(lang: str) -> str:
    """The gallery as Markdown: two pictures a line, each with the question it answers."""
    shown = [(f"{name}-{lang}.png", words.label(f"chart.asks.{name}", lang)) for name in CHARTS if name != "gap"]
    shown += [(f"{name}-{lang}.png", words.label(key, lang)) for name, key in PACK.items()]
    cells = [f'<img src="docs/{file}" width="400" alt="{said}"><br>{said}' for file, said in shown]
    lines = [f"| {' | '.join([*pair, ''][:2])} |" for pair in (cells[start : start + 2] for start in range(0, len(cells), 2))]
    return "\n".join(["| | |", "|---|---|", *lines])


def shown(text: str, lang: str) -> str:
    """A README with its gallery as it should stand."""
    return re.sub(r"(?s)(<!-- gallery[^>]*-->\n).*?(\n<!-- /gallery -->)", lambda found: found[1] + table(lang) + found[2], text)


def main() -> None:
    """Draw every picture in both languages and write the table of them into each README."""
    for lang, readme in READMES.items():
        made = {name: chart(name, lang) for name in CHARTS} | pages(lang)
        for name, png in made.items():
            path = DOCS / f"{name}-{lang}.png"
            if not path.is_file() or path.read_bytes() != png:
                path.write_bytes(png)
                print(f"changed: docs/{path.name} ({len(png) // 1024} kB)")
        readme.write_text(shown(readme.read_text(encoding="utf-8"), lang), encoding="utf-8")


if __name__ == "__main__":
    main()
