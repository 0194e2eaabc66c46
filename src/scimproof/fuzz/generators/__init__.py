"""Random sequences of operations, from a seed."""
