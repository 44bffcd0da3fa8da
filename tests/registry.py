"""Printed tables of regions and the invariants each is held to in tests/test_invariants.py."""

REGION_TABLES = {
    "matrix": "locality, row order", "coverage": "locality, row order, counts", "series_table": "locality, row order, own figure",
    "gaps": "row order, arithmetic", "ranks": "row order, range", "main_instrument": "row order", "history_flags": "pilots, period",
}
"""Public function to what is held; not yet every public table stands here."""
