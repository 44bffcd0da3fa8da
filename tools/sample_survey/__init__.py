"""Synthetic survey files, made by `python -m tools.sample_survey`: examples to try the library on, never a finding."""
