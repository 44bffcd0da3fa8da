"""Synthetic survey files, made by `python -m sanlib.survey.sample`: examples to try the library on, never a finding."""
