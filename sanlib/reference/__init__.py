"""The tables analysts edit in; regions, indicators, targets, sources, layouts, corrections, the questionnaire out, checked."""
