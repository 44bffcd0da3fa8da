"""Household files in; households out: one a row, typed, weighted, without personal data."""
