"""Sequences of operations, drawn at random from a seed."""
