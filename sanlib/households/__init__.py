"""Household files in; households out: one a row, typed, weighted, on its rung of each ladder, without personal data."""
