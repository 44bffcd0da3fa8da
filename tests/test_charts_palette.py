"""Any two looks that stand on one chart are told apart: in colour, by the colour blind, and on a grey printer."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sanlib.charts import composition_chart, style
from sanlib.reference import codebook

VISION = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB."""
APART, GREY = 20, 12
"""Distances in CIELAB below which two fields are taken for one at a glance; 2.3 is a just noticeable difference."""


def linear(colour):
    parts = np.array(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light):
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
    xyz = to_xyz @ np.clip(light, 0, 1) / np.array([0.95047, 1, 1.08883])
    cube = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * cube[1] - 16, 500 * (cube[0] - cube[1]), 200 * (cube[1] - cube[2])])


def seen(colour, vision):
    return lab(np.array(VISION[vision]) @ linear(colour))


def together():
    """Every set of looks that one chart draws beside each other."""
    yield "verdict", [key for key in style.keys("verdict") if key != "tidak ada data"]
    yield "series", style.keys("series")
    yield "instruments", style.keys("instrument")
    yield "component", style.keys("component")
    yield "milestones", ["terdokumentasi", "tidak_terdokumentasi"]
    yield from (
        (f"composition {number}", [*parts, "tidak_dirinci"])
        for number, parts in enumerate(parts for options in composition_chart.PARTS.values() for parts in options)
    )
    for (ladder, profile), rows in codebook.table("ladder_classes.csv").groupby(["ladder", "profile"]):
        yield f"definition {ladder} {profile}", list(rows["class"])


PAIRS = [(name, one, other) for name, keys in together() for one, other in itertools.combinations(keys, 2)]


@pytest.mark.parametrize("name, one, other", PAIRS)
def test_two_looks_on_one_chart_are_told_apart_by_every_eye_and_in_grey(name, one, other):
    first, second = style.look(one), style.look(other)
    by_shape = first.hatch != second.hatch or first.marker != second.marker
    for vision in VISION:
        assert by_shape or np.linalg.norm(seen(first.colour, vision) - seen(second.colour, vision)) >= APART, vision
    assert by_shape or abs(seen(first.colour, "normal")[0] - seen(second.colour, "normal")[0]) >= GREY


@pytest.mark.parametrize("series", style.keys("series"))
@pytest.mark.parametrize("vision", ["normal", "protan", "deutan"])
def test_no_series_and_so_no_instrument_has_the_colour_of_a_verdict(series, vision):
    for verdict in ("tercapai", "belum", "belum dapat dipastikan"):
        assert np.linalg.norm(seen(style.colour(series), vision) - seen(style.colour(verdict), vision)) >= APART, verdict


@pytest.mark.parametrize("verdict", ["tercapai", "belum"])
def test_the_region_lit_stands_out_from_the_rest_and_the_rest_from_their_track(verdict):
    rest, lit, track = (style.colour(key) for key in ("lainnya", verdict, "lintasan"))
    for vision in VISION:
        assert np.linalg.norm(seen(rest, vision) - seen(lit, vision)) >= 2 * APART
    assert abs(seen(rest, "normal")[0] - seen(track, "normal")[0]) >= GREY


def test_every_chart_takes_its_colours_from_the_one_palette():
    folder = style.resources.files("sanlib.charts")
    for path in folder.iterdir():
        if path.name.endswith(".py") and path.name != "style.py":
            written = [word for word in path.read_text(encoding="utf-8").split('"') if word.startswith("#") and len(word) == 7]
            assert set(written) <= {"#FFFFFF"}, path.name
