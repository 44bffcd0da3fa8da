"""Every page, chart and document read as a reader has it, without sanlib, and each number compared with the tables."""
