"""A period's folder in; its achievements, problems and manifest out, written whole."""
