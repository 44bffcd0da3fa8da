"""The tables analysts edit in; regions, indicators, targets, sources, spellings of headers, corrections, the questionnaire out, checked."""
