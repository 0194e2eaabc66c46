"""A run as report.json has it, and every form it is written in."""
