"""Achievements and targets in; gaps, matched by year, flags, verdicts, pace, and why a figure is withheld out."""
