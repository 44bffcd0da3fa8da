"""Writing the pack from a notebook: pickers for region, language and parts, preview and export; in a report run without them."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from typing import NamedTuple

import IPython.display
import ipywidgets as w

from sanlib import words
from sanlib.documents.pack_folder import PARTS, pack
from sanlib.documents.writers.page_pictures import brief_pages
from sanlib.periods.period import Period, open_period
from sanlib.project import folders
from sanlib.project.binding import bound, later
from sanlib.project.problems import InputError
from sanlib.reference import regions
from sanlib.words.finding import Finding

_DONE = re.compile(r"\[(\d+)/(\d+)\]")


class Boxes(NamedTuple):
    """The pickers, buttons and output area of the form."""

    region: object
    lang: object
    parts: dict[str, object]
    preview: object
    export: object
    bar: object
    status: object
    shown: object


@bound
def showcase(
    period: Period, region: str = "", lang: str | None = None, parts: str = " ".join(PARTS), root=None
) -> IPython.display.HTML | w.Widget:
    """Boxes that preview and write the pack when asked; on a rerun (SANLIB_REPORT_DIR) it is written at once.

    `region` "" is every pilot; `parts` are names of PARTS with spaces between. Shows the files written, as links.

    >>> san.documents.export(period, "Kota Blitar", parts="pdf docx")  # doctest: +SKIP
    """
    if os.environ.get("SANLIB_REPORT_DIR"):
        return written(pack(period, region or None, parts=parts.split(), progress=lambda _line: None))
    return _wired(_boxes(region, parts.split()), period)


@bound
def written(folder: Path, lang: str | None = None) -> IPython.display.HTML:
    """How many files of how many regions a pack has, then each as a link, a line per region's folder."""
    base = Path(os.environ["SANLIB_REPORT_DIR"]) if os.environ.get("SANLIB_REPORT_DIR") else Path.cwd()
    own = sorted(place for place in folder.iterdir() if place.is_dir())
    files = sum(path.is_file() for path in folder.rglob("*"))
    said = Finding(words.label("find.pack", files=files, regions=len(own)))
    lines = [_line(place, base) for place in [folder, *own]]
    return IPython.display.HTML(f'{said._repr_html_()}<ul style="line-height:1.6">{"".join(filter(None, lines))}</ul>')


def _line(place: Path, base: Path) -> str:
    files = sorted(path for path in place.iterdir() if path.is_file())
    links = [
        f'<a href="{html.escape(Path(os.path.relpath(path, base)).as_posix())}" target="_blank">{html.escape(path.name)}</a>'
        for path in files
    ]
    return f"<li><b>{html.escape(place.name)}</b>: {' · '.join(links)}</li>" if links else ""


def _boxes(region: str, parts: list[str]) -> Boxes:
    names = dict.fromkeys([*regions.pilots()["region"], *([region] if region else [])])
    known = [(words.label("pack.every"), ""), *((name, name) for name in names)]
    return Boxes(
        w.Dropdown(options=known, value=region, description=words.label("region")),
        w.Dropdown(
            options=[(words.label("language.own_name", lang), lang) for lang in words.LANGUAGES],
            value=words.language(),
            description=words.label("pack.language"),
        ),
        {name: w.Checkbox(value=name in parts, description=words.label(f"pack.part.{name}"), indent=False) for name in PARTS},
        w.Button(description=words.label("pack.preview"), icon="eye"),
        w.Button(description=words.label("pack.export"), icon="download", button_style="primary"),
        w.IntProgress(value=0, min=0, max=1, layout={"width": "320px", "visibility": "hidden"}),
        w.HTML(),
        w.Output(),
    )


def _wired(boxes: Boxes, period: Period):
    """The form with its buttons connected; each works with what is set when it is clicked."""
    boxes.preview.on_click(later(lambda _button: _run(boxes, lambda: brief_pages(_opened(period), boxes.region.value))))
    boxes.export.on_click(later(lambda _button: _run(boxes, lambda: _export(boxes, period))))
    return w.VBox(
        [
            w.HBox([boxes.region, boxes.lang], layout={"flex_flow": "row wrap"}),
            w.HBox(list(boxes.parts.values()), layout={"flex_flow": "row wrap"}),
            w.HBox([boxes.preview, boxes.export, boxes.bar]),
            boxes.status,
            boxes.shown,
        ]
    )


def _opened(period: Period) -> Period:
    """The period, its own sentences (provenance, problems) in the language picked."""
    return open_period(period.period, say=lambda _line: None)


def _export(boxes: Boxes, period: Period):
    """Writes the ticked parts of the pack for the region picked; with none ticked it prints a message."""
    ticked = tuple(name for name, box in boxes.parts.items() if box.value)
    if not ticked:
        raise InputError("pack_no_part", value=", ".join(PARTS))
    place = pack(_opened(period), boxes.region.value or None, parts=ticked, progress=lambda line: _progress(boxes, line))
    _progress(boxes, words.label("pack.done", path=folders.shown(place)))
    return written(place)


def _progress(boxes: Boxes, line: str) -> None:
    found = _DONE.match(line)
    if found:
        boxes.bar.layout.visibility = "visible"
        boxes.bar.value, boxes.bar.max = int(found[1]), int(found[2])
    boxes.status.value = f"<span>{html.escape(line)}</span>"


def _run(boxes: Boxes, work) -> None:
    """Runs one action at a time and shows its result or its error below the buttons."""
    boxes.preview.disabled = boxes.export.disabled = True
    boxes.status.value, boxes.bar.value, boxes.bar.layout.visibility = words.label("pack.working", boxes.lang.value), 0, "hidden"
    boxes.shown.clear_output()
    try:
        with words.speaking(boxes.lang.value):
            found = work()
        if boxes.status.value == words.label("pack.working", boxes.lang.value):
            boxes.status.value = ""
        with boxes.shown:
            IPython.display.display(found)
    except InputError as refusal:
        boxes.status.value = f"<b>{html.escape(refusal.message(boxes.lang.value))}</b>"
    finally:
        boxes.preview.disabled = boxes.export.disabled = False
