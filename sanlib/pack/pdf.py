"""A document as PDF: typst with the shipped font, the same bytes for the same content."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path

import typst

from sanlib.charts import style
from sanlib.pack.content import Document

SCALES = ("1.0", "0.95", "0.9", "0.86", "0.82")
"""From the size read at arm's length down to the smallest still fit to print (7.4 pt)."""


def render(document: Document, pages: int | None = 2) -> bytes:
    """The PDF, set smaller step by step until it has at most so many pages (None: as many as it takes)."""
    with tempfile.TemporaryDirectory() as folder:
        call = _prepare(document, Path(folder))
        for scale in SCALES:
            call["sys_inputs"]["scale"] = scale
            if pages is None or _count(call) <= pages:
                break
        return typst.compile(format="pdf", **call)


def pages(document: Document) -> int:
    """How many pages a document has at its smallest size."""
    with tempfile.TemporaryDirectory() as folder:
        call = _prepare(document, Path(folder))
        call["sys_inputs"]["scale"] = SCALES[-1]
        return _count(call)


def _count(call: dict) -> int:
    return int(typst.query(selector="<pages>", field="value", one=True, **call))


def _prepare(document: Document, folder: Path) -> dict:
    template = resources.files(__package__).joinpath("brief.typ").read_text(encoding="utf-8")
    (folder / "brief.typ").write_text(template, encoding="utf-8")
    sections = [_section(section, f"picture{number}.png", folder) for number, section in enumerate(document.sections)]
    (folder / "data.json").write_text(json.dumps(document._asdict() | {"sections": sections}), encoding="utf-8")
    return dict(input=str(folder / "brief.typ"), root=str(folder), font_paths=[str(Path(style.font_file()).parent)],
                ignore_system_fonts=True, sys_inputs={"data": "data.json"})


def _section(section, name: str, folder: Path) -> dict:
    told = section._asdict()
    told["numbers"] = [number._asdict() for number in section.numbers]
    if section.grid:
        told["grid"] = section.grid._asdict() | {"rows": [[cell._asdict() for cell in row] for row in section.grid.rows]}
    if section.picture:
        section.picture.figure.savefig(folder / name, dpi=170)
        told["picture"] = {"file": name, "alt": section.picture.alt}
    return told
