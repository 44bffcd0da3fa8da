"""The tables analysts edit: regions, indicators, targets, sources, layouts, corrections, the questionnaire, advocacy."""
