"""A run: from settings to a report, without pytest."""
