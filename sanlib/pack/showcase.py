"""The pack from a notebook: boxes to pick region and parts and a button, or at once where nobody is there to press it."""

from __future__ import annotations

import os

from sanlib import regions, words
from sanlib.pack.write import PARTS, pack
from sanlib.period import Period


def showcase(period: Period, region: str = "", lang: str = "id", parts: str = " ".join(PARTS), root=None):
    """Boxes that write the pack when asked; on a rerun (SANLIB_REPORT_DIR) it is written at once and its folder returned."""
    if os.environ.get("SANLIB_REPORT_DIR"):
        return pack(period, region or None, lang, parts=parts.split(), root=root).name
    return _boxes(period, region, lang, parts.split(), root)


def _boxes(period: Period, region: str, lang: str, parts: list[str], root):
    import ipywidgets

    every = (words.label("pack.every", lang), "")
    names = [(name, name) for name in regions.pilots(root)["region"]]
    known = [every, *names] if region in ("", *dict(names)) else [every, *names, (region, region)]
    picked = ipywidgets.Dropdown(options=known, value=region, description=words.label("region", lang))
    chosen = ipywidgets.SelectMultiple(options=PARTS, value=tuple(parts), description=words.label("pack.parts", lang))
    button, said = ipywidgets.Button(description=words.label("pack.export", lang)), ipywidgets.Output()

    def export(_button) -> None:
        with said:
            pack(period, picked.value or None, lang, parts=chosen.value, root=root)

    button.on_click(export)
    return ipywidgets.VBox([picked, chosen, button, said])
