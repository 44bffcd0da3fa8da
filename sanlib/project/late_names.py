"""Names of a room that are loaded when they are first asked for: whoever reads files does not load what draws."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable


def late(room: str, places: dict[str, str]) -> tuple[list[str], Callable[[str], object], Callable[[], list[str]]]:
    """The `__all__`, `__getattr__` and `__dir__` of a room: `places` says where each of its names stands, "charts.gap_chart:chart_gap"."""

    def __getattr__(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        module, _, own = places[name].partition(":")
        found = getattr(importlib.import_module(f"sanlib.{module}"), own or name)
        setattr(sys.modules[room], name, found)
        return found

    return list(places), __getattr__, lambda: list(places)
