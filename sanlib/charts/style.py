"""The house style: one palette, one shipped font, one set of sizes, the same on every machine."""

from __future__ import annotations

import csv
import dataclasses
import functools
import zlib
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from matplotlib import colors, font_manager

from sanlib.judging import flags

SHIPPED = "Lato"
FAMILY = f"sanlib {SHIPPED}"
"""The shipped files under a name of their own, so that a Lato installed on the machine is never used instead."""
FILES = {"Lato-Regular.ttf": (400, "normal"), "Lato-Bold.ttf": (700, "normal"), "Lato-Italic.ttf": (400, "italic")}

TITLE, SUBTITLE, HEADING, LABEL, SMALL, FOOT, BIG = 22, 14, 14.5, 13, 11, 9.5, 25
"""Point sizes on a page 12 inches wide: what must carry to the back of the room is BIG or TITLE."""
SMALL_N = 50
"""Estimates from fewer households are hatched: DHS reports print them in brackets (Guide to DHS Statistics)."""


class Look(NamedTuple):
    """How a key is drawn: colour, hatch and marker, so that it can be told apart without colour."""

    colour: str
    hatch: str
    marker: str


def _register() -> None:
    folder = resources.files(__package__) / "fonts"
    for name, (weight, slant) in FILES.items():
        with resources.as_file(folder / name) as path:
            entry = font_manager.ttfFontProperty(font_manager.get_font(str(path)))
        shipped = dataclasses.replace(entry, name=FAMILY, weight=weight, style=slant)
        font_manager.fontManager.ttflist.append(shipped)


_register()


def font_file(bold: bool = False, italic: bool = False) -> str:
    """The path of the shipped font, which the PDF brief uses too."""
    return str(resources.files(__package__) / "fonts" / f"Lato-{'Bold' if bold else 'Italic' if italic else 'Regular'}.ttf")


@functools.cache
def _palette() -> dict[str, dict[str, str]]:
    return _table("colours.csv", "key")


def _table(name: str, key: str) -> dict[str, dict[str, str]]:
    with (resources.files(__package__) / name).open(encoding="utf-8", newline="") as stream:
        return {row[key]: row for row in csv.DictReader(stream)}


def look(key: str) -> Look:
    """Colour, hatch and marker of a verdict, an indicator, a rung or a part, from colours.csv."""
    try:
        row = _palette()[key]
    except KeyError:
        raise KeyError(f"sanlib/charts/colours.csv has no row {key!r}: add one") from None
    return Look(row["colour"], row["hatch"], row["marker"])


def colour(key: str) -> str:
    """The colour of a key of colours.csv."""
    return look(key).colour


RESERVE = ("seri_6", "seri_7", "seri_8")
"""Series that belong to no instrument of colours.csv: an instrument it does not list takes one of them by its name."""
OLDER = 0.5
"""How far the colour of an instrument is mixed with white for each older ladder it measured by."""


def instruments(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Look]:
    """The look of each instrument and ladder on one chart: one colour in every chart, an older ladder a paler shade.

    What colours.csv does not list is coloured by its name, with the next free shape where two would look alike.
    """
    taken = {_palette()[name]["marker"] for name, _ in pairs if _listed(name)}
    looks: dict[str, Look] = {}
    for name in sorted({name for name, _ in pairs}):
        looks[name] = look(name) if _listed(name) else _unlisted(name, taken)
        taken.add(looks[name].marker)
    return {(name, ladder): _shade(looks[name], name, ladder, pairs) for name, ladder in pairs}


def of_instrument(row) -> str:
    """The colour of what measured a row; a table that does not say it has one colour too."""
    pair = (str(getattr(row, "instrument", "")), "")
    return instruments([pair])[pair].colour


def _listed(name: str) -> bool:
    return name in _palette() and _palette()[name]["kind"] == "instrument"


def _unlisted(name: str, taken: set[str]) -> Look:
    start = zlib.crc32(name.encode()) % len(RESERVE)
    order = [look(key) for key in (*RESERVE[start:], *RESERVE[:start], *keys("series"))]
    return next((one for one in order if one.marker not in taken), order[0])


def _shade(one: Look, name: str, ladder: str, pairs: Sequence[tuple[str, str]]) -> Look:
    older = sorted({other for its, other in pairs if its == name}, reverse=True).index(ladder)
    if not older:
        return one
    return one._replace(colour=colors.to_hex([1 - (1 - part) * OLDER**older for part in colors.to_rgb(one.colour)]))


def keys(kind: str) -> list[str]:
    """The keys of one kind (verdict, part, component, series) in the palette's order."""
    return [key for key, row in _palette().items() if row["kind"] == kind]


def order(names) -> list[str]:
    """Indicators, rungs and parts in the order in which they are always shown; what the palette lacks comes last."""
    known = list(_palette())
    return sorted(dict.fromkeys(names), key=lambda name: known.index(name) if name in known else len(known))


def effect(flag: str) -> str:
    """The strongest effect of a cell of flags on a line (flags.breaking); a flag it does not know isolates its point."""
    effects = {flags.breaking().get(name, "isolated") for name in flag.split(";") if name}
    return "isolated" if "isolated" in effects else "before" if "before" in effects else ""


def telling(flag: str) -> str:
    """The one flag of a cell of flags that says most about the figure itself: the first in flags.csv's order."""
    known = list(flags.breaking())
    named = [name for name in flag.split(";") if name]
    return min(named, key=lambda name: known.index(name) if name in known else -1, default="")


def text(size: float, *, bold=False, italic=False, colour="", align="left", valign="center", gid="", spacing=1.15) -> dict:
    """How matplotlib is told to write a text: in the shipped font, with what stands between $ signs left as it is."""
    return {
        "fontsize": size,
        "fontfamily": FAMILY,
        "fontweight": 700 if bold else 400,
        "fontstyle": "italic" if italic else "normal",
        "color": colour or look("tinta").colour,
        "ha": align,
        "va": valign,
        "linespacing": spacing,
        "parse_math": False,
        "gid": gid or None,
    }


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white (WCAG 2)."""
    parts = [_linear(part) for part in colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def at_lightness(colour: str, lightness: float, lighter: str) -> str:
    """A dark colour mixed with a lighter one in linear light until it has this lightness (L* of CIELAB, 0 black to 100 white)."""
    own = luminance(colour)
    share = max((((lightness + 16) / 116) ** 3 - own) / (luminance(lighter) - own), 0.0)
    mixed = [
        _linear(one) + (_linear(other) - _linear(one)) * share for one, other in zip(*map(colors.to_rgb, (colour, lighter)), strict=True)
    ]
    return colors.to_hex([12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in mixed])


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def on(colour_: str) -> str:
    """The text colour with the higher contrast on this colour: white or the dark ink."""
    ink = colour("tinta")
    return "white" if contrast("white", colour_) > contrast(ink, colour_) else ink
