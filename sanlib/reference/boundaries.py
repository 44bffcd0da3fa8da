"""Boundaries an analyst supplies (GeoJSON, GeoPackage): the shape of each region by its BPS code, every doubt refused in one sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sanlib import words
from sanlib.project.problems import InputError
from sanlib.reference import regions

STARTS = {b"{": "GeoJSON", b"SQLite format 3\x00": "GPKG"}
"""How a file of each kind begins; what begins otherwise is not handed to a reader of a hundred formats."""
MOST_BYTES, MOST_VERTICES = 300_000_000, 3_000_000
INDONESIA = (94.0, -12.0, 142.0, 7.0)
"""West, south, east, north in degrees, with some sea."""
AREAS = ("Polygon", "MultiPolygon")


class Boundaries(NamedTuple):
    """Shapes (shapely) by BPS code, the names that are no region known, and whether the coordinates are degrees."""

    shapes: dict[str, Any]
    unknown: list[str]
    degrees: bool


def read(path: str | Path, key: str = "", villages: Collection[str] = ()) -> Boundaries:
    """The boundaries of a file. `key` is its column of region codes or names; without it the one that names most regions.

    With `villages` (Kemendagri codes) they are of these desa and kelurahan, by code alone: many desa have the same name.
    """
    file = Path(path)
    _is_one(file)
    try:
        import pyogrio  # noqa: PLC0415  an extra: pip install .[map]
        import shapely  # noqa: PLC0415
    except ImportError as missing:
        raise InputError("boundaries_extra", path, value=str(missing.name)) from missing
    try:
        meta, _, packed, columns = pyogrio.raw.read(file, layer=_layer(pyogrio.list_layers(file), path))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError, UnicodeDecodeError) as problem:
        raise InputError("boundaries_unreadable", path, value=str(problem).splitlines()[0][:120]) from problem
    shapes = list(shapely.from_wkb(packed)) if packed is not None else []
    if not any(shape is not None and not shape.is_empty for shape in shapes):
        raise InputError("boundaries_empty", path)
    degrees = _degrees(path, shapes, meta["crs"], shapely)
    fields = {str(name): list(values) for name, values in zip(meta["fields"], columns, strict=True)}
    named = _codes(path, fields, key, villages)
    return _joined(path, named, shapes, degrees, shapely)


def _is_one(file: Path) -> None:
    """Refuses what is no file, too large, or neither GeoJSON nor a GeoPackage by its first bytes."""
    if not file.is_file():
        raise InputError("boundaries_no_file", file)
    if file.stat().st_size > MOST_BYTES:
        raise InputError("boundaries_huge", file, value=f"{file.stat().st_size // 1_000_000} MB", most=f"{MOST_BYTES // 1_000_000} MB")
    with file.open("rb") as stream:
        start = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(tuple(STARTS)):
        raise InputError("boundaries_unreadable", file, value="GeoJSON, GeoPackage?")


def _layer(layers, path) -> str:
    """The first layer that holds areas."""
    there = [str(name) for name, kind in layers if kind is not None]
    areas = [str(name) for name, kind in layers if str(kind).startswith(("Polygon", "MultiPolygon", "Unknown", "Geometry", "3D", "2.5D"))]
    if not there:
        raise InputError("boundaries_empty", path)
    if not areas:
        raise InputError("boundaries_no_areas", path, value=", ".join(str(kind) for _, kind in layers))
    return areas[0]


def _degrees(path, shapes: list, crs: str | None, shapely) -> bool:
    """Whether coordinates are degrees; refuses degrees outside Indonesia, and metres that say they are degrees or say nothing."""
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes))
    corners = ((west, south), (east, north))

    def place() -> str:
        return " – ".join("; ".join(words.number(one, 1) for one in corner) for corner in corners)

    said = {"place": words.in_each_language(place), "crs": crs or "–"}
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        if west < INDONESIA[0] or south < INDONESIA[1] or east > INDONESIA[2] or north > INDONESIA[3]:
            raise InputError("boundaries_crs", path, **said)
        return True
    if crs is None or crs in ("EPSG:4326", "OGC:CRS84") or crs.startswith("GEOGC"):
        raise InputError("boundaries_crs", path, **said)
    return False


def _codes(path, fields: dict[str, list], key: str, villages: Collection[str]) -> list[tuple[str, str]]:
    """Each shape's region code ("" where it is none known) and its name as written, by the column asked for or the best."""
    known = ", ".join(fields) or "–"
    if key and key not in fields:
        raise InputError("boundaries_no_key", path, column=key, known=known)
    tried = [fields[name] for name in ([key] if key else fields)]
    tried = [_of_villages(values, villages) if villages else [(_code(value), _written(value)) for value in values] for values in tried]
    best = max(tried, key=lambda found: len({code for code, _ in found if code}), default=[])
    if not any(code for code, _ in best):
        raise InputError("boundaries_no_key", path, column=key or known, known=known)
    return best


def _of_villages(values: list, villages: Collection[str]) -> list[tuple[str, str]]:
    """The desa each code means, with or without its points; none where one of the column starts its last four digits with 0: those are
    codes of BPS, of which some would be another desa's of Kemendagri."""
    bare = {code.replace(".", ""): code for code in villages}
    digits = [_written(value).replace(".", "") for value in values]
    of_bps = any(re.fullmatch(r"\d{6}0\d{3}", code) for code in digits)
    return [("" if of_bps else bare.get(code, ""), _written(value)) for code, value in zip(digits, values, strict=True)]


def _written(value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _code(value) -> str:
    """The one region a code or name means; "" where it means none or several."""
    meant = regions.candidates(_written(value), regions.PLACES) if value is not None else []
    return meant[0] if len(meant) == 1 else ""


def _joined(path, named: list[tuple[str, str]], shapes: list, degrees: bool, shapely) -> Boundaries:
    found: dict[str, Any] = {}
    for (code, written), shape in zip(named, shapes, strict=True):
        if code:
            _is_sound(path, written, shape, shapely)
            if code in found:
                raise InputError("boundaries_twice", path, value=written)
            found[code] = shape
    if sum(int(shapely.get_num_coordinates(shape)) for shape in found.values()) > MOST_VERTICES:
        raise InputError("boundaries_huge", path, value="–", most=f"{MOST_VERTICES}")
    return Boundaries(found, [written for code, written in named if not code], degrees)


def _is_sound(path, written: str, shape, shapely) -> None:
    if shape is None or shape.is_empty:
        raise InputError("boundaries_empty_shape", path, value=written)
    if shape.geom_type not in AREAS:
        raise InputError("boundaries_no_areas", path, value=f"{written}: {shape.geom_type}")
    if not shape.is_valid:
        raise InputError("boundaries_invalid", path, value=written, why=shapely.is_valid_reason(shape))


def rings(shape, finest: float) -> Iterator[tuple[list[tuple[float, ...]], list[list[tuple[float, ...]]]]]:
    """The parts of a shape as its outer ring and its holes, without bends finer than this."""
    plain = shape.simplify(finest)
    for part in getattr(plain, "geoms", [plain]):
        if not part.is_empty:
            yield list(part.exterior.coords), [list(hole.coords) for hole in part.interiors]
