"""How to see a finding again: create, act, read, from nothing, as a script for a shell and as a file for --replay.

A reproduction is made from the exchanges of a run. Ids become variables that are read from the answer to the create,
names hold ``${run}``, which differs in each execution, and the base URL and the token are variables.
"""
