"""Two periods or two runs in; what changed, by how much and why out."""
