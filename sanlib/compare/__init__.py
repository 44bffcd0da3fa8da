"""Each reporting period again: a folder laid out, a run's manifest, what changed since and why, and the pace."""
