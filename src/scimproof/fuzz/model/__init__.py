"""The state that a target must have after any sequence of operations, by RFC 7644."""
