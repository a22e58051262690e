"""Reports of a unit's work."""
