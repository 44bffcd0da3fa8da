"""Sanitation gaps of Indonesian cities: spreadsheets in, honest gaps and charts out."""
