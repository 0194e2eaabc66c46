"""A run as report.json has it, and the writers of every form of it."""
