"""Any table with weights and a design in; shares, means, ratios, totals, differences, ranks and sample sizes with intervals out."""

import importlib

_FOUND_IN = {"Design": "design", "covariance": "weighted_table", "pairwise": "weighted_table", "tabulate": "weighted_table"}
"""The names of the room by the module they stand in: whoever reads files needs the design alone, not what computes with it."""

__all__ = ["Design", "covariance", "pairwise", "tabulate"]


def __getattr__(name: str):
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_FOUND_IN[name]}"), name)


def __dir__() -> list[str]:
    return __all__
