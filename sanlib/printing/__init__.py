"""Finished tables in; tables and sentences as a reader sees them, pilots compared and ranked out."""
