"""Two periods or two runs in; the figures that changed, the causes, and both as sentences and as a page out."""
