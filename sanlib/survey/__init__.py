"""The household survey: codebook, households, ladders, design-based estimates, sampling, risk."""
