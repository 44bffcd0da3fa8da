"""Every printed table, chart and document there is, with the invariants it owes; what is public and not here fails."""

REGION_TABLES = {
    "matrix": "locality, row order, own capaian", "coverage": "locality, row order, counts", "series_table": "locality, row order, own figure",
    "gaps": "row order, arithmetic", "gap_table": "arithmetic", "ranks": "row order, range",
    "main_instrument": "row order", "save_pilot_charts": "row order, one file a pair", "survey_defined": "row order, own words",
    "history_flags": "pilots, between periods", "what_changed": "says what it compares",
}
"""Public functions over regions that tests/test_invariants.py holds to what is named."""
