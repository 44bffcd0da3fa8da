"""Achievements and targets in; gaps, flags, verdicts and pace out."""
