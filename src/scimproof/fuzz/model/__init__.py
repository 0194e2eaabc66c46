"""What a target must hold after any sequence of operations, by RFC 7644."""
